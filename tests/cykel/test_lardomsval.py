"""Of all learnings and plans the pages show a bounded choice, and a search that shows others."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from cykel.forms import lardom as formular
from cykel.models import Lardom, Mal, Verksamhetsplan
from cykel.tillstand import Fas
from cykel.views import ateranvandning
from kvalitet.models import Anvandare
from tests.cykel import kil
from tests.cykel.kil import Kil
from tests.factories import Kommun


@pytest.fixture
def sakrade(
    kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> tuple[Lardom, Lardom]:
    """One of cooking, and a later one of telephones."""
    bevis = kil.bedom(kil.atgard(kil.brist(kilen), petra_planansvarig), erik_enhetschef)
    mat, ring = (kil.lardom(kilen, bevis, lage="sakrad") for _ in range(2))
    Lardom.objects.filter(pk=mat.pk).update(rubrik="Smaka på soppan")
    Lardom.objects.filter(pk=ring.pk).update(rubrik="Ring när tiden flyttas")
    return mat, ring


@pytest.fixture
def sida(kilen: Kil, petra_planansvarig: Anvandare, client: Client) -> str:
    client.force_login(petra_planansvarig)
    return f"/arbete/planer/{kilen.plan.pk}/lardom/ny/"


def text(client: Client, sida: str, data: dict[str, str] | None = None) -> str:
    svar = client.post(sida, data) if data else client.get(sida)
    assert svar.status_code == 200
    return svar.content.decode()


def test_few_are_all_shown(sakrade: tuple[Lardom, Lardom], sida: str, client: Client) -> None:
    sedd = text(client, sida)
    assert all(f'<option value="{lardom.pk}">' in sedd for lardom in sakrade)


def test_of_many_the_latest_is_shown_and_words_find_the_others(
    sakrade: tuple[Lardom, Lardom], sida: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formular, "FLEST_LARDOMAR", 1)
    mat, ring = (f'<option value="{lardom.pk}"' for lardom in sakrade)
    sedd = text(client, sida)
    assert ring in sedd
    assert mat not in sedd
    sokt = text(client, sida, {"gor": "sok", "sok": "soppa", "hande": "Den var för salt."})
    assert mat in sokt
    assert ring not in sokt
    assert "1\N{NO-BREAK SPACE}lärdom passar ”soppa”." in sokt
    assert re.search(r'<select name="upprepar"[^>]* autofocus', sokt)
    assert "Den var för salt." in sokt
    assert "Fel:" not in sokt
    assert Lardom.objects.count() == 2
    inget = text(client, sida, {"gor": "sok", "sok": "<b>xyzzy"})
    assert "Ingen lärdom passar ”&lt;b&gt;xyzzy”. Sök på andra ord." in inget


def test_the_one_that_is_chosen_stays_in_the_choice(
    sakrade: tuple[Lardom, Lardom], sida: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formular, "FLEST_LARDOMAR", 1)
    mat = sakrade[0]
    sedd = text(client, sida, {"gor": "spara", "upprepar": str(mat.pk)})
    assert f'<option value="{mat.pk}" selected>Smaka på soppan</option>' in sedd


def test_a_learning_outside_the_list_may_be_chosen(
    sakrade: tuple[Lardom, Lardom],
    sida: str,
    kilen: Kil,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(formular, "FLEST_LARDOMAR", 1)
    skrivet = dict.fromkeys(("rubrik", "hande", "orsak", "gor_annorlunda"), "Soppan igen")
    svar = client.post(sida, {"gor": "spara", "upprepar": sakrade[0].pk, "sok": "", **skrivet})
    assert svar.status_code == 302
    assert Lardom.objects.get(rubrik="Soppan igen").upprepar == sakrade[0]


@pytest.mark.parametrize(("enhet", "finns"), [("kultur", True), ("", True), ("hemtj", False)])
def test_the_plan_of_a_unit_is_found_by_its_name(
    sakrade: tuple[Lardom, Lardom],
    kommun: Kommun,
    mal: Mal,
    bodil_biblioteksansvarig: Anvandare,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    enhet: str,
    finns: bool,
) -> None:
    monkeypatch.setattr(ateranvandning, "FLEST_PLANER", 1)
    egen = kil.plan(kommun, bodil_biblioteksansvarig, mal, fas=Fas.PLANERA, ar=2027).plan
    Verksamhetsplan.objects.filter(pk=egen.pk).update(enhet=kommun.kfk, namnd=kommun.kfn)
    client.force_login(bodil_biblioteksansvarig)
    sedd = client.get(f"/arbete/larande/{sakrade[0].pk}/", {"enhet": enhet}).content.decode()
    assert (f'<option value="{egen.pk}">' in sedd) is finns
    assert f'name="enhet" value="{enhet}"' in sedd
    assert ("Ingen plan som du kan välja" in sedd) is not finns
