"""Acts on plans: they work, refuse the wrong person and state, and come once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cykel.actions import mal as malakter
from cykel.actions import plan as planakter
from cykel.models import Mal, Planmal, PlanVersion, Styrmodell, Uppdrag, Verksamhetsplan
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Rolltilldelning
from tests import factories
from tests.cykel import fabrik, kil

pytestmark = pytest.mark.django_db


# --- A new plan ---------------------------------------------------------------------------------


def test_a_plan_begins_in_planera_with_a_draft(kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    assert (p.plan.fas, p.version.lage, p.version.nummer) == ("planera", "utkast", 1)
    handelse = Handelse.objects.om(p.plan).get()
    assert (handelse.slag, handelse.av) == ("plan.skapad", p.folk.petra)


def ny(p: fabrik.Plan, **andrat: Any) -> Verksamhetsplan:
    falt: dict[str, Any] = {
        "enhet": p.kommun.hemtjanst,
        "namnd": p.kommun.von,
        "styrmodell": p.styrning.styrmodell,
        "period_fran": date(2027, 1, 1),
        "period_till": date(2027, 12, 31),
        "planansvarig": p.folk.petra,
        "av": p.folk.petra,
    }
    with klocka.stalld(fabrik.UNDER_DELARET):
        return planakter.skapa_plan(**(falt | andrat))


def test_the_next_period_finds_its_predecessor(kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    assert ny(p).foregangare == p.plan


def test_another_unit_has_another_predecessor(kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    assert ny(p, enhet=kommun.centrum).foregangare is None


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        (
            {"period_fran": date(2026, 7, 1), "period_till": date(2027, 6, 30)},
            "Hemtjänst har redan en plan för Vård- och omsorgsnämnden under den perioden. "
            "Fortsätt i den planen.",
        ),
        (
            {"period_till": date(2026, 12, 31)},
            "Periodens slut ska vara efter dess början.",
        ),
        (
            {"period_fran": date(2025, 1, 1), "period_till": date(2025, 12, 31)},
            "Perioden har redan gått ut. Välj en period som pågår eller kommer.",
        ),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(
    kommun: factories.Kommun, andrat: dict[str, Any], mening: str
) -> None:
    p = fabrik.tomt_utkast(kommun)
    with pytest.raises(Regelbrott) as fel:
        ny(p, **andrat)
    assert fel.value.mening == mening


def test_a_styrmodell_that_is_over_takes_no_plans(kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    p.styrning.styrmodell.status = "avslutad"
    with pytest.raises(Regelbrott, match="är avslutad"):
        ny(p)


def test_who_does_not_write_plans_here_makes_none(kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    for av in (p.folk.erik, p.folk.amir):
        with pytest.raises(PermissionDenied):
            ny(p, av=av)
    with pytest.raises(PermissionDenied):
        ny(p, enhet=kommun.bibliotek)


# --- Writing ------------------------------------------------------------------------------------


def test_an_answer_can_be_changed_and_stays_one(kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    forst = fabrik.koppla_trygghet(p)
    sedan = fabrik.koppla_trygghet(p, "indirekt")
    assert (forst.pk, sedan.koppling) == (sedan.pk, "indirekt")
    assert Planmal.objects.count() == 1


def test_declining_takes_a_reason_and_no_rows(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    with pytest.raises(Regelbrott, match="Skriv varför målet inte berör er"):
        planakter.koppla(p.version, mal=p.styrning.trygghet, koppling="beror_inte", av=p.folk.petra)
    with pytest.raises(Regelbrott, match="Ta bort dem innan"):
        planakter.koppla(
            p.version,
            mal=p.styrning.trygghet,
            koppling="beror_inte",
            skal="Vi har inga kontaktmän.",
            av=p.folk.petra,
        )


def test_another_namnds_goal_does_not_belong_here(kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    annat = malakter.registrera_mal(
        niva=p.styrning.niva,
        nummer=1,
        kort="Läsning",
        text="Fler ska läsa",
        namnd=kommun.kfn,
        beslut_organ="Kommunfullmäktige",
        beslut_datum=date(2022, 11, 28),
        av=None,
    )
    with pytest.raises(Regelbrott, match="hör inte till planens nämnd"):
        planakter.koppla(p.version, mal=annat, koppling="direkt", av=p.folk.petra)


def test_the_same_indicator_stands_once(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    rad = p.version.indikatorer.get()
    with pytest.raises(Regelbrott, match="finns redan i planen"):
        fabrik.lagg_indikator(p, rad.planmal, rad.indikator)


def test_a_removed_row_is_gone_and_removing_it_again_is_harmless(
    kommun: factories.Kommun,
) -> None:
    p = fabrik.utkast(kommun)
    rad = p.version.aktiviteter.get()
    for _ in range(2):
        planakter.ta_bort_aktivitet(rad, av=p.folk.petra)
    assert not p.version.aktiviteter.exists()
    assert Handelse.objects.filter(slag="plan.aktivitet_borttagen").count() == 1
    with pytest.raises(Regelbrott, match="Raden är borttagen"):
        planakter.andra_aktivitet(rad, rubrik="Något annat", av=p.folk.petra)


def test_only_a_draft_is_written_in(kommun: factories.Kommun) -> None:
    p = fabrik.i_granskning(kommun)
    with pytest.raises(Regelbrott, match="under granskning och kan inte ändras"):
        fabrik.koppla_trygghet(p, "indirekt")


def test_only_who_may_write_writes(kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    for av in (p.folk.erik, p.folk.amir):
        with pytest.raises(PermissionDenied):
            planakter.koppla(p.version, mal=p.styrning.trygghet, koppling="direkt", av=av)


# --- Review -------------------------------------------------------------------------------------


def test_sent_in_sent_back_and_sent_in_again(kommun: factories.Kommun) -> None:
    p = fabrik.i_granskning(kommun)
    assert p.version.inskickad_av == p.folk.petra
    planakter.aterremittera(p.version, kommentar="Mål 1 saknar effekt.", av=p.folk.erik)
    assert p.version.lage == "utkast"
    handelse = Handelse.objects.om(p.version).first()
    assert handelse is not None
    assert handelse.text.text == "Mål 1 saknar effekt."
    assert planakter.skicka(p.version, av=p.folk.petra).inskickad_av == p.folk.petra


def test_a_kvalitetssamordnare_makes_and_writes_a_plan_but_does_not_send_it(
    kommun: factories.Kommun,
) -> None:
    karin = fabrik.tomt_utkast(kommun).folk.karin
    plan = planakter.skapa_plan(
        enhet=kommun.centrum,
        namnd=kommun.von,
        styrmodell=Styrmodell.objects.get(),
        period_fran=date(2026, 1, 1),
        period_till=date(2026, 12, 31),
        planansvarig=karin,
        av=karin,
    )
    version = plan.versioner.get()
    planakter.koppla(version, mal=Mal.objects.get(kort="Trygghet"), koppling="indirekt", av=karin)
    with pytest.raises(PermissionDenied):
        planakter.skicka(version, av=karin)
    assert PlanVersion.objects.get(pk=version.pk).lage == "utkast"


def test_a_nämndsekreterare_adopts_what_the_nämnd_decides_and_no_units_plan(
    kommun: factories.Kommun, nina_namndsekreterare: Anvandare
) -> None:
    p = fabrik.i_granskning(kommun)
    beslut = {**fabrik.BESLUT, "beslut_paragraf": "§ 8", "av": nina_namndsekreterare}
    with klocka.stalld(fabrik.FASTSTALLS):
        with pytest.raises(Regelbrott) as fel:
            planakter.faststall(p.version, **beslut)
        kvar = [punkt.mening for punkt in fel.value.punkter if not punkt.klar]
        assert kvar == [
            "En chef fastställer enhetens plan. Nämndsekreteraren fastställer bara "
            "planer som nämnden beslutar"
        ]
        assert p.version.lage == "granskning"
        p.plan.enhet = kommun.vok
        p.plan.save()
        assert planakter.faststall(p.version, **beslut).faststalld_av == nina_namndsekreterare


def test_a_nämndsekreterare_who_is_also_chef_adopts_the_units_plan(
    kommun: factories.Kommun, nina_namndsekreterare: Anvandare
) -> None:
    p = fabrik.i_granskning(kommun)
    Rolltilldelning.objects.create(
        anvandare=nina_namndsekreterare,
        roll="CH",
        enhet=kommun.hemtjanst,
        giltig=(factories.SEDAN, None),
    )
    with klocka.stalld(fabrik.FASTSTALLS):
        version = planakter.faststall(p.version, **fabrik.BESLUT, av=nina_namndsekreterare)
    assert version.lage == "faststalld"


def test_sending_back_takes_a_reason(kommun: factories.Kommun) -> None:
    p = fabrik.i_granskning(kommun)
    with pytest.raises(Regelbrott, match="Skriv en motivering"):
        planakter.aterremittera(p.version, kommentar=" ", av=p.folk.erik)


def test_an_unfinished_draft_is_not_sent_and_says_why(kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    with pytest.raises(Regelbrott) as fel:
        planakter.skicka(p.version, av=p.folk.petra)
    assert "Planen behöver minst en aktivitet" in [punkt.mening for punkt in fel.value.punkter]
    assert p.version.lage == "utkast"


def test_adopting_freezes_the_text_and_starts_the_first_lap(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    version = p.version
    assert (p.plan.fas, p.plan.dnr, p.varv.nummer) == ("genomfora", "VON 2026/0118", 1)
    assert (version.lage, version.faststalld_av, version.faststalld) == (
        "faststalld",
        p.folk.erik,
        fabrik.FASTSTALLS,
    )
    assert version.ogonblick is not None
    data = version.ogonblick.data
    assert data["plan"]["enhet"]["namn"] == "Hemtjänst"
    assert data["mal"][0]["indikatorer"][0]["malvarde"] == "85"
    assert data["mal"][1]["skal"] == "Tiderna sätts av biståndshandläggarna."


def test_adopting_freezes_the_remedies_still_open_from_the_plan_before(
    kommun: factories.Kommun,
) -> None:
    p = fabrik.i_granskning(kommun)
    fore = kil.plan(kommun, p.folk.petra, p.styrning.trygghet, ar=2025)
    oppen = kil.atgard(kil.brist(fore), p.folk.petra)
    kil.bedom(kil.atgard(kil.brist(fore, "Annat"), p.folk.petra), p.folk.erik)
    Verksamhetsplan.objects.filter(pk=p.plan.pk).update(foregangare=fore.plan)
    with klocka.stalld(fabrik.FASTSTALLS):
        version = planakter.faststall(p.version, **fabrik.BESLUT, av=p.folk.erik)
    assert version.ogonblick is not None
    frusna = version.ogonblick.data["arvda_atgarder"]
    assert [(rad["id"], rad["brist"]) for rad in frusna] == [
        (oppen.pk, "Ändrade tider meddelas inte")
    ]


def test_adopted_twice_says_who_came_first(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    with pytest.raises(Regelbrott, match="Läget är ”Fastställd”"):
        planakter.faststall(p.version, **fabrik.BESLUT, av=p.folk.erik)
    assert p.plan.varv.count() == 1


def test_who_wrote_it_does_not_adopt_it(kommun: factories.Kommun) -> None:
    p = fabrik.i_granskning(kommun)
    Rolltilldelning.objects.create(
        anvandare=p.folk.petra, roll="CH", enhet=kommun.hemtjanst, giltig=(factories.SEDAN, None)
    )
    petra = Anvandare.objects.get(pk=p.folk.petra.pk)
    with klocka.stalld(fabrik.FASTSTALLS), pytest.raises(Regelbrott) as fel:
        planakter.faststall(p.version, **fabrik.BESLUT, av=petra)
    assert fel.value.punkter
    for av in (p.folk.karin, p.folk.amir):
        with pytest.raises(PermissionDenied):
            planakter.faststall(p.version, **fabrik.BESLUT, av=av)


def test_a_revision_replaces_the_version_in_force(kommun: factories.Kommun) -> None:
    """Row 11 makes the draft in a later step; its adoption is row 4 already."""
    p = fabrik.i_genomfora(kommun)
    forsta = p.version
    ny = PlanVersion.objects.create(plan=p.plan, nummer=2, skapad=fabrik.FORE_DELARET)
    with klocka.stalld(fabrik.FORE_DELARET):
        planmal = fabrik.koppla_trygghet(p)
        fabrik.lagg_aktivitet(p, planmal)
        planakter.koppla(ny, mal=p.styrning.inflytande, koppling="indirekt", av=p.folk.petra)
        planakter.skicka(ny, av=p.folk.petra)
        ny = planakter.faststall(ny, **fabrik.BESLUT, av=p.folk.erik)
    forsta.refresh_from_db()
    assert (forsta.lage, ny.lage) == ("ersatt", "faststalld")
    assert ny.ogonblick is not None
    assert ny.ogonblick.ersatter == forsta.ogonblick
    assert (p.farsk().fas, p.plan.varv.count()) == ("genomfora", 1)


# --- Goals and assignments ----------------------------------------------------------------------


def test_a_goal_is_registered_with_its_criteria(
    kommun: factories.Kommun, nina_namndsekreterare: Any
) -> None:
    p = fabrik.tomt_utkast(kommun)
    falt: dict[str, Any] = {
        "niva": p.styrning.niva,
        "kort": "Tid",
        "text": "Medarbetarna ska ha tid att förbättra",
        "beslut_organ": "Vård- och omsorgsnämnden",
        "beslut_datum": date(2025, 12, 10),
        "kriterier": [("A", "Möte varje månad")],
        "av": nina_namndsekreterare,
    }
    mal = malakter.registrera_mal(nummer=3, namnd=kommun.von, **falt)
    assert [str(k) for k in mal.kriterier.all()] == ["A. Möte varje månad"]
    with pytest.raises(Regelbrott, match="Det finns redan ett mål med nummer 3"):
        malakter.registrera_mal(nummer=3, namnd=kommun.von, **falt)
    for namnd in (kommun.kfn, None):
        with pytest.raises(PermissionDenied):
            malakter.registrera_mal(nummer=4, namnd=namnd, **falt)


def test_an_assignment_sent_twice_is_one_and_closes_with_a_paragraph(
    kommun: factories.Kommun,
) -> None:
    p = fabrik.tomt_utkast(kommun)
    uppdrag = fabrik.uppdrag(p)
    assert fabrik.uppdrag(p) == uppdrag
    falt: dict[str, Any] = {"aterrapportering": "Klart.", "av": p.folk.karin}
    with pytest.raises(Regelbrott, match="Skriv paragrafen"):
        malakter.avsluta_uppdrag(uppdrag, datum=date(2026, 5, 1), paragraf=" ", **falt)
    with pytest.raises(Regelbrott, match="innan det gavs"):
        malakter.avsluta_uppdrag(uppdrag, datum=date(2025, 5, 1), paragraf="§ 1", **falt)
    with klocka.stalld(fabrik.UNDER_DELARET):
        stangt = malakter.avsluta_uppdrag(uppdrag, datum=date(2026, 5, 1), paragraf="§ 31", **falt)
        assert (stangt.avslutat_paragraf, list(Uppdrag.objects.oppna())) == ("§ 31", [])
        with pytest.raises(Regelbrott, match="redan avslutat"):
            malakter.avsluta_uppdrag(uppdrag, datum=date(2026, 5, 2), paragraf="§ 32", **falt)
