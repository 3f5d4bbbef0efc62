"""The sealed log: one altered byte is found and said where, also when the owner altered it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from kvalitet import logg, loggkedja, tasks
from kvalitet.actions import sigill
from kvalitet.fel import Regelbrott
from kvalitet.loggkontroll import kontrollera
from kvalitet.models import Handelse, Loggsigill, Ogonblick
from kvalitet.ogonblick import frys
from tests import factories
from tests.factories import Kommun

NU = datetime(2026, 3, 2, 23, 15, tzinfo=UTC)


@pytest.fixture
def kedja(kommun: Kommun) -> list[int]:
    """Three seals over five events each, and one event after them; return the first 15's ids."""
    person = factories.person("Eva Ek", "CH", kommun.vok)
    nycklar = []
    for dag in range(3):
        nu = NU + timedelta(days=dag)
        with connection.cursor() as markor:  # a hole, as after an act that failed
            markor.execute("select nextval(pg_get_serial_sequence('kvalitet_handelse', 'id'))")
        nya = [
            logg.skriv("enhet.skapad", kommun.vok, av=person, nu=nu, roll="CH", data={"n": n})
            for n in range(5)
        ]
        nycklar += [handelse.pk for handelse in nya]
        sigill.forsegla(av=None, nu=nu)
    return nycklar


def som_agare(fraga: str, *varden: object) -> None:
    """Do what the owner of the tables can: put the trigger out of action and write."""
    tabell = "kvalitet_loggsigill" if "kvalitet_loggsigill" in fraga else "kvalitet_handelse"
    with connection.cursor() as markor:
        markor.execute("set constraints all immediate")
        markor.execute(f"alter table {tabell} disable trigger user")
        markor.execute(fraga, varden)
        assert markor.rowcount > 0
        markor.execute("set constraints all immediate")
        markor.execute(f"alter table {tabell} enable trigger user")


def test_an_untouched_chain_holds(kedja: list[int]) -> None:
    kontroll = kontrollera()
    assert kontroll.fel == []
    assert kontroll.sigill == 3
    assert kontroll.handelser == Handelse.objects.count() - 1
    assert kontroll.oforseglade == 1  # that of the last seal
    assert kontroll.sista == Loggsigill.objects.get(nummer=3).summa


@pytest.mark.parametrize(
    "andring",
    [
        "data = '{\"n\": 8}'",
        "roll = 'CG'",
        "tid = tid + interval '1 microsecond'",
        "av_id = null",
        "slag = 'enhet.skapae'",
        "objekt_id = objekt_id + 1",
        "objekttyp = 'kvalitet.enheu'",
        "enhet_id = null",
        "namnd_id = (select min(id) from kvalitet_namnd)",
        "transaktion = gen_random_uuid()",
    ],
)
def test_a_single_altered_byte_is_found_in_its_row_and_seal(kedja: list[int], andring: str) -> None:
    som_agare(f"update kvalitet_handelse set {andring} where id = %s", kedja[7])  # noqa: S608
    assert kontrollera().fel == [
        f"Sigill 2: händelse {kedja[7]} är ändrad.",
        "Sigill 2: kontrollsumman stämmer inte.",
    ]


def test_every_column_is_in_the_line() -> None:
    """A new column of Handelse needs a new version of the line (`loggkedja.SCHEMA`)."""
    namn = {falt.column for falt in Handelse._meta.concrete_fields}
    rad = loggkedja._RAD[loggkedja.SCHEMA]
    assert {n for n in namn if n in re.findall(r"\w+", rad)} == namn


def test_a_deleted_row_is_found(kedja: list[int]) -> None:
    som_agare("delete from kvalitet_handelse where id = %s", kedja[3])
    assert f"Sigill 1: händelse {kedja[3]} är borttagen." in kontrollera().fel


@pytest.mark.parametrize(
    ("nummer", "fore"), [(1, 100_000), (2, 1)], ids=["före alla", "i en lucka"]
)
def test_a_row_put_in_afterwards_is_found(kedja: list[int], nummer: int, fore: int) -> None:
    nyckel = kedja[5 * nummer - 5] - fore
    assert not Handelse.objects.filter(pk=nyckel).exists()
    som_agare(
        "insert into kvalitet_handelse (id, tid, slag, objekttyp, objekt_id, roll, data)"
        " values (%s, now(), 'enhet.skapad', 'kvalitet.enhet', 1, '', '{}')",
        nyckel,
    )
    assert kontrollera().fel == [
        f"Sigill {nummer}: händelse {nyckel} har lagts till efteråt.",
        f"Sigill {nummer}: kontrollsumman stämmer inte.",
    ]


