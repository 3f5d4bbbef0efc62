"""Business acts on the risk register."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from cykel.models import Risk, Riskbedomning
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import Rattighet


@transaction.atomic
def registrera(
    *,
    enhet: Enhet,
    namnd: Namnd,
    rubrik: str,
    sannolikhet: int,
    konsekvens: int,
    hantering: str,
    agare: Anvandare,
    ses_over_senast: date,
    av: Anvandare,
) -> Risk:
    """Enter a risk with its first assessment. The same again is the one there."""
    enhet = Enhet.objects.select_for_update(of=("self",)).get(pk=enhet.pk)
    rubrik = rubrik.strip()
    risk = Risk(enhet=enhet, namnd=namnd, rubrik=rubrik, agare=agare)
    prova(av, Rattighet.KONTROLL_SKRIVA, risk)
    bedomning = _bedomning(sannolikhet, konsekvens, hantering)
    if not rubrik:
        raise Regelbrott("Skriv vad som kan hända.")
    fanns = enhet.risker.filter(namnd=namnd, rubrik=rubrik, avslutad=None, agare=agare).first()
    if fanns and fanns.ses_over_senast == ses_over_senast and _gallande(fanns, bedomning):
        return fanns
    if enhet.risker.filter(namnd=namnd, rubrik=rubrik, avslutad=None).exists():
        raise Regelbrott("Risken finns redan i registret. Öppna den och bedöm om den.")
    nu = klocka.nu()
    _prova_agare(agare, ses_over_senast, timezone.localdate(nu))
    risk.ses_over_senast, risk.skapad = ses_over_senast, nu
    risk.save()
    Riskbedomning.objects.create(risk=risk, av=av, tid=nu, **bedomning)
    logg.skriv("risk.registrerad", risk, av=av, nu=nu, data=_varde(bedomning))
    return risk


@transaction.atomic
def bedom_om(
    risk: Risk,
    *,
    sannolikhet: int,
    konsekvens: int,
    hantering: str,
    agare: Anvandare,
    ses_over_senast: date,
    av: Anvandare,
) -> Risk:
    """Assess a risk anew beside the earlier assessments, and set the next day for it."""
    risk = _las(risk)
    prova(av, Rattighet.KONTROLL_SKRIVA, risk)
    bedomning = _bedomning(sannolikhet, konsekvens, hantering)
    if risk.avslutad is not None:
        raise Regelbrott("Risken är avslutad. Registrera en ny om den har kommit tillbaka.")
    nytt = not _gallande(risk, bedomning)
    if not nytt and (risk.agare_id, risk.ses_over_senast) == (agare.pk, ses_over_senast):
        return risk
    nu = klocka.nu()
    _prova_agare(agare, ses_over_senast, timezone.localdate(nu))
    risk.agare, risk.ses_over_senast = agare, ses_over_senast
    risk.save(update_fields=["agare", "ses_over_senast"])
    if nytt:
        Riskbedomning.objects.create(risk=risk, av=av, tid=nu, **bedomning)
    slag = "risk.bedomd" if nytt else "risk.sedd_over"
    logg.skriv(slag, risk, av=av, nu=nu, data=_varde(bedomning))
    return risk


@transaction.atomic
def avsluta(risk: Risk, *, skal: str, av: Anvandare) -> Risk:
    """Take a risk out of the register; its assessments stay."""
    risk = _las(risk)
    prova(av, Rattighet.KONTROLL_SKRIVA, risk)
    if risk.avslutad is not None:
        return risk
    if not skal.strip():
        raise Regelbrott("Skriv varför risken inte längre behöver bevakas.")
    nu = klocka.nu()
    risk.avslutad = timezone.localdate(nu)
    risk.save(update_fields=["avslutad"])
    logg.skriv("risk.avslutad", risk, av=av, nu=nu, kommentar=skal.strip())
    return risk


def _las(risk: Risk) -> Risk:
    rader = Risk.objects.select_for_update(of=("self",)).select_related("enhet")
    return rader.get(pk=risk.pk)


def _bedomning(sannolikhet: int, konsekvens: int, hantering: str) -> dict[str, Any]:
    steg = range(1, 5)
    if sannolikhet not in steg or konsekvens not in steg:
        raise Regelbrott("Välj sannolikhet och konsekvens från 1 till 4.")
    if not hantering.strip():
        raise Regelbrott("Skriv hur risken hanteras.")
    return {
        "sannolikhet": sannolikhet,
        "konsekvens": konsekvens,
        "hantering": hantering.strip(),
    }


def _gallande(risk: Risk, bedomning: dict[str, Any]) -> bool:
    """Say whether the assessment is the one that holds."""
    senaste = risk.bedomningar.order_by("-tid", "-pk").first()
    return senaste is not None and all(getattr(senaste, n) == v for n, v in bedomning.items())


def _prova_agare(agare: Anvandare, ses_over_senast: date, idag: date) -> None:
    if not agare.is_active:
        raise Regelbrott(f"{agare} har slutat. Välj någon annan som äger risken.")
    if ses_over_senast < idag:
        raise Regelbrott("Dagen då risken ska ses över har redan passerat. Välj en senare dag.")


def _varde(bedomning: dict[str, Any]) -> dict[str, int]:
    s, k = bedomning["sannolikhet"], bedomning["konsekvens"]
    return {"sannolikhet": s, "konsekvens": k, "varde": s * k}
