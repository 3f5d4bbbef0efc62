"""Förbättringssprång in the report: two levels and the step between them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cykel.maltext import med_matt, periodnamn
from cykel.models import Forbattringssprang, Matvarde, Nivahojning, Verksamhetsplan
from cykel.villkor.sprang import MINST_MATNINGAR, matningar, natt
from kvalitet.texter import datum
from uppfoljning.rapport import modell

FLEST_PUNKTER = 9


def i_rapporten(plan: Verksamhetsplan, matdatum: date) -> tuple[modell.Sprang, ...]:
    """Return the leaps adopted in the plan's period until the day that the round measures."""
    rader = Nivahojning.objects.filter(
        enhet=plan.enhet_id,
        sprang__namnd=plan.namnd_id,
        fran_datum__gte=plan.period_fran,
        fran_datum__lte=matdatum,
    ).select_related("indikator", "sprang__indikator", "sprang__agare", "sprang__rutin")
    hojda = list(rader.order_by("fran_datum", "pk"))
    return tuple(_sprang(rad, varden) for rad in hojda if (varden := _varden(rad, matdatum)))


def _varden(rad: Nivahojning, matdatum: date) -> list[Matvarde]:
    """The unit's latest totals, the oldest first; none when all lie on one side of the step."""
    fraga = Matvarde.objects.filter(
        indikator=rad.indikator_id, enhet=rad.enhet_id, kon="T", period_till__lte=matdatum
    )
    senast = fraga.order_by("-period_till", "-period_fran", "-pk")[:FLEST_PUNKTER]
    varden = list(senast)[::-1]
    sidor = {v.period_till >= rad.fran_datum for v in varden if v.varde is not None}
    return varden if len(sidor) > 1 else []


def _sprang(rad: Nivahojning, varden: Sequence[Matvarde]) -> modell.Sprang:
    s, i = rad.sprang, rad.indikator
    gammal, ny = med_matt(rad.gammal_niva, i), med_matt(rad.ny_niva, i)
    return modell.Sprang(
        titel=s.rubrik,
        slutsats=f"Nivån höjdes från {gammal} till {ny}",
        matt=f"{i.namn}, {i.matt}",
        punkter=tuple(
            modell.Punkt(etikett=_kort(periodnamn(v.period_fran, v.period_till)), varde=v.varde)
            for v in varden
        ),
        start=_forsta(varden, s.pilot_fran or rad.fran_datum),
        ny_fran=_forsta(varden, rad.fran_datum),
        gammal_niva=rad.gammal_niva,
        ny_niva=rad.ny_niva,
        start_text="Provet började",
        decimaler=i.decimaler,
        problem=s.problem,
        hypotes=s.hypotes,
        ursprung=s.ursprung_mening,
        omfattning=_omfattning(s),
        stopp=f"Stoppkriterium: {s.stoppkriterium}",
        kostnad=f"Kostnad: {s.kostnad}." if s.kostnad else "",
        ansvarig=str(s.agare or ""),
        foljd=f"Den lägsta nivå som godtas är {ny} från {datum(rad.fran_datum)}. Nästa plan kan "
        "inte sikta lägre utan skäl.",
        krav=_krav(s, rad),
    )


def _forsta(varden: Sequence[Matvarde], dag: date) -> int:
    return next((i for i, v in enumerate(varden) if v.period_till >= dag), len(varden))


def _kort(namn: str) -> str:
    """Month and year as "aug 26": the columns are twelve millimetres."""
    manad, _, ar = namn.partition(" ")
    return f"{manad[:3]} {ar[2:]}" if ar else namn


def _omfattning(s: Forbattringssprang) -> str:
    if s.pilot_fran is None or s.pilot_till is None:
        return ""
    enheter = ", ".join(str(e) for e in s.pilotenheter.order_by("namn", "pk"))
    return f"Provades i {enheter} {datum(s.pilot_fran)} till {datum(s.pilot_till)}."


def _krav(s: Forbattringssprang, rad: Nivahojning) -> tuple[modell.Krav, ...]:
    """What had to be met before the decision, and what showed it."""
    gjorda = [m for m in matningar(s) if m.till <= rad.fran_datum]
    beslut = ", ".join(del_ for del_ in (s.dnr, s.beslut_paragraf) if del_)
    return (
        modell.Krav(
            text="Minst två mätningar efter att provet började",
            uppfyllt=len(gjorda) >= MINST_MATNINGAR,
            underlag=f"{len(gjorda)} mätningar",
        ),
        modell.Krav(
            text="De två senaste når den väntade nivån",
            uppfyllt=natt(s, gjorda),
            underlag=s.effekt_motivering,
        ),
        modell.Krav(text="Rutin publicerad", uppfyllt=s.rutin is not None, underlag=str(s.rutin)),
        modell.Krav(text="Ägare i linjen", uppfyllt=s.agare is not None, underlag=str(s.agare)),
        modell.Krav(
            text="Beslut av annan än ägaren", uppfyllt=s.beslut_av_id != s.agare_id, underlag=beslut
        ),
    )
