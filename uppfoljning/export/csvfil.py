"""Every table as CSV: UTF-8 with its mark, semicolons and decimal comma, as Swedish Excel reads."""

from __future__ import annotations

import csv
import io

from uppfoljning.export.cell import som_csv
from uppfoljning.export.underlag import Exportfil, Exportunderlag
from uppfoljning.export.zipfil import zipa
from uppfoljning.rapport.dokument import Tabell

LASMIG = "LÄSMIG.txt"
FORKLARING = """Varje fil är en tabell. Kolumnerna skiljs åt med semikolon. Texten är UTF-8.
Tal har decimalkomma och är avrundade som i rapporten. Datum skrivs år-månad-dag.
Tomt betyder att uppgiften inte finns. Två punkter (..) betyder för få svar för att visas.
En apostrof först i en text hindrar kalkylprogram från att läsa den som en formel.
"""


def som_csvfil(u: Exportunderlag) -> Exportfil:
    """One file of a single table, else a zip of them all with a text that explains them."""
    tabeller = u.dokument.datatabeller
    if len(tabeller) == 1:
        return Exportfil(csv_av(tabeller[0]), "csv", "text/csv; charset=utf-8")
    filer = [(LASMIG, _lasmig(u, tabeller)), *csvfiler(tabeller)]
    return Exportfil(zipa(filer), "zip", "application/zip")


def csvfiler(tabeller: tuple[Tabell, ...]) -> list[tuple[str, bytes]]:
    return [(f"{tabell.namn}.csv", csv_av(tabell)) for tabell in tabeller]


def csv_av(tabell: Tabell) -> bytes:
    ut = io.StringIO()
    skrivare = csv.writer(ut, delimiter=";", lineterminator="\r\n")
    skrivare.writerow([som_csv(kolumn) for kolumn in tabell.kolumner])
    skrivare.writerows([som_csv(cell) for cell in rad] for rad in tabell.rader)
    return ut.getvalue().encode("utf-8-sig")


def lista(tabeller: tuple[Tabell, ...]) -> str:
    """The files and what they hold, one on a line."""
    bredd = max((len(t.namn) for t in tabeller), default=0) + 6
    return "".join(f"{f'{t.namn}.csv':<{bredd}}{t.rubrik}\n" for t in tabeller)


def _lasmig(u: Exportunderlag, tabeller: tuple[Tabell, ...]) -> bytes:
    huvud = "".join(f"{rad}\n" for rad in (u.dokument.titel, *u.dokument.huvud))
    fakta = "".join(f"{namn}: {varde}\n" for namn, varde in u.fakta)
    return f"{huvud}{fakta}\n{FORKLARING}\n{lista(tabeller)}".encode()
