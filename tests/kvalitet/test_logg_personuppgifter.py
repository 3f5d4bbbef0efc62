"""The real site and a real worker say nothing of a person in the log, however badly things go."""

from __future__ import annotations

import io
import logging
import logging.config
import re
import smtplib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as installningar
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.test import Client
from django.utils.module_loading import import_string
from kombu import Connection
from pythonjsonlogger.json import JsonFormatter

from kvalitet import tasks
from kvalitet.loggfilter import namn, rensad, utan_varden
from kvalitet.models import Anvandare, Utskick
from synpunkter.models import Kontakt
from tests import arbetare as process
from tests.factories import Kommun
from tests.samtidigt import vanta_tills
from tests.synpunkter.bilagor.filer import pdf
from tests.synpunkter.views.test_lamna import SVAR, gomda

VEM = "Gunilla Ek"
EPOST = "gunilla.ek@exempel.se"
PERSONAL = "nina.namnd@kommun.example"
PERSONNUMMER = "19121212-1212"
TELEFON = "070-123 45 67"
ORD = f"Gunilla Ek, {PERSONNUMMER}, {TELEFON}: min mamma föll i hallen."
HEMLIGT = (
    EPOST, "gunilla", "Gunilla", PERSONAL, "121212-1212", "123 45 67", "mamma", "hallen",
    "intyg om yrsel",
)  # fmt: skip


@pytest.fixture
def loggat() -> Iterator[dict[str, io.StringIO]]:
    """Catch what the site's own handler lets through, as lines and as JSON with every extra."""
    ut = {"rad": io.StringIO(), "json": io.StringIO()}
    rot = logging.getLogger()
    hanterare = []
    for slag, strom in ut.items():
        h = import_string(installningar.LOGGING["handlers"]["ut"]["class"])(strom)
        h.setFormatter(JsonFormatter() if slag == "json" else logging.Formatter("%(message)s"))
        rot.addHandler(h)
        hanterare.append(h)
    yield ut
    for h in hanterare:
        rot.removeHandler(h)


def lackt(text: str) -> list[str]:
    return [ord_ for ord_ in HEMLIGT if ord_ in text]


def lamna(klient: Client, **andrat: Any) -> int:
    val = SVAR | {"text": ORD, "svarsval": "epost", "epost": EPOST, "namn": "Gunilla Ek"} | andrat
    granska = klient.post("/synpunkter/lamna/granska/", val)
    return klient.post("/synpunkter/lamna/kvittens/", gomda(granska.content.decode())).status_code


def dubblett(*_: object, **__: object) -> None:
    """A fault whose words PostgreSQL writes itself: Key (epost)=(…) already exists."""
    with transaction.atomic():
        Anvandare.objects.skapa(epost=PERSONAL, namn=VEM)
        Anvandare.objects.skapa(epost=PERSONAL, namn=VEM)


