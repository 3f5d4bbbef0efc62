"""The pages of a nämnd: who sees what, what they tell, and what is posted there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cykel.models import Uppdrag
from kvalitet import klocka, ogonblick
from kvalitet.models import Anvandare, Rolltilldelning
from tests import factories
from tests.uppfoljning.namnd import fall as namndfall
from tests.uppfoljning.namnd.fall import MOTE, NU, TEXT, Namndfall
from tests.uppfoljning.rapporter import manadexempel
from uppfoljning.actions import namndfraga as acts
from uppfoljning.models import Namndfraga, Rapport, Sammantrade
from uppfoljning.rapport import kanon
from uppfoljning.rapport.manad.forst import lasforst


def sida(client: Client, av: Anvandare, adress: str) -> str:
    client.force_login(av)
    svar = client.get(adress)
    assert svar.status_code == 200, adress
    return str(svar.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def sidorna(fall: Namndfall, fraga: Namndfraga) -> list[str]:
    von = f"/arbete/namnd/{fall.kommun.von.pk}/"
    return [
        von,
        f"{von}fragor/",
        f"{von}sammantraden/",
        f"/arbete/namnd/sammantraden/{fall.sammantrade.pk}/",
        f"/arbete/namnd/fragor/{fraga.pk}/",
    ]


# --- who sees what ------------------------------------------------------------------------------


def test_the_namnd_its_secretary_the_kontor_and_auditors_read_it_all(
    fall: Namndfall,
    client: Client,
    rut_revisor: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    fraga = fall.fraga()
    chef = factories.person("Viveka", "CH", fall.kommun.vok, namnd=fall.kommun.von)
    alla = (fall.fia, fall.frans, fall.nina, fall.eva, chef, rut_revisor)
    for av in (*alla, karin_kvalitetssamordnare):
        for adress in sidorna(fall, fraga):
            sida(client, av, adress)
        assert TEXT in sida(client, av, sidorna(fall, fraga)[1])


def test_another_namnds_are_not_found(
    fall: Namndfall, client: Client, petra_planansvarig: Anvandare
) -> None:
    fraga = fall.fraga()
    acts.besvara(fraga, text="Svar.", av=fall.eva)
    annan = factories.person("Nils", "NS", fall.kommun.rot, namnd=fall.kommun.kfn)
    bodil = factories.person("Bodil", "CH", fall.kommun.kfk)
    for av in (fall.kim, annan, bodil, petra_planansvarig):
        client.force_login(av)
        for adress in sidorna(fall, fraga):
            assert client.get(adress).status_code == 404, (av, adress)
        assert client.get(f"/arbete/rapporter/{fall.rapport.pk}/fraga/").status_code in (403, 404)
        atergang = f"/arbete/namnd/fragor/{fraga.pk}/ta-tillbaka/"
        assert client.post(atergang).status_code == 404
        bort = f"/arbete/namnd/sammantraden/{fall.sammantrade.pk}/ta-bort/"
        assert client.post(bort).status_code == 404


def test_who_follows_no_namnd_is_refused(
    fall: Namndfall,
    client: Client,
    hanna_handlaggare: Anvandare,
    anna_administrator: Anvandare,
) -> None:
    fraga = fall.fraga()
    for av in (hanna_handlaggare, anna_administrator):
        client.force_login(av)
        for adress in ("/arbete/namnd/", *sidorna(fall, fraga)):
            assert client.get(adress).status_code == 403, adress


def test_one_namnd_is_opened_at_once_and_several_are_chosen_from(
    fall: Namndfall, client: Client, rut_revisor: Anvandare
) -> None:
    client.force_login(fall.fia)
    svar = client.get("/arbete/namnd/")
    assert svar.headers["Location"] == f"/arbete/namnd/{fall.kommun.von.pk}/"
    allt = sida(client, rut_revisor, "/arbete/namnd/")
    assert "Vård- och omsorgsnämnden" in allt
    assert "Kultur- och fritidsnämnden" in allt


# --- the nämnd's page ---------------------------------------------------------------------------


def test_the_page_tells_the_verdict_what_changed_and_what_to_decide(
    fall: Namndfall, client: Client
) -> None:
    Uppdrag.objects.create(
        givare="Kommunfullmäktige",
        namnd=fall.kommun.von,
        enhet=fall.kommun.vok,
        rubrik="Se över avgifterna",
        beslut_datum=NU.date() - timedelta(days=100),
        forfaller=NU.date() - timedelta(days=1),
    )
    allt = sida(client, fall.fia, f"/arbete/namnd/{fall.kommun.von.pk}/")
    las = f"/arbete/rapporter/{fall.rapport.pk}/las/"
    assert "Delårsrapport 2026" in allt
    assert "av sex mål är uppfyll" in allt
    assert "Sämre än förra gången" in allt
    assert f'<a href="{las}#mal-1">Mål 1, ' in allt
    assert "från uppfyllt till ej uppfyllt" in allt
    assert f"/arbete/rapporter/{fall.forra.pk}/las/" in allt
    assert "Det här ska nämnden besluta" in allt
    assert "Torsdag 8 oktober 2026" in allt
    assert "100 dagar sedan beslutet" in allt
    assert "Försenat, skulle redovisas 22 september 2026" in allt


def test_a_namnd_without_reports_or_meetings_says_so(fall: Namndfall, client: Client) -> None:
    allt = sida(client, fall.kim, f"/arbete/namnd/{fall.kommun.kfn.pk}/")
    assert "Nämnden har ingen rapport om måluppfyllelse än" in allt
    assert "Ingen dag är inlagd" in allt
    assert "Nämnden har inga öppna uppdrag" in allt


def test_the_first_report_and_one_where_nothing_changed(fall: Namndfall, client: Client) -> None:
    adress = f"/arbete/namnd/{fall.kommun.von.pk}/"
    fall.forra.ogonblick = fall.rapport.ogonblick
    fall.forra.save()
    assert "Inget har ändrats" in sida(client, fall.fia, adress)
    fall.forra.delete()
    assert "nämndens första rapport" in sida(client, fall.fia, adress)


def test_a_report_of_another_kind_is_listed_with_its_verdict(
    fall: Namndfall, client: Client
) -> None:
    manad = manadexempel.tom()
    manaden = Rapport.objects.create(
        slag="manad",
        namnd=fall.kommun.von,
        enhet=fall.kommun.vok,
        period_fran=date(2026, 9, 1),
        period_till=date(2026, 9, 30),
        ogonblick=ogonblick.frys(
            "rapport", kanon.till_data(manad), schema=manad.schema, av=None, nu=NU
        ),
        bestalld=NU,
    )
    allt = sida(client, fall.fia, f"/arbete/namnd/{fall.kommun.von.pk}/")
    assert "Månadsrapport september 2026" in allt
    assert lasforst(manad).omdome in allt
    fraga = f"/arbete/rapporter/{manaden.pk}/fraga/"
    assert "Hela rapporten" in sida(client, fall.fia, fraga)
    assert client.post(fraga, {"text": "Varför?"}).status_code == 302
    assert "Ställ en fråga om rapporten" in sida(
        client, fall.fia, f"/arbete/rapporter/{manaden.pk}/las/"
    )


def test_a_report_that_this_version_cannot_read_is_listed_all_the_same(
    fall: Namndfall, client: Client
) -> None:
    rapport = namndfall.rapport(fall.kommun.von, fall.kommun.vok, namndfall.litet(), "helar")
    rapport.slag = "enhet"
    rapport.ogonblick = ogonblick.frys("rapport", {"schema": 99}, schema=99, av=None, nu=NU)
    rapport.save()
    allt = sida(client, fall.fia, f"/arbete/namnd/{fall.kommun.von.pk}/")
    assert f"/arbete/rapporter/{rapport.pk}/las/" in allt


def test_late_questions_come_first(fall: Namndfall, client: Client) -> None:
    sen, besvarad = fall.fraga("Den sena frågan?"), fall.fraga("Den besvarade frågan?")
    acts.besvara(besvarad, text="Svaret.", av=fall.eva)
    with klocka.stalld(NU + timedelta(days=20)):
        ny = fall.fraga("Den nya frågan?")
        allt = sida(client, fall.frans, f"/arbete/namnd/{fall.kommun.von.pk}/")
    platser = [allt.index(f"/arbete/namnd/fragor/{f.pk}/") for f in (sen, ny, besvarad)]
    assert platser == sorted(platser)
    assert "Svaret är sent. Det skulle ha kommit 7 oktober 2026" in allt


# --- asking -------------------------------------------------------------------------------------


def test_a_member_asks_about_a_goal(fall: Namndfall, client: Client) -> None:
    adress = f"/arbete/rapporter/{fall.rapport.pk}/fraga/"
    allt = sida(client, fall.fia, f"{adress}?mal=2")
    assert "Skriv inga personuppgifter" in allt
    assert '<option value="2" selected>' in allt
    assert "svarar senast onsdag 7 oktober, före sammanträdet 8 oktober 2026" in allt
    svar = client.post(adress, {"mal_nummer": "2", "text": TEXT}, follow=True)
    assert "Frågan är skickad till Vård- och omsorgskontoret" in svar.content.decode()
    assert Namndfraga.objects.get().mal_nummer == "2"


@pytest.mark.parametrize(
    ("data", "mening"),
    [
        ({"text": ""}, "Skriv din fråga."),
        ({"text": "å" * 1001}, "högst 1000 tecken"),
        ({"text": TEXT, "mal_nummer": "99"}, "99"),
    ],
)
def test_a_faulty_question_is_kept_on_the_page(
    fall: Namndfall, client: Client, data: dict[str, str], mening: str
) -> None:
    client.force_login(fall.fia)
    svar = client.post(f"/arbete/rapporter/{fall.rapport.pk}/fraga/", data)
    allt = svar.content.decode()
    assert svar.status_code == 200
    assert mening in allt
    assert data["text"] in allt
    assert not Namndfraga.objects.exists()


def test_too_many_questions_lose_nothing(
    fall: Namndfall, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "MEST_PER_DYGN", 0)
    client.force_login(fall.fia)
    svar = client.post(f"/arbete/rapporter/{fall.rapport.pk}/fraga/", {"text": TEXT})
    allt = svar.content.decode()
    assert "Vänta till i morgon" in allt
    assert TEXT in allt


def test_who_does_not_sit_in_a_namnd_asks_nothing(fall: Namndfall, client: Client) -> None:
    for av in (fall.eva, fall.nina):
        client.force_login(av)
        adress = f"/arbete/rapporter/{fall.rapport.pk}/fraga/"
        assert client.get(adress).status_code == 403
        assert client.post(adress, {"text": TEXT}).status_code == 403


def test_a_question_with_markup_is_written_out(fall: Namndfall, client: Client) -> None:
    fraga = fall.fraga("<script>alert(1)</script>")
    for adress in sidorna(fall, fraga):
        assert "<script>alert" not in sida(client, fall.fia, adress)


# --- answering ----------------------------------------------------------------------------------


def test_the_kontor_answers_and_puts_it_right(fall: Namndfall, client: Client) -> None:
    fraga = fall.fraga()
    adress = f"/arbete/namnd/fragor/{fraga.pk}/"
    assert "Skicka svaret" in sida(client, fall.eva, adress)
    assert client.post(adress, {"text": "Elva dagar."}).status_code == 302
    client.post(adress, {"text": "Tolv dagar.", "ratta": "1"})
    allt = sida(client, fall.fia, adress)
    assert "Tolv dagar." in allt
    assert "Det som stod förut" in allt
    assert "Elva dagar." in allt
    assert "Skicka svaret" not in allt
    assert "Rätta svaret" not in allt


def test_who_wrote_while_another_answered_keeps_the_words(fall: Namndfall, client: Client) -> None:
    fraga = fall.fraga()
    acts.besvara(fraga, text="Först.", av=fall.eva)
    client.force_login(fall.eva)
    svar = client.post(f"/arbete/namnd/fragor/{fraga.pk}/", {"text": "Mina egna ord."})
    allt = svar.content.decode()
    assert "Någon annan kan ha hunnit före" in allt
    assert "Mina egna ord." in allt
    assert fraga.svar.count() == 1


def test_who_may_not_answer_is_refused(
    fall: Namndfall, client: Client, rut_revisor: Anvandare
) -> None:
    fraga = fall.fraga()
    for av in (fall.fia, fall.nina, rut_revisor):
        client.force_login(av)
        svar = client.post(f"/arbete/namnd/fragor/{fraga.pk}/", {"text": "Nej."})
        assert svar.status_code == 403
    assert not fraga.svar.exists()


def test_the_asker_takes_it_back(fall: Namndfall, client: Client) -> None:
    fraga = fall.fraga()
    adress = f"/arbete/namnd/fragor/{fraga.pk}/"
    assert "Ta tillbaka frågan" not in sida(client, fall.frans, adress)
    assert client.post(f"{adress}ta-tillbaka/").status_code == 403
    assert "Ta tillbaka frågan" in sida(client, fall.fia, adress)
    assert client.get(f"{adress}ta-tillbaka/").status_code == 405
    svar = client.post(f"{adress}ta-tillbaka/", follow=True)
    assert "Frågan är tillbakatagen." in svar.content.decode()
    svar = client.post(f"{adress}ta-tillbaka/", follow=True)
    assert "Någon annan kan ha hunnit före" in svar.content.decode()


# --- meetings -----------------------------------------------------------------------------------


def test_all_questions_of_a_meeting_on_one_page(fall: Namndfall, client: Client) -> None:
    besvarad, vantar, bort = (fall.fraga(f"Fråga {n}?") for n in "ABC")
    acts.besvara(besvarad, text="Ett svar.", av=fall.eva)
    acts.ta_tillbaka(bort, av=fall.fia)
    allt = sida(client, fall.fia, f"/arbete/namnd/sammantraden/{fall.sammantrade.pk}/")
    for text in ("Fråga A?", "Ett svar.", "Fråga B?", "Svaret kommer senast onsdag 7 oktober"):
        assert text in allt
    assert "Fråga C?" not in allt
    assert vantar.sammantrade == fall.sammantrade


def test_what_waits_from_an_earlier_meeting_is_told_at_the_next(
    fall: Namndfall, client: Client
) -> None:
    fall.fraga()
    nasta = Sammantrade.objects.create(
        namnd=fall.kommun.von, dag=MOTE + timedelta(days=35), inlagd=NU, inlagd_av=fall.nina
    )
    allt = sida(client, fall.fia, f"/arbete/namnd/sammantraden/{nasta.pk}/")
    assert "Från tidigare sammanträden, utan svar" in allt
    assert TEXT in allt


def test_the_secretary_pastes_the_years_days(fall: Namndfall, client: Client) -> None:
    adress = f"/arbete/namnd/{fall.kommun.von.pk}/sammantraden/"
    client.force_login(fall.nina)
    svar = client.post(adress, {"dagar": "2026-11-12\n10 december 2026\n2026-10-08"}, follow=True)
    allt = svar.content.decode()
    assert "2 sammanträden lades in" in allt.replace("\N{NO-BREAK SPACE}", " ")
    svar = client.post(adress, {"dagar": "2026-11-12\nkanske sen"})
    allt = svar.content.decode()
    assert "Rad 2, ”kanske sen”: det är inget datum" in allt
    assert "2026-11-12\nkanske sen" in allt
    svar = client.post(adress, {"dagar": "2026-11-12"}, follow=True)
    assert "Dagarna fanns redan" in svar.content.decode()


def test_only_the_secretary_changes_the_days(fall: Namndfall, client: Client) -> None:
    adress = f"/arbete/namnd/{fall.kommun.von.pk}/sammantraden/"
    assert "Lägg in dagarna" not in sida(client, fall.fia, adress)
    assert client.post(adress, {"dagar": "2026-11-12"}).status_code == 403
    bort = f"/arbete/namnd/sammantraden/{fall.sammantrade.pk}/ta-bort/"
    assert client.post(bort).status_code == 403
    client.force_login(fall.nina)
    assert client.get(bort).status_code == 405
    assert "Sammanträdet är borttaget" in client.post(bort, follow=True).content.decode()
    assert client.post(bort).status_code == 404


def test_a_day_with_questions_that_has_been_is_kept_with_the_reason(
    fall: Namndfall, client: Client
) -> None:
    fall.fraga()
    client.force_login(fall.nina)
    with klocka.stalld(NU + timedelta(days=30)):
        bort = f"/arbete/namnd/sammantraden/{fall.sammantrade.pk}/ta-bort/"
        svar = client.post(bort, follow=True)
    assert "Därför står det kvar" in svar.content.decode()


# --- the start page -----------------------------------------------------------------------------


def test_the_start_page_of_a_member_leads_to_the_namnd(fall: Namndfall, client: Client) -> None:
    acts.besvara(fall.fraga(), text="Svar.", av=fall.eva)
    fall.fraga("En till?")
    allt = sida(client, fall.fia, "/arbete/")
    assert f'<a href="/arbete/namnd/{fall.kommun.von.pk}/">Vård- och omsorgsnämnden</a>' in allt
    assert "av sex mål är uppfyll" in allt
    assert "Nästa sammanträde torsdag 8 oktober" in allt
    assert "Frågor: 1 med svar, 1 väntar" in allt
    assert "Se vad som har ändrats" not in sida(client, fall.eva, "/arbete/")
    Rolltilldelning.objects.filter(anvandare=fall.kim).update(namnd=None)
    assert "Se vad som har ändrats" not in sida(client, fall.kim, "/arbete/")


def test_a_member_of_a_namnd_without_reports_has_a_start_page(
    fall: Namndfall, client: Client
) -> None:
    assert "ingen rapport om måluppfyllelse än" in sida(client, fall.kim, "/arbete/")


def test_questions_wait_on_the_start_page_of_who_shall_answer(
    fall: Namndfall, client: Client, karin_kvalitetssamordnare: Anvandare
) -> None:
    fraga = fall.fraga()
    lank = f"/arbete/namnd/fragor/{fraga.pk}/"
    assert lank in sida(client, fall.eva, "/arbete/")
    assert lank not in sida(client, karin_kvalitetssamordnare, "/arbete/")
    assert lank not in sida(client, fall.nina, "/arbete/")
    with klocka.stalld(NU + timedelta(days=20)):
        assert "Sen, skulle ha besvarats 7 oktober" in sida(
            client, karin_kvalitetssamordnare, "/arbete/"
        )
    acts.besvara(fraga, text="Svar.", av=fall.eva)
    assert lank not in sida(client, fall.eva, "/arbete/")


@pytest.mark.parametrize("vem", ["fia", "eva"])
def test_the_start_page_asks_as_much_of_many_questions(
    fall: Namndfall, client: Client, vem: str
) -> None:
    def fragor() -> int:
        with CaptureQueriesContext(connection) as tagna:
            sida(client, getattr(fall, vem), "/arbete/")
        return len(tagna)

    fall.fraga()
    sida(client, getattr(fall, vem), "/arbete/")
    forst = fragor()
    for n in range(15):
        fall.fraga(f"Fråga {n}?")
    assert fragor() == forst


def test_a_report_that_is_approved_is_not_called_a_draft(fall: Namndfall, client: Client) -> None:
    Rapport.objects.filter(pk=fall.rapport.pk).update(lage="godkand")
    text = sida(client, fall.fia, f"/arbete/namnd/{fall.kommun.von.pk}/")
    assert "Godkänd, inte fastställd, version 1" in text
