"""Business acts on the lap: on to the wedge, what the lap decides, and the next lap."""

from __future__ import annotations

from django.db import transaction

from cykel.models import Lardom, Varv, Verksamhetsplan
from cykel.tillstand import PLAN, Fas, Lardomslage
from cykel.villkor.varv import oppet_varv
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.overgang import overga
from kvalitet.roller import Rattighet


def las_pagaende(plan: Verksamhetsplan) -> tuple[Verksamhetsplan, Varv]:
    """Lock a plan that turns, and return it with its open lap. Call first in an act."""
    plan = Verksamhetsplan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    varv = oppet_varv(plan)
    if varv is None:
        raise Regelbrott(
            f"Planen är i skedet ”{plan.get_fas_display()}” och har inget varv som pågår. "
            "Det här går när planen är fastställd och innan den är avslutad."
        )
    return plan, varv


def kvalitetssakra(plan: Verksamhetsplan, *, av: Anvandare) -> Verksamhetsplan:
    """Take the plan on to the wedge (row 8)."""
    return overga(PLAN, plan, "kvalitetssakra", av=av)


def nasta_varv(plan: Verksamhetsplan, *, av: Anvandare) -> Verksamhetsplan:
    """Secure the learnings and begin the next lap (row 9)."""
    return overga(PLAN, plan, "nasta_varv", av=av)


@transaction.atomic
def avgor(
    varv: Varv,
    *,
    ingen_rutin: bool | None = None,
    ingen_lardom: bool | None = None,
    av: Anvandare,
) -> Varv:
    """Say that no routine is concerned, or that nothing new was learnt; None leaves it as is."""
    plan, oppet = las_pagaende(varv.plan)
    prova(av, Rattighet.PLAN_SKRIVA, plan)
    if oppet.pk != varv.pk or plan.fas not in (Fas.ATGARDA, Fas.KVALITETSSAKRA):
        raise Regelbrott(
            "Det här avgörs när varvet är uppföljt och godkänt. "
            f"Nu är planen i varv {oppet.nummer}, skedet ”{plan.get_fas_display()}”."
        )
    varv = oppet
    _prova_motsagelse(varv, ingen_rutin=ingen_rutin, ingen_lardom=ingen_lardom)
    fore = (varv.ingen_rutin, varv.ingen_lardom)
    varv.ingen_rutin = fore[0] if ingen_rutin is None else ingen_rutin
    varv.ingen_lardom = fore[1] if ingen_lardom is None else ingen_lardom
    if (varv.ingen_rutin, varv.ingen_lardom) == fore:
        return varv
    varv.save(update_fields=["ingen_rutin", "ingen_lardom"])
    data = {
        "varv": varv.nummer,
        "ingen_rutin": varv.ingen_rutin,
        "ingen_lardom": varv.ingen_lardom,
    }
    logg.skriv("plan.varv_avgjort", plan, av=av, nu=klocka.nu(), data=data)
    return varv


def _prova_motsagelse(varv: Varv, *, ingen_rutin: bool | None, ingen_lardom: bool | None) -> None:
    foreslagna = Lardom.objects.filter(varv=varv, lage=Lardomslage.FORESLAGEN)
    if ingen_lardom and foreslagna.exists():
        raise Regelbrott(
            "Varvet har en föreslagen lärdom. Ta tillbaka den till utkast först, "
            "om ni menar att varvet inte gav någon ny."
        )
    if ingen_rutin and foreslagna.filter(rutin__isnull=False).exists():
        raise Regelbrott(
            "En föreslagen lärdom pekar på en rutin. Ta bort rutinen från lärdomen först, "
            "om ni menar att ingen rutin berörs."
        )
