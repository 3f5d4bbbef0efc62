"""Following a case: by reference and code, or by the link in the mail."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cykel.models import Atgard
from kvalitet import klocka, tak
from kvalitet.fel import Regelbrott
from kvalitet.kalender import svensk_dag
from kvalitet.texter import rakneord
from synpunkter import hela, kod, lank
from synpunkter.actions import synpunkt as akter
from synpunkter.actions.bilaga import komplettera_med_filer
from synpunkter.forms.bilaga import SkrivMedFilerForm
from synpunkter.forms.nojdhet import LAGT, SVAR
from synpunkter.forms.publik import FoljForm, OppnaForm
from synpunkter.models import Aterkoppling, Bilaga, Meddelande, Synpunkt
from synpunkter.tillstand import Lage
from synpunkter.tillstand_slinga import Beskedslage
from synpunkter.views.filer import lamna_ut, med_filer
from synpunkter.views.steg import steg
from synpunkter.views.svar import publik
from synpunkter.villkor import sista_dag_att_ateroppna

FEL_PAR = gettext_lazy(
    "Referensen och koden hör inte ihop. Kontrollera att du har skrivit båda rätt och försök igen."
)

KLART = {
    "skrivit": gettext_lazy("Tack. Vi har fått ditt meddelande."),
    "oppnat": gettext_lazy("Ärendet är öppnat igen. Vi läser det du skrev."),
}
"""What the sender has just done, told on the page that the act leads back to."""


@login_not_required
@publik
@require_http_methods(["GET", "HEAD", "POST"])
def folj(request: HttpRequest) -> HttpResponse:
    """Ask for reference and code; the right pair leads to the case, on a link of two hours."""
    form = FoljForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if tak.for_manga(request, "folj"):
            return render(request, "synpunkter/for_manga.html", status=429)
        synpunkt = _para_ihop(form.cleaned_data["referens"], form.cleaned_data["kod"])
        if synpunkt is not None:
            return redirect("synpunkter:folj_arende", lank.signera(synpunkt.referens))
        form.add_error(None, FEL_PAR)
    return render(request, "synpunkter/folj.html", {"form": form})


@login_not_required
@publik
@require_safe
def folj_arende(request: HttpRequest, signerad: str) -> HttpResponse:
    oppnad = oppna(signerad)
    if oppnad.for_gammal:
        return for_gammal(request, oppnad, signerad)
    return _visa(request, arende(oppnad), signerad, klart=_klart(request))


@login_not_required
@publik
@require_safe
def folj_bilaga(request: HttpRequest, signerad: str, bilaga_pk: int) -> HttpResponse:
    """Let the sender open what they have sent, and what was sent to them."""
    bilaga = get_object_or_404(hela.bilagor(arende(oppna(signerad))), pk=bilaga_pk)
    return lamna_ut(bilaga)


@login_not_required
@publik
@require_POST
def folj_skriv(request: HttpRequest, signerad: str) -> HttpResponse:
    synpunkt = arende(oppna(signerad))
    if tak.for_manga(request, "skriv"):
        return _for_manga(request, "text")
    data, filfel = med_filer(request)
    form = SkrivMedFilerForm(data, delar=hela.oppna_delar(synpunkt))
    form.filfel = filfel
    if form.is_valid():
        try:
            till = form.cleaned_data.get("till") or synpunkt
            komplettera_med_filer(till, text=form.cleaned_data["text"], nycklar=form.nycklar)
        except Regelbrott as fel:
            form.add_error(None, _(fel.mening))
        else:
            return _till_arendet(signerad, "skrivit")
    return _visa(request, synpunkt, signerad, skriv=form)


@login_not_required
@publik
@require_POST
def folj_oppna(request: HttpRequest, signerad: str) -> HttpResponse:
    synpunkt = arende(oppna(signerad))
    form = OppnaForm(request.POST)
    if tak.for_manga(request, "skriv"):
        return _for_manga(request, "skal")
    if form.is_valid():
        if synpunkt.lage == Lage.ATEROPPNAD:  # the same post a second time
            return _till_arendet(signerad, "oppnat")
        try:
            akter.ateroppna(synpunkt, skal=form.cleaned_data["skal"])
        except Regelbrott as fel:
            for mening in [p.mening for p in fel.punkter if not p.klar] or [fel.mening]:
                form.add_error(None, _(mening))
        else:
            return _till_arendet(signerad, "oppnat")
    return _visa(request, synpunkt, signerad, oppna_igen=form)


@login_not_required
@publik
@require_POST
def folj_ny_lank(request: HttpRequest, signerad: str) -> HttpResponse:
    """Mail a fresh link to the address of the case whose link has become too old."""
    oppnad = lank.oppna(signerad)
    if oppnad is None or oppnad.slag != "epost":
        raise Http404
    if tak.for_manga(request, "skriv"):
        return render(request, "synpunkter/for_manga.html", status=429)
    akter.ny_lank(get_object_or_404(_synpunkter(), referens=oppnad.referens))
    return render(request, "synpunkter/lanken_skickad.html")


def _synpunkter() -> Any:
    return Synpunkt.objects.filter(gallrad=None).select_related("namnd", "enhet", "huvud")


def _para_ihop(referens: str, skriven_kod: str) -> Synpunkt | None:
    """Return the case of the pair. The code is hashed and looked up whatever the reference is,
    so that a wrong reference and a wrong code take the same time."""
    summor = kod.koduppslag_alla(skriven_kod)
    rad: Synpunkt | None = _synpunkter().filter(kod_hmac__in=summor).order_by("pk").first()
    tolkad = kod.tolka_referens(referens)
    return rad if rad is not None and rad.referens == tolkad else None


def oppna(signerad: str) -> lank.Oppnad:
    oppnad = lank.oppna(signerad)
    if oppnad is None:
        raise Http404
    return oppnad


def arende(oppnad: lank.Oppnad) -> Synpunkt:
    if oppnad.for_gammal:
        raise Http404
    synpunkt: Synpunkt = get_object_or_404(_synpunkter(), referens=oppnad.referens)
    return synpunkt


def for_gammal(request: HttpRequest, oppnad: lank.Oppnad, signerad: str) -> HttpResponse:
    sammanhang = {"signerad": signerad, "med_epost": oppnad.slag == "epost"}
    return render(request, "synpunkter/lanken_gammal.html", sammanhang, status=410)


def _for_manga(request: HttpRequest, falt: str) -> HttpResponse:
    sammanhang = {"skrivet": request.POST.get(falt, "")}
    return render(request, "synpunkter/for_manga.html", sammanhang, status=429)


def _visa(
    request: HttpRequest,
    synpunkt: Synpunkt,
    signerad: str,
    *,
    skriv: forms.Form | None = None,
    oppna_igen: forms.Form | None = None,
    klart: str = "",
) -> HttpResponse:
    atgarder = _atgarder(synpunkt)
    delar = hela.oppna_delar(synpunkt)
    idag = klocka.idag()
    sista_dag = sista_dag_att_ateroppna(synpunkt)
    sammanhang = {
        "synpunkt": synpunkt,
        "signerad": signerad,
        "meddelanden": hela.meddelanden(synpunkt),
        "hela": hela.hela(synpunkt),
        "filgrupper": _filgrupper(synpunkt),
        "steg": steg(synpunkt, atgarder),
        "skriv": None if synpunkt.avslutad else skriv or SkrivMedFilerForm(delar=delar),
        "fragar": any(s.lage == Lage.VANTAR_KOMPLETTERING for s in (synpunkt, *delar)),
        "klart": klart,
        "oppna": oppna_igen or (OppnaForm() if sista_dag and idag <= sista_dag else None),
        "sista_dag": sista_dag,
        "svarsbesked": _svarsbesked(synpunkt, idag),
        "form": skriv or oppna_igen,
        "nojdhet": _nojdhet(synpunkt),
    }
    return render(request, "synpunkter/folj_arende.html", sammanhang)


def _filgrupper(synpunkt: Synpunkt) -> list[tuple[str, str, list[Bilaga]]]:
    """Return the id, heading and files of each list of files that is not empty."""
    alla = list(hela.bilagor(synpunkt))
    fran = Meddelande.Riktning.FRAN
    grupper = [
        ("bilagor", _("Dina filer"), [b for b in alla if b.riktning == fran]),
        ("vara", _("Filer från oss"), [b for b in alla if b.riktning != fran]),
    ]
    return [grupp for grupp in grupper if grupp[2]]


def _till_arendet(signerad: str, klart: str) -> HttpResponse:
    """Lead back to the case, where the words of `klart` say what was done. There is no session to
    keep them in, so the address names them."""
    return redirect(f"{reverse('synpunkter:folj_arende', args=[signerad])}?klart={klart}#klart")


def _klart(request: HttpRequest) -> str:
    return str(KLART.get(request.GET.get("klart", ""), ""))


def _nojdhet(s: Synpunkt) -> dict[str, Any] | None:
    """Return the five answers and which was given, once the case is closed."""
    if s.avslutad is None:
        return None
    given = s.nojdheter.filter(avslutad=svensk_dag(s.avslutad)).first()
    poang = given.poang if given else None
    return {"svaren": SVAR, "poang": poang, "lagt": poang is not None and poang <= LAGT}


def _svarsbesked(s: Synpunkt, idag: date) -> str:
    """Say how the answer came in relation to what was promised."""
    if s.besvarad is None:
        return _("Vi är försenade. Vi beklagar det.") if s.ar_sen(idag) else ""
    skillnad = (s.svar_senast - svensk_dag(s.besvarad)).days
    if skillnad == 0:
        return _("samma dag som vi hade lovat")
    antal = abs(skillnad)
    if skillnad > 0:
        mening = ngettext(
            "%(antal)s dag före det datum vi lovade",
            "%(antal)s dagar före det datum vi lovade",
            antal,
        )
    else:
        mening = ngettext(
            "%(antal)s dag efter det datum vi lovade",
            "%(antal)s dagar efter det datum vi lovade",
            antal,
        )
    return mening % {"antal": rakneord(antal)}


def _atgarder(synpunkt: Synpunkt) -> list[Atgard]:
    """Return the measures behind the case, its parts, and the master it was answered with.

    Whether one helped is told only when the handler has approved the words.
    """
    kopplad = Q(brist__synpunktskopplingar__synpunkt=synpunkt)
    kopplad |= Q(brist__synpunktskopplingar__synpunkt__foralder=synpunkt)
    if synpunkt.huvud_id is not None:
        kopplad |= Q(brist__synpunktskopplingar__synpunkt=synpunkt.huvud_id)
    skickad = Aterkoppling.objects.filter(atgard=OuterRef("pk"), lage=Beskedslage.SKICKAD)
    bakom = Atgard.objects.filter(kopplad).distinct()
    return list(bakom.annotate(berattat=Exists(skickad)).order_by("pk"))
