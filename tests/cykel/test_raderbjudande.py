"""A kontor's plan passes rows down to its units' drafts, and gathers what they do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from cykel.actions import plan as planakter
from cykel.actions.raderbjudande import anta, avboj, skicka_rader
from cykel.models import (
    Aktivitet,
    Mallaktivitet,
    Mallindikator,
    Planindikator,
    Planmall,
    Raderbjudande,
    Verksamhetsplan,
)
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Utskick
from tests import factories
from tests.cykel import fabrik
from tests.cykel.test_plansidor import rutt, som, text
from tests.samtidigt import Tradar


@pytest.fixture(autouse=True)
def _januari() -> Iterator[None]:
    with klocka.stalld(fabrik.SKRIVS):
        yield


@dataclass(frozen=True)
class Tva:
    """The area's plan with two rows, and the empty draft of its unit with its own author."""

    p: fabrik.Plan
    under: Verksamhetsplan
    cilla: Anvandare

    @property
    def rader(self) -> list[Aktivitet | Planindikator]:
        version = self.p.version
        return [
            *version.aktiviteter.select_related("planmal__mal"),
            *version.indikatorer.select_related("planmal__mal", "indikator"),
        ]

    def skicka(self, **andrat: Any) -> int:
        falt: dict[str, Any] = {
            "rader": self.rader,
            "planer": [self.under],
            "av": self.p.folk.petra,
        }
        return skicka_rader(self.p.version, **(falt | andrat))

    def erbjudande(self, rubrik: str = "Alla har en namngiven kontaktman") -> Raderbjudande:
        return self.under.raderbjudanden.get(rubrik=rubrik)


def tva(kommun: factories.Kommun) -> Tva:
    p = fabrik.utkast(kommun)
    cilla = factories.person("Cilla Centrum", "PA", kommun.centrum)
    with klocka.stalld(fabrik.SKRIVS):
        under = planakter.skapa_plan(
            enhet=kommun.centrum,
            namnd=kommun.von,
            styrmodell=p.styrning.styrmodell,
            period_fran=date(2026, 3, 1),
            period_till=date(2026, 12, 31),
            planansvarig=cilla,
            av=cilla,
        )
    return Tva(p, under, cilla)


# --- Sending --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_rows_are_offered_once_and_the_author_is_told(kommun: factories.Kommun) -> None:
    t = tva(kommun)
    assert t.skicka() == 2
    assert t.skicka() == 0
    assert t.under.raderbjudanden.filter(lage="vantar").count() == 2
    brev = Utskick.objects.get(mall="rader_erbjudna")
    assert "cilla.centrum@kommun.example" in brev.innehall
    assert "två rader" in brev.innehall
    assert Handelse.objects.filter(slag="plan.rader_skickade").count() == 1
    # Nothing stands in the unit's plan before the unit has said so.
    assert not t.under.versioner.get().aktiviteter.exists()


@pytest.mark.django_db
def test_only_drafts_below_receive(kommun: factories.Kommun) -> None:
    t = tva(kommun)
    with pytest.raises(Regelbrott, match="är inte ett utkast under planen"):
        t.skicka(planer=[t.p.plan])
    bibliotek = Verksamhetsplan.objects.create(
        enhet=kommun.bibliotek,
        namnd=kommun.kfn,
        styrmodell=t.p.styrning.styrmodell,
        period_fran=date(2026, 1, 1),
        period_till=date(2026, 12, 31),
        planansvarig=t.cilla,
        skapad=fabrik.SKRIVS,
    )
    with pytest.raises(Regelbrott, match="är inte ett utkast under planen"):
        t.skicka(planer=[bibliotek])
    with pytest.raises(Regelbrott, match="Välj minst en rad"):
        t.skicka(rader=[])
    with pytest.raises(PermissionDenied):
        t.skicka(av=t.cilla)


@pytest.mark.django_db
def test_a_row_under_an_uppdrag_is_the_receivers_own(kommun: factories.Kommun) -> None:
    t = tva(kommun)
    uppdrag = fabrik.uppdrag(t.p)
    version, petra = t.p.version, t.p.folk.petra
    rad = planakter.koppla(version, uppdrag=uppdrag, koppling="direkt", av=petra)
    with pytest.raises(Regelbrott, match="Rader under ett uppdrag skickas inte ner"):
        t.skicka(rader=[fabrik.lagg_aktivitet(t.p, rad)])


# --- Answering ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_taken_with_one_press_it_stands_in_the_draft_once(kommun: factories.Kommun) -> None:
    t = tva(kommun)
    t.skicka()
    for _ in range(2):
        svar = anta(t.erbjudande(), av=t.cilla)
    assert svar.lage == "antaget"
    rad = t.under.versioner.get().aktiviteter.get()
    assert (rad.ansvarig, rad.rapportor) == (t.cilla, t.cilla)
    assert (rad.start, rad.slut) == (date(2026, 3, 1), date(2026, 6, 30))  # within its period
    assert rad.planmal.mal == t.p.styrning.trygghet
    assert rad.planmal.koppling == "direkt"
    anta(t.erbjudande("Trygga i hemmet"), av=t.cilla)
    matt = t.under.versioner.get().indikatorer.get()
    assert (matt.malvarde, matt.baslinje) == (85, None)  # where it stands, the unit knows
    assert Handelse.objects.filter(slag="plan.rad_antagen").count() == 2


