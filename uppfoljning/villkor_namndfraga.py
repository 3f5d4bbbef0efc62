"""Guards of a question from a nämnd."""

from __future__ import annotations

from kvalitet.fel import Punkt
from kvalitet.overgang import Steg
from uppfoljning.models import Namndfraga


def svaret_finns(steg: Steg) -> list[Punkt]:
    """There is an answer, and when one is put right it says something else."""
    text = steg.data.get("text", "").strip()
    if not text:
        return [Punkt("Skriv svaret")]
    gammalt = steg.objekt.svar.order_by("-tid", "-pk").first()
    samma = gammalt is not None and gammalt.text == text
    return [Punkt("Ändra det som var fel i svaret", klar=not samma)]


def egen_fraga(steg: Steg) -> list[Punkt]:
    fraga: Namndfraga = steg.objekt
    egen = steg.av is not None and fraga.stalld_av_id == steg.av.pk
    return [Punkt("Bara den som ställde frågan kan ta tillbaka den", klar=egen)]
