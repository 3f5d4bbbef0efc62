"""What follows from each step of a synpunkt, in the same transaction."""

from __future__ import annotations

from datetime import datetime

from cykel.models import Brist
from kvalitet import logg
from kvalitet.felpunkter import felpunkt
from kvalitet.kalender import svensk_dag
from kvalitet.models import Anvandare, Namnd
from kvalitet.overgang import Steg
from synpunkter import epost
from synpunkter.effekter_lagen import gar_med, lamna_namnden
from synpunkter.models import Bristkoppling, Meddelande, Synpunkt
from synpunkter.tidsfrist import efter_paus, frist_for, lofte
from synpunkter.tillstand import Utfall


def tilldelad(steg: Steg) -> None:
    synpunkt: Synpunkt = steg.objekt
    namnd: Namnd = steg.data.get("namnd") or synpunkt.namnd
    if namnd.pk != synpunkt.namnd_id:
        _lamna_namnden(synpunkt, steg)
    synpunkt.enhet, synpunkt.namnd = steg.data["enhet"], namnd
    synpunkt.handlaggare = steg.data.get("handlaggare")
    if synpunkt.handlaggare != steg.av:
        epost.till_handlaggaren(
            "synpunkt_tilldelad", synpunkt, nyckel=f"tilldelad-{steg.nu:%Y%m%dT%H%M%S}", nu=steg.nu
        )


def _lamna_namnden(synpunkt: Synpunkt, steg: Steg) -> None:
    """Cut the links to the brister of the nämnd that the case leaves, and those of the cases merged
    into it (OSL 8 kap.).

    Its notes stay in the case, and are shown in that nämnd alone (`Meddelande.namnd`).
    """
    lamna_namnden(steg)
    for koppling in Bristkoppling.objects.filter(gar_med(synpunkt)).order_by("pk"):
        data = {"brist": koppling.brist_id}
        koppling.delete()
        logg.skriv("synpunkt.frankopplad", koppling.synpunkt, av=steg.av, nu=steg.nu, data=data)


def handlaggare_satt(steg: Steg) -> None:
    steg.objekt.handlaggare = steg.av
    steg.objekt.togs_om_hand = steg.nu


def klockan_stannad(steg: Steg) -> None:
    steg.objekt.stannad = svensk_dag(steg.nu)


def klockan_igang(steg: Steg) -> None:
    """Start the clock again; the promised day moves by as long as it stood still.

    What the sender of a part is promised of the whole is never sooner than of the part.
    """
    synpunkt: Synpunkt = steg.objekt
    if synpunkt.stannad is not None:
        synpunkt.svar_senast = efter_paus(
            frist_for(synpunkt.namnd),
            synpunkt.svar_senast,
            stannad=synpunkt.stannad,
            igang=svensk_dag(steg.nu),
        )
    synpunkt.stannad = None
    if synpunkt.foralder_id is not None:
        senare = Synpunkt.objects.filter(svar_senast__lt=synpunkt.svar_senast, besvarad=None)
        senare.filter(pk=synpunkt.foralder_id).update(svar_senast=synpunkt.svar_senast)


def meddelande_sant(steg: Steg) -> None:
    synpunkt: Synpunkt = steg.objekt
    meddelande = Meddelande.objects.create(
        synpunkt=synpunkt,
        riktning=Meddelande.Riktning.TILL,
        text=steg.data["meddelande"].strip(),
        av=steg.av,
        tid=steg.nu,
    )
    felpunkt("synpunkt.svaret_skrivet")
    epost.till_avsandaren(
        BREV[steg.rad.namn],
        synpunkt,
        nyckel=f"meddelande-{meddelande.pk}",
        nu=steg.nu,
        text=meddelande.text,
        filer=steg.data.get("filer", 0),
    )
    felpunkt("synpunkt.brevet_lagt")


BREV = {"besvara": "synpunkt_svar", "begar_komplettering": "synpunkt_komplettering"}
"""Which mail carries the message of an act; the preview reads it too."""


def besvarad(steg: Steg) -> None:
    steg.objekt.besvarad = steg.nu


def avslutad(steg: Steg) -> None:
    synpunkt: Synpunkt = steg.objekt
    synpunkt.avslutad = steg.nu
    synpunkt.utfall = steg.data["utfall"]
    synpunkt.utfall_skal = str(steg.data.get("utfall_skal", "")).strip()
    if synpunkt.foralder_id is None:  # the sender is told when the whole is over
        epost.till_avsandaren(
            "synpunkt_avslutad", synpunkt, nyckel=f"avslutad-{steg.nu:%Y%m%dT%H%M%S}", nu=steg.nu
        )


def ateroppnad(steg: Steg) -> None:
    """Promise anew from today. The old times stay in the event log."""
    synpunkt: Synpunkt = steg.objekt
    nytt = lofte(frist_for(synpunkt.namnd), svensk_dag(steg.nu))
    skrap = synpunkt.utfall == Utfall.SKRAPPOST
    synpunkt.tas_om_hand_senast, synpunkt.svar_senast = nytt.tas_om_hand, nytt.svar
    synpunkt.togs_om_hand = synpunkt.besvarad = synpunkt.avslutad = None
    synpunkt.utfall = synpunkt.utfall_skal = ""
    synpunkt.huvud = None  # on its own again, whatever it was closed with
    nyckel = f"ateroppnad-{steg.nu:%Y%m%dT%H%M%S}"
    if not skrap:  # still nobody has read it who says that it is none
        epost.till_avsandaren("synpunkt_ateroppnad", synpunkt, nyckel=nyckel, nu=steg.nu)
    epost.till_handlaggaren(
        "synpunkt_ateroppnad_handlaggare", synpunkt, nyckel=f"{nyckel}-h", nu=steg.nu
    )


def folj_bristen(brist: Brist, ny: Brist, *, av: Anvandare | None, nu: datetime) -> None:
    """The synpunkter behind a brist stand behind it in the plan that goes on with it too, so
    that their senders are told the outcome there (settings.EFTER_FLYTT)."""
    Bristkoppling.objects.bulk_create(
        Bristkoppling(synpunkt_id=synpunkt, brist=ny)
        for synpunkt in brist.synpunktskopplingar.order_by("pk").values_list("synpunkt", flat=True)
    )
