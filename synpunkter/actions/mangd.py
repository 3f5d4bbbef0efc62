"""The business act of writing in many verbal synpunkter of a unit at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from kvalitet import klocka
from kvalitet.behorighet import far
from kvalitet.fel import Regelbrott
from kvalitet.kalender import SVENSK_TID
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import Rattighet
from synpunkter import kod
from synpunkter.actions import mottagning
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Synpunkt

FLEST = 60


@dataclass(frozen=True)
class Muntlig:
    """One verbal synpunkt: what was said, when, and what was done on the spot."""

    dag: date
    typ: str
    text: str
    gjort: str = ""
    utfall: str = ""


@transaction.atomic
def skriv_in_manga(
    rader: Sequence[Muntlig], *, enhet: Enhet, namnd: Namnd, kanal: str, token: str, av: Anvandare
) -> list[Synpunkt]:
    """Write in all of them, or none: a fault names its row. The same token again makes no more.

    What was done on the spot becomes a note; with an outcome the case is closed at once, which
    takes both the right to assign and to handle. The others wait in the inbox, and what is
    promised counts from today, when the municipality came to know of them.
    """
    if not rader:
        raise Regelbrott("Fyll i minst en rad.")
    if len(rader) > FLEST:
        raise Regelbrott(f"Skriv in högst {FLEST} åt gången.")
    akter.prova_nagon(av, Synpunkt(enhet=enhet, namnd=namnd), *mottagning.SKRIVA_IN)
    redan = _redan_inskrivna(token, len(rader))
    if redan:
        return redan
    inskrivna = []
    for nummer, rad in enumerate(rader, start=1):
        try:
            inskrivna.append(_en(rad, enhet, namnd, kanal, f"{token}:{nummer}", av))
        except Regelbrott as fel:
            raise Regelbrott(f"Rad {nummer}: {fel.mening}", fel.punkter) from fel
    return inskrivna


def far_avsluta(av: Anvandare, synpunkt: Synpunkt | None = None) -> bool:
    ratter = (Rattighet.SYNPUNKT_FORDELA, Rattighet.SYNPUNKT_HANDLAGGA)
    return all(far(av, ratt, synpunkt) for ratt in ratter)


def _redan_inskrivna(token: str, antal: int) -> list[Synpunkt]:
    uppslag = [kod.tokenuppslag(f"{token}:{nummer}") for nummer in range(1, antal + 1)]
    return list(Synpunkt.objects.filter(token_hmac__in=uppslag).order_by("pk"))


def _en(
    rad: Muntlig, enhet: Enhet, namnd: Namnd, kanal: str, token: str, av: Anvandare
) -> Synpunkt:
    if rad.dag > klocka.idag():
        raise Regelbrott("Dagen har inte varit än.")
    if not rad.text.strip():
        raise Regelbrott("Skriv vad som sades.")
    synpunkt = mottagning.ta_emot(
        token=token,
        typ=rad.typ,
        text=rad.text,
        namnd=namnd,
        enhet=enhet,
        svarsval=Synpunkt.Svarsval.NEJ,
        kanal=kanal,
        inkom=_nar(rad.dag),
        av=av,
        fordela=False,
        lofte_fran=klocka.idag(),
    ).synpunkt
    if not rad.utfall:
        if rad.gjort.strip():
            akter.anteckna(synpunkt, text=rad.gjort, av=av)
        return synpunkt
    if not far_avsluta(av, synpunkt):
        raise Regelbrott("Du får inte avsluta ärenden åt enheten. Lämna utfallet tomt.")
    synpunkt = akter.tilldela(synpunkt, enhet=enhet, namnd=namnd, handlaggare=av, av=av)
    synpunkt = akter.ta_hand_om(synpunkt, av=av)
    return akter.avsluta(synpunkt, utfall=rad.utfall, utfall_skal=rad.gjort, av=av)


def _nar(dag: date) -> datetime:
    """Return now, or the middle of an earlier day."""
    if dag == klocka.idag():
        return klocka.nu()
    return datetime.combine(dag, time(12), SVENSK_TID)
