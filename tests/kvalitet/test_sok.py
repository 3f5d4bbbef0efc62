"""The search over everything: what it finds, and that it finds nothing that the page behind it
would not show."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from kvalitet.meny import ARBETSMENY, FLER_SIDOR
from kvalitet.models import Anvandare, Handelse
from kvalitet.roller import Roll
from kvalitet.views.traffar import FORST, grupper, i_inkorgen
from synpunkter.actions import sekretess
from tests.cykel import fabrik
from tests.factories import Kommun, person
from tests.fragor import enheter
from tests.synpunkter import exempel

SOK = "/arbete/sok/"
SKJUTS = "Skolskjutsen kom inte i morse."


def sidan(client: Client, av: Anvandare, q: str, **mer: str) -> str:
    client.force_login(av)
    svar = client.get(SOK, {"q": q, **mer})
    assert svar.status_code == 200
    return svar.content.decode()


def funna(av: Anvandare, q: str) -> dict[str, list[str]]:
    return {grupp.nyckel: [traff.text for traff in grupp.traffar] for grupp in grupper(av, q)}


def test_each_kind_is_found_by_its_words(kommun: Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    s = exempel.synpunkt(kommun, text=SKJUTS)
    karin = p.folk.karin
    assert funna(karin, "hemtj 2026")["planer"] == ["Verksamhetsplan 2026, Hemtjänst"]
    assert funna(karin, "verksamhetsplan hemtj")["planer"] == ["Verksamhetsplan 2026, Hemtjänst"]
    assert funna(karin, p.folk.petra.namn)["planer"] == ["Verksamhetsplan 2026, Hemtjänst"]
    mal = p.styrning.trygghet
    assert str(mal) in funna(karin, mal.kort)["mal"]
    assert str(mal) in funna(karin, f"mål {mal.nummer}")["mal"]
    indikator = p.version.indikatorer.get().indikator
    assert funna(karin, indikator.namn)["indikatorer"] == [indikator.namn]
    assert funna(karin, "CENTRUM")["enheter"] == ["Hemtjänst Centrum"]
    assert funna(karin, "skolskjuts")["synpunkter"] == [s.listrubrik]
    assert funna(karin, s.referens)["synpunkter"] == [s.listrubrik]
    assert funna(karin, s.referens[-4:])["synpunkter"] == [s.listrubrik]
    assert funna(karin, "årshjul")["sidor"] == ["Årshjulet"]


def test_every_word_must_be_there(kommun: Kommun) -> None:
    karin = fabrik.i_genomfora(kommun).folk.karin
    assert funna(karin, "hemtjänst 2025") == {}
    assert funna(karin, "bibliotek hemtjänst") == {}


def test_every_hit_opens(kommun: Kommun, client: Client) -> None:
    p = fabrik.i_genomfora(kommun)
    exempel.synpunkt(kommun, text="Hemtjänsten kom inte.")
    client.force_login(p.folk.karin)
    traffar = [
        t
        for q in ("hemtjänst", "mål", "trygg")
        for g in grupper(p.folk.karin, q)
        for t in g.traffar
    ]
    assert len(traffar) > 4
    for traff in traffar:
        assert client.get(traff.url).status_code == 200, traff.url


@pytest.mark.parametrize("roll", Roll)
def test_a_page_that_is_found_opens_for_the_role(
    kommun: Kommun, client: Client, roll: Roll
) -> None:
    nagon = person("Prov", roll, kommun.rot)
    client.force_login(nagon)
    namn = [namn for namn, *_ in (*ARBETSMENY, *FLER_SIDOR)]
    funnet = {
        t.url for ett in namn for g in grupper(nagon, ett) if g.nyckel == "sidor" for t in g.traffar
    }
    for url in funnet:
        assert client.get(url, follow=True).status_code == 200, url
    for _, vy in FLER_SIDOR:
        if reverse(vy) not in funnet:
            assert client.get(reverse(vy)).status_code == 403, vy


def test_every_page_of_the_search_says_who_may_open_it() -> None:
    for _, vy in FLER_SIDOR:
        assert hasattr(resolve(reverse(vy)).func, "ratt"), vy


# --- What is another's ---------------------------------------------------------------------------


def test_another_units_plan_and_cases_are_not_found(kommun: Kommun, client: Client) -> None:
    fabrik.i_genomfora(kommun)
    s = exempel.synpunkt(kommun, text=SKJUTS)
    chef = person("Bo Biblioteksman", "CH", kommun.kfk)
    assert "planer" not in funna(chef, "hemtjänst")
    assert "enheter" not in funna(chef, "hemtjänst")
    for q in ("skolskjuts", s.referens, s.referens[-4:]):
        assert "synpunkter" not in funna(chef, q)
        sida = sidan(client, chef, q)
        assert "Inget stämmer med det du skrev" in sida
        assert SKJUTS not in sida


def test_a_handler_finds_no_plans_and_a_planansvarig_no_cases(
    kommun: Kommun, hanna_handlaggare: Anvandare, client: Client
) -> None:
    p = fabrik.i_genomfora(kommun)
    exempel.synpunkt(kommun, text="Hemtjänsten kom inte.")
    assert set(funna(hanna_handlaggare, "hemtjänst")) <= {"sidor", "enheter", "synpunkter"}
    assert "synpunkter" not in funna(p.folk.petra, "hemtjänst")
    client.force_login(hanna_handlaggare)
    assert client.get(SOK, {"q": "hemtjänst", "slag": "planer"}).status_code == 403


def test_a_case_marked_as_secret_is_found_by_those_who_may_read_it_and_shows_no_words(
    kommun: Kommun,
) -> None:
    nils = person("Nils Nämnden", "NS", kommun.rot, namnd=kommun.von)
    karin = person("Karin Kontor", "KV", kommun.rot)
    s = exempel.synpunkt(kommun, text=SKJUTS)
    sekretess.markera(s, grund="26:1", skal="Det står om hälsan.", av=nils)
    s.refresh_from_db()
    assert "Skolskjutsen" not in str(funna(nils, s.referens))
    assert funna(nils, s.referens)["synpunkter"] == [s.listrubrik]
    for q in ("skolskjuts", s.referens):
        assert "synpunkter" not in funna(karin, q)


def test_a_revisor_is_led_to_the_inbox_where_each_reading_is_on_record(
    kommun: Kommun, rut_revisor: Anvandare, client: Client
) -> None:
    s = exempel.synpunkt(kommun, text=SKJUTS)
    sida = sidan(client, rut_revisor, "skolskjuts")
    assert s.referens not in sida
    assert "Sök efter ”skolskjuts” bland synpunkterna" in sida
    assert not Handelse.objects.filter(slag="synpunkt.lista_last").exists()
    assert s.referens in client.get(i_inkorgen(rut_revisor, "skolskjuts")).content.decode()
    assert Handelse.objects.filter(slag="synpunkt.lista_last").count() == 1


def test_a_revisor_too_is_told_when_nothing_fits(
    kommun: Kommun, rut_revisor: Anvandare, client: Client
) -> None:
    sida = sidan(client, rut_revisor, "qqqq")
    assert "Inget stämmer med det du skrev" in sida
    assert "Sök efter ”qqqq” bland synpunkterna" in sida


def test_a_stranger_is_asked_to_sign_in(client: Client, kommun: Kommun) -> None:
    assert client.get(SOK, {"q": "x"}).status_code == 302


def test_who_has_no_role_finds_the_start_alone(kommun: Kommun, client: Client) -> None:
    fabrik.i_genomfora(kommun)
    ny = Anvandare.objects.skapa(epost="ny@kommun.example", namn="Ny Person")
    assert funna(ny, "hemtjänst") == {}
    assert "Inget stämmer med det du skrev" in sidan(client, ny, "hemtjänst")


# --- What is typed -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "q",
    [
        "",
        "   ",
        "!",
        "&",
        "%",
        "_",
        "a & b | !c",
        "'; drop table",
        "<script>alert(1)</script>",
        "(((",
        "\\",
        "\x00",
        "x" * 100,
        "x" * 5000,
        "9" * 90,
        "²",
        "٣٣",
        "ﬀ",
        "å" * 100,
    ],
)
def test_nothing_typed_breaks_the_page(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, client: Client, q: str
) -> None:
    sida = sidan(client, karin_kvalitetssamordnare, q)
    assert "<h1>Sök</h1>" in sida
    assert "<script>alert" not in sida


def test_too_much_is_told_so_and_kept(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, client: Client
) -> None:
    sida = sidan(client, karin_kvalitetssamordnare, "x" * 101)
    assert "Skriv högst 100 tecken." in sida
    assert "x" * 101 in sida


def test_an_unknown_kind_is_no_page(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, client: Client
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    assert client.get(SOK, {"q": "a", "slag": "elakt"}).status_code == 404
    assert client.post(SOK, {"q": "a"}).status_code == 405


# --- More than a few -----------------------------------------------------------------------------


def test_the_rest_of_a_kind_stands_on_pages_by_key(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, client: Client
) -> None:
    enheter(kommun, 40)
    karin = karin_kvalitetssamordnare
    assert len(funna(karin, "enhet")["enheter"]) == FORST
    assert "?q=enhet&amp;slag=enheter" in sidan(client, karin, "enhet")
    sida = sidan(client, karin, "enhet", slag="enheter")
    assert sida.count("rad-lank") == 30
    assert "slag=enheter&amp;efter=" in sida
    assert "30 träffar på den här sidan, det finns fler." in sida


def test_what_htmx_swaps_in_is_what_the_page_shows(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, client: Client
) -> None:
    fabrik.i_genomfora(kommun)
    hel = sidan(client, karin_kvalitetssamordnare, "hemtjänst")
    delen = client.get(SOK, {"q": "hemtjänst"}, headers={"HX-Request": "true"}).content.decode()
    assert "<h1>" not in delen
    assert "Verksamhetsplan 2026, Hemtjänst" in delen
    assert delen.strip() in hel


def test_every_staff_page_has_the_way_to_the_search(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, client: Client
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    for vag in ("/arbete/", "/arbete/planer/", "/arbete/synpunkter/"):
        sida = client.get(vag).content.decode()
        assert f'href="{SOK}"' in sida
        assert 'id="sokruta"' in sida
    assert "sokruta" not in client.get("/").content.decode()


def test_as_many_questions_however_much_is_found(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    fabrik.i_genomfora(kommun)
    antal = []
    for fler in (1, 8):
        enheter(kommun, fler)
        for _ in range(fler):
            exempel.synpunkt(kommun, text="Hemtjänsten kom inte.")
        sidan(client, karin_kvalitetssamordnare, "e")
        with CaptureQueriesContext(connection) as fragor:
            sida = sidan(client, karin_kvalitetssamordnare, "hemtj")
        assert "Synpunkter" in sida
        antal.append(len(fragor))
    assert antal[0] == antal[1]
