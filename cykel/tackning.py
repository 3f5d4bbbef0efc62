"""Coverage both ways: goals that nothing is done for, and what is done for no goal.

The same few questions to the database however many goals, plans and activities there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from cykel.models import (
    Aktivitet,
    Mal,
    Malmappning,
    Planmal,
    Styrmodell,
    med_ansvar,
    svarar_nu,
)
from cykel.models.plan import LEVANDE
from cykel.tillstand import Versionslage
from kvalitet.models import Anvandare, Namnd

MEST = 200
"""Activities shown; with more, one chooses a nämnd."""


@dataclass(frozen=True)
class Lucka:
    """A goal that no activity of the nämnd's adopted plans serves, and what the plans say."""

    namnd: Namnd
    mal: Mal
    svar: str


@dataclass(frozen=True)
class Losaktivitet:
    """An activity that serves no goal in force, and why not."""

    aktivitet: Aktivitet
    varfor: str
    ansvarig: Anvandare


def styrmodell_for(ar: int) -> Styrmodell | None:
    """Return the steering model of the year; failing that, the one in force."""
    samma = Styrmodell.objects.filter(fran__lte=date(ar, 12, 31), till__gte=date(ar, 1, 1))
    gallande = Styrmodell.objects.filter(status=Styrmodell.Status.GALLANDE)
    return samma.order_by("fran", "pk").first() or gallande.first()


# --- Goals without activity -----------------------------------------------------------------------


def mal_utan_aktivitet(styrmodell: Styrmodell, ar: int, namnd: Namnd | None) -> list[Lucka]:
    """Return the goals that no adopted plan of the year has an activity for, nämnd by nämnd.

    An activity also serves the goals above its own, and the goals its own has become.
    """
    malen = list(Mal.objects.filter(niva__styrmodell=styrmodell).select_related("niva").i_ordning())
    namnder = list(Namnd.objects.order_by("namn", "pk"))
    kopplingar = _kopplingar(ar)
    tackta = _tackta(kopplingar, malen, styrmodell)
    svar = Counter((namnd_id, mal_id, koppling) for namnd_id, mal_id, koppling, _ in kopplingar)
    har_plan = {namnd_id for namnd_id, *_ in kopplingar}
    return [
        Lucka(ett, mal, _svar(ett, mal, svar, har_plan=ett.pk in har_plan))
        for ett in namnder
        for mal in malen
        if namnd in (None, ett)
        and mal.bedoms
        and mal.namnd_id in (None, ett.pk)
        and (ett.pk, mal.pk) not in tackta
    ]


def _kopplingar(ar: int) -> list[tuple[int, int, str, int]]:
    """(nämnd, goal, how it concerns, number of activities) of every adopted plan of the year."""
    rader = Planmal.objects.filter(
        mal__isnull=False,
        version__lage=Versionslage.FASTSTALLD,
        version__plan__period_fran__lte=date(ar, 12, 31),
        version__plan__period_till__gte=date(ar, 1, 1),
    ).annotate(antal=Count("aktiviteter"))
    return list(rader.values_list("version__plan__namnd", "mal", "koppling", "antal"))


def _tackta(
    kopplingar: Iterable[tuple[int, int, str, int]], malen: list[Mal], styrmodell: Styrmodell
) -> set[tuple[int, int]]:
    """The (nämnd, goal) that an activity serves, directly, from below or from an older goal."""
    blev: dict[int, list[int]] = {}
    mappningar = Malmappning.objects.filter(styrmodell=styrmodell, till__isnull=False)
    for fran_id, till_id in mappningar.values_list("fran", "till"):
        blev.setdefault(fran_id, []).append(till_id)
    foralder = {mal.pk: mal.foralder_id for mal in malen}
    tackta: set[tuple[int, int]] = set()
    for namnd_id, mal_id, _, antal in kopplingar:
        vantar = [mal_id, *blev.get(mal_id, ())] if antal else []
        while vantar:
            ett = vantar.pop()
            if (namnd_id, ett) not in tackta:
                tackta.add((namnd_id, ett))
                vantar += [ovan] if (ovan := foralder.get(ett)) else []
    return tackta


