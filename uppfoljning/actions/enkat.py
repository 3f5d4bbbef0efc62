"""Business acts on the questions of a survey: write, order, and put to use.

Until the day the survey opens the version in use is written in directly. From then on its
questions stand; a change is a draft of a new version, put to use as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from uppfoljning.models import Enkatversion, Fraga, Svarsalternativ, Undersokning

FLEST_FRAGOR = 40
FLEST_ALTERNATIV = 20


@dataclass(frozen=True, slots=True)
class Alternativ:
    """The words of one alternative."""

    text: str
    text_en: str = ""
    text_lattlast: str = ""


@transaction.atomic
def spara_fraga(
    version: Enkatversion,
    *,
    nyckel: str = "",
    uppgifter: Mapping[str, Any],
    alternativ: Sequence[Alternativ] = (),
    av: Anvandare,
) -> Fraga:
    """Add a question last, or (by its `nyckel`) change one.

    `uppgifter` is the question's columns. Its kind stands: another kind is another question.
    """
    version = _las(version, av)
    fraga = version.fragor.filter(nyckel=nyckel).first() if nyckel else _ny(version, uppgifter)
    if fraga is None:
        raise Regelbrott("Frågan är borttagen. Gå tillbaka till frågorna och ladda om sidan.")
    for falt, varde in uppgifter.items():
        if falt != "slag":
            setattr(fraga, falt, varde.strip() if isinstance(varde, str) else varde)
    if not fraga.text:
        raise Regelbrott("Skriv frågan.")
    if fraga.har_alternativ:
        _prova_alternativ(alternativ)
    try:
        fraga.full_clean()
    except ValidationError as fel:
        raise Regelbrott(" ".join(fel.messages)) from fel
    fraga.save()
    if fraga.har_alternativ:
        _spara_alternativ(fraga, alternativ)
    _logga(version, "fraga_sparad", av)
    return fraga


@transaction.atomic
def flytta(version: Enkatversion, *, nyckel: str, upp: bool, av: Anvandare) -> None:
    """Move a question one place; at the end of the list it stays."""
    version = _las(version, av)
    fragor = list(version.fragor.order_by("ordning"))
    plats = next((nr for nr, f in enumerate(fragor) if f.nyckel == nyckel), None)
    if plats is None:
        raise Regelbrott("Frågan är borttagen. Ladda om sidan.")
    till = plats + (-1 if upp else 1)
    if not 0 <= till < len(fragor):
        return
    ena, andra = fragor[plats], fragor[till]
    ena.ordning, andra.ordning = andra.ordning, ena.ordning
    Fraga.objects.bulk_update([ena, andra], ["ordning"])
    _logga(version, "fraga_flyttad", av)


@transaction.atomic
def ta_bort(version: Enkatversion, *, nyckel: str, av: Anvandare) -> None:
    """Take a question away; gone already is done."""
    version = _las(version, av)
    fraga = version.fragor.filter(nyckel=nyckel).first()
    if fraga is None:
        return
    if not version.utkast and version.fragor.count() == 1:
        raise Regelbrott("En undersökning har minst en fråga. Lägg till en ny innan du tar bort.")
    fraga.delete()
    _logga(version, "fraga_borttagen", av)


@transaction.atomic
def ny_version(undersokning: Undersokning, *, av: Anvandare) -> Enkatversion:
    """Begin a draft with the questions in use; the draft that is there already is it."""
    u = _las_undersokning(undersokning, av)
    if (utkast := u.versioner.filter(utkast=True).first()) is not None:
        return utkast
    fran = u.versioner.i_bruk()[0]
    ny = Enkatversion.objects.create(undersokning=u, nummer=fran.nummer + 1)
    for fraga in fran.fragor.prefetch_related("alternativ").order_by("ordning"):
        val = list(fraga.alternativ.all())
        fraga.pk, fraga._state.adding, fraga.version = None, True, ny
        fraga.save()
        for a in val:
            a.pk, a.fraga = None, fraga
        Svarsalternativ.objects.bulk_create(val)
    return ny


@transaction.atomic
def borja_anvanda(version: Enkatversion, *, av: Anvandare) -> Enkatversion:
    """Put a draft to use: who opens the survey from now on gets its questions."""
    u = _las_undersokning(version.undersokning, av)
    version = _finns(u, version)
    if not version.utkast:
        return version
    if not version.fragor.exists():
        raise Regelbrott("Lägg till minst en fråga innan frågorna börjar användas.")
    version.utkast = False
    version.save(update_fields=["utkast"])
    data = {"version": version.nummer}
    logg.skriv("undersokning.version", u, av=av, nu=klocka.nu(), data=data)
    return version


@transaction.atomic
def kasta_utkast(undersokning: Undersokning, *, av: Anvandare) -> None:
    """Throw the draft away. The first version stays, as the survey has no other."""
    u = _las_undersokning(undersokning, av)
    u.versioner.filter(utkast=True, nummer__gt=1).delete()


def _las_undersokning(undersokning: Undersokning, av: Anvandare) -> Undersokning:
    """Lock the survey, as answers and the closing do."""
    u = Undersokning.objects.select_for_update(of=("self",), no_key=True).get(pk=undersokning.pk)
    prova(av, Rattighet.UNDERSOKNING_SKRIVA, u)
    if u.har_stangt(timezone.localdate(klocka.nu())):
        raise Regelbrott("Undersökningen är stängd, så frågorna går inte att ändra.")
    return u


def _finns(u: Undersokning, version: Enkatversion) -> Enkatversion:
    """Return the version as it is now; a draft may have been thrown away meanwhile."""
    finns = u.versioner.filter(pk=version.pk).first()
    if finns is None:
        raise Regelbrott("Utkastet är borttaget. Ladda om sidan.")
    return finns


def _las(version: Enkatversion, av: Anvandare) -> Enkatversion:
    u = _las_undersokning(version.undersokning, av)
    version = _finns(u, version)
    version.undersokning = u
    if not version.far_andras(timezone.localdate(klocka.nu())):
        raise Regelbrott(
            "Undersökningen har öppnat, så frågorna står fast. "
            "Gör en ny version av frågorna om något måste ändras."
        )
    return version


def _ny(version: Enkatversion, uppgifter: Mapping[str, Any]) -> Fraga:
    upptagna = {f.nyckel: f.ordning for f in version.fragor.all()}
    if len(upptagna) >= FLEST_FRAGOR:
        raise Regelbrott(f"En undersökning har högst {FLEST_FRAGOR} frågor.")
    grund = "nki" if uppgifter["slag"] == Fraga.Slag.NKI else uppgifter["text"]
    return Fraga(
        version=version,
        slag=uppgifter["slag"],
        nyckel=_egen_nyckel(grund, upptagna),
        ordning=max(upptagna.values(), default=0) + 1,
    )


def _egen_nyckel(text: str, upptagna: Mapping[str, Any]) -> str:
    """A key from the words: the same question in another survey gets the same."""
    grund = slugify(text)[:36].strip("-") or "fraga"
    nycklar = [grund, *(f"{grund}-{nr}" for nr in range(2, len(upptagna) + 3))]
    return next(n for n in nycklar if n not in upptagna)


def _prova_alternativ(alternativ: Sequence[Alternativ]) -> None:
    if len(alternativ) < 2:
        raise Regelbrott("Skriv minst två alternativ, ett på varje rad.")
    if len(alternativ) > FLEST_ALTERNATIV:
        raise Regelbrott(f"En fråga har högst {FLEST_ALTERNATIV} alternativ.")
    if len({a.text for a in alternativ}) < len(alternativ):
        raise Regelbrott("Två alternativ är lika. Ta bort det ena.")


def _spara_alternativ(fraga: Fraga, alternativ: Sequence[Alternativ]) -> None:
    """Write the alternatives anew; those with the same words keep their key."""
    gamla = {a.text: a.nyckel for a in fraga.alternativ.all()}
    nycklar = {n: "" for t, n in gamla.items() if t in {a.text for a in alternativ}}
    fraga.alternativ.all().delete()
    nya = []
    for nr, a in enumerate(alternativ, 1):
        nyckel = gamla.get(a.text) or _egen_nyckel(a.text, nycklar)
        nycklar[nyckel] = ""
        nya.append(
            Svarsalternativ(
                fraga=fraga,
                nyckel=nyckel,
                ordning=nr,
                text=a.text,
                text_en=a.text_en,
                text_lattlast=a.text_lattlast,
            )
        )
    Svarsalternativ.objects.bulk_create(nya)


def _logga(version: Enkatversion, vad: str, av: Anvandare) -> None:
    data = {"version": version.nummer}
    u = version.undersokning
    logg.skriv(f"undersokning.{vad}", u, av=av, nu=klocka.nu(), data=data)
