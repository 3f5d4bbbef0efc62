"""Small builders of test data, with real values in every field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from kvalitet.actions.organisation import bygg_sokvagar
from kvalitet.models import (
    Anvandare,
    Enhet,
    EnhetPlacering,
    Namnd,
    NamndAnsvar,
    Rolltilldelning,
)

SEDAN = date(2020, 1, 1)
LOSENORD = "en-lang-losenordsfras"


def databasadress(namn: str | None = None) -> str:
    """Return the URL of the test database, or of another one on the same server."""
    d = connection.settings_dict
    losen = f":{d['PASSWORD']}" if d["PASSWORD"] else ""
    return f"postgres://{d['USER']}{losen}@{d['HOST']}:{d['PORT']}/{namn or d['NAME']}"


@dataclass(frozen=True)
class Kommun:
    """A small municipality: two kontor with their nämnder and a unit each."""

    rot: Enhet
    vok: Enhet
    hemtjanst: Enhet
    """Area under vok, with one unit below."""
    centrum: Enhet
    kfk: Enhet
    bibliotek: Enhet
    von: Namnd
    kfn: Namnd


def kommun() -> Kommun:
    rot = Enhet.objects.create(namn="Provkommun", slag="kommun")
    vok = enhet("Vård- och omsorgskontoret", "kontor", rot)
    hemtjanst = enhet("Hemtjänst", "omrade", vok)
    centrum = enhet("Hemtjänst Centrum", "enhet", hemtjanst)
    kfk = enhet("Kultur- och fritidskontoret", "kontor", rot)
    bibliotek = enhet("Stadsbiblioteket", "enhet", kfk)
    von = Namnd.objects.create(kod="VON", namn="Vård- och omsorgsnämnden")
    kfn = Namnd.objects.create(kod="KFN", namn="Kultur- och fritidsnämnden")
    for kontor, namnd in ((vok, von), (kfk, kfn)):
        NamndAnsvar.objects.create(enhet=kontor, namnd=namnd, giltig=(SEDAN, None))
    bygg_sokvagar()
    for rad in (rot, vok, hemtjanst, centrum, kfk, bibliotek):
        rad.refresh_from_db()
    return Kommun(rot, vok, hemtjanst, centrum, kfk, bibliotek, von, kfn)


def enhet(namn: str, slag: str, under: Enhet) -> Enhet:
    """Create a unit without rebuilding the paths; call `bygg_sokvagar` when all are there."""
    ny = Enhet.objects.create(namn=namn, slag=slag)
    EnhetPlacering.objects.create(enhet=ny, foralder=under, giltig=(SEDAN, None))
    return ny


def person(namn: str, roll: str, enhet: Enhet, *, namnd: Namnd | None = None) -> Anvandare:
    """Create a person who holds one role."""
    fornamn = namn.lower().translate(str.maketrans("åäö ", "aao."))
    anvandare = Anvandare.objects.skapa(
        epost=f"{fornamn}@kommun.example", namn=namn, losenord=LOSENORD
    )
    Rolltilldelning.objects.create(
        anvandare=anvandare, roll=roll, enhet=enhet, namnd=namnd, giltig=(SEDAN, None)
    )
    return anvandare
