"""The public form: routes elsewhere, the search for a unit, personnummer, and nothing lost."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from django.conf import settings
from django.test import Client, override_settings

from kvalitet import tak
from kvalitet.models import Enhet, Namnd, NamndAnsvar
from kvalitet.profil import Vagar
from synpunkter.forms.lamna import VET_INTE
from synpunkter.models import Synpunkt
from synpunkter.personnummer import BORTTAGET
from tests.factories import Kommun
from tests.synpunkter.views.test_lamna import SVAR, gomda

NUMMER = "121212-1212"
LAMNA = "/synpunkter/lamna/"
GRANSKA, KVITTENS = f"{LAMNA}granska/", f"{LAMNA}kvittens/"


def text(svar: object) -> str:
    return unescape(svar.content.decode())  # type: ignore[attr-defined]


def radioknappar(sida: str, namn: str) -> dict[str, bool]:
    """Return the radio buttons of the name: value, and whether it is chosen."""
    taggar = re.findall(rf'<input type="radio" name="{namn}"[^>]*>', sida)
    return {re.search(r'value="([^"]*)"', t)[1]: " checked" in t for t in taggar}  # type: ignore[index]


# --- Routes elsewhere ---------------------------------------------------------------------------


def test_the_routes_lead_to_the_municipalitys_own_addresses(kommun: Kommun, client: Client) -> None:
    vagar = Vagar(*(f"https://kommun.example/{v}" for v in ("fel", "forslag", "larma", "krankt")))
    egen = replace(
        settings.ORGANISATION, vagar=vagar, telefon="0999-12 34", namn="Ekköpings kommun"
    )
    with override_settings(ORGANISATION=egen):
        sida = text(client.get(LAMNA))
    for vag in ("fel", "forslag", "larma", "krankt"):
        assert f'href="https://kommun.example/{vag}"' in sida
    assert "0999-12 34" in sida
    assert "Ekköpings kommun" in sida


def test_without_addresses_the_telephone_is_given(kommun: Kommun, client: Client) -> None:
    egen = replace(settings.ORGANISATION, vagar=Vagar(), telefon="0999-12 34")
    with override_settings(ORGANISATION=egen):
        fore = text(client.get(LAMNA)).partition("<form")[0]
    assert fore.count("0999-12 34") == 2


def test_no_municipality_is_written_into_the_pages() -> None:
    """What users of Signalen met: another town's name in their own forms."""
    namn = re.compile(r"norrköping|linköping|stockholms? stad|göteborg", re.IGNORECASE)
    for mapp, monster in (("templates", "**/*"), ("static/js", "*.js"), ("locale", "**/*.po")):
        for fil in settings.ROT.joinpath(mapp).glob(monster):
            if fil.is_file():
                assert not namn.search(fil.read_text("utf-8")), fil


# --- Which unit -----------------------------------------------------------------------------------


def test_a_search_lists_the_hits_as_choices_and_loses_nothing(
    kommun: Kommun, client: Client
) -> None:
    sida = client.post(LAMNA, SVAR | {"sok": "centrum", "hitta": ""}).content.decode()
    assert str(kommun.centrum.pk) in radioknappar(sida, "verksamhet")
    assert VET_INTE in radioknappar(sida, "verksamhet")
    assert "Jag önskar att &lt;någon&gt; ringer." in sida
    assert "<title>Fel:" not in sida


def test_the_chosen_hit_goes_to_its_own_namnd(kommun: Kommun, client: Client) -> None:
    val = {"sok": "centrum", "verksamhet": str(kommun.centrum.pk)}
    granska = client.post(GRANSKA, SVAR | val).content.decode()
    assert "sok" not in gomda(granska)
    client.post(KVITTENS, gomda(granska))
    assert Synpunkt.objects.get().enhet == kommun.centrum


def test_going_back_shows_the_chosen_unit(kommun: Kommun, client: Client) -> None:
    granska = client.post(GRANSKA, SVAR | {"verksamhet": str(kommun.centrum.pk)})
    sida = client.post(LAMNA, gomda(granska.content.decode())).content.decode()
    assert radioknappar(sida, "verksamhet")[str(kommun.centrum.pk)]


def test_a_search_that_nobody_answered_asks_for_that_alone(kommun: Kommun, client: Client) -> None:
    """Enter in the search field submits the form: the other answers are not judged yet."""
    tomt = dict.fromkeys(SVAR, "") | {"sok": "centrum", "retur": "1"}
    sida = text(client.post(GRANSKA, tomt))
    assert "En sak behöver rättas" in sida
    assert "Välj en av träffarna" in sida
    assert str(kommun.centrum.pk) in radioknappar(sida, "verksamhet")


def test_the_button_tells_all_that_is_missing_at_once(kommun: Kommun, client: Client) -> None:
    """Whoever presses the button believes to be done, and is not sent round twice."""
    sida = text(client.post(GRANSKA, SVAR | {"sok": "centrum", "typ": "", "svarsval": ""}))
    assert "Tre saker behöver rättas" in sida
    for mening in ("Välj en av träffarna", "Välj vad du vill lämna", "Välj om du vill ha svar"):
        assert mening in sida


