"""The business act of marking values ready that came by themselves."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cykel.actions.matvarden import far_infora
from cykel.effekter.aterskick import gjord_om
from cykel.models import Varv
from cykel.villkor.aterskick import aterskick_av
from cykel.villkor.las import prova_las
from kvalitet import klocka, logg
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from uppfoljning.actions.bedomning import las_oppet
from uppfoljning.models import Klarmarkering
from uppfoljning.varden import Vardelage, vardelagen


@transaction.atomic
def klarmarkera(varv: Varv, *, indikatorer: Collection[int], av: Anvandare) -> int:
    """Say of the indicators (`Indikator.pk`) that the lap's values are right; return how many.

    All or none. What is marked already is left as it was. A value that was sent back is done
    again by the mark.
    """
    varv = las_oppet(varv)
    lagen = {lage.indikator.pk: lage for lage in vardelagen([varv])[varv.pk]}
    if not set(indikatorer) <= set(lagen):
        raise Regelbrott("Indikatorn hör inte till planen som följs upp.")
    return sum(_markera(varv, lagen[pk], av) for pk in sorted(indikatorer))


def far_klarmarkera(anvandare: Anvandare, lage: Vardelage, varv: Varv) -> bool:
    """The one who answers for the indicator, and who may enter its values."""
    return far_infora(anvandare, lage.indikator, varv.plan.enhet)


def _markera(varv: Varv, lage: Vardelage, av: Anvandare) -> bool:
    indikator = lage.indikator
    if not far_klarmarkera(av, lage, varv):
        raise PermissionDenied(f"{Rattighet.UPPFOLJNING_SKRIVA} saknas")
    if not lage.varden:
        raise Regelbrott(f"”{indikator}” har inget värde för perioden än. För in det först.")
    if lage.klar and aterskick_av(varv, indikator) is None:
        return False
    prova_las(varv, varv.plan, indikator)
    nu = klocka.nu()
    Klarmarkering.objects.update_or_create(
        varv=varv,
        indikator=indikator,
        defaults={"avtryck": lage.avtryck, "av": av, "tid": nu},
    )
    data = {"indikator": indikator.pk, "varv": varv.nummer}
    logg.skriv("plan.varde_klarmarkerat", varv.plan, av=av, nu=nu, data=data)
    gjord_om(indikator, varv=varv, av=av, nu=nu)
    return True
