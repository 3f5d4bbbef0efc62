"""Business acts that make a question's result an indicator's value."""

from __future__ import annotations

import logging
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from cykel.actions.indikator import infor_varde
from cykel.frekvens import matperiod
from cykel.models import Indikator, Matvarde
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from kvalitet.statistik import Skattning
from uppfoljning import frageindikator
from uppfoljning import undersokning as berakning
from uppfoljning.models import Frageindikator, Undersokning

logger = logging.getLogger(__name__)

FOR_FA = "för få svar"
INTE_STALLD = "frågan ställdes inte"


@transaction.atomic
def koppla(
    undersokning: Undersokning, *, indikator: Indikator, fraga: str, av: Anvandare
) -> Frageindikator:
    """Let an indicator take its value from a question; `fraga` as in `frageindikator.valbara`."""
    u = Undersokning.objects.select_for_update(of=("self",), no_key=True).get(pk=undersokning.pk)
    prova(av, Rattighet.UNDERSOKNING_SKRIVA, u)
    if indikator.kalla != Indikator.Kalla.UNDERSOKNING:
        raise Regelbrott("Indikatorn hämtas inte från undersökningar. Välj en annan indikator.")
    if fraga not in dict(frageindikator.valbara(u)):
        raise Regelbrott("Välj en av undersökningens frågor.")
    nyckel, _, alternativ = fraga.partition(":")
    koppling, ny = Frageindikator.objects.get_or_create(
        undersokning=u,
        indikator=indikator,
        defaults={"fraga_nyckel": nyckel, "alternativ_nyckel": alternativ},
    )
    if not ny and frageindikator.varde(koppling) != fraga:
        raise Regelbrott("Indikatorn hämtas redan från en annan fråga. Koppla bort den först.")
    if ny:
        data = {"indikator": indikator.pk}
        logg.skriv("undersokning.indikator_kopplad", u, av=av, nu=klocka.nu(), data=data)
        if mening := for_in_varden(u).get(koppling.pk):
            raise Regelbrott(mening)
    return koppling


@transaction.atomic
def koppla_bort(undersokning: Undersokning, *, koppling: int, av: Anvandare) -> None:
    """Let go of an indicator whose value is not entered yet; gone already is done."""
    u = Undersokning.objects.select_for_update(of=("self",), no_key=True).get(pk=undersokning.pk)
    prova(av, Rattighet.UNDERSOKNING_SKRIVA, u)
    rad = u.frageindikatorer.filter(pk=koppling).first()
    if rad is None:
        return
    if rad.infort is not None:
        raise Regelbrott("Värdet är redan infört. Rätta det på indikatorns sida i stället.")
    data = {"indikator": rad.indikator_id}
    rad.delete()
    logg.skriv("undersokning.indikator_bortkopplad", u, av=av, nu=klocka.nu(), data=data)


@transaction.atomic
def for_in_varden(undersokning: Undersokning) -> dict[int, str]:
    """Enter the values of a closed survey, once; the system does it, whoever closed it.

    One that its indicator does not take holds up neither the others nor the closing. It is tried
    again by the next run; returned is why, by `Frageindikator.pk`.
    """
    nu = klocka.nu()
    rader = list(
        Frageindikator.objects.select_for_update(of=("self",))
        .filter(undersokning=undersokning.pk, infort=None)
        .select_related("indikator")
        .order_by("pk")
    )
    u = Undersokning.objects.select_related("enhet").get(pk=undersokning.pk)
    if not rader or not u.har_stangt(klocka.idag()):
        return {}
    r = berakning.resultat([u], klocka.idag())[u.pk]
    fel: dict[int, str] = {}
    for rad in rader:
        try:
            with transaction.atomic():
                _for_in(r, rad)
        except Regelbrott as brott:
            logger.warning("undersökning %s, indikator %s: ej införd", u.pk, rad.indikator_id)
            fel[rad.pk] = brott.mening
        else:
            rad.infort = nu
    if inforda := [rad for rad in rader if rad.infort]:
        Frageindikator.objects.bulk_update(inforda, ["infort"])
        data = {"antal": len(inforda)}
        logg.skriv("undersokning.varden_inforda", u, av=None, nu=nu, data=data)
    return fel


def stangda_med_varden_kvar(dag: date) -> list[Undersokning]:
    """The surveys that have closed, by hand or by their date, with values to enter."""
    kvar = Frageindikator.objects.filter(infort=None).values("undersokning")
    stangt = Q(stangd__isnull=False) | Q(stanger__lt=dag)
    return list(Undersokning.objects.filter(stangt, pk__in=kvar).order_by("pk"))


def _for_in(r: berakning.Resultat, rad: Frageindikator) -> None:
    """Enter T, and K and M where the indicator is split by sex; hidden is a reason, never 0."""
    u, funnet = r.undersokning, frageindikator.matt(r, rad)
    varden: dict[str, Skattning | None] = {"T": None, "K": None, "M": None}
    if funnet is not None:
        m = funnet[1]
        varden = {"T": m.totalt, "K": m.kvinnor, "M": m.man}
    konen = Matvarde.Kon.values if rad.indikator.konsuppdelad else [Matvarde.Kon.T]
    fran, till = matperiod(rad.indikator.frekvens, u.oppnar, u.stanger)
    for kon in konen:
        s = varden[kon]
        infor_varde(
            rad.indikator,
            enhet=u.enhet,
            period_fran=fran,
            period_till=till,
            kon=kon,
            varde=_decimal(s.varde) if s else None,
            bortfallsorsak="" if s else (FOR_FA if funnet else INTE_STALLD),
            osakerhet=_decimal(s.felmarginal) if s and s.felmarginal is not None else None,
            matdatum=u.stanger,
            kalla=f"Undersökning: {u.namn}"[:80],
            av=None,
        )


def _decimal(varde: float) -> Decimal:
    return Decimal(f"{varde:.4f}")
