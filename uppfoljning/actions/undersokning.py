"""Business acts on surveys: making one from a template, closing it early."""

from __future__ import annotations

import secrets
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from cykel.models import Mal
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import Rattighet
from uppfoljning import enkatmallar
from uppfoljning.enkatmallar import Mall
from uppfoljning.models import Enkatversion, Fraga, Undersokning


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
    visning: str = Undersokning.Visning.SIDA,
    konsfraga: bool = True,
    kraver_kod: bool = False,
    mall: str = Mall.NKI,
    av: Anvandare,
) -> Undersokning:
    """Make a survey from a template. The same name and unit on the same day is the same."""
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
        visning=visning,
        konsfraga=konsfraga,
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
    _forsta_version(undersokning, Mall(mall))
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


def _forsta_version(undersokning: Undersokning, mall: Mall) -> None:
    """The template's questions are ready to use; without any, someone has to say when they are."""
    fragor = enkatmallar.fragor(mall, undersokning.om)
    version = Enkatversion.objects.create(undersokning=undersokning, utkast=not fragor)
    Fraga.objects.bulk_create(
        Fraga(version=version, ordning=nr, **fraga.falt()) for nr, fraga in enumerate(fragor, 1)
    )


def _slug(namn: str, oppnar: date) -> str:
    """Name, year and a random tail: an address that can be read aloud and not be guessed."""
    return f"{slugify(namn)[:40]}-{oppnar.year}-{secrets.token_hex(2)}".strip("-")
