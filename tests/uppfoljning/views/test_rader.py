"""Every figure of a goal page leads to the rows it came from, and they give the same figure."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client

from cykel.models import Matvarde, Planindikator, Planmal
from kvalitet.models import Anvandare, Handelse
from synpunkter.models import Synpunkt
from tests import factories
from tests.uppfoljning import rikt
from tests.uppfoljning.lage import Lage, bedomt, last, synpunkt, varde
from uppfoljning.actions.godkannande import godkann


@pytest.fixture
def rik(lage: Lage, petra_planansvarig: Anvandare) -> Lage:
    return rikt.fyll(lage, petra_planansvarig)


def bas(lage: Lage) -> str:
    return f"/arbete/uppfoljning/{lage.varv.pk}/"


def sidan(client: Client, lage: Lage) -> str:
    return client.get(f"{bas(lage)}mal/{lage.mal.pk}/").content.decode()


def hamta(client: Client, adress: str) -> str:
    svar = client.get(unescape(adress))
    assert svar.status_code == 200, adress
    return svar.content.decode()


FALLANK = re.compile(r'<a [^>]*href="(/arbete/uppfoljning/\d+/synpunkter/[^"]*)">([\d\xa0]+)<')


def test_each_count_is_the_number_of_cases_that_it_leads_to(
    rik: Lage, client: Client, erik_enhetschef: Anvandare
) -> None:
    """Of the unit, by type and theme; of the goal, by type, theme and mönster."""
    client.force_login(erik_enhetschef)
    alla = FALLANK.findall(sidan(client, rik))
    lankar = [lank for lank in alla if "urval=" not in lank[0]]
    assert len(lankar) == 10  # all, four types, a theme; the goal's, its type, theme and mönster
    for adress, antal in lankar:
        lista = hamta(client, adress)
        assert f'<h1><span class="siffra">{antal}</span>' in lista, adress
        assert len(re.findall(r"/arbete/synpunkter/\d+/", lista)) == int(antal), adress
        assert "visas inte för dig" not in lista


def test_share_and_median_lead_to_those_that_they_are_of(
    rik: Lage, client: Client, erik_enhetschef: Anvandare
) -> None:
    client.force_login(erik_enhetschef)
    sida = sidan(client, rik)
    andel = re.search(r'href="([^"]*urval=lovade)">58\xa0%<', sida)
    assert andel  # 7 of 12 answered in time
    assert '<h1><span class="siffra">12</span>' in hamta(client, andel.group(1))
    median = re.search(r'href="([^"]*urval=besvarade)">4<', sida)
    assert median
    assert '<h1><span class="siffra">7</span>' in hamta(client, median.group(1))
    assert '<h1><span class="siffra">7</span>' in hamta(
        client, f"{bas(rik)}synpunkter/?urval=i_tid"
    )


def test_every_link_of_the_evidence_is_open_and_holds_its_figure(
    rik: Lage, client: Client, erik_enhetschef: Anvandare
) -> None:
    """What stands on the page is found where its link leads: one click."""
    client.force_login(erik_enhetschef)
    sida = sidan(client, rik)
    underlag = sida[sida.index('id="underlag"') : sida.index("flode klistrad")]
    lankar = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>(.*?)</a>', underlag, re.DOTALL)
    vantat = {
        r"/indikator/\d+/$": "65,5",
        r"/arbete/undersokningar/\d+/$": "16 svar, 50 tillfrågade",
        r"/aktiviteter/#a-": "Två av fem tjänster är tomma.",
        r"/brister/\d+/$": "14 synpunkter under kvartal 1",
        r"/atgarder/\d+/$": "Klagomålen minskade från 14 till 5",
        r"/planer/\d+/mal/\d+/$": "Dubbla ersättare för planeraren",
        r"/synpunkter/": "<h1>",
        r"/roster/$": "Vad säger invånarna?",
    }
    ledde = dict.fromkeys(vantat, 0)
    for adress, _ in lankar:
        monster = next((m for m in vantat if re.search(m, unescape(adress))), None)
        assert monster, f"no test of where {adress} leads"
        ledde[monster] += 1
        assert vantat[monster] in hamta(client, adress), adress
    assert all(ledde.values()), ledde


def test_last_time_leads_to_its_own_frozen_page(
    rik: Lage, client: Client, erik_enhetschef: Anvandare
) -> None:
    client.force_login(erik_enhetschef)
    lank = re.search(r'href="([^"]+)">Läs hela underlaget från helår 2025', sidan(client, rik))
    assert lank
    assert "Förra året blev ingen uppringd." in hamta(client, lank.group(1))


# --- the rows of an indicator -----------------------------------------------------------------


def rader(lage: Lage) -> str:
    return f"{bas(lage)}mal/{lage.mal.pk}/indikator/{lage.kil.indikator.indikator_id}/"


def test_the_rows_say_who_when_and_from_where(
    rik: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    client.force_login(petra_planansvarig)
    sida = " ".join(hamta(client, rader(rik)).split())
    assert "Räknas i bedömningen" in sida
    for ord_ in ("Petra Planansvarig", "Egen mätning", "31 mars 2026", "65,5", "71,2", "Riket"):
        assert ord_ in sida


def test_of_two_periods_that_end_together_one_counts(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    varde(lage.kil, "12", period_fran=date(2026, 3, 1))
    client.force_login(petra_planansvarig)
    sida = hamta(client, rader(lage))
    assert sida.count("Räknas i bedömningen") == 1
    assert sida.index("65,5") < sida.index("Räknas i bedömningen") < sida.index("12,0")


def test_what_a_later_version_of_the_plan_left_out_is_still_read_as_it_was_frozen(
    rik: Lage, client: Client, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    bedomt(rik, petra_planansvarig)
    last(rik, petra_planansvarig)
    godkann(rik.kil.plan, av=erik_enhetschef)
    client.force_login(petra_planansvarig)
    Planindikator.objects.filter(pk=rik.kil.indikator.pk).delete()
    assert "I bedömningen" in hamta(client, rader(rik))
    Planmal.objects.filter(version=rik.kil.version).update(koppling="beror_inte", skal="Nej.")
    assert "Underlaget frystes" in sidan(client, rik)
    assert "I bedömningen" in hamta(client, rader(rik))


def test_a_hidden_value_is_hidden_in_the_rows(
    lage: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    varde(lage.kil, None, kon="K", bortfallsorsak="För få svar")
    varde(lage.kil, "68.25", kon="M")
    client.force_login(petra_planansvarig)
    sida = hamta(client, rader(lage))
    assert "68,3" not in sida
    assert "68,2" not in sida
    assert ".." in sida


def test_a_value_changed_after_the_approval_is_told(
    rik: Lage, client: Client, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    bedomt(rik, petra_planansvarig)
    last(rik, petra_planansvarig)
    godkann(rik.kil.plan, av=erik_enhetschef)
    client.force_login(petra_planansvarig)
    assert "Det har ändrats" not in hamta(client, rader(rik))
    Matvarde.objects.filter(varde="65.5").update(varde=72)
    sida = hamta(client, rader(rik))
    assert "65,5" in sida
    assert "Värdet är 72,0 i dag. Det har ändrats sedan uppföljningen godkändes." in sida


def test_the_rows_are_closed_to_others_and_to_what_is_not_there(
    rik: Lage,
    client: Client,
    bodil_biblioteksansvarig: Anvandare,
    petra_planansvarig: Anvandare,
    anna_administrator: Anvandare,
) -> None:
    client.force_login(bodil_biblioteksansvarig)
    assert client.get(rader(rik)).status_code == 404
    client.force_login(anna_administrator)
    assert client.get(rader(rik)).status_code == 403
    client.force_login(petra_planansvarig)
    assert client.post(rader(rik)).status_code == 405
    assert client.get(f"{bas(rik)}mal/{rik.mal.pk}/indikator/999999/").status_code == 404
    assert client.get(f"{bas(rik)}mal/999999/indikator/1/").status_code == 404


# --- the cases --------------------------------------------------------------------------------


def test_without_the_right_to_read_cases_the_counts_stand_without_links(
    rik: Lage, client: Client, petra_planansvarig: Anvandare
) -> None:
    client.force_login(petra_planansvarig)
    sida = sidan(client, rik)
    assert 'Synpunkter: <strong class="siffra">12</strong>' in sida
    assert "/synpunkter/" not in sida[sida.index('id="underlag"') :]
    assert client.get(f"{bas(rik)}synpunkter/").status_code == 403


def test_a_marked_case_is_counted_and_not_shown(
    rik: Lage, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    hemlig = Synpunkt.objects.filter(typ="berom").get()
    Synpunkt.objects.filter(pk=hemlig.pk).update(sekretess=True)
    client.force_login(karin_kvalitetssamordnare)
    sida = hamta(client, f"{bas(rik)}synpunkter/")
    assert '<h1><span class="siffra">12</span>' in sida
    assert "1 av dem räknas med men visas inte för dig." in sida
    assert hemlig.referens not in sida


def test_spam_and_other_namnders_cases_are_in_neither_figure_nor_list(
    rik: Lage, client: Client, kommun: factories.Kommun, erik_enhetschef: Anvandare
) -> None:
    synpunkt(rik.kil.plan.enhet, kommun.kfn)
    client.force_login(erik_enhetschef)
    assert '<h1><span class="siffra">12</span>' in hamta(client, f"{bas(rik)}synpunkter/")


def test_a_revisors_reading_is_on_record(
    rik: Lage, client: Client, kommun: factories.Kommun
) -> None:
    client.force_login(factories.person("Ruth Revisor", "REV", kommun.rot))
    hamta(client, f"{bas(rik)}synpunkter/?typ=berom")
    (handelse,) = Handelse.objects.filter(slag="synpunkt.lista_last")
    assert handelse.data["antal"] == 1


def test_more_than_a_page_is_turned_by_key(
    rik: Lage, client: Client, erik_enhetschef: Anvandare
) -> None:
    for _ in range(60):
        synpunkt(rik.kil.plan.enhet, rik.kil.plan.namnd)
    client.force_login(erik_enhetschef)
    forsta = hamta(client, f"{bas(rik)}synpunkter/?typ=klagomal")
    assert '<h1><span class="siffra">67</span>' in forsta
    nasta = re.search(r'href="([^"]*efter=[^"]*)"', forsta)
    assert nasta
    andra = hamta(client, nasta.group(1))
    assert len(re.findall(r"/arbete/synpunkter/\d+/", andra)) == 17


@pytest.mark.parametrize(
    "fraga", ["typ=hittepa", "tema=1", "tema=x", "monster=99999999999999999", "mal=0", "urval=alla"]
)
def test_a_choice_that_does_not_exist_is_404(
    lage: Lage, client: Client, erik_enhetschef: Anvandare, fraga: str
) -> None:
    client.force_login(erik_enhetschef)
    assert client.get(f"{bas(lage)}synpunkter/?{fraga}").status_code == 404


def test_the_cases_are_closed_to_others(
    rik: Lage, client: Client, bodil_biblioteksansvarig: Anvandare, kommun: factories.Kommun
) -> None:
    client.force_login(factories.person("Bo Chef", "CH", kommun.kfk))
    assert client.get(f"{bas(rik)}synpunkter/").status_code == 404
    client.force_login(bodil_biblioteksansvarig)
    assert client.get(f"{bas(rik)}synpunkter/").status_code == 403
