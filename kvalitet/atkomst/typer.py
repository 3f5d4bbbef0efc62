"""The words that the access matrix is written in. Pure data (domain.md sections 3, 5 and 11)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from kvalitet.roller import ROLLER, Rattighet, Roll


class Dorr(StrEnum):
    """What an address asks of anybody, when it is not a right."""

    OPPEN = "öppen för alla"
    SIGNERAD = "den som har en signerad länk, eller en nyckel"
    INLOGGAD = "alla inloggade"


class Stalle(StrEnum):
    """Where a role is held, seen from the object."""

    HAR = "i enheten, för dess nämnd"
    OVER = "i hela kommunen, för alla nämnder"
    ANNAN_ENHET = "i en annan enhet, för en annan nämnd"
    ANNAN_NAMND = "i hela kommunen, för en annan nämnd"


_S = Stalle
_ALLA = frozenset(Stalle)
_TRADET = frozenset({_S.HAR, _S.OVER})
_ENHETEN = _TRADET | {_S.ANNAN_NAMND}
_OVER = frozenset({_S.OVER})
_INGA: frozenset[Stalle] = frozenset()


class Ligger(Enum):
    """Where an object lies, and so from where it is known and from where one acts on it.

    Who may not know of it is answered as if it did not exist (404); who knows of it and may not
    do the thing is told so (403).
    """

    def __init__(
        self,
        ord_: str,
        kand: frozenset[Stalle],
        gor: frozenset[Stalle],
        laser: frozenset[Stalle] | None = None,
    ) -> None:
        self.ord = ord_
        self.kand = kand
        self.gor = gor
        self.laser = gor if laser is None else laser

    INGENSTANS = "inget bestämt", _ALLA, _ALLA
    ENHETEN = "enheten och dess nämnd", _TRADET, _TRADET
    ALLA_NAMNDERS = "enheten, oavsett nämnd", _ENHETEN, _ENHETEN
    ENHETENS_MOMENT = "enheten, skrivs för nämnden", _ENHETEN, _TRADET
    OVANIFRAN = "en enhet ovanför, syns nedåt", _ENHETEN, _OVER
    OVANIFRAN_ALLAS = "en enhet ovanför, oavsett nämnd", _ENHETEN, _ENHETEN - {_S.HAR}
    NAMNDEN = "nämnden", _OVER, _OVER
    NAMNDENS_EGET = "nämnden, ändras av den som skrev", _OVER, _INGA
    NAMNDEN_SYNS = "nämnden, syns i dess enheter", _TRADET, _OVER
    KOMMUNEN = "kommunen, syns för alla", _ALLA, _OVER
    KOMMUNENS_LASBARA = "kommunen, läses av alla", _ALLA, _OVER, _ALLA
    EGET = "en person, som ensam ser det", _INGA, _INGA
    HEMLIGT = "enheten, med sekretess", _TRADET, _TRADET


HEMLIGT: dict[Stalle, frozenset[Roll]] = {
    _S.HAR: frozenset({Roll.CHEF, Roll.KVALITETSSAMORDNARE, Roll.NAMNDSEKRETERARE, Roll.REVISOR}),
    _S.OVER: frozenset({Roll.REVISOR}),
}
"""Who knows of a secret case: its own nämnd's people, and a revisor by law (OSL 8 kap.)."""

Ratter = tuple[Rattighet, ...]


@dataclass(frozen=True)
class Atkomst:
    """One address: what it takes, and what it asks for."""

    namn: str
    """Of the URL, with its namespace."""
    metoder: str
    """"GET", "POST" or "GET POST"."""
    dorr: Rattighet | Dorr
    """Asked of anybody, wherever the role is held; else 403, or the sign-in."""
    ligger: Ligger = Ligger.INGENSTANS
    ratt: Ratter = ()
    """One of them is asked for with the object, to open it; the door's own when empty."""
    skriv: Ratter = ()
    """One of them is asked for with the object to post to it, when that takes more."""
    se: Ratter = ()
    """One of them is asked for to know of the object, when the door is not enough."""


def innehar(roll: Roll, *ratter: Rattighet) -> bool:
    """Say whether the role holds one of the rights; yes when none is asked for."""
    return not ratter or any(ratt in ROLLER[roll] for ratt in ratter)


def oppnar(rad: Atkomst, roll: Roll) -> bool:
    """Say whether the role comes through the door somewhere."""
    return not isinstance(rad.dorr, Rattighet) or innehar(roll, rad.dorr)


def kanner(rad: Atkomst, roll: Roll, stalle: Stalle) -> bool:
    """Say whether the role may know that the object exists."""
    if rad.ligger == Ligger.HEMLIGT and roll not in HEMLIGT.get(stalle, ()):
        return False
    return stalle in rad.ligger.kand and innehar(roll, *rad.se)


def far_gora(rad: Atkomst, roll: Roll, stalle: Stalle, metod: str) -> bool:
    """Say whether the role may do it with the object, which it knows of."""
    if metod == "POST":
        ratt = innehar(roll, *rad.ratt) and innehar(roll, *rad.skriv)
        return stalle in rad.ligger.gor and ratt
    return stalle in rad.ligger.laser and innehar(roll, *rad.ratt)
