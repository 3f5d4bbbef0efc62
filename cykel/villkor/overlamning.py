"""Leavers: what is owned by somebody who can no longer answer for it.

Nothing is moved by itself. An owner whose account is closed, or who no longer has a role that
reaches the unit, is found each time the queue is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from cykel.models import (
    Aktivitet,
    Aktivitetslage,
    Ansvarsbyte,
    Atgard,
    Forbattringssprang,
    Indikator,
    Kontrollmoment,
    Planindikator,
    Risk,
    Rutin,
    Verksamhetsplan,
    med_ansvar,
)
from cykel.models.plan import LEVANDE
from cykel.tillstand import Versionslage
from cykel.villkor.avgangna import LASER, Kandidater, kandidater, kandidater_nara
from cykel.villkor.uppdatera import AVSLUT
from kvalitet import klocka
from kvalitet.behorighet import far, forladda, omfang, synliga_enheter
from kvalitet.models import Anvandare, Enhet, Rolltilldelning
from kvalitet.roller import Rattighet
from kvalitet.texter import antal

Granne = Risk | Kontrollmoment | Forbattringssprang
Plats = Verksamhetsplan | Enhet | Granne
Kanske = dict[int, set[int]]
RATT = Rattighet.ANSVAR_OVERLAMNA


@dataclass(frozen=True)
class Innehav:
    """Something that a person answers for. `platser`: where; one that they reach is enough."""

    vad: str
    objekt: Verksamhetsplan | Aktivitet | Indikator | Atgard | Rutin | Granne
    person: int
    platser: tuple[Plats, ...]
    del_: str = ""
    """Of an activity: ansvarig or rapportor."""

    @property
    def nyckel(self) -> str:
        return f"{self.objekt._meta.model_name}-{self.objekt.pk}{self.del_ and f'-{self.del_}'}"

    @property
    def rubrik(self) -> str:
        return str(self.objekt)

    @property
    def var(self) -> str:
        return str(enheten(self.platser[0]))


def enheten(plats: Plats) -> Enhet:
    return plats if isinstance(plats, Enhet) else plats.enhet


@dataclass(frozen=True)
class Avgangen:
    """A person who can no longer answer for what they own."""

    person: Anvandare
    innehav: list[Innehav]

    @property
    def skal(self) -> str:
        if not self.person.is_active:
            return "Kontot är stängt."
        return "Har ingen roll kvar i enheten."


def att_overlamna(av: Anvandare) -> list[Avgangen]:
    """Return who has left what in the units where `av` may hand over, by name."""
    return _avgangna(av, kandidater(av, RATT))


def narmast_att_overlamna(av: Anvandare) -> list[Avgangen]:
    """As `att_overlamna`; of a large organisation, what lies nearest."""
    return _avgangna(av, kandidater_nara(av, RATT))


def _avgangna(av: Anvandare, kanske: Kandidater) -> list[Avgangen]:
    per_person: defaultdict[int, list[Innehav]] = defaultdict(list)
    for slag, samla in _SLAG.items():
        for ett in samla(av, kanske[slag]) if slag in kanske else ():
            per_person[ett.person].append(ett)
    personer = list(Anvandare.objects.filter(pk__in=per_person).order_by("namn", "pk"))
    forladda(personer)
    avgangna = []
    for person in personer:
        kvar = [ett for ett in per_person[person.pk] if not _svarar(person, ett)]
        if kvar:
            avgangna.append(Avgangen(person, kvar))
    return avgangna


def _svarar(person: Anvandare, ett: Innehav) -> bool:
    return any(far(person, Rattighet.PLAN_SE, plats) for plats in ett.platser)


def _nar(person: str, vag: str) -> Exists:
    """Say in SQL that the person at `person` reaches what lies at `vag`: never more than
    `_svarar` says yes to, so that the few rows left are all that it is asked about."""
    roller = (
        Rolltilldelning.objects.giltiga(klocka.idag())
        .filter(
            Q(namnd=None) | Q(namnd=OuterRef(f"{vag}namnd")),
            anvandare=OuterRef(person),
            anvandare__is_active=True,
            roll__in=LASER,
        )
        .exclude(enhet__sokvag="")
    )
    plats = ExpressionWrapper(OuterRef(f"{vag}enhet__sokvag"), output_field=CharField())
    i_tradet = Func(plats, F("enhet__sokvag"), function="starts_with", output_field=BooleanField())
    return Exists(roller.filter(i_tradet))


def _scope(av: Anvandare, vag: str) -> Q:
    return omfang(av, RATT, enhet=f"{vag}enhet", namnd=f"{vag}namnd")


def _planer(av: Anvandare, kanske: Kanske) -> list[Innehav]:
    planer = Verksamhetsplan.objects.levande().filter(_scope(av, ""), pk__in=kanske).med_plats()
    return [
        Innehav("Planansvarig", plan, plan.planansvarig_id, (plan,))
        for plan in planer.order_by("period_fran", "pk")
    ]


def _aktiviteter(av: Anvandare, kanske: Kanske) -> list[Innehav]:
    """Those of the versions in force that are neither done nor struck. `kanske` holds plans."""
    folk = {person for vilka in kanske.values() for person in vilka}
    byten = Ansvarsbyte.objects.filter(plan=OuterRef("version__plan"), aktivitet=OuterRef("nyckel"))
    i_kraft = Aktivitet.objects.filter(
        _scope(av, "version__plan__"),
        Q(ansvarig__in=folk) | Q(rapportor__in=folk) | Exists(byten),
        version__plan__in=kanske,
        version__lage=Versionslage.FASTSTALLD,
        version__plan__fas__in=LEVANDE,
    )
    pagar = med_ansvar(pagaende(i_kraft))
    rader: list[Any] = list(pagar.select_related("version__plan__enhet").order_by("pk"))
    alla = []
    for rad in rader:
        plan = rad.version.plan
        for vad, person in (
            (Ansvarsbyte.Del.ANSVARIG, rad.ansvarig_nu),
            (Ansvarsbyte.Del.RAPPORTOR, rad.rapportor_nu),
        ):
            alla.append(Innehav(vad.label, rad, person, (plan,), vad.value))
    return alla


def pagaende(rader: QuerySet[Aktivitet]) -> QuerySet[Aktivitet]:
    """Leave out the activities that are reported as done or struck."""
    lagen = Aktivitetslage.objects.filter(
        plan=OuterRef("version__plan"), aktivitet=OuterRef("nyckel")
    ).order_by("-tid", "-pk")
    med_status = rader.annotate(status=Subquery(lagen.values("status")[:1]))
    return med_status.exclude(Q(status__in=AVSLUT, status__isnull=False))


def _atgarder(av: Anvandare, kanske: Kanske) -> list[Innehav]:
    oppna = Atgard.objects.oppna().filter(_scope(av, "brist__plan__"), pk__in=kanske)
    oppna = oppna.filter(brist__plan__fas__in=LEVANDE)
    return [
        Innehav("Ansvarig för åtgärd", atgard, atgard.ansvarig_id, (atgard.brist.plan,))
        for atgard in oppna.select_related("brist__plan__enhet").order_by("klar_senast", "pk")
    ]


def _indikatorer(av: Anvandare, kanske: Kanske) -> list[Innehav]:
    """Those that a plan in scope uses; the owner is to reach some plan that uses it."""
    i_scope = _anvanda(_scope(av, "version__plan__")).filter(indikator=OuterRef("pk"))
    nadda = _anvanda(Q(indikator=OuterRef("pk"))).filter(
        _nar("indikator__agare", "version__plan__")
    )
    valda = Indikator.objects.filter(Exists(i_scope), ~Exists(nadda), pk__in=kanske)
    utan = list(valda.values_list("pk", flat=True))
    if not utan:
        return []
    planer: defaultdict[Indikator, list[Verksamhetsplan]] = defaultdict(list)
    alla = _anvanda(Q(indikator__in=utan)).select_related("indikator", "version__plan__enhet")
    for rad in alla.order_by("indikator__namn", "indikator", "pk"):
        planer[rad.indikator].append(rad.version.plan)
    return [
        Innehav("Äger indikatorn", indikator, indikator.agare_id, tuple(dess))
        for indikator, dess in planer.items()
    ]


def _anvanda(villkor: Q) -> QuerySet[Planindikator]:
    return Planindikator.objects.filter(
        villkor, version__lage=Versionslage.FASTSTALLD, version__plan__fas__in=LEVANDE
    )


def planer_med(indikator: Indikator) -> list[Verksamhetsplan]:
    """Return the living plans whose version in force uses the indicator."""
    rader = _anvanda(Q(indikator=indikator)).select_related("version__plan__enhet")
    return [rad.version.plan for rad in rader.order_by("pk")]


def _rutiner(av: Anvandare, kanske: Kanske) -> list[Innehav]:
    """The latest version of each; older ones are history."""
    rutiner = Rutin.objects.senaste().filter(enhet__in=synliga_enheter(av, RATT), pk__in=kanske)
    return [
        Innehav("Äger rutinen", rutin, rutin.agare_id, (rutin.enhet,))
        for rutin in rutiner.select_related("enhet").order_by("namn", "pk")
    ]


def _risker(av: Anvandare, kanske: Kanske) -> list[Innehav]:
    """Those that are still watched."""
    risker = Risk.objects.filter(_scope(av, ""), pk__in=kanske, avslutad=None)
    return [
        Innehav("Äger risken", risk, risk.agare_id, (risk,))
        for risk in risker.select_related("enhet").order_by("rubrik", "pk")
    ]


def _moment(av: Anvandare, kanske: Kanske) -> list[Innehav]:
    """The controls that are not made yet."""
    i_scope = omfang(av, RATT, enhet="enhet", namnd="plan__namnd")
    moment = Kontrollmoment.objects.filter(i_scope, pk__in=kanske, resultat="")
    return [
        Innehav("Gör kontrollen", ett, ett.ansvarig_id, (ett,))
        for ett in moment.select_related("enhet", "plan").order_by("senast", "pk")
    ]


def _sprang(av: Anvandare, kanske: Kanske) -> list[Innehav]:
    """The leaps that are not decided yet."""
    sprang = Forbattringssprang.objects.pagaende().filter(_scope(av, ""), pk__in=kanske)
    return [
        Innehav("Äger språnget", ett, ett.agare_id or 0, (ett,))
        for ett in sprang.select_related("enhet").order_by("rubrik", "pk")
    ]


_SLAG: dict[str, Callable[[Anvandare, Kanske], list[Innehav]]] = {
    "plan": _planer,
    "aktivitet": _aktiviteter,
    "atgard": _atgarder,
    "indikator": _indikatorer,
    "rutin": _rutiner,
    "risk": _risker,
    "moment": _moment,
    "sprang": _sprang,
}


def oppet_hos(person: Anvandare) -> list[str]:
    """Say how much of the plans is open in a person's name: counts alone, for who manages
    accounts and reads no plan."""
    planer = Verksamhetsplan.objects.levande().filter(planansvarig=person).count()
    atgarder = Atgard.objects.oppna().filter(ansvarig=person).count()
    rader = (
        (planer, "plan som planansvarig", "planer som planansvarig"),
        (atgarder, "öppen åtgärd", "öppna åtgärder"),
    )
    return [antal(n, ett, flera) for n, ett, flera in rader if n]
