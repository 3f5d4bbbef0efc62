"""What each step of a request for a public record asks for."""

from __future__ import annotations

from collections.abc import Iterable

from kvalitet.fel import Punkt
from kvalitet.overgang import Steg
from synpunkter.arendehandling import far_med_anteckningar
from synpunkter.models import Sekretessprovning, Utlamnande, Utlamnandefil
from synpunkter.sekretess import far_lasa
from synpunkter.sekretessgrunder import KODER
from synpunkter.villkor_lagen import JAVIG, berorda_av

_UTFALL = {"bevilja": ("lamnas", "delvis"), "avsla": ("nekas",)}


def arendet_kan_lasas(steg: Steg) -> Iterable[Punkt]:
    """Whoever takes a step can read the case, also when it is marked, and it is not about them."""
    klar = steg.av is not None and far_lasa(steg.av, steg.objekt.synpunkt)
    yield Punkt("Du får inte läsa ärendet. Be någon som får att göra det.", klar=klar)
    if steg.av is not None and steg.av.pk in berorda_av(steg.objekt.synpunkt):
        yield Punkt(JAVIG)


def utlamnande_provat(steg: Steg) -> Iterable[Punkt]:
    """A decision has an outcome; a no, in whole or part, has its paragraph and its reason.

    So has a yes for a marked case: the mark is a warning, and why it did not hold is told.
    """
    utlamnande: Utlamnande = steg.objekt
    synpunkt = utlamnande.synpunkt
    utfall = steg.data.get("utfall", "")
    yield Punkt("Välj ett beslut.", klar=utfall in _UTFALL[steg.rad.namn])
    if utfall != Sekretessprovning.Utfall.LAMNAS:
        yield Punkt("Välj vilken paragraf som gäller.", klar=steg.data.get("grund") in KODER)
    if utfall != Sekretessprovning.Utfall.LAMNAS or synpunkt.sekretess or synpunkt.skyddad:
        yield Punkt("Skriv skälet.", klar=bool(str(steg.data.get("skal", "")).strip()))
    if steg.data.get("med_anteckningar"):
        yield Punkt(
            "Ta bort krysset. Interna anteckningar är inte allmänna handlingar förrän ärendet är "
            "avslutat.",
            klar=far_med_anteckningar(synpunkt),
        )


def handlingen_klar(steg: Steg) -> Iterable[Punkt]:
    filer = steg.objekt.gallande_filer
    klar = bool(filer) and all(f.lage == Utlamnandefil.Lage.KLAR for f in filer)
    yield Punkt("Filerna skapas fortfarande. Försök igen om en stund.", klar=klar)
    yield Punkt(
        "Välj hur handlingen lämnades.", klar=steg.data.get("satt") in Utlamnande.Satt.values
    )


def maskningen_genomlast(steg: Steg) -> Iterable[Punkt]:
    """No machine's masking goes out unread."""
    if not steg.objekt.helt:
        yield Punkt(
            "Läs igenom den maskade kopian och kryssa i att du har gjort det.",
            klar=bool(steg.data.get("genomlast")),
        )
