"""Anonymous means anonymous: the whole life of a case, then every table, log and mail is read."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings

from kvalitet import klocka
from kvalitet.krypto import KrypteradText
from kvalitet.models import Handelse
from kvalitet.tasks import skicka_utskick
from synpunkter import kod as koder
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Kontakt, Meddelande, Synpunkt
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.exempel import Personal
from tests.synpunkter.views.test_lamna import SVAR, gomda

SPAR = {
    "REMOTE_ADDR": "203.0.113.77",
    "HTTP_X_FORWARDED_FOR": "198.51.100.23, 203.0.113.77",
    "HTTP_X_REAL_IP": "198.51.100.23",
    "HTTP_USER_AGENT": "Spejaren/7.1 (Telefonus; rv:31)",
    "HTTP_ACCEPT_LANGUAGE": "tlh-KX",
    "HTTP_REFERER": "http://testserver/hemsida-med-avsandare/",
    "HTTP_COOKIE_SPAR": "kakmonster",
}
"""What a browser and a proxy tell of who is there."""
AVTRYCK = (
    "203.0.113",
    "198.51.100",
    "Spejaren",
    "Telefonus",
    "tlh",
    "hemsida-med-avsandare",
    "kakmonster",
    "gunilla",
)
NAR = datetime(2031, 3, 5, 7, 41, 37, 123456, tzinfo=UTC)
"""A day that no real clock shows, so that a time that was not the act's own is found too."""


@pytest.fixture
def webblasare() -> Client:
    klient = Client(enforce_csrf_checks=True)
    klient.defaults.update(SPAR)  # type: ignore[attr-defined]
    return klient


@pytest.fixture
def valkey() -> Iterator[Any]:
    """The real counter of the rate limits, under a prefix of its own."""
    eget = settings.CACHES["default"] | {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": settings.CELERY_BROKER_URL,
        "KEY_PREFIX": "provanonym",
    }
    with override_settings(CACHES={"default": eget}):
        lager = cache._cache.get_client()  # type: ignore[attr-defined]
        yield lager
        for nyckel in lager.keys("provanonym*"):
            lager.delete(nyckel)


def lamna(klient: Client, **andrat: str) -> str:
    """Go through form, check and receipt as a browser does; return the receipt."""
    sida = klient.get("/synpunkter/lamna/").content.decode()
    falt = {"csrfmiddlewaretoken": gomda(sida)["csrfmiddlewaretoken"]}
    granska = klient.post("/synpunkter/lamna/granska/", SVAR | andrat | falt).content.decode()
    svar = klient.post("/synpunkter/lamna/kvittens/", gomda(granska))
    assert svar.status_code == 200
    return svar.content.decode()


def databasen() -> str:
    """Return every row of every table, also those that no model knows; the encrypted opened."""
    with connection.cursor() as markor:
        markor.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_type = 'BASE TABLE'"
            " and table_schema not in ('pg_catalog', 'information_schema')"
        )
        tabeller = markor.fetchall()
        assert len(tabeller) > 50
        rader = []
        for schema, tabell in tabeller:
            markor.execute(f'select t::text from "{schema}"."{tabell}" t')  # noqa: S608
            rader += [rad for (rad,) in markor.fetchall()]
    return "\n".join([*rader, *_oppnat()])


def _oppnat() -> Iterator[str]:
    for modell in apps.get_models(include_auto_created=True):
        hemliga = [f.name for f in modell._meta.fields if isinstance(f, KrypteradText)]
        for rad in modell._default_manager.values_list(*hemliga) if hemliga else ():
            yield str(rad)


def breven() -> str:
    return "\n".join(brev.message().as_string() for brev in mail.outbox)


def _handlagg(kommun: Kommun) -> Personal:
    """Staff answer and close the case, so that there is something to be content with."""
    personal = Personal(kommun)
    s = Synpunkt.objects.get()
    s = akter.tilldela(s, enhet=s.enhet, handlaggare=personal.handlaggare, av=personal.registrator)
    s = akter.ta_hand_om(s, av=personal.handlaggare)
    s = akter.begar_komplettering(s, meddelande="Vilken dag?", av=personal.handlaggare)
    return personal


def _avsluta(personal: Personal) -> None:
    s = akter.besvara(
        Synpunkt.objects.get(), meddelande="Nu är det rättat.", av=personal.handlaggare
    )
    akter.avsluta(s, utfall="atgardat", av=personal.handlaggare)


