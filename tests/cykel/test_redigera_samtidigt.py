"""Two who write in the same row at once: nothing is lost, both versions are seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from cykel.actions import plan as planakter
from cykel.actions.krock import Krock
from cykel.actions.planmall import spara_mall
from cykel.models import Aktivitet, Planindikator
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.cykel import fabrik
from tests.cykel.test_plansidor import som, text
from tests.cykel.test_redigera import falt, radera
from tests.samtidigt import Tradar, nagon_vantar_pa_las, vanta_tills


@pytest.fixture(autouse=True)
def _januari() -> Iterator[None]:
    with klocka.stalld(fabrik.SKRIVS):
        yield


@pytest.mark.django_db
def test_a_row_saved_meanwhile_is_shown_beside_what_was_written(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.utkast(kommun)
    rad = p.version.aktiviteter.get()
    planakter.andra_aktivitet(rad, rubrik="Karins ord", utgava=1, av=p.folk.karin)
    som(client, p.folk.petra)
    adress = radera(p, f"aktivitet/{rad.pk}/")
    svar = client.post(adress, falt(p, rubrik="Petras ord", utgava=1))
    sida = text(svar)
    assert "Någon annan har sparat raden medan du skrev." in sida
    assert "Sparat av Karin Kvalitet" in sida
    assert "Aktivitet Karins ord Petras ord" in sida
    assert p.version.aktiviteter.get().rubrik == "Karins ord"
    assert 'value="Petras ord"' in svar.content.decode()
    # The person has seen both and chooses: hers now stands over the edition that was shown.
    utgava = re.search(r'name="utgava" value="(\d+)"', svar.content.decode())
    assert utgava
    assert utgava.group(1) == "2"
    assert client.post(adress, falt(p, rubrik="Petras ord", utgava=2)).status_code == 302
    assert p.version.aktiviteter.get().rubrik == "Petras ord"


@pytest.mark.django_db
@pytest.mark.parametrize("sida", ["mal", "indikator"])
def test_answers_and_targets_meet_in_the_same_way(
    client: Client, kommun: factories.Kommun, sida: str
) -> None:
    p = fabrik.utkast(kommun)
    som(client, p.folk.petra)
    if sida == "mal":
        mal = p.styrning.inflytande
        planakter.koppla(p.version, mal=mal, koppling="indirekt", utgava=1, av=p.folk.karin)
        data: dict[str, Any] = {"koppling": "direkt", "utgava": 1}
        svar = client.post(radera(p, f"mal/{mal.pk}/"), data)
        assert "Hur berör det er? Indirekt Direkt" in text(svar)
        assert p.version.mal.get(mal=mal).koppling == "indirekt"
    else:
        rad = p.version.indikatorer.get()
        planakter.andra_indikator(rad, malvarde=Decimal(90), utgava=1, av=p.folk.karin)
        data = {"maltyp": "absolut", "malvarde": "95", "baslinje": "78", "utgava": 1}
        svar = client.post(radera(p, f"indikator/{rad.pk}/"), data)
        assert "Målvärde 90 95" in text(svar)
        assert p.version.indikatorer.get().malvarde == 90


@pytest.mark.django_db
def test_a_row_removed_meanwhile_keeps_what_was_written(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.utkast(kommun)
    rad = p.version.aktiviteter.get()
    planakter.ta_bort_aktivitet(rad, av=p.folk.karin)
    som(client, p.folk.petra)
    data = falt(p, rubrik="Petras ord", utgava=1, planmal=rad.planmal_id)
    svar = client.post(radera(p, f"aktivitet/{rad.pk}/"), data)
    html = svar.content.decode()
    assert "Någon har tagit bort raden medan du skrev." in text(svar)
    assert 'value="Petras ord"' in html
    skicka = re.search(r'<form method="post" action="([^"]*redigera[^"]*)"', html)
    nyckel = re.search(r'name="nyckel" value="([^"]+)"', html)
    assert skicka
    assert nyckel
    client.post(skicka.group(1), data | {"nyckel": nyckel.group(1)})
    assert p.version.aktiviteter.get().rubrik == "Petras ord"


@pytest.mark.django_db
def test_an_indicator_removed_meanwhile_keeps_its_target(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.utkast(kommun)
    rad = p.version.indikatorer.get()
    planakter.ta_bort_indikator(rad, av=p.folk.karin)
    data = {
        "maltyp": "absolut",
        "malvarde": "91",
        "utgava": 1,
        "planmal": rad.planmal_id,
        "indikator": rad.indikator_id,
    }
    svar = som(client, p.folk.petra).post(radera(p, f"indikator/{rad.pk}/"), data)
    assert "Någon har tagit bort raden" in text(svar)
    assert 'value="91"' in svar.content.decode()
    assert f'<option value="{rad.indikator_id}" selected>' in svar.content.decode()


@pytest.mark.django_db
def test_a_row_changed_meanwhile_is_not_removed_unseen(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.utkast(kommun)
    rad = p.version.aktiviteter.get()
    planakter.andra_aktivitet(rad, rubrik="Karins ord", utgava=1, av=p.folk.karin)
    som(client, p.folk.petra)
    adress = radera(p, f"aktivitet/{rad.pk}/ta-bort/")
    svar = client.post(adress, {"utgava": 1})
    assert "Någon annan har sparat raden" in text(svar)
    assert p.version.aktiviteter.exists()
    client.post(adress, {"utgava": 2})
    assert not p.version.aktiviteter.exists()


@pytest.mark.django_db
def test_the_same_words_from_two_are_no_conflict(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    rad = p.version.aktiviteter.get()
    for person in (p.folk.karin, p.folk.petra):
        planakter.andra_aktivitet(rad, rubrik="Samma ord", utgava=1, av=person)
    assert p.version.aktiviteter.get().utgava == 2
    assert Handelse.objects.filter(slag="plan.aktivitet_andrad").count() == 1


def test_of_eight_who_save_one_row_at_once_one_does_and_seven_are_told(
    riktig_databas: str,
) -> None:
    p = fabrik.utkast(factories.kommun())
    rad = p.version.aktiviteter.get()
    ord_ = [f"Ord {n}" for n in range(8)]

    def spara(rubrik: str) -> str:
        with klocka.stalld(fabrik.SKRIVS):
            try:
                planakter.andra_aktivitet(rad, rubrik=rubrik, utgava=1, av=p.folk.petra)
            except Krock as fel:
                return f"såg {fel.rad}"
        return rubrik

    with Tradar() as tradar:
        svar = [tradar.kor(lambda ett=ett: spara(ett)) for ett in ord_]
        utfall = [s.result(timeout=30) for s in svar]
    vinnare = [ett for ett in utfall if ett in ord_]
    assert len(vinnare) == 1
    assert utfall.count(f"såg {vinnare[0]}") == 7
    rad = Aktivitet.objects.get(pk=rad.pk)
    assert (rad.rubrik, rad.utgava) == (vinnare[0], 2)


def test_eight_who_answer_a_goal_at_once_give_one_answer(riktig_databas: str) -> None:
    p = fabrik.tomt_utkast(factories.kommun())

    def svara(n: int) -> bool:
        with klocka.stalld(fabrik.SKRIVS):
            try:
                planakter.koppla(
                    p.version,
                    mal=p.styrning.trygghet,
                    koppling="beror_inte",
                    skal=f"Skäl {n}",
                    utgava=0,
                    av=p.folk.petra,
                )
            except Krock:
                return False
        return True

    with Tradar() as tradar:
        svar = [tradar.kor(lambda n=n: svara(n)) for n in range(8)]
        assert [s.result(timeout=30) for s in svar].count(True) == 1
    assert p.version.mal.count() == 1


def test_a_form_sent_twice_at_once_makes_one_row(riktig_databas: str) -> None:
    p = fabrik.utkast(factories.kommun())
    planmal = p.version.mal.get(mal=p.styrning.trygghet)
    nyckel = uuid4()

    def lagg_till() -> int:
        with klocka.stalld(fabrik.SKRIVS):
            return int(fabrik.lagg_aktivitet(p, planmal, rubrik="En gång", nyckel=nyckel).pk)

    with Tradar() as tradar:
        svar = [tradar.kor(lagg_till) for _ in range(4)]
        assert len({s.result(timeout=30) for s in svar}) == 1
    assert Aktivitet.objects.filter(rubrik="En gång").count() == 1


def test_saving_waits_for_who_removes_and_then_says_so(riktig_databas: str) -> None:
    p = fabrik.utkast(factories.kommun())
    rad = p.version.indikatorer.get()

    def spara() -> str:
        with klocka.stalld(fabrik.SKRIVS):
            try:
                planakter.andra_indikator(rad, malvarde=Decimal(99), utgava=1, av=p.folk.petra)
            except Regelbrott as fel:
                return fel.mening
        return "sparad"

    with Tradar() as tradar:
        with klocka.stalld(fabrik.SKRIVS), transaction.atomic():
            planakter.ta_bort_indikator(rad, utgava=1, av=p.folk.karin)
            svar = tradar.kor(spara)
            vanta_tills(nagon_vantar_pa_las, "den andra väntar på låset")
        assert svar.result(timeout=30).startswith("Raden är borttagen.")
    assert not Planindikator.objects.exists()


def test_of_two_units_that_save_one_name_at_once_one_does(riktig_databas: str) -> None:
    p = fabrik.utkast(factories.kommun())
    with klocka.stalld(fabrik.SKRIVS):
        annan = planakter.skapa_plan(
            enhet=p.kommun.centrum,
            namnd=p.kommun.von,
            styrmodell=p.styrning.styrmodell,
            period_fran=p.plan.period_fran,
            period_till=p.plan.period_till,
            planansvarig=p.folk.petra,
            av=p.folk.petra,
        )
        centrum = fabrik.Plan(p.kommun, p.styrning, p.folk, annan)
        fabrik.lagg_aktivitet(centrum, fabrik.koppla_trygghet(centrum))

    def spara(plan: fabrik.Plan, av: Anvandare) -> bool:
        try:
            with klocka.stalld(fabrik.SKRIVS):
                spara_mall(plan.version, namn="Samma", enhetsslag="enhet", av=av)
        except Regelbrott:
            return False
        return True

    with Tradar() as tradar:
        with transaction.atomic():
            assert spara(p, p.folk.petra)
            andra = tradar.kor(lambda: spara(centrum, p.folk.karin))
            vanta_tills(nagon_vantar_pa_las, "den andra väntar på sin tur")
        assert andra.result() is False
