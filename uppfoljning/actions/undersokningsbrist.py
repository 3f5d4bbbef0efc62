"""The business act of noting what a survey shows as a brist."""

from __future__ import annotations

from django.db import transaction

from cykel.actions.atgard import notera_brist
from cykel.actions.kallor import MENING, RUBRIK, kort, las_plan
from cykel.models import Brist
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from kvalitet.texter import datum, procent, tal
from uppfoljning import undersokning as berakning
from uppfoljning.models import Undersokning


@transaction.atomic
def brist_ur_undersokning(undersokning: Undersokning, *, rubrik: str, av: Anvandare) -> Brist:
    """Note what a closed survey shows as a brist of the unit's plan; a survey becomes one."""
    prova(av, Rattighet.UNDERSOKNING_SE, undersokning)
    plan = las_plan(undersokning.enhet, undersokning.namnd, av)
    rader = Undersokning.objects.select_related("enhet", "namnd", "mal", "brist")
    undersokning = rader.select_for_update(of=("self",)).get(pk=undersokning.pk)
    if undersokning.brist is not None:
        return undersokning.brist
    if not rubrik.strip():
        raise Regelbrott("Skriv vad som brister.")
    if not undersokning.har_stangt(klocka.idag()):
        raise Regelbrott(
            f"Undersökningen är öppen till och med {datum(undersokning.stanger)}. "
            "Vänta tills alla svar har kommit in."
        )
    mal = undersokning.mal
    finns = mal and mal.planmal.filter(version__in=plan.versioner.gallande()).exists()
    undersokning.brist = notera_brist(
        plan,
        rubrik=kort(rubrik.strip(), RUBRIK),
        kalla=Brist.Kalla.UNDERSOKNING,
        kalla_mening=kort(_mening(undersokning), MENING),
        mal=mal if finns else None,
        av=av,
    )
    undersokning.save(update_fields=["brist"])
    data = {"brist": undersokning.brist.pk}
    logg.skriv("undersokning.blev_brist", undersokning, av=av, nu=klocka.nu(), data=data)
    return undersokning.brist


def _mening(undersokning: Undersokning) -> str:
    """The result as one sentence. Suppressed values never come here: they raise."""
    r = berakning.resultat([undersokning], klocka.idag())[undersokning.pk]
    if not r.visas:
        raise Regelbrott("Undersökningen har för få svar för att visas, så den är inget underlag.")
    delar, t = [], r.totalt
    if t is not None:
        delar.append(r.kort)
        if t.undre is not None and t.ovre is not None:
            spann = f"{tal(t.undre, 1)}–{tal(t.ovre, 1)}"
            delar.append(f"med 95 procents säkerhet {spann}")
    delar.append(f"{r.n} svar")
    if r.frekvens is not None:
        delar.append(f"svarsfrekvens {procent(r.frekvens.procent, 0)}")
    return f"{undersokning.namn}, {undersokning.enhet}: {', '.join(delar)}."
