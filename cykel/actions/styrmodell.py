"""Business acts on the steering model of a mandatperiod: prepare it, put it in force, map goals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from cykel.models import Mal, Malmappning, Malniva, Styrmodell
from cykel.tillstand import STYRMODELL
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.overgang import overga
from kvalitet.roller import Rattighet

FALT = (
    "namn",
    "fran",
    "till",
    "kriterier_kallas",
    "forslagsregel",
    "delvis_fran",
    "beslut_organ",
    "beslut_datum",
    "beslut_paragraf",
    "dnr",
)


@transaction.atomic
def skapa_styrmodell(
    *,
    namn: str,
    fran: date,
    till: date,
    nivaer: Sequence[str],
    kriterier_kallas: str,
    beslut_organ: str,
    forslagsregel: str = Styrmodell.Forslagsregel.STANDARD,
    delvis_fran: int = 90,
    beslut_datum: date | None = None,
    beslut_paragraf: str = "",
    dnr: str = "",
    av: Anvandare,
) -> Styrmodell:
    """Prepare the steering model of a coming mandatperiod, beside the one in force.

    `nivaer` are the labels of the levels, the highest first.
    """
    _las_alla()
    styrmodell = Styrmodell(
        namn=namn.strip(),
        fran=fran,
        till=till,
        status=Styrmodell.Status.KOMMANDE,
        kriterier_kallas=kriterier_kallas.strip(),
        forslagsregel=forslagsregel,
        delvis_fran=delvis_fran,
        beslut_organ=beslut_organ.strip(),
        beslut_datum=beslut_datum,
        beslut_paragraf=beslut_paragraf.strip(),
        dnr=dnr.strip(),
    )
    prova(av, Rattighet.MAL_REGISTRERA, styrmodell)
    _prova_period(styrmodell)
    _prova_grans(styrmodell)
    styrmodell.save()
    _satt_nivaer(styrmodell, nivaer)
    data = {"fran": fran.isoformat(), "till": till.isoformat()}
    logg.skriv("styrmodell.skapad", styrmodell, av=av, nu=klocka.nu(), data=data)
    return styrmodell


@transaction.atomic
def andra_styrmodell(
    styrmodell: Styrmodell, *, nivaer: Sequence[str], av: Anvandare, **falt: Any
) -> Styrmodell:
    """Change a steering model while it is still to come."""
    _las_alla()
    styrmodell = Styrmodell.objects.get(pk=styrmodell.pk)
    prova(av, Rattighet.MAL_REGISTRERA, styrmodell)
    if styrmodell.status != Styrmodell.Status.KOMMANDE:
        lage = styrmodell.get_status_display().lower()
        raise Regelbrott(f"{styrmodell} är {lage}. Bara en kommande styrmodell kan ändras.")
    for namn, varde in falt.items():
        if namn not in FALT:
            raise TypeError(f"{namn} is not a field that changes")
        setattr(styrmodell, namn, varde.strip() if isinstance(varde, str) else varde)
    _prova_period(styrmodell)
    _prova_grans(styrmodell)
    styrmodell.save()
    _satt_nivaer(styrmodell, nivaer)
    logg.skriv("styrmodell.andrad", styrmodell, av=av, nu=klocka.nu())
    return styrmodell


@transaction.atomic
def gor_gallande(styrmodell: Styrmodell, *, av: Anvandare) -> Styrmodell:
    """Put a coming steering model in force; the one in force ends in the same moment."""
    _las_alla()
    return overga(STYRMODELL, styrmodell, "gor_gallande", av=av)


def _las_alla() -> None:
    """Lock every steering model: they are few, and only one may be in force."""
    list(Styrmodell.objects.select_for_update(of=("self",)).order_by("pk"))


def _prova_period(styrmodell: Styrmodell) -> None:
    if styrmodell.till <= styrmodell.fran:
        raise Regelbrott("Slutdatum ska vara efter startdatum.")
    andra = Styrmodell.objects.exclude(pk=styrmodell.pk).filter(
        fran__lte=styrmodell.till, till__gte=styrmodell.fran
    )
    krock = andra.order_by("fran").first()
    if krock is not None:
        raise Regelbrott(
            f"Perioden går in i {krock}, som gäller {krock.fran} till {krock.till}. "
            "Välj en period som börjar när den har slutat."
        )


def _prova_grans(styrmodell: Styrmodell) -> None:
    if not 1 <= styrmodell.delvis_fran <= 99:
        raise Regelbrott("Gränsen för delvis uppfyllt är 1 till 99 procent.")


def _satt_nivaer(styrmodell: Styrmodell, etiketter: Sequence[str]) -> None:
    """Give the levels these labels in order; a level with goals is not taken away."""
    etiketter = [etikett.strip() for etikett in etiketter if etikett.strip()]
    if not etiketter:
        raise Regelbrott("Skriv minst en målnivå.")
    if len({etikett.casefold() for etikett in etiketter}) < len(etiketter):
        raise Regelbrott("Två målnivåer kan inte heta likadant.")
    finns = {niva.ordning: niva for niva in styrmodell.nivaer.all()}
    for ordning, etikett in enumerate(etiketter, start=1):
        niva = finns.pop(ordning, None) or Malniva(styrmodell=styrmodell, ordning=ordning)
        niva.etikett = etikett
        niva.save()
    for niva in finns.values():
        if niva.mal.exists():
            raise Regelbrott(f"Nivån {niva} har mål och kan inte tas bort.")
        niva.delete()


# --- From old goals to new ----------------------------------------------------------------------


@transaction.atomic
def mappa_mal(
    fran: Mal, *, styrmodell: Styrmodell, till: Sequence[Mal] = (), skal: str = "", av: Anvandare
) -> list[Malmappning]:
    """Say what an old goal becomes in a later steering model: new goals, or that it ends.

    Said again, the answer is replaced.
    """
    Mal.objects.select_for_update(of=("self",), no_key=True).get(pk=fran.pk)
    prova(av, Rattighet.MAL_REGISTRERA, fran)
    _prova_mappning(fran, styrmodell, till, skal)
    fran.blev.filter(styrmodell=styrmodell).delete()
    svar: Sequence[Mal | None] = till or (None,)
    rader = Malmappning.objects.bulk_create(
        Malmappning(fran=fran, styrmodell=styrmodell, till=mal, skal=skal.strip()) for mal in svar
    )
    data = {"styrmodell": styrmodell.pk, "till": sorted(mal.pk for mal in till)}
    slag = "mal.mappat" if till else "mal.upphor"
    logg.skriv(slag, fran, av=av, nu=klocka.nu(), data=data, kommentar=skal.strip())
    return rader


def _prova_mappning(fran: Mal, styrmodell: Styrmodell, till: Sequence[Mal], skal: str) -> None:
    if styrmodell.fran <= fran.niva.styrmodell.fran:
        raise Regelbrott("Välj en styrmodell som kommer efter den som målet hör till.")
    if styrmodell.status == Styrmodell.Status.AVSLUTAD:
        raise Regelbrott(f"{styrmodell} är avslutad. Svaren i den kan inte ändras.")
    if any(mal.niva.styrmodell_id != styrmodell.pk for mal in till):
        raise Regelbrott(f"Välj nya mål i {styrmodell}.")
    if not till and not skal.strip():
        raise Regelbrott("Välj vilka nya mål det blir, eller skriv varför målet upphör.")
