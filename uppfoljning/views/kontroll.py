"""Is this report ours? By the code on its last page, by a file's sum, or by the file itself."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kvalitet import tak
from kvalitet.uppladdning import STORST_SUMMA, Summahanterare
from uppfoljning import publicerade
from uppfoljning.publicerade import HELA, Filsvar
from uppfoljning.publikforms import Filform, Kodform


@login_not_required
@require_safe
def kod(request: HttpRequest, kod: str) -> HttpResponse:
    """The short address on a report's last page."""
    traffar = publicerade.med_kod(publicerade.tolka(kod))
    if not traffar:
        sammanhang = {"kod": kod[:HELA], "kodform": Kodform()}
        return render(request, "uppfoljning/kontroll_okand.html", sammanhang, status=404)
    if len(traffar) > 1:
        sammanhang = {"kod": kod[:HELA], "rapporter": traffar}
        return render(request, "uppfoljning/kontroll_flera.html", sammanhang)
    sammanhang = {"v": publicerade.versioner(traffar[0]), "filform": Filform()}
    return render(request, "uppfoljning/kontroll_kod.html", sammanhang)


@csrf_exempt  # it changes nothing and keeps nothing, so it needs no cookie either
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def kontrollera(request: HttpRequest) -> HttpResponse:
    """Ask by code, sum or file. The browser counts the file's sum itself when it can (`?fil=`);
    a posted file is summed as it comes, and only its sum is left."""
    if request.method == "POST":
        return _ta_emot(request)
    if "kod" in request.GET:
        return _sok(request)
    summa = publicerade.tolka(request.GET.get("fil", ""))
    return _sida(request, publicerade.om_filen(summa) if len(summa) == HELA else None)


def _ta_emot(request: HttpRequest) -> HttpResponse:
    if tak.for_manga(request, "kontrollera"):
        return render(request, "synpunkter/for_manga.html", status=429)
    request.upload_handlers = [Summahanterare(request)]
    form = Filform(request.POST, request.FILES)
    if form.is_valid() and not form.cleaned_data["fil"].sha256:
        grans = STORST_SUMMA // 1024 // 1024
        mening = _("Filen är större än %(grans)s MB. Så stora är inte våra rapporter.")
        form.add_error("fil", mening % {"grans": grans})
    if not form.is_valid():
        return _sida(request, filform=form)
    fraga = urlencode({"fil": form.cleaned_data["fil"].sha256})
    return redirect(f"{reverse('uppfoljning:kontrollera')}?{fraga}")


def _sok(request: HttpRequest) -> HttpResponse:
    form = Kodform(request.GET)
    if not form.is_valid():
        return _sida(request, kodform=form)
    skriven = form.cleaned_data["kod"]
    if len(skriven) == HELA and not publicerade.med_kod(skriven):
        return _sida(request, publicerade.om_filen(skriven))
    return redirect("uppfoljning:kod", skriven)


def _sida(
    request: HttpRequest,
    svar: Filsvar | None = None,
    *,
    kodform: Kodform | None = None,
    filform: Filform | None = None,
) -> HttpResponse:
    sammanhang: dict[str, Any] = {
        "svar": svar,
        "kodform": kodform or Kodform(),
        "filform": filform or Filform(),
    }
    return render(request, "uppfoljning/kontrollera.html", sammanhang)
