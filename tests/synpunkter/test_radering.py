"""A request for erasure is answered by the rules that hold for public records, in plain words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from synpunkter.actions import utdrag as akter
from synpunkter.models import Kontakt, Synpunkt
from synpunkter.radering import Utfall
from synpunkter.tillstand import Lage
from synpunkter.utdrag import Sokning
from tests.factories import Kommun
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import EPOST, Personal, i_lage
from tests.synpunkter.gallringsfall import LANGE_SEDAN, avslutat, regel

GUNILLA = Sokning(epost=EPOST, namn="Gunilla Ek")


@pytest.fixture
def nina(nina_namndsekreterare: Anvandare) -> Anvandare:
    return nina_namndsekreterare


def provat(nina: Anvandare, kommun: Kommun, *valda: Synpunkt) -> tuple[dict[int, Utfall], str]:
    with klocka.stalld(ONSDAG):
        provningar, utkast = akter.prova_radering(
            kommun.von, GUNILLA, [s.pk for s in valda], av=nina
        )
    return {p.synpunkt.pk: p.utfall for p in provningar}, utkast


def test_what_is_under_way_is_needed(kommun: Kommun, nina: Anvandare, synpunkt: Synpunkt) -> None:
    utfall, utkast = provat(nina, kommun, synpunkt)
    assert utfall == {synpunkt.pk: Utfall.PAGAR}
    assert "inte avslutat" in utkast


def test_without_a_rule_a_public_record_is_kept(kommun: Kommun, nina: Anvandare) -> None:
    with klocka.stalld(LANGE_SEDAN):
        s = i_lage(Lage.AVSLUTAD, kommun, Personal(kommun))
    utfall, utkast = provat(nina, kommun, s)
    assert utfall == {s.pk: Utfall.BEVARAS}
    assert "arkivlagen" in utkast
    assert "artikel 17.3 b" in utkast


def test_a_rule_says_when_and_what_has_passed_may_go(kommun: Kommun, nina: Anvandare) -> None:
    personal = Personal(kommun)
    gammal = avslutat(kommun, personal, nar=LANGE_SEDAN)
    ny = avslutat(kommun, personal, nar=ONSDAG - timedelta(days=30))
    with klocka.stalld(ONSDAG):
        r = regel(kommun, nina)
    utfall, utkast = provat(nina, kommun, gammal, ny)
    assert utfall == {gammal.pk: Utfall.GAR, ny.pk: Utfall.VANTAR}
    assert f"Vi tar bort uppgifterna i dem:\n- {gammal.referens}" in utkast
    assert f"{ny.referens}: Handlingarna är allmänna och får gallras tidigast" in utkast
    assert str(ONSDAG.year + r.ar) in utkast


def test_the_answer_tells_how_to_appeal_and_how_errors_are_put_right(
    kommun: Kommun, nina: Anvandare, synpunkt: Synpunkt
) -> None:
    _, utkast = provat(nina, kommun, synpunkt)
    for ord_ in ("Så överklagar du", "tre veckor", "Förvaltningsrätten", "artikel 16", "imy.se"):
        assert ord_ in utkast


def test_nothing_is_taken_away_and_the_prövning_is_on_record(
    kommun: Kommun, nina: Anvandare, synpunkt: Synpunkt
) -> None:
    provat(nina, kommun, synpunkt)
    assert Kontakt.objects.get(pk=synpunkt.pk).epost == EPOST
    handelse = Handelse.objects.get(slag="register.radering")
    assert (handelse.av, handelse.data) == (nina, {"antal": 1, "namnd": kommun.von.pk})


def test_only_who_may_search_the_register_tries_it(
    kommun: Kommun, nina: Anvandare, hanna_handlaggare: Anvandare, synpunkt: Synpunkt
) -> None:
    with pytest.raises(PermissionDenied):
        akter.prova_radering(kommun.kfn, GUNILLA, [synpunkt.pk], av=nina)
    with pytest.raises(PermissionDenied):
        akter.prova_radering(kommun.von, GUNILLA, [synpunkt.pk], av=hanna_handlaggare)
    with pytest.raises(Regelbrott, match="Välj minst"):
        akter.prova_radering(kommun.von, GUNILLA, [], av=nina)


def test_the_page_shows_each_case_and_the_draft(
    kommun: Kommun, nina: Anvandare, synpunkt: Synpunkt, client: Client
) -> None:
    client.force_login(nina)
    vag = "/arbete/synpunkter/registerutdrag/radering/"
    data = {"namnd": kommun.von.pk, "epost": EPOST}
    svar = client.post(vag, data | {"pk": [synpunkt.pk]})
    assert "Behövs i ärendet" in svar.content.decode()
    assert "Så överklagar du" in svar.content.decode()
    assert svar["Cache-Control"] == "no-store"
    assert "Välj minst ett ärende" in client.post(vag, data).content.decode()
    assert client.get(vag).status_code == 405
