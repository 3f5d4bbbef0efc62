"""What an indicator is: changed by itself, with versions, and breaks that nothing is drawn over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.test import Client

from cykel.actions import definition as akter
from cykel.actions.indikator import infor_varde, skapa_indikator
from cykel.models import Definitionsversion, Indikator, Matvarde, Planindikator, Seriebrott
from cykel.seriebrott import brott_mellan
from cykel.vardekontroll import gransmening, periodfel, totalen_mellan, utanfor
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.cykel import fabrik
from tests.cykel.test_databasen_nekar import kopia, nekar

pytestmark = pytest.mark.django_db

NYA_ORD = {"definition": "Andel som svarar fyra eller fem.", "skal": "Enkäten gjordes om."}


@pytest.fixture(autouse=True)
def september() -> Iterator[None]:
    with klocka.stalld(fabrik.UNDER_DELARET):
        yield


@pytest.fixture
def en(petra_planansvarig: Anvandare) -> Indikator:
    return fabrik.trygghetsindikator(petra_planansvarig)


def bryt(en: Indikator, dag: date = date(2026, 1, 1), orsak: str = "Ny metod hos SCB") -> Any:
    return akter.lagg_till_seriebrott(en, datum=dag, orsak=orsak, av=None)


# --- Changing -----------------------------------------------------------------------------------


def test_a_word_put_right_is_no_new_definition(
    en: Indikator, petra_planansvarig: Anvandare
) -> None:
    akter.andra_indikator(en, definition="Andel trygga, i procent.", av=petra_planansvarig)
    en.refresh_from_db()
    assert (en.definition, en.utgava) == ("Andel trygga, i procent.", 2)
    assert not Seriebrott.objects.exists()
    assert not Definitionsversion.objects.exists()
    (handelse,) = Handelse.objects.filter(slag="indikator.andrad")
    assert handelse.av == petra_planansvarig


def test_a_changed_definition_has_versions_and_breaks_the_series(
    en: Indikator, petra_planansvarig: Anvandare
) -> None:
    gamla = en.definition
    akter.andra_indikator(en, ny_fran=date(2026, 1, 1), **NYA_ORD, av=petra_planansvarig)
    fore, nu = Definitionsversion.objects.order_by("nummer")
    assert (fore.definition, fore.galler_fran) == (gamla, None)
    assert (nu.definition, nu.galler_fran) == (NYA_ORD["definition"], date(2026, 1, 1))
    assert (nu.skal, nu.av) == ("Enkäten gjordes om.", petra_planansvarig)
    brott = Seriebrott.objects.get()
    assert (brott.datum, brott.definition, brott.orsak) == (nu.galler_fran, nu, nu.skal)
    akter.andra_indikator(en, definition="Andel som svarar 4 eller 5.", av=petra_planansvarig)
    nu.refresh_from_db()
    assert nu.definition == "Andel som svarar 4 eller 5."
    akter.andra_indikator(
        en, matt="poäng", ny_fran=date(2026, 6, 1), skal="Index.", av=petra_planansvarig
    )
    assert Definitionsversion.objects.count() == 3
    assert Seriebrott.objects.count() == 2


@pytest.mark.parametrize(
    ("falt", "mening"),
    [
        ({"ny_fran": date(2026, 1, 1), "definition": "Annat", "skal": " "}, "Skriv varför"),
        ({"ny_fran": date(2027, 1, 1), **NYA_ORD}, "ligger i framtiden"),
        ({"ny_fran": date(2026, 1, 1), "skal": "Ny metod"}, "Definitionen är oförändrad"),
        ({"ny_fran": date(2025, 1, 1), **NYA_ORD}, "redan ett seriebrott den dagen"),
        ({"namn": ""}, "Det här fältet"),
        ({"lagst": Decimal(5), "hogst": Decimal(5)}, "högsta möjliga värdet ska vara högre"),
        ({"hogst": Decimal(80)}, "redan värden som inte är högst 80 procent, till exempel 84"),
        ({"utgava": 7, "namn": "Annat"}, "Någon annan har ändrat indikatorn"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_changed(
    kommun: factories.Kommun,
    en: Indikator,
    petra_planansvarig: Anvandare,
    falt: dict[str, Any],
    mening: str,
) -> None:
    fabrik.varden(en, kommun, 84)
    bryt(en, date(2025, 1, 1))
    with pytest.raises(Regelbrott) as fel:
        akter.andra_indikator(en, **falt, av=petra_planansvarig)
    assert mening in fel.value.mening or mening == "Det här fältet"
    en.refresh_from_db()
    assert (en.namn, en.utgava, en.hogst) == ("Trygga i hemmet", 1, None)
    assert not Definitionsversion.objects.exists()


def test_a_definition_is_later_than_the_one_before(en: Indikator) -> None:
    akter.andra_indikator(en, ny_fran=date(2026, 1, 1), **NYA_ORD, av=None)
    with pytest.raises(Regelbrott, match="Skriv en senare dag"):
        akter.andra_indikator(en, ny_fran=date(2025, 1, 1), matt="poäng", skal="X", av=None)


def test_the_same_sent_twice_is_one_change(en: Indikator, petra_planansvarig: Anvandare) -> None:
    for _ in range(2):
        akter.andra_indikator(en, utgava=1, namn="Trygga", av=petra_planansvarig)
    assert Handelse.objects.filter(slag="indikator.andrad").count() == 1


def test_only_the_owner_and_who_writes_for_all_may_change(
    kommun: factories.Kommun,
    en: Indikator,
    petra_planansvarig: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
    erik_enhetschef: Anvandare,
) -> None:
    annan = factories.person("Petter Planerare", "PA", kommun.vok)
    assert akter.far_andra(petra_planansvarig, en)
    assert akter.far_andra(karin_kvalitetssamordnare, en)
    for person in (annan, erik_enhetschef):
        assert not akter.far_andra(person, en)
        with pytest.raises(PermissionDenied):
            akter.andra_indikator(en, namn="Annat", av=person)
        with pytest.raises(PermissionDenied):
            akter.lagg_till_seriebrott(en, datum=date(2026, 1, 1), orsak="X", av=person)


# --- Breaks -------------------------------------------------------------------------------------


def test_a_break_is_entered_by_hand_once(en: Indikator) -> None:
    assert bryt(en) == bryt(en)
    for dag, orsak, mening in (
        (date(2026, 1, 1), "Annat", "redan ett seriebrott"),
        (date(2026, 2, 1), " ", "Skriv vad som ändrades"),
        (date(2027, 1, 1), "Annat", "i framtiden"),
    ):
        with pytest.raises(Regelbrott, match=mening):
            bryt(en, dag, orsak)


def test_a_break_is_taken_back_with_a_reason_and_stays_in_the_history(
    en: Indikator, petra_planansvarig: Anvandare
) -> None:
    brott = bryt(en)
    with pytest.raises(Regelbrott, match="Skriv varför"):
        akter.ta_bort_seriebrott(brott, skal=" ", av=petra_planansvarig)
    for _ in range(2):
        akter.ta_bort_seriebrott(brott, skal="Fel indikator.", av=petra_planansvarig)
    assert not Seriebrott.objects.exists()
    (handelse,) = Handelse.objects.filter(slag="indikator.seriebrott_borttaget")
    assert handelse.text.text == "Fel indikator."


def test_a_definitions_break_stays(en: Indikator, petra_planansvarig: Anvandare) -> None:
    akter.andra_indikator(en, ny_fran=date(2026, 1, 1), **NYA_ORD, av=None)
    with pytest.raises(Regelbrott, match="hör till en ny definition"):
        akter.ta_bort_seriebrott(Seriebrott.objects.get(), skal="X", av=petra_planansvarig)
    with pytest.raises(ProtectedError):
        Definitionsversion.objects.all().delete()


@pytest.mark.parametrize(
    ("fore", "nu", "finns"),
    [
        (date(2025, 12, 31), date(2026, 1, 1), True),
        (date(2025, 12, 31), date(2026, 12, 31), True),
        (date(2025, 6, 30), date(2025, 12, 31), False),
        (date(2026, 1, 1), date(2026, 12, 31), False),
        (date(2026, 6, 30), date(2026, 6, 30), False),
    ],
)
def test_what_a_break_parts(fore: date, nu: date, finns: bool) -> None:
    brott = Seriebrott(datum=date(2026, 1, 1), orsak="X")
    tidigare = Seriebrott(datum=date(2020, 1, 1), orsak="Y")
    assert brott_mellan([tidigare, brott], fore, nu) is (brott if finns else None)


def test_the_database_refuses_nonsense(en: Indikator) -> None:
    akter.andra_indikator(en, ny_fran=date(2026, 1, 1), **NYA_ORD, av=None)
    forsta, andra = Definitionsversion.objects.order_by("nummer")
    nekar(kopia(forsta), "definitionsversion_eget_nummer")
    nekar(forsta, "definitionsversion_dag_och_skal", galler_fran=date(2026, 1, 1))
    nekar(andra, "definitionsversion_dag_och_skal", galler_fran=None)
    brott = Seriebrott.objects.get()
    ett = kopia(brott)
    nekar(ett, "seriebrott_ett_per_dag", definition=None)
    nekar(kopia(brott), "seriebrott_har_orsak", definition=None, datum=date(2020, 1, 1), orsak="")
    nekar(kopia(brott), "definition_id", datum=date(2020, 1, 1))
    nekar(Indikator.objects.get(), "indikator_granser_ratt_vag", lagst=1, hogst=1)


# --- The range, the period and the sexes ----------------------------------------------------------


@pytest.mark.parametrize(
    ("lagst", "hogst", "varde", "mening"),
    [
        (0, 100, "100", ""),
        (0, 100, "0", ""),
        (0, 100, "100.01", "Värdet ska vara mellan 0 och 100 procent. Du skrev 100,01."),
        (0, None, "-1", "Värdet ska vara minst 0 procent. Du skrev \u22121."),
        (None, 5, "6", "Värdet ska vara högst 5 procent. Du skrev 6."),
        (None, None, "-99999", ""),
        (0, 100, None, ""),
    ],
)
def test_a_value_outside_the_range_names_it(
    lagst: int | None, hogst: int | None, varde: str | None, mening: str
) -> None:
    granser = {"lagst": None if lagst is None else Decimal(lagst)}
    granser["hogst"] = None if hogst is None else Decimal(hogst)
    en = Indikator(matt="procent", **granser)
    assert utanfor(en, None if varde is None else Decimal(varde)) == mening
    assert (gransmening(en) == "") is (lagst is None and hogst is None)


@pytest.mark.parametrize(
    ("frekvens", "fran", "till", "passar"),
    [
        ("manad", date(2026, 2, 1), date(2026, 2, 28), True),
        ("manad", date(2026, 1, 1), date(2026, 3, 31), False),
        ("manad", date(2026, 1, 31), date(2026, 1, 31), False),
        ("halvar", date(2026, 1, 1), date(2026, 6, 30), True),
        ("halvar", date(2026, 7, 1), date(2026, 12, 31), True),
        ("halvar", date(2026, 1, 1), date(2026, 12, 31), False),
        ("helar", date(2024, 1, 1), date(2024, 12, 31), True),
        ("helar", date(2025, 7, 1), date(2026, 6, 30), True),
        ("helar", date(2026, 1, 1), date(2026, 8, 31), False),
        ("tillfalle", date(2026, 1, 1), date(2026, 8, 31), True),
        ("tillfalle", date(2026, 8, 31), date(2026, 8, 31), True),
        ("tillfalle", date(2024, 1, 1), date(2025, 12, 31), False),
        ("tillfalle", date(2026, 8, 31), date(2026, 8, 30), False),
    ],
)
def test_a_period_is_as_long_as_what_is_measured(
    frekvens: str, fran: date, till: date, passar: bool
) -> None:
    assert (periodfel(frekvens, fran, till) == "") is passar


def test_the_example_of_a_period_is_one_that_fits() -> None:
    for frekvens, exempel in (
        ("manad", "2026-08-01 till 2026-08-31"),
        ("halvar", "2026-03-01 till 2026-08-31"),
        ("helar", "2025-09-01 till 2026-08-31"),
    ):
        assert exempel in periodfel(frekvens, date(2026, 8, 31), date(2026, 8, 31))


@pytest.mark.parametrize(
    ("t", "k", "m", "varnar"),
    [
        ("85", "80", "90", False),
        ("80", "80", "80", False),
        ("81", "80", "80", False),  # within the rounding
        ("95", "80", "90", True),
        ("70", "80", "90", True),
        (None, "80", "90", False),
        ("95", None, "90", False),
    ],
)
def test_a_share_of_all_lies_between_its_parts(
    t: str | None, k: str | None, m: str | None, varnar: bool
) -> None:
    tal = [None if v is None else Decimal(v) for v in (t, k, m)]
    assert bool(totalen_mellan(Indikator(matt="procent", decimaler=0), *tal)) is varnar
    assert not totalen_mellan(Indikator(matt="dagar", decimaler=0), *tal)


def test_values_and_targets_outside_the_range_are_refused(
    kommun: factories.Kommun, en: Indikator, petra_planansvarig: Anvandare
) -> None:
    akter.andra_indikator(en, lagst=Decimal(0), hogst=Decimal(100), av=petra_planansvarig)
    with pytest.raises(Regelbrott, match="mellan 0 och 100 procent"):
        infor_varde(
            en,
            enhet=kommun.hemtjanst,
            period_fran=date(2025, 1, 1),
            period_till=date(2025, 12, 31),
            varde=Decimal(850),
            matdatum=date(2025, 12, 31),
            kalla="Enkät",
            av=None,
        )
    assert not Matvarde.objects.exists()


def test_a_target_outside_the_range_is_refused(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    Indikator.objects.update(lagst=0, hogst=100)
    rad = Planindikator.objects.get()
    with klocka.stalld(fabrik.SKRIVS), pytest.raises(Regelbrott, match="mellan 0 och 100 procent"):
        fabrik.planakter.andra_indikator(rad, malvarde=Decimal(850), av=p.folk.petra)


# --- The pages ------------------------------------------------------------------------------------


def falt(en: Indikator, **andrat: str) -> dict[str, str]:
    data = {
        "namn": en.namn,
        "definition": en.definition,
        "matt": en.matt,
        "decimaler": "0",
        "riktning": en.riktning,
        "regi": "egen",
        "kalla": en.kalla,
        "frekvens": en.frekvens,
        "agare": str(en.agare_id),
        "konsuppdelad": "on",
        "utgava": str(en.utgava),
    }
    return data | andrat


def test_the_page_changes_what_is_stable(
    client: Client, en: Indikator, petra_planansvarig: Anvandare
) -> None:
    client.force_login(petra_planansvarig)
    adress = f"/arbete/indikatorer/{en.pk}/andra/"
    assert 'value="Trygga i hemmet"' in client.get(adress).content.decode()
    svar = client.post(adress, falt(en, lagst="0", hogst="100"))
    assert svar.status_code == 302
    en.refresh_from_db()
    assert (en.regi, en.lagst, en.hogst) == ("egen", 0, 100)
    sida = client.get(svar.headers["Location"]).content.decode()
    assert "Bara egen regi" in sida
    assert "mellan 0 och 100 procent" in sida


def test_the_page_asks_what_a_changed_definition_means(
    client: Client, en: Indikator, petra_planansvarig: Anvandare
) -> None:
    client.force_login(petra_planansvarig)
    adress = f"/arbete/indikatorer/{en.pk}/andra/"
    svar = client.post(adress, falt(en, definition="Annat."))
    assert "Välj om orden är rättade eller om något annat mäts." in svar.content.decode()
    svar = client.post(adress, falt(en, definition="Annat.", andring="ny"))
    assert "Skriv från vilken dag den nya definitionen gäller." in svar.content.decode()
    assert "Skriv varför definitionen ändras." in svar.content.decode()
    svar = client.post(adress, falt(en, andring="ny", ny_fran="2026-01-01", skal="X"))
    assert "är som förut" in svar.content.decode()
    rattning = falt(en, definition="Annat.", andring="rattning")
    assert client.post(adress, rattning).status_code == 302
    assert not Seriebrott.objects.exists()
    svar = client.post(adress, rattning | {"namn": "Nytt namn"})
    assert "Någon annan har ändrat indikatorn medan du skrev." in svar.content.decode()
    en.refresh_from_db()
    ny = falt(en, definition="Nytt.", andring="ny", ny_fran="2026-01-01", skal="Ny fråga.")
    assert client.post(adress, ny).status_code == 302
    sida = client.get(f"/arbete/indikatorer/{en.pk}/").content.decode().replace("\xa0", " ")
    assert "Definition från början" in sida
    assert "Definition från 1 januari 2026" in sida
    assert "Ändrad för att: Ny fråga." in sida


def test_the_break_stands_in_the_table_of_values(
    client: Client, kommun: factories.Kommun, en: Indikator, petra_planansvarig: Anvandare
) -> None:
    fabrik.varden(en, kommun, 80, 82, 84)  # 2023, 2024 and 2025
    client.force_login(petra_planansvarig)
    sida = f"/arbete/indikatorer/{en.pk}/"
    nytt = client.post(f"{sida}seriebrott/", {"datum": "2025-01-01", "orsak": "Ny metod hos SCB"})
    assert nytt.status_code == 302
    text = client.get(sida).content.decode().replace("\xa0", " ")
    tabell = text[text.index("Värden, senaste perioden först") :]
    brottet = tabell.index("Seriebrott 1 januari 2025: Ny metod hos SCB.")
    assert tabell.index("84 %") < brottet < tabell.index("82 %") < tabell.index("80 %")
    brott = Seriebrott.objects.get()
    bort = f"{sida}seriebrott/{brott.pk}/ta-bort/"
    assert "Skriv varför seriebrottet tas bort." in client.post(bort, {}).content.decode()
    assert client.post(bort, {"skal": "Fel år."}).status_code == 302
    assert client.get(bort).status_code == 404


def test_who_may_not_change_gets_no_page(
    client: Client, kommun: factories.Kommun, en: Indikator
) -> None:
    brott = bryt(en)
    client.force_login(factories.person("Petter Planerare", "PA", kommun.vok))
    sida = f"/arbete/indikatorer/{en.pk}/"
    for adress in ("andra/", "seriebrott/", f"seriebrott/{brott.pk}/ta-bort/"):
        assert client.get(f"{sida}{adress}").status_code == 403
        assert f"{sida}{adress}" not in client.get(sida).content.decode()


def test_the_list_is_filtered(
    client: Client, kommun: factories.Kommun, en: Indikator, petra_planansvarig: Anvandare
) -> None:
    annan = skapa_indikator(
        namn="Väntetid",
        definition="Dagar.",
        matt="dagar",
        riktning="lagre",
        kalla="manuell",
        frekvens="manad",
        agare=factories.person("Amir Aktiv", "AA", kommun.vok),
        skal_ej_kon="Gäller ärenden.",
        av=None,
    )
    fabrik.varden(en, kommun, 84)
    client.force_login(petra_planansvarig)

    def finns(fraga: str) -> list[str]:
        sida = client.get(f"/arbete/indikatorer/?{fraga}").content.decode()
        return [namn for namn in (en.namn, annan.namn) if f">{namn}</a>" in sida]

    assert finns("") == [en.namn, annan.namn]
    assert finns(f"agare={petra_planansvarig.pk}") == [en.namn]
    assert finns("kalla=manuell") == [annan.namn]
    assert finns("frekvens=manad") == [annan.namn]
    assert finns("utan_varde=on") == [annan.namn]
    assert finns("kalla=manuell&frekvens=helar") == []
    assert finns("kalla=finnsinte&agare=x") == [en.namn, annan.namn]
