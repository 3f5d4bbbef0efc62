"""The business acts on a synpunkt."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from cykel.models import Atgard, Brist, Verksamhetsplan
from kvalitet import klocka, krypto, logg
from kvalitet.behorighet import INGET, far, omfang
from kvalitet.fel import Regelbrott
from kvalitet.kalender import svensk_dag
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.overgang import las, overga
from kvalitet.roller import Rattighet
from synpunkter import epost as brev
from synpunkter import fordelning, svarsmall, tider
from synpunkter.actions import diarium, signal
from synpunkter.bemanning import pa_plats
from synpunkter.effekter import BREV
from synpunkter.effekter_lagen import las_huvudet
from synpunkter.models import Bristkoppling, Meddelande, Synpunkt
from synpunkter.tillstand import SLUTNA, SYNPUNKT, Lage
from synpunkter.villkor_lagen import JAVIG, berorda_av

DUBBELTRYCK = timedelta(minutes=2)
"""Within this the same note again is a second press of the button."""


@transaction.atomic
def tilldela(
    synpunkt: Synpunkt,
    *,
    enhet: Enhet,
    namnd: Namnd | None = None,
    handlaggare: Anvandare | None = None,
    lagrum: str = "",
    skal: str = "",
    av: Anvandare,
) -> Synpunkt:
    """Give the case to a unit, and to a person of it if one is known.

    Without `namnd` it stays with its nämnd when that answers for the unit, else it goes to the
    one that does. To another nämnd it goes by a prövning: `lagrum` (Overlamnande) and `skal`.
    For a handler who is away the replacement gets it, or the unit alone.
    """
    nu, dag = klocka.nu(), klocka.idag()
    namnd = namnd or fordelning.namnd_for(enhet, helst=synpunkt.namnd, dag=dag)
    vald = handlaggare
    if vald is not None:
        handlaggare = pa_plats(vald, Synpunkt(enhet=enhet, namnd=namnd), dag)
    data = {
        "enhet": enhet,
        "namnd": namnd,
        "handlaggare": handlaggare,
        "lagrum": lagrum,
        "skal": skal,
    }
    fran = synpunkt.namnd_id
    synpunkt = overga(SYNPUNKT, synpunkt, "tilldela", av=av, nu=nu, data=data)
    if synpunkt.namnd_id != fran:
        diarium.registrera_hemliga(synpunkt, av=av, nu=nu)
    if vald is not None and vald != handlaggare:
        logg.skriv("synpunkt.borta", synpunkt, av=av, nu=nu, data={"person": vald.pk})
    return synpunkt


def ta_hand_om(synpunkt: Synpunkt, *, av: Anvandare) -> Synpunkt:
    return overga(SYNPUNKT, synpunkt, "ta_hand_om", av=av)


@transaction.atomic
def begar_komplettering(
    synpunkt: Synpunkt, *, meddelande: str, av: Anvandare, avtryck: str = "", filer: int = 0
) -> Synpunkt:
    """Ask the sender for more; `avtryck` and `filer` as in `besvara`."""
    synpunkt = _som_granskat(synpunkt, "begar_komplettering", meddelande, avtryck, filer)
    data = {"meddelande": meddelande, "filer": filer}
    return overga(SYNPUNKT, synpunkt, "begar_komplettering", av=av, data=data)


@transaction.atomic
def komplettera(synpunkt: Synpunkt, *, text: str, av: Anvandare | None = None) -> Synpunkt:
    """Take what the sender adds (`av` None), or go on with what staff has learnt otherwise.

    The sender may write in any open case; the state changes only when the case waits for it.
    The same words twice are one message.
    """
    nu = klocka.nu()
    synpunkt = las(SYNPUNKT, synpunkt)
    if not text.strip():
        raise Regelbrott("Skriv vad du vill lägga till.")
    if synpunkt.lage in SLUTNA:
        raise Regelbrott("Ärendet är avslutat. Öppna det igen om du vill skriva mer.")
    if av is None and _samma_svar(synpunkt, text):
        return synpunkt
    nu = _avsandarens_tid(synpunkt, nu) if av is None else nu
    vantar = synpunkt.lage == Lage.VANTAR_KOMPLETTERING
    if vantar or av is not None:
        synpunkt = overga(SYNPUNKT, synpunkt, "komplettera", av=av, nu=nu)
    meddelande = _skriv(synpunkt, text, av=av, nu=nu)
    signal.resa(synpunkt, text, nu=nu)
    if av is None:
        # A merged case is handled as its master.
        hos = synpunkt.huvud or synpunkt
        nyckel = f"skrev-{meddelande.pk}"
        brev.till_handlaggaren("synpunkt_avsandaren_skrev", hos, nyckel=nyckel, nu=nu)
        if not vantar:
            logg.skriv("synpunkt.skrev", synpunkt, av=None, nu=nu)
    return synpunkt


@transaction.atomic
def besvara(
    synpunkt: Synpunkt, *, meddelande: str, av: Anvandare, avtryck: str = "", filer: int = 0
) -> Synpunkt:
    """Send the answer. With the `avtryck` of what was read through, nothing else is sent. How many
    `filer` go with it the mail tells (actions.personalbilaga puts them there)."""
    synpunkt = _som_granskat(synpunkt, "besvara", meddelande, avtryck, filer)
    data = {"meddelande": meddelande, "filer": filer}
    return overga(SYNPUNKT, synpunkt, "besvara", av=av, data=data)


def avsluta(synpunkt: Synpunkt, *, utfall: str, utfall_skal: str = "", av: Anvandare) -> Synpunkt:
    data = {"utfall": utfall, "utfall_skal": utfall_skal}
    return overga(SYNPUNKT, synpunkt, "avsluta", av=av, data=data)


@transaction.atomic
def ateroppna(synpunkt: Synpunkt, *, skal: str, av: Anvandare | None = None) -> Synpunkt:
    """Open a closed case again: the sender (`av` None) or the manager, within 30 days."""
    nu = klocka.nu()
    las_huvudet(synpunkt)
    if av is None:
        nu = _avsandarens_tid(las(SYNPUNKT, synpunkt), nu)
    synpunkt = overga(SYNPUNKT, synpunkt, "ateroppna", av=av, nu=nu, kommentar=skal)
    if av is None:
        _skriv(synpunkt, skal, av=None, nu=nu)
        signal.resa(synpunkt, skal, nu=nu)
    return synpunkt


@transaction.atomic
def anteckna(synpunkt: Synpunkt, *, text: str, av: Anvandare) -> None:
    """Write an internal note, which the sender never sees; the same words twice are one note."""
    nu = klocka.nu()
    synpunkt = las(SYNPUNKT, synpunkt)
    prova_nagon(av, synpunkt, *ANTECKNA)
    prova_ojavig(av, synpunkt)
    if synpunkt.gallrad:
        raise Regelbrott("Ärendet är gallrat. Det går inte att skriva i det.")
    if not text.strip():
        raise Regelbrott("Skriv anteckningen.")
    if _samma_anteckning(synpunkt, text, av, nu):
        return
    _skriv(synpunkt, text, av=av, nu=nu)
    logg.skriv("synpunkt.antecknad", synpunkt, av=av, nu=nu)


@transaction.atomic
def koppla_brist(synpunkt: Synpunkt, brist: Brist, *, av: Anvandare) -> Bristkoppling:
    """Say that the synpunkt is part of why a brist was noted; its sender is told the outcome.

    The brist is one that `brister_att_koppla` offers, tried again with its plan locked.
    """
    nu = klocka.nu()
    # The plan first: the act that tells the senders of an effect holds it too.
    Verksamhetsplan.objects.select_for_update(of=("self",), no_key=True).get(pk=brist.plan_id)
    synpunkt = las(SYNPUNKT, synpunkt)
    prova_nagon(av, synpunkt, *KOPPLA)
    prova_ojavig(av, synpunkt)
    if brist.namnd_id != synpunkt.namnd_id:
        raise Regelbrott("Bristen hör till en annan nämnd. Välj en brist i samma nämnd.")
    if not brister_att_koppla(synpunkt, av).filter(pk=brist.pk).exists():
        raise Regelbrott("Bristen är inte öppen, eller hör till en enhet som inte är din.")
    koppling, ny = Bristkoppling.objects.get_or_create(synpunkt=synpunkt, brist=brist)
    if ny:
        logg.skriv("synpunkt.kopplad", synpunkt, av=av, nu=nu, data={"brist": brist.pk})
    return koppling


def brister_att_koppla(synpunkt: Synpunkt, av: Anvandare) -> QuerySet[Brist]:
    """Return the brister that something is still to be done about, in living plans of the same
    nämnd, within the units whose plans or synpunkter the person sees."""
    inom = INGET
    for ratt in (Rattighet.PLAN_SE, *KOPPLA):
        inom |= omfang(av, ratt, enhet="plan__enhet", namnd="plan__namnd")
    atgarder = Atgard.objects.filter(brist=OuterRef("pk"))
    return Brist.objects.filter(
        inom,
        Exists(atgarder.oppna()) | ~Exists(atgarder),
        plan__in=Verksamhetsplan.objects.levande(),
        plan__namnd=synpunkt.namnd_id,
        ingen_atgard_av=None,
    )


@transaction.atomic
def ny_lank(synpunkt: Synpunkt) -> None:
    """Mail the sender a fresh link, at most one a day; only to the address that the case has."""
    nu = klocka.nu()
    nyckel = f"lank-{svensk_dag(nu)}"
    brev.till_avsandaren("synpunkt_lank", synpunkt, nyckel=nyckel, nu=nu)
    logg.skriv("synpunkt.ny_lank", synpunkt, av=None, nu=nu)


def avtryck(synpunkt: Synpunkt, rad: str, meddelande: str, filer: int = 0) -> str:
    """Return the print of the mail that an act would send, to the byte, apart from its link."""
    skrivet = brev.forhandsvisa(BREV[rad], synpunkt, text=meddelande.strip(), filer=filer)
    delar = (skrivet.amne, skrivet.text, skrivet.html)
    return krypto.uppslag("\0".join(delar), rum=f"synpunkt.brev.{synpunkt.pk}")


def _som_granskat(
    synpunkt: Synpunkt, rad: str, meddelande: str, granskat: str, filer: int
) -> Synpunkt:
    """Lock the case, and refuse to send what is not what its writer has read through."""
    synpunkt = las(SYNPUNKT, synpunkt)
    kvar = svarsmall.kvar(meddelande)
    if kvar:
        raise Regelbrott(f"Byt ut {', '.join(kvar)} mot riktiga ord innan du skickar.")
    if granskat and granskat != avtryck(synpunkt, rad, meddelande, filer):
        raise Regelbrott(
            "Mejlet är inte längre som när du läste igenom det. Läs igenom det en gång till."
        )
    return synpunkt


KOPPLA = (Rattighet.SYNPUNKT_FORDELA, Rattighet.SYNPUNKT_HANDLAGGA)
ANTECKNA = (*KOPPLA, Rattighet.SYNPUNKT_ATEROPPNA)
"""Acts outside the table of states, and the rights of which one is enough."""


def far_nagon(anvandare: Anvandare, objekt: Model, *ratter: Rattighet) -> bool:
    return any(far(anvandare, ratt, objekt) for ratt in ratter)


def prova_nagon(anvandare: Anvandare, objekt: Model, *ratter: Rattighet) -> None:
    if not far_nagon(anvandare, objekt, *ratter):
        raise PermissionDenied(f"{' eller '.join(ratter)} saknas")


def prova_ojavig(av: Anvandare, synpunkt: Synpunkt) -> None:
    """As the guard of the table, for acts outside it."""
    if av.pk in berorda_av(synpunkt):
        raise Regelbrott(JAVIG)


def _skriv(synpunkt: Synpunkt, text: str, *, av: Anvandare | None, nu: datetime) -> Meddelande:
    """Write what the sender says, or a note of staff."""
    falt: dict[str, Any] = {"riktning": Meddelande.Riktning.FRAN}
    if av is not None:
        falt = {"riktning": Meddelande.Riktning.INTERN, "namnd": synpunkt.namnd}
    return Meddelande.objects.create(synpunkt=synpunkt, text=text.strip(), av=av, tid=nu, **falt)


def _avsandarens_tid(synpunkt: Synpunkt, nu: datetime) -> datetime:
    """Return the time that is kept of what the sender does: of an anonymous one, the hour."""
    if synpunkt.svarsval == Synpunkt.Svarsval.EPOST:
        return nu
    sista = synpunkt.meddelanden.order_by("-tid", "-pk").first()
    forut = [tid for tid in (synpunkt.avslutad, sista and sista.tid, synpunkt.inkom) if tid]
    return tider.grov(nu, tidigast=max(forut))


def _samma_svar(synpunkt: Synpunkt, text: str) -> bool:
    """Say whether the sender's words were the last said in the conversation: a repeated submit.

    After a new question from us the same words ("Ja") are a new answer.
    """
    samtal = synpunkt.meddelanden.exclude(riktning=Meddelande.Riktning.INTERN)
    sista = samtal.order_by("-tid", "-pk").first()
    return (
        sista is not None
        and sista.riktning == Meddelande.Riktning.FRAN
        and sista.text == text.strip()
    )


def _samma_anteckning(synpunkt: Synpunkt, text: str, av: Anvandare, nu: datetime) -> bool:
    """Say whether the person wrote the same note moments ago: a repeated submit. Later it is
    something that happened again."""
    egna = synpunkt.meddelanden.filter(av=av, riktning=Meddelande.Riktning.INTERN)
    sista = egna.order_by("-tid", "-pk").first()
    return sista is not None and sista.text == text.strip() and nu - sista.tid < DUBBELTRYCK
