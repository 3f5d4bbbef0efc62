"""The outbox: nothing is lost, nothing is sent twice in our books, one mail never stops another."""

from __future__ import annotations

import json
import smtplib
import ssl
import threading
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from kvalitet import klocka, krypto, notiser, utskick
from kvalitet.models import Utskick
from kvalitet.schema import SCHEMA
from tests.post import Mottagare
from tests.samtidigt import Tradar

NU = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
VANTAR, SKICKAD, MISSLYCKAD = Utskick.Status


@pytest.fixture(autouse=True)
def _provmallar(settings: Any) -> None:
    mallar = deepcopy(settings.TEMPLATES)
    mallar[0]["DIRS"].append(Path(__file__).parents[1] / "mallar")
    settings.TEMPLATES = mallar


def notifiera(nyckel: str = "a", *, mottagare: str | None = None, nu: datetime = NU) -> Utskick:
    notiser.notifiera(
        "prov",
        mottagare=f"{nyckel}@kommun.example" if mottagare is None else mottagare,
        nyckel=nyckel,
        sammanhang={"namn": "Siv", "rubrik": "din\n synpunkt"},
        nu=nu,
    )
    return Utskick.objects.get(nyckel=nyckel)


class Forbindelse:
    """A connection that does what it is told."""

    def __init__(self) -> None:
        self.nere: Exception | None = None
        self.fel: dict[str, Exception] = {}
        self.fel_efterat: dict[str, Exception] = {}
        self.brev: list[EmailMultiAlternatives] = []
        self.oppnad = self.stangd = 0

    def open(self) -> None:
        self.oppnad += 1
        if self.nere:
            raise self.nere

    def close(self) -> None:
        self.stangd += 1

    def send_messages(self, brev: list[EmailMultiAlternatives]) -> int:
        (ett,) = brev
        if not ett.recipients():
            return 0  # as Django's backends do
        ett.message()
        if fel := self.fel.get(ett.to[0]):
            raise fel
        self.brev.append(ett)
        if fel := self.fel_efterat.pop(ett.to[0], None):
            raise fel
        return 1


@pytest.fixture
def forbindelse(monkeypatch: pytest.MonkeyPatch) -> Forbindelse:
    falsk = Forbindelse()
    monkeypatch.setattr(utskick, "get_connection", lambda: falsk)
    return falsk


def svep(nu: datetime = NU) -> int:
    with klocka.stalld(nu):
        return utskick.skicka_vantande()


def lagen() -> dict[str, str]:
    return dict(Utskick.objects.values_list("nyckel", "status"))


# --- Into the outbox -----------------------------------------------------------------------


def test_a_notice_is_written_with_the_act_and_falls_with_it(db: None) -> None:
    with pytest.raises(smtplib.SMTPException), transaction.atomic():
        _notifiera_och_brist()
    assert not Utskick.objects.exists()
    notifiera()
    assert Utskick.objects.exists()


def _notifiera_och_brist() -> None:
    notifiera()
    raise smtplib.SMTPException


def test_the_same_key_adds_nothing_the_second_time(db: None) -> None:
    forst = notifiera()
    assert notifiera().message_id == forst.message_id
    assert Utskick.objects.count() == 1


def test_the_table_holds_neither_address_nor_words(db: None) -> None:
    rad = notifiera(mottagare="siv.andersson@example.com")
    with connection.cursor() as markor:
        markor.execute("select u::text from kvalitet_utskick u")
        (hela_raden,) = markor.fetchone()
    # Each has a sign that the ciphertext's alphabet lacks, so chance cannot spell it.
    for ord_ in ("siv.andersson", "@example.com", "Svar på", "vi har svarat"):
        assert ord_ not in hela_raden
    assert "siv.andersson@example.com" in rad.innehall, "men vi kan läsa den"


