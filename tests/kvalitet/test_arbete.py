"""The staff start page: what waits for each person, and nothing of what is another's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kvalitet.models import Anvandare
from synpunkter.actions import gallring, utlamnande
from synpunkter.actions import synpunkt as akter
from tests.cykel import fabrik
from tests.factories import Kommun, person
from tests.synpunkter import gallringsfall
from tests.synpunkter.exempel import Personal, synpunkt


def sidan(client: Client, av: Anvandare) -> str:
    client.force_login(av)
    svar = client.get("/arbete/")
    assert svar.status_code == 200
    return svar.content.decode()


def test_the_planansvarig_sees_the_follow_up_and_the_plan(kommun: Kommun, client: Client) -> None:
    p = fabrik.i_folja_upp(kommun)
    sida = sidan(client, p.folk.petra)
    assert "Följ upp Verksamhetsplan 2026, Hemtjänst" in sida
    assert "Sen, skulle ha varit klar 2\N{NO-BREAK SPACE}oktober" in sida
    assert f'href="/arbete/planer/{p.plan.pk}/"' in sida


@pytest.mark.parametrize(("vem", "vantar"), [("erik", True), ("petra", False), ("amir", False)])
def test_a_plan_that_is_sent_in_waits_for_who_may_decide(
    kommun: Kommun, client: Client, vem: str, vantar: bool
) -> None:
    p = fabrik.i_granskning(kommun)
    assert ("Ta ställning till" in sidan(client, getattr(p.folk, vem))) is vantar


def test_the_handler_sees_only_the_synpunkter_that_are_hers(
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    hanna_handlaggare: Anvandare,
    client: Client,
) -> None:
    min_, annans = synpunkt(kommun), synpunkt(kommun)
    av = karin_kvalitetssamordnare
    akter.tilldela(min_, enhet=kommun.hemtjanst, handlaggare=hanna_handlaggare, av=av)
    sida = sidan(client, hanna_handlaggare)
    assert f"Svara på synpunkt {min_.referens}" in sida
    assert annans.referens not in sida


def test_who_assigns_sees_how_many_wait_in_one_line(
    kommun: Kommun,
    nina_namndsekreterare: Anvandare,
    hanna_handlaggare: Anvandare,
    client: Client,
) -> None:
    synpunkt(kommun), synpunkt(kommun)
    sida = sidan(client, nina_namndsekreterare)
    assert "Tilldela 2\N{NO-BREAK SPACE}synpunkter" in sida
    assert 'href="/arbete/synpunkter/?urval=otilldelade"' in sida
    assert "Tilldela 2" not in sidan(client, hanna_handlaggare)


def test_a_request_for_records_waits_for_who_may_try_it_and_nobody_else(
    kommun: Kommun,
    nina_namndsekreterare: Anvandare,
    rut_revisor: Anvandare,
    client: Client,
) -> None:
    s = synpunkt(kommun)
    u = utlamnande.begar(s, begaran="Allt.", av=nina_namndsekreterare)
    sida = sidan(client, nina_namndsekreterare)
    assert f"Pröva begäran om handlingar, {s.referens}" in sida
    assert f'href="/arbete/synpunkter/utlamnanden/{u.pk}/"' in sida
    andra = person("Kim Kultur", "NS", kommun.rot, namnd=kommun.kfn)
    for nagon in (rut_revisor, andra):
        assert "om handlingar" not in sidan(client, nagon)


def test_a_proposed_disposal_waits_for_another_pair_of_eyes(
    kommun: Kommun, nina_namndsekreterare: Anvandare, client: Client
) -> None:
    nils = person("Nils", "NS", kommun.rot, namnd=kommun.von)
    andra = person("Kim", "NS", kommun.rot, namnd=kommun.kfn)
    gallringsfall.regel(kommun, nina_namndsekreterare)
    gallringsfall.avslutat(kommun, Personal(kommun), nar=gallringsfall.LANGE_SEDAN)
    ett = gallring.foresla(kommun.von, av=nina_namndsekreterare)
    rad = f'href="/arbete/synpunkter/gallring/{ett.pk}/"'
    assert rad in sidan(client, nils)
    assert rad not in sidan(client, nina_namndsekreterare)
    assert rad not in sidan(client, andra)


def test_who_sets_without_reading_finds_the_settings(
    kommun: Kommun, anna_administrator: Anvandare, hanna_handlaggare: Anvandare, client: Client
) -> None:
    vag = 'href="/arbete/synpunkter/installningar/"'
    assert vag in sidan(client, anna_administrator)
    assert vag not in sidan(client, hanna_handlaggare)


def test_who_has_nothing_to_do_is_told_so(
    kommun: Kommun, anna_administrator: Anvandare, client: Client
) -> None:
    fabrik.i_folja_upp(kommun)
    sida = sidan(client, anna_administrator)
    assert "Inget väntar på dig just nu." in sida
    assert "Verksamhetsplan 2026" not in sida


def test_as_many_questions_however_much_waits(
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    client: Client,
) -> None:
    hanna = person("Hanna", "HS", kommun.rot)

    def tilldela(antal: int) -> None:
        for _ in range(antal):
            akter.tilldela(
                synpunkt(kommun),
                enhet=kommun.hemtjanst,
                handlaggare=hanna,
                av=karin_kvalitetssamordnare,
            )

    fragor = _fragor(client, hanna, tilldela)
    assert fragor[0] == fragor[1]


def _fragor(client: Client, av: Anvandare, vax: Callable[[int], None]) -> list[int]:
    antal = []
    for steg in (1, 8):
        vax(steg)
        sidan(client, av)  # what a first request alone asks does not count
        with CaptureQueriesContext(connection) as fragor:
            sidan(client, av)
        antal.append(len(fragor))
    return antal
