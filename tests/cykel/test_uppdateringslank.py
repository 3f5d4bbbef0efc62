"""The link in a reminder: its rows, its person, its time, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client

from cykel import uppdateringslank
from cykel.models import Aktivitetslage, Matvarde, Verksamhetsplan
from cykel.villkor.uppdatera import rader_for
from kvalitet import klocka
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.cykel import fabrik
from tests.cykel.test_uppdatera import HTMX, IDAG, post, raden, varderaden


@pytest.fixture(autouse=True)
def _september() -> Iterator[None]:
    with klocka.stalld(fabrik.UNDER_DELARET):
        yield


@pytest.fixture
def p(kommun: factories.Kommun) -> fabrik.Plan:
    return fabrik.i_folja_upp(kommun)


def lank(p: fabrik.Plan, *, bara: str = "") -> str:
    rader = [rad for rad in rader_for(p.folk.amir, IDAG) if rad.slag == bara or not bara]
    return f"/uppdatera/{uppdateringslank.signera(p.folk.amir.pk, rader)}/"


def test_it_opens_the_rows_and_saves_them_as_the_person(p: fabrik.Plan, client: Client) -> None:
    adress = lank(p)
    sida = client.get(adress)
    assert sida.status_code == 200
    assert "Amir Aktivitet" in sida.text
    assert sida.headers["Cache-Control"] == "no-store, private"
    assert sida.headers["X-Robots-Tag"] == "noindex"
    client.post(adress, post(raden(p), status="pagar", framsteg="40"))
    client.post(adress, post(varderaden(p), varde_t="72", kalla="Systemet"))
    assert Aktivitetslage.objects.get().av == p.folk.amir
    assert Matvarde.objects.get().infort_av == p.folk.amir
    handelser = Handelse.objects.filter(slag__in=("plan.aktivitet_rapporterad", "matvarde.infort"))
    assert [(h.av, h.data["via"]) for h in handelser] == [(p.folk.amir, "lank")] * 2
    assert "Inget väntar på dig just nu" in client.get(adress).text


def test_htmx_works_there_too(p: fabrik.Plan, client: Client) -> None:
    svar = client.post(lank(p), post(raden(p), status="klar"), **HTMX)
    assert "Sparat" in svar.text
    assert "/bevis/" not in svar.text


def test_it_is_the_persons_whoever_is_signed_in(p: fabrik.Plan, client: Client) -> None:
    client.force_login(p.folk.karin)
    client.post(lank(p), post(raden(p), status="klar"))
    assert Aktivitetslage.objects.get().av == p.folk.amir


def test_it_opens_only_its_own_rows(p: fabrik.Plan, client: Client) -> None:
    adress = lank(p, bara="varde")
    assert "kontaktman" not in client.get(adress).text
    assert client.post(adress, post(raden(p), status="klar")).status_code == 404
    assert not Aktivitetslage.objects.exists()


def test_a_forged_link_opens_nothing(p: fabrik.Plan, client: Client) -> None:
    assert client.get("/uppdatera/hittepa/").status_code == 404
    annan = signing.dumps([p.folk.amir.pk, [[raden(p), p.varv.pk]]], salt="synpunkter.lank.epost")
    assert client.get(f"/uppdatera/{annan}/").status_code == 404


def dod(client: Client, adress: str, p: fabrik.Plan) -> bool:
    sida = client.get(adress)
    skickad = client.post(adress, post(raden(p), status="klar"))
    assert not Aktivitetslage.objects.exists()
    return (sida.status_code, skickad.status_code) == (410, 410)


def test_it_lives_for_ten_days(
    p: fabrik.Plan, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    adress = lank(p)
    nu = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: nu + timedelta(days=10).total_seconds() - 5)
    assert client.get(adress).status_code == 200
    monkeypatch.setattr(signing.time, "time", lambda: nu + timedelta(days=10).total_seconds() + 5)
    assert dod(client, adress, p)


def test_it_dies_when_the_person_has_left(p: fabrik.Plan, client: Client) -> None:
    adress = lank(p)
    Anvandare.objects.filter(pk=p.folk.amir.pk).update(is_active=False)
    assert dod(client, adress, p)


def test_it_dies_with_the_persons_last_role(p: fabrik.Plan, client: Client) -> None:
    adress = lank(p)
    p.folk.amir.tilldelningar.update(giltig=(factories.SEDAN, IDAG))
    assert dod(client, adress, p)


def test_it_dies_when_the_round_closes(p: fabrik.Plan, client: Client) -> None:
    adress = lank(p)
    with klocka.stalld(fabrik.tid(10, 23)):
        assert client.get(adress).status_code == 200
    with klocka.stalld(fabrik.tid(10, 24)):
        assert dod(client, adress, p)


def test_it_dies_when_the_follow_up_is_approved(p: fabrik.Plan, client: Client) -> None:
    adress = lank(p)
    Verksamhetsplan.objects.update(fas="atgarda")
    assert dod(client, adress, p)


def test_it_leads_nowhere_else(p: fabrik.Plan, client: Client) -> None:
    client.get(lank(p))
    svar = client.get("/arbete/uppdatera/")
    assert svar.headers["Location"].startswith("/konto/logga-in/")
