"""What is left to write in a draft, goal by goal and row by row; nothing here stops a saving."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from cykel.models import Aktivitet, Planmal, Verksamhetsplan
from kvalitet.models import Rolltilldelning
from kvalitet.texter import datum, rakneord

Rollslut = dict[int, date | None]
"""The last day of a person's roles that cover the plan; None: no end. No role: no key."""


def rollslut(plan: Verksamhetsplan, personer: Iterable[int]) -> Rollslut:
    """Return how long each person has a role that covers the plan, in one query."""
    slut: dict[int, list[date | None]] = defaultdict(list)
    roller = Rolltilldelning.objects.filter(anvandare__in=set(personer))
    for person, sokvag, namnd, giltig in roller.order_by("pk").values_list(
        "anvandare", "enhet__sokvag", "namnd", "giltig"
    ):
        if sokvag and plan.enhet.sokvag.startswith(sokvag) and namnd in (None, plan.namnd_id):
            slut[person].append(giltig.upper and giltig.upper - timedelta(days=1))
    return {
        person: None if None in dagar else max(dag for dag in dagar if dag)
        for person, dagar in slut.items()
    }


def fel_i_aktivitet(rad: Aktivitet, plan: Verksamhetsplan) -> tuple[str, ...]:
    """Say what must be mended before the plan is sent in."""
    borta = {p.pk: p for p in (rad.ansvarig, rad.rapportor) if not p.is_active}
    fel = [f"{person} har slutat. Välj någon annan." for person in borta.values()]
    if rad.start < plan.period_fran or rad.slut > plan.period_till:
        period = f"{datum(plan.period_fran)} till {datum(plan.period_till)}"
        fel.append(f"Datumen ska ligga i planens period, {period}.")
    return tuple(fel)


def varningar(rad: Aktivitet, plan: Verksamhetsplan, roller: Rollslut) -> tuple[str, ...]:
    """Say whose role ends before the activity does; the plan may be sent in all the same."""
    ord_ = []
    for person in {p.pk: p for p in (rad.ansvarig, rad.rapportor) if p.is_active}.values():
        if person.pk not in roller:
            ord_.append(f"{person} har ingen roll i {plan.enhet} och kommer inte åt planen.")
        elif (slut := roller[person.pk]) and slut < rad.slut:
            ord_.append(
                f"{person} har sin roll i {plan.enhet} till {datum(slut)}, men aktiviteten ska "
                f"vara klar {datum(rad.slut)}. Välj någon annan eller be om längre roll."
            )
    return tuple(ord_)


def kvar_pa_mal(rad: Planmal | None, *, aktiviteter: int, att_ratta: int) -> str:
    """What is left under one goal, in a few words; "" when nothing is."""
    if rad is None:
        return "inte besvarat"
    if rad.koppling == Planmal.Koppling.DIREKT and rad.mal_id and not aktiviteter:
        return "ingen aktivitet"
    ord_ = "rad" if att_ratta == 1 else "rader"
    return f"{rakneord(att_ratta)} {ord_} att rätta" if att_ratta else ""
