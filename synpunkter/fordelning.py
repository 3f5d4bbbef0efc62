"""Which unit and nämnd a new synpunkt goes to. Triage may change it; none is ever without owner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from kvalitet.fel import Regelbrott
from kvalitet.models import Enhet, Namnd, NamndAnsvar

KOMMUNSTYRELSEN = "KS"


@dataclass(frozen=True)
class Mottagare:
    enhet: Enhet
    namnd: Namnd


def mottagare(enhet: Enhet | None, *, dag: date) -> Mottagare:
    """Return who answers for the unit on the day; with no unit, who answers for the whole.

    The nearest unit upwards that a nämnd answers for decides. For the root, and wherever nobody
    answers, it is the nämnd of the root, else kommunstyrelsen by its code, else the nämnd whose
    unit stands highest in the tree: every municipality has one of them.
    """
    enhet = enhet or Enhet.objects.filter(slag=Enhet.Slag.KOMMUN).first()
    if enhet is None:
        raise Regelbrott("Organisationen är inte upplagd än, så synpunkten kan inte tas emot.")
    ansvar = list(
        NamndAnsvar.objects.filter(giltig__contains=dag)
        .select_related("namnd", "enhet")
        .order_by("pk")
    )
    namnd = _narmast(ansvar, enhet.sokvag) or _for_helheten(ansvar)
    if namnd is None:
        raise Regelbrott("Ingen nämnd är upplagd än, så synpunkten kan inte tas emot.")
    return Mottagare(enhet, namnd)


def svarar_for(enhet: Enhet, *, dag: date) -> set[int]:
    """Return the keys of the nämnder that answer for the unit: those of the nearest unit upwards
    that any answers for, or the one that answers where nobody does."""
    ovanfor = [int(pk) for pk in enhet.sokvag.rstrip(".").split(".") if pk]
    ansvar = list(
        NamndAnsvar.objects.filter(giltig__contains=dag, enhet__in=ovanfor)
        .select_related("enhet")
        .order_by("pk")
    )
    narmast = max((a.enhet.djup for a in ansvar), default=None)
    if narmast is None:
        return {mottagare(enhet, dag=dag).namnd.pk}
    return {a.namnd_id for a in ansvar if a.enhet.djup == narmast}


def namnd_for(enhet: Enhet, *, helst: Namnd, dag: date) -> Namnd:
    """Return `helst` when it answers for the unit, else the nämnd that does."""
    if helst.pk in svarar_for(enhet, dag=dag):
        return helst
    return mottagare(enhet, dag=dag).namnd


def _narmast(ansvar: Sequence[NamndAnsvar], sokvag: str) -> Namnd | None:
    return _forsta(ansvar, lambda a: bool(sokvag) and sokvag.startswith(a.enhet.sokvag), djupast=1)


def _for_helheten(ansvar: Sequence[NamndAnsvar]) -> Namnd | None:
    styrelsen = Namnd.objects.filter(kod=KOMMUNSTYRELSEN).first()
    return styrelsen or _forsta(ansvar, lambda a: True, djupast=-1)


def _forsta(
    ansvar: Sequence[NamndAnsvar], galler: Callable[[NamndAnsvar], bool], *, djupast: int
) -> Namnd | None:
    traffar = [a for a in ansvar if a.enhet.sokvag and galler(a)]
    traffar.sort(key=lambda a: (-djupast * a.enhet.djup, a.pk))
    return traffar[0].namnd if traffar else None
