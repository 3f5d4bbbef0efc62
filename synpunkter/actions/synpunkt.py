"""The business acts on a synpunkt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from psycopg.errors import UniqueViolation

from cykel.models import Atgard, Brist, Verksamhetsplan
from kvalitet import klocka, krypto, logg
from kvalitet.behorighet import INGET, far, omfang
from kvalitet.fel import Regelbrott
from kvalitet.kalender import svensk_dag
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.overgang import las, overga
from kvalitet.roller import Rattighet
from synpunkter import epost as brev
from synpunkter import fordelning
from synpunkter import kod as koder
from synpunkter.models import Bristkoppling, Kontakt, Meddelande, Synpunkt
from synpunkter.tidsfrist import frist_for, lofte
from synpunkter.tillstand import SYNPUNKT, Lage

TEXTVERSION = "2026-1"
"""The wording about public records that the public form shows (allman_handling.html)."""
TEXTVERSION_INTE_VISAD = "muntligt"
"""Written in by staff: the sender has read no form."""
DUBBELTRYCK = timedelta(minutes=2)
"""Within this the same note again is a second press of the button."""
_FORSOK = 8
"""References to try: one in a million is taken, and eight in a row never are."""


@dataclass(frozen=True)
class Kvitto:
    """What the sender gets: the case and, this once, its secret code."""

    synpunkt: Synpunkt
    kod: str


def ta_emot(
    *,
    token: str,
    typ: str,
    text: str,
    namnd: Namnd,
    enhet: Enhet,
    plats: str = "",
    svarsval: str,
    epost: str = "",
    namn: str = "",
    kanal: str = Synpunkt.Kanal.WEBB,
    inkom: datetime | None = None,
    misstankt: bool = False,
    av: Anvandare | None = None,
) -> Kvitto:
    """Take a synpunkt in, from its sender or (with `av`) written in by staff on arrival `inkom`.

    One that is `misstankt` (spam) waits in quarantine for a person to read.

    The same token makes one case, also when two requests come at once: the second waits at the
    unique index and gets the receipt of the first. Contact details are kept only when the sender
    wants an answer by e-mail.
    """
    nu = klocka.nu()
    inkom = inkom or nu
    dagar = lofte(frist_for(namnd), svensk_dag(inkom))
    synpunkt = Synpunkt(
        typ=typ,
        text=text.strip(),
        plats=plats.strip(),
        namnd=namnd,
        enhet=enhet,
        kanal=kanal,
        svarsval=svarsval,
        lage=Lage.KARANTAN if misstankt else Lage.INKOMMEN,
        inkom=inkom,
        tas_om_hand_senast=dagar.tas_om_hand,
        svar_senast=dagar.svar,
        kod_hmac=koder.koduppslag(koder.kod(token)),
        token_hmac=koder.tokenuppslag(token),
        textversion=TEXTVERSION if kanal == Synpunkt.Kanal.WEBB else TEXTVERSION_INTE_VISAD,
    )
    if av is not None:
        _prova_skriva_in(av)
    kontakt = _kontakt(epost, namn) if svarsval == Synpunkt.Svarsval.EPOST else None
    return Kvitto(_spara(synpunkt, kontakt, token, nu=nu, av=av), koder.kod(token))


def tilldela(
    synpunkt: Synpunkt,
    *,
    enhet: Enhet,
    namnd: Namnd | None = None,
    handlaggare: Anvandare | None = None,
    av: Anvandare,
) -> Synpunkt:
    """Give the case to a unit, and to a person of it if one is known.

    Without `namnd` it stays with its nämnd when that answers for the unit, else it goes to the
    one that does.
    """
    namnd = namnd or fordelning.namnd_for(enhet, helst=synpunkt.namnd, dag=klocka.idag())
    data = {"enhet": enhet, "namnd": namnd, "handlaggare": handlaggare}
    return overga(SYNPUNKT, synpunkt, "tilldela", av=av, data=data)


def ta_hand_om(synpunkt: Synpunkt, *, av: Anvandare) -> Synpunkt:
    return overga(SYNPUNKT, synpunkt, "ta_hand_om", av=av)


def begar_komplettering(synpunkt: Synpunkt, *, meddelande: str, av: Anvandare) -> Synpunkt:
    data = {"meddelande": meddelande}
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
    if synpunkt.lage == Lage.AVSLUTAD:
        raise Regelbrott("Ärendet är avslutat. Öppna det igen om du vill skriva mer.")
    if av is None and _samma_svar(synpunkt, text):
        return synpunkt
    vantar = synpunkt.lage == Lage.VANTAR_KOMPLETTERING
    if vantar or av is not None:
        synpunkt = overga(SYNPUNKT, synpunkt, "komplettera", av=av, nu=nu)
    meddelande = _skriv(synpunkt, text, av=av, nu=nu)
    if av is None:
        brev.till_handlaggaren(
            "synpunkt_avsandaren_skrev", synpunkt, nyckel=f"skrev-{meddelande.pk}", nu=nu
        )
        if not vantar:
            logg.skriv("synpunkt.skrev", synpunkt, av=None, nu=nu)
    return synpunkt


def besvara(synpunkt: Synpunkt, *, meddelande: str, av: Anvandare) -> Synpunkt:
    return overga(SYNPUNKT, synpunkt, "besvara", av=av, data={"meddelande": meddelande})


def avsluta(synpunkt: Synpunkt, *, utfall: str, utfall_skal: str = "", av: Anvandare) -> Synpunkt:
    data = {"utfall": utfall, "utfall_skal": utfall_skal}
    return overga(SYNPUNKT, synpunkt, "avsluta", av=av, data=data)


@transaction.atomic
def ateroppna(synpunkt: Synpunkt, *, skal: str, av: Anvandare | None = None) -> Synpunkt:
    """Open a closed case again: the sender (`av` None) or the manager, within 30 days."""
    nu = klocka.nu()
    synpunkt = overga(SYNPUNKT, synpunkt, "ateroppna", av=av, nu=nu, kommentar=skal)
    if av is None:
        _skriv(synpunkt, skal, av=None, nu=nu)
    return synpunkt


@transaction.atomic
def anteckna(synpunkt: Synpunkt, *, text: str, av: Anvandare) -> None:
    """Write an internal note, which the sender never sees; the same words twice are one note."""
    nu = klocka.nu()
    synpunkt = las(SYNPUNKT, synpunkt)
    prova_nagon(av, synpunkt, *ANTECKNA)
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


SKRIVA_IN = (Rattighet.SYNPUNKT_FORDELA, Rattighet.SYNPUNKT_HANDLAGGA)
"""Held anywhere: whoever answers the telephone writes in for any unit, and reads it no more."""
KOPPLA = (Rattighet.SYNPUNKT_FORDELA, Rattighet.SYNPUNKT_HANDLAGGA)
ANTECKNA = (*KOPPLA, Rattighet.SYNPUNKT_ATEROPPNA)
"""Acts outside the table of states, and the rights of which one is enough."""


def far_nagon(anvandare: Anvandare, objekt: Model, *ratter: Rattighet) -> bool:
    return any(far(anvandare, ratt, objekt) for ratt in ratter)


def prova_nagon(anvandare: Anvandare, objekt: Model, *ratter: Rattighet) -> None:
    if not far_nagon(anvandare, objekt, *ratter):
        raise PermissionDenied(f"{' eller '.join(ratter)} saknas")


def _prova_skriva_in(av: Anvandare) -> None:
    if not any(far(av, ratt) for ratt in SKRIVA_IN):
        raise PermissionDenied("får inte skriva in synpunkter")


def _kontakt(epost: str, namn: str) -> Kontakt:
    if not epost.strip():
        raise Regelbrott("Skriv din e-postadress, så att svaret kommer fram.")
    return Kontakt(
        epost=epost.strip(),
        epost_hmac=krypto.uppslag(epost.strip().lower(), rum="kontakt.epost"),
        namn=namn.strip(),
    )


def _spara(
    synpunkt: Synpunkt, kontakt: Kontakt | None, token: str, *, nu: datetime, av: Anvandare | None
) -> Synpunkt:
    """Insert the case, or return the one that the token has made already."""
    ar = svensk_dag(synpunkt.inkom).year
    for forsok in range(_FORSOK):
        synpunkt.referens = koder.referens(token, ar=ar, forsok=forsok)
        try:
            with transaction.atomic():
                _skapa(synpunkt, kontakt, nu=nu, av=av)
                return synpunkt
        except IntegrityError as fel:
            if not isinstance(fel.__cause__, UniqueViolation):
                raise
            synpunkt.pk = None
            redan = _redan_tagen(synpunkt.token_hmac)
            if redan is not None:
                return redan
    raise RuntimeError("no free reference")


def _redan_tagen(token_hmac: str) -> Synpunkt | None:
    fraga = Synpunkt.objects.select_related("namnd", "enhet")
    return fraga.filter(token_hmac=token_hmac).first()


def _skapa(
    synpunkt: Synpunkt, kontakt: Kontakt | None, *, nu: datetime, av: Anvandare | None
) -> None:
    synpunkt.save(force_insert=True)
    slag = "inkom" if synpunkt.kanal == Synpunkt.Kanal.WEBB else "registrerad"
    data = {"kanal": str(synpunkt.kanal)}
    logg.skriv(f"synpunkt.{slag}", synpunkt, av=av, nu=nu, data=data)
    if kontakt is not None:
        kontakt.synpunkt = synpunkt
        kontakt.save(force_insert=True)
        brev.till_kontakt("synpunkt_kvitto", kontakt, synpunkt, nyckel="kvitto", nu=nu)


def _skriv(synpunkt: Synpunkt, text: str, *, av: Anvandare | None, nu: datetime) -> Meddelande:
    """Write what the sender says, or a note of staff."""
    falt: dict[str, Any] = {"riktning": Meddelande.Riktning.FRAN}
    if av is not None:
        falt = {"riktning": Meddelande.Riktning.INTERN, "namnd": synpunkt.namnd}
    return Meddelande.objects.create(synpunkt=synpunkt, text=text.strip(), av=av, tid=nu, **falt)


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
