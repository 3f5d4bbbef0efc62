"""What the answers to one question say: estimates for all, women and men, suppressed. Pure.

Hidden values never leave this module: what is below the threshold is None here, so that no
page, snapshot, chart or export can show it by mistake.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from kvalitet.statistik import (
    NKI_MAX,
    NKI_MIN,
    Forandring,
    Kon,
    Skattning,
    andel,
    dolj,
    dolj_tabell,
    forandring,
    index_1_5,
    nki,
    skillnad_med_intervall,
)
from uppfoljning.models import Fraga

Tre = tuple[int, int, int]
Varde = int | Tre | frozenset[str] | None
"""One person's answer: a number, the NKI triple, the keys of what was chosen. None: "vet inte"."""
Fordelning = Mapping[tuple[str, Varde], int]
"""How many people gave each answer, by (sex, answer)."""

MATT = {
    Fraga.Slag.NKI: "NKI",
    Fraga.Slag.SKALA_5: "index",
    Fraga.Slag.SKALA_10: "medelvärde",
    Fraga.Slag.JA_NEJ: "andel, %",
    Fraga.Slag.ETT_VAL: "andel, %",
    Fraga.Slag.FLERVAL: "andel, %",
    Fraga.Slag.FRITEXT: "",
}
JA = "ja"
OVRIGA = "A"
OVRIGA_OCH_KON = ("K", "M", OVRIGA)
INTE = "*"
"""Marks those who did not choose; no key of an alternative has such a sign."""
Cell = tuple[str, str]
"""An alternative ("" is all of them) and a group."""


@dataclass(frozen=True, slots=True)
class Matt:
    """One number of a question, or of one of its alternatives, for all, women and men.

    `dolda` says which of T, K, M are "..". A hidden estimate is None.
    """

    nyckel: str = ""
    namn: str = ""
    dolda: frozenset[str] = frozenset("TKM")
    totalt: Skattning | None = None
    kvinnor: Skattning | None = None
    man: Skattning | None = None
    skillnad: tuple[float, float] | None = None
    """The 95 % interval of the change since the survey before, in the unit of the value."""
    forandring: Forandring = Forandring.SAKNAS

    @property
    def konsskillnad(self) -> tuple[float, float, float] | None:
        """Women less men: the difference and its 95 % interval."""
        spann = skillnad_med_intervall(self.man, self.kvinnor)
        if spann is None or self.kvinnor is None or self.man is None:
            return None
        return self.kvinnor.varde - self.man.varde, *spann


@dataclass(frozen=True, slots=True)
class Frageresultat:
    """`n` answers with an opinion; None when they are too few to be told."""

    fraga: Fraga
    n: int | None = None
    matt: tuple[Matt, ...] = ()
    versioner: tuple[int, ...] = field(default=())
    """The numbers of the versions that the answers were given on."""
    gammal: bool = False
    """The question is not asked like this any longer."""

    @property
    def visas(self) -> bool:
        return any(m.totalt is not None for m in self.matt)

    @property
    def enhet(self) -> str:
        return MATT[Fraga.Slag(self.fraga.slag)]


def rakna(fraga: Fraga, svar: Fordelning, *, troskel: int, ram: int | None = None) -> Frageresultat:
    """Compute a question's result. `ram` is the size of the whole group, where it is known.

    The share of a choice is of those who had an opinion; "vet inte" is left out, as of the
    scales. No interval of women or men is corrected for the frame: their numbers in it are
    not known.
    """
    asikter = Counter({nyckel: antal for nyckel, antal in svar.items() if nyckel[1] is not None})
    n = asikter.total()
    population = ram if ram is not None and ram >= n else None
    if fraga.har_alternativ or fraga.slag == Fraga.Slag.JA_NEJ:
        matt = _andelar(fraga, asikter, troskel, population)
    elif fraga.skala:
        matt = (_tal(fraga, asikter, troskel, population),)
    else:
        matt = ()
    return Frageresultat(fraga=fraga, n=n if n >= troskel else None, matt=matt)


def jamfor(nu: Matt, fore: Matt | None) -> tuple[Forandring, tuple[float, float] | None]:
    """Return the change between two surveys and the interval of it."""
    if fore is None:
        return Forandring.SAKNAS, None
    spann = skillnad_med_intervall(fore.totalt, nu.totalt)
    return forandring(fore.totalt, nu.totalt), spann


def _per_kon(svar: Fordelning, kon: str) -> Counter[Varde]:
    ut: Counter[Varde] = Counter()
    for (k, varde), antal in svar.items():
        if kon in (Kon.TOTALT, k):
            ut[varde] += antal
    return ut


def _tal(fraga: Fraga, svar: Fordelning, troskel: int, population: int | None) -> Matt:
    grupper = {kon.value: _per_kon(svar, kon) for kon in Kon}
    dolda = dolj({kon: antal.total() for kon, antal in grupper.items()}, troskel)

    def varde(kon: Kon, population: int | None = None) -> Skattning | None:
        return None if kon in dolda else _skatta(fraga, grupper[kon].elements(), population)

    return Matt(
        dolda=dolda,
        totalt=varde(Kon.TOTALT, population),
        kvinnor=varde(Kon.KVINNOR),
        man=varde(Kon.MAN),
    )


