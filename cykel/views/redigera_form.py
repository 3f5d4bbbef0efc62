"""A row's form: in its place in the editor when htmx asks, else as a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.forms.widgets import ChoiceWidget
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cykel.actions.krock import Krock
from cykel.models import Aktivitet, Planindikator, Planmal, Verksamhetsplan
from kvalitet.fel import Regelbrott
from kvalitet.models import Handelse
from kvalitet.texter import datum, tal, tidpunkt
from kvalitet.typer import InloggadRequest

INGET = "Inget"


@dataclass(frozen=True)
class Formsida:
    """A form that belongs to the draft (templates/cykel/_redigera_formular.html)."""

    plan: Verksamhetsplan
    id: str
    """Of the part of the editor that the form stands in for while it is open."""
    mal: str
    """Id of the goal's section, where the page is opened again."""
    rubrik: str
    knapp: str
    skicka: str
    """The address that the form is sent to."""
    ingress: str = ""
    falt: str = ""
    """Template of the fields; empty: all of them, one after the other."""
    planmal: int | None = None
    indikator: int | None = None
    """Sent along, so that what was written finds its place also when the row has been removed."""

    @property
    def editor(self) -> str:
        return reverse("cykel:redigera", args=[self.plan.pk])

    @property
    def tillbaka(self) -> str:
        return self.visa([self.id])

    def visa(self, ids: Sequence[str], *, aven: str = "") -> str:
        """The editor at the row; htmx gets the parts named, and `aven` where it stands."""
        extra = f"&aven={aven}" if aven else ""
        i_malet = not ids or ids[0].endswith(self.mal)
        return f"{self.editor}?rad={','.join(ids)}{extra}#{self.mal if i_malet else ids[0]}"


@dataclass(frozen=True)
class Gjort:
    """What the act did, in a sentence, and the address that shows it."""

    besked: str
    adress: str


@dataclass(frozen=True)
class Skillnad:
    """One field in both versions."""

    namn: str
    sparat: str
    ditt: str

    @property
    def olika(self) -> bool:
        return self.sparat != self.ditt


@dataclass(frozen=True)
class Krockvy:
    """Both versions of a row, side by side."""

    mening: str
    vem: str
    skillnader: list[Skillnad]


Gor = Callable[[Any], forms.BaseForm]


def visa_form(
    request: InloggadRequest, sida: Formsida, gor: Gor, utfor: Callable[[dict[str, Any]], Gjort]
) -> HttpResponse:
    """Show the form or take its act. What was written is kept whatever stands in the way."""
    form = gor(request.POST if request.method == "POST" else None)
    krock = None
    if form.is_bound and form.is_valid():
        try:
            gjort = utfor(form.cleaned_data)
        except Krock as fel:
            krock = krockvy(sida.plan, form, fel)
            form = _pa_ny_utgava(request, gor, fel.rad.utgava)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, gjort.besked)
            return redirect(gjort.adress)
    return rendera(request, sida, form, krock)


def rendera(
    request: InloggadRequest, sida: Formsida, form: forms.BaseForm, krock: Krockvy | None = None
) -> HttpResponse:
    mall = "cykel/redigera_rad.html" if request.htmx else "cykel/redigera_form.html"
    return pa_plats(render(request, mall, {"sida": sida, "form": form, "krock": krock}))


def pa_plats(svar: HttpResponse) -> HttpResponse:
    """Keep the editor's own address while its parts change; boosted links would push theirs."""
    svar["HX-Push-Url"] = "false"
    return svar


def _pa_ny_utgava(request: InloggadRequest, gor: Gor, utgava: int) -> forms.BaseForm:
    """The form with what was written, now over the row as it stands."""
    data = request.POST.copy()
    data["utgava"] = str(utgava)
    form = gor(data)
    form.is_valid()
    return form


def krockvy(plan: Verksamhetsplan, form: forms.BaseForm, fel: Krock) -> Krockvy:
    falt = [namn for namn in form.fields if not form[namn].is_hidden]
    return Krockvy(
        fel.mening,
        _sparat_av(plan, fel.rad),
        [
            Skillnad(
                str(form[namn].label),
                _ord(form, namn, getattr(fel.rad, namn)),
                _ord(form, namn, form.cleaned_data.get(namn)),
            )
            for namn in falt
        ],
    )


def _sparat_av(plan: Verksamhetsplan, rad: Planmal | Aktivitet | Planindikator) -> str:
    handelser = Handelse.objects.filter(
        objekttyp=plan._meta.label_lower, objekt_id=plan.pk, data__nyckel=str(rad.nyckel)
    )
    sist = handelser.select_related("av").order_by("-tid", "-pk").first()
    return f"{sist.av or 'Systemet'}, {tidpunkt(sist.tid)}" if sist else ""


def _ord(form: forms.BaseForm, namn: str, varde: Any) -> str:
    """A value as a person reads it."""
    if varde in (None, ""):
        return INGET
    if isinstance(varde, models.Model):
        return str(varde)
    if isinstance(varde, date):
        return datum(varde)
    if isinstance(varde, Decimal):
        return tal(varde, 0 if varde == varde.to_integral_value() else None)
    falt = form.fields[namn]
    if isinstance(falt, forms.ChoiceField) and isinstance(falt.widget, ChoiceWidget):
        val: dict[Any, Any] = dict(falt.widget.choices)
        return str(val.get(varde, varde))
    return str(varde)
