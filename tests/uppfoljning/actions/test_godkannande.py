"""The approval: what it freezes, what it notes, and that it happens once."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from cykel.models import Atgard, Brist, Verksamhetsplan
from cykel.tillstand import Fas
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Ogonblick
from tests import factories
from tests.cykel import kil
from tests.samtidigt import Tradar
from tests.uppfoljning.lage import (
    Lage,
    bedomt,
    helt,
    last,
    mal_till,
    oppna,
    rapporterat,
    synpunkt,
    varde,
)
from uppfoljning.actions.godkannande import godkann
from uppfoljning.fryst import las
from uppfoljning.rapport import modell
from uppfoljning.rapport.modell import Rapportlage


def test_the_snapshot_is_frozen_and_bound_to_the_lap(
    lage: Lage, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    helt(lage, petra_planansvarig)
    plan = godkann(lage.kil.plan, av=erik_enhetschef)
    lage.varv.refresh_from_db()
    assert plan.fas == Fas.ATGARDA
    assert lage.varv.godkand_av == erik_enhetschef
    assert lage.varv.luckor_skal == ""
    assert lage.varv.ogonblick is not None
    rapport = las(lage.varv.ogonblick)
    assert rapport.status.lage is Rapportlage.GODKAND
    assert rapport.status.godkand_av == "Erik Enhetschef"
    assert rapport.mal[0].bedomning == "ej"
    assert rapport.saknas == ()


def test_the_snapshots_hash_is_the_reports_own_fingerprint(
    lage: Lage, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    helt(lage, petra_planansvarig)
    godkann(lage.kil.plan, av=erik_enhetschef)
    bild = Ogonblick.objects.get(slag="maluppfyllelse")
    assert bild.innehall == modell.till_json(las(bild))
    assert bild.sha256 == modell.fingeravtryck(las(bild))


def test_what_fell_short_becomes_a_brist_to_start_from(
    lage: Lage, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    helt(lage, petra_planansvarig)
    godkann(lage.kil.plan, av=erik_enhetschef)
    brist = Brist.objects.get()
    assert brist.kalla == Brist.Kalla.INDIKATOR
    assert brist.mal == lage.mal
    assert "65,5 procent (mar 2026), målet är minst 70,0" in brist.kalla_mening
    assert brist.orsak == "Planeraren saknar ersättare."
    assert las(Ogonblick.objects.get(slag="maluppfyllelse")).brister[0].rubrik == brist.rubrik
    assert Handelse.objects.filter(slag="brist.noterad").count() == 1


def test_a_goal_not_met_without_such_an_indicator_becomes_a_brist_itself(
    lage: Lage, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    lage.kil.indikator.indikator.varden.update(varde=75)
    bedomt(lage, petra_planansvarig, bedomning="delvis", avviker_skal="Kvinnor når det inte.")
    last(lage, petra_planansvarig)
    rapporterat(lage, petra_planansvarig)
    godkann(lage.kil.plan, av=erik_enhetschef)
    brist = Brist.objects.get()
    assert brist.kalla == Brist.Kalla.BEDOMNING
    assert brist.kalla_mening == "Målet bedömdes som delvis uppfyllt"
    bild = las(Ogonblick.objects.get(slag="maluppfyllelse"))
    assert bild.mal[0].avviker
    assert bild.mal[0].avviker_skal == "Kvinnor når det inte."


def test_a_brist_that_still_waits_is_not_noted_again(
    lage: Lage, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    helt(lage, petra_planansvarig)
    namn = lage.kil.indikator.indikator.namn
    fanns = Brist.objects.create(
        plan=lage.kil.plan,
        varv=lage.varv,
        mal=lage.mal,
        rubrik=f"{namn} når inte målet",
        kalla="indikator",
        kalla_mening="Förra varvet",
        skapad=kil.NU,
    )
    Atgard.objects.create(
        brist=fanns,
        rubrik="Anställ en ersättare",
        ansvarig=petra_planansvarig,
        klar_senast=kil.NU.date(),
        vantad_effekt="Fler får besked",
        skapad=kil.NU,
    )
    godkann(lage.kil.plan, av=erik_enhetschef)
    assert Brist.objects.get() == fanns


def test_without_a_reason_what_is_missing_stops_the_approval(
    lage: Lage, erik_enhetschef: Anvandare
) -> None:
    with pytest.raises(Regelbrott) as fel:
        godkann(lage.kil.plan, av=erik_enhetschef)
    assert [p.mening for p in fel.value.punkter if not p.klar]
    assert not Ogonblick.objects.filter(slag="maluppfyllelse").exists()
    assert not Brist.objects.exists()


def test_with_a_reason_the_gaps_are_listed_in_the_snapshot(
    lage: Lage, erik_enhetschef: Anvandare
) -> None:
    lage.kil.indikator.indikator.varden.all().delete()
    synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
    godkann(lage.kil.plan, luckor_skal="Mätningen blev sen.", av=erik_enhetschef)
    lage.varv.refresh_from_db()
    assert lage.varv.luckor_skal == "Mätningen blev sen."
    assert lage.varv.ogonblick is not None
    bild = las(lage.varv.ogonblick)
    assert bild.status.luckor_skal == "Mätningen blev sen."
    vad = [lucka.vad for lucka in bild.saknas]
    assert "Mål 1. Trygg vård är inte bedömt" in vad
    assert any("saknar värde för perioden" in text for text in vad)
    assert any(text.startswith("Rapportera hur det går med") for text in vad)
    assert any(text.startswith("Synpunkter är inte genomgångna") for text in vad)
    assert all(lucka.ansvarig for lucka in bild.saknas)
    assert bild.mal[0].bedomning is None


def test_a_reason_that_was_not_needed_is_not_kept(
    lage: Lage, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    helt(lage, petra_planansvarig)
    godkann(lage.kil.plan, luckor_skal="För säkerhets skull.", av=erik_enhetschef)
    lage.varv.refresh_from_db()
    assert lage.varv.luckor_skal == ""


def test_twice_is_once(
    lage: Lage, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    helt(lage, petra_planansvarig)
    godkann(lage.kil.plan, av=erik_enhetschef)
    with pytest.raises(Regelbrott, match="Läget är ”Åtgärda”"):
        godkann(lage.kil.plan, av=erik_enhetschef)
    assert Ogonblick.objects.filter(slag="maluppfyllelse").count() == 1


def test_only_a_chef_approves(lage: Lage, petra_planansvarig: Anvandare) -> None:
    helt(lage, petra_planansvarig)
    with pytest.raises(PermissionDenied):
        godkann(lage.kil.plan, av=petra_planansvarig)


def test_the_approval_costs_the_same_whatever_the_number_of_goals(
    lage: Lage,
    petra_planansvarig: Anvandare,
    django_assert_max_num_queries: object,
) -> None:
    """The builder alone: what is written grows with what is written."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from uppfoljning.ogonblick import bygg

    def antal() -> int:
        with CaptureQueriesContext(connection) as fragor:
            bygg(type(lage.varv).objects.get(pk=lage.varv.pk), nu=kil.NU)
        return len(fragor)

    varde(lage.kil, "61", ar=2025)
    mal_till(lage, 2)
    ett = antal()
    for nummer in range(3, 12):
        mal_till(lage, nummer)
    assert antal() == ett


def test_two_at_once_give_one_snapshot(riktig_databas: str) -> None:
    with klocka.stalld(kil.NU):
        kommun = factories.kommun()
        petra = factories.person("Petra Planansvarig", "PA", kommun.hemtjanst)
        erik = factories.person("Erik Enhetschef", "CH", kommun.hemtjanst)
        lage = helt(oppna(kommun, petra), petra)

    def ett() -> str:
        with klocka.stalld(kil.NU):
            try:
                godkann(Verksamhetsplan.objects.get(pk=lage.kil.plan.pk), av=erik)
            except Regelbrott:
                return "nekad"
            return "godkänd"

    with Tradar() as tradar:
        utfall = sorted(f.result() for f in [tradar.kor(ett), tradar.kor(ett)])
    assert utfall == ["godkänd", "nekad"]
    assert Ogonblick.objects.filter(slag="maluppfyllelse").count() == 1
    assert Brist.objects.count() == 1
