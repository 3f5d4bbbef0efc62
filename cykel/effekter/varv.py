"""What follows when a learning is proposed, and when the wedge is laid (row 9)."""

from __future__ import annotations

from cykel.models import Atgard, Lardom, Varv, Verksamhetsplan
from cykel.tillstand import LARDOM, Lardomslage
from kvalitet.overgang import Steg, overga


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


def lardom_sakrad(steg: Steg) -> None:
    """Note who laid the wedge: the chef who took the plan into its next lap."""
    lardom: Lardom = steg.objekt
    lardom.sakrad, lardom.sakrad_av = steg.nu, steg.data["av"]
