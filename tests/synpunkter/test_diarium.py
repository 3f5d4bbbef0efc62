"""Registering: numbers without gaps, and the hand-over to another register without duplicates."""

from __future__ import annotations

import io
import json
import threading
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.inlasning import Inlasningsfel
from kvalitet.kalkyl import Kalkylfel
from kvalitet.models import Anvandare, Handelse
from synpunkter import diariefil, diarieko, diarielager
from synpunkter.actions import diarium
from synpunkter.actions import sekretess as sekretessakter
from synpunkter.models import Diarieforing, Diarieinstallning, Dnrserie, Synpunkt
from synpunkter.tillstand import Lage
from tests import factories
from tests.factories import Kommun
from tests.samtidigt import Tradar
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import EPOST, TEXT, Personal, i_lage

EXTERN = {"satt": "extern", "form": "{kod} {ar}/{nr}", "siffror": 4, "filformat": "xml"}


@pytest.fixture
def rakel(kommun: Kommun) -> Anvandare:
    return factories.person("Rakel Arkivarie", "KV", kommun.rot)


@pytest.fixture
def nina(nina_namndsekreterare: Anvandare) -> Anvandare:
    return nina_namndsekreterare


@pytest.fixture
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture
def extern(kommun: Kommun, rakel: Anvandare, var: Path) -> Diarieinstallning:
    return diarium.stall_in(kommun.von, **EXTERN, av=rakel)


def filer(var: Path) -> list[Path]:
    return sorted(fil for fil in var.rglob("*") if fil.is_file())


# --- An own series --------------------------------------------------------------------------------


def test_the_number_is_given_at_registration_and_stands_on_the_case(
    synpunkt: Synpunkt, rakel: Anvandare
) -> None:
    with klocka.stalld(ONSDAG):
        foring = diarium.registrera(synpunkt, av=rakel)
    synpunkt.refresh_from_db()
    assert foring.dnr == synpunkt.dnr == "VON 2026/0001"
    handelse = Handelse.objects.get(slag="synpunkt.diarieford")
    assert (handelse.av, handelse.data) == (rakel, {"dnr": "VON 2026/0001"})


def test_registered_twice_it_has_one_number(synpunkt: Synpunkt, rakel: Anvandare) -> None:
    assert diarium.registrera(synpunkt, av=rakel) == diarium.registrera(synpunkt, av=rakel)
    assert Handelse.objects.filter(slag="synpunkt.diarieford").count() == 1


def test_many_are_numbered_in_the_order_they_came_in(kommun: Kommun, rakel: Anvandare) -> None:
    with klocka.stalld(ONSDAG):
        forst = exempel.synpunkt(kommun)
    sedan = exempel.synpunkt(kommun, inkom=ONSDAG.replace(day=15))
    diarium.registrera_flera([sedan, forst], av=rakel)
    nummer = [Diarieforing.objects.get(synpunkt=s).lopnr for s in (forst, sedan)]
    assert nummer == [1, 2]


def test_each_namnd_and_year_counts_for_itself_in_its_own_form(
    kommun: Kommun, rakel: Anvandare
) -> None:
    diarium.stall_in(
        kommun.kfn, satt="egen", form="Kultur-{ar}-{nr}", siffror=3, filformat="xml", av=rakel
    )
    i_von = [exempel.synpunkt(kommun) for _ in range(2)]
    i_kfn = exempel.synpunkt(kommun, namnd=kommun.kfn, enhet=kommun.bibliotek)
    with klocka.stalld(ONSDAG):
        assert diarium.registrera(i_von[0], av=rakel).dnr == "VON 2026/0001"
        assert diarium.registrera(i_kfn, av=rakel).dnr == "Kultur-2026-001"
    with klocka.stalld(ONSDAG.replace(year=2027, month=1, day=1, hour=0)):
        assert diarium.registrera(i_von[1], av=rakel).dnr == "VON 2027/0001"


def test_a_series_goes_on_after_what_was_given_elsewhere(
    synpunkt: Synpunkt, kommun: Kommun, rakel: Anvandare
) -> None:
    form = EXTERN | {"satt": "egen"}
    with klocka.stalld(ONSDAG):
        diarium.stall_in(kommun.von, **form, fortsatt_efter=122, av=rakel)
        assert diarium.registrera(synpunkt, av=rakel).dnr == "VON 2026/0123"
        with pytest.raises(Regelbrott, match="går vidare från 123"):
            diarium.stall_in(kommun.von, **form, fortsatt_efter=7, av=rakel)


