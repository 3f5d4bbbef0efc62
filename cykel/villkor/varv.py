"""Guards of the rest of the lap: reported, remedied, verified, secured (rows 6, 8, 9).

Each returns the points it asks for, met and unmet, as sentences with the place where they are
met. What is met is told in one sentence; what is not, row by row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from cykel.models import (
    Aktivitet,
    Aktivitetslage,
    Atgard,
    Lardom,
    LardomSvar,
    PlanVersion,
    Uppfoljningstillfalle,
    Varv,
    Verksamhetsplan,
    med_ansvar,
)
from cykel.tillstand import Lardomslage
from kvalitet.behorighet import far
from kvalitet.fel import Punkt
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.models import Anvandare
from kvalitet.overgang import Steg
from kvalitet.roller import Rattighet
from kvalitet.texter import datum

SKRIVER = (
    Rattighet.UPPFOLJNING_SKRIVA,
    Rattighet.BEDOMNING_SKRIVA,
    Rattighet.UPPFOLJNING_GODKANNA,
)


def skriver_i(person: Anvandare, plan: Verksamhetsplan) -> bool:
    """Say whether the person writes in the plan's follow-up, or answers for what is written."""
    return any(far(person, ratt, plan) for ratt in SKRIVER)


def oppet_varv(plan: Verksamhetsplan) -> Varv | None:
    """Return the lap that the plan turns now; None before it has begun or after its end."""
    if plan.lasta_varv is not None:
        return next((varv for varv in plan.lasta_varv if varv.avslutades is None), None)
    for varv in _OPPET.rader(plan.pk):
        varv.plan = plan  # already loaded, for rights and guards
        return varv
    return None


def _oppet(plan: int) -> QuerySet[Varv]:
    rader = Varv.objects.filter(plan=plan, avslutades__isnull=True)
    return rader.select_related("tillfalle").order_by("pk")[:1]


_OPPET = Kvarfraga(_oppet, forberedd=True)


# --- Row 6: every activity has a status -----------------------------------------------------


def aktiviteter_har_status(steg: Steg) -> Iterator[Punkt]:
    """Each activity of the version in force is reported in this lap.

    What was reported as done or struck in an earlier lap stays so and needs no new report. An
    approval "med luckor" (with its reason) lets the rest pass.
    """
    plan: Verksamhetsplan = steg.objekt
    varv = oppet_varv(plan)
    if varv is None:
        yield Punkt("Planen har inget varv att rapportera i")
        return
    senast = varv.tillfalle.senast_for(plan) if varv.tillfalle else None
    lank = reverse("cykel:aktiviteter", args=[plan.pk])
    orapporterade = aktiviteter_att_rapportera(plan, varv)
    folk = Anvandare.objects.in_bulk({rad.rapportor_nu for rad in orapporterade})  # type: ignore[attr-defined]
    med_luckor = bool(steg.data.get("luckor_skal"))
    for aktivitet in orapporterade:
        yield Punkt(
            f"Rapportera hur det går med ”{aktivitet}”",
            klar=med_luckor,
            lank=f"{lank}#a-{aktivitet.nyckel}",
            vem=folk[aktivitet.rapportor_nu].namn,  # type: ignore[attr-defined]
            senast=senast,
        )
    if not orapporterade:
        yield Punkt("Alla aktiviteter är rapporterade", klar=True)


def aktiviteter_att_rapportera(plan: Verksamhetsplan, varv: Varv) -> list[Aktivitet]:
    """Return the activities in force without a status in the lap, in the plan's order."""
    version = plan.versioner.gallande().first()
    rader = med_ansvar(version.aktiviteter.all()).order_by("pk") if version else ()
    return utan_rapport(rader, senaste_lagen(plan), varv)


def utan_rapport(
    rader: Iterable[Aktivitet], senaste: Mapping[str, Aktivitetslage], varv: Varv
) -> list[Aktivitet]:
    """Return those without a status in the lap; `senaste` comes from `senaste_lagen`."""
    avslut = (Aktivitetslage.Status.KLAR, Aktivitetslage.Status.STRUKEN)
    return [
        aktivitet
        for aktivitet in rader
        if (lage := senaste.get(str(aktivitet.nyckel))) is None
        or (lage.varv_id != varv.pk and lage.status not in avslut)
    ]


def senaste_lagen(
    plan: Verksamhetsplan, aktiviteter: Collection[UUID] | None = None
) -> dict[str, Aktivitetslage]:
    """Return the report that holds for each activity, by its `nyckel`; of `aktiviteter` alone when
    they are given."""
    rader = plan.aktivitetslagen.select_related("av", "bevis").order_by("aktivitet", "-tid", "-pk")
    if aktiviteter is not None:
        rader = rader.filter(aktivitet__in=aktiviteter)
    return {str(lage.aktivitet): lage for lage in rader.distinct("aktivitet")}


