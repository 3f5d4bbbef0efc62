"""A nämnd with two reports, a meeting ahead, and the people around it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from cykel.models import Uppfoljningstillfalle
from kvalitet import klocka, ogonblick
from kvalitet.models import Anvandare, Enhet, Namnd
from tests import factories
from tests.factories import Kommun
from tests.uppfoljning import rapportexempel
from uppfoljning.actions import namndfraga as acts
from uppfoljning.actions import sammantrade
from uppfoljning.bedomning import Bedomning
from uppfoljning.models import Namndfraga, Rapport, Sammantrade
from uppfoljning.rapport import modell
from uppfoljning.rapport.modell import Maluppfyllelserapport

NU = datetime(2026, 9, 23, 8, 30, tzinfo=UTC)
"""A Wednesday."""
MOTE = date(2026, 10, 8)
"""A Thursday; what is asked is answered by Wednesday the 7th."""
TEXT = "Varför är väntan längre på Eken än på Linden?"


@dataclass
class Namndfall:
    kommun: Kommun
    rapport: Rapport
    forra: Rapport
    fia: Anvandare
    """Förtroendevald in the nämnd."""
    frans: Anvandare
    """Another of its members."""
    kim: Anvandare
    """Förtroendevald in another nämnd."""
    eva: Anvandare
    """Planansvarig of the kontor."""
    nina: Anvandare
    sammantrade: Sammantrade

    def fraga(self, text: str = TEXT, *, av: Anvandare | None = None) -> Namndfraga:
        return acts.stall(self.rapport, text=text, av=av or self.fia)


def bygg(kommun: Kommun, nina: Anvandare) -> Namndfall:
    def fv(namn: str, namnd: Namnd) -> Anvandare:
        return factories.person(namn, "FV", kommun.rot, namnd=namnd)

    with klocka.stalld(NU):
        sammantrade.lagg_in(kommun.von, dagar=[MOTE], av=nina)
    full = rapportexempel.full()
    forst = full.mal[0]
    fore = replace(full, mal=(replace(forst, bedomning=Bedomning.UPPFYLLT), *full.mal[1:]))
    nu = replace(full, mal=(replace(forst, bedomning=Bedomning.EJ), *full.mal[1:]))
    return Namndfall(
        kommun=kommun,
        forra=rapport(kommun.von, kommun.vok, fore, "kv1"),
        rapport=rapport(kommun.von, kommun.vok, nu, "delar"),
        fia=fv("Fia Folkvald", kommun.von),
        frans=fv("Frans Folkvald", kommun.von),
        kim=fv("Kim Kulturvald", kommun.kfn),
        eva=factories.person("Eva Planansvarig", "PA", kommun.vok, namnd=kommun.von),
        nina=nina,
        sammantrade=Sammantrade.objects.get(),
    )


def rapport(
    namnd: Namnd, kontor: Enhet, underlag: Maluppfyllelserapport, slag: str, *, version: int = 1
) -> Rapport:
    omgang = tillfalle(slag)
    return Rapport.objects.create(
        namnd=namnd,
        enhet=kontor,
        tillfalle=omgang,
        period_fran=omgang.period_fran,
        period_till=omgang.matdatum,
        version=version,
        ogonblick=ogonblick.frys(
            "rapport", modell.till_data(underlag), schema=modell.SCHEMA, av=None, nu=NU
        ),
        bestalld=NU,
    )


def tillfalle(slag: str, ar: int = 2026) -> Uppfoljningstillfalle:
    matdatum = {"kv1": date(ar, 3, 31), "delar": date(ar, 8, 31), "helar": date(ar, 12, 31)}[slag]
    rad, _ = Uppfoljningstillfalle.objects.get_or_create(
        slag=slag,
        ar=ar,
        defaults={
            "period_fran": date(ar, 1, 1),
            "matdatum": matdatum,
            "oppnar": matdatum,
            "enheter_senast": matdatum.replace(year=ar + 1),
            "stanger": matdatum.replace(year=ar + 1),
        },
    )
    return rad


def litet() -> Maluppfyllelserapport:
    return rapportexempel.ett_mal()
