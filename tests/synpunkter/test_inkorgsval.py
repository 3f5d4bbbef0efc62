"""What the inbox offers: every unit while they are few, else a level at a time."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from kvalitet.models import Anvandare
from synpunkter import inkorgsval
from tests.factories import Kommun
from tests.synpunkter import exempel

INKORG = "/arbete/synpunkter/"


@pytest.fixture
def manga(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inkorgsval, "MEST_ENHETER", 2)


def namnen(utbud: inkorgsval.Utbud) -> list[str]:
    return [enhet.namn for enhet in utbud.enheter]


def test_few_units_are_offered_all(kommun: Kommun, karin_kvalitetssamordnare: Anvandare) -> None:
    erbjuds = inkorgsval.utbud(karin_kvalitetssamordnare)
    assert kommun.centrum.namn in namnen(erbjuds)
    assert not erbjuds.stegvis


def test_of_many_units_a_level_is_offered_below_the_chosen_one(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, manga: None
) -> None:
    rot, vok, hemtjanst, centrum = kommun.rot, kommun.vok, kommun.hemtjanst, kommun.centrum
    overst = inkorgsval.utbud(karin_kvalitetssamordnare)
    assert overst.stegvis
    assert set(namnen(overst)) == {rot.namn, vok.namn, kommun.kfk.namn}
    i_kontoret = inkorgsval.utbud(karin_kvalitetssamordnare, str(vok.pk))
    assert {vok.namn, hemtjanst.namn} <= set(namnen(i_kontoret))
    assert centrum.namn not in namnen(i_kontoret)
    langst_ned = inkorgsval.utbud(karin_kvalitetssamordnare, str(centrum.pk))
    assert [e.pk for e in langst_ned.enheter if e.sokvag.startswith(vok.sokvag)] == [
        vok.pk,
        hemtjanst.pk,
        centrum.pk,
    ]


def test_a_unit_of_others_is_not_offered(
    kommun: Kommun, bo_biblioteksman: Anvandare, manga: None
) -> None:
    erbjuds = inkorgsval.utbud(bo_biblioteksman, str(kommun.centrum.pk))
    assert kommun.centrum.namn not in namnen(erbjuds)


def test_the_page_keeps_the_chosen_unit_and_asks_six_questions(
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    client: Client,
    manga: None,
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    s = exempel.synpunkt(kommun)
    client.force_login(karin_kvalitetssamordnare)
    val = {"enhet": str(s.enhet_id), "q": s.referens, "namnd": str(s.namnd_id)}
    client.get(INKORG, val)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        sida = client.get(INKORG, val).content.decode()
    assert re.search(rf'<option value="{s.enhet_id}" selected', sida)
    assert s.referens in sida