def test_two_rows_that_change_places_are_found(kedja: list[int]) -> None:
    a, b = kedja[5], kedja[6]
    for fran, till in ((a, -1), (b, a), (-1, b)):
        som_agare("update kvalitet_handelse set id = %s where id = %s", till, fran)
    assert kontrollera().fel == [
        f"Sigill 2: händelse {a} är ändrad.",
        f"Sigill 2: händelse {b} är ändrad.",
        "Sigill 2: kontrollsumman stämmer inte.",
    ]


def test_a_seal_that_is_cut_off_the_end_is_missed(kedja: list[int]) -> None:
    som_agare("delete from kvalitet_loggsigill where nummer = 3")
    (fel,) = kontrollera().fel
    assert fel.startswith("Sigill 3: loggen minns summan ")
    assert fel.endswith("men sigillet är borta.")


def test_a_seal_cut_off_with_all_its_traces_is_missed_by_the_witness(
    kedja: list[int], tmp_path: Path, settings: Any
) -> None:
    settings.VAR = tmp_path
    sigill.vittna(list(Loggsigill.objects.order_by("nummer")))
    assert kontrollera(sigill.vittnesfil()).fel == []
    som_agare("delete from kvalitet_loggsigill where nummer = 3")
    som_agare("delete from kvalitet_handelse where slag = 'logg.forseglad' and data->>'nummer'='3'")
    assert kontrollera().fel == []
    (fel,) = kontrollera(sigill.vittnesfil()).fel
    assert fel.startswith("Sigill 3: vittnet minns summan ")


def test_a_seal_made_to_fit_a_changed_row_breaks_the_next_one(kedja: list[int]) -> None:
    """Who alters a row and its seal too would have to alter every seal after it."""
    som_agare("update kvalitet_handelse set data = '{\"n\": 8}' where id = %s", kedja[2])
    forsta = Loggsigill.objects.get(nummer=1)
    rader = list(loggkedja.rader(loggkedja.FORE_ALLA, forsta.till_id))
    avtryck = b"".join(loggkedja.avtryck(rad.id, rad.sha256) for rad in rader)
    summa = loggkedja.summera(forsta, "", [rad.sha256 for rad in rader])
    som_agare(
        "update kvalitet_loggsigill set avtryck = %s, summa = %s where nummer = 1", avtryck, summa
    )
    fel = kontrollera().fel
    assert "Sigill 2: kontrollsumman stämmer inte." in fel
    assert not [mening for mening in fel if mening.startswith("Sigill 1: kontrollsumman")]


@pytest.mark.parametrize(
    "andring", ["dag = dag + 1", "skapad = skapad + interval '1 second'", "schema = 2"]
)
def test_what_a_seal_says_of_itself_is_sealed_too(kedja: list[int], andring: str) -> None:
    som_agare(f"update kvalitet_loggsigill set {andring} where nummer = 2")  # noqa: S608
    assert [mening for mening in kontrollera().fel if mening.startswith("Sigill 2: ")]


def test_a_changed_snapshot_is_found(kommun: Kommun) -> None:
    bild = frys("prov", {"a": 1}, schema=1, av=None, nu=NU)
    assert kontrollera().fel == []
    with connection.cursor() as markor:
        markor.execute("set constraints all immediate")
        markor.execute("alter table kvalitet_ogonblick disable trigger user")
        markor.execute("alter table kvalitet_ogonblick drop constraint ogonblick_ratt_summa")
        markor.execute("update kvalitet_ogonblick set innehall = '{\"a\":2}'")
    assert Ogonblick.objects.count() == 1
    assert kontrollera().fel == [f"Ögonblicksbild {bild.pk}: innehållet är ändrat."]


# --- With a key ----------------------------------------------------------------------------


def test_with_a_key_nobody_without_it_can_make_the_chain_anew(
    kommun: Kommun, settings: Any
) -> None:
    logg.skriv("enhet.skapad", kommun.vok, av=None, nu=NU)
    settings.SIGILLNYCKLAR = ["en-hemlig-nyckel"]
    (ett,) = sigill.forsegla(av=None, nu=NU)
    assert ett.nyckel == next(iter(loggkedja.nycklar()))
    assert kontrollera().fel == []
    rader = list(loggkedja.rader(loggkedja.FORE_ALLA, ett.till_id))
    ett.nyckel = ""
    utan = loggkedja.summera(ett, "", [rad.sha256 for rad in rader])
    som_agare("update kvalitet_loggsigill set nyckel = '', summa = %s", utan)
    assert "Sigill 1: det sista sigillet saknar nyckel, fast webbplatsen har en." in (
        kontrollera().fel
    )


def test_a_new_key_goes_first_and_the_old_one_still_verifies(kommun: Kommun, settings: Any) -> None:
    for nycklar in ([], ["gammal"], ["ny", "gammal"]):
        settings.SIGILLNYCKLAR = nycklar
        logg.skriv("enhet.skapad", kommun.vok, av=None, nu=NU)
        sigill.forsegla(av=None, nu=NU)
    assert kontrollera().fel == []
    settings.SIGILLNYCKLAR = ["ny"]
    (fel,) = kontrollera().fel
    assert fel.startswith("Sigill 2: nyckeln ")


