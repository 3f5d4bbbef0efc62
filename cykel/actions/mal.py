"""Business acts on goals and assignments: what the politicians have decided is registered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from cykel.models import Mal, Malkriterium, Malniva, Styrmodell, Uppdrag
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import Rattighet


@transaction.atomic
def registrera_mal(
    *,
    niva: Malniva,
    nummer: int,
    kort: str,
    text: str,
    namnd: Namnd | None = None,
    foralder: Mal | None = None,
    bedoms: bool = True,
    geh: bool = False,
    radighet: str = Mal.Radighet.EGEN,
    beslut_organ: str,
    beslut_datum: date,
    beslut_paragraf: str = "",
    dnr: str = "",
    kriterier: Sequence[tuple[str, str]] = (),
    av: Anvandare | None,
) -> Mal:
    """Register a decided goal with its criteria; `av` is None for the set-up."""
    lasta = Styrmodell.objects.select_for_update(of=("self",), no_key=True)
    niva.styrmodell = lasta.get(pk=niva.styrmodell_id)
    mal = Mal(
        niva=niva,
        nummer=nummer,
        kort=kort.strip(),
        text=text.strip(),
        namnd=namnd,
        foralder=foralder,
        bedoms=bedoms,
        geh=geh,
        radighet=radighet,
        beslut_organ=beslut_organ.strip(),
        beslut_datum=beslut_datum,
        beslut_paragraf=beslut_paragraf.strip(),
        dnr=dnr.strip(),
    )
    if av is not None:
        prova(av, Rattighet.MAL_REGISTRERA, mal)
    _prova_mal(mal)
    mal.save()
    Malkriterium.objects.bulk_create(
        Malkriterium(mal=mal, kod=kod.strip(), text=villkor.strip()) for kod, villkor in kriterier
    )
    data = {"niva": niva.pk, "nummer": nummer, "kriterier": len(kriterier)}
    logg.skriv("mal.registrerat", mal, av=av, nu=klocka.nu(), data=data)
    return mal


def _prova_mal(mal: Mal) -> None:
    if mal.niva.styrmodell.status == Styrmodell.Status.AVSLUTAD:
        raise Regelbrott(f"{mal.niva.styrmodell} är avslutad och tar inte emot nya mål.")
    prova_malet(mal)


def prova_malet(mal: Mal) -> None:
    """The rules that hold for a new goal and for a changed one."""
    if mal.pk and mal.foralder is not None and _ligger_under(mal.foralder, mal):
        raise Regelbrott(
            f"{mal} kan inte ligga under sig självt eller under ett mål som ligger under det. "
            "Välj ett mål på en högre nivå."
        )
    if mal.foralder is not None and (
        mal.foralder.niva.styrmodell_id != mal.niva.styrmodell_id
        or mal.foralder.niva.ordning >= mal.niva.ordning
    ):
        raise Regelbrott("Målet ska ligga under ett mål på en högre nivå i samma styrmodell.")
    if not mal.text:
        raise Regelbrott("Skriv måltexten.")
    samma = Mal.objects.filter(niva=mal.niva, namnd=mal.namnd, nummer=mal.nummer)
    if samma.exclude(pk=mal.pk).exists():
        raise Regelbrott(f"Det finns redan ett mål med nummer {mal.nummer} på nivån.")


def _ligger_under(ett: Mal | None, mal: Mal) -> bool:
    """Say whether `ett` is `mal` or lies below it, also where the links already go around."""
    sedda: set[int] = set()
    while ett is not None and ett.pk not in sedda:
        if ett.pk == mal.pk:
            return True
        sedda.add(ett.pk)
        ett = ett.foralder
    return False


@transaction.atomic
def registrera_uppdrag(
    *,
    givare: str,
    namnd: Namnd,
    enhet: Enhet,
    rubrik: str,
    text: str = "",
    beslut_datum: date,
    beslut_paragraf: str = "",
    dnr: str = "",
    forfaller: date | None = None,
    av: Anvandare | None,
) -> Uppdrag:
    """Register an assignment; `av` is None for the set-up.

    The same assignment (receiver, heading, date and paragraph) sent twice is one.
    """
    Enhet.objects.select_for_update(of=("self",), no_key=True).get(pk=enhet.pk)
    uppdrag = Uppdrag(
        givare=givare.strip(),
        namnd=namnd,
        enhet=enhet,
        rubrik=rubrik.strip(),
        text=text.strip(),
        beslut_datum=beslut_datum,
        beslut_paragraf=beslut_paragraf.strip(),
        dnr=dnr.strip(),
        forfaller=forfaller,
    )
    if av is not None:
        prova(av, Rattighet.MAL_REGISTRERA, uppdrag)
    if forfaller is not None and forfaller < beslut_datum:
        raise Regelbrott("Sista dag ska vara samma dag som beslutet eller senare.")
    redan = _samma_uppdrag(uppdrag)
    if redan is not None:
        return redan
    uppdrag.save()
    logg.skriv("uppdrag.registrerat", uppdrag, av=av, nu=klocka.nu())
    return uppdrag


def _samma_uppdrag(uppdrag: Uppdrag) -> Uppdrag | None:
    return Uppdrag.objects.filter(
        namnd=uppdrag.namnd,
        enhet=uppdrag.enhet,
        rubrik=uppdrag.rubrik,
        beslut_datum=uppdrag.beslut_datum,
        beslut_paragraf=uppdrag.beslut_paragraf,
    ).first()


@transaction.atomic
def avsluta_uppdrag(
    uppdrag: Uppdrag,
    *,
    datum: date,
    paragraf: str,
    organ: str = "",
    aterrapportering: str,
    av: Anvandare,
) -> Uppdrag:
    """Close an assignment formally, by decision of `organ`: the one who gave it, if not told."""
    uppdrag = (
        Uppdrag.objects.select_related("enhet").select_for_update(of=("self",)).get(pk=uppdrag.pk)
    )
    prova(av, Rattighet.MAL_REGISTRERA, uppdrag)
    if uppdrag.avslutat_datum is not None:
        raise Regelbrott(f"Uppdraget är redan avslutat, {uppdrag.avslutat_paragraf}.")
    if not paragraf.strip():
        raise Regelbrott("Skriv paragrafen i beslutet som avslutar uppdraget.")
    if datum < uppdrag.beslut_datum:
        raise Regelbrott("Uppdraget kan inte avslutas innan det gavs.")
    if datum > klocka.idag():
        raise Regelbrott("Datumet ligger i framtiden. Skriv den dag då beslutet togs.")
    uppdrag.avslutat_datum, uppdrag.avslutat_paragraf = datum, paragraf.strip()
    uppdrag.avslutat_organ = organ.strip() or uppdrag.givare
    uppdrag.aterrapportering = aterrapportering.strip()
    uppdrag.save()
    data = {"datum": datum.isoformat(), "paragraf": uppdrag.avslutat_paragraf}
    logg.skriv("uppdrag.avslutat", uppdrag, av=av, nu=klocka.nu(), data=data)
    return uppdrag
