"""What a submitted synpunkt asks of the database, and that a page kept as text is nobody's own."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kvalitet import klocka, sidminne, tak
from kvalitet.models import Handelse, Utskick
from kvalitet.skal import Skal, hal
from synpunkter.forms.lamna import LamnaForm
from synpunkter.models import Kontakt, Synpunkt
from tests.factories import Kommun
from tests.synpunkter.conftest import ONSDAG

pytestmark = pytest.mark.django_db


def _svar(kommun: Kommun, **annat: str) -> dict[str, str]:
    grund = {
        "typ": "klagomal",
        "text": "Tiden på morgonen ändras utan att någon säger till.",
        "verksamhet": str(kommun.hemtjanst.pk),
        "svarsval": "epost",
        "epost": "gunilla.ek@exempel.se",
        "namn": "Gunilla Ek",
    }
    with klocka.stalld(ONSDAG):
        sida = Client().post("/synpunkter/lamna/granska/", {**grund, **annat}).content.decode()
    par = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', sida)
    return {namn: unescape(varde) for namn, varde in par}


@pytest.mark.parametrize("svarsval", ["epost", "kod"])
def test_a_synpunkt_costs_four_statements_with_what_begins_and_ends_them(
    kommun: Kommun, svarsval: str
) -> None:
    falt = _svar(kommun, svarsval=svarsval)
    with klocka.stalld(ONSDAG.replace(hour=8)), CaptureQueriesContext(connection) as fragor:
        svar = Client().post("/synpunkter/lamna/kvittens/", falt)
    assert svar.status_code == 200
    # The test itself is a transaction, which makes a savepoint of what is a statement by itself.
    egna = [f["sql"][:90] for f in fragor.captured_queries if "SAVEPOINT" not in f["sql"]]
    assert len(egna) <= 4, egna


def test_the_limits_of_a_synpunkt_are_counted_in_one_order(
    kommun: Kommun, monkeypatch: pytest.MonkeyPatch
) -> None:
    falt, order = _svar(kommun), []
    rakna = tak._antal
    monkeypatch.setattr(tak, "_antal", lambda poster: order.append(poster) or rakna(poster))
    klient = Client()
    klient.cookies[settings.CSRF_COOKIE_NAME] = "från formulärets sida"
    with klocka.stalld(ONSDAG.replace(hour=8)):
        klient.post("/synpunkter/lamna/kvittens/", falt)
    assert [[vad for _, vad in poster] for poster in order] == [["oppet", "lamna"]]


def test_the_one_statement_writes_the_case_its_event_its_contact_and_its_receipt(
    kommun: Kommun,
) -> None:
    with klocka.stalld(ONSDAG.replace(hour=8)):
        Client().post("/synpunkter/lamna/kvittens/", _svar(kommun))
    synpunkt = Synpunkt.objects.get()
    assert [h.slag for h in Handelse.objects.om(synpunkt)] == ["synpunkt.inkom"]
    assert Kontakt.objects.get(synpunkt=synpunkt).epost == "gunilla.ek@exempel.se"
    assert Utskick.objects.get(nyckel=f"synpunkt-{synpunkt.pk}-kvitto").mall == "synpunkt_kvitto"


def test_the_receipt_that_is_kept_shows_each_sender_their_own_words_escaped(kommun: Kommun) -> None:
    kommun.hemtjanst.namn = "Hem & <b>hus</b>"
    kommun.hemtjanst.save(update_fields=["namn"])
    sidor = []
    for nr in range(2):
        with klocka.stalld(ONSDAG.replace(hour=8)):
            falt = _svar(kommun, epost=f"person{nr}@exempel.se")
            sidor.append(Client().post("/synpunkter/lamna/kvittens/", falt).content.decode())
    for nr, synpunkt in enumerate(Synpunkt.objects.order_by("pk")):
        assert synpunkt.referens in sidor[nr]
        assert synpunkt.referens not in sidor[1 - nr]
        assert f"person{nr}@exempel.se" in sidor[nr]
        assert "Hem &amp; &lt;b&gt;hus&lt;/b&gt;" in sidor[nr]
        assert "\ue000" not in sidor[nr]


def test_what_is_put_in_a_hole_is_not_looked_through_for_holes() -> None:
    skal = Skal(f"<p>{hal('a')}</p><p>{hal('b')}</p>")
    assert skal.fyll({"a": hal("b"), "b": "hemligt"}) == f"<p>{hal('b')}</p><p>hemligt</p>"


@override_settings(SIDMINNE_SEKUNDER=10)
def test_the_start_page_is_kept_for_all_but_not_for_who_has_something_of_their_own(
    kommun: Kommun, client: Client
) -> None:
    sidminne.glom()
    cache.clear()
    forsta = client.get("/")
    with CaptureQueriesContext(connection) as fragor:
        andra = client.get("/")
        engelska = client.get("/en/")
    assert andra.content == forsta.content
    assert andra["Vary"] == forsta["Vary"]
    assert "Cookie" in andra["Vary"]
    assert 'lang="en"' in engelska.content.decode()
    egna = len(fragor)
    with CaptureQueriesContext(connection) as fragor:
        client.get("/")
    assert egna > len(fragor) == 0
    with CaptureQueriesContext(connection) as fragor:
        client.get("/?q=1")
    assert len(fragor) > 0
    client.cookies["kvalitet_session"] = "x" * 32
    with CaptureQueriesContext(connection) as fragor:
        client.get("/")
    assert len(fragor) > 0
    sidminne.glom()


def test_without_the_setting_nothing_is_kept(kommun: Kommun, client: Client) -> None:
    client.get("/")
    with CaptureQueriesContext(connection) as fragor:
        client.get("/")
    assert len(fragor) > 0


def _delade() -> str:
    """All that the shared fields hold, in words: their validators and widgets by their kind."""
    falt = [f for namn, f in LamnaForm.base_fields.items() if namn != "verksamhet"]
    return re.sub(r" at 0x[0-9a-f]+", "", str([[vars(f), vars(f.widget)] for f in falt]))


def test_a_form_changes_nothing_in_the_fields_that_all_forms_share(kommun: Kommun) -> None:
    fore = _delade()
    svar = {"verksamhet": str(kommun.hemtjanst.pk), "sok": "hem", "text": "", "epost": "fel"}
    ett, annat = LamnaForm(svar), LamnaForm(svar=svar)
    ett.is_valid()
    for sprak in ("en", "sv"):
        with translation.override(sprak):
            Client().post("/synpunkter/lamna/granska/", svar)
            assert str(ett) != str(annat)
    assert _delade() == fore
    assert ett.fields["text"] is annat.fields["text"]
    assert ett.fields["verksamhet"] is not annat.fields["verksamhet"]
    assert LamnaForm().fields["verksamhet"].choices != ett.fields["verksamhet"].choices