def test_the_choice_among_the_hits_is_not_called_optional(kommun: Kommun, client: Client) -> None:
    bit = text(client.get(f"{LAMNA}verksamheter/", {"sok": "centrum"}))
    assert re.search(r"<legend>\s*Välj verksamhet\s*</legend>", bit)


def test_a_search_without_hits_is_answered_in_words(kommun: Kommun, client: Client) -> None:
    sida = text(client.post(GRANSKA, SVAR | {"sok": "månbasen"}))
    assert "Ingen verksamhet passar det du sökte på. Sök på ett annat ord, eller välj ”Vet" in sida
    assert radioknappar(sida, "verksamhet") == {VET_INTE: False}


def test_not_knowing_is_an_answer(kommun: Kommun, client: Client) -> None:
    granska = client.post(GRANSKA, SVAR | {"sok": "månbasen", "verksamhet": VET_INTE})
    assert "Stämmer allt?" in text(granska)
    client.post(KVITTENS, gomda(granska.content.decode()))
    assert Synpunkt.objects.get().enhet == kommun.rot


def test_a_unit_that_ended_meanwhile_is_told_with_the_rest_kept(
    kommun: Kommun, client: Client
) -> None:
    granska = client.post(GRANSKA, SVAR | {"verksamhet": str(kommun.centrum.pk)})
    falt = gomda(granska.content.decode())
    Enhet.objects.filter(pk=kommun.centrum.pk).update(upphorde="2020-01-01")
    sida = text(client.post(KVITTENS, falt))
    assert "Verksamheten finns inte längre." in sida
    assert "Tiden ändras utan besked." in sida
    assert not Synpunkt.objects.exists()


def test_a_link_may_name_the_unit(kommun: Kommun, client: Client) -> None:
    """So that a poster at the door leads to a form that knows where it is."""
    sida = client.get(f"{LAMNA}?verksamhet={kommun.centrum.pk}").content.decode()
    assert radioknappar(sida, "verksamhet")[str(kommun.centrum.pk)]


def test_the_fragment_is_the_same_as_in_the_page(kommun: Kommun, client: Client) -> None:
    sida = client.post(LAMNA, SVAR | {"sok": "centrum"}).content.decode()
    bit = client.get(f"{LAMNA}verksamheter/", {"sok": "centrum"}).content.decode()
    assert 'id="verksamhetsval"' in bit
    assert bit.strip() in sida


def test_the_fragment_takes_no_post(kommun: Kommun, client: Client) -> None:
    assert client.post(f"{LAMNA}verksamheter/", {"sok": "x"}).status_code == 405


def test_a_typed_address_is_enough(kommun: Kommun, client: Client) -> None:
    granska = client.post(GRANSKA, SVAR | {"plats": "Ågatan 3"})
    client.post(KVITTENS, gomda(granska.content.decode()))
    assert Synpunkt.objects.get().plats == "Ågatan 3"


# --- Personnummer -----------------------------------------------------------------------------


@pytest.mark.parametrize("falt", ["text", "plats"])
def test_a_personnummer_is_pointed_out_before_anything_is_sent(
    kommun: Kommun, client: Client, falt: str
) -> None:
    sida = text(client.post(GRANSKA, SVAR | {falt: f"Det gäller {NUMMER}."}))
    assert "Det ser ut som om du har skrivit ett personnummer" in sida
    assert f'<strong class="hel-rad">{NUMMER}</strong>' in sida
    assert not Synpunkt.objects.exists()


def test_nothing_is_said_where_there_is_none(kommun: Kommun, client: Client) -> None:
    assert "personnummer</h2>" not in text(client.post(GRANSKA, SVAR))


def test_the_sender_may_have_it_taken_out(kommun: Kommun, client: Client) -> None:
    med = SVAR | {"text": f"Det gäller {NUMMER}.", "utan_nummer": "1"}
    granska = client.post(GRANSKA, med).content.decode()
    assert "personnummer</h2>" not in granska
    client.post(KVITTENS, gomda(granska))
    assert Synpunkt.objects.get().text == f"Det gäller {BORTTAGET}."


def test_the_sender_may_go_on(kommun: Kommun, client: Client) -> None:
    granska = client.post(GRANSKA, SVAR | {"text": f"Det gäller {NUMMER}."}).content.decode()
    client.post(KVITTENS, gomda(granska))
    assert NUMMER in Synpunkt.objects.get().text


# --- Nothing lost -----------------------------------------------------------------------------


