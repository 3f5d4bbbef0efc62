"""Reading in from a file: choose what, upload, see what would happen, then all or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kvalitet import inlasning, kalkyl, klocka, tabellfil
from kvalitet.actions import importfil as akter
from kvalitet.behorighet import kraver
from kvalitet.fel import Regelbrott
from kvalitet.importforms import FilForm, KolumnForm
from kvalitet.inlasning import MEST_FEL, Inlasningsfel, Utfall
from kvalitet.inloggningstid import gammal
from kvalitet.kalkyl import Kolumn, Rad, Radfel
from kvalitet.kalkylmall import mall as gor_mall
from kvalitet.models import Importfil
from kvalitet.roller import Rattighet
from kvalitet.typer import InloggadRequest
from kvalitet.views.importslag import ALLA, PER_NYCKEL, Importslag
from kvalitet.views.nyss import inte_nyss

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORSTA_RADER = 5


@dataclass(frozen=True)
class Forhandsvisning:
    """What the file holds as it is read now, and what would come of it."""

    antal: int
    forsta: list[list[tuple[str, str]]]
    """The first rows: the heading and the text of each column that was found."""
    saknade: list[Kolumn]
    fel: list[Radfel]
    utfall: list[Utfall]
    olast: bool = False
    """Whether something could not be read, so that no rule has been tried yet."""

    @property
    def klar(self) -> bool:
        return not self.fel and not self.saknade


@require_safe
@kraver(Rattighet.IMPORTERA)
def importera(request: InloggadRequest) -> HttpResponse:
    mina = [slag for slag in ALLA if slag.far(request.user)]
    return render(request, "importera/importera.html", {"slag": mina})


@require_safe
@kraver(Rattighet.IMPORTERA)
def import_mall(request: InloggadRequest, slag: str) -> HttpResponse:
    """The template file; always the same bytes for the same columns."""
    ett = _slag(request, slag)
    svar = HttpResponse(gor_mall(ett.namn, ett.ingress, ett.kolumner), content_type=XLSX)
    svar["Content-Disposition"] = content_disposition_header(True, f"mall-{ett.nyckel}.xlsx")
    return svar


@require_http_methods(["GET", "POST"])
@kraver(Rattighet.IMPORTERA)
def import_fil(request: InloggadRequest, slag: str) -> HttpResponse:
    ett = _slag(request, slag)
    form = FilForm(request.POST, request.FILES) if request.method == "POST" else FilForm()
    if form.is_bound and form.is_valid():
        fil = form.cleaned_data["fil"]
        try:
            sparad = akter.ta_emot(
                slag=ett.nyckel, namn=fil.name, innehall=fil.read(), av=request.user
            )
        except Regelbrott as fel:
            form.add_error("fil", fel.mening)
        else:
            return redirect("import_granska", pk=sparad.pk)
    return render(request, "importera/fil.html", {"form": form, "slag": ett})


@require_safe
@kraver(Rattighet.IMPORTERA)
def import_granska(request: InloggadRequest, pk: int) -> HttpResponse:
    """Try the whole import and take it back: what it would do, and what stands in the way."""
    fil = get_object_or_404(_mina_filer(request), pk=pk)
    ett = _slag(request, fil.slag)
    form = _kolumnform(request.GET, fil, ett)
    sammanhang = {
        "fil": fil,
        "slag": ett,
        "form": form,
        "visning": _forhandsvisa(request, fil, ett, form),
        "rubriker": [k.namn for k in ett.kolumner if k.nyckel in form.valda.plats],
        "gammal": ett.nyss and gammal(request),
    }
    return render(request, "importera/granska.html", sammanhang)


@require_POST
@kraver(Rattighet.IMPORTERA)
def import_las_in(request: InloggadRequest, pk: int) -> HttpResponse:
    """Read the file in and throw it away, in one transaction; pressed twice it is done once."""
    with transaction.atomic():
        fil = _mina_filer(request).select_for_update(of=("self",)).filter(pk=pk).first()
        if fil is None:
            messages.info(request, "Filen är redan inläst, eller låg kvar för länge.")
            return redirect("importera")
        ett = _slag(request, fil.slag)
        if ett.nyss and (svar := inte_nyss(request, "import_granska", pk)):
            return svar
        form = _kolumnform(request.POST, fil, ett)
        rader, fel = kalkyl.las_rader(_blad(fil), form.valda, ett.kolumner)
        try:
            if fel or _saknade(ett, form):
                raise Inlasningsfel(fel)
            with transaction.atomic():
                utfall = ett.las_in(rader, av=request.user)
        except Regelbrott:
            messages.error(request, "Filen behöver rättas. Ingenting är inläst.")
            valt = urlencode({falt.name: falt.value() or "" for falt in form})
            return redirect(f"{reverse('import_granska', args=[pk])}?{valt}")
        akter.kasta(fil)
    meningar = [u.mening for u in utfall if u.mening]
    messages.success(request, " ".join([f"{fil.namn} är inläst.", *meningar]))
    return redirect("importera")


@require_POST
@kraver(Rattighet.IMPORTERA)
def import_kasta(request: InloggadRequest, pk: int) -> HttpResponse:
    for fil in _mina_filer(request).filter(pk=pk):
        akter.kasta(fil)
        messages.info(request, "Filen är borttagen. Ingenting är inläst.")
    return redirect("importera")


# --- Parts ----------------------------------------------------------------------------------------


def _slag(request: InloggadRequest, nyckel: str) -> Importslag:
    if nyckel not in PER_NYCKEL:
        raise Http404
    if not PER_NYCKEL[nyckel].far(request.user):
        raise PermissionDenied(f"import av {nyckel}")
    return PER_NYCKEL[nyckel]


def _mina_filer(request: InloggadRequest) -> QuerySet[Importfil]:
    """A file is seen by the one who uploaded it, until it expires."""
    return Importfil.objects.filter(skapad_av=request.user, gar_ut__gt=klocka.nu())


def _blad(fil: Importfil) -> kalkyl.Blad:
    return tabellfil.las(bytes(fil.innehall))


def _kolumnform(data: object, fil: Importfil, slag: Importslag) -> KolumnForm:
    rubriker = kalkyl.hitta_rubriker(_blad(fil), slag.kolumner)
    return KolumnForm(data or None, kolumner=slag.kolumner, rubriker=rubriker)


def _saknade(slag: Importslag, form: KolumnForm) -> list[Kolumn]:
    return [k for k in slag.kolumner if k.kravs and k.nyckel not in form.valda.plats]


def _forhandsvisa(
    request: InloggadRequest, fil: Importfil, slag: Importslag, form: KolumnForm
) -> Forhandsvisning:
    blad, saknade, utfall = _blad(fil), _saknade(slag, form), list[Utfall]()
    # A column that is not chosen yet is one thing to mend, not one in every row.
    lasbara = [k for k in slag.kolumner if k not in saknade]
    rader, fel = kalkyl.las_rader(blad, form.valda, lasbara)
    if not rader:
        fel = [Radfel(form.rubriker.radnummer, "Det finns inga rader under rubrikerna.")]
    olast = bool(fel)
    if not fel and not saknade:
        try:
            utfall = inlasning.prova(lambda: slag.las_in(rader, av=request.user))
        except Inlasningsfel as brott:
            fel = list(brott.fel)
        except Regelbrott as brott:
            fel = [Radfel(form.rubriker.radnummer, brott.mening)]
    forsta = [_texter(blad, slag, form, rad) for rad in rader[:FORSTA_RADER]]
    return Forhandsvisning(len(rader), forsta, saknade, fel[:MEST_FEL], utfall, olast)


def _texter(
    blad: kalkyl.Blad, slag: Importslag, form: KolumnForm, rad: Rad
) -> list[tuple[str, str]]:
    plats, celler = form.valda.plats, blad.rad(rad.nummer)
    return [
        (k.namn, _text(rad[k.nyckel], next(iter(celler[plats[k.nyckel] :]), None)))
        for k in slag.kolumner
        if k.nyckel in plats
    ]


def _text(varde: object, cell: kalkyl.Cell) -> str:
    """Say how a cell was read; words as they stand in the file, for we may keep a code of them."""
    if isinstance(varde, bool):
        return "ja" if varde else "nej"
    if isinstance(varde, str):
        return "" if cell is None else kalkyl.som_text(cell)
    return "" if varde is None else str(varde)
