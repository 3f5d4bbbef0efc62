"""Personal data: who answers for it, what is processed and why; to staff and to residents."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from kvalitet import klocka
from kvalitet.actions import dataskydd as akter
from kvalitet.behorighet import kraver, omfang_namnd
from kvalitet.laskopia import ur_laskopian
from kvalitet.models import Namnd, Personuppgiftsansvar
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from synpunkter import forteckning

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class KontaktForm(forms.ModelForm[Personuppgiftsansvar]):
    class Meta:
        model = Personuppgiftsansvar
        fields = ("epost", "ombud", "ombud_epost")
        labels = {
            "epost": "Nämndens e-postadress",
            "ombud": "Dataskyddsombud",
            "ombud_epost": "Dataskyddsombudets e-postadress",
        }
        help_texts = {
            "epost": "Dit den skriver som vill ha ett registerutdrag eller få något rättat.",
            "ombud": "Funktionen eller namnet, så som invånarna ska se det.",
        }


@login_not_required
@require_safe
@ur_laskopian
def personuppgifter(request: HttpRequest) -> HttpResponse:
    """What residents are told (GDPR articles 13 and 14), with each nämnd and how it is reached."""
    namnder = Namnd.objects.select_related("personuppgiftsansvar").order_by("namn", "pk")
    par = _med_ansvar(namnder)
    ombud = {(ansvar.ombud, ansvar.ombud_epost) for _, ansvar in par if ansvar}
    sammanhang = {"namnder": par, "gemensamt_ombud": ombud.pop() if len(ombud) == 1 else None}
    return render(request, "personuppgifter.html", sammanhang)


@require_safe
@kraver(Rattighet.ARKIV_SKOTA)
def dataskydd(request: InloggadRequest) -> HttpResponse:
    return render(request, "dataskydd/namnder.html", {"namnder": _med_ansvar(_skotta(request))})


@require_safe
@kraver(Rattighet.ARKIV_SKOTA)
def registerforteckning(request: InloggadRequest, pk: int) -> HttpResponse:
    namnd = get_object_or_404(_skotta(request), pk=pk)
    sammanhang = {
        "namnd": namnd,
        "huvud": _huvud(namnd),
        "behandlingar": forteckning.behandlingar(),
        "regler": forteckning.gallringsregler(namnd, klocka.idag()),
    }
    return render(request, "dataskydd/forteckning.html", sammanhang)


@require_safe
@kraver(Rattighet.ARKIV_SKOTA)
def registerforteckning_fil(request: InloggadRequest, pk: int) -> HttpResponse:
    namnd = get_object_or_404(_skotta(request), pk=pk)
    bok = forteckning.som_bok(namnd, _huvud(namnd), klocka.idag())
    svar = HttpResponse(bok, content_type=XLSX)
    namn = f"registerforteckning-{namnd.kod}-{klocka.idag()}.xlsx"
    svar["Content-Disposition"] = content_disposition_header(True, namn)
    svar["X-Content-Type-Options"] = "nosniff"
    return svar


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.ARKIV_SKOTA)
def dataskydd_kontakt(request: InloggadRequest, pk: int) -> HttpResponse:
    namnd = get_object_or_404(_skotta(request), pk=pk)
    finns = Personuppgiftsansvar.objects.filter(pk=namnd.pk).first()
    form = KontaktForm(request.POST or None, instance=finns)
    if form.is_bound and form.is_valid():
        akter.satt_kontakt(namnd, **form.cleaned_data, av=request.user)
        messages.success(request, "Kontaktvägarna är sparade och syns för invånarna.")
        return redirect("registerforteckning", pk)
    return render(request, "dataskydd/kontakt.html", {"namnd": namnd, "form": form})


def _skotta(request: InloggadRequest) -> QuerySet[Namnd]:
    inom = omfang_namnd(request.user, Rattighet.ARKIV_SKOTA, namnd="pk")
    namnder = Namnd.objects.filter(inom).select_related("personuppgiftsansvar")
    return namnder.order_by("namn", "pk")


def _med_ansvar(namnder: QuerySet[Namnd]) -> list[tuple[Namnd, Personuppgiftsansvar | None]]:
    return [(namnd, getattr(namnd, "personuppgiftsansvar", None)) for namnd in namnder]


def _huvud(namnd: Namnd) -> list[tuple[str, str]]:
    """Who answers for the register. What the nämnd has not written is told as missing."""
    ansvar: Personuppgiftsansvar | None = getattr(namnd, "personuppgiftsansvar", None)
    saknas = "Saknas. Skriv in kontaktvägarna."
    return [
        ("Personuppgiftsansvarig", f"{namnd.namn}, {settings.ORGANISATION.namn}"),
        ("Nås på", ansvar.epost if ansvar else saknas),
        ("Dataskyddsombud", f"{ansvar.ombud}, {ansvar.ombud_epost}" if ansvar else saknas),
        ("Överföring till tredje land", forteckning.tredjeland()),
    ]
