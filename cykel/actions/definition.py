"""Changing what an indicator is: its words, its owner, its limits, and where its series breaks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q

from cykel.actions.matvarden import las
from cykel.models import Definitionsversion, Indikator, Matvarde, Seriebrott
from cykel.vardekontroll import gransmening
from kvalitet import klocka, logg
from kvalitet.behorighet import far
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from kvalitet.texter import datum, tal

FALT = (
    "namn", "definition", "matt", "riktning", "kalla", "kolada_id", "berakning", "namnare",
    "frekvens", "agare",
    "decimaler", "konsuppdelad", "skal_ej_kon", "regi", "redovisas", "lagst", "hogst",
)  # fmt: skip
ORDEN = ("definition", "matt", "riktning")
"""What a changed definition changes."""


def far_andra(anvandare: Anvandare, indikator: Indikator) -> bool:
    """Its owner, or who writes plans for the whole municipality: an indicator is shared."""
    if far(anvandare, Rattighet.PLAN_SKRIVA, indikator):
        return True
    return indikator.agare_id == anvandare.pk and far(anvandare, Rattighet.PLAN_SE)


def _prova(av: Anvandare | None, indikator: Indikator) -> None:
    if av is not None and not far_andra(av, indikator):
        raise PermissionDenied(f"{Rattighet.PLAN_SKRIVA} saknas")


@transaction.atomic
def andra_indikator(
    indikator: Indikator,
    *,
    utgava: int | None = None,
    ny_fran: date | None = None,
    skal: str = "",
    av: Anvandare | None,
    **falt: Any,
) -> Indikator:
    """Change the fields given. With `ny_fran` it is another thing that is measured from that
    day on: the definition gets a version and the series breaks. Without it the words are only
    put right. `utgava` is the one that a form was opened on.
    """
    if okanda := falt.keys() - set(FALT):
        raise TypeError(f"{okanda} are not fields that change")
    indikator = las(indikator)
    _prova(av, indikator)
    andrat = {namn: v for namn, v in falt.items() if getattr(indikator, namn) != v}
    if not andrat and ny_fran is None:
        return indikator
    if utgava is not None and utgava != indikator.utgava:
        raise Regelbrott(
            "Någon annan har ändrat indikatorn medan du skrev. Inget är överskrivet. "
            "Öppna sidan på nytt och jämför."
        )
    fore = Indikator(definition=indikator.definition, matt=indikator.matt)
    for namn, varde in andrat.items():
        setattr(indikator, namn, varde)
    indikator.utgava += 1
    _spara(indikator)
    nu = klocka.nu()
    if ny_fran is not None:
        if not andrat.keys() & set(ORDEN):
            raise Regelbrott(
                "Definitionen är oförändrad. Har mätningen ändrats ändå, lägg till ett seriebrott."
            )
        _ny_definition(indikator, fore, ny_fran, skal.strip(), av, nu)
    else:
        _ratta_ord(indikator)
        logg.skriv("indikator.andrad", indikator, av=av, nu=nu, kommentar=skal.strip())
    return indikator


def _spara(indikator: Indikator) -> None:
    try:
        indikator.full_clean()
    except ValidationError as fel:
        raise Regelbrott(" ".join(fel.messages)) from fel
    utanfor = Q()
    if indikator.lagst is not None:
        utanfor |= Q(varde__lt=indikator.lagst)
    if indikator.hogst is not None:
        utanfor |= Q(varde__gt=indikator.hogst)
    if utanfor:
        forsta = Matvarde.objects.filter(utanfor, indikator=indikator).order_by("-period_till")
        if (varde := forsta.select_related("enhet").first()) and varde.varde is not None:
            raise Regelbrott(
                f"Det finns redan värden som inte är {gransmening(indikator)}, till exempel "
                f"{tal(Decimal(varde.varde))} för {varde.enhet or varde.omrade} till och med "
                f"{datum(varde.period_till)}. Rätta dem först, eller välj andra gränser."
            )
    indikator.save()


def _ratta_ord(indikator: Indikator) -> None:
    """The latest version says what the indicator says, also after a word was put right."""
    senaste = indikator.definitioner.order_by("-nummer").first()
    if senaste is not None:
        senaste.definition, senaste.matt = indikator.definition, indikator.matt
        senaste.save(update_fields=["definition", "matt"])


def _ny_definition(
    indikator: Indikator,
    fore: Indikator,
    fran: date,
    skal: str,
    av: Anvandare | None,
    nu: datetime,
) -> None:
    if not skal:
        raise Regelbrott("Skriv varför definitionen ändras.")
    _prova_dag(indikator, fran)
    senaste = indikator.definitioner.order_by("-nummer").first()
    if senaste is None:
        senaste = Definitionsversion.objects.create(
            indikator=indikator, nummer=1, definition=fore.definition, matt=fore.matt, tid=nu
        )
    elif senaste.galler_fran and fran <= senaste.galler_fran:
        raise Regelbrott(
            f"Den definition som finns gäller från {datum(senaste.galler_fran)}. "
            "Skriv en senare dag."
        )
    version = Definitionsversion.objects.create(
        indikator=indikator,
        nummer=senaste.nummer + 1,
        definition=indikator.definition,
        matt=indikator.matt,
        galler_fran=fran,
        skal=skal,
        av=av,
        tid=nu,
    )
    Seriebrott.objects.create(
        indikator=indikator, datum=fran, orsak=skal, definition=version, av=av, tid=nu
    )
    data = {"version": version.nummer, "fran": fran.isoformat()}
    logg.skriv("indikator.ny_definition", indikator, av=av, nu=nu, data=data, kommentar=skal)


@transaction.atomic
def lagg_till_seriebrott(
    indikator: Indikator, *, datum: date, orsak: str, av: Anvandare | None
) -> Seriebrott:
    """From the day on it is measured in another way, though the words are the same."""
    indikator = las(indikator)
    _prova(av, indikator)
    orsak = orsak.strip()
    redan = indikator.seriebrott.filter(datum=datum).first()
    if redan is not None and redan.orsak == orsak:
        return redan
    if not orsak:
        raise Regelbrott("Skriv vad som ändrades i mätningen.")
    _prova_dag(indikator, datum)
    nu = klocka.nu()
    brott = Seriebrott.objects.create(indikator=indikator, datum=datum, orsak=orsak, av=av, tid=nu)
    data = {"seriebrott": brott.pk, "fran": datum.isoformat()}
    logg.skriv("indikator.seriebrott", indikator, av=av, nu=nu, data=data, kommentar=orsak)
    return brott


@transaction.atomic
def ta_bort_seriebrott(brott: Seriebrott, *, skal: str, av: Anvandare) -> None:
    """Take back a break that was entered by mistake; taken back already, nothing happens."""
    indikator = las(brott.indikator)
    _prova(av, indikator)
    farskt = indikator.seriebrott.filter(pk=brott.pk).first()
    if farskt is None:
        return
    if farskt.definition_id:
        raise Regelbrott("Seriebrottet hör till en ny definition och står kvar så länge den gör.")
    if not skal.strip():
        raise Regelbrott("Skriv varför seriebrottet tas bort.")
    data = {"seriebrott": farskt.pk, "fran": farskt.datum.isoformat()}
    farskt.delete()
    logg.skriv(
        "indikator.seriebrott_borttaget",
        indikator,
        av=av,
        nu=klocka.nu(),
        data=data,
        kommentar=skal.strip(),
    )


def _prova_dag(indikator: Indikator, dag: date) -> None:
    if dag > klocka.idag():
        raise Regelbrott("Dagen ligger i framtiden. Ändra när den nya mätningen har börjat.")
    if indikator.seriebrott.filter(datum=dag).exists():
        raise Regelbrott("Det finns redan ett seriebrott den dagen.")
