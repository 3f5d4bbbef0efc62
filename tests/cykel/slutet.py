"""Plans on their way to an end, for the tests of rows 7 and 10 to 13."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from cykel.actions import avslut, revidering
from cykel.actions.aktivitet import rapportera
from cykel.actions.indikator import infor_varde
from cykel.actions.varv import avgor
from cykel.models import Uppfoljningstillfalle, Varv, Verksamhetsplan
from kvalitet import klocka
from kvalitet.models import Anvandare, Ogonblick
from kvalitet.ogonblick import frys
from tests import factories
from tests.cykel import fabrik, kil
from tests.cykel.kil import NU, Kil
from uppfoljning.actions.bedomning import bedom
from uppfoljning.ogonblick import bygg
from uppfoljning.rapport import modell

BESLUT: dict[str, Any] = {"beslut_datum": NU.date(), "beslut_paragraf": "§ 14"}
REVIDERING: dict[str, Any] = {
    "skal": "Budgeten ändrades.",
    "beslut_datum": date(2026, 8, 19),
    "beslut_paragraf": "§ 90",
}


def helar() -> Uppfoljningstillfalle:
    """A round of the whole year that can be approved on the day of `kil.NU`."""
    return Uppfoljningstillfalle.objects.create(
        slag="helar",
        ar=2026,
        period_fran=date(2026, 1, 1),
        matdatum=date(2026, 6, 1),
        oppnar=date(2026, 6, 2),
        enheter_senast=date(2026, 6, 20),
        stanger=date(2026, 6, 30),
    )


def godkann(varv: Varv, av: Anvandare) -> Ogonblick:
    """As if the follow-up was approved and frozen."""
    data = modell.till_data(bygg(varv, nu=NU, godkand_av=av))
    bild = frys("maluppfyllelse", data, schema=modell.SCHEMA, av=av, nu=NU)
    Varv.objects.filter(pk=varv.pk).update(ogonblick=bild, godkand=NU, godkand_av=av)
    return bild


def sista_varvet(kommun: factories.Kommun, petra: Anvandare, erik: Anvandare) -> Kil:
    """In kvalitetssäkra after the whole year, one åtgärd open, one learning to secure, and the
    next plan begun: all that is left is what to do with the open åtgärd."""
    mal = kil.styrning(kommun)
    k = kil.plan(kommun, petra, mal, tillfalle=helar())
    assert k.varv
    godkann(k.varv, erik)
    brist = kil.brist(k)
    bevis = kil.bedom(kil.atgard(brist, petra), erik)
    kil.atgard(brist, petra, status="pagar", klar_senast=date(2026, 12, 1))
    kil.lardom(k, bevis)
    avgor(k.varv, ingen_rutin=True, av=petra)
    kil.plan(kommun, petra, mal, ar=2027, foregangare=k.plan, fas="genomfora")
    return k


def nasta(plan: Verksamhetsplan) -> Verksamhetsplan:
    return Verksamhetsplan.objects.get(foregangare=plan.pk)


@contextmanager
def dagen() -> Iterator[None]:
    with klocka.stalld(NU):
        yield


def avsluta(plan: Verksamhetsplan, av: Anvandare, **andrat: Any) -> Verksamhetsplan:
    return avslut.avsluta(plan, **(BESLUT | andrat), av=av)


def avsluta_med_flytt(k: Kil, av: Anvandare) -> Verksamhetsplan:
    avslut.flytta_atgarder(k.plan, till=nasta(k.plan), av=av)
    return avsluta(k.plan, av)


def avbryt(plan: Verksamhetsplan, av: Anvandare, **andrat: Any) -> Verksamhetsplan:
    skal = {"skal": "Enheten går upp i en annan."}
    return avslut.avbryt(plan, **(BESLUT | skal | andrat), av=av)


def revidera(p: fabrik.Plan, av: Anvandare | None = None) -> fabrik.Plan:
    """The plan in genomföra with a draft of version 2 beside version 1."""
    with klocka.stalld(fabrik.FORE_DELARET):
        revidering.revidera(p.plan, **REVIDERING, av=av or p.folk.erik)
    return p


# --- The delår of `fabrik`, reported and judged -------------------------------------------------


def rapporterad(kommun: factories.Kommun) -> fabrik.Plan:
    """The delår open, everything reported and judged."""
    p = fabrik.i_folja_upp(kommun)
    with klocka.stalld(fabrik.UNDER_DELARET):
        rapportera_igen(p)
        infor(p, 86)
        bedom_igen(p)
    return p


def rapportera_igen(p: fabrik.Plan) -> None:
    nyckel = p.version.aktiviteter.get().nyckel
    rapportera(p.plan, aktivitet=nyckel, status="klar", av=p.folk.amir)


def infor(
    p: fabrik.Plan,
    tal: int,
    *,
    period_fran: date = date(2026, 1, 1),
    period_till: date = date(2026, 8, 31),
) -> None:
    infor_varde(
        p.version.indikatorer.get().indikator,
        enhet=p.kommun.hemtjanst,
        period_fran=period_fran,
        period_till=period_till,
        varde=Decimal(tal),
        matdatum=date(2026, 8, 31),
        skal="Skickat åter.",
        kalla="Enkät",
        av=p.folk.petra,
    )


def bedom_igen(p: fabrik.Plan, motivering: str = "Fler känner sig trygga.") -> None:
    bedom(
        p.varv,
        mal=p.styrning.trygghet,
        bedomning="uppfyllt",
        prognos="vantas",
        trend="forbattring",
        motivering=motivering,
        fungerade_inte="Svaren dröjde under sommaren.",
        avviker_skal="Kvinnor och män är inte skilda åt än.",
        av=p.folk.petra,
    )
