"""Row 12: an approved follow-up is opened again, or corrected beside what is frozen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied

from cykel.actions.avslut import ateroppna
from cykel.actions.rattelse import ratta
from cykel.actions.varv import kvalitetssakra
from cykel.models import Rattelse
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Handelse
from tests import factories
from tests.cykel import fabrik, slutet
from uppfoljning.actions.godkannande import godkann
from uppfoljning.actions.rapport import kvarstar
from uppfoljning.models import Rapport
from uppfoljning.ogonblick import for_rapport

pytestmark = pytest.mark.django_db
SKAL = "Enkätsvaren från kvällsgruppen kom inte med."


@pytest.fixture(autouse=True)
def _september() -> Iterator[None]:
    with klocka.stalld(fabrik.UNDER_DELARET):
        yield


@pytest.fixture
def p(kommun: factories.Kommun) -> fabrik.Plan:
    """The delår approved: åtgärda."""
    p = slutet.rapporterad(kommun)
    godkann(p.plan, av=p.folk.erik)
    return p


def rapport(p: fabrik.Plan, enhet: Enhet, lage: str = "utkast") -> Rapport:
    bild, beslut = p.varv.ogonblick, lage == "faststalld"
    assert bild
    assert p.varv.tillfalle
    with pgtrigger.ignore("uppfoljning.Rapport:rapport_tillstand"):
        return Rapport.objects.create(
            namnd=p.kommun.von,
            enhet=enhet,
            tillfalle=p.varv.tillfalle,
            period_fran=p.varv.tillfalle.period_fran,
            period_till=p.varv.tillfalle.matdatum,
            lage=lage,
            ogonblick=bild,
            beslut_datum=date(2026, 9, 2) if beslut else None,
            beslut_paragraf="§ 1" if beslut else "",
            bestalld=fabrik.UNDER_DELARET,
        )


def test_the_follow_up_opens_and_what_was_frozen_is_kept(p: fabrik.Plan) -> None:
    bild = p.varv.ogonblick
    plan = ateroppna(p.plan, skal=SKAL, av=p.folk.erik)
    varv = p.varv
    assert plan.fas == "folja_upp"
    assert (varv.godkand, varv.godkand_av, varv.ogonblick) == (None, None, None)
    assert varv.fore_ateroppning == bild
    handelse = Handelse.objects.om(plan)[0]
    assert (handelse.slag, handelse.roll, handelse.text.text) == ("plan.ateroppna", "CH", SKAL)


def test_the_next_approval_replaces_the_old_snapshot(p: fabrik.Plan) -> None:
    forst = p.varv.ogonblick
    ateroppna(p.plan, skal=SKAL, av=p.folk.erik)
    slutet.bedom_igen(p, "Fler känner sig trygga, också på kvällen.")
    godkann(p.plan, av=p.folk.erik)
    ny = p.varv.ogonblick
    assert ny
    assert ny.ersatter == forst
    assert "också på kvällen" in ny.innehall
    assert p.farsk().fas == "atgarda"


def test_also_from_kvalitetssakra(p: fabrik.Plan) -> None:
    kvalitetssakra(p.plan, av=p.folk.petra)
    assert ateroppna(p.plan, skal=SKAL, av=p.folk.erik).fas == "folja_upp"


def test_not_after_the_next_lap_has_begun(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    with pytest.raises(Regelbrott, match="Läget är ”Genomföra”"):
        ateroppna(p.plan, skal=SKAL, av=p.folk.erik)


def test_opening_again_takes_a_reason_and_the_chef(
    p: fabrik.Plan, nina_namndsekreterare: Anvandare
) -> None:
    with pytest.raises(Regelbrott, match="Skriv en motivering"):
        ateroppna(p.plan, skal=" ", av=p.folk.erik)
    for person in (p.folk.petra, p.folk.karin, nina_namndsekreterare):
        with pytest.raises(PermissionDenied):
            ateroppna(p.plan, skal=SKAL, av=person)


@pytest.mark.parametrize("enhet", ["hemtjanst", "vok"])
def test_not_when_a_report_that_rests_on_it_is_decided(p: fabrik.Plan, enhet: str) -> None:
    rapport(p, getattr(p.kommun, enhet), "faststalld")
    with pytest.raises(Regelbrott) as fel:
        ateroppna(p.plan, skal=SKAL, av=p.folk.erik)
    [punkt] = fel.value.punkter
    assert punkt.mening.endswith("är fastställd. Gör en rättelse i stället")
    assert punkt.lank == f"/arbete/planer/{p.plan.pk}/varv/1/rattelse/"


def test_another_units_report_stands_in_nobodys_way(p: fabrik.Plan) -> None:
    rapport(p, p.kommun.bibliotek, "faststalld")
    assert ateroppna(p.plan, skal=SKAL, av=p.folk.erik).fas == "folja_upp"


def test_a_draft_report_from_before_is_not_decided_on(p: fabrik.Plan) -> None:
    utkast = rapport(p, p.kommun.hemtjanst)
    ateroppna(p.plan, skal=SKAL, av=p.folk.erik)
    meningar = [punkt.mening for punkt in kvarstar(utkast) if not punkt.klar]
    assert "Uppföljningen är återöppnad och inte godkänd igen" in meningar
    with klocka.stalld(fabrik.tid(9, 4)):
        godkann(p.plan, av=p.folk.erik)
    meningar = [punkt.mening for punkt in kvarstar(utkast) if not punkt.klar]
    assert "Uppföljningen har godkänts på nytt. Beställ en ny version av rapporten" in meningar


# --- Corrections ------------------------------------------------------------------------------


def test_a_correction_is_dated_and_stands_beside_the_lap(p: fabrik.Plan) -> None:
    fore = p.varv.ogonblick
    rad = ratta(p.plan, varv=p.varv, fel="85 svar", ratt="58 svar", av=p.folk.erik)
    assert (rad.varv, rad.fel, rad.ratt) == (p.varv, "85 svar", "58 svar")
    assert (rad.av, rad.tid) == (p.folk.erik, fabrik.UNDER_DELARET)
    assert p.varv.ogonblick == fore
    assert Handelse.objects.om(p.plan)[0].data == {"rattelse": rad.pk, "varv": 1}


def test_the_next_version_of_the_report_tells_the_correction(p: fabrik.Plan) -> None:
    ratta(p.plan, varv=p.varv, fel="85 svar.", ratt="58 svar", av=p.folk.erik)
    varv = p.varv
    varv.plan = p.farsk()
    [rad] = for_rapport(varv, nu=fabrik.UNDER_DELARET).rattelser
    assert (rad.datum, rad.text) == (
        fabrik.UNDER_DELARET.date(),
        "Det här blev fel: 85 svar. Så här är det: 58 svar",
    )


def test_the_same_correction_twice_is_one(p: fabrik.Plan) -> None:
    for _ in range(2):
        ratta(p.plan, varv=p.varv, fel="85 svar", ratt=" 58 svar", av=p.folk.erik)
    assert Rattelse.objects.count() == 1


def test_what_is_not_frozen_needs_no_correction(p: fabrik.Plan) -> None:
    with pytest.raises(Regelbrott, match="Planen är inte avslutad"):
        ratta(p.plan, fel="85 svar", ratt="58 svar", av=p.folk.erik)
    ateroppna(p.plan, skal=SKAL, av=p.folk.erik)
    with pytest.raises(Regelbrott, match="går att ändra utan rättelse"):
        ratta(p.plan, varv=p.varv, fel="85 svar", ratt="58 svar", av=p.folk.erik)


def test_a_correction_says_both_and_is_the_chefs(p: fabrik.Plan) -> None:
    for fel, ratt in (("", "58 svar"), ("85 svar", " ")):
        with pytest.raises(Regelbrott, match="Skriv både"):
            ratta(p.plan, varv=p.varv, fel=fel, ratt=ratt, av=p.folk.erik)
    with pytest.raises(PermissionDenied):
        ratta(p.plan, varv=p.varv, fel="85 svar", ratt="58 svar", av=p.folk.petra)


def test_a_closed_year_is_corrected_too(
    kommun: factories.Kommun, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    with slutet.dagen():
        k = slutet.sista_varvet(kommun, petra_planansvarig, erik_enhetschef)
        plan = slutet.avsluta_med_flytt(k, erik_enhetschef)
        rad = ratta(plan, fel="Tre vakanser", ratt="Två vakanser", av=erik_enhetschef)
    assert (rad.plan, rad.varv) == (plan, None)
