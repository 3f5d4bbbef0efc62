"""Snapshots: equal data give equal bytes, and nobody changes them afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kvalitet.models import Anvandare, Ogonblick
from kvalitet.ogonblick import frys, kanonisk
from kvalitet.roller import Roll

NU = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def bild(data: Mapping[str, Any], **val: Any) -> Ogonblick:
    return frys("prov", data, **{"schema": 1, "av": None, "nu": NU, **val})


# --- Canonical JSON ------------------------------------------------------------------------


def test_keys_are_sorted_without_spaces_and_letters_stand_as_they_are() -> None:
    assert kanonisk({"ö": [1, True, None], "a": {"z": "Å ä", "b": ""}}) == (
        '{"a":{"b":"","z":"Å ä"},"ö":[1,true,null]}'
    )


@pytest.mark.parametrize(
    ("varde", "text"),
    [
        (Decimal("12.50"), '"12.5"'),
        (Decimal("1E+3"), '"1000"'),
        (Decimal("-0.00"), '"0"'),
        (date(2026, 10, 28), '"2026-10-28"'),
        (NU, '"2026-03-02T08:30:00Z"'),
        (
            datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=1))),
            '"2026-03-02T08:30:00Z"',
        ),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (Roll.CHEF, '"CH"'),
        ((1, "två"), '[1,"två"]'),
        ("rad\nrad\x00", '"rad\\nrad\\u0000"'),
    ],
)
def test_every_kind_of_value_has_one_form(varde: object, text: str) -> None:
    assert kanonisk({"v": varde}) == f'{{"v":{text}}}'


@pytest.mark.parametrize(
    "varde",
    [0.1, float("nan"), Decimal("NaN"), {1, 2}, b"x", datetime(2026, 3, 2), {1: "ett"}, object()],  # noqa: DTZ001
    ids=lambda varde: type(varde).__name__,
)
def test_what_has_no_one_form_is_refused(varde: object) -> None:
    with pytest.raises(TypeError):
        kanonisk({"v": varde})


BLAD = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes(timezones=st.sampled_from([UTC, ZoneInfo("Europe/Stockholm")]))
)
NYCKEL = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
TRAD = st.recursive(
    BLAD,
    lambda inre: st.lists(inre, max_size=4) | st.dictionaries(NYCKEL, inre, max_size=4),
    max_leaves=12,
)


def _omkastad(varde: Any, slump: Any) -> Any:
    if isinstance(varde, dict):
        nycklar = list(varde)
        slump.shuffle(nycklar)
        return {nyckel: _omkastad(varde[nyckel], slump) for nyckel in nycklar}
    return [_omkastad(v, slump) for v in varde] if isinstance(varde, list) else varde


@settings(max_examples=60, deadline=None)
@given(data=st.dictionaries(NYCKEL, TRAD, max_size=5), slump=st.randoms(use_true_random=False))
def test_the_same_data_in_any_order_of_keys_gives_the_same_bytes(
    data: dict[str, Any], slump: Any
) -> None:
    text = kanonisk(data)
    assert kanonisk(_omkastad(data, slump)) == text
    assert kanonisk(json.loads(text)) == text, "det som läses tillbaka fryses likadant"
    text.encode()


# --- The row -------------------------------------------------------------------------------


def test_a_snapshot_holds_its_contents_hash_and_who_froze_it(erik_enhetschef: Anvandare) -> None:
    frusen = Ogonblick.objects.get(
        pk=bild({"mål": "Trygg hemtjänst", "värde": Decimal("68.50")}, av=erik_enhetschef).pk
    )
    assert frusen.innehall == '{"mål":"Trygg hemtjänst","värde":"68.5"}'
    assert frusen.sha256 == hashlib.sha256(frusen.innehall.encode()).hexdigest()
    assert frusen.data == {"mål": "Trygg hemtjänst", "värde": "68.5"}
    assert (frusen.skapad_av, frusen.skapad, frusen.schema) == (erik_enhetschef, NU, 1)


def test_a_later_snapshot_says_which_one_it_replaces(db: None) -> None:
    gammal = bild({"v": 1})
    ny = bild({"v": 2}, ersatter=gammal)
    assert gammal.ersatt_av == ny
    with pytest.raises(IntegrityError):
        bild({"v": 3}, ersatter=gammal)  # a snapshot is replaced once; the chain has no branches


def test_the_database_refuses_a_hash_that_does_not_fit(db: None) -> None:
    with pytest.raises(IntegrityError, match="ogonblick_ratt_summa"):
        Ogonblick.objects.create(slag="prov", schema=1, innehall="{}", sha256="0" * 64, skapad=NU)


@pytest.mark.parametrize(
    "fraga",
    [
        "update kvalitet_ogonblick set slag = 'annat'",
        "update kvalitet_ogonblick set innehall = '{}', sha256 = encode(sha256('{}'), 'hex')",
        "delete from kvalitet_ogonblick",
        "truncate kvalitet_ogonblick cascade",
    ],
)
def test_raw_sql_cannot_change_a_snapshot(db: None, fraga: str) -> None:
    frusen = bild({"v": 1})
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as markor,
    ):
        markor.execute(fraga)
    assert Ogonblick.objects.get(pk=frusen.pk).innehall == '{"v":1}'


def test_neither_can_the_models_own_methods(db: None) -> None:
    frusen = bild({"v": 1})
    frusen.slag = "annat"
    for andring in (frusen.save, frusen.delete, Ogonblick.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            andring()
