"""The business acts on what is told of what came of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.overgang import las, overga
from kvalitet.roller import Rattighet
from synpunkter.actions.monster import tema_som_heter
from synpunkter.models import Aterkoppling, Publicering
from synpunkter.tillstand_slinga import (
    ATERKOPPLING,
    PUBLICERING,
    Beskedslage,
    Publiceringslage,
)


@transaction.atomic
def skriv_besked(besked: Aterkoppling, *, text: str, av: Anvandare) -> Aterkoppling:
    """Change the proposed words, as long as nothing is sent."""
    besked = las(ATERKOPPLING, besked)
    prova(av, Rattighet.SYNPUNKT_ATERKOPPLA, besked)
    if besked.lage != Beskedslage.UTKAST:
        raise Regelbrott("Beskedet är redan avgjort. Ladda om sidan och se vad som gäller nu.")
    if not text.strip():
        raise Regelbrott("Skriv vad avsändarna ska få veta.")
    if besked.text != text.strip():
        besked.text = text.strip()
        besked.save(update_fields=["text"])
        logg.skriv("aterkoppling.skriven", besked, av=av, nu=klocka.nu())
    return besked


@transaction.atomic
def skicka_besked(besked: Aterkoppling, *, text: str, av: Anvandare) -> Aterkoppling:
    """Approve the words that were read, and send them once to each who wanted to know."""
    besked = skriv_besked(besked, text=text, av=av)
    return overga(ATERKOPPLING, besked, "skicka", av=av)


def stryk_besked(besked: Aterkoppling, *, skal: str, av: Anvandare) -> Aterkoppling:
    """Decide that nobody is told, and say why."""
    return overga(ATERKOPPLING, besked, "stryk", av=av, kommentar=skal)


@transaction.atomic
def skriv_publicering(
    besked: Aterkoppling, *, tema: str, ni_sa: str, vi_gjorde: str, av: Anvandare
) -> Publicering:
    """Write what everybody may read, or change the draft of it. Who wrote last is its author."""
    besked = las(ATERKOPPLING, besked)
    prova(av, Rattighet.SYNPUNKT_ATERKOPPLA, besked)
    if besked.lage == Beskedslage.UTKAST:
        raise Regelbrott("Godkänn eller stryk beskedet till avsändarna först. De ska få veta före.")
    if not ni_sa.strip() or not vi_gjorde.strip():
        raise Regelbrott("Skriv vad ni hörde och vad ni gjorde, med egna ord.")
    falt: dict[str, Any] = {
        "tema": tema_som_heter(tema),
        "ni_sa": ni_sa.strip(),
        "vi_gjorde": vi_gjorde.strip(),
        "forfattare": av,
    }
    publicering = _utkast(besked)
    for namn, varde in falt.items():
        setattr(publicering, namn, varde)
    publicering.save()
    logg.skriv("publicering.skriven", publicering, av=av, nu=klocka.nu())
    return publicering


def _utkast(besked: Aterkoppling) -> Publicering:
    finns = besked.publiceringar.exclude(lage=Publiceringslage.TILLBAKADRAGEN)
    publicering = finns.select_for_update(of=("self",)).first()
    if publicering is None:
        return Publicering(
            aterkoppling=besked,
            namnd_id=besked.namnd_id,
            enhet_id=besked.enhet_id,
            slag=besked.slag,
            antal=besked.brist.synpunktskopplingar.count(),
            skapad=klocka.nu(),
        )
    if publicering.lage != Publiceringslage.UTKAST:
        raise Regelbrott("Texten är redan lämnad för godkännande. Be att få den tillbaka först.")
    return publicering


def begar_godkannande(publicering: Publicering, *, av: Anvandare) -> Publicering:
    return overga(PUBLICERING, publicering, "begar_godkannande", av=av)


def godkann(publicering: Publicering, *, av: Anvandare) -> Publicering:
    """Publish what somebody else wrote."""
    return overga(PUBLICERING, publicering, "godkann", av=av)


def skicka_tillbaka(publicering: Publicering, *, skal: str, av: Anvandare) -> Publicering:
    return overga(PUBLICERING, publicering, "skicka_tillbaka", av=av, kommentar=skal)


def dra_tillbaka(publicering: Publicering, *, skal: str, av: Anvandare) -> Publicering:
    """Take the text off the public page, at once and for good; a new one may be written."""
    return overga(PUBLICERING, publicering, "dra_tillbaka", av=av, kommentar=skal)
