"""The accounts: the list, and one account with its roles, sign-ins and second step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cykel.views.blad import bladdra
from kvalitet import klocka
from kvalitet.actions import stangning
from kvalitet.actions.konton import ge_roll, lagg_upp
from kvalitet.behorighet import far, kraver, omfang, skoter_alla_konton, synliga_enheter
from kvalitet.fel import Regelbrott
from kvalitet.handelser import beratta
from kvalitet.inloggningstid import gammal
from kvalitet.kontoforms import KontofilterForm, NyttKontoForm, RollForm
from kvalitet.models import Anvandare, Handelse, Rolltilldelning
from kvalitet.roller import Rattighet, Roll
from kvalitet.typer import InloggadRequest
from kvalitet.views.nyss import inte_nyss
from kvalitet.visning import Tomt

RATT = Rattighet.KONTO_ANDRA
INGA = Tomt("Inga konton", "Inget konto passar det du har valt. Ändra urvalet och försök igen.")


@require_safe
@kraver(RATT)
def konton(request: InloggadRequest) -> HttpResponse:
    filter_ = KontofilterForm(request.GET)
    urval = _urval(synliga(request.user), filter_)
    rader, blad = bladdra(request, urval, ("namn", "pk"), antal=50)
    sammanhang = {
        "filter": filter_,
        "rader": rader,
        "blad": blad,
        "tomt": INGA,
        "far_importera": far(request.user, Rattighet.IMPORTERA),
    }
    return render(request, "konton/konton.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(RATT)
def ett_konto(request: InloggadRequest, pk: int) -> HttpResponse:
    """One account; posted, it gives a role. Of an account that reaches beyond what one manages,
    the roles that lie there are left out, and so is what has been done with it."""
    konto = hamta(request, pk)
    if request.method == "POST" and (svar := inte_nyss(request, "ett_konto", pk)):
        return svar
    form = RollForm(
        request.POST or None, enheter=synliga_enheter(request.user, RATT), av=request.user
    )
    if request.method == "POST" and form.is_valid() and _ge(request, konto, form):
        messages.success(request, f"{konto} har fått rollen.")
        return redirect("ett_konto", pk=konto.pk)
    skoter = stangning.skoter(request.user, konto)
    handelser = Handelse.objects.om(konto).select_related("av", "text")[:30] if skoter else ()
    tvasteg = Authenticator.objects.filter(user=konto).exclude(type="recovery_codes")
    sammanhang = {
        "konto": konto,
        "form": form,
        "skoter": skoter,
        "far_nod": skoter_alla_konton(request.user),
        "roller": roller(konto).filter(omfang(request.user, RATT)),
        "oppet": stangning.oppet_hos(konto) if skoter else [],
        "inloggningar": len(stangning.levande(konto)),
        "via_kommunen": SocialAccount.objects.filter(user=konto).exists(),
        "tvasteg": tvasteg.exists(),
        "handelser": beratta(handelser),
        "gammal": gammal(request),
    }
    return render(request, "konton/ett_konto.html", sammanhang)


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(RATT)
def konto_nytt(request: InloggadRequest) -> HttpResponse:
    """Make a colleague's account with a first role."""
    if request.method == "POST" and (svar := inte_nyss(request, "konto_nytt")):
        return svar
    form = NyttKontoForm(
        request.POST or None, enheter=synliga_enheter(request.user, RATT), av=request.user
    )
    if request.method == "POST" and form.is_valid() and (konto := _lagg_upp(request, form)):
        messages.success(request, f"{konto} har fått ett konto. Inbjudan skickas med e-post.")
        return redirect("ett_konto", pk=konto.pk)
    return render(request, "konton/nytt.html", {"form": form, "gammal": gammal(request)})


def synliga(av: Anvandare) -> QuerySet[Anvandare]:
    """The accounts that `av` may see: all, or those with a role today where `av` manages them."""
    if skoter_alla_konton(av):
        return Anvandare.objects.all()
    giltiga = Rolltilldelning.objects.giltiga(klocka.idag()).filter(omfang(av, RATT))
    return Anvandare.objects.filter(Exists(giltiga.filter(anvandare=OuterRef("pk"))))


def _urval(konton: QuerySet[Anvandare], filter_: KontofilterForm) -> QuerySet[Anvandare]:
    valt = filter_.valt
    if ord_ := valt.get("q"):
        konton = konton.filter(Q(namn__icontains=ord_) | Q(epost__icontains=ord_))
    roller = Rolltilldelning.objects.giltiga(klocka.idag()).filter(anvandare=OuterRef("pk"))
    villkor = {
        "": Q(is_active=True),
        "stangda": Q(is_active=False),
        "utan": Q(~Exists(roller), is_active=True),
        "nod": Q(nodkonto=True),
        "alla": Q(),
    }
    return konton.filter(villkor[valt.get("visa", "")])


def hamta(request: InloggadRequest, pk: int) -> Anvandare:
    return get_object_or_404(synliga(request.user), pk=pk)


def roller(konto: Anvandare) -> QuerySet[Rolltilldelning]:
    """The person's roles today and later."""
    idag = klocka.idag()
    pagar = Q(giltig__contains=idag) | Q(giltig__startswith__gt=idag)
    rader = konto.tilldelningar.filter(pagar).select_related("enhet", "namnd")
    return rader.order_by("roll", "pk")


def _ge(request: InloggadRequest, konto: Anvandare, form: RollForm) -> bool:
    """Give the role of the form; say in the form what stands in the way."""
    try:
        ge_roll(konto, **_rollen(form), av=request.user)
    except Regelbrott as fel:
        form.add_error(None, fel.mening)
        return False
    return True


def _rollen(form: RollForm) -> dict[str, Any]:
    data = form.cleaned_data
    till = data["till"] and data["till"] + timedelta(days=1)
    varden = {namn: data[namn] for namn in ("enhet", "namnd", "fran")}
    return {**varden, "roll": Roll(data["roll"]), "till": till}


def _lagg_upp(request: InloggadRequest, form: NyttKontoForm) -> Anvandare | None:
    person = {namn: form.cleaned_data[namn] for namn in ("namn", "epost")}
    try:
        return lagg_upp(**person, **_rollen(form), av=request.user)
    except Regelbrott as fel:
        form.add_error("epost", fel.mening)
        return None
