"""What the politicians decide, what is measured, and the rounds in which it is followed up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bench.fyllning import ordbok
from bench.fyllning.tabell import Tabeller
from bench.fyllning.varlden import Storlek, Varld
from cykel.models import (
    Indikator,
    Mal,
    Malkriterium,
    Malmappning,
    Malniva,
    Styrmodell,
    Uppdrag,
    Uppfoljningstillfalle,
)
from synpunkter.models import Tidsfrist

MAL, MAL_I_FORSTA = 4, 12
"""Goals of a nämnd; the first nämnd has as many as the plan that pages are measured on."""
INDIKATORER, INDIKATORER_I_FORSTA = 12, 60
OMRADEN = ("Arbete och företagande", "Välfärd", "Klimat och miljö", "Trygghet")
ORGAN = "Kommunfullmäktige"


@dataclass(frozen=True)
class Malrad:
    id: int
    nummer: int
    kort: str
    text: str
    kriterium: int
    """The first criterion's key."""


@dataclass(frozen=True)
class Runda:
    id: int
    slag: str
    ar: int
    matdatum: date
    oppnar: date
    stanger: date


@dataclass
class Styrning:
    """What plans are made from."""

    modeller: dict[int, int] = field(default_factory=dict)
    """The steering model of each year."""
    mal: dict[tuple[int, int], list[Malrad]] = field(default_factory=dict)
    """By steering model and nämnd."""
    indikatorer: dict[int, list[tuple[int, bool]]] = field(default_factory=dict)
    """By nämnd: the key, and whether it is divided by sex."""
    rundor: list[Runda] = field(default_factory=list)

    def arets(self, ar: int, dag: date) -> list[Runda]:
        """The rounds of a year that have opened on the day."""
        return [r for r in self.rundor if r.ar == ar and r.oppnar <= dag]


def skriv(storlek: Storlek, varld: Varld, tabeller: Tabeller) -> Styrning:
    rng = storlek.slump("styrning")
    styrning = Styrning()
    tabeller.skriv(Tidsfrist, "namnd_id", ((nr,) for nr in varld.namnder))
    _modeller(storlek, varld, styrning, rng, tabeller)
    _indikatorer(varld, styrning, rng, tabeller)
    _rundor(storlek, styrning, tabeller)
    rader = enumerate(_uppdrag(storlek, varld, rng), start=1)
    tabeller.skriv(
        Uppdrag,
        "id givare namnd_id enhet_id rubrik text beslut_datum beslut_paragraf forfaller "
        "avslutat_datum avslutat_paragraf avslutat_organ",
        ((nr, *rad) for nr, rad in rader),
    )
    return styrning


# --- steering models and goals ------------------------------------------------------------------


def _modeller(
    storlek: Storlek, varld: Varld, styrning: Styrning, rng: Random, tabeller: Tabeller
) -> None:
    """One for each mandatperiod, four years from 2019, 2023 and so on, and the coming one."""
    nu = storlek.dag.year
    forst = storlek.forsta.year - (storlek.forsta.year - 2023) % 4
    borjar = range(forst, nu + 2 + (3 - (nu + 1 - forst) % 4), 4)
    modeller, nivaer, mal, kriterier, mappning = [], [], _Rader(), _Rader(), []
    for nr, fran in enumerate(borjar, start=1):
        status = "avslutad" if fran + 3 < nu else "gallande" if fran <= nu else "kommande"
        modeller.append(
            (
                *(nr, f"Styrmodell {fran}–{fran + 3}", date(fran, 1, 1), date(fran + 3, 12, 31)),
                *(status, ORGAN, date(fran - 1, 12, 15), "§ 248"),
            )
        )
        styrning.modeller |= dict.fromkeys(range(fran, fran + 4), nr)
        nivaer += [(nr * 3 + i - 2, nr, i + 1, ord_) for i, ord_ in enumerate(_NIVAER)]
        _malen(varld, styrning, rng, nr, fran, mal, kriterier)
        if nr > 1:
            mappning += _mappning(varld, styrning, nr)
    falt = "id namn fran till status beslut_organ beslut_datum beslut_paragraf"
    tabeller.skriv(Styrmodell, falt, modeller)
    tabeller.skriv(Malniva, "id styrmodell_id ordning etikett", nivaer)
    falt = "id niva_id foralder_id nummer kort text namnd_id bedoms beslut_organ beslut_datum"
    tabeller.skriv(Mal, falt, mal)
    tabeller.skriv(Malkriterium, "id mal_id kod text", kriterier)
    falt = "id fran_id styrmodell_id till_id"
    tabeller.skriv(Malmappning, falt, ((i, *m) for i, m in enumerate(mappning, start=1)))