def _hela_livet(klient: Client, kommun: Kommun) -> None:
    """Leave, follow by code, answer a question, judge and open again; guess wrong and get lost."""
    kvitto = lamna(klient, epost="gunilla.ek@exempel.se", namn="Gunilla Ek")
    referens, kod = (bit.split("<")[0] for bit in kvitto.split('class="kod">')[1:3])
    personal = _handlagg(kommun)
    token = gomda(klient.get("/synpunkter/folj/").content.decode())
    klient.post("/synpunkter/folj/", {"referens": referens, "kod": "AAAA-BBBB-CCCC"} | token)
    svar = klient.post("/synpunkter/folj/", {"referens": referens, "kod": kod} | token)
    arende = svar["Location"]
    klient.post(f"{arende}skriv/", {"text": "Det var i tisdags."} | token)
    _avsluta(personal)
    klient.post(f"{arende}nojdhet/", {"poang": "2"} | token)
    klient.post(f"{arende}oppna-igen/", {"skal": "Det hände igen."} | token)
    assert klient.post(f"{arende}skriv/", {"text": "Utan nyckel."}).status_code == 403
    assert klient.get("/synpunkter/folj/strunt/").status_code == 404
    assert klient.get("/finns/inte/").status_code == 404
    assert Synpunkt.objects.get().lage == "ateroppnad"
    assert Meddelande.objects.filter(riktning="fran").count() == 2


def test_no_trace_is_left_anywhere(
    kommun: Kommun, webblasare: Client, valkey: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with klocka.stalld(NAR):
        _hela_livet(webblasare, kommun)
        skicka_utskick()
    raknat = [nyckel + b"=" + (valkey.get(nyckel) or b"") for nyckel in valkey.keys("provanonym*")]
    assert raknat
    stallen = {
        "databasen": databasen(),
        "loggen": caplog.text,
        "breven": breven(),
        "räknaren": b"\n".join(raknat).decode(errors="replace"),
    }
    assert "Tiden ändras utan besked." in stallen["databasen"]
    assert "Forbidden" in stallen["loggen"]
    assert mail.outbox
    spar = [(ord_, var) for ord_ in AVTRYCK for var, allt in stallen.items() if ord_ in allt]
    assert not spar
    assert not Kontakt.objects.exists()


def test_the_browser_keeps_no_cookie_but_the_forms_own(kommun: Kommun, webblasare: Client) -> None:
    lamna(webblasare)
    assert set(webblasare.cookies) == {settings.CSRF_COOKIE_NAME}


def test_a_colleague_who_is_signed_in_is_anonymous_too(kommun: Kommun, webblasare: Client) -> None:
    person = Personal(kommun).handlaggare
    webblasare.force_login(person)
    sida = webblasare.get("/synpunkter/lamna/").content.decode()
    falt = {"csrfmiddlewaretoken": gomda(sida)["csrfmiddlewaretoken"]}
    granska = webblasare.post("/synpunkter/lamna/granska/", SVAR | falt).content.decode()
    assert person.namn not in granska
    webblasare.post("/synpunkter/lamna/kvittens/", gomda(granska))
    assert Handelse.objects.get(slag="synpunkt.inkom").av is None
    assert Synpunkt.objects.get().handlaggare is None


def test_of_an_anonymous_sender_only_the_hour_is_kept(kommun: Kommun, webblasare: Client) -> None:
    """Else the log of someone else's proxy could be laid beside ours."""
    with klocka.stalld(NAR):
        lamna(webblasare)
    allt = databasen()
    assert "2031-03-05" in allt
    assert "41:37" not in allt
    assert Synpunkt.objects.get().inkom == NAR.replace(minute=0, second=0, microsecond=0)


def test_what_they_write_later_has_its_hour_too_and_never_comes_before_the_question(
    kommun: Kommun,
) -> None:
    with klocka.stalld(NAR):
        exempel.anonymt(kommun)
        personal = _handlagg(kommun)
    with klocka.stalld(NAR + timedelta(minutes=5)):
        akter.komplettera(Synpunkt.objects.get(), text="Det var i tisdags.")
    with klocka.stalld(NAR + timedelta(hours=2)):
        akter.komplettera(Synpunkt.objects.get(), text="Och i onsdags.")
    fraga, svar, mer = Meddelande.objects.order_by("tid", "pk")
    assert [m.text for m in (fraga, svar, mer)] == [
        "Vilken dag?",
        "Det var i tisdags.",
        "Och i onsdags.",
    ]
    assert svar.tid == fraga.tid
    assert (mer.tid.hour, mer.tid.minute) == (NAR.hour + 2, 0)
    with klocka.stalld(NAR + timedelta(hours=3)):
        _avsluta(personal)
    with klocka.stalld(NAR + timedelta(hours=3, minutes=4)):
        s = akter.ateroppna(Synpunkt.objects.get(), skal="Igen.")
    ateroppnad = Handelse.objects.get(slag="synpunkt.ateroppna")
    assert ateroppnad.tid == NAR + timedelta(hours=3)  # not before it was closed
    assert s.lage == "ateroppnad"


def test_who_leaves_an_address_has_the_time_of_arrival(kommun: Kommun, webblasare: Client) -> None:
    with klocka.stalld(NAR):
        lamna(webblasare, svarsval="epost", epost="gunilla.ek@exempel.se")
    assert Synpunkt.objects.get().inkom == NAR


def test_the_code_is_in_no_table_log_or_mail(
    kommun: Kommun, webblasare: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    kvitto = lamna(webblasare)
    _, kod = (bit.split("<")[0] for bit in kvitto.split('class="kod">')[1:3])
    allt = databasen() + caplog.text + breven()
    assert kod not in allt
    assert kod.replace("-", "") not in allt
    assert koder.koduppslag(kod) in allt  # only its keyed sum
