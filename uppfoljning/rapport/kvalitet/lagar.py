"""Which headings a kvalitetsberättelse has: one row per law, and one per thing that the law asks
to have told. Pure data.

`delar` are the blocks of figures under the heading (`block.py`), in this order.
"""

from __future__ import annotations

from dataclasses import dataclass

from uppfoljning.rapport.avsnitt import Textavsnitt


@dataclass(frozen=True, slots=True, kw_only=True)
class Lagavsnitt:
    """`fraga`: what the writer is asked; `lagrum`: where the law asks for it, "" for nowhere."""

    nyckel: str
    rubrik: str
    fraga: str
    lagrum: str = ""
    delar: tuple[str, ...] = ()

    @property
    def text(self) -> Textavsnitt:
        return Textavsnitt(self.nyckel, self.rubrik, self.fraga)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """`signaler`: the kinds of serious event that the activity reports by law. `ord_`: parts of
    a nämnd's name that mean this law, when nobody has chosen one."""

    nyckel: str
    namn: str
    mening: str
    avsnitt: tuple[Lagavsnitt, ...]
    signaler: tuple[str, ...] = ()
    ord_: tuple[str, ...] = ()

    @property
    def texter(self) -> tuple[Textavsnitt, ...]:
        return tuple(a.text for a in self.avsnitt)


NASTA = Lagavsnitt(
    nyckel="nasta",
    rubrik="Nästa år",
    fraga="Vad ska bli bättre nästa år, och vilka lärdomar från i år bygger det på?",
)
ATGARDER = "Vad har ni gjort för att säkra kvaliteten? Hjälpte det, och hur vet ni det?"
RESULTAT = "Vilka resultat har ni nått? Skriv också vad som inte blev bra, och varför."
ARBETSSATT = (
    "Hur har ni arbetat under året med att följa upp och förbättra? Vilka deltog, och vad blev "
    "inte gjort?"
)

