"""Reports by themselves: what is due, and the schedule that says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cykel.models import Namndtider, Varv
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests.databas import nekas
from tests.uppfoljning.rapporter.fall import NIONDE_OKTOBER, NU, Fall, brev, manad, som
from uppfoljning import tasks
from uppfoljning.actions import rapport as acts
from uppfoljning.actions import rapportmottagare, rapportschema
from uppfoljning.models import Rapport, Rapportschema
from uppfoljning.rapportperioder import Spann, avslutade, spann_med, valbara
from uppfoljning.samlare.alla import SAMLARE
from uppfoljning.samlare.omfang import Rapportomfang
from uppfoljning.samlare.val import for_period

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trasig")]


def perioder() -> list[tuple[str, str]]:
    rader = Rapport.objects.filter(slag="manad").order_by("period_fran", "namnd__kod")
    return [(r.namnd.kod, str(r.period_till)) for r in rader.select_related("namnd")]


# --- Periods ----------------------------------------------------------------------------------


def test_periods_begin_and_end_with_months() -> None:
    dag = date(2026, 12, 31)
    spann = [spann_med(dag, period) for period in ("manad", "kvartal", "halvar", "ar")]
    assert [(s.fran.month, s.till) for s in spann] == [(12, dag), (10, dag), (7, dag), (1, dag)]
    assert [str(s) for s in spann] == [
        "december 2026",
        "oktober–december 2026",
        "juli–december 2026",
        "2026",
    ]
    slut = [s.till for s in avslutade("manad", fran=date(2028, 1, 31), till=date(2028, 3, 30))]
    assert slut == [date(2028, 1, 31), date(2028, 2, 29)]
    assert valbara("kvalitet", date(2026, 5, 1), bakat=timedelta(days=400)) == [
        Spann(date(2026, 1, 1), date(2026, 12, 31)),
        Spann(date(2025, 1, 1), date(2025, 12, 31)),
    ]


# --- The day's work ---------------------------------------------------------------------------


def test_what_is_due_is_ordered_once(fall: Fall) -> None:
    manad(fall.namnd)
    for dag in (7, 8, 8, 9):
        with klocka.stalld(datetime(2026, 10, dag, 5, 25, tzinfo=NU.tzinfo)):
            rapportschema.bestall_schemalagda()
        assert perioder() == ([] if dag == 7 else [("VON", "2026-09-30")])
    (rapport,) = Rapport.objects.filter(slag="manad")
    assert (rapport.bestalld_av, rapport.enhet) == (None, fall.kommun.vok)
    assert rapport.jobb.count() == 1


def test_days_that_were_missed_are_caught_up(fall: Fall) -> None:
    manad(fall.namnd)
    with klocka.stalld(datetime(2026, 12, 20, 5, 25, tzinfo=NU.tzinfo)):
        assert len(rapportschema.bestall_schemalagda()) == 3
        assert rapportschema.bestall_schemalagda() == []
    # August ended before the schedule was turned on.
    assert [till for _, till in perioder()] == ["2026-09-30", "2026-10-31", "2026-11-30"]


def test_a_report_ordered_by_hand_is_not_made_again(fall: Fall) -> None:
    manad(fall.namnd)
    with klocka.stalld(NIONDE_OKTOBER):
        om = Rapportomfang(
            slag="manad",
            namnd=fall.namnd,
            enhet=fall.kommun.vok,
            period_fran=date(2026, 9, 1),
            period_till=date(2026, 9, 30),
        )
        acts.bestall(om, av=fall.chef)
        assert rapportschema.bestall_schemalagda() == []


@pytest.mark.parametrize(
    ("fel", "skal"),
    [
        (Regelbrott("Nämnden har ingen plan."), "Nämnden har ingen plan."),
        (RuntimeError("något"), rapportschema.OVANTAT),
    ],
)
def test_a_namnd_that_fails_stops_no_other_and_is_told_once(
    fall: Fall,
    trasig: dict[str, Exception],
    nina_namndsekreterare: Anvandare,
    fel: Exception,
    skal: str,
) -> None:
    schema = manad(fall.namnd)
    manad(fall.kommun.kfn)
    trasig["VON"] = fel
    with klocka.stalld(NIONDE_OKTOBER):
        for _ in range(2):
            rapportschema.bestall_schemalagda()
        assert perioder() == [("KFN", "2026-09-30")]
        schema.refresh_from_db()
        assert (schema.fel, schema.fel_period) == (skal, date(2026, 9, 30))
        (ett,) = brev("rapport_uteblev")
        assert ett["mottagare"] == nina_namndsekreterare.epost
        assert skal in ett["text"]
        assert skal in ett["html"]
        del trasig["VON"]
        rapportschema.bestall_schemalagda()
    schema.refresh_from_db()
    assert (schema.fel, schema.fel_period) == ("", None)
    assert len(perioder()) == 2


def test_the_reason_is_gone_when_the_report_was_ordered_by_hand(
    fall: Fall, trasig: dict[str, Exception]
) -> None:
    schema = manad(fall.namnd)
    trasig["VON"] = Regelbrott("Nämnden har ingen plan.")
    with klocka.stalld(NIONDE_OKTOBER):
        rapportschema.bestall_schemalagda()
        del trasig["VON"]
        spann = Spann(date(2026, 9, 1), date(2026, 9, 30))
        acts.bestall(for_period("manad", fall.namnd, spann), av=fall.chef)
        rapportschema.bestall_schemalagda()
    schema.refresh_from_db()
    assert (schema.fel, schema.fel_period) == ("", None)


def test_what_is_turned_off_or_has_no_collector_is_not_made(
    fall: Fall, monkeypatch: pytest.MonkeyPatch
) -> None:
    manad(fall.namnd)
    manad(fall.namnd, pa=False)
    manad(fall.kommun.kfn)
    monkeypatch.delitem(SAMLARE, "manad")  # type: ignore[arg-type]
    with klocka.stalld(NIONDE_OKTOBER):
        assert rapportschema.bestall_schemalagda() == []


def test_a_file_that_could_not_be_made_is_told_once(
    fall: Fall, nina_namndsekreterare: Anvandare
) -> None:
    manad(fall.namnd)
    with klocka.stalld(NIONDE_OKTOBER):
        (rapport,) = rapportschema.bestall_schemalagda()
        rapport.jobb.update(lage="misslyckad", fel="Lagret är fullt.")
        for _ in range(2):
            tasks.bestall_schemalagda_rapporter()
    (ett,) = brev("rapport_uteblev")
    assert "Lagret är fullt." in ett["text"]


def test_a_report_that_is_late_is_told_once(fall: Fall, nina_namndsekreterare: Anvandare) -> None:
    Varv.objects.filter(pk=fall.varv.pk).update(godkand=None, godkand_av=None, ogonblick=None)
    Namndtider.objects.create(
        tillfalle=fall.tillfalle,
        namnd=fall.namnd,
        enheter_senast=date(2026, 9, 15),
        kontor_senast=date(2026, 9, 25),
        namnd_senast=date(2026, 10, 1),
        andrad=NU,
    )
    for dag, antal in ((1, 0), (2, 1), (3, 1)):
        with klocka.stalld(datetime(2026, 10, dag, 5, 25, tzinfo=NU.tzinfo)):
            rapportschema.beratta_om_sena()
        assert len(brev("rapport_sen")) == antal
    (ett,) = brev("rapport_sen")
    assert ett["mottagare"] == nina_namndsekreterare.epost
    assert "1\N{NO-BREAK SPACE}oktober 2026" in ett["text"]


# --- The schedule -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "far"),
    [
        ("nina_namndsekreterare", True),
        ("karin_kvalitetssamordnare", True),
        ("erik_enhetschef", False),
        ("petra_planansvarig", False),
        ("hanna_handlaggare", False),
        ("rut_revisor", False),
        ("anna_administrator", False),
    ],
)
def test_who_chooses(fall: Fall, person: str, far: bool, request: pytest.FixtureRequest) -> None:
    av = request.getfixturevalue(person)
    akter: list[Callable[[], object]] = [
        lambda: manad(fall.namnd, av),
        lambda: rapportmottagare.lagg_till(
            fall.namnd, namn="Rune", epost="rune@kommun.example", av=av
        ),
    ]
    for akt in akter:
        if far:
            akt()
        else:
            with pytest.raises(PermissionDenied):
                akt()
    sida = som(av).get(reverse("uppfoljning:rapportschema", args=[fall.namnd.pk]))
    assert sida.status_code == (200 if far else 403)


def test_the_same_again_changes_nothing(fall: Fall, nina_namndsekreterare: Anvandare) -> None:
    for _ in range(2):
        manad(fall.namnd, nina_namndsekreterare)
    assert Handelse.objects.filter(slag="rapportschema.andrat").count() == 1


def test_the_kvalitetsberattelse_is_ready_before_march(fall: Fall) -> None:
    val = {"slag": "kvalitet", "pa": True, "period": "ar"}
    assert rapportschema.satt_schema(fall.namnd, dagar=59, av=None, **val)
    with pytest.raises(Regelbrott, match="före den 1 mars"):
        rapportschema.satt_schema(fall.namnd, dagar=60, av=None, **val)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"period": "ar"}, "rapportschema_period_efter_slag"),
        ({"slag": "maluppfyllelse"}, "rapportschema_period_efter_slag"),
        ({"dagar": 0}, "rapportschema_dagar"),
        ({"dagar": 91}, "rapportschema_dagar"),
        ({"fel": "Något"}, "rapportschema_fel_med_period"),
    ],
)
def test_a_schedule_that_contradicts_itself(
    fall: Fall, andrat: dict[str, Any], villkor: str
) -> None:
    schema = manad(fall.namnd)
    with nekas(villkor):
        Rapportschema.objects.update(**andrat)
    schema.pk = None
    with nekas("rapportschema_en_gang"):
        schema.save(force_insert=True)