@pytest.mark.langsam
def test_eight_at_once_leave_no_gap_and_no_double(riktig_databas: str) -> None:
    """Each thread registers ten cases; every third act fails after its number was taken."""
    kommun = factories.kommun()
    rakel = factories.person("Rakel Arkivarie", "KV", kommun.rot)
    arenden = [exempel.synpunkt(kommun) for _ in range(80)]
    start = threading.Barrier(8)

    def registrera(egna: list[Synpunkt]) -> int:
        start.wait()
        klara = 0
        for nr, synpunkt in enumerate(egna):
            try:
                with transaction.atomic():
                    diarium.registrera(synpunkt, av=rakel)
                    if nr % 3 == 0:
                        raise ValueError
                klara += 1
            except ValueError:
                continue
        return klara

    with Tradar() as tradar:
        svar = [tradar.kor(lambda n=n: registrera(arenden[n::8])) for n in range(8)]
        klara = sum(s.result(timeout=60) for s in svar)
    nummer = sorted(Diarieforing.objects.values_list("lopnr", flat=True))
    assert klara == 48
    assert nummer == list(range(1, klara + 1))
    assert Dnrserie.objects.get().senaste == klara


def test_the_database_refuses_a_number_twice_and_a_number_taken_away(
    kommun: Kommun, synpunkt: Synpunkt, rakel: Anvandare
) -> None:
    foring = diarium.registrera(synpunkt, av=rakel)
    annan = exempel.synpunkt(kommun)
    foring.pk, foring.synpunkt, foring.nyckel = None, annan, "annan"
    with pytest.raises(IntegrityError, match="diarieforing_eget_nummer"), transaction.atomic():
        foring.save(force_insert=True)
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        Diarieforing.objects.all().delete()


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"lopnr": None}, "diarieforing_lopnr_i_egen_serie"),
        ({"dnr": ""}, "diarieforing_registrerad_har_nummer"),
        ({"status": "lamnad"}, "diarieforing_registrerad_har_nummer"),
        ({"satt": "extern", "ar": None, "lopnr": None, "status": "koad", "dnr": "",
          "registrerad": None}, "diarieforing_koad_har_tid"),
    ],
)  # fmt: skip
def test_a_registration_that_contradicts_itself(
    synpunkt: Synpunkt, rakel: Anvandare, andrat: dict[str, Any], villkor: str
) -> None:
    foring = diarium.registrera(synpunkt, av=rakel)
    with pytest.raises(IntegrityError, match=villkor), transaction.atomic():
        Diarieforing.objects.filter(pk=foring.pk).update(**andrat)


def test_one_registration_a_namnd_and_one_series_a_year(
    synpunkt: Synpunkt, kommun: Kommun, rakel: Anvandare
) -> None:
    foring = diarium.registrera(synpunkt, av=rakel)
    foring.pk, foring.nyckel, foring.lopnr = None, "annan", 99
    with pytest.raises(IntegrityError, match="diarieforing_en_per_namnd"), transaction.atomic():
        foring.save(force_insert=True)
    serie = Dnrserie.objects.get()
    with pytest.raises(IntegrityError, match="dnrserie_en_per_ar"), transaction.atomic():
        Dnrserie.objects.create(namnd=kommun.von, ar=serie.ar)


@pytest.mark.parametrize(
    ("falt", "villkor"),
    [
        ({"format": "{kod} {nr}"}, "diarieinstallning_nummer_och_ar"),
        ({"siffror": 9}, "diarieinstallning_siffror"),
    ],
)
def test_a_setting_that_numbers_nothing(kommun: Kommun, falt: dict[str, Any], villkor: str) -> None:
    with pytest.raises(IntegrityError, match=villkor), transaction.atomic():
        Diarieinstallning.objects.create(namnd=kommun.von, **falt)


@pytest.mark.parametrize("form", ["{nr}/{nr} {ar}", "{ar}", "{nr} {ar} {0.__class__}", "{ar}{nr}}"])
def test_a_hostile_form_is_refused(kommun: Kommun, rakel: Anvandare, form: str) -> None:
    with pytest.raises(Regelbrott, match="Numrets form"):
        diarium.stall_in(kommun.von, **EXTERN | {"form": form}, av=rakel)


