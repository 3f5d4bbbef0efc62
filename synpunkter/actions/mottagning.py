"""Taking a synpunkt in, from its sender or written in by staff."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from psycopg.errors import UniqueViolation

from kvalitet import klocka, krypto, logg
from kvalitet.behorighet import far
from kvalitet.fel import Regelbrott
from kvalitet.ihop import NYCKELN, skriv_ihop
from kvalitet.kalender import svensk_dag
from kvalitet.models import Anvandare, Enhet, Handelse, Namnd, Utskick
from kvalitet.roller import Rattighet
from synpunkter import epost as brev
from synpunkter import fordelning, regler, tider
from synpunkter import kod as koder
from synpunkter.actions import signal
from synpunkter.models import Kontakt, Synpunkt
from synpunkter.signaler import signaler
from synpunkter.tidsfrist import frist_for, lofte
from synpunkter.tillstand import Lage

TEXTVERSION = "2026-4"
"""The wording about public records that the public form shows (allman_handling.html)."""
TEXTVERSION_INTE_VISAD = "muntligt"
"""Written in by staff: the sender has read no form."""
SKRIVA_IN = (Rattighet.SYNPUNKT_FORDELA, Rattighet.SYNPUNKT_HANDLAGGA)
"""Held anywhere: whoever answers the telephone writes in for any unit, and reads it no more."""
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
    sprak: str = settings.LANGUAGE_CODE,
    av: Anvandare | None = None,
    fordela: bool | None = None,
    lofte_fran: date | None = None,
) -> Kvitto:
    """Take a synpunkt in, from its sender or (with `av`) written in by staff on arrival `inkom`.

    One that is `misstankt` (spam) waits in quarantine for a person to read. The routing rules say
    where it goes when its sender wrote; of what staff write in, only with `fordela`. The promise
    counts from the arrival, or from `lofte_fran`. The sender's mails will be in `sprak`.

    The same token makes one case, also when two requests come at once: the second waits at the
    unique index and gets the receipt of the first. Contact details are kept only when the sender
    wants an answer by e-mail.
    """
    nu = klocka.nu()
    if kanal == Synpunkt.Kanal.WEBB and svarsval != Synpunkt.Svarsval.EPOST:
        nu = tider.grov(nu)  # anonymous: nothing finer than the hour is kept
    inkom = inkom or nu
    fordelad = regler.Fordelad(fordelning.Mottagare(enhet, namnd))
    if fordela if fordela is not None else av is None:
        dag = svensk_dag(nu)
        fordelad = regler.fordela(fordelad.till, typ=typ, text=text, kanal=kanal, dag=dag)
    namnd = fordelad.till.namnd
    dagar = lofte(frist_for(namnd), lofte_fran or svensk_dag(inkom))
    kod = koder.kod(token)
    synpunkt = Synpunkt(
        typ=typ,
        text=text.strip(),
        plats=plats.strip(),
        namnd=namnd,
        enhet=fordelad.till.enhet,
        regel=fordelad.regel,
        kanal=kanal,
        svarsval=svarsval,
        lage=Lage.KARANTAN if misstankt else Lage.INKOMMEN,
        inkom=inkom,
        tas_om_hand_senast=dagar.tas_om_hand,
        svar_senast=dagar.svar,
        kod_hmac=koder.koduppslag(kod),
        token_hmac=koder.tokenuppslag(token),
        sprak=sprak,
        textversion=TEXTVERSION if kanal == Synpunkt.Kanal.WEBB else TEXTVERSION_INTE_VISAD,
    )
    if av is not None:
        _prova_skriva_in(av)
    kontakt = _kontakt(epost, namn) if svarsval == Synpunkt.Svarsval.EPOST else None
    foljer = _handelser(synpunkt, vald=enhet, nu=nu, av=av)
    return Kvitto(_spara(synpunkt, foljer, kontakt, token, nu=nu), kod)


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
    synpunkt: Synpunkt,
    handelser: Sequence[Handelse],
    kontakt: Kontakt | None,
    token: str,
    *,
    nu: datetime,
) -> Synpunkt:
    """Insert the case, or return the one that the token has made already."""
    ar = svensk_dag(synpunkt.inkom).year
    for forsok in range(_FORSOK):
        synpunkt.referens = koder.referens(token, ar=ar, forsok=forsok)
        try:
            with _helt(synpunkt):
                skriv_ihop(synpunkt, [*handelser, *_till_avsandaren(synpunkt, kontakt, nu)])
                signal.resa(synpunkt, synpunkt.text, nu=nu)
                return synpunkt
        except IntegrityError as fel:
            if not isinstance(fel.__cause__, UniqueViolation):
                raise
            synpunkt.pk = None
            redan = _redan_tagen(synpunkt.token_hmac)
            if redan is not None:
                return redan
    raise RuntimeError("no free reference")


def _helt(synpunkt: Synpunkt) -> AbstractContextManager[None]:
    """One statement is whole by itself. With more to write, or in the midst of another act, it is
    a transaction that makes it so."""
    if connection.in_atomic_block or signaler(synpunkt.text):
        return transaction.atomic()
    return nullcontext()


def _handelser(
    synpunkt: Synpunkt, *, vald: Enhet, nu: datetime, av: Anvandare | None
) -> list[Handelse]:
    """What the log tells: that it came in, and the rule that sent it elsewhere than was chosen."""
    slag = "inkom" if synpunkt.kanal == Synpunkt.Kanal.WEBB else "registrerad"
    data = {"kanal": str(synpunkt.kanal)}
    ut = [logg.osparad(f"synpunkt.{slag}", synpunkt, av=av, nu=nu, data=data)]
    if (regel := synpunkt.regel_id) is not None:
        byte = {"regel": regel, "fran_enhet": vald.pk, "till_enhet": synpunkt.enhet_id}
        ut.append(logg.osparad("synpunkt.regel", synpunkt, av=None, nu=nu, data=byte))
    return ut


def _till_avsandaren(
    synpunkt: Synpunkt, kontakt: Kontakt | None, nu: datetime
) -> list[Kontakt | Utskick]:
    """Where the sender is reached, and the receipt: of what is in quarantine it goes when a person
    has let it out (effekter_skrap)."""
    if kontakt is None:
        return []
    kontakt.synpunkt_id = NYCKELN
    if synpunkt.lage == Lage.KARANTAN:
        return [kontakt]
    return [kontakt, brev.kvitto(kontakt, synpunkt, nu=nu)]


def _redan_tagen(token_hmac: str) -> Synpunkt | None:
    fraga = Synpunkt.objects.select_related("namnd", "enhet")
    return fraga.filter(token_hmac=token_hmac).first()
