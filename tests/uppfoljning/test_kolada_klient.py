"""The client against a Kolada of our own, over real sockets: every fault, every bound."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx_retries.retry
import pytest

from tests.uppfoljning import kolada_server as ks
from tests.uppfoljning.kolada_server import Koladaserver
from uppfoljning.kolada import klient as modul
from uppfoljning.kolada.klient import Klient, Takt
from uppfoljning.kolada.svar import Koladafel


@dataclass
class Klocka:
    """A clock that stands still but for those who sleep by it."""

    nu: float = 0.0
    somn: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.nu

    def sov(self, sekunder: float) -> None:
        self.somn.append(sekunder)
        self.nu += sekunder


@pytest.fixture
def klocka(monkeypatch: pytest.MonkeyPatch) -> Klocka:
    falsk = Klocka()
    monkeypatch.setattr(httpx_retries.retry.time, "sleep", falsk.sov)
    return falsk


@pytest.fixture
def server() -> Iterator[Koladaserver]:
    with Koladaserver().igang() as ett:
        yield ett


@pytest.fixture
def klient(server: Koladaserver, klocka: Klocka) -> Iterator[Klient]:
    with Klient(server.adress, takt=Takt(klocka=klocka, sov=klocka.sov)) as ett:
        yield ett


# --- what is asked -------------------------------------------------------------------------------


def test_sixty_key_figures_are_asked_for_in_three_turns(
    klient: Klient, server: Koladaserver
) -> None:
    koder = [f"N{n:05}" for n in range(60)]
    server.nyckeltal = [ks.nyckeltal(kod) for kod in koder]
    assert [n.kod for n in klient.nyckeltal(koder).rader] == koder
    delar = [vag.removeprefix("/v3/kpi/").split(",") for vag in server.vagar]
    assert [len(ids) for ids in delar] == [25, 25, 10]
    assert [kod for ids in delar for kod in ids] == koder


def test_sixty_of_each_part_are_every_turn_of_twenty_five(
    klient: Klient, server: Koladaserver
) -> None:
    """Key figures, municipalities and years: 3 x 3 x 3 questions, and no value twice."""
    koder = [f"N{n:05}" for n in range(60)]
    kommuner = [f"{n:04}" for n in range(60)]
    ar = list(range(1960, 2020))
    server.varden = [ks.varde(koder[n], kommuner[59 - n], ar[n], n) for n in range(60)]
    ut = klient.varden(koder, kommuner, ar=ar)
    assert sorted(v.varde for v in ut.rader if v.varde is not None) == list(range(60))
    assert len(server.vagar) == 27
    for vag in server.vagar:
        _, _, _, _, kpi, _, kommun, _, period = vag.split("/")
        assert max(len(d.split(",")) for d in (kpi, kommun, period)) <= 25
    for plats, hela in ((4, koder), (6, kommuner), (8, [str(ett) for ett in ar])):
        fragade = {kod for vag in server.vagar for kod in vag.split("/")[plats].split(",")}
        assert fragade == set(hela)


def test_the_addresses_are_the_documented_ones(klient: Klient, server: Koladaserver) -> None:
    klient.varden(["N00640", "N00667"], ["0581", "0000"], ar=[2024, 2025])
    klient.varden(["N00640"], ["0581"], fran=date(2026, 1, 1))
    klient.enhetsvarden(["N15643"], ["V15E123"], ar=[2025])
    assert [urlsplit(a).path for a in server.sett] == [
        "/v3/data/kpi/N00640,N00667/municipality/0581,0000/year/2024,2025",
        "/v3/data/kpi/N00640/municipality/0581",
        "/v3/oudata/kpi/N15643/ou/V15E123/year/2025",
    ]
    fragor = [parse_qs(urlsplit(a).query) for a in server.sett]
    assert fragor[1] == {"from_date": ["2026-01-01"], "per_page": ["5000"]}
    assert fragor[0] == fragor[2] == {"per_page": ["5000"]}
    assert "gzip" in server.huvuden[0]["Accept-Encoding"]


def test_values_of_units_are_known_by_their_unit(klient: Klient, server: Koladaserver) -> None:
    rad = ks.varde("N15643", "", 2025, 88)
    del rad["municipality"]
    server.varden = [{**rad, "ou": "V15E123"}]
    (v,) = klient.enhetsvarden(["N15643"], ["V15E123"]).rader
    assert (v.omrade, v.varde) == ("V15E123", 88)


def test_only_what_has_changed_since_a_day(klient: Klient, server: Koladaserver) -> None:
    server.varden = [
        ks.varde("N1", "0581", 2024, 1, andrad=date(2026, 1, 1)),
        ks.varde("N1", "0581", 2025, 2, andrad=date(2026, 6, 1)),
    ]
    ut = klient.varden(["N1"], ["0581"], fran=date(2026, 5, 1))
    assert [v.ar for v in ut.rader] == [2025]


@pytest.mark.parametrize("farligt", ["0581/../kpi", "0581?x=1", "05 81", "", "Å581", "x" * 21])
def test_an_id_that_is_no_id_is_not_asked_for(
    klient: Klient, server: Koladaserver, farligt: str
) -> None:
    with pytest.raises(Koladafel, match="ingen nyckel i Kolada"):
        klient.varden(["N1"], [farligt])
    assert not server.sett


# --- pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("namn", ["next_url", "next_page"])
def test_every_page_is_read_by_either_name(klient: Klient, server: Koladaserver, namn: str) -> None:
    server.nyckeltal = [ks.nyckeltal(f"N{n:05}") for n in range(7)]
    server.per_sida, server.nasta_heter = 3, namn
    assert len(klient.nyckeltal().rader) == 7
    assert len(server.sett) == 3


@pytest.mark.parametrize(
    "nasta",
    [
        "http://127.0.0.1:1/v3/kpi?page=2",
        "http://localhost/v3/kpi?page=2",
        "https://127.0.0.1/v3/kpi",
        "//kolada.example/v3/kpi",
        "file:///etc/passwd",
        "/admin",
        "http://[trasig/v3/kpi",
    ],
)
def test_a_next_page_elsewhere_is_never_fetched(
    klient: Klient, server: Koladaserver, nasta: str
) -> None:
    server.fel.append(ks.svar({"values": [ks.nyckeltal("N00001")], "next_url": nasta}))
    with pytest.raises(Koladafel, match="annan webbplats"):
        klient.nyckeltal()
    assert len(server.sett) == 1


def test_another_user_at_the_same_host_is_not_followed_either(
    klient: Klient, server: Koladaserver
) -> None:
    port = urlsplit(server.adress).port
    nasta = f"http://127.0.0.1:{port}@kolada.example/v3/kpi"
    server.fel.append(ks.svar({"values": [], "next_url": nasta}))
    with pytest.raises(Koladafel, match="annan webbplats"):
        klient.nyckeltal()


def test_endless_pages_come_to_an_end(klient: Klient, server: Koladaserver) -> None:
    server.alltid = ks.oandlig
    with pytest.raises(Koladafel, match="i all oändlighet"):
        klient.nyckeltal()
    assert len(server.sett) == modul.MEST_SIDOR


def test_a_page_that_leads_to_itself_is_read_once(klient: Klient, server: Koladaserver) -> None:
    adress = f"{server.adress}/v3/kpi?per_page=5000"
    server.alltid = ks.svar({"values": [], "next_url": adress})
    with pytest.raises(Koladafel, match="i all oändlighet"):
        klient.nyckeltal()
    assert len(server.sett) == 1


def test_a_redirect_is_not_followed(klient: Klient, server: Koladaserver) -> None:
    server.alltid = ks.status(302)
    with pytest.raises(Koladafel, match="fel 302"):
        klient.nyckeltal()


# --- pace and waiting ----------------------------------------------------------------------------


def test_never_more_than_five_in_any_second(server: Koladaserver) -> None:
    tider: list[float] = []
    klocka = Klocka()
    takt = Takt(klocka=klocka, sov=klocka.sov)
    for _ in range(23):
        takt.vanta()
        tider.append(klocka.nu)
        klocka.nu += 0.03
    for start in tider:
        assert sum(start <= tid < start + 1 for tid in tider) <= 5
    assert tider[-1] < 5  # and no slower than that


def test_the_pace_holds_for_pages_and_repeats(
    klient: Klient, server: Koladaserver, klocka: Klocka
) -> None:
    server.nyckeltal = [ks.nyckeltal(f"N{n:05}") for n in range(12)]
    server.per_sida = 1
    server.fel.extend([ks.status(500), ks.avbruten])
    klient.nyckeltal()
    assert len(server.sett) == 14
    # 14 questions at five a second: the sixth and the eleventh wait for the one five before.
    assert klocka.nu >= 2


def test_429_waits_as_long_as_it_is_told(
    klient: Klient, server: Koladaserver, klocka: Klocka
) -> None:
    server.nyckeltal = [ks.nyckeltal("N00001")]
    server.fel.append(ks.status(429, vanta="17"))
    assert len(klient.nyckeltal().rader) == 1
    assert klocka.somn == [17.0]


def test_429_for_an_hour_is_for_another_night(
    klient: Klient, server: Koladaserver, klocka: Klocka
) -> None:
    server.alltid = ks.status(429, vanta="3600")
    with pytest.raises(Koladafel, match="ber oss vänta"):
        klient.nyckeltal()
    assert len(server.sett) == 1
    assert not klocka.somn


def test_429_again_and_again_is_given_up(
    klient: Klient, server: Koladaserver, klocka: Klocka
) -> None:
    server.alltid = ks.status(429, vanta="2")
    with pytest.raises(Koladafel, match="ber oss vänta"):
        klient.nyckeltal()
    assert len(server.sett) == 5
    assert klocka.somn == [2.0] * 4


@pytest.mark.parametrize("kod", [500, 502, 503, 504])
def test_a_server_that_stumbles_is_asked_again(
    klient: Klient, server: Koladaserver, kod: int
) -> None:
    server.nyckeltal = [ks.nyckeltal("N00001")]
    server.fel.extend([ks.status(kod)] * 2)
    assert len(klient.nyckeltal().rader) == 1


def test_a_server_that_stays_down_is_told(klient: Klient, server: Koladaserver) -> None:
    server.alltid = ks.status(500)
    with pytest.raises(Koladafel, match="fel 500"):
        klient.nyckeltal()
    assert len(server.sett) == 5


def test_what_is_not_there_is_not_asked_for_again(klient: Klient, server: Koladaserver) -> None:
    server.alltid = ks.status(404)
    with pytest.raises(Koladafel, match="fel 404"):
        klient.nyckeltal()
    assert len(server.sett) == 1


def test_nobody_there_is_told(klocka: Klocka) -> None:
    takt = Takt(klocka=klocka, sov=klocka.sov)
    with Klient("http://127.0.0.1:9", takt=takt) as ingen, pytest.raises(Koladafel, match="nå"):
        ingen.nyckeltal()


# --- half a page and worse -----------------------------------------------------------------------


@pytest.mark.parametrize("fel", [ks.avbruten, ks.halv_json])
def test_half_a_page_is_asked_for_again(klient: Klient, server: Koladaserver, fel: ks.Fel) -> None:
    server.nyckeltal = [ks.nyckeltal(f"N{n:05}") for n in range(4)]
    server.fel.append(fel)
    assert len(klient.nyckeltal().rader) == 4
    assert len(server.sett) == 2


@pytest.mark.parametrize(
    ("fel", "mening"), [(ks.avbruten, "bröts på vägen"), (ks.halv_json, "läsbar JSON")]
)
def test_half_a_page_every_time_gives_nothing(
    klient: Klient, server: Koladaserver, fel: ks.Fel, mening: str
) -> None:
    server.nyckeltal = [ks.nyckeltal(f"N{n:05}") for n in range(4)]
    server.alltid = fel
    with pytest.raises(Koladafel, match=mening):
        klient.nyckeltal()


def test_a_second_page_that_fails_takes_the_first_with_it(
    klient: Klient, server: Koladaserver
) -> None:
    server.nyckeltal = [ks.nyckeltal(f"N{n:05}") for n in range(4)]
    server.per_sida = 2
    server.fel_vid["page=2"] = ks.status(404)
    with pytest.raises(Koladafel):
        klient.nyckeltal()


@pytest.mark.parametrize(
    "innehall",
    [
        b"<html>",
        b"",
        b"\xff\xfe",
        b'{"values": [NaN]}',
        b"[" * 100_000,
        b'{"values": [' + b"9" * 5000 + b"]}",
    ],
)
def test_what_is_no_json_is_told(klient: Klient, server: Koladaserver, innehall: bytes) -> None:
    server.alltid = ks.ratt_av(innehall)
    with pytest.raises(Koladafel, match="läsbar JSON"):
        klient.nyckeltal()


@pytest.mark.parametrize(
    "innehall", [[], {}, {"values": {}}, {"values": None}, "text", {"values": [], "next_url": 7}]
)
def test_an_answer_of_another_shape_is_told(
    klient: Klient, server: Koladaserver, innehall: Any
) -> None:
    server.alltid = ks.svar(innehall)
    with pytest.raises(Koladafel, match="annan form"):
        klient.nyckeltal()


def test_an_answer_that_unpacks_beyond_reason_is_cut(klient: Klient, server: Koladaserver) -> None:
    bomb = gzip.compress(b" " * (modul.MEST_BYTE + 1), 9)
    assert len(bomb) < 100_000
    server.alltid = ks.ratt_av(bomb, Content_Encoding="gzip")
    with pytest.raises(Koladafel, match="orimligt stort"):
        klient.nyckeltal()


def test_an_answer_that_trickles_is_cut(
    klient: Klient, server: Koladaserver, klocka: Klocka, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modul, "MEST_SEKUNDER", -1.0)
    with pytest.raises(Koladafel, match="för lång tid"):
        klient.nyckeltal()


def test_what_is_not_packed_as_it_says_is_told(klient: Klient, server: Koladaserver) -> None:
    server.alltid = ks.ratt_av(b'{"values": []}', Content_Encoding="gzip")
    with pytest.raises(Koladafel, match="bröts på vägen"):
        klient.nyckeltal()


# --- rows ----------------------------------------------------------------------------------------


def test_numbers_are_read_as_they_are_written(klient: Klient, server: Koladaserver) -> None:
    server.varden = [ks.varde("N1", "0581", 2025, 68.2), ks.varde("N1", "0000", 2025, 0)]
    ut = klient.varden(["N1"], ["0581", "0000"])
    assert [v.varde for v in ut.rader] == [Decimal("68.2"), 0]
    assert not ut.fel


def test_rows_that_are_wrong_are_told_and_the_others_kept(
    klient: Klient, server: Koladaserver
) -> None:
    ratt = ks.varde("N1", "0581", 2025, 1)
    server.varden = [
        ratt,
        {**ratt, "period": "2024"},
        {**ratt, "municipality": None},
        {**ratt, "values": None},
        {**ratt, "period": 2023, "values": [ks.kon("T", "68,2"), ks.kon("K", 2)]},
    ]
    server.alltid = ks.svar({"values": [*server.varden, "text", None]})
    ut = klient.varden(["N1"], ["0581"])
    assert [(v.ar, v.kon) for v in ut.rader] == [(2025, "T"), (2023, "K")]
    assert [fel.nummer for fel in ut.fel] == [2, 3, 4, 5, 6, 7]
    assert str(ut.fel[3]) == "Rad 5: N1 för 0581 2023: värdet är ”68,2”, inte ett tal."


def test_the_answers_bytes_are_plain_json(server: Koladaserver) -> None:
    """The server itself speaks as the background tells: the client's tests rest on it."""
    server.varden = [ks.konsvarden("N00640", "0581", 2025, 68.2, 70.1, 66.3)]
    kod, svar = server.svara("/v3/data/kpi/N00640/municipality/0581/year/2025")
    assert kod == 200
    assert json.loads(json.dumps(svar))["values"][0]["values"][1] == {
        "gender": "K",
        "count": 1,
        "status": "",
        "value": 70.1,
        "isdeleted": False,
    }
    for_manga = ",".join(["N1"] * 26)
    assert server.svara(f"/v3/data/kpi/{for_manga}/municipality/0581")[0] == 400
