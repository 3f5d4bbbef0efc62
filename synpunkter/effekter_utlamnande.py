"""What follows from each step of a request for a public record, in the same transaction."""

from __future__ import annotations

from kvalitet.overgang import Steg
from synpunkter.models import Sekretessprovning, Utlamnande, Utlamnandefil


def provning_skriven(steg: Steg) -> None:
    assert steg.av is not None  # noqa: S101 - no row of this table is the system's
    utlamnande: Utlamnande = steg.objekt
    utfall = steg.data["utfall"]
    utlamnande.provning = Sekretessprovning.objects.create(
        synpunkt=utlamnande.synpunkt,
        utfall=utfall,
        grund="" if utfall == Sekretessprovning.Utfall.LAMNAS else steg.data["grund"],
        skal=steg.data.get("skal", ""),
        av=steg.av,
        tid=steg.nu,
    )
    utlamnande.med_anteckningar = bool(steg.data.get("med_anteckningar"))


def handlingar_bestallda(steg: Steg) -> None:
    """Order the files that the decision asks for; a worker makes them.

    The whole case always: it is what is handed out, or what the court reads if the decision is
    appealed. A masked copy beside it, and the written decision where something is refused.
    """
    slag = Utlamnandefil.Slag
    behovs = {
        "lamnas": (slag.HEL, slag.MASKAD),
        "delvis": (slag.HEL, slag.MASKAD, slag.BESLUT),
        "nekas": (slag.HEL, slag.BESLUT),
    }[steg.data["utfall"]]
    u: Utlamnande = steg.objekt
    Utlamnandefil.objects.bulk_create(
        Utlamnandefil(utlamnande=u, provning=u.provning, slag=s, bestalld=steg.nu) for s in behovs
    )


def beslutet_upphavt(steg: Steg) -> None:
    """The decision no longer holds. It stays with the case, and its files with it: a decision
    that was made is a record. Files not made yet are not made."""
    steg.objekt.filer.exclude(lage=Utlamnandefil.Lage.KLAR).delete()
    steg.objekt.provning = None
    steg.objekt.med_anteckningar = False


def utlamnad(steg: Steg) -> None:
    steg.objekt.utlamnad = steg.nu
    steg.objekt.satt = steg.data["satt"]
