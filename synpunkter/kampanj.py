"""Finding the same words sent by many: identical and nearly identical texts of a nämnd.

Texts are compared by their runs of three words: how many of all runs the two have in common.
Letters' case, punctuation and line breaks are nothing to compare. Names and greetings differ
between the copies of a campaign, so nearly alike is enough to be shown; a person decides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from kvalitet import kvartext
from kvalitet.behorighet import omfang, rollerna
from kvalitet.databas import bland
from kvalitet.kvartext import Skriven
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from synpunkter.avtryck import (
    LIKA,
    MINST_ORD,
    Avtryck,
    Minne,
    Runa,
    avtryck,
    lika_nagot,
    ordlista,
    runor,
    som,
    treor,
)
from synpunkter.models import Synpunkt
from synpunkter.tillstand import FORDELAS

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


def likhet(en: str, annan: str) -> float:
    """Return 1.0 for the same words, else the share of runs in common, below 1."""
    egna = ordlista(en)
    return _likhet(egna, runor(egna), ordlista(annan))


def _likhet(egna: list[bytes], runorna: frozenset[Runa], andra: list[bytes]) -> float:
    if egna == andra:
        return 1.0
    gemensamma = len(runorna.intersection(treor(andra))) if len(andra) >= MINST_ORD else 0
    if not gemensamma:
        return 0.0
    return min(gemensamma / (len(runorna) + len(runor(andra)) - gemensamma), 0.99)


def gruppera(poster: Iterable[Post]) -> list[Grupp]:
    """Return the campaigns among the posts, which come oldest first; the largest first.

    The oldest of each group leads it: the others are those that are like that one.
    """
    lika_ord: dict[tuple[int, tuple[bytes, ...]], list[Post]] = {}
    for post in poster:
        lika_ord.setdefault((post.namnd, tuple(ordlista(post.text))), []).append(post)
    samlade: dict[int, list[list[Post]]] = {}
    ledare = _Ledare()
    for (namnd, ord_), klunga in lika_ord.items():
        samlade.setdefault(ledare.for_ord(namnd, ord_), []).append(klunga)
    grupper = [
        Grupp(sorted((p for k in delar for p in k), key=lambda p: p.pk), max(map(len, delar)))
        for delar in samlade.values()
    ]
    return sorted((g for g in grupper if g.antal >= MINST), key=lambda g: (-g.antal, g.forsta.pk))


class _Ledare:
    """The texts that lead a group, looked up by their runs of words."""

    def __init__(self) -> None:
        self._antal: list[int] = []
        self._har: defaultdict[tuple[int, Runa], list[int]] = defaultdict(list)

    def for_ord(self, namnd: int, ord_: Sequence[bytes]) -> int:
        """Return the number of the group that the text belongs to: a new one if it is like none."""
        egna = runor(ord_)
        gemensamma: Counter[int] = Counter()
        for runa in egna:
            if har := self._har.get((namnd, runa)):
                gemensamma.update(har)
        for nummer, antal in gemensamma.most_common():
            if antal / (len(egna) + self._antal[nummer] - antal) >= LIKA:
                return nummer
        ny = len(self._antal)
        self._antal.append(len(egna))
        for runa in egna:
            self._har[namnd, runa].append(ny)
        return ny


def att_fordela(anvandare: Anvandare) -> QuerySet[Synpunkt]:
    """Return the whole cases, not answered yet, that the person may merge.

    Not the marked ones: they are read on their own pages alone, and merged by their reference.
    """
    return _oppna(anvandare).filter(skyddad=False, foralder=None)


def _oppna(anvandare: Anvandare) -> QuerySet[Synpunkt]:
    return Synpunkt.objects.filter(
        omfang(anvandare, Rattighet.SYNPUNKT_FORDELA), lage__in=FORDELAS, sekretess=False
    )


def grupper(anvandare: Anvandare) -> list[Grupp]:
    """Return the campaigns that the person may merge."""
    alla = _avtrycken(anvandare, _senaste(anvandare)[:FLEST])
    return gruppera(_poster(anvandare, lika_nagot(alla)))


def lika(synpunkt: Synpunkt, anvandare: Anvandare) -> list[Lik]:
    """Return the cases of the same nämnd with the same or nearly the same text, likest first;
    none to a marked one, which is merged with its like alone."""
    if synpunkt.markt:
        return []
    senaste = _senaste(anvandare, synpunkt.namnd_id)
    andra = _avtrycken(anvandare, [pk for pk in senaste if pk != synpunkt.pk][:FLEST])
    egna = ordlista(synpunkt.text)
    runorna = runor(egna)
    poster = _poster(anvandare, som(avtryck(egna), andra))
    traffar = [
        Lik(p, _likhet(egna, runorna, ordlista(p.text)))
        for p in poster
        if p.namnd == synpunkt.namnd_id
    ]
    return sorted((t for t in traffar if t.likhet >= LIKA), key=lambda t: (-t.likhet, t.post.pk))


MINNE = Minne()
"""By the case: its text is never changed while it is open, as a trigger of the table sees to."""


def _senaste(anvandare: Anvandare, namnd: int | None = None) -> list[int]:
    """Return the keys of the latest open cases, and one more: one may be left out."""

    def skriv() -> Skriven:
        oppna = _oppna(anvandare).filter(**{} if namnd is None else {"namnd": namnd})
        # Read from the index of the open ones alone.
        return oppna.order_by("-pk").values("pk")[: FLEST + 1].query.sql_with_params()

    nyckel = ("att slå ihop", rollerna(anvandare, Rattighet.SYNPUNKT_FORDELA), namnd)
    return [pk for (pk,) in kvartext.las(nyckel, skriv)]


def _avtrycken(anvandare: Anvandare, nycklar: list[int]) -> dict[int, Avtryck]:
    # Of parts and of protected ones too, which may be neither tomorrow. `_poster` reads neither.
    return MINNE.av(
        nycklar,
        lambda okanda: _oppna(anvandare).filter(bland("pk", okanda)).values_list("pk", "text"),
    )


def _poster(anvandare: Anvandare, nycklar: list[int]) -> list[Post]:
    """Return the cases, the oldest first, as they are now: what is kept of them says nothing of who
    may read them."""
    if not nycklar:
        return []
    rader = att_fordela(anvandare).filter(bland("pk", nycklar)).order_by("pk")
    return [Post(*rad) for rad in rader.values_list("pk", "referens", "namnd", "text")]
