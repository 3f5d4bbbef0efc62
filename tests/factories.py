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


ENHETER = (
    ("Provkommun", "kommun"),
    ("Vård- och omsorgskontoret", "kontor"),
    ("Hemtjänst", "omrade"),
    ("Hemtjänst Centrum", "enhet"),
    ("Kultur- och fritidskontoret", "kontor"),
    ("Stadsbiblioteket", "enhet"),
)


def kommun() -> Kommun:
    """Create it with a statement a table: thousands of tests begin with it."""
    rader = Enhet.objects.bulk_create(Enhet(namn=namn, slag=slag) for namn, slag in ENHETER)
    rot, vok, hemtjanst, centrum, kfk, bibliotek = rader
    under = ((vok, rot), (hemtjanst, vok), (centrum, hemtjanst), (kfk, rot), (bibliotek, kfk))
    EnhetPlacering.objects.bulk_create(
        EnhetPlacering(enhet=ny, foralder=foralder, giltig=(SEDAN, None)) for ny, foralder in under
    )
    von, kfn = Namnd.objects.bulk_create(
        [
            Namnd(kod="VON", namn="Vård- och omsorgsnämnden"),
            Namnd(kod="KFN", namn="Kultur- och fritidsnämnden"),
        ]
    )
    NamndAnsvar.objects.bulk_create(
        NamndAnsvar(enhet=kontor, namnd=namnd, giltig=(SEDAN, None))
        for kontor, namnd in ((vok, von), (kfk, kfn))
    )
    bygg_sokvagar()
    lasta = Enhet.objects.in_bulk([rad.pk for rad in rader])
    return Kommun(*(lasta[rad.pk] for rad in rader), von, kfn)


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
