"""What Kolada's areas are called, as they stand within a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from uppfoljning.models import Koladaomrade


def omradesnamn(koder: Iterable[str]) -> dict[str, str]:
    """Return the names by code: riket; Linköping; liknande kommuner, övergripande, 2025.

    One question. A code that the catalogue does not know has no name here.
    """
    sokta = set(koder)
    if not sokta:
        return {}
    rader = Koladaomrade.objects.filter(kod__in={*sokta, settings.KOLADA_KOMMUN})
    kanda = {o.kod: o for o in rader.order_by("kod")}
    egen = kanda.get(settings.KOLADA_KOMMUN)
    namn = egen.namn if egen else ""
    return {kod: o.namn_i_mening(namn) for kod, o in kanda.items() if kod in sokta}


def egen_kommun() -> str:
    """Our own municipality's name in Kolada: Norrköping; empty while it is not read in."""
    rad = Koladaomrade.objects.filter(kod=settings.KOLADA_KOMMUN).first()
    return rad.namn if rad else ""
