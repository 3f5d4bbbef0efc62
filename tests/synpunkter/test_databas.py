"""The database refuses nonsense about files, secrecy, handing out and signals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.db import models

from kvalitet import klocka
from kvalitet.models import Anvandare
from synpunkter.models import (
    Bilaga,
    Maskval,
    Sekretessmarkering,
    Sekretessprovning,
    Signalbedomning,
    Skyddslasare,
    Synpunkt,
    Utlamnande,
    Utlamnandefil,
)
from tests import factories
from tests.databas import nekas
from tests.factories import Kommun
from tests.synpunkter import exempel

NU = klocka.nu()


@dataclass(frozen=True)
class Grund:
    """What the attempts stand on."""

    kommun: Kommun
    synpunkt: Synpunkt
    nina: Anvandare
    utlamnande: Utlamnande
    provning: Sekretessprovning

    def bilaga(self, **falt: Any) -> Bilaga:
        ny: dict[str, Any] = {"synpunkt": self.synpunkt, "nyckel": "a", "namn": "a.txt"}
        ny |= {"slag": "txt", "storlek": 1, "sha256": "0", "lage": "klar", "skapad": NU}
        return Bilaga(**ny | falt)

    def markering(self, **falt: Any) -> Sekretessmarkering:
        ny: dict[str, Any] = {"synpunkt": self.synpunkt, "slag": "sekretess", "galler": True}
        return Sekretessmarkering(**ny | {"grund": "26:1", "skal": "S"} | self.av() | falt)

    def prov(self, **falt: Any) -> Sekretessprovning:
        ny: dict[str, Any] = {"synpunkt": self.synpunkt, "utfall": "lamnas"}
        return Sekretessprovning(**ny | self.av() | falt)

    def bedomning(self, **falt: Any) -> Signalbedomning:
        ny: dict[str, Any] = {"synpunkt": self.synpunkt, "omrade": "lexsarah", "fraser": ["slog"]}
        return Signalbedomning(**ny | {"skapad": NU, "bedoms_senast": NU.date()} | falt)

    def begaran(self, **falt: Any) -> Utlamnande:
        ny: dict[str, Any] = {"synpunkt": self.synpunkt, "begaran": "Allt.", "inkom": NU}
        return Utlamnande(**ny | {"mottagen_av": self.nina} | falt)

    def fil(self, **falt: Any) -> Utlamnandefil:
        ny: dict[str, Any] = {"utlamnande": self.utlamnande, "provning": self.provning}
        return Utlamnandefil(**ny | {"slag": "hel", "bestalld": NU} | falt)

    def av(self) -> dict[str, Anvandare | datetime]:
        return {"av": self.nina, "tid": NU}


@pytest.fixture
def grund(kommun: Kommun) -> Grund:
    synpunkt = exempel.synpunkt(kommun)
    nina = factories.person("Nina", "NS", kommun.rot, namnd=kommun.von)
    ny = {"synpunkt": synpunkt, "begaran": "Allt.", "inkom": NU, "mottagen_av": nina}
    provning = Sekretessprovning.objects.create(synpunkt=synpunkt, utfall="lamnas", av=nina, tid=NU)
    return Grund(kommun, synpunkt, nina, Utlamnande.objects.create(**ny), provning)


def igen(rad: models.Model) -> models.Model:
    """Save the row, and return it once more as a new one."""
    rad.save()
    rad.pk = None
    rad._state.adding = True
    return rad


FORSOK: list[tuple[str, Callable[[Grund], models.Model]]] = [
    ("bilaga_inte_tom", lambda g: g.bilaga(storlek=0)),
    (
        "bilaga_till_meddelande_har_synpunkt",
        lambda g: g.bilaga(
            synpunkt=None,
            meddelande=g.synpunkt.meddelanden.create(riktning="fran", text="Mer.", tid=NU),
        ),
    ),
    ("bilaga_skadlig_har_fynd", lambda g: g.bilaga(lage="skadlig")),
    ("sekretessmarkering_med_lagrum", lambda g: g.markering(grund="")),
    ("sekretessmarkering_med_skal", lambda g: g.markering(skal="")),
    ("skyddslasare_en_gang", lambda g: igen(Skyddslasare(synpunkt=g.synpunkt, anvandare=g.nina))),
    ("sekretessprovning_nej_med_grund", lambda g: g.prov(utfall="nekas", skal="S")),
    ("signalbedomning_en_oppen", lambda g: igen(g.bedomning())),
    ("signalbedomning_kant_omrade", lambda g: g.bedomning(omrade="annat")),
    ("signalbedomning_beslut_med_skal", lambda g: g.bedomning(beslut="nej")),
    ("utlamnande_begar_nagot", lambda g: g.begaran(begaran="")),
    ("utlamnande_avgjort_med_provning", lambda g: g.begaran(provning=g.provning)),
    ("utlamnande_lamnat_med_tid", lambda g: g.begaran(satt="brev")),
    (
        "maskval_visa_med_skal",
        lambda g: Maskval(utlamnande=g.utlamnande, slag="visa", text="Bo", **g.av()),
    ),
    ("utlamnandefil_en_av_varje", lambda g: igen(g.fil())),
    ("utlamnandefil_klar_med_innehall", lambda g: g.fil(lage="klar")),
]


@pytest.mark.parametrize(("villkor", "forsok"), FORSOK, ids=[villkor for villkor, _ in FORSOK])
def test_it_is_refused(grund: Grund, villkor: str, forsok: Callable[[Grund], models.Model]) -> None:
    rad = forsok(grund)
    with nekas(villkor):
        rad.save(force_insert=True)


def test_what_the_attempts_start_from_is_accepted(grund: Grund) -> None:
    """Else an attempt could be refused for something other than what it tries."""
    for rad in (grund.bilaga(), grund.markering(), grund.prov(), grund.bedomning(), grund.fil()):
        rad.save(force_insert=True)


def test_an_earlier_reference_is_read_in_once(kommun: Kommun) -> None:
    en, annan = exempel.synpunkt(kommun), exempel.synpunkt(kommun)
    Synpunkt.objects.filter(pk=en.pk).update(tidigare_referens="DF-1")
    with nekas("synpunkt_tidigare_referens"):
        Synpunkt.objects.filter(pk=annan.pk).update(tidigare_referens="DF-1")


@pytest.mark.parametrize(
    ("villkor", "falt"),
    [
        ("synpunkt_en_kod", "kod_hmac"),
        ("synpunkt_en_gang", "token_hmac"),
        ("synpunkter_synpunkt_referens_key", "referens"),
    ],
)
def test_no_two_cases_have_the_same_key(kommun: Kommun, villkor: str, falt: str) -> None:
    en, annan = exempel.synpunkt(kommun), exempel.synpunkt(kommun)
    with nekas(villkor):
        Synpunkt.objects.filter(pk=annan.pk).update(**{falt: getattr(en, falt)})
