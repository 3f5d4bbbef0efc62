"""Finding the same words sent by many: identical and nearly identical texts of a nämnd.

Texts are compared by their runs of three words: how many of all runs the two have in common.
Letters' case, punctuation and line breaks are nothing to compare. Names and greetings differ
between the copies of a campaign, so nearly alike is enough to be shown; a person decides.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from kvalitet.behorighet import omfang
from kvalitet.databas import bland
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from synpunkter.models import Synpunkt
from synpunkter.tillstand import FORDELAS

_ORDEN = re.compile(r"\w+").findall
Runa = tuple[str, str, str]

LIKA = 0.6
"""Share of runs in common from which two texts are nearly alike."""
MINST_ORD = 12
"""Shorter texts are alike by chance; only the very same words count."""
MINST = 3
"""So many alike are a campaign."""
FLEST = 1000
"""So many of the latest open cases are looked at; protected ones and parts among them fall out."""


@dataclass(frozen=True)
class Post:
    """What is compared of a case."""

    pk: int
    referens: str
    namnd: int
    text: str


@dataclass(frozen=True)
class Lik:
    """A case that is like another, and how much: 1.0 the same words."""

    post: Post
    likhet: float

    @property
    def ordagrant(self) -> bool:
        return self.likhet == 1.0

    @property
    def skal(self) -> str:
        if self.ordagrant:
            return "Ordagrant samma text."
        return f"{round(100 * self.likhet)} procent av texten är densamma."


@dataclass
class Grupp:
    """Cases of a nämnd with the same or nearly the same text, the oldest first."""

    poster: list[Post] = field(default_factory=list)
    ordagranna: int = 0

    @property
    def forsta(self) -> Post:
        return self.poster[0]

    @property
    def antal(self) -> int:
        return len(self.poster)

    @property
    def skal(self) -> str:
        if self.ordagranna == self.antal:
            return "Alla har ordagrant samma text."
        if self.ordagranna > 1:
            return f"{self.ordagranna} har ordagrant samma text, de andra nästan samma."
        return "Texterna är nästan desamma."


def ordlista(text: str) -> list[str]:
    return _ORDEN(text.casefold())


def runor(ord_: Sequence[str]) -> frozenset[Runa]:
    return frozenset(_treor(ord_)) if len(ord_) >= MINST_ORD else frozenset()


def _treor(ord_: Sequence[str]) -> Iterable[Runa]:
    return zip(ord_, ord_[1:], ord_[2:], strict=False)


def likhet(en: str, annan: str) -> float:
    """Return 1.0 for the same words, else the share of runs in common, below 1."""
    egna = ordlista(en)
    return _likhet(egna, runor(egna), ordlista(annan))


def _likhet(egna: list[str], runorna: frozenset[Runa], andra: list[str]) -> float:
    if egna == andra:
        return 1.0
    gemensamma = len(runorna.intersection(_treor(andra))) if len(andra) >= MINST_ORD else 0
    if not gemensamma:
        return 0.0
    return min(gemensamma / (len(runorna) + len(runor(andra)) - gemensamma), 0.99)


def gruppera(poster: Iterable[Post]) -> list[Grupp]:
    """Return the campaigns among the posts, which come oldest first; the largest first.

    The oldest of each group leads it: the others are those that are like that one.
    """
    lika_ord: dict[tuple[int, tuple[str, ...]], list[Post]] = {}
    for post in poster:
        lika_ord.setdefault((post.namnd, tuple(ordlista(post.text))), []).append(post)
    avtryck = [_avtryck(ord_) for _, ord_ in lika_ord]
    delade = _delade(avtryck)
    samlade: dict[int, list[list[Post]]] = {}
    ledare = _Ledare()
    for (namnd, ord_), klunga, egna in zip(lika_ord, lika_ord.values(), avtryck, strict=True):
        # What shares too little with all the others together is like none of them.
        ensam = len(egna & delade) < LIKA * len(egna)
        if not ensam or len(klunga) >= MINST:
            nummer = ledare.ny() if ensam else ledare.for_ord(namnd, ord_)
            samlade.setdefault(nummer, []).append(klunga)
    grupper = [
        Grupp(sorted((p for k in delar for p in k), key=lambda p: p.pk), max(map(len, delar)))
        for delar in samlade.values()
    ]
    return sorted((g for g in grupper if g.antal >= MINST), key=lambda g: (-g.antal, g.forsta.pk))


def _avtryck(ord_: Sequence[str]) -> frozenset[int]:
    """Runs as numbers, which are a third as dear: to see what may be alike, not to say it is."""
    if len(ord_) < MINST_ORD:
        return frozenset()
    return frozenset(map(hash, _treor(ord_)))


def _delade(alla: Iterable[frozenset[int]]) -> set[int]:
    """Return the runs that more than one text has."""
    sedda, delade = set[int](), set[int]()
    for egna in alla:
        delade |= sedda & egna
        sedda |= egna
    return delade


class _Ledare:
    """The texts that lead a group, looked up by their runs of words."""

    def __init__(self) -> None:
        self._antal: list[int] = []
        self._har: defaultdict[tuple[int, Runa], list[int]] = defaultdict(list)

    def ny(self, antal: int = 0) -> int:
        """Return the number of a new group."""
        self._antal.append(antal)
        return len(self._antal) - 1

    def for_ord(self, namnd: int, ord_: Sequence[str]) -> int:
        """Return the number of the group that the text belongs to: a new one if it is like none."""
        egna = runor(ord_)
        gemensamma: Counter[int] = Counter()
        for runa in egna:
            gemensamma.update(self._har.get((namnd, runa), ()))
        for nummer, antal in gemensamma.most_common():
            if antal / (len(egna) + self._antal[nummer] - antal) >= LIKA:
                return nummer
        ny = self.ny(len(egna))
        for runa in egna:
            self._har[namnd, runa].append(ny)
        return ny


def att_fordela(anvandare: Anvandare) -> QuerySet[Synpunkt]:
    """Return the whole cases, not answered yet, that the person may merge.

    Not the marked ones: they are read on their own pages alone, and merged by their reference.
    """
    return _hela(_oppna(anvandare))


def _oppna(anvandare: Anvandare) -> QuerySet[Synpunkt]:
    return Synpunkt.objects.filter(
        omfang(anvandare, Rattighet.SYNPUNKT_FORDELA), lage__in=FORDELAS, sekretess=False
    )


def _hela(synpunkter: QuerySet[Synpunkt]) -> QuerySet[Synpunkt]:
    return synpunkter.filter(skyddad=False, foralder=None)


def grupper(anvandare: Anvandare) -> list[Grupp]:
    """Return the campaigns that the person may merge, in one question."""
    return gruppera(_poster(_oppna(anvandare)))


def lika(synpunkt: Synpunkt, anvandare: Anvandare) -> list[Lik]:
    """Return the cases of the same nämnd with the same or nearly the same text, likest first;
    none to a marked one, which is merged with its like alone."""
    if synpunkt.markt:
        return []
    andra = _oppna(anvandare).filter(namnd=synpunkt.namnd_id).exclude(pk=synpunkt.pk)
    egna = ordlista(synpunkt.text)
    runorna = runor(egna)
    traffar = [Lik(p, _likhet(egna, runorna, ordlista(p.text))) for p in _poster(andra)]
    return sorted((t for t in traffar if t.likhet >= LIKA), key=lambda t: (-t.likhet, t.post.pk))


def _poster(oppna: QuerySet[Synpunkt]) -> list[Post]:
    # Which they are is read from the index of the open ones alone.
    senaste = oppna.order_by("-pk").values("pk")[:FLEST]
    rader = _hela(Synpunkt.objects.filter(bland("pk", senaste))).order_by("pk")
    return [Post(*rad) for rad in rader.values_list("pk", "referens", "namnd", "text")]
