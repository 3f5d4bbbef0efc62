"""Who may do what: exactly what ROLLER says, exactly where the role holds, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_installningar
from hypothesis import strategies as st

from kvalitet import klocka
from kvalitet.behorighet import (
    Tilldelning,
    far,
    omfang,
    omfang_namnd,
    prova,
    roll_for,
    synliga_enheter,
)
from kvalitet.models import Anvandare, Enhet, Handelse, Namnd, Rolltilldelning
from kvalitet.roller import ROLLER, Rattighet, Roll
from tests import factories
from tests.adresser import Adress, alla
from tests.factories import SEDAN, Kommun
from tests.kvalitet.dagen import IDAG

pytestmark = pytest.mark.usefixtures("samma_dag")


def inneha(kommun: Kommun, roll: Roll, enhet: Enhet, namnd: Namnd | None = None) -> Anvandare:
    person = factories.person(f"Prov {roll.value}", roll, enhet, namnd=namnd)
    return Anvandare.objects.get(pk=person.pk)


def handelse(enhet: Enhet | None, namnd: Namnd | None) -> Handelse:
    """An object with a unit and a nämnd (the event log has both, and either may be missing)."""
    return Handelse(enhet=enhet, namnd=namnd)


# --- Role by right by place ----------------------------------------------------------------


@pytest.mark.parametrize("roll", Roll)
def test_a_role_gives_its_rights_in_its_subtree_and_nowhere_else(
    kommun: Kommun, roll: Roll
) -> None:
    person = inneha(kommun, roll, kommun.hemtjanst)
    for ratt in Rattighet:
        har = ratt in ROLLER[roll]
        svar = {
            "någonstans": far(person, ratt),
            "egen enhet": far(person, ratt, kommun.hemtjanst),
            "under": far(person, ratt, handelse(kommun.centrum, kommun.von)),
            "över": far(person, ratt, kommun.vok),
            "bredvid": far(person, ratt, handelse(kommun.bibliotek, kommun.kfn)),
            "utan enhet": far(person, ratt, handelse(None, kommun.von)),
        }
        assert svar == {
            "någonstans": har,
            "egen enhet": har,
            "under": har,
            "över": False,
            "bredvid": False,
            "utan enhet": False,
        }, ratt


@pytest.mark.parametrize("roll", Roll)
def test_with_a_namnd_a_role_reaches_only_what_belongs_to_it(kommun: Kommun, roll: Roll) -> None:
    person = inneha(kommun, roll, kommun.rot, kommun.von)
    for ratt in ROLLER[roll]:
        assert far(person, ratt, handelse(kommun.bibliotek, kommun.von))
        assert far(person, ratt, handelse(None, kommun.von))
        assert not far(person, ratt, handelse(kommun.hemtjanst, kommun.kfn))
        assert not far(person, ratt, handelse(kommun.hemtjanst, None))
        assert not far(person, ratt, handelse(None, kommun.kfn))
        assert far(person, ratt, kommun.bibliotek), "en enhet tillhör ingen nämnd"


def test_a_role_at_the_root_reaches_what_has_no_unit(kommun: Kommun) -> None:
    person = inneha(kommun, Roll.REVISOR, kommun.rot)
    assert far(person, Rattighet.HISTORIK_SE, handelse(None, None))
    assert far(person, Rattighet.HISTORIK_SE, handelse(None, kommun.kfn))


def test_every_right_is_held_by_some_role() -> None:
    """A right that nobody can have is a page that nobody can open."""
    assert set(Rattighet) == {ratt for ratter in ROLLER.values() for ratt in ratter}


def test_every_role_has_its_rights_in_the_table() -> None:
    assert set(ROLLER) == set(Roll)


def test_the_administrator_has_no_right_to_content() -> None:
    assert {ratt.partition(".")[0] for ratt in ROLLER[Roll.ADMINISTRATOR]} == {
        "organisation",
        "konto",
        "import",  # opens the pages; what a file may hold is tried right by right
        "drift",  # how the site fares; counts and kinds of faults, and nothing of what is in them
        "installning",  # promises and reply templates; no case is read
    }


def test_who_approves_a_plan_does_not_write_it() -> None:
    for ratter in ROLLER.values():
        assert not {Rattighet.PLAN_SKRIVA, Rattighet.PLAN_GRANSKA} <= ratter


@pytest.mark.parametrize(
    ("ratt", "roller"),
    [
        (Rattighet.PLAN_SKRIVA, {"PA", "KV"}),
        (Rattighet.PLAN_FORA_VIDARE, {"PA"}),
        (Rattighet.PLAN_GRANSKA, {"CH", "NS"}),
        (Rattighet.PLAN_FASTSTALLA, {"CH"}),
        (Rattighet.UPPFOLJNING_SKRIVA, {"PA", "AA", "KV"}),
        (Rattighet.BEDOMNING_SKRIVA, {"PA", "KV"}),
        (Rattighet.UPPFOLJNING_OPPNA, {"KV"}),
        (Rattighet.UPPFOLJNING_FOLJA, {"CH", "KV", "NS", "REV"}),
        (Rattighet.UPPFOLJNING_PAMINNA, {"CH", "KV", "NS"}),
        (Rattighet.UPPFOLJNING_LEDA, {"KV", "NS"}),
        (Rattighet.UPPFOLJNING_GODKANNA, {"CH"}),
        (Rattighet.VARV_AVSLUTA, {"CH"}),
        (Rattighet.RAPPORT_GODKANNA, {"CH"}),
        (Rattighet.RAPPORT_FASTSTALLA, {"NS"}),
        (Rattighet.RAPPORT_PLANERA, {"KV", "NS"}),
        (Rattighet.NAMND_FOLJA, {"PA", "CH", "KV", "NS", "FV", "REV"}),
        (Rattighet.NAMNDFRAGA_STALLA, {"FV"}),
        (Rattighet.NAMNDFRAGA_BESVARA, {"PA", "CH", "KV"}),
        (Rattighet.SAMMANTRADE_SKOTA, {"NS"}),
    ],
)
def test_who_turns_the_wheel(ratt: Rattighet, roller: set[str]) -> None:
    """domain.md section 3: who takes each row, and who writes what it asks for."""
    assert {roll for roll, ratter in ROLLER.items() if ratt in ratter} == roller


# --- Dates, accounts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fran", "till", "galler"),
    [
        (SEDAN, None, True),
        (IDAG, None, True),
        (IDAG, IDAG + timedelta(days=1), True),
        (IDAG + timedelta(days=1), None, False),
        (SEDAN, IDAG, False),  # the last day is the day before
        (SEDAN, date(2024, 1, 1), False),
    ],
)
def test_a_role_holds_from_its_first_day_until_its_last(
    kommun: Kommun, fran: date, till: date | None, galler: bool
) -> None:
    person = factories.person("Dag", Roll.CHEF, kommun.vok)
    Rolltilldelning.objects.update(giltig=(fran, till))
    assert far(person, Rattighet.PLAN_SE, kommun.vok) is galler
    assert synliga_enheter(person, Rattighet.PLAN_SE).exists() is galler


def test_an_inactive_account_may_nothing(kommun: Kommun) -> None:
    person = inneha(kommun, Roll.REVISOR, kommun.rot)
    person.is_active = False
    for ratt in Rattighet:
        assert not far(person, ratt)
        assert not far(person, ratt, kommun.rot)
        assert not synliga_enheter(person, ratt).exists()


def test_an_inactive_account_that_was_signed_in_is_sent_to_sign_in(
    kommun: Kommun, client: Client
) -> None:
    person = inneha(kommun, Roll.REVISOR, kommun.rot)
    client.force_login(person)
    Anvandare.objects.update(is_active=False)
    assert client.get("/arbete/").headers["Location"] == "/konto/logga-in/?next=/arbete/"


def test_a_role_in_a_unit_without_a_place_covers_nothing(kommun: Kommun) -> None:
    """An empty path is the beginning of every path; it must not open every door."""
    hemlos = Enhet.objects.create(namn="Hemlös", slag="enhet")
    person = inneha(kommun, Roll.REVISOR, hemlos)
    assert not far(person, Rattighet.PLAN_SE)
    assert not far(person, Rattighet.PLAN_SE, kommun.rot)
    assert not synliga_enheter(person, Rattighet.PLAN_SE).exists()


def test_the_role_that_gives_the_right_is_told_for_the_log(kommun: Kommun) -> None:
    person = inneha(kommun, Roll.KVALITETSSAMORDNARE, kommun.rot)
    Rolltilldelning.objects.create(
        anvandare=person, roll=Roll.CHEF, enhet=kommun.vok, giltig=(SEDAN, None)
    )
    assert roll_for(person, Rattighet.PLAN_SKRIVA, kommun.vok) == Roll.KVALITETSSAMORDNARE
    assert roll_for(person, Rattighet.PLAN_GRANSKA, kommun.vok) == Roll.CHEF
    assert roll_for(person, Rattighet.PLAN_GRANSKA, kommun.kfk) is None


def test_prova_refuses_with_the_name_of_the_right(kommun: Kommun) -> None:
    person = inneha(kommun, Roll.FORTROENDEVALD, kommun.rot)
    prova(person, Rattighet.PLAN_SE, kommun.vok)
    with pytest.raises(PermissionDenied, match=r"plan\.skriva saknas"):
        prova(person, Rattighet.PLAN_SKRIVA, kommun.vok)


# --- Querysets agree with far() ------------------------------------------------------------


@pytest.fixture
def varld(kommun: Kommun) -> Kommun:
    """An event for every unit (and none) with every nämnd (and none)."""
    Handelse.objects.bulk_create(
        Handelse(
            tid=klocka.nu(),
            slag="prov",
            objekttyp="prov",
            objekt_id=0,
            enhet=enhet,
            namnd=namnd,
        )
        for enhet in (None, *Enhet.objects.all())
        for namnd in (None, kommun.von, kommun.kfn)
    )
    return kommun


RATTER = st.sampled_from([Rattighet.PLAN_SE, Rattighet.SYNPUNKT_SE, Rattighet.KONTO_ANDRA])
INNEHAV = st.lists(
    st.tuples(
        st.sampled_from([Roll.CHEF, Roll.HANDLAGGARE, Roll.ADMINISTRATOR]),
        st.sampled_from(["rot", "vok", "hemtjanst", "centrum", "kfk", "bibliotek"]),
        st.sampled_from([None, "von", "kfn"]),
    ),
    max_size=4,
)


@hypothesis_installningar(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(innehav=INNEHAV, ratt=RATTER)
def test_what_a_list_shows_is_what_far_says_of_each_row(
    varld: Kommun, innehav: list[tuple[Roll, str, str | None]], ratt: Rattighet
) -> None:
    person = Anvandare(namn="Prov", is_active=True)
    person.__dict__["_tilldelningar"] = tuple(
        Tilldelning(
            roll,
            getattr(varld, enhet).sokvag,
            getattr(varld, namnd).pk if namnd else None,
        )
        for roll, enhet, namnd in innehav
    )
    rader = list(Handelse.objects.select_related("enhet"))
    utan_enhet = [rad for rad in rader if rad.enhet is None]

    def ratta(objekt: Iterable[Handelse]) -> set[int]:
        return {rad.pk for rad in objekt if far(person, ratt, rad)}

    assert _nycklar(Handelse.objects.filter(omfang(person, ratt))) == ratta(rader)
    assert _nycklar(
        Handelse.objects.filter(omfang_namnd(person, ratt), enhet__isnull=True)
    ) == ratta(utan_enhet)
    assert _nycklar(Handelse.objects.filter(omfang(person, ratt, namnd=None))) == {
        rad.pk for rad in rader if far(person, ratt, handelse(rad.enhet, None))
    }
    assert set(synliga_enheter(person, ratt)) == {
        enhet for enhet in Enhet.objects.all() if far(person, ratt, enhet)
    }


def _nycklar(rader: Iterable[Handelse]) -> set[int]:
    return {rad.pk for rad in rader}


def test_a_role_at_the_root_asks_without_joining_the_units(kommun: Kommun) -> None:
    person = inneha(kommun, Roll.REVISOR, kommun.rot)
    fraga = str(Handelse.objects.filter(omfang(person, Rattighet.HISTORIK_SE)).query)
    assert "JOIN" not in fraga


def test_roles_are_read_once_per_request(
    kommun: Kommun, client: Client, django_assert_max_num_queries: object
) -> None:
    person = inneha(kommun, Roll.REVISOR, kommun.rot)
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        for enhet in (kommun.vok, kommun.kfk, kommun.centrum):
            far(person, Rattighet.PLAN_SE, enhet)
            far(person, Rattighet.SYNPUNKT_SE, enhet)


# --- Closed by default ---------------------------------------------------------------------

OPPNA = {
    "halsa",
    "halsa_matt",
    "halsa_redo",
    "profil_farg",
    "profil_logga",
    "logga_in",
    "logga_in_demo",
    "losenord",
    "losenord_valj",
    "oidc",
    "oidc_svar",
    "tvasteg_kod",
    "tvasteg_valj",
    "start",
    "tillganglighet",
    "personuppgifter",
    "publikt:kalender",
    "publikt:uppdatera",
    "synpunkter:lamna",
    "synpunkter:granska",
    "synpunkter:kvittens",
    "synpunkter:folj",
    "synpunkter:folj_arende",
    "synpunkter:folj_skriv",
    "synpunkter:folj_oppna",
    "synpunkter:folj_ny_lank",
    "synpunkter:folj_bilaga",
    "synpunkter:hitta_verksamhet",
    "synpunkter:nojdhet",
    "synpunkter:ni_sa",
    "enkat:svara",
    "enkat:tack",
    "uppfoljning:sa_gar_det",
    "uppfoljning:enheter",
    "uppfoljning:enhet",
    "uppfoljning:publicerade",
    "uppfoljning:publicerad",
    "uppfoljning:publicerad_fil",
    "uppfoljning:publicerad_export",
    "uppfoljning:publicerade_atom",
    "uppfoljning:publicerade_rss",
    "uppfoljning:kontrollera",
    "uppfoljning:kod",
    "uppfoljning:namnd",
    "uppfoljning:namnd_atom",
    "uppfoljning:namnd_rss",
}
"""Addresses that anyone may open, by name: a page is opened by a decision that can be seen."""
FOR_ALLA_INLOGGADE = {
    "arbete",
    "valkommen_undan",
    "sok",
    "logga_ut",
    "inloggningar",
    "inloggningar_avsluta",
    "inloggning_avsluta",
    "tvasteg",
    "tvasteg_nyckel",
    "tvasteg_nyckel_bort",
    "tvasteg_reservkoder",
}
"""Signed in without a role: a page that says so, a search that finds nothing, the way out, and
one's own sign-ins."""


