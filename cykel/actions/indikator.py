"""Business acts on indicators: define one, enter a value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from cykel.effekter.aterskick import gjord_om
from cykel.models import Indikator, Matvarde
from cykel.villkor.las import prova_varde
from kvalitet import klocka, logg
from kvalitet.behorighet import far, prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet
from kvalitet.roller import Rattighet


@transaction.atomic
def skapa_indikator(
    *,
    namn: str,
    definition: str,
    matt: str,
    riktning: str,
    kalla: str,
    frekvens: str,
    agare: Anvandare,
    kolada_id: str = "",
    decimaler: int = 1,
    konsuppdelad: bool = False,
    skal_ej_kon: str = "",
    av: Anvandare | None,
) -> Indikator:
    """Define an indicator, shared by all plans; `av` is None for the set-up."""
    if av is not None:
        prova(av, Rattighet.PLAN_SKRIVA)
    indikator = Indikator(
        namn=namn.strip(),
        definition=definition.strip(),
        matt=matt.strip(),
        riktning=riktning,
        kalla=kalla,
        frekvens=frekvens,
        agare=agare,
        kolada_id=kolada_id.strip(),
        decimaler=decimaler,
        konsuppdelad=konsuppdelad,
        skal_ej_kon=skal_ej_kon.strip(),
    )
    try:
        indikator.full_clean()
    except ValidationError as fel:
        raise Regelbrott(" ".join(fel.messages)) from fel
    indikator.save()
    logg.skriv("indikator.skapad", indikator, av=av, nu=klocka.nu(), data={"kalla": kalla})
    return indikator


@transaction.atomic
def infor_varde(
    indikator: Indikator,
    *,
    enhet: Enhet,
    period_fran: date,
    period_till: date,
    kon: str = Matvarde.Kon.T,
    varde: Decimal | None = None,
    bortfallsorsak: str = "",
    osakerhet: Decimal | None = None,
    matdatum: date,
    kalla: str,
    via_lank: bool = False,
    av: Anvandare | None,
) -> Matvarde:
    """Enter the value of a period, or why there is none; entered again, it is replaced.

    `av` is None for imports. Missing is never 0: exactly one of value and reason is given.
    """
    indikator = Indikator.objects.select_for_update(of=("self",), no_key=True).get(pk=indikator.pk)
    if av is not None and not far_infora(av, indikator, enhet):
        raise PermissionDenied(f"{Rattighet.UPPFOLJNING_SKRIVA} saknas")
    if (varde is None) == (not bortfallsorsak.strip()):
        raise Regelbrott("Ange ett värde, eller varför det saknas.")
    if period_till < period_fran:
        raise Regelbrott("Periodens slut ska vara efter dess början.")
    if matdatum > klocka.idag():
        raise Regelbrott("Mätdatumet ligger i framtiden. Skriv den dag då värdet mättes.")
    if kon != Matvarde.Kon.T and not indikator.konsuppdelad:
        raise Regelbrott("Indikatorn delas inte upp på kön. Skriv bara totalen.")
    if av is not None:  # what comes by itself is stopped by no lock
        prova_varde(indikator, enhet, period_till)
    matvarde, nytt = Matvarde.objects.update_or_create(
        indikator=indikator,
        enhet=enhet,
        omrade="",
        period_fran=period_fran,
        period_till=period_till,
        kon=kon,
        defaults={
            "varde": varde,
            "bortfallsorsak": bortfallsorsak.strip(),
            "osakerhet": osakerhet,
            "matdatum": matdatum,
            "kalla": kalla,
            "infort_av": av,
        },
    )
    data = {"enhet": enhet.pk, "till": period_till.isoformat(), "kon": kon, "nytt": nytt}
    if via_lank:
        data["via"] = "lank"
    nu = klocka.nu()
    logg.skriv("matvarde.infort", matvarde, av=av, nu=nu, data=data)
    gjord_om(indikator, enhet=enhet, period_till=period_till, av=av, nu=nu)
    return matvarde


def far_infora(anvandare: Anvandare, indikator: Indikator, enhet: Enhet) -> bool:
    """The right, or owning the indicator while one may read the unit's plans."""
    if far(anvandare, Rattighet.UPPFOLJNING_SKRIVA, enhet):
        return True
    return indikator.agare_id == anvandare.pk and far(anvandare, Rattighet.PLAN_SE, enhet)
