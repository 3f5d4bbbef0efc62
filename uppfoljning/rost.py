"""What residents say, counted for a plan and a round: synpunkter, and which surveys belong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from cykel.models import Uppfoljningstillfalle, Verksamhetsplan
from kvalitet.models import Namnd
from kvalitet.statistik import dolj_tabell, som_decimal
from synpunkter.models import Synpunkt, Tidsfrist
from synpunkter.statistik import MINST, inkomna_per_enhet, synpunktslage
from synpunkter.tillstand import Utfall
from uppfoljning import malrost
from uppfoljning.models import Svar, Undersokning
from uppfoljning.rapport import modell

FLEST = 5
FLEST_PLATSER = 20
ALLA = 0
"""Stands for all units in a table of their counts; no unit has this key."""
Period = tuple[date, date]


def synpunkter(plan: Verksamhetsplan, tillfalle: Uppfoljningstillfalle) -> modell.Synpunkter:
    """Count the round's period and the same months of the year before."""
    fran, till = tillfalle.period_fran, tillfalle.matdatum
    fran_forra, till_forra = ett_ar_fore(fran), ett_ar_fore(till)
    nu = synpunktslage(plan.namnd, enhet=plan.enhet, fran=fran, till=till)
    forra = synpunktslage(plan.namnd, enhet=plan.enhet, fran=fran_forra, till=till_forra)
    # With nothing at all the year before there is nothing to compare with: the system, or the
    # unit, may not have been there.
    jamfor = forra.antal > 0
    return modell.Synpunkter(
        per_typ=tuple(
            modell.Antal(
                namn=typ.label,
                antal=nu.per_typ.get(typ.value, 0),
                forra=forra.per_typ.get(typ.value, 0) if jamfor else None,
                nyckel=typ.value,
            )
            for typ in Synpunkt.Typ
        ),
        vanligaste=_per_enhet(plan, (fran, till), (fran_forra, till_forra), jamfor=jamfor),
        jamfor_med=f"samma tid {tillfalle.ar - 1}",
        frist=frist(plan.namnd),
        andel_i_tid=som_decimal(nu.visad_andel),
        andel_i_tid_forra=som_decimal(forra.visad_andel),
        median_dagar=som_decimal(nu.visad_median),
        median_dagar_forra=som_decimal(forra.visad_median),
        teman=malrost.teman(malrost.i_perioden(plan, tillfalle), FLEST),
        lovade=nu.lovade,
        besvarade=nu.besvarade,
    )


def _per_enhet(
    plan: Verksamhetsplan, nu: Period, forra: Period, *, jamfor: bool
) -> tuple[modell.Antal, ...]:
    """The units below the plan's with the most synpunkter, and how many they had a year ago.

    A unit with few is not told, nor one that would give it away by subtraction from the total.
    """
    rader = list(
        Synpunkt.objects.filter(
            namnd=plan.namnd_id, enhet__sokvag__startswith=plan.enhet.sokvag, foralder=None
        )
        .exclude(utfall=Utfall.SKRAPPOST)
        .values_list("enhet", "enhet__namn")
        .annotate(
            nu=Count("pk", filter=Q(inkom__date__range=nu)),
            forra=Count("pk", filter=Q(inkom__date__range=forra)),
        )
        .order_by("-nu", "enhet__namn", "enhet")
    )
    visas = _visas({pk: antal for pk, _, antal, _ in rader})
    visades = _visas({pk: da for pk, _, _, da in rader}) if jamfor else frozenset()
    return tuple(
        modell.Antal(namn=namn, antal=antal, forra=da if pk in visades else None)
        for pk, namn, antal, da in rader
        if antal and pk in visas
    )[:FLEST]


def _visas(antal: Mapping[int, int]) -> frozenset[int]:
    """The units whose count may be told beside the total of them all."""
    nagra = {pk: n for pk, n in antal.items() if n}
    summan: list[tuple[int, Sequence[int]]] = [(ALLA, list(nagra))]
    dolda = dolj_tabell({**nagra, ALLA: sum(nagra.values())}, summan, MINST) if nagra else ()
    return frozenset(antal).difference(dolda)


def antal_synpunkter(plan: Verksamhetsplan, tillfalle: Uppfoljningstillfalle) -> int:
    fran, till = tillfalle.period_fran, tillfalle.matdatum
    return synpunktslage(plan.namnd, enhet=plan.enhet, fran=fran, till=till).antal


