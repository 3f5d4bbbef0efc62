"""Business acts on routines: a first version, the next one, and looking one over."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from cykel.models import Rutin
from kvalitet import klocka, logg
from kvalitet.behorighet import far, prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet
from kvalitet.roller import Rattighet


@transaction.atomic
def skapa_rutin(
    *,
    enhet: Enhet,
    namn: str,
    version: str,
    agare: Anvandare,
    galler_fran: date,
    text: str = "",
    dokument: str = "",
    ses_over_senast: date | None = None,
    av: Anvandare,
) -> Rutin:
    """Register a routine in a version; of a name that the unit has, it is the next version.

    The same version again is the one there.
    """
    enhet = Enhet.objects.select_for_update(of=("self",)).get(pk=enhet.pk)
    prova(av, Rattighet.ATGARD_SKRIVA, enhet)
    namn, version = namn.strip(), version.strip()
    if not namn or not version:
        raise Regelbrott("Skriv vad rutinen heter och vilken version det är.")
    falt: dict[str, Any] = {
        "agare": agare,
        "galler_fran": galler_fran,
        "text": text.strip(),
        "dokument": dokument.strip(),
        "ses_over_senast": ses_over_senast,
    }
    if fanns := enhet.rutiner.filter(namn=namn, version=version).first():
        if all(getattr(fanns, namn_) == varde for namn_, varde in falt.items()):
            return fanns
        raise Regelbrott(f"{fanns} finns redan. Ge den ändrade rutinen ett nytt versionsnummer.")
    fore = enhet.rutiner.senaste().filter(namn=namn).first()
    _prova_version(fore, agare, galler_fran, ses_over_senast)
    rutin = Rutin.objects.create(enhet=enhet, namn=namn, version=version, ersatter=fore, **falt)
    data = {"agare": agare.pk, "galler_fran": galler_fran.isoformat()}
    logg.skriv("rutin.skapad", rutin, av=av, nu=klocka.nu(), data=data)
    return rutin


def _prova_version(
    fore: Rutin | None, agare: Anvandare, galler_fran: date, ses_over_senast: date | None
) -> None:
    if not agare.is_active:
        raise Regelbrott(f"{agare} har slutat. Välj någon annan som äger rutinen.")
    if fore is not None and galler_fran < fore.galler_fran:
        raise Regelbrott(
            f"{fore} gäller från ett senare datum. En ny version kan inte börja gälla före den."
        )
    if ses_over_senast is not None and ses_over_senast <= galler_fran:
        raise Regelbrott("Rutinen ska ses över efter att den har börjat gälla. Välj en senare dag.")


@transaction.atomic
def se_over(rutin: Rutin, *, ses_over_senast: date, av: Anvandare) -> Rutin:
    """Say that the routine has been looked over and holds as it is, until the next day for it."""
    rutin = Rutin.objects.select_for_update(of=("self",)).select_related("enhet").get(pk=rutin.pk)
    prova_se_over(av, rutin)
    if rutin.ses_over_senast == ses_over_senast:
        return rutin
    if Rutin.objects.filter(ersatter=rutin).exists():
        raise Regelbrott(f"{rutin} är ersatt av en ny version. Se över den i stället.")
    nu = klocka.nu()
    if ses_over_senast <= max(timezone.localdate(nu), rutin.galler_fran):
        raise Regelbrott("Välj en kommande dag då rutinen ska ses över igen.")
    rutin.ses_over_senast = ses_over_senast
    rutin.save(update_fields=["ses_over_senast"])
    data = {"ses_over_senast": ses_over_senast.isoformat()}
    logg.skriv("rutin.sedd_over", rutin, av=av, nu=nu, data=data)
    return rutin


def far_se_over(anvandare: Anvandare, rutin: Rutin) -> bool:
    """The right in the routine's unit, or being its owner while one may see the unit's plans."""
    if far(anvandare, Rattighet.ATGARD_SKRIVA, rutin.enhet):
        return True
    return rutin.agare_id == anvandare.pk and far(anvandare, Rattighet.PLAN_SE, rutin.enhet)


def prova_se_over(anvandare: Anvandare, rutin: Rutin) -> None:
    if not far_se_over(anvandare, rutin):
        raise PermissionDenied(f"{Rattighet.ATGARD_SKRIVA} saknas")