def test_two_namnder_may_not_give_the_same_numbers(kommun: Kommun, rakel: Anvandare) -> None:
    form = EXTERN | {"satt": "egen", "form": "DNR {ar}/{nr}"}
    diarium.stall_in(kommun.von, **form, av=rakel)
    with pytest.raises(Regelbrott, match="har redan den formen"):
        diarium.stall_in(kommun.kfn, **form, av=rakel)


def test_who_may_not_sort_may_not_register(
    synpunkt: Synpunkt, hanna_handlaggare: Anvandare, bo_biblioteksman: Anvandare, kommun: Kommun
) -> None:
    for person in (hanna_handlaggare, bo_biblioteksman):
        with pytest.raises(PermissionDenied):
            diarium.registrera(synpunkt, av=person)
        with pytest.raises(PermissionDenied):
            diarium.stall_in(kommun.von, **EXTERN, av=person)
    assert not Diarieforing.objects.exists()


def test_what_waits_in_quarantine_is_read_first(kommun: Kommun, rakel: Anvandare) -> None:
    s = i_lage(Lage.KARANTAN, kommun, Personal(kommun))
    with pytest.raises(Regelbrott, match="karantän"):
        diarium.registrera(s, av=rakel)


def test_a_case_that_moved_is_registered_anew_in_its_new_namnd(
    synpunkt: Synpunkt, kommun: Kommun, rakel: Anvandare
) -> None:
    gammalt = diarium.registrera(synpunkt, av=rakel).dnr
    Synpunkt.objects.filter(pk=synpunkt.pk).update(namnd=kommun.kfn, enhet=kommun.bibliotek)
    synpunkt.refresh_from_db()
    nytt = diarium.registrera(synpunkt, av=rakel).dnr
    assert (gammalt[:3], nytt[:3]) == ("VON", "KFN")
    synpunkt.refresh_from_db()
    assert synpunkt.dnr == nytt


# --- Another register -----------------------------------------------------------------------------


def test_the_case_is_queued_handed_over_and_numbered(
    synpunkt: Synpunkt, rakel: Anvandare, extern: Diarieinstallning, var: Path
) -> None:
    foring = diarium.registrera(synpunkt, av=rakel)
    assert (foring.status, foring.dnr) == ("koad", "")
    assert diarieko.lamna_vantande() == 1
    (fil,) = filer(var)
    assert fil == var / "diarium" / "von" / f"{foring.nyckel}.xml"
    arende = ET.fromstring(fil.read_bytes()).find("arende")  # noqa: S314
    assert arende is not None
    assert arende.get("nyckel") == f"{synpunkt.referens}-{synpunkt.namnd_id}"
    assert (arende.findtext("epost"), arende.findtext("text")) == (EPOST, TEXT)
    assert TEXT[:20] not in str(arende.findtext("arendemening"))
    diarium.satt_dnr(foring, dnr=" VON 2026:77 ", av=rakel)
    synpunkt.refresh_from_db()
    assert synpunkt.dnr == "VON 2026:77"


