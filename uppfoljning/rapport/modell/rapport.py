"""The whole of a report."""

from dataclasses import dataclass
from datetime import datetime

from uppfoljning.bedomning import STANDARDREGEL
from uppfoljning.rapport.modell.huvud import (
    Beslutspunkt,
    Delunderlag,
    Lucka,
    Rattelse,
    Regelrad,
    Status,
    Tillfalle,
)
from uppfoljning.rapport.modell.larande import Atgard, Brist, Lardom, Sprang, Uppdrag
from uppfoljning.rapport.modell.mal import Mal
from uppfoljning.rapport.modell.matt import Indikator
from uppfoljning.rapport.modell.rost import Synpunkter, Undersokning
from uppfoljning.rapport.modell.styrning import Internkontroll, Metodandring, Nyckeltal

SCHEMA = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Maluppfyllelserapport:
    """`skapad` is the snapshot's moment and the file's date. `pahittad`: demo values,
    printed on every page. `beslut` are the points written by a person; what follows from
    the rest (uppdrag to close, goals without åtgärd) is added when page 1 is made. `adress`:
    the site's own when it was frozen, without a slash at the end, where it can be checked."""

    kommun: str
    namnd: str
    kontor: str
    tillfalle: Tillfalle
    status: Status
    skapad: datetime
    schema: int = SCHEMA
    kontakt: str = ""
    styrmodell: str = ""
    fas: str = "folja_upp"
    nasta_plan: str = ""
    pahittad: bool = False
    adress: str = ""
    mal: tuple[Mal, ...] = ()
    uppdrag: tuple[Uppdrag, ...] = ()
    synpunkter: Synpunkter | None = None
    undersokningar: tuple[Undersokning, ...] = ()
    brister: tuple[Brist, ...] = ()
    atgarder: tuple[Atgard, ...] = ()
    lardomar: tuple[Lardom, ...] = ()
    sprang: tuple[Sprang, ...] = ()
    beslut: tuple[Beslutspunkt, ...] = ()
    saknas: tuple[Lucka, ...] = ()
    delunderlag: tuple[Delunderlag, ...] = ()
    rattelser: tuple[Rattelse, ...] = ()
    nyckeltal: tuple[Nyckeltal, ...] = ()
    internkontroll: Internkontroll | None = None
    metodandringar: tuple[Metodandring, ...] = ()
    regel: tuple[Regelrad, ...] = tuple(Regelrad(bedomning=b, text=t) for b, t in STANDARDREGEL)

    @property
    def indikatorer(self) -> tuple[Indikator, ...]:
        return tuple(i for m in self.mal for i in m.indikatorer)
