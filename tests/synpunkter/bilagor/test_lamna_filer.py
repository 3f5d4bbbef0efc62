"""Files in the public form: kept from page to page, never lost, never anyone else's."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kvalitet import klocka, tak
from synpunkter import lank
from synpunkter.actions import bilaga as akter
from synpunkter.forms.skydd import stampel
from synpunkter.models import Bilaga, Synpunkt
from synpunkter.tillstand import Lage
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.bilagor.filer import bild, jpeg_med_plats, pdf
from tests.synpunkter.conftest import ONSDAG

FORM, GRANSKA, KVITTENS = (f"/synpunkter/lamna/{s}" for s in ("", "granska/", "kvittens/"))
SVAR = {
    "typ": "klagomal",
    "text": "Gatan är full av hål. Se bilden.",
    "verksamhet": "",
    "plats": "",
    "svarsval": "kod",
    "epost": "",
    "namn": "",
}


def fil(innehall: bytes | None = None, namn: str = "brev.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(namn, pdf() if innehall is None else innehall)


def post(client: Client, adress: str, *filer: SimpleUploadedFile, **andrat: Any) -> str:
    data = SVAR | {"startad": _startad()} | andrat
    svar = client.post(adress, data | {"filer": list(filer)} if filer else data)
    assert svar.status_code == 200
    return svar.content.decode()


def _startad() -> str:
    with klocka.stalld(klocka.nu() - timedelta(minutes=5)):
        return stampel()


def gomda(sida: str) -> dict[str, str]:
    par = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', sida)
    return {namn: unescape(v) for namn, v in par if namn != "csrfmiddlewaretoken"}


def skicka(client: Client, granska: str) -> str:
    return client.post(KVITTENS, gomda(granska)).content.decode()


def test_files_go_with_the_synpunkt_over_all_three_pages(kommun: Kommun, client: Client) -> None:
    granska = post(client, GRANSKA, fil(), fil(bild(), "hål.jpg"))
    assert "brev.pdf" in granska
    assert "hål.jpg" in granska
    assert Bilaga.objects.oknutna().count() == 2
    skicka(client, granska)
    assert [b.namn for b in Synpunkt.objects.get().bilagor.i_ordning()] == ["brev.pdf", "hål.jpg"]


def test_the_form_takes_files_without_javascript(kommun: Kommun, client: Client) -> None:
    sida = client.get(FORM).content.decode()
    assert 'enctype="multipart/form-data"' in sida
    assert re.search(r'<input type="file" name="filer"[^>]* multiple', sida)


def test_submitted_twice_is_one_case_with_its_files_once(kommun: Kommun, client: Client) -> None:
    granska = post(client, GRANSKA, fil())
    ena, andra = skicka(client, granska), skicka(client, granska)
    assert re.findall(r'class="kod">([^<]+)<', ena) == re.findall(r'class="kod">([^<]+)<', andra)
    assert Synpunkt.objects.get().bilagor.count() == 1


def test_a_failed_submit_keeps_the_files(kommun: Kommun, client: Client) -> None:
    sida = post(client, GRANSKA, fil(), text="")
    assert "Fel:" in sida
    assert "Ta bort brev.pdf" in sida
    granska = post(client, GRANSKA, bilagor=gomda(sida)["bilagor"])
    skicka(client, granska)
    assert Synpunkt.objects.get().bilagor.get().namn == "brev.pdf"


def test_going_back_to_change_keeps_the_files_and_one_can_be_taken_away(
    kommun: Kommun, client: Client
) -> None:
    granska = post(client, GRANSKA, fil(), fil(bild(), "hål.jpg"))
    sida = client.post(FORM, gomda(granska)).content.decode()
    assert "Fel:" not in sida
    bort = Bilaga.objects.get(namn="brev.pdf").nyckel
    granska = post(
        client, GRANSKA, fil(namn="nytt.pdf"), bilagor=gomda(sida)["bilagor"], ta_bort=bort
    )
    skicka(client, granska)
    namn = Synpunkt.objects.get().bilagor.i_ordning().values_list("namn", flat=True)
    assert list(namn) == ["hål.jpg", "nytt.pdf"]
    assert not Bilaga.objects.filter(nyckel=bort).exists()


def test_a_refused_file_is_told_beside_its_field_and_the_others_stay(
    kommun: Kommun, client: Client
) -> None:
    sida = post(client, GRANSKA, fil(b"MZ\x90\0", "spel.exe"), fil())
    assert '<a class="ds-link" href="#id_filer">”spel.exe” följer inte med.' in sida
    assert "Ta bort brev.pdf" in sida
    assert SVAR["text"] in sida


def test_a_too_large_file_loses_nothing_else(kommun: Kommun, client: Client) -> None:
    sida = post(client, GRANSKA, fil(bytes(13 * 1024 * 1024), "film.mov"), fil())
    assert "”film.mov” följer inte med. Filen är större än 10 MB." in sida
    assert "Ta bort brev.pdf" in sida
    assert SVAR["text"] in sida


def test_more_than_five_files_is_told(kommun: Kommun, client: Client) -> None:
    sida = post(client, GRANSKA, *(fil(namn=f"{n}.pdf") for n in range(6)))
    assert "högst 5 filer" in sida
    assert Bilaga.objects.count() == 5


def test_files_that_have_gone_are_told_before_anything_is_sent(
    kommun: Kommun, client: Client
) -> None:
    with klocka.stalld(ONSDAG):
        granska = post(client, GRANSKA, fil())
    akter.sopa()
    sida = skicka(client, granska)
    assert "Filerna har tagits bort" in sida
    assert SVAR["text"] in sida
    assert not Synpunkt.objects.exists()
    skicka(client, post(client, GRANSKA))
    assert Synpunkt.objects.exists()


def test_files_that_have_gone_are_told_when_going_back(kommun: Kommun, client: Client) -> None:
    with klocka.stalld(ONSDAG):
        granska = post(client, GRANSKA, fil())
    sida = client.post(FORM, gomda(granska)).content.decode()
    assert "Filerna har tagits bort" in sida
    assert "Ta bort brev.pdf" not in sida
    assert SVAR["text"] in sida


def test_files_that_went_with_the_last_synpunkt_are_told(kommun: Kommun, client: Client) -> None:
    granska = post(client, GRANSKA, fil())
    skicka(client, granska)
    sida = post(client, GRANSKA, bilagor=gomda(granska)["bilagor"], text="En sak till.")
    assert "Filerna följde med din förra synpunkt" in sida


@pytest.mark.parametrize("pahittat", ["", "egen", "['{}']", "W10:1abc:xyz"])
def test_a_list_of_ones_own_takes_nobodys_files(
    kommun: Kommun, client: Client, pahittat: str
) -> None:
    post(client, GRANSKA, fil())
    nagons = Bilaga.objects.get()
    granska = client.post(GRANSKA, SVAR | {"bilagor": pahittat.format(nagons.nyckel)})
    assert "brev.pdf" not in granska.content.decode()
    client.post(GRANSKA, SVAR | {"ta_bort": nagons.nyckel})
    assert Bilaga.objects.get() == nagons


def test_too_many_files_from_one_network_is_told_and_the_text_kept(
    kommun: Kommun, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tak.HOGST, "filer", 1)
    post(client, GRANSKA, fil())
    sida = post(client, GRANSKA, fil())
    assert "ovanligt många filer från samma nätverk" in sida
    assert SVAR["text"] in sida
    assert Bilaga.objects.count() == 1
    assert "Stämmer allt?" in post(client, GRANSKA)


def test_place_and_camera_are_gone_from_what_is_stored(
    kommun: Kommun, client: Client, lager: Path
) -> None:
    skicka(client, post(client, GRANSKA, fil(jpeg_med_plats(), "IMG_1.JPG")))
    (pa_disk,) = (f for f in lager.rglob("*") if f.is_file())
    for spar in (b"Exif", b"Telefonmakaren", b"Gunilla"):
        assert spar not in pa_disk.read_bytes()


def test_a_form_without_files_asks_the_database_nothing_more(
    kommun: Kommun, client: Client, django_assert_num_queries: Any
) -> None:
    client.get(FORM)
    with django_assert_num_queries(0):
        client.get(FORM)


# --- Following the case ---------------------------------------------------------------------------


def folj(s: Synpunkt, del_: str = "") -> str:
    return f"/synpunkter/folj/{lank.signera(s.referens)}/{del_}"


def test_the_sender_adds_files_to_a_message_and_sees_them(
    synpunkt: Synpunkt, client: Client
) -> None:
    data = {"text": "Här är brevet.", "filer": [fil(), fil(bild(), "a.jpg")]}
    assert client.post(folj(synpunkt, "skriv/"), data).status_code == 302
    sida = client.get(folj(synpunkt)).content.decode()
    assert "Dina filer" in sida
    brevet = synpunkt.bilagor.select_related("meddelande").get(namn="brev.pdf")
    assert brevet.meddelande is not None
    assert brevet.meddelande.text == "Här är brevet."
    svar = client.get(folj(synpunkt, f"bilaga/{brevet.pk}/"))
    assert svar.content == pdf()
    assert svar["Content-Disposition"] == 'attachment; filename="brev.pdf"'


def test_a_message_that_fails_keeps_its_files(synpunkt: Synpunkt, client: Client) -> None:
    svar = client.post(folj(synpunkt, "skriv/"), {"text": "", "filer": [fil()]})
    sida = svar.content.decode()
    assert "Skriv vad du vill säga" in sida
    assert "Ta bort brev.pdf" in sida
    client.post(folj(synpunkt, "skriv/"), {"text": "Här.", "bilagor": gomda(sida)["bilagor"]})
    assert synpunkt.bilagor.get().namn == "brev.pdf"


def test_another_case_does_not_give_out_the_file(
    kommun: Kommun, synpunkt: Synpunkt, client: Client
) -> None:
    client.post(folj(synpunkt, "skriv/"), {"text": "Här.", "filer": [fil()]})
    pk = synpunkt.bilagor.get().pk
    andra = exempel.synpunkt(kommun)
    assert client.get(folj(andra, f"bilaga/{pk}/")).status_code == 404
    assert client.get(f"/synpunkter/folj/pahittad/bilaga/{pk}/").status_code == 404


def test_an_old_link_gives_out_no_file(
    synpunkt: Synpunkt, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post(folj(synpunkt, "skriv/"), {"text": "Här.", "filer": [fil()]})
    adress = folj(synpunkt, f"bilaga/{synpunkt.bilagor.get().pk}/")
    assert client.get(adress).status_code == 200
    monkeypatch.setitem(lank._SLAG, "kod", -1)
    assert client.get(adress).status_code == 404


@pytest.mark.parametrize(
    ("lage", "ord_"),
    [("karantan", "har inte hunnit kontrollera"), ("skadlig", "säger att filen är skadlig")],
)
def test_what_is_not_cleared_is_told_and_not_given_out(
    synpunkt: Synpunkt, client: Client, lage: str, ord_: str
) -> None:
    client.post(folj(synpunkt, "skriv/"), {"text": "Här.", "filer": [fil()]})
    Bilaga.objects.update(lage=lage, fynd="Virus" if lage == "skadlig" else "")
    pk = synpunkt.bilagor.get().pk
    sida = client.get(folj(synpunkt)).content.decode()
    assert ord_ in sida
    assert f"bilaga/{pk}/" not in sida
    assert client.get(folj(synpunkt, f"bilaga/{pk}/")).status_code == 409


def test_too_many_messages_are_told_with_what_was_written(
    synpunkt: Synpunkt, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tak.HOGST, "skriv", 0)
    svar = client.post(folj(synpunkt, "skriv/"), {"text": "Här är brevet.", "filer": [fil()]})
    assert svar.status_code == 429
    assert "Här är brevet." in svar.content.decode()
    assert not Bilaga.objects.exists()


# --- Spam -----------------------------------------------------------------------------------------


def lamna(client: Client, **andrat: Any) -> Synpunkt:
    sida = skicka(client, post(client, GRANSKA, **andrat))
    assert "Vi har tagit emot din synpunkt" in sida  # whoever it is, it looks the same
    return Synpunkt.objects.get()


def test_a_person_is_not_suspected(kommun: Kommun, client: Client) -> None:
    assert lamna(client).lage == Lage.INKOMMEN


def test_the_field_that_people_do_not_see(kommun: Kommun, client: Client) -> None:
    assert lamna(client, hemsida="https://kop.example").lage == Lage.KARANTAN


def test_a_form_sent_within_three_seconds(kommun: Kommun, client: Client) -> None:
    with klocka.stalld(ONSDAG):
        startad = stampel()
    with klocka.stalld(ONSDAG + timedelta(seconds=2)):
        assert lamna(client, startad=startad).lage == Lage.KARANTAN


def test_a_form_sent_after_three_seconds(kommun: Kommun, client: Client) -> None:
    with klocka.stalld(ONSDAG):
        startad = gomda(client.get(FORM).content.decode())["startad"]
    with klocka.stalld(ONSDAG + timedelta(seconds=3)):
        assert lamna(client, startad=startad).lage == Lage.INKOMMEN


@pytest.mark.parametrize("startad", ["", "1760000000", "MTc2:1x:y"])
def test_a_time_of_ones_own_with_advertising(kommun: Kommun, client: Client, startad: str) -> None:
    text = "Casino bonus: http://a.example http://b.example http://c.example"
    assert lamna(client, startad=startad, text=text).lage == Lage.KARANTAN


def test_each_visitor_gets_a_time_of_their_own(kommun: Kommun, client: Client) -> None:
    with klocka.stalld(ONSDAG):
        ena = gomda(client.get(FORM).content.decode())["startad"]
    with klocka.stalld(ONSDAG + timedelta(seconds=9)):
        andra = gomda(client.get(FORM).content.decode())["startad"]
    assert ena != andra
    assert "PLATSHALLARE" not in ena + andra


def test_a_refused_file_is_told_though_the_search_is_all_that_is_judged(
    kommun: Kommun, client: Client, lager: Path
) -> None:
    """The browser has let go of it, so a page without a word about it would lose it in silence."""
    svar = {"sok": "centrum", "typ": "", "retur": "1"}
    sida = unescape(post(client, GRANSKA, fil(b"MZ\x90", "bild.jpg"), **svar))
    assert "”bild.jpg” följer inte med." in sida
    assert "Välj en av träffarna" in sida
    assert "Välj vad du vill lämna" not in sida


def test_whoever_has_no_other_file_is_told_how_to_go_on(
    kommun: Kommun, client: Client, lager: Path
) -> None:
    sida = unescape(post(client, GRANSKA, fil(b"MZ\x90", "bild.jpg")))
    assert "Vill du skicka utan den filen trycker du på knappen en gång till." in sida
    assert "Stämmer allt?" in post(client, GRANSKA)
