"""Acts that anyone may try at any time; most are refused by right or by rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from cykel.actions import atgard as atgardsakter
from cykel.actions import avslut
from cykel.actions import lardom as lardomsakter
from cykel.actions import plan as planakter
from cykel.actions.varv import avgor
from cykel.models import Aktivitet, Atgard, Brist, Lardom, Planindikator, Varv, Verksamhetsplan
from kvalitet.models import Anvandare
from tests.cykel.varlden import Varld
from uppfoljning.actions.godkannande import godkann

Akt = Callable[[Varld, Random, Anvandare], object]


def _nagon(slump: Random, modell: Any, **villkor: Any) -> Any:
    rader = list(modell.objects.filter(**villkor).order_by("pk"))
    return slump.choice(rader) if rader else None


def notera(v: Varld, slump: Random, vem: Anvandare) -> object:
    plan = _nagon(slump, Verksamhetsplan)
    return plan and v.gor(
        atgardsakter.notera_brist, plan, rubrik=v.ord("Sena besked"), kalla="person",
        kalla_mening="Sagt på mötet.", av=vem,
    )  # fmt: skip


def besluta(v: Varld, slump: Random, vem: Anvandare) -> object:
    brist = _nagon(slump, Brist)
    ansvarig = slump.choice((v.petra, v.erik, v.karin))
    return brist and v.gor(
        atgardsakter.besluta_atgard, brist, rubrik=v.ord("Ring"), ansvarig=ansvarig,
        klar_senast=v.idag + timedelta(days=slump.randrange(20)), vantad_effekt="Färre", av=vem,
    )  # fmt: skip


def inget_gors(v: Varld, slump: Random, vem: Anvandare) -> object:
    brist = _nagon(slump, Brist)
    return brist and v.gor(atgardsakter.ingen_atgard, brist, skal="För litet.", av=vem)


def rapportera(v: Varld, slump: Random, vem: Anvandare) -> object:
    atgard, status = _nagon(slump, Atgard), slump.choice(("pagar", "klar"))
    return atgard and v.gor(atgardsakter.rapportera_atgard, atgard, status=status, av=vem)


def verifiera(v: Varld, slump: Random, vem: Anvandare) -> object:
    atgard, effekt = _nagon(slump, Atgard), slump.choice(("ja", "delvis", "nej", "for_tidigt"))
    return atgard and v.gor(
        atgardsakter.verifiera_effekt, atgard, effekt=effekt, effekt_text="Vi räknade", av=vem
    )  # fmt: skip


def skriv_lardom(v: Varld, slump: Random, vem: Anvandare) -> object:
    plan = _nagon(slump, Verksamhetsplan)
    bevis = plan and _nagon(slump, Atgard, brist__plan=plan)
    return plan and v.gor(
        lardomsakter.skriv, plan, atgard=bevis, rubrik=v.ord("Ring först"), hande="Sent besked.",
        orsak="Brist på folk.", gor_annorlunda="Ring.", av=vem,
        rutin=slump.choice((None, v.rutin)), upprepar=_nagon(slump, Lardom),
    )  # fmt: skip


def svara(v: Varld, slump: Random, vem: Anvandare) -> object:
    plan, lardom = _nagon(slump, Verksamhetsplan), _nagon(slump, Lardom)
    rad = plan and _nagon(slump, Aktivitet, version__plan=plan)
    hur = {"svar": "inarbetad", "aktivitet": rad.nyckel} if rad else {"svar": "avvisad"}
    return lardom and v.gor(lardomsakter.svara, lardom, plan=plan, **hur, skal="Nej.", av=vem)


def ta_bort_rad(v: Varld, slump: Random, vem: Anvandare) -> object:
    modell = slump.choice((Aktivitet, Planindikator))
    rad = _nagon(slump, modell)
    akt = planakter.ta_bort_aktivitet if modell is Aktivitet else planakter.ta_bort_indikator
    return rad and v.gor(akt, rad, av=vem)


def avgor_varvet(v: Varld, slump: Random, vem: Anvandare) -> object:
    varv = _nagon(slump, Varv)
    hur = {slump.choice(("ingen_rutin", "ingen_lardom")): slump.choice((True, False))}
    return varv and v.gor(avgor, varv, **hur, av=vem)


def flytta(v: Varld, slump: Random, vem: Anvandare) -> object:
    fran, till = _nagon(slump, Verksamhetsplan), _nagon(slump, Verksamhetsplan)
    return fran and v.gor(avslut.flytta_atgarder, fran, till=till, av=vem)


def godkann_med_luckor(v: Varld, slump: Random, vem: Anvandare) -> object:
    plan = _nagon(slump, Verksamhetsplan)
    return plan and v.gor(godkann, plan, luckor_skal="Vi hann inte.", av=vem)


AKTER: tuple[Akt, ...] = (
    notera,
    besluta,
    inget_gors,
    rapportera,
    verifiera,
    skriv_lardom,
    svara,
    ta_bort_rad,
    avgor_varvet,
    flytta,
    godkann_med_luckor,
)
