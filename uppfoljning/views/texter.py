"""Staff pages of residents' own words: reading them masked, sorting them, summing them up."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from cykel.views.blad import bladdra
from kvalitet import klocka
from kvalitet.behorighet import far, kraver, prova
from kvalitet.fel import Regelbrott
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from uppfoljning import fritext
from uppfoljning.actions import tema as akter
from uppfoljning.models import Fragesvar, Temamarkning, Texttema, Undersokning
from uppfoljning.temaforms import SammanfattningForm, TemaForm
from uppfoljning.views.koder import synlig

UTAN = "utan"
FLEST_PA_EN_GANG = 200


@dataclass(frozen=True)
class Val:
    """A way to narrow the list: its name, its address, and whether it is the one shown."""

    namn: str
    url: str
    antal: int | None
    vald: bool
    tema: Texttema | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@kraver(Rattighet.UNDERSOKNING_SE)
def texter(request: InloggadRequest, pk: int) -> HttpResponse:
    """The texts of a closed survey, masked, in an order that tells nothing; and sorting them."""
    u = synlig(request, pk)
    if request.method == "POST":
        return _marka(request, u)
    if mening := fritext.sparr(u, klocka.idag()):
        return render(request, "uppfoljning/texter_sparr.html", {"u": u, "mening": mening})
    return _sida(request, u)


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def tema(request: InloggadRequest, pk: int, tema_pk: int) -> HttpResponse:
    """Rename a theme, join it with another by its name, or remove it."""
    u = synlig(request, pk)
    prova(request.user, Rattighet.UNDERSOKNING_SKRIVA, u)
    ett = get_object_or_404(u.teman, pk=tema_pk)
    form = TemaForm(request.POST or None, initial={"namn": ett.namn})
    if request.method == "POST" and ("bort" in request.POST or form.is_valid()):
        try:
            if "bort" in request.POST:
                akter.ta_bort(ett, av=request.user)
            else:
                akter.byt_namn(ett, namn=form.cleaned_data["namn"], av=request.user)
        except Regelbrott as fel:
            form.add_error(None, fel.mening)
        else:
            messages.success(request, "Temat är ändrat.")
            return redirect("uppfoljning:texter", pk=u.pk)
    return render(request, "uppfoljning/tema.html", {"u": u, "tema": ett, "form": form})


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def texter_sammanfatta(request: InloggadRequest, pk: int) -> HttpResponse:
    """The summary that the report shows, written beside the themes."""
    u = synlig(request, pk)
    prova(request.user, Rattighet.UNDERSOKNING_SKRIVA, u)
    nu = getattr(u, "textsammanfattning", None)
    form = SammanfattningForm(request.POST or None, initial={"text": nu.text if nu else ""})
    if request.method == "POST" and form.is_valid():
        try:
            akter.sammanfatta(u, text=form.cleaned_data["text"], av=request.user)
        except Regelbrott as fel:
            form.add_error("text", fel.mening)
        else:
            messages.success(request, "Sammanfattningen är sparad.")
            return redirect("uppfoljning:texter", pk=u.pk)
    sammanhang = {"u": u, "form": form, "teman": fritext.antal_per_tema(u)}
    return render(request, "uppfoljning/texter_sammanfatta.html", sammanhang)


@require_POST
@kraver(Rattighet.UNDERSOKNING_SKRIVA)
def text_oppna(request: InloggadRequest, pk: int, nyckel: UUID) -> HttpResponse:
    """Show a text that someone must act on as it was written; the reading is put on record."""
    u = synlig(request, pk)
    rad = get_object_or_404(fritext.texter(u), pk=nyckel)
    text = akter.oppna(u, rad, av=request.user)
    sammanhang = {"u": u, "text": text, "fara": fritext.fara(rad.text)}
    svar = render(request, "uppfoljning/text_oppen.html", sammanhang)
    svar["Cache-Control"] = "no-store"
    return svar


def _marka(request: InloggadRequest, u: Undersokning) -> HttpResponse:
    """Give the texts that are ticked a theme, or take one from them."""
    prova(request.user, Rattighet.UNDERSOKNING_SKRIVA, u)
    markerade = _nycklar(request.POST.getlist("text"))
    ett = _tema(u, request.POST.get("tema", ""))
    try:
        if "bort" in request.POST:
            mening = _ta_bort(request, ett, markerade)
        else:
            nytt = request.POST.get("nytt", "")
            ett = akter.marka(u, texter=markerade, tema=ett, nytt=nytt, av=request.user)
            mening = f"Texterna har temat {ett}."
    except Regelbrott as fel:
        # What was ticked and written is still on the page.
        return _sida(request, u, fel=fel.mening, markerade=markerade)
    messages.success(request, mening)
    return redirect(_tillbaka(request, u))


def _sida(
    request: InloggadRequest,
    u: Undersokning,
    *,
    fel: str = "",
    markerade: list[UUID] | None = None,
) -> HttpResponse:
    tema = request.GET.get("tema", "")
    sida, blad = bladdra(request, _urval(u, tema), ("nyckel",))
    nu = getattr(u, "textsammanfattning", None)
    fragor = fritext.fragor_att_visa(u)
    sammanhang = {
        "u": u,
        "texter": [fritext.las(rad, fragor) for rad in sida],
        "blad": blad,
        "val": _val(u, tema),
        "far_skriva": far(request.user, Rattighet.UNDERSOKNING_SKRIVA, u),
        "sammanfattning": nu,
        "fel": fel,
        "markerade": {str(nyckel) for nyckel in markerade or ()},
        "fraga": request.GET.urlencode(),
    }
    return render(request, "uppfoljning/texter.html", sammanhang)


def _urval(u: Undersokning, tema: str) -> QuerySet[Fragesvar]:
    rader = fritext.texter(u)
    if tema == UTAN:
        return rader.filter(~Exists(Temamarkning.objects.filter(fragesvar=OuterRef("pk"))))
    if (ett := _tema(u, tema)) is not None:
        return rader.filter(temamarkningar__tema=ett)
    return rader


def _val(u: Undersokning, tema: str) -> list[Val]:
    url = reverse("uppfoljning:texter", args=[u.pk])
    teman = fritext.antal_per_tema(u)
    kanda = {str(ett.pk) for ett, _ in teman} | {UTAN}
    return [
        Val("Alla texter", url, None, tema not in kanda),
        Val("Utan tema", f"{url}?tema={UTAN}", None, tema == UTAN),
        *(Val(t.namn, f"{url}?tema={t.pk}", n, tema == str(t.pk), t) for t, n in teman),
    ]


def _tema(u: Undersokning, pk: str) -> Texttema | None:
    return u.teman.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 18 else None


def _nycklar(skrivna: list[str]) -> list[UUID]:
    ut = []
    for text in skrivna[:FLEST_PA_EN_GANG]:
        try:
            ut.append(UUID(text))
        except ValueError:
            continue
    return ut


def _ta_bort(request: InloggadRequest, tema: Texttema | None, markerade: list[UUID]) -> str:
    if tema is None or not markerade:
        raise Regelbrott("Välj temat i listan och markera minst en text.")
    akter.avmarka(tema, texter=markerade, av=request.user)
    return f"Temat {tema} är borttaget från texterna."


def _tillbaka(request: InloggadRequest, u: Undersokning) -> str:
    """Return the same page of the list; once sorted, a text may have left it."""
    fraga = request.GET.urlencode()
    url = reverse("uppfoljning:texter", args=[u.pk])
    return f"{url}?{fraga}" if fraga else url
