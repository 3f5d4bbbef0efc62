"""Carrying out in the demo: progress and obstacles, a proof, and what a leaver has left."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from cykel.actions.aktivitet import rapportera
from cykel.actions.atgard import besluta_atgard, notera_brist
from cykel.actions.lardom import skapa_rutin
from cykel.models import Verksamhetsplan
from kvalitet.actions.konton import ge_roll
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare, Enhet
from kvalitet.roller import Roll

PROTOKOLL = b"%PDF-1.4\n% En tom sida, som visar att filen finns.\n%%EOF\n"


def ladda() -> None:
    hemtjanst = _planen("Hemtjänst")
    _halvvags(hemtjanst)
    _har_slutat(_planen("Särskilt boende"))


def _planen(enhet: str) -> Verksamhetsplan:
    planer = Verksamhetsplan.objects.exclude(enhet__slag="enhet")
    return planer.get(enhet__namn=enhet, period_fran__year=2026)


def _halvvags(plan: Verksamhetsplan) -> None:
    amir = Anvandare.objects.get(epost="amir.hosseini@kommun.example")
    aktiviteter = plan.versioner.gallande().get().aktiviteter
    digital = aktiviteter.get(rubrik="Digital planering på alla områden")
    with den(date(2026, 9, 14)):
        rapportera(
            plan,
            aktivitet=digital.nyckel,
            status="pagar",
            framsteg=60,
            kommentar="Tre av fem områden planerar digitalt.",
            hinder="Två områden väntar på surfplattor.",
            fil=SimpleUploadedFile("inforandeplan.pdf", PROTOKOLL),
            av=amir,
        )


def _har_slutat(plan: Verksamhetsplan) -> None:
    """Gunnel owned a routine and an åtgärd, and has left."""
    gunnel = Anvandare.objects.skapa(epost="gunnel.ek@kommun.example", namn="Gunnel Ek")
    enhet = Enhet.objects.get(pk=plan.enhet_id)
    roll, chef = Roll.AKTIVITETSANSVARIG, plan.planansvarig
    ge_roll(gunnel, roll=roll, enhet=enhet, fran=date(2026, 1, 1), till=date(2026, 11, 1), av=None)
    with den(date(2026, 10, 5)):
        brist = notera_brist(
            plan,
            rubrik="Nattpersonalen saknar larmtelefoner",
            kalla="person",
            kalla_mening="Två av fem larmtelefoner är trasiga sedan i augusti.",
            av=chef,
        )
        besluta_atgard(
            brist,
            rubrik="Byt ut de trasiga larmtelefonerna",
            ansvarig=gunnel,
            klar_senast=date(2026, 12, 11),
            vantad_effekt="Alla på natten når varandra direkt.",
            av=chef,
        )
        skapa_rutin(
            enhet=enhet,
            namn="Larm på natten",
            version="1.0",
            agare=gunnel,
            galler_fran=date(2026, 10, 5),
            av=chef,
        )
    gunnel.is_active = False
    gunnel.save(update_fields=["is_active"])
