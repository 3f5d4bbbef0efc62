"""Business acts on the internal control plan of a nämnd."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cykel.models import Internkontrollplan, Kontrollmoment
from kvalitet import klocka, logg
from kvalitet.behorighet import far, prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import Rattighet


@transaction.atomic
def skapa_plan(*, namnd: Namnd, ar: int, av: Anvandare) -> Internkontrollplan:
    """Begin the plan of a nämnd and year. The same again is the one there."""
    namnd = Namnd.objects.select_for_update(of=("self",)).get(pk=namnd.pk)
    plan = Internkontrollplan(namnd=namnd, ar=ar, skapad=klocka.nu())
    prova(av, Rattighet.INTERNKONTROLL_SKRIVA, plan)
    if fanns := Internkontrollplan.objects.filter(namnd=namnd, ar=ar).first():
        return fanns
    if not 2000 <= ar <= 2100:
        raise Regelbrott("Skriv året med fyra siffror, till exempel 2027.")
    plan.save()
    logg.skriv("internkontrollplan.skapad", plan, av=av, nu=plan.skapad, data={"ar": ar})
    return plan


@transaction.atomic
def lagg_till_moment(
    plan: Internkontrollplan,
    *,
    enhet: Enhet,
    vad: str,
    metod: str,
    senast: date,
    ansvarig: Anvandare,
    av: Anvandare,
) -> Kontrollmoment:
    """Add a control to a plan that the nämnd has not decided yet."""
    plan = _las(plan)
    prova(av, Rattighet.INTERNKONTROLL_SKRIVA, plan)
    vad, metod = vad.strip(), metod.strip()
    falt = {"metod": metod, "senast": senast, "ansvarig": ansvarig}
    fanns = plan.moment.filter(enhet=enhet, vad=vad).first()
    if fanns and all(getattr(fanns, namn) == varde for namn, varde in falt.items()):
        return fanns
    if fanns:
        raise Regelbrott(f"Kontrollen ”{vad}” finns redan för {enhet}.")
    if plan.beslut_datum is not None:
        raise Regelbrott(
            f"Nämnden har beslutat planen, {plan.beslut_paragraf}. "
            "Ta upp kontrollen i nästa års plan."
        )
    if not vad or not metod:
        raise Regelbrott("Skriv vad som ska kontrolleras och hur.")
    if senast.year != plan.ar:
        raise Regelbrott(f"Planen gäller {plan.ar}. Välj en dag det året.")
    if not ansvarig.is_active:
        raise Regelbrott(f"{ansvarig} har slutat. Välj någon annan som ansvarig.")
    moment = Kontrollmoment.objects.create(plan=plan, enhet=enhet, vad=vad, **falt)
    data = {"moment": moment.pk, "for_enhet": enhet.pk, "ansvarig": ansvarig.pk}
    nu = klocka.nu()
    logg.skriv("internkontrollplan.moment_tillagt", plan, av=av, nu=nu, data=data)
    return moment


@transaction.atomic
def besluta(
    plan: Internkontrollplan, *, beslut_datum: date, beslut_paragraf: str, av: Anvandare
) -> Internkontrollplan:
    """Note the decision of the nämnd; after it the controls stand."""
    plan = _las(plan)
    prova(av, Rattighet.INTERNKONTROLL_SKRIVA, plan)
    beslut_paragraf, nu = beslut_paragraf.strip(), klocka.nu()
    if (plan.beslut_datum, plan.beslut_paragraf) == (beslut_datum, beslut_paragraf):
        return plan
    if plan.beslut_datum is not None:
        raise Regelbrott(f"Beslutet är redan noterat, {plan.beslut_paragraf}.")
    if not beslut_paragraf:
        raise Regelbrott("Skriv vilken paragraf nämndens beslut har.")
    if beslut_datum > timezone.localdate(nu):
        raise Regelbrott("Beslutsdatumet ligger i framtiden. Skriv dagen då nämnden beslutade.")
    if not plan.moment.exists():
        raise Regelbrott("Planen har inga kontroller än. Lägg till minst en.")
    plan.beslut_datum, plan.beslut_paragraf = beslut_datum, beslut_paragraf
    plan.save(update_fields=["beslut_datum", "beslut_paragraf"])
    data = {"datum": beslut_datum.isoformat(), "paragraf": beslut_paragraf}
    logg.skriv("internkontrollplan.beslutad", plan, av=av, nu=nu, data=data)
    return plan


@transaction.atomic
def rapportera(
    moment: Kontrollmoment, *, resultat: str, kommentar: str = "", av: Anvandare
) -> Kontrollmoment:
    """Report what a control showed. It may be corrected until a brist rests on it."""
    plan = _las(moment.plan)
    rader = Kontrollmoment.objects.select_related("enhet", "plan__namnd")
    moment = rader.select_for_update(of=("self",)).get(pk=moment.pk)
    if not far_rapportera(av, moment):
        raise PermissionDenied(f"{Rattighet.INTERNKONTROLL_SKRIVA} saknas")
    kommentar = kommentar.strip()
    if (moment.resultat, moment.kommentar) == (resultat, kommentar):
        return moment
    _prova_resultat(plan, moment, resultat, kommentar)
    nu = klocka.nu()
    moment.resultat, moment.kommentar, moment.av, moment.tid = resultat, kommentar, av, nu
    moment.save(update_fields=["resultat", "kommentar", "av", "tid"])
    data = {"resultat": resultat, "plan": plan.pk}
    logg.skriv("kontrollmoment.rapporterat", moment, av=av, nu=nu, data=data)
    return moment


def _prova_resultat(
    plan: Internkontrollplan, moment: Kontrollmoment, resultat: str, kommentar: str
) -> None:
    if plan.beslut_datum is None:
        raise Regelbrott("Nämnden har inte beslutat planen än. Notera beslutet först.")
    if resultat not in Kontrollmoment.Resultat.values:
        raise Regelbrott("Välj vad kontrollen visade.")
    if resultat in Kontrollmoment.FALLDA and not kommentar:
        raise Regelbrott("Skriv vad kontrollen visade, eller varför den inte är utförd.")
    if moment.brist_id is not None:
        raise Regelbrott("En brist är noterad ur kontrollen, så resultatet ändras inte mer.")


def far_rapportera(anvandare: Anvandare, moment: Kontrollmoment) -> bool:
    """The right to the nämnd's plan, or being the one responsible while one may see plans there."""
    if far(anvandare, Rattighet.INTERNKONTROLL_SKRIVA, moment.plan):
        return True
    return moment.ansvarig_id == anvandare.pk and far(anvandare, Rattighet.PLAN_SE, moment)


def _las(plan: Internkontrollplan) -> Internkontrollplan:
    rader = Internkontrollplan.objects.select_for_update(of=("self",)).select_related("namnd")
    return rader.get(pk=plan.pk)