def test_the_first_line_of_the_text_is_the_subject_on_one_line(db: None) -> None:
    brev = notiser.skriv_brev(
        "prov", mottagare="a@b.example", sammanhang={"namn": "<Siv>", "rubrik": "din\n\tsynpunkt"}
    )
    assert brev.amne == "Svar på din synpunkt"
    assert "Hej <Siv>, vi har svarat." in brev.text
    assert "Hej &lt;Siv&gt;, vi har svarat." in brev.html


def test_the_message_id_bears_our_own_domain(db: None, settings: Any) -> None:
    settings.ADRESS = "https://kvalitet.kommun.example"
    assert notifiera().message_id.endswith("@kvalitet.kommun.example>")


# --- Out of it -----------------------------------------------------------------------------


def test_what_is_due_is_sent_once_and_wiped(db: None, forbindelse: Forbindelse) -> None:
    rad = notifiera()
    assert svep() == 1
    assert svep() == 0
    (brev,) = forbindelse.brev
    assert brev.to == ["a@kommun.example"]
    assert brev.message()["Message-ID"] == rad.message_id
    assert brev.message()["Auto-Submitted"] == "auto-generated"
    assert "Hej Siv, vi har svarat." in brev.body
    assert [alternativ.mimetype for alternativ in brev.alternatives] == ["text/html"]
    rad.refresh_from_db()
    assert (rad.status, rad.innehall, rad.skickad, rad.forsok) == (SKICKAD, "", NU, 1)


def test_an_empty_outbox_does_not_knock_at_the_mail_server(
    db: None, forbindelse: Forbindelse
) -> None:
    notifiera(nu=NU + timedelta(minutes=1))
    assert svep() == 0
    assert forbindelse.oppnad == 0


def test_what_has_waited_longest_goes_first(db: None, forbindelse: Forbindelse) -> None:
    for minuter, nyckel in enumerate("cab"):
        notifiera(nyckel, nu=NU - timedelta(minutes=minuter))
    svep()
    assert [brev.to[0][0] for brev in forbindelse.brev] == ["b", "a", "c"]


def test_a_sweep_ends_when_the_next_one_begins_and_that_takes_the_rest(
    db: None, forbindelse: Forbindelse, monkeypatch: pytest.MonkeyPatch
) -> None:
    klockan = iter([0.0, 1.9, 2.1, 2.1, 3.0])  # each sweep's beginning, then after each mail
    monkeypatch.setattr(utskick, "monotonic", lambda: next(klockan))
    for nyckel in "abc":
        notifiera(nyckel)
    assert (svep(), svep(), svep()) == (2, 1, 0)


def test_a_sweep_lasts_as_long_as_until_the_next_one() -> None:
    assert SCHEMA["utskick"]["schedule"] == utskick.SVEP


def test_a_letter_that_the_sweep_writes_says_what_was_so(
    db: None, forbindelse: Forbindelse
) -> None:
    nar = {"namn": "Siv", "rubrik": "din synpunkt", "dag": date(2026, 3, 2), "tid": NU}
    notis = notiser.Notis("a@kommun.example", "a", nar, "sv", skrivs_sist=True)
    notiser.notifiera_flera("prov", [notis], nu=NU)
    rad = Utskick.objects.get()
    assert "vi har svarat" not in rad.innehall, "orden skrivs när brevet skickas"
    assert svep() == 1
    (brev,) = forbindelse.brev
    assert (brev.subject, brev.to) == ("Svar på din synpunkt", ["a@kommun.example"])
    assert "Hej Siv, vi har svarat." in brev.body


def test_what_cannot_be_frozen_is_not_put_in_the_outbox(db: None) -> None:
    notis = notiser.Notis("a@kommun.example", "a", {"namn": object()}, skrivs_sist=True)
    with pytest.raises(TypeError, match="frysas"):
        notiser.notifiera_flera("prov", [notis], nu=NU)


