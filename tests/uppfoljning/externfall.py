"""A survey that someone else makes, and files of it, for the tests of reading it in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from cykel.actions.indikator import skapa_indikator
from cykel.models import Indikator
from kvalitet.models import Anvandare
from tests import factories
from tests.uppfoljning.externfiler import csv
from uppfoljning import externlasning
from uppfoljning.actions.extern import Inlast, Omgangsdata, las_in, skapa
from uppfoljning.externfil import tabell
from uppfoljning.models import Externresultat, Externundersokning

LANG = ("enhet", "fråga", "kön", "antal svar", "värde")


@dataclass(frozen=True)
class Fall:
    kommun: factories.Kommun
    u: Externundersokning
    av: Anvandare

    def las_in(self, innehall: bytes, **andrat: Any) -> Inlast:
        """Read a file in as it is guessed."""
        data = omgang(andrat.pop("ar", 2026))
        nyckel = andrat.pop("uppladdning", None) or uuid.uuid4()
        av = andrat.pop("av", self.av)
        last = externlasning.forsta(tabell.las(innehall), self.u)
        utdrag = externlasning.utdrag(last, self.u, ar=data.ar, ram=None)
        mappning = (last.tolkning.slag, externlasning.att_spara(last, self.u.troskel))
        return las_in(
            self.u, uppladdning=nyckel, omgang=data, utdrag=utdrag, mappning=mappning, av=av
        )

    def siffror(self, ar: int = 2026) -> dict[str, Any]:
        """What is kept: "Hemtjänst F1 T" to number and value, or to why there is none."""
        rader = Externresultat.objects.filter(omgang__ar=ar).select_related("enhet", "fraga")
        return {
            f"{r.enhet} {r.fraga.kod} {r.kon}": r.orsak or (r.n, float(r.varde or 0))
            for r in rader.order_by("pk")
        }


def fall(kommun: factories.Kommun, av: Anvandare, **andrat: Any) -> Fall:
    falt: dict[str, Any] = {
        "namn": "Brukarundersökningen",
        "leverantor": "Enkätfabriken",
        "enhet": kommun.hemtjanst,
        "namnd": kommun.von,
        "troskel": 5,
        "av": av,
    }
    return Fall(kommun, skapa(**(falt | andrat)), av)


def omgang(ar: int = 2026, **andrat: Any) -> Omgangsdata:
    falt: dict[str, Any] = {
        "ar": ar,
        "period_fran": date(ar, 1, 1),
        "period_till": date(ar, 3, 31),
        "matdatum": date(ar, 3, 31),
    }
    return Omgangsdata(**(falt | andrat))


def lang(*rader: tuple[Any, ...]) -> bytes:
    """A file of figures: unit, question, sex, number of answers, value."""
    return csv(LANG, *rader)


def indikator(av: Anvandare, **andrat: Any) -> Indikator:
    """An indicator whose values come from a file."""
    falt: dict[str, Any] = {
        "namn": "Trygga",
        "definition": "Andel trygga.",
        "matt": "procent",
        "riktning": "hogre",
        "kalla": "fil",
        "frekvens": "helar",
        "agare": av,
        "konsuppdelad": True,
        "av": av,
    }
    return skapa_indikator(**(falt | andrat))
