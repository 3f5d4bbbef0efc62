"""Business acts on indicators from Kolada: add one, choose comparisons, say what a change means."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from cykel.actions.definition import far_andra, lagg_till_seriebrott
from cykel.actions.indikator import skapa_indikator
from cykel.models import Indikator
from kvalitet import klocka, logg
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from uppfoljning.actions.koladahamtning import folj, godta
from uppfoljning.kolada.titel import definition_sha256
from uppfoljning.models import (
    Koladafraga,
    Koladahamtning,
    Koladajamforelse,
    Koladanyckeltal,
    Koladaomrade,
)

FLEST_JAMFORELSER = 20
LANGST_SKAL = 200
ANDRAD_IGEN = "Kolada har ändrat texten igen. Läs den nya och svara en gång till."


@transaction.atomic
def lagg_till(nyckeltal: Koladanyckeltal, *, av: Anvandare, **falt: Any) -> Indikator:
    """Define an indicator that is fetched from Kolada; each key figure is one indicator."""
    nyckeltal = Koladanyckeltal.objects.select_for_update(of=("self",)).get(pk=nyckeltal.pk)
    if finns := indikator_av(nyckeltal):
        lank = reverse("cykel:indikator", args=[finns.pk])
        raise Regelbrott(
            "Nyckeltalet finns redan som indikator. Använd den som finns.",
            (Punkt(f"Öppna indikatorn ”{finns}”.", lank=lank),),
        )
    if nyckeltal.borttagen:
        raise Regelbrott("Nyckeltalet finns inte längre i Kolada. Välj ett annat.")
    indikator = skapa_indikator(
        **falt, kalla=Indikator.Kalla.KOLADA, kolada_id=nyckeltal.kod, av=av
    )
    folj(indikator)
    return indikator


def indikator_av(nyckeltal: Koladanyckeltal) -> Indikator | None:
    return Indikator.objects.filter(kolada_id=nyckeltal.kod).first()


def _prova(anvandare: Anvandare, indikator: Indikator) -> None:
    if not far_andra(anvandare, indikator):
        raise PermissionDenied(f"{Rattighet.PLAN_SKRIVA} saknas")


@transaction.atomic
def valj_jamforelser(
    indikator: Indikator, *, omraden: Collection[Koladaomrade], av: Anvandare
) -> None:
    """Say which areas are fetched beside our own. The values of one that is left out stay."""
    _prova(av, indikator)
    folj(indikator)  # one that was added by hand today is otherwise followed from tonight
    hamtning = Koladahamtning.objects.select_for_update(of=("self",)).get(pk=indikator.pk)
    if len(omraden) > FLEST_JAMFORELSER:
        raise Regelbrott(f"Välj högst {FLEST_JAMFORELSER} områden att jämföra med.")
    valda = {omrade.pk for omrade in omraden}
    finns = set(indikator.koladajamforelser.values_list("omrade", flat=True))
    if valda == finns:
        return
    indikator.koladajamforelser.exclude(omrade__in=valda).delete()
    Koladajamforelse.objects.bulk_create(
        Koladajamforelse(indikator=indikator, omrade_id=pk) for pk in sorted(valda - finns)
    )
    if valda - finns:
        hamtning.hamta_fran = None  # a new area has all its years left to fetch
        hamtning.save(update_fields=["hamta_fran"])
    data = {"antal": len(valda)}
    logg.skriv("kolada.jamforelser", indikator, av=av, nu=klocka.nu(), data=data)


# --- the question ------------------------------------------------------------------------------


def ny_definition(fraga: Koladafraga) -> str:
    """What the words are that the person has read; an answer holds for no others."""
    return definition_sha256(fraga.ny_titel, fraga.ny_beskrivning)


@transaction.atomic
def samma_matt(fraga: Koladafraga, *, sett: str, av: Anvandare) -> Koladafraga:
    """It measures what it did: go on, with the new words."""
    fraga, hamtning = _las(fraga, av, sett)
    _godta_nya(fraga, hamtning)
    return _besvara(fraga, Koladafraga.Svar.SAMMA, av=av)


@transaction.atomic
def nytt_matt(
    fraga: Koladafraga, *, fran: date, skal: str, sett: str, av: Anvandare
) -> Koladafraga:
    """It measures something else from a day: the series breaks there, and fetching goes on."""
    fraga, hamtning = _las(fraga, av, sett)
    skal = skal.strip()[:LANGST_SKAL]
    if not skal:
        raise Regelbrott("Skriv vad som är nytt, så att den som läser serien förstår brottet.")
    _godta_nya(fraga, hamtning)
    lagg_till_seriebrott(fraga.indikator, datum=fran, orsak=skal, av=av)
    fraga.brott_fran, fraga.skal = fran, skal
    return _besvara(fraga, Koladafraga.Svar.NYTT, av=av)


@transaction.atomic
def sluta_hamta(fraga: Koladafraga, *, sett: str, av: Anvandare) -> Koladafraga:
    """Fetch no more; the values that are there stay."""
    fraga, hamtning = _las(fraga, av, sett)
    hamtning.avslutad = klocka.nu()
    hamtning.save(update_fields=["avslutad"])
    return _besvara(fraga, Koladafraga.Svar.SLUTA, av=av)


def _las(fraga: Koladafraga, av: Anvandare, sett: str) -> tuple[Koladafraga, Koladahamtning]:
    """Lock the fetching, then the question, as the nightly update does."""
    hamtning = Koladahamtning.objects.select_for_update(of=("self",)).get(pk=fraga.indikator_id)
    rader = Koladafraga.objects.select_for_update(of=("self",)).select_related("indikator")
    fraga = rader.get(pk=fraga.pk)
    _prova(av, fraga.indikator)
    if fraga.svar:
        raise Regelbrott(f"Frågan är redan besvarad: {fraga.get_svar_display()}.")
    if sett != ny_definition(fraga):
        raise Regelbrott(ANDRAD_IGEN)
    return fraga, hamtning


def _godta_nya(fraga: Koladafraga, hamtning: Koladahamtning) -> None:
    if fraga.orsak == Koladafraga.Orsak.BORTTAGEN:
        raise Regelbrott("Nyckeltalet finns inte i Kolada, så det går inte att hämta. Sluta hämta.")
    godta(hamtning, fraga.ny_titel, fraga.ny_beskrivning, ny_definition(fraga))
    hamtning.hamta_fran, hamtning.fel = None, ""  # the earlier years may have changed with it
    hamtning.save(update_fields=["hamta_fran", "fel"])


def _besvara(fraga: Koladafraga, svar: Koladafraga.Svar, *, av: Anvandare) -> Koladafraga:
    fraga.svar, fraga.besvarad, fraga.besvarad_av = svar, klocka.nu(), av
    fraga.save()
    logg.skriv(f"kolada.{svar}", fraga.indikator, av=av, nu=fraga.besvarad)
    return fraga


@transaction.atomic
def borja_igen(indikator: Indikator, *, av: Anvandare) -> None:
    """Fetch again what was ended, by the words that Kolada has today."""
    _prova(av, indikator)
    rader = Koladahamtning.objects.select_for_update(of=("self",))
    hamtning = rader.filter(pk=indikator.pk, avslutad__isnull=False).first()
    if hamtning is None:
        raise Regelbrott("Indikatorn hämtas redan.")
    nyckeltal = Koladanyckeltal.objects.filter(kod=indikator.kolada_id, borttagen=None).first()
    if nyckeltal is None:
        raise Regelbrott("Nyckeltalet finns inte i Kolada längre.")
    godta(hamtning, nyckeltal.titel, nyckeltal.beskrivning, nyckeltal.definition_sha256)
    hamtning.avslutad, hamtning.hamta_fran, hamtning.fel = None, None, ""
    hamtning.save(update_fields=["avslutad", "hamta_fran", "fel"])
    logg.skriv("kolada.igen", indikator, av=av, nu=klocka.nu())
