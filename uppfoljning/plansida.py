"""What follow-up adds to the plan page (settings.PLANSIDANS_MALDELAR and PLANSIDANS_VARVDELAR)."""

from __future__ import annotations

from django.db.models import Count
from django.urls import reverse

from cykel.models import Varv, Verksamhetsplan
from cykel.tillstand import Fas
from cykel.visning import Maldel
from kvalitet.behorighet import far
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from uppfoljning.models import Malbedomning
from uppfoljning.underlag import bedomningar, gallande_version, planmal


def maldelar(plan: Verksamhetsplan, varv: Varv | None, anvandare: Anvandare) -> dict[int, Maldel]:
    """Return each goal's grade in the lap, or the way to judge it, by `Mal.pk`."""
    if varv is None or varv.tillfalle_id is None:
        return {}
    varv.plan = plan
    gjorda = bedomningar(varv)
    oppen = plan.fas == Fas.FOLJA_UPP and varv.godkand is None
    far_bedoma = oppen and far(anvandare, Rattighet.BEDOMNING_SKRIVA, plan)
    ut: dict[int, Maldel] = {}
    for mal in [rad.mal_id for rad in planmal(gallande_version(varv)) if rad.mal_id]:
        lank = reverse("uppfoljning:bedom", args=[varv.pk, mal])
        gjord = gjorda.get(mal)
        if gjord is not None and gjord.klar:
            ut[mal] = Maldel(bedomning=gjord.bedomning, lank=lank, lanktext="Se bedömningen")
        elif far_bedoma:
            text = "Fortsätt bedöma målet" if gjord else "Bedöm målet"
            ut[mal] = Maldel(lank=lank, lanktext=text)
    return ut


def varvdelar(plan: Verksamhetsplan) -> dict[int, str]:
    """Return how many goals were judged in each lap, by `Varv.pk`: "3 bedömda"."""
    rader = (
        Malbedomning.objects.filter(varv__plan=plan.pk, klar=True)
        .values_list("varv")
        .annotate(antal=Count("pk"))
        .order_by("varv")
    )
    return {varv: f"{antal} {'bedömt' if antal == 1 else 'bedömda'}" for varv, antal in rader}
