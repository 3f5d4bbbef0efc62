"""Telling events in words, for timelines.

Each app has a dictionary from kind of event to sentence (`settings.HANDELSEMENINGAR`). A
`{key}` is looked up in the event's data: a key that ends in `enhet` holds the id of a unit and
is told as its name; an ISO date is told in words. An event without a sentence, or without what
its sentence asks for, shows its code, never nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from kvalitet.historik import andringar
from kvalitet.models import Enhet, Handelse
from kvalitet.texter import datum

MENINGAR = {
    "enhet.skapad": "Enheten lades till.",
    "enhet.flyttad": "Flyttades från {fran_enhet} till {till_enhet} från och med {galler_fran}.",
    "enhet.upphor": "Bestämt att enheten upphör {galler_fran}. {till_enhet} tar över.",
    "enhet.slas_ihop": "Bestämt att enheten går upp i {till_enhet} {galler_fran}.",
    "enhet.delas": "Bestämt att enheten delas {galler_fran}. {till_enhet} tar över det öppna.",
    "enhet.tar_over": "Tar över det som är öppet i {fran_enhet} {galler_fran}.",
    "enhet.upphor_inte": "Beslutet att enheten upphör togs tillbaka.",
    "enhet.upphorde": "Enheten upphörde, och det som var öppet följde med.",
    "enhet.inlast": "Enheten lästes in från en fil.",
    "enhet.visning": "Visningskommunen laddades. Allt i den är påhittat.",
    "anvandare.inlast": "Kontot lästes in från en fil.",
    "anvandare.andrad": "Namnet ändrades när en fil lästes in.",
    "roll.given": "En roll gavs.",
    "roll.avslutad": "En roll avslutades.",
    "grupp.kopplad": "En grupp ger en roll.",
    "grupp.bortkopplad": "En grupp ger inte längre en roll.",
    "dataskydd.kontakt": "Kontaktvägarna för personuppgifter ändrades.",
    "konto.losenord": "Lösenordet valdes.",
    "utskick.forsok_igen": "Mejlet väntar på att skickas igen.",
    "jobbfel.avklarat": "Felet i uppgiften {uppgift} togs ur listan.",
    "logg.forseglad": "Loggen förseglades med sigill {nummer}.",
    "logg.nytt_vittne": "Loggen fick ett nytt vittne efter en återläsning, från sigill {nummer}.",
    "konto.inloggad": "Loggade in.",
    "konto.utloggad": "Loggade ut.",
    "konto.fel_inloggning": "Ett försök att logga in misslyckades.",
    "konto.fel_kod": "En felaktig kod eller passnyckel gavs efter lösenordet.",
    "konto.kod_sparrad": "Koden spärrades en stund efter för många försök.",
    "konto.reservkod": "En reservkod användes.",
    "konto.tiden_ute": "Loggades ut av tiden.",
    "konto.sparrat": "Inloggningen spärrades en stund efter för många försök.",
    "konto.upplagt": "Kontot lades upp.",
    "konto.skapat": "Kontot skapades vid första inloggningen med kommunens konto.",
    "konto.foljer": "Namn eller e-post ändrades efter kommunens konto.",
    "konto.stangt": "Kontot stängdes. Roller och inloggningar avslutades.",
    "konto.oppnat": "Kontot öppnades igen.",
    "konto.nodkonto": "Kontot blev ett nödkonto.",
    "konto.inte_nodkonto": "Kontot är inte längre ett nödkonto.",
    "konto.tvasteg": "Tvåstegsinloggning valdes.",
    "konto.passnyckel": "En passnyckel lades till.",
    "konto.passnyckel_borta": "En passnyckel togs bort.",
    "konto.reservkoder": "Nya reservkoder skapades.",
    "konto.tvasteg_nollstallt": "Tvåstegsinloggningen nollställdes.",
    "konto.inloggningar_avslutade": "Inloggningar avslutades.",
    "konto.nekad": "Släpptes inte in med kommunens konto.",
    "granskning.last": "Läste i händelseloggen, {antal} på sidan.",
    "granskning.hamtad": "Hämtade händelseloggen som fil ({fil}).",
}

_DATUM = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Rad:
    """One line of a timeline."""

    tid: datetime
    mening: str
    vem: str
    kommentar: str
    andringar: Sequence[str] = ()
    """What the act changed, a sentence a field."""


def beratta(handelser: Iterable[Handelse]) -> list[Rad]:
    """Return the events as lines. The queries depend on the kinds of objects, not on how many."""
    handelser = list(handelser)
    enhetsnamn = _enhetsnamn(handelser)
    andrat = andringar(handelser)
    return [
        Rad(
            tid=handelse.tid,
            mening=_mening(handelse, enhetsnamn),
            vem=handelse.av.namn if handelse.av else "Systemet",
            kommentar=handelse.text.text if hasattr(handelse, "text") else "",
            andringar=andrat.get(handelse.pk, ()),
        )
        for handelse in handelser
    ]


@cache
def _meningar() -> dict[str, str]:
    alla: dict[str, str] = {}
    for stig in settings.HANDELSEMENINGAR:
        alla |= import_string(stig)
    return alla


def _mening(handelse: Handelse, enhetsnamn: dict[int, str]) -> str:
    mall = _meningar().get(handelse.slag)
    if mall is None:
        return handelse.slag
    try:
        return mall.format(**{k: _ord(k, v, enhetsnamn) for k, v in handelse.data.items()})
    except KeyError:
        return handelse.slag


def _ord(nyckel: str, varde: Any, enhetsnamn: dict[int, str]) -> str:
    if nyckel.endswith("enhet"):
        return enhetsnamn.get(varde, "okänd enhet")
    if isinstance(varde, str) and _DATUM.fullmatch(varde):
        return datum(date.fromisoformat(varde))
    return str(varde)


def _enhetsnamn(handelser: Iterable[Handelse]) -> dict[int, str]:
    nycklar = {
        varde
        for handelse in handelser
        for nyckel, varde in handelse.data.items()
        if nyckel.endswith("enhet")
    }
    return dict(Enhet.objects.filter(pk__in=nycklar).values_list("pk", "namn"))
