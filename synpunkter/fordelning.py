"""Which unit and nämnd a new synpunkt goes to. Triage may change it; none is ever without owner."""

from __future__ import annotations

from collections.abc import Sequence
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
    namnd = _forsta(_ansvar(dag, _vagen_till(enhet)), djupast=1) or _for_helheten(dag)
    if namnd is None:
        raise Regelbrott("Ingen nämnd är upplagd än, så synpunkten kan inte tas emot.")
    return Mottagare(enhet, namnd)


def svarar_for(enhet: Enhet, *, dag: date) -> set[int]:
    """Return the keys of the nämnder that answer for the unit: those of the nearest unit upwards
    that any answers for, or the one that answers where nobody does."""
    ansvar = _ansvar(dag, _vagen_till(enhet))
    narmast = max((a.enhet.djup for a in ansvar), default=None)
    if narmast is None:
        return {mottagare(enhet, dag=dag).namnd.pk}
    return {a.namnd_id for a in ansvar if a.enhet.djup == narmast}


def namnd_for(enhet: Enhet, *, helst: Namnd, dag: date) -> Namnd:
    """Return `helst` when it answers for the unit, else the nämnd that does."""
    if helst.pk in svarar_for(enhet, dag=dag):
        return helst
    return mottagare(enhet, dag=dag).namnd


def _vagen_till(enhet: Enhet) -> list[int]:
    """Return the keys of the unit and of those above it; none before the tree has paths."""
    return [int(pk) for pk in enhet.sokvag.split(".") if pk]


def _ansvar(dag: date, enheter: Sequence[int] | None = None) -> list[NamndAnsvar]:
    """Return who answers for any of the units on the day, or for any unit at all."""
    alla = NamndAnsvar.objects.filter(giltig__contains=dag)
    if enheter is not None:
        alla = alla.filter(enhet__in=enheter)
    return list(alla.select_related("namnd__tidsfrist", "enhet").order_by("pk"))


def _for_helheten(dag: date) -> Namnd | None:
    styrelsen = Namnd.objects.filter(kod=KOMMUNSTYRELSEN).first()
    return styrelsen or _forsta(_ansvar(dag), djupast=-1)


def _forsta(ansvar: Sequence[NamndAnsvar], *, djupast: int) -> Namnd | None:
    traffar = [a for a in ansvar if a.enhet.sokvag]
    traffar.sort(key=lambda a: (-djupast * a.enhet.djup, a.pk))
    return traffar[0].namnd if traffar else None
