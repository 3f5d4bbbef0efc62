"""The five types of target: every type × better, level, worse × what is missing × direction ×
break. Written as a table that a person can check line by line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from uppfoljning.bedomning import (
    Absolut,
    GapMotJamforelse,
    Intervall,
    Kvalitativ,
    Lage,
    Malvarde,
    Matmal,
    Riktning,
    RiktningMotBasar,
)

D = Decimal
HOGRE, LAGRE = Riktning.HOGRE, Riktning.LAGRE
N, E, S = Lage.NATT, Lage.EJ_NATT, Lage.SAKNAS
BROTT = "1 januari 2026: ny metod hos SCB"


def gap(r: Riktning, bas: str | None, brott: str = "", jamfor: str | None = "70") -> Matmal:
    """Against riket, 70: the lag is to be smaller than in 2022."""
    return GapMotJamforelse(
        None if jamfor is None else D(jamfor),
        "riket",
        r,
        gap_basar=None if bas is None else D(bas),
        basar=2022,
        brott=brott,
    )


def riket(r: Riktning, jamfor: str | None = "70", brott: str = "") -> Matmal:
    return GapMotJamforelse(None if jamfor is None else D(jamfor), "riket", r, brott=brott)


# What 71, 70 and 69 give, and a missing value, when higher is better; lower is its mirror.
TABELL: list[tuple[str, Matmal, Matmal, tuple[Lage, Lage, Lage, Lage]]] = [
    ("bestämt värde", Absolut(D(70), HOGRE), Absolut(D(70), LAGRE), (N, N, E, S)),
    (
        "bättre än basåret",
        RiktningMotBasar(D(70), 2022, HOGRE),
        RiktningMotBasar(D(70), 2022, LAGRE),
        (N, E, E, S),
    ),
    (
        "basårets värde saknas",
        RiktningMotBasar(None, 2022, HOGRE),
        RiktningMotBasar(None, 2022, LAGRE),
        (S, S, S, S),
    ),
    (
        "basåret före ett seriebrott",
        RiktningMotBasar(D(70), 2022, HOGRE, BROTT),
        RiktningMotBasar(D(70), 2022, LAGRE, BROTT),
        (S, S, S, S),
    ),
    ("minst som riket", riket(HOGRE), riket(LAGRE), (N, N, E, S)),
    ("riket saknas", riket(HOGRE, None), riket(LAGRE, None), (S, S, S, S)),
    (
        "riket mätt före ett seriebrott",
        riket(HOGRE, None, BROTT),
        riket(LAGRE, None, BROTT),
        (S, S, S, S),
    ),
    (
        "eget värde före ett seriebrott",
        riket(HOGRE, brott=BROTT),
        riket(LAGRE, brott=BROTT),
        (S, S, S, S),
    ),
    ("gapet har minskat från 2", gap(HOGRE, "2"), gap(LAGRE, "2"), (N, N, N, S)),
    ("gapet är som basåret, 1", gap(HOGRE, "1"), gap(LAGRE, "1"), (N, N, E, S)),
    ("gapet har vuxit från 0,5", gap(HOGRE, "0.5"), gap(LAGRE, "0.5"), (N, N, E, S)),
    ("inget gap basåret", gap(HOGRE, "-3"), gap(LAGRE, "-3"), (N, N, E, S)),
    ("basårets gap saknas", gap(HOGRE, None), gap(LAGRE, None), (N, N, S, S)),
    ("gapet mätt före ett brott", gap(HOGRE, "2", BROTT), gap(LAGRE, "2", BROTT), (N, N, S, S)),
    ("gap utan jämförelse", gap(HOGRE, "2", "", None), gap(LAGRE, "2", "", None), (S, S, S, S)),
]
VARDEN = (D(71), D(70), D(69), None)


@pytest.mark.parametrize(
    ("hogre", "lagre", "vantat"), [rad[1:] for rad in TABELL], ids=[rad[0] for rad in TABELL]
)
def test_higher_and_lower_are_mirrors(
    hogre: Matmal, lagre: Matmal, vantat: tuple[Lage, ...]
) -> None:
    speglade = [None if v is None else 140 - v for v in VARDEN]
    assert tuple(hogre.prova(v).lage for v in VARDEN) == vantat
    assert tuple(lagre.prova(v).lage for v in speglade) == vantat


@pytest.mark.parametrize(
    ("varde", "lage"),
    [("77.9", E), ("78", N), ("80", N), ("82", N), ("82.1", E), (None, S)],
)
def test_an_interval_has_two_sides(varde: str | None, lage: Lage) -> None:
    assert Intervall(D(78), D(82)).prova(None if varde is None else D(varde)).lage is lage


@pytest.mark.parametrize(("svar", "lage"), [(True, N), (False, E), (None, S)])
def test_words_are_true_or_not(svar: bool | None, lage: Lage) -> None:
    assert Kvalitativ("Planen är beslutad.").prova(svar).lage is lage


@pytest.mark.parametrize(
    ("mal", "regel"),
    [
        (Absolut(D(70), HOGRE), "Nått när värdet är minst 70,0."),
        (Intervall(D(78), D(82)), "Nått när värdet är minst 78,0 och högst 82,0."),
        (RiktningMotBasar(D(70), 2022, LAGRE), "Nått när värdet är lägre än 2022 (70,0)."),
        (
            RiktningMotBasar(D(70), 2022, HOGRE, BROTT),
            "Nått när värdet är högre än 2022 (70,0). Det går inte att jämföra med 2022: "
            "seriebrott 1 januari 2026: ny metod hos SCB.",
        ),
        (riket(HOGRE), "Nått när värdet är minst lika bra som riket (70,0)."),
        (
            riket(HOGRE, None, BROTT),
            "Nått när värdet är minst lika bra som riket. Det går inte att jämföra med riket: "
            "seriebrott 1 januari 2026: ny metod hos SCB.",
        ),
        (
            gap(HOGRE, "2"),
            "Nått när skillnaden mot riket är mindre än 2022 (2,0) eller borta.",
        ),
        (
            gap(HOGRE, None),
            "Nått när skillnaden mot riket är mindre än 2022 eller borta. Skillnaden 2022 går "
            "inte att räkna: ett av värdena saknas.",
        ),
        (
            gap(HOGRE, "2", BROTT),
            "Nått när skillnaden mot riket är mindre än 2022 (2,0) eller borta. Det går inte att "
            "jämföra med skillnaden 2022: seriebrott 1 januari 2026: ny metod hos SCB.",
        ),
        (Kvalitativ("Planen är beslutad."), "Nått när detta är sant: Planen är beslutad."),
    ],
)
def test_the_rule_is_printed_with_why_it_cannot_be_tried(mal: Malvarde, regel: str) -> None:
    utfall = mal.prova(True) if isinstance(mal, Kvalitativ) else mal.prova(D(69))
    assert utfall.regel == regel
