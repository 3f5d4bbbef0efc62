"""The ways from the plan page: one primary button, links in groups, rare acts last."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from cykel.actions import plan as planakter
from cykel.actions.avslut import avbryt
from kvalitet import klocka
from tests import factories
from tests.cykel import fabrik
from tests.cykel.test_plansidor import rutt, som

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _september() -> Iterator[None]:
    with klocka.stalld(fabrik.UNDER_DELARET):
        yield


def lankgrupper(html: str) -> dict[str, list[str]]:
    """The links of the plan page, by the heading of their group."""
    nav = re.search(r'(?s)<nav class="delar".*?</nav>', html)
    assert nav
    grupper = re.findall(r"(?s)<h2[^>]*>(.*?)</h2><ul.*?>(.*?)</ul>", nav[0])
    return {rubrik: re.findall(r"<a [^>]*>(.*?)</a>", lankar) for rubrik, lankar in grupper}


def knappar(html: str) -> list[tuple[str, str]]:
    """(variant, words) of the buttons below the heading."""
    rad = re.search(r'(?s)<div class="knappar">.*?</div>', html)
    return re.findall(r'data-variant="(\w+)"[^>]*>([^<]+)<', rad[0]) if rad else []


def test_the_links_stand_in_groups_and_rare_acts_last(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.i_folja_upp(kommun)
    chefens = lankgrupper(som(client, p.folk.erik).get(rutt(p)).content.decode())
    assert chefens["Följa upp"][:2] == ["Aktiviteternas läge", "Brister och åtgärder"]
    assert "Skriva" not in chefens
    assert list(chefens)[-1] == "Mer"
    assert chefens["Mer"] == ["Skicka åter en del", "Avbryt planen"]
    petras = lankgrupper(som(client, p.folk.petra).get(rutt(p)).content.decode())
    assert petras["Skriva"] == ["Förbered nästa år"]
    assert petras["Mer"] == ["Spara som mall"]


def test_a_group_without_links_is_left_out(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    fia = factories.person("Fia Förtroendevald", "FV", kommun.rot, namnd=kommun.von)
    grupper = lankgrupper(som(client, fia).get(rutt(p)).content.decode())
    assert set(grupper) <= {"Följa upp", "Lärande"}
    assert all(grupper.values())


@pytest.mark.parametrize(
    ("bygg", "vem", "vantat"),
    [
        (
            fabrik.tomt_utkast,
            "petra",
            [("primary", "Skriv i planen"), ("secondary", "Skicka till granskning")],
        ),
        (
            fabrik.utkast,
            "petra",
            [("primary", "Skicka till granskning"), ("secondary", "Skriv i planen")],
        ),
        (
            fabrik.i_granskning,
            "erik",
            [("primary", "Fastställ planen"), ("secondary", "Återremittera")],
        ),
        (fabrik.i_granskning, "petra", []),
        (fabrik.i_folja_upp, "erik", [("primary", "Godkänn uppföljningen")]),
    ],
)
def test_what_leads_on_is_the_only_primary_button(
    client: Client,
    kommun: factories.Kommun,
    bygg: Callable[[factories.Kommun], fabrik.Plan],
    vem: str,
    vantat: list[tuple[str, str]],
) -> None:
    p = bygg(kommun)
    html = som(client, getattr(p.folk, vem)).get(rutt(p)).content.decode()
    assert knappar(html) == vantat


def test_a_draft_that_was_sent_back_is_first_rewritten(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.i_granskning(kommun)
    planakter.aterremittera(p.version, kommentar="Effekten är otydlig.", av=p.folk.erik)
    html = som(client, p.folk.petra).get(rutt(p)).content.decode()
    assert knappar(html)[0] == ("primary", "Skriv i planen")
    assert html.index("Effekten är otydlig.") < html.index("Allt är klart för att gå vidare")


def test_a_plan_that_never_began_has_no_ways_to_its_laps(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.utkast(kommun)
    beslut = fabrik.UNDER_DELARET.date()
    avbryt(p.plan, skal="Enheten går upp i en annan.", beslut_datum=beslut, av=p.folk.erik)
    grupper = lankgrupper(som(client, p.folk.petra).get(rutt(p)).content.decode())
    assert {lank for lankar in grupper.values() for lank in lankar} <= {
        "Enheternas planer",
        "Förbättringssprång",
        "Spara som mall",
    }
