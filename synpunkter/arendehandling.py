"""A case as a document: what is said in it, whole or masked, as a page and as a tagged PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from kvalitet.pdf import Pdf, gor_pdf
from kvalitet.texter import antal, datum, tidpunkt
from synpunkter.maskning import MASKER, Maskat, Sok, Traff, hitta, maska
from synpunkter.models import Kontakt, Maskval, Meddelande, Synpunkt, Utlamnande, Utlamnandefil
from synpunkter.models.bilaga import BilagaQuerySet
from synpunkter.tillstand import Lage as Arendelage

TYPSNITT = settings.ROT / "uppfoljning" / "rapport"
"""The only folder that the PDF may read from: the fonts that all our documents are set in."""
_VEM = {"fran": "Avsändaren", "till": "Till avsändaren", "intern": "Intern anteckning"}


@dataclass(frozen=True)
class Del:
    """A piece of the case: what it is, its words, and what was masked in them."""

    rubrik: str
    maskat: Maskat
    original: str
    intern: bool = False

    def bitar(self) -> Iterator[tuple[str, bool]]:
        """Give the masked text in pieces, each with whether it is a mask."""
        slut = 0
        for t in self.maskat.traffar:
            yield self.original[slut : t.start], False
            yield MASKER[t.slag], True
            slut = t.slut
        yield self.original[slut:], False


@dataclass(frozen=True)
class Handling:
    synpunkt: Synpunkt
    avsandare: str
    fakta: list[tuple[str, str]]
    delar: list[Del]
    anteckningar: list[Del]
    maskad: bool
    maskningar: list[str]
    """How much of each kind was masked, in words."""
    bilagor: list[tuple[str, int]]
    """The name and size in bytes of each file; the files themselves are handed out apart."""


def sok_for(utlamnande: Utlamnande) -> Sok:
    """Return what to mask: the names that the case knows, and what a person chose."""
    kontakt = Kontakt.objects.filter(synpunkt=utlamnande.synpunkt.avsandarens).first()
    val = list(utlamnande.maskval.all())
    return Sok(
        namn=(kontakt.namn,) if kontakt and kontakt.namn else (),
        ord=tuple(v.text for v in val if v.slag == Maskval.Slag.DOLJ),
        visa=tuple(v.text for v in val if v.slag == Maskval.Slag.VISA),
        adresser=True,
    )


def handling(utlamnande: Utlamnande, *, maskad: bool, anteckningar: bool | None = None) -> Handling:
    """Return the case as it is handed out, with the internal notes if the decision says so, or
    as `anteckningar` says. A protected sender's contact is in no version."""
    if anteckningar is None:
        anteckningar = utlamnande.med_anteckningar
    synpunkt = utlamnande.synpunkt
    sok = sok_for(utlamnande) if maskad else None
    alla = [
        _del(rubrik, text, sok, intern) for rubrik, text, intern in _texter(synpunkt, anteckningar)
    ]
    filer = [(_del("Fil", b.namn, sok), b.storlek) for b in _filer(synpunkt, anteckningar)]
    plats = _del("Plats", synpunkt.plats, sok).maskat.text
    skal = _del("Motivering", synpunkt.utfall_skal, sok).maskat.text
    return Handling(
        synpunkt=synpunkt,
        avsandare=_avsandare(synpunkt, maskad=maskad),
        fakta=_fakta(synpunkt, plats, skal),
        delar=[d for d in alla if not d.intern],
        anteckningar=[d for d in alla if d.intern],
        maskad=maskad,
        maskningar=_maskningar([*alla, *(d for d, _ in filer)]),
        bilagor=[(d.maskat.text, storlek) for d, storlek in filer],
    )


def traffar(utlamnande: Utlamnande, sok: Sok) -> list[Traff]:
    """Return all that `sok` finds in what may be handed out of the case, part by part."""
    s = utlamnande.synpunkt
    texter = [text for _, text, _ in _texter(s, far_med_anteckningar(s))]
    namn = _filer(s, far_med_anteckningar(s)).values_list("namn", flat=True)
    return [t for text in (*texter, s.plats, s.utfall_skal, *namn) for t in hitta(text, sok)]


def far_med_anteckningar(synpunkt: Synpunkt) -> bool:
    """Internal notes are no public record until the case is closed and filed (TF 2 kap. 12 §)."""
    return synpunkt.lage == Arendelage.AVSLUTAD


