"""Which unit and nämnd a new synpunkt goes to. Triage may change it; none is ever without owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from django.db import connections, router

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Enhet, Namnd, NamndAnsvar
from kvalitet.postgresql.base import DatabaseWrapper
from synpunkter.models import Tidsfrist

KOMMUNSTYRELSEN = "KS"


@dataclass(frozen=True)
class Mottagare:
    enhet: Enhet
    namnd: Namnd


@dataclass(frozen=True)
class Vald:
    """The unit that a sender chose, with all that says where the synpunkt goes."""

    enhet: Enhet
    namnd: Namnd | None
    """With its promise. None where the nearest unit does not say it: ask `mottagare`."""
    regler: bool
    """Whether there is a routing rule in force, that may send it elsewhere."""


_ENHETENS, _NAMNDENS, _LOFTETS = (
    [f.attname for f in modell._meta.concrete_fields] for modell in (Enhet, Namnd, Tidsfrist)
)
_VALD: Final = f"""
select {", ".join(f"e.{f}" for f in _ENHETENS)}, {", ".join(f"n.{f}" for f in _NAMNDENS)},
    {", ".join(f"t.{f}" for f in _LOFTETS)},
    exists (select from synpunkter_fordelningsregel where aktiv)
from kvalitet_enhet e
left join lateral (
    select a.namnd_id from kvalitet_namndansvar a join kvalitet_enhet ovan on ovan.id = a.enhet_id
    where a.enhet_id = any (string_to_array(trim(trailing '.' from e.sokvag), '.')::bigint[])
        and a.giltig @> %(dag)s::date and ovan.sokvag <> ''
    order by cardinality(string_to_array(ovan.sokvag, '.')) desc, a.id limit 1
) narmast on true
left join kvalitet_namnd n on n.id = narmast.namnd_id
left join synpunkter_tidsfrist t on t.namnd_id = n.id
where e.id = %(pk)s and e.sokvag <> '' and (e.upphorde is null or e.upphorde > %(dag)s::date)
"""  # noqa: S608 - names of our own models
"""In one question, which everyone who leaves a synpunkt waits for."""


def vald(pk: str) -> Vald | None:
    """Return the unit at work with the key, as it came with a form; None when there is none."""
    if not pk.isascii() or not pk.isdecimal() or len(pk) > 9:
        return None
    alias = router.db_for_read(Enhet)
    with cast(DatabaseWrapper, connections[alias]).forberedd() as markor:
        markor.execute(_VALD, {"pk": int(pk), "dag": klocka.idag()})
        rad = markor.fetchone()
    if rad is None:
        return None
    bit = len(_ENHETENS), len(_ENHETENS) + len(_NAMNDENS)
    enhet = Enhet.from_db(alias, _ENHETENS, rad[: bit[0]])
    return Vald(enhet, _med_lofte(alias, rad[bit[0] : bit[1]], rad[bit[1] : -1]), rad[-1])


def _med_lofte(alias: str, namnden: Sequence[Any], loftet: Sequence[Any]) -> Namnd | None:
    if namnden[0] is None:
        return None
    namnd = Namnd.from_db(alias, _NAMNDENS, namnden)
    frist = None if loftet[0] is None else Tidsfrist.from_db(alias, _LOFTETS, loftet)
    Namnd._meta.get_field("tidsfrist").set_cached_value(namnd, frist)  # asked for no more
    return namnd


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
