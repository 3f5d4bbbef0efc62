"""Business acts on what fell short and what is done about it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from cykel.actions.varv import las_pagaende
from cykel.models import Atgard, Brist, Mal, Verksamhetsplan
from kvalitet import klocka, logg
from kvalitet.behorighet import far, prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from kvalitet.texter import datum


@transaction.atomic
def notera_brist(
    plan: Verksamhetsplan,
    *,
    rubrik: str,
    kalla: str,
    kalla_mening: str,
    mal: Mal | None = None,
    orsak: str = "",
    aktivitet: UUID | None = None,
    av: Anvandare,
) -> Brist:
    """Note a shortcoming in the open lap; `kalla_mening` is its source, frozen as a sentence.

    The same shortcoming from the same source again is the one that is there.
    """
    plan, varv = las_pagaende(plan)
    prova(av, Rattighet.ATGARD_SKRIVA, plan)
    rubrik, kalla_mening = rubrik.strip(), kalla_mening.strip()
    if not rubrik or not kalla_mening or kalla not in Brist.Kalla.values:
        raise Regelbrott("Skriv vad som brister, varifrån ni vet det och vad underlaget säger.")
    if mal is not None and not _i_planen(plan, mal):
        raise Regelbrott(f"{mal} finns inte i planen.")
    fanns = plan.brister.filter(
        varv=varv, rubrik=rubrik, kalla=kalla, kalla_mening=kalla_mening, mal=mal
    )
    if brist := fanns.first():
        return brist
    nu = klocka.nu()
    brist = Brist.objects.create(
        plan=plan,
        varv=varv,
        mal=mal,
        rubrik=rubrik,
        kalla=kalla,
        kalla_mening=kalla_mening,
        orsak=orsak.strip(),
        aktivitet=aktivitet,
        skapad=nu,
    )
    data = {"plan": plan.pk, "varv": varv.nummer, "kalla": kalla}
    logg.skriv("brist.noterad", brist, av=av, nu=nu, data=data)
    return brist


def _i_planen(plan: Verksamhetsplan, mal: Mal) -> bool:
    return mal.planmal.filter(version__in=plan.versioner.gallande()).exists()


@transaction.atomic
def besluta_atgard(
    brist: Brist,
    *,
    rubrik: str,
    ansvarig: Anvandare,
    klar_senast: date,
    vantad_effekt: str,
    kostnad: int | None = None,
    av: Anvandare,
) -> Atgard:
    """Decide a remedy: who, by when, and what it should change."""
    brist = _las_brist(brist)
    prova(av, Rattighet.ATGARD_SKRIVA, brist)
    rubrik, vantad_effekt, nu = rubrik.strip(), vantad_effekt.strip(), klocka.nu()
    falt = {"rubrik": rubrik, "ansvarig": ansvarig, "klar_senast": klar_senast}
    if atgard := brist.atgarder.filter(**falt).first():
        return atgard
    if not rubrik or not vantad_effekt:
        raise Regelbrott("Skriv vad ni ska göra och vilken effekt ni väntar er.")
    if brist.ingen_atgard_av is not None:
        raise Regelbrott(
            f"{brist.ingen_atgard_av} har beslutat att inget görs åt bristen. "
            "Notera en ny brist om läget har ändrats."
        )
    if not ansvarig.is_active:
        raise Regelbrott(f"{ansvarig} har slutat. Välj någon annan som ansvarig.")
    if klar_senast < timezone.localdate(nu):
        raise Regelbrott("Dagen då åtgärden ska vara klar har redan passerat. Välj en senare dag.")
    if kostnad is not None and kostnad < 0:
        raise Regelbrott("Skriv kostnaden i hela kronor, från noll och uppåt.")
    atgard = Atgard.objects.create(
        brist=brist, vantad_effekt=vantad_effekt, kostnad=kostnad, skapad=nu, **falt
    )
    data = {"plan": brist.plan_id, "brist": brist.pk, "ansvarig": ansvarig.pk}
    logg.skriv("atgard.beslutad", atgard, av=av, nu=nu, data=data)
    return atgard


@transaction.atomic
def ingen_atgard(brist: Brist, *, skal: str, av: Anvandare) -> Brist:
    """A chef decides that nothing is done about a shortcoming, and says why."""
    brist = _las_brist(brist)
    prova(av, Rattighet.UPPFOLJNING_GODKANNA, brist)
    skal = skal.strip()
    if not skal:
        raise Regelbrott("Skriv varför ingen åtgärd behövs.")
    if brist.ingen_atgard_av_id == av.pk and brist.ingen_atgard_skal == skal:
        return brist
    if brist.ingen_atgard_av is not None:
        raise Regelbrott(f"{brist.ingen_atgard_av} har redan beslutat att inget görs åt bristen.")
    if brist.atgarder.exists():
        raise Regelbrott("Bristen har redan en åtgärd. Då kan ni inte besluta att inget görs.")
    brist.ingen_atgard_av, brist.ingen_atgard_skal = av, skal
    brist.save(update_fields=["ingen_atgard_av", "ingen_atgard_skal"])
    nu, data = klocka.nu(), {"plan": brist.plan_id}
    logg.skriv("brist.ingen_atgard", brist, av=av, nu=nu, data=data)
    for stig in settings.EFTER_INGEN_ATGARD:
        import_string(stig)(brist, av=av, nu=nu)
    return brist


@transaction.atomic
def rapportera_atgard(atgard: Atgard, *, status: str, av: Anvandare) -> Atgard:
    """Report how far the remedy has come."""
    atgard = _las_atgard(atgard)
    prova_rapportera(av, atgard)
    if status not in Atgard.Status.values:
        raise Regelbrott("Välj hur långt åtgärden har kommit.")
    if atgard.status == status:
        return atgard
    if atgard.avgjord:
        raise Regelbrott("Effekten är redan bedömd, så åtgärden ändras inte mer.")
    atgard.status = status
    atgard.save(update_fields=["status"])
    data = {"plan": atgard.brist.plan_id, "status": status}
    logg.skriv("atgard.rapporterad", atgard, av=av, nu=klocka.nu(), data=data)
    return atgard


def far_rapportera(anvandare: Anvandare, atgard: Atgard) -> bool:
    """The right, or being the one responsible while one may read the plan."""
    if far(anvandare, Rattighet.ATGARD_SKRIVA, atgard):
        return True
    return atgard.ansvarig_id == anvandare.pk and far(anvandare, Rattighet.PLAN_SE, atgard)


def prova_rapportera(anvandare: Anvandare, atgard: Atgard) -> None:
    if not far_rapportera(anvandare, atgard):
        raise PermissionDenied(f"{Rattighet.ATGARD_SKRIVA} saknas")


@transaction.atomic
def verifiera_effekt(atgard: Atgard, *, effekt: str, effekt_text: str, av: Anvandare) -> Atgard:
    """Judge whether the remedy helped. Someone other than its owner does it; a verdict stands."""
    atgard = _las_atgard(atgard)
    prova(av, Rattighet.EFFEKT_VERIFIERA, atgard)
    effekt_text = effekt_text.strip()
    redan = (atgard.effekt, atgard.effekt_text, atgard.verifierad_av_id)
    if redan == (effekt, effekt_text, av.pk) and atgard.avgjord:
        return atgard
    _prova_effekt(atgard, effekt, effekt_text, av)
    nu = klocka.nu()
    atgard.effekt, atgard.effekt_text = effekt, effekt_text
    atgard.verifierad_av, atgard.verifierad = av, nu
    atgard.save(update_fields=["effekt", "effekt_text", "verifierad_av", "verifierad"])
    data = {"plan": atgard.brist.plan_id, "effekt": effekt}
    logg.skriv("atgard.effekt_verifierad", atgard, av=av, nu=nu, data=data)
    if atgard.avgjord:
        _efter_effekt(atgard, av=av, nu=nu)
    return atgard


def _prova_effekt(atgard: Atgard, effekt: str, effekt_text: str, av: Anvandare) -> None:
    if effekt not in Atgard.Effekt.values:
        raise Regelbrott("Välj om åtgärden hjälpte.")
    if not effekt_text:
        raise Regelbrott("Skriv hur ni vet om åtgärden hjälpte.")
    if av.pk == atgard.ansvarig_id:
        raise Regelbrott("Du ansvarar för åtgärden. Någon annan ska bedöma om den hjälpte.")
    if atgard.avgjord and atgard.verifierad:
        raise Regelbrott(
            f"{atgard.verifierad_av} bedömde effekten {datum(atgard.verifierad)}. "
            "En bedömd effekt ändras inte, eftersom lärdomar vilar på den."
        )
    if effekt in Atgard.AVGJORD and atgard.status != Atgard.Status.KLAR:
        raise Regelbrott(
            "Åtgärden är inte rapporterad som klar. Välj ”för tidigt att säga”, "
            "eller vänta tills den är klar."
        )


def _efter_effekt(atgard: Atgard, *, av: Anvandare, nu: datetime) -> None:
    """Let higher rooms do what follows, such as telling those whose synpunkter led here."""
    for stig in settings.EFTER_EFFEKT:
        import_string(stig)(atgard, av=av, nu=nu)


def _las_brist(brist: Brist) -> Brist:
    """Lock the plan, then the row; the plan has to turn."""
    las_pagaende(brist.plan)
    rader = Brist.objects.select_related("plan__enhet", "ingen_atgard_av")
    return rader.select_for_update(of=("self",)).get(pk=brist.pk)


def _las_atgard(atgard: Atgard) -> Atgard:
    las_pagaende(atgard.brist.plan)
    rader = Atgard.objects.select_related("brist__plan__enhet", "ansvarig", "verifierad_av")
    return rader.select_for_update(of=("self",)).get(pk=atgard.pk)
