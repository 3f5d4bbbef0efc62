"""Synpunkter for tests: real words, in the state that a test needs."""

from __future__ import annotations

import itertools
from typing import Any

from synpunkter.actions import lagen, mottagning
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage
from synpunkter.villkor_lagen import Del
from tests import factories
from tests.factories import Kommun

TEXT = (
    "Tiden på morgonen ändras utan att någon säger till. "
    "Min mamma sitter och väntar och blir orolig."
)
EPOST = "gunilla.ek@exempel.se"
_token = itertools.count(1)


def kvitto(kommun: Kommun, **andrat: Any) -> mottagning.Kvitto:
    val: dict[str, Any] = {
        "token": f"token-{next(_token)}",
        "typ": Synpunkt.Typ.KLAGOMAL,
        "text": TEXT,
        "namnd": kommun.von,
        "enhet": kommun.hemtjanst,
        "svarsval": Synpunkt.Svarsval.EPOST,
        "epost": EPOST,
        "namn": "Gunilla Ek",
    }
    return mottagning.ta_emot(**val | andrat)


def synpunkt(kommun: Kommun, **andrat: Any) -> Synpunkt:
    return kvitto(kommun, **andrat).synpunkt


def anonymt(kommun: Kommun, **andrat: Any) -> mottagning.Kvitto:
    return kvitto(kommun, **{"svarsval": "kod", "epost": "", "namn": ""} | andrat)


class Personal:
    """Who may do each act everywhere, for walking a case to a state."""

    def __init__(self, kommun: Kommun) -> None:
        self.registrator = factories.person("Rakel Registrator", "KV", kommun.rot)
        self.handlaggare = factories.person("Hugo Handläggare", "HS", kommun.rot)
        self.chef = factories.person("Cecilia Chef", "CH", kommun.rot)


def i_lage(lage: Lage, kommun: Kommun, personal: Personal, **andrat: Any) -> Synpunkt:
    """Return a synpunkt that has gone through the acts to the state."""
    s = synpunkt(kommun, **andrat)
    if lage == Lage.KARANTAN:
        # No act puts a case in quarantine yet: it may be born there.
        rad = Synpunkt.objects.get(pk=s.pk)
        rad.pk, rad.lage = None, Lage.KARANTAN
        rad.referens, rad.kod_hmac, rad.token_hmac = "SP-2026-KARA", "k" * 64, "t" * 64
        rad.save(force_insert=True)
        return rad
    for steg in _VAG[lage]:
        s = steg(s, personal)
    return s


def _tilldela(s: Synpunkt, p: Personal) -> Synpunkt:
    return akter.tilldela(s, enhet=s.enhet, av=p.registrator)


def _ta_hand_om(s: Synpunkt, p: Personal) -> Synpunkt:
    return akter.ta_hand_om(s, av=p.handlaggare)


def _fraga(s: Synpunkt, p: Personal) -> Synpunkt:
    return akter.begar_komplettering(s, meddelande="Vilka dagar gällde det?", av=p.handlaggare)


def _besvara(s: Synpunkt, p: Personal) -> Synpunkt:
    return akter.besvara(s, meddelande="Du har rätt. Nu ringer vi alltid.", av=p.handlaggare)


def _avsluta(s: Synpunkt, p: Personal) -> Synpunkt:
    return akter.avsluta(s, utfall="atgardat", av=p.handlaggare)


def _ateroppna(s: Synpunkt, p: Personal) -> Synpunkt:
    return akter.ateroppna(s, skal="Det hände igen.", av=p.chef)


def _sla_ihop(s: Synpunkt, p: Personal) -> Synpunkt:
    huvud = kvitto_i(s).synpunkt
    return lagen.sla_ihop(huvud, [s], av=p.registrator)[0]


def kvitto_i(s: Synpunkt, **andrat: Any) -> mottagning.Kvitto:
    """Receive another synpunkt in the same nämnd and unit, from someone else."""
    nr = next(_token)
    val: dict[str, Any] = {
        "token": f"annan-{nr}",
        "typ": s.typ,
        "text": f"Samma sak hos oss i hus {nr}.",
        "namnd": s.namnd,
        "enhet": s.enhet,
        "svarsval": Synpunkt.Svarsval.EPOST,
        "epost": f"granne{nr}@exempel.se",
        "namn": f"Granne{nr} Efternamn{nr}",
    }
    return mottagning.ta_emot(**val | andrat)


def _dela(s: Synpunkt, p: Personal) -> Synpunkt:
    delar = [Del(f"Del {n}: vad gäller?", s.enhet, s.namnd) for n in (1, 2)]
    return lagen.dela(s, delar=delar, av=p.registrator)


def _vidarebefordra(s: Synpunkt, p: Personal) -> Synpunkt:
    return lagen.vidarebefordra(s, **VIDARE, av=p.registrator)


PROVAT = {"lagrum": "10:1", "skal": "Avsändaren har sagt ja på telefon."}
"""The prövning that a case needs to go to another nämnd."""
VIDARE = {
    "till": "Region Östergötland",
    "utfall": "fel_mottagare",
    "lagrum": "hanvisning",
    "skal": "Sjukresor sköts av regionen.",
    "meddelande": "Hej! Det här avgör Region Östergötland, telefon 010-103 00 00.",
}
_TILL_HANDLAGGNING = (_tilldela, _ta_hand_om)
_VAG: dict[Lage, tuple[Any, ...]] = {
    Lage.INKOMMEN: (),
    Lage.TILLDELAD: (_tilldela,),
    Lage.UNDER_HANDLAGGNING: _TILL_HANDLAGGNING,
    Lage.VANTAR_KOMPLETTERING: (*_TILL_HANDLAGGNING, _fraga),
    Lage.BESVARAD: (*_TILL_HANDLAGGNING, _besvara),
    Lage.AVSLUTAD: (*_TILL_HANDLAGGNING, _besvara, _avsluta),
    Lage.ATEROPPNAD: (*_TILL_HANDLAGGNING, _besvara, _avsluta, _ateroppna),
    Lage.SAMMANSLAGEN: (_tilldela, _sla_ihop),
    Lage.DELAD: (_tilldela, _dela),
    Lage.VIDAREBEFORDRAD: (_tilldela, _vidarebefordra),
}
