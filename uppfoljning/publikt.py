"""What anyone may see: approved judgements per nämnd, answer times, published reports.

Everything is read from frozen snapshots or counted; nothing unapproved and no group that is too
small comes out of here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from cykel.models import Varv
from kvalitet.models import Namnd, Ogonblick
from kvalitet.statistik import Forandring
from kvalitet.texter import procent as text_procent
from kvalitet.texter import tal
from kvalitet.visning import Svarslage, utfallsrad
from kvalitet.visning import Utfall as Utfallsantal
from synpunkter.statistik import MINST, nojdhetslage, synpunktslage
from synpunkter.tillstand import Utfall
from uppfoljning.fryst import las
from uppfoljning.models import Rapport
from uppfoljning.publicerade import gallande
from uppfoljning.rapport.mening import ankare, varst_forst
from uppfoljning.rapport.modell import Fraga, Maluppfyllelserapport
from uppfoljning.rapport.skrift import mening
from uppfoljning.rapport.synpunkter.forst import forsta_meningen
from uppfoljning.tillstand import BESLUTADE

DAGAR = 365
RAPPORTER = 10
TRENDER = {
    Forandring.FORBATTRING: ("TrendUp", "Förbättring"),
    Forandring.OFORANDRAT: ("TrendFlat", "Oförändrat"),
    Forandring.FORSAMRING: ("TrendDown", "Försämring"),
    Forandring.SAKNAS: ("", "Underlag saknas"),
}
_RANG = {"kommun": 0, "kontor": 1, "bolag": 1, "omrade": 2, "enhet": 3}


@dataclass(frozen=True)
class Malrad:
    text: str
    kort: str
    bedomning: str
    forra: str
    trendikon: str
    trend: str
    skal: str = ""
    """Why it was judged so, in a sentence; "" until the report is published."""
    lank: str = ""
    """Where the published report tells of the goal."""


@dataclass(frozen=True)
class Namndlage:
    """One nämnd's goals as its highest unit judged them, and how far the decision has come."""

    id: str
    namnd: str
    kod: str
    bedomt_av: str
    tillfalle: str
    matdatum: date
    status: str
    har_forra: bool
    mal: tuple[Malrad, ...]


def namnder(dag: date, namnd: Namnd | None = None) -> list[Namndlage]:
    """The latest approved judgement of each nämnd, or of one, in the order of their names."""
    varven = _senast_godkanda(dag, namnd)
    bilder = _bilder(varven)
    rader = [_namnd(varv, *bilder[varv.pk]) for varv in varven]
    return sorted(rader, key=lambda rad: (rad.namnd, rad.bedomt_av))


def sammanlagt(namnder: Sequence[Namndlage]) -> list[Utfallsantal]:
    """Count the grades of all nämnder, with the last time only when every goal has one."""
    mal = [m for n in namnder for m in n.mal]
    nu = {g: sum(m.bedomning == g for m in mal) for g in ("uppfyllt", "delvis", "ej", "okant")}
    if not mal or not all(m.forra for m in mal):
        return utfallsrad(nu)
    return utfallsrad(nu, {g: sum(m.forra == g for m in mal) for g in nu})


def lagesdag(namnder: Sequence[Namndlage]) -> date | None:
    """The day that all are measured at; None when they are not the same."""
    dagar = {n.matdatum for n in namnder}
    return dagar.pop() if len(dagar) == 1 else None


def _senast_godkanda(dag: date, namnd: Namnd | None) -> list[Varv]:
    """The latest approved lap of each unit, of these only the nämnd's highest units."""
    rader = (
        Varv.objects.filter(ogonblick__isnull=False, tillfalle__matdatum__gte=dag - timedelta(730))
        .order_by("plan__namnd", "plan__enhet", "-tillfalle__matdatum", "-godkand", "-pk")
        .distinct("plan__namnd", "plan__enhet")
        .select_related("plan__enhet", "plan__namnd", "tillfalle")
    )
    per_namnd: dict[int, list[Varv]] = {}
    for varv in rader.filter(plan__namnd=namnd) if namnd else rader:
        per_namnd.setdefault(varv.plan.namnd_id, []).append(varv)
    return [varv for varven in per_namnd.values() for varv in _hogst(varven)]


def _hogst(varven: list[Varv]) -> list[Varv]:
    hogst = min(_RANG[varv.plan.enhet.slag] for varv in varven)
    return [varv for varv in varven if _RANG[varv.plan.enhet.slag] == hogst]


Bild = tuple[Maluppfyllelserapport, Rapport | None, Rapport | None]


def _bilder(varven: Sequence[Varv]) -> dict[int, Bild]:
    """Each lap's snapshot, and the nämnd's report made from the same round: as it was adopted last,
    and as it was published last."""
    frysta = {
        o.pk: las(o) for o in Ogonblick.objects.filter(pk__in=[v.ogonblick_id for v in varven])
    }
    faststallda: dict[tuple[int, int, int], Rapport] = {}
    publicerade: dict[tuple[int, int, int], Rapport] = {}
    for rapport in Rapport.objects.filter(
        slag=Rapport.Slag.MALUPPFYLLELSE,
        lage__in=BESLUTADE,
        tillfalle__in={v.tillfalle_id for v in varven},
    ).order_by("version", "pk"):
        nyckel = (rapport.namnd_id, rapport.enhet_id, rapport.tillfalle_id or 0)
        faststallda[nyckel] = rapport
        if rapport.publicerad is not None:
            publicerade[nyckel] = rapport
    ut = {}
    for v in varven:
        nyckel = (v.plan.namnd_id, v.plan.enhet_id, v.tillfalle_id or 0)
        bild = frysta[v.ogonblick_id or 0]
        ut[v.pk] = (bild, faststallda.get(nyckel), publicerade.get(nyckel))
    return ut


