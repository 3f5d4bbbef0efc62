"""Every chart in each of its states, for the gallery and for the tests. Invented content."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from math import sin

from kvalitet.diagram import (
    WEBB,
    Andelsrad,
    Diagram,
    Jamforelseserie,
    Nivasteg,
    Seriebryt,
    Signal,
    Stapelrad,
    linje,
    rita_styrserie,
    spann,
    sprangdiagram,
    stapeldiagram,
    staplad,
    styrdiagram,
)
from kvalitet.diagram.rita import Matt
from kvalitet.statistik import Malgrans, Utsaga, utsaga, xmr

AR = [str(ar) for ar in range(2019, 2026)]
TRYGGA = [Decimal(v) for v in ("86.2", "85.9", "84.8", "85.0", "85.7", "86.4", "88.3")]
RIKET = [Decimal(v) for v in ("87.2", "87.0", "86.4", "86.2", "86.0", "86.0", "86.1")]
LIKNANDE = [Decimal(v) for v in ("85.1", "85.3", "85.2", "85.9", "86.3", "86.5", "86.7")]
MANGA = [(f"v {i + 1}", round(50 + 12 * sin(i / 4) + (i * 7919) % 9, 1)) for i in range(60)]
LANG = "Personer 80 år eller äldre som bor i ordinärt boende och har trygghetslarm i kommunen"
SVARSALTERNATIV = [
    "Instämmer helt",
    "Instämmer delvis",
    "Instämmer knappast",
    "Instämmer inte",
    "Vet inte",
]
STYR = [
    31,
    29,
    33,
    30,
    28,
    32,
    30,
    31,
    27,
    33,
    29,
    30,
    31,
    44,
    30,
    29,
    41,
    42,
    40,
    43,
    41,
    39,
    42,
    44,
    40,
    41,
    43,
    42,
    40,
    41,
]

Ritare = Callable[[Matt], Diagram]


def _serie(*varden: Decimal | float | None) -> list[tuple[str, Decimal | float | None]]:
    return [(str(2020 + i), v) for i, v in enumerate(varden)]


def _linjer() -> dict[str, Ritare]:
    fulla = list(zip(AR, TRYGGA, strict=True))
    riket = [Jamforelseserie("Riket", RIKET)]
    andra = [*riket, Jamforelseserie("Liknande", LIKNANDE)]
    return {
        "Mål och jämförelser": lambda m: linje(
            fulla, Decimal(88), mal_text="minst 88,0", namn="Utfall", jamforelser=andra, matt=m
        ),
        "Målintervall och osäkerhet": lambda m: linje(
            fulla,
            (Decimal(86), Decimal(89)),
            enhet="%",
            intervall=[(v - Decimal("1.3"), v + Decimal("1.3")) for v in TRYGGA],
            matt=m,
        ),
        "Värde saknas och värde dolt": lambda m: linje(
            _serie(58, 60, None, 64, 66, 68.5), 70, enhet="%", dolda=[4], matt=m
        ),
        "Seriebrott och höjd nivå": lambda m: linje(
            _serie(58, 60, 72, 71, 80, 81),
            steg=[Seriebryt(2, "Ny fråga i enkäten"), Nivasteg(4, "Ny nivå 80 %")],
            enhet="%",
            matt=m,
        ),
        "Ett enda värde": lambda m: linje(_serie(68), 70, enhet="%", matt=m),
        "Inget värde": lambda m: linje(_serie(None, None), 70, matt=m),
        "Långa ord": lambda m: linje(
            [(f"januari till augusti {ar}", v) for ar, v in fulla],
            88,
            namn=LANG,
            mal_text=f"minst 88 procent av alla {LANG.lower()}",
            jamforelser=[Jamforelseserie("Liknande kommuner, övergripande", LIKNANDE)],
            steg=[Seriebryt(2, LANG), Nivasteg(3, LANG), Seriebryt(4, LANG)],
            matt=m,
        ),
        "Sextio punkter": lambda m: linje(
            MANGA, 55, intervall=[(v - 4, v + 4) for _, v in MANGA], matt=m
        ),
        "Negativa tal": lambda m: linje(_serie(-12.5, -3, 4.5, -8), 0, enhet="mnkr", matt=m),
        "Mycket stora tal": lambda m: linje(
            _serie(1_250_000_000, 1_310_000_000, 1_298_500_000), 1_300_000_000, enhet="kr", matt=m
        ),
        "Samma värde hela tiden": lambda m: linje(_serie(5, 5, 5), 5, matt=m),
    }


def _staplar() -> dict[str, Ritare]:
    rader = [
        Stapelrad("Kvinnor", Decimal("82.4"), intervall=(Decimal("78.1"), Decimal("86.7")), mal=80),
        Stapelrad("Män", Decimal("76.0"), intervall=(Decimal("71.2"), Decimal("80.8")), mal=80),
        Stapelrad("Annat eller vill inte svara", dold=True, mal=80),
        Stapelrad("Skickad för sent", mal=80),
    ]
    enheter = [
        Stapelrad(LANG, 14),
        Stapelrad("Svårt att nå planeraren", 9),
        Stapelrad("Städning", 0),
    ]
    return {
        "Mål, osäkerhet, dolt och saknas": lambda m: stapeldiagram(
            rader, enhet="%", mal_text="minst 80 %", matt=m
        ),
        "Sorterade, långa namn": lambda m: stapeldiagram(enheter[::-1], sorterat=True, matt=m),
        "Negativa och stora tal": lambda m: stapeldiagram(
            [
                Stapelrad("Skola", -12_500_000),
                Stapelrad("Vård", 8_200_000),
                Stapelrad("Kultur", -900_000),
            ],
            enhet="kr",
            matt=m,
        ),
        "Inga staplar": lambda m: stapeldiagram([], matt=m),
    }


def _staplade() -> dict[str, Ritare]:
    rader = [
        Andelsrad("Personalen bemöter mig bra", (61, 24, 8, 4, 3), 312),
        Andelsrad("Jag kan påverka vilka tider personalen kommer", (28, 31, 22, 17, 2), 309),
        Andelsrad("Jag vet vem jag ska ringa", n=4, dold=True),
        Andelsrad("Frågan ställdes inte"),
    ]
    nio = tuple(f"Svar {i}" for i in range(1, 10))
    return {
        "Fem svar, dolt och saknas": lambda m: staplad(SVARSALTERNATIV, rader, matt=m),
        "Ja och nej": lambda m: staplad(
            ["Ja", "Nej"], [Andelsrad("Trygg hemma", (82, 18), 96)], matt=m
        ),
        "Fler svar än toner": lambda m: staplad(
            nio, [Andelsrad("Ett av nio", (30, 20, 10, 10, 10, 5, 5, 5, 5))], matt=m
        ),
        "Inga svar": lambda m: staplad(["Ja", "Nej"], [], matt=m),
    }


def _styr() -> dict[str, Ritare]:
    serie = xmr(STYR, brott=[16])
    rubriker = [f"vecka {i + 1}" for i in range(len(STYR))]
    sager = utsaga(serie, mal=Malgrans(minst=35), hogre_ar_battre=True)
    lang = xmr([v for _, v in MANGA])
    vecka = [3, 2, 4, 3, 5, 1, 3, 2, 9]

    def trend(m: Matt) -> Diagram:
        n = len(vecka)
        return styrdiagram(
            [(f"vecka {i}", v) for i, v in enumerate(vecka, start=1)],
            mitt=[3.0] * n,
            undre=[None] * n,
            ovre=[8.0] * n,
            signaler=[Signal.INGEN] * (n - 1) + [Signal.ANNAN],
            gransord=("Gräns", "Vanligt", ""),
            matt=m,
        )

    return {
        "Ny fas och mål": lambda m: rita_styrserie(
            serie,
            rubriker,
            hogre_ar_battre=True,
            mal=35,
            mal_text="minst 35",
            steg=[Nivasteg(16, "Ny nivå")],
            titel=sager.mening,
            matt=m,
        ),
        "Sextio punkter": lambda m: rita_styrserie(
            lang, [r for r, _ in MANGA], hogre_ar_battre=False, matt=m
        ),
        "Bara övre gräns": trend,
        "För kort för gränser": lambda m: rita_styrserie(
            xmr([3, None, 4]), ["a", "b", "c"], matt=m
        ),
        "Inget värde": lambda m: rita_styrserie(xmr([]), [], matt=m),
    }


def _ovriga() -> dict[str, Ritare]:
    kvartal = [f"kv {k} {ar}" for ar in (2023, 2024, 2025) for k in range(1, 5)][:10]
    varden = [15.2, 15.6, 15.9, 15.3, 15.1, 15.3, 12.1, 11.0, 10.6, 10.8]
    return {
        "Förbättringssprång": lambda m: sprangdiagram(
            list(zip(kvartal, varden, strict=True)),
            start=6,
            ny_fran=7,
            gammal=15.4,
            ny=10.8,
            start_text="Små team börjar, juli 2024",
            matt=m,
        ),
        "Intervall på en skala": lambda m: spann(72.4, (71.3, 73.5), mal=75, matt=m),
        "Brett intervall vid skalans slut": lambda m: spann(96.0, (88.0, 100.0), mal=97, matt=m),
        "Hela skalan": lambda m: spann(50.0, (0.0, 100.0), mal=50, matt=m),
    }


GRUPPER: dict[str, Callable[[], dict[str, Ritare]]] = {
    "Linje": _linjer,
    "Staplar": _staplar,
    "Staplade andelar": _staplade,
    "Styrdiagram": _styr,
    "Språng och intervall": _ovriga,
}


def diagrammen(matt: Matt = WEBB) -> dict[str, list[tuple[str, str, Diagram]]]:
    """Id, name and drawing by kind, in the dress given."""
    return {
        grupp: [
            (f"gd-{nr}-{i}", namn, rita(matt)) for i, (namn, rita) in enumerate(ritare().items(), 1)
        ]
        for nr, (grupp, ritare) in enumerate(GRUPPER.items(), 1)
    }


def utsagor() -> list[Utsaga]:
    """What a control chart can say: each variation and each answer to the target."""
    stabil = [30, 32, 31, 29, 30, 31, 33, 30, 29, 31, 30, 32]
    stiger = [*stabil, 45]
    fall = [*stabil, 12]
    par: list[tuple[list[int], Malgrans | None, bool | None]] = [
        (stabil, Malgrans(minst=10), True),
        (stabil, Malgrans(minst=31), True),
        (stabil, Malgrans(minst=60), True),
        (stiger, None, True),
        (fall, None, True),
        (stiger, None, None),
        (stabil[:3], None, True),
    ]
    return [utsaga(xmr(v), mal=mal, hogre_ar_battre=hogre) for v, mal, hogre in par]