@given(
    st.recursive(
        st.text() | st.integers() | st.none() | st.dates() | st.datetimes(timezones=st.just(UTC)),
        lambda i: st.dictionaries(st.text().filter(lambda n: n[:1] != "$"), i) | st.lists(i),
    )
)
def test_what_is_frozen_thaws_as_it_was(varde: object) -> None:
    notis = notiser.Notis("a@kommun.example", "a", {"varde": varde}, skrivs_sist=True)
    tinat = json.loads(notiser._innehall("prov", notis), object_hook=notiser._tid_in)
    assert tinat["sammanhang"] == {"varde": varde}


# --- What is wrong with one mail -----------------------------------------------------------

VAGRAD = smtplib.SMTPRecipientsRefused({"b@kommun.example": (550, b"No such user")})


def test_a_refused_recipient_waits_longer_each_time_and_ends_with_a_person(
    db: None, forbindelse: Forbindelse
) -> None:
    forbindelse.fel["b@kommun.example"] = VAGRAD
    rad = notifiera("b")
    nu, vantan = NU, []
    for _ in range(utskick.MEST):
        assert rad.status == VANTAR
        svep(nu)
        rad.refresh_from_db()
        vantan.append(int((rad.nasta_forsok - nu).total_seconds()))
        nu = rad.nasta_forsok
    assert vantan == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
    assert (rad.status, rad.forsok, rad.fel) == (MISSLYCKAD, utskick.MEST, "SMTPRecipientsRefused")
    assert rad.innehall, "brevet finns kvar för den som ska ta hand om det"
    svep(nu + timedelta(days=1))
    rad.refresh_from_db()
    assert rad.forsok == utskick.MEST


@pytest.mark.parametrize(
    "fel",
    [
        smtplib.SMTPRecipientsRefused({"b@kommun.example": (450, b"Greylisted")}),
        smtplib.SMTPSenderRefused(550, b"Not you", "svara-inte@kommun.example"),
        smtplib.SMTPDataError(452, b"Mailbox full"),
    ],
)
def test_what_the_server_refuses_for_now_waits_as_long_as_it_takes(
    db: None, forbindelse: Forbindelse, fel: Exception
) -> None:
    forbindelse.fel["b@kommun.example"] = fel
    rad, nu = notifiera("b"), NU
    for _ in range(utskick.MEST + 3):
        svep(nu)
        rad.refresh_from_db()
        nu = rad.nasta_forsok
    assert rad.status == VANTAR
    del forbindelse.fel["b@kommun.example"]
    assert svep(nu) == 1


def test_a_refused_recipient_does_not_stop_the_others(db: None, forbindelse: Forbindelse) -> None:
    forbindelse.fel["b@kommun.example"] = VAGRAD
    for nyckel in "abc":
        notifiera(nyckel)
    assert svep() == 2
    assert lagen() == {"a": SKICKAD, "b": VANTAR, "c": SKICKAD}


def _oppningsbar_av_ingen(rad: Utskick) -> None:
    """As after a key has been thrown away too early."""
    with connection.cursor() as markor:
        markor.execute(
            "update kvalitet_utskick set innehall = 'gAAAAAtrasig' where id = %s", [rad.pk]
        )


def _obegripligt(rad: Utskick) -> None:
    with connection.cursor() as markor:
        token = krypto.kryptera("inte json")
        markor.execute("update kvalitet_utskick set innehall = %s where id = %s", [token, rad.pk])


@pytest.mark.parametrize(
    ("mottagare", "forstor", "fel"),
    [
        ("b@kommun.example\nBcc: alla@kommun.example", None, "BadHeaderError"),
        ("", None, "ValueError"),
        ("b@kommun.example", _oppningsbar_av_ingen, "InvalidToken"),
        ("b@kommun.example", _obegripligt, "JSONDecodeError"),
    ],
    ids=["rad i adressen", "ingen mottagare", "ingen nyckel passar", "ingen json"],
)
def test_a_poisonous_mail_does_not_stop_the_queue(
    db: None, forbindelse: Forbindelse, mottagare: str, forstor: Any, fel: str
) -> None:
    gift = notifiera("b", mottagare=mottagare, nu=NU - timedelta(hours=1))
    if forstor:
        forstor(gift)
    notifiera("a")
    assert svep() == 1
    assert lagen() == {"a": SKICKAD, "b": VANTAR}
    felet = Utskick.objects.filter(nyckel="b").values_list("fel", "forsok").get()
    assert felet == (fel, 1)


