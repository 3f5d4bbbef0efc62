"""The event log: written once, told in words, and never changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from kvalitet import handelser, klocka, logg
from kvalitet.databas import inom_gallring
from kvalitet.fel import Regelbrott
from kvalitet.handelser import beratta
from kvalitet.models import Anvandare, Enhet, Gallring, Handelse, Handelsetext
from tests import factories
from tests.factories import Kommun

NU = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def skriv(enhet: Enhet, slag: str = "enhet.skapad", **val: Any) -> Handelse:
    return logg.skriv(slag, enhet, **{"av": None, "nu": NU, **val})


# --- Append-only ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fraga",
    [
        "update kvalitet_handelse set slag = 'annat'",
        "update kvalitet_handelse set av_id = null, tid = now()",
        "delete from kvalitet_handelse",
        "truncate kvalitet_handelse cascade",
    ],
)
def test_raw_sql_cannot_change_an_event(kommun: Kommun, fraga: str) -> None:
    handelse = skriv(kommun.vok)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as markor:
        markor.execute(fraga)
    assert Handelse.objects.get(pk=handelse.pk).slag == "enhet.skapad"


def test_neither_can_the_models_own_methods(kommun: Kommun) -> None:
    handelse = skriv(kommun.vok)
    handelse.slag = "annat"
    for andring in (handelse.save, handelse.delete, Handelse.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            andring()


def test_a_comment_can_be_purged_without_touching_the_event(kommun: Kommun) -> None:
    """Only within a disposal that two people stand behind."""
    handelse = skriv(kommun.vok, kommentar="Något som ska gallras.")
    with pytest.raises(IntegrityError, match="godkänd gallring"), transaction.atomic():
        Handelsetext.objects.all().delete()
    forslar, godkanner = (factories.person(namn, "NS", kommun.rot) for namn in ("Ett", "Två"))
    gallring = Gallring.objects.create(
        namnd=kommun.von, foreslagen=klocka.nu(), foreslagen_av=forslar
    )
    Gallring.objects.update(status="godkand", avgjord=klocka.nu(), avgjord_av=godkanner)
    with inom_gallring(gallring.pk):
        Handelsetext.objects.all().delete()
    assert Handelse.objects.filter(pk=handelse.pk).exists()
    (rad,) = beratta(Handelse.objects.om(kommun.vok).select_related("text"))
    assert rad.kommentar == ""


def test_an_event_falls_with_the_act_it_tells_of(kommun: Kommun) -> None:
    def handling() -> None:
        with transaction.atomic():
            skriv(kommun.vok)
            raise Regelbrott("Det gick inte.")

    with pytest.raises(Regelbrott):
        handling()
    assert not Handelse.objects.exists()


# --- What is written -----------------------------------------------------------------------


def test_an_event_knows_object_person_place_and_moment(
    kommun: Kommun, erik_enhetschef: Anvandare
) -> None:
    handelse = skriv(kommun.vok, av=erik_enhetschef, roll="CH", data={"a": 1})
    handelse.refresh_from_db()
    assert (handelse.objekttyp, handelse.objekt_id) == ("kvalitet.enhet", kommun.vok.pk)
    assert (handelse.av, handelse.roll, handelse.tid) == (erik_enhetschef, "CH", NU)
    assert handelse.enhet == kommun.vok
    assert handelse.data == {"a": 1}
    assert not hasattr(handelse, "text"), "utan kommentar ingen rad för den"


def test_an_event_of_something_in_a_unit_and_a_namnd_stands_there(
    kommun: Kommun, hanna_handlaggare: Anvandare
) -> None:
    handelse = logg.skriv("roll.given", hanna_handlaggare.tilldelningar.get(), av=None, nu=NU)
    assert (handelse.enhet, handelse.namnd) == (kommun.vok, kommun.von)


def test_the_events_of_an_object_come_latest_first(kommun: Kommun) -> None:
    for timmar in (1, 3, 2):
        skriv(kommun.vok, nu=NU + timedelta(hours=timmar))
    samtidig = skriv(kommun.vok, nu=NU + timedelta(hours=3))
    skriv(kommun.kfk)
    rader = list(Handelse.objects.om(kommun.vok))
    assert rader[0] == samtidig, "av två i samma stund kommer den senast skrivna först"
    assert [rad.tid.hour for rad in rader] == [11, 11, 10, 9]


def test_the_timeline_is_found_by_its_index(kommun: Kommun) -> None:
    with connection.cursor() as markor:
        markor.execute(
            "insert into kvalitet_handelse (tid, slag, objekttyp, objekt_id, roll, data)"
            " select now(), 'prov', 'kvalitet.enhet', i, '', '{}' from generate_series(1, 3000) i"
        )
        markor.execute("analyze kvalitet_handelse")
    plan = Handelse.objects.om(kommun.vok)[:50].explain()
    assert "handelse_objekt" in plan
    assert "Sort" not in plan


# --- In words ------------------------------------------------------------------------------


def test_a_move_is_told_with_the_names_of_the_units_and_the_date_in_words(
    kommun: Kommun, erik_enhetschef: Anvandare
) -> None:
    data = {
        "fran_enhet": kommun.vok.pk,
        "till_enhet": kommun.kfk.pk,
        "galler_fran": "2026-09-01",
    }
    skriv(
        kommun.hemtjanst, "enhet.flyttad", av=erik_enhetschef, data=data, kommentar="Så beslutat."
    )
    (rad,) = beratta(Handelse.objects.om(kommun.hemtjanst))
    assert rad.mening == (
        "Flyttades från Vård- och omsorgskontoret till Kultur- och fritidskontoret"
        " från och med 1\N{NO-BREAK SPACE}september 2026."
    )
    assert (rad.vem, rad.kommentar, rad.tid) == ("Erik Enhetschef", "Så beslutat.", NU)


def test_what_nobody_did_was_done_by_the_system(kommun: Kommun) -> None:
    skriv(kommun.vok)
    (rad,) = beratta(Handelse.objects.om(kommun.vok))
    assert (rad.vem, rad.mening) == ("Systemet", "Enheten lades till.")


@pytest.mark.parametrize(
    ("slag", "data", "mening"),
    [
        ("nytt.slag", {}, "nytt.slag"),
        ("enhet.flyttad", {"fran_enhet": 1}, "enhet.flyttad"),
        (
            "enhet.flyttad",
            {"fran_enhet": 0, "till_enhet": 0, "galler_fran": "2026-09-01"},
            "Flyttades från okänd enhet till okänd enhet"
            " från och med 1\N{NO-BREAK SPACE}september 2026.",
        ),
    ],
)
def test_what_cannot_be_told_is_shown_by_its_code_and_never_hidden(
    kommun: Kommun, slag: str, data: dict[str, Any], mening: str
) -> None:
    skriv(kommun.vok, slag, data=data)
    (rad,) = beratta(Handelse.objects.om(kommun.vok))
    assert rad.mening == mening


def test_telling_takes_one_query_more_whatever_the_number(
    kommun: Kommun, erik_enhetschef: Anvandare, django_assert_num_queries: Any
) -> None:
    data = {"fran_enhet": kommun.vok.pk, "till_enhet": kommun.kfk.pk, "galler_fran": "2026-09-01"}
    for _ in range(20):
        skriv(kommun.vok, "enhet.flyttad", av=erik_enhetschef, data=data)
    with django_assert_num_queries(2):
        assert len(beratta(Handelse.objects.om(kommun.vok).select_related("av", "text"))) == 20


def test_every_sentence_of_every_app_is_a_sentence() -> None:
    for slag, mening in handelser._meningar().items():
        assert mening[0].isupper() or mening.startswith("{"), slag
        assert mening.endswith("."), slag
