"""A unit that ends: its history stays, what is open follows the rule chosen, on the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from cykel.models import (
    Checklista,
    Internkontrollplan,
    Kontrollmoment,
    Risk,
    Rutin,
    Verksamhetsplan,
)
from kvalitet import klocka
from kvalitet.actions import omorganisation as akter
from kvalitet.actions.organisation import bygg_sokvagar, flytta
from kvalitet.fel import Regelbrott
from kvalitet.handelser import beratta
from kvalitet.models import Anvandare, Enhet, Handelse, Omorganisation
from kvalitet.tasks import genomfor_omorganisationer
from kvalitet.texter import datum
from synpunkter.models import Synpunkt
from synpunkter.tillstand import Lage
from tests import factories
from tests.cykel import fabrik, sprang
from tests.factories import Kommun
from tests.synpunkter import exempel

pytestmark = pytest.mark.django_db

IDAG = klocka.idag()
SEN = IDAG + timedelta(days=30)


@pytest.fixture
def hemvard(kommun: Kommun) -> Enhet:
    """Another area beside Hemtjänst, that can take over."""
    ny = factories.enhet("Hemvård", "omrade", kommun.vok)
    bygg_sokvagar()
    ny.refresh_from_db()
    return ny


def avsluta(enhet: Enhet, mottagare: Enhet, av: Anvandare, **andrat: Any) -> Omorganisation:
    falt: dict[str, Any] = {"fran": IDAG, "planregel": "foljer"}
    return akter.avsluta_enhet(enhet, mottagare=mottagare, **(falt | andrat), av=av)


def test_the_unit_ends_and_its_place_stays_in_the_history(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare
) -> None:
    avsluta(kommun.centrum, hemvard, anna_administrator)
    kommun.centrum.refresh_from_db()
    assert kommun.centrum.upphorde == IDAG
    assert kommun.centrum.placeringar.get().till == IDAG
    assert kommun.centrum not in Enhet.objects.verksamma()
    assert kommun.centrum.sokvag.startswith(kommun.hemtjanst.sokvag)


def test_roles_go_on_in_the_unit_that_takes_over(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare
) -> None:
    lars = factories.person("Lars Chef", "CH", kommun.centrum)
    avsluta(kommun.centrum, hemvard, anna_administrator)
    idag = {t.enhet for t in lars.tilldelningar.giltiga(IDAG)}
    assert idag == {hemvard}
    igar = {t.enhet for t in lars.tilldelningar.giltiga(IDAG - timedelta(days=1))}
    assert igar == {kommun.centrum}


def test_open_plans_and_uppdrag_follow_and_the_timeline_tells(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare
) -> None:
    p = fabrik.utkast(kommun)
    uppdrag = fabrik.uppdrag(p)
    _tom(kommun, anna_administrator)
    avsluta(kommun.hemtjanst, hemvard, anna_administrator)
    p.plan.refresh_from_db()
    uppdrag.refresh_from_db()
    assert (p.plan.enhet, uppdrag.enhet, p.plan.namnd) == (hemvard, hemvard, kommun.von)
    assert Handelse.objects.om(p.plan).first().slag == "plan.bytte_enhet"  # type: ignore[union-attr]


def test_leaps_risks_controls_checklists_and_routines_follow(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare
) -> None:
    s = sprang.ide(kommun).sprang
    oppna = [s, *_grannar(kommun.hemtjanst, kommun, anna_administrator)]
    _tom(kommun, anna_administrator)
    assert {"1\N{NO-BREAK SPACE}risk i registret", "1\N{NO-BREAK SPACE}checklista"} <= set(
        akter.oppet_i(kommun.hemtjanst)
    )
    avsluta(kommun.hemtjanst, hemvard, anna_administrator)
    for ett in oppna:
        ett.refresh_from_db()
        assert ett.enhet == hemvard
        assert "gick över från Hemtjänst till Hemvård" in _senaste(ett)
    assert Risk.objects.get(rubrik="Avslutad").enhet == kommun.hemtjanst


def test_what_the_receiver_has_under_the_same_name_stays(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare
) -> None:
    egna = _grannar(hemvard, kommun, anna_administrator)
    andras = _grannar(kommun.hemtjanst, kommun, anna_administrator)
    _tom(kommun, anna_administrator)
    assert avsluta(kommun.hemtjanst, hemvard, anna_administrator).genomford
    for ett in (*egna, *andras):
        ett.refresh_from_db()
    assert {ett.enhet for ett in egna} == {hemvard}
    kvar = {type(ett).__name__ for ett in andras if ett.enhet == kommun.hemtjanst}
    assert kvar == {"Kontrollmoment", "Checklista", "Rutin"}


def _grannar(enhet: Enhet, kommun: Kommun, av: Anvandare) -> list[Any]:
    """A risk, a control, a checklist and a routine of the unit, and a risk that is ended."""
    plan, _ = Internkontrollplan.objects.get_or_create(
        namnd=kommun.von, ar=2026, defaults={"skapad": klocka.nu()}
    )
    falt = {"enhet": enhet, "namnd": kommun.von, "agare": av, "skapad": klocka.nu()}
    Risk.objects.get_or_create(
        rubrik="Avslutad", defaults=falt | {"ses_over_senast": IDAG, "avslutad": IDAG}
    )
    return [
        Risk.objects.create(rubrik="Personalbrist", ses_over_senast=SEN, **falt),
        Kontrollmoment.objects.create(
            plan=plan, enhet=enhet, vad="Attest", metod="Stickprov", senast=SEN, ansvarig=av
        ),
        Checklista.objects.create(enhet=enhet, namn="Basala rutiner", skapad=klocka.nu()),
        Rutin.objects.create(
            enhet=enhet, namn="Ändrad tid", version="1", agare=av, galler_fran=IDAG
        ),
    ]


def _senaste(ett: Any) -> str:
    return beratta(Handelse.objects.om(ett).select_related("av", "text")[:1])[0].mening


def test_a_plan_that_is_closed_has_had_the_period(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare
) -> None:
    p = fabrik.utkast(kommun)
    Verksamhetsplan.objects.create(
        enhet=hemvard,
        namnd=kommun.von,
        styrmodell=p.plan.styrmodell,
        period_fran=p.plan.period_fran,
        period_till=p.plan.period_till,
        planansvarig=p.folk.petra,
        skapad=p.plan.skapad,
        inlast=True,
    )
    Verksamhetsplan.objects.filter(enhet=hemvard).update(fas="avslutad")
    _tom(kommun, anna_administrator)
    rad = avsluta(kommun.hemtjanst, hemvard, anna_administrator)
    assert "har redan en plan för Vård- och omsorgsnämnden" in rad.hinder


def test_plans_may_be_finished_where_they_are(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare
) -> None:
    p = fabrik.utkast(kommun)
    _tom(kommun, anna_administrator)
    avsluta(kommun.hemtjanst, hemvard, anna_administrator, planregel="stannar")
    p.plan.refresh_from_db()
    assert p.plan.enhet == kommun.hemtjanst


def test_a_plan_that_cannot_follow_says_why_and_holds_all_back(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare
) -> None:
    p = fabrik.utkast(kommun)
    Verksamhetsplan.objects.create(
        enhet=hemvard,
        namnd=kommun.von,
        styrmodell=p.plan.styrmodell,
        period_fran=p.plan.period_fran,
        period_till=p.plan.period_till,
        planansvarig=p.folk.petra,
        skapad=p.plan.skapad,
    )
    uppdrag = fabrik.uppdrag(p)
    _tom(kommun, anna_administrator)
    rad = avsluta(kommun.hemtjanst, hemvard, anna_administrator)
    assert rad.genomford is None
    assert "har redan en plan för Vård- och omsorgsnämnden" in rad.hinder
    uppdrag.refresh_from_db()
    assert uppdrag.enhet == kommun.hemtjanst


def test_open_cases_follow_and_closed_ones_stay(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare
) -> None:
    oppen = exempel.synpunkt(kommun, enhet=kommun.centrum)
    personal = exempel.Personal(kommun)
    sluten = exempel.i_lage(Lage.AVSLUTAD, kommun, personal, enhet=kommun.centrum)
    Synpunkt.objects.filter(pk=sluten.pk).update(enhet=kommun.centrum)
    avsluta(kommun.centrum, hemvard, anna_administrator)
    oppen.refresh_from_db()
    sluten.refresh_from_db()
    assert (oppen.enhet, sluten.enhet) == (hemvard, kommun.centrum)


def test_what_is_open_waits_for_the_day(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare
) -> None:
    oppen = exempel.synpunkt(kommun, enhet=kommun.centrum)
    rad = avsluta(kommun.centrum, hemvard, anna_administrator, fran=SEN)
    oppen.refresh_from_db()
    assert (rad.genomford, oppen.enhet) == (None, kommun.centrum)
    with klocka.stalld(klocka.nu() + timedelta(days=30)):
        genomfor_omorganisationer()
        genomfor_omorganisationer()
    oppen.refresh_from_db()
    rad.refresh_from_db()
    assert oppen.enhet == hemvard
    assert rad.genomford
    assert Handelse.objects.om(oppen).filter(slag="synpunkt.bytte_enhet").count() == 1


def test_until_the_day_it_can_be_taken_back_and_nothing_has_changed(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare
) -> None:
    lars = factories.person("Lars Chef", "CH", kommun.centrum)
    redan = factories.person("Rut Chef", "CH", hemvard)
    fore = _daterat(kommun.centrum, hemvard)
    rad = avsluta(kommun.centrum, hemvard, anna_administrator, fran=SEN)
    akter.angra(rad, av=anna_administrator)
    akter.angra(rad, av=anna_administrator)
    kommun.centrum.refresh_from_db()
    assert kommun.centrum.upphorde is None
    assert _daterat(kommun.centrum, hemvard) == fore
    assert (lars.tilldelningar.count(), redan.tilldelningar.count()) == (1, 1)


def test_after_the_day_it_cannot_be_taken_back(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare
) -> None:
    rad = avsluta(kommun.centrum, hemvard, anna_administrator)
    with pytest.raises(Regelbrott, match="går inte att ångra"):
        akter.angra(rad, av=anna_administrator)


def test_two_units_go_into_one(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare
) -> None:
    annan = factories.enhet("Hemtjänst Norr", "enhet", kommun.hemtjanst)
    bygg_sokvagar()
    rader = akter.sla_ihop(
        [kommun.centrum, annan], till=hemvard, fran=IDAG, planregel="foljer", av=anna_administrator
    )
    assert [rad.slag for rad in rader] == ["slas_ihop", "slas_ihop"]
    assert all(rad.genomford for rad in rader)


def test_a_split_makes_new_units_in_the_same_place(
    kommun: Kommun, anna_administrator: Anvandare
) -> None:
    oppen = exempel.synpunkt(kommun, enhet=kommun.centrum)
    nya = akter.dela(
        kommun.centrum,
        namn=["Centrum Norr", "Centrum Syd"],
        fran=IDAG,
        planregel="foljer",
        av=anna_administrator,
    )
    assert {ny.foralder_id for ny in Enhet.objects.filter(pk__in=[n.pk for n in nya])} == {
        kommun.hemtjanst.pk
    }
    oppen.refresh_from_db()
    assert oppen.enhet == nya[0]


@pytest.mark.parametrize(
    ("vad", "mening"),
    [
        ("barn", "Under Hemtjänst ligger Hemtjänst Centrum"),
        ("rot", "Kommunen ligger överst"),
        ("sig_sjalv", "Välj en annan enhet som tar över"),
        ("for_tidigt", "Välj ett senare datum"),
        ("igen", "redan bestämt"),
        ("upphor_sjalv", "ska själv upphöra"),
    ],
)
def test_what_cannot_end_says_why(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare, vad: str, mening: str
) -> None:
    enhet, mottagare, fran = kommun.centrum, hemvard, SEN
    if vad == "barn":
        enhet = kommun.hemtjanst
    if vad == "rot":
        enhet = kommun.rot
    if vad == "sig_sjalv":
        mottagare = enhet
    if vad == "for_tidigt":
        fran = factories.SEDAN
    if vad == "igen":
        avsluta(enhet, mottagare, anna_administrator, fran=SEN)
    if vad == "upphor_sjalv":
        avsluta(hemvard, kommun.bibliotek, anna_administrator, fran=SEN + timedelta(days=9))
    with pytest.raises(Regelbrott, match=mening):
        avsluta(enhet, mottagare, anna_administrator, fran=fran)


def test_only_who_has_the_right_at_both_ends(kommun: Kommun, hemvard: Enhet) -> None:
    adam = factories.person("Adam Administratör", "ADM", kommun.kfk)
    for enhet, mottagare in ((kommun.centrum, hemvard), (kommun.bibliotek, hemvard)):
        with pytest.raises(PermissionDenied):
            avsluta(enhet, mottagare, adam)


def test_the_database_keeps_one_decision_for_a_unit(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare
) -> None:
    rad = avsluta(kommun.centrum, hemvard, anna_administrator, fran=SEN)
    rad.pk = None
    with pytest.raises(IntegrityError, match="omorganisation_en_per_enhet"), transaction.atomic():
        rad.save()
    with pytest.raises(IntegrityError, match="annan_mottagare"), transaction.atomic():
        Omorganisation.objects.update(mottagare=kommun.centrum)
    with pytest.raises(IntegrityError, match="genomford_eller_angrad"), transaction.atomic():
        Omorganisation.objects.update(genomford=klocka.nu(), angrad=klocka.nu())
    with pytest.raises(IntegrityError, match="kant_slag"), transaction.atomic():
        Omorganisation.objects.update(slag="annat")
    with pytest.raises(IntegrityError, match="kand_planregel"), transaction.atomic():
        Omorganisation.objects.update(planregel="annan")


# --- The pages ------------------------------------------------------------------------------


def test_the_page_shows_what_is_open_and_ends_the_unit(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare, client: Client
) -> None:
    exempel.synpunkt(kommun, enhet=kommun.centrum)
    client.force_login(anna_administrator)
    adress = f"/arbete/organisation/{kommun.centrum.pk}/avsluta/"
    assert "1\N{NO-BREAK SPACE}öppen synpunkt" in client.get(adress).content.decode()
    fel = client.post(
        adress, {"fran": "2019-01-01", "mottagare": hemvard.pk, "planregel": "foljer"}
    )
    assert "Välj ett senare datum" in fel.content.decode()
    falt = {"fran": SEN.isoformat(), "mottagare": hemvard.pk, "planregel": "foljer"}
    sida = client.post(adress, falt, follow=True).content.decode()
    assert "Hemvård tar över." in sida
    assert f"upphör {datum(SEN)}." in sida
    assert f"till och med {datum(SEN - timedelta(days=1))}" in sida
    rad = Omorganisation.objects.get()
    angrad = client.post(f"/arbete/organisation/angra/{rad.pk}/", follow=True)
    assert "finns kvar" in angrad.content.decode()


def test_the_page_says_first_what_must_be_done_before_the_unit_can_end(
    kommun: Kommun, anna_administrator: Anvandare, client: Client
) -> None:
    client.force_login(anna_administrator)
    sida = client.get(f"/arbete/organisation/{kommun.hemtjanst.pk}/avsluta/").content.decode()
    assert f"Under {kommun.hemtjanst} ligger {kommun.centrum}" in sida
    sida = client.get(f"/arbete/organisation/{kommun.centrum.pk}/avsluta/").content.decode()
    assert "Flytta eller avsluta dem först" not in sida


def test_merge_and_split_through_their_pages(
    kommun: Kommun, hemvard: Enhet, anna_administrator: Anvandare, client: Client
) -> None:
    client.force_login(anna_administrator)
    bas = f"/arbete/organisation/{kommun.centrum.pk}"
    ett_namn = {"namn": "Bara ett", "fran": SEN.isoformat(), "planregel": "foljer"}
    assert "Skriv minst två namn" in client.post(f"{bas}/dela/", ett_namn).content.decode()
    falt = {"mottagare": hemvard.pk, "fran": SEN.isoformat(), "planregel": "stannar"}
    assert client.post(f"{bas}/sla-ihop/", falt).status_code == 302
    assert Omorganisation.objects.get().slag == "slas_ihop"


def test_others_come_nowhere(kommun: Kommun, erik_enhetschef: Anvandare, client: Client) -> None:
    client.force_login(erik_enhetschef)
    for verb in ("avsluta", "sla-ihop", "dela"):
        assert client.get(f"/arbete/organisation/{kommun.centrum.pk}/{verb}/").status_code == 403
    adam = factories.person("Adam Administratör", "ADM", kommun.kfk)
    client.force_login(adam)
    assert client.get(f"/arbete/organisation/{kommun.centrum.pk}/avsluta/").status_code == 404


def _tom(kommun: Kommun, av: Anvandare) -> None:
    """Hemtjänst has nothing below it."""
    flytta(kommun.centrum, under=kommun.vok, fran=IDAG - timedelta(days=1), av=av)


def _daterat(*enheter: Enhet) -> list[tuple[int, date, date | None]]:
    return [
        (rad.pk, rad.giltig.lower, rad.giltig.upper)
        for enhet in enheter
        for rader in (enhet.placeringar, enhet.ansvar, enhet.tilldelningar)
        for rad in rader.order_by("pk")
    ]
