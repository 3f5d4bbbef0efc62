"""The business act of taking up another unit's learning."""

from __future__ import annotations

from django.db import transaction

from cykel.models import Ateranvandning, Lardom, Verksamhetsplan
from cykel.models.plan import LEVANDE
from cykel.tillstand import Lardomslage
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet


@transaction.atomic
def ateranvand(lardom: Lardom, *, plan: Verksamhetsplan, av: Anvandare) -> Ateranvandning:
    """Let `plan` take up a secured learning; it then answers it as one that it has inherited.

    Twice is once.
    """
    plan = Verksamhetsplan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    prova(av, Rattighet.PLAN_SKRIVA, plan)
    if fanns := plan.ateranvandningar.filter(lardom=lardom).first():
        return fanns
    _prova(lardom, plan)
    nu = klocka.nu()
    ny = Ateranvandning.objects.create(lardom=lardom, plan=plan, av=av, tid=nu)
    data = {"plan": plan.pk, "lardom": lardom.pk, "till_enhet": plan.enhet_id}
    logg.skriv("plan.lardom_ateranvands", plan, av=av, nu=nu, data=data)
    logg.skriv("lardom.ateranvands", lardom, av=av, nu=nu, data=data)
    return ny


def _prova(lardom: Lardom, plan: Verksamhetsplan) -> None:
    if lardom.lage != Lardomslage.SAKRAD:
        raise Regelbrott("Lärdomen är inte säkrad än. Vänta tills den är det.")
    if plan.fas not in LEVANDE:
        raise Regelbrott(
            f"Planen är {plan.get_fas_display().lower()}. Välj en plan som skrivs eller pågår."
        )
    if lardom.plan_id == plan.pk:
        raise Regelbrott("Lärdomen kommer från den planen. Nästa plan ärver den av sig själv.")
    if lardom.plan_id == plan.foregangare_id:
        raise Regelbrott("Planen ärver redan lärdomen från förra planen och ska svara på den.")