@pytest.mark.django_db
def test_declined_with_a_reason_and_changed_ones_mind(kommun: factories.Kommun) -> None:
    t = tva(kommun)
    t.skicka()
    with pytest.raises(Regelbrott, match="Skriv varför"):
        avboj(t.erbjudande(), skal=" ", av=t.cilla)
    assert avboj(t.erbjudande(), skal="Vi har det redan.", av=t.cilla).lage == "avbojt"
    assert t.skicka() == 0  # an answer is an answer
    anta(t.erbjudande(), av=t.cilla)
    with pytest.raises(Regelbrott, match="redan med i planen"):
        avboj(t.erbjudande(), skal="Nej.", av=t.cilla)


@pytest.mark.django_db
def test_a_goal_declined_stands_in_the_way_of_its_rows(kommun: factories.Kommun) -> None:
    t = tva(kommun)
    t.skicka()
    planakter.koppla(
        t.under.versioner.get(),
        mal=t.p.styrning.trygghet,
        koppling="beror_inte",
        skal="Vi har inga äldre.",
        av=t.cilla,
    )
    with pytest.raises(Regelbrott, match="Målet berör inte er"):
        anta(t.erbjudande(), av=t.cilla)
    assert t.erbjudande().lage == "vantar"


@pytest.mark.django_db
def test_a_row_taken_out_above_can_only_be_declined(
    client: Client, kommun: factories.Kommun
) -> None:
    t = tva(kommun)
    t.skicka()
    planakter.ta_bort_aktivitet(t.p.version.aktiviteter.get(), av=t.p.folk.petra)
    with pytest.raises(Regelbrott, match="har tagit bort raden"):
        anta(t.erbjudande(), av=t.cilla)
    sida = som(client, t.cilla).get(f"/arbete/planer/{t.under.pk}/erbjudna-rader/")
    assert "Kontoret har tagit bort raden ur sin plan." in text(sida)


@pytest.mark.django_db
def test_only_the_units_own_answer(kommun: factories.Kommun) -> None:
    t = tva(kommun)
    t.skicka()
    for akt in (lambda e, av: anta(e, av=av), lambda e, av: avboj(e, skal="Nej.", av=av)):
        with pytest.raises(PermissionDenied):
            akt(t.erbjudande(), t.p.folk.erik)


def test_taken_from_eight_sides_at_once_it_stands_once(riktig_databas: str) -> None:
    t = tva(factories.kommun())
    with klocka.stalld(fabrik.SKRIVS):
        t.skicka()
    erbjudande = t.erbjudande()

    def ta() -> str:
        with klocka.stalld(fabrik.SKRIVS):
            return anta(erbjudande, av=t.cilla).lage

    with Tradar() as tradar:
        svar = [tradar.kor(ta) for _ in range(8)]
        assert {s.result(timeout=60) for s in svar} == {"antaget"}
    assert Aktivitet.objects.filter(version__plan=t.under).count() == 1
    assert Handelse.objects.filter(slag="plan.rad_antagen").count() == 1


# --- The pages ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_pages_send_take_and_decline(client: Client, kommun: factories.Kommun) -> None:
    t = tva(kommun)
    som(client, t.p.folk.petra)
    adress = rutt(t.p, "skicka-rader/")
    assert "Välj minst en enhet." in text(client.post(adress, {}))
    rad, matt = t.rader
    falt = {"rader": [f"aktivitet-{rad.pk}", f"indikator-{matt.pk}"], "planer": [t.under.pk]}
    assert "Två rader är skickade." in text(client.post(adress, falt, follow=True))
    assert "Väntar på svar" in text(client.get(adress))
    som(client, t.cilla)
    bas = f"/arbete/planer/{t.under.pk}/"
    assert "Ta ställning till två rader från kontoret" in text(client.get(f"{bas}redigera/"))
    adress = f"{bas}erbjudna-rader/"
    ett, annat = t.erbjudande(), t.erbjudande("Trygga i hemmet")
    for _ in range(2):
        svar = client.post(adress, {"rad": ett.pk, "gor": "anta"}, follow=True)
        assert "är med i planen." in text(svar)
    nej = {"rad": annat.pk, "gor": "avboj", "skal": ""}
    assert "Skriv varför ni inte tar med raden." in text(client.post(adress, nej))
    svar = client.post(adress, nej | {"skal": "Vi mäter annat."}, follow=True)
    assert "Avböjt: Vi mäter annat." in text(svar)
    assert client.post(adress, {"rad": 0, "gor": "anta"}).status_code == 404
    assert "Avböjt: Vi mäter annat." in text(
        som(client, t.p.folk.petra).get(rutt(t.p, "skicka-rader/"))
    )


