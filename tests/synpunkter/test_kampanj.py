"""Campaigns: the same words from many are found, with the reason, and never across nämnder."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from kvalitet.models import Anvandare
from synpunkter import kampanj
from synpunkter.actions import lagen
from synpunkter.avtryck import LIKA, ordlista
from synpunkter.kampanj import MINST, Post, gruppera, likhet
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.exempel import Personal, i_lage

MALL = (
    "Hej! Jag protesterar mot att biblioteket i Vilbergen läggs ner. Det är den enda platsen "
    "där barnen kan läsa läxor efter skolan, och bussen till centrum går bara en gång i timmen. "
    "Riv upp beslutet och låt de boende vara med och bestämma. Hälsningar {namn}"
)
ANNAT = (
    "Snöröjningen på Söderleden fungerar inte. I morse stod vi i kö i fyrtio minuter för att "
    "plogbilen hade kört fast, och ingen från kommunen svarade i telefon förrän efter tio."
)
NAMN = ["Gunilla", "Bo", "Per", "Anna", "Erik", "Sara", "Ali", "Lena", "Ulf", "Maja", "Nils", "Eva"]


def poster(*texter: str, namnd: int = 1) -> list[Post]:
    return [Post(n, f"SP-{n}", namnd, text) for n, text in enumerate(texter, start=1)]


def test_identical_and_nearly_identical_are_one_group_with_the_reason() -> None:
    texter = [MALL.format(namn=namn) for namn in NAMN] + [MALL.format(namn="Bo")] + [ANNAT]
    (grupp,) = gruppera(poster(*texter))
    assert (grupp.antal, grupp.forsta.pk) == (13, 1)
    assert grupp.skal == "2 har ordagrant samma text, de andra nästan samma."


def test_letters_and_line_breaks_are_nothing_to_compare() -> None:
    assert likhet("Hej!\n Biblioteket…", "hej biblioteket") == 1.0
    (grupp,) = gruppera(poster("Nej.", "NEJ", "nej!"))
    assert grupp.skal == "Alla har ordagrant samma text."


def test_different_words_on_the_same_matter_are_no_campaign() -> None:
    om = "Varför stänger biblioteket i Vilbergen? Mina barn har ingenstans att läsa läxor nu."
    assert likhet(MALL, om) < LIKA
    assert not gruppera(poster(MALL, om, ANNAT))


def test_two_are_no_campaign_and_another_namnd_is_not_counted() -> None:
    tre = [*poster(MALL, MALL), Post(9, "SP-9", 2, MALL)]
    assert not gruppera(tre)


@given(st.lists(st.text(max_size=80), max_size=12))
def test_every_group_is_large_enough_and_nobody_stands_in_two(texter: list[str]) -> None:
    grupper = gruppera(poster(*texter))
    alla = [p.pk for g in grupper for p in g.poster]
    assert len(alla) == len(set(alla))
    assert all(g.antal >= MINST for g in grupper)


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_mutual_and_whole_only_for_the_same_words(en: str, annan: str) -> None:
    assert likhet(en, annan) == likhet(annan, en) <= 1.0
    assert (likhet(en, annan) == 1.0) == (ordlista(en) == ordlista(annan))


def test_two_thousand_cases_are_compared_in_a_breath() -> None:
    texter = [f"{ANNAT} Ärende nummer {n} handlar om gata {n * 7}." for n in range(700)]
    texter += [MALL.format(namn=f"Namn{n}") for n in range(700)]
    texter += [" ".join(f"ord{n}x{i}" for i in range(40)) for n in range(600)]
    start = time.process_time()
    grupper = gruppera(poster(*texter))
    assert time.process_time() - start < 8.0
    assert [g.antal for g in grupper] == [700, 700]


def test_what_may_be_merged_is_shown_and_nothing_else(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    personal = Personal(kommun)
    egna = [exempel.synpunkt(kommun, text=MALL) for _ in range(4)]
    exempel.synpunkt(kommun, text=MALL, namnd=kommun.kfn, enhet=kommun.bibliotek)
    i_lage(Lage.BESVARAD, kommun, personal, text=MALL)
    (grupp,) = kampanj.grupper(karin_kvalitetssamordnare)
    assert [p.pk for p in grupp.poster] == [s.pk for s in egna]
    assert not kampanj.grupper(hanna_handlaggare), "den som inte fördelar slår inte ihop"
    lagen.sla_ihop(egna[0], egna[1:], av=karin_kvalitetssamordnare)
    assert not kampanj.grupper(karin_kvalitetssamordnare)


def test_texts_are_read_once_and_who_may_read_them_is_asked_each_time(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    egna = [exempel.synpunkt(kommun, text=MALL) for _ in range(5)]
    exempel.synpunkt(kommun, text=ANNAT)
    assert kampanj.grupper(karin_kvalitetssamordnare)[0].antal == 5
    with CaptureQueriesContext(connection) as fragor:
        assert kampanj.grupper(karin_kvalitetssamordnare)[0].antal == 5
    assert len(fragor) == 2, "vilka de är, och texten i dem som kan vara lika"
    assert "text" not in fragor[0]["sql"]
    Synpunkt.objects.filter(pk=egna[0].pk).update(skyddad=True)
    Synpunkt.objects.filter(pk=egna[1].pk).update(sekretess=True)
    (grupp,) = kampanj.grupper(karin_kvalitetssamordnare)
    assert [p.pk for p in grupp.poster] == [s.pk for s in egna[2:]]
    lika = kampanj.lika(egna[2], karin_kvalitetssamordnare)
    assert [lik.post.pk for lik in lika] == [s.pk for s in egna[3:]]


@pytest.mark.parametrize("text", ["", "Nej", MALL])
def test_the_likest_first(kommun: Kommun, karin_kvalitetssamordnare: Anvandare, text: str) -> None:
    s = exempel.synpunkt(kommun, text=MALL)
    nara = exempel.synpunkt(kommun, text=MALL.format(namn="Bo"))
    lika = exempel.synpunkt(kommun, text=MALL)
    if text:
        exempel.synpunkt(kommun, text=text if text != MALL else ANNAT)
    traffar = kampanj.lika(s, karin_kvalitetssamordnare)
    assert [t.post.pk for t in traffar] == [lika.pk, nara.pk]
    assert traffar[0].skal == "Ordagrant samma text."
    assert "procent av texten" in traffar[1].skal
