"""What is counted and listed of the secured learnings, kept beside them: nobody goes through the
plans of all years, and their answers, for two numbers and the first ten."""

from __future__ import annotations

import pgtrigger
from django.db import models

from cykel.tillstand import Fas
from kvalitet.models import Enhet, Namnd

_SLUT = f"('{Fas.AVSLUTAD}', '{Fas.AVBRUTEN}')"
_SVARADE = (
    "l.id = {0}.lardom_id and exists (select from cykel_verksamhetsplan f"
    " where f.id = {0}.plan_id and f.foregangare_id = l.plan_id)"
)
SKRIV_OM = f"""
    insert into cykel_lardomsrad (lardom_id, enhet_id, namnd_id, sakrad, ar, vantar)
    select l.id, p.enhet_id, p.namnd_id, l.sakrad,
        extract(year from l.sakrad at time zone 'Europe/Stockholm'),
        n.id is not null and not exists (
            select from cykel_lardomsvar s where s.lardom_id = l.id and s.plan_id = n.id
        )
    from cykel_lardom l
    join cykel_verksamhetsplan p on p.id = l.plan_id
    left join cykel_verksamhetsplan n on n.foregangare_id = p.id
        and n.fas not in {_SLUT}
    where l.lage = 'sakrad'
"""  # noqa: S608  (the names are the code's own)
"""Writes the rows from what they are made of."""


def _skriv_om(dem: str) -> str:
    """The rows of those learnings (a condition on `l`), locked before they are made: of two who
    change what one is made of, the later sees what the first did."""
    return f"""
        perform from cykel_lardomsrad r join cykel_lardom l on l.id = r.lardom_id
            where {dem} order by r.lardom_id for update of r;
        {SKRIV_OM} and {dem}
        on conflict (lardom_id) do update set
            (enhet_id, namnd_id, sakrad, ar, vantar) =
            (excluded.enhet_id, excluded.namnd_id, excluded.sakrad, excluded.ar, excluded.vantar);
    """  # noqa: S608


def _hall(plan: str) -> str:
    """Hold the plan as a foreign key to it does: nothing of it is secured meanwhile, for whoever
    secures a learning holds the plan for themselves."""
    return f"perform from cykel_verksamhetsplan where id = {plan} for key share;"


def _vid(operation: pgtrigger.Operation, func: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="lardomsrad", when=pgtrigger.After, operation=operation, func=func
    )


def nar_lardom_sakras() -> pgtrigger.Trigger:
    return _vid(
        pgtrigger.Insert | pgtrigger.UpdateOf("lage", "sakrad", "plan_id") | pgtrigger.Delete,  # type: ignore[no-untyped-call]
        f"""
            if tg_op <> 'INSERT' then
                if tg_op = 'UPDATE' and (old.lage, old.sakrad, old.plan_id)
                    is not distinct from (new.lage, new.sakrad, new.plan_id) then
                    return null;
                end if;
                if old.lage = 'sakrad' and (tg_op = 'DELETE' or new.lage <> 'sakrad') then
                    delete from cykel_lardomsrad where lardom_id = old.id;
                end if;
            end if;
            if tg_op <> 'DELETE' and new.lage = 'sakrad' then
                {_skriv_om("l.id = new.id")}
            end if;
            return null;
        """,  # noqa: S608
    )


def nar_lardom_besvaras() -> pgtrigger.Trigger:
    """Only the answer of the next plan counts: a plan that reuses a learning waits for itself."""
    return _vid(
        pgtrigger.Insert | pgtrigger.UpdateOf("lardom_id", "plan_id") | pgtrigger.Delete,  # type: ignore[no-untyped-call]
        f"""
            if tg_op <> 'INSERT' then
                {_skriv_om(_SVARADE.format("old"))}
            end if;
            if tg_op <> 'DELETE' then
                {_skriv_om(_SVARADE.format("new"))}
            end if;
            return null;
        """,
    )


def nar_planen_gar() -> pgtrigger.Trigger:
    """The plan's own learnings move with it; those of the plan before it wait, or wait no more."""
    return _vid(
        pgtrigger.Insert
        | pgtrigger.UpdateOf("enhet_id", "namnd_id", "fas", "foregangare_id")  # type: ignore[no-untyped-call]
        | pgtrigger.Delete,
        f"""
            if tg_op = 'UPDATE' then
                if (old.enhet_id, old.namnd_id) is distinct from (new.enhet_id, new.namnd_id) then
                    {_skriv_om("l.plan_id = new.id")}
                end if;
                if (old.fas in {_SLUT}, old.foregangare_id)
                    is not distinct from (new.fas in {_SLUT}, new.foregangare_id) then
                    return null;
                end if;
            end if;
            if tg_op = 'DELETE' or tg_op = 'UPDATE'
                and old.foregangare_id is distinct from new.foregangare_id then
                {_hall("old.foregangare_id")}
                {_skriv_om("l.plan_id = old.foregangare_id")}
            end if;
            if tg_op <> 'DELETE' then
                {_hall("new.foregangare_id")}
                {_skriv_om("l.plan_id = new.foregangare_id")}
            end if;
            return null;
        """,
    )


class Lardomsrad(models.Model):
    """A secured learning where it is counted: its plan's unit and nämnd, the year, and whether the
    next plan still owes it an answer. Written by triggers only."""

    # The triggers write what the learning has, so its references are tried there already.
    lardom = models.OneToOneField(
        "cykel.Lardom",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="rad",
    )
    enhet = models.ForeignKey(
        Enhet, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    namnd = models.ForeignKey(
        Namnd, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    sakrad = models.DateTimeField("säkrad")
    ar = models.PositiveSmallIntegerField("år")
    vantar = models.BooleanField("väntar på svar")

    class Meta:
        verbose_name = "lärdomsrad"
        verbose_name_plural = "lärdomsrader"
        indexes = [
            # The order of the page: those that wait, then the others, the latest first.
            models.Index(
                fields=["-vantar", "-sakrad", "-lardom"],
                include=["enhet", "namnd"],
                name="lardomsrad_ordning",
            ),
            # Who sees a few units reads theirs alone, and nothing but the index.
            models.Index(
                fields=["enhet"],
                include=["namnd", "sakrad", "ar", "vantar", "lardom"],
                name="lardomsrad_enhet",
            ),
        ]

    def __str__(self) -> str:
        return f"Lärdom {self.lardom_id}"
