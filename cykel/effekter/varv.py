"""What follows when a learning is proposed, and when the wedge is laid (row 9)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from cykel.models import Atgard, Lardom, Varv, Verksamhetsplan
from cykel.tillstand import LARDOM, Lardomslage
from kvalitet.models import Anvandare, Rolltilldelning
from kvalitet.notiser import notifiera
from kvalitet.overgang import Steg, overga
from kvalitet.roller import Roll


def lardomar_sakrade(steg: Steg) -> None:
    """Secure every proposed learning whose effect is decided, also one that waited from before.

    One whose effect it is too early to tell stays proposed and goes with the plan into the
    next lap.
    """
    plan: Verksamhetsplan = steg.objekt
    mogna = plan.lardomar.filter(lage=Lardomslage.FORESLAGEN, atgard__effekt__in=Atgard.AVGJORD)
    for lardom in mogna.order_by("pk"):
        overga(LARDOM, lardom, "sakra", av=None, nu=steg.nu, data={"av": steg.av})


def nytt_varv(steg: Steg) -> None:
    """Close the lap and open the next."""
    plan: Verksamhetsplan = steg.objekt
    varv = plan.varv.select_for_update(of=("self",)).get(avslutades__isnull=True)
    varv.avslutades = steg.nu
    varv.save(update_fields=["avslutades"])
    Varv.objects.create(plan=plan, nummer=varv.nummer + 1, borjade=steg.nu)


def lardom_foreslagen(steg: Steg) -> None:
    """A learning is proposed, so the lap no longer says that it gave none."""
    lardom: Lardom = steg.objekt
    varv = lardom.varv
    varv.ingen_lardom = False
    if lardom.rutin_id is not None:
        varv.ingen_rutin = False
    varv.save(update_fields=["ingen_lardom", "ingen_rutin"])
    if lardom.upprepar_id is not None:
        _beratta_for_chefen(lardom, steg.nu)


def _beratta_for_chefen(lardom: Lardom, nu: datetime) -> None:
    """The same error again is raised to the nearest chef, once per learning."""
    lank = reverse("cykel:lardom", args=[lardom.plan_id, lardom.pk])
    for chef in narmaste_chefer(lardom.plan, nu):
        notifiera(
            "lardom_upprepad",
            mottagare=chef.epost,
            nyckel=f"lardom-upprepad:{lardom.pk}:{chef.pk}",
            sammanhang={"lardom": lardom, "lank": f"{settings.ADRESS}{lank}"},
            nu=nu,
        )


def narmaste_chefer(plan: Verksamhetsplan, nu: datetime) -> list[Anvandare]:
    """Return the active chefs of the lowest unit, at the plan's or above it, that has any."""
    ovanfor = [int(pk) for pk in plan.enhet.sokvag.split(".") if pk]
    roller = Rolltilldelning.objects.giltiga(timezone.localdate(nu)).filter(
        Q(namnd=plan.namnd_id) | Q(namnd__isnull=True),
        roll=Roll.CHEF,
        enhet__in=ovanfor,
        anvandare__is_active=True,
    )
    valda = list(roller.select_related("anvandare").order_by("pk"))
    lagst = max((ovanfor.index(rad.enhet_id) for rad in valda), default=-1)
    return [rad.anvandare for rad in valda if ovanfor.index(rad.enhet_id) == lagst]


def lardom_sakrad(steg: Steg) -> None:
    """Note who laid the wedge: the chef who took the plan into its next lap."""
    lardom: Lardom = steg.objekt
    lardom.sakrad, lardom.sakrad_av = steg.nu, steg.data["av"]
