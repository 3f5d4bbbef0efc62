"""What the inbox holds: scope, choice, order, and pages by key."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BigIntegerField, F, Func, Model, Q, QuerySet
from django.db.models.base import ModelState
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.lookups import In

from kvalitet import kvartext
from kvalitet.behorighet import tilldelningar
from kvalitet.kalender import midnatt
from kvalitet.kvartext import Rader, Skriven
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import ROLLER, Rattighet
from kvalitet.visning import Blad
from synpunkter import sekretess
from synpunkter.inkorgssok import Slagna, skriv_sokning, sokt
from synpunkter.models import KLAR, Signalbedomning, Synpunkt
from synpunkter.tillstand import OPPNA, PAGAR, SLUTNA, Lage

M = TypeVar("M", bound=Model)

PER_SIDA = 50
LAGENVAL = {
    "": OPPNA,
    "vantar": (Lage.VANTAR_KOMPLETTERING,),
    "karantan": (Lage.KARANTAN,),
    "utan": PAGAR,
    "otilldelade": (Lage.INKOMMEN, Lage.KARANTAN, Lage.ATEROPPNAD),
    "avslutade": SLUTNA,
}
"""The ready-made choices that state alone decides, but for who handles them ("utan": nobody)."""


def synliga(anvandare: Anvandare) -> QuerySet[Synpunkt]:
    """Return the synpunkter that the person may read: in their units, for their nämnd, and of
    those marked as secret the ones that are theirs."""
    annat = ("enhet", "namnd", "handlaggare", "foralder", "huvud")
    synpunkter = Synpunkt.objects.select_related(*annat).defer("sokvektor")
    return synpunkter.filter(sekretess.synlig(anvandare))


def namnder(anvandare: Anvandare) -> QuerySet[Namnd]:
    """Return the nämnder whose synpunkter the person may read."""
    egna = {t.namnd_id for t in tilldelningar(anvandare) if Rattighet.SYNPUNKT_SE in ROLLER[t.roll]}
    alla = Namnd.objects.order_by("namn", "pk")
    return alla if None in egna else alla.filter(pk__in=[pk for pk in egna if pk is not None])


URVAL = {
    "": "Alla öppna",
    "mina": "Mina att svara på",
    "sena": "Sena",
    "vantar": "Väntar på komplettering",
    "karantan": "Misstänkt skräppost",
    "utan": "Utan handläggare",
    "bedom": "Att bedöma",
    "otilldelade": "Otilldelade",
    "avslutade": "Avslutade",
}
"""The ready-made choices in words. The empty key is the first one."""


def urval(anvandare: Anvandare, dag: date) -> dict[str, tuple[str, Q]]:
    """Return the ready-made choices: key, words, condition."""
    oppna = Q(lage__in=OPPNA)
    villkor = {
        "": oppna,
        "mina": oppna & Q(handlaggare=anvandare, besvarad=None),
        "sena": oppna & Q(besvarad=None, stannad=None, svar_senast__lt=dag),
        "utan": Q(lage__in=LAGENVAL["utan"], handlaggare=None),
        "bedom": Q(pk__in=Signalbedomning.objects.oppna().values("synpunkt")),
    }
    return {
        nyckel: (namn, villkor.get(nyckel, Q(lage__in=LAGENVAL.get(nyckel, ()))))
        for nyckel, namn in URVAL.items()
    }


def filtrera(
    synpunkter: QuerySet[Synpunkt], data: Mapping[str, Any], grund: Q
) -> QuerySet[Synpunkt]:
    """Keep what the filter's cleaned `data` asks for; a chosen state replaces the ground."""
    lage = data.get("lage")
    if lage != "alla":
        synpunkter = synpunkter.filter(Q(lage=lage) if lage else grund)
    if data.get("typ"):
        synpunkter = synpunkter.filter(typ=data["typ"])
    if data.get("namnd"):
        synpunkter = synpunkter.filter(namnd=data["namnd"])
    if data.get("enhet"):
        i_tradet = Enhet.objects.filter(sokvag__startswith=data["enhet"].sokvag).order_by()
        # Few are named, for then the database knows how many cases they have. Many are looked up
        # once and held beside the list, which is read in order until the page is full.
        enheter = data.get("enheter")
        synpunkter = (
            synpunkter.filter(enhet__in=enheter)
            if enheter
            else synpunkter.filter(
                Slagna(In(F("enhet"), i_tradet.values_list(SistIVagen("sokvag"))))
            )
        )
    if data.get("fran"):
        synpunkter = synpunkter.filter(inkom__gte=midnatt(data["fran"]))
    if data.get("till"):
        synpunkter = synpunkter.filter(inkom__lt=midnatt(data["till"] + timedelta(days=1)))
    if data.get("q"):
        synpunkter = synpunkter.filter(sokt(data["q"]))
    return synpunkter


@dataclass(frozen=True)
class Valda:
    """The cases of a choice. Its question is written once: `nyckel` says all that it is made of."""

    nyckel: Hashable
    skriv: Callable[[], QuerySet[Synpunkt]]