def test_the_books_hold_a_code_of_the_fault_and_not_the_server_s_words(
    db: None, forbindelse: Forbindelse
) -> None:
    forbindelse.fel["b@kommun.example"] = VAGRAD
    notifiera("b")
    svep()
    assert "kommun.example" not in Utskick.objects.get().fel


# --- What is wrong with the line -----------------------------------------------------------

NERE: list[Exception] = [
    ConnectionRefusedError(),
    OSError(113, "No route to host"),
    TimeoutError(),
    ssl.SSLError(),
    smtplib.SMTPConnectError(554, b"no"),
    smtplib.SMTPAuthenticationError(535, b"no"),
]


@pytest.mark.parametrize("fel", NERE, ids=repr)
def test_a_server_that_is_down_loses_nothing_and_counts_nothing(
    db: None, forbindelse: Forbindelse, fel: Exception
) -> None:
    rad = notifiera()
    forbindelse.nere = fel
    for _ in range(utskick.MEST + 1):
        assert svep() == 0
    efter = Utskick.objects.get()
    assert (efter.status, efter.forsok, efter.nasta_forsok) == (VANTAR, 0, NU)
    forbindelse.nere = None
    assert svep() == 1
    assert forbindelse.brev[0].message()["Message-ID"] == rad.message_id
    assert forbindelse.oppnad == forbindelse.stangd


LINJEFEL: list[Exception] = [
    smtplib.SMTPServerDisconnected("bröt"),
    ConnectionResetError(),
    smtplib.SMTPRecipientsRefused({"a@kommun.example": (421, b"shutting down")}),
    smtplib.SMTPSenderRefused(421, b"shutting down", "x@y.example"),
    smtplib.SMTPDataError(421, b"shutting down"),
]


@pytest.mark.parametrize("fel", LINJEFEL, ids=repr)
def test_a_line_that_breaks_ends_the_sweep_and_is_no_attempt(
    db: None, forbindelse: Forbindelse, fel: Exception
) -> None:
    notifiera("a", nu=NU - timedelta(minutes=1))
    notifiera("b")
    forbindelse.fel["a@kommun.example"] = fel
    assert svep() == 0
    rad = Utskick.objects.get(nyckel="a")
    assert (rad.status, rad.forsok) == (VANTAR, 0)
    assert rad.nasta_forsok == NU + utskick.LINJEPAUS
    # If it is this very mail that breaks the line, it does not stand in the way of the others.
    assert svep() == 1
    assert lagen() == {"a": VANTAR, "b": SKICKAD}


@pytest.mark.parametrize(
    "fel",
    [
        smtplib.SMTPRecipientsRefused({"a@b.example": (450, b"greylisted")}),
        smtplib.SMTPSenderRefused(552, b"too big", "x@y.example"),
        smtplib.SMTPDataError(554, b"spam"),
        smtplib.SMTPNotSupportedError("SMTPUTF8"),
        ValueError(),
    ],
    ids=repr,
)
def test_an_answer_about_the_mail_is_an_attempt(
    db: None, forbindelse: Forbindelse, fel: Exception
) -> None:
    notifiera()
    forbindelse.fel["a@kommun.example"] = fel
    svep()
    assert Utskick.objects.get().forsok == 1


def test_a_repeat_bears_the_same_message_id(db: None, forbindelse: Forbindelse) -> None:
    """The server took the mail, but the line broke before its answer reached us."""
    rad = notifiera()
    forbindelse.fel_efterat["a@kommun.example"] = smtplib.SMTPServerDisconnected()
    assert (svep(), svep(NU + utskick.LINJEPAUS)) == (0, 1)
    assert [b.message()["Message-ID"] for b in forbindelse.brev] == [rad.message_id] * 2
    assert lagen() == {"a": SKICKAD}


