"""Reading in goals and plans: all rows or none, twice is once, and fast for a municipality."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cykel.actions import import_mal, import_plan
from cykel.actions import plan as planakter
from cykel.actions.import_plankolumner import KOLUMNER as PLAN
from cykel.models import Aktivitet, Indikator, Mal, Planindikator, Verksamhetsplan
from cykel.views import planens_delar
from kvalitet import klocka
from kvalitet.actions import import_anvandare, import_organisation
from kvalitet.fel import Regelbrott
from kvalitet.inlasning import Inlasningsfel
from kvalitet.models import Anvandare, Enhet, Handelse
from tests import factories
from tests.cykel import fabrik
from tests.kalkylark import las_in
from tests.kvalitet.test_import import fel, ladda_upp, text

pytestmark = pytest.mark.django_db

MAL = import_mal.KOLUMNER
DAG = fabrik.tid(11, 26)


def mal(av: Anvandare, *rader: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    return las_in(import_mal.las_in_mal, MAL, *rader, av=av)


def planer(av: Anvandare, *rader: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    with klocka.stalld(DAG):
        return las_in(import_plan.las_in_planer, PLAN, *rader, av=av)


def malrad(**andrat: Any) -> dict[str, Any]:
    return {
        "niva": "Övergripande mål",
        "nummer": 5,
        "kort": "Kontinuitet",
        "text": "Få medarbetare ska komma hem till varje person",
        "namnd": "VON",
        "under": "Välfärd",
        "beslut_organ": "Vård- och omsorgsnämnden",
        "beslut_datum": "2025-10-20",
        "beslut_paragraf": "§ 112",
        "kriterium_a": "Högst 13",
    } | andrat


def planrad(**andrat: Any) -> dict[str, Any]:
    return {
        "enhet": "Hemtjänst",
        "namnd": "VON",
        "period_fran": date(2025, 1, 1),
        "period_till": date(2025, 12, 31),
        "planansvarig": "petra.plan@kommun.example",
        "mal": "1",
        "aktivitet": "Alla har en kontaktman",
        "rapportor": "amir.aktivitet@kommun.example",
        "slut": "2025-06-30",
    } | andrat


MATT: dict[str, Any] = {
    "aktivitet": None,
    "rapportor": None,
    "slut": None,
    "indikator": "Trygga i hemmet",
    "matt": "procent",
    "riktning": "Högre",
    "malvarde": "85,5",
    "baslinje": 80,
    "kriterium": "a",
}


@pytest.fixture
def folk(kommun: factories.Kommun) -> fabrik.Folk:
    return fabrik.folk(kommun)


@pytest.fixture
def styrning(kommun: factories.Kommun) -> fabrik.Styrning:
    return fabrik.styrning(kommun.von)


# --- Goals ----------------------------------------------------------------------------------------


def test_goals_come_in_with_criteria_and_parent_and_twice_is_once(
    folk: fabrik.Folk, styrning: fabrik.Styrning
) -> None:
    nytt_omrade = malrad(
        niva="målområde",
        nummer=2,
        kort="Klimat",
        text="Klimat",
        namnd=None,
        under=None,
        kriterium_a=None,
        bedoms="nej",
    )
    under_det = malrad(nummer=6, kort="Bilar", under="Klimat", geh="ja", radighet="Delad")
    rader = [under_det, malrad(), nytt_omrade]
    assert mal(folk.karin, *rader) == {"Mål": (3, 0, 0)}
    bilar = Mal.objects.get(kort="Bilar")
    assert (str(bilar.foralder), bilar.geh, bilar.radighet) == ("Mål 2. Klimat", True, "delad")
    assert [str(k) for k in bilar.kriterier.all()] == ["A. Högst 13"]
    assert not Mal.objects.get(kort="Klimat").bedoms
    assert Handelse.objects.filter(slag="mal.registrerat", av=folk.karin).count() == 3
    assert mal(folk.karin, *rader) == {"Mål": (0, 0, 3)}
    assert not Handelse.objects.filter(slag="mal.andrat").exists()


def test_a_goal_told_otherwise_is_changed_and_recorded(
    folk: fabrik.Folk, styrning: fabrik.Styrning
) -> None:
    mal(folk.karin, malrad())
    ny = malrad(text="Andra ord", kriterium_b="Färre byten")
    assert mal(folk.karin, ny) == {"Mål": (0, 1, 0)}
    ett = Mal.objects.get(nummer=5)
    assert ett.text == "Andra ord"
    assert "blev ”Andra ord”" in Handelse.objects.get(slag="mal.andrat").text.text
    assert [k.kod for k in ett.kriterier.order_by("kod")] == ["A", "B"]


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"niva": "Delmål"}, "Styrmodell 2023–2026 har ingen nivå som heter ”Delmål”."),
        ({"namnd": "Månen"}, "Nämnd: det finns ingen nämnd som heter ”Månen”."),
        ({"styrmodell": "1999"}, "Det finns ingen öppen styrmodell som heter ”1999”."),
        (
            {"under": "Trygghet"},
            "Ligger under: det finns inget mål på en högre nivå som heter ”Trygghet”. "
            "Skriv det korta namnet på ett mål ovanför.",
        ),
        ({"nummer": 6}, "Målet står redan på rad 2."),
    ],
)
def test_a_goal_that_does_not_fit_stops_the_whole_file(
    folk: fabrik.Folk, styrning: fabrik.Styrning, andrat: dict[str, Any], mening: str
) -> None:
    fore = Mal.objects.count()
    with pytest.raises(Inlasningsfel) as fang:
        mal(folk.karin, malrad(nummer=6), malrad(**andrat))
    assert fel(fang) == [(3, mening)]
    assert Mal.objects.count() == fore


def test_goals_are_read_in_only_where_one_registers_them(
    kommun: factories.Kommun, folk: fabrik.Folk, styrning: fabrik.Styrning
) -> None:
    nils = factories.person("Nils Nämnd", "KV", kommun.rot, namnd=kommun.kfn)
    with pytest.raises(Inlasningsfel) as fang:
        mal(nils, malrad())
    assert fel(fang) == [(2, "Du registrerar inte mål för Vård- och omsorgsnämnden.")]


# --- Plans ----------------------------------------------------------------------------------------


def test_last_years_plan_comes_in_closed_and_the_next_one_follows_it(
    kommun: factories.Kommun, folk: fabrik.Folk, styrning: fabrik.Styrning
) -> None:
    rader = [planrad(), planrad(**MATT), planrad(mal="Inflytande", koppling="indirekt")]
    assert planer(folk.karin, *rader) == {
        "Planer": (1, 0, 0),
        "Mål i planerna": (2, 0, 0),
        "Aktiviteter": (2, 0, 0),
        "Indikatorer": (1, 0, 0),
    }
    plan = Verksamhetsplan.objects.get()
    assert (plan.fas, plan.planansvarig) == ("avslutad", folk.petra)
    aktivitet = Aktivitet.objects.get(planmal__mal=styrning.trygghet)
    assert (aktivitet.ansvarig, aktivitet.rapportor) == (folk.petra, folk.amir)
    assert (aktivitet.start, aktivitet.slut) == (date(2025, 1, 1), date(2025, 6, 30))
    matt = Planindikator.objects.get()
    assert (str(matt.malvarde), str(matt.kriterium)[:2]) == ("85.5000", "A.")
    assert Indikator.objects.get().skal_ej_kon
    slag = set(Handelse.objects.om(plan).values_list("slag", flat=True))
    assert slag == {"plan.inlast", "plan.avsluta_inlast"}
    igen = planer(folk.karin, *rader)
    assert {u[:2] for u in igen.values()} == {(0, 0)}
    version = plan.versioner.get()
    assert planens_delar.aktknappar(plan, version, folk.petra, skrivet=False) == []
    with pytest.raises(Regelbrott, match="avslutad och ändras inte mer"):
        planakter.andra_aktivitet(aktivitet, utgava=None, rubrik="Annat", av=folk.petra)
    with pytest.raises(Regelbrott) as nekad:
        planakter.skicka(version, av=folk.petra)
    meningar = [punkt.mening for punkt in nekad.value.punkter if not punkt.klar]
    assert "Planen är avslutad och skickas inte till granskning" in meningar
    with klocka.stalld(fabrik.SKRIVS):
        nasta = planakter.skapa_plan(
            enhet=kommun.hemtjanst,
            namnd=kommun.von,
            styrmodell=styrning.styrmodell,
            period_fran=date(2026, 1, 1),
            period_till=date(2026, 12, 31),
            planansvarig=folk.petra,
            av=folk.petra,
        )
    assert nasta.foregangare == plan


def test_a_plan_that_runs_comes_in_as_a_draft_and_is_completed_from_the_file(
    folk: fabrik.Folk, styrning: fabrik.Styrning
) -> None:
    ar: dict[str, Any] = {
        "period_fran": date(2026, 1, 1),
        "period_till": date(2026, 12, 31),
        "slut": "2026-06-30",
    }
    planer(folk.karin, planrad(**ar))
    plan = Verksamhetsplan.objects.get()
    assert (plan.fas, plan.versioner.get().lage) == ("planera", "utkast")
    nytt = planrad(**ar, vantad_effekt="Fler vet vem de ska ringa")
    utfall = planer(folk.karin, nytt, planrad(**ar) | {"aktivitet": "En till"})
    assert utfall["Aktiviteter"] == (1, 1, 0)
    assert Handelse.objects.om(plan).filter(slag="plan.kompletterad").count() == 1


def test_rows_do_not_come_into_what_is_adopted_or_closed(
    folk: fabrik.Folk, styrning: fabrik.Styrning
) -> None:
    planer(folk.karin, planrad())
    for ny in (planrad(aktivitet="Ny"), planrad(slut="2025-07-01"), planrad(mal="2")):
        with pytest.raises(Inlasningsfel) as fang:
            planer(folk.karin, ny)
        assert "är inte längre ett utkast" in fel(fang)[0][1]
    assert Aktivitet.objects.count() == 1


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"enhet": "Månen"}, "Det finns ingen enhet som heter ”Månen”."),
        ({"mal": "99"}, "har inget mål ”99”"),
        ({"ansvarig": "ingen@kommun.example"}, "Ingen har adressen ”ingen@kommun.example”"),
        ({"slut": "2026-01-01"}, "ska ligga i planens period, 2025-01-01 till 2025-12-31"),
        ({"slut": "2025-01-01", "start": "2025-02-01"}, "”Klart senast” ska vara samma dag"),
        ({"aktivitet": "alla har en KONTAKTMAN"}, "står redan på rad 2"),
        ({"koppling": "Berör oss inte"}, "har en annan koppling"),
        ({"mal": "2", "koppling": "Berör oss inte", "skal": "Nej"}, "kan inte ha aktivitet"),
        ({"mal": "2", "koppling": "Berör oss inte", "aktivitet": None}, "Skriv i ”Skäl” varför"),
        ({"period_till": date(2025, 6, 30)}, "Planen slutar 2025-12-31, inte 2025-06-30"),
        (
            {"period_fran": date(2025, 7, 1), "period_till": date(2026, 6, 30)},
            "Perioderna får inte gå i varandra",
        ),
        (
            {"period_fran": date(2019, 1, 1), "period_till": date(2019, 12, 31)},
            "Det finns ingen styrmodell för perioden",
        ),
        (
            {
                "period_fran": date(2026, 1, 1),
                "period_till": date(2026, 12, 31),
                "planansvarig": "ingen@kommun.example",
            },
            "Planansvarig: ingen har adressen",
        ),
        (MATT | {"matt": None}, "Fyll i ”Mått” och ”Riktning”"),
        (MATT | {"kriterium": "Q"}, "har inget kriterium Q"),
        (MATT | {"malvarde_ovre": 2}, "”Övre gräns” ska vara minst lika hög"),
    ],
)
def test_a_row_of_a_plan_that_does_not_fit_stops_the_whole_file(
    folk: fabrik.Folk, styrning: fabrik.Styrning, andrat: dict[str, Any], mening: str
) -> None:
    with pytest.raises(Inlasningsfel) as fang:
        planer(folk.karin, planrad(), planrad() | andrat)
    assert mening in " ".join(m for _, m in fel(fang))
    assert not Verksamhetsplan.objects.exists()
    assert not Indikator.objects.exists()


def test_a_target_outside_what_the_indicator_can_be_stops_the_file(
    folk: fabrik.Folk, styrning: fabrik.Styrning
) -> None:
    indikator = fabrik.trygghetsindikator(folk.amir)
    Indikator.objects.filter(pk=indikator.pk).update(lagst=0, hogst=100)
    with pytest.raises(Inlasningsfel) as fang:
        planer(folk.karin, planrad(), planrad() | MATT | {"malvarde": 850})
    assert "mellan 0 och 100 procent" in " ".join(m for _, m in fel(fang))
    assert not Verksamhetsplan.objects.exists()


def test_plans_are_read_in_only_where_one_writes_them(
    folk: fabrik.Folk, styrning: fabrik.Styrning
) -> None:
    with pytest.raises(Inlasningsfel) as fang:
        planer(folk.erik, planrad())
    assert "Du skriver inte planer för Hemtjänst" in fel(fang)[0][1]


def test_goals_are_read_in_by_page(
    folk: fabrik.Folk, styrning: fabrik.Styrning, client: Client
) -> None:
    from tests.kalkylark import ark

    client.force_login(folk.karin)
    sida = text(ladda_upp(client, "mal", ark(MAL, malrad())))
    assert "fil.xlsx har 1 rad under rubrikerna på rad 1." in sida
    assert "Läs in från fil" in text(client.get("/arbete/mal/"))


# --- A whole municipality -------------------------------------------------------------------------


def organisationsrader(antal: int) -> list[dict[str, Any]]:
    kontor = antal // 30
    rader: list[dict[str, Any]] = [
        {"enhet": f"Kontor {n}", "slag": "Kontor", "namnd": f"Nämnd {n}", "namndkod": f"N{n}"}
        for n in range(kontor)
    ]
    rader += [
        {"enhet": f"Enhet {n}", "slag": "Enhet", "under": f"Kontor {n % kontor}"}
        for n in range(antal - kontor)
    ]
    return rader


def test_a_municipality_is_read_in_with_a_bounded_number_of_questions(
    folk: fabrik.Folk, styrning: fabrik.Styrning, anna_administrator: Anvandare
) -> None:
    """300 units, 200 people, 60 goals, 40 plans; as many questions as for a tenth of it."""

    def rakna(andel: int) -> list[int]:
        fragor = []
        for akt in _filer(andel, folk, anna_administrator):
            with CaptureQueriesContext(connection) as tagna:
                akt()
            fragor.append(len(tagna))
        return fragor

    def nya() -> tuple[int, ...]:
        modeller: tuple[Any, ...] = (Enhet, Anvandare, Mal, Verksamhetsplan, Aktivitet)
        return tuple(m.objects.count() for m in modeller)

    fore = nya()
    liten = rakna(10)
    stor = rakna(1)
    assert tuple(b - a for a, b in zip(fore, nya(), strict=True)) == (300, 200, 60, 40, 120)
    # Some steps ask nothing at all when there is nothing more to make; none asks by the row.
    assert all(s <= li + 10 for s, li in zip(stor, liten, strict=True)), (liten, stor)
    assert max(stor) < 60


def _filer(andel: int, folk: fabrik.Folk, anna: Anvandare) -> list[Any]:
    """Imports of one part in `andel` of the municipality; the whole holds the part."""
    enheter = organisationsrader(300)
    enheter = enheter[:10] + enheter[10 : 10 + 290 // andel]
    personer = [
        {
            "namn": f"Person {n}",
            "epost": f"p{n}@kommun.example",
            "roll": "Planansvarig",
            "enhet": f"Enhet {n % 20}",
        }
        for n in range(200 // andel)
    ]
    malen = [
        malrad(nummer=100 + n, kort=f"Mål {n}", namnd=f"N{n % 10}") for n in range(60 // andel)
    ]
    rader = [
        planrad(
            enhet=f"Enhet {n % 40}",
            namnd=f"N{n % 10}",
            planansvarig=f"p{n % 20}@kommun.example",
            mal=f"Mål {n % 10 if andel == 1 else n % 4}",
            rapportor=None,
            aktivitet=f"Aktivitet {nr}",
        )
        for n in range(40 // andel)
        for nr in range(3)
    ]
    return [
        lambda: las_in(
            import_organisation.las_in_organisation, import_organisation.KOLUMNER, *enheter, av=anna
        ),
        lambda: las_in(
            import_anvandare.las_in_anvandare, import_anvandare.KOLUMNER, *personer, av=anna
        ),
        lambda: mal(folk.karin, *malen),
        lambda: planer(folk.karin, *rader),
    ]
