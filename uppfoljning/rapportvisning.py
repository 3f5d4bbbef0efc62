"""What the pages of reports show, from a report and its job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from kvalitet import texter
from kvalitet.visning import Framsteg, Lage, Steg
from uppfoljning.models import Rapport, Rapportjobb
from uppfoljning.rapport.alla import SLAG
from uppfoljning.rapport.html import tvilling_vy
from uppfoljning.rapportjobb import KOAD, STEG


@dataclass(frozen=True)
class Rapportrad:
    """A report of the list (`med_ersatt`), with the job that makes what it holds now."""

    rapport: Rapport
    jobb: Rapportjobb | None

    @property
    def lage(self) -> str:
        ersatt = self.rapport.publicerad and getattr(self.rapport, "ersatt", False)
        return "Ersatt" if ersatt else self.rapport.get_lage_display()

    @property
    def pdf(self) -> str:
        if self.jobb is None:
            return "Saknas"
        if self.jobb.fil:
            return f"{self.jobb.fil.sidor} sidor"
        return self.jobb.get_lage_display()


def rapportrad(rapport: Rapport, jobb: Sequence[Rapportjobb]) -> Rapportrad:
    """`jobb`: all the report's jobs, the oldest first."""
    nu = [ett for ett in jobb if ett.ogonblick_id == rapport.ogonblick_id]
    return Rapportrad(rapport, nu[-1] if nu else None)


@dataclass(frozen=True)
class Rapportsida:
    """The page of one report: its job on the way, or what it gave."""

    rapport: Rapport
    jobb: Rapportjobb | None
    framsteg: Framsteg | None
    saknas: int = 0
    """How many parts are printed as missing."""
    varningar: Sequence[str] = field(default_factory=tuple)

    @property
    def klar(self) -> bool:
        return self.framsteg is None and self.jobb is not None

    @property
    def misslyckad(self) -> bool:
        return self.framsteg is not None and bool(self.framsteg.fel)


def rapportsida(rapport: Rapport, jobb: Rapportjobb | None) -> Rapportsida:
    if jobb is None or jobb.lage != Rapportjobb.Lage.KLAR:
        return Rapportsida(rapport, jobb, framsteg(rapport, jobb))
    slag = SLAG[rapport.slag]
    luckor = slag.luckor(slag.las(rapport.ogonblick.innehall))
    # What the renderer complains of is for the log, not for the reader.
    varningar = [v for v in jobb.varningar if not v.startswith("WeasyPrint")]
    return Rapportsida(rapport, jobb, None, luckor, varningar)


def framsteg(rapport: Rapport, jobb: Rapportjobb | None) -> Framsteg:
    nummer = _steg(jobb)
    fel = jobb.fel if jobb and jobb.lage == Rapportjobb.Lage.MISSLYCKAD else ""
    return Framsteg(
        id="rapportjobb",
        url=reverse("uppfoljning:rapport", args=[rapport.pk]),
        steg=[Steg(namn, lage=_lage(i, nummer, bool(fel))) for i, (namn, _) in enumerate(STEG)],
        fel=fel,
    )


def _steg(jobb: Rapportjobb | None) -> int:
    namnen = [namn for namn, _ in STEG]
    return namnen.index(jobb.steg) if jobb and jobb.steg in namnen else KOAD


def _lage(i: int, nu: int, stannat: bool) -> Lage:
    if i < nu:
        return "klar"
    return "nu" if i == nu and not stannat else "kommer"


@dataclass(frozen=True)
class Rapporttext:
    """A report as a web page, from the same snapshot as the file."""

    mall: str
    vy: Any

    @classmethod
    def av(cls, rapport: Rapport, *, utkast: bool) -> Rapporttext:
        slag = SLAG[rapport.slag]
        underlag = slag.las(rapport.ogonblick.innehall)
        vy = tvilling_vy(underlag, utkast=utkast, fingeravtryck=rapport.ogonblick.sha256, slag=slag)
        return cls(slag.webbmall, vy)

    @classmethod
    def osparad(cls, slag: str, underlag: Any) -> Rapporttext:
        """Of what is not frozen: a preview, always an utkast, with nothing to check it by."""
        raden = SLAG[slag]
        return cls(raden.webbmall, tvilling_vy(underlag, utkast=True, fingeravtryck="", slag=raden))


STILLA = timedelta(minutes=10)
"""How old a job is when a person ought to look at it: the sweep hands it out in seconds."""


@dataclass(frozen=True)
class Jobbrad:
    """A job on the page of jobs, as it stands at `nu`."""

    jobb: Rapportjobb
    nu: datetime

    @property
    def rapport(self) -> Rapport:
        return self.jobb.rapport

    @property
    def nar(self) -> datetime:
        return self.jobb.stannade or self.jobb.skapad

    @property
    def lage(self) -> str:
        if self.jobb.lage == Rapportjobb.Lage.PAGAR:
            return self.jobb.steg
        if self.jobb.tidigast and self.jobb.tidigast > self.nu:
            return f"Försöker igen klockan {texter.klockslag(self.jobb.tidigast)}. {self.jobb.fel}"
        return STEG[KOAD][0]

    @property
    def star_still(self) -> bool:
        return self.nu - self._sedan > STILLA

    @property
    def alder(self) -> str:
        """ "40 minuter", "3 timmar", "2 dagar"."""
        minuter = int((self.nu - self._sedan).total_seconds() // 60)
        for enhet, en, flera in ((1440, "dag", "dagar"), (60, "timme", "timmar")):
            if minuter >= enhet:
                antal = minuter // enhet
                return f"{antal} {en if antal == 1 else flera}"
        return f"{max(minuter, 1)} {'minut' if minuter <= 1 else 'minuter'}"

    @property
    def _sedan(self) -> datetime:
        """When it last began to wait: the order, or another attempt."""
        return max(self.jobb.skapad, self.jobb.tidigast or self.jobb.skapad)
