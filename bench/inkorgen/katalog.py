"""The questions that the inbox is asked: a fixed catalogue, of every kind of filter and search."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.inkorgen import inloggad
from kvalitet import klocka
from kvalitet.models import Anvandare, Enhet, Namnd
from synpunkter import inkorg as lada
from synpunkter.inkorgsantal import rakna
from synpunkter.inkorgsval import utbud
from synpunkter.models import Synpunkt
from synpunkter.sokvektor import ordlista


@dataclass(frozen=True)
class Fall:
    """One question: who asks, what is chosen, and whether it goes deep into the list."""

    namn: str
    vem: str = "kv"
    val: dict[str, Any] = field(default_factory=dict)
    urval: str = ""
    djupt: bool = False
    sokning: bool = False

    @property
    def forberedd(self) -> bool:
        """Whether the server keeps how it goes about it: of a first page that is not searched."""
        return not self.djupt and not self.sokning

    @property
    def nyast(self) -> bool:
        return self.val.get("ordning") == "nyast" or self.urval == "avslutade"

    def parametrar(self) -> dict[str, str]:
        """The address's own parameters."""
        valda = {n: str(getattr(v, "pk", v)) for n, v in self.val.items()}
        return valda | ({"urval": self.urval} if self.urval else {})


def filter_() -> list[Fall]:
    nyast = {"ordning": "nyast"}
    alla = {"lage": "alla"}
    dag = klocka.idag()
    ett_ar = {"fran": dag - timedelta(days=730), "till": dag - timedelta(days=365)}
    kontor = _enhet(1)
    return [
        Fall("alla öppna"),
        Fall("alla öppna, nyast", val=nyast),
        *(Fall(f"urval {u}", urval=u) for u in ("mina", "sena", "vantar", "utan", "otilldelade")),
        Fall("urval bedom", urval="bedom"),
        Fall("avslutade", urval="avslutade"),
        Fall("avslutade, djupt", urval="avslutade", djupt=True),
        Fall("alla lägen", val=alla),
        Fall("alla lägen, djupt", val=alla, djupt=True),
        Fall("alla lägen, nyast", val=alla | nyast),
        Fall("alla lägen, nyast, djupt", val=alla | nyast, djupt=True),
        Fall("läge vidarebefordrad", val={"lage": "vidarebefordrad"}),
        Fall("typ", val={"typ": "berom"}),
        Fall("typ, alla lägen", val=alla | {"typ": "berom"}),
        Fall("nämnd", val={"namnd": _namnd()}),
        Fall("nämnd, alla lägen, nyast", val=alla | nyast | {"namnd": _namnd()}),
        Fall("kontor", val={"enhet": kontor}),
        Fall("kontor, alla lägen, nyast", val=alla | nyast | {"enhet": kontor}),
        Fall("område, alla lägen, nyast", val=alla | nyast | {"enhet": _enhet(2)}),
        Fall("enhet, alla lägen, nyast", val=alla | nyast | {"enhet": _enhet(4)}),
        Fall("enhet, alla lägen", val=alla | {"enhet": _enhet(4)}),
        Fall("ett år, nyast", val=alla | nyast | ett_ar),
        Fall("ett år", val=alla | ett_ar),
        Fall("kontor, typ, ett år", val=alla | nyast | ett_ar | {"enhet": kontor, "typ": "fraga"}),
        Fall("en handläggares nämnd", vem="hs1.von"),
        Fall("en handläggares nämnd, alla lägen", vem="hs1.von", val=alla | nyast),
    ]


def sokningar() -> list[Fall]:
    """Words as common and as rare as the texts have them."""
    vanliga, mellan, ovanliga = _orden()
    alla = {"lage": "alla", "ordning": "nyast"}
    fraser = {
        "vanligt ord": vanliga[0],
        "mindre vanligt ord": mellan[0],
        "ovanligt ord": ovanliga[0],
        "två vanliga ord": f"{vanliga[0]} {vanliga[1]}",
        "vanligt och ovanligt": f"{vanliga[0]} {ovanliga[0]}",
        "tre ord": f"{vanliga[0]} {mellan[0]} {mellan[1]}",
        "början av vanligt ord": vanliga[1][:4],
        "två bokstäver": mellan[1][:2],
        "inget ord": "qqzzxx",
        "referens": Synpunkt.objects.order_by("pk").values_list("referens", flat=True)[0],
    }
    i_enhet = {"enhet": _enhet(1)}
    return [
        *(Fall(n, val=alla | {"q": q}, sokning=True) for n, q in fraser.items()),
        *(
            Fall(f"{n}, öppna", val={"q": fraser[n]}, sokning=True)
            for n in ("vanligt ord", "ovanligt ord")
        ),
        *(
            Fall(f"{n}, kontor", val=alla | i_enhet | {"q": fraser[n]}, sokning=True)
            for n in ("vanligt ord", "mindre vanligt ord", "ovanligt ord")
        ),
    ]


_BORT = "Rows Removed by Filter"


@dataclass(frozen=True)
class Plan:
    """What the database does for a question, as it tells itself."""

    buffrar: int
    vagar: tuple[str, ...]
    """Tables and indexes that it goes by: "Index Scan synpunkt_oppna"."""
    genomlasta: dict[str, int]
    """Tables read row by row, without an index, and how many rows were read."""