def _statusarna(plan: int) -> QuerySet[Aktivitetslage, Any]:
    rader = Aktivitetslage.objects.filter(plan=plan).order_by("aktivitet", "-tid", "-pk")
    return rader.distinct("aktivitet").values_list("aktivitet", "status", "varv_id", named=True)


_STATUSARNA = Kvarfraga(_statusarna)


def senaste_statusar(plan: int) -> dict[str, Any]:
    """As `senaste_lagen`, with no more than `status` and `varv_id` of each."""
    return {str(lage.aktivitet): lage for lage in _STATUSARNA.rader(plan)}


# --- Row 8: each brist has its åtgärd -------------------------------------------------------


def brister_har_atgard(steg: Steg) -> Iterator[Punkt]:
    """Each brist of the plan, whatever the lap, is remedied or left by a chef's decision."""
    plan: Verksamhetsplan = steg.objekt
    lank = reverse("cykel:atgarder", args=[plan.pk])
    utan = list(
        plan.brister.filter(ingen_atgard_av__isnull=True, flyttade__isnull=True)
        .filter(~Exists(Atgard.objects.filter(brist=OuterRef("pk"))))
        .order_by("skapad", "pk")
    )
    for brist in utan:
        yield Punkt(
            f"Bristen ”{brist}” behöver en åtgärd, eller ett beslut om att inget görs",
            lank=f"{lank}#brist-{brist.pk}",
        )
    if not utan:
        finns = plan.brister.exists()
        yield Punkt("Varje brist har en åtgärd" if finns else "Inga brister är noterade", klar=True)


# --- Row 9: the wedge -----------------------------------------------------------------------


def effekter_verifierade(steg: Steg) -> Iterator[Punkt]:
    """Each åtgärd that is done or due is checked by someone other than its owner."""
    plan: Verksamhetsplan = steg.objekt
    varv = oppet_varv(plan)
    okontrollerade = atgarder_att_kontrollera(plan, varv, timezone.localdate(steg.nu))
    for atgard in okontrollerade:
        yield Punkt(
            f"Kontrollera om åtgärden ”{atgard}” hjälpte",
            lank=reverse("cykel:atgard", args=[plan.pk, atgard.pk]),
            vem=f"Någon annan än {atgard.ansvarig}",
        )
    if not okontrollerade:
        yield Punkt("Alla åtgärder som är klara eller skulle vara det är kontrollerade", klar=True)


def atgarder_att_kontrollera(plan: Verksamhetsplan, varv: Varv | None, dag: date) -> list[Atgard]:
    """Return the due åtgärder without a verdict; "för tidigt" holds for the lap it was said in."""
    oppna = Atgard.objects.oppna().filter(brist__plan=plan)
    tvungna = oppna.filter(Q(status=Atgard.Status.KLAR) | Q(klar_senast__lt=dag))
    borjade = varv.borjade if varv else None
    return [
        atgard
        for atgard in tvungna.select_related("ansvarig").order_by("klar_senast", "pk")
        if not (atgard.verifierad and borjade and atgard.verifierad >= borjade)
    ]


def rutin_avgjord(steg: Steg) -> Iterator[Punkt]:
    """A routine is changed by a learning of the lap, or it is said that none is concerned."""
    plan: Verksamhetsplan = steg.objekt
    varv = oppet_varv(plan)
    lank = f"{reverse('cykel:lardom_varv', args=[plan.pk])}#rutin"
    if varv is not None and varv.ingen_rutin:
        yield Punkt("Ingen rutin berörs", klar=True)
    elif varv is not None and _foreslagna(varv).filter(rutin__isnull=False).exists():
        yield Punkt("Rutinen är ändrad", klar=True)
    else:
        yield Punkt("Ange vilken rutin som är ändrad, eller att ingen rutin berörs", lank=lank)


def lardom_avgjord(steg: Steg) -> Iterator[Punkt]:
    """The lap has a learning to secure, or it is said that nothing new was learnt."""
    plan: Verksamhetsplan = steg.objekt
    varv = oppet_varv(plan)
    lank = f"{reverse('cykel:lardom_varv', args=[plan.pk])}#lardom"
    if varv is not None and varv.ingen_lardom:
        yield Punkt("Varvet gav ingen ny lärdom", klar=True)
    elif varv is not None and _foreslagna(varv).exists():
        yield Punkt("Minst en lärdom är föreslagen", klar=True)
    else:
        yield Punkt("Föreslå minst en lärdom, eller ange att varvet inte gav någon ny", lank=lank)


