"""What the inbox holds: scope, choice, order, and pages by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.lookups import In

from kvalitet import klocka
from kvalitet.behorighet import tilldelningar
from kvalitet.databas import bland
from kvalitet.kalender import midnatt
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import ROLLER, Rattighet
from kvalitet.visning import Blad
from synpunkter import kod, sekretess, sokvektor
from synpunkter.models import KLAR, Meddelande, Signalbedomning, Synpunkt
from synpunkter.tillstand import OPPNA, SLUTNA, Lage

PER_SIDA = 50
FORSTA_ARET = 2020
"""No reference is older."""
PAGAR = (Lage.TILLDELAD, Lage.UNDER_HANDLAGGNING, Lage.VANTAR_KOMPLETTERING)
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


def urval(anvandare: Anvandare, dag: date) -> dict[str, tuple[str, Q]]:
    """Return the ready-made choices: key, words, condition. The empty key is the first one."""
    oppna = Q(lage__in=OPPNA)
    return {
        "": ("Alla öppna", oppna),
        "mina": ("Mina att svara på", oppna & Q(handlaggare=anvandare, besvarad=None)),
        "sena": ("Sena", oppna & Q(besvarad=None, stannad=None, svar_senast__lt=dag)),
        "vantar": ("Väntar på komplettering", Q(lage__in=LAGENVAL["vantar"])),
        "karantan": ("Misstänkt skräppost", Q(lage__in=LAGENVAL["karantan"])),
        "utan": ("Utan handläggare", Q(lage__in=LAGENVAL["utan"], handlaggare=None)),
        "bedom": ("Att bedöma", Q(pk__in=Signalbedomning.objects.oppna().values("synpunkt"))),
        "otilldelade": ("Otilldelade", Q(lage__in=LAGENVAL["otilldelade"])),
        "avslutade": ("Avslutade", Q(lage__in=LAGENVAL["avslutade"])),
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
        synpunkter = synpunkter.filter(_sok(data["q"]))
    return synpunkter


def _sok(skriven: str) -> Q:
    """Return what holds the words, in the synpunkt or in what has been said in its case."""
    # Each is asked by its own index; an "or" over the two tables would read every row.
    forst, *resten = (Synpunkt.objects.filter(q).values("pk") for q in _sokvagar(skriven))
    return Q(pk__in=forst.union(*resten, all=True) if resten else forst)


def _sokvagar(skriven: str, *, i_ordning: bool = False) -> list[Q]:
    """Return the ways in which a case is found: by its reference, its text, or what was said in it.

    A note is found in the nämnd that wrote it alone, which is where it can be read. A reference is
    found whole, or by its last four characters. `i_ordning`: for those who read the first of a
    list in order, and therefore do better without every hit when what was said has many.
    """
    namngivna = Q(referens__in=_mojliga_referenser(skriven))
    fraga = sokvektor.fraga(skriven)
    if fraga is None:
        return [namngivna]
    # The words of a protected sender are found by no search; the reference is.
    oskyddade = Q(skyddad=False)
    traffar = Meddelande.objects.filter(sokvektor=fraga).order_by()
    sagda = traffar.filter(Q(namnd=None) | Q(namnd=F("synpunkt__namnd"))).values("synpunkt")
    if not i_ordning:
        return [namngivna, oskyddade & Q(sokvektor=fraga), oskyddade & Q(pk__in=sagda)]
    # The protected are told apart where a word is met: the list is then read by its index alone.
    i_arendet = traffar.filter(
        Q(namnd=None) | Q(namnd=OuterRef("namnd")), synpunkt=OuterRef("pk"), synpunkt__skyddad=False
    )
    skrivna = Synpunkt.objects.filter(sokvektor=fraga).order_by().values("pk")
    vagar = (
        (Synpunkt, skrivna, oskyddade & Q(sokvektor=fraga)),
        (Meddelande, sagda, Q(Slagna(Exists(i_arendet)))),
    )
    ut = [namngivna]
    for modell, alla, i_raden in vagar:
        vanligt = Vanligt(tabell=modell._meta.db_table)
        # One of the two is never begun: what both ask first depends on no row. The hits are an
        # array, for the planner believes a rare word to be more common than it is, and would go
        # by the list.
        slas_upp = Q(bland("pk", alla))
        ut += [oskyddade & ~Q(vanligt) & slas_upp, Q(vanligt) & i_raden]
    return ut


class Slagna(Func):
    """A condition that is tried on each row as it is met. One that stands alone the planner may
    turn into a join, which reads every row first."""

    template = "(%(expressions)s) is true"
    output_field = BooleanField()


class SistIVagen(Func):
    """The unit's own key, which its path ends in: the index of paths then holds all there is to
    ask for."""

    template = "split_part(rtrim(%(expressions)s, '.'), '.', -1)::bigint"
    output_field = BigIntegerField()


class Vanligt(Func):
    """What `_fraga_vanligt` answered of the table, for each of the ways that turn on it."""

    template = "(select %(tabell)s from vanligt)"
    output_field = BooleanField()


class _VanligtI(Func):
    """Whether a word is in so many of the newest rows that a page is soon full when they are read
    in order; else all that have it are looked up."""

    template = (
        "exists(select from (select sokvektor from %(tabell)s order by id desc limit 4000) nyast"
        " where sokvektor @@ %(expressions)s offset 8) as %(tabell)s"
    )
    output_field = BooleanField()


def _fraga_vanligt(skriven: str) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL that asks it once of each table, before the question that goes by it."""
    fraga = sokvektor.fraga(skriven)
    if fraga is None:
        return "", ()
    kompilator = Synpunkt.objects.all().query.get_compiler(DEFAULT_DB_ALIAS)
    tabeller = (modell._meta.db_table for modell in (Synpunkt, Meddelande))
    delar = [kompilator.compile(_VanligtI(fraga, tabell=tabell)) for tabell in tabeller]
    sql = ", ".join(del_ for del_, _ in delar)
    varden = tuple(varde for _, egna in delar for varde in egna)
    return f"with vanligt as materialized (select {sql})\n", varden


