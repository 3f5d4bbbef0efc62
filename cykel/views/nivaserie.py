"""A unit's series of an indicator with its raised levels, and the stairs of laps and leaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Q, QuerySet, Subquery

from cykel import niva
from cykel.maltext import med_matt, periodnamn
from cykel.models import (
    Indikator,
    Matvarde,
    Nivahojning,
    Seriebrott,
    Uppfoljningstillfalle,
    Varv,
    Verksamhetsplan,
)
from cykel.seriebrott import brott_mellan
from kvalitet import diagram
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.texter import Varde

SLAG_KORT = {"kv1": "kv 1", "delar": "delår", "helar": "helår"}
HOGST_PLANER = 4
"""The plan and its nearest predecessors; the drawing shows the seven latest laps."""
HOGST_VARDEN = 8


def nivasteg(
    varden: Sequence[Matvarde], hojningar: Sequence[Nivahojning]
) -> list[diagram.Nivasteg]:
    """Place each raise before the first value that was measured under it."""
    return [
        diagram.Nivasteg(
            next((i for i, v in enumerate(varden) if v.period_till >= rad.fran_datum), len(varden)),
            f"Ny nivå {med_matt(rad.ny_niva, rad.indikator)}",
        )
        for rad in hojningar
    ]


def brottsteg(varden: Sequence[Matvarde], brotten: Sequence[Seriebrott]) -> list[diagram.Seriebryt]:
    """Part the line before each value that is measured in another way than the one before it."""
    return [
        diagram.Seriebryt(i, "Seriebrott")
        for i, (fore, v) in enumerate(pairwise(varden), start=1)
        if brott_mellan(brotten, fore.period_till, v.period_till)
    ]


@dataclass(frozen=True)
class Serierad:
    """A value in words, with the raise that came before it."""

    period: str
    varde: str
    lage: niva.Nivalage | None
    hojning: str


@dataclass(frozen=True)
class Nivaserie:
    diagram: diagram.Linjediagram | None
    rader: list[Serierad]
    """The latest first."""


def serie(
    indikator: Indikator,
    varden: Sequence[Matvarde],
    hojningar: Sequence[Nivahojning],
    brotten: Sequence[Seriebrott] = (),
) -> Nivaserie:
    """Draw the latest totals of one unit, in the order of time, and tell them in words."""
    visas = varden[-HOGST_VARDEN:]
    steg = nivasteg(visas, hojningar)
    per_plats = {ett.fore: niva.hojningsmening(h) for ett, h in zip(steg, hojningar, strict=True)}
    punkter: list[tuple[str, Varde | None]] = [
        (periodnamn(v.period_fran, v.period_till), v.varde) for v in visas
    ]
    rader = [
        Serierad(
            punkter[i][0],
            v.bortfallsorsak or med_matt(v.varde, indikator),
            niva.nivalage(v, hojningar, brotten),
            per_plats.get(i, ""),
        )
        for i, v in enumerate(visas)
    ]
    finns = sum(v.varde is not None for v in visas)
    alla = [*steg, *brottsteg(visas, brotten)]
    ritad = diagram.linje(_korta(punkter), steg=alla) if finns > 1 else None
    return Nivaserie(ritad, rader[::-1])


def _korta(
    punkter: Sequence[tuple[str, Varde | None]],
) -> list[tuple[str, Varde | None]]:
    """Month and year as "jun 26", so that eight headings have room under the axis."""
    return [
        (f"{ord_[0][:3]} {ord_[1][2:]}" if len(ord_ := namn.split()) == 2 else namn, varde)
        for namn, varde in punkter
    ]


# --- The stairs -----------------------------------------------------------------------------


def trappa(
    plan: Verksamhetsplan,
    varv: Sequence[Varv] | None = None,
    hojda: Sequence[Nivahojning] | None = None,
) -> diagram.Trappa | None:
    """Draw the laps of the plan and its predecessors, and the leaps between them: `varven(plan)`
    and `hojningarna(plan.enhet_id)`, which are asked for where they are not handed on."""
    varv = varven(plan) if varv is None else varv
    if not varv:
        return None
    sprang = _sprang_per_varv(plan, varv, hojningarna(plan.enhet_id) if hojda is None else hojda)
    efter = sum(len(rader) for rader in sprang.values())
    steg = []
    for ett in varv:
        har = sprang.get(ett.pk, [])
        efter -= len(har)
        steg.append(
            diagram.Varv(
                f"Varv {ett.nummer}",
                _under(ett.tillfalle),
                sprang=" och ".join(str(rad.sprang) for rad in har),
                nu=ett.plan_id == plan.pk and ett.avslutades is None,
                niva=max(plan.niva - efter, 1),
                grupp=ett.plan.period_namn,
            )
        )
    return diagram.trappa(steg)


def _under(tillfalle: Uppfoljningstillfalle | None) -> str:
    return SLAG_KORT[tillfalle.slag] if tillfalle else ""


def varven(plan: Verksamhetsplan) -> list[Varv]:
    """Return the laps of the plan and its nearest predecessors, in the order of time."""
    return _VARVEN.rader(plan.pk, plan.foregangare_id or 0)


def _varven(plan: int, foregangare: int) -> QuerySet[Varv]:
    fore = Verksamhetsplan.objects.filter(pk=foregangare)
    led = ["foregangare__" * i + "foregangare_id" for i in range(HOGST_PLANER - 2)]
    egna = Q(plan=plan) | Q(plan=foregangare)
    for namn in led:
        egna |= Q(plan=Subquery(fore.values(namn)))
    rader = Varv.objects.filter(egna).select_related("plan", "tillfalle", "godkand_av")
    return rader.order_by("plan__period_fran", "nummer", "pk")


_VARVEN = Kvarfraga(_varven)


def hojningarna(enhet_id: int) -> list[Nivahojning]:
    """Return every raise in the unit, the oldest first."""
    rader = Nivahojning.objects.filter(enhet=enhet_id).select_related("indikator", "sprang")
    return list(rader.order_by("fran_datum", "pk"))


def _sprang_per_varv(
    plan: Verksamhetsplan, varv: Sequence[Varv], hojda: Sequence[Nivahojning]
) -> dict[int, list[Nivahojning]]:
    """Give each leap to the lap that turned when it was adopted; an older one is below all."""
    per: dict[int, list[Nivahojning]] = {}
    for rad in hojda:
        if rad.sprang.namnd_id != plan.namnd_id or rad.skapad < varv[0].borjade:
            continue
        nar = next((v for v in varv if v.avslutades is None or v.avslutades > rad.skapad), varv[-1])
        per.setdefault(nar.pk, []).append(rad)
    return per