def _arbetsadresser() -> list[Adress]:
    return [adress for adress in alla() if adress.namn not in OPPNA]


@pytest.mark.parametrize("adress", alla(), ids=lambda a: a.namn)
def test_every_address_is_open_by_name_or_asks_for_sign_in(
    db: None, client: Client, adress: Adress
) -> None:
    svar = client.get(adress.url)
    till_inloggning = svar.headers.get("Location") == f"/konto/logga-in/?next={adress.url}"
    if adress.namn in OPPNA:
        assert not till_inloggning, f"{adress.namn} står som öppen men kräver inloggning"
    else:
        assert till_inloggning, (
            f"{adress.namn} är öppen för alla. Ska den vara det: lägg till den i OPPNA."
        )
        assert client.post(adress.url).templates[0].name == "konto/utloggad.html"


@pytest.mark.parametrize("adress", _arbetsadresser(), ids=lambda a: a.namn)
def test_a_person_without_a_role_comes_nowhere(
    kommun: Kommun, client: Client, adress: Adress
) -> None:
    client.force_login(Anvandare.objects.skapa(epost="ny@kommun.example", namn="Ny Utan Roll"))
    svar = [client.get(adress.url).status_code, client.post(adress.url).status_code]
    if adress.namn in FOR_ALLA_INLOGGADE:
        return
    assert set(svar) <= {403, 404, 405}, svar
    assert svar != [405, 405]