# --- Sealing -------------------------------------------------------------------------------


def test_a_day_is_sealed_once(kommun: Kommun) -> None:
    logg.skriv("enhet.skapad", kommun.vok, av=None, nu=NU)
    assert len(sigill.forsegla_dagen(nu=NU)) == 1
    assert sigill.forsegla_dagen(nu=NU + timedelta(minutes=30)) == []
    (nasta,) = sigill.forsegla_dagen(nu=NU + timedelta(days=1))
    assert (nasta.nummer, nasta.dag) == (2, date(2026, 3, 4))  # 00:15 in Sweden
    assert nasta.antal == 1  # the event of the first seal


def test_an_empty_log_gets_no_seal(db: None) -> None:
    tasks.forsegla_loggen()
    assert not Loggsigill.objects.exists()


def test_a_long_log_becomes_several_seals(kommun: Kommun, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(7):
        logg.skriv("enhet.skapad", kommun.vok, av=None, nu=NU)
    monkeypatch.setattr(sigill, "HOGST", 3)
    antal = Handelse.objects.count()
    assert sum(ett.antal for ett in sigill.forsegla(av=None, nu=NU)) == antal
    assert kontrollera().fel == []


def test_a_seal_is_told_outside_the_database(
    kommun: Kommun,
    tmp_path: Path,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    settings.VAR = tmp_path
    logg.skriv("enhet.skapad", kommun.vok, av=None, nu=NU)
    with caplog.at_level("INFO"), django_capture_on_commit_callbacks(execute=True):
        (ett,) = sigill.forsegla(av=None, nu=NU)
    assert ett.summa in caplog.text
    assert ett.summa in sigill.vittnesfil().read_text()


def test_sealing_waits_for_those_who_write_and_gives_up_behind_a_slow_one(
    riktig_databas: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No event can come in below the seal afterwards: nobody is writing when it is drawn."""
    import psycopg

    kommun = factories.kommun()
    monkeypatch.setattr(sigill, "_FORSOK", 1)
    with psycopg.connect(riktig_databas) as annan:
        annan.execute(
            "insert into kvalitet_handelse (tid, slag, objekttyp, objekt_id, roll, data)"
            " values (now(), 'enhet.skapad', 'kvalitet.enhet', 1, '', '{}')"
        )
        logg.skriv("enhet.skapad", kommun.vok, av=None, nu=NU)  # a later id, committed first
        with pytest.raises(Regelbrott, match="utan avbrott"):
            sigill.forsegla(av=None, nu=NU)
        annan.commit()
    (ett,) = sigill.forsegla(av=None, nu=NU)
    assert ett.antal == Handelse.objects.count() - 1
    assert kontrollera().fel == []


# --- The database refuses ------------------------------------------------------------------


def test_a_seal_cannot_be_changed(kedja: list[int]) -> None:
    for fraga in (
        "update kvalitet_loggsigill set summa = ''",
        "delete from kvalitet_loggsigill",
        "truncate kvalitet_loggsigill cascade",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as markor:
            markor.execute(fraga)


# --- The command ---------------------------------------------------------------------------


def test_the_command_seals_verifies_and_says_where(
    kedja: list[int], tmp_path: Path, settings: Any
) -> None:
    settings.VAR = tmp_path
    ut = StringIO()
    call_command("logg", "forsegla", stdout=ut)
    call_command("logg", "kontrollera", stdout=ut)
    assert "4 sigill" in ut.getvalue()
    assert "Allt stämmer." in ut.getvalue()
    som_agare("update kvalitet_handelse set roll = 'KV' where id = %s", kedja[0])
    with pytest.raises(CommandError, match=f"händelse {kedja[0]} är ändrad"):
        call_command("logg", "kontrollera", stdout=ut)
    with pytest.raises(CommandError, match="finns inte"):
        call_command("logg", "kontrollera", "--vittne", str(tmp_path / "borta"), stdout=ut)


def test_without_a_witness_it_says_so(kedja: list[int], tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    ut = StringIO()
    call_command("logg", "kontrollera", stdout=ut)
    assert "Inget vittne jämfördes." in ut.getvalue()
    sigill.vittna(list(Loggsigill.objects.filter(nummer__lt=3)))
    call_command("logg", "kontrollera", stdout=ut)
    assert "Vittnet har inte det sista sigillet (3)." in ut.getvalue()
    sigill.vittna(list(Loggsigill.objects.filter(nummer=3)))
    assert kontrollera(sigill.vittnesfil()).anmarkningar == []


def test_a_log_without_seals_wants_no_witness(kommun: Kommun) -> None:
    assert kontrollera().anmarkningar == []
    with pytest.raises(CommandError, match="inget sigill"):
        call_command("logg", "nytt-vittne")


def test_a_new_witness_begins_where_the_log_now_ends(
    kedja: list[int], tmp_path: Path, settings: Any
) -> None:
    """After a restore to a moment of choice: what is lost is told once, and nothing fails after."""
    settings.VAR = tmp_path
    sigill.vittna(list(Loggsigill.objects.order_by("nummer")))
    som_agare("delete from kvalitet_loggsigill where nummer = 3")
    som_agare("delete from kvalitet_handelse where slag = 'logg.forseglad' and data->>'nummer'='3'")
    with pytest.raises(CommandError, match="Sigill 3: vittnet minns"):
        call_command("logg", "kontrollera", stdout=StringIO())
    ut = StringIO()
    call_command("logg", "nytt-vittne", stdout=ut)
    assert "Sigill 3: vittnet minns" in ut.getvalue()
    assert len(list(tmp_path.glob("sigill-*.jsonl"))) == 1
    assert Handelse.objects.latest("pk").slag == "logg.nytt_vittne"
    assert kontrollera(sigill.vittnesfil()).fel == []
    assert kontrollera(sigill.vittnesfil()).anmarkningar == []


def test_a_broken_log_gets_no_new_witness(kedja: list[int], tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    som_agare("update kvalitet_handelse set roll = 'KV' where id = %s", kedja[0])
    with pytest.raises(CommandError, match="Loggen är inte hel"):
        call_command("logg", "nytt-vittne")
    assert not sigill.vittnesfil().exists()


def _prova(mapp: Path, *argument: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", mapp / "kontrollera.py", *argument],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONUTF8": "1"},
    )


def test_an_export_is_verified_without_the_application(kedja: list[int], tmp_path: Path) -> None:
    mapp = tmp_path / "ut"
    call_command("logg", "exportera", str(mapp), "--fran", "2026-03-04", stdout=StringIO())
    svar = _prova(mapp)
    assert svar.returncode == 0, svar.stderr
    assert Loggsigill.objects.get(nummer=3).summa in svar.stdout
    assert len((mapp / "sigill.jsonl").read_text().splitlines()) == 2
    with pytest.raises(CommandError, match="är inte tom"):
        call_command("logg", "exportera", str(mapp), stdout=StringIO())
    fil = mapp / "handelser.jsonl"
    byten = bytearray(fil.read_bytes())
    byten[20] ^= 1
    fil.write_bytes(byten)
    svar = _prova(mapp)
    assert svar.returncode == 1
    assert "FEL i sigill 2" in svar.stderr


def test_an_export_with_a_key_is_verified_with_it(
    kommun: Kommun, settings: Any, tmp_path: Path
) -> None:
    settings.SIGILLNYCKLAR = ["en-hemlig-nyckel"]
    logg.skriv("enhet.skapad", kommun.vok, av=None, nu=NU)
    sigill.forsegla(av=None, nu=NU)
    call_command("logg", "exportera", str(tmp_path / "ut"), stdout=StringIO())
    (tmp_path / "nyckel").write_text("en-hemlig-nyckel\n")
    assert _prova(tmp_path / "ut", str(tmp_path / "nyckel")).returncode == 0
    (tmp_path / "nyckel").write_text("en-annan-nyckel\n")
    assert _prova(tmp_path / "ut", str(tmp_path / "nyckel")).returncode == 1


def test_an_export_with_a_key_that_was_changed_is_verified_with_both(
    kommun: Kommun, settings: Any, tmp_path: Path
) -> None:
    for nycklar in (["gammal"], ["ny", "gammal"]):
        settings.SIGILLNYCKLAR = nycklar
        logg.skriv("enhet.skapad", kommun.vok, av=None, nu=NU)
        sigill.forsegla(av=None, nu=NU)
    call_command("logg", "exportera", str(tmp_path / "ut"), stdout=StringIO())
    (tmp_path / "nyckel").write_text("ny, gammal\n")
    assert _prova(tmp_path / "ut", str(tmp_path / "nyckel")).returncode == 0
    (tmp_path / "nyckel").write_text("ny\n")
    svar = _prova(tmp_path / "ut", str(tmp_path / "nyckel"))
    assert svar.returncode == 1
    assert svar.stderr == (
        f"Nyckeln {Loggsigill.objects.get(nummer=1).nyckel}, för sigill 1, finns inte i filen.\n"
    )
    assert "Ange filen" in _prova(tmp_path / "ut").stderr


def test_days_without_seals_are_not_exported(kedja: list[int], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="mellan de dagarna"):
        call_command("logg", "exportera", str(tmp_path / "ut"), "--fran", "2030-01-01")
    assert not (tmp_path / "ut").exists()