def valda(
    anvandare: Anvandare, dag: date, urvalet: str, data: Mapping[str, Any], *, nyast: bool
) -> Valda:
    """Return what the person may read of a ready-made choice and the filter's cleaned `data`."""

    def skriv() -> QuerySet[Synpunkt]:
        traffar = filtrera(synliga(anvandare), data, urval(anvandare, dag)[urvalet][1])
        if data.get("lage") in _BESVARADE and not nyast:
            # What is answered comes last in this order: the list then begins there.
            traffar = traffar.annotate(klar=KLAR).filter(klar=1)
        if data.get("fran") and not nyast:
            # Answers are promised after the case came, as a constraint of the table says: the list
            # then begins there, past all that was promised in the years before.
            borjan = midnatt(data["fran"]).astimezone(UTC).date()
            traffar = traffar.filter(svar_senast__gte=borjan)
        return traffar

    namnd, enhet = data.get("namnd"), data.get("enhet")
    val = (
        *(data.get(namn) for namn in ("lage", "typ", "fran", "till")),
        *(namnd and namnd.pk, enhet and enhet.sokvag, tuple(data.get("enheter") or ())),
    )
    return Valda((anvandare.pk, tilldelningar(anvandare), dag, urvalet, val, nyast), skriv)


_BESVARADE = (*SLUTNA, Lage.BESVARAD)
"""States that no case without an answer or an end is in, as constraints of the table say."""


class SistIVagen(Func):
    """The unit's own key, which its path ends in: the index of paths then holds all there is to
    ask for."""

    template = "split_part(%(expressions)s, '.', -2)::bigint"
    output_field = BigIntegerField()


@dataclass(frozen=True)
class Sida:
    """One page of the list, and the keys of its neighbours."""

    rader: list[Synpunkt]
    fore: str = ""
    efter: str = ""

    def blad(self, adress: str) -> Blad:
        """`adress` is the list's address with its filter, ending in ? or &."""
        return Blad(
            foregaende=f"{adress}fore={self.fore}" if self.fore else "",
            nasta=f"{adress}efter={self.efter}" if self.efter else "",
        )


def sida(
    synpunkter: QuerySet[Synpunkt] | Valda,
    *,
    nyast: bool = False,
    efter: str = "",
    fore: str = "",
    sok: str = "",
    antal: int = PER_SIDA,
) -> Sida:
    """Return a page by key, never by offset: as fast far down as at the top. `sok` is what the
    cases are also to hold."""
    granns = _las(fore or efter, nyast)
    bakat = bool(fore) and granns is not None
    ordning = _Ordning(nyast, nyast == bakat, antal)
    if isinstance(synpunkter, Valda) and not sok:
        lasta = _las_kvar(synpunkter, ordning, granns)
    else:
        lasta = _las_nytt(synpunkter, ordning, granns, sok)
    rader = ordning.ordna([_rad(*rad) for rad in lasta])
    fler = len(rader) > antal
    rader = rader[:antal]
    if bakat:
        rader.reverse()
    har_fore = fler if bakat else granns is not None
    har_efter = bakat or fler
    return Sida(
        rader,
        fore=nyckel(rader[0], nyast=nyast) if rader and har_fore else "",
        efter=nyckel(rader[-1], nyast=nyast) if rader and har_efter else "",
    )


_VISAS = (
    *("id", "referens", "typ", "text", "namnd_id", "enhet_id", "lage", "handlaggare_id", "inkom"),
    *("svar_senast", "stannad", "besvarad", "avslutad", "huvud_id", "sekretess", "skyddad"),
    "gallrad",
)
"""As `_RADER` reads them."""
_ENHET: Any = Synpunkt._meta.get_field("enhet")
_HANDLAGGARE: Any = Synpunkt._meta.get_field("handlaggare")
_RADER = """
select s.id, referens, typ, text, namnd_id, enhet_id, lage, handlaggare_id, inkom, svar_senast,
    stannad, besvarad, avslutad, huvud_id, sekretess, skyddad, gallrad, e.namn, e.sokvag,
    (select namn from kvalitet_anvandare where id = s.handlaggare_id)
from synpunkter_synpunkt s join kvalitet_enhet e on e.id = enhet_id where s.id = any(array(%s))
"""
"""What a list shows of the cases, in words of its own and with no table joined: the planner took
longer over the joins than the rows take to read."""


Nyckel = tuple[date | datetime | int, ...]


