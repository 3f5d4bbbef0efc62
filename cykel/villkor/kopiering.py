"""What can follow from one plan to the next: row by row, with what stands in the way.

Nothing is written here; the preview shows these rows and the act copies them (actions/kopiera).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from cykel.maltext import maltext, med_matt
from cykel.models import (
    Aktivitet,
    Aktivitetslage,
    Indikator,
    Mal,
    Malkriterium,
    Matvarde,
    Planindikator,
    Planmal,
    PlanVersion,
    Uppdrag,
    Verksamhetsplan,
    med_ansvar,
    svarar_nu,
)
from cykel.villkor.malpar import motsvarande_mal
from cykel.villkor.plan import planens_uppdrag
from cykel.villkor.varv import senaste_statusar
from kvalitet.databas import bland
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.models import Anvandare
from kvalitet.texter import datum

FINNS = "Finns redan i planen."


@dataclass(frozen=True)
class Kopia:
    """One row that may follow: an answer to a goal, an activity or an indicator."""

    id: str
    rubrik: str
    detalj: str
    rad: Planmal | Aktivitet | Planindikator
    mal: Mal | None
    uppdrag: Uppdrag | None
    hinder: str = ""
    """Why it cannot follow; "" when it can."""
    anmarkningar: tuple[str, ...] = ()
    slutade: tuple[Anvandare, ...] = ()
    """Those responsible for it who have left and must be replaced."""
    svarar: tuple[Anvandare, ...] = ()
    """Who carries out an activity and who reports on it, today."""
    nytt_mal: Decimal | None = None
    """A target raised to what has been reached already."""
    utgangsvarde: Matvarde | None = None

    @property
    def under(self) -> str:
        return str(self.mal or self.uppdrag)


def kopior(
    kalla: PlanVersion,
    plan: Verksamhetsplan,
    version: PlanVersion | None,
    *,
    bara_pagaende: bool = False,
) -> list[Kopia]:
    """Return every row of `kalla` as it would stand in `plan`, whose draft is `version`.

    `plan` need not be saved: then there is no draft. With `bara_pagaende`, activities that are
    done or struck out stay behind.
    """
    fran = _Fran(kalla, plan, version, bara_pagaende=bara_pagaende)
    return [kopia for planmal in fran.rader for kopia in fran.under(planmal)]


def _malen(version: int) -> QuerySet[Planmal]:
    return Planmal.objects.filter(version=version).select_related("mal", "uppdrag")


def _aktiviteterna(version: int) -> QuerySet[Aktivitet]:
    rader = Aktivitet.objects.filter(planmal__version=version)
    return med_ansvar(rader).order_by("start", "pk")


def _indikatorerna(version: int) -> QuerySet[Planindikator]:
    rader = Planindikator.objects.filter(planmal__version=version)
    return rader.select_related("indikator", "kriterium").order_by("pk")


def _vardena(version: int, enhet: int, till: date) -> QuerySet[Matvarde]:
    varden = Matvarde.objects.filter(
        indikator__in=Planindikator.objects.filter(version=version).values("indikator"),
        enhet=enhet,
        kon=Matvarde.Kon.T,
        varde__isnull=False,
        period_till__lte=till,
    )
    return varden.order_by("indikator", "-period_till", "-pk").distinct("indikator")


def _kriterierna(mal: Sequence[int]) -> QuerySet[Any, Any]:
    return Malkriterium.objects.filter(bland("mal_id", mal)).values_list("mal", "kod")


_KRITERIERNA = Kvarfraga(_kriterierna)
_MALEN, _VARDENA = Kvarfraga(_malen), Kvarfraga(_vardena)
_AKTIVITETERNA, _INDIKATORERNA = Kvarfraga(_aktiviteterna), Kvarfraga(_indikatorerna)


class _Fran:
    """What the rows are asked against, read once."""

    def __init__(
        self,
        kalla: PlanVersion,
        plan: Verksamhetsplan,
        version: PlanVersion | None,
        *,
        bara_pagaende: bool,
    ) -> None:
        rader = _MALEN.rader(kalla.pk)
        self.rader = sorted(rader, key=lambda rad: (rad.mal_id is None, rad.pk))
        self.under_malet: defaultdict[int, list[Any]] = defaultdict(list)
        aktiviteter = _AKTIVITETERNA.rader(kalla.pk)
        for under in (aktiviteter, _INDIKATORERNA.rader(kalla.pk)):
            for rad in under:
                self.under_malet[rad.planmal_id].append(rad)
        self.svarar = svarar_nu(aktiviteter)
        self.datum = cache(datum)  # hundreds of activities begin and end on a few days
        self.plan, self.bara_pagaende = plan, bara_pagaende
        self.ar = plan.period_fran.year - kalla.plan.period_fran.year
        self.par = motsvarande_mal([rad.mal for rad in self.rader if rad.mal], plan)
        par = [mal.pk for mal in self.par.values()]
        self.kriterier = set(_KRITERIERNA.rader(par)) if par else set()
        self.uppdrag = {ett.pk for ett in planens_uppdrag(plan)}
        self.lagen = senaste_statusar(kalla.plan_id)
        self.varden = _senaste_varden(kalla)
        self.svar = _svar(version)
        self.aktiviteter = _kopierade(version)
        self.indikatorer = (
            set(version.indikatorer.values_list("indikator", flat=True)) if version else set()
        )

    def under(self, planmal: Planmal) -> Iterator[Kopia]:
        yield self._svar(planmal)
        for rad in self.under_malet[planmal.pk]:
            rad.planmal = planmal
            if isinstance(rad, Aktivitet):
                yield self._aktivitet(planmal, rad)
            else:
                yield self._indikator(planmal, rad)

    def _mal(self, planmal: Planmal) -> Mal | None:
        return self.par.get(planmal.mal_id) if planmal.mal_id else None

    def _utan_plats(self, planmal: Planmal) -> str:
        """Why nothing under the goal can follow."""
        if planmal.mal_id and self._mal(planmal) is None:
            return f"Målet finns inte i {self.plan.styrmodell}."
        if planmal.uppdrag_id and planmal.uppdrag_id not in self.uppdrag:
            return "Uppdraget är avslutat eller hör till en annan enhet."
        return ""

    def _svar_i_planen(self, planmal: Planmal) -> str | None:
        mal = self._mal(planmal)
        return self.svar.get(("mal", mal.pk) if mal else ("uppdrag", planmal.uppdrag_id or 0))

    def _svar(self, planmal: Planmal) -> Kopia:
        hinder = self._utan_plats(planmal)
        if not hinder and self._svar_i_planen(planmal) is not None:
            hinder = "Är redan besvarat i planen."
        mal = self._mal(planmal)
        hette = f"Hette förut {planmal.mal}." if mal and str(mal) != str(planmal.mal) else ""
        return Kopia(
            f"svar-{planmal.nyckel}",
            _svarsmening(planmal),
            " ".join(del_ for del_ in (planmal.skal, hette) if del_),
            planmal,
            mal or planmal.mal,
            planmal.uppdrag,
            hinder,
        )

    def _rad_hinder(self, planmal: Planmal, *, finns: bool) -> str:
        if hinder := self._utan_plats(planmal):
            return hinder
        if finns:
            return FINNS
        if self._svar_i_planen(planmal) == Planmal.Koppling.BEROR_INTE:
            return "Ni har svarat att målet inte berör er. Ändra svaret först."
        return ""

    def _aktivitet(self, planmal: Planmal, rad: Aktivitet) -> Kopia:
        start, slut = flytta(rad.start, self.ar), flytta(rad.slut, self.ar)
        svarar = self.svarar[rad.pk]
        slutade = {p.pk: p for p in svarar if not p.is_active}.values()
        avslutad = self._avslutad(rad)
        hinder = self._rad_hinder(planmal, finns=rad.nyckel in self.aktiviteter)
        if avslutad and self.bara_pagaende and not hinder:
            hinder = f"Aktiviteten är {avslutad}."
        anmarkningar = [f"{person} har slutat." for person in slutade]
        if avslutad and not self.bara_pagaende:
            anmarkningar.append(f"Är {avslutad} i förra planen.")
        if start < self.plan.period_fran or slut > self.plan.period_till:
            anmarkningar.append("Datumen hamnar utanför perioden. Ändra dem efteråt.")
        return Kopia(
            f"aktivitet-{rad.nyckel}",
            rad.rubrik,
            f"{svarar[0]}, {self.datum(start)} till {self.datum(slut)}",
            rad,
            self._mal(planmal) or planmal.mal,
            planmal.uppdrag,
            hinder,
            tuple(anmarkningar),
            tuple(slutade),
            svarar,
        )

    def _avslutad(self, rad: Aktivitet) -> str:
        """ "klar" or "struken" as last reported; "" while it runs."""
        lage: Any = self.lagen.get(str(rad.nyckel))
        slut = (Aktivitetslage.Status.KLAR, Aktivitetslage.Status.STRUKEN)
        avslutad = lage and lage.status in slut
        return Aktivitetslage.Status(lage.status).label.lower() if avslutad else ""

    def _indikator(self, planmal: Planmal, rad: Planindikator) -> Kopia:
        varde = self.varden.get(rad.indikator_id)
        nytt = hojt_mal(rad, varde.varde if varde else None)
        anmarkningar = []
        if nytt is not None and varde:
            fore, nu = med_matt(rad.malvarde, rad.indikator), med_matt(nytt, rad.indikator)
            anmarkningar.append(f"Målet skärps från {fore} till {nu}, som ni redan har nått.")
        mal = self._mal(planmal)
        if rad.kriterium and mal and (mal.pk, rad.kriterium.kod) not in self.kriterier:
            anmarkningar.append("Det nya målet har inte kriteriet. Välj ett annat efteråt.")
        return Kopia(
            f"indikator-{rad.nyckel}",
            rad.indikator.namn,
            f"Mål: {maltext(rad)}",
            rad,
            mal or planmal.mal,
            planmal.uppdrag,
            self._rad_hinder(planmal, finns=rad.indikator_id in self.indikatorer),
            tuple(anmarkningar),
            nytt_mal=nytt,
            utgangsvarde=varde,
        )


def _svarsmening(planmal: Planmal) -> str:
    vad = "Målet" if planmal.mal_id else "Uppdraget"
    return {
        Planmal.Koppling.DIREKT: f"{vad} berör er direkt",
        Planmal.Koppling.INDIREKT: f"{vad} berör er indirekt",
        Planmal.Koppling.BEROR_INTE: f"{vad} berör er inte",
    }[Planmal.Koppling(planmal.koppling)]


def _svar(version: PlanVersion | None) -> dict[tuple[str, int], str]:
    if version is None:
        return {}
    rader = version.mal.values_list("mal", "uppdrag", "koppling")
    return {("mal", mal) if mal else ("uppdrag", uppdrag): svar for mal, uppdrag, svar in rader}


def _kopierade(version: PlanVersion | None) -> set[UUID]:
    if version is None:
        return set()
    rader = version.aktiviteter.filter(kopia_av__isnull=False)
    return {nyckel for nyckel in rader.values_list("kopia_av", flat=True) if nyckel}


def _senaste_varden(kalla: PlanVersion) -> dict[int, Matvarde]:
    """The unit's own last total of each indicator, up to the end of the plan."""
    senaste = _VARDENA.rader(kalla.pk, kalla.plan.enhet_id, under=kalla.plan.period_till)
    return {varde.indikator_id: varde for varde in senaste}


def hojt_mal(rad: Planindikator, varde: Decimal | None) -> Decimal | None:
    """Return the value reached when it betters the target: the next plan does not aim lower."""
    if rad.maltyp != Planindikator.Maltyp.ABSOLUT or rad.malvarde is None or varde is None:
        return None
    hogre = rad.indikator.riktning == Indikator.Riktning.HOGRE
    battre = varde > rad.malvarde if hogre else varde < rad.malvarde
    return varde if battre else None


def flytta(dag: date, ar: int) -> date:
    """Move a day by years; 29 February becomes the 28th where there is none."""
    try:
        return dag.replace(year=dag.year + ar)
    except ValueError:
        return dag.replace(year=dag.year + ar, day=28)


def slutade(rader: list[Kopia]) -> list[Anvandare]:
    """Those who have left and are responsible for a row that can follow, each once."""
    alla = {p.pk: p for rad in rader if not rad.hinder for p in rad.slutade}
    return sorted(alla.values(), key=lambda person: (person.namn, person.pk))