@pytest.mark.parametrize("punkt", ["utskick.hamtat", "utskick.overlamnat", "utskick.bokfort"])
def test_a_worker_that_dies_leaves_the_row_waiting(
    db: None, forbindelse: Forbindelse, monkeypatch: pytest.MonkeyPatch, punkt: str
) -> None:
    class DodError(BaseException):
        pass

    def do(namn: str) -> None:
        if namn == punkt:
            raise DodError

    notifiera()
    with monkeypatch.context() as mp:
        mp.setattr(utskick, "felpunkt", do)
        with pytest.raises(DodError):
            svep()
    assert lagen() == {"a": VANTAR}
    assert svep() == 1
    assert len({b.message()["Message-ID"] for b in forbindelse.brev}) == 1


# --- Two at once, and a real server --------------------------------------------------------


def test_two_workers_at_once_send_each_mail_once(
    riktig_databas: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for nummer in range(20):
        notifiera(f"n{nummer}", nu=klocka.nu())
    bada_haller_var_sitt = threading.Barrier(2, timeout=20)
    mottagna: list[str] = []

    class Samtidig(Forbindelse):
        forsta = True

        def send_messages(self, brev: list[EmailMultiAlternatives]) -> int:
            if self.forsta:
                self.forsta = False
                bada_haller_var_sitt.wait()
            mottagna.append(brev[0].to[0])
            return 1

    monkeypatch.setattr(utskick, "get_connection", Samtidig)
    with Tradar() as tradar:
        antal = [tradar.kor(utskick.skicka_vantande) for _ in range(2)]
        assert sum(lofte.result(20) for lofte in antal) == 20
    assert sorted(mottagna) == sorted({f"n{nummer}@kommun.example" for nummer in range(20)})
    assert set(lagen().values()) == {SKICKAD}


@pytest.fixture
def mottagare(settings: Any) -> Any:
    with Mottagare() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_TIMEOUT = 5
        yield server


def test_a_real_server_gets_the_mail_with_swedish_letters(db: None, mottagare: Mottagare) -> None:
    rad = notifiera()
    assert svep() == 1
    (brev,) = mottagare.brev
    assert brev["Message-ID"] == rad.message_id
    assert brev["To"] == "a@kommun.example"
    (text, html) = brev.get_payload()  # type: ignore[misc]
    assert "Hej Siv, vi har svarat." in text.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert 'lang="sv"' in html.get_payload(decode=True).decode()  # type: ignore[union-attr]


def test_a_real_server_s_refusals_are_understood(db: None, mottagare: Mottagare) -> None:
    svar = {"b@kommun.example": "550 No such user", "d@kommun.example": "421 Closing"}
    mottagare.vagra = lambda adress: svar.get(adress, "")
    for minuter, nyckel in enumerate("abcde"):
        notifiera(nyckel, nu=NU + timedelta(seconds=minuter))
    senare = NU + timedelta(minutes=1)
    assert svep(senare) == 2
    assert lagen() == {"a": SKICKAD, "b": VANTAR, "c": SKICKAD, "d": VANTAR, "e": VANTAR}
    forsok = dict(Utskick.objects.values_list("nyckel", "forsok"))
    assert (forsok["b"], forsok["d"], forsok["e"]) == (1, 0, 0)
    assert svep(senare) == 1, "e går i nästa svep, d först efter pausen"
    mottagare.vagra = lambda adress: ""
    assert svep(senare + utskick.LINJEPAUS) == 2
    assert set(lagen().values()) == {SKICKAD}
    assert len(mottagare.message_id) == len(set(mottagare.message_id)) == 5


def test_a_closed_port_is_a_line_that_is_down(db: None, mottagare: Mottagare) -> None:
    notifiera()
    mottagare.stang()
    assert svep() == 0
    assert Utskick.objects.get().forsok == 0
    mottagare.oppna()
    assert svep() == 1
