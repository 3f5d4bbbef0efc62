"""The days of a nämnd's meetings: added, pasted, taken away, and the questions before them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.samtidigt import Tradar
from tests.uppfoljning.namnd.fall import MOTE, NU, Namndfall, bygg
from uppfoljning.actions import sammantrade as acts
from uppfoljning.actions.namndfraga import besvara
from uppfoljning.models import Namndfraga, Sammantrade
from uppfoljning.namndforms import SammantradenForm, las_dag

SENARE = date(2026, 11, 12)


def test_new_days_are_added_and_those_there_are_passed_over(fall: Namndfall) -> None:
    assert acts.lagg_in(fall.kommun.von, dagar=[SENARE, MOTE, SENARE], av=fall.nina) == 1
    assert [s.dag for s in Sammantrade.objects.order_by("dag")] == [MOTE, SENARE]
    assert acts.lagg_in(fall.kommun.von, dagar=[SENARE], av=fall.nina) == 0
    assert Handelse.objects.filter(slag="sammantrade.inlagt").count() == 2


def test_a_day_that_has_been_is_refused_and_none_is_added(fall: Namndfall) -> None:
    with pytest.raises(Regelbrott, match="redan varit"):
        acts.lagg_in(fall.kommun.von, dagar=[SENARE, date(2026, 9, 22)], av=fall.nina)
    assert Sammantrade.objects.count() == 1


def test_only_the_namnds_own_secretary_keeps_them(
    fall: Namndfall, karin_kvalitetssamordnare: Anvandare
) -> None:
    annan = factories.person("Nils", "NS", fall.kommun.rot, namnd=fall.kommun.kfn)
    for av in (fall.fia, fall.eva, karin_kvalitetssamordnare, annan):
        with pytest.raises(PermissionDenied):
            acts.lagg_in(fall.kommun.von, dagar=[SENARE], av=av)
        with pytest.raises(PermissionDenied):
            acts.ta_bort(fall.sammantrade, av=av)


def test_questions_before_a_day_that_goes_get_the_next(fall: Namndfall) -> None:
    fraga = fall.fraga()
    acts.lagg_in(fall.kommun.von, dagar=[SENARE], av=fall.nina)
    acts.ta_bort(fall.sammantrade, av=fall.nina)
    fraga.refresh_from_db()
    assert fraga.sammantrade is not None
    assert (fraga.sammantrade.dag, fraga.besvaras_senast) == (SENARE, date(2026, 11, 11))
    slagen = list(Handelse.objects.om(fraga).order_by("pk").values_list("slag", flat=True))
    assert "namndfraga.annat_sammantrade" in slagen


def test_questions_without_a_meeting_get_the_first_that_is_added(fall: Namndfall) -> None:
    fraga = fall.fraga()
    acts.ta_bort(fall.sammantrade, av=fall.nina)
    fraga.refresh_from_db()
    assert fraga.sammantrade is None
    acts.lagg_in(fall.kommun.von, dagar=[SENARE], av=fall.nina)
    fraga.refresh_from_db()
    assert fraga.sammantrade is not None
    assert fraga.sammantrade.dag == SENARE


def test_a_day_that_has_been_stays_when_questions_rest_on_it(fall: Namndfall) -> None:
    besvara(fall.fraga(), text="Svar.", av=fall.eva)
    with klocka.stalld(NU + timedelta(days=30)):
        with pytest.raises(Regelbrott, match="Därför står det kvar"):
            acts.ta_bort(fall.sammantrade, av=fall.nina)
        Namndfraga.objects.update(sammantrade=None)
        acts.ta_bort(fall.sammantrade, av=fall.nina)
    assert not Sammantrade.objects.exists()


def test_asked_while_the_day_is_taken_away(riktig_databas: str) -> None:
    """Whoever comes first, the question has a meeting that is there, or none."""
    kommun = factories.kommun()
    with klocka.stalld(NU):
        fall = bygg(kommun, factories.person("Nina", "NS", kommun.rot, namnd=kommun.von))

    def i_tid(gor: object) -> object:
        with klocka.stalld(NU):
            return gor()  # type: ignore[operator]

    with Tradar() as tradar:
        fragor = [
            tradar.kor(lambda n=n: i_tid(lambda: fall.fraga(f"Fråga {n}?"))) for n in range(4)
        ]
        bort = tradar.kor(lambda: i_tid(lambda: acts.ta_bort(fall.sammantrade, av=fall.nina)))
        for ett in (*fragor, bort):
            ett.result(timeout=60)
    assert Namndfraga.objects.filter(sammantrade=None).count() == 4


@pytest.mark.parametrize(
    ("text", "dag"),
    [
        ("2026-12-03", date(2026, 12, 3)),
        ("3/12 2026", date(2026, 12, 3)),
        ("3 december 2026", date(2026, 12, 3)),
        ("Torsdag 3 dec 2026", date(2026, 12, 3)),
        ("torsdagen den 3  december 2026", date(2026, 12, 3)),
        ("2026-02-30", None),
        ("32/1 2026", None),
        ("3 decemer 2026", None),
        ("12/3/26", None),
        ("nästa torsdag", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, dag: date | None) -> None:
    assert las_dag(text) == dag


def test_pasted_days_are_all_read_or_each_fault_is_told(fall: Namndfall) -> None:
    form = SammantradenForm({"dagar": "2026-12-03\n\n5 nov 2026\r\n2026-12-03"})
    assert form.is_valid()
    assert form.cleaned_data["dagar"] == [
        date(2026, 12, 3),
        date(2026, 11, 5),
        date(2026, 12, 3),
    ]
    form = SammantradenForm({"dagar": "2026-12-03\nnångång\n2025-01-01\n2062-12-03"})
    assert form.errors["dagar"] == [
        "Rad 2, ”nångång”: det är inget datum. Skriv som 2026-12-03.",
        "Rad 3, ”2025-01-01”: dagen har redan varit. Skriv en dag från och med i dag.",
        "Rad 4, ”2062-12-03”: det är mer än fyra år dit. Kontrollera årtalet.",
    ]


def test_too_many_days_at_once(fall: Namndfall) -> None:
    form = SammantradenForm({"dagar": "2026-12-03\n" * 61})
    assert form.errors["dagar"] == ["Skriv högst 60 dagar åt gången."]