def test_the_file_goes_when_the_number_has_come(
    synpunkt: Synpunkt,
    rakel: Anvandare,
    extern: Diarieinstallning,
    var: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    foring = diarium.registrera(synpunkt, av=rakel)
    diarieko.lamna_vantande()
    with django_capture_on_commit_callbacks(execute=True):
        diarium.satt_dnr(foring, dnr="VON 1", av=rakel)
    assert filer(var) == []


def test_handed_over_again_it_is_the_same_file_with_the_same_key(
    synpunkt: Synpunkt, rakel: Anvandare, extern: Diarieinstallning, var: Path
) -> None:
    """As after a kill between the file and the commit: the row waits, the file is there."""
    diarium.registrera(synpunkt, av=rakel)
    diarieko.lamna_vantande()
    (fil,) = filer(var)
    forst = fil.read_bytes()
    Diarieforing.objects.update(status="koad", lamnad=None)
    assert diarieko.lamna_vantande() == 1
    assert filer(var) == [fil]
    assert fil.read_bytes() == forst
    assert diarieko.lamna_vantande() == 0


def test_a_closed_folder_puts_the_case_off_and_stops_no_other(
    kommun: Kommun,
    rakel: Anvandare,
    extern: Diarieinstallning,
    var: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with klocka.stalld(ONSDAG):
        trasigt, helt = exempel.synpunkt(kommun), exempel.synpunkt(kommun)
        for s in (trasigt, helt):
            diarium.registrera(s, av=rakel)
        lagg = diarielager.lagg_filen

        def ibland(foring: Diarieforing, filformat: str) -> Path:
            if foring.synpunkt_id == trasigt.pk:
                raise PermissionError(13, "stängd")
            return lagg(foring, filformat)

        monkeypatch.setattr(diarieko, "lagg_filen", ibland)
        assert diarieko.lamna_vantande() == 1
    kvar = Diarieforing.objects.get(synpunkt=trasigt)
    assert (kvar.status, kvar.forsok) == ("koad", 1)
    assert (kvar.nasta_forsok - ONSDAG).total_seconds() == 60
    monkeypatch.undo()
    with klocka.stalld(ONSDAG.replace(hour=9)):
        assert diarieko.lamna_vantande() == 1


def test_a_secret_case_is_always_registered_and_its_words_stay_at_home(
    synpunkt: Synpunkt, rakel: Anvandare, extern: Diarieinstallning, var: Path
) -> None:
    diarium.registrera(synpunkt, av=rakel)
    diarieko.lamna_vantande()
    nu = klocka.nu()
    with transaction.atomic():
        foring = diarium.registrera_hemlig(synpunkt, av=rakel, nu=nu)
    assert diarieko.lamna_vantande() == 1
    (fil,) = filer(var)
    innehall = fil.read_text("utf-8")
    assert foring.sekretess
    assert "<sekretess>true</sekretess>" in innehall
    assert EPOST not in innehall
    assert "morgonen" not in innehall


def test_a_protected_sender_is_taken_out_of_the_file_that_lies_there(
    synpunkt: Synpunkt, rakel: Anvandare, nina: Anvandare, extern: Diarieinstallning, var: Path
) -> None:
    diarium.registrera(synpunkt, av=rakel)
    diarieko.lamna_vantande()
    assert EPOST in filer(var)[0].read_text("utf-8")
    sekretessakter.skydda(synpunkt, grund="21:3", skal="Hot.", lasare=[nina], av=nina)
    assert diarieko.lamna_vantande() == 1
    (fil,) = filer(var)
    innehall = fil.read_text("utf-8")
    assert "<sekretess>true</sekretess>" in innehall
    assert not [ord_ for ord_ in (EPOST, "Gunilla", "morgonen") if ord_ in innehall]


def test_what_is_marked_where_it_has_gone_is_not_told_where_it_was(
    synpunkt: Synpunkt, kommun: Kommun, rakel: Anvandare, extern: Diarieinstallning, var: Path
) -> None:
    diarium.registrera(synpunkt, av=rakel)
    Synpunkt.objects.filter(pk=synpunkt.pk).update(
        namnd=kommun.kfn, enhet=kommun.bibliotek, sekretess=True
    )
    assert diarieko.lamna_vantande() == 1
    innehall = filer(var)[0].read_text("utf-8")
    assert "<sekretess>true</sekretess>" in innehall
    assert "morgonen" not in innehall
    assert EPOST not in innehall


def test_a_secret_case_in_an_own_series_gets_its_number(
    synpunkt: Synpunkt, rakel: Anvandare
) -> None:
    foring = diarium.registrera_hemlig(synpunkt, av=rakel, nu=klocka.nu())
    assert foring.dnr.startswith("VON")
    assert diarium.registrera_hemlig(synpunkt, av=rakel, nu=klocka.nu()) == foring


def test_the_same_answer_twice_is_once_and_another_number_is_refused(
    synpunkt: Synpunkt, rakel: Anvandare, extern: Diarieinstallning
) -> None:
    foring = diarium.registrera(synpunkt, av=rakel)
    diarium.satt_dnr(foring, dnr="VON 1", av=rakel)
    diarium.satt_dnr(foring, dnr="VON 1", av=rakel)
    assert Handelse.objects.filter(slag="synpunkt.diarieford").count() == 1
    with pytest.raises(Regelbrott, match="redan numret VON 1"):
        diarium.satt_dnr(foring, dnr="VON 2", av=rakel)


def test_no_number_is_written_over_one_of_our_own(synpunkt: Synpunkt, rakel: Anvandare) -> None:
    foring = diarium.registrera(synpunkt, av=rakel)
    with pytest.raises(Regelbrott, match="eget nummer"):
        diarium.satt_dnr(foring, dnr="VON 1", av=rakel)


@pytest.mark.parametrize("slag", ["xml", "json", "csv", "csv-referens"])
def test_an_answer_is_read_from_xml_json_and_csv(
    synpunkt: Synpunkt, rakel: Anvandare, extern: Diarieinstallning, slag: str, tmp_path: Path
) -> None:
    nyckel = diarium.registrera(synpunkt, av=rakel).nyckel
    innehall = {
        "xml": f'<svar><arende nyckel="{nyckel}" dnr="VON 5"/></svar>',
        "json": json.dumps([{"nyckel": nyckel, "dnr": "VON 5"}]),
        "csv": f"\ufeffNyckel;Dnr\r\n{nyckel};VON 5\r\n",
        "csv-referens": f"dnr,referens\nVON 5,{synpunkt.referens}\n",
    }[slag]
    fil = tmp_path / "svar"
    fil.write_text(innehall, "utf-8")
    call_command("las_in_diariesvar", str(fil), stdout=io.StringIO())
    synpunkt.refresh_from_db()
    assert synpunkt.dnr == "VON 5"
    assert Handelse.objects.get(slag="synpunkt.diarieford").av is None


def test_an_answer_is_all_or_nothing_with_a_fault_a_row(
    kommun: Kommun, rakel: Anvandare, extern: Diarieinstallning
) -> None:
    foring = diarium.registrera(exempel.synpunkt(kommun), av=rakel)
    svar = [
        diariefil.Diariesvar(2, foring.nyckel, "VON 9"),
        diariefil.Diariesvar(3, "SP-2026-XXXX", "VON 10"),
        diariefil.Diariesvar(4, foring.nyckel, "VON 11"),
    ]
    with pytest.raises(Inlasningsfel) as fang:
        diarium.las_in_svar(svar, av=rakel)
    assert [f.nummer for f in fang.value.fel] == [3, 4]
    foring.refresh_from_db()
    assert foring.dnr == ""


def test_another_namnds_case_is_unknown_in_an_answer(
    synpunkt: Synpunkt, rakel: Anvandare, extern: Diarieinstallning, kommun: Kommun
) -> None:
    foring = diarium.registrera(synpunkt, av=rakel)
    annan = factories.person("Kim Kultur", "NS", kommun.rot, namnd=kommun.kfn)
    with pytest.raises(Inlasningsfel, match="En rad"):
        diarium.las_in_svar([diariefil.Diariesvar(1, foring.nyckel, "KFN 1")], av=annan)


@pytest.mark.parametrize(
    "innehall",
    [
        b"",
        b"<svar/>",
        b"<svar><arende",
        b'<!DOCTYPE a [<!ENTITY x "y">]><svar><arende nyckel="a" dnr="&x;"/></svar>',
        b"{}",
        b"[1]",
        b"[",
        b"namn;nummer\na;b",
        b"\x00\xff\xfe",
        b"x" * (diariefil.MAX_BYTE + 1),
    ],
)
def test_a_file_that_is_no_answer_is_told_as_one(innehall: bytes) -> None:
    with pytest.raises(Kalkylfel):
        diariefil.las_svar(innehall)


def test_what_no_xml_may_hold_is_left_out() -> None:
    post = diariefil.Diariepost(
        nyckel="a", referens="b", namnd="VON", enhet="E", typ="T", arendemening="M",
        inkom="2026-01-01", kanal="K", sekretess=False, text="a\x00\x0b<b>&\uffff",
    )  # fmt: skip
    arende = ET.fromstring(diariefil.skriv(post, "xml")).find("arende")  # noqa: S314
    assert arende is not None
    assert arende.findtext("text") == "a<b>&"
    assert json.loads(diariefil.skriv(post, "json"))["arende"]["text"] == post.text


def test_more_than_anyone_works_through_are_not_counted(
    kommun: Kommun, client: Client, nina: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("synpunkter.views.diarium.RAKNAS", 2)
    client.force_login(nina)
    for text in ("Utan nummer <", "Utan nummer <", "Utan nummer (över 2)"):
        exempel.synpunkt(kommun)
        assert text in client.get("/arbete/synpunkter/diarium/").content.decode()
