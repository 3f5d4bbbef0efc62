"""Business acts that end a unit on a day: close it, merge it into another, split it.

The placements end at once, by date. What is open in the unit follows on the day: each app says
how in `settings.OMORGANISATIONSFOLJDER`, functions of (omorganisation, *, nu).
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from kvalitet import klocka, logg
from kvalitet.actions.organisation import bygg_sokvagar, las_tradet, prova_plats, skapa_enhet
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, NamndAnsvar, Omorganisation, Rolltilldelning
from kvalitet.roller import Rattighet
from kvalitet.texter import datum

logger = logging.getLogger(__name__)

DATERADE = ("placeringar", "ansvar", "tilldelningar")
"""What a unit has that holds between dates."""


@transaction.atomic
def avsluta_enhet(
    enhet: Enhet,
    *,
    mottagare: Enhet,
    fran: date,
    planregel: str,
    slag: str = Omorganisation.Slag.UPPHOR,
    av: Anvandare,
) -> Omorganisation:
    """End a unit from a day on. Its history stays where it was.

    Roles held in the unit follow to `mottagare`; plans by `planregel`; synpunkter and uppdrag
    always.
    """
    las_tradet()
    enhet = Enhet.objects.select_for_update(of=("self",)).get(pk=enhet.pk)
    mottagare = Enhet.objects.get(pk=mottagare.pk)
    prova(av, Rattighet.ORGANISATION_ANDRA, enhet)
    prova(av, Rattighet.ORGANISATION_ANDRA, mottagare)
    _prova_avslut(enhet, mottagare, fran)
    nu = klocka.nu()
    rad = Omorganisation.objects.create(
        slag=slag,
        enhet=enhet,
        mottagare=mottagare,
        planregel=planregel,
        fran=fran,
        av=av,
        beslutad=nu,
    )
    _stang(rad)
    bygg_sokvagar()
    data = {"till_enhet": mottagare.pk, "galler_fran": fran.isoformat()}
    logg.skriv(f"enhet.{slag}", enhet, av=av, nu=nu, data=data)
    logg.skriv("enhet.tar_over", mottagare, av=av, nu=nu, data={"fran_enhet": enhet.pk, **data})
    if fran <= klocka.idag():
        rad = genomfor(rad)
    return rad


@transaction.atomic
def sla_ihop(
    enheter: Collection[Enhet], *, till: Enhet, fran: date, planregel: str, av: Anvandare
) -> list[Omorganisation]:
    """Let several units go into one that exists."""
    las_tradet()
    return [
        avsluta_enhet(
            enhet,
            mottagare=till,
            fran=fran,
            planregel=planregel,
            slag=Omorganisation.Slag.SLAS_IHOP,
            av=av,
        )
        for enhet in sorted(enheter, key=lambda enhet: enhet.pk)
    ]


@transaction.atomic
def dela(
    enhet: Enhet, *, namn: Sequence[str], fran: date, planregel: str, av: Anvandare
) -> list[Enhet]:
    """Split a unit into new ones in the same place; the first takes over what is open."""
    las_tradet()
    if len(namn) < 2 or len(set(namn)) < len(namn):
        raise Regelbrott("Skriv minst två olika namn på de nya enheterna.")
    over = enhet.placeringar.filter(giltig__contains=fran).select_related("foralder").first()
    if over is None:
        raise Regelbrott(
            f"{enhet} har ingen plats i organisationen den dagen. Välj ett annat datum."
        )
    nya = [
        skapa_enhet(namn=ett, slag=enhet.slag, under=over.foralder, fran=fran, av=av)
        for ett in namn
    ]
    for ny in nya:
        NamndAnsvar.objects.bulk_create(
            NamndAnsvar(enhet=ny, namnd_id=ansvar.namnd_id, giltig=(fran, None))
            for ansvar in enhet.ansvar.filter(giltig__contains=fran)
        )
    avsluta_enhet(
        enhet,
        mottagare=nya[0],
        fran=fran,
        planregel=planregel,
        slag=Omorganisation.Slag.DELAS,
        av=av,
    )
    return nya


@transaction.atomic
def angra(rad: Omorganisation, *, av: Anvandare) -> Omorganisation:
    """Take back a decision whose day has not come; the unit stays as it was."""
    las_tradet()
    rad = Omorganisation.objects.select_for_update(of=("self",)).get(pk=rad.pk)
    prova(av, Rattighet.ORGANISATION_ANDRA, rad.enhet)
    if rad.genomford or rad.fran <= klocka.idag():
        raise Regelbrott("Dagen har kommit, så ändringen går inte att ångra. Flytta i stället.")
    if rad.angrad:
        return rad
    rad.angrad = klocka.nu()
    rad.save(update_fields=["angrad"])
    _oppna_igen(rad)
    bygg_sokvagar()
    logg.skriv("enhet.upphor_inte", rad.enhet, av=av, nu=rad.angrad)
    return rad


def genomfor_forfallna() -> int:
    """Carry out what is due, each by itself; what cannot be done says why and is tried again."""
    antal = 0
    for rad in Omorganisation.objects.forfallna(klocka.idag()).order_by("fran", "pk"):
        try:
            antal += genomfor(rad).genomford is not None
        except Exception:
            logger.exception("omorganisation %s could not be carried out", rad.pk)
    return antal


@transaction.atomic
def genomfor(rad: Omorganisation) -> Omorganisation:
    """Let what is open in the unit follow, all of it or nothing."""
    rad = Omorganisation.objects.select_for_update(of=("self",)).get(pk=rad.pk)
    if rad.genomford or rad.angrad:
        return rad
    nu = klocka.nu()
    try:
        with transaction.atomic():
            for stig in settings.OMORGANISATIONSFOLJDER:
                import_string(stig)(rad, nu=nu)
    except Regelbrott as fel:
        rad.hinder = fel.mening[:400]
    else:
        rad.genomford, rad.hinder = nu, ""
        logg.skriv("enhet.upphorde", rad.enhet, av=None, nu=nu)
    rad.save(update_fields=["genomford", "hinder"])
    return rad


def oppet_i(enhet: Enhet) -> list[str]:
    """Say what is open in the unit, a sentence for each kind."""
    return [
        mening for stig in settings.OMORGANISATIONSINNEHALL for mening in import_string(stig)(enhet)
    ]


def enheter_under(enhet: Enhet, fran: date) -> str:
    """Say which units would still lie under it on the day; empty when none do."""
    under = enhet.barnplaceringar.filter(giltig__endswith__isnull=True) | (
        enhet.barnplaceringar.filter(giltig__endswith__gt=fran)
    )
    namn = sorted({str(p.enhet) for p in under.select_related("enhet")})
    return (
        f"Under {enhet} ligger {', '.join(namn)}. Flytta eller avsluta dem först." if namn else ""
    )


def _prova_avslut(enhet: Enhet, mottagare: Enhet, fran: date) -> None:
    if enhet.upphorde is not None:
        raise Regelbrott(f"Det är redan bestämt att {enhet} upphör {datum(enhet.upphorde)}.")
    nuvarande = enhet.placeringar.order_by("-giltig").first()
    if nuvarande is None:
        raise Regelbrott("Kommunen ligger överst i organisationen och kan inte upphöra.")
    if fran <= nuvarande.fran:
        raise Regelbrott(
            f"Enheten har en plats från {datum(nuvarande.fran)}. Välj ett senare datum."
        )
    if mottagare.pk == enhet.pk:
        raise Regelbrott("Välj en annan enhet som tar över.")
    prova_plats(mottagare, fran)
    if mottagare.upphorde is not None:
        raise Regelbrott(f"{mottagare} ska själv upphöra. Välj en enhet som blir kvar.")
    if hinder := enheter_under(enhet, fran):
        raise Regelbrott(hinder)


def _stang(rad: Omorganisation) -> None:
    """End the unit, and let its roles go on in the one that takes over."""
    enhet, fran = rad.enhet, rad.fran
    enhet.upphorde = fran
    enhet.save(update_fields=["upphorde"])
    rad.fore = {slag: _korta(getattr(enhet, slag), fran) for slag in DATERADE}
    rad.fore["nya_roller"] = [
        _fortsatt(tilldelning, rad.mottagare, fran, rad.fore["tilldelningar"][str(tilldelning.pk)])
        for tilldelning in enhet.tilldelningar.filter(pk__in=rad.fore["tilldelningar"])
    ]
    rad.save(update_fields=["fore"])


def _korta(rader: Any, fran: date) -> dict[str, str | None]:
    """End the rows that would hold on the day; return until when they did."""
    fore: dict[str, str | None] = {}
    for rad in rader.filter(giltig__contains=fran).exclude(giltig__startswith=fran).order_by("pk"):
        till: date | None = rad.giltig.upper
        fore[str(rad.pk)] = till.isoformat() if till else None
        rad.giltig = (rad.giltig.lower, fran)
        rad.save(update_fields=["giltig"])
    return fore


def _fortsatt(rad: Rolltilldelning, mottagare: Enhet, fran: date, till: str | None) -> int | None:
    """Give the same role in the other unit, unless the person has it there already."""
    giltig = (fran, date.fromisoformat(till) if till else None)
    lika = {"anvandare": rad.anvandare, "roll": rad.roll, "namnd": rad.namnd}
    if mottagare.tilldelningar.filter(giltig__overlap=giltig, **lika).exists():
        return None
    return Rolltilldelning.objects.create(enhet=mottagare, giltig=giltig, **lika).pk


def _oppna_igen(rad: Omorganisation) -> None:
    enhet = rad.enhet
    enhet.upphorde = None
    enhet.save(update_fields=["upphorde"])
    rad.mottagare.tilldelningar.filter(pk__in=[pk for pk in rad.fore["nya_roller"] if pk]).delete()
    for slag in DATERADE:
        for kortad in getattr(enhet, slag).filter(pk__in=rad.fore[slag]):
            till = rad.fore[slag][str(kortad.pk)]
            kortad.giltig = (kortad.giltig.lower, date.fromisoformat(till) if till else None)
            kortad.save(update_fields=["giltig"])
