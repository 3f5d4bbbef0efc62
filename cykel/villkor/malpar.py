"""Which goal of a plan answers to a goal of another plan, also in another styrmodell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from cykel.models import Mal, Malmappning, Verksamhetsplan
from cykel.villkor.plan import planens_mal
from kvalitet.databas import bland
from kvalitet.kvarfraga import Kvarfraga


def motsvarande_mal(malen: Iterable[Mal], plan: Verksamhetsplan) -> dict[int, Mal]:
    """Return, by the id of each of `malen`, the goal that takes its place in `plan`.

    The goal itself where the plan answers to it; else what it was mapped to when the
    mandatperiod changed (when it became several, the one most like it, else the first; none,
    when it ended); else, when nobody has mapped it, one with the same text, or with the same
    number and short name.
    """
    malen = list(malen)
    egna = planens_mal(plan)
    per_pk = {ett.pk: ett for ett in egna}
    per_text = {_ord(ett.text): ett for ett in reversed(egna)}
    per_namn = {(ett.nummer, _ord(ett.kort)): ett for ett in reversed(egna)}
    mappade = _mappade(malen, plan)
    par = {}
    for mal in malen:
        lika = per_text.get(_ord(mal.text)) or per_namn.get((mal.nummer, _ord(mal.kort)))
        traff = per_pk.get(mal.pk) or lika
        if mal.pk not in per_pk and mal.pk in mappade:
            blev = [per_pk[pk] for pk in mappade[mal.pk] if pk in per_pk]
            traff = lika if lika in blev else next(iter(blev), None)
        if traff:
            par[mal.pk] = traff
    return par


def _mappade(malen: Iterable[Mal], plan: Verksamhetsplan) -> dict[int, list[int | None]]:
    mappade: dict[int, list[int | None]] = {}
    nycklar = [mal.pk for mal in malen]
    for fran, till in _MAPPADE.rader(nycklar, plan.styrmodell_id) if nycklar else ():
        mappade.setdefault(fran, []).append(till)
    return mappade


def _mappningarna(malen: Sequence[int], styrmodell: int) -> QuerySet[Any, Any]:
    rader = Malmappning.objects.filter(bland("fran_id", malen), styrmodell=styrmodell)
    return rader.order_by("till__nummer", "pk").values_list("fran", "till")


_MAPPADE = Kvarfraga(_mappningarna)


_TIDIGARE = """
    with recursive led (id, till_id, fran_id, steg) as (
        select id, till_id, fran_id, 1 from cykel_malmappning where till_id = any(%s)
        union all
        select m.id, led.till_id, m.fran_id, led.steg + 1
        from led join cykel_malmappning m on m.till_id = led.fran_id
        where led.steg < 20
    )
    select id, till_id, fran_id from led order by steg, fran_id, id
"""
"""Twenty mandatperioder are eighty years: the bound is for a mapping that leads back to itself."""


def tidigare_mal(malen: Iterable[int]) -> dict[int, list[int]]:
    """Return the goals that each goal carries on from earlier mandatperioder, by `Mal.pk`."""
    alla: dict[int, list[int]] = {}
    for led in Malmappning.objects.raw(_TIDIGARE, [list(malen)]):
        fore = alla.setdefault(led.till_id or 0, [])
        if led.fran_id not in fore:
            fore.append(led.fran_id)
    return alla


def _ord(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")
