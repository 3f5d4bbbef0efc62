"""Coverage both ways: goals that nothing is done for, and what is done for no goal.

The same few questions to the database however many goals, plans and activities there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from cykel.models import (
    Aktivitet,
    Mal,
    Malmappning,
    Planmal,
    PlanVersion,
    Styrmodell,
    Verksamhetsplan,
    med_ansvar,
    svarar_nu,
)
from cykel.models.plan import LEVANDE
from cykel.tillstand import Versionslage
from kvalitet.databas import bland
from kvalitet.kvarfraga import las
from kvalitet.models import Anvandare, Namnd

MEST = 200
"""Activities shown; with more, one chooses a nämnd."""
SOM_PROVAS = 20
"""The newest plans of a goal in which an activity is first looked for."""


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
    namnder = [ett for ett in Namnd.objects.order_by("namn", "pk") if namnd in (None, ett)]
    mappningar = Malmappning.objects.filter(styrmodell=styrmodell, till__isnull=False)
    blev = list(mappningar.values_list("fran", "till"))
    fragas = [ett.pk for ett in malen]
    tackta = _tackta(_nara(ar, fragas), blev, malen)
    kvar = _otackta(namnder, malen, tackta)
    if kvar:
        fragas = _som_kan_tacka({mal.pk for _, mal in kvar}, blev, malen)
    kopplingar = _kopplingar(ar, fragas) if kvar else []
    tackta |= _tackta(((n, mal) for n, mal, _, _, gors in kopplingar if gors), blev, malen)
    svar = {(n, mal, koppling): antal for n, mal, koppling, antal, _ in kopplingar}
    har_plan = _har_plan(ar) if kvar else set()
    return [
        Lucka(ett, mal, _svar(ett, mal, svar, har_plan=ett.pk in har_plan))
        for ett, mal in _otackta(namnder, malen, tackta)
    ]


def _otackta(
    namnder: Iterable[Namnd], malen: Iterable[Mal], tackta: Set[tuple[int, int]]
) -> list[tuple[Namnd, Mal]]:
    return [
        (ett, mal)
        for ett in namnder
        for mal in malen
        if mal.bedoms and mal.namnd_id in (None, ett.pk) and (ett.pk, mal.pk) not in tackta
    ]


def _som_kan_tacka(
    sokta: Set[int], blev: Sequence[tuple[int, int]], malen: Sequence[Mal]
) -> list[int]:
    """The goals, those below them, and those that became one of them."""
    under = set(sokta)
    while nya := {m.pk for m in malen if m.foralder_id in under} - under:
        under |= nya
    return sorted(under | {fran for fran, till in blev if till in under})


def _nara(ar: int, malen: Sequence[int]) -> list[tuple[int, int]]:
    """The (nämnd, goal) that one of the newest plans to answer to the goal has an activity for.

    Where one does, it is found at once: that question alone keeps from counting all the plans.
    """
    with connection.cursor() as markor:
        markor.execute(_NARA, {**_aret(ar), "mal": list(malen), "mest": SOM_PROVAS})
        return [(namnd, mal) for namnd, mal in markor.fetchall()]


def _kopplingar(ar: int, malen: Sequence[int]) -> list[tuple[int, int, str, int, bool]]:
    """(nämnd, goal, how it concerns, number of plans, any activity) of the year's adopted plans."""
    with connection.cursor() as markor:
        markor.execute(_KOPPLINGAR, {**_aret(ar), "mal": list(malen)})
        return list(markor.fetchall())


def _har_plan(ar: int) -> set[int]:
    """The nämnder with an adopted plan of the year that answers to some goal."""
    with connection.cursor() as markor:
        markor.execute(_HAR_PLAN, _aret(ar))
        return {namnd for (namnd,) in markor.fetchall()}


def _aret(ar: int) -> dict[str, Any]:
    return {
        "antagen": str(Versionslage.FASTSTALLD),
        "fran": date(ar, 1, 1),
        "till": date(ar, 12, 31),
    }


