"""The editor: one page, rows that open in place, and what may not be written in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from cykel.actions import plan as planakter
from cykel.models import Aktivitet
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Handelse, Rolltilldelning
from tests import factories
from tests.cykel import fabrik
from tests.cykel.test_plansidor import rutt, som, text

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _januari() -> Iterator[None]:
    with klocka.stalld(fabrik.SKRIVS):
        yield


def utan_engangsdelar(html: str) -> str:
    """The markup without what differs from one rendering to the next: tokens and new names."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html)
    html = re.sub(r'(name="nyckel" value=)"[^"]*"', r"\1", html)
    html = html.replace(' hx-swap-oob="true"', "")
    return " ".join(html.split())


def bit(html: str, id_: str) -> str:
    """The element with the id, whole, however deep."""
    start = re.search(rf'<(\w+)[^>]* id="{id_}"|<(\w+) id="{id_}"', html)
    assert start, id_
    namn = start.group(1) or start.group(2)
    djup = 0
    for tagg in re.finditer(rf"<(/?){namn}\b[^>]*>", html[start.start() :]):
        djup += -1 if tagg.group(1) else 1
        if djup == 0:
            return utan_engangsdelar(html[start.start() : start.start() + tagg.end()])
    raise AssertionError(id_)


def formular(html: str) -> str:
    traff = re.search(r'(?s)<form method="post" action="[^"]*redigera.*?</form>', html)
    assert traff
    return utan_engangsdelar(traff.group(0))


def falt(p: fabrik.Plan, **andrat: Any) -> dict[str, Any]:
    grund = {
        "rubrik": "Alla har en namngiven kontaktman",
        "ansvarig": p.folk.petra.pk,
        "rapportor": p.folk.amir.pk,
        "start": "2026-02-01",
        "slut": "2026-06-30",
        "vantad_effekt": "Fler känner sin kontaktman.",
        "resurser": "",
    }
    return grund | andrat


def radera(p: fabrik.Plan, rest: str) -> str:
    return rutt(p, f"redigera/{rest}")


# --- The swapped part is the page's part ----------------------------------------------------------


