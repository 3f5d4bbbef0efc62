"""The business acts of a register extract. Each leaves a trace: who asked, and in which cases."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from kvalitet import klocka, logg
from kvalitet.behorighet import omfang_namnd
from kvalitet.fel import Regelbrott
from kvalitet.kalender import svensk_dag
from kvalitet.models import Anvandare, Namnd
from kvalitet.roller import Rattighet
from synpunkter import radering, sekretess, utdrag, utdragsfil
from synpunkter.radering import Provning
from synpunkter.utdrag import MEST, Sokning, Traff


def namnder(av: Anvandare) -> QuerySet[Namnd]:
    """Return the nämnder in whose registers the person may search."""
    return Namnd.objects.filter(omfang_namnd(av, Rattighet.REGISTERUTDRAG, namnd="pk")).order_by(
        "namn", "pk"
    )


@transaction.atomic
def sok_person(namnd: Namnd, sokning: Sokning, *, av: Anvandare) -> list[Traff]:
    """Search the nämnd's register for a person. What was searched for is kept nowhere."""
    traffar = _sok(namnd, sokning, av)
    data = {"antal": len(traffar), "namnd": namnd.pk}
    logg.skriv("register.sokt", namnd, av=av, nu=klocka.nu(), data=data)
    return traffar


@transaction.atomic
def lamna_ut(
    namnd: Namnd, sokning: Sokning, valda: Collection[int], *, av: Anvandare
) -> tuple[bytes, datetime]:
    """Return the extract of the chosen cases as a zip, and the moment it was made.

    Only what the search itself finds can be chosen.
    """
    nu = klocka.nu()
    traffar = [t for t in _sok(namnd, sokning, av) if t.synpunkt.pk in valda]
    if not traffar:
        raise Regelbrott("Välj minst ett ärende som handlar om personen.")
    _prova_skyddade(traffar, av)
    fil = utdragsfil.packa(utdrag.samla(namnd, traffar, sokning), nu=nu)
    data = {"antal": len(traffar), "namnd": namnd.pk}
    logg.skriv("register.utdrag", namnd, av=av, nu=nu, data=data)
    logg.skriv_flera("synpunkt.utdrag", ((t.synpunkt, {}) for t in traffar), av=av, nu=nu)
    return fil, nu


@transaction.atomic
def prova_radering(
    namnd: Namnd, sokning: Sokning, valda: Collection[int], *, av: Anvandare
) -> tuple[list[Provning], str]:
    """Say of the chosen cases what may be erased, with a draft of the answer to the person.

    Nothing is taken away here: that is a disposal, which another person approves.
    """
    nu = klocka.nu()
    traffar = [t for t in _sok(namnd, sokning, av) if t.synpunkt.pk in valda]
    if not traffar:
        raise Regelbrott("Välj minst ett ärende som handlar om personen.")
    dag = svensk_dag(nu)
    provningar = radering.prova(namnd, traffar, dag)
    data = {"antal": len(traffar), "namnd": namnd.pk}
    logg.skriv("register.radering", namnd, av=av, nu=nu, data=data)
    return provningar, radering.svarsutkast(namnd, provningar, dag)


def _prova_skyddade(traffar: Collection[Traff], av: Anvandare) -> None:
    """A protected sender's contact is taken out by one of the named few, and that is on record."""
    hela = {t.synpunkt.avsandarens for t in traffar if t.avsandare}
    for s in sorted((s for s in hela if s.skyddad), key=lambda s: s.pk):
        if not sekretess.far_se_kontakt(av, s):
            raise Regelbrott(
                f"Avsändaren av {s} har skyddade personuppgifter. Låt någon som får se dem ta ut "
                "utdraget, eller välj bort ärendet."
            )
        sekretess.skriv_lasning(sekretess.KONTAKT_LAST, s, av=av)


def _sok(namnd: Namnd, sokning: Sokning, av: Anvandare) -> list[Traff]:
    if not namnder(av).filter(pk=namnd.pk).exists():
        raise PermissionDenied(f"{Rattighet.REGISTERUTDRAG} saknas")
    if not sokning.uttryck:
        raise Regelbrott("Skriv något om personen att söka efter.")
    traffar = utdrag.sok(av, namnd, sokning)
    if len(traffar) > MEST:
        raise Regelbrott(f"Fler än {MEST} ärenden hittades. Skriv mer om personen.")
    return traffar