@dataclass(frozen=True)
class _Ordning:
    """How a page is read: which order, from which end, and how many."""

    nyast: bool
    stigande: bool
    antal: int

    def falt(self) -> tuple[str, ...]:
        falt = _ordning(self.nyast)
        return falt if self.stigande else tuple(f"-{namn}" for namn in falt)

    def ordna(self, rader: list[Synpunkt]) -> list[Synpunkt]:
        rader.sort(key=attrgetter(*_ordning(self.nyast)), reverse=not self.stigande)
        return rader

    def skriv(self, synpunkter: QuerySet[Synpunkt], granns: Nyckel | None, sok: str) -> Skriven:
        """Return the question for what a list shows of the cases beyond the key."""
        synpunkter = synpunkter.annotate(klar=KLAR)
        if granns is not None:
            synpunkter = synpunkter.filter(_bortom(granns, self.stigande))

        def forst(q: Q) -> QuerySet[Any, Any]:
            rader: QuerySet[Any, Any] = synpunkter.filter(q).order_by(*self.falt())
            return rader.values("pk", *(["inkom"] if sok else []))[: self.antal + 1]

        # Their keys first: to sort whole rows is dear when a word is in most of them.
        if sok:
            forsta: Any = granns[0] if granns else "infinity"
            fran = forsta if self.nyast else None
            fraga, varden = skriv_sokning(forst, sok, self.antal + 1, fran)
        else:
            fraga, varden = forst(Q()).query.sql_with_params()
        return _RADER % fraga, varden


_PLATSER: dict[bool, Nyckel] = {
    True: (datetime(1, 1, 1, 1, 1, 1, 1, UTC), -2_000_000_001),
    False: (-2_000_000_001, date(1, 1, 1), -2_000_000_002),
}
"""Stand in a kept question where the key of a page goes: no row has them, and nobody asks so."""


def _las_kvar(valda: Valda, ordning: _Ordning, granns: Nyckel | None) -> Rader:
    if granns is None:
        nyckel = ("sida", valda.nyckel, ordning)
        return kvartext.las(nyckel, lambda: ordning.skriv(valda.skriv(), None, ""))
    platser = _PLATSER[ordning.nyast]
    return kvartext.las_med(
        ("bortom", valda.nyckel, ordning),
        lambda: ordning.skriv(valda.skriv(), platser, ""),
        dict(zip(platser, granns, strict=True)),
    )


def _las_nytt(
    synpunkter: QuerySet[Synpunkt] | Valda, ordning: _Ordning, granns: Nyckel | None, sok: str
) -> Rader:
    if isinstance(synpunkter, Valda):
        synpunkter = synpunkter.skriv()
    try:
        fraga, varden = ordning.skriv(synpunkter, granns, sok)
    except EmptyResultSet:  # nothing is theirs to read
        return []
    with connection.cursor() as markor:
        markor.execute(fraga, varden)
        rader: Rader = markor.fetchall()
    return rader


def _rad(*varden: Any) -> Synpunkt:
    *egna, enhet, sokvag, handlaggare = varden
    rad = _som_last(Synpunkt, zip(_VISAS, egna, strict=True))
    agare = _som_last(Enhet, (("id", rad.enhet_id), ("namn", enhet), ("sokvag", sokvag)))
    _ENHET.set_cached_value(rad, agare)
    if rad.handlaggare_id is not None:
        person = _som_last(Anvandare, (("id", rad.handlaggare_id), ("namn", handlaggare)))
        _HANDLAGGARE.set_cached_value(rad, person)
    rad.__dict__["klar"] = int(bool(rad.besvarad or rad.avslutad))
    return rad


def _som_last(modell: type[M], falt: Iterable[tuple[str, Any]]) -> M:
    """Return a row as `from_db` makes it, with the other fields left for later, in a tenth of the
    time: what it does beside is for signals, which nobody hears here."""
    rad = modell.__new__(modell)
    rad.__dict__.update(falt)
    rad._state = ModelState()
    rad._state.adding, rad._state.db = False, DEFAULT_DB_ALIAS
    return rad


def _ordning(nyast: bool) -> tuple[str, ...]:
    return ("inkom", "pk") if nyast else ("klar", "svar_senast", "pk")


def _bortom(nyckel: Nyckel, stigande: bool) -> Q:
    """Beyond the key: the first field that differs decides.

    Compared as a row, which is where an index begins to read; spelt out with "or" it would read
    everything before the key too.
    """
    falt = (F("inkom"), F("pk")) if len(nyckel) == 2 else (KLAR, F("svar_senast"), F("pk"))
    jamfor = TupleGreaterThan if stigande else TupleLessThan
    return Q(jamfor(Tuple(*falt), nyckel))


def nyckel(rad: Synpunkt, *, nyast: bool) -> str:
    """Return the row's place in the list, as an address says it."""
    varden = [getattr(rad, namn) for namn in _ordning(nyast)]
    delar = [str(v) if isinstance(v, int) else v.isoformat() for v in varden]
    return "_".join(delar).replace("+00:00", "Z")


def _las(skriven: str, nyast: bool) -> Nyckel | None:
    delar = skriven.split("_")
    try:
        if nyast:
            inkom, pk = delar
            return datetime.fromisoformat(inkom), int(pk)
        klar, senast, pk = delar
        return int(klar), date.fromisoformat(senast), int(pk)
    except ValueError:
        return None
