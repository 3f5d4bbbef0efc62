"""The transition kernel: one way through, with right, guards, effects and record.

The machine of these tests walks over `Enhet.slag`, which has no table of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import IntegrityError, transaction

from kvalitet import kontroller
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.models import Anvandare, Enhet, Handelse, Namnd
from kvalitet.overgang import Maskin, Overgang, Steg, aterstar, knappar, las, overga, vakt
from kvalitet.roller import Rattighet
from tests import factories
from tests.factories import Kommun
from tests.samtidigt import Tradar, nagon_vantar_pa_las, vanta_tills

Slag = Enhet.Slag
NU = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)

PROV = Maskin(
    namn="prov",
    falt="slag",
    lagen=Slag,
    start=(Slag.ENHET,),
    rader=(
        Overgang(
            "hoj",
            fran=(Slag.ENHET, Slag.OMRADE),
            till=Slag.KONTOR,
            ratt=Rattighet.PLAN_GRANSKA,
            etikett="Höj till kontor",
            villkor=("prov.villkor",),
            effekter=("prov.effekter",),
        ),
        Overgang(
            "sank",
            fran=(Slag.KONTOR,),
            till=Slag.ENHET,
            ratt=Rattighet.PLAN_GRANSKA,
            etikett="Sänk till enhet",
            kommentar_kravs=True,
        ),
        Overgang(
            "visa",
            fran=(Slag.KONTOR,),
            till=Slag.KONTOR,
            ratt=Rattighet.PLAN_SE,
            etikett="Visa",
        ),
        Overgang(
            "nar_tiden_ar_inne",
            fran=(Slag.ENHET,),
            till=Slag.OMRADE,
            ratt=Rattighet.PLAN_GRANSKA,
            etikett="Öppna",
            system=True,
        ),
        Overgang(
            "foljdverkan",
            fran=(Slag.ENHET,),
            till=Slag.BOLAG,
            ratt=None,
            etikett="Följd av något annat",
        ),
    ),
)

KLAR = Punkt("Det ena är klart.", klar=True)
OKLAR = Punkt("Det andra saknas.", lank="/arbete/", vem="Karin Öberg")


def uppfyllt(steg: Steg) -> Iterable[Punkt]:
    return [KLAR]


def ouppfyllt(steg: Steg) -> Iterable[Punkt]:
    return [] if steg.data.get("hoppa") else [OKLAR]


def byt_namn(steg: Steg) -> None:
    """An effect on the object itself: set in memory, saved by the kernel."""
    steg.objekt.namn = steg.data.get("namn", steg.objekt.namn)


def ny_namnd(steg: Steg) -> None:
    """An effect on another table."""
    Namnd.objects.create(kod="PROV", namn=f"{steg.rad.namn} {steg.nu:%Y}")


def brista(steg: Steg) -> None:
    raise Regelbrott("Effekten gick inte att göra.")


def _vag(*funktioner: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(f"{__name__}.{funktion.__name__}" for funktion in funktioner)


@pytest.fixture
def platser(settings: Any) -> dict[str, tuple[str, ...]]:
    settings.OVERGANGSPLATSER = {
        "prov.villkor": _vag(uppfyllt),
        "prov.effekter": _vag(byt_namn, ny_namnd),
    }
    settings.TILLSTANDSMASKINER = (f"{__name__}.PROV",)
    return settings.OVERGANGSPLATSER  # type: ignore[no-any-return]


@pytest.fixture
def enhet(kommun: Kommun, platser: dict[str, tuple[str, ...]]) -> Enhet:
    return kommun.centrum


# --- The way through -----------------------------------------------------------------------


def test_a_step_changes_the_state_and_returns_the_object_as_it_now_is(
    enhet: Enhet, erik_enhetschef: Anvandare
) -> None:
    efter = overga(PROV, enhet, "hoj", av=erik_enhetschef, nu=NU)
    assert efter.slag == Slag.KONTOR
    assert Enhet.objects.get(pk=enhet.pk).slag == Slag.KONTOR
    assert enhet.slag == Slag.ENHET, "den som ropar får det låsta objektet tillbaka, inte sitt eget"


def test_the_effects_run_in_order_with_what_the_form_held(
    enhet: Enhet, erik_enhetschef: Anvandare
) -> None:
    overga(PROV, enhet, "hoj", av=erik_enhetschef, nu=NU, data={"namn": "Nytt namn"})
    assert Enhet.objects.get(pk=enhet.pk).namn == "Nytt namn"
    assert Namnd.objects.get(kod="PROV").namn == "hoj 2026"


def test_a_step_is_recorded_with_person_role_and_states(
    enhet: Enhet, erik_enhetschef: Anvandare
) -> None:
    overga(PROV, enhet, "hoj", av=erik_enhetschef, nu=NU)
    handelse = Handelse.objects.om(enhet).get()
    assert (handelse.slag, handelse.av, handelse.roll) == ("prov.hoj", erik_enhetschef, "CH")
    assert (handelse.tid, handelse.enhet) == (NU, enhet)
    assert handelse.data == {"fran": "enhet", "till": "kontor"}


def test_the_comment_is_kept_apart_from_the_event(enhet: Enhet, erik_enhetschef: Anvandare) -> None:
    overga(PROV, enhet, "hoj", av=erik_enhetschef, kommentar="Så beslutades.")
    handelse = Handelse.objects.om(enhet).get()
    assert handelse.text.text == "Så beslutades."
    assert "beslutades" not in str(handelse.data)


# --- What stands in the way ----------------------------------------------------------------


def _oforandrad(enhet: Enhet) -> None:
    efter = Enhet.objects.get(pk=enhet.pk)
    assert (efter.slag, efter.namn) == (Slag.ENHET, "Hemtjänst Centrum")
    assert not Handelse.objects.om(enhet).exists()
    assert not Namnd.objects.filter(kod="PROV").exists()


def test_from_a_wrong_state_it_says_which_one_is_asked_for(
    enhet: Enhet, erik_enhetschef: Anvandare
) -> None:
    with pytest.raises(Regelbrott) as fel:
        overga(PROV, enhet, "sank", av=erik_enhetschef, kommentar="x")
    assert fel.value.mening == (
        "Läget är ”Enhet”, men ”Sänk till enhet” går bara från ”Kontor”. "
        "Någon annan kan ha hunnit före. Ladda om sidan och se vad som gäller nu."
    )
    _oforandrad(enhet)


def test_without_the_right_nothing_happens(
    enhet: Enhet, petra_planansvarig: Anvandare, kommun: Kommun
) -> None:
    with pytest.raises(PermissionDenied, match=r"plan\.granska saknas"):
        overga(PROV, enhet, "hoj", av=petra_planansvarig)
    annans = factories.person("Annan Chef", "CH", kommun.kfk)
    with pytest.raises(PermissionDenied):
        overga(PROV, enhet, "hoj", av=annans)
    _oforandrad(enhet)


@pytest.mark.parametrize("kommentar", ["", "  \n "])
def test_without_a_comment_that_is_asked_for(
    enhet: Enhet, erik_enhetschef: Anvandare, kommentar: str
) -> None:
    overga(PROV, enhet, "hoj", av=erik_enhetschef)
    with pytest.raises(Regelbrott, match="Skriv en motivering"):
        overga(PROV, enhet, "sank", av=erik_enhetschef, kommentar=kommentar)
    assert Enhet.objects.get(pk=enhet.pk).slag == Slag.KONTOR


def test_an_unmet_guard_stops_and_tells_what_is_met_and_what_is_not(
    enhet: Enhet, erik_enhetschef: Anvandare, platser: dict[str, tuple[str, ...]]
) -> None:
    platser["prov.villkor"] = _vag(uppfyllt, ouppfyllt)
    with pytest.raises(Regelbrott, match="Något återstår") as fel:
        overga(PROV, enhet, "hoj", av=erik_enhetschef)
    assert fel.value.punkter == (KLAR, OKLAR)
    _oforandrad(enhet)


def test_what_remains_is_told_without_trying(
    enhet: Enhet, erik_enhetschef: Anvandare, platser: dict[str, tuple[str, ...]]
) -> None:
    platser["prov.villkor"] = _vag(ouppfyllt, uppfyllt)
    assert aterstar(PROV, enhet, "hoj", av=erik_enhetschef) == [OKLAR, KLAR]
    assert aterstar(PROV, enhet, "hoj", av=erik_enhetschef, data={"hoppa": True}) == [KLAR]
    _oforandrad(enhet)


def test_an_effect_that_fails_takes_everything_with_it(
    enhet: Enhet, erik_enhetschef: Anvandare, platser: dict[str, tuple[str, ...]]
) -> None:
    platser["prov.effekter"] = _vag(byt_namn, ny_namnd, brista)
    with pytest.raises(Regelbrott, match="Effekten"):
        overga(PROV, enhet, "hoj", av=erik_enhetschef, data={"namn": "Nytt namn"})
    _oforandrad(enhet)


def test_an_unknown_step_is_an_error_of_ours(enhet: Enhet, erik_enhetschef: Anvandare) -> None:
    with pytest.raises(KeyError, match="finns_inte"):
        overga(PROV, enhet, "finns_inte", av=erik_enhetschef)


# --- The system, and steps that nobody takes by hand ---------------------------------------


def test_the_system_takes_the_steps_that_are_its_own(enhet: Enhet) -> None:
    overga(PROV, enhet, "nar_tiden_ar_inne", av=None)
    handelse = Handelse.objects.om(enhet).get()
    assert (handelse.av, handelse.roll) == (None, "")


def test_the_system_takes_no_step_of_a_person(enhet: Enhet) -> None:
    with pytest.raises(PermissionDenied, match="tas av en person"):
        overga(PROV, enhet, "hoj", av=None)
    _oforandrad(enhet)


def test_a_consequence_is_not_taken_by_hand(enhet: Enhet, erik_enhetschef: Anvandare) -> None:
    with pytest.raises(PermissionDenied, match="inte för hand"):
        overga(PROV, enhet, "foljdverkan", av=erik_enhetschef)
    overga(PROV, enhet, "foljdverkan", av=None)


def test_the_buttons_are_the_steps_that_the_state_and_the_person_allow(
    enhet: Enhet, erik_enhetschef: Anvandare, rut_revisor: Anvandare
) -> None:
    assert _namn(knappar(PROV, enhet, erik_enhetschef)) == ["hoj", "nar_tiden_ar_inne"]
    assert _namn(knappar(PROV, enhet, rut_revisor)) == []
    hojd = overga(PROV, enhet, "hoj", av=erik_enhetschef)
    assert _namn(knappar(PROV, hojd, erik_enhetschef)) == ["sank", "visa"]
    assert _namn(knappar(PROV, hojd, rut_revisor)) == ["visa"]


def _namn(rader: Iterable[Overgang]) -> list[str]:
    return [rad.namn for rad in rader]


# --- Two at once ---------------------------------------------------------------------------


def test_of_two_at_once_one_acts_and_the_other_is_told(riktig_databas: str, settings: Any) -> None:
    settings.OVERGANGSPLATSER = {"prov.villkor": _vag(uppfyllt), "prov.effekter": _vag(ny_namnd)}
    kommun = factories.kommun()
    erik = factories.person("Erik Enhetschef", "CH", kommun.vok)
    klar = threading.Event()

    def forst_i_tiden() -> None:
        with transaction.atomic():
            overga(PROV, kommun.centrum, "hoj", av=erik)
            assert klar.wait(20)

    def sedan() -> None:
        overga(PROV, kommun.centrum, "hoj", av=erik)

    with Tradar() as tradar:
        forsta = tradar.kor(forst_i_tiden)
        vanta_tills(lambda: _ar_last(kommun.centrum), "den första håller raden låst")
        andra = tradar.kor(sedan)
        vanta_tills(nagon_vantar_pa_las, "den andra väntar på raden")
        klar.set()
        forsta.result(20)
        with pytest.raises(Regelbrott, match="Någon annan kan ha hunnit före"):
            andra.result(20)
    assert Handelse.objects.filter(slag="prov.hoj").count() == 1
    assert Namnd.objects.filter(kod="PROV").count() == 1


def _ar_last(enhet: Enhet) -> bool:
    with transaction.atomic():
        fria = Enhet.objects.select_for_update(skip_locked=True).filter(pk=enhet.pk)
        return not fria.exists()


def test_the_owner_is_locked_before_the_object(
    kommun: Kommun, django_assert_num_queries: Any
) -> None:
    """In the same order everywhere, so that two steps never wait for each other."""
    maskin = Maskin("prov", "roll", Slag, (), (), forst_las="enhet")
    tilldelning = factories.person("Any", "CH", kommun.vok).tilldelningar.get()
    with django_assert_num_queries(2) as fragor:
        assert las(maskin, tilldelning) == tilldelning
    forst, sedan = (fraga["sql"] for fraga in fragor.captured_queries)
    assert 'FROM "kvalitet_enhet"' in forst
    assert 'FROM "kvalitet_rolltilldelning"' in sedan
    assert forst.endswith("FOR UPDATE") or "FOR UPDATE OF" in forst
    assert "FOR UPDATE" in sedan


# --- The database keeps the table too ------------------------------------------------------


@pytest.fixture
def vaktad(enhet: Enhet) -> Enhet:
    vakt(PROV).install(Enhet)
    return enhet


def test_raw_sql_cannot_take_a_step_that_is_not_in_the_table(vaktad: Enhet) -> None:
    with pytest.raises(IntegrityError, match="otillåten övergång: enhet till kommun"):
        Enhet.objects.filter(pk=vaktad.pk).update(slag=Slag.KOMMUN)


def test_raw_sql_cannot_make_an_object_in_a_later_state(vaktad: Enhet) -> None:
    with pytest.raises(IntegrityError, match="otillåtet begynnelseläge: kontor"):
        Enhet.objects.create(namn="Nytt", slag=Slag.KONTOR)


def test_the_steps_of_the_table_pass_the_database(
    vaktad: Enhet, erik_enhetschef: Anvandare
) -> None:
    hojd = overga(PROV, vaktad, "hoj", av=erik_enhetschef)
    overga(PROV, hojd, "visa", av=erik_enhetschef)
    overga(PROV, hojd, "sank", av=erik_enhetschef, kommentar="Åter.")
    Enhet.objects.filter(pk=vaktad.pk).update(namn="Annat fält går bra")


# --- Start-up checks -----------------------------------------------------------------------


def _fel() -> list[str]:
    return [varning.msg for varning in kontroller.platser_fyllda()]


def test_a_filled_table_has_no_faults(platser: dict[str, tuple[str, ...]]) -> None:
    assert _fel() == []
    kontroller.prova()


def test_the_tables_of_the_site_have_no_faults() -> None:
    assert _fel() == []


def test_every_fault_of_the_slots_is_told_and_stops_the_start(
    platser: dict[str, tuple[str, ...]],
) -> None:
    platser["prov.villkor"] = ()
    platser["prov.okand"] = _vag(uppfyllt)
    platser["prov.effekter"] = (f"{__name__}.borta", "borta.modul")
    meningar = [
        "Platsen prov.villkor i OVERGANGSPLATSER är tom.",
        "Platsen prov.okand finns inte i någon tillståndstabell.",
        f"Funktionen {__name__}.borta i OVERGANGSPLATSER finns inte.",
        "Funktionen borta.modul i OVERGANGSPLATSER finns inte.",
    ]
    assert _fel() == meningar
    with pytest.raises(ImproperlyConfigured) as fel:
        kontroller.prova()
    assert str(fel.value).splitlines() == ["Tillståndstabellerna har fel:", *meningar]


def test_a_slot_that_is_not_even_named_is_told(platser: dict[str, tuple[str, ...]]) -> None:
    platser.clear()
    assert _fel() == [
        "Platsen prov.effekter i OVERGANGSPLATSER är tom.",
        "Platsen prov.villkor i OVERGANGSPLATSER är tom.",
    ]


def test_the_edges_are_read_from_the_rows() -> None:
    assert PROV.kanter() == {
        ("enhet", "kontor"),
        ("omrade", "kontor"),
        ("kontor", "enhet"),
        ("enhet", "omrade"),
        ("enhet", "bolag"),
    }
