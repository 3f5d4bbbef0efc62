"""What is read through is what is sent, to the byte; and a note is never taken for a message."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.template.defaultfilters import linebreaks
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Utskick
from synpunkter import lank
from synpunkter.actions import synpunkt as akter
from synpunkter.epost import LANK_I_FORHANDSVISNING
from synpunkter.models import Kontakt, Synpunkt
from synpunkter.tillstand import Lage
from tests.factories import Kommun
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, i_lage

TEXTER = [
    "Hej Gunilla!\n\nDu har rätt. Nu ringer vi alltid.\n\nHugo",
    "Rad ett\r\nRad två\r\n\r\n\r\nRad tre efter två tomma   mellanslag",
    "<script>alert('&amp; så')</script> \"citat\" & 'apostrofer' åäö ÅÄÖ é – … 😀",
    "{{ synpunkt.text }} {% now 'Y' %} %s %(x)s \\n",
    "  luft runt om  ",
    "a" * 4000,
]
LANKEN = re.compile(r"http\S+/synpunkter/folj/[^\s\"<]+")


def under_handlaggning(kommun: Kommun, **andrat: object) -> tuple[Synpunkt, Anvandare]:
    personal = Personal(kommun)
    with klocka.stalld(ONSDAG):
        return i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal, **andrat), personal.handlaggare


def url(s: Synpunkt, del_: str) -> str:
    return f"/arbete/synpunkter/{s.pk}/{del_}/"


def falt(sida: str, namn: str) -> str:
    traff = re.search(rf'<input type="hidden" name="{namn}" value="([^"]*)">', sida, re.DOTALL)
    assert traff, namn
    return html.unescape(traff[1])


def granska(client: Client, s: Synpunkt, akt: str, text: str) -> str:
    svar = client.post(url(s, akt), {"steg": "granska", "meddelande": text})
    assert svar.status_code == 200
    return svar.content.decode()


def skicka(client: Client, s: Synpunkt, akt: str, sida: str) -> int:
    """Send what the preview holds, as its own button does."""
    data = {n: falt(sida, n) for n in ("meddelande", "avtryck")}
    return client.post(url(s, akt), {**data, "steg": "skicka"}).status_code


def visat(sida: str, prov: str) -> str:
    traff = re.search(rf'data-prov="{prov}">(.*?)</(?:pre|div)>', sida, re.DOTALL)
    assert traff
    return traff[1]


@pytest.mark.parametrize("akt", ["besvara", "begar-komplettering"])
@pytest.mark.parametrize("text", TEXTER, ids=range(len(TEXTER)))
def test_the_preview_is_the_mail_byte_for_byte(
    kommun: Kommun, client: Client, akt: str, text: str
) -> None:
    """All of it but the link, which is the sender's own and made when the mail is written."""
    s, hugo = under_handlaggning(kommun)
    client.force_login(hugo)
    Utskick.objects.all().delete()
    with klocka.stalld(ONSDAG):
        sida = granska(client, s, akt, text)
        assert skicka(client, s, akt, sida) == 302
    sant = json.loads(Utskick.objects.get().innehall)
    utan_lank = LANKEN.sub(lambda _: LANK_I_FORHANDSVISNING, sant["text"])
    assert html.unescape(visat(sida, "brev")).encode() == utan_lank.encode()
    assert f"<strong>{html.escape(sant['amne'])}</strong>" in sida
    assert sant["mottagare"] == Kontakt.objects.get(synpunkt=s).epost


@pytest.mark.parametrize("text", TEXTER, ids=range(len(TEXTER)))
def test_the_preview_is_the_senders_page_byte_for_byte(
    kommun: Kommun, client: Client, text: str
) -> None:
    s, hugo = under_handlaggning(kommun, svarsval="kod", epost="", namn="")
    client.force_login(hugo)
    sida = granska(client, s, "besvara", text)
    assert skicka(client, s, "besvara", sida) == 302
    client.logout()
    foljsida = client.get(f"/synpunkter/folj/{lank.signera(s.referens)}/").content.decode()
    forvantat = visat(sida, "sida")
    assert forvantat.strip() == linebreaks(s.meddelanden.get().text, autoescape=True)
    assert forvantat.encode() in foljsida.encode()


def test_the_mail_and_the_senders_page_say_the_same(kommun: Kommun, client: Client) -> None:
    s, hugo = under_handlaggning(kommun)
    client.force_login(hugo)
    skicka(client, s, "besvara", granska(client, s, "besvara", TEXTER[0]))
    text = s.meddelanden.get().text
    sant = json.loads(Utskick.objects.get(mall="synpunkt_svar").innehall)
    foljsida = client.get(f"/synpunkter/folj/{lank.signera(s.referens)}/").content.decode()
    assert text in sant["text"]
    assert linebreaks(text, autoescape=True) in sant["html"]
    assert linebreaks(text, autoescape=True) in foljsida