@pytest.mark.parametrize("vag", [LAMNA, GRANSKA, KVITTENS])
def test_an_expired_page_comes_back_with_all_that_was_written(kommun: Kommun, vag: str) -> None:
    klient = Client(enforce_csrf_checks=True)
    val = {"verksamhet": str(kommun.centrum.pk), "svarsval": "epost", "epost": "g@exempel.se"}
    svar = klient.post(vag, SVAR | val)
    sida = text(svar)
    assert svar.status_code == 403
    assert "Inget är skickat än. Tryck på knappen en gång till." in sida
    assert "Jag önskar att <någon> ringer." in sida
    assert "Storgatan 1" in sida
    assert "g@exempel.se" in sida
    assert radioknappar(sida, "verksamhet")[str(kommun.centrum.pk)]
    assert not Synpunkt.objects.exists()


def test_the_page_that_came_back_can_be_sent(kommun: Kommun) -> None:
    klient = Client(enforce_csrf_checks=True)
    token = gomda(klient.post(GRANSKA, SVAR).content.decode())["csrfmiddlewaretoken"]
    svar = klient.post(GRANSKA, SVAR | {"csrfmiddlewaretoken": token})
    assert "Stämmer allt?" in text(svar)
    assert klient.post(KVITTENS, gomda(svar.content.decode())).status_code == 200
    assert Synpunkt.objects.count() == 1


def test_a_full_rate_limit_keeps_the_form_and_takes_it_in_later(
    kommun: Kommun, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    falt = gomda(client.post(GRANSKA, SVAR).content.decode())
    with monkeypatch.context() as full:
        full.setitem(tak.HOGST, "lamna", 0)
        svar = client.post(KVITTENS, falt)
    assert svar.status_code == 429
    assert "Tiden ändras utan besked." in text(svar)
    igen = gomda(svar.content.decode())
    assert {n: igen[n] for n in falt if n != "csrfmiddlewaretoken"} == {
        n: falt[n] for n in falt if n != "csrfmiddlewaretoken"
    }
    client.post(KVITTENS, igen)
    assert Synpunkt.objects.count() == 1


def test_a_rule_that_stops_it_keeps_the_form(kommun: Kommun, client: Client) -> None:
    falt = gomda(client.post(GRANSKA, SVAR).content.decode())
    NamndAnsvar.objects.all().delete()
    Namnd.objects.filter(kod="KS").update(kod="XX")
    for vag in (GRANSKA, KVITTENS):
        sida = text(client.post(vag, falt))
        assert "Ingen nämnd är upplagd än" in sida
        assert "Tiden ändras utan besked." in sida


def test_a_text_of_the_longest_length_is_taken_and_a_longer_one_comes_back_whole(
    kommun: Kommun, client: Client
) -> None:
    for antal, rubrik in ((4000, "Stämmer allt?"), (4001, "Texten är för lång")):
        sida = text(client.post(GRANSKA, SVAR | {"text": "å" * antal}))
        assert rubrik in sida
        assert "å" * antal in sida


def test_the_count_of_characters_stands_there_without_script(
    kommun: Kommun, client: Client
) -> None:
    sida = text(client.get(LAMNA))
    assert "Högst 4\N{NO-BREAK SPACE}000 tecken" in sida
    assert 'data-raknare="id_text_raknare"' in sida


def test_markup_in_an_answer_is_only_text(kommun: Kommun, client: Client) -> None:
    ond = '"><script>alert(1)</script>'
    for falt in ("text", "plats", "sok"):
        for vag in (LAMNA, GRANSKA):
            svar = client.post(vag, SVAR | {falt: ond, "verksamhet": VET_INTE})
            assert "<script>alert" not in svar.content.decode()


# --- The receipt ------------------------------------------------------------------------------


def test_the_receipt_tells_what_the_sender_needs(kommun: Kommun, client: Client) -> None:
    granska = client.post(GRANSKA, SVAR | {"verksamhet": str(kommun.centrum.pk)})
    sida = text(client.post(KVITTENS, gomda(granska.content.decode())))
    s = Synpunkt.objects.get()
    assert s.referens in sida
    assert re.search(r'class="kod">\w{4}-\w{4}-\w{4}<', sida)
    assert f"Synpunkten är skickad till {kommun.centrum}" in sida
    assert f"{s.namnd} ansvarar för svaret" in sida
    assert f"{settings.ADRESS}/synpunkter/folj/" in sida


def test_no_link_on_the_receipt_loses_the_code(kommun: Kommun, client: Client) -> None:
    """A page in another language is another page: the code would not be on it."""
    granska = client.post(GRANSKA, SVAR).content.decode()
    assert "sprakval" in granska
    assert "sprakval" not in client.post(KVITTENS, gomda(granska)).content.decode()


def test_the_code_is_shown_once_and_kept_nowhere(kommun: Kommun, client: Client) -> None:
    granska = client.post(GRANSKA, SVAR).content.decode()
    sida = client.post(KVITTENS, gomda(granska)).content.decode()
    kod = re.findall(r'class="kod">(\w{4}-\w{4}-\w{4})<', sida)[0]
    rad = Synpunkt.objects.values().get()
    assert kod not in str(rad)
    assert kod.replace("-", "") not in str(rad)
    assert client.get(KVITTENS).status_code == 302