def sql(fall: Fall) -> tuple[str, str]:
    """Return the page's own question, as it is sent to the database, and that of its keys alone."""
    av = Anvandare.objects.get(epost=f"{fall.vem}@kommun.example")
    vald = fall.val.get("enhet")
    under = utbud(av, str(vald.pk)).under if vald else []
    valda = fall.val | {"q": "", "enheter": under}
    traffar = lada.valda(av, klocka.idag(), fall.urval, valda, nyast=fall.nyast)
    efter = _djup(fall.nyast) if fall.djupt else ""
    with CaptureQueriesContext(connection) as fangade:
        lada.sida(traffar, nyast=fall.nyast, efter=efter, sok=fall.val.get("q", ""))
    fraga = str(fangade.captured_queries[-1]["sql"])
    return fraga, _inom(fraga, "id = any(array(")


def _inom(fraga: str, fore: str) -> str:
    """Return what stands in the parenthesis that `fore` opens."""
    borjan = fraga.index(fore) + len(fore)
    djup, i_text = 1, False
    for plats, tecken in enumerate(fraga[borjan:], borjan):
        i_text ^= tecken == "'"
        djup += 0 if i_text else {"(": 1, ")": -1}.get(tecken, 0)
        if not djup:
            return fraga[borjan:plats]
    raise ValueError("frågan tar inte slut")


def plan(fraga: str) -> Plan:
    with connection.cursor() as markor:
        markor.execute(f"explain (analyze, buffers, format json) {fraga}")
        svar = markor.fetchone()[0]
    (rot,) = json.loads(svar) if isinstance(svar, str) else svar
    noder = [n for n in _noder(rot["Plan"]) if n["Actual Loops"]]  # what was begun at all
    vagar = (f"{n['Node Type']} {n.get('Index Name') or n.get('Relation Name')}" for n in noder)
    buffrar = rot["Plan"]["Shared Hit Blocks"] + rot["Plan"]["Shared Read Blocks"]
    genomlasta = {
        n["Relation Name"]: int(n["Actual Loops"] * (n["Actual Rows"] + n.get(_BORT, 0)))
        for n in noder
        if n["Node Type"] == "Seq Scan"
    }
    return Plan(buffrar, tuple(v for v in vagar if not v.endswith(" None")), genomlasta)


def _noder(nod: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield nod
    for under in nod.get("Plans", ()):
        yield from _noder(under)


def golvets_rader() -> str:
    """Return the question of 50 rows by their primary keys, read as the bare page reads them: with
    the unit and the handler, whose names the list shows."""
    nycklar = list(Synpunkt.objects.order_by("-inkom").values_list("pk", flat=True)[:50])
    with CaptureQueriesContext(connection) as fangade:
        rader = Synpunkt.objects.select_related("enhet", "handlaggare").defer("sokvektor")
        list(rader.filter(pk__in=nycklar).order_by("-inkom", "-pk"))
    return str(fangade.captured_queries[-1]["sql"])


def rakning() -> Callable[[], object]:
    """Return the counting of what is open and all else, as the inbox does it."""
    return partial(rakna, Anvandare.objects.get(epost="kv@kommun.example"), klocka.idag())


def antal_sql() -> str:
    """Return the question that counts what is open and all else, by choice and by state."""
    av = Anvandare.objects.get(epost="kv@kommun.example")
    with CaptureQueriesContext(connection) as fangade:
        rakna(av, klocka.idag())
    return str(fangade.captured_queries[-1]["sql"])


def _klient() -> Client:
    return inloggad(Client(HTTP_HOST="127.0.0.1", headers={"X-Forwarded-Proto": "https"}), "kv")


def soksidor() -> dict[str, Callable[[], HttpResponse]]:
    """The page of each search, as the strategist of the whole municipality."""
    klient = _klient()
    return {fall.namn: partial(_hamta, klient, fall.parametrar()) for fall in sokningar()}


def sidor() -> dict[str, Callable[[], HttpResponse]]:
    klient = _klient()
    alla = {"lage": "alla", "ordning": "nyast"}
    return {
        namn: partial(_hamta, klient, val)
        for namn, val in {
            "sidan": alla,
            "sidan, djupt": alla | {"efter": _djup(nyast=True)},
            "sidan, alla öppna": {},
            "sidan, kontor": {"enhet": str(_enhet(1).pk)},
        }.items()
    }


def _hamta(klient: Client, val: dict[str, str]) -> HttpResponse:
    svar = klient.get(reverse("synpunkter:inkorg"), val)
    if svar.status_code != 200:
        raise RuntimeError(f"inkorgen svarade {svar.status_code}")
    return svar


def fragor(hamta: Callable[[], HttpResponse]) -> int:
    with CaptureQueriesContext(connection) as fangade:
        hamta()
    return len(fangade)


def _djup(nyast: bool) -> str:
    """The key nine tenths down the list."""
    antal = Synpunkt.objects.count() * 9 // 10
    ordning = ("-inkom", "-pk") if nyast else ("klar", "svar_senast", "pk")
    rad = Synpunkt.objects.annotate(klar=lada.KLAR).order_by(*ordning)[antal]
    return lada.nyckel(rad, nyast=nyast)


def _enhet(djup: int) -> Enhet:
    """The unit of the first case, or the one above it that lies so deep."""
    egen = Synpunkt.objects.select_related("enhet").order_by("pk")[0].enhet
    delar = egen.sokvag.rstrip(".").split(".")
    return Enhet.objects.get(pk=delar[min(djup, len(delar) - 1)])


def _namnd() -> Namnd:
    return Namnd.objects.order_by("pk")[0]


def _orden() -> tuple[list[str], list[str], list[str]]:
    """Common words, less common and rare, counted in a sample of the cases; the same each time."""
    texter = Synpunkt.objects.filter(pk__lte=4000).order_by("pk").values_list("text", flat=True)
    raknade = Counter(o for text in texter for o in set(ordlista(text)) if len(o) > 5)
    ordnade = sorted(raknade, key=lambda ett: (-raknade[ett], ett))
    return ordnade[3:5], ordnade[60:62], ordnade[-2:]