_NIVAER = ("Målområde", "Övergripande mål", "Nämndens mål")


class _Rader(list[tuple[object, ...]]):
    """Rows that are numbered as they are put in."""

    def ny(self, *resten: object) -> int:
        self.append((len(self) + 1, *resten))
        return len(self)


def _malen(
    varld: Varld, styrning: Styrning, rng: Random, nr: int, ar: int, mal: _Rader, kriterier: _Rader
) -> None:
    beslut = (ORGAN, date(ar - 1, 12, 15))
    over = []
    for i, omrade in enumerate(OMRADEN, start=1):
        topp = mal.ny(nr * 3 - 2, None, i, omrade, omrade, None, False, *beslut)
        text = ordbok.meningar(rng, 1)[0]
        over.append(mal.ny(nr * 3 - 1, topp, i, f"{omrade} åt alla", text, None, False, *beslut))
    for namnd in varld.namnder:
        rader = styrning.mal[nr, namnd] = []
        for i in range(1, (MAL_I_FORSTA if namnd == 1 else MAL) + 1):
            kort, text = f"{OMRADEN[i % 4]} {i}", ordbok.meningar(rng, 1)[0][:390]
            pk = mal.ny(nr * 3, over[i % 4], i, kort, text, namnd, True, *beslut)
            koder = [kriterier.ny(pk, kod, f"{text[:200]} ({kod})") for kod in "AB"]
            rader.append(Malrad(pk, i, kort, text, koder[0]))


def _mappning(varld: Varld, styrning: Styrning, nr: int) -> list[tuple[int, int, int]]:
    """Every goal of a nämnd goes on in the next model under the same number."""
    return [
        (gammalt.id, nr, nytt.id)
        for namnd in varld.namnder
        for gammalt, nytt in zip(styrning.mal[nr - 1, namnd], styrning.mal[nr, namnd], strict=True)
    ]


# --- what is measured, and when -----------------------------------------------------------------


def _indikatorer(varld: Varld, styrning: Styrning, rng: Random, tabeller: Tabeller) -> None:
    rader = _Rader()
    for namnd in varld.namnder:
        valda = styrning.indikatorer[namnd] = []
        for i in range(INDIKATORER_I_FORSTA if namnd == 1 else INDIKATORER):
            namn = f"Andel {' '.join(ordbok.meningar(rng, 1)[0].lower()[:60].split())} {namnd}.{i}"
            kon = i % 5 == 0
            skal = "" if kon else "Måttet gäller verksamheten."
            riktning = "lagre" if i % 4 == 3 else "hogre"
            pk = rader.ny(namn, f"{namn}. Påhittad.", "procent", riktning, kon, skal)
            valda.append((pk, kon))
    tabeller.skriv(
        Indikator,
        "id namn definition matt riktning konsuppdelad skal_ej_kon kalla frekvens agare_id lagst "
        "hogst",
        ((*rad, "manuell", "tillfalle", varld.samordnare, 0, 100) for rad in rader),
    )


def _rundor(storlek: Storlek, styrning: Styrning, tabeller: Tabeller) -> None:
    """Three a year, as the demo has them; the last one opens when the year is over."""
    for ar in storlek.aren:
        for slag, mat, oppnar in (
            ("kv1", date(ar, 3, 31), date(ar, 4, 1)),
            ("delar", date(ar, 8, 31), date(ar, 9, 1)),
            ("helar", date(ar, 12, 31), date(ar + 1, 1, 4)),
        ):
            nr = len(styrning.rundor) + 1
            stanger = oppnar + timedelta(32)
            styrning.rundor.append(Runda(nr, slag, ar, mat, oppnar, stanger))
    tabeller.skriv(
        Uppfoljningstillfalle,
        "id slag ar period_fran matdatum oppnar enheter_senast kontor_senast stanger",
        (
            (
                *(r.id, r.slag, r.ar, date(r.ar, 1, 1), r.matdatum, r.oppnar),
                *(r.oppnar + timedelta(18), r.oppnar + timedelta(25), r.stanger),
            )
            for r in styrning.rundor
        ),
    )


def _uppdrag(storlek: Storlek, varld: Varld, rng: Random) -> Iterator[tuple[object, ...]]:
    for ar in storlek.aren:
        for namnd in varld.namnder:
            for i in range(4):
                rubrik = ordbok.meningar(rng, 1)[0][:150]
                beslut, klart = date(ar, 1 + i * 2, 20), date(ar, 12, 15)
                slut = (klart, "§ 71", ORGAN) if ar < storlek.dag.year else (None, "", "")
                yield (
                    *(ORGAN, namnd, varld.kontor[namnd], rubrik, rubrik, beslut, "§ 12"),
                    *(klart, *slut),
                )
