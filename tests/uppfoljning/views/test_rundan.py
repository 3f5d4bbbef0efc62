"""The board of a round: who has what left, the reminder, and the file."""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cykel.actions.runda import las_runda
from cykel.models import Matvarde, Uppfoljningstillfalle
from kvalitet import klocka
from kvalitet.models import Anvandare, Handelse, Utskick
from tests import factories
from tests.cykel import kil
from tests.fragor import enheter, personer
from tests.uppfoljning.lage import Lage, bedomt, helt, synpunkt
from uppfoljning.actions.godkannande import godkann
from uppfoljning.rundan import i_ordning, i_rundan, rundans_varv, tavla
from uppfoljning.views import rundan


@pytest.fixture
def tavlan(lage: Lage) -> str:
    assert lage.varv.tillfalle
    return f"/arbete/uppfoljning/{lage.varv.tillfalle.pk}/laget/"


def fler(kommun: factories.Kommun, lage: Lage, antal: int) -> None:
    """So many more units in the round, each with its plan, goal, activity and indicator."""
    for enhet, person in zip(enheter(kommun, antal), personer(kommun, antal, "PA"), strict=True):
        plats = cast(factories.Kommun, SimpleNamespace(hemtjanst=enhet, von=kommun.von))
        kil.plan(plats, person, lage.mal, fas="folja_upp", tillfalle=lage.varv.tillfalle)


