"""The inbox of synpunkter, and writing in what came by telephone, letter or visit."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from kvalitet import klocka, logg
from kvalitet.behorighet import far, har_roll, kraver, roll_for
from kvalitet.fel import Regelbrott
from kvalitet.filterform import BLADNYCKLAR
from kvalitet.roller import Rattighet, Roll
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Sorthuvud, Tomt, Traffar, Urvalsknapp
from synpunkter import inkorg as lada
from synpunkter.actions.bilaga import lamna_in
from synpunkter.actions.mottagning import SKRIVA_IN
from synpunkter.arkivdel import arkivlankar
from synpunkter.fordelning import mottagare
from synpunkter.forms.handlaggning import FilterForm, RegistreraForm
from synpunkter.inkorgsantal import HOGST_SENA, rakna
from synpunkter.inkorgsrad import tabellrader
from synpunkter.inkorgsval import utbud
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage
from synpunkter.views import filter as egna_filter
from synpunkter.views import handlagg
from synpunkter.views.filer import med_filer

_TOKENSALT = "synpunkter.registrera"
_FORRA = "synpunkter.registrera"
"""In the session: how the last one came in, and to whom."""


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def inkorg(request: InloggadRequest) -> HttpResponse:
    dag = klocka.idag()
    antal = rakna(request.user, dag)
    erbjuds = utbud(request.user, request.GET.get("enhet", ""))
    form = FilterForm(request.GET, utbud=erbjuds, lagen=_lagen(antal))
    form.is_valid()
    valt = form.cleaned_data.get("urval", "")
    valt = valt if valt in lada.URVAL else ""
    nyast = form.cleaned_data.get("ordning") == "nyast" or valt == "avslutade"
    valda = form.cleaned_data | {"q": "", "enheter": erbjuds.under}
    sida = lada.sida(
        lada.valda(request.user, dag, valt, valda, nyast=nyast),
        nyast=nyast,
        efter=request.GET.get("efter", ""),
        fore=request.GET.get("fore", ""),
        sok=form.cleaned_data.get("q", ""),
    )
    _logga_lasning(request, form, sida.rader)
    skriver_in = _far_skriva_in(request)
    sammanhang = {
        "form": form,
        "knappar": _urvalsknappar(antal, "" if form.cleaned_data.get("lage") else valt),
        "svar": _svar(form, lada.URVAL[valt], sida, nyast=nyast),
        "ordning": _ordning(request, nyast=nyast, fast=valt == "avslutade"),
        "rader": tabellrader(sida.rader, dag, kryss=skriver_in),
        "blad": sida.blad(f"{reverse('synpunkter:inkorg')}?{_filter(request)}"),
        "exportfilter": _filter(request),
        "tomt": _tomt(request),
        "far_registrera": skriver_in,
        "far_fordela": far(request.user, Rattighet.SYNPUNKT_FORDELA),
        "filter": egna_filter.knappar(request, erbjuds.filter),
        "fraga": egna_filter.fraga(request.GET),
        "lankar": handlagg.lankar(request),
        "arkivlankar": arkivlankar(request.user),
    }
    mall = "synpunkter/inkorg.html" + ("#lista" if request.htmx else "")
    return render(request, mall, sammanhang)


def _logga_lasning(request: InloggadRequest, form: FilterForm, rader: list[Synpunkt]) -> None:
    """Log that a revisor read a page of the list, also an empty one: no hit is an answer too.

    It stands on the timeline of the unit that was chosen, else of the revisor's topmost unit
    (of the revisor, when that unit is closed); which cases were read is in the event's data.
    """
    if request.method != "GET" or not har_roll(request.user, Roll.REVISOR):
        return
    lasta = [
        s.pk for s in rader if roll_for(request.user, Rattighet.SYNPUNKT_SE, s) == Roll.REVISOR
    ]
    om = form.cleaned_data.get("enhet") or next(iter(form.enhetslista), request.user)
    data = {
        "antal": len(lasta),
        "synpunkter": lasta,
        "sokning": bool(form.cleaned_data.get("q")),
    }
    with transaction.atomic():
        logg.skriv(
            "synpunkt.lista_last",
            om,
            av=request.user,
            nu=klocka.nu(),
            roll=Roll.REVISOR,
            data=data,
        )


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.SYNPUNKT_SE)
def registrera(request: InloggadRequest) -> HttpResponse:
    """Write in a synpunkt for its sender; the same post again shows the same receipt."""
    if not _far_skriva_in(request):
        raise PermissionDenied
    forra = request.session.get(_FORRA)
    form = RegistreraForm(forra=forra)
    if request.method == "POST":
        data, filfel = med_filer(request, slut=True, personal=True)
        form = RegistreraForm(data, forra=forra)
        form.filfel = filfel
    token = _token(request.POST.get("token", ""))
    if form.is_valid():
        try:
            return _ta_emot(request, form, token)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
    sammanhang = {"form": form, "token": signing.dumps(token, salt=_TOKENSALT)}
    return render(request, "synpunkter/registrera.html", sammanhang)


def _ta_emot(request: InloggadRequest, form: RegistreraForm, token: str) -> HttpResponse:
    falt = ("typ", "text", "plats", "svarsval", "epost", "namn", "kanal")
    vald = form.cleaned_data["verksamhet"]
    till = mottagare(vald, dag=klocka.idag())
    kvitto = lamna_in(
        token=token,
        nycklar=form.nycklar,
        namnd=till.namnd,
        enhet=till.enhet,
        inkom=form.inkom(),
        av=request.user,
        fordela=not vald,  # a unit that a colleague chose stands
        **{namn: form.cleaned_data[namn] for namn in falt},
    )
    request.session[_FORRA] = form.att_minnas()
    synlig = far(request.user, Rattighet.SYNPUNKT_SE, kvitto.synpunkt)
    sammanhang = {"synpunkt": kvitto.synpunkt, "kod": kvitto.kod, "synlig": synlig}
    return render(request, "synpunkter/registrerad.html", sammanhang)


def _token(signerad: str) -> str:
    """Return the form's one-time token; a new one when there is none of ours."""
    try:
        return str(signing.loads(signerad, salt=_TOKENSALT))
    except signing.BadSignature:
        return secrets.token_urlsafe(18)