@pytest.mark.django_db
def test_what_is_swapped_in_equals_the_reloaded_page(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.utkast(kommun)
    rad, indikator = p.version.aktiviteter.get(), p.version.indikatorer.get()
    som(client, p.folk.petra)
    ids = [
        f"aktivitet-{rad.pk}",
        f"indikator-{indikator.pk}",
        f"ny-aktivitet-{rad.planmal_id}",
        f"ny-indikator-{rad.planmal_id}",
        f"koppling-mal-{p.styrning.trygghet.pk}",
    ]
    hel = client.get(radera(p, "")).content.decode()
    adress = radera(p, f"?rad={','.join(ids)}&aven=rader-mal-{p.styrning.trygghet.pk}")
    delar = client.get(adress, headers=HTMX).content.decode()
    assert "<html" not in delar
    for id_ in (*ids, f"rader-mal-{p.styrning.trygghet.pk}", "kvar"):
        assert bit(delar, id_) == bit(hel, id_)


@pytest.mark.django_db
def test_a_saved_row_comes_back_as_the_page_shows_it(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.utkast(kommun)
    rad = p.version.aktiviteter.get()
    som(client, p.folk.petra)
    adress = radera(p, f"aktivitet/{rad.pk}/")
    nytt = falt(p, rubrik="Kontaktmän för alla", resurser="Två timmar i veckan", utgava=1)
    svar = client.post(adress, nytt, headers=HTMX, follow=True)
    id_ = f"aktivitet-{rad.pk}"
    ny = bit(svar.content.decode(), id_)
    assert "Kontaktmän för alla" in ny
    assert "Resurser: Två timmar i veckan" in ny
    assert ny == bit(client.get(radera(p, "")).content.decode(), id_)
    assert "är ändrad." in bit(svar.content.decode(), "besked")


@pytest.mark.django_db
@pytest.mark.parametrize("vad", ["koppling", "aktivitet", "indikator", "ny aktivitet", "ta bort"])
def test_the_form_in_its_place_is_the_form_of_the_page(
    client: Client, kommun: factories.Kommun, vad: str
) -> None:
    p = fabrik.utkast(kommun)
    rad, indikator = p.version.aktiviteter.get(), p.version.indikatorer.get()
    adress = {
        "koppling": f"mal/{p.styrning.trygghet.pk}/",
        "aktivitet": f"aktivitet/{rad.pk}/",
        "indikator": f"indikator/{indikator.pk}/",
        "ny aktivitet": f"rad/{rad.planmal_id}/aktivitet/",
        "ta bort": f"aktivitet/{rad.pk}/ta-bort/",
    }[vad]
    som(client, p.folk.petra)
    sida = client.get(radera(p, adress)).content.decode()
    del_ = client.get(radera(p, adress), headers=HTMX).content.decode()
    assert "<html" in sida
    assert "<html" not in del_
    assert "data-bit" in del_
    assert formular(sida) == formular(del_)


@pytest.mark.django_db
def test_a_new_row_is_followed_by_the_place_for_one_more(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.utkast(kommun)
    planmal = p.version.mal.get(mal=p.styrning.trygghet)
    som(client, p.folk.petra)
    plats = f"ny-aktivitet-{planmal.pk}"
    svar = client.post(
        radera(p, f"rad/{planmal.pk}/aktivitet/"),
        falt(p, rubrik="Anhörigkväll", nyckel=uuid4()),
        headers=HTMX | {"HX-Target": plats},
        follow=True,
    ).content.decode()
    ny = Aktivitet.objects.get(rubrik="Anhörigkväll")
    assert svar.index(f'id="aktivitet-{ny.pk}"') < svar.index(f'id="{plats}"')


@pytest.mark.django_db
def test_the_rows_below_come_with_the_first_answer(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.tomt_utkast(kommun)
    id_ = f"mal-{p.styrning.trygghet.pk}"
    som(client, p.folk.petra)
    adress = radera(p, f"mal/{p.styrning.trygghet.pk}/")
    svar = client.post(adress, {"koppling": "direkt", "utgava": 0}, headers=HTMX, follow=True)
    html = svar.content.decode()
    assert "Lägg till aktivitet" in bit(html, f"rader-{id_}")
    # An answer that leaves them where they are does not touch them: a form may stand open there.
    igen = {"koppling": "indirekt", "utgava": 1}
    svar = client.post(adress, igen, headers=HTMX, follow=True)
    assert f"rader-{id_}" not in svar.content.decode()


@pytest.mark.django_db
def test_what_is_left_stands_at_the_top_by_goal(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    som(client, p.folk.petra)
    kvar = text_av(bit(client.get(radera(p, "")).content.decode(), "kvar"))
    assert "Kvar att skriva på två av två mål och uppdrag" in kvar
    assert "Mål 1. Trygghet inte besvarat" in kvar
    fabrik.koppla_trygghet(p)
    html = client.get(radera(p, "")).content.decode()
    assert "Mål 1. Trygghet ingen aktivitet" in text_av(bit(html, "kvar"))
    assert f'href="#mal-{p.styrning.trygghet.pk}"' in bit(html, "kvar")


@pytest.mark.django_db
def test_nothing_left_leads_to_review(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    html = som(client, p.folk.petra).get(radera(p, "")).content.decode()
    kvar = text_av(bit(html, "kvar"))
    assert "Allt är skrivet." in kvar
    assert rutt(p, "skicka/") in html


def text_av(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- Bad input ------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"start": "2025-12-01"}, "Aktiviteten kan inte börja före planens period."),
        ({"start": "2027-01-02"}, "Aktiviteten kan inte börja efter planens period."),
        ({"slut": "2027-02-01"}, "Aktiviteten kan inte sluta efter planens period."),
        ({"slut": "2026-01-31"}, "Slutdatum ska vara samma dag som start eller senare."),
    ],
)
def test_dates_outside_the_period_are_told(
    client: Client, kommun: factories.Kommun, andrat: dict[str, str], mening: str
) -> None:
    p = fabrik.utkast(kommun)
    rad = p.version.aktiviteter.get()
    svar = som(client, p.folk.petra).post(radera(p, f"aktivitet/{rad.pk}/"), falt(p, **andrat))
    assert mening in text(svar)
    assert p.version.aktiviteter.get().utgava == 1


@pytest.mark.django_db
def test_a_responsible_who_has_left_is_told_in_the_row(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.utkast(kommun)
    type(p.folk.amir).objects.filter(pk=p.folk.amir.pk).update(is_active=False)
    sida = text(som(client, p.folk.petra).get(radera(p, "")))
    assert "Amir Aktivitet har slutat. Välj någon annan." in sida
    assert "en rad att rätta" in sida


@pytest.mark.django_db
def test_a_role_that_ends_before_the_activity_is_warned_of(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.utkast(kommun)
    roll = Rolltilldelning.objects.filter(anvandare=p.folk.amir)
    roll.update(giltig=(factories.SEDAN, date(2026, 4, 1)))
    som(client, p.folk.petra)
    sida = text(client.get(radera(p, "")))
    assert "Amir Aktivitet har sin roll i Hemtjänst till 31 mars 2026" in sida
    assert "Allt är skrivet." in sida  # a warning stops nothing
    roll.update(giltig=(factories.SEDAN, date(2026, 7, 1)))
    assert "har sin roll i Hemtjänst till" not in text(client.get(radera(p, "")))
    roll.update(enhet=kommun.bibliotek)
    assert "Amir Aktivitet har ingen roll i Hemtjänst" in text(client.get(radera(p, "")))


@pytest.mark.django_db
def test_the_same_form_sent_twice_makes_one_row(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.tomt_utkast(kommun)
    planmal = fabrik.koppla_trygghet(p)
    indikator = fabrik.trygghetsindikator(p.folk.amir)
    som(client, p.folk.petra)
    rad = falt(p, nyckel=uuid4())
    matt = {"indikator": indikator.pk, "maltyp": "absolut", "malvarde": "85", "nyckel": uuid4()}
    for _ in range(2):
        svar = client.post(radera(p, f"rad/{planmal.pk}/aktivitet/"), rad)
        assert svar.status_code == 302
        svar = client.post(radera(p, f"rad/{planmal.pk}/indikator/"), matt)
        assert svar.status_code == 302
    assert p.version.aktiviteter.count() == 1
    assert p.version.indikatorer.count() == 1
    assert Handelse.objects.filter(slag="plan.aktivitet_tillagd").count() == 1


# --- The five types of target ---------------------------------------------------------------------


ALLA_FALT = {
    "malvarde": "10",
    "malvarde_ovre": "15",
    "basar": "2024",
    "baslinje": "12,5",
    "jamforelse": "0000",
    "beskrivning": "Alla vet vem de ska ringa.",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("maltyp", "kvar"),
    [
        ("absolut", {"malvarde", "basar", "baslinje"}),
        ("intervall", {"malvarde", "malvarde_ovre", "basar", "baslinje"}),
        ("riktning_mot_basar", {"basar", "baslinje"}),
        ("gap_mot_jamforelse", {"jamforelse", "basar", "baslinje"}),
        ("kvalitativ", {"beskrivning"}),
    ],
)
def test_a_target_keeps_only_the_fields_of_its_type(
    client: Client, kommun: factories.Kommun, maltyp: str, kvar: set[str]
) -> None:
    p = fabrik.utkast(kommun)
    rad = p.version.indikatorer.get()
    adress = radera(p, f"indikator/{rad.pk}/")
    svar = som(client, p.folk.petra).post(adress, {"maltyp": maltyp, "utgava": 1, **ALLA_FALT})
    assert svar.status_code == 302
    rad = p.version.indikatorer.get()
    assert {namn for namn in ALLA_FALT if getattr(rad, namn) not in (None, "")} == kvar


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("maltyp", "andrat", "mening"),
    [
        ("absolut", {"malvarde": ""}, "Skriv målvärdet, eller vilken dag målet sätts senast."),
        ("intervall", {"malvarde_ovre": ""}, "Skriv övre gränsen, eller vilken dag"),
        ("intervall", {"malvarde_ovre": "9"}, "Övre gränsen ska vara minst lika hög"),
        ("riktning_mot_basar", {"basar": ""}, "Skriv vilket år det ska bli bättre än"),
        ("riktning_mot_basar", {"basar": "2031"}, "Basåret ska vara ett år mellan 1990 och 2026."),
        ("gap_mot_jamforelse", {"jamforelse": ""}, "Skriv vad värdet jämförs med"),
        ("gap_mot_jamforelse", {"jamforelse": "norge"}, "Skriv Koladas kod: 0000 för riket"),
        ("gap_mot_jamforelse", {"jamforelse": "eget", "basar": ""}, "Skriv vilket år ert eget"),
        ("kvalitativ", {"beskrivning": ""}, "Beskriv vad som ska vara uppnått"),
        ("absolut", {"satts_senast": "2027-03-01"}, "Målet ska sättas innan planens period"),
    ],
)
def test_a_target_that_cannot_be_is_refused_in_a_sentence(
    client: Client, kommun: factories.Kommun, maltyp: str, andrat: dict[str, str], mening: str
) -> None:
    p = fabrik.utkast(kommun)
    rad = p.version.indikatorer.get()
    data = {"maltyp": maltyp, "utgava": 1, **ALLA_FALT, **andrat}
    svar = som(client, p.folk.petra).post(radera(p, f"indikator/{rad.pk}/"), data)
    assert mening in text(svar)
    assert p.version.indikatorer.get().utgava == 1


@pytest.mark.django_db
def test_a_target_may_wait_for_its_day(client: Client, kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    rad = p.version.indikatorer.get()
    data = {"maltyp": "intervall", "satts_senast": "2026-03-01", "utgava": 1}
    svar = som(client, p.folk.petra).post(radera(p, f"indikator/{rad.pk}/"), data, follow=True)
    assert "Mål: sätts senast 1 mars 2026" in text(svar)


@pytest.mark.django_db
def test_the_act_refuses_a_target_that_contradicts_itself(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    with pytest.raises(Regelbrott, match="Basåret"):
        planakter.andra_indikator(p.version.indikatorer.get(), basar=2031, av=p.folk.petra)


# --- The page's other ways ------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_empty_draft_is_offered_last_years_rows(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.i_genomfora(kommun)
    som(client, p.folk.petra)
    with klocka.stalld(fabrik.tid(11, 10)):
        ny = planakter.skapa_plan(
            enhet=p.plan.enhet,
            namnd=p.plan.namnd,
            styrmodell=p.plan.styrmodell,
            period_fran=date(2027, 1, 1),
            period_till=date(2027, 12, 31),
            planansvarig=p.folk.petra,
            av=p.folk.petra,
        )
    html = client.get(f"/arbete/planer/{ny.pk}/redigera/").content.decode()
    assert "Planen är tom." in html
    assert f"/arbete/planer/{ny.pk}/kopiera/" in html
    forra = client.get(radera(p, "")).content.decode()
    assert "Planen är tom." not in forra
    assert "kopiera/" not in forra


@pytest.mark.django_db
def test_more_than_five_indicators_under_a_goal_get_a_soft_word(
    client: Client, kommun: factories.Kommun
) -> None:
    p = fabrik.utkast(kommun)
    planmal = p.version.mal.get(mal=p.styrning.trygghet)
    som(client, p.folk.petra)
    for n in range(5):
        assert "tar mer tid att följa upp" not in text(client.get(radera(p, "")))
        matt = fabrik.indikatorakter.skapa_indikator(
            namn=f"Mått {n}",
            definition="Antal",
            matt="antal",
            riktning="hogre",
            kalla="manuell",
            frekvens="helar",
            agare=p.folk.amir,
            skal_ej_kon="Räknas inte så.",
            av=None,
        )
        fabrik.lagg_indikator(p, planmal, matt)
    sida = text(client.get(radera(p, "")))
    assert "Målet har 6 indikatorer. Fler än fem tar mer tid att följa upp" in sida
    assert "Allt är skrivet." in sida  # a word, not a stop


@pytest.mark.django_db
def test_what_is_frozen_at_adoption_holds_the_resources(kommun: factories.Kommun) -> None:
    p = fabrik.utkast(kommun)
    rad = p.version.aktiviteter.get()
    planakter.andra_aktivitet(rad, resurser="Två timmar i veckan", av=p.folk.petra)
    with klocka.stalld(fabrik.SKICKAS):
        planakter.skicka(p.version, av=p.folk.petra)
    with klocka.stalld(fabrik.FASTSTALLS):
        version = planakter.faststall(p.version, **fabrik.BESLUT, av=p.folk.erik)
    assert version.ogonblick
    assert "Två timmar i veckan" in str(version.ogonblick.innehall)