def test_each_follow_up_says_how_far_it_has_come_and_who_has_what_left(
    lage: Lage, tavlan: str, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    bedomt(lage, lage.kil.plan.planansvarig)
    client.force_login(karin_kvalitetssamordnare)
    sida = " ".join(client.get(tavlan).text.replace("\xa0", " ").split())
    assert "0 av 1 uppföljningar är godkända." in sida
    assert "Petra Planansvarig: 1 aktivitet" in sida
    assert "Sen, klart senast 20 april" in sida  # the tenth of June
    assert "#a-" in sida  # leads to where the activity is reported
    assert "Vård- och omsorgskontoret" in sida


def test_late_ones_come_first_and_the_approved_last(
    lage: Lage, kommun: factories.Kommun, erik_enhetschef: Anvandare
) -> None:
    fler(kommun, lage, 2)
    helt(lage, lage.kil.plan.planansvarig)
    godkann(lage.kil.plan, av=erik_enhetschef)
    tillfalle = lage.varv.tillfalle
    assert tillfalle
    (grupp,) = tavla(list(rundans_varv(tillfalle)), tillfalle, klocka.idag())
    assert [(rad.sen, rad.godkand) for rad in grupp.rader] == [
        (True, False),
        (True, False),
        (False, True),
    ]
    assert (grupp.sena, grupp.godkanda) == (2, 1)
    assert grupp.rader[2].kvar == ()


def test_pages_are_ordered_by_what_is_late_then_by_kontor_and_the_approved_last(
    lage: Lage, kommun: factories.Kommun, erik_enhetschef: Anvandare
) -> None:
    fler(kommun, lage, 3)
    tillfalle = lage.varv.tillfalle
    assert tillfalle
    for enhet, chef in zip((kommun.vok, kommun.rot), personer(kommun, 2, "PA"), strict=True):
        plats = cast(factories.Kommun, SimpleNamespace(hemtjanst=enhet, von=kommun.von))
        kil.plan(plats, chef, lage.mal, fas="folja_upp", tillfalle=tillfalle)
    helt(lage, lage.kil.plan.planansvarig)
    godkann(lage.kil.plan, av=erik_enhetschef)
    for dag in (klocka.idag(), tillfalle.enheter_senast, tillfalle.stanger + timedelta(days=1)):
        nycklar = i_ordning(i_rundan(tillfalle), kommun.von, tillfalle, dag)
        assert list(nycklar) == _ordnade(tillfalle, dag)


def _ordnade(tillfalle: Uppfoljningstillfalle, dag: date) -> list[int]:
    ut = []
    for varv in rundans_varv(tillfalle):
        senast, klar = tillfalle.senast_for(varv.plan), varv.godkand is not None
        ut.append((klar or senast >= dag, klar, senast, varv.plan.enhet.sokvag, varv.pk))
    return [pk for *_, pk in sorted(ut)]


@pytest.mark.parametrize("antal", [12, 60])
def test_the_board_costs_the_same_whatever_the_number_of_plans(
    lage: Lage,
    tavlan: str,
    kommun: factories.Kommun,
    client: Client,
    karin_kvalitetssamordnare: Anvandare,
    antal: int,
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    client.get(tavlan)
    with CaptureQueriesContext(connection) as en:
        client.get(tavlan)
    fler(kommun, lage, antal - 1)
    synpunkt(kommun.hemtjanst, kommun.von)
    with CaptureQueriesContext(connection) as manga:
        sida = client.get(tavlan).text
    assert sida.count('<tr id="v') == antal
    assert len(manga) == len(en) <= 32


def test_a_filter_keeps_a_namnd_and_what_is_left(
    lage: Lage,
    tavlan: str,
    kommun: factories.Kommun,
    client: Client,
    karin_kvalitetssamordnare: Anvandare,
    erik_enhetschef: Anvandare,
) -> None:
    helt(lage, lage.kil.plan.planansvarig)
    godkann(lage.kil.plan, av=erik_enhetschef)
    client.force_login(karin_kvalitetssamordnare)
    assert '<tr id="v' in client.get(f"{tavlan}?namnd={kommun.von.pk}").text
    assert '<tr id="v' not in client.get(f"{tavlan}?kvar=1").text
    assert client.get(f"{tavlan}?namnd={kommun.kfn.pk}").status_code == 404
    assert client.get(f"{tavlan}?namnd=x").status_code == 404


def test_with_many_units_the_namnder_are_shown_and_one_is_opened_a_page_at_a_time(
    lage: Lage,
    tavlan: str,
    kommun: factories.Kommun,
    client: Client,
    karin_kvalitetssamordnare: Anvandare,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fler(kommun, lage, 4)
    (enhet,), (chef,) = enheter(kommun, 1), personer(kommun, 1, "PA")
    plats = cast(factories.Kommun, SimpleNamespace(hemtjanst=enhet, von=kommun.kfn))
    kil.plan(plats, chef, lage.mal, fas="folja_upp", tillfalle=lage.varv.tillfalle)
    monkeypatch.setattr(rundan, "MANGA", 3)
    monkeypatch.setattr(rundan, "PER_SIDA", 2)
    client.force_login(karin_kvalitetssamordnare)
    oversikt = " ".join(client.get(tavlan).text.split())
    assert '<tr id="v' not in oversikt
    assert "0 av 6 uppföljningar är godkända." in oversikt
    assert f'<a href="?namnd={kommun.von.pk}">{kommun.von}</a>' in oversikt
    assert '<td class="siffra" data-rubrik="Godkända">0 av 5</td>' in oversikt
    namnen = [str(ett) for ett in sorted((kommun.von, kommun.kfn), key=lambda namnd: namnd.namn)]
    assert re.findall(r'<a href="\?namnd=\d+">([^<]+)</a>', oversikt) == namnen
    assert client.get(f"{tavlan}?namnd={kommun.kfn.pk}").text.count('<tr id="v') == 1
    sidor = [client.get(f"{tavlan}?namnd={kommun.von.pk}&sida={n}").text for n in (1, 2, 3)]
    raderna = [set(re.findall(r'<tr id="v(\d+)', sida)) for sida in sidor]
    assert [len(rader) for rader in raderna] == [2, 2, 1]
    assert len(set.union(*raderna)) == 5
    assert "0 av 2 godkända" not in sidor[0]  # a page tells nothing of the whole group
    assert f"?namnd={kommun.von.pk}&amp;sida=2" in sidor[0]
    for fel in ("0", "x", "9" * 50):
        assert client.get(f"{tavlan}?namnd={kommun.von.pk}&sida={fel}").status_code == 200


def test_the_namnder_with_nothing_left_are_filtered_away(
    lage: Lage,
    tavlan: str,
    kommun: factories.Kommun,
    client: Client,
    karin_kvalitetssamordnare: Anvandare,
    erik_enhetschef: Anvandare,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (enhet,), (chef,) = enheter(kommun, 1), personer(kommun, 1, "PA")
    plats = cast(factories.Kommun, SimpleNamespace(hemtjanst=enhet, von=kommun.kfn))
    kil.plan(plats, chef, lage.mal, fas="folja_upp", tillfalle=lage.varv.tillfalle)
    helt(lage, lage.kil.plan.planansvarig)
    godkann(lage.kil.plan, av=erik_enhetschef)
    monkeypatch.setattr(rundan, "MANGA", 1)
    client.force_login(karin_kvalitetssamordnare)
    kvar = client.get(f"{tavlan}?kvar=on").text
    assert f'href="?namnd={kommun.kfn.pk}&amp;kvar=on"' in kvar
    assert f'href="?namnd={kommun.von.pk}&amp;kvar=on"' not in kvar
    assert "1 av 2 uppföljningar är godkända." in kvar


def test_a_chef_sees_the_own_and_another_namnd_nothing(
    lage: Lage, tavlan: str, kommun: factories.Kommun, client: Client, erik_enhetschef: Anvandare
) -> None:
    client.force_login(erik_enhetschef)
    assert '<tr id="v' in client.get(tavlan).text
    annan = factories.person("Nils Nämnd", "NS", kommun.rot, namnd=kommun.kfn)
    client.force_login(annan)
    sida = client.get(tavlan)
    assert (sida.status_code, '<tr id="v' in sida.text) == (200, False)
    assert client.post(tavlan.replace("laget", "paminn"), {"varv": lage.varv.pk}).status_code == 404
    client.force_login(lage.kil.plan.planansvarig)
    assert client.get(tavlan).status_code == 403
    assert client.get("/arbete/uppfoljning/99999/laget/").status_code == 403
    client.force_login(erik_enhetschef)
    assert client.get("/arbete/uppfoljning/99999/laget/").status_code == 404


# --- The reminder ---------------------------------------------------------------------------------


def test_an_auditor_reads_the_board_and_reminds_nobody(
    client: Client, kommun: factories.Kommun, lage: Lage
) -> None:
    client.force_login(factories.person("Rut Revisor", "REV", kommun.rot))
    tillfalle = lage.varv.tillfalle_id
    sida = client.get(f"/arbete/uppfoljning/{tillfalle}/laget/")
    assert "Hemtjänst" in sida.text
    assert "Påminn" not in sida.text
    assert client.post(f"/arbete/uppfoljning/{tillfalle}/paminn/").status_code == 403
    assert not Utskick.objects.exists()


def test_each_is_reminded_once_a_day_of_all_that_is_left(
    lage: Lage,
    tavlan: str,
    kommun: factories.Kommun,
    client: Client,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    fler(kommun, lage, 1)
    client.force_login(karin_kvalitetssamordnare)
    paminn = tavlan.replace("laget", "paminn")
    assert client.get(paminn).status_code == 405
    forst = client.post(paminn, {"varv": lage.varv.pk}, follow=True)
    assert "En person får en påminnelse med mejl." in forst.text
    sedan = client.post(paminn, follow=True)
    assert "En person får en påminnelse med mejl. En person har redan fått" in sedan.text
    igen = client.post(paminn, follow=True)
    assert "Två personer har redan fått en påminnelse i dag." in igen.text
    brev = Utskick.objects.filter(mall="rundpaminnelse")
    assert brev.count() == 2
    ett = brev.get(nyckel__contains=f":{lage.kil.plan.planansvarig_id}:").innehall
    assert "Ring när tiden ändras: inte rapporterad" in ett
    assert f"/arbete/uppfoljning/{lage.varv.pk}/mal/{lage.mal.pk}/" in ett
    handelser = Handelse.objects.filter(slag="tillfalle.paminnelse").order_by("pk")
    assert [h.data for h in handelser] == [{"antal": 1}, {"antal": 1}]


def test_nobody_is_reminded_of_what_is_done_locked_or_out_of_sight(
    lage: Lage,
    tavlan: str,
    kommun: factories.Kommun,
    client: Client,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    client.force_login(karin_kvalitetssamordnare)
    paminn = tavlan.replace("laget", "paminn")
    Anvandare.objects.filter(pk=lage.kil.plan.planansvarig_id).update(is_active=False)
    assert "Ingen har något kvar att göra" in client.post(paminn, follow=True).text
    Anvandare.objects.filter(pk=lage.kil.plan.planansvarig_id).update(is_active=True)
    lage.kil.plan.planansvarig.tilldelningar.update(enhet=kommun.bibliotek)
    assert "Ingen har något kvar att göra" in client.post(paminn, follow=True).text
    lage.kil.plan.planansvarig.tilldelningar.update(enhet=kommun.hemtjanst)
    assert lage.varv.tillfalle
    las_runda(lage.varv.tillfalle, namnd=kommun.von, av=karin_kvalitetssamordnare)
    assert "Ingen har något kvar att göra" in client.post(paminn, follow=True).text
    assert not Utskick.objects.filter(mall="rundpaminnelse").exists()


# --- The file -------------------------------------------------------------------------------------


def test_the_file_has_a_line_for_each_person_and_no_formulas(
    lage: Lage, tavlan: str, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    Matvarde.objects.all().delete()
    Anvandare.objects.filter(pk=lage.kil.plan.planansvarig_id).update(namn="=HYPERLINK(1)")
    client.force_login(karin_kvalitetssamordnare)
    svar = client.get(f"{tavlan}fil/")
    assert svar.headers["Content-Type"] == "text/csv; charset=utf-8"
    rubrik, rad = svar.content.decode("utf-8-sig").splitlines()
    assert rubrik.startswith("nämnd;kontor;enhet;klart senast;läge;mål klara;mål av;")
    assert rad == (
        "Vård- och omsorgsnämnden;Vård- och omsorgskontoret;Hemtjänst;2026-04-20;sen;"
        "0;1;0;1;0;1;1;1;1;1;'=HYPERLINK(1);1 mål, 1 värde, 1 aktivitet"
    )


def test_a_plan_that_was_not_opened_is_named_and_led_to(
    lage: Lage,
    tavlan: str,
    kommun: factories.Kommun,
    client: Client,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    (enhet,), (person,) = enheter(kommun, 1), personer(kommun, 1, "PA")
    plats = cast(factories.Kommun, SimpleNamespace(hemtjanst=enhet, von=kommun.von))
    ett = kil.plan(plats, person, lage.mal, fas="genomfora")
    client.force_login(karin_kvalitetssamordnare)
    sida = client.get(tavlan).text
    assert f'inte öppnats: <a href="/arbete/planer/{ett.plan.pk}/">{enhet}</a>.' in sida