def test_a_name_that_is_listed_as_open_exists() -> None:
    assert {adress.namn for adress in alla()} >= OPPNA | FOR_ALLA_INLOGGADE


def test_there_is_no_superuser_and_no_admin(kommun: Kommun) -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert not any("admin" in adress.monster for adress in alla())
    faltnamn = {falt.name for falt in Anvandare._meta.get_fields()}
    assert not faltnamn & {"is_superuser", "is_staff", "groups", "user_permissions"}
    person = Anvandare.objects.skapa(epost="rot@kommun.example", namn="Rot")
    person.is_superuser = person.is_staff = True  # type: ignore[attr-defined]
    assert not any(far(person, ratt) or far(person, ratt, kommun.rot) for ratt in Rattighet)


def test_sign_in_is_required_by_a_middleware_and_not_by_memory() -> None:
    assert "kvalitet.middleware.InloggningMiddleware" in settings.MIDDLEWARE


# --- Told in a sentence ---------------------------------------------------------------------------


def test_an_address_for_buttons_says_so_when_it_is_opened(
    client: Client, hanna_handlaggare: Anvandare
) -> None:
    client.force_login(hanna_handlaggare)
    svar = client.get("/arbete/synpunkter/1/ta-hand-om/")
    assert svar.status_code == 405
    assert svar.headers["Allow"] == "POST"
    assert "Gå tillbaka till sidan du kom från" in svar.content.decode()


@pytest.mark.parametrize("vag", ["/arbete/finns-inte/", "/arbete/synpunkter/regler/"])
def test_staff_meet_errors_in_their_own_frame(
    client: Client, hanna_handlaggare: Anvandare, vag: str
) -> None:
    client.force_login(hanna_handlaggare)
    svar = client.get(vag)
    assert svar.status_code in (403, 404)
    assert 'data-size="sm"' in svar.content.decode()
    assert "Logga ut" in svar.content.decode()
