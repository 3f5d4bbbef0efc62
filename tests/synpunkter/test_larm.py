"""The trend alarm: a signal in a unit's week becomes one task for the plan owner."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cykel.actions.paminnelse import skicka_paminnelser
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Utskick
from synpunkter.actions import larm as larmakter
from synpunkter.actions.larm import besvara_larm, larma
from synpunkter.actions.skrap import avsluta_skrap
from synpunkter.models import Synpunkt, Trendlarm
from synpunkter.tasks import larma as larma_task
from synpunkter.tillstand import Lage
from synpunkter.trend import serier, veckor
from tests import factories
from tests.cykel import kil
from tests.databas import nekas
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.exempel import Personal, i_lage

MANDAG = datetime(2026, 10, 12, 3, 20, tzinfo=UTC)
"""Monday 12 October 2026, 05.20 in Sweden: when the week from 5 October is judged."""
VECKOR = 40


def fyll(kommun: Kommun, sista: list[int], *, vanligt: int = 1, **andrat: object) -> None:
    """Forty weeks with `vanligt` klagomål each, then the last weeks as given."""
    mall = exempel.synpunkt(kommun, **andrat)
    antal = [*[vanligt] * (VECKOR - len(sista)), *sista]
    forsta = MANDAG - timedelta(weeks=VECKOR + 1)
    rader = [
        (forsta, 1),  # the week that is not whole: the municipality began in it
        *((forsta + timedelta(weeks=n + 1, days=2), a) for n, a in enumerate(antal)),
    ]
    nya = []
    for tid, hur_manga in rader:
        for _ in range(hur_manga):
            ny = Synpunkt.objects.get(pk=mall.pk)
            nummer = f"{mall.pk}-{len(nya)}"
            ny.pk, ny.referens, ny.inkom = None, f"S{nummer}", tid
            ny.kod_hmac, ny.token_hmac = f"k{nummer}", f"t{nummer}"
            nya.append(ny)
    Synpunkt.objects.bulk_create(nya)


@pytest.fixture
def petra(kommun: Kommun, petra_planansvarig: Anvandare) -> Anvandare:
    kv1, _ = kil.tillfallen()
    kil.plan(kommun, petra_planansvarig, kil.styrning(kommun), tillfalle=kv1)
    return petra_planansvarig


def larm(kommun: Kommun, sista: int = 9) -> Trendlarm:
    fyll(kommun, [sista])
    with klocka.stalld(MANDAG):
        larma()
    return Trendlarm.objects.get()


def test_a_signal_is_a_task_for_the_plan_owner_once(kommun: Kommun, petra: Anvandare) -> None:
    fyll(kommun, [9])
    with klocka.stalld(MANDAG):
        assert larma() == 1
        assert larma() == 0
        larma_task()
    ett = Trendlarm.objects.get()
    assert (ett.enhet, ett.namnd, ett.typ) == (kommun.hemtjanst, kommun.von, "klagomal")
    assert (ett.regel, ett.antal, ett.vanligt) == ("over", 9, 1.0)
    assert ett.vecka == date(2026, 10, 5)
    assert ett.ansvarig == petra
    assert ett.senast == date(2026, 10, 19)
    assert Handelse.objects.om(ett).get().slag == "trendlarm.utlost"


def test_noise_is_no_signal(kommun: Kommun, petra: Anvandare) -> None:
    fyll(kommun, [3])
    with klocka.stalld(MANDAG):
        assert larma() == 0


def test_too_little_history_says_nothing(kommun: Kommun, petra: Anvandare) -> None:
    with klocka.stalld(MANDAG):
        assert larma() == 0  # none at all
    for _ in range(30):
        with klocka.stalld(MANDAG - timedelta(days=3)):
            exempel.synpunkt(kommun)
    with klocka.stalld(MANDAG):
        assert larma() == 0  # thirty in the first week that there was


def test_eight_weeks_above_are_one_task_however_long_it_lasts(
    kommun: Kommun, petra: Anvandare
) -> None:
    fyll(kommun, [3] * 8)
    with klocka.stalld(MANDAG):
        assert larma() == 1
    ett = Trendlarm.objects.get()
    assert ett.regel == Trendlarm.Regel.SVIT
    besvara_larm(ett, svar="bevakas", kommentar="Ny grupp.", av=petra)
    for vecka in (1, 2, 3):
        for _ in range(3):
            exempel.synpunkt(kommun, inkom=MANDAG + timedelta(weeks=vecka - 1, days=2))
        with klocka.stalld(MANDAG + timedelta(weeks=vecka)):
            assert larma() == 0


def test_an_alarm_that_nobody_has_answered_is_the_only_one(
    kommun: Kommun, petra: Anvandare
) -> None:
    larm(kommun)
    senare = MANDAG + timedelta(weeks=20)
    for _ in range(15):
        exempel.synpunkt(kommun, inkom=senare - timedelta(days=3))
    with klocka.stalld(senare):
        assert larma() == 0
    Trendlarm.objects.update(svar="kant", besvarad=MANDAG, besvarad_av=petra)
    with klocka.stalld(senare):
        assert larma() == 1


def test_a_case_that_was_split_is_one(kommun: Kommun) -> None:
    """Its parts, in the same unit or another, are no more synpunkter than the sender wrote."""
    personal = Personal(kommun)
    exempel.synpunkt(kommun, inkom=MANDAG - timedelta(weeks=3))
    with klocka.stalld(MANDAG - timedelta(days=4)):
        i_lage(Lage.DELAD, kommun, personal)
    raknade = serier(veckor(MANDAG.date()))
    assert raknade[(kommun.hemtjanst.pk, kommun.von.pk, "klagomal")][-1] == 1


def test_each_type_and_unit_is_judged_by_its_own_history(kommun: Kommun, petra: Anvandare) -> None:
    fyll(kommun, [9])
    fyll(kommun, [9], vanligt=9, enhet=kommun.centrum)  # much, as always
    fyll(kommun, [9], enhet=kommun.bibliotek, namnd=kommun.kfn, typ="forslag")
    with klocka.stalld(MANDAG):
        larma()
    rader = set(Trendlarm.objects.values_list("enhet__namn", "typ", "ansvarig__namn"))
    assert rader == {
        ("Hemtjänst", "klagomal", petra.namn),
        ("Stadsbiblioteket", "forslag", None),  # works by no plan
    }


def test_suspected_spam_is_not_counted(kommun: Kommun) -> None:
    fyll(kommun, [2])
    with klocka.stalld(MANDAG):
        fore = serier(veckor(MANDAG.date()))
        exempel.synpunkt(kommun, misstankt=True, inkom=MANDAG - timedelta(days=3))
        assert serier(veckor(MANDAG.date())) == fore


def test_nor_is_spam_that_a_person_has_closed(kommun: Kommun) -> None:
    fyll(kommun, [2])
    with klocka.stalld(MANDAG):
        fore = serier(veckor(MANDAG.date()))
        s = exempel.synpunkt(kommun, misstankt=True, inkom=MANDAG - timedelta(days=3))
        avsluta_skrap(s, av=Personal(kommun).registrator)
        assert serier(veckor(MANDAG.date())) == fore


def test_a_week_is_monday_to_sunday_in_sweden(kommun: Kommun) -> None:
    fyll(kommun, [1])
    with klocka.stalld(MANDAG):
        (fore,) = serier(veckor(MANDAG.date())).values()
        for tid in (
            datetime(2026, 10, 4, 21, 59, tzinfo=UTC),  # Sunday 23.59: the week before
            datetime(2026, 10, 4, 22, 1, tzinfo=UTC),  # Monday 00.01
            datetime(2026, 10, 11, 22, 1, tzinfo=UTC),  # Monday 00.01 of the week to come
        ):
            exempel.synpunkt(kommun, inkom=tid)
        (efter,) = serier(veckor(MANDAG.date())).values()
    assert [e - f for f, e in zip(fore, efter, strict=True)][-2:] == [1, 1]


def test_the_owner_is_reminded_and_sees_it_on_the_start_page(
    kommun: Kommun, petra: Anvandare, client: Client
) -> None:
    larm(kommun)
    client.force_login(petra)
    with klocka.stalld(MANDAG):
        assert "Fler klagomål än vanligt, Hemtjänst" in client.get("/arbete/").content.decode()
    Utskick.objects.all().delete()
    with klocka.stalld(MANDAG + timedelta(days=4)):
        skicka_paminnelser()
    brev = [json.loads(u.innehall) for u in Utskick.objects.filter(mall="paminnelse")]
    assert [b["mottagare"] for b in brev if "Fler klagomål än vanligt" in b["text"]] == [
        petra.epost
    ]


def test_the_page_shows_numbers_and_no_words(
    kommun: Kommun, petra: Anvandare, client: Client
) -> None:
    ett = larm(kommun)
    client.force_login(petra)  # reads no synpunkt
    adress = f"/arbete/synpunkter/trender/{ett.pk}/"
    sida = client.get(adress).content.decode()
    assert "Det kom 9 klagomål den veckan. Vanligt är 1,0 per vecka." in sida
    assert "<svg" in sida
    rad = '<th scope="row">5 oktober 2026</th><td class="siffra">9</td><td>Ja</td>'
    assert rad in sida.replace("\xa0", " ")
    assert exempel.TEXT not in sida
    assert ett.enhet.namn in client.get("/arbete/synpunkter/trender/").content.decode()


def test_the_answer_is_given_once_with_its_reason(
    kommun: Kommun, petra: Anvandare, client: Client
) -> None:
    ett = larm(kommun)
    client.force_login(petra)
    adress = f"/arbete/synpunkter/trender/{ett.pk}/"
    fel = client.post(adress, {"svar": "", "kommentar": ""}).content.decode()
    assert "Välj vad ni gör." in fel
    client.post(adress, {"svar": "brist", "kommentar": "Planeraren saknar ersättare."})
    ett.refresh_from_db()
    assert (ett.svar, ett.besvarad_av) == ("brist", petra)
    sida = client.get(adress).content.decode()
    assert "Planeraren saknar ersättare." in sida
    assert "Spara svaret" not in sida
    with pytest.raises(Regelbrott, match="redan besvarat"):
        besvara_larm(ett, svar="kant", kommentar="X", av=petra)


def test_others_read_or_are_kept_out(
    kommun: Kommun, petra: Anvandare, client: Client, bo_biblioteksman: Anvandare
) -> None:
    ett = larm(kommun)
    adress = f"/arbete/synpunkter/trender/{ett.pk}/"
    client.force_login(bo_biblioteksman)
    assert client.get(adress).status_code == 404
    assert "Hemtjänst" not in client.get("/arbete/synpunkter/trender/").content.decode()
    hanna = factories.person("Hanna H", "HS", kommun.vok, namnd=kommun.von)
    client.force_login(hanna)
    assert client.get(adress).status_code == 200
    assert client.post(adress, {"svar": "kant", "kommentar": "X"}).status_code == 403
    with pytest.raises(PermissionDenied):
        besvara_larm(ett, svar="kant", kommentar="X", av=hanna)
    with pytest.raises(Regelbrott, match="Välj vad ni gör"):
        besvara_larm(ett, svar="nej", kommentar="X", av=petra)


def test_a_series_that_has_moved_leaves_the_alarm_without_a_chart(
    kommun: Kommun, petra: Anvandare, client: Client
) -> None:
    ett = larm(kommun)
    Synpunkt.objects.update(enhet=kommun.centrum)
    client.force_login(Personal(kommun).registrator)
    sida = client.get(f"/arbete/synpunkter/trender/{ett.pk}/").content.decode()
    assert "Kurvan går inte att visa längre" in sida


def test_the_database_keeps_one_alarm_and_a_whole_answer(kommun: Kommun, petra: Anvandare) -> None:
    ett = larm(kommun)
    with nekas("trendlarm_besvarat_helt"):
        Trendlarm.objects.filter(pk=ett.pk).update(svar="kant")
    ny = Trendlarm.objects.get(pk=ett.pk)
    ny.pk = None
    ny.vecka += timedelta(weeks=1)
    with nekas("trendlarm_ett_oppet"):
        ny.save(force_insert=True)
    Trendlarm.objects.filter(pk=ett.pk).update(svar="kant", besvarad=MANDAG, besvarad_av=petra)
    ny.vecka = ett.vecka
    with nekas("trendlarm_en_gang"):
        ny.save(force_insert=True)


def test_a_fault_in_one_unit_stops_no_other(
    kommun: Kommun, petra: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    fyll(kommun, [9])
    fyll(kommun, [9], enhet=kommun.centrum)
    riktig = larmakter.plan_som_pagar

    def trasig(enhet: object, namnd: object) -> object:
        if enhet == kommun.hemtjanst:
            raise RuntimeError("trasig")
        return riktig(enhet, namnd)  # type: ignore[arg-type]

    monkeypatch.setattr(larmakter, "plan_som_pagar", trasig)
    with klocka.stalld(MANDAG):
        assert larma() == 1
    assert Trendlarm.objects.get().enhet == kommun.centrum
