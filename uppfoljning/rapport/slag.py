"""The kinds of report: what tells them apart is data here, and one road is common to all.

snapshot (canonical JSON) → the kind's frozen dataclass → HTML → PDF. A new kind is a collector,
which reads the database once (`uppfoljning.samlare`), a dataclass with its view, a template for
print and one for the web, and a row in `SLAG`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from kvalitet.fel import Punkt
from kvalitet.pdf import Pdf
from uppfoljning.rapport.dokument import Dokument
from uppfoljning.rapport.modell import Lucka, Rattelse, Status


class Underlag(Protocol):
    """What the frozen dataclass of every kind holds."""

    @property
    def kommun(self) -> str: ...
    @property
    def namnd(self) -> str: ...
    @property
    def kontor(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def skapad(self) -> datetime: ...
    @property
    def schema(self) -> int: ...
    @property
    def kontakt(self) -> str: ...
    @property
    def pahittad(self) -> bool: ...
    @property
    def adress(self) -> str: ...
    @property
    def saknas(self) -> tuple[Lucka, ...]: ...
    @property
    def rattelser(self) -> tuple[Rattelse, ...]: ...


class Skriven(Protocol):
    """A text under its heading; "" until it is written."""

    @property
    def rubrik(self) -> str: ...
    @property
    def text(self) -> str: ...


def _inga_texter(_: Underlag) -> tuple[Skriven, ...]:
    return ()


def _antal_luckor(underlag: Underlag) -> int:
    return len(underlag.saknas)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rapportslag:
    """A kind. The callables take the kind's own dataclass.

    `las`: its canonical JSON, in any schema that was ever written, to the dataclass; raises
    `OkantSchema` or `FelForm`. `vy(u, utkast=…, fingeravtryck=…, webb=…)`: what the templates get
    as `r`, beside the dataclass itself as `u`. `budget`: a sentence for each page that overflows.
    `krav`: the mandatory parts that fastställ asks for, met and unmet. `texter`: those that people
    write, which it asks for too. `luckor`: how many parts are printed as missing.
    """

    nyckel: str
    namn: str
    las: Callable[[str], Any]
    titel: Callable[[Any, bool], str]
    vy: Callable[..., Any]
    tryckmall: str
    webbmall: str
    budget: Callable[[Pdf, Any], tuple[str, ...]]
    krav: Callable[[Any], Iterable[Punkt]]
    dokument: Callable[[Any], Dokument]
    texter: Callable[[Any], Iterable[Skriven]] = _inga_texter
    luckor: Callable[[Any], int] = _antal_luckor
