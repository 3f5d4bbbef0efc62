"""Förbättringssprång: the list, a new idea, and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from cykel import niva
from cykel.actions import sprang as akter
from cykel.forms.sprang import NyttSprangForm, SprangfilterForm, SprangForm
from cykel.maltext import med_matt
from cykel.models import Forbattringssprang, Matvarde
from cykel.seriebrott import brott_i
from cykel.tillstand import SPRANG, Spranglage
from cykel.views.blad import bladdra
from cykel.views.formular import lyckas
from cykel.views.nivaserie import Nivaserie, serie
from kvalitet.behorighet import far, kraver, omfang, prova, synliga_enheter
from kvalitet.fel import Punkt
from kvalitet.handelser import beratta
from kvalitet.models import Anvandare, Enhet, Handelse
from kvalitet.nyckel import nyckel
from kvalitet.overgang import aterstar, knappar
from kvalitet.roller import Rattighet
from kvalitet.texter import datum
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Knapp, Tomt, Traffar

FRAMAT = {
    Spranglage.IDE: "starta_prov",
    Spranglage.PROV: "utvardera",
    Spranglage.UTVARDERING: "infor",
}
RUBRIKER = {
    "starta_prov": "Det här återstår innan provet kan börja",
    "utvardera": "Det här återstår innan provet kan utvärderas",
    "infor": "Det här återstår innan språnget kan införas",
}


def sprang_i_omfang(request: InloggadRequest) -> QuerySet[Forbattringssprang]:
    i_omfang = omfang(request.user, Rattighet.PLAN_SE)
    return Forbattringssprang.objects.filter(i_omfang).med_plats()


def hamta(request: InloggadRequest, pk: int) -> Forbattringssprang:
    """Return the leap, or 404 when the person may not see it."""
    return get_object_or_404(sprang_i_omfang(request), pk=pk)


# --- The list -------------------------------------------------------------------------------


@require_safe
@kraver(Rattighet.PLAN_SE)
def sprangen(request: InloggadRequest) -> HttpResponse:
    alla = sprang_i_omfang(request)
    filter_ = SprangfilterForm(request.GET or None, sprang=alla)
    rader, blad = bladdra(
        request, alla.select_related("nivahojning").filter(**filter_.valt), ("-skapad", "-pk")
    )
    far_skriva = far(request.user, Rattighet.SPRANG_SKRIVA)
    sammanhang = {
        "rader": [(rad, _niva(rad), _nar(rad)) for rad in rader],
        "blad": blad,
        "svar": Traffar(len(rader), "språng", "språng", blad, "det senaste först"),
        "filter": filter_,
        "ny": _ny_adress(filter_) if far_skriva else "",
        "tomt": None if rader else _tomt(filter_, far_skriva=far_skriva),
    }
    return render(request, "cykel/sprangen.html", sammanhang)


def _niva(s: Forbattringssprang) -> str:
    """From which level to which, with what is known."""
    if s.indikator is None:
        return "Inte bestämd än"
    if s.lage == Spranglage.INFORD:
        hojning = s.nivahojning
        fran, till = hojning.gammal_niva, hojning.ny_niva
        return f"{med_matt(fran, s.indikator)} till {med_matt(till, s.indikator)}"
    if s.baslinje is None or s.vantad_niva is None:
        return "Inte bestämd än"
    fran_, till_ = med_matt(s.baslinje, s.indikator), med_matt(s.vantad_niva, s.indikator)
    return f"{fran_}, väntas nå {till_}"


def _nar(s: Forbattringssprang) -> str:
    if s.lage in (Spranglage.INFORD, Spranglage.AVSLUTAD) and s.beslut_datum:
        return f"Beslutat {datum(s.beslut_datum)}"
    if s.pilot_fran and s.pilot_till and s.lage != Spranglage.IDE:
        return f"Prov till {datum(s.pilot_till)}"
    return f"Skrevs {datum(s.skapad)}"


def _ny_adress(filter_: SprangfilterForm) -> str:
    enhet = filter_.valt.get("enhet")
    return reverse("cykel:sprang_nytt") + (f"?enhet={enhet.pk}" if enhet else "")


def _tomt(filter_: SprangfilterForm, *, far_skriva: bool) -> Tomt:
    if filter_.valt:
        return Tomt(
            "Inga språng stämmer med urvalet",
            "Ändra urvalet eller visa alla.",
            "MagnifyingGlass",
            reverse("cykel:sprangen"),
            "Visa alla",
        )
    return Tomt(
        "Inga förbättringssprång än",
        "Ibland ger en ny idé ett stort lyft. Börja med att skriva idén och vilket problem den "
        "löser.",
        "EgenSprang",
        reverse("cykel:sprang_nytt") if far_skriva else "",
        "Skriv en idé",
    )


# --- A new idea, and writing on it ----------------------------------------------------------


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.SPRANG_SKRIVA)
def sprang_nytt(request: InloggadRequest) -> HttpResponse:
    enheter = synliga_enheter(request.user, Rattighet.SPRANG_SKRIVA).verksamma().i_ordning()  # type: ignore[attr-defined]
    form = NyttSprangForm(
        request.POST if request.method == "POST" else None,
        enheter=enheter,
        enhet=nyckel(request.GET.get("enhet", "")),
    )
    nya: list[Forbattringssprang] = []
    if lyckas(form, lambda data: nya.append(akter.skapa(**data, av=request.user))):
        messages.success(request, "Idén är sparad. Fyll i provet när ni vet hur det ska gå till.")
        return redirect("cykel:sprang", pk=nya[0].pk)
    return render(request, "cykel/sprang_nytt.html", {"form": form})


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.SPRANG_SKRIVA)
def sprang_andra(request: InloggadRequest, pk: int) -> HttpResponse:
    s = hamta(request, pk)
    prova(request.user, Rattighet.SPRANG_SKRIVA, s)
    if s.lage not in akter.FAR_ANDRAS:
        messages.info(request, f"Språnget är {s.get_lage_display().lower()} och ändras inte mer.")
        return redirect("cykel:sprang", pk=s.pk)
    form = SprangForm(request.POST if request.method == "POST" else None, sprang=s)
    if lyckas(form, lambda data: akter.andra(s, **data, av=request.user)):
        messages.success(request, "Ändringarna är sparade.")
        return redirect("cykel:sprang", pk=s.pk)
    return render(request, "cykel/sprang_form.html", {"sprang": s, "form": form})


# --- One leap -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sprangsida:
    """What leads on from here, and what may be done."""

    rubrik: str
    punkter: list[Punkt]
    knappar: list[Knapp]


@require_safe
@kraver(Rattighet.PLAN_SE)
def sprang(request: InloggadRequest, pk: int) -> HttpResponse:
    s = hamta(request, pk)
    sammanhang = {
        "sprang": s,
        "sida": _sida(s, request.user),
        "fakta": _fakta(s),
        "mal": s.mal.select_related("niva").order_by("niva__ordning", "nummer", "pk"),
        "ovriga": s.ovriga_indikatorer.order_by("namn", "pk"),
        "pilotenheter": s.pilotenheter.order_by("namn", "pk"),
        "hojning": _hojning(s),
        "serie": _serie(s),
        "handelser": beratta(Handelse.objects.om(s).select_related("av", "text")[:50]),
    }
    return render(request, "cykel/sprang.html", sammanhang)


def _sida(s: Forbattringssprang, av: Anvandare) -> Sprangsida:
    namn = FRAMAT.get(Spranglage(s.lage), "")
    punkter = aterstar(SPRANG, s, namn, av=av) if namn else []
    rader = knappar(SPRANG, s, av)
    alla = [(rad.etikett, reverse(f"cykel:sprang_{rad.namn}", args=[s.pk])) for rad in rader]
    if s.lage in akter.FAR_ANDRAS and far(av, Rattighet.SPRANG_SKRIVA, s):
        plats = 0 if s.lage == Spranglage.IDE else len(alla)
        alla.insert(plats, ("Skriv på språnget", reverse("cykel:sprang_andra", args=[s.pk])))
    return Sprangsida(
        RUBRIKER.get(namn, ""),
        punkter,
        [
            Knapp(etikett, url, slag="lank", variant="secondary" if i else "primary")
            for i, (etikett, url) in enumerate(alla)
        ],
    )


def _fakta(s: Forbattringssprang) -> list[tuple[str, str]]:
    """The measured facts of the trial, those that are set."""
    rader: list[tuple[str, str]] = []
    if s.indikator and s.baslinje is not None:
        kon = [
            f"{namn} {med_matt(varde, s.indikator)}"
            for namn, varde in (("kvinnor", s.baslinje_k), ("män", s.baslinje_m))
            if varde is not None
        ]
        text = ", ".join([med_matt(s.baslinje, s.indikator), *kon])
        dag = f" ({datum(s.baslinje_datum)})" if s.baslinje_datum else ""
        rader.append(("Baslinje", f"{text}{dag}"))
    if s.indikator and s.vantad_niva is not None:
        rader.append(("Väntad ny nivå", med_matt(s.vantad_niva, s.indikator)))
    if s.pilot_fran and s.pilot_till:
        rader.append(("Provets tid", f"{datum(s.pilot_fran)} till {datum(s.pilot_till)}"))
    rader += [("Stoppkriterium", s.stoppkriterium), ("Stoppades", s.stopp_natt)]
    rader += [("Kostnad", s.kostnad), ("Rutin", str(s.rutin or ""))]
    return [rad for rad in rader if rad[1]]


def _hojning(s: Forbattringssprang) -> str:
    if s.lage != Spranglage.INFORD:
        return ""
    return niva.hojningsmening(s.nivahojning)


def _serie(s: Forbattringssprang) -> Nivaserie | None:
    """The values of the leap's own unit; of the first that tries, while the unit has none."""
    if s.indikator is None:
        return None
    enheter: Sequence[Enhet] = [s.enhet, *s.pilotenheter.order_by("pk")]
    rader: dict[int, list[Matvarde]] = {}
    fraga = Matvarde.objects.filter(indikator=s.indikator, enhet__in=enheter, kon="T")
    for rad in fraga.order_by("period_till", "period_fran", "pk"):
        rader.setdefault(rad.enhet_id or 0, []).append(rad)
    vald = next((e for e in enheter if e.pk in rader), None)
    if vald is None:
        return None
    hojda: dict[int, Any] = niva.hojningar(vald.pk, [s.indikator.pk])
    brotten = brott_i([s.indikator.pk]).get(s.indikator.pk, [])
    return serie(s.indikator, rader[vald.pk], hojda.get(s.indikator.pk, []), brotten)