@pytest.mark.django_db
def test_the_page_gathers_the_units_plans(client: Client, kommun: factories.Kommun) -> None:
    t = tva(kommun)
    t.skicka()
    anta(t.erbjudande(), av=t.cilla)
    factories.enhet("Hemtjänst Öster", "enhet", kommun.hemtjanst)
    factories.bygg_sokvagar()
    sida = text(som(client, t.p.folk.petra).get(rutt(t.p, "enheter/")))
    assert "Hemtjänst Centrum Planera Utkast 1 av 2 1 0" in sida
    assert "Saknar plan: Hemtjänst Öster." in sida
    assert "Har aktiviteter Hemtjänst Centrum (1)" in sida
    assert "Har inte svarat Hemtjänst Centrum" in sida
    planakter.koppla(
        t.under.versioner.get(),
        mal=t.p.styrning.inflytande,
        koppling="beror_inte",
        skal="Nej.",
        av=t.cilla,
    )
    assert "Berörs inte Hemtjänst Centrum" in text(client.get(rutt(t.p, "enheter/")))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sida", "laser"), [("skicka-rader/", 403), ("erbjudna-rader/", 403), ("enheter/", 200)]
)
def test_who_gets_at_the_pages(
    client: Client, kommun: factories.Kommun, sida: str, laser: int
) -> None:
    t = tva(kommun)
    vera = factories.person("Vera Annan", "PA", kommun.kfk)
    assert som(client, vera).get(rutt(t.p, sida)).status_code == 404
    assert som(client, t.p.folk.erik).get(rutt(t.p, sida)).status_code == laser


# --- What the database refuses --------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("namn", "andrat"),
    [
        ("raderbjudande_avbojs_med_skal", {"lage": "avbojt"}),
        ("raderbjudande_besvarat_helt", {"lage": "antaget", "besvarat": None}),
        ("raderbjudande_besvarat_helt", {"lage": "vantar"}),
        ("raderbjudande_en_rad", {"planindikator": True}),
        ("raderbjudande_en_gang", {"nyckel": True}),
    ],
)
def test_the_database_refuses_half_an_offer(
    kommun: factories.Kommun, namn: str, andrat: dict[str, Any]
) -> None:
    t = tva(kommun)
    t.skicka()
    if "nyckel" in andrat:
        andrat = {"nyckel": t.erbjudande("Trygga i hemmet").nyckel}
    elif "planindikator" in andrat:
        andrat = {"planindikator": t.p.version.indikatorer.get()}
    else:
        andrat = {"besvarat_av": t.cilla, "besvarat": fabrik.SKRIVS, **andrat}
    with pytest.raises(IntegrityError, match=namn), transaction.atomic():
        Raderbjudande.objects.filter(pk=t.erbjudande().pk).update(**andrat)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("modell", "namn"),
    [
        (Aktivitet, "aktivitet_kopieras_en_gang"),
        (Planindikator, "planindikator_kopieras_en_gang"),
    ],
)
def test_the_database_refuses_a_second_copy(
    kommun: factories.Kommun, modell: type[Aktivitet | Planindikator], namn: str
) -> None:
    t = tva(kommun)
    planmal = t.p.version.mal.get(mal=t.p.styrning.trygghet)
    fabrik.lagg_aktivitet(t.p, planmal, rubrik="Två")
    andra = fabrik.indikatorakter.skapa_indikator(
        namn="En till",
        definition="Antal",
        matt="antal",
        riktning="hogre",
        kalla="manuell",
        frekvens="helar",
        agare=t.cilla,
        skal_ej_kon="Räknas inte så.",
        av=None,
    )
    fabrik.lagg_indikator(t.p, planmal, andra)
    nyckel = uuid4()
    with pytest.raises(IntegrityError, match=namn), transaction.atomic():
        modell._default_manager.filter(version=t.p.version).update(kopia_av=nyckel)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "namn", ["planmall_eget_namn", "mallaktivitet_tid_framat", "mallindikator_en_gang"]
)
def test_the_database_refuses_a_bad_template(kommun: factories.Kommun, namn: str) -> None:
    t = tva(kommun)
    falt: dict[str, Any] = {
        "namn": "Mall",
        "enhetsslag": "enhet",
        "skapad": fabrik.SKRIVS,
        "skapad_av": t.cilla,
    }
    mall = Planmall.objects.create(**falt)
    indikator = t.p.version.indikatorer.get().indikator
    Mallindikator.objects.create(mall=mall, indikator=indikator, maltyp="absolut")
    dalig = {
        "planmall_eget_namn": Planmall(**falt),
        "mallaktivitet_tid_framat": Mallaktivitet(mall=mall, rubrik="X", start_dag=3, slut_dag=2),
        "mallindikator_en_gang": Mallindikator(mall=mall, indikator=indikator, maltyp="absolut"),
    }[namn]
    with pytest.raises(IntegrityError, match=namn), transaction.atomic():
        dalig.save()
