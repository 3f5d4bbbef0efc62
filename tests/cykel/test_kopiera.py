"""Last year's rows in the next plan: the preview, the act, the next year in one, and undoing it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cykel.actions import kopiera as akter
from cykel.actions import mal as malakter
from cykel.actions import plan as planakter
from cykel.models import (
    Aktivitet,
    Malmappning,
    Malniva,
    Styrmodell,
    Verksamhetsplan,
)
from cykel.villkor.kopiering import Kopia, flytta, kopior
from cykel.villkor.malpar import motsvarande_mal
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.cykel import fabrik
from tests.cykel.test_plansidor import rutt, som, text

NOVEMBER = fabrik.tid(11, 10)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with klocka.stalld(NOVEMBER):
        yield


def nasta(p: fabrik.Plan, styrmodell: Styrmodell | None = None) -> Verksamhetsplan:
    """An empty plan for 2027, in the same styrmodell unless told."""
    with klocka.stalld(NOVEMBER):
        return planakter.skapa_plan(
            enhet=p.plan.enhet,
            namnd=p.plan.namnd,
            styrmodell=styrmodell or p.styrning.styrmodell,
            period_fran=date(2027, 1, 1),
            period_till=date(2027, 12, 31),
            planansvarig=p.folk.petra,
            av=p.folk.petra,
        )


def rader(plan: Verksamhetsplan) -> dict[str, Kopia]:
    """The preview by heading."""
    kalla = akter.forra_versionen(plan)
    assert kalla
    return {rad.rubrik: rad for rad in kopior(kalla, plan, plan.versioner.get())}


def alla(plan: Verksamhetsplan) -> list[str]:
    return [rad.id for rad in rader(plan).values() if not rad.hinder]


def kopiera(plan: Verksamhetsplan, av: Anvandare, **andrat: Any) -> int:
    falt: dict[str, Any] = {"val": alla(plan), "ersattare": {}}
    return akter.kopiera(plan.versioner.get(), **(falt | andrat), av=av)


def ny_styrmodell(p: fabrik.Plan) -> tuple[Styrmodell, Malniva]:
    ny = Styrmodell.objects.create(
        namn="Styrmodell 2027–2030",
        fran=date(2027, 1, 1),
        till=date(2030, 12, 31),
        status="kommande",
        beslut_organ="Kommunfullmäktige",
    )
    return ny, Malniva.objects.create(styrmodell=ny, ordning=1, etikett="Mål")


def nytt_mal(niva: Malniva, p: fabrik.Plan, **andrat: Any) -> Any:
    falt: dict[str, Any] = {
        "nummer": 9,
        "kort": "Nytt",
        "text": "Ett nytt mål",
        "namnd": p.kommun.von,
        "beslut_organ": "Kommunfullmäktige",
        "beslut_datum": date(2026, 10, 26),
        "av": None,
    }
    return malakter.registrera_mal(niva=niva, **(falt | andrat))


def forbered(p: fabrik.Plan, **andrat: Any) -> Verksamhetsplan:
    kalla = p.plan.versioner.gallande().get()
    kalla.plan = p.farsk()
    styrmodell = andrat.pop("styrmodell", p.styrning.styrmodell)
    blivande = akter.nasta_plan(kalla.plan, styrmodell)
    val = [rad.id for rad in kopior(kalla, blivande, None, bara_pagaende=True) if not rad.hinder]
    falt: dict[str, Any] = {
        "styrmodell": styrmodell,
        "planansvarig": p.folk.petra,
        "val": val,
        "ersattare": {},
        "av": p.folk.petra,
    }
    return akter.forbered_nasta_ar(p.farsk(), **(falt | andrat))


# --- What follows and what does not ---------------------------------------------------------------


@pytest.mark.django_db
def test_all_rows_follow_with_their_dates_moved(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    plan = nasta(p)
    assert kopiera(plan, p.folk.petra) == 4
    version = plan.versioner.get()
    ny, gammal = version.aktiviteter.get(), p.version.aktiviteter.get()
    assert (ny.start, ny.slut) == (date(2027, 2, 1), date(2027, 6, 30))
    assert (ny.rubrik, ny.vantad_effekt) == (gammal.rubrik, gammal.vantad_effekt)
    assert ny.kopia_av == gammal.nyckel
    assert ny.nyckel != gammal.nyckel  # what is reported on last year's is not this year's
    assert version.indikatorer.get().malvarde == 85
    svar = dict(version.mal.values_list("mal", "koppling"))
    assert svar == {p.styrning.trygghet.pk: "direkt", p.styrning.inflytande.pk: "beror_inte"}
    assert Handelse.objects.filter(slag="plan.kopierad", objekt_id=plan.pk).count() == 1


def test_leap_day_moves_to_the_28th() -> None:
    assert flytta(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert flytta(date(2026, 2, 28), 2) == date(2028, 2, 28)


@pytest.mark.django_db
def test_nothing_is_copied_twice(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    plan = nasta(p)
    val = alla(plan)
    kopiera(plan, p.folk.petra)
    version = plan.versioner.get()
    planakter.andra_aktivitet(version.aktiviteter.get(), rubrik="Nya ord", av=p.folk.petra)
    assert kopiera(plan, p.folk.petra, val=val) == 0
    assert version.aktiviteter.count() == 1
    assert {rad.hinder for rad in rader(plan).values()} == {
        "Finns redan i planen.",
        "Är redan besvarat i planen.",
    }


@pytest.mark.django_db
def test_only_the_chosen_rows_follow(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    plan = nasta(p)
    aktivitet = rader(plan)["Alla har en namngiven kontaktman"]
    assert kopiera(plan, p.folk.petra, val=[aktivitet.id]) == 1
    version = plan.versioner.get()
    assert not version.indikatorer.exists()
    # The goal comes along with its answer, since a row stands under a goal.
    assert version.mal.get().koppling == "direkt"


@pytest.mark.django_db
def test_the_drafts_own_answer_stands(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    plan = nasta(p)
    mal = p.styrning.trygghet
    version = plan.versioner.get()
    planakter.koppla(version, mal=mal, koppling="beror_inte", skal="Flyttat.", av=p.folk.petra)
    assert rader(plan)["Trygga i hemmet"].hinder.startswith("Ni har svarat att målet inte berör er")
    planakter.koppla(version, mal=mal, koppling="indirekt", av=p.folk.petra)
    kopiera(plan, p.folk.petra)
    assert version.mal.get(mal=mal).koppling == "indirekt"
    assert version.aktiviteter.exists()


@pytest.mark.django_db
def test_who_has_left_is_marked_and_must_be_replaced(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    plan = nasta(p)
    Anvandare.objects.filter(pk=p.folk.amir.pk).update(is_active=False)
    rad = rader(plan)["Alla har en namngiven kontaktman"]
    assert rad.anmarkningar == ("Amir Aktivitet har slutat.",)
    with pytest.raises(Regelbrott, match="Amir Aktivitet har slutat"):
        kopiera(plan, p.folk.petra)
    assert not plan.versioner.get().mal.exists()
    kopiera(plan, p.folk.petra, ersattare={p.folk.amir.pk: p.folk.karin})
    ny = plan.versioner.get().aktiviteter.get()
    assert (ny.ansvarig, ny.rapportor) == (p.folk.petra, p.folk.karin)


@pytest.mark.django_db
def test_one_who_has_left_takes_nothing_over(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    plan = nasta(p)
    borta = (p.folk.amir.pk, p.folk.erik.pk)
    Anvandare.objects.filter(pk__in=borta).update(is_active=False)
    erik = Anvandare.objects.get(pk=p.folk.erik.pk)
    with pytest.raises(Regelbrott, match="Erik Chef har slutat"):
        kopiera(plan, p.folk.petra, ersattare={p.folk.amir.pk: erik})


@pytest.mark.django_db
def test_an_uppdrag_that_is_closed_stays_behind(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    uppdrag = fabrik.uppdrag(p)
    with klocka.stalld(fabrik.SKRIVS):
        rad = planakter.koppla(p.version, uppdrag=uppdrag, koppling="direkt", av=p.folk.petra)
        fabrik.lagg_aktivitet(p, rad, rubrik="Svara på uppdraget")
    with klocka.stalld(fabrik.SKICKAS):
        planakter.skicka(p.version, av=p.folk.petra)
    with klocka.stalld(fabrik.FASTSTALLS):
        planakter.faststall(p.version, **fabrik.BESLUT, av=p.folk.erik)
    plan = nasta(p)
    assert not rader(plan)["Svara på uppdraget"].hinder
    malakter.avsluta_uppdrag(
        uppdrag, datum=date(2026, 6, 1), paragraf="§ 9", aterrapportering="", av=p.folk.karin
    )
    assert rader(plan)["Svara på uppdraget"].hinder.startswith("Uppdraget är avslutat")


@pytest.mark.django_db
def test_goals_of_another_styrmodell_are_matched_by_words(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    styrmodell, niva = ny_styrmodell(p)
    samma_ord = nytt_mal(niva, p, text="Äldre med hemtjänst  ska känna sig trygga i sitt hem.")
    plan = nasta(p, styrmodell)
    assert motsvarande_mal([p.styrning.trygghet, p.styrning.inflytande], plan) == {
        p.styrning.trygghet.pk: samma_ord
    }
    svar = [rad for rad in rader(plan).values() if rad.hinder]
    assert [rad.hinder for rad in svar] == ["Målet finns inte i Styrmodell 2027–2030."]
    kopiera(plan, p.folk.petra)
    version = plan.versioner.get()
    assert version.aktiviteter.get().planmal.mal == samma_ord


@pytest.mark.django_db
@pytest.mark.parametrize("kod", ["A", "B"])
def test_the_criterion_follows_by_its_letter(kommun: factories.Kommun, kod: str) -> None:
    p = fabrik.utkast(kommun)
    kriterium = p.styrning.trygghet.kriterier.get(kod="A")
    with klocka.stalld(fabrik.SKRIVS):
        rad = p.version.indikatorer.get()
        planakter.andra_indikator(rad, kriterium=kriterium, av=p.folk.petra)
    with klocka.stalld(fabrik.SKICKAS):
        planakter.skicka(p.version, av=p.folk.petra)
    with klocka.stalld(fabrik.FASTSTALLS):
        planakter.faststall(p.version, **fabrik.BESLUT, av=p.folk.erik)
    styrmodell, niva = ny_styrmodell(p)
    nytt = nytt_mal(niva, p, text=p.styrning.trygghet.text, kriterier=[(kod, "Nya ord")])
    plan = nasta(p, styrmodell)
    saknas = ("Det nya målet har inte kriteriet. Välj ett annat efteråt.",)
    assert rader(plan)["Trygga i hemmet"].anmarkningar == (() if kod == "A" else saknas)
    kopiera(plan, p.folk.petra)
    kopierat = plan.versioner.get().indikatorer.get().kriterium
    assert kopierat == (nytt.kriterier.get() if kod == "A" else None)


@pytest.mark.django_db
def test_a_goal_with_the_same_number_and_name_takes_its_place(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    styrmodell, niva = ny_styrmodell(p)
    ny = nytt_mal(niva, p, nummer=1, kort="trygghet", text="Andra ord om samma sak")
    annan = nytt_mal(niva, p, nummer=2, kort="Något annat", text="Helt andra ord")
    plan = nasta(p, styrmodell)
    par = motsvarande_mal([p.styrning.trygghet, p.styrning.inflytande], plan)
    assert par == {p.styrning.trygghet.pk: ny}
    assert annan not in par.values()


@pytest.mark.django_db
def test_what_was_decided_of_a_goal_goes_before_words(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    styrmodell, niva = ny_styrmodell(p)
    nytt_mal(niva, p, nummer=1, text=p.styrning.trygghet.text)
    blev = nytt_mal(niva, p, nummer=2, kort="Något annat", text="Helt andra ord")
    nytt_mal(niva, p, nummer=3, text=p.styrning.inflytande.text)
    Malmappning.objects.create(fran=p.styrning.trygghet, styrmodell=styrmodell, till=blev)
    Malmappning.objects.create(fran=p.styrning.inflytande, styrmodell=styrmodell, skal="Nått")
    plan = nasta(p, styrmodell)
    par = motsvarande_mal([p.styrning.trygghet, p.styrning.inflytande], plan)
    assert par == {p.styrning.trygghet.pk: blev}
    svaret = rader(plan)["Målet berör er direkt"]
    assert (svaret.under, svaret.detalj) == (str(blev), f"Hette förut {p.styrning.trygghet}.")


@pytest.mark.django_db
@pytest.mark.parametrize(("varde", "mal"), [(88, 88), (80, 85)])
def test_a_target_that_is_reached_is_raised_to_what_is_reached(
    kommun: factories.Kommun, varde: int, mal: int
) -> None:
    p = fabrik.i_genomfora(kommun)
    fabrik.varden(p.version.indikatorer.get().indikator, kommun, 70, varde)
    plan = nasta(p)
    assert rader(plan)["Målet berör er direkt"].detalj == ""
    hojs = rader(plan)["Trygga i hemmet"].anmarkningar
    assert bool(hojs) == (varde > 85)
    kopiera(plan, p.folk.petra)
    ny = plan.versioner.get().indikatorer.get()
    assert ny.malvarde == mal
    # Where the unit stands now is where the new plan begins.
    assert (ny.baslinje, ny.basar) == (Decimal(varde), 2025)


# --- The page -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_page_shows_all_chosen_and_copies_in_one_act(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.i_genomfora(kommun)
    plan = nasta(p)
    som(client, p.folk.petra)
    adress = f"/arbete/planer/{plan.pk}/kopiera/"
    html = client.get(adress).content.decode()
    assert len(re.findall(r'name="rader"[^>]*checked', html)) == 4
    svar = client.post(adress, {"rader": alla(plan)}, follow=True)
    assert "Fyra rader är kopierade." in text(svar)
    assert "Allt som kan följa med finns redan i planen." in text(client.get(adress))
    assert "Finns redan i planen." in text(client.get(adress))


@pytest.mark.django_db
def test_the_page_asks_who_takes_over(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    plan = nasta(p)
    Anvandare.objects.filter(pk=p.folk.amir.pk).update(is_active=False)
    som(client, p.folk.petra)
    adress = f"/arbete/planer/{plan.pk}/kopiera/"
    assert "Tar över efter Amir Aktivitet" in text(client.get(adress))
    val = alla(plan)
    svar = client.post(adress, {"rader": val})
    assert "Amir Aktivitet har slutat. Välj vem som tar över." in text(svar)
    falt = {"rader": val, f"ersattare_{p.folk.amir.pk}": p.folk.karin.pk}
    assert client.post(adress, falt).status_code == 302
    assert Aktivitet.objects.get(version__plan=plan).rapportor == p.folk.karin


@pytest.mark.django_db
def test_nothing_chosen_is_told(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    plan = nasta(p)
    svar = som(client, p.folk.petra).post(f"/arbete/planer/{plan.pk}/kopiera/", {})
    assert "Välj minst en rad." in text(svar)


@pytest.mark.django_db
@pytest.mark.parametrize("sida", ["kopiera/", "nasta-ar/", "angra/"])
def test_others_do_not_get_at_the_pages(
    client: Client, kommun: factories.Kommun, sida: str
) -> None:
    p = fabrik.i_genomfora(kommun)
    vera = factories.person("Vera Annan", "PA", kommun.kfk)
    assert som(client, vera).get(rutt(p, sida)).status_code == 404
    assert som(client, p.folk.erik).get(rutt(p, sida)).status_code == 403
    assert client.delete(rutt(p, sida)).status_code == 405


@pytest.mark.django_db
def test_who_may_not_write_copies_nothing(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    plan = nasta(p)
    with pytest.raises(PermissionDenied):
        kopiera(plan, p.folk.erik)
    with pytest.raises(PermissionDenied):
        forbered(p, av=p.folk.erik)
    with pytest.raises(PermissionDenied):
        akter.angra_plan(plan, av=p.folk.erik)
