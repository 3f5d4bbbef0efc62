"""What the tables said before and after a step, for the invariants to ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Max, Q
from django.utils import timezone

from cykel.models import (
    Aterskick,
    Brist,
    Lardom,
    Varv,
    Verksamhetsplan,
)
from cykel.tillstand import PLANVERSION
from kvalitet.models import Handelse, Ogonblick, Utskick
from kvalitet.overgang import Maskin
from tests.cykel.varlden import LEVANDE, MASKINER, Varld

KONTOR = ("kommun", "kontor", "bolag")
AVGJORD = ("ja", "delvis", "nej")
SLUT = ("avslutad", "avbruten")
RULLAR = LEVANDE[1:]

ALLA_RADER = {(maskin.namn, rad.namn) for maskin in MASKINER for rad in maskin.rader}


@dataclass(frozen=True)
class Minne:
    """What the tables said after a step."""

    lagen: dict[tuple[str, int], str]
    """The state of every object, by machine and key."""
    handelse: int
    """The last event."""
    godkanda: frozenset[int]
    """The laps that are approved."""
    avslutade: frozenset[int]
    """The laps that are over."""
    frysta: dict[int, str]
    """A sum of all rows of each adopted version."""
    versioner: int
    aterskick: int
    avtryck: str

    @classmethod
    def las(cls, avtryck: str) -> Minne:
        lagen = {
            (maskin.namn, pk): lage
            for maskin, modell in MASKINER.items()
            for pk, lage in modell.objects.values_list("pk", maskin.falt)
        }
        varv = list(Varv.objects.values_list("pk", "godkand", "avslutades"))
        return cls(
            lagen,
            Handelse.objects.aggregate(sista=Max("pk"))["sista"] or 0,
            frozenset(pk for pk, godkand, _ in varv if godkand),
            frozenset(pk for pk, _, avslutades in varv if avslutades),
            dict(_summor()),
            sum(namn == PLANVERSION.namn for namn, _ in lagen),
            Aterskick.objects.count(),
            avtryck,
        )


TABELLER = sorted(
    modell._meta.db_table
    for modell in apps.get_models(include_auto_created=True)
    if modell._meta.app_label in ("cykel", "uppfoljning")
    or modell in (Handelse, Ogonblick, Utskick)
)


def avtryck() -> str:
    """A sum of all that an act of the wheel could write."""
    delar = [
        f"select '{namn}', md5(string_agg(t::text, '|' order by t::text)) from {namn} t"  # noqa: S608
        for namn in TABELLER
    ]
    with connection.cursor() as markor:
        # In order, since the parts of a union may be read at the same time.
        markor.execute(f"{' union all '.join(delar)} order by 1")
        return "".join(summa or "-" for _, summa in markor.fetchall())


def _summor() -> Iterator[tuple[int, str]]:
    with connection.cursor() as markor:
        markor.execute(
            "select v.id, md5(concat_ws('|',"
            " (select string_agg(m::text, ',' order by m.id) from cykel_planmal m"
            "  where m.version_id = v.id),"
            " (select string_agg(a::text, ',' order by a.id) from cykel_aktivitet a"
            "  where a.version_id = v.id),"
            " (select string_agg(i::text, ',' order by i.id) from cykel_planindikator i"
            "  where i.version_id = v.id)))"
            " from cykel_planversion v where v.lage in ('faststalld', 'ersatt')"
        )
        yield from markor.fetchall()


@dataclass(frozen=True)
class Steg:
    """A step: the world, and what the tables said before and say now."""

    v: Varld
    fore: Minne
    nu: Minne
    handelser: tuple[Handelse, ...]

    def nya(self, maskin: Maskin, *lagen: str) -> Iterator[Any]:
        """The objects that came into one of the states in this step."""
        nya = [
            pk
            for (namn, pk), lage in self.nu.lagen.items()
            if namn == maskin.namn and lage in lagen
            and self.fore.lagen.get((namn, pk)) not in lagen
        ]  # fmt: skip
        if nya:
            yield from MASKINER[maskin].objects.filter(pk__in=nya).order_by("pk")

    def godkanda(self, *, utan_luckor: bool = True) -> Iterator[Varv]:
        """The laps that were approved in this step."""
        rader = self.nu.godkanda - self.fore.godkanda
        varv = Varv.objects.filter(pk__in=rader).select_related("plan__enhet", "tillfalle")
        if rader:
            yield from varv.filter(luckor_skal="") if utan_luckor else varv

    def gick_runt(self) -> Iterator[Varv]:
        """The laps that ended with the wedge in this step, by rows 9 and 10."""
        rader = self.nu.avslutade - self.fore.avslutade
        if rader:
            varv = Varv.objects.filter(pk__in=rader).exclude(plan__fas="avbruten")
            yield from varv.select_related("plan", "tillfalle")

    def tagna(self, slag: str) -> list[Handelse]:
        return [h for h in self.handelser if h.slag == slag]


def dag(tid: Any) -> date:
    return timezone.localdate(tid)


def beslutat(beslutsdag: date | None, paragraf: str, plan: Any, tid: Any) -> None:
    """A decision has a day that has come, and a paragraph when it is the nämnd's."""
    assert beslutsdag, plan
    assert beslutsdag <= dag(tid), plan
    assert paragraf or plan.enhet.slag not in KONTOR, plan


def arvda(plan: Verksamhetsplan) -> list[Lardom]:
    fran = Q(plan__eftertradare=plan) | Q(plan__mottagare=plan, plan__fas="avbruten")
    return list(Lardom.objects.filter(fran, lage="sakrad").distinct().order_by("pk"))


def obeslutade() -> Any:
    return Brist.objects.filter(ingen_atgard_av=None, flyttade=None, atgarder=None)
