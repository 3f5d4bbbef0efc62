"""What follow-up adds to the plan page (settings.PLANSIDANS_MALDELAR, MALENS_BEDOMNINGAR)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection

from django.db.models import Q
from django.urls import reverse

from cykel.models import Planmal, Uppfoljningstillfalle, Varv, Verksamhetsplan
from cykel.tillstand import Fas, Versionslage
from cykel.visning import Bedomt, Kallank, Maldel
from kvalitet.behorighet import far, omfang
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from uppfoljning.models import Malbedomning, Undersokning
from uppfoljning.underlag import bedomningar


def maldelar(plan: Verksamhetsplan, varv: Varv | None, anvandare: Anvandare) -> dict[int, Maldel]:
    """Return each goal's grade in the lap, or the way to judge it, by `Mal.pk`."""
    if varv is None or varv.tillfalle_id is None:
        return {}
    varv.plan = plan
    gjorda = bedomningar(varv)
    oppen = plan.fas == Fas.FOLJA_UPP and varv.godkand is None
    far_bedoma = oppen and far(anvandare, Rattighet.BEDOMNING_SKRIVA, plan)
    ut: dict[int, Maldel] = {}
    for mal in _malen(plan):
        lank = reverse("uppfoljning:bedom", args=[varv.pk, mal])
        gjord = gjorda.get(mal)
        if gjord is not None and gjord.klar:
            ut[mal] = Maldel(bedomning=gjord.bedomning, lank=lank, lanktext="Se bedömningen")
        elif far_bedoma:
            text = "Fortsätt bedöma målet" if gjord else "Bedöm målet"
            ut[mal] = Maldel(lank=lank, lanktext=text)
    return ut


def _malen(plan: Verksamhetsplan) -> list[int]:
    """The goals that concern the unit, of the version in force."""
    rader = Planmal.objects.filter(
        version__plan=plan.pk, version__lage=Versionslage.FASTSTALLD, mal__isnull=False
    ).exclude(koppling=Planmal.Koppling.BEROR_INTE)
    return [mal for mal in rader.values_list("mal", flat=True) if mal]


def bedomt(plan: Verksamhetsplan, mal: Collection[int]) -> Bedomt:
    """Return how the unit judged each goal, by `Mal.pk` and year, in approved laps of the nämnd;
    and how many goals were judged in each lap of the plan.

    The year's grade is that of helår; the plan's own latest year may not have come so far, and
    is then known by its latest approved round.
    """
    helar = Q(varv__tillfalle__slag=Uppfoljningstillfalle.Slag.HELAR, mal__in=mal)
    rader = (
        Malbedomning.objects.filter(
            helar | Q(varv__plan=plan.pk),
            varv__plan__enhet=plan.enhet_id,
            varv__plan__namnd=plan.namnd_id,
            klar=True,
        )
        .order_by("varv__tillfalle__matdatum", "pk")
        .values_list(
            "mal", "bedomning", "varv", "varv__plan", "varv__tillfalle__ar", "varv__godkand"
        )
    )
    per_ar: defaultdict[int, dict[int, str]] = defaultdict(dict)
    per_varv: Counter[int] = Counter()
    for pk, bedomning, varv, i_planen, ar, godkand in rader:
        per_varv[varv] += i_planen == plan.pk
        if godkand and pk in mal:
            per_ar[pk][ar] = bedomning  # the latest day of measurement of the year holds
    antal = {v: f"{n} {'bedömt' if n == 1 else 'bedömda'}" for v, n in per_varv.items() if n}
    return Bedomt(dict(per_ar), antal)


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
