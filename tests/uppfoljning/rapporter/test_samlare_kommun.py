"""The whole municipality's collector: frozen snapshots only, and as many queries for many."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cykel.models import Mal, Uppfoljningstillfalle, Varv
from kvalitet import klocka, ogonblick
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Namnd
from tests import factories
from tests.cykel import kil
from tests.factories import Kommun, bygg_sokvagar
from tests.uppfoljning import rapportexempel
from tests.uppfoljning.views.test_kommunen import frys, kontorsplan, mal
from uppfoljning.actions import rapport as acts
from uppfoljning.bedomning import Bedomning
from uppfoljning.models import Rapport
from uppfoljning.rapport import kanon, modell
from uppfoljning.rapport.kommun.modell import Kommunrapport, fran_json
from uppfoljning.rapport.modell import Arbetslage
from uppfoljning.samlare import kommun as samlare
from uppfoljning.samlare.omfang import Rapportomfang

pytestmark = pytest.mark.django_db


@pytest.fixture
def kv1(juni: None, kommun: Kommun) -> Uppfoljningstillfalle:
    return kil.tillfallen()[0]


@pytest.fixture
def ks(kommun: Kommun) -> Namnd:
    return Namnd.objects.create(kod="KS", namn="Kommunstyrelsen")


def omfang(kommun: Kommun, ks: Namnd, kv1: Uppfoljningstillfalle) -> Rapportomfang:
    return Rapportomfang.i_rundan(Rapport.Slag.KOMMUN, ks, kommun.rot, kv1)


def samla(kommun: Kommun, ks: Namnd, kv1: Uppfoljningstillfalle) -> Kommunrapport:
    return samlare.samla(omfang(kommun, ks, kv1), nu=kil.NU)


def plan(
    kommun: Kommun, kv1: Uppfoljningstillfalle, person: Anvandare, ett: Mal, enhet: Enhet, n: Namnd
) -> Varv:
    return kontorsplan(kommun, kv1, person, ett, enhet=enhet, namnd=n)


def test_a_namnd_without_approval_is_missing_with_its_owner(
    kommun: Kommun, ks: Namnd, kv1: Uppfoljningstillfalle, petra_planansvarig: Anvandare
) -> None:
    ett = kil.styrning(kommun)
    von = plan(kommun, kv1, petra_planansvarig, ett, kommun.vok, kommun.von)
    plan(kommun, kv1, petra_planansvarig, ett, kommun.kfk, kommun.kfn)
    frys(
        von,
        [mal(1, Bedomning.EJ, i_rad=2), mal(2, Bedomning.UPPFYLLT)],
        petra_planansvarig,
        namnd="Vård- och omsorgsnämnden",
    )
    u = samla(kommun, ks, kv1)
    assert [(n.namnd, n.finns) for n in u.namnder] == [
        ("Vård- och omsorgsnämnden", True),
        ("Kultur- och fritidsnämnden", False),
    ]
    assert u.utan[0].ansvarig == "Petra Planansvarig"
    assert u.utan[0].klar_senast == date(2026, 5, 10)
    assert (u.utan[0].mal, u.utan[0].synpunkter) == ((), None)
    assert [(x.vad, x.ansvarig) for x in u.saknas] == [
        ("Kultur- och fritidsnämnden", "Petra Planansvarig")
    ]
    bild = Varv.objects.get(pk=von.pk).ogonblick
    assert bild is not None
    assert u.med[0].sha256 == bild.sha256
    assert fran_json(kanon.till_json(u)) == u


def test_live_rows_are_not_read(
    kommun: Kommun, ks: Namnd, kv1: Uppfoljningstillfalle, petra_planansvarig: Anvandare
) -> None:
    ett = kil.styrning(kommun)
    von = plan(kommun, kv1, petra_planansvarig, ett, kommun.vok, kommun.von)
    frys(von, [mal(1, Bedomning.DELVIS)], petra_planansvarig)
    fore = samla(kommun, ks, kv1)
    Mal.objects.update(kort="Något helt annat")
    Namnd.objects.filter(pk=kommun.von.pk).update(namn="Omsorgsnämnden")
    assert samla(kommun, ks, kv1) == fore


def test_what_was_decided_after_the_approval_comes_from_the_namnds_own_report(
    kommun: Kommun, ks: Namnd, kv1: Uppfoljningstillfalle, petra_planansvarig: Anvandare
) -> None:
    """Its latest report is of the same judgements; one from before the approval is not."""
    ett = kil.styrning(kommun)
    von = plan(kommun, kv1, petra_planansvarig, ett, kommun.vok, kommun.von)
    frys(von, [mal(1, Bedomning.EJ)], petra_planansvarig)
    atgard = modell.Atgard(
        rubrik="Ring", ansvarig="Erik", alder_dagar=3, status=Arbetslage.PLANERAD
    )
    grund = replace(rapportexempel.utan_mal(), mal=(mal(1, Bedomning.EJ),), atgarder=(atgard,))
    bild = ogonblick.frys("rapport", kanon.till_data(grund), schema=3, av=None, nu=kil.NU)
    rad = maluppfyllelse(kommun, kv1, bild, kil.NU - timedelta(days=1))
    assert samla(kommun, ks, kv1).med[0].atgarder == ()
    Rapport.objects.filter(pk=rad.pk).update(bestalld=kil.NU + timedelta(days=1))
    u = samla(kommun, ks, kv1)
    assert u.med[0].atgarder == (atgard,)
    assert u.med[0].sha256 == bild.sha256


def maluppfyllelse(
    kommun: Kommun, kv1: Uppfoljningstillfalle, bild: ogonblick.Ogonblick, nar: datetime
) -> Rapport:
    rapport = Rapportomfang.i_rundan(
        Rapport.Slag.MALUPPFYLLELSE, kommun.von, kommun.vok, kv1
    ).rapport()
    rapport.ogonblick, rapport.bestalld = bild, nar
    rapport.save()
    return rapport


def test_only_the_councils_assignments_are_told(
    kommun: Kommun, ks: Namnd, kv1: Uppfoljningstillfalle, petra_planansvarig: Anvandare
) -> None:
    ett = kil.styrning(kommun)
    von = plan(kommun, kv1, petra_planansvarig, ett, kommun.vok, kommun.von)
    uppdrag = modell.Uppdrag(
        rubrik="Utred",
        giver="Kommunfullmäktige",
        datum=date(2025, 1, 1),
        alder_dagar=400,
        status=Arbetslage.PAGAR,
    )
    frys(
        von,
        [mal(1, Bedomning.EJ)],
        petra_planansvarig,
        uppdrag=(uppdrag, replace(uppdrag, giver="Nämnden")),
    )
    assert samla(kommun, ks, kv1).med[0].uppdrag == (uppdrag,)


def test_eleven_namnder_with_twelve_goals_cost_as_one(
    kommun: Kommun, ks: Namnd, kv1: Uppfoljningstillfalle, petra_planansvarig: Anvandare
) -> None:
    ett = kil.styrning(kommun)
    von = plan(kommun, kv1, petra_planansvarig, ett, kommun.vok, kommun.von)
    frys(von, [mal(1, Bedomning.EJ, i_rad=3)], petra_planansvarig)
    with CaptureQueriesContext(connection) as en:
        samla(kommun, ks, Uppfoljningstillfalle.objects.get(pk=kv1.pk))
    for n in range(10):
        kontor = factories.enhet(f"Kontor {n}", "kontor", kommun.rot)
        bygg_sokvagar()
        kontor.refresh_from_db()
        namnd = Namnd.objects.create(kod=f"N{n}", namn=f"Nämnd {n}")
        varv = plan(kommun, kv1, petra_planansvarig, ett, kontor, namnd)
        frys(varv, [mal(m, Bedomning.EJ) for m in range(1, 13)], petra_planansvarig)
    with CaptureQueriesContext(connection) as manga:
        u = samla(kommun, ks, Uppfoljningstillfalle.objects.get(pk=kv1.pk))
    assert len(u.mal) == 121
    assert len(manga) == len(en) <= 6


def test_the_round_must_be_known(kommun: Kommun, ks: Namnd, kv1: Uppfoljningstillfalle) -> None:
    with pytest.raises(Regelbrott, match="Välj vilken uppföljning"):
        samlare.samla(replace(omfang(kommun, ks, kv1), tillfalle=None), nu=kil.NU)


def test_it_is_ordered_frozen_and_not_decided_on_when_a_namnd_approved_since(
    kommun: Kommun,
    ks: Namnd,
    kv1: Uppfoljningstillfalle,
    petra_planansvarig: Anvandare,
    utskickade: list[int],
) -> None:
    ett = kil.styrning(kommun)
    von = plan(kommun, kv1, petra_planansvarig, ett, kommun.vok, kommun.von)
    kfn = plan(kommun, kv1, petra_planansvarig, ett, kommun.kfk, kommun.kfn)
    frys(von, [mal(1, Bedomning.UPPFYLLT)], petra_planansvarig)
    with klocka.stalld(kil.NU + timedelta(days=1)):
        rapport = acts.bestall(omfang(kommun, ks, kv1), av=None)
        assert acts.bestall(omfang(kommun, ks, kv1), av=None) == rapport
    assert fran_json(rapport.ogonblick.innehall).med[0].finns
    assert samlare.hinder(rapport) == []
    Varv.objects.filter(pk=von.pk).update(godkand=datetime(2026, 6, 20, 9, tzinfo=UTC))
    assert [p.mening for p in samlare.hinder(rapport)] == [
        "Vård- och omsorgsnämnden har ändrat sitt godkännande. Beställ en ny version av rapporten"
    ]
    assert kfn.godkand is None
