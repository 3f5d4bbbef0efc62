"""A nämnd that reads: its two reports, its meetings, and what its members have asked."""

from __future__ import annotations

from datetime import date, timedelta

from cykel.models import Uppfoljningstillfalle
from kvalitet import klocka
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare, Namnd
from uppfoljning.actions import namndfraga, sammantrade
from uppfoljning.actions.rapport import bestall
from uppfoljning.models import Rapport
from uppfoljning.samlare import maluppfyllelse

AR = 2026
TORSDAG = 3
TILL_NASTA, MELLAN = timedelta(days=10), timedelta(days=35)
FRAGOR = (
    # days before today: asked and answered (0: not yet); who, about which goal, question, answer
    (
        30,
        27,
        "per.akerman",
        "1",
        "Hur många olika personer kommer hem till den som har mest hjälp?",
        "Under två veckor i september kom i snitt 14 olika personer. Hos tio personer var det fler "
        "än 20. De får en fast grupp från och med januari.",
    ),
    (
        6,
        3,
        "maria.lund",
        "3",
        "När är den digitala planeringen igång på alla områden?",
        "Fem av sju områden är igång. De två sista börjar i februari, när utbildningen är klar.",
    ),
    (
        2,
        0,
        "per.akerman",
        "4",
        "Varför ställs förbättringsmötena in, och vad gör ni åt det före jul?",
        "",
    ),
    (1, 0, "maria.lund", "", "Vad kostar åtgärderna, och ryms det i budgeten?", ""),
)


def bestall_rapport(namnd: Namnd, slag: str, dag: date) -> Rapport:
    """Order the nämnd's report of the round, as it was known on the day."""
    tillfalle = Uppfoljningstillfalle.objects.get(ar=AR, slag=slag)
    with den(dag):
        return bestall(maluppfyllelse.omfang(namnd, tillfalle), av=_person("jonas.wallen"))


def ladda() -> None:
    von = Namnd.objects.get(kod="VON")
    rapport = bestall_rapport(von, "delar", date(AR, 10, 6))
    idag, nina = klocka.idag(), _person("nina.sand")
    nasta = _torsdag(idag + TILL_NASTA)
    with den(idag - timedelta(days=60)):
        dagar = [nasta + n * MELLAN for n in (-1, 0, 1, 2)]
        sammantrade.lagg_in(von, dagar=dagar, av=nina)
    for stalld, besvarad, vem, mal, text, svar in FRAGOR:
        with den(idag - timedelta(days=stalld)):
            fraga = namndfraga.stall(rapport, text=text, mal_nummer=mal, av=_person(vem))
        if besvarad:
            with den(idag - timedelta(days=besvarad)):
                namndfraga.besvara(fraga, text=svar, av=_person("eva.grahn"))


def _torsdag(dag: date) -> date:
    return dag + timedelta(days=(TORSDAG - dag.weekday()) % 7)


def _person(namn: str) -> Anvandare:
    return Anvandare.objects.get(epost=f"{namn}@kommun.example")
