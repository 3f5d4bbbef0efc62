"""Many verbal synpunkter of a unit, written in on one screen."""

from __future__ import annotations

import secrets
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kvalitet import klocka
from kvalitet.behorighet import far, kraver, synliga_enheter
from kvalitet.fel import Regelbrott
from kvalitet.models import Enhet
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from synpunkter.actions.mangd import FLEST, far_avsluta, skriv_in_manga
from synpunkter.actions.mottagning import SKRIVA_IN
from synpunkter.fordelning import mottagare
from synpunkter.forms.mangd import RADER, MangdForm, RadFormSet

_SALT = "synpunkter.mangd"


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def mangd(request: InloggadRequest) -> HttpResponse:
    """All or nothing: a fault in a row is shown at the row, and nothing is saved."""
    if not any(far(request.user, ratt) for ratt in SKRIVA_IN):
        raise PermissionDenied
    data = _med_fler_rader(request.POST) if request.method == "POST" else None
    form = MangdForm(data, enheter=_enheter(request))
    rader = RadFormSet(data, prefix="r")
    token = _token(request.POST.get("token", ""))
    if data is not None and request.POST.get("steg") == "fler":
        form, rader = _ogranskade(request, data)
    elif data is not None and _hela(form, rader):
        try:
            return _skriv_in(request, form, rader, token)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
    sammanhang = {
        "form": form,
        "rader": rader,
        "token": signing.dumps(token, salt=_SALT),
        "far_avsluta": far_avsluta(request.user),
        "flest": FLEST,
    }
    return render(request, "synpunkter/mangd.html", sammanhang)


def _hela(form: MangdForm, rader: Any) -> bool:
    giltig = form.is_valid()
    if giltig:
        rader.period = form.dagar()
    hela = rader.is_valid()
    if giltig and hela and not rader.ifyllda:
        form.add_error(None, "Fyll i minst en rad.")
        return False
    return bool(giltig and hela)


def _skriv_in(request: InloggadRequest, form: MangdForm, rader: Any, token: str) -> HttpResponse:
    enhet: Enhet = form.cleaned_data["enhet"]
    inskrivna = skriv_in_manga(
        [rad.muntlig() for rad in rader.ifyllda],
        enhet=enhet,
        namnd=mottagare(enhet, dag=klocka.idag()).namnd,
        kanal=form.cleaned_data["kanal"],
        token=token,
        av=request.user,
    )
    synliga = [s for s in inskrivna if far(request.user, Rattighet.SYNPUNKT_SE, s)]
    sammanhang = {"synpunkter": synliga, "antal": len(inskrivna), "enhet": enhet}
    return render(request, "synpunkter/mangd_klar.html", sammanhang)


def _enheter(request: InloggadRequest) -> QuerySet[Enhet]:
    egna = Enhet.objects.none()
    for ratt in SKRIVA_IN:
        egna |= synliga_enheter(request.user, ratt)
    return Enhet.objects.filter(pk__in=egna.values("pk")).verksamma().i_ordning()


def _med_fler_rader(post: QueryDict) -> QueryDict:
    """Return what was posted, with room for more rows when that is what was asked for."""
    data = post.copy()
    if post.get("steg") == "fler":
        antal = post.get("r-TOTAL_FORMS", "0")
        nu = int(antal) if antal.isdecimal() and len(antal) < 4 else 0
        data["r-TOTAL_FORMS"] = str(min(FLEST, nu + RADER))
    return data


def _ogranskade(request: InloggadRequest, data: QueryDict) -> tuple[MangdForm, Any]:
    """Return the forms with their answers filled in, not judged."""
    form = MangdForm(enheter=_enheter(request))
    form.initial = {namn: data.get(namn, "") for namn in form.fields}
    antal = int(str(data["r-TOTAL_FORMS"]))
    falt = ("dag", "typ", "text", "gjort", "utfall")
    ifyllt = [{namn: data.get(f"r-{nr}-{namn}", "") for namn in falt} for nr in range(antal)]
    rader = RadFormSet(prefix="r", initial=ifyllt)
    rader.extra = antal
    return form, rader


def _token(signerad: str) -> str:
    try:
        return str(signing.loads(signerad, salt=_SALT))
    except signing.BadSignature:
        return secrets.token_urlsafe(18)
