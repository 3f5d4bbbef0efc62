"""The page of one case, and what every act on it shares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kvalitet import klocka, logg
from kvalitet.behorighet import far, kraver, roll_for
from kvalitet.handelser import Rad, beratta
from kvalitet.models import Anvandare, Handelse
from kvalitet.overgang import knappar
from kvalitet.roller import Rattighet, Roll
from kvalitet.typer import InloggadRequest
from kvalitet.visning import Knapp
from synpunkter import inkorg, samman, sekretess
from synpunkter.actions.synpunkt import ANTECKNA, KOPPLA, far_nagon
from synpunkter.arkivdel import arkivdel
from synpunkter.forms.handlaggning import AnteckningForm, MeddelandeForm
from synpunkter.kring import kring
from synpunkter.models import Bristkoppling, Meddelande, Synpunkt
from synpunkter.sekretessruta import sekretessruta
from synpunkter.slinga import monster_for
from synpunkter.tidsfrist import frist_for, vardagar_kvar
from synpunkter.tillstand import SYNPUNKT, Lage
from synpunkter.views import handlagg
from synpunkter.views.arende_bilagor import bilagor_for, karantan_for

FRAN_AVSANDAREN = ("synpunkt.inkom", "synpunkt.skrev", "synpunkt.ny_lank", "synpunkt.bilagor")
"""Events that the sender causes; the others without a person are the system's."""


def hamta(
    request: InloggadRequest, pk: int, *, gallrade: bool = False, visas: bool = True
) -> Synpunkt:
    """Return the case, or 404 when the person may not know of it, or it is disposed of; a secret
    one's reading is put on record, if it is shown (`visas`)."""
    synliga = inkorg.synliga(request.user)
    # Who it is merged with or a part of is asked for where it is wanted: two cases in full weigh.
    synliga = synliga.select_related(None).select_related(
        "enhet", "namnd__tidsfrist", "handlaggare"
    )
    synpunkt = get_object_or_404(synliga if gallrade else synliga.filter(gallrad=None), pk=pk)
    if visas:
        sekretess.logga_lasning(request, synpunkt)
    return synpunkt


@require_safe
@kraver(Rattighet.SYNPUNKT_SE)
def arende(request: InloggadRequest, pk: int) -> HttpResponse:
    synpunkt = hamta(request, pk, gallrade=True)
    _logga_lasning(request, synpunkt)
    if synpunkt.gallrad:
        return render(request, "synpunkter/gallrat.html", {"synpunkt": synpunkt})
    finns = kring(synpunkt)
    del_ = samman.samman(synpunkt, request.user, finns)
    rader = [] if del_.javig else [r.namn for r in knappar(SYNPUNKT, synpunkt, request.user)]
    sammanhang = {
        "synpunkt": synpunkt,
        "kontakt": sekretess.kontakt_for(request.user, synpunkt) if "kontakt" in finns else None,
        "meddelanden": _meddelanden(synpunkt, request.user, sammanslagna="sammanslagna" in finns),
        "lagen": del_,
        "brister": _brister(synpunkt) if "brister" in finns else [],
        "historik": _historik(synpunkt, request.user),
        "bilagor": bilagor_for(synpunkt, request.user) if "bilagor" in finns else [],
        "karantan": karantan_for(synpunkt),
        "sekretess": sekretessruta(request, synpunkt, finns),
        "frist": _frist(synpunkt, klocka.idag()),
        "knappar": _knappar(synpunkt, rader),
        "arkiv": arkivdel(synpunkt, request.user, fort="foringar" in finns),
        "svar": MeddelandeForm() if "besvara" in rader else None,
        "anteckning": AnteckningForm()
        if far_nagon(request.user, synpunkt, *ANTECKNA) and not del_.javig
        else None,
        "far_koppla": far_nagon(request.user, synpunkt, *KOPPLA) and not del_.javig,
        "far_notera": far(request.user, Rattighet.ATGARD_SKRIVA, synpunkt)
        and far_nagon(request.user, synpunkt, *KOPPLA),
        "handlagg": handlagg.handlagg(synpunkt, request.user),
        "monster": monster_for(synpunkt, request.user) if "monster" in finns else [],
    }
    return render(request, "synpunkter/arende.html", sammanhang)


def _laser_som_revisor(anvandare: Anvandare, synpunkt: Synpunkt) -> bool:
    return roll_for(anvandare, Rattighet.SYNPUNKT_SE, synpunkt) == Roll.REVISOR


