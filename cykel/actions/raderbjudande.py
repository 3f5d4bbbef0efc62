"""Rows that a plan offers to the plans below it, and their answers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from cykel.actions.plan import koppla, lagg_till_aktivitet, lagg_till_indikator, las_utkast
from cykel.models import (
    Aktivitet,
    Planindikator,
    Planmal,
    PlanVersion,
    Raderbjudande,
    Verksamhetsplan,
)
from cykel.villkor.enheter import utkast_under
from cykel.villkor.malpar import motsvarande_mal
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.notiser import notifiera
from kvalitet.roller import Rattighet

Lage = Raderbjudande.Lage


@transaction.atomic
def skicka_rader(
    version: PlanVersion,
    *,
    rader: Collection[Aktivitet | Planindikator],
    planer: Collection[Verksamhetsplan],
    av: Anvandare,
) -> int:
    """Offer rows of the version to drafts below; return how many are new. Each row once a plan."""
    plan = Verksamhetsplan.objects.select_for_update(of=("self",)).get(pk=version.plan_id)
    prova(av, Rattighet.PLAN_SKRIVA, plan)
    if not rader or not planer:
        raise Regelbrott("Välj minst en rad och minst en enhet.")
    if any(rad.version_id != version.pk for rad in rader):
        raise Regelbrott("Raderna hör till en annan version. Ladda om sidan och välj på nytt.")
    if any(rad.planmal.mal_id is None for rad in rader):
        raise Regelbrott("Rader under ett uppdrag skickas inte ner. Välj rader under ett mål.")
    tar_emot = set(utkast_under(plan).values_list("pk", flat=True))
    for mottagare in planer:
        if mottagare.pk not in tar_emot:
            raise Regelbrott(f"{mottagare} är inte ett utkast under planen. Välj en annan.")
    nu = klocka.nu()
    antal = sum(_erbjud(plan, mottagare, rader, av, nu) for mottagare in planer)
    if antal:
        data = {"antal": antal, "planer": [mottagare.pk for mottagare in planer]}
        logg.skriv("plan.rader_skickade", plan, av=av, nu=nu, data=data)
    return antal


def _erbjud(
    plan: Verksamhetsplan,
    mottagare: Verksamhetsplan,
    rader: Collection[Aktivitet | Planindikator],
    av: Anvandare,
    nu: datetime,
) -> int:
    redan = set(mottagare.raderbjudanden.values_list("nyckel", flat=True))
    nya = [
        Raderbjudande(
            fran=plan,
            plan=mottagare,
            mal=rad.planmal.mal,
            nyckel=rad.nyckel,
            aktivitet=rad if isinstance(rad, Aktivitet) else None,
            planindikator=rad if isinstance(rad, Planindikator) else None,
            rubrik=str(rad)[:160],
            skickat_av=av,
            skickat=nu,
        )
        for rad in rader
        if rad.nyckel not in redan
    ]
    Raderbjudande.objects.bulk_create(nya)
    if nya and mottagare.planansvarig.is_active:
        _beratta(plan, mottagare, nya, nu)
    return len(nya)


def _beratta(
    plan: Verksamhetsplan, mottagare: Verksamhetsplan, nya: list[Raderbjudande], nu: datetime
) -> None:
    notifiera(
        "rader_erbjudna",
        mottagare=mottagare.planansvarig.epost,
        nyckel=f"rader-erbjudna:{nya[0].pk}",
        sammanhang={
            "plan": mottagare,
            "fran": plan.enhet,
            "antal": len(nya),
            "lank": f"{settings.ADRESS}{reverse('cykel:erbjudna_rader', args=[mottagare.pk])}",
        },
        nu=nu,
    )


@transaction.atomic
def anta(erbjudande: Raderbjudande, *, av: Anvandare) -> Raderbjudande:
    """Take the row into the draft. Taken already, nothing more happens."""
    version, erbjudande = _las(erbjudande, av)
    if erbjudande.lage == Lage.ANTAGET:
        return erbjudande
    rad = erbjudande.aktivitet or erbjudande.planindikator
    if rad is None:
        raise Regelbrott(f"{erbjudande.fran.enhet} har tagit bort raden ur sin plan. Avböj den.")
    mal = motsvarande_mal([erbjudande.mal], version.plan).get(erbjudande.mal_id)
    if mal is None:
        raise Regelbrott(f"{erbjudande.mal} hör inte till er plan. Avböj raden och skriv varför.")
    planmal = version.mal.filter(mal=mal).first()
    planmal = planmal or koppla(version, mal=mal, koppling=Planmal.Koppling.DIREKT, av=av)
    if isinstance(rad, Aktivitet):
        _ta_aktivitet(rad, planmal, av)
    else:
        _ta_indikator(rad, planmal, av)
    return _besvara(erbjudande, Lage.ANTAGET, "", "plan.rad_antagen", av)


def _ta_aktivitet(rad: Aktivitet, planmal: Planmal, av: Anvandare) -> None:
    version = planmal.version
    if version.aktiviteter.filter(kopia_av=rad.nyckel).exists():
        return
    plan = version.plan
    ansvarig = plan.planansvarig if plan.planansvarig.is_active else av
    start = min(max(rad.start, plan.period_fran), plan.period_till)
    lagg_till_aktivitet(
        planmal,
        rubrik=rad.rubrik,
        ansvarig=ansvarig,
        rapportor=ansvarig,
        start=start,
        slut=max(min(rad.slut, plan.period_till), start),
        vantad_effekt=rad.vantad_effekt,
        kopia_av=rad.nyckel,
        av=av,
    )


def _ta_indikator(rad: Planindikator, planmal: Planmal, av: Anvandare) -> None:
    """The target is the kontor's; where the unit stands, it writes itself. Against a base year
    the value of that year is the unit's own too."""
    version = planmal.version
    if version.indikatorer.filter(indikator=rad.indikator_id).exists():
        return
    samma_mal = rad.kriterium is not None and rad.kriterium.mal_id == planmal.mal_id
    lagg_till_indikator(
        planmal,
        indikator=rad.indikator,
        kriterium=rad.kriterium if samma_mal else None,
        maltyp=rad.maltyp,
        malvarde=rad.malvarde,
        malvarde_ovre=rad.malvarde_ovre,
        basar=rad.basar,
        jamforelse=rad.jamforelse,
        beskrivning=rad.beskrivning,
        satts_senast=rad.satts_senast and min(rad.satts_senast, version.plan.period_till),
        kopia_av=rad.nyckel,
        av=av,
    )