def test_a_mail_that_has_changed_since_it_was_read_is_not_sent(
    kommun: Kommun, client: Client
) -> None:
    s, hugo = under_handlaggning(kommun)
    client.force_login(hugo)
    sida = granska(client, s, "besvara", "Hej!")
    andrad = {"steg": "skicka", "meddelande": "Något annat", "avtryck": falt(sida, "avtryck")}
    svar = client.post(url(s, "besvara"), andrad)
    assert "Läs igenom det en gång till" in svar.content.decode()
    assert not s.meddelanden.exists()
    assert not Utskick.objects.filter(mall="synpunkt_svar").exists()


def test_the_print_of_one_case_opens_no_other(kommun: Kommun) -> None:
    s, hugo = under_handlaggning(kommun)
    annan, _ = _en_till(kommun, hugo)
    with pytest.raises(Regelbrott, match="en gång till"):
        akter.besvara(
            annan, meddelande="Hej!", avtryck=akter.avtryck(s, "besvara", "Hej!"), av=hugo
        )


def _en_till(kommun: Kommun, hugo: Anvandare) -> tuple[Synpunkt, Anvandare]:
    from tests.synpunkter import exempel

    s = exempel.synpunkt(kommun)
    Synpunkt.objects.filter(pk=s.pk).update(lage=Lage.TILLDELAD)
    return akter.ta_hand_om(s, av=hugo), hugo


# --- A note is not a message ---------------------------------------------------------------


def test_note_and_message_differ_in_colour_word_label_and_button(
    kommun: Kommun, client: Client
) -> None:
    s, hugo = under_handlaggning(kommun)
    client.force_login(hugo)
    sida = client.get(f"/arbete/synpunkter/{s.pk}/").content.decode()
    meddelande, anteckning = _formularen(sida)
    for del_, ratt, fel in (
        (meddelande, "inlagg--skriv", "inlagg--intern"),
        (anteckning, "inlagg--intern", "inlagg--skriv"),
    ):
        assert ratt in del_
        assert fel not in del_
    assert 'data-color="accent"' in meddelande
    assert "Till avsändaren" in meddelande
    assert "Meddelande till avsändaren" in meddelande
    assert "Förhandsgranska svaret" in meddelande  # nothing is sent by the first press
    assert anteckning.lower().count("intern anteckning") == 1  # once, as the field's own label
    assert anteckning.lower().count("syns inte för avsändaren") == 1
    assert re.search(r"<label[^>]*>Intern anteckning, syns inte för avsändaren<", anteckning)
    assert "Spara bara för kollegor" in anteckning
    assert "Till avsändaren" not in anteckning
    assert set(re.findall(r'textarea name="(\w+)"', meddelande)) == {"meddelande"}
    assert set(re.findall(r'textarea name="(\w+)"', anteckning)) == {"text"}


def _formularen(sida: str) -> tuple[str, str]:
    delar = re.findall(r"<form.*?</form>", sida, re.DOTALL)
    (meddelande,) = [d for d in delar if 'name="meddelande"' in d]
    (anteckning,) = [d for d in delar if 'name="text"' in d]
    return meddelande, anteckning


def test_a_message_goes_nowhere_before_it_is_confirmed(kommun: Kommun, client: Client) -> None:
    s, hugo = under_handlaggning(kommun)
    client.force_login(hugo)
    Utskick.objects.all().delete()
    sida = granska(client, s, "besvara", "Hej!")
    assert "Läs igenom innan du skickar" in sida
    assert "Till avsändaren" in sida
    assert "Det kan inte tas tillbaka." in sida
    assert not s.meddelanden.exists()
    assert not Utskick.objects.exists()


@pytest.mark.parametrize("data", [{"text": "Internt"}, {"text": "Internt", "steg": "skicka"}])
def test_a_note_sent_to_the_wrong_address_is_no_message(
    kommun: Kommun, client: Client, data: dict[str, str]
) -> None:
    """Each form's field has a name that the other act does not read."""
    s, hugo = under_handlaggning(kommun)
    client.force_login(hugo)
    client.post(url(s, "besvara"), data)
    client.post(url(s, "anteckna"), {"meddelande": "Till avsändaren"})
    assert not s.meddelanden.exists()


def test_a_note_is_in_no_mail_and_not_on_the_senders_page(kommun: Kommun, client: Client) -> None:
    s, hugo = under_handlaggning(kommun)
    Utskick.objects.all().delete()
    client.force_login(hugo)
    client.post(url(s, "anteckna"), {"text": "Avsändaren verkar ha fel."})
    assert s.meddelanden.get().riktning == "intern"
    assert not Utskick.objects.exists()
    foljsida = client.get(f"/synpunkter/folj/{lank.signera(s.referens)}/").content.decode()
    assert "verkar ha fel" not in foljsida
    sida = client.get(f"/arbete/synpunkter/{s.pk}/").content.decode()
    assert re.search(r'inlagg--intern"[^§]*Intern anteckning[^§]*verkar ha fel', sida)
