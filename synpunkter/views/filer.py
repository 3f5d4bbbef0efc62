"""Files in the public forms: kept as they come, shown to their sender, served as downloads."""

from __future__ import annotations

from hashlib import sha256

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, gettext_noop

from kvalitet import klocka, tak
from kvalitet.fel import Regelbrott
from synpunkter.actions import bilaga as akter
from synpunkter.bilagor import lager
from synpunkter.forms.bilaga import las, signera
from synpunkter.models import Bilaga

FOR_MANGA = gettext_noop(
    "Det har kommit ovanligt många filer från samma nätverk. Skicka utan filer, eller vänta högst "
    "en timme."
)
BORTA = gettext_noop("Filerna har tagits bort, eftersom det gick mer än en timme. Välj dem igen.")
SKICKADE = gettext_noop(
    "Filerna följde med din förra synpunkt. Välj dem igen om de hör till den här också."
)


def med_filer(
    request: HttpRequest, *, slut: bool = False, personal: bool = False
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Keep the files of the post; return its fields with the signed keys, and what was refused.

    At the last page (`slut`) files that are sent already are no fault: the post came twice. Staff
    who are signed in (`personal`) are not counted.
    """
    data = {namn: str(varde) for namn, varde in request.POST.items()}
    rader, fel = _redan(data.get("bilagor", ""), slut=slut)
    if tas_bort := set(request.POST.getlist("ta_bort")):
        akter.kasta_valda(rad.nyckel for rad in rader if rad.nyckel in tas_bort)
        rader = [rad for rad in rader if rad.nyckel not in tas_bort]
    if nya := request.FILES.getlist("filer"):
        if not personal and tak.for_manga(request, "filer"):
            fel.append(gettext(FOR_MANGA))
        else:
            mottaget = akter.spara(nya, redan=len(rader))
            rader += mottaget.filer
            fel += mottaget.fel
    data["bilagor"] = signera(dict.fromkeys(rad.nyckel for rad in rader))
    return data, tuple(fel)


def _redan(signerad: str, *, slut: bool) -> tuple[list[Bilaga], list[str]]:
    """Return the files that the post names, without those that are gone or sent."""
    nycklar = las(signerad)
    finns = Q(synpunkt__isnull=False) | Q(skapad__gt=klocka.nu() - akter.SPARAS)
    rader = list(Bilaga.objects.filter(finns, nyckel__in=nycklar).i_ordning()) if nycklar else []
    fel = [gettext(BORTA)] if signerad and len(rader) < max(1, len(nycklar)) else []
    if not slut and any(rad.synpunkt_id for rad in rader):
        fel.append(gettext(SKICKADE))
        rader = [rad for rad in rader if rad.synpunkt_id is None]
    return rader, fel


def lamna_ut(bilaga: Bilaga) -> HttpResponse:
    """Return the file: a picture that we have drawn ourselves may be shown, all else is saved.

    Whatever it is, the browser gives it no rights of ours: no scripts, no guessing of its kind.
    """
    if not bilaga.kan_oppnas:
        raise Regelbrott(
            gettext("Filen är skadlig och lämnas inte ut.")
            if bilaga.lage == Bilaga.Lage.SKADLIG
            else gettext(
                "Filen är i karantän tills virusskyddet har godkänt den. Försök igen om en stund."
            )
        )
    svar = HttpResponse(_innehall(bilaga), content_type=bilaga.medietyp)
    svar["Content-Disposition"] = (
        content_disposition_header(not bilaga.visas, bilaga.namn) or "attachment"
    )
    svar["Content-Security-Policy"] = "sandbox; default-src 'none'"
    svar["Cross-Origin-Resource-Policy"] = "same-origin"
    svar["X-Content-Type-Options"] = "nosniff"
    svar["X-Robots-Tag"] = "noindex"
    svar["Cache-Control"] = "private, no-store"
    return svar


def _innehall(bilaga: Bilaga) -> bytes:
    try:
        innehall = lager.las(bilaga.nyckel)
    except FileNotFoundError:
        innehall = b""
    if sha256(innehall).hexdigest() != bilaga.sha256:
        raise Regelbrott(
            "Filen finns inte kvar som den kom in. Be driften läsa tillbaka den från "
            "säkerhetskopian."
        )
    return innehall
