"""Reading in Kolada's catalogue: what is new, what has changed, what is gone. All or nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from uppfoljning.kolada import titel
from uppfoljning.kolada.katalog import Katalog
from uppfoljning.kolada.svar import Lasning, Nyckeltalspost, Omradespost
from uppfoljning.models import Koladanyckeltal, Koladaomrade
from uppfoljning.models.kolada import RIKET

I_TAGET = 1000
_AR = re.compile(r"\b(20\d\d)\b(?!.*\b20\d\d\b)")
"""The last year of a name: Liknande kommuner, övergripande, Norrköping, 2025."""


@dataclass
class Antal:
    """What a read-in did with the rows of one kind."""

    nya: int = 0
    andrade: int = 0
    lika: int = 0
    borttagna: int = 0


@dataclass
class Inlast:
    nyckeltal: Antal = field(default_factory=Antal)
    omraden: Antal = field(default_factory=Antal)


@transaction.atomic
def las_in(katalog: Katalog) -> Inlast:
    """Let our catalogue be as `katalog`; rows that are as they were are not written.

    What is no longer there is marked and kept, and only when every row could be read.
    """
    nu = klocka.nu()
    ut = Inlast()
    if katalog.nyckeltal is not None:
        _prova_hel(katalog.nyckeltal, Koladanyckeltal.objects.filter(borttagen=None))
        nya = [_nyckeltal(post, nu) for post in katalog.nyckeltal.rader]
        ut.nyckeltal = _uppdatera(Koladanyckeltal, nya, NYCKELTALSFALT)
        if not katalog.nyckeltal.fel:
            ut.nyckeltal.borttagna = _mark(Koladanyckeltal.objects.all(), nya, nu)
    if katalog.omraden is not None:
        ut.omraden = _omraden(katalog.omraden, ("kommun", "region", "riket"), nu)
    if katalog.grupper is not None:
        grupper = _omraden(katalog.grupper, ("grupp",), nu)
        for namn in ("nya", "andrade", "lika", "borttagna"):
            setattr(ut.omraden, namn, getattr(ut.omraden, namn) + getattr(grupper, namn))
    return ut


def _omraden(lasning: Lasning[Omradespost], slag: Collection[str], nu: datetime) -> Antal:
    rader = Koladaomrade.objects.filter(slag__in=slag)
    _prova_hel(lasning, rader.filter(borttagen=None))
    nya = [_omrade(post) for post in lasning.rader]
    antal = _uppdatera(Koladaomrade, nya, OMRADESFALT)
    if not lasning.fel:
        antal.borttagna = _mark(rader, nya, nu)
    return antal


def _prova_hel(lasning: Lasning[Any], finns: models.QuerySet[Any]) -> None:
    """Half a catalogue is a fault on the way, not half of it taken away."""
    antal = finns.count()
    if len(lasning.rader) * 2 < antal:
        raise Regelbrott(
            f"Katalogen har bara {len(lasning.rader)} rader mot {antal} förut. Inget är ändrat."
        )


# --- rows ------------------------------------------------------------------------------------

NYCKELTALSFALT = (
    *("titel", "beskrivning", "konsuppdelad", "kommuntyp", "huvudman", "verksamhetsomrade"),
    *("perspektiv", "preliminar", "publicering", "publicerad_period", "har_enheter"),
    *("definition_sha256", "upphord_ar", "gammal_definition", "borttagen"),
)
OMRADESFALT = ("namn", "slag", "ar", "medlemmar", "borttagen")


def _nyckeltal(post: Nyckeltalspost, nu: datetime) -> Koladanyckeltal:
    return Koladanyckeltal(
        kod=post.kod,
        titel=post.titel,
        beskrivning=post.beskrivning,
        konsuppdelad=post.konsuppdelad,
        kommuntyp=post.kommuntyp,
        huvudman=post.huvudman,
        verksamhetsomrade=post.verksamhetsomrade,
        perspektiv=post.perspektiv,
        preliminar=post.preliminar,
        publicering=post.publicering,
        publicerad_period=post.publicerad_period,
        har_enheter=post.har_enheter,
        definition_sha256=titel.definition_sha256(post.titel, post.beskrivning),
        upphord_ar=titel.upphord_ar(post.titel),
        gammal_definition=titel.gammal_definition(post.titel),
        hamtad=nu,
    )


def _omrade(post: Omradespost) -> Koladaomrade:
    slag = Koladaomrade.Slag
    vilket = {"G": slag.GRUPP, "K": slag.KOMMUN}.get(post.typ, slag.REGION)
    ar = _AR.search(post.namn) if post.typ == "G" else None
    return Koladaomrade(
        kod=post.kod,
        namn=post.namn,
        slag=slag.RIKET if post.kod == RIKET else vilket,
        ar=int(ar[1]) if ar else None,
        medlemmar=list(post.medlemmar),
    )


def _uppdatera(modell: type[Any], nya: Iterable[Any], falt: Collection[str]) -> Antal:
    """Write those that are new or differ, in the order of their codes so that two take turns."""
    finns = {rad[0]: rad[1:] for rad in modell.objects.order_by().values_list("kod", *falt)}
    antal, skriv = Antal(), []
    for rad in sorted(nya, key=lambda rad: rad.kod):
        forut = finns.get(rad.kod)
        if forut == tuple(getattr(rad, namn) for namn in falt):
            antal.lika += 1
            continue
        antal.nya += forut is None
        antal.andrade += forut is not None
        skriv.append(rad)
    mer = ["hamtad"] if modell is Koladanyckeltal else []
    modell.objects.bulk_create(
        skriv,
        batch_size=I_TAGET,
        update_conflicts=True,
        unique_fields=["kod"],
        update_fields=[*falt, *mer],
    )
    return antal


def _mark(rader: models.QuerySet[Any], nya: Iterable[Any], nu: datetime) -> int:
    """Mark those that the catalogue no longer has."""
    kvar = [rad.kod for rad in nya]
    return rader.filter(borttagen=None).exclude(kod__in=kvar).update(borttagen=nu)
