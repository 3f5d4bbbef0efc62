"""The accounts: the list, and one account with its roles, sign-ins and second step."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.views.blad import bladdra
from kvalitet import klocka
from kvalitet.actions import stangning
from kvalitet.actions.konton import avsluta_roll, ge_roll
from kvalitet.behorighet import far, kraver, omfang, skoter_alla_konton, synliga_enheter
from kvalitet.fel import Regelbrott
from kvalitet.handelser import beratta
from kvalitet.inloggningstid import GAMMAL, gammal
from kvalitet.kontoforms import KontofilterForm, RollForm
from kvalitet.models import Anvandare, Handelse, Rolltilldelning
from kvalitet.roller import Rattighet, Roll
from kvalitet.typer import InloggadRequest
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
    konto = _hamta(request, pk)
    if request.method == "POST" and (svar := _inte_nyss(request, pk)):
        return svar
    form = RollForm(
        request.POST or None, enheter=synliga_enheter(request.user, RATT), av=request.user
    )
    if request.method == "POST" and form.is_valid() and _ge(request, konto, form):
        messages.success(request, f"{konto} har fått rollen.")
        return redirect("ett_konto", pk=konto.pk)
    idag = klocka.idag()
    pagar = Q(giltig__contains=idag) | Q(giltig__startswith__gt=idag)
    roller = konto.tilldelningar.filter(pagar, omfang(request.user, RATT))
    skoter = stangning.skoter(request.user, konto)
    handelser = Handelse.objects.om(konto).select_related("av", "text")[:30] if skoter else ()
    tvasteg = Authenticator.objects.filter(user=konto).exclude(type="recovery_codes")
    sammanhang = {
        "konto": konto,
        "form": form,
        "skoter": skoter,
        "far_nod": skoter_alla_konton(request.user),
        "roller": roller.select_related("enhet", "namnd").order_by("roll", "pk"),
        "oppet": stangning.oppet_hos(konto) if skoter else [],
        "inloggningar": len(stangning.levande(konto)),
        "via_kommunen": SocialAccount.objects.filter(user=konto).exists(),
        "tvasteg": tvasteg.exists(),
        "handelser": beratta(handelser),
    }
    return render(request, "konton/ett_konto.html", sammanhang)


@require_POST
@kraver(RATT)
def konto_roll_avsluta(request: InloggadRequest, pk: int) -> HttpResponse:
    rad = get_object_or_404(Rolltilldelning.objects.select_related("enhet"), pk=pk)
    _hamta(request, rad.anvandare_id)
    return _gor(
        request,
        rad.anvandare_id,
        lambda: avsluta_roll(rad, av=request.user),
        "Rollen är avslutad från i dag.",
    )


@require_POST
@kraver(RATT)
def konto_stang(request: InloggadRequest, pk: int) -> HttpResponse:
    konto = _hamta(request, pk)
    return _gor(
        request,
        pk,
        lambda: stangning.stang_konto(konto, av=request.user),
        f"{konto} är stängt. Roller och inloggningar är avslutade.",
    )


@require_POST
@kraver(RATT)
def konto_oppna(request: InloggadRequest, pk: int) -> HttpResponse:
    konto = _hamta(request, pk)
    if svar := _inte_nyss(request, pk):
        return svar
    return _gor(
        request,
        pk,
        lambda: stangning.oppna_konto(konto, av=request.user),
        f"{konto} är öppet igen. Ge de roller som behövs.",
    )


@require_POST
@kraver(RATT)
def konto_inloggningar(request: InloggadRequest, pk: int) -> HttpResponse:
    konto = _hamta(request, pk)
    return _gor(
        request,
        pk,
        lambda: stangning.avsluta_inloggningar(konto, av=request.user),
        f"Inloggningarna för {konto} är avslutade.",
    )


@require_POST
@kraver(RATT)
def konto_tvasteg(request: InloggadRequest, pk: int) -> HttpResponse:
    konto = _hamta(request, pk)
    if svar := _inte_nyss(request, pk):
        return svar
    return _gor(
        request,
        pk,
        lambda: stangning.nollstall_tvasteg(konto, av=request.user),
        f"Tvåstegsinloggningen för {konto} är nollställd.",
    )


@require_POST
@kraver(RATT)
def konto_nod(request: InloggadRequest, pk: int) -> HttpResponse:
    """Make it a break-glass account (`ja`), or no longer."""
    konto = _hamta(request, pk)
    if svar := _inte_nyss(request, pk):
        return svar
    ja = request.POST.get("ja") == "1"
    return _gor(
        request,
        pk,
        lambda: stangning.satt_nodkonto(konto, ja=ja, av=request.user),
        f"{konto} har nu ett nödkonto." if ja else f"{konto} har inte längre ett nödkonto.",
    )


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


def _hamta(request: InloggadRequest, pk: int) -> Anvandare:
    return get_object_or_404(synliga(request.user), pk=pk)


def _ge(request: InloggadRequest, konto: Anvandare, form: RollForm) -> bool:
    """Give the role of the form; say in the form what stands in the way."""
    data = form.cleaned_data
    till = data["till"] and data["till"].fromordinal(data["till"].toordinal() + 1)
    try:
        ge_roll(
            konto,
            roll=Roll(data["roll"]),
            enhet=data["enhet"],
            namnd=data["namnd"],
            fran=data["fran"],
            till=till,
            av=request.user,
        )
    except Regelbrott as fel:
        form.add_error(None, fel.mening)
        return False
    return True


def _inte_nyss(request: InloggadRequest, pk: int) -> HttpResponse | None:
    """What opens a way in, or more of what is inside, asks for a fresh sign-in."""
    if not gammal(request):
        return None
    messages.error(request, GAMMAL)
    return redirect("ett_konto", pk=pk)


def _gor(request: InloggadRequest, pk: int, akt: Callable[[], object], klart: str) -> HttpResponse:
    try:
        akt()
    except Regelbrott as fel:
        messages.error(request, fel.mening)
    else:
        messages.success(request, klart)
    return redirect("ett_konto", pk=pk)
