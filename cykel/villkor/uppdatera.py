"""What waits to be updated, and by whom: activities to report on, values to enter.

A round asks for every activity and for every indicator that it follows; between rounds what is
measured each month is asked for, and an activity whose end has passed without a word.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from cykel.frekvens import (
    Frekvens,
    Period,
    forfaller,
    forra_manaden,
    giltig_fran,
    manadens_sista_dag,
    rundans_period,
)
from cykel.models import (
    Aktivitet,
    Aktivitetslage,
    Ansvarsbyte,
    Indikator,
    Matvarde,
    Planindikator,
    Varv,
    Verksamhetsplan,
    med_ansvar,
)
from cykel.models.tillfalle import VarvQuerySet
from cykel.tillstand import RAPPORTERAS_I, Fas, Versionslage
from cykel.villkor.saknas import kan_saknas
from kvalitet.behorighet import omfang, tilldelningar
from kvalitet.databas import bland
from kvalitet.kvarfraga import Kvarfraga, las
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet

AVSLUT = (Aktivitetslage.Status.KLAR, Aktivitetslage.Status.STRUKEN)
"""What needs no further report."""
TYST_EFTER = 60
"""Days without a report after which a row says so."""
INFORS_FOR_HAND = (Indikator.Kalla.MANUELL, Indikator.Kalla.FIL, Indikator.Kalla.UNDERSOKNING)
"""The rest come by themselves, and nobody is asked for them."""


@dataclass(frozen=True)
class Aktivitetsrad:
    """An activity that somebody reports on. `varv` is the open lap that the report goes to."""

    aktivitet: Aktivitet
    plan: Verksamhetsplan
    varv: Varv
    lage: Aktivitetslage | None
    vantar: bool
    senast: date | None
    tyst: int
    """Days since anybody said how it goes, once they are many; else 0."""

    slag = "aktivitet"

    @property
    def nyckel(self) -> str:
        return f"a{self.aktivitet.pk}"

    @property
    def person_id(self) -> int:
        rapportor: int = self.aktivitet.rapportor_nu  # type: ignore[attr-defined]
        return rapportor

    @property
    def rubrik(self) -> str:
        return self.aktivitet.rubrik

    def sen(self, dag: date) -> bool:
        return self.vantar and self.senast is not None and self.senast < dag


@dataclass(frozen=True)
class Varderad:
    """A value that is missing: of the indicator, for the plan's unit and the period."""

    rad: Planindikator
    plan: Verksamhetsplan
    varv: Varv
    period: Period
    senast: date

    slag = "varde"
    vantar = True

    @property
    def nyckel(self) -> str:
        return f"v{self.rad.pk}-{self.period[1]:%Y%m%d}"

    @property
    def indikator(self) -> Indikator:
        return self.rad.indikator

    @property
    def person_id(self) -> int:
        return self.rad.indikator.agare_id

    @property
    def rubrik(self) -> str:
        return self.rad.indikator.namn

    def sen(self, dag: date) -> bool:
        return self.senast < dag


Rad = Aktivitetsrad | Varderad


def rader_for(person: Anvandare, dag: date) -> list[Rad]:
    """Return all that the person reports on in plans at work: late first, then by date."""
    alla: list[Rad] = []
    if kanske := _kanske_rapportor(person):
        vilka = Q(bland("pk", kanske), rapportor_nu=person.pk) & _ser(person, "version__plan")
        nyckel = ("rapporteras", person.pk, tilldelningar(person), tuple(kanske))
        alla += aktivitetsrader(vilka, dag, nyckel=nyckel)
    if indikatorer := inforda(person):
        alla += varderader(_ser(person, "plan"), dag, indikatorer, nyckel=tilldelningar(person))
    return sorted(alla, key=lambda rad: ordning(rad, dag))


def _ser(person: Anvandare, vag: str) -> Q:
    return omfang(person, Rattighet.PLAN_SE, enhet=f"{vag}__enhet", namnd=f"{vag}__namnd")


