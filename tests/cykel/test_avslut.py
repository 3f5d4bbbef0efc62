"""Rows 10 and 13: a plan is closed or broken off, and nothing in it is left without an owner."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cykel.actions import avslut
from cykel.actions import lardom as lardomsakter
from cykel.actions.atgard import rapportera_atgard
from cykel.effekter.arkiv import zipa
from cykel.models import Atgard, Brist, Lardom, Varv, Verksamhetsplan
from cykel.views import planens_delar
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.cykel import fabrik, kil, slutet
from tests.cykel.kil import NU, Kil
from tests.synpunkter import exempel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _juni() -> Iterator[None]:
    with slutet.dagen():
        yield


@pytest.fixture
def k(kommun: factories.Kommun, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare) -> Kil:
    return slutet.sista_varvet(kommun, petra_planansvarig, erik_enhetschef)


@pytest.fixture
def redo(k: Kil, erik_enhetschef: Anvandare) -> Kil:
    """All that row 10 asks for is met but the decision."""
    avslut.flytta_atgarder(k.plan, till=slutet.nasta(k.plan), av=erik_enhetschef)
    return k


def oppna(k: Kil) -> list[Atgard]:
    return list(Atgard.objects.oppna().filter(brist__plan=k.plan))


def kvar(fel: pytest.ExceptionInfo[Regelbrott]) -> list[str]:
    return [punkt.mening for punkt in fel.value.punkter if not punkt.klar]


# --- Moving what is open ----------------------------------------------------------------------


def test_an_open_atgard_goes_on_in_the_next_plan_with_its_brist(
    k: Kil, erik_enhetschef: Anvandare
) -> None:
    [atgard], nasta = oppna(k), slutet.nasta(k.plan)
    gammal = atgard.brist
    assert avslut.flytta_atgarder(k.plan, till=nasta, av=erik_enhetschef) == 1
    atgard.refresh_from_db()
    assert (atgard.brist.plan, atgard.brist.ursprung) == (nasta, gammal)
    assert (atgard.brist.skapad, atgard.brist.rubrik) == (gammal.skapad, gammal.rubrik)
    # what was decided stays where it was
    assert gammal.atgarder.get().effekt == "ja"
    assert (oppna(k), gammal.plan) == ([], k.plan)


def test_each_move_is_recorded(k: Kil, erik_enhetschef: Anvandare) -> None:
    [atgard], nasta = oppna(k), slutet.nasta(k.plan)
    avslut.flytta_atgarder(k.plan, till=nasta, av=erik_enhetschef)
    handelse = Handelse.objects.om(atgard)[0]
    assert (handelse.slag, handelse.av) == ("atgard.flyttad", erik_enhetschef)
    assert handelse.data["fran_plan"] == k.plan.pk
    assert handelse.data["till_plan"] == nasta.pk
    assert Handelse.objects.om(k.plan)[0].slag == "plan.atgarder_flyttade"
    assert Handelse.objects.om(nasta)[0].slag == "plan.atgarder_mottagna"


def test_a_moved_atgard_is_reported_in_the_plan_that_has_it(
    redo: Kil, erik_enhetschef: Anvandare, petra_planansvarig: Anvandare
) -> None:
    slutet.avsluta(redo.plan, erik_enhetschef)
    atgard = Atgard.objects.get(brist__plan=slutet.nasta(redo.plan))
    assert rapportera_atgard(atgard, status="klar", av=petra_planansvarig).status == "klar"


def test_moving_again_moves_nothing(redo: Kil, erik_enhetschef: Anvandare) -> None:
    assert avslut.flytta_atgarder(redo.plan, till=slutet.nasta(redo.plan), av=erik_enhetschef) == 0
    assert Brist.objects.filter(ursprung__isnull=False).count() == 1


def test_who_asked_is_told_in_the_plan_that_goes_on(
    k: Kil, kommun: factories.Kommun, erik_enhetschef: Anvandare
) -> None:
    [atgard] = oppna(k)
    synpunkt = exempel.synpunkt(kommun)
    atgard.brist.synpunktskopplingar.create(synpunkt=synpunkt)
    avslut.flytta_atgarder(k.plan, till=slutet.nasta(k.plan), av=erik_enhetschef)
    atgard.refresh_from_db()
    assert atgard.brist.synpunktskopplingar.get().synpunkt == synpunkt


def test_atgarder_are_moved_by_who_closes_plans_to_a_living_plan(
    k: Kil, erik_enhetschef: Anvandare, petra_planansvarig: Anvandare
) -> None:
    with pytest.raises(PermissionDenied):
        avslut.flytta_atgarder(k.plan, till=slutet.nasta(k.plan), av=petra_planansvarig)
    with pytest.raises(Regelbrott, match="Välj en annan plan"):
        avslut.flytta_atgarder(k.plan, till=k.plan, av=erik_enhetschef)
    with pytest.raises(Regelbrott, match="skedet ”Genomföra”"):
        avslut.flytta_atgarder(slutet.nasta(k.plan), till=k.plan, av=erik_enhetschef)


# --- Row 10: closed ---------------------------------------------------------------------------


def test_closing_secures_the_learnings_and_freezes_the_year(
    redo: Kil, erik_enhetschef: Anvandare
) -> None:
    plan = slutet.avsluta(redo.plan, erik_enhetschef)
    assert (plan.fas, plan.avslutad, plan.avslutad_av) == ("avslutad", NU, erik_enhetschef)
    assert (plan.avslut_datum, plan.avslut_paragraf) == (NU.date(), "§ 14")
    assert plan.varv.get().avslutades == NU
    assert plan.lardomar.get().lage == "sakrad"
    assert plan.arkiv
    handelse = Handelse.objects.om(plan)[0]
    assert (handelse.slag, handelse.av, handelse.roll) == ("plan.avsluta", erik_enhetschef, "CH")


def test_the_next_plan_is_asked_for_what_was_learnt_at_the_end(
    redo: Kil, erik_enhetschef: Anvandare
) -> None:
    slutet.avsluta(redo.plan, erik_enhetschef)
    nasta = slutet.nasta(redo.plan)
    assert Lardom.objects.obesvarade_av(nasta).get() == redo.plan.lardomar.get()


def test_an_open_atgard_stops_the_closing(k: Kil, erik_enhetschef: Anvandare) -> None:
    with pytest.raises(Regelbrott) as fel:
        slutet.avsluta(k.plan, erik_enhetschef)
    assert kvar(fel) == [
        "Åtgärden ”Dubbla ersättare för planeraren” är öppen. Flytta den till nästa plan, "
        "eller bedöm effekten"
    ]


def test_a_brist_without_decision_stops_the_closing(redo: Kil, erik_enhetschef: Anvandare) -> None:
    kil.brist(redo, "Ingen svarar i telefon")
    with pytest.raises(Regelbrott) as fel:
        slutet.avsluta(redo.plan, erik_enhetschef)
    assert kvar(fel) == ["Bristen ”Ingen svarar i telefon” har ingen åtgärd och inget beslut"]


@pytest.mark.parametrize("lage", ["utkast", "foreslagen"])
def test_every_learning_is_decided(
    redo: Kil, lage: str, erik_enhetschef: Anvandare, petra_planansvarig: Anvandare
) -> None:
    """A draft, or one whose proof is not to be had: proposed and judged, or given up."""
    bevis = kil.atgard(redo.plan.brister.get(), petra_planansvarig, klar_senast=date(2026, 12, 1))
    kil.bedom(bevis, erik_enhetschef, "for_tidigt")
    lardom = kil.lardom(redo, bevis, lage=lage, rubrik="Kom i tid")
    avslut.flytta_atgarder(redo.plan, till=slutet.nasta(redo.plan), av=erik_enhetschef)
    with pytest.raises(Regelbrott) as fel:
        slutet.avsluta(redo.plan, erik_enhetschef)
    assert [mening[:21] for mening in kvar(fel)] == ["Lärdomen ”Kom i tid” "]
    with pytest.raises(Regelbrott, match="Skriv en motivering"):
        lardomsakter.lagg_ned(lardom, skal=" ", av=petra_planansvarig)
    nedlagd = lardomsakter.lagg_ned(lardom, skal="Går inte att mäta.", av=petra_planansvarig)
    assert nedlagd.lage == "nedlagd"
    assert slutet.avsluta(redo.plan, erik_enhetschef).fas == "avslutad"


def test_only_after_the_approved_follow_up_of_the_whole_year(
    redo: Kil, erik_enhetschef: Anvandare
) -> None:
    Varv.objects.filter(pk=redo.varv.pk).update(godkand=None, ogonblick=None)  # type: ignore[union-attr]
    with pytest.raises(Regelbrott) as fel:
        slutet.avsluta(redo.plan, erik_enhetschef)
    assert kvar(fel) == ["Planen avslutas efter helåret. Helårets uppföljning är inte godkänd än"]


def test_not_after_another_round(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    slutet.godkann(kilen.varv, erik_enhetschef)  # type: ignore[arg-type]
    with pytest.raises(Regelbrott) as fel:
        slutet.avsluta(kilen.plan, erik_enhetschef)
    assert kvar(fel)[0].startswith("Planen avslutas efter helåret")


def test_a_successor_or_the_end_of_the_task(redo: Kil, erik_enhetschef: Anvandare) -> None:
    Verksamhetsplan.objects.filter(foregangare=redo.plan).update(foregangare=None)
    with pytest.raises(Regelbrott) as fel:
        slutet.avsluta(redo.plan, erik_enhetschef)
    assert kvar(fel) == ["Skapa nästa plan, eller kryssa för att verksamheten upphör"]
    assert slutet.avsluta(redo.plan, erik_enhetschef, upphor=True).upphor


@pytest.mark.parametrize(
    ("dag", "mening"),
    [
        (None, "Beslutet om att avsluta har ett datum"),
        (NU.date() + timedelta(days=1), "Beslutsdatumet ligger i framtiden"),
    ],
)
def test_the_decision_has_a_date_that_has_come(
    redo: Kil, dag: date | None, mening: str, erik_enhetschef: Anvandare
) -> None:
    with pytest.raises(Regelbrott) as fel:
        slutet.avsluta(redo.plan, erik_enhetschef, beslut_datum=dag)
    assert kvar(fel) == [mening]


def test_the_namnds_own_plan_is_closed_with_a_paragraph(
    redo: Kil, kommun: factories.Kommun, erik_enhetschef: Anvandare
) -> None:
    redo.plan.enhet.slag = "kontor"
    redo.plan.enhet.save()
    with pytest.raises(Regelbrott) as fel:
        slutet.avsluta(redo.plan, erik_enhetschef, beslut_paragraf=" ")
    assert kvar(fel) == ["Paragraf i nämndens protokoll"]
    assert slutet.avsluta(redo.plan, erik_enhetschef).avslut_paragraf == "§ 14"


def test_a_draft_of_a_revision_is_decided_first(redo: Kil, erik_enhetschef: Anvandare) -> None:
    redo.plan.versioner.create(nummer=2, skapad=NU)
    with pytest.raises(Regelbrott) as fel:
        slutet.avsluta(redo.plan, erik_enhetschef)
    assert kvar(fel) == ["Version 2 är utkast. Fastställ den eller förkasta den först"]


def test_only_chef_and_namndsekreterare_close(
    redo: Kil,
    petra_planansvarig: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
    nina_namndsekreterare: Anvandare,
) -> None:
    for person in (petra_planansvarig, karin_kvalitetssamordnare):
        with pytest.raises(PermissionDenied):
            slutet.avsluta(redo.plan, person)
    assert slutet.avsluta(redo.plan, nina_namndsekreterare).fas == "avslutad"


def test_nothing_is_written_in_a_closed_plan(
    redo: Kil, erik_enhetschef: Anvandare, petra_planansvarig: Anvandare
) -> None:
    slutet.avsluta(redo.plan, erik_enhetschef)
    atgard = Atgard.objects.get(brist__plan=redo.plan)
    with pytest.raises(Regelbrott, match="har inget varv som pågår"):
        rapportera_atgard(atgard, status="pagar", av=petra_planansvarig)


# --- The archive package ----------------------------------------------------------------------


def paket(plan: Verksamhetsplan) -> dict[str, bytes]:
    assert plan.arkiv
    with zipfile.ZipFile(io.BytesIO(zipa(plan.arkiv))) as filen:
        return {namn: filen.read(namn) for namn in filen.namelist()}


def test_the_archive_holds_snapshots_and_lists_with_their_sums(
    redo: Kil, erik_enhetschef: Anvandare
) -> None:
    plan = slutet.avsluta(redo.plan, erik_enhetschef)
    filer = paket(plan)
    assert set(filer) == {
        "LASMIG.txt",
        "version-1.json",
        "varv-1.json",
        "aktiviteter.csv",
        "atgarder.csv",
        "lardomar.csv",
        "rattelser.csv",
        "kontrollsummor.txt",
    }
    summor = dict(
        rad.split("  ")[::-1] for rad in filer.pop("kontrollsummor.txt").decode().splitlines()
    )
    assert summor == {namn: sha256(data).hexdigest() for namn, data in filer.items()}
    bild = plan.varv.get().ogonblick
    assert bild
    assert summor["varv-1.json"] == bild.sha256
    assert "Dubbla ersättare" in filer["atgarder.csv"].decode()
    assert "Säkrad" in filer["lardomar.csv"].decode()


def test_the_same_archive_gives_the_same_bytes(redo: Kil, erik_enhetschef: Anvandare) -> None:
    plan = slutet.avsluta(redo.plan, erik_enhetschef)
    assert plan.arkiv
    forst = zipa(plan.arkiv)
    Atgard.objects.update(rubrik="Något annat")
    assert zipa(Verksamhetsplan.objects.get(pk=plan.pk).arkiv) == forst  # type: ignore[arg-type]


@pytest.mark.parametrize("formel", ["=HYPERLINK(1)", " =HYPERLINK(1)", "＝HYPERLINK(1)", "|calc"])
def test_what_a_person_wrote_is_no_formula_in_the_lists(
    redo: Kil, erik_enhetschef: Anvandare, formel: str
) -> None:
    langt = "Vi ringer alltid. " * 2000  # more than a cell holds: an archive is whole
    Lardom.objects.filter(plan=redo.plan).update(rubrik=formel, gor_annorlunda=langt)
    plan = slutet.avsluta(redo.plan, erik_enhetschef)
    lista = paket(plan)["lardomar.csv"].decode()
    assert f"\r\n'{formel};" in lista
    assert langt in lista


# --- Row 13: broken off -----------------------------------------------------------------------


@pytest.mark.parametrize("fas", ["planera", "genomfora", "folja_upp", "atgarda", "kvalitetssakra"])
def test_any_living_plan_can_be_broken_off(
    kommun: factories.Kommun, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare, fas: str
) -> None:
    k = kil.plan(kommun, petra_planansvarig, kil.styrning(kommun), fas=fas)
    plan = slutet.avbryt(k.plan, erik_enhetschef)
    assert (plan.fas, plan.avslut_skal) == ("avbruten", "Enheten går upp i en annan.")
    assert (plan.avslutad, plan.avslutad_av, plan.avslut_datum) == (
        NU,
        erik_enhetschef,
        NU.date(),
    )
    assert not plan.varv.filter(avslutades=None).exists()
    handelse = Handelse.objects.om(plan)[0]
    assert (handelse.slag, handelse.text.text) == ("plan.avbryt", "Enheten går upp i en annan.")


def test_what_is_open_goes_to_the_plan_that_takes_over(k: Kil, erik_enhetschef: Anvandare) -> None:
    nasta, brist = slutet.nasta(k.plan), kil.brist(k, "Ingen svarar i telefon")
    with pytest.raises(Regelbrott) as fel:
        slutet.avbryt(k.plan, erik_enhetschef)
    assert kvar(fel) == ["Välj vilken plan som tar över de öppna åtgärderna"]
    plan = slutet.avbryt(k.plan, erik_enhetschef, mottagare=nasta)
    assert plan.mottagare == nasta
    assert not oppna(k)
    assert Atgard.objects.oppna().get().brist.plan == nasta
    assert brist.flyttade.get().plan == nasta


def test_a_plan_that_is_over_or_the_plan_itself_takes_nothing_over(
    k: Kil, erik_enhetschef: Anvandare
) -> None:
    nasta = slutet.nasta(k.plan)
    slutet.avbryt(nasta, erik_enhetschef)
    for fel_plan in (nasta, k.plan):
        with pytest.raises(Regelbrott) as fel:
            slutet.avbryt(k.plan, erik_enhetschef, mottagare=fel_plan)
        assert kvar(fel) == ["Den plan som tar över ska vara en annan, och inte vara avslutad"]


def test_a_draft_falls_with_the_plan(
    kommun: factories.Kommun, nina_namndsekreterare: Anvandare
) -> None:
    p = fabrik.i_granskning(kommun)
    slutet.avbryt(p.plan, p.folk.erik)
    assert p.version.lage == "forkastad"
    assert Handelse.objects.om(p.version)[0].slag == "planversion.fall"
    with pytest.raises(Regelbrott, match="förkastad och kan inte ändras"):
        fabrik.koppla_trygghet(p)


def test_the_plan_that_takes_over_inherits_what_was_learnt(
    k: Kil, erik_enhetschef: Anvandare, kommun: factories.Kommun, petra_planansvarig: Anvandare
) -> None:
    lardom = kil.lardom(k, Atgard.objects.get(effekt="ja"), lage="sakrad", rubrik="Ring alltid")
    annan = kil.plan(kommun, petra_planansvarig, k.mal, ar=2028)
    assert not Lardom.objects.arvda_av(annan.plan).exists()
    slutet.avbryt(k.plan, erik_enhetschef, mottagare=annan.plan)
    assert Lardom.objects.obesvarade_av(annan.plan).get() == lardom
    grupper = planens_delar.delar(annan.plan, annan.version, petra_planansvarig)
    sidor = [namn for grupp in grupper for namn, _ in grupp.lankar]
    assert "Lärdomar från förra planen" in sidor


def test_nothing_is_handed_to_a_plan_that_one_does_not_see(
    k: Kil, erik_enhetschef: Anvandare, kommun: factories.Kommun, petra_planansvarig: Anvandare
) -> None:
    annan = kil.plan(kommun, petra_planansvarig, k.mal, ar=2028).plan
    Verksamhetsplan.objects.filter(pk=annan.pk).update(enhet=kommun.bibliotek, namnd=kommun.kfn)
    with pytest.raises(PermissionDenied):
        avslut.flytta_atgarder(k.plan, till=annan, av=erik_enhetschef)
    with pytest.raises(PermissionDenied):
        slutet.avbryt(k.plan, erik_enhetschef, mottagare=annan)
    assert oppna(k)


def test_a_new_plan_for_the_period_inherits_from_the_plan_before(
    k: Kil, erik_enhetschef: Anvandare
) -> None:
    nasta = slutet.nasta(k.plan)
    assert slutet.avbryt(nasta, erik_enhetschef).foregangare is None
    assert not Verksamhetsplan.objects.filter(foregangare=k.plan).exists()


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"skal": " "}, "Skriv en motivering"),
        ({"beslut_datum": NU.date() + timedelta(days=1)}, "Något återstår"),
        ({"beslut_datum": None}, "Något återstår"),
    ],
)
def test_breaking_off_takes_a_reason_and_a_decision(
    redo: Kil, andrat: dict[str, Any], mening: str, erik_enhetschef: Anvandare
) -> None:
    with pytest.raises(Regelbrott, match=mening):
        slutet.avbryt(redo.plan, erik_enhetschef, **andrat)


def test_only_chef_and_namndsekreterare_break_off(
    redo: Kil,
    petra_planansvarig: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
    nina_namndsekreterare: Anvandare,
) -> None:
    for person in (petra_planansvarig, karin_kvalitetssamordnare):
        with pytest.raises(PermissionDenied):
            slutet.avbryt(redo.plan, person)
    slutet.avbryt(redo.plan, nina_namndsekreterare)
    with pytest.raises(Regelbrott, match="Läget är ”Avbruten”"):
        slutet.avbryt(redo.plan, nina_namndsekreterare)
