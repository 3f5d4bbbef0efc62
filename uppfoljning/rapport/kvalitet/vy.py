"""What the two templates of a kvalitetsberättelse get beside its dataclass. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kvalitet.diagram import TRYCK, WEBB, Diagram, Stapelrad, stapeldiagram
from uppfoljning.rapport.hjulet import hjul
from uppfoljning.rapport.kvalitet.block import BLOCK, FLEST_RADER, Block, Kolumn, text
from uppfoljning.rapport.kvalitet.forst import forst
from uppfoljning.rapport.kvalitet.lagar import LAGAR, Lag, Lagavsnitt
from uppfoljning.rapport.kvalitet.modell import Kvalitetsberattelse
from uppfoljning.rapport.lasforst import Lasforst
from uppfoljning.rapport.mening import GRAD
from uppfoljning.rapport.modell import Delunderlag
from uppfoljning.rapport.omslag import Ram, med_utkast, ram
from uppfoljning.rapport.perioddelar import Innehallsrad, Text

GRADNYCKEL = {ord_: b.value for b, ord_ in GRAD.items()}
NAMN = "Kvalitetsberättelse"
MATT = replace(TRYCK, bredd=110.0)
ORDLISTA = (
    ("Egenkontroll", "Enheten går igenom sin egen checklista: gör vi som vi har bestämt?"),
    ("Avvikelse, brist", "Något som inte blev som det skulle, oavsett hur det upptäcktes."),
    ("Risk", "Något som kan hända. Sannolikhet 1–4 gånger konsekvens 1–4. Från 9 är den hög."),
    ("Lärdom", "Vad som hände, varför och vad vi gör annorlunda. Säkrad när effekten är visad."),
    ("Kilen", "Nästa plan måste svara på varje säkrad lärdom innan den kan fastställas."),
    (
        "Två punkter (..)",
        "För få för att visas. Ibland döljs också ett större tal, så att ingen kan räkna ut det.",
    ),
    ("Tankstreck (–)", "Uppgiften finns inte. Det är aldrig noll."),
    ("Saknas", "Uppgiften borde finnas. Den ansvariga står bredvid."),
)


@dataclass(frozen=True, slots=True)
class Blockvy:
    """A table as it is shown: every cell a text. `fler`: rows that are not printed."""

    ankare: str
    rubrik: str
    kolumner: tuple[Kolumn, ...]
    rader: tuple[tuple[tuple[Kolumn, str, str], ...], ...]
    """Each cell with its column, and its grade where it is one."""
    tomt: str
    not_: str
    fler: int
    bild: Diagram | None


@dataclass(frozen=True, slots=True)
class Avsnittsvy:
    ankare: str
    avsnitt: Lagavsnitt
    text: Text
    block: tuple[Blockvy, ...]


@dataclass(frozen=True, slots=True)
class Kvalitetsvy:
    u: Kvalitetsberattelse
    lag: Lag
    ram: Ram
    forst: Lasforst
    avsnitt: tuple[Avsnittsvy, ...]
    hjul: Diagram | None
    """In print: where on the wheel the report has its place."""
    innehall: tuple[Innehallsrad, ...]
    slagnamn: str = NAMN
    ordlista: tuple[tuple[str, str], ...] = ORDLISTA

    @property
    def klara(self) -> list[Delunderlag]:
        return [d for d in self.u.delunderlag if d.sha256]

    @property
    def utan(self) -> list[Delunderlag]:
        return [d for d in self.u.delunderlag if not d.sha256]


def titel(u: Kvalitetsberattelse, utkast: bool) -> str:
    return med_utkast(f"{NAMN} {u.period.namn}, {u.namnd}", utkast)


def kvalitetsvy(
    u: Kvalitetsberattelse, *, utkast: bool, fingeravtryck: str, webb: bool = False
) -> Kvalitetsvy:
    lag = LAGAR[u.lag]
    texter = {t.nyckel: t for t in u.texter}
    avsnitten = tuple(
        Avsnittsvy(
            f"a-{a.nyckel}",
            a,
            texter.get(a.nyckel, Text(nyckel=a.nyckel, rubrik=a.rubrik)),
            tuple(_block(BLOCK[del_](u), u, webb) for del_ in a.delar),
        )
        for a in lag.avsnitt
    )
    ramen = ram(
        u,
        titel=titel(u, utkast),
        period=u.period.namn,
        utkast=utkast,
        fingeravtryck=fingeravtryck,
    )
    bild = None if webb else hjul("kvalitetssakra", 72.0, 51.0)
    return Kvalitetsvy(u, lag, ramen, forst(u), avsnitten, bild, tuple(_innehall(avsnitten)))


def _innehall(avsnitten: tuple[Avsnittsvy, ...]) -> list[Innehallsrad]:
    return [
        Innehallsrad(ankare="forst", rubrik="Läs detta först", om="Det viktigaste på en sida"),
        *(
            Innehallsrad(ankare=a.ankare, rubrik=a.avsnitt.rubrik, om=a.avsnitt.lagrum)
            for a in avsnitten
        ),
        Innehallsrad(ankare="om", rubrik="Om berättelsen", om="Underlag, ord, rättelser, kontroll"),
    ]


def _block(b: Block, u: Kvalitetsberattelse, webb: bool) -> Blockvy:
    visas = b.rader if webb else b.rader[:FLEST_RADER]
    return Blockvy(
        ankare=f"b-{b.nyckel}",
        rubrik=b.rubrik,
        kolumner=b.kolumner,
        rader=tuple(
            tuple(
                (k, text(cell), GRADNYCKEL.get(text(cell), "") if k.grad else "")
                for k, cell in zip(b.kolumner, rad, strict=True)
            )
            for rad in visas
        ),
        tomt=b.tomt,
        not_=b.not_,
        fler=len(b.rader) - len(visas),
        bild=_effektbild(b, webb) if b.nyckel == "effekt" and any(r[1] for r in b.rader) else None,
    )


def _effektbild(b: Block, webb: bool) -> Diagram:
    return stapeldiagram(
        [Stapelrad(str(namn), int(str(n))) for namn, n in b.rader],
        decimaler=0,
        matt=WEBB if webb else MATT,
        kolumn="Åtgärder",
    )
