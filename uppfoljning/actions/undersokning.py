"""Business acts on surveys: making one, closing it early, and a resident's answer.

An answer is anonymous for real. Nothing about who answered reaches the database or the log: no
person, no address, no moment (only the month), and no event is written. The one-time token of
the page is kept as a keyed HMAC, so that a double submit counts once and leads nowhere.
"""

from __future__ import annotations

import secrets
from datetime import date

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from cykel.models import Mal
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.krypto import uppslag
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import Rattighet
from kvalitet.statistik import NKI_MAX, NKI_MIN
from uppfoljning.actions.svarskod import anvand
from uppfoljning.models import Svar, Undersokning

SALT = "uppfoljning.undersokning.svar"
TOKEN_GALLER = 24 * 3600
"""Seconds for which a page that was opened can be sent in."""


@transaction.atomic
def skapa(
    *,
    namn: str,
    om: str,
    enhet: Enhet,
    namnd: Namnd,
    oppnar: date,
    stanger: date,
    urval: int,
    overtackning: int = 0,
    ram: int | None = None,
    troskel: int = Undersokning.Troskel.FEM,
    mal: Mal | None = None,
    inledning: str = "",
    slug: str = "",
    kraver_kod: bool = False,
    av: Anvandare,
) -> Undersokning:
    """Make a survey with the NKI triple. The same name and unit on the same day is the same."""
    undersokning = Undersokning(
        namn=namn.strip(),
        slug=slug or _slug(namn, oppnar),
        inledning=inledning.strip(),
        om=om.strip(),
        enhet=enhet,
        namnd=namnd,
        mal=mal,
        oppnar=oppnar,
        stanger=stanger,
        urval=urval,
        overtackning=overtackning,
        ram=ram,
        troskel=troskel,
        kraver_kod=kraver_kod,
    )
    prova(av, Rattighet.UNDERSOKNING_SKRIVA, undersokning)
    # Serialises double submits of the same form.
    Namnd.objects.select_for_update().get(pk=namnd.pk)
    fanns = Undersokning.objects.filter(
        namn=undersokning.namn, enhet=enhet, namnd=namnd, oppnar=oppnar, stanger=stanger
    ).first()
    if fanns is not None:
        return fanns
    try:
        undersokning.full_clean()
    except ValidationError as fel:
        raise Regelbrott(" ".join(fel.messages)) from fel
    undersokning.save()
    data = {"oppnar": oppnar.isoformat(), "stanger": stanger.isoformat()}
    logg.skriv("undersokning.skapad", undersokning, av=av, nu=klocka.nu(), data=data)
    return undersokning


@transaction.atomic
def stang(undersokning: Undersokning, *, av: Anvandare) -> Undersokning:
    """Close an open survey before its last day, for good: then its result is shown."""
    u = Undersokning.objects.select_for_update(of=("self",)).get(pk=undersokning.pk)
    prova(av, Rattighet.UNDERSOKNING_SKRIVA, u)
    nu = klocka.nu()
    dag = timezone.localdate(nu)
    if u.har_stangt(dag):
        return u
    if not u.ar_oppen(dag):
        raise Regelbrott("Undersökningen har inte öppnat än, så den går inte att stänga.")
    u.stanger, u.stangd = dag, nu
    u.save(update_fields=["stanger", "stangd"])
    logg.skriv("undersokning.stangd", u, av=av, nu=nu, data={"stanger": dag.isoformat()})
    return u


def ny_token(undersokning: Undersokning) -> str:
    """Return a one-time token for one showing of the survey's page."""
    return signing.dumps([undersokning.pk, secrets.token_urlsafe(16)], salt=SALT)


@transaction.atomic
def svara(
    undersokning: Undersokning,
    *,
    token: str,
    nojd: int,
    forvantan: int,
    ideal: int,
    kon: str,
    fritext: str = "",
    kod: str = "",
) -> None:
    """Count an answer, once per token and once per code. Writes no event: that would tell when it
    was given."""
    _prova_token(undersokning, token)
    summa = uppslag(token, rum=SALT)
    # Waits for a closing that is under way: no answer may change a result that is shown.
    undersokning = Undersokning.objects.select_for_update(no_key=True).get(pk=undersokning.pk)
    dag = timezone.localdate(klocka.nu())
    if not undersokning.ar_oppen(dag):
        raise Regelbrott("Undersökningen är inte öppen, så svaret kunde inte tas emot.")
    if not all(NKI_MIN <= x <= NKI_MAX for x in (nojd, forvantan, ideal)) or kon not in Svar.Kon:
        raise Regelbrott("Svara på alla frågor med ett tal mellan 1 och 10.")
    if undersokning.kraver_kod:
        if Svar.objects.filter(token_hmac=summa).exists():
            return  # sent twice: its code is used already, by itself
        anvand(undersokning, kod)
        dag = undersokning.oppnar  # when a code is used can be seen, so no answer has its month
    svar = Svar(
        undersokning=undersokning,
        manad=dag.replace(day=1),
        nojd=nojd,
        forvantan=forvantan,
        ideal=ideal,
        kon=kon,
        fritext=fritext.strip(),
        token_hmac=summa,
    )
    Svar.objects.bulk_create([svar], ignore_conflicts=True)


def _prova_token(undersokning: Undersokning, token: str) -> None:
    try:
        nyckel, _ = signing.loads(token, salt=SALT, max_age=TOKEN_GALLER)
    except (signing.BadSignature, ValueError, TypeError) as fel:
        raise Regelbrott(
            "Sidan har varit öppen för länge. Dina svar är kvar, skicka dem en gång till."
        ) from fel
    if nyckel != undersokning.pk:
        raise Regelbrott("Svaret hör till en annan undersökning. Ladda om sidan och svara igen.")


def _slug(namn: str, oppnar: date) -> str:
    """Name, year and a random tail: an address that can be read aloud and not be guessed."""
    return f"{slugify(namn)[:40]}-{oppnar.year}-{secrets.token_hex(2)}".strip("-")
