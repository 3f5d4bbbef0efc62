"""The inbox as a file: rows of plain values, safe to open in a spreadsheet.

A file leaves the rights behind, so it holds less than the pages: no contact, no marked case, and
texts masked. What is left out is told as a number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Q, QuerySet
from openpyxl import Workbook

from kvalitet.exportcell import ofarlig
from kvalitet.kalender import svensk_dag
from kvalitet.models import Anvandare
from kvalitet.texter import antal
from synpunkter.maskning import Sok, maska
from synpunkter.models import Kontakt, Synpunkt
from synpunkter.sekretess import synlig

MEST = 10_000
"""More rows than this and the selection is too wide for one file."""
_HEMLIG = Q(sekretess=True) | Q(skyddad=True)
_STYCKE = 500

KOLUMNER = (
    *("Referens", "Diarienummer", "Typ", "Läge", "Utfall", "Nämnd", "Enhet", "Hur den kom in"),
    *("Kom in", "Svara senast", "Besvarad", "Avslutad", "Text"),
)


def utan_hemliga(synpunkter: QuerySet[Synpunkt]) -> QuerySet[Synpunkt]:
    return synpunkter.exclude(_HEMLIG)


def antal_hemliga(synpunkter: QuerySet[Synpunkt]) -> int:
    return synpunkter.filter(_HEMLIG).count()


def rader(nycklar: Sequence[int], anvandare: Anvandare) -> Iterator[list[str]]:
    """Give the cases in the order of their keys, some hundreds at a time, each tried again: one
    that was marked or moved meanwhile is left out."""
    for start in range(0, len(nycklar), _STYCKE):
        stycke = nycklar[start : start + _STYCKE]
        synpunkter = utan_hemliga(Synpunkt.objects.filter(synlig(anvandare), pk__in=stycke))
        hittade = synpunkter.select_related("enhet", "namnd").in_bulk()
        # The name of a part's sender stands with the whole.
        avsandare = {pk: s.foralder_id or pk for pk, s in hittade.items()}
        kontakter = Kontakt.objects.filter(synpunkt__in=avsandare.values())
        namn = dict(kontakter.values_list("synpunkt", "namn"))
        rader = ((hittade[pk], namn.get(avsandare[pk], "")) for pk in stycke if pk in hittade)
        yield from (_rad(s, avsandarens) for s, avsandarens in rader)


def _rad(s: Synpunkt, namn: str) -> list[str]:
    text = maska(s.text, Sok(namn=(namn,) if namn else (), adresser=True)).text
    tider = [svensk_dag(t).isoformat() if t else "" for t in (s.besvarad, s.avslutad)]
    celler = [
        *(s.referens, s.dnr, s.get_typ_display(), s.get_lage_display()),
        *(s.get_utfall_display() if s.utfall else "", str(s.namnd), str(s.enhet)),
        *(s.get_kanal_display(), svensk_dag(s.inkom).isoformat(), s.svar_senast.isoformat()),
        *tider,
        text,
    ]
    return [ofarlig(cell) for cell in celler]


def slutrad(hemliga: int) -> list[str]:
    """Return the row that says how many were left out; empty when none."""
    if not hemliga:
        return []
    vad = antal(hemliga, "ärende", "ärenden")
    return [f"{vad} med sekretess eller skyddade personuppgifter är inte med."]


def som_csv(alla: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Give the file line by line: semicolons and a mark of UTF-8, as Swedish Excel reads it."""
    yield b"\xef\xbb\xbf"
    for rad in alla:
        ut = io.StringIO()
        csv.writer(ut, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(rad)
        yield ut.getvalue().encode()


def som_xlsx(alla: Iterable[Sequence[str]]) -> bytes:
    bok = Workbook(write_only=True)
    blad = bok.create_sheet("Synpunkter")
    for rad in alla:
        blad.append(rad)
    ut = io.BytesIO()
    bok.save(ut)
    return ut.getvalue()
