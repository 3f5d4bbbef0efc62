"""The feeds of published reports, read as a feed reader does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client

from kvalitet.models import Anvandare
from tests.uppfoljning.rapporter.fall import NU, Fall
from tests.uppfoljning.rapporter.publika import publicera, ratta
from uppfoljning.models import Rapport

pytestmark = pytest.mark.django_db

SENARE = NU + timedelta(days=20)
A = "{http://www.w3.org/2005/Atom}"
ATOM = ("/rapporter/atom.xml", "/namnder/VON/atom.xml")
RSS = ("/rapporter/rss.xml", "/namnder/VON/rss.xml")


@pytest.fixture
def forsta(fall: Fall, nina_namndsekreterare: Anvandare) -> Rapport:
    return publicera(fall, nina_namndsekreterare)


@pytest.fixture
def rattad(fall: Fall, forsta: Rapport, nina_namndsekreterare: Anvandare) -> Rapport:
    return ratta(fall, nina_namndsekreterare, nu=SENARE)


def hamta(url: str, **huvud: str) -> Any:
    return Client().get(url, headers=huvud)


def trad(url: str) -> ET.Element:
    svar = hamta(url)
    assert svar.status_code == 200
    return ET.fromstring(svar.content)  # noqa: S314 - our own text


def tid(text: str | None) -> datetime:
    return datetime.fromisoformat(text or "")


@pytest.mark.parametrize("url", ATOM)
def test_atom_has_all_that_it_must(url: str, forsta: Rapport, rattad: Rapport) -> None:
    """RFC 4287: id, title and updated of feed and entries, an author, a link to itself."""
    flode = trad(url)
    assert flode.tag == f"{A}feed"
    assert flode.findtext(f"{A}id")
    assert "Rapporter från" in (flode.findtext(f"{A}title") or "")
    assert tid(flode.findtext(f"{A}updated")) == SENARE
    assert flode.findtext(f"{A}author/{A}name")
    lankar = {rad.get("rel"): rad.get("href") for rad in flode.findall(f"{A}link")}
    assert lankar["self"] == f"{settings.ADRESS}{url}"
    assert flode.get("{http://www.w3.org/XML/1998/namespace}lang") == "sv"
    poster = flode.findall(f"{A}entry")
    for post in poster:
        for namn in ("id", "title", "updated", "summary"):
            assert post.findtext(f"{A}{namn}"), namn
    assert [tid(post.findtext(f"{A}updated")) for post in poster] == [SENARE, NU]


def test_an_entry_is_named_by_its_address_and_carries_the_file(forsta: Rapport) -> None:
    (post,) = trad(ATOM[0]).findall(f"{A}entry")
    adress = f"{settings.ADRESS}/rapporter/{forsta.pk}/"
    assert post.findtext(f"{A}id") == adress
    lankar = {rad.get("rel"): rad for rad in post.findall(f"{A}link")}
    assert lankar["alternate"].get("href") == adress
    fil = lankar["enclosure"]
    assert forsta.fil is not None
    assert fil.get("href") == f"{adress}pdf/{forsta.fil_id}/"
    assert (fil.get("type"), fil.get("length")) == ("application/pdf", str(forsta.fil.storlek))
    assert [rad.get("term") for rad in post.findall(f"{A}category")] == [
        "Måluppfyllelserapport",
        "Vård- och omsorgsnämnden",
    ]


def test_a_correction_is_an_entry_of_its_own_and_the_old_one_stays_as_it_was(
    fall: Fall, forsta: Rapport, nina_namndsekreterare: Anvandare
) -> None:
    (fore,) = trad(ATOM[0]).findall(f"{A}entry")
    ratta(fall, nina_namndsekreterare, nu=SENARE)
    ny, efter = trad(ATOM[0]).findall(f"{A}entry")
    assert ET.tostring(efter) == ET.tostring(fore)
    assert "rättad version" in (ny.findtext(f"{A}title") or "")
    assert "Version 2 ersätter en äldre version." in (ny.findtext(f"{A}summary") or "")


@pytest.mark.parametrize("url", RSS)
def test_rss_has_all_that_it_must(url: str, forsta: Rapport, rattad: Rapport) -> None:
    rss = trad(url)
    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    (kanal,) = rss.findall("channel")
    for namn in ("title", "link", "description", "language", "lastBuildDate"):
        assert kanal.findtext(namn), namn
    assert parsedate_to_datetime(kanal.findtext("lastBuildDate") or "") == SENARE
    for post, rapport in zip(kanal.findall("item"), (rattad, forsta), strict=True):
        assert post.findtext("guid") == f"{settings.ADRESS}/rapporter/{rapport.pk}/"
        assert post.findtext("title")
        assert parsedate_to_datetime(post.findtext("pubDate") or "") == rapport.publicerad


def test_a_namnds_feed_has_its_own_reports_only(fall: Fall, forsta: Rapport) -> None:
    assert trad("/namnder/VON/atom.xml").findall(f"{A}entry")
    assert not trad(f"/namnder/{fall.kommun.kfn.kod}/atom.xml").findall(f"{A}entry")
    assert hamta("/namnder/FINNS-INTE/atom.xml").status_code == 404


@pytest.mark.parametrize("url", [*ATOM, *RSS])
def test_what_has_not_changed_is_not_sent_again(
    url: str, fall: Fall, forsta: Rapport, nina_namndsekreterare: Anvandare
) -> None:
    svar = hamta(url)
    assert parsedate_to_datetime(svar["Last-Modified"]) == NU
    assert hamta(url, **{"If-None-Match": svar["ETag"]}).status_code == 304
    assert hamta(url, **{"If-Modified-Since": svar["Last-Modified"]}).status_code == 304
    ratta(fall, nina_namndsekreterare, nu=SENARE)
    nytt = hamta(url, **{"If-None-Match": svar["ETag"]})
    assert nytt.status_code == 200
    assert parsedate_to_datetime(nytt["Last-Modified"]) == SENARE


@pytest.mark.parametrize("url", [*ATOM, *RSS])
def test_an_empty_feed_is_a_feed_and_the_same_each_time(url: str, fall: Fall) -> None:
    forst, sedan = hamta(url), hamta(url)
    assert forst.content == sedan.content
    assert datetime(2026, 1, 1, tzinfo=UTC) == parsedate_to_datetime(forst["Last-Modified"])


@pytest.mark.parametrize("url", [*ATOM, *RSS])
def test_a_feed_is_the_same_from_every_language(url: str, fall: Fall) -> None:
    assert hamta(f"/en{url}").headers["Location"] == url
    assert Client().post(url).status_code == 405


def test_hostile_words_stay_words(fall: Fall, forsta: Rapport) -> None:
    fall.namnd.namn = "Nämnden <script>&amp;\x0b"
    fall.namnd.save()
    titel = trad(ATOM[0]).findtext(f"{A}entry/{A}title") or ""
    assert "Nämnden" in titel
    assert b"<script>" not in hamta(ATOM[0]).content
