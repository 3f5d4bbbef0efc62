"""What the pages say of a computed indicator: how it is counted, and the way to what is counted."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from cykel.models import Indikator, Verksamhetsplan
from cykel.tillstand import RAPPORTERAS_I, Versionslage
from cykel.visning import Indikatordel
from kvalitet.behorighet import far
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from synpunkter.models import Synpunkt
from uppfoljning.berakning import REGLER, Berakning, Period

FLEST_ENHETER = 10


def indikatordelar(
    indikator: Indikator, anvandare: Anvandare, period: Period | None = None
) -> list[Indikatordel]:
    """The rule in words, and per unit the cases or activities (settings.INDIKATORSIDANS_DELAR).

    With a period the cases are those that came in during it.
    """
    if indikator.kalla != Indikator.Kalla.BERAKNAD:
        return []
    berakning = Berakning(indikator.berakning)
    ut = [
        Indikatordel(
            f"Räknas om varje natt, utom där någon har fört in värdet. {REGLER[berakning].text}"
        )
    ]
    if indikator.namnare:
        sidan = reverse("cykel:indikator", args=[indikator.namnare.pk])
        ut.append(Indikatordel("Antalet användare hämtas ur", sidan, str(indikator.namnare)))
    if berakning == Berakning.AKTIVITETER:
        return [*ut, *_aktiviteter(indikator, anvandare)]
    return [*ut, *_synpunkter(indikator, anvandare, berakning, period)]


def _planer(indikator: Indikator) -> list[Verksamhetsplan]:
    """The plans that the value is computed for now, one for each unit, in the units' order."""
    rader = Verksamhetsplan.objects.filter(
        fas__in=RAPPORTERAS_I,
        versioner__lage=Versionslage.FASTSTALLD,
        versioner__indikatorer__indikator=indikator,
    )
    ordnade = rader.select_related("enhet", "namnd").order_by("enhet__namn", "-period_fran", "pk")
    per_enhet: dict[int, Verksamhetsplan] = {}
    for plan in ordnade:
        per_enhet.setdefault(plan.enhet_id, plan)
    return list(per_enhet.values())


def _aktiviteter(indikator: Indikator, anvandare: Anvandare) -> list[Indikatordel]:
    synliga = [p for p in _planer(indikator) if far(anvandare, Rattighet.PLAN_SE, p)]
    return [
        Indikatordel(
            f"{plan.enhet}:", reverse("cykel:aktiviteter", args=[plan.pk]), "planens aktiviteter"
        )
        for plan in synliga[:FLEST_ENHETER]
    ]


def _synpunkter(
    indikator: Indikator, anvandare: Anvandare, berakning: Berakning, period: Period | None
) -> list[Indikatordel]:
    dagar = {"fran": period[0].isoformat(), "till": period[1].isoformat()} if period else {}
    klagomal = berakning == Berakning.KLAGOMAL
    typ = {"typ": Synpunkt.Typ.KLAGOMAL.value} if klagomal else {}
    vad = "klagomålen" if klagomal else "synpunkterna"
    synliga = [p for p in _planer(indikator) if far(anvandare, Rattighet.SYNPUNKT_SE, p)]
    ut = []
    for plan in synliga[:FLEST_ENHETER]:
        fraga = urlencode({"enhet": plan.enhet_id, "lage": "alla", **typ, **dagar})
        ut.append(Indikatordel(f"{plan.enhet}:", f"{reverse('synpunkter:inkorg')}?{fraga}", vad))
    return ut
