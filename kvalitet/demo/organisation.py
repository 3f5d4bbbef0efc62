"""Nämnder, kontor, units and people of the demo municipality."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from kvalitet.actions.konton import ge_roll
from kvalitet.actions.organisation import bygg_sokvagar
from kvalitet.demokonton import DEMOKONTON, LOSENORD, OVRIGA
from kvalitet.models import Anvandare, Enhet, EnhetPlacering, Namnd, NamndAnsvar

SEDAN = date(2019, 1, 1)
UNDERLAG = Path(__file__).with_name("organisation.json")


def ladda() -> None:
    underlag = json.loads(UNDERLAG.read_text(encoding="utf-8"))
    kommun = Enhet.objects.create(namn=settings.ORGANISATION.namn, slag=Enhet.Slag.KOMMUN)
    for post in underlag["namnder"]:
        _namnd(post, kommun)
    bygg_sokvagar()
    _konton()


def _namnd(post: dict[str, Any], kommun: Enhet) -> None:
    """One nämnd with its kontor and units; a shared kontor is answered for area by area."""
    namnd = Namnd.objects.create(kod=post["kod"], namn=post["namn"])
    kontor, ny = Enhet.objects.get_or_create(namn=post["kontor"], slag=Enhet.Slag.KONTOR)
    if ny:
        _placera([kontor], kommun)
    _ansvar(kontor, namnd)
    for namn, enheter in post["verksamheter"].items():
        omrade = Enhet.objects.create(namn=namn, slag=Enhet.Slag.OMRADE)
        _placera([omrade], kontor)
        _ansvar(omrade, namnd)
        under = [Enhet(namn=enhet, slag=Enhet.Slag.ENHET) for enhet in enheter]
        _placera(Enhet.objects.bulk_create(under), omrade)


def _placera(enheter: list[Enhet], under: Enhet) -> None:
    EnhetPlacering.objects.bulk_create(
        EnhetPlacering(enhet=enhet, foralder=under, giltig=(SEDAN, None)) for enhet in enheter
    )


def _ansvar(enhet: Enhet, namnd: Namnd) -> None:
    NamndAnsvar.objects.create(enhet=enhet, namnd=namnd, giltig=(SEDAN, None))


def _konton() -> None:
    namnder = {namnd.kod: namnd for namnd in Namnd.objects.all()}
    losenord = make_password(LOSENORD)  # slow on purpose, so once is enough
    for konto in (*DEMOKONTON, *OVRIGA):
        anvandare = Anvandare.objects.create(epost=konto.epost, namn=konto.namn, password=losenord)
        for roll, enhet, kod in konto.roller:
            ge_roll(
                anvandare,
                roll=roll,
                enhet=Enhet.objects.exclude(slag=Enhet.Slag.ENHET).get(namn=enhet),
                namnd=namnder.get(kod),
                fran=SEDAN,
                av=None,
            )
