"""Moving units: the tree, its history and its limits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from kvalitet import klocka
from kvalitet.actions.organisation import flytta
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests.factories import Kommun


def test_moving_a_unit_moves_everything_below_it(
    kommun: Kommun, anna_administrator: Anvandare
) -> None:
    flytta(kommun.hemtjanst, under=kommun.kfk, fran=klocka.idag(), av=anna_administrator)
    kommun.centrum.refresh_from_db()
    assert kommun.centrum.sokvag.startswith(kommun.kfk.sokvag)


def test_a_coming_move_leaves_the_unit_until_the_day(
    kommun: Kommun, anna_administrator: Anvandare
) -> None:
    i_morgon = klocka.idag() + timedelta(days=1)
    flytta(kommun.hemtjanst, under=kommun.kfk, fran=i_morgon, av=anna_administrator)
    kommun.hemtjanst.refresh_from_db()
    assert kommun.hemtjanst.sokvag.startswith(kommun.vok.sokvag)


def test_a_unit_cannot_be_moved_below_itself(kommun: Kommun, anna_administrator: Anvandare) -> None:
    with pytest.raises(Regelbrott, match="bita sig själv"):
        flytta(kommun.hemtjanst, under=kommun.centrum, fran=klocka.idag(), av=anna_administrator)


def test_the_move_is_told_on_the_timeline(
    kommun: Kommun, anna_administrator: Anvandare, client: Client
) -> None:
    client.force_login(anna_administrator)
    svar = client.post(
        f"/arbete/organisation/{kommun.hemtjanst.pk}/flytta/",
        {"under": kommun.kfk.pk, "fran": klocka.idag().isoformat()},
        follow=True,
    )
    assert "Flyttades från Vård- och omsorgskontoret till Kultur- och fritidskontoret" in (
        svar.content.decode()
    )
    assert Handelse.objects.om(kommun.hemtjanst).get().av == anna_administrator


def test_another_units_manager_gets_404(
    kommun: Kommun, erik_enhetschef: Anvandare, client: Client
) -> None:
    client.force_login(erik_enhetschef)
    assert client.get(f"/arbete/organisation/{kommun.hemtjanst.pk}/").status_code == 200
    assert client.get(f"/arbete/organisation/{kommun.bibliotek.pk}/").status_code == 404
