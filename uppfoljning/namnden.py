"""What a nämnd's own page shows: its latest report, what changed, its meeting and its questions.

Read from the same snapshots as the reports themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from cykel.models import Uppdrag
from kvalitet import klocka
from kvalitet.behorighet import ALLT, INGET, Tilldelning, omfang, tilldelningar
from kvalitet.models import Anvandare, Namnd, NamndAnsvar
from kvalitet.roller import ROLLER, Rattighet
from kvalitet.visning import Utfall, utfallsrad
from uppfoljning.fryst import las
from uppfoljning.models import Namndfraga, Rapport, Sammantrade
from uppfoljning.models.namndfraga import NamndfragaQuerySet
from uppfoljning.publikt import TRENDER
from uppfoljning.rapport.alla import SLAG
from uppfoljning.rapport.fem_svar import ForstaSidan, forsta_sidan, omdome
from uppfoljning.rapport.kanon import FelForm
from uppfoljning.rapport.mening import PROGNOS, Mening, ankare, varst_forst
from uppfoljning.rapport.modell import Mal, Maluppfyllelserapport, OkantSchema
from uppfoljning.rapport.skillnad import Andring, Riktning, skillnad

MEST = 8
"""Rows of each kind; the lists themselves hold the rest."""
SAMMA = ("slag", "enhet", "tillfalle", "period_fran", "period_till")
"""What the versions of a report have in common."""
RUBRIKER = {
    Riktning.SAMRE: "Sämre än förra gången",
    Riktning.BATTRE: "Bättre än förra gången",
    Riktning.ANNAT: "Annat som har ändrats",
    Riktning.NYTT: "Nytt sedan förra gången",
    Riktning.BORTA: "Inte med längre",
}


@dataclass(frozen=True)
class Grupp:
    """Changes in the same direction. The first few are shown, the rest behind a fold."""

    rubrik: str
    forst: Sequence[Andring]
    resten: Sequence[Andring]


@dataclass(frozen=True)
class Malrad:
    """A goal in the report's order of problems, with its place in the report."""

    text: str
    ankare: str
    bedomning: str
    prognos: str
    trendikon: str
    trend: str
    forra: str
    anmarkning: str


@dataclass(frozen=True)
class Senaste:
    """The latest report: its verdict and counts, what is to be decided, its goals, and what
    changed since `jamford`, which is None when there is no earlier one."""

    rapport: Rapport
    sidan: ForstaSidan
    utfall: Sequence[Utfall]
    mal: Sequence[Malrad]
    jamford: Rapport | None
    grupper: Sequence[Grupp]

    @property
    def beslut(self) -> Sequence[Mening]:
        return self.sidan.beslut


@dataclass(frozen=True)
class Rapportrad:
    """A report in the list, with the verdict of its first page."""

    rapport: Rapport
    omdome: str


@dataclass(frozen=True)
class Uppdragsrad:
    uppdrag: Uppdrag
    dagar: int
    sent: bool


@dataclass(frozen=True)
class Ingang:
    """The way to a nämnd's page from the start page of its member."""

    namnd: Namnd
    rapport: Rapport | None
    omdome: str
    sammantrade: Sammantrade | None
    vantar: int
    besvarade: int


# --- what a person may see ----------------------------------------------------------------------


def synliga_namnder(av: Anvandare) -> QuerySet[Namnd]:
    """Return the nämnder whose pages the person may read: the role's own, those that answer for
    what the role covers, or all."""
    villkor = INGET
    for t in tilldelningar(av):
        if Rattighet.NAMND_FOLJA in ROLLER[t.roll]:
            villkor |= _namnderna(t)
    return Namnd.objects.filter(villkor).order_by("namn", "pk")


def _namnderna(t: Tilldelning) -> Q:
    villkor = Q(pk=t.namnd_id) if t.namnd_id else ALLT
    if t.i_roten:
        return villkor
    ansvar = NamndAnsvar.objects.filter(
        giltig__contains=klocka.idag(), enhet__sokvag__startswith=t.sokvag
    )
    return villkor & Q(pk__in=ansvar.values("namnd"))


def synliga_fragor(av: Anvandare) -> NamndfragaQuerySet:
    return Namndfraga.objects.filter(omfang(av, Rattighet.NAMND_FOLJA))


def synliga_rapporter(av: Anvandare) -> QuerySet[Rapport]:
    return Rapport.objects.filter(omfang(av, Rattighet.RAPPORT_SE))


# --- reports ------------------------------------------------------------------------------------


def rapporterna(av: Anvandare, namnd: Namnd) -> list[Rapport]:
    """Return the last version of each of the nämnd's reports, the newest first."""
    sista = synliga_rapporter(av).filter(namnd=namnd).order_by(*SAMMA, "-version").distinct(*SAMMA)
    rader = Rapport.objects.filter(pk__in=sista.values("pk")).select_related(
        "namnd", "enhet", "tillfalle", "ogonblick"
    )
    return list(rader.order_by("-period_till", "slag", "-pk"))


