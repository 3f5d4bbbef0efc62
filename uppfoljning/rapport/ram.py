"""What stands around every report of a period: title, foot, status, and how it is checked. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kvalitet.diagram import Diagram
from kvalitet.kalender import SVENSK_TID
from kvalitet.texter import periodnamn
from uppfoljning.rapport import skrift
from uppfoljning.rapport.hjulet import hjul
from uppfoljning.rapport.modell import Lucka, Rapportlage, Status
from uppfoljning.rapport.slag import Underlag

KONTROLLTECKEN = 12
"""How much of the fingerprint the short address holds."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Ram:
    """`rubrik` in two lines: the kind and the period. `kontroll`: the short address where the
    file can be checked, "" when the site had none."""

    slagnamn: str
    titel: str
    period: str
    utkast: bool
    fot: str
    statusrader: tuple[str, ...]
    skapad: str
    fingeravtryck: str
    kontroll: str
    innehall: tuple[Innehallsrad, ...] = ()
    hjul: Diagram | None = None
    """In print: where on the wheel the report has its place."""

    @property
    def avtryck_grupper(self) -> str:
        """In groups of eight, so that it can be read, compared and broken over lines."""
        return " ".join(self.fingeravtryck[n : n + 8] for n in range(0, len(self.fingeravtryck), 8))


def ram(
    u: Underlag,
    slagnamn: str,
    period: Period,
    innehall: tuple[Innehallsrad, ...],
    *,
    utkast: bool,
    fingeravtryck: str,
    fas: str = "",
) -> Ram:
    adress = f"{u.adress}/r/{fingeravtryck[:KONTROLLTECKEN]}/" if u.adress else ""
    return Ram(
        slagnamn=slagnamn,
        titel=titel(u, slagnamn, period, utkast),
        period=period.namn,
        utkast=utkast,
        fot=_fot(u.status, utkast, u.pahittad),
        statusrader=_statusrader(u.status, utkast),
        skapad=_skapad(u.skapad),
        fingeravtryck=fingeravtryck,
        kontroll=adress,
        innehall=innehall,
        hjul=hjul(fas, 72.0, 51.0) if fas else None,
    )


def titel(u: Underlag, slagnamn: str, period: Period, utkast: bool) -> str:
    return f"{slagnamn} {period.namn}, {u.namnd}{' – UTKAST' if utkast else ''}"


def _fot(status: Status, utkast: bool, pahittad: bool) -> str:
    delar = [status.dnr, "UTKAST" if utkast else f"version {status.version}"]
    text = ", ".join(d for d in delar if d)
    return f"{text}. Påhittade exempelvärden" if pahittad else text


def _statusrader(s: Status, utkast: bool) -> tuple[str, ...]:
    rader = []
    if s.godkand_datum:
        av = f" av {s.godkand_av}" if s.godkand_av else ""
        rader.append(f"Godkänd{av} {skrift.datum(s.godkand_datum)}")
    if s.lage is Rapportlage.FASTSTALLD:
        paragraf = f", §{skrift.NB}{s.paragraf}" if s.paragraf else ""
        rader.append(f"Fastställd {skrift.datum(s.beslutsdatum)}{paragraf}")
    elif utkast:
        rader.append("Utkast. Inte fastställd, kan ändras.")
    return tuple(rader)


def _skapad(tid: datetime) -> str:
    lokal = tid.astimezone(SVENSK_TID)
    return f"{skrift.datum(lokal.date())} klockan {lokal.hour:02}.{lokal.minute:02}"


def procent(v: Decimal) -> str:
    return f"{skrift.tal(v, 0)} procent"