def test_the_site_logs_its_faults_without_a_word_of_a_person(
    kommun: Kommun, loggat: dict[str, io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    klient = Client(raise_request_exception=False)
    assert lamna(klient) == 200
    assert Kontakt.objects.get().epost == EPOST
    klient.post("/konto/logga-in/", {"username": EPOST, "password": "fel-losenord-gunilla"})
    fil = SimpleUploadedFile("intyg om yrsel.pdf", pdf()[:-20], "application/pdf")
    klient.post("/synpunkter/lamna/granska/", SVAR | {"filer": [fil]})
    assert klient.get(f"/finns/inte/?namn=Gunilla+Ek&epost={EPOST}").status_code == 404
    assert klient.get(f"/finns/{EPOST}/").status_code == 404

    class Nej(BaseEmailBackend):
        def send_messages(self, _brev: object) -> int:
            raise smtplib.SMTPRecipientsRefused({EPOST: (550, f"<{EPOST}> unknown".encode())})

    monkeypatch.setattr("kvalitet.utskick.get_connection", lambda: Nej())
    tasks.skicka_utskick()
    assert Utskick.objects.get().forsok == 1
    monkeypatch.setattr("synpunkter.actions.bilaga.ta_emot", dubblett)
    assert lamna(klient) == 500
    rad, json = (loggat[slag].getvalue() for slag in ("rad", "json"))
    assert "Internal Server Error: /synpunkter/lamna/kvittens/" in rad
    for text in (rad, json):
        assert "UniqueViolation [23505 kvalitet_anvandare_epost" in text  # what, and where
        assert "in dubblett" in text
        assert "SMTPRecipientsRefused" in text
        assert "Not Found: /finns/" in text
    assert (lackt(rad), lackt(json)) == ([], [])


@pytest.mark.langsam
def test_a_worker_whose_task_fails_says_what_failed_and_quotes_nothing(
    riktig_databas: str, tmp_path: Path
) -> None:
    with connection.cursor() as markor:
        markor.execute(
            "create function prov() returns trigger language plpgsql as $$ begin"
            f" raise exception 'Key (epost)=({EPOST}) already exists: {ORD}'"
            f" using errcode = 'unique_violation', detail = '{ORD}'; end $$;"
            " create trigger prov before insert on kvalitet_puls execute function prov()"
        )
    env, fil = process.miljo(riktig_databas, tmp_path), tmp_path / "arbetare.log"
    with Connection(env["REDIS_URL"]) as ko, process.arbetare(env, fil):
        tasks.puls.apply_async(connection=ko)
        vanta_tills(lambda: "UniqueViolation" in fil.read_text(), "uppgiften fallerar", frist=60)
        vanta_tills(lambda: "IntegrityError" in fil.read_text(), "spåret är skrivet", frist=10)
    text = fil.read_text()
    assert "Task kvalitet.tasks.puls" in text
    assert re.search(r"tasks\.py\", line \d+, in puls", text)
    assert lackt(text) == []


@pytest.mark.parametrize(
    ("skrivet", "blir"),
    [
        (f"till {EPOST}, tack", "till [e-postadress], tack"),
        ("19121212-1212 och 121272-1212", "[personnummer] och [personnummer]"),
        ("ring 070-123 45 67", "ring [telefonnummer]"),
        ("ring +46 70 123 45 67.", "ring [telefonnummer]."),
        ("GET /sok/?q=Gunilla+Ek&sida=2 200", "GET /sok/?q=…&sida=… 200"),
        ("duplicate key\nDETAIL:  Key (epost)=(x)", "duplicate key\n…"),
    ],
)  # fmt: skip
def test_values_go_and_the_event_stays(skrivet: str, blir: str) -> None:
    assert utan_varden(skrivet) == blir


@pytest.mark.parametrize(
    "skrivet",
    [
        "started 2026-10-14 09:41:07,123 in 0.012 s",
        "Task a.b[5f1c0a52-7d1c-4c0e-9a55-0123456789ab] received",
        "listening on 127.0.0.1:8000",
        "/arbete/synpunkter/123/ 200 2026-10-14",
    ],
)
def test_what_is_of_no_person_is_left_as_it_was(skrivet: str) -> None:
    assert utan_varden(skrivet) == skrivet


def rad(msg: object, *args: Any, fel: BaseException | None = None, **tillagg: Any) -> str:
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, msg, args, None)
    if fel is not None:
        record.exc_info = (type(fel), fel, fel.__traceback__)
    vars(record).update(tillagg)
    ren = rensad(record)
    return JsonFormatter().format(ren) if ren else ""


def test_a_fault_among_the_words_is_named_by_its_kind() -> None:
    fel = ValueError("Gunilla kan inte tolkas")
    assert "Gunilla" not in rad("gick fel: %s", fel) + rad(fel) + rad("%(exc)s", {"exc": repr(fel)})
    assert "ValueError" in rad("gick fel: %s", fel)
    assert "Gunilla" not in rad("gick fel: Gunilla kan inte tolkas", fel=fel)


def test_what_hangs_on_a_line_is_a_number_or_a_text_without_values() -> None:
    text = rad("x", request={"POST": "Gunilla"}, data={"args": "Gunilla"}, till=EPOST, status=500)
    assert lackt(text) == []
    assert '"status": 500' in text


def test_faults_behind_faults_are_in_the_trace_by_their_kinds() -> None:
    vem = "/Gunilla"
    try:
        try:
            raise KeyError(vem)
        except KeyError as inre:
            raise ExceptionGroup(vem, [OSError(2, "No such file", vem)]) from inre
    except ExceptionGroup as fel:
        text = rad("x", fel=fel)
    assert "KeyError" in text
    assert "ExceptionGroup" in text
    assert "FileNotFoundError [No such file]" in text
    assert vem not in text


def test_sql_and_lines_that_are_written_wrong_tell_nothing() -> None:
    assert rad("(0.001) select", sql="select 'Gunilla'", params=()) == ""
    assert "Gunilla" not in rad("%s och %s", "Gunilla")
    assert namn(smtplib.SMTPResponseException(451, EPOST)) == "smtplib.SMTPResponseException [451]"