def kan_rapporteras_av(person: Anvandare) -> list[QuerySet[Any]]:
    """The activities that the plan or a handover names the person for, by the index of each; when
    all are empty the person reports on none."""
    byten = Ansvarsbyte.objects.filter(vad=Ansvarsbyte.Del.RAPPORTOR, till=person)
    i_arbete = Aktivitet.objects.filter(**_I_ARBETE).order_by()
    bytta = i_arbete.filter(
        version__plan__in=byten.values("plan"), nyckel__in=byten.values("aktivitet")
    )
    return [i_arbete.filter(rapportor=person), bytta]


def _kanske_rapportor(person: Anvandare) -> list[int]:
    """Who reports now is then asked of these alone."""
    return sorted(set(_RAPPORTERAS.rader(person.pk)))


def _rapporteras(person: int) -> QuerySet[Any, int]:
    vilka = kan_rapporteras_av(Anvandare(pk=person))
    skrivna, bytta = (f.values_list("pk", flat=True) for f in vilka)
    return skrivna.union(bytta, all=True)


_RAPPORTERAS = Kvarfraga(_rapporteras, forberedd=True)


def inforda(person: Anvandare | None = None) -> dict[int, str]:
    """How often each indicator whose values are entered by hand, by the person, is measured."""

    def bygg() -> QuerySet[Indikator, Any]:
        rader = Indikator.objects.filter(kalla__in=INFORS_FOR_HAND).order_by()
        egna = rader if person is None else rader.filter(agare=person)
        return egna.values_list("pk", "frekvens")

    return dict(las(("förs in för hand", person.pk if person else None), bygg))


def ordning(rad: Rad, dag: date) -> tuple[bool, bool, date, str]:
    return not rad.vantar, not rad.sen(dag), rad.senast or date.max, rad.rubrik


def aktivitetsrader(urval: Q, dag: date, *, nyckel: Hashable = None) -> list[Aktivitetsrad]:
    """Return the chosen activities of plans at work. `urval` may name `rapportor_nu`; `nyckel`
    says all that is in it, where the question is asked often."""
    alla = med_ansvar(Aktivitet.objects.filter(**_I_ARBETE)).filter(urval).order_by("pk")
    fraga = alla.select_related(*_PLANEN, "planmal__mal", "planmal__uppdrag")
    rader = list(fraga) if nyckel is None else las(nyckel, fraga.all)
    varv = _oppna_varv(rad.version.plan_id for rad in rader)
    lagen = _senaste_lagen(varv)
    return [
        _aktivitetsrad(rad, varv[plan.pk], lagen.get((plan.pk, rad.nyckel)), dag)
        for rad in rader
        if (plan := rad.version.plan).pk in varv
    ]


def varderader(
    plats: Q, dag: date, indikatorer: Mapping[int, str], *, nyckel: Hashable
) -> list[Varderad]:
    """Return the values that are missing of the indicators, each once; `plats`, `indikatorer` and
    `nyckel` as `kan_saknas` takes them."""
    kanske = kan_saknas(plats, dag, indikatorer, nyckel=nyckel)
    if not kanske:
        return []
    rader = list(
        Planindikator.objects.filter(pk__in=kanske)
        .select_related(*_PLANEN, "indikator")
        .order_by("pk")
    )
    varv = _oppna_varv(rad.version.plan_id for rad in rader)
    finns = _infort(rader)
    saknas: dict[tuple[int, int, date], Varderad] = {}
    for rad in rader:
        plan = rad.version.plan
        infort = finns.get((rad.indikator_id, plan.enhet_id), [])
        ett = _saknat(rad, plan, varv[plan.pk], infort, dag) if plan.pk in varv else None
        if ett is not None:
            saknas.setdefault((rad.indikator_id, plan.enhet_id, ett.period[1]), ett)
    return list(saknas.values())


_I_ARBETE = {"version__lage": Versionslage.FASTSTALLD, "version__plan__fas__in": RAPPORTERAS_I}
_PLANEN = ("version__plan__enhet", "version__plan__namnd")