_I_ARET = "v.lage = %(antagen)s and p.period_fran <= %(till)s and p.period_till >= %(fran)s"
_NARA = f"""
select distinct p.namnd_id, nytt.mal_id
from unnest(%(mal)s::bigint[]) as fragat(id)
cross join lateral (
    select m.id, m.mal_id, m.version_id from cykel_planmal m
    where m.mal_id = fragat.id and m.koppling <> 'beror_inte'
    order by m.version_id desc limit %(mest)s
) nytt
join cykel_planversion v on v.id = nytt.version_id
join cykel_verksamhetsplan p on p.id = v.plan_id
where {_I_ARET} and exists (select from cykel_aktivitet a where a.planmal_id = nytt.id)
"""  # noqa: S608  (constants alone)
_KOPPLINGAR = f"""
select p.namnd_id, m.mal_id, m.koppling, count(*),
    bool_or(exists (select from cykel_aktivitet a where a.planmal_id = m.id))
from cykel_planmal m
join cykel_planversion v on v.id = m.version_id
join cykel_verksamhetsplan p on p.id = v.plan_id
where m.mal_id = any(%(mal)s) and {_I_ARET}
group by 1, 2, 3
"""  # noqa: S608
_HAR_PLAN = f"""
select n.id from kvalitet_namnd n where exists (
    select from cykel_verksamhetsplan p join cykel_planversion v on v.plan_id = p.id
    join cykel_planmal m on m.version_id = v.id
    where p.namnd_id = n.id and m.mal_id is not null and {_I_ARET}
)
"""  # noqa: S608


def _tackta(
    gors: Iterable[tuple[int, int]], mappningar: Iterable[tuple[int, int]], malen: Iterable[Mal]
) -> set[tuple[int, int]]:
    """The (nämnd, goal) that an activity serves, directly, from below or from an older goal."""
    blev: dict[int, list[int]] = {}
    for fran_id, till_id in mappningar:
        blev.setdefault(fran_id, []).append(till_id)
    foralder = {mal.pk: mal.foralder_id for mal in malen}
    tackta: set[tuple[int, int]] = set()
    for namnd_id, mal_id in gors:
        vantar = [mal_id, *blev.get(mal_id, ())]
        while vantar:
            ett = vantar.pop()
            if (namnd_id, ett) not in tackta:
                tackta.add((namnd_id, ett))
                vantar += [ovan] if (ovan := foralder.get(ett)) else []
    return tackta


def _svar(namnd: Namnd, mal: Mal, svar: dict[tuple[int, int, str], int], *, har_plan: bool) -> str:
    if not har_plan:
        return "Nämnden har ingen fastställd plan"
    direkt, indirekt, avbojda = (
        svar.get((namnd.pk, mal.pk, koppling.value), 0) for koppling in Planmal.Koppling
    )
    kopplade = direkt + indirekt
    delar = [f"kopplat i {_planer(kopplade)}, utan aktivitet"] if kopplade else []
    delar += [f"avböjt i {_planer(avbojda)}"] if avbojda else []
    mening = ", ".join(delar) or "ingen fastställd plan svarar mot målet"
    return mening[0].upper() + mening[1:]


def _planer(antal: int) -> str:
    return "en plan" if antal == 1 else f"{antal} planer"


# --- Activities without a goal --------------------------------------------------------------------


def aktiviteter_utan_mal(ar: int, namnd: Namnd | None, omfang: Q) -> list[Losaktivitet]:
    """Return activities of living adopted plans that serve no goal which is still in force."""

    def bygg() -> QuerySet[Aktivitet]:
        rader = _losa(ar, omfang)
        if namnd is not None:
            rader = rader.filter(version__plan__namnd=namnd)
        return med_ansvar(rader).order_by("version__plan__enhet__namn", "slut", "pk")[:MEST]

    valda = las(("aktiviteter utan mål", ar, namnd and namnd.pk, omfang), bygg)
    upphort, svarar = _upphort(valda), svarar_nu(valda)
    return [Losaktivitet(rad, mening, svarar[rad.pk][0]) for rad, mening in _varfor(valda, upphort)]


def _losa(ar: int, omfang: Q) -> QuerySet[Aktivitet]:
    """Asked by keys from the plans down: most goals have ended or been declined without any
    activity, and joined together every activity of the year is read first."""
    planer = Verksamhetsplan.objects.filter(
        fas__in=LEVANDE, period_fran__lte=date(ar, 12, 31), period_till__gte=date(ar, 1, 1)
    )
    antagna = PlanVersion.objects.filter(
        bland("plan", planer.values("pk")), lage=Versionslage.FASTSTALLD
    )
    blev_nytt = Malmappning.objects.filter(till__isnull=False).values("fran")
    avslutade = Mal.objects.filter(niva__styrmodell__status=Styrmodell.Status.AVSLUTAD)
    utan_mal = Planmal.objects.filter(
        bland("version", antagna.values("pk")),
        Q(uppdrag__isnull=False)
        | Q(koppling=Planmal.Koppling.BEROR_INTE)
        | Q(bland("mal", avslutade.exclude(pk__in=blev_nytt).values("pk"))),
    )
    return Aktivitet.objects.filter(omfang, bland("planmal", utan_mal.values("pk"))).select_related(
        "version__plan__enhet", "planmal__mal__niva__styrmodell", "planmal__uppdrag"
    )


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
