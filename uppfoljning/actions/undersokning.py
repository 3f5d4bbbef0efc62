"""Business acts on surveys: making one from a template, closing it early."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

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
from uppfoljning.actions.frageindikator import for_in_varden
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
def andra(undersokning: Undersokning, *, uppgifter: Mapping[str, Any], av: Anvandare) -> None:
    """Change the particulars. What was promised to those who answer stands once it has opened,
    and a survey that has closed is not opened again."""
    u = Undersokning.objects.select_for_update(of=("self",), no_key=True).get(pk=undersokning.pk)
    prova(av, Rattighet.UNDERSOKNING_SKRIVA, u)
    dag = klocka.idag()
    nya = {n: v.strip() if isinstance(v, str) else v for n, v in uppgifter.items()}
    andrade = {n for n, v in nya.items() if getattr(u, n) != v}
    if not andrade:
        return
    if not andrade <= _far_andras(u, dag):
        raise Regelbrott("Undersökningen har hunnit öppna eller stänga. Ladda om sidan.")
    for falt in andrade:
        setattr(u, falt, nya[falt])
    if "stanger" in andrade and u.stanger < dag:
        raise Regelbrott("Sista dagen kan inte ha passerat. Stäng undersökningen i stället.")
    if "oppnar" in andrade and u.oppnar < dag:
        raise Regelbrott("Första dagen kan inte ha passerat. Välj dagens datum eller ett senare.")
    try:
        u.full_clean()
    except ValidationError as fel:
        raise Regelbrott(" ".join(fel.messages)) from fel
    u.save(update_fields=sorted(andrade))
    data = {"falt": sorted(andrade)}
    logg.skriv("undersokning.andrad", u, av=av, nu=klocka.nu(), data=data)


def _far_andras(u: Undersokning, dag: date) -> set[str]:
    falt = {"urval", "overtackning", "ram"}
    if not u.har_stangt(dag):
        falt |= {"namn", "inledning", "stanger"}
    if dag < u.oppnar:
        falt |= {"oppnar", "troskel", "konsfraga", "visning", "mal"}
    return falt


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
    for_in_varden(u)
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
