"""Life in the register: numbers, a nämnd with another register, and disposal by rule.

The cases that are disposed of come from the system that the municipality had before.
"""

from __future__ import annotations

from datetime import date

from kvalitet.kalkyl import Rad
from kvalitet.models import Anvandare, Namnd
from synpunkter.actions import diarium
from synpunkter.actions import gallring as akter
from synpunkter.actions.import_kolumner import KOLUMNER
from synpunkter.actions.import_synpunkter import las_in_synpunkter
from synpunkter.models import Diarieinstallning, Gallringsregel, Synpunkt
from synpunkter.tillstand import Lage, Utfall

UTAN_NUMMER = 6
"""The latest of a nämnd stay without a number, so that there is something to register."""
MED_NUMMER = 12
TIDIGARE: tuple[tuple[str, str, str, date], ...] = (
    ("2022-041", "klagomal", "Färdtjänsten kom inte i tid till läkaren.", date(2022, 4, 11)),
    ("2022-067", "berom", "Tack till nattpatrullen som alltid är vänlig.", date(2022, 6, 2)),
    ("2022-090", "fraga", "Hur ansöker min pappa om trygghetslarm?", date(2022, 9, 19)),
    ("2023-012", "klagomal", "Maten var kall när den levererades.", date(2023, 1, 24)),
    ("2023-055", "forslag", "Ring innan ni byter dag för städningen.", date(2023, 5, 8)),
)


def ladda() -> None:
    leila = Anvandare.objects.get(epost="leila.nordin@kommun.example")
    nina = Anvandare.objects.get(epost="nina.sand@kommun.example")
    von = Namnd.objects.get(kod="VON")
    annan = Namnd.objects.filter(synpunkter__isnull=False).exclude(pk=von.pk).order_by("pk")[0]
    diarium.stall_in(
        annan,
        satt=Diarieinstallning.Satt.EXTERN,
        form="{kod} {ar}/{nr}",
        siffror=4,
        filformat=Diarieinstallning.Filformat.XML,
        av=leila,
    )
    _registrera(von, leila, utan=UTAN_NUMMER)
    _registrera(annan, leila, utan=1)
    _gallra(von, leila, nina)


def _registrera(namnd: Namnd, av: Anvandare, *, utan: int) -> None:
    klara = Synpunkt.objects.filter(namnd=namnd).exclude(lage=Lage.KARANTAN)
    klara = klara.order_by("-inkom", "-pk")[utan : utan + MED_NUMMER]
    diarium.registrera_flera(list(klara), av=av)


def _gallra(namnd: Namnd, forslar: Anvandare, godkanner: Anvandare) -> None:
    """One disposal is done, of the oldest; the next waits for the second person."""
    _las_in(forslar, slice(0, 3))
    akter.besluta_regel(
        Gallringsregel(
            namnd=namnd,
            handlingstyp="Synpunkter och klagomål",
            ar=2,
            beslut_organ=namnd.namn,
            beslut_datum=date(2025, 3, 12),
            beslut_paragraf="§ 41",
            beslut_dnr="VON 2025/0099",
            galler_fran=date(2025, 4, 1),
        ),
        av=forslar,
    )
    akter.utfor(akter.godkann(akter.foresla(namnd, av=forslar), av=godkanner))
    _las_in(forslar, slice(3, None))
    akter.foresla(namnd, av=forslar)


def _las_in(av: Anvandare, vilka: slice) -> None:
    las_in_synpunkter([_rad(nr, *ett) for nr, ett in enumerate(TIDIGARE[vilka], start=2)], av=av)


def _rad(nummer: int, referens: str, typ: str, text: str, dag: date) -> Rad:
    varden = {kolumn.nyckel: kolumn.tolk(None) for kolumn in KOLUMNER}
    varden |= {"tidigare_referens": referens, "typ": typ, "text": text, "inkom": dag}
    varden |= {"namnd": "VON", "enhet": "Hemtjänst", "kanal": Synpunkt.Kanal.TELEFON}
    varden |= {"avslutad": dag, "utfall": Utfall.FRAMFORT}
    return Rad(nummer, varden)
