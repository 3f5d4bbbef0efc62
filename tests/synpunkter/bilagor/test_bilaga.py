"""The acts on files: kept, claimed, scanned, freed, thrown away."""

from __future__ import annotations

import os
import socket
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from synpunkter.actions import bilaga as akter
from synpunkter.bilagor import lager as lagret
from synpunkter.models import Bilaga, Meddelande, Synpunkt
from synpunkter.tasks import skanna_bilagor, sopa_bilagor, stada_bilagelagret
from synpunkter.tillstand import Lage
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.bilagor import clamd
from tests.synpunkter.bilagor.filer import EICAR, bild, pdf
from tests.synpunkter.conftest import ONSDAG

pytestmark = pytest.mark.django_db


def fil(innehall: bytes | None = None, namn: str = "brev.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(namn, pdf() if innehall is None else innehall)


def sparad(innehall: bytes | None = None, namn: str = "brev.pdf") -> Bilaga:
    (ny,) = akter.spara([fil(innehall, namn)]).filer
    return ny


def knuten(synpunkt: Synpunkt, **andrat: Any) -> Bilaga:
    ny = sparad()
    Bilaga.objects.filter(pk=ny.pk).update(synpunkt=synpunkt, **andrat)
    return Bilaga.objects.get(pk=ny.pk)


def i_lagret(rot: Path) -> list[Path]:
    return [fil for fil in rot.rglob("*") if fil.is_file()]


# --- Kept ---------------------------------------------------------------------------------------


def test_a_file_is_kept_under_a_name_that_nobody_chose(lager: Path) -> None:
    ny = sparad(namn="../../hemligt/lön.pdf")
    (pa_disk,) = i_lagret(lager)
    assert pa_disk == lager / "bilagor" / ny.nyckel[:2] / ny.nyckel
    assert pa_disk.read_bytes() == pdf()
    assert (ny.namn, ny.slag, ny.storlek, ny.lage) == ("lön.pdf", "pdf", len(pdf()), "klar")
    assert ny.synpunkt is None


def test_a_refused_file_takes_no_other_with_it(lager: Path) -> None:
    mottaget = akter.spara([fil(), fil(b"MZ\x90", "spel\u202egpj.exe"), fil(bild(), "a.jpg")])
    assert [ny.namn for ny in mottaget.filer] == ["brev.pdf", "a.jpg"]
    assert mottaget.fel == [
        "”spelgpj.exe” följer inte med. Filen är ett program. Välj en bild (jpg, png, gif, webp), "
        "pdf, Word, Excel, PowerPoint eller txt."
    ]
    assert len(i_lagret(lager)) == 2


def test_five_files_and_no_more() -> None:
    mottaget = akter.spara([fil() for _ in range(4)], redan=3)
    assert len(mottaget.filer) == 2
    assert mottaget.fel == ["Du kan skicka högst 5 filer. Ta bort någon först."]


def test_strangers_cannot_fill_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(akter, "MEST_OKNUTET", 2 * len(pdf()))
    assert not akter.spara([fil(), fil()]).fel
    assert "för många filer på en gång" in akter.spara([fil()]).fel[0]


@pytest.mark.parametrize(
    "falt",
    [{"storlek": 0}, {"lage": "skadlig"}, {"fynd": "virus"}],
)
def test_the_database_refuses_nonsense(falt: dict[str, Any]) -> None:
    ny = sparad()
    with pytest.raises(IntegrityError), transaction.atomic():
        Bilaga.objects.filter(pk=ny.pk).update(**falt)


def test_a_file_of_a_message_belongs_to_a_case(synpunkt: Synpunkt) -> None:
    ny = sparad()
    m = Meddelande.objects.create(synpunkt=synpunkt, riktning="fran", text="Hej", tid=ONSDAG)
    with pytest.raises(IntegrityError), transaction.atomic():
        Bilaga.objects.filter(pk=ny.pk).update(meddelande=m)


# --- Claimed ------------------------------------------------------------------------------------


def lamna(kommun: Kommun, **andrat: Any) -> Synpunkt:
    val: dict[str, Any] = {
        "token": "t",
        "typ": "forslag",
        "text": exempel.TEXT,
        "namnd": kommun.von,
        "enhet": kommun.hemtjanst,
        "svarsval": "kod",
    }
    return akter.lamna_in(**val | andrat).synpunkt


def test_files_follow_their_synpunkt_once(kommun: Kommun) -> None:
    ny = sparad()
    s = lamna(kommun, nycklar=[ny.nyckel])
    assert list(s.bilagor.all()) == [ny]
    handelse = Handelse.objects.get(slag="synpunkt.bilagor")
    assert handelse.data == {"antal": 1, "bilagor": [ny.pk]}
    assert lamna(kommun, nycklar=[ny.nyckel]) == s
    assert Handelse.objects.filter(slag="synpunkt.bilagor").count() == 1


def test_files_are_as_old_as_what_they_came_with_and_of_an_anonymous_sender_no_finer(
    kommun: Kommun, lager: Path
) -> None:
    """Else the exact minute of an anonymous sender stands in the row, the log and the file."""
    with klocka.stalld(ONSDAG):
        ny = sparad()
        s = lamna(kommun, nycklar=[ny.nyckel], skal=["honung"])
        till = sparad()
        akter.komplettera_med_filer(s, text="Här är brevet.", nycklar=[till.nyckel])
    timmen = ONSDAG.replace(minute=0)
    assert set(s.bilagor.values_list("skapad", flat=True)) == {timmen}
    assert set(Handelse.objects.om(s).values_list("tid", flat=True)) == {timmen}
    assert {f.stat().st_mtime for f in i_lagret(lager)} == {timmen.timestamp()}


def test_another_synpunkts_file_is_not_taken(kommun: Kommun) -> None:
    ny = sparad()
    ena = lamna(kommun, nycklar=[ny.nyckel])
    andra = lamna(kommun, token="t2", nycklar=[ny.nyckel])
    assert list(ena.bilagor.all()) == [ny]
    assert not andra.bilagor.exists()


def test_files_follow_what_the_sender_adds(synpunkt: Synpunkt) -> None:
    ny = sparad()
    akter.komplettera_med_filer(synpunkt, text="Här är brevet.", nycklar=[ny.nyckel])
    ny.refresh_from_db()
    assert ny.synpunkt == synpunkt
    assert ny.meddelande is not None
    assert ny.meddelande.text == "Här är brevet."


def test_a_case_takes_no_more_files_than_it_may(
    synpunkt: Synpunkt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(akter, "MEST_PER_ARENDE", 1)
    knuten(synpunkt)
    with pytest.raises(Regelbrott, match="så många filer"):
        akter.komplettera_med_filer(synpunkt, text="Hej", nycklar=[sparad().nyckel])
    assert not synpunkt.meddelanden.exists()


# --- Scanned ------------------------------------------------------------------------------------


def test_a_harmful_file_is_refused_and_not_kept(lager: Path, settings: Any) -> None:
    with clamd.clamd() as (settings.CLAMD, visade):
        mottaget = akter.spara([fil(EICAR, "eicar.txt"), fil()])
    assert mottaget.fel == ["”eicar.txt” följer inte med. Virusskyddet säger att filen är skadlig."]
    assert [ny.lage for ny in mottaget.filer] == ["klar"]
    assert visade == [EICAR, pdf()]
    assert len(i_lagret(lager)) == 1


def test_a_picture_is_scanned_as_it_came(settings: Any) -> None:
    ratt = bild() + EICAR
    with clamd.clamd() as (settings.CLAMD, visade):
        assert akter.spara([fil(ratt, "a.jpg")]).fel
    assert visade == [ratt]


@pytest.mark.parametrize(
    "svar", [b"", b"stream: UNKNOWN\0", b"INSTREAM size limit exceeded. ERROR\0"]
)
def test_a_scanner_that_does_not_answer_means_quarantine(settings: Any, svar: bytes) -> None:
    with clamd.clamd(clamd.sager(svar)) as (settings.CLAMD, _):
        assert sparad().lage == "karantan"


def test_a_scanner_that_is_down_is_asked_once_for_all_files(settings: Any) -> None:
    with clamd.clamd(clamd.sager(b"")) as (settings.CLAMD, visade):
        mottaget = akter.spara([fil(), fil(), fil()])
    assert [ny.lage for ny in mottaget.filer] == ["karantan"] * 3
    assert len(visade) == 1


def test_a_later_scan_frees_what_is_clean_and_keeps_what_is_not(
    synpunkt: Synpunkt, settings: Any
) -> None:
    settings.CLAMD = clamd.stangd_port()
    ren, ond = sparad(), sparad(b"Hej " + EICAR, "a.txt")
    Bilaga.objects.update(synpunkt=synpunkt)
    skanna_bilagor()
    assert set(Bilaga.objects.values_list("lage", flat=True)) == {"karantan"}
    with clamd.clamd() as (settings.CLAMD, _):
        skanna_bilagor()
        skanna_bilagor()
    ren.refresh_from_db()
    ond.refresh_from_db()
    assert ren.lage == "klar"
    assert (ond.lage, ond.fynd) == ("skadlig", "Eicar-Test-Signature")
    slag = sorted(Handelse.objects.om(synpunkt).values_list("slag", flat=True))
    assert slag == ["synpunkt.bilaga_ren", "synpunkt.bilaga_skadlig", "synpunkt.inkom"]


def test_a_file_that_the_scanner_has_no_answer_for_stops_no_other(
    synpunkt: Synpunkt, settings: Any
) -> None:
    settings.CLAMD = clamd.stangd_port()
    svar, ren = sparad("En svår fil.".encode(), "a.txt"), sparad()
    Bilaga.objects.update(synpunkt=synpunkt)

    def svarar(anslutning: socket.socket, data: bytes) -> None:
        anslutning.sendall(b"stream: Can't read ERROR\0" if b"En sv" in data else b"stream: OK\0")

    with clamd.clamd(svarar) as (settings.CLAMD, _):
        assert akter.skanna_igen() == 1
    assert Bilaga.objects.get(pk=ren.pk).lage == "klar"
    assert Bilaga.objects.get(pk=svar.pk).lage == "karantan"


def test_without_a_scanner_nothing_is_asked(settings: Any, synpunkt: Synpunkt) -> None:
    knuten(synpunkt, lage="karantan")
    settings.CLAMD = ""
    assert akter.skanna_igen() == 0
    assert Bilaga.objects.get().lage == "karantan"


# --- Freed --------------------------------------------------------------------------------------


def test_a_person_frees_a_file_with_a_reason(
    synpunkt: Synpunkt, karin_kvalitetssamordnare: Anvandare
) -> None:
    ny = knuten(synpunkt, lage="karantan")
    akter.slapp_fri(ny, skal="IT har kontrollerat den.", av=karin_kvalitetssamordnare)
    ny.refresh_from_db()
    assert ny.lage == "klar"
    handelse = Handelse.objects.select_related("text").get(slag="synpunkt.bilaga_fri")
    assert (handelse.av, handelse.data) == (karin_kvalitetssamordnare, {"bilaga": ny.pk})
    assert handelse.text.text == "IT har kontrollerat den."
    with pytest.raises(Regelbrott, match="inte i karantän"):
        akter.slapp_fri(ny, skal="En gång till.", av=karin_kvalitetssamordnare)


def test_freeing_takes_the_right_and_a_reason(
    synpunkt: Synpunkt, karin_kvalitetssamordnare: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    ny = knuten(synpunkt, lage="karantan")
    with pytest.raises(PermissionDenied):
        akter.slapp_fri(ny, skal="Jag vill se den.", av=hanna_handlaggare)
    with pytest.raises(Regelbrott, match="Skriv hur du vet"):
        akter.slapp_fri(ny, skal=" ", av=karin_kvalitetssamordnare)


def test_what_was_found_to_be_harmful_is_never_freed(
    synpunkt: Synpunkt, karin_kvalitetssamordnare: Anvandare
) -> None:
    ny = knuten(synpunkt, lage="skadlig", fynd="Virus")
    with pytest.raises(Regelbrott):
        akter.slapp_fri(ny, skal="Säkert.", av=karin_kvalitetssamordnare)


# --- Thrown away --------------------------------------------------------------------------------


def test_files_of_a_form_that_was_never_sent_are_gone_within_the_hour(
    synpunkt: Synpunkt,
    lager: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with klocka.stalld(ONSDAG):
        gammal, knuten_ = sparad(), knuten(synpunkt)
    with klocka.stalld(ONSDAG + timedelta(minutes=30)):
        ny = sparad()
    with (
        klocka.stalld(ONSDAG + timedelta(minutes=66)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        sopa_bilagor()
    assert set(Bilaga.objects.all()) == {knuten_, ny}
    assert {f.name for f in i_lagret(lager)} == {knuten_.nyckel, ny.nyckel}
    assert gammal not in Bilaga.objects.all()


def test_what_was_sent_meanwhile_is_not_thrown_away_from_the_form(
    kommun: Kommun, lager: Path
) -> None:
    kvar, bort = sparad(), sparad()
    lamna(kommun, nycklar=[kvar.nyckel])
    akter.kasta_valda([kvar.nyckel, bort.nyckel])
    assert list(Bilaga.objects.all()) == [kvar]


def test_bytes_that_no_row_names_are_cleared_when_they_are_old(lager: Path) -> None:
    kvar = sparad()
    gammal, farsk = lagret.skriv(b"gammal"), lagret.skriv(b"farsk")
    da = time.time() - 2 * 3600
    for nyckel in (gammal, kvar.nyckel):
        os.utime(lager / "bilagor" / nyckel[:2] / nyckel, (da, da))
    stada_bilagelagret()
    assert {f.name for f in i_lagret(lager)} == {kvar.nyckel, farsk}


def test_an_empty_storage_needs_no_clearing(lager: Path) -> None:
    stada_bilagelagret()
    assert not i_lagret(lager)


def test_bytes_stay_when_the_transaction_is_broken(lager: Path) -> None:
    ny = sparad()

    def kasta_och_falla() -> None:
        with transaction.atomic():
            akter.kasta([ny])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        kasta_och_falla()
    assert Bilaga.objects.get() == ny
    assert i_lagret(lager)


# --- Suspected ----------------------------------------------------------------------------------


def test_a_suspected_synpunkt_waits_in_quarantine_with_the_reasons(kommun: Kommun) -> None:
    s = lamna(kommun, skal=["snabbt", "lankar"])
    assert s.lage == Lage.KARANTAN
    assert Handelse.objects.get(slag=akter.MISSTANKT).data == {"skal": ["lankar", "snabbt"]}
    assert lamna(kommun, skal=["snabbt"]) == s
    assert Handelse.objects.filter(slag=akter.MISSTANKT).count() == 1
