"""Which goal of a plan answers to a goal of another plan, also in another styrmodell."""

from __future__ import annotations

from collections.abc import Iterable

from cykel.models import Mal, Verksamhetsplan
from cykel.villkor.plan import planens_mal


def motsvarande_mal(malen: Iterable[Mal], plan: Verksamhetsplan) -> dict[int, Mal]:
    """Return, by the id of each of `malen`, the goal that takes its place in `plan`.

    The goal itself where the plan answers to it; else one with the same text, or with the same
    number and short name. A goal that has no place in the plan is left out.
    """
    egna = planens_mal(plan)
    per_pk = {ett.pk: ett for ett in egna}
    per_text = {_ord(ett.text): ett for ett in reversed(egna)}
    per_namn = {(ett.nummer, _ord(ett.kort)): ett for ett in reversed(egna)}
    par = {}
    for mal in malen:
        traff = per_pk.get(mal.pk) or per_text.get(_ord(mal.text))
        if traff := traff or per_namn.get((mal.nummer, _ord(mal.kort))):
            par[mal.pk] = traff
    return par


def _ord(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")
