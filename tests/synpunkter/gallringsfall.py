"""A case with words in every place that a case has words, and rules that let it go."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from kvalitet import klocka
from kvalitet.models import Anvandare, Gallring, Utskick
from synpunkter import diarieko
from synpunkter.actions import diarium
from synpunkter.actions import gallring as akter
from synpunkter.actions import synpunkt as synpunktakter
from synpunkter.models import Diarieforing, Gallringsregel, Synpunkt
from synpunkter.tillstand import Lage
from tests.factories import Kommun
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, i_lage

ORD = ("Kvittrande", "Blåklockan", "Grävlingen", "Tistelön", "Murkelstigen", "Ekorrvägen")
"""One for the text, the place, a message, a note, a comment, and the reason of the outcome."""
EPOST = "sibylla.kvittrande@exempel.se"


def regel(kommun: Kommun, av: Anvandare, **andrat: Any) -> Gallringsregel:
    falt: dict[str, Any] = {
        "namnd": kommun.von,
        "handlingstyp": "Synpunkter och klagomål",
        "ar": 2,
        "beslut_organ": "Vård- och omsorgsnämnden",
        "beslut_datum": date(2025, 3, 12),
        "beslut_paragraf": "§ 41",
        "beslut_dnr": "VON 2025/0099",
        "galler_fran": date(2025, 4, 1),
    }
    return akter.besluta_regel(Gallringsregel(**falt | andrat), av=av)


def avslutat(kommun: Kommun, personal: Personal, *, nar: datetime, **andrat: Any) -> Synpunkt:
    """A case that came in, was answered and closed on the day."""
    with klocka.stalld(nar):
        return i_lage(Lage.AVSLUTAD, kommun, personal, **andrat)


def ordrikt(kommun: Kommun, personal: Personal, *, nar: datetime) -> Synpunkt:
    """A case with words of its own everywhere; its mails wait, its file lies at the register."""
    with klocka.stalld(nar):
        diarium.stall_in(
            kommun.von, satt="extern", form="{kod} {ar}/{nr}", siffror=4, filformat="xml",
            av=personal.registrator,
        )  # fmt: skip
        s = i_lage(
            Lage.UNDER_HANDLAGGNING, kommun, personal,
            text=f"{ORD[0]} på morgonen.", plats=ORD[1], epost=EPOST, namn="Sibylla Kvittrande",
        )  # fmt: skip
        foring = diarium.registrera(s, av=personal.registrator)
        diarieko.lamna_vantande()
        diarium.satt_dnr(Diarieforing.objects.get(pk=foring.pk), dnr="VON 7", av=None)
        s = synpunktakter.besvara(s, meddelande=f"Vi talade om {ORD[2]}.", av=personal.handlaggare)
        synpunktakter.anteckna(s, text=f"Hon ringde om {ORD[3]}.", av=personal.handlaggare)
        s = synpunktakter.avsluta(s, utfall="atgardat", av=personal.handlaggare)
        s = synpunktakter.ateroppna(s, skal=f"Det hände på {ORD[4]}.", av=personal.chef)
        s = synpunktakter.ta_hand_om(s, av=personal.handlaggare)
        return synpunktakter.avsluta(
            s, utfall="ingen", utfall_skal=f"Inget görs vid {ORD[5]}.", av=personal.handlaggare
        )


def gallra(kommun: Kommun, forslar: Anvandare, godkanner: Anvandare) -> Gallring:
    """Propose, approve and carry out, today."""
    gallring = akter.foresla(kommun.von, av=forslar)
    akter.godkann(gallring, av=godkanner)
    akter.utfor_godkanda()
    gallring.refresh_from_db()
    return gallring


TABELLER = """
    select table_name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'
"""


def traffar(ord_: str, *, var: Path | None = None) -> set[str]:
    """Where the word stands: every table of the database, the outbox opened, every file."""
    funna: set[str] = set()
    with connection.cursor() as markor:
        markor.execute(TABELLER)
        for (tabell,) in markor.fetchall():
            markor.execute(
                f'select exists (select from "{tabell}" rad where rad::text ilike %s)',  # noqa: S608
                [f"%{ord_}%"],
            )
            if markor.fetchone()[0]:
                funna.add(tabell)
    if any(ord_.lower() in utskick.innehall.lower() for utskick in Utskick.objects.order_by("pk")):
        funna.add("utskicken")
    for fil in var.rglob("*") if var else ():
        if fil.is_file() and ord_.lower().encode() in fil.read_bytes().lower():
            funna.add(fil.name)
    return funna


LANGE_SEDAN = ONSDAG.replace(year=2024)
"""Two years before the day of the tests: what was closed then has just passed its time."""
