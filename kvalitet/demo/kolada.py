"""Kolada in the demo: its real catalogue, and three indicators from it with invented values.

One is fetched as it should, one could not be reached last night, and one has ended in Kolada and
waits for its owner's answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.conf import settings

from cykel.models import Indikator, Matvarde
from kvalitet import klocka
from kvalitet.demo.styrning import PAHITTAT
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare
from uppfoljning.actions.kolada import lagg_till
from uppfoljning.actions.koladahamtning import fraga_om_andrade, godta
from uppfoljning.actions.koladakatalog import las_in
from uppfoljning.actions.koladavarden import skriv
from uppfoljning.kolada import titel
from uppfoljning.kolada.katalog import fran_filer
from uppfoljning.kolada.klient import NAR_INTE
from uppfoljning.kolada.svar import Vardepost
from uppfoljning.models import Koladahamtning, Koladanyckeltal, Koladaomrade
from uppfoljning.models.kolada import RIKET

FORSTA_AR = 2020
LIKNANDE = "Liknande kommuner, övergripande"
# key, better when, and the values of each year: our own, riket and the group.
NYCKELTAL: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "U21468",
        "hogre",
        ("85", "84", "83", "84", "86", "87"),
        ("88", "88", "86", "86", "85", "86"),
        ("87.4", "86.9", "85.1", "85.6", "85.9", "86.3"),
    ),
    (
        "U23471",
        "hogre",
        ("78", "77", "74", "75", "75", "77"),
        ("81", "79", "77", "78", "77", "78"),
        ("80.1", "78.3", "76.0", "76.6", "76.9", "77.4"),
    ),
    (
        "U21401",
        "lagre",
        ("15", "16", "17", "16", "15"),
        ("15", "15", "15", "16", "16"),
        ("14.6", "15.2", "15.7", "15.9", "15.4"),
    ),
)
MER_FOR_KVINNOR, MINDRE_FOR_MAN = Decimal("0.7"), Decimal("1.1")


def ladda() -> None:
    with den(date(2026, 10, 12), 2, 15):
        las_in(fran_filer())
        leila = Anvandare.objects.get(epost="leila.nordin@kommun.example")
        for kod, riktning, *serier in NYCKELTAL:
            _indikator(kod, riktning, serier, leila)
    _misslyckad("U23471")
    _upphord("U21401")


def _indikator(kod: str, riktning: str, serier: list[tuple[str, ...]], agare: Anvandare) -> None:
    nyckeltal = Koladanyckeltal.objects.get(kod=kod)
    indikator = lagg_till(
        nyckeltal,
        namn=titel.namn(nyckeltal.titel),
        definition=nyckeltal.beskrivning,
        matt=titel.matt(nyckeltal.titel),
        riktning=riktning,
        frekvens=Indikator.Frekvens.HELAR,
        agare=agare,
        decimaler=1,
        konsuppdelad=nyckeltal.konsuppdelad,
        av=agare,
    )
    poster = [
        post
        for omrade, serie in zip(_omraden(), serier, strict=True)
        for post in _poster(kod, omrade, serie)
    ]
    skriv(indikator, poster, nyckeltal=nyckeltal, idag=klocka.idag())
    # As they would have come, but for the name of the source: these are nobody's figures.
    Matvarde.objects.filter(indikator=indikator).update(kalla=PAHITTAT)
    nu = klocka.nu()
    Koladahamtning.objects.filter(pk=indikator.pk).update(
        senast_lyckad=nu, senast_forsok=nu, hamta_fran=klocka.idag()
    )


def _omraden() -> tuple[str, str, str]:
    """Our own municipality, the country, and the group that it is compared with."""
    egen = Koladaomrade.objects.get(kod=settings.KOLADA_KOMMUN)
    lika = Koladaomrade.objects.filter(namn__startswith=f"{LIKNANDE}, {egen.namn}, ")
    return egen.kod, RIKET, lika.latest("kod").kod


def _poster(kod: str, omrade: str, serie: tuple[str, ...]) -> Iterator[Vardepost]:
    antal = 7 if omrade.startswith("G") else 1
    for ar, tal in enumerate(map(Decimal, serie), start=FORSTA_AR):
        per_kon = {"T": tal, "K": tal + MER_FOR_KVINNOR, "M": tal - MINDRE_FOR_MAN}
        for kon, varde in per_kon.items():
            yield Vardepost(kod, omrade, ar, kon, varde, "", antal, borttagen=False)


def _misslyckad(kod: str) -> None:
    with den(date(2026, 10, 13), 2, 15):
        Koladahamtning.objects.filter(indikator__kolada_id=kod).update(
            senast_forsok=klocka.nu(), fel=NAR_INTE
        )


def _upphord(kod: str) -> None:
    """Its title was without the year when it was chosen."""
    hamtning = Koladahamtning.objects.get(indikator__kolada_id=kod)
    forut = hamtning.titel.replace("(- 2024)", "").strip()
    godta(
        hamtning,
        forut,
        hamtning.beskrivning,
        titel.definition_sha256(forut, hamtning.beskrivning),
    )
    with den(date(2026, 10, 14), 2, 15):
        fraga_om_andrade()
