"""Judging a goal and going through voices."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cykel.actions.aktivitet import rapportera
from cykel.models import Mal, Verksamhetsplan
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.cykel import kil
from tests.samtidigt import Tradar
from tests.uppfoljning.lage import BEDOMNING, Lage, oppna, svar, synpunkt, undersokning
from uppfoljning.actions.bedomning import bedom, granska_roster, version_av
from uppfoljning.models import Malbedomning, Rostgenomgang


def test_a_judgement_is_kept_with_what_the_indicators_suggested(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    gjord = bedom(lage.varv, mal=lage.mal, **BEDOMNING, av=petra_planansvarig)
    assert (gjord.bedomning, gjord.forslag, gjord.klar) == ("ej", "ej", True)
    handelse = Handelse.objects.get(slag="bedomning.klar")
    assert handelse.data["mal"] == lage.mal.pk
    assert "motivering" not in handelse.data


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"motivering": "  "}, "Ingen bedömning utan motivering"),
        ({"orsak": ""}, "Skriv orsaken"),
        ({"prognos": ""}, "Välj en prognos"),
        ({"trend": ""}, "Välj en trend"),
        ({"fungerade_inte": ""}, "inte fungerade"),
        ({"bedomning": "uppfyllt"}, "skiljer sig från indikatorernas förslag"),
        ({"bedomning": ""}, "Välj en bedömning"),
    ],
)
def test_a_judgement_that_is_not_whole_is_refused(
    lage: Lage, petra_planansvarig: Anvandare, andrat: dict[str, Any], mening: str
) -> None:
    with pytest.raises(Regelbrott) as fel:
        bedom(lage.varv, mal=lage.mal, **{**BEDOMNING, **andrat}, av=petra_planansvarig)
    assert any(mening in punkt.mening for punkt in fel.value.punkter)
    assert not Malbedomning.objects.exists()


def test_with_a_reason_the_judgement_may_differ(lage: Lage, petra_planansvarig: Anvandare) -> None:
    gjord = bedom(
        lage.varv,
        mal=lage.mal,
        **{**BEDOMNING, "bedomning": "uppfyllt", "avviker_skal": "Mätningen var i februari."},
        av=petra_planansvarig,
    )
    assert (gjord.bedomning, gjord.forslag) == ("uppfyllt", "ej")


def test_a_draft_needs_only_grade_and_motivering(lage: Lage, petra_planansvarig: Anvandare) -> None:
    tomt = dict.fromkeys(("fungerade_inte", "orsak", "prognos", "trend"), "")
    gjord = bedom(
        lage.varv, mal=lage.mal, **{**BEDOMNING, **tomt}, klar=False, av=petra_planansvarig
    )
    assert not gjord.klar


def test_twice_is_once(lage: Lage, petra_planansvarig: Anvandare) -> None:
    forst = bedom(lage.varv, mal=lage.mal, **BEDOMNING, av=petra_planansvarig)
    igen = bedom(lage.varv, mal=lage.mal, **BEDOMNING, last_version="", av=petra_planansvarig)
    assert igen == forst
    assert Handelse.objects.filter(slag="bedomning.klar").count() == 1


def test_nobody_overwrites_what_another_wrote_meanwhile(
    lage: Lage, petra_planansvarig: Anvandare, karin_kvalitetssamordnare: Anvandare
) -> None:
    bedom(lage.varv, mal=lage.mal, **BEDOMNING, last_version="", av=karin_kvalitetssamordnare)
    andra = {**BEDOMNING, "motivering": "En annan text."}
    with pytest.raises(Regelbrott, match="Karin Kvalitetssamordnare har sparat"):
        bedom(lage.varv, mal=lage.mal, **andra, last_version="", av=petra_planansvarig)
    nu = version_av(Malbedomning.objects.get())
    bedom(lage.varv, mal=lage.mal, **andra, last_version=nu, av=petra_planansvarig)
    assert Malbedomning.objects.get().motivering == "En annan text."


def test_another_units_person_may_not(lage: Lage, bodil_biblioteksansvarig: Anvandare) -> None:
    with pytest.raises(PermissionDenied):
        bedom(lage.varv, mal=lage.mal, **BEDOMNING, av=bodil_biblioteksansvarig)


def test_after_the_approval_nothing_is_judged(lage: Lage, petra_planansvarig: Anvandare) -> None:
    Verksamhetsplan.objects.filter(pk=lage.kil.plan.pk).update(fas="atgarda")
    with pytest.raises(Regelbrott, match="uppföljningen är stängd"):
        bedom(lage.varv, mal=lage.mal, **BEDOMNING, av=petra_planansvarig)


def test_who_reports_activities_does_not_judge(lage: Lage, kommun: factories.Kommun) -> None:
    amir = factories.person("Amir Aktivitet", "AA", kommun.hemtjanst)
    with pytest.raises(PermissionDenied):
        bedom(lage.varv, mal=lage.mal, **BEDOMNING, av=amir)
    with pytest.raises(PermissionDenied):
        granska_roster(lage.varv, vad="synpunkter", slutsats="Tider.", av=amir)
    assert (
        rapportera(lage.kil.plan, aktivitet=lage.kil.aktivitet.nyckel, status="pagar", av=amir).av
        == amir
    )


def test_a_goal_outside_the_plan_is_refused(lage: Lage, petra_planansvarig: Anvandare) -> None:
    annat = Mal.objects.create(
        niva=lage.mal.niva,
        nummer=9,
        kort="Annat",
        text="Ett mål i en annan plan.",
        beslut_organ="Nämnden",
        beslut_datum=lage.mal.beslut_datum,
    )
    with pytest.raises(Regelbrott, match="hör inte till planen"):
        bedom(lage.varv, mal=annat, **BEDOMNING, av=petra_planansvarig)


def test_voices_are_noted_with_how_many_there_were(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
    svar(undersokning(lage), ("K", 3), ("M", 4))
    granska_roster(lage.varv, vad="synpunkter", slutsats="Tider.", av=petra_planansvarig)
    granska_roster(lage.varv, vad="undersokningar", slutsats="Lågt.", av=petra_planansvarig)
    granska_roster(lage.varv, vad="undersokningar", slutsats="Lågt.", av=petra_planansvarig)
    antal = dict(Rostgenomgang.objects.values_list("vad", "antal"))
    assert antal == {"synpunkter": 1, "undersokningar": 2}
    assert Handelse.objects.filter(slag__startswith="roster.").count() == 2


def test_voices_need_a_conclusion(lage: Lage, petra_planansvarig: Anvandare) -> None:
    with pytest.raises(Regelbrott, match="Skriv vad ni ser"):
        granska_roster(lage.varv, vad="synpunkter", slutsats=" ", av=petra_planansvarig)
    with pytest.raises(Regelbrott, match="Välj om det gäller"):
        granska_roster(lage.varv, vad="annat", slutsats="Text", av=petra_planansvarig)


def test_two_who_judge_at_once_leave_one_judgement(riktig_databas: str) -> None:
    with klocka.stalld(kil.NU):
        kommun = factories.kommun()
        petra = factories.person("Petra Planansvarig", "PA", kommun.hemtjanst)
        karin = factories.person("Karin Kvalitetssamordnare", "KV", kommun.rot)
        lage = oppna(kommun, petra)

    def av(person: Anvandare) -> str:
        with klocka.stalld(kil.NU):
            text = {**BEDOMNING, "motivering": f"Skrivet av {person}"}
            try:
                bedom(lage.varv, mal=lage.mal, **text, last_version="", av=person)
            except Regelbrott:
                return "nekad"
            return "sparad"

    with Tradar() as tradar:
        svaren = [tradar.kor(lambda: av(petra)), tradar.kor(lambda: av(karin))]
        assert sorted(f.result() for f in svaren) == ["nekad", "sparad"]
    assert Malbedomning.objects.count() == 1