VARD = Lag(
    nyckel="vard",
    namn="SOSFS 2011:9",
    mening="Berättelsen följer Socialstyrelsens föreskrifter om ledningssystem för systematiskt "
    "kvalitetsarbete (SOSFS 2011:9), 7 kap. 1 §.",
    avsnitt=(
        Lagavsnitt(
            nyckel="arbetssatt",
            rubrik="Så har vi arbetat med kvaliteten",
            fraga=ARBETSSATT,
            lagrum="SOSFS 2011:9, 7 kap. 1 §: hur arbetet har bedrivits under året",
            delar=("egenkontroll", "svaga_punkter", "risker", "internkontroll"),
        ),
        Lagavsnitt(
            nyckel="avvikelser",
            rubrik="Klagomål, synpunkter och avvikelser",
            fraga="Vilka mönster ser ni i klagomål och avvikelser, och vad beror de på?",
            lagrum="SOSFS 2011:9, 5 kap.: klagomål och avvikelser utreds och sammanställs",
            delar=("klagomal", "svarstid", "teman", "signaler", "brister"),
        ),
        Lagavsnitt(
            nyckel="atgarder",
            rubrik="Åtgärder för att säkra kvaliteten",
            fraga=ATGARDER,
            lagrum="SOSFS 2011:9, 7 kap. 1 §: vilka åtgärder som har vidtagits",
            delar=("effekt", "atgarder", "kilen", "lardomar"),
        ),
        Lagavsnitt(
            nyckel="resultat",
            rubrik="Resultat som har uppnåtts",
            fraga=RESULTAT,
            lagrum="SOSFS 2011:9, 7 kap. 1 §: vilka resultat som har uppnåtts",
            delar=("mal", "enheter", "sprang"),
        ),
        NASTA,
    ),
    signaler=("lexsarah", "orosanmalan"),
    ord_=("vård", "omsorg", "social", "äldre", "hälso", "funktion"),
)
SKOLA = Lag(
    nyckel="skola",
    namn="Skollagen 4 kap.",
    mening="Berättelsen följer skollagens (2010:800) krav på systematiskt kvalitetsarbete, "
    "4 kap. 3–8 §§.",
    avsnitt=(
        Lagavsnitt(
            nyckel="planering",
            rubrik="Så planerade vi",
            fraga="Vad planerade ni, utifrån vilka mål? Hur deltog personal, elever och "
            "vårdnadshavare?",
            lagrum="Skollagen 4 kap. 3–5 §§",
            delar=("risker",),
        ),
        Lagavsnitt(
            nyckel="uppfoljning",
            rubrik="Så följde vi upp",
            fraga="Hur följde ni upp, och vilka resultat nådde ni?",
            lagrum="Skollagen 4 kap. 3–4 §§",
            delar=("mal", "enheter", "egenkontroll", "svaga_punkter", "internkontroll"),
        ),
        Lagavsnitt(
            nyckel="analys",
            rubrik="Vad resultaten beror på",
            fraga="Varför blev det så? Att räkna upp resultaten räcker inte.",
            lagrum="Skollagen 4 kap. 3 §",
            delar=("brister",),
        ),
        Lagavsnitt(
            nyckel="klagomal",
            rubrik="Klagomål",
            fraga="Vad klagar barn, elever och vårdnadshavare på, och vilka brister har det visat?",
            lagrum="Skollagen 4 kap. 7–8 §§",
            delar=("klagomal", "svarstid", "teman", "signaler"),
        ),
        Lagavsnitt(
            nyckel="utveckling",
            rubrik="Så utvecklade vi verksamheten",
            fraga=ATGARDER,
            lagrum="Skollagen 4 kap. 3 och 7 §§",
            delar=("effekt", "atgarder", "kilen", "lardomar", "sprang"),
        ),
        NASTA,
    ),
    signaler=("krankning", "orosanmalan"),
    ord_=("utbildning", "skol", "barn- och ungdom", "gymnasie"),
)
OVRIG = Lag(
    nyckel="ovrig",
    namn="Kommunallagen 6 kap. 6 §",
    mening="Nämnden ska se till att verksamheten bedrivs enligt målen och att den interna "
    "kontrollen är tillräcklig (kommunallagen 2017:725, 6 kap. 6 §).",
    avsnitt=(
        Lagavsnitt(
            nyckel="arbetssatt",
            rubrik="Så har vi arbetat med kvaliteten",
            fraga=ARBETSSATT,
            lagrum="Kommunallagen 6 kap. 6 §: intern kontroll",
            delar=("internkontroll", "risker", "egenkontroll", "svaga_punkter"),
        ),
        Lagavsnitt(
            nyckel="avvikelser",
            rubrik="Synpunkter och avvikelser",
            fraga="Vilka mönster ser ni i synpunkter och avvikelser, och vad beror de på?",
            delar=("klagomal", "svarstid", "teman", "brister"),
        ),
        Lagavsnitt(
            nyckel="atgarder",
            rubrik="Åtgärder för att säkra kvaliteten",
            fraga=ATGARDER,
            delar=("effekt", "atgarder", "kilen", "lardomar"),
        ),
        Lagavsnitt(
            nyckel="resultat",
            rubrik="Resultat som har uppnåtts",
            fraga=RESULTAT,
            lagrum="Kommunallagen 6 kap. 6 §: mål och riktlinjer",
            delar=("mal", "enheter", "sprang"),
        ),
        NASTA,
    ),
)
LAGAR = {lag.nyckel: lag for lag in (VARD, SKOLA, OVRIG)}


def foreslagen(namnd: str) -> Lag:
    """Return the law that the nämnd's name speaks of, until somebody chooses another."""
    liten = namnd.casefold()
    return next((lag for lag in (SKOLA, VARD) if any(o in liten for o in lag.ord_)), OVRIG)
