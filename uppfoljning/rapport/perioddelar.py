"""The parts that the reports of a period are built of: counts that may be hidden, periods, and
what people write themselves. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kvalitet.texter import periodnamn
from uppfoljning.rapport import skrift
from uppfoljning.rapport.modell import Lucka


@dataclass(frozen=True, slots=True, kw_only=True)
class Tal:
    """A count. `dold`: too few to be told (".."); None and not hidden: there is no such count."""

    antal: int | None = None
    dold: bool = False

    def __post_init__(self) -> None:
        # A hidden count must not lie in the snapshot: the web twin and exports read it.
        if self.dold and self.antal is not None:
            raise ValueError("the count is hidden but has a value")

    @property
    def cell(self) -> str | int | None:
        """As exports hold it."""
        return skrift.DOLT if self.dold else self.antal

    @property
    def text(self) -> str:
        return skrift.DOLT if self.dold else skrift.heltal(self.antal)


INGET = Tal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    fran: date
    till: date

    @property
    def namn(self) -> str:
        return periodnamn(self.fran, self.till)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a person has written under a heading; without text, who should have."""

    nyckel: str
    rubrik: str
    text: str = ""
    ansvarig: str = ""

    @property
    def stycken(self) -> tuple[str, ...]:
        return tuple(s.strip() for s in self.text.splitlines() if s.strip())


def luckor(texter: tuple[Text, ...]) -> tuple[Lucka, ...]:
    """The texts that nobody has written yet."""
    return tuple(
        Lucka(vad=f"Texten {t.rubrik}", ansvarig=t.ansvarig or "inte utsedd")
        for t in texter
        if not t.text
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Innehallsrad:
    ankare: str
    rubrik: str
    om: str


def procent(v: Decimal) -> str:
    return f"{skrift.tal(v, 0)} procent"
