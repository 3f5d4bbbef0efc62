"""True anonymity: after the answers nothing anywhere leads from a code to an answer."""

from __future__ import annotations

import logging
import random
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client

from kvalitet import klocka
from kvalitet.models import Anvandare, Handelse
from tests.synpunkter.test_anonymitet import AVTRYCK, SPAR, breven, databasen
from tests.uppfoljning.koder.fall import bestall, med_koder, svara
from tests.uppfoljning.lage import Lage
from uppfoljning.actions import svarskod as akter
from uppfoljning.models import Fragesvar, Svar, Svarskod, Undersokning
from uppfoljning.svarskod import koduppslag

NAR = datetime(2031, 3, 5, 7, 41, 37, 123456, tzinfo=UTC)
"""A day that no real clock shows, so that a time of the act is found wherever it is."""


@pytest.fixture
def u(lage: Lage) -> Undersokning:
    return med_koder(lage, stanger=date(2031, 4, 30))


def test_no_table_log_or_mail_holds_a_used_code_or_what_comes_of_it(
    u: Undersokning, karin_kvalitetssamordnare: Anvandare, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    klient = Client(enforce_csrf_checks=True)
    klient.defaults.update(SPAR)  # type: ignore[attr-defined]
    koder = bestall(u, 6, karin_kvalitetssamordnare)
    anvanda, kvar = koder[:4], koder[4:]
    fore = Handelse.objects.count()
    with klocka.stalld(NAR):
        for kod in anvanda:
            assert svara(klient, u, kod).status_code == 302
        klient.get(f"/undersokningar/{u.slug}/", {"kod": anvanda[0]})
    assert Handelse.objects.count() == fore
    stallen = databasen() + caplog.text + breven()
    for kod in anvanda:
        for spar in (kod, kod.replace("-", ""), kod.lower(), koduppslag(kod)):
            assert spar not in stallen
    for kod in kvar:
        assert kod not in stallen
        assert koduppslag(kod) in stallen  # only its keyed sum, until it is used
    for ord_ in (*AVTRYCK, "2031-03"):
        assert ord_ not in databasen()
    for ord_ in AVTRYCK:
        assert ord_ not in caplog.text


def test_when_a_code_was_used_says_nothing_of_the_answer(
    u: Undersokning, karin_kvalitetssamordnare: Anvandare
) -> None:
    """The municipality can ask any day which codes are unused. So all that an answer keeps is
    the same for all, or random: sorted by any of it, no order of answering shows."""
    koder = bestall(u, 12, karin_kvalitetssamordnare)
    for nr, kod in enumerate(koder):
        with klocka.stalld(NAR - timedelta(days=90 * nr)):
            svara(Client(), u, kod, f_beratta=f"Svar {nr:02}")
    assert set(Svar.objects.values_list("manad", flat=True)) == {u.oppnar.replace(day=1)}
    assert not _daterade(Svar)


def test_every_key_of_an_answer_is_random() -> None:
    """A number that counts up would tell the order in which people answered."""
    modeller = [Svar, *_som_pekar_pa(Svar)]
    assert modeller
    for modell in modeller:
        assert isinstance(modell._meta.pk, models.UUIDField), modell


def _som_pekar_pa(modell: type[models.Model]) -> list[type[models.Model]]:
    return [
        annan
        for annan in apps.get_models(include_auto_created=True)
        if any(falt.related_model is modell for falt in annan._meta.fields)
    ]


def _daterade(modell: type[models.Model]) -> list[str]:
    falt = [f.name for f in modell._meta.fields if isinstance(f, models.DateField)]
    return [namn for namn in falt if namn != "manad"]


def test_no_column_joins_codes_and_answers() -> None:
    """Neither points at the other, and nothing else points at a code."""
    assert not _som_pekar_pa(Svarskod)
    egna = {f.name for f in Svarskod._meta.fields}
    assert egna == {"kod_hmac", "omgang"}
    assert not egna & {f.name for f in Svar._meta.fields}


def test_the_rows_of_the_codes_lie_in_no_order_of_the_file(
    u: Undersokning, karin_kvalitetssamordnare: Anvandare
) -> None:
    koder = bestall(u, 50, karin_kvalitetssamordnare)
    with connection.cursor() as markor:
        markor.execute("select kod_hmac from uppfoljning_svarskod order by ctid")
        lagda = [rad for (rad,) in markor.fetchall()]
    assert lagda == sorted(map(koduppslag, koder))
    assert lagda != [koduppslag(kod) for kod in koder]


def test_an_answer_that_is_not_saved_uses_no_code(
    u: Undersokning, karin_kvalitetssamordnare: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash half-way: both the answer and the use of the code are undone."""
    (kod,) = bestall(u, 1, karin_kvalitetssamordnare)

    def haveri(*_: object, **__: object) -> None:
        assert not Svarskod.objects.exists()
        raise ConnectionError("disken är full")

    monkeypatch.setattr(Fragesvar.objects, "bulk_create", haveri)
    with pytest.raises(ConnectionError):
        svara(Client(), u, kod)
    monkeypatch.undo()
    assert akter.finns(u, kod)
    assert svara(Client(), u, kod).status_code == 302


def test_outside_a_transaction_no_code_is_used(
    riktig_databas: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        akter.anvand(Undersokning(pk=1), "AAAAA-AAAAA")


def test_shuffled_answers_make_the_same_rows(
    u: Undersokning, karin_kvalitetssamordnare: Anvandare
) -> None:
    """Whoever answers first: what is stored is the same but for the random keys."""
    koder = bestall(u, 5, karin_kvalitetssamordnare)
    random.Random(7).shuffle(koder)
    for kod in koder:
        svara(Client(), u, kod)
    rader = {re.sub(r"[0-9a-f-]{36,64}", "", rad) for rad in _rader()}
    assert len(rader) == 1


def _rader() -> list[str]:
    with connection.cursor() as markor:
        markor.execute("select t::text from uppfoljning_svar t")
        return [rad for (rad,) in markor.fetchall()]