def _aktivitetsrad(
    rad: Aktivitet, varv: Varv, lage: Aktivitetslage | None, dag: date
) -> Aktivitetsrad:
    plan = rad.version.plan
    pagar = lage is None or lage.status not in AVSLUT
    i_rundan = plan.fas == Fas.FOLJA_UPP and varv.tillfalle is not None
    rapporterad = lage is not None and lage.varv_id == varv.pk
    if i_rundan and varv.tillfalle is not None and pagar and not rapporterad:
        senast: date | None = varv.tillfalle.senast_for(plan)
        vantar = True
    else:
        sagt = lage is not None and timezone.localdate(lage.tid) > rad.slut
        senast = rad.slut if pagar else None
        vantar = pagar and rad.slut < dag and not sagt
    return Aktivitetsrad(rad, plan, varv, lage, vantar, senast, tysta_dagar(rad, lage, dag))


def tysta_dagar(rad: Aktivitet, lage: Aktivitetslage | None, dag: date) -> int:
    """Return for how many days nobody has said how an activity under way goes; 0 while few."""
    if lage is not None and lage.status in AVSLUT:
        return 0
    sedan = timezone.localdate(lage.tid) if lage else rad.start
    dagar = (dag - max(sedan, rad.start)).days
    return dagar if dagar >= TYST_EFTER else 0


def _saknat(
    rad: Planindikator, plan: Verksamhetsplan, varv: Varv, infort: list[date], dag: date
) -> Varderad | None:
    """Return what the open round asks for; failing that, what the past month does."""
    frekvens, tillfalle = rad.indikator.frekvens, varv.tillfalle
    if plan.fas == Fas.FOLJA_UPP and tillfalle and forfaller(frekvens, tillfalle.slag):
        fran = giltig_fran(frekvens, tillfalle)
        if not any(fran <= till <= tillfalle.matdatum for till in infort):
            senast = tillfalle.senast_for(plan)
            return Varderad(rad, plan, varv, rundans_period(frekvens, tillfalle), senast)
    manad = forra_manaden(dag)
    i_planen = plan.period_fran <= manad[1] <= plan.period_till
    if frekvens == Frekvens.MANAD and i_planen and manad[1] not in infort:
        return Varderad(rad, plan, varv, manad, manadens_sista_dag(manad))
    return None


def _oppna_varv(planer: Iterable[int]) -> dict[int, Varv]:
    return {ett.plan_id: ett for ett in _VARVEN.rader(sorted(set(planer)))}


def _varven(planer: Sequence[int]) -> QuerySet[Varv]:
    varv: VarvQuerySet = Varv.objects.filter(bland("plan", planer), avslutades=None)
    return varv.med_dagar().order_by("pk")


def _senaste_lagen(planer: Iterable[int]) -> dict[tuple[int, object], Aktivitetslage]:
    return {(lage.plan_id, lage.aktivitet): lage for lage in _LAGEN.rader(sorted(set(planer)))}


def _lagen(planer: Sequence[int]) -> QuerySet[Aktivitetslage]:
    lagen: QuerySet[Aktivitetslage] = Aktivitetslage.objects.filter(bland("plan", planer))
    senaste = lagen.select_related("av", "bevis").order_by("plan", "aktivitet", "-tid", "-pk")
    return senaste.distinct("plan", "aktivitet")


_VARVEN, _LAGEN = Kvarfraga(_varven), Kvarfraga(_lagen)


def _infort(rader: list[Planindikator]) -> dict[tuple[int, int], list[date]]:
    """Return the ends of the periods that have a value or a reason, by indicator and unit."""
    varden = Matvarde.objects.filter(
        indikator__in={rad.indikator_id for rad in rader},
        enhet__in={rad.version.plan.enhet_id for rad in rader},
        kon=Matvarde.Kon.T,
    )
    infort: dict[tuple[int, int], list[date]] = {}
    for indikator, enhet, till in varden.values_list("indikator", "enhet", "period_till"):
        infort.setdefault((indikator, enhet or 0), []).append(till)
    return infort
