"""Cases that are merged, split and forwarded, and what their senders read."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from kvalitet.models import Utskick
from synpunkter import lank
from synpunkter.actions import lagen
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage
from synpunkter.villkor_lagen import Del
from tests.factories import Kommun
from tests.synpunkter.exempel import PROVAT, Personal, i_lage

SVAR = "Du har rätt. Från och med i dag ringer vi alltid."


def i_handlaggning(kommun: Kommun, personal: Personal, **andrat: Any) -> Synpunkt:
    return i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal, **andrat)


def brev(mall: str) -> dict[str, str]:
    """Return the texts of the waiting mails by recipient."""
    rader = [json.loads(u.innehall) for u in Utskick.objects.filter(mall=mall).order_by("pk")]
    assert len({rad["mottagare"] for rad in rader}) == len(rader), "ett brev var"
    return {rad["mottagare"]: f"{rad['amne']}\n{rad['text']}\n{rad['html']}" for rad in rader}


def foljsida(client: Client, s: Synpunkt) -> str:
    return client.get(f"/synpunkter/folj/{lank.signera(s.referens)}/").content.decode()


def falt(s: Synpunkt) -> dict[str, Any]:
    return Synpunkt.objects.filter(pk=s.pk).values().get()


def delat(kommun: Kommun, personal: Personal, **andrat: Any) -> tuple[Synpunkt, list[Synpunkt]]:
    hela = i_handlaggning(kommun, personal, **andrat)
    delar = [
        Del("Varför ändras tiden?", kommun.hemtjanst, kommun.von),
        Del("Finns boken kommer?", kommun.bibliotek, kommun.kfn, **PROVAT),
    ]
    hela = lagen.dela(hela, delar=delar, av=personal.registrator)
    return hela, list(hela.delar.order_by("pk"))


def svara_pa(del_: Synpunkt, text: str, personal: Personal) -> Synpunkt:
    del_ = akter.tilldela(del_, enhet=del_.enhet, av=personal.registrator)
    del_ = akter.ta_hand_om(del_, av=personal.handlaggare)
    return akter.besvara(del_, meddelande=text, av=personal.handlaggare)