@transaction.atomic
def avboj(erbjudande: Raderbjudande, *, skal: str, av: Anvandare) -> Raderbjudande:
    _, erbjudande = _las(erbjudande, av)
    skal = skal.strip()
    if not skal:
        raise Regelbrott("Skriv varför ni inte tar med raden.")
    if erbjudande.lage == Lage.ANTAGET:
        raise Regelbrott("Raden är redan med i planen. Ta bort den där om ni har ändrat er.")
    if (erbjudande.lage, erbjudande.skal) == (Lage.AVBOJT, skal):
        return erbjudande
    return _besvara(erbjudande, Lage.AVBOJT, skal, "plan.rad_avbojd", av)


def _las(erbjudande: Raderbjudande, av: Anvandare) -> tuple[PlanVersion, Raderbjudande]:
    """Lock the plan that answers, then the offer; only a draft answers."""
    version = erbjudande.plan.versioner.i_arbete().first()
    if version is None:
        raise Regelbrott("Planen är fastställd. Raden kan tas med när planen revideras.")
    version = las_utkast(version, av)
    rader = Raderbjudande.objects.select_related(
        "fran__enhet", "mal", "aktivitet", "planindikator__indikator", "planindikator__kriterium"
    )
    return version, rader.select_for_update(of=("self",)).get(pk=erbjudande.pk)


def _besvara(
    erbjudande: Raderbjudande, lage: str, skal: str, slag: str, av: Anvandare
) -> Raderbjudande:
    nu = klocka.nu()
    erbjudande.lage, erbjudande.skal = lage, skal
    erbjudande.besvarat_av, erbjudande.besvarat = av, nu
    erbjudande.save(update_fields=["lage", "skal", "besvarat_av", "besvarat"])
    data = {"fran_enhet": erbjudande.fran.enhet_id, "nyckel": str(erbjudande.nyckel)}
    logg.skriv(slag, erbjudande.plan, av=av, nu=nu, data=data)
    return erbjudande