def _svar(namnd: Namnd, mal: Mal, svar: Counter[tuple[int, int, str]], *, har_plan: bool) -> str:
    if not har_plan:
        return "Nämnden har ingen fastställd plan"
    kopplade = svar[namnd.pk, mal.pk, "direkt"] + svar[namnd.pk, mal.pk, "indirekt"]
    avbojda = svar[namnd.pk, mal.pk, "beror_inte"]
    delar = [f"kopplat i {_planer(kopplade)}, utan aktivitet"] if kopplade else []
    delar += [f"avböjt i {_planer(avbojda)}"] if avbojda else []
    mening = ", ".join(delar) or "ingen fastställd plan svarar mot målet"
    return mening[0].upper() + mening[1:]


def _planer(antal: int) -> str:
    return "en plan" if antal == 1 else f"{antal} planer"


# --- Activities without a goal --------------------------------------------------------------------


def aktiviteter_utan_mal(ar: int, namnd: Namnd | None, omfang: Q) -> list[Losaktivitet]:
    """Return activities of living adopted plans that serve no goal which is still in force."""
    rader = _losa(ar, omfang)
    if namnd is not None:
        rader = rader.filter(version__plan__namnd=namnd)
    rader = med_ansvar(rader).order_by("version__plan__enhet__namn", "slut", "pk")
    valda = list(rader[:MEST])
    upphort, svarar = _upphort(valda), svarar_nu(valda)
    return [Losaktivitet(rad, mening, svarar[rad.pk][0]) for rad, mening in _varfor(valda, upphort)]


def _losa(ar: int, omfang: Q) -> QuerySet[Aktivitet]:
    avslutat = Q(planmal__mal__niva__styrmodell__status=Styrmodell.Status.AVSLUTAD)
    blev_nytt = Malmappning.objects.filter(till__isnull=False).values("fran")
    utan_mal = (
        Q(planmal__uppdrag__isnull=False)
        | Q(planmal__koppling=Planmal.Koppling.BEROR_INTE)
        | (avslutat & ~Q(planmal__mal__in=blev_nytt))
    )
    return Aktivitet.objects.filter(
        omfang,
        utan_mal,
        version__lage=Versionslage.FASTSTALLD,
        version__plan__fas__in=LEVANDE,
        version__plan__period_fran__lte=date(ar, 12, 31),
        version__plan__period_till__gte=date(ar, 1, 1),
    ).select_related("version__plan__enhet", "planmal__mal__niva__styrmodell", "planmal__uppdrag")


def _upphort(rader: Iterable[Aktivitet]) -> dict[int, str]:
    """Why each goal ended, of those that were said to end."""
    malen = {rad.planmal.mal_id for rad in rader if rad.planmal.mal_id}
    slut = Malmappning.objects.filter(fran__in=malen, till__isnull=True).order_by("pk")
    return dict(slut.values_list("fran", "skal"))


def _varfor(rader: Iterable[Aktivitet], upphort: dict[int, str]) -> Iterator[tuple[Aktivitet, str]]:
    for rad in rader:
        planmal = rad.planmal
        if planmal.mal is None:
            yield rad, f"Ligger bara under uppdraget ”{planmal.uppdrag}”"
        elif planmal.koppling == Planmal.Koppling.BEROR_INTE:
            yield rad, f"Planen svarar att {planmal.mal} inte berör enheten"
        elif skal := upphort.get(planmal.mal.pk):
            yield rad, f"{planmal.mal} har upphört. {skal}"
        else:
            yield (
                rad,
                f"{planmal.mal} hör till {planmal.mal.niva.styrmodell}, som är avslutad, och "
                "ingen har svarat på vad det blev",
            )
