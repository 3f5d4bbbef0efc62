"""Sixty synpunkter: every type, state and nämnd; the texts are invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kvalitet import klocka
from kvalitet.demo.tid import den
from kvalitet.kalender import plus_arbetsdagar
from kvalitet.models import Anvandare, Enhet, Namnd, NamndAnsvar
from synpunkter.actions import mottagning
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage

UNDERLAG = Path(__file__).with_name("synpunkter.json")
FORSTA = date(2026, 1, 12)
STEG = timedelta(days=7)
"""One a week, so that every round has some."""
MARGINAL = 5
"""Days between the last arrival and today, so that nothing is handled in the future."""


@dataclass(frozen=True)
class Post:
    enhet: str
    typ: str
    lage: str
    svarsval: str
    text: str
    svar: str = ""
    utfall: str = ""


@dataclass(frozen=True)
class Folk:
    leila: Anvandare
    omar: Anvandare


def ladda() -> None:
    folk = Folk(
        Anvandare.objects.get(epost="leila.nordin@kommun.example"),
        Anvandare.objects.get(epost="omar.lindqvist@kommun.example"),
    )
    poster = [Post(**rad) for rad in json.loads(UNDERLAG.read_text(encoding="utf-8"))]
    for nummer, (post, inkom) in enumerate(_dagar(poster, klocka.idag())):
        _spela(nummer, post, inkom, folk)


def _dagar(poster: list[Post], idag: date) -> Iterator[tuple[Post, date]]:
    """Give each post its day of arrival: what is decided over the year, the rest lately."""
    avgjorda = [post for post in poster if post.svar]
    oppna = [post for post in poster if not post.svar]
    for nummer, post in enumerate(avgjorda):
        yield post, FORSTA + nummer * STEG
    for nummer, post in enumerate(oppna):
        yield post, idag - timedelta(days=len(oppna) - nummer + MARGINAL)


def _spela(nummer: int, post: Post, inkom: date, folk: Folk) -> None:
    """Take one case from its arrival to the state it stands in."""
    enhet = Enhet.objects.get(namn=post.enhet, slag="enhet")
    with den(inkom, 8, 40):
        kvitto = mottagning.ta_emot(
            token=f"visning-{nummer}",
            typ=post.typ,
            text=post.text,
            namnd=_namnd(enhet),
            enhet=enhet,
            svarsval=post.svarsval,
            epost=f"invanare{nummer}@exempel.example" if post.svarsval == "epost" else "",
            misstankt=post.lage == Lage.KARANTAN,
        )
    _handlagg(kvitto.synpunkt, post, inkom, folk)


def _handlagg(synpunkt: Synpunkt, post: Post, inkom: date, folk: Folk) -> None:
    if post.lage in (Lage.INKOMMEN, Lage.KARANTAN):
        return
    with den(plus_arbetsdagar(inkom, 1)):
        akter.tilldela(synpunkt, enhet=synpunkt.enhet, handlaggare=folk.omar, av=folk.leila)
    if post.lage == Lage.TILLDELAD:
        return
    with den(plus_arbetsdagar(inkom, 2)):
        akter.ta_hand_om(synpunkt, av=folk.omar)
        if post.lage == Lage.VANTAR_KOMPLETTERING:
            fraga = "Vilken natt var det, och ungefär vilken tid?"
            akter.begar_komplettering(synpunkt, meddelande=fraga, av=folk.omar)
    if post.svar:
        _avgor(synpunkt, post, inkom, folk)


def _avgor(synpunkt: Synpunkt, post: Post, inkom: date, folk: Folk) -> None:
    # Every seventh answer is late, so that the figures are not too good to be true.
    dagar = 13 if synpunkt.pk % 7 == 0 else 5
    with den(plus_arbetsdagar(inkom, dagar)):
        akter.besvara(synpunkt, meddelande=post.svar, av=folk.omar)
    if not post.utfall:
        return
    with den(plus_arbetsdagar(inkom, dagar), 15):
        skal = post.svar if post.utfall == "ingen" else ""
        akter.avsluta(synpunkt, utfall=post.utfall, utfall_skal=skal, av=folk.omar)
    if post.lage == Lage.ATEROPPNAD:
        with den(plus_arbetsdagar(inkom, dagar + 4)):
            akter.ateroppna(synpunkt, skal="Det hände igen i helgen.")


def _namnd(enhet: Enhet) -> Namnd:
    """The nämnd of the nearest unit above that one answers for."""
    ovanfor = [int(pk) for pk in enhet.sokvag.rstrip(".").split(".")]
    ansvar = NamndAnsvar.objects.filter(enhet__in=ovanfor).select_related("namnd", "enhet")
    return max(ansvar, key=lambda rad: rad.enhet.djup).namnd