def _mojliga_referenser(skriven: str) -> list[str]:
    hel = kod.tolka_referens(skriven)
    if hel:
        return [hel]
    slut = kod.tolka_slut(skriven)
    ar = klocka.idag().year
    return [f"SP-{ett}-{slut}" for ett in range(FORSTA_ARET, ar + 1)] if slut else []


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
    synpunkter: QuerySet[Synpunkt],
    *,
    nyast: bool = False,
    efter: str = "",
    fore: str = "",
    sok: str = "",
    antal: int = PER_SIDA,
) -> Sida:
    """Return a page by key, never by offset: as fast far down as at the top. `sok` is what the
    cases are also to hold."""
    falt = _ordning(nyast)
    granns = _las(fore or efter, nyast)
    bakat = bool(fore) and granns is not None
    stigande = nyast == bakat
    synpunkter = synpunkter.annotate(klar=KLAR)
    if granns is not None:
        synpunkter = synpunkter.filter(_bortom(granns, stigande))
    ordning = falt if stigande else tuple(f"-{namn}" for namn in falt)
    # Their keys first: to sort whole rows is dear when a word is in most of them.
    # Of a search, the first of each way to be found: a word that is in most cases is met at once
    # when they are read in order, and one that is in few is looked up; the database can choose.
    forst, *resten = (
        synpunkter.filter(q).order_by(*ordning).values("pk")[: antal + 1]
        for q in (_sokvagar(sok, i_ordning=True) if sok else [Q()])
    )
    nycklar = forst.union(*resten, all=True) if resten else forst
    rader = _las_rader(nycklar, ordning, *_fraga_vanligt(sok))[: antal + 1]
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
"""In the order of the model, which is how a row of it is made; `_RADER` reads them so."""
_ENHET: Any = Synpunkt._meta.get_field("enhet")
_HANDLAGGARE: Any = Synpunkt._meta.get_field("handlaggare")
_RADER = """
select s.id, referens, typ, text, namnd_id, enhet_id, lage, handlaggare_id, inkom, svar_senast,
    stannad, besvarad, avslutad, huvud_id, sekretess, skyddad, gallrad, array[e.namn, e.sokvag],
    (select namn from kvalitet_anvandare where id = s.handlaggare_id)
from synpunkter_synpunkt s join kvalitet_enhet e on e.id = enhet_id where s.id = any(array(%s))
"""
"""What a list shows of the cases, in words of its own and with no table joined: the planner took
longer over the joins than the rows take to read."""


def _las_rader(
    nycklar: QuerySet[Any, Any], ordning: tuple[str, ...], fore: str, forst: tuple[Any, ...]
) -> list[Synpunkt]:
    """Read what a list shows of the cases, with the names of their units and handlers."""
    try:
        fraga, varden = nycklar.query.sql_with_params()
    except EmptyResultSet:  # nothing is theirs to read
        return []
    with connection.cursor() as markor:
        markor.execute(_RADER % (fore + fraga), (*forst, *varden))
        rader = [_rad(*rad) for rad in markor.fetchall()]
    rader.sort(key=attrgetter(*(namn.lstrip("-") for namn in ordning)))
    if ordning[0].startswith("-"):
        rader.reverse()
    return rader


def _rad(*varden: Any) -> Synpunkt:
    *egna, (enhet, sokvag), handlaggare = varden
    rad = Synpunkt.from_db(DEFAULT_DB_ALIAS, _VISAS, egna)
    lasta = ("id", "namn", "sokvag")
    agare = Enhet.from_db(DEFAULT_DB_ALIAS, lasta, (rad.enhet_id, enhet, sokvag))
    _ENHET.set_cached_value(rad, agare)
    if rad.handlaggare_id is not None:
        vem = (rad.handlaggare_id, handlaggare)
        person = Anvandare.from_db(DEFAULT_DB_ALIAS, lasta[:2], vem)
        _HANDLAGGARE.set_cached_value(rad, person)
    rad.__dict__["klar"] = int(bool(rad.besvarad or rad.avslutad))
    return rad


Nyckel = tuple[date | datetime | int, ...]


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
