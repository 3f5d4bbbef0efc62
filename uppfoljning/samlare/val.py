"""What a report may be about: from a nämnd, a unit, a round or a period to its `Rapportomfang`."""

from __future__ import annotations

from datetime import date

from cykel.models import Uppfoljningstillfalle, Verksamhetsplan
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Enhet, Namnd, NamndAnsvar
from uppfoljning.models import Rapport
from uppfoljning.models.rapport import I_RUNDAN
from uppfoljning.rapport.perioddelar import Period
from uppfoljning.rapportperioder import Spann
from uppfoljning.samlare import maluppfyllelse, perioder
from uppfoljning.samlare.omfang import Rapportomfang

STYRELSEN = "KS"
"""Code of the nämnd that leads the whole municipality (KL 6:1), where none is named for it."""


def kontoren(dag: date | None = None) -> dict[Namnd, Enhet]:
    """Each nämnd with the highest unit that answers to it: its kontor, as it is today."""
    rader = NamndAnsvar.objects.filter(giltig__contains=dag or klocka.idag())
    rader = rader.exclude(enhet__sokvag="").select_related("enhet", "namnd")
    i_ordning = sorted(rader, key=lambda rad: (rad.namnd.namn, rad.enhet.djup, rad.enhet.sokvag))
    per_namnd: dict[Namnd, Enhet] = {}
    for rad in i_ordning:
        per_namnd.setdefault(rad.namnd, rad.enhet)
    return per_namnd


def kontoret(namnd: Namnd) -> Enhet:
    kontor = kontoren().get(namnd)
    if kontor is None:
        raise Regelbrott(f"Ingen enhet svarar för {namnd}. Lägg in det i organisationen först.")
    return kontor


def for_period(slag: str, namnd: Namnd, spann: Spann) -> Rapportomfang:
    """By the same rule as the texts that people write in it: the kontor when the period ends."""
    return perioder.omfang(slag, namnd, Period(fran=spann.fran, till=spann.till))


def for_enheten(enhet: Enhet, tillfalle: Uppfoljningstillfalle) -> Rapportomfang:
    """The unit's own report of the round, to the nämnd whose plan it is."""
    planer = Verksamhetsplan.objects.filter(enhet=enhet, varv__tillfalle=tillfalle)
    plan = planer.select_related("namnd", "enhet").order_by("pk").first()
    if plan is None:
        raise Regelbrott(f"{enhet} har ingen plan som följs upp i {tillfalle}.")
    return Rapportomfang.i_rundan(Rapport.Slag.ENHET, plan.namnd, plan.enhet, tillfalle)


def for_kommunen(tillfalle: Uppfoljningstillfalle) -> Rapportomfang:
    """All nämnder's, by the one that leads them."""
    kommunen = Enhet.objects.filter(slag=Enhet.Slag.KOMMUN).first()
    if kommunen is None:
        raise Regelbrott("Organisationen saknar kommunen överst. Läs in organisationen först.")
    ansvar = kommunen.ansvar.filter(giltig__contains=klocka.idag()).select_related("namnd")
    namnd = next((rad.namnd for rad in ansvar.order_by("pk")), None)
    namnd = namnd or Namnd.objects.filter(kod=STYRELSEN).first()
    if namnd is None:
        raise Regelbrott(
            f"Ingen nämnd svarar för kommunen som helhet. Lägg in kommunstyrelsen ({STYRELSEN})."
        )
    return Rapportomfang.i_rundan(Rapport.Slag.KOMMUN, namnd, kommunen, tillfalle)


def omfang_for(
    slag: str,
    *,
    namnd: Namnd | None = None,
    enhet: Enhet | None = None,
    tillfalle: Uppfoljningstillfalle | None = None,
    spann: Spann | None = None,
) -> Rapportomfang:
    """What was chosen for a report of the kind; raises Regelbrott when it cannot be one."""
    if slag in I_RUNDAN and tillfalle is None:
        raise Regelbrott("Välj vilken uppföljning rapporten gäller.")
    if slag == Rapport.Slag.KOMMUN and tillfalle:
        return for_kommunen(tillfalle)
    if slag == Rapport.Slag.ENHET and tillfalle and enhet:
        return for_enheten(enhet, tillfalle)
    if slag == Rapport.Slag.MALUPPFYLLELSE and tillfalle and namnd:
        return maluppfyllelse.omfang(namnd, tillfalle)
    if namnd is None or spann is None:
        raise Regelbrott("Välj vilken nämnd och vilken period rapporten gäller.")
    return for_period(slag, namnd, spann)
