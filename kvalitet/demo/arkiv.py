"""Life in the register: cases with numbers, one nämnd with another register, rules of disposal."""

from __future__ import annotations

from datetime import date

from kvalitet.models import Anvandare, Namnd
from synpunkter.actions import diarium
from synpunkter.actions import gallring as akter
from synpunkter.models import Diarieinstallning, Gallringsregel, Synpunkt
from synpunkter.tillstand import Lage

SPARAS_UTAN_NUMMER = 6
"""The latest of each nämnd stay without a number, so that there is something to register."""


def ladda() -> None:
    leila = Anvandare.objects.get(epost="leila.nordin@kommun.example")
    namnder = list(Namnd.objects.filter(synpunkter__isnull=False).distinct().order_by("pk"))
    for nr, namnd in enumerate(namnder):
        if nr == 1:
            diarium.stall_in(
                namnd, satt=Diarieinstallning.Satt.EXTERN, form="{kod} {ar}/{nr}", siffror=4,
                filformat=Diarieinstallning.Filformat.XML, av=leila,
            )  # fmt: skip
        _registrera(namnd, leila)
        _regel(namnd, leila)


def _registrera(namnd: Namnd, av: Anvandare) -> None:
    klara = Synpunkt.objects.filter(namnd=namnd).exclude(lage=Lage.KARANTAN)
    klara = klara.order_by("-inkom", "-pk")[SPARAS_UTAN_NUMMER : SPARAS_UTAN_NUMMER + 12]
    diarium.registrera_flera(list(klara), av=av)


def _regel(namnd: Namnd, av: Anvandare) -> None:
    akter.besluta_regel(
        Gallringsregel(
            namnd=namnd,
            handlingstyp="Synpunkter och klagomål",
            ar=2,
            beslut_organ=namnd.namn,
            beslut_datum=date(2025, 3, 12),
            beslut_paragraf="§ 41",
            beslut_dnr=f"{namnd.kod} 2025/0099",
            galler_fran=date(2025, 4, 1),
        ),
        av=av,
    )
