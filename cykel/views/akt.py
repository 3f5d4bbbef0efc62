"""The page of one act: a row of a transition table, taken by a person.

It says what remains, asks for what the act needs, and takes the step. A page of one's own is a
few lines: fetch the plan in scope, then

    return akt(request, plan, PLAN, "nasta_varv", TomForm, lambda data: nasta(plan, av=...))

`form_class` is called with the posted data or None (use `functools.partial` or a lambda for
more); `utfor` is given the cleaned data, takes the act and returns what to tell the person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect, render

from cykel.models import Verksamhetsplan
from cykel.views.formular import mening
from kvalitet.behorighet import prova
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.overgang import Maskin, Overgang, aterstar
from kvalitet.typer import InloggadRequest


@dataclass(frozen=True)
class Aktsida:
    """What templates/cykel/akt.html shows."""

    plan: Verksamhetsplan
    rad: Overgang
    punkter: list[Punkt]
    """What remains elsewhere; what the form itself asks for is left out."""
    visa_form: bool
    ingress: str

    @property
    def klart(self) -> bool:
        return all(punkt.klar for punkt in self.punkter)


def akt(
    request: InloggadRequest,
    plan: Verksamhetsplan,
    maskin: Maskin,
    rad: str,
    form_class: Callable[[Any], forms.Form],
    utfor: Callable[[dict[str, Any]], str],
    *,
    objekt: models.Model | None = None,
    ingress: str = "",
    trots_luckor: bool = False,
    mall: str = "cykel/akt.html",
) -> HttpResponse:
    """Answer GET with the page, POST with the act and a redirect to the plan.

    `objekt` is what stands in the machine when it is not the plan itself (a version).
    `trots_luckor` shows the form also when points remain (an approval with stated gaps).
    """
    objekt = objekt or plan
    raden = maskin.rad(rad)
    assert raden.ratt is not None  # noqa: S101 - rows that only effects take have no page
    prova(request.user, raden.ratt, objekt)
    if (lage := getattr(objekt, maskin.falt)) not in raden.fran:
        messages.info(
            request, f"Läget är nu ”{maskin.lagen(lage).label}”. {raden.etikett} går inte härifrån."
        )
        return redirect("cykel:plan", pk=plan.pk)
    form = form_class(request.POST if request.method == "POST" else None)
    data: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            besked = utfor(data)
        except Regelbrott as fel:
            form.add_error(None, mening(fel))
        else:
            messages.success(request, besked)
            return redirect("cykel:plan", pk=plan.pk)
    punkter = aterstar(maskin, objekt, rad, av=request.user, data=data)
    sida = _sida(request, plan, raden, punkter, ingress, trots_luckor)
    return render(request, mall, {"sida": sida, "plan": plan, "form": form})


def _sida(
    request: InloggadRequest,
    plan: Verksamhetsplan,
    rad: Overgang,
    punkter: list[Punkt],
    ingress: str,
    trots_luckor: bool,
) -> Aktsida:
    andra = [punkt for punkt in punkter if not punkt.lank.startswith(f"{request.path}#")]
    klart = all(punkt.klar for punkt in andra)
    return Aktsida(plan, rad, andra, klart or trots_luckor, ingress)