def _skatta(fraga: Fraga, svar: Iterable[Varde], population: int | None) -> Skattning | None:
    if fraga.slag == Fraga.Slag.NKI:
        return nki(cast(Iterable[Tre], svar), population)
    tal = cast(Iterable[int], svar)
    if fraga.slag == Fraga.Slag.SKALA_5:
        return index_1_5(tal, population)
    return _som_medel(nki(((x, x, x) for x in tal), population))


def _som_medel(s: Skattning | None) -> Skattning | None:
    """The mean on the scale 1–10, from the same mean on 0–100."""
    if s is None:
        return None

    def tal(x: float) -> float:
        return NKI_MIN + x * (NKI_MAX - NKI_MIN) / 100

    undre = None if s.undre is None else tal(s.undre)
    ovre = None if s.ovre is None else tal(s.ovre)
    return Skattning(tal(s.varde), undre, ovre, s.n, "medelvärde 1–10")


def _alternativ(fraga: Fraga) -> list[tuple[str, str]]:
    if fraga.slag == Fraga.Slag.JA_NEJ:
        return [(JA, "Ja")]
    return [(a.nyckel, a.text) for a in sorted(fraga.alternativ.all(), key=lambda a: a.ordning)]


def _valde(varde: Varde, nyckel: str) -> bool:
    if isinstance(varde, frozenset):
        return nyckel in varde
    return nyckel == JA and varde == 1


def _andelar(
    fraga: Fraga, svar: Fordelning, troskel: int, population: int | None
) -> tuple[Matt, ...]:
    grupper = {kon.value: _per_kon(svar, kon) for kon in Kon}
    antal = {
        nyckel: {
            kon: sum(n for varde, n in grupp.items() if _valde(varde, nyckel))
            for kon, grupp in grupper.items()
        }
        for nyckel, _ in _alternativ(fraga)
    }
    alla = {kon: grupp.total() for kon, grupp in grupper.items()}
    uteslutande = fraga.slag == Fraga.Slag.ETT_VAL
    dolda = dolda_andelar(antal, alla, troskel, uteslutande=uteslutande)

    def skatta(nyckel: str, kon: Kon, population: int | None = None) -> Skattning | None:
        gomd = kon in dolda[nyckel]
        return None if gomd else andel(antal[nyckel][kon], alla[kon], population)

    return tuple(
        Matt(
            nyckel=nyckel,
            namn=namn,
            dolda=dolda[nyckel],
            totalt=skatta(nyckel, Kon.TOTALT, population),
            kvinnor=skatta(nyckel, Kon.KVINNOR),
            man=skatta(nyckel, Kon.MAN),
        )
        for nyckel, namn in _alternativ(fraga)
    )


def dolda_andelar(
    antal: Mapping[str, Mapping[str, int]],
    alla: Mapping[str, int],
    troskel: int,
    *,
    uteslutande: bool,
) -> dict[str, frozenset[str]]:
    """Which of T, K, M to hide of each alternative; `antal` by alternative and group.

    `uteslutande`: one alternative each, so that they sum to all who answered. Otherwise each
    stands beside those who did not choose it, who are what is left of all. Who is neither K nor
    M has no column, but is what is left of T. An alternative that nobody at all chose tells of
    nobody, and is shown as 0.
    """
    grupper = {alt: _med_ovriga(rad) for alt, rad in antal.items() if rad["T"]}
    hela = _med_ovriga(alla)
    hogar = [list(grupper)] if uteslutande else [[alt] for alt in grupper]
    celler = {("", g): n for g, n in hela.items()}
    summor: list[tuple[Cell, list[Cell]]] = [(("", "T"), [("", g) for g in OVRIGA_OCH_KON])]
    for nr, hog in enumerate(hogar):
        rest = f"{INTE}{nr}"
        rader = {alt: grupper[alt] for alt in hog}
        rader[rest] = {g: n - sum(r[g] for r in rader.values()) for g, n in hela.items()}
        if not any(rader[rest].values()):
            del rader[rest]
        for alt, rad in rader.items():
            celler |= {(alt, g): n for g, n in rad.items()}
            summor.append(((alt, "T"), [(alt, g) for g in OVRIGA_OCH_KON]))
        summor += [(("", g), [(alt, g) for alt in rader]) for g in hela]
    ovriga = [cell for cell in celler if cell[1] == OVRIGA]
    dolda = dolj_tabell(celler, summor, troskel, visas_inte=ovriga)
    return {
        alt: frozenset(g for g in "TKM" if {(alt, g), ("", g), ("", "T")} & dolda) for alt in antal
    }


def _med_ovriga(per_grupp: Mapping[str, int]) -> dict[str, int]:
    return {**per_grupp, OVRIGA: per_grupp["T"] - per_grupp["K"] - per_grupp["M"]}
