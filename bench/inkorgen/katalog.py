"""The questions that the inbox is asked: a fixed catalogue, of every kind of filter and search."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kvalitet import klocka
from kvalitet.models import Anvandare, Enhet, Namnd
from synpunkter import inkorg as lada
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


def sql(fall: Fall) -> str:
    """Return the page's own question, as it is sent to the database."""
    av = Anvandare.objects.get(epost=f"{fall.vem}@kommun.example")
    grund = lada.urval(av, klocka.idag())[fall.urval][1]
    traffar = lada.filtrera(lada.synliga(av), fall.val | {"q": ""}, grund)
    efter = _djup(fall.nyast) if fall.djupt else ""
    with CaptureQueriesContext(connection) as fangade:
        lada.sida(traffar, nyast=fall.nyast, efter=efter, sok=fall.val.get("q", ""))
    return str(fangade.captured_queries[-1]["sql"])


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
    """Common words, less common and rare, counted in a sample of the cases."""
    texter = Synpunkt.objects.filter(pk__lte=4000).order_by("pk").values_list("text", flat=True)
    raknade = Counter(o for text in texter for o in set(ordlista(text)) if len(o) > 5)
    ordnade = [ett for ett, _ in raknade.most_common()]
    return ordnade[3:5], ordnade[60:62], ordnade[-2:]