def _far_skriva_in(request: InloggadRequest) -> bool:
    return any(far(request.user, ratt) for ratt in SKRIVA_IN)


def _lagen(antal: dict[str, int]) -> list[tuple[str, str]]:
    lagen = [(str(lage), f"{lage.label} ({antal[f'lage_{lage}']})") for lage in Lage]
    return [("", "Som urvalet"), *lagen, ("alla", "Alla lägen")]


def _urvalsknappar(antal: dict[str, int], valt: str) -> list[Urvalsknapp]:
    adress = reverse("synpunkter:inkorg")
    knappar = []
    for nyckel, namn in lada.URVAL.items():
        url = f"{adress}?{urlencode({'urval': nyckel})}" if nyckel else adress
        n = antal[f"urval_{nyckel}"]
        over = nyckel == "sena" and n > HOGST_SENA
        knappar.append(Urvalsknapp(namn, url, nyckel == valt, HOGST_SENA if over else n, over=over))
    return knappar


def _urvalsnamn(form: FilterForm, namn: str) -> str:
    lage = form.cleaned_data.get("lage")
    if lage == "alla":
        return "Alla lägen"
    return Lage(lage).label if lage else namn


def _svar(form: FilterForm, namn: str, sida: lada.Sida, *, nyast: bool) -> str:
    ordning = "den nyaste först" if nyast else "den mest brådskande först"
    traffar = Traffar(len(sida.rader), "synpunkt", "synpunkter", sida.blad(""), ordning)
    return f"{_urvalsnamn(form, namn)}: {traffar}"


def _ordning(request: InloggadRequest, *, nyast: bool, fast: bool) -> dict[str, Sorthuvud]:
    """The two orders that the inbox has; what is closed has the latest first whatever one asks."""

    def lank(ordning: str) -> str:
        fraga = request.GET.copy()
        for namn in ("ordning", *BLADNYCKLAR):
            fraga.pop(namn, None)
        if ordning:
            fraga["ordning"] = ordning
        return f"{reverse('synpunkter:inkorg')}?{fraga.urlencode()}"

    return {
        "inkom": Sorthuvud("Kom in", lank("nyast"), "descending" if nyast else ""),
        "svara": Sorthuvud("Svara senast", "" if fast else lank(""), "" if nyast else "ascending"),
    }


def _filter(request: InloggadRequest) -> str:
    """Return the filter of the address without the page key, ready for one more field."""
    rader = [(n, v) for n, v in request.GET.items() if v and n not in ("efter", "fore")]
    return f"{urlencode(rader)}&" if rader else ""


def _tomt(request: InloggadRequest) -> Tomt:
    if _filter(request):
        return Tomt(
            "Inga synpunkter här",
            "Inget stämmer med det du har valt. Ändra urvalet eller visa alla öppna.",
            ikon="MagnifyingGlass",
            lank=reverse("synpunkter:inkorg"),
            lanktext="Visa alla öppna",
        )
    return Tomt("Inga öppna synpunkter", "Alla synpunkter som du får läsa är avslutade.")