def _namnd(
    varv: Varv,
    bild: Maluppfyllelserapport,
    rapport: Rapport | None,
    publicerad: Rapport | None,
) -> Namndlage:
    sida = _sidan(varv, publicerad)
    mal = tuple(
        Malrad(
            text=m.text,
            kort=m.kort,
            bedomning=m.bedomning.value if m.bedomning else "",
            forra=m.forra_bedomning.value if m.forra_bedomning else "",
            trendikon=TRENDER[m.trend][0],
            trend=TRENDER[m.trend][1],
            skal=mening(forsta_meningen(m.motivering)) if sida else "",
            lank=f"{sida}#{ankare(m)}" if sida else "",
        )
        for m in varst_forst(bild.mal)
    )
    namn = bild.tillfalle.namn
    return Namndlage(
        id=f"namnd-{varv.plan.namnd_id}-{varv.plan.enhet_id}",
        namnd=varv.plan.namnd.namn,
        kod=varv.plan.namnd.kod,
        bedomt_av=bild.kontor,
        tillfalle=namn[:1].upper() + namn[1:],
        matdatum=bild.tillfalle.matdatum,
        status=_status(rapport),
        har_forra=any(m.forra for m in mal),
        mal=mal,
    )


def _sidan(varv: Varv, publicerad: Rapport | None) -> str:
    """The published report's address; "" when the follow-up was approved anew after it."""
    if publicerad is None or publicerad.publicerad is None:
        return ""
    if varv.godkand is None or varv.godkand > publicerad.publicerad:
        return ""
    return reverse("uppfoljning:publicerad", args=[publicerad.pk])


def _status(rapport: Rapport | None) -> str:
    if rapport is None or rapport.beslut_datum is None:
        return "Godkänd av verksamheten, inte fastställd av nämnden"
    return "Fastställd av nämnden"


# --- answer times ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Svarstid:
    """A nämnd's answers in the period. Texts, since what is too small has no number."""

    namnd: str
    kod: str
    antal: str
    i_tid: str
    median: str


def svarsperiod(dag: date) -> tuple[date, date]:
    return dag - timedelta(days=DAGAR - 1), dag


def svarstider(dag: date, namnd: Namnd | None = None) -> list[Svarstid]:
    """How soon each nämnd, or one, answered in the last year. One with too few synpunkter is left
    out; ".." where it is too few to tell."""
    fran, till = svarsperiod(dag)
    namnderna = [namnd] if namnd else Namnd.objects.order_by("namn", "pk")
    lagen = ((ett, synpunktslage(ett, fran=fran, till=till)) for ett in namnderna)
    return [
        Svarstid(
            namnd=ett.namn,
            kod=ett.kod,
            antal=tal(s.antal),
            i_tid=".." if s.visad_andel is None else text_procent(s.visad_andel, 0),
            median=".." if s.visad_median is None else _dagar(s.visad_median),
        )
        for ett, s in lagen
        if s.antal >= MINST
    ]


def svarslage(dag: date) -> Svarslage | None:
    """The start page's figures; None when there is too little to tell."""
    fran, till = svarsperiod(dag)
    s = synpunktslage(None, fran=fran, till=till)
    if s.visad_andel is None:
        return None
    andrade = sum(s.per_utfall.get(u, 0) for u in (Utfall.ATGARDAT, Utfall.DELVIS))
    forklarade = s.per_utfall.get(Utfall.INGEN, 0)
    nojdhet = nojdhetslage(None, fran=fran, till=till).visat_index
    return Svarslage(
        i_tid_procent=round(s.visad_andel),
        mediandagar=None if s.visad_median is None else round(s.visad_median),
        andrade=andrade if andrade >= MINST else None,
        forklarade=forklarade if forklarade >= MINST else None,
        nojdhet=None if nojdhet is None else round(nojdhet),
    )


def _dagar(median: float | None) -> str:
    if median is None:
        return ".."
    return f"{tal(median)} {'dag' if median == 1 else 'dagar'}"


# --- surveys ---------------------------------------------------------------------------------


def svaret(fraga: Fraga) -> str:
    """A result as it is said to someone who has never seen an index; "" when it is not told."""
    if fraga.varde.t is None:
        return ""
    varde = tal(fraga.varde.t, 1)
    if fraga.matt.casefold() in ("nki", "index"):
        return _("%(tal)s av 100") % {"tal": varde}
    if fraga.matt == "medelvärde":
        return _("%(tal)s av 10") % {"tal": varde}
    if fraga.matt.startswith("andel"):
        return text_procent(fraga.varde.t, 0)
    return f"{varde} {fraga.matt}"


# --- reports ---------------------------------------------------------------------------------


def rapporter() -> list[Rapport]:
    """The published reports that stand, the latest first."""
    return list(gallande().order_by("-publicerad", "-pk")[:RAPPORTER])