def rapportrad(rapport: Rapport) -> Rapportrad:
    slag = SLAG[rapport.slag]
    try:
        underlag = slag.las(rapport.ogonblick.innehall)
    except (OkantSchema, FelForm):  # a report of a later version is still in the list
        return Rapportrad(rapport, "")
    if isinstance(underlag, Maluppfyllelserapport):
        return Rapportrad(rapport, omdome(underlag))
    vy = slag.vy(underlag, utkast=False, fingeravtryck=rapport.ogonblick.sha256, webb=True)
    return Rapportrad(rapport, vy.forst.omdome)


def senaste(rapporter: Sequence[Rapport]) -> Senaste | None:
    """Read the newest goal-fulfilment report, and what differs from the one before it."""
    egna = [r for r in rapporter if r.slag == Rapport.Slag.MALUPPFYLLELSE]
    if not egna:
        return None
    nu, forra = egna[0], _foregaende(egna)
    underlag = las(nu.ogonblick)
    sidan = forsta_sidan(underlag)
    andringar = skillnad(las(forra.ogonblick), underlag) if forra else ()
    mal = [_malrad(m) for m in varst_forst(underlag.mal)]
    return Senaste(nu, sidan, _utfall(sidan), mal, forra, _grupper(andringar))


def _malrad(m: Mal) -> Malrad:
    trendikon, trend = TRENDER[m.trend]
    return Malrad(
        text=m.text,
        ankare=ankare(m),
        bedomning=m.bedomning.value if m.bedomning else "",
        prognos=PROGNOS[m.prognos] if m.prognos else "Ingen prognos",
        trendikon=trendikon,
        trend=trend,
        forra=m.forra_bedomning.value if m.forra_bedomning else "",
        anmarkning=_anmarkning(m),
    )


def _anmarkning(m: Mal) -> str:
    """What the nämnd should know beside the grade."""
    if m.i_rad > 1:
        return f"Ej uppfyllt {m.i_rad} år i rad"
    return "Bedömningen avviker från indikatorerna" if m.avviker else ""


def _foregaende(egna: Sequence[Rapport]) -> Rapport | None:
    """The report before the newest, of the same kontor."""
    nu = egna[0]
    return next((r for r in egna[1:] if r.enhet_id == nu.enhet_id), None)


def _utfall(sidan: ForstaSidan) -> list[Utfall]:
    nu = {str(rad.bedomning): rad.nu for rad in sidan.antal if rad.bedomning}
    forra = {str(rad.bedomning): rad.forra for rad in sidan.antal if rad.forra is not None}
    return utfallsrad(nu, forra)


def _grupper(andringar: Sequence[Andring]) -> list[Grupp]:
    ut = []
    for riktning, rubrik in RUBRIKER.items():
        rader = [a for a in andringar if a.riktning is riktning and not a.vantat]
        if rader:
            ut.append(Grupp(rubrik, rader[:MEST], rader[MEST:]))
    return ut


# --- what is open -------------------------------------------------------------------------------


def oppna_uppdrag(av: Anvandare, namnd: Namnd, dag: date) -> list[Uppdragsrad]:
    """Return the nämnd's open assignments, the latest first, those without a day last."""
    rader = Uppdrag.objects.oppna().filter(omfang(av, Rattighet.PLAN_SE), namnd=namnd)
    ordnade = sorted(
        rader.select_related("enhet").order_by("beslut_datum", "pk"),
        key=lambda u: u.forfaller or date.max,
    )
    return [Uppdragsrad(u, u.alder(dag), u.sent(dag)) for u in ordnade]


def nasta_sammantrade(namnd: Namnd, dag: date) -> Sammantrade | None:
    """Return the meeting of the day, or the next one."""
    return namnd.sammantraden.filter(dag__gte=dag).order_by("dag", "pk").first()


def ingang(av: Anvandare, dag: date) -> Ingang | None:
    """Return the lead of the start page for the member of one nämnd."""
    namnder = list(synliga_namnder(av)[:2])
    if len(namnder) != 1:
        return None
    namnd = namnder[0]
    rapporter = rapporterna(av, namnd)
    egna = [r for r in rapporter if r.slag == Rapport.Slag.MALUPPFYLLELSE]
    omdomet = rapportrad(egna[0]).omdome if egna else ""
    tal = (
        synliga_fragor(av)
        .filter(namnd=namnd)
        .aggregate(vantar=Count("pk", Q(lage="stalld")), besvarade=Count("pk", Q(lage="besvarad")))
    )
    return Ingang(namnd, egna[0] if egna else None, omdomet, nasta_sammantrade(namnd, dag), **tal)