def _texter(synpunkt: Synpunkt, anteckningar: bool) -> Iterator[tuple[str, str, bool]]:
    """Give each piece: its heading, its words, whether it is an internal note.

    The notes of another nämnd are never among them.
    """
    yield f"Avsändaren, {tidpunkt(synpunkt.inkom)}", synpunkt.text, False
    for m in synpunkt.meddelanden.inom(synpunkt.namnd_id).select_related("av"):
        intern = m.riktning == Meddelande.Riktning.INTERN
        if intern and not anteckningar:
            continue
        vem = f"{_VEM[m.riktning]}, {m.av}" if m.av else _VEM[m.riktning]
        yield f"{vem}, {tidpunkt(m.tid)}", m.text, intern


def _filer(synpunkt: Synpunkt, anteckningar: bool) -> BilagaQuerySet:
    """The files, the internal ones as the notes."""
    filer = synpunkt.bilagor.inom(synpunkt.namnd_id)
    return (filer if anteckningar else filer.avsandarens()).i_ordning()


def _del(rubrik: str, text: str, sok: Sok | None, intern: bool = False) -> Del:
    return Del(rubrik, maska(text, sok) if sok else Maskat(text, ()), text, intern)


def _avsandare(synpunkt: Synpunkt, *, maskad: bool) -> str:
    kontakt = Kontakt.objects.filter(synpunkt=synpunkt).first()
    if synpunkt.skyddad:
        return "Skyddade personuppgifter"
    if kontakt is None:
        return "Anonym"
    uppgifter = [("namn", kontakt.namn), ("epost", kontakt.epost)]
    return ", ".join(MASKER[slag] if maskad else varde for slag, varde in uppgifter if varde)


def _fakta(synpunkt: Synpunkt, plats: str, skal: str) -> list[tuple[str, str]]:
    alla = [
        ("Referens", synpunkt.referens),
        ("Diarienummer", synpunkt.dnr),
        ("Typ", synpunkt.get_typ_display()),
        ("Nämnd", str(synpunkt.namnd)),
        ("Enhet", str(synpunkt.enhet)),
        ("Kom in", f"{datum(synpunkt.inkom)}, {synpunkt.get_kanal_display().lower()}"),
        ("Plats", plats),
        ("Läge", synpunkt.get_lage_display()),
        ("Utfall", synpunkt.get_utfall_display() if synpunkt.utfall else ""),
        ("Motivering", skal),
    ]
    return [(namn, varde) for namn, varde in alla if varde]


_SLAG = {
    "personnummer": ("personnummer", "personnummer"),
    "telefon": ("telefonnummer", "telefonnummer"),
    "epost": ("e-postadress", "e-postadresser"),
    "namn": ("namn", "namn"),
    "adress": ("adress", "adresser"),
    "ord": ("annat ställe", "andra ställen"),
}


def _maskningar(delar: list[Del]) -> list[str]:
    slagen = [t.slag for d in delar for t in d.maskat.traffar]
    return [antal(slagen.count(s), *ord_) for s, ord_ in _SLAG.items() if s in slagen]


# --- PDF ---------------------------------------------------------------------------------------


def gor_fil(fil: Utlamnandefil, *, skapad: datetime) -> Pdf:
    """Render the file: tagged and archivable, the same bytes for the same case and moment."""
    u = fil.utlamnande
    titel = f"{_TITEL[fil.slag]} {u.synpunkt.referens}"
    sammanhang = {
        "titel": titel,
        "u": u,
        "provning": fil.provning,
        "skapad": skapad,
        "organisation": settings.ORGANISATION,
        "kammarratt": settings.KAMMARRATT,
    }
    if fil.slag == Utlamnandefil.Slag.BESLUT:
        html = render_to_string("synpunkter/pdf_beslut.html", sammanhang)
    else:
        h = handling(u, maskad=fil.slag == Utlamnandefil.Slag.MASKAD)
        html = render_to_string("synpunkter/pdf_arende.html", sammanhang | {"h": h})
    return gor_pdf(html, bas=TYPSNITT, titel=titel, skapad=skapad)


_TITEL: dict[str, str] = {
    Utlamnandefil.Slag.HEL: "Ärende",
    Utlamnandefil.Slag.MASKAD: "Maskad kopia av ärende",
    Utlamnandefil.Slag.BESLUT: "Beslut om utlämnande i ärende",
}
