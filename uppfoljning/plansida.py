"""What follow-up adds to the plan page (settings.PLANSIDANS_MALDELAR and PLANSIDANS_VARVDELAR)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, Q
from django.urls import reverse

from cykel.models import Uppfoljningstillfalle, Varv, Verksamhetsplan
from cykel.tillstand import Fas
from cykel.visning import Kallank, Maldel
from kvalitet.behorighet import far, omfang
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from uppfoljning.models import Malbedomning, Undersokning
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


def arsbedomningar(plan: Verksamhetsplan, mal: Collection[int]) -> dict[int, dict[int, str]]:
    """Return how the unit judged each goal, by `Mal.pk` and year, in approved laps of the nämnd.

    The year's grade is that of helår; the plan's own latest year may not have come so far, and
    is then known by its latest approved round.
    """
    rader = (
        Malbedomning.objects.filter(
            Q(varv__tillfalle__slag=Uppfoljningstillfalle.Slag.HELAR) | Q(varv__plan=plan.pk),
            varv__plan__enhet=plan.enhet_id,
            varv__plan__namnd=plan.namnd_id,
            varv__godkand__isnull=False,
            mal__in=mal,
            klar=True,
        )
        .order_by("varv__tillfalle__matdatum", "pk")
        .values_list("mal", "varv__tillfalle__ar", "bedomning")
    )
    ut: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for pk, ar, bedomning in rader:
        ut[pk][ar] = bedomning  # the latest day of measurement of the year holds
    return dict(ut)


def bristkallor(brister: Collection[int], anvandare: Anvandare) -> dict[int, list[Kallank]]:
    """Return the survey that each brist comes from, by `Brist.pk`."""
    rader = Undersokning.objects.filter(brist__in=brister)
    sedda = set(
        rader.filter(omfang(anvandare, Rattighet.UNDERSOKNING_SE)).values_list("pk", flat=True)
    )
    ut: dict[int, list[Kallank]] = {}
    for rad in rader.order_by("pk"):
        lank = reverse("uppfoljning:undersokning", args=[rad.pk]) if rad.pk in sedda else ""
        ut[rad.brist_id or 0] = [Kallank(f"Undersökningen {rad.namn}", lank)]
    return ut
