"""Business acts on follow-up rounds: plan a round, open it for a plan."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from cykel.models import Uppfoljningstillfalle, Verksamhetsplan
from cykel.tillstand import PLAN, Fas
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.overgang import overga
from kvalitet.roller import Rattighet

logger = logging.getLogger(__name__)


@transaction.atomic
def skapa_tillfalle(
    *,
    slag: str,
    ar: int,
    period_fran: date,
    matdatum: date,
    oppnar: date,
    enheter_senast: date,
    stanger: date,
    kontor_senast: date | None = None,
    av: Anvandare | None,
) -> Uppfoljningstillfalle:
    """Plan a round for the whole municipality; `av` is None for the set-up."""
    tillfalle = Uppfoljningstillfalle(
        slag=slag,
        ar=ar,
        period_fran=period_fran,
        matdatum=matdatum,
        oppnar=oppnar,
        enheter_senast=enheter_senast,
        stanger=stanger,
        kontor_senast=kontor_senast,
    )
    if av is not None:
        prova(av, Rattighet.UPPFOLJNING_OPPNA, tillfalle)
    try:
        tillfalle.full_clean()
    except ValidationError as fel:
        raise Regelbrott(" ".join(fel.messages)) from fel
    tillfalle.save()
    data = {"slag": slag, "ar": ar, "oppnar": oppnar.isoformat()}
    logg.skriv("tillfalle.skapat", tillfalle, av=av, nu=klocka.nu(), data=data)
    return tillfalle


def oppna(
    plan: Verksamhetsplan, *, tillfalle: Uppfoljningstillfalle, av: Anvandare | None
) -> Verksamhetsplan:
    """Open the follow-up of a plan in a round (row 5); `av` is None for the clock."""
    return overga(PLAN, plan, "oppna_uppfoljning", av=av, data={"tillfalle": tillfalle})


def oppna_forfallna() -> int:
    """Open every round whose day has come in every plan at work; return how many opened.

    Each plan has a transaction of its own: one that fails is logged and stops no other. Run
    again, what is opened is left alone.
    """
    antal = 0
    for plan, tillfalle in _forfallna(klocka.idag()):
        try:
            oppna(plan, tillfalle=tillfalle, av=None)
        except Regelbrott as fel:
            logger.info("plan %s opens not in round %s: %s", plan.pk, tillfalle.pk, fel.mening)
        except Exception:
            logger.exception("plan %s could not open in round %s", plan.pk, tillfalle.pk)
        else:
            antal += 1
    return antal


def _forfallna(dag: date) -> Iterator[tuple[Verksamhetsplan, Uppfoljningstillfalle]]:
    """Pair each plan at work with the earliest open round that it is not followed up in."""
    tagna: set[int] = set()
    for tillfalle in Uppfoljningstillfalle.objects.oppna(dag).order_by("oppnar", "pk"):
        planer = Verksamhetsplan.objects.filter(
            fas=Fas.GENOMFORA,
            period_fran__lte=tillfalle.matdatum,
            period_till__gte=tillfalle.matdatum,
        ).exclude(varv__tillfalle=tillfalle)
        for plan in planer.exclude(pk__in=tagna).order_by("pk"):
            tagna.add(plan.pk)
            yield plan, tillfalle
