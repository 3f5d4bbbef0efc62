"""What the two templates of a synpunktsrapport get beside its dataclass. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kvalitet.diagram import TRYCK, WEBB, Diagram, Stapelrad, stapeldiagram
from uppfoljning.rapport.hjulet import hjul
from uppfoljning.rapport.lasforst import Lasforst
from uppfoljning.rapport.omslag import Ram, med_utkast, ram
from uppfoljning.rapport.perioddelar import Innehallsrad
from uppfoljning.rapport.synpunkter.forst import forst
from uppfoljning.rapport.synpunkter.modell import Enhetsrad, NiSaText, Rad, Synpunktsrapport

NAMN = "Synpunktsrapport"
FLEST_ENHETER = 60
"""Rows of units in print; all of them stand in the Excel file."""
FLEST_TEXTER = 8
FLEST_FOLJDER = 12
SMAL = replace(TRYCK, bredd=77.0)
INNEHALL = (
    Innehallsrad(ankare="forst", rubrik="Läs detta först", om="Det viktigaste på en sida"),
    Innehallsrad(ankare="analys", rubrik="Kontorets tolkning", om="Vad det beror på, vad som görs"),
    Innehallsrad(ankare="siffror", rubrik="Synpunkter i siffror", om="Typ och vad det blev av dem"),
    Innehallsrad(ankare="svar", rubrik="Svarstider", om="Vad vi lovar, vad vi höll, vilka väntar"),
    Innehallsrad(ankare="teman", rubrik="Teman", om="Vad synpunkterna handlar om"),
    Innehallsrad(ankare="foljder", rubrik="Vad det ledde till", om="Ni sa – vi gjorde"),
    Innehallsrad(ankare="enheter", rubrik="Enheterna", om="Antal och svar i tid per enhet"),
    Innehallsrad(ankare="om", rubrik="Om rapporten", om="Ord, gränser, rättelser, kontroll"),
)

ORDLISTA = (
    ("Klagomål, förslag, beröm, fråga", "Den som skrev valde själv vilket det var."),
    ("Utfall", "Vad det blev av synpunkten när den avslutades. Avslutat är inte åtgärdat."),
    ("I tid", "Andel av dem som skulle ha svar som fick det senast den dag vi lovade."),
    ("Median", "Hälften fick svar snabbare än så, hälften senare. Räknat i alla dagar."),
    ("Nöjd-index", "Svar 1–5 på hur nöjd man är, omräknat till 0–100 som SKR gör."),
    (
        "Två punkter (..)",
        "För få för att visas. Ibland döljs också ett större tal, så att ingen kan räkna ut det.",
    ),
    ("Tankstreck (–)", "Uppgiften finns inte. Det är aldrig noll."),
    ("Väntar på svar", "Klagomål som kom in senast periodens sista dag och inte är besvarade."),
)


@dataclass(frozen=True, slots=True)
class Synpunktsvy:
    u: Synpunktsrapport
    ram: Ram
    forst: Lasforst
    typer: Diagram
    enheter: tuple[Enhetsrad, ...]
    fler_enheter: int
    ni_sa: tuple[NiSaText, ...]
    fler_texter: int
    hjul: Diagram | None
    """In print: where on the wheel the report has its place."""
    slagnamn: str = NAMN
    innehall: tuple[Innehallsrad, ...] = INNEHALL
    ordlista: tuple[tuple[str, str], ...] = ORDLISTA


def titel(u: Synpunktsrapport, utkast: bool) -> str:
    return med_utkast(f"{NAMN} {u.tal.nu.namn}, {u.namnd}", utkast)


def synpunktsvy(
    u: Synpunktsrapport, *, utkast: bool, fingeravtryck: str, webb: bool = False
) -> Synpunktsvy:
    enheter = u.tal.enheter if webb else u.tal.enheter[:FLEST_ENHETER]
    texter = u.ni_sa if webb else u.ni_sa[:FLEST_TEXTER]
    ramen = ram(
        u,
        titel=titel(u, utkast),
        period=u.tal.nu.namn,
        utkast=utkast,
        fingeravtryck=fingeravtryck,
    )
    return Synpunktsvy(
        u=u,
        ram=ramen,
        forst=forst(u),
        typer=_typer(u.tal.per_typ, webb),
        enheter=enheter,
        fler_enheter=len(u.tal.enheter) - len(enheter),
        ni_sa=texter,
        fler_texter=len(u.ni_sa) - len(texter),
        hjul=None if webb else hjul("folja_upp", 72.0, 51.0),
    )


def _typer(rader: tuple[Rad, ...], webb: bool) -> Diagram:
    return stapeldiagram(
        [Stapelrad(r.namn, r.nu.antal, dold=r.nu.dold) for r in rader],
        decimaler=0,
        matt=WEBB if webb else SMAL,
        kolumn="Antal",
    )
