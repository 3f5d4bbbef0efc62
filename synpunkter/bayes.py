"""A guess from words, learnt from what people decided before: naive Bayes, pure.

Each text is the set of its stems. P(class | words) by Bayes' rule with the words taken as
independent and Laplace's add-one (multinomial naive Bayes on presence; Manning, Raghavan &
Schütze, Introduction to Information Retrieval, chapter 13). What spoke for the guess are the
words whose share in its class is highest compared with all the others together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
Exempel = tuple[K, Collection[str]]
"""What a person decided, and the stems of the text."""

MINST_EXEMPEL = 20
MINST_PER_KLASS = 3
"""Classes with fewer examples are not guessed: there is nothing to learn from."""
FLEST_ORD = 4


@dataclass(frozen=True)
class Gissning(Generic[K]):
    klass: K
    sannolikhet: float
    stammar: tuple[str, ...]
    """The stems that spoke for it, the strongest first."""


@dataclass(frozen=True)
class Modell(Generic[K]):
    antal: Mapping[K, int]
    ord: Mapping[K, Mapping[str, int]]
    ordantal: int
    """Different stems in all."""
    summor: Mapping[K, int] = field(default_factory=dict)

    def gissa(self, stammar: Collection[str]) -> Gissning[K] | None:
        """Return the most probable class; None when no word of the text was seen before."""
        kanda = sorted({s for s in stammar if any(s in ord_ for ord_ in self.ord.values())})
        if not kanda or len(self.antal) < 2:
            return None
        poang = {klass: self._poang(klass, kanda) for klass in self.antal}
        bast = max(poang, key=lambda klass: poang[klass])
        summa = sum(exp(p - poang[bast]) for p in poang.values())
        for_ = sorted(((self._for(bast, s), s) for s in kanda), reverse=True)
        skal = tuple(s for vikt, s in for_ if vikt > 0)[:FLEST_ORD]
        return Gissning(bast, 1 / summa, skal)

    def _poang(self, klass: K, stammar: Sequence[str]) -> float:
        forsta = log(self.antal[klass] / sum(self.antal.values()))
        traffar, alla = self.ord[klass], self.summor[klass] + self.ordantal
        return forsta + sum([log((traffar.get(s, 0) + 1) / alla) for s in stammar])

    def _for(self, klass: K, stam: str) -> float:
        andra = [k for k in self.antal if k != klass]
        return log(self._andel([klass], stam) / self._andel(andra, stam))

    def _andel(self, klasser: Sequence[K], stam: str) -> float:
        traffar = sum(self.ord[k].get(stam, 0) for k in klasser)
        return (traffar + 1) / (sum(self.summor[k] for k in klasser) + self.ordantal)


def lar(exempel: Iterable[Exempel[K]]) -> Modell[K] | None:
    """Learn from the examples; None when they are too few to learn from."""
    antal: Counter[K] = Counter()
    ord_: defaultdict[K, list[str]] = defaultdict(list)
    for klass, stammar in exempel:
        antal[klass] += 1
        ord_[klass] += set(stammar)
    return lar_klasser((klass, n, ord_[klass]) for klass, n in antal.items())


def lar_klasser(klasser: Iterable[tuple[K, int, Sequence[str]]]) -> Modell[K] | None:
    """As `lar`, of examples that are put together: of each class how many they are, and the stems
    of them all, each as many times as there are examples that hold it."""
    alla = [rad for rad in klasser if rad[1] >= MINST_PER_KLASS]
    antal = {klass: n for klass, n, _ in alla}
    if sum(antal.values()) < MINST_EXEMPEL or len(antal) < 2:
        return None
    ord_ = {klass: Counter(stammar) for klass, _, stammar in alla}
    olika = len(set().union(*ord_.values()))
    return Modell(antal, ord_, olika, {klass: len(stammar) for klass, _, stammar in alla})


@dataclass(frozen=True)
class Traffsakerhet:
    """How often the guess was what the person decided, beside always guessing the commonest."""

    antal: int
    ratt: int
    vanligast_ratt: int

    @property
    def andel(self) -> float:
        return 100 * self.ratt / self.antal

    @property
    def andel_vanligast(self) -> float:
        return 100 * self.vanligast_ratt / self.antal


def mat(exempel: Sequence[Exempel[K]], *, andel_larande: float = 0.8) -> Traffsakerhet | None:
    """Learn from the older part and guess the newer (`exempel` is oldest first), as at work:
    nothing is learnt from what is guessed. A text without a guess counts as wrong."""
    grans = int(len(exempel) * andel_larande)
    modell, nyare = lar(exempel[:grans]), exempel[grans:]
    if modell is None or not nyare:
        return None
    vanligast = Counter(klass for klass, _ in exempel[:grans]).most_common(1)[0][0]
    gissade = [(klass, modell.gissa(stammar)) for klass, stammar in nyare]
    return Traffsakerhet(
        antal=len(nyare),
        ratt=sum(g is not None and g.klass == klass for klass, g in gissade),
        vanligast_ratt=sum(klass == vanligast for klass, _ in nyare),
    )