def _brister(synpunkt: Synpunkt) -> QuerySet[Bristkoppling]:
    return synpunkt.bristkopplingar.select_related("brist__plan__enhet").order_by("pk")


def _meddelanden(
    synpunkt: Synpunkt, anvandare: Anvandare, *, sammanslagna: bool
) -> QuerySet[Meddelande]:
    """What is said, without the notes of a nämnd that had the case before; a revisor reads all."""
    alla = samman.meddelanden(synpunkt, sammanslagna=sammanslagna).defer("sokvektor")
    if sammanslagna:  # whose it is is told
        alla = alla.select_related("av", "synpunkt").defer("synpunkt__sokvektor")
    else:
        alla = alla.select_related("av")
    return alla if _laser_som_revisor(anvandare, synpunkt) else alla.inom(synpunkt.namnd_id)


def _logga_lasning(request: InloggadRequest, synpunkt: Synpunkt) -> None:
    """Log that a revisor read the case: they read across the nämnder, and it is on record."""
    if synpunkt.markt:
        return  # on record already (`hamta`)
    if request.method == "GET" and _laser_som_revisor(request.user, synpunkt):
        with transaction.atomic():
            logg.skriv(
                "synpunkt.last", synpunkt, av=request.user, nu=klocka.nu(), roll=Roll.REVISOR
            )


def _historik(synpunkt: Synpunkt, anvandare: Anvandare) -> list[Rad]:
    """Tell what has happened. The free words of staff in another nämnd are for a revisor alone."""
    andra = Handelse.objects.om(synpunkt).exclude(slag__in=sekretess.LASNINGAR)
    handelser = list(andra.select_related("av", "text")[:100])
    allt = _laser_som_revisor(anvandare, synpunkt)
    provningar = samman.provningar(handelser)
    rader = []
    for handelse, rad in zip(handelser, beratta(handelser), strict=True):
        if provning := provningar.get(handelse.pk):
            rad = replace(rad, mening=provning.mening, kommentar=provning.skal)
        if handelse.av_id is None and _fran_avsandaren(handelse):
            rad = replace(rad, vem="Avsändaren")
        elif not allt and handelse.namnd_id != synpunkt.namnd_id:
            rad = replace(rad, kommentar="")
        rader.append(rad)
    return rader


def _fran_avsandaren(handelse: Handelse) -> bool:
    return handelse.slag in (
        *FRAN_AVSANDAREN,
        "synpunkt.komplettera",
        "synpunkt.ateroppna",
        "synpunkt.nojdhet",
    )


def _frist(synpunkt: Synpunkt, dag: date) -> str:
    """Say how long is left, in working days, as it matters to the handler."""
    if synpunkt.avslutad or synpunkt.besvarad:
        return ""
    if synpunkt.stannad:
        return "klockan står still"
    if synpunkt.ar_sen(dag):
        sen = (dag - synpunkt.svar_senast).days
        return "1 dag sen" if sen == 1 else f"{sen} dagar sen"
    kvar = vardagar_kvar(frist_for(synpunkt.namnd), dag, synpunkt.svar_senast)
    if kvar == 0:
        return "i dag"
    return "1 vardag kvar" if kvar == 1 else f"{kvar} vardagar kvar"


def _knappar(synpunkt: Synpunkt, rader: list[str]) -> list[Knapp]:
    """The acts beside the reply form, the first the most wanted."""
    utom = ("besvara", "begar_komplettering", *samman.EGNA)
    egna = [namn for namn in rader if namn not in utom]
    if synpunkt.lage == Lage.UNDER_HANDLAGGNING and "tilldela" in egna:
        egna.remove("tilldela")  # under "Mer": the case is where it should be
    egna.sort(key=lambda namn: namn != "ta_hand_om")
    # What is assigned already waits for its handler: to assign it again is no first choice.
    igen = "tilldela" if synpunkt.lage == Lage.TILLDELAD else ""
    forst = egna[0] if egna and "besvara" not in rader and egna[0] != igen else ""
    return [
        Knapp(
            "Tilldela någon annan" if namn == igen else SYNPUNKT.rad(namn).etikett,
            adress(namn, synpunkt),
            slag="post" if namn == "ta_hand_om" else "lank",
            variant="primary" if namn == forst else "secondary",
        )
        for namn in egna
    ]


def adress(namn: str, synpunkt: Synpunkt) -> str:
    return reverse(f"synpunkter:{namn}", args=[synpunkt.pk])
