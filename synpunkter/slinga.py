"""What a person may see of the closed loop: within the nämnd the words, elsewhere numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from kvalitet.behorighet import omfang
from kvalitet.models import Anvandare, Namnd
from kvalitet.roller import Rattighet
from synpunkter.models import (
    Aterkoppling,
    Monster,
    Monsterkoppling,
    Publicering,
    Synpunkt,
    Trendlarm,
)
from synpunkter.statistik import MINST
from synpunkter.tillstand_slinga import Beskedslage, Publiceringslage


def synliga_monster(anvandare: Anvandare) -> QuerySet[Monster]:
    """Return the mönster whose words the person may read."""
    return Monster.objects.filter(omfang(anvandare, Rattighet.SYNPUNKT_SE)).med_plats()


@dataclass(frozen=True)
class Monsterlank:
    monster: Monster
    synlig: bool
    """Whether the person may read its page; all who read the case may know its name."""


def monster_for(synpunkt: Synpunkt, anvandare: Anvandare) -> list[Monsterlank]:
    """Return the mönster that the case belongs to."""
    i_monstret = Monster.objects.filter(kopplingar__synpunkt=synpunkt)
    alla = list(i_monstret.select_related("tema").order_by("pk"))
    if not alla:
        return []
    ratt = omfang(anvandare, Rattighet.SYNPUNKT_SE)
    mina = set(i_monstret.filter(ratt).values_list("pk", flat=True))
    return [Monsterlank(m, m.pk in mina) for m in alla]


def synliga_besked(anvandare: Anvandare) -> QuerySet[Aterkoppling]:
    rader = Aterkoppling.objects.filter(omfang(anvandare, Rattighet.SYNPUNKT_SE))
    return rader.select_related(
        "brist__plan__enhet", "brist__monster__tema", "enhet", "namnd", "atgard", "godkand_av"
    )


def synliga_publiceringar(anvandare: Anvandare) -> QuerySet[Publicering]:
    rader = Publicering.objects.filter(omfang(anvandare, Rattighet.SYNPUNKT_SE))
    return rader.select_related("tema", "enhet", "namnd", "forfattare", "godkand_av")


@dataclass(frozen=True)
class Namndtal:
    """A nämnd that the person does not read: how many, and nothing of what they say."""

    namnd: Namnd
    monster: str
    synpunkter: str


def tal_i_andra_namnder(anvandare: Anvandare) -> list[Namndtal]:
    """Count the mönster of nämnder where the person reads none; too few are only said to be so."""
    egna = synliga_monster(anvandare).order_by().values("namnd")
    rader = dict(
        Monster.objects.exclude(namnd__in=egna)
        .values_list("namnd")
        .annotate(antal=Count("pk"))
        .order_by("namnd")
    )
    synpunkter = dict(
        Monsterkoppling.objects.filter(monster__namnd__in=rader)
        .values_list("monster__namnd")
        .annotate(antal=Count("synpunkt", distinct=True))
        .order_by("monster__namnd")
    )
    return [
        Namndtal(namnd, _tal(rader[namnd.pk]), _tal(synpunkter.get(namnd.pk, 0)))
        for namnd in Namnd.objects.filter(pk__in=rader).order_by("namn", "pk")
    ]


def _tal(varde: int) -> str:
    return f"färre än {MINST}" if varde < MINST else str(varde)


@dataclass(frozen=True)
class Vantar:
    """Something in the loop that waits for a person, for the staff start page."""

    text: str
    detalj: str
    url: str
    senast: date | None


def synliga_larm(anvandare: Anvandare) -> QuerySet[Trendlarm]:
    """Return the signals of the units whose plans or synpunkter the person sees: numbers only."""
    ratter = omfang(anvandare, Rattighet.PLAN_SE) | omfang(anvandare, Rattighet.SYNPUNKT_SE)
    rader = Trendlarm.objects.filter(ratter)
    return rader.select_related("enhet", "namnd", "ansvarig", "plan__enhet", "besvarad_av")


def oppet_for(anvandare: Anvandare) -> list[QuerySet[Any]]:
    """All that `larm_pa` and `vantar_pa` look among, wherever it lies: when all of them are empty
    nothing waits."""
    texter = Publicering.objects.filter(lage=Publiceringslage.GRANSKNING)
    return [
        Trendlarm.objects.oppna().filter(ansvarig=anvandare),
        Aterkoppling.objects.filter(lage=Beskedslage.UTKAST),
        texter.exclude(forfattare=anvandare),
    ]


def larm_pa(anvandare: Anvandare, *, mest: int) -> Iterator[Vantar]:
    """The signals that the person is to answer."""
    mina = synliga_larm(anvandare).oppna().filter(ansvarig=anvandare)  # type: ignore[attr-defined]
    for larm in mina.order_by("senast", "pk")[:mest]:
        vag = reverse("synpunkter:trend", args=[larm.pk])
        yield Vantar(f"{larm}, {larm.enhet}", "Säg vad ni gör", vag, larm.senast)


def vantar_pa(anvandare: Anvandare, *, mest: int) -> Iterator[Vantar]:
    """Texts to senders, and texts for the public page by others, that the person may approve."""
    besked = synliga_besked(anvandare).filter(
        omfang(anvandare, Rattighet.SYNPUNKT_ATERKOPPLA), lage=Beskedslage.UTKAST
    )
    for ett in besked.order_by("senast", "pk")[:mest]:
        vag = reverse("synpunkter:aterkoppling", args=[ett.pk])
        detalj = f"De skrev om: {ett.brist}"
        yield Vantar("Godkänn ett besked till avsändarna", detalj, vag, ett.senast)
    texter = synliga_publiceringar(anvandare).filter(
        omfang(anvandare, Rattighet.SYNPUNKT_PUBLICERA), lage=Publiceringslage.GRANSKNING
    )
    for text in texter.exclude(forfattare=anvandare).order_by("pk")[:mest]:
        vag = reverse("synpunkter:publicering", args=[text.pk])
        yield Vantar("Godkänn en text för Ni sa – vi gjorde", str(text), vag, None)
