"""What stands around the pages of every report: status, foot, and how it can be checked. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kvalitet.diagram import Diagram
from kvalitet.kalender import SVENSK_TID
from uppfoljning.rapport import skrift
from uppfoljning.rapport.hjulet import hjul
from uppfoljning.rapport.modell import Rapportlage
from uppfoljning.rapport.slag import Underlag


@dataclass(frozen=True, slots=True, kw_only=True)
class Ram:
    """`kontroll`: the address where the report can be checked, "" when it has none."""

    titel: str
    period: str
    utkast: bool
    fot: str
    statusrader: tuple[str, ...]
    skapad: str
    fingeravtryck: str
    kontroll: str
    hjul: Diagram

    @property
    def avtryck_grupper(self) -> str:
        """In groups of eight, so that it can be read, compared and broken over lines."""
        return " ".join(self.fingeravtryck[n : n + 8] for n in range(0, len(self.fingeravtryck), 8))


def ram(u: Underlag, *, titel: str, period: str, utkast: bool, fingeravtryck: str) -> Ram:
    return Ram(
        titel=titel,
        period=period,
        utkast=utkast,
        fot=_fot(u, utkast),
        statusrader=_statusrader(u, utkast),
        skapad=_skapad(u.skapad),
        fingeravtryck=fingeravtryck,
        kontroll=f"{u.adress}/r/{fingeravtryck[:12]}/" if u.adress and fingeravtryck else "",
        hjul=hjul("folja_upp", 72.0, 51.0),
    )


def med_utkast(titel: str, utkast: bool) -> str:
    return f"{titel} – UTKAST" if utkast else titel


def _skapad(tid: datetime) -> str:
    lokal = tid.astimezone(SVENSK_TID)
    return f"{skrift.datum(lokal.date())} klockan {lokal.hour:02}.{lokal.minute:02}"


def _fot(u: Underlag, utkast: bool) -> str:
    delar = [u.status.dnr, "UTKAST" if utkast else f"version {u.status.version}"]
    text = skrift.upp(", ".join(d for d in delar if d))
    return f"{text}. Påhittade exempelvärden" if u.pahittad else text


def _statusrader(u: Underlag, utkast: bool) -> tuple[str, ...]:
    s = u.status
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
