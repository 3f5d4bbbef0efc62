"""The pages of the trend alarm: signals, and the chart of each. Numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cykel.views.blad import bladdra
from cykel.views.formular import lyckas
from kvalitet.behorighet import far as far_lasa
from kvalitet.behorighet import kraver
from kvalitet.diagram import Diagram, Signal, styrdiagram
from kvalitet.formular import Radioval
from kvalitet.models import Handelse
from kvalitet.roller import Rattighet
from kvalitet.statistik import Styrkort, styrkort
from kvalitet.texter import datum_kort, tal
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Tomt
from synpunkter.actions.larm import besvara_larm, far_besvara
from synpunkter.models import Trendlarm
from synpunkter.slinga import synliga_larm
from synpunkter.trend import serier, veckor


class LarmForm(forms.Form):
    svar = forms.ChoiceField(
        label="Vad gör ni?",
        choices=Trendlarm.Svar.choices,
        widget=Radioval(),
        error_messages={"required": "Välj vad ni gör."},
    )
    kommentar = forms.CharField(
        label="Varför?",
        help_text="Skriv inget ur någon synpunkt. Det här läses av fler.",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Skriv varför."},
    )


@require_safe
@kraver(Rattighet.ORGANISATION_SE)
def trender(request: InloggadRequest) -> HttpResponse:
    """Signals in the units whose plans or synpunkter the person sees, the unanswered first."""
    rader, blad = bladdra(request, synliga_larm(request.user), ("svar", "-vecka", "-pk"))
    tomt = Tomt(
        "Inga signaler",
        "Varje måndag jämförs veckans synpunkter med enhetens egen historia. Är det fler än "
        "slumpen ger får den som ansvarar för planen veta det.",
        ikon="TrendFlat",
    )
    ser_synpunkter = far_lasa(request.user, Rattighet.SYNPUNKT_SE)
    sammanhang = {"rader": rader, "blad": blad, "tomt": tomt, "ser_synpunkter": ser_synpunkter}
    return render(request, "synpunkter/trender.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.ORGANISATION_SE)
def trend(request: InloggadRequest, pk: int) -> HttpResponse:
    larm = get_object_or_404(synliga_larm(request.user), pk=pk)
    far = far_besvara(request.user, larm)
    if request.method == "POST" and not far:
        raise PermissionDenied
    form = LarmForm(request.POST or None)

    def akt(data: dict[str, Any]) -> None:
        besvara_larm(larm, **data, av=request.user)

    if lyckas(form, akt):
        messages.success(request, "Tack. Svaret är sparat.")
        return redirect("synpunkter:trend", larm.pk)
    besvarat = Handelse.objects.om(larm).filter(slag="trendlarm.besvarat").select_related("text")
    handelse = besvarat.first()
    sammanhang = {
        "larm": larm,
        "kort": _kort(larm),
        "form": form if far and not larm.svar else None,
        "ser_planen": larm.plan and far_lasa(request.user, Rattighet.PLAN_SE, larm.plan),
        "kommentar": getattr(getattr(handelse, "text", None), "text", ""),
    }
    return render(request, "synpunkter/trend.html", sammanhang)


@dataclass(frozen=True)
class Trendkort:
    """The series as it was judged: chart, the same values in rows, and what is usual."""

    diagram: Diagram
    rader: list[tuple[date, int, bool]]
    """Monday, count, and whether it is beyond the limit; the latest first."""
    mitt: str
    hogst: int
    """The most in a week that chance gives."""


def _kort(larm: Trendlarm) -> Trendkort | None:
    """Return the chart up to the alarm's week; None when the cases are no longer there."""
    mandagar = veckor(larm.vecka + timedelta(weeks=1))
    nyckel = (larm.enhet_id, larm.namnd_id, str(larm.typ))
    serie = serier(mandagar, bara=nyckel).get(nyckel)
    if serie is None:
        return None
    grund = styrkort(serie, [1.0] * len(serie))
    return _rita(mandagar, serie, grund) if grund.racker else None


def _rita(mandagar: list[date], serie: list[int], grund: Styrkort) -> Trendkort:
    hogst = grund.signalgrans() - 1
    punkter = [(datum_kort(m), antal) for m, antal in zip(mandagar, serie, strict=True)]
    rader = [(m, antal, antal > hogst) for m, antal in zip(mandagar, serie, strict=True)]
    mitt = tal(round(grund.mitt, 1))
    return Trendkort(
        diagram=styrdiagram(
            punkter,
            mitt=[grund.mitt] * len(serie),
            undre=[None] * len(serie),
            ovre=[float(hogst)] * len(serie),
            signaler=[Signal.ANNAN if over else Signal.INGEN for *_, over in rader],
            gransord=("Gräns", "Vanligt", ""),
            titel=f"Vanligt är {mitt} per vecka, och upp till {hogst} kan vara slump. "
            f"Den sista veckan var det {serie[-1]}.",
        ),
        rader=rader[::-1],
        mitt=mitt,
        hogst=hogst,
    )
