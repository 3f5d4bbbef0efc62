"""An external survey of the demo: two years of a school survey, read in from answers and figures.

It takes the same way as a file that somebody uploads.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date

from cykel.actions.indikator import skapa_indikator
from cykel.models import Indikator, Mal
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare, Enhet, Namnd
from uppfoljning import externlasning
from uppfoljning.actions.extern import Omgangsdata, koppla, las_in, skapa
from uppfoljning.externfil import tabell
from uppfoljning.models import Externundersokning

FRAGOR = (
    ("F1", "Jag känner mig trygg i skolan", 82, 84),
    ("F2", "Lärarna hjälper mig i skolarbetet när jag behöver det", 78, 77),
    ("F3", "Jag får vara med och påverka på lektionerna", 58, 63),
    ("F4", "På lektionerna har vi arbetsro", 55, 51),
)
"""Code, words, share of positive answers the year before and this one. All of it is made up."""
SAMTLIGA = 620
ELEVER = (96, 118, 83, 105, 14)
"""Answers per school; the last has too few of either sex, and another is hidden for its sake."""


def ladda() -> None:
    leila = Anvandare.objects.get(epost="leila.nordin@kommun.example")
    grundskola = Enhet.objects.get(namn="Grundskola", slag="omrade")
    namnd = Namnd.objects.get(kod="UN")
    mal = Mal.objects.get(namnd=namnd, kort="Trygg i skolan")
    with den(date(2025, 4, 7)):
        u = skapa(
            namn="Skolenkäten årskurs 8",
            leverantor="Origo",
            enhet=grundskola,
            namnd=namnd,
            troskel=10,
            mal=mal,
            metod="Alla elever i årskurs 8 får enkäten i klassrummet. Värdet är andelen som svarar "
            "att påståendet stämmer ganska bra eller helt och hållet. Alla värden är påhittade.",
            av=leila,
        )
        _las(u, 2025, leila)
        koppla(u.fragor.get(kod="F1"), _indikator(leila), av=leila)
    with den(date(2026, 4, 9)):
        _las(u, 2026, leila)


def _las(u: Externundersokning, ar: int, av: Anvandare) -> None:
    text = "\r\n".join(_rader(u, ar))
    fil = tabell.las(text.encode("utf-8-sig"))
    last = externlasning.forsta(fil, u)
    las_in(
        u,
        uppladdning=uuid.uuid5(uuid.NAMESPACE_URL, f"skolenkaten-{ar}"),
        omgang=Omgangsdata(
            ar=ar,
            period_fran=date(ar, 1, 1),
            period_till=date(ar, 3, 31),
            matdatum=date(ar, 3, 31),
            urval=710,
            overtackning=6,
        ),
        utdrag=externlasning.utdrag(last, u, ar=ar, ram=None),
        mappning=(last.tolkning.slag, externlasning.att_spara(last, u.troskel)),
        av=av,
    )


def _rader(u: Externundersokning, ar: int) -> Iterator[str]:
    yield "undersokning;ar;enhet;fraga;fragetext;kon;antal_svar;varde"
    skolor = Enhet.objects.under(u.enhet).exclude(pk=u.enhet_id).order_by("namn")
    namn = [u.enhet.namn, *(skola.namn for skola in skolor[: len(ELEVER)])]
    for nr, (enhet, antal) in enumerate(zip(namn, (SAMTLIGA, *ELEVER), strict=False)):
        for kod, ord_, fjol, nu in FRAGOR:
            varde = (nu if ar == 2026 else fjol) + (0, 4, -6, 3, -2, 5)[nr]
            flickor = antal // 2 - nr
            for kon, n, skillnad in (
                ("T", antal, 0),
                ("K", flickor, -3),
                ("M", antal - flickor, 3),
            ):
                yield f"{u.namn};{ar};{enhet};{kod};{ord_};{kon};{n};{varde + skillnad},5"


def _indikator(agare: Anvandare) -> Indikator:
    return skapa_indikator(
        namn="Elever som är trygga i skolan",
        definition="Andel elever i årskurs 8 som svarar att de känner sig trygga i skolan.",
        matt="procent",
        riktning=Indikator.Riktning.HOGRE,
        kalla=Indikator.Kalla.FIL,
        frekvens=Indikator.Frekvens.HELAR,
        agare=agare,
        konsuppdelad=True,
        av=agare,
    )