def _foreslagna(varv: Varv) -> QuerySet[Lardom]:
    return varv.lardomar.filter(lage=Lardomslage.FORESLAGEN)


def sena_lardomar_besvarade(steg: Steg) -> Iterator[Punkt]:
    """What the predecessor secured after this plan was adopted is answered before the next lap."""
    plan: Verksamhetsplan = steg.objekt
    sena = Lardom.objects.obesvarade_av(plan).order_by("sakrad", "pk")
    lank = reverse("cykel:lardomar", args=[plan.pk])
    punkter = [
        Punkt(
            f"Lärdomen ”{lardom}” {_kom(lardom, plan)} efter att planen fastställdes och är inte "
            "besvarad",
            lank=f"{lank}#lardom-{lardom.pk}",
        )
        for lardom in sena
    ]
    yield from punkter or [Punkt("Inga lärdomar från förra planen väntar på svar", klar=True)]


def _kom(lardom: Lardom, plan: Verksamhetsplan) -> str:
    return "säkrades" if lardom.plan_id == plan.foregangare_id else "togs upp"


def obesvarade(plan: Verksamhetsplan, version: PlanVersion) -> list[Lardom]:
    """Return the inherited learnings that `version` does not answer.

    An answer that points at an activity or an indicator falls with that row.
    """
    rader = [
        *version.aktiviteter.values_list("nyckel", flat=True),
        *version.indikatorer.values_list("nyckel", flat=True),
    ]
    star_fast = LardomSvar.objects.filter(lardom=OuterRef("pk"), plan=plan).filter(
        Q(svar=LardomSvar.Svar.AVVISAD)
        | Q(rutin__isnull=False)
        | Q(aktivitet__in=rader)
        | Q(indikator__in=rader)
    )
    arvda = Lardom.objects.arvda_av(plan).filter(~Exists(star_fast))
    return list(arvda.order_by("sakrad", "pk"))


def nasta_tillfalle_finns(steg: Steg) -> Iterator[Punkt]:
    """A lap ends where the next begins: there is a later round in the plan's period."""
    plan: Verksamhetsplan = steg.objekt
    varv = oppet_varv(plan)
    nasta = _nasta_tillfalle(plan, varv, timezone.localdate(steg.nu))
    if nasta is None:
        yield Punkt(
            "Det finns inget senare uppföljningstillfälle i planens period",
            lank=reverse("cykel:tillfallen"),
            vem="Kvalitetssamordnaren lägger upp tillfällen",
        )
    else:
        yield Punkt(f"Nästa uppföljning är {nasta}, öppnar {datum(nasta.oppnar)}", klar=True)


def _nasta_tillfalle(
    plan: Verksamhetsplan, varv: Varv | None, dag: date
) -> Uppfoljningstillfalle | None:
    efter = varv.tillfalle.matdatum if varv and varv.tillfalle else plan.period_fran
    senare = Uppfoljningstillfalle.objects.filter(
        matdatum__gt=efter, matdatum__lte=plan.period_till, stanger__gte=dag
    )
    return senare.order_by("matdatum", "pk").first()


# --- A learning on its way ------------------------------------------------------------------


def lardom_hel(steg: Steg) -> Iterator[Punkt]:
    """A proposed learning tells what happened and why, and points at its proof."""
    lardom: Lardom = steg.objekt
    lank = reverse("cykel:lardom", args=[lardom.plan_id, lardom.pk])
    delar = (lardom.rubrik, lardom.hande, lardom.orsak, lardom.gor_annorlunda)
    yield Punkt(
        "Vad som hände, varför och vad ni gör annorlunda är skrivet",
        klar=all(del_.strip() for del_ in delar),
        lank=lank,
    )
    yield Punkt(
        "Åtgärden som är beviset är vald",
        klar=lardom.atgard_id is not None,
        lank=f"{lank}#id_atgard",
    )


def effekten_avgjord(steg: Steg) -> Iterator[Punkt]:
    """No learning is secured without a verified effect, and "för tidigt" is none."""
    lardom: Lardom = steg.objekt
    klar = lardom.atgard is not None and lardom.atgard.avgjord
    lank = (
        reverse("cykel:atgard", args=[lardom.plan_id, lardom.atgard_id]) if lardom.atgard_id else ""
    )
    yield Punkt(f"Effekten bakom lärdomen ”{lardom}” är kontrollerad", klar=klar, lank=lank)
