"""Business acts on indicators: define one, enter a value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from cykel.actions.matvarden import Inforing, Post, infor_en
from cykel.models import Indikator, Matvarde
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
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
    berakning: str = "",
    namnare: Indikator | None = None,
    decimaler: int = 1,
    konsuppdelad: bool = False,
    skal_ej_kon: str = "",
    regi: str = Indikator.Regi.BADA,
    redovisas: str = "",
    lagst: Decimal | None = None,
    hogst: Decimal | None = None,
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
        berakning=berakning,
        namnare=namnare,
        decimaler=decimaler,
        konsuppdelad=konsuppdelad,
        skal_ej_kon=skal_ej_kon.strip(),
        regi=regi,
        redovisas=redovisas,
        lagst=lagst,
        hogst=hogst,
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
    skal: str = "",
    via_lank: bool = False,
    av: Anvandare | None,
) -> Matvarde:
    """Enter the value of a period, or why there is none; entered again, it is replaced.

    `av` is None for imports; a person who changes a value writes why in `skal`. Missing is
    never 0: exactly one of value and reason is given.
    """
    return infor_en(
        indikator,
        Post(enhet, kon, varde, bortfallsorsak, osakerhet),
        Inforing(period_fran, period_till, matdatum, kalla, skal, via_lank),
        av=av,
    )
