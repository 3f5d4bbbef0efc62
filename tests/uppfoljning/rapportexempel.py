"""Reports to draw: the full one from a file, and the odd shapes made from it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from uppfoljning.rapport.modell import (
    Kriterium,
    Mal,
    Maluppfyllelserapport,
    Rapportlage,
    Slag,
    Status,
    Tillfalle,
    fran_json,
)

FIL = Path(__file__).parent / "data" / "rapport_von.json"


@cache
def full() -> Maluppfyllelserapport:
    return fran_json(FIL.read_text("utf-8"))


def utkast() -> Maluppfyllelserapport:
    return replace(full(), status=Status(lage=Rapportlage.UTKAST, dnr="VON 2026/0412"))


def ett_mal() -> Maluppfyllelserapport:
    return replace(full(), mal=full().mal[:1], uppdrag=(), sprang=(), saknas=(), beslut=())


def fjorton_mal() -> Maluppfyllelserapport:
    """Every goal twice and two a third time, with numbers of their own."""
    alla = (full().mal * 3)[:14]
    mal = tuple(replace(m, id=f"m{n}", nummer=str(n)) for n, m in enumerate(alla, 1))
    return replace(full(), mal=mal)


def utan_synpunkter() -> Maluppfyllelserapport:
    mal = tuple(replace(m, belagg=()) for m in full().mal)
    return replace(full(), mal=mal, synpunkter=None, undersokningar=())


def allt_saknas() -> Maluppfyllelserapport:
    """A round that was opened and never filled in: two goals, nothing else."""
    return Maluppfyllelserapport(
        kommun="Norrköpings kommun",
        namnd="Tekniska nämnden",
        kontor="Samhällsbyggnadskontoret",
        kontakt="Kvalitetssamordnaren",
        tillfalle=Tillfalle(
            slag=Slag.HELAR,
            namn="helår 2026",
            period_fran=date(2026, 1, 1),
            period_till=date(2026, 12, 31),
            matdatum=date(2026, 12, 31),
        ),
        status=Status(lage=Rapportlage.UTKAST),
        skapad=datetime(2027, 1, 15, 8, 0, tzinfo=UTC),
        mal=(
            Mal(id="a", nummer="1", kort="Hela gator", text="Gatorna ska vara hela"),
            Mal(
                id="b",
                nummer="2",
                kort="Rent vatten",
                text="Vattnet ska vara rent",
                ansvarig="VA-chef",
                kriterier=(Kriterium(beteckning="A", text="Inga kokpåbud"),),
            ),
        ),
    )


def utan_mal() -> Maluppfyllelserapport:
    return replace(allt_saknas(), mal=())


ALLA = {
    "full": full,
    "utkast": utkast,
    "ett_mal": ett_mal,
    "fjorton_mal": fjorton_mal,
    "utan_synpunkter": utan_synpunkter,
    "allt_saknas": allt_saknas,
    "utan_mal": utan_mal,
}
