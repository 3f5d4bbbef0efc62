"""How many cases each choice of the inbox has, in one question, however many there are."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.expressions import Combinable

from kvalitet import kvartext
from kvalitet.behorighet import omfang, tilldelningar
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from synpunkter import sekretess
from synpunkter.inkorg import LAGENVAL, URVAL, urval
from synpunkter.models import KLAR, Arendeantal, Synpunkt
from synpunkter.tillstand import Lage

_SE = Rattighet.SYNPUNKT_SE
_TEXT = CharField()
_UTAN = ExpressionWrapper(Q(handlaggare=None), BooleanField())
_INGET, _NEJ = Value("", _TEXT), Value(False, output_field=BooleanField())


def rakna(anvandare: Anvandare, dag: date) -> dict[str, int]:
    """Count each ready-made choice (`inkorg.urval`) and each state; of the late ones no more than
    one beyond `HOGST_SENA`.

    The states are counted already (`Arendeantal`); what depends on the day, the person or another
    table is few cases, found by index.
    """
    summor: Counter[str] = Counter()
    nyckel = ("antal", anvandare.pk, tilldelningar(anvandare), dag)
    for valet, lage, utan, antal in kvartext.las(nyckel, lambda: _skriven(anvandare, dag)):
        summor[f"urval_{valet}" if valet else f"lage_{lage}"] += antal
        for namn, lagen in LAGENVAL.items() if not valet else ():
            if lage in lagen and (utan or namn != "utan"):
                summor[f"urval_{namn}"] += antal
    namnen = (*(f"lage_{lage}" for lage in Lage), *(f"urval_{n}" for n in URVAL))
    return {namn: summor[namn] for namn in namnen}


HOGST_SENA = 999
"""So many late ones tell what more would."""


def _skriven(anvandare: Anvandare, dag: date) -> kvartext.Skriven:
    val = urval(anvandare, dag)
    synliga = Synpunkt.objects.filter(sekretess.synlig(anvandare))
    sena = synliga.annotate(klar=KLAR).filter(val["sena"][1], klar=0).order_by()
    ovriga, varden = _ovriga(anvandare, synliga, val).query.sql_with_params()
    nagra, egna = sena.values("pk")[: HOGST_SENA + 1].query.sql_with_params()
    return _ALLT.format(ovriga=ovriga, nagra=nagra), (*varden, *egna)


_ALLT = "{ovriga} union all select 'sena', '', false, (select count(*) from ({nagra}) sena)"


def _ovriga(
    anvandare: Anvandare, synliga: QuerySet[Synpunkt], val: dict[str, tuple[str, Q]]
) -> QuerySet[Any, Any]:
    return _raknade(anvandare).union(
        *_egna_hemliga(anvandare),
        _rader(synliga.filter(val["mina"][1]), "mina"),
        _rader(synliga.filter(val["bedom"][1]), "bedom"),
        all=True,
    )


def _rader(
    synpunkter: QuerySet[Synpunkt], val: str = "", lage: Combinable = _INGET, utan: Any = _NEJ
) -> QuerySet[Any, Any]:
    grupper = synpunkter.order_by().values_list(Value(val, _TEXT), lage, utan)
    return grupper.annotate(antal=Count("pk"))


def _raknade(anvandare: Anvandare) -> QuerySet[Any, Any]:
    """What the person's roles let them read, which unit and nämnd decide."""
    synliga = Arendeantal.objects.filter(omfang(anvandare, _SE), sekretess.oppet(anvandare))
    if all(t.i_roten for t in tilldelningar(anvandare)):
        synliga = synliga.filter(Q(enhet=None) | Q(ny=True))
    else:
        synliga = synliga.exclude(enhet=None)
    return synliga.order_by().values_list(_INGET, "lage", "utan").annotate(antal=Sum("antal"))


def _egna_hemliga(anvandare: Anvandare) -> list[QuerySet[Any, Any]]:
    """The marked ones that the person reads for being the one who handles them, or their master."""
    hemliga = Synpunkt.objects.filter(omfang(anvandare, _SE), ~sekretess.oppet(anvandare))
    mina = Synpunkt.objects.filter(handlaggare=anvandare).values("pk")
    andras = Q(handlaggare=None) | ~Q(handlaggare=anvandare)
    # "Not null" is said for the planner: of the index it then reads the merged ones alone.
    under_mina = hemliga.filter(andras, huvud__isnull=False, huvud__in=mina)
    egna = hemliga.filter(handlaggare=anvandare)
    return [_rader(rader, "", F("lage"), _UTAN) for rader in (egna, under_mina)]
