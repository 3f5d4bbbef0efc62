"""Files and quarantine on the pages of staff: the right to read, safe headers, the record of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kvalitet.models import Anvandare, Handelse
from synpunkter.actions import bilaga as akter
from synpunkter.bilagor import lager as lagret
from synpunkter.models import Bilaga, Synpunkt
from synpunkter.tillstand import Lage
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.bilagor.filer import bild, office, pdf
from tests.synpunkter.bilagor.test_bilaga import knuten, lamna


def knyt(synpunkt: Synpunkt, innehall: bytes, namn: str) -> Bilaga:
    (ny,) = akter.spara([SimpleUploadedFile(namn, innehall)]).filer
    Bilaga.objects.filter(pk=ny.pk).update(synpunkt=synpunkt)
    return ny


def url(b: Bilaga, s: Synpunkt, del_: str = "") -> str:
    return f"/arbete/synpunkter/{s.pk}/bilaga/{b.pk}/{del_}"


@pytest.mark.parametrize(
    ("innehall", "namn", "typ", "hur"),
    [
        (bild(), "hål.png", "image/jpeg", "inline; filename*=utf-8''h%C3%A5l.jpg"),
        (pdf(), "brev.pdf", "application/pdf", 'attachment; filename="brev.pdf"'),
        (b"Hej", "a.txt", "text/plain", 'attachment; filename="a.txt"'),
        (
            office(),
            "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            'attachment; filename="a.docx"',
        ),
    ],
)
def test_a_file_comes_with_no_rights_of_ours(
    synpunkt: Synpunkt,
    client: Client,
    hanna_handlaggare: Anvandare,
    innehall: bytes,
    namn: str,
    typ: str,
    hur: str,
) -> None:
    fil = knyt(synpunkt, innehall, namn)
    client.force_login(hanna_handlaggare)
    assert fil.namn in client.get(f"/arbete/synpunkter/{synpunkt.pk}/").content.decode()
    svar = client.get(url(fil, synpunkt))
    assert svar.status_code == 200
    assert (svar["Content-Type"], svar["Content-Disposition"]) == (typ, hur)
    assert svar["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert svar["X-Content-Type-Options"] == "nosniff"
    assert svar["Cache-Control"] == "private, no-store"
    assert svar["X-Frame-Options"] == "DENY"
    assert svar["Cross-Origin-Resource-Policy"] == "same-origin"


def test_an_outsider_learns_nothing(
    synpunkt: Synpunkt, client: Client, bo_biblioteksman: Anvandare
) -> None:
    fil = knuten(synpunkt, lage="karantan")
    assert client.get(url(fil, synpunkt)).status_code == 302  # to sign in
    client.force_login(bo_biblioteksman)
    for del_ in ("", "slapp/"):
        assert client.get(url(fil, synpunkt, del_)).status_code == 404
    assert client.post(url(fil, synpunkt, "slapp/"), {"skal": "x"}).status_code == 404


def test_a_file_is_not_reached_through_another_case(
    synpunkt: Synpunkt, kommun: Kommun, client: Client, hanna_handlaggare: Anvandare
) -> None:
    fil = knuten(exempel.synpunkt(kommun, enhet=kommun.bibliotek, namnd=kommun.kfn))
    client.force_login(hanna_handlaggare)
    assert client.get(url(fil, synpunkt)).status_code == 404


def test_a_file_that_is_not_sent_yet_is_nobodys(
    synpunkt: Synpunkt, client: Client, hanna_handlaggare: Anvandare
) -> None:
    (fil,) = akter.spara([SimpleUploadedFile("brev.pdf", pdf())]).filer
    client.force_login(hanna_handlaggare)
    assert client.get(url(fil, synpunkt)).status_code == 404


def test_a_role_without_synpunkter_opens_no_file(
    synpunkt: Synpunkt, client: Client, petra_planansvarig: Anvandare
) -> None:
    fil = knuten(synpunkt)
    client.force_login(petra_planansvarig)
    assert client.get(url(fil, synpunkt)).status_code == 403


def test_a_revisors_reading_is_logged(
    synpunkt: Synpunkt, client: Client, rut_revisor: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    fil = knuten(synpunkt)
    for person in (rut_revisor, hanna_handlaggare):
        client.force_login(person)
        client.get(url(fil, synpunkt))
    handelse = Handelse.objects.get(slag="synpunkt.bilaga_last")
    assert (handelse.av, handelse.roll, handelse.data) == (rut_revisor, "REV", {"bilaga": fil.pk})


@pytest.mark.parametrize(("lage", "ord_"), [("karantan", "karantän"), ("skadlig", "skadlig")])
def test_what_is_not_cleared_is_not_given_out(
    synpunkt: Synpunkt, client: Client, hanna_handlaggare: Anvandare, lage: str, ord_: str
) -> None:
    fil = knuten(synpunkt, lage=lage, fynd="Virus" if lage == "skadlig" else "")
    client.force_login(hanna_handlaggare)
    svar = client.get(url(fil, synpunkt))
    assert svar.status_code == 409
    assert ord_ in svar.content.decode()
    sida = client.get(f"/arbete/synpunkter/{synpunkt.pk}/").content.decode()
    assert url(fil, synpunkt) not in sida


@pytest.mark.parametrize("skada", ["borta", "bytt"])
def test_a_file_that_is_not_as_it_came_is_not_given_out(
    synpunkt: Synpunkt, client: Client, hanna_handlaggare: Anvandare, lager: Any, skada: str
) -> None:
    fil = knuten(synpunkt)
    stig = lager / "bilagor" / fil.nyckel[:2] / fil.nyckel
    if skada == "borta":
        lagret.ta_bort(fil.nyckel)
    else:
        stig.write_bytes(pdf(b"<html>"))
    client.force_login(hanna_handlaggare)
    svar = client.get(url(fil, synpunkt))
    assert svar.status_code == 409
    assert "säkerhetskopian" in svar.content.decode()


def test_who_distributes_frees_a_file_and_a_handler_does_not(
    synpunkt: Synpunkt,
    client: Client,
    hanna_handlaggare: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    fil = knuten(synpunkt, lage="karantan")
    slapp = url(fil, synpunkt, "slapp/")
    client.force_login(hanna_handlaggare)
    assert slapp not in client.get(f"/arbete/synpunkter/{synpunkt.pk}/").content.decode()
    assert client.post(slapp, {"skal": "Säker."}).status_code == 403
    client.force_login(karin_kvalitetssamordnare)
    assert slapp in client.get(f"/arbete/synpunkter/{synpunkt.pk}/").content.decode()
    assert "Skriv hur du vet" in client.post(slapp, {"skal": ""}).content.decode()
    assert client.post(slapp, {"skal": "Kontrollerad av IT."}).status_code == 302
    assert client.get(url(fil, synpunkt)).status_code == 200
    assert "Filen är inte i karantän" in client.get(slapp).content.decode()
    igen = client.post(slapp, {"skal": "Igen."}).content.decode()
    assert "Virusskyddet kan ha hunnit svara" in igen or "inte i karantän" in igen


def test_a_suspected_synpunkt_says_why_and_is_freed_by_assigning_it(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    s = lamna(kommun, skal=["lankar", "utan_tid"])
    client.force_login(karin_kvalitetssamordnare)
    sida = client.get(f"/arbete/synpunkter/{s.pk}/").content.decode()
    assert "Misstänkt skräppost" in sida
    assert "Texten har tre eller fler webblänkar." in sida
    client.post(f"/arbete/synpunkter/{s.pk}/tilldela/", {"enhet": s.enhet_id})
    s.refresh_from_db()
    assert s.lage == Lage.TILLDELAD
    assert (
        "Misstänkt"
        not in client.get(f"/arbete/synpunkter/{s.pk}/").content.decode().split("Historik")[0]
    )


def test_the_inbox_has_a_choice_for_suspected_spam(
    kommun: Kommun, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    s = lamna(kommun, skal=["snabbt"])
    annan = exempel.synpunkt(kommun)
    client.force_login(karin_kvalitetssamordnare)
    sida = client.get("/arbete/synpunkter/", {"urval": "karantan"}).content.decode()
    assert s.referens in sida
    assert annan.referens not in sida
    assert "Misstänkt skräppost" in sida
