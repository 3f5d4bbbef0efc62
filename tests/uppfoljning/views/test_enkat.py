"""The public pages of a survey: on one page and one question per page, in three languages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from kvalitet import klocka
from kvalitet.models import Anvandare
from tests import factories
from tests.cykel import kil
from tests.samtidigt import Tradar
from tests.uppfoljning.actions.test_enkatsvar import alla_slag
from tests.uppfoljning.lage import Lage, fragor, oppna, undersokning
from uppfoljning.actions.undersokning import stang
from uppfoljning.enkatmallar import Mall
from uppfoljning.models import Fraga, Fragesvar, Svar, Undersokning

OPPEN = {"oppnar": date(2026, 6, 1), "stanger": date(2026, 6, 30)}
URL = "/undersokningar/sa-fungerar-hemtjansten/"
SVAR: dict[str, Any] = {
    "f_nki_1": "8",
    "f_nki_2": "7",
    "f_nki_3": "6",
    "kon": "K",
    "f_beratta": "Bra",
    "skicka": "1",
}
ALLA_SLAG: dict[str, Any] = {
    "f_nki_1": "8",
    "f_nki_2": "vet_inte",
    "f_nki_3": "6",
    "f_skala5": "4",
    "f_skala10": "10",
    "f_ja_nej": "1",
    "f_ett_val": "a2",
    "f_flerval": ["a1", "a3"],
    "f_fritext": "Bra",
    "kon": "M",
}


def falt(sida: str, namn: str) -> str:
    traff = re.search(rf'name="{namn}" value="([^"]*)"', sida)
    assert traff, namn
    return traff[1]


def token(sida: str) -> str:
    return falt(sida, "token")


def hidden(sida: str) -> dict[str, str]:
    return {namn: falt(sida, namn) for namn in ("svar", "sida")}


# --- All on one page --------------------------------------------------------------------------


def test_an_answer_is_counted_without_any_cookie(lage: Lage) -> None:
    undersokning(lage, **OPPEN)
    client = Client(enforce_csrf_checks=True)
    sida = client.get(URL)
    svaret = client.post(URL, {**SVAR, "token": token(sida.content.decode())})
    assert svaret.headers["Location"] == f"{URL}tack/"
    tal = Fragesvar.objects.filter(fraga__slag="nki").order_by("del_nr").values_list("tal")
    assert [t for (t,) in tal] == [8, 7, 6]
    assert Fragesvar.objects.get(fraga__slag="fritext").text == "Bra"
    for svar in (sida, svaret, client.get(f"{URL}tack/")):
        assert not svar.cookies
    assert "no-store" in sida.headers["Cache-Control"]
    # What was posted can be gone back to, but no cache between may keep it.
    igen = client.post(URL, {"token": token(sida.content.decode()), "skicka": "1"})
    assert igen.headers["Cache-Control"] == "private, no-cache"


def test_a_double_submit_counts_once(lage: Lage, client: Client) -> None:
    undersokning(lage, **OPPEN)
    data = {**SVAR, "token": token(client.get(URL).content.decode())}
    assert client.post(URL, data).status_code == client.post(URL, data).status_code == 302
    assert Svar.objects.count() == 1


def test_each_showing_has_a_token_of_its_own(lage: Lage, client: Client) -> None:
    undersokning(lage, **OPPEN)
    a, b = (token(client.get(URL).content.decode()) for _ in range(2))
    assert a != b


@pytest.mark.parametrize("saknas", ["f_nki_1", "f_nki_2", "f_nki_3", "kon"])
def test_an_unanswered_question_is_named_and_the_rest_kept(
    lage: Lage, client: Client, saknas: str
) -> None:
    undersokning(lage, **OPPEN)
    data = {**SVAR, "token": token(client.get(URL).content.decode())}
    del data[saknas]
    sida = client.post(URL, data).content.decode()
    assert "<title>Fel: " in sida
    assert f'href="#id_{saknas}_0"' in sida
    assert "Bra</textarea>" in sida
    assert "checked" in sida
    assert not Svar.objects.exists()


@pytest.mark.parametrize(
    "fel", [{"f_nki_1": "11"}, {"f_nki_1": "x"}, {"kon": "X"}, {"f_beratta": "x" * 2001}]
)
def test_what_the_page_did_not_offer_is_refused(
    lage: Lage, client: Client, fel: dict[str, str]
) -> None:
    undersokning(lage, **OPPEN)
    data = {**SVAR, **fel, "token": token(client.get(URL).content.decode())}
    assert "<title>Fel: " in client.post(URL, data).content.decode()
    assert not Svar.objects.exists()


def test_an_old_page_can_be_sent_again_with_its_answers(lage: Lage, client: Client) -> None:
    undersokning(lage, **OPPEN)
    sida = client.post(URL, {**SVAR, "token": "gammal"}).content.decode()
    assert "skicka dem en gång till" in sida
    client.post(URL, {**SVAR, "token": token(sida)})
    assert Svar.objects.count() == 1


def test_every_kind_is_asked_and_kept_when_the_language_changes(lage: Lage, client: Client) -> None:
    alla_slag(undersokning(lage, **OPPEN))
    data = {**ALLA_SLAG, "token": token(client.get(URL).content.decode())}
    sida = client.post(f"/en{URL}", data).content.decode()  # the button of another language
    assert 'lang="en"' in sida
    assert "<title>" in sida
    assert "Error" not in sida.partition("</title>")[0]
    assert sida.count("checked") == 10
    assert "Bra</textarea>" in sida
    svaret = client.post(f"/en{URL}", {**data, "token": token(sida), "skicka": "1"})
    assert svaret.headers["Location"] == f"/en{URL}tack/"
    assert Fragesvar.objects.count() == 10


def test_vet_inte_and_an_alternative_exclude_each_other(lage: Lage, client: Client) -> None:
    alla_slag(undersokning(lage, **OPPEN))
    data = {**ALLA_SLAG, "f_flerval": ["a1", "vet_inte"], "skicka": "1"}
    sida = client.post(URL, {**data, "token": token(client.get(URL).content.decode())})
    assert "inte båda" in sida.content.decode()


def test_an_nki_that_is_begun_is_asked_for_whole(lage: Lage, client: Client) -> None:
    """It may be passed over, but without scripts a choice cannot be undone."""
    u = undersokning(lage, **OPPEN)
    alla_slag(u)
    sida = client.get(URL).content.decode()
    data = {"token": token(sida), "f_nki_1": "8", "kon": "K", "skicka": "1"}
    svaret = client.post(URL, data)
    assert list(svaret.context["form"].errors) == ["f_nki_2", "f_nki_3"]
    assert client.post(URL, data | {"f_nki_2": "vet_inte", "f_nki_3": "7"}).status_code == 302
    assert Fragesvar.objects.count() == 3


def test_without_the_question_of_sex_it_is_not_asked(lage: Lage, client: Client) -> None:
    undersokning(lage, konsfraga=False, **OPPEN)
    sida = client.get(URL).content.decode()
    assert 'name="kon"' not in sida
    client.post(URL, {**SVAR, "token": token(sida)})
    assert Svar.objects.get().kon == ""


# --- Languages --------------------------------------------------------------------------------


def test_the_questions_are_in_the_language_of_the_page(lage: Lage, client: Client) -> None:
    undersokning(lage, mall=Mall.SERVICE, **OPPEN)
    for prefix, text, slut in (
        ("", "Hur blev du bemött?", "5 – mycket bra"),
        ("/en", "How were you treated?", "5 – very well"),
        ("/sv-lattlast", "Var personalen vänlig mot dig?", "5 – ja, mycket"),
    ):
        sida = client.get(f"{prefix}{URL}").content.decode()
        assert text in sida
        assert slut in sida


def test_what_is_not_translated_is_swedish_and_marked_so(lage: Lage, client: Client) -> None:
    u = undersokning(lage, mall=Mall.SERVICE, **OPPEN)
    u.versioner.get().fragor.filter(nyckel="bemotande").update(text_en="", hogst_en="")
    sida = client.get(f"/en{URL}").content.decode()
    assert '<span lang="sv">Hur blev du bemött?</span>' in sida
    assert '<span lang="sv">mycket bra</span>' in sida
    assert "1 – very badly" in sida
    lattlast = client.get(f"/sv-lattlast{URL}").content.decode()
    assert '<span lang="sv">' not in lattlast.partition("</form>")[0]


def test_swedish_in_an_english_page_is_marked_also_in_the_messages(
    lage: Lage, client: Client
) -> None:
    """Whoever hears the page hears each sentence in its own language."""
    u = undersokning(lage, mall=Mall.SERVICE, **OPPEN)
    u.versioner.get().fragor.filter(nyckel="bemotande").update(text_en="")
    data = {"token": token(client.get(f"/en{URL}").content.decode()), "skicka": "1"}
    sida = client.post(f"/en{URL}", data).content.decode()
    mening = 'Choose an answer: <span lang="sv">Hur blev du bemött?</span>'
    assert sida.count(mening) == 2  # in the summary and beside the question
    assert f'lang="sv">{u.namn}</h1>' in sida


@pytest.mark.parametrize(
    ("prefix", "mening"),
    [
        ("", "Texten är för lång. Korta den till högst 2 000 tecken."),
        ("/en", "The text is too long. Shorten it to at most 2,000 characters."),
        ("/sv-lattlast", "Texten är för lång. Gör den kortare. Högst 2 000 tecken."),
    ],
)
def test_too_long_a_text_is_kept_and_said_in_plain_words(
    lage: Lage, client: Client, prefix: str, mening: str
) -> None:
    undersokning(lage, **OPPEN)
    data = {**SVAR, "token": token(client.get(URL).content.decode()), "f_beratta": "å" * 10_000}
    sida = client.post(f"{prefix}{URL}", data).content.decode()
    assert mening in sida
    assert "å" * 10_000 in sida
    assert not Svar.objects.exists()


def test_the_nki_is_translated_when_what_it_is_about_is(lage: Lage, client: Client) -> None:
    u = undersokning(lage, **OPPEN)
    fraga = u.versioner.get().fragor.filter(slag="nki")
    svensk = '<span lang="sv">Hur nöjd är du med hemtjänsten i sin helhet?</span>'
    assert svensk in client.get(f"/en{URL}").content.decode()
    fraga.update(text_en="the home care")
    sida = client.get(f"/en{URL}").content.decode()
    assert svensk not in sida
    assert "the home care" in sida


# --- One question per page --------------------------------------------------------------------


@pytest.fixture
def steg(lage: Lage) -> Undersokning:
    u = undersokning(lage, visning="steg", **OPPEN)
    alla_slag(u)
    Fraga.objects.exclude(slag="fritext").update(obligatorisk=True)
    return u


def ga(client: Client, till: int, prefix: str = "") -> str:
    """Answer until page `till` stands there."""
    sida = client.get(f"{prefix}{URL}").content.decode()
    for _ in range(till - 1):
        egna = {n: v for n, v in ALLA_SLAG.items() if f'name="{n}"' in sida}
        svaret = client.post(f"{prefix}{URL}", {**hidden(sida), **egna, "skicka": "1"})
        sida = svaret.content.decode()
    return sida


def test_each_question_has_its_page_and_nothing_is_kept_until_the_last(
    steg: Undersokning, client: Client
) -> None:
    sida = ga(client, 10)
    assert "Fråga 10 av 10" in sida
    assert not Svar.objects.exists()
    assert not client.session.keys()
    svaret = client.post(URL, {**hidden(sida), "kon": "M", "skicka": "1"})
    assert svaret.headers["Location"] == f"{URL}tack/"
    assert Svar.objects.get().kon == "M"
    assert Fragesvar.objects.count() == 10
    assert Fragesvar.objects.filter(vet_inte=True).count() == 1


def test_the_last_page_sent_twice_counts_once(steg: Undersokning, client: Client) -> None:
    sida = ga(client, 10)
    for _ in range(2):
        assert client.post(URL, {**hidden(sida), "kon": "M", "skicka": "1"}).status_code == 302
    assert Svar.objects.count() == 1


def test_back_keeps_both_what_was_and_what_is_written(steg: Undersokning, client: Client) -> None:
    sida = ga(client, 5)
    forra = client.post(URL, {**hidden(sida), "f_skala10": "2", "bakat": "1"}).content.decode()
    assert "Fråga 4 av 10" in forra
    assert re.search(r'name="f_skala5" value="4"[^>]*checked', forra)
    igen = client.post(URL, {**hidden(forra), "f_skala5": "5", "skicka": "1"}).content.decode()
    assert re.search(r'name="f_skala10" value="2"[^>]*checked', igen)


def test_an_unanswered_page_stays_with_its_error(steg: Undersokning, client: Client) -> None:
    sida = ga(client, 4)
    fel = client.post(URL, {**hidden(sida), "skicka": "1"}).content.decode()
    assert "<title>Fel: Fråga 4 av 10" in fel
    assert "Välj ett svar: Fråga om skala5" in fel


def test_a_page_that_was_jumped_over_is_asked_for(steg: Undersokning, client: Client) -> None:
    sida = ga(client, 4)
    hopp = {**hidden(sida), "sida": "10", "kon": "K", "skicka": "1"}
    svaret = client.post(URL, hopp).content.decode()
    assert "<title>Fel: Fråga 4 av 10" in svaret
    assert not Svar.objects.exists()


def test_an_nki_that_is_begun_is_asked_for_whole_on_its_page(
    steg: Undersokning, client: Client
) -> None:
    Fraga.objects.update(obligatorisk=False)
    sida = ga(client, 2)
    for _ in range(8):
        sida = client.post(URL, {**hidden(sida), "skicka": "1"}).content.decode()
    assert "Fråga 10 av 10" in sida
    svaret = client.post(URL, {**hidden(sida), "kon": "K", "skicka": "1"})
    assert "Fråga 2 av 10" in svaret.content.decode()
    assert list(svaret.context["form"].errors) == ["f_nki_2"]


def test_a_forged_or_broken_field_begins_anew_with_what_was_written(
    steg: Undersokning, client: Client
) -> None:
    sida = ga(client, 5)
    data = {**hidden(sida), "svar": "hittepå", "f_skala10": "2", "skicka": "1"}
    assert "Fråga 6 av 10" in client.post(URL, data).content.decode()
    for nummer in ("", "x", "99", "-1", "99999999999999999999"):
        assert client.post(URL, {**data, "sida": nummer}).status_code == 200
    assert not Svar.objects.exists()


def test_an_old_last_page_can_be_sent_again(
    steg: Undersokning, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sida = ga(client, 10)
    with monkeypatch.context() as m:
        m.setattr("uppfoljning.actions.enkatsvar.TOKEN_GALLER", -1)
        igen = client.post(URL, {**hidden(sida), "kon": "M", "skicka": "1"}).content.decode()
    assert "skicka dem en gång till" in igen
    assert "Fråga 10 av 10" in igen
    client.post(URL, {**hidden(igen), "kon": "M", "skicka": "1"})
    assert Svar.objects.count() == 1
    assert Fragesvar.objects.count() == 10


def test_the_language_changes_in_the_middle(steg: Undersokning, client: Client) -> None:
    sida = ga(client, 5)
    pa_engelska = client.post(f"/en{URL}", {**hidden(sida), "f_skala10": "9"}).content.decode()
    assert "Question 5 of 10" in pa_engelska
    assert re.search(r'name="f_skala10" value="9"[^>]*checked', pa_engelska)


# --- When it is not open ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dagar", "mening"),
    [
        ({"oppnar": date(2026, 7, 1), "stanger": date(2026, 7, 2)}, "inte öppen än"),
        ({"oppnar": date(2026, 5, 1), "stanger": date(2026, 6, 9)}, "stängd"),
    ],
)
def test_outside_its_days_the_page_says_so(
    lage: Lage, client: Client, dagar: dict[str, date], mening: str
) -> None:
    undersokning(lage, **dagar)
    svaret = client.get(URL)
    assert svaret.status_code == 200
    assert f"Undersökningen är {mening}" in svaret.content.decode()
    client.post(URL, SVAR)
    assert not Svar.objects.exists()


def test_without_questions_in_use_it_is_not_open(lage: Lage, client: Client) -> None:
    u = undersokning(lage, **OPPEN)
    u.versioner.update(utkast=True)
    assert "Frågorna är inte klara" in client.get(URL).content.decode()


def test_what_was_written_when_it_closed_is_shown_to_keep(
    lage: Lage, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = undersokning(lage, **OPPEN)
    data = {**SVAR, "token": token(client.get(URL).content.decode())}
    stang(u, av=karin_kvalitetssamordnare)
    svaret = client.post(URL, data)
    sida = svaret.content.decode()
    assert "Undersökningen stängde medan du svarade" in sida
    assert "<dd>Bra</dd>" in sida
    assert "<dd>Kvinna</dd>" in sida
    assert not Svar.objects.exists()


def test_all_pages_so_far_are_shown_when_it_closed(
    steg: Undersokning, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    sida = ga(client, 10)
    stang(steg, av=karin_kvalitetssamordnare)
    svaret = client.post(URL, {**hidden(sida), "kon": "M", "skicka": "1"}).content.decode()
    for fraga, svar in (
        ("Fråga om skala5", "4"),
        ("Fråga om flerval", "Alternativ 1, Alternativ 3"),
    ):
        assert f"<dt>{fraga}</dt><dd>{svar}</dd>" in svaret
    assert not Svar.objects.exists()


def test_an_answer_and_the_closing_at_once_end_in_one_of_two_ways(riktig_databas: str) -> None:
    with klocka.stalld(kil.NU):
        kommun = factories.kommun()
        karin = factories.person("Karin", "KV", kommun.vok)
        u = undersokning(oppna(kommun, factories.person("Petra", "PA", kommun.hemtjanst)), **OPPEN)
        data = [{**SVAR, "token": token(Client().get(URL).content.decode())} for _ in range(3)]

    def svara(ett: dict[str, Any]) -> bool:
        with klocka.stalld(kil.NU):
            svaret = Client().post(URL, ett)
        if svaret.status_code == 302:
            return True
        assert "stängde medan du svarade" in svaret.content.decode()
        return False

    def stang_den() -> None:
        with klocka.stalld(kil.NU):
            stang(Undersokning.objects.get(pk=u.pk), av=karin)

    with Tradar() as tradar:
        svaren = [tradar.kor(lambda d=d: svara(d)) for d in data]
        stangd = tradar.kor(stang_den)
        togs_emot = sum(f.result() for f in svaren)
        stangd.result()
    assert Svar.objects.count() == togs_emot


def test_an_unknown_survey_is_404(client: Client, db: None) -> None:
    assert client.get("/undersokningar/finns-inte/").status_code == 404
    assert client.get("/undersokningar/finns-inte/tack/").status_code == 404


def test_a_newer_version_does_not_disturb_who_is_answering(lage: Lage, client: Client) -> None:
    u = undersokning(lage, **OPPEN)
    data = {**SVAR, "token": token(client.get(URL).content.decode())}
    fragor(u, mall=Mall.SERVICE, nummer=2)
    assert client.post(URL, data).status_code == 302
    assert Svar.objects.get().version.nummer == 1
    assert "bemött" in client.get(URL).content.decode()
