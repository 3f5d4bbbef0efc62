"""What follow-up adds to the plan page (settings.PLANSIDANS_MALDELAR, MALENS_BEDOMNINGAR)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from cykel.models import Planmal, Uppfoljningstillfalle, Varv, Verksamhetsplan
from cykel.tillstand import Fas, Versionslage
from cykel.visning import Bedomt, Kallank, Maldel
from kvalitet.behorighet import far, omfang
from kvalitet.databas import bland
from kvalitet.kvarfraga import Kvarfraga
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
    return [mal for mal in _MALEN.rader(plan.pk) if mal]


def _malnycklarna(plan: int) -> QuerySet[Planmal, int | None]:
    rader = Planmal.objects.filter(
        version__plan=plan, version__lage=Versionslage.FASTSTALLD, mal__isnull=False
    ).exclude(koppling=Planmal.Koppling.BEROR_INTE)
    return rader.values_list("mal", flat=True)


def bedomt(plan: Verksamhetsplan, mal: Collection[int]) -> Bedomt:
    """Return how the unit judged each goal, by `Mal.pk` and year, in approved laps of the nämnd;
    and how many goals were judged in each lap of the plan.

    The year's grade is that of helår; the plan's own latest year may not have come so far, and
    is then known by its latest approved round.
    """
    rader = _BEDOMDA.rader(list(mal), plan.pk, plan.enhet_id, plan.namnd_id)
    per_ar: defaultdict[int, dict[int, str]] = defaultdict(dict)
    per_varv: Counter[int] = Counter()
    for pk, bedomning, varv, i_planen, ar, godkand in rader:
        per_varv[varv] += i_planen == plan.pk
        if godkand and pk in mal:
            per_ar[pk][ar] = bedomning  # the latest day of measurement of the year holds
    antal = {v: f"{n} {'bedömt' if n == 1 else 'bedömda'}" for v, n in per_varv.items() if n}
    return Bedomt(dict(per_ar), antal)


def _bedomda(mal: list[int], plan: int, enhet: int, namnd: int) -> QuerySet[Malbedomning, Any]:
    helar = Q(bland("mal", mal), varv__tillfalle__slag=Uppfoljningstillfalle.Slag.HELAR)
    i_enheten = Malbedomning.objects.filter(
        helar | Q(varv__plan=plan), varv__plan__enhet=enhet, varv__plan__namnd=namnd, klar=True
    )
    falt = ("mal", "bedomning", "varv", "varv__plan", "varv__tillfalle__ar", "varv__godkand")
    return i_enheten.order_by("varv__tillfalle__matdatum", "pk").values_list(*falt)


_MALEN, _BEDOMDA = Kvarfraga(_malnycklarna), Kvarfraga(_bedomda)


def _undersokningarna(brister: Sequence[int]) -> QuerySet[Undersokning]:
    return Undersokning.objects.filter(bland("brist_id", brister)).order_by("pk")


_UNDERSOKNINGARNA = Kvarfraga(_undersokningarna)


def bristkallor(brister: Collection[int], anvandare: Anvandare) -> dict[int, list[Kallank]]:
    """Return the survey that each brist comes from, by `Brist.pk`."""
    alla = _UNDERSOKNINGARNA.rader(list(brister)) if brister else []
    if not alla:
        return {}
    rader = Undersokning.objects.filter(brist__in=brister)
    sedda = set(
        rader.filter(omfang(anvandare, Rattighet.UNDERSOKNING_SE)).values_list("pk", flat=True)
    )
    ut: dict[int, list[Kallank]] = {}
    for rad in alla:
        lank = reverse("uppfoljning:undersokning", args=[rad.pk]) if rad.pk in sedda else ""
        ut[rad.brist_id or 0] = [Kallank(f"Undersökningen {rad.namn}", lank)]
    return ut
