"""Files that staff put in a case: the sender's own, internal ones, and those of a message."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Utskick
from synpunkter import arendehandling, lank, utdragsdelar
from synpunkter.actions import bilaga as bilageakter
from synpunkter.actions import lagen, utlamnande
from synpunkter.actions import personalbilaga as akter
from synpunkter.actions import synpunkt as arendeakter
from synpunkter.models import Bilaga, Synpunkt
from synpunkter.tillstand import Lage
from tests import factories
from tests.databas import nekas
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.bilagor.filer import EICAR, jpeg_med_plats, pdf
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import PROVAT, Personal, i_lage


def fil(namn: str = "brev.pdf", innehall: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(namn, pdf() if innehall is None else innehall)


def url(s: Synpunkt, del_: str = "") -> str:
    return f"/arbete/synpunkter/{s.pk}/{del_}"


def folj(s: Synpunkt, del_: str = "") -> str:
    return f"/synpunkter/folj/{lank.signera(s.referens)}/{del_}"


def lagg_till(client: Client, s: Synpunkt, riktning: str, *filer: SimpleUploadedFile) -> Any:
    return client.post(url(s, "bilagor/"), {"riktning": riktning, "filer": list(filer)})


def gomda(sida: str) -> dict[str, str]:
    par = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', sida)
    return {namn: unescape(v) for namn, v in par if namn != "csrfmiddlewaretoken"}


@pytest.fixture
def personal(kommun: Kommun) -> Personal:
    return Personal(kommun)


@pytest.fixture
def oppen(kommun: Kommun, personal: Personal) -> Synpunkt:
    return i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal)


# --- put in by itself ---------------------------------------------------------------------------


def test_a_scanned_letter_is_the_senders_and_an_internal_paper_is_never_theirs(
    oppen: Synpunkt, client: Client, personal: Personal
) -> None:
    client.force_login(personal.handlaggare)
    form = client.get(url(oppen, "bilagor/")).content.decode()
    assert 'enctype="multipart/form-data"' in form
    assert "(frivilligt)" not in form
    assert lagg_till(client, oppen, "fran", fil("brevet.pdf")).status_code == 302
    assert lagg_till(client, oppen, "intern", fil("avtal.pdf")).status_code == 302
    sida = client.get(url(oppen)).content.decode()
    assert "brevet.pdf" in sida
    assert "avtal.pdf" in sida
    assert sida.count("Intern. Syns inte för avsändaren.") == 1
    assert "Lade in interna filer (1)." in sida
    brevet, avtalet = oppen.bilagor.i_ordning()
    assert (avtalet.av, avtalet.namnd) == (personal.handlaggare, oppen.namnd)
    assert client.get(url(oppen, f"bilaga/{avtalet.pk}/")).status_code == 200
    client.logout()
    foljsida = client.get(folj(oppen)).content.decode()
    assert "brevet.pdf" in foljsida
    assert "avtal.pdf" not in foljsida
    assert client.get(folj(oppen, f"bilaga/{brevet.pk}/")).status_code == 200
    assert client.get(folj(oppen, f"bilaga/{avtalet.pk}/")).status_code == 404


def test_an_internal_file_stays_in_its_nämnd(
    oppen: Synpunkt,
    kommun: Kommun,
    client: Client,
    personal: Personal,
    bo_biblioteksman: Anvandare,
    rut_revisor: Anvandare,
) -> None:
    client.force_login(personal.handlaggare)
    lagg_till(client, oppen, "intern", fil("avtal.pdf"))
    lagg_till(client, oppen, "fran", fil("brevet.pdf", pdf(b"annat")))
    arendeakter.tilldela(
        oppen, enhet=kommun.bibliotek, namnd=kommun.kfn, av=personal.registrator, **PROVAT
    )
    avtalet = Bilaga.objects.get(namn="avtal.pdf")
    for person, ser in ((bo_biblioteksman, False), (rut_revisor, True)):
        client.force_login(person)
        sida = client.get(url(oppen)).content.decode()
        assert "brevet.pdf" in sida
        assert ("avtal.pdf" in sida) == ser
        svar = client.get(url(oppen, f"bilaga/{avtalet.pk}/"))
        assert svar.status_code == (200 if ser else 404)
    oppen.refresh_from_db()
    assert [f["namn"] for f in utdragsdelar.filer(oppen)["filer"]] == ["brevet.pdf"]


def test_an_internal_file_is_handed_out_as_the_notes_are(
    oppen: Synpunkt, client: Client, personal: Personal
) -> None:
    client.force_login(personal.handlaggare)
    lagg_till(client, oppen, "intern", fil("avtal.pdf"))
    u = utlamnande.begar(oppen, begaran="Allt.", av=personal.registrator)
    for anteckningar, namn in ((False, []), (True, ["avtal.pdf"])):
        h = arendehandling.handling(u, maskad=False, anteckningar=anteckningar)
        assert [n for n, _ in h.bilagor] == namn


def test_the_checks_are_those_of_residents_files(
    oppen: Synpunkt, client: Client, personal: Personal
) -> None:
    client.force_login(personal.handlaggare)
    svar = lagg_till(client, oppen, "intern", fil("spel.exe", b"MZ\x90\0"), fil("bra.pdf"))
    sida = svar.content.decode()
    assert "”spel.exe” följer inte med." in sida
    assert "Ta bort bra.pdf" in sida
    assert not oppen.bilagor.exists()
    client.post(url(oppen, "bilagor/"), {**gomda(sida), "riktning": "intern"})
    assert oppen.bilagor.get().namn == "bra.pdf"
    lagg_till(client, oppen, "fran", fil("plats.jpg", jpeg_med_plats()))
    bilden = client.get(url(oppen, f"bilaga/{Bilaga.objects.latest('pk').pk}/"))
    assert b"Exif" not in bilden.content


def test_what_the_scanner_has_not_answered_for_waits_and_what_it_finds_is_refused(
    oppen: Synpunkt, client: Client, personal: Personal, settings: Any, monkeypatch: Any
) -> None:
    client.force_login(personal.handlaggare)
    settings.CLAMD = "tcp://127.0.0.1:1"
    lagg_till(client, oppen, "fran", fil("brevet.pdf"))
    assert oppen.bilagor.get().lage == Bilaga.Lage.KARANTAN
    assert "I karantän" in client.get(url(oppen)).content.decode()

    def funnet(*_: object) -> Any:
        raise bilageakter.Avvisad("Virusskyddet säger att filen är skadlig.")

    monkeypatch.setattr(bilageakter, "_lage", funnet)
    sida = lagg_till(client, oppen, "fran", fil("elak.txt", EICAR)).content.decode()
    assert "skadlig" in sida
    assert oppen.bilagor.count() == 1


def test_the_same_file_twice_is_one(oppen: Synpunkt, client: Client, personal: Personal) -> None:
    client.force_login(personal.handlaggare)
    for _ in range(2):
        assert lagg_till(client, oppen, "intern", fil("avtal.pdf")).status_code == 302
    assert oppen.bilagor.count() == 1
    lagg_till(client, oppen, "fran", fil("avtal.pdf"))
    assert oppen.bilagor.count() == 2


def test_nothing_chosen_says_what_to_do(
    oppen: Synpunkt, client: Client, personal: Personal
) -> None:
    client.force_login(personal.handlaggare)
    sida = client.post(url(oppen, "bilagor/"), {}).content.decode()
    assert "Välj minst en fil." in sida
    assert "Välj vems filerna är." in sida


def test_who_may_handle_the_case_puts_files_in_it_and_nobody_else(
    oppen: Synpunkt,
    client: Client,
    personal: Personal,
    rut_revisor: Anvandare,
    bo_biblioteksman: Anvandare,
) -> None:
    lanken = url(oppen, "bilagor/")
    for person, kod in ((personal.chef, 403), (rut_revisor, 403), (bo_biblioteksman, 404)):
        client.force_login(person)
        assert client.get(lanken).status_code == kod
        assert lagg_till(client, oppen, "intern", fil()).status_code == kod
        assert lanken not in client.get(url(oppen)).content.decode()
        with pytest.raises(PermissionDenied):
            akter.lagg_till_filer(oppen, nycklar=[], riktning="intern", av=person)
    assert not Bilaga.objects.exists()
    client.force_login(personal.registrator)
    assert lanken in client.get(url(oppen)).content.decode()
    lagen.peka_ut(oppen, person=personal.handlaggare, av=personal.registrator)
    client.force_login(personal.handlaggare)
    assert "Ärendet gäller dig" in lagg_till(client, oppen, "intern", fil()).content.decode()
    assert not oppen.bilagor.exists()


@pytest.mark.parametrize("riktning", ["till", "annat"])
def test_a_file_to_the_sender_goes_with_a_message(
    oppen: Synpunkt, personal: Personal, riktning: str
) -> None:
    with pytest.raises(Regelbrott):
        akter.lagg_till_filer(oppen, nycklar=[], riktning=riktning, av=personal.handlaggare)


# --- written in ---------------------------------------------------------------------------------


def test_a_letter_is_scanned_in_as_it_is_written_in(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    client.force_login(personal.handlaggare)
    sida = client.get("/arbete/synpunkter/ny/").content.decode()
    assert 'type="file"' in sida
    assert "Fel:" not in sida
    data = {
        "token": gomda(sida)["token"],
        "typ": "klagomal",
        "text": "Maten är kall.",
        "verksamhet": kommun.centrum.pk,
        "plats": "",
        "svarsval": "nej",
        "epost": "",
        "namn": "",
        "kanal": "brev",
        "kom_in": klocka.idag().isoformat(),
    }
    fel = client.post("/arbete/synpunkter/ny/", data | {"text": "", "filer": [fil("brevet.pdf")]})
    assert "Ta bort brevet.pdf" in fel.content.decode()
    data["bilagor"] = gomda(fel.content.decode())["bilagor"]
    for _ in range(2):  # pressed twice
        assert "Fel:" not in client.post("/arbete/synpunkter/ny/", data).content.decode()
    rad = Synpunkt.objects.get().bilagor.get()
    assert (rad.namn, rad.riktning, rad.av) == ("brevet.pdf", "fran", personal.handlaggare)
    assert Handelse.objects.get(slag="synpunkt.bilagor_fran").av == personal.handlaggare


# --- with a message -----------------------------------------------------------------------------


def skriv(client: Client, s: Synpunkt, akt: str, *filer: SimpleUploadedFile) -> str:
    data = {"steg": "granska", "meddelande": "Hej! Se bilagan.", "filer": list(filer)}
    return client.post(url(s, f"{akt}/"), data).content.decode()


def skicka(client: Client, s: Synpunkt, akt: str, sida: str) -> Any:
    return client.post(url(s, f"{akt}/"), {**gomda(sida), "steg": "skicka"})


@pytest.mark.parametrize("akt", ["besvara", "begar-komplettering"])
def test_a_file_goes_with_a_message_and_is_opened_on_the_senders_page(
    oppen: Synpunkt, client: Client, personal: Personal, akt: str
) -> None:
    client.force_login(personal.handlaggare)
    assert 'type="file"' in client.get(url(oppen)).content.decode()
    assert 'type="file"' in client.get(url(oppen, f"{akt}/")).content.decode()
    Utskick.objects.all().delete()
    sida = skriv(client, oppen, akt, fil("svaret.pdf"))
    assert "svaret.pdf" in sida
    assert "Det finns filer till meddelandet." in sida
    assert skicka(client, oppen, akt, sida).status_code == 302
    rad = oppen.bilagor.get()
    assert (rad.riktning, rad.av) == ("till", personal.handlaggare)
    assert rad.meddelande == oppen.meddelanden.get()
    brevet = json.loads(Utskick.objects.get().innehall)
    for del_ in ("text", "html"):
        assert "Det finns filer till meddelandet." in brevet[del_]
    assert "Skickad till avsändaren" in client.get(url(oppen)).content.decode()
    client.logout()
    foljsida = client.get(folj(oppen)).content.decode()
    assert "Filer från oss" in foljsida
    assert "svaret.pdf" in foljsida
    svar = client.get(folj(oppen, f"bilaga/{rad.pk}/"))
    assert svar["Content-Disposition"] == 'attachment; filename="svaret.pdf"'


def test_a_message_without_files_says_nothing_of_them(
    oppen: Synpunkt, client: Client, personal: Personal
) -> None:
    client.force_login(personal.handlaggare)
    sida = skriv(client, oppen, "besvara")
    assert skicka(client, oppen, "besvara", sida).status_code == 302
    assert "filer till meddelandet" not in Utskick.objects.get(mall="synpunkt_svar").innehall
    assert "Filer från oss" not in client.get(folj(oppen)).content.decode()


def test_going_back_to_the_words_keeps_the_files_and_one_can_be_taken_away(
    oppen: Synpunkt, client: Client, personal: Personal
) -> None:
    client.force_login(personal.handlaggare)
    sida = skriv(client, oppen, "besvara", fil("ett.pdf"), fil("två.pdf", pdf(b"2")))
    ater = client.post(url(oppen, "besvara/"), {**gomda(sida), "steg": "andra"}).content.decode()
    assert "Ta bort ett.pdf" in ater
    bort = Bilaga.objects.get(namn="ett.pdf").nyckel
    data = {**gomda(ater), "meddelande": "Hej!", "steg": "granska", "ta_bort": bort}
    sida = client.post(url(oppen, "besvara/"), data).content.decode()
    assert skicka(client, oppen, "besvara", sida).status_code == 302
    assert [b.namn for b in oppen.bilagor.all()] == ["två.pdf"]


def test_a_refused_file_stops_the_preview(
    oppen: Synpunkt, client: Client, personal: Personal
) -> None:
    client.force_login(personal.handlaggare)
    sida = skriv(client, oppen, "besvara", fil("spel.exe", b"MZ\x90\0"))
    assert "”spel.exe” följer inte med." in sida
    assert "Läs igenom innan du skickar" not in sida
    assert "Hej! Se bilagan." in sida


def test_nothing_is_sent_when_a_file_has_gone(
    oppen: Synpunkt, client: Client, personal: Personal
) -> None:
    client.force_login(personal.handlaggare)
    with klocka.stalld(ONSDAG):
        sida = skriv(client, oppen, "besvara", fil("ett.pdf"))
    bilageakter.kasta(Bilaga.objects.all())
    with klocka.stalld(ONSDAG + timedelta(minutes=5)):
        svar = skicka(client, oppen, "besvara", sida)
    assert "Välj dem igen." in svar.content.decode()
    with pytest.raises(Regelbrott):
        akter.skicka_med_filer(
            *(arendeakter.besvara, oppen),
            meddelande="Hej!",
            nycklar=["0" * 32],
            av=personal.handlaggare,
        )
    assert not oppen.meddelanden.exists()


def test_every_sender_of_a_merged_case_gets_the_files_and_the_bytes_lie_there_once(
    oppen: Synpunkt, client: Client, personal: Personal, lager: Path, settings: Any
) -> None:
    andra = [exempel.kvitto_i(oppen).synpunkt for _ in range(2)]
    lagen.sla_ihop(oppen, andra, av=personal.registrator)
    client.force_login(personal.handlaggare)
    settings.CLAMD = "tcp://127.0.0.1:1"
    sida = skriv(client, oppen, "besvara", fil("svaret.pdf"))
    assert "I karantän" in sida
    assert skicka(client, oppen, "besvara", sida).status_code == 302
    assert len([p for p in lager.rglob("*") if p.is_file()]) == 1
    bilageakter.slapp_fri(oppen.bilagor.get(), skal="Vår egen.", av=personal.registrator)
    for s in (oppen, *andra):
        rad = s.bilagor.get()
        assert client.get(folj(s, f"bilaga/{rad.pk}/")).status_code == 200
        for annan in (oppen, *andra):
            if annan != s:
                assert client.get(folj(annan, f"bilaga/{rad.pk}/")).status_code == 404
    bilageakter.kasta(Bilaga.objects.filter(synpunkt=oppen))
    assert client.get(folj(andra[0], f"bilaga/{andra[0].bilagor.get().pk}/")).status_code == 200


def test_the_bytes_go_with_the_last_row(
    kommun: Kommun, lager: Path, django_capture_on_commit_callbacks: Any
) -> None:
    s, annan = exempel.synpunkt(kommun), exempel.synpunkt(kommun)
    (ny,) = bilageakter.spara([fil()]).filer
    Bilaga.objects.filter(pk=ny.pk).update(synpunkt=s)
    ny.refresh_from_db()
    Bilaga.objects.create(
        synpunkt=annan, skapad=ny.skapad, **{n: getattr(ny, n) for n in akter.KOPIERAS[2:-1]}
    )
    for kvar, arende in ((1, s), (0, annan)):
        with django_capture_on_commit_callbacks(execute=True):
            bilageakter.kasta(Bilaga.objects.filter(synpunkt=arende))
        assert len([p for p in lager.rglob("*") if p.is_file()]) == kvar


# --- the database -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"riktning": "intern", "av": True}, "bilaga_intern_har_namnd"),
        ({"namnd": True}, "bilaga_intern_har_namnd"),
        ({"riktning": "intern", "namnd": True}, "bilaga_ratt_avsandare"),
        ({"riktning": "till", "av": True}, "bilaga_ratt_avsandare"),
    ],
)
def test_the_database_refuses_a_file_without_whose_it_is(
    kommun: Kommun, andrat: dict[str, Any], villkor: str
) -> None:
    s = exempel.synpunkt(kommun)
    (ny,) = bilageakter.spara([fil()]).filer
    nina = factories.person("Nina", "NS", kommun.rot, namnd=kommun.von)
    varden = {"av": nina, "namnd": kommun.von}
    falt = {n: varden.get(n, v) for n, v in andrat.items()}
    with nekas(villkor):
        Bilaga.objects.filter(pk=ny.pk).update(synpunkt=s, **falt)


def test_the_same_bytes_stand_once_in_a_case(kommun: Kommun) -> None:
    s = exempel.synpunkt(kommun)
    ena, andra = bilageakter.spara([fil(), fil()]).filer
    with nekas("bilaga_en_gang_i_arendet"):
        Bilaga.objects.filter(pk__in=[ena.pk, andra.pk]).update(synpunkt=s, nyckel=ena.nyckel)
