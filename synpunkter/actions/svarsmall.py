"""The business acts on reply templates."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Namnd
from kvalitet.roller import Rattighet
from synpunkter import svarsmall
from synpunkter.models import Svarsmall

UPPTAGET = "Nämnden har redan en mall med det namnet. Välj ett annat namn."


@transaction.atomic
def skapa_mall(*, namnd: Namnd, namn: str, text: str, av: Anvandare) -> Svarsmall:
    mall = Svarsmall(namnd=namnd)
    prova(av, Rattighet.SYNPUNKT_INSTALLA, mall)
    return _spara(mall, namn, text, av)


@transaction.atomic
def andra_mall(mall: Svarsmall, *, namn: str, text: str, av: Anvandare) -> Svarsmall:
    """Change the template. What has been sent from it stays as it was sent."""
    mall = _las(mall)
    prova(av, Rattighet.SYNPUNKT_INSTALLA, mall)
    return _spara(mall, namn, text, av)


@transaction.atomic
def ta_ur_bruk(mall: Svarsmall, *, av: Anvandare) -> None:
    """Retire the template; twice is once."""
    mall = _las(mall)
    prova(av, Rattighet.SYNPUNKT_INSTALLA, mall)
    if mall.ur_bruk is None:
        mall.ur_bruk = klocka.nu()
        mall.save(update_fields=["ur_bruk"])
        logg.skriv("svarsmall.ur_bruk", mall, av=av, nu=mall.ur_bruk)


@transaction.atomic
def ta_i_bruk(mall: Svarsmall, *, av: Anvandare) -> None:
    mall = _las(mall)
    prova(av, Rattighet.SYNPUNKT_INSTALLA, mall)
    if mall.ur_bruk is not None:
        mall.ur_bruk = None
        _skriv(mall)
        logg.skriv("svarsmall.i_bruk", mall, av=av, nu=klocka.nu())


def _las(mall: Svarsmall) -> Svarsmall:
    return Svarsmall.objects.select_for_update(of=("self",)).get(pk=mall.pk)


def _spara(mall: Svarsmall, namn: str, text: str, av: Anvandare) -> Svarsmall:
    mall.namn, mall.text = namn.strip(), text.strip()
    if not mall.namn or not mall.text:
        raise Regelbrott("Skriv mallens namn och text.")
    if okanda := svarsmall.okanda(mall.text):
        raise Regelbrott(f"Det finns inget som heter {', '.join(okanda)}.")
    slag = "andrad" if mall.pk else "skapad"
    _skriv(mall)
    logg.skriv(f"svarsmall.{slag}", mall, av=av, nu=klocka.nu())
    return mall


def _skriv(mall: Svarsmall) -> None:
    try:
        with transaction.atomic():
            mall.save()
    except IntegrityError as fel:
        if "svarsmall_eget_namn" not in str(fel):
            raise
        raise Regelbrott(UPPTAGET) from fel