def frist(namnd: Namnd) -> str:
    """What the nämnd promises: "inom 10 arbetsdagar"."""
    lofte = Tidsfrist.objects.filter(namnd=namnd).first() or Tidsfrist(namnd=namnd)
    slag = "arbetsdagar" if lofte.svara_i_vardagar else "dagar"
    return f"inom {lofte.svara_dagar} {slag}"


def undersokningar(
    plan: Verksamhetsplan, tillfalle: Uppfoljningstillfalle, dag: date
) -> list[Undersokning]:
    """Return the surveys of the unit (and what lies below it) that were open in the round."""
    under = Q(enhet__sokvag__startswith=plan.enhet.sokvag) | Q(enhet=plan.enhet_id)
    rader = _i_rundan(tillfalle, dag).filter(under, namnd=plan.namnd_id)
    return list(rader.select_related("enhet").order_by("oppnar", "pk"))


def _i_rundan(tillfalle: Uppfoljningstillfalle, dag: date) -> QuerySet[Undersokning]:
    till = min(tillfalle.stanger, dag)
    return Undersokning.objects.filter(oppnar__lte=till, stanger__gte=tillfalle.period_fran)


@dataclass(frozen=True)
class Antal:
    """How much there is to go through in a round: synpunkter, surveys and their answers."""

    synpunkter: int
    undersokningar: int
    svar: int


def antal_per_plan(
    planer: Sequence[Verksamhetsplan], tillfalle: Uppfoljningstillfalle, dag: date
) -> dict[int, Antal]:
    """Count for many plans at once, by `Verksamhetsplan.pk`: three queries, whatever their number.

    The same figures as `antal_synpunkter`, `undersokningar` and `antal_svar` give for each.
    """
    namnder = {plan.namnd_id for plan in planer}
    sokta = {(plan.namnd_id, plan.enhet.sokvag) for plan in planer}
    inkomna = inkomna_per_enhet(
        namnder,
        fran=tillfalle.period_fran,
        till=tillfalle.matdatum,
        platser=_platser({vag for _, vag in sokta}),
    )
    enkater = list(
        _i_rundan(tillfalle, dag)
        .filter(namnd__in=namnder)
        .values_list("pk", "namnd", "enhet", "enhet__sokvag")
        .order_by("pk")
    )
    synpunkter = Counter[tuple[int, str]]()
    for namnd, sokvag, n in inkomna:
        for vag in _vagar(sokvag):
            if (namnd, vag) in sokta:
                synpunkter[namnd, vag] += n
    under: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    vid: defaultdict[tuple[int, int | None], set[int]] = defaultdict(set)
    for pk, namnd, enhet, sokvag in enkater:
        vid[namnd, enhet].add(pk)
        for vag in _vagar(sokvag):
            under[namnd, vag].add(pk)
    egna = {
        plan.pk: under[plan.namnd_id, plan.enhet.sokvag] | vid[plan.namnd_id, plan.enhet_id]
        for plan in planer
    }
    per_enkat = Svar.objects.filter(undersokning__in=set[int]().union(*egna.values()))
    antal = dict(per_enkat.values_list("undersokning").annotate(n=Count("pk")).order_by())
    return {
        plan.pk: Antal(
            synpunkter[plan.namnd_id, plan.enhet.sokvag],
            len(egna[plan.pk]),
            sum(antal.get(pk, 0) for pk in egna[plan.pk]),
        )
        for plan in planer
    }


def _platser(sokvagar: Collection[str]) -> Collection[str]:
    """The places to count in: everywhere, where they are more than a page of the round's board."""
    return sokvagar if len(sokvagar) <= FLEST_PLATSER else ("",)


def _vagar(sokvag: str) -> Iterator[str]:
    """Yield every path that `sokvag` begins with: "", "1.", "1.2."."""
    yield ""
    for n, tecken in enumerate(sokvag, 1):
        if tecken == ".":
            yield sokvag[:n]


def antal_svar(enkater: Iterable[Undersokning]) -> int:
    return Svar.objects.filter(undersokning__in=[u.pk for u in enkater]).count()


def ett_ar_fore(dag: date) -> date:
    """The same day a year earlier; 29 February becomes the 28th."""
    if (dag.month, dag.day) == (2, 29):
        return date(dag.year - 1, 2, 28)
    return dag.replace(year=dag.year - 1)
