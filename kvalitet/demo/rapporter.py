"""The nämnd's reports, made as at work: that of kvartal 1 published and corrected, a month decided
by the chef, and what comes by itself."""

from __future__ import annotations

from datetime import date, timedelta

from cykel.models import Uppfoljningstillfalle
from kvalitet.demo.planer import AR
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare, Namnd
from uppfoljning import rapportjobb
from uppfoljning.actions import rapport as akter
from uppfoljning.actions.rapportmottagare import lagg_till
from uppfoljning.actions.rapportschema import satt_schema
from uppfoljning.models import Rapport, Rapportjobb
from uppfoljning.rapportperioder import Spann
from uppfoljning.samlare.maluppfyllelse import omfang
from uppfoljning.samlare.val import for_period

AUGUSTI = Spann(date(AR, 8, 1), date(AR, 8, 31))
DNR = f"VON {AR}/0187"
SCHEMA = (("manad", "manad", 10), ("kvalitet", "ar", 40), ("synpunkter", "halvar", 20))
MOTTAGARE = (
    ("Kommunens revisorer", "revisorerna@kommun.example"),
    ("Pensionärsrådet", "pensionarsradet@forening.example"),
    ("Redaktionen", "redaktionen@tidning.example"),
)
FEL = "Det stod att planansvarig svarar på frågor om rapporten."
RATT = "Kontorets kvalitetssamordnare svarar på frågor om rapporten."


def ladda() -> None:
    nina = _person("nina.sand")
    von = Namnd.objects.get(kod="VON")
    with den(date(AR, 1, 12)):
        _planera(von, nina)
    kv1 = Uppfoljningstillfalle.objects.get(ar=AR, slag="kv1")
    # Ordered with the plan, when only what was known then had happened.
    rapport = omfang(von, kv1).rapporter().get()
    with den(date(AR, 4, 29)):
        if not _gjord(rapport):
            return
    rapport = _besluta(rapport, date(AR, 5, 20), "58", nina)
    with den(date(AR, 6, 2)):
        rattad = akter.ratta(
            rapport, fel=FEL, ratt=RATT, nytt_underlag=False, av=_person("leila.nordin")
        )
        rattad = akter.godkann(rattad, av=_person("jonas.wallen"))
        _gjord(rattad)
    _besluta(rattad, date(AR, 6, 17), "71", nina)
    with den(date(AR, 9, 10)):
        _manadens(von, nina)


def _planera(von: Namnd, nina: Anvandare) -> None:
    for slag, period, dagar in SCHEMA:
        satt_schema(von, slag=slag, pa=True, period=period, dagar=dagar, av=nina)
    for namn, epost in MOTTAGARE:
        lagg_till(von, namn=namn, epost=epost, av=nina)


def _besluta(rapport: Rapport, dag: date, paragraf: str, nina: Anvandare) -> Rapport:
    """The nämnd decides, and five days later everyone can read it."""
    with den(dag):
        rapport = akter.faststall(
            rapport, beslut_datum=dag, beslut_paragraf=paragraf, dnr=DNR, av=nina
        )
        _gjord(rapport)
    with den(dag + timedelta(days=5)):
        return akter.publicera(rapport, av=nina)


def _manadens(von: Namnd, nina: Anvandare) -> None:
    """Made by the schedule, decided by the chef."""
    rapport = akter.bestall(for_period("manad", von, AUGUSTI), av=None)
    _gjord(rapport)
    dag, jonas = date(AR, 9, 10), _person("jonas.wallen")
    rapport = akter.faststall(rapport, beslut_datum=dag, dnr=DNR, av=jonas)
    _gjord(rapport)
    akter.publicera(rapport, av=nina)


def _person(namn: str) -> Anvandare:
    return Anvandare.objects.get(epost=f"{namn}@kommun.example")


def _gjord(rapport: Rapport) -> bool:
    """Make the file here, since no worker is up yet; False where the server cannot make any."""
    for jobb in rapport.jobb.filter(lage=Rapportjobb.Lage.KOAD).order_by("pk"):
        rapportjobb.utfor(jobb.pk)
    klar = akter.jobb_for(rapport)
    return klar is not None and klar.fil is not None
