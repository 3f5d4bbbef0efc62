"""Forwarding and linking, what is counted, and what the database refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from synpunkter.actions import lagen
from synpunkter.actions import synpunkt as akter
from synpunkter.inkorgsantal import rakna
from synpunkter.models import Overlamnande, Samband, Synpunkt
from synpunkter.statistik import synpunktslage
from synpunkter.tillstand import Lage
from tests.databas import nekas
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import VIDARE, Personal, i_lage
from tests.synpunkter.lagenfall import SVAR, brev, delat, foljsida, i_handlaggning, svara_pa


@pytest.fixture
def personal(kommun: Kommun) -> Personal:
    return Personal(kommun)


# --- Forwarding ---------------------------------------------------------------------------


def test_forwarding_ends_the_case_and_tells_the_sender(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    s = i_lage(Lage.TILLDELAD, kommun, personal)
    s = lagen.vidarebefordra(s, **VIDARE, av=personal.registrator)
    assert (s.lage, s.utfall) == (Lage.VIDAREBEFORDRAD, "fel_mottagare")
    rad = Overlamnande.objects.get()
    assert (rad.till, rad.till_namnd, rad.skal) == (VIDARE["till"], None, VIDARE["skal"])
    assert VIDARE["meddelande"] in brev("synpunkt_vidarebefordrad")[exempel.EPOST]
    sida = foljsida(client, s)
    assert "Ärendet hör till Region Östergötland." in sida
    assert VIDARE["skal"] not in sida
    s = akter.ateroppna(s, skal="De säger att det är ni.")
    assert s.lage == Lage.ATEROPPNAD


def test_every_sender_of_a_merged_case_is_told_where_it_went(
    kommun: Kommun, personal: Personal
) -> None:
    huvud = i_handlaggning(kommun, personal)
    s = exempel.kvitto_i(huvud).synpunkt
    lagen.sla_ihop(huvud, [s], av=personal.registrator)
    lagen.vidarebefordra(huvud, **VIDARE, av=personal.registrator)
    s.refresh_from_db()
    assert (s.lage, s.utfall) == (Lage.VIDAREBEFORDRAD, "fel_mottagare")
    assert len(brev("synpunkt_vidarebefordrad")) == 2


@pytest.mark.parametrize("falt", ["till", "skal", "lagrum", "utfall", "meddelande"])
def test_forwarding_says_where_why_by_what_and_to_the_sender(
    kommun: Kommun, personal: Personal, falt: str
) -> None:
    s = i_lage(Lage.TILLDELAD, kommun, personal)
    with pytest.raises(Regelbrott):
        lagen.vidarebefordra(s, **(VIDARE | {falt: " "}), av=personal.registrator)


def test_who_wants_no_answer_gets_none(kommun: Kommun, personal: Personal) -> None:
    s = exempel.synpunkt(kommun, svarsval="nej", epost="", namn="")
    s = lagen.vidarebefordra(s, **(VIDARE | {"meddelande": ""}), av=personal.registrator)
    assert (s.lage, s.besvarad, s.meddelanden.count()) == (Lage.VIDAREBEFORDRAD, None, 0)


def test_a_forwarded_part_closes_the_whole_with_the_others(
    kommun: Kommun, personal: Personal
) -> None:
    hela, (en, annan) = delat(kommun, personal)
    akter.avsluta(
        svara_pa(en, "Svar.", personal), utfall="ingen", utfall_skal="Nej.", av=personal.handlaggare
    )
    lagen.vidarebefordra(annan, **VIDARE, av=personal.registrator)
    hela.refresh_from_db()
    assert (hela.lage, hela.utfall) == (Lage.AVSLUTAD, "ingen")


# --- Linking ------------------------------------------------------------------------------


def test_linking_is_mutual_once_and_undone(kommun: Kommun, personal: Personal) -> None:
    a, b = exempel.synpunkt(kommun), exempel.synpunkt(kommun)
    for par in ((a, b), (b, a)):
        lagen.lanka(*par, av=personal.handlaggare)
    assert Samband.objects.count() == 1
    assert Handelse.objects.filter(slag="synpunkt.lankad").count() == 2
    for _ in range(2):
        lagen.lanka_loss(b, a, av=personal.handlaggare)
    assert not Samband.objects.exists()
    assert Handelse.objects.filter(slag="synpunkt.lankad_loss").count() == 2


def test_linking_keeps_within_the_namnd_and_to_another_case(
    kommun: Kommun, personal: Personal, hanna_handlaggare: Anvandare
) -> None:
    a = exempel.synpunkt(kommun)
    annan = exempel.synpunkt(kommun, namnd=kommun.kfn, enhet=kommun.bibliotek)
    with pytest.raises(Regelbrott, match="Sekretess"):
        lagen.lanka(a, annan, av=personal.handlaggare)
    with pytest.raises(Regelbrott, match="ett annat ärende"):
        lagen.lanka(a, a, av=personal.handlaggare)
    with pytest.raises(PermissionDenied):
        lagen.lanka(a, annan, av=hanna_handlaggare)


# --- Counting -----------------------------------------------------------------------------


def test_each_senders_synpunkt_is_counted_once(kommun: Kommun, personal: Personal) -> None:
    """Two merged into one and one split in two are four received; closed ones by outcome."""
    ar = {"fran": date(2026, 1, 1), "till": date(2026, 12, 31)}
    with klocka.stalld(ONSDAG):
        huvud = i_handlaggning(kommun, personal)
        lagen.sla_ihop(
            huvud, [exempel.kvitto_i(huvud).synpunkt for _ in range(2)], av=personal.registrator
        )
        delat(kommun, personal)
        lage = synpunktslage(kommun.von, **ar)
        assert (lage.antal, lage.oppna, lage.besvarade) == (4, 4, 0)
        assert synpunktslage(None, **ar).antal == 4
        assert synpunktslage(kommun.kfn, **ar).antal == 0
        huvud = akter.besvara(huvud, meddelande=SVAR, av=personal.handlaggare)
        akter.avsluta(huvud, utfall="atgardat", av=personal.handlaggare)
        lage = synpunktslage(kommun.von, **ar)
        assert (lage.besvarade, lage.i_tid, lage.per_utfall) == (3, 3, {"atgardat": 3})


def test_the_inbox_counts_what_is_to_be_done(kommun: Kommun, personal: Personal) -> None:
    huvud = i_handlaggning(kommun, personal)
    lagen.sla_ihop(
        huvud, [exempel.kvitto_i(huvud).synpunkt for _ in range(2)], av=personal.registrator
    )
    i_lage(Lage.VIDAREBEFORDRAD, kommun, personal)
    antal = rakna(personal.registrator, klocka.idag())
    assert (antal["urval_"], antal["urval_avslutade"], antal["lage_sammanslagen"]) == (1, 1, 2)


# --- What the database refuses -------------------------------------------------------------


@pytest.mark.parametrize(
    ("lage", "andrat", "villkor"),
    [
        (Lage.SAMMANSLAGEN, {"huvud": None}, "synpunkt_sammanslagen_har_huvud"),
        (Lage.SAMMANSLAGEN, {"lage_fore": ""}, "synpunkt_sammanslagen_har_huvud"),
        (Lage.INKOMMEN, {"lage_fore": "inkommen"}, "synpunkt_sammanslagen_har_huvud"),
        (Lage.VIDAREBEFORDRAD, {"utfall": ""}, "synpunkt_avslutad_med_utfall"),
    ],
)
def test_a_case_that_contradicts_itself(
    kommun: Kommun, personal: Personal, lage: Lage, andrat: dict[str, Any], villkor: str
) -> None:
    s = i_lage(lage, kommun, personal)
    with nekas(villkor):
        Synpunkt.objects.filter(pk=s.pk).update(**andrat)


def test_a_part_is_not_merged_and_nothing_belongs_to_itself(
    kommun: Kommun, personal: Personal
) -> None:
    s, annan = exempel.synpunkt(kommun), exempel.synpunkt(kommun)
    for andrat in (
        {"huvud": annan, "foralder": annan},
        {"huvud": s},
        {"foralder": s},
    ):
        with nekas("synpunkt_del_eller_sammanslagen"):
            Synpunkt.objects.filter(pk=s.pk).update(**andrat)


def test_a_link_stands_once_and_in_order(kommun: Kommun) -> None:
    a, b = exempel.synpunkt(kommun), exempel.synpunkt(kommun)
    Samband.objects.create(en=a, annan=b)
    with nekas("samband_en_gang"):
        Samband.objects.create(en=a, annan=b)
    with nekas("samband_i_ordning"):
        Samband.objects.create(en=b, annan=a)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"skal": ""}, "overlamnande_har_skal"),
        ({"till": "Regionen"}, "overlamnande_har_en_mottagare"),
        ({"lagrum": "hanvisning"}, "overlamnande_har_en_mottagare"),
    ],
)
def test_a_handing_over_has_one_receiver_and_a_reason(
    kommun: Kommun, personal: Personal, andrat: dict[str, Any], villkor: str
) -> None:
    delat(kommun, personal)
    rad = Overlamnande.objects.values().get() | {"id": None, "delen_id": None}
    with nekas(villkor):
        Overlamnande.objects.create(**rad | andrat)


def test_a_handing_over_is_never_changed_nor_taken_back(kommun: Kommun, personal: Personal) -> None:
    delat(kommun, personal)
    with pytest.raises(IntegrityError, match="gallring"), transaction.atomic():
        Overlamnande.objects.update(skal="Något annat.")
    with pytest.raises(IntegrityError, match="gallring"), transaction.atomic():
        Overlamnande.objects.all().delete()


@pytest.mark.parametrize("modell", [Overlamnande, Samband])
def test_every_constraint_speaks_swedish(modell: Any) -> None:
    for villkor in modell._meta.constraints:
        assert villkor.violation_error_message.endswith("."), villkor.name
