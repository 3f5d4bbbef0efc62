"""Merging: one answer for all senders, nobody learns of another, and undoing gives back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Handelse, Utskick
from synpunkter import lank
from synpunkter.actions import lagen
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Kontakt, Samband, Synpunkt
from synpunkter.tillstand import Lage
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import PROVAT, Personal, i_lage
from tests.synpunkter.lagenfall import SVAR, brev, falt, foljsida, i_handlaggning


@pytest.fixture
def personal(kommun: Kommun) -> Personal:
    return Personal(kommun)


def test_one_answer_reaches_every_sender_and_nobody_learns_of_the_others(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    huvud = i_handlaggning(kommun, personal)
    med_epost = [exempel.kvitto_i(huvud).synpunkt for _ in range(2)]
    anonym = exempel.kvitto_i(huvud, svarsval="kod", epost="", namn="").synpunkt
    alla = [huvud, *med_epost, anonym]
    lagen.sla_ihop(huvud, alla[1:], av=personal.registrator)
    assert not Utskick.objects.filter(mall="synpunkt_svar").exists()
    akter.besvara(huvud, meddelande=SVAR, av=personal.handlaggare)
    adresser = [exempel.EPOST, *(Kontakt.objects.get(pk=s.pk).epost for s in med_epost)]
    svar = brev("synpunkt_svar")
    assert sorted(svar) == sorted(adresser)
    for s, adress in zip([huvud, *med_epost], adresser, strict=True):
        text = svar[adress]
        assert SVAR in text
        assert f"Svar på din synpunkt {s.referens}" in text
        for annan in alla:
            if annan != s:
                assert annan.referens not in text
                assert lank.signera(annan.referens, "epost").split(":")[0] not in text
    for s in alla:
        sida = foljsida(client, s)
        assert SVAR in sida
        for annan in alla:
            if annan != s:
                assert annan.referens not in sida
                assert annan.text not in sida
        assert "slag" not in sida.lower().replace("förslag", "").replace("beslag", "")


def test_two_answers_of_one_instant_both_reach_a_merged_sender(
    kommun: Kommun, personal: Personal
) -> None:
    huvud = i_handlaggning(kommun, personal)
    annan = exempel.kvitto_i(huvud).synpunkt
    lagen.sla_ihop(huvud, [annan], av=personal.registrator)
    with klocka.stalld(klocka.nu()):
        huvud = akter.besvara(huvud, meddelande=SVAR, av=personal.handlaggare)
        akter.avsluta(huvud, utfall="framfort", utfall_skal="Sagt.", av=personal.handlaggare)
        huvud, annan = (akter.ateroppna(s, skal="Det gäller än.") for s in (huvud, annan))
        lagen.sla_ihop(huvud, [annan], av=personal.registrator)
        huvud = akter.ta_hand_om(huvud, av=personal.handlaggare)
        akter.besvara(huvud, meddelande="Så här är det.", av=personal.handlaggare)
    till = Utskick.objects.filter(mall="synpunkt_svar", nyckel__startswith=f"synpunkt-{annan.pk}-")
    assert till.count() == 2


def test_a_merged_sender_sees_that_someone_has_taken_charge(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    """The day that someone would take it in hand must not pass in silence on their page."""
    with klocka.stalld(ONSDAG):
        huvud = exempel.synpunkt(kommun)
        (annan,) = lagen.sla_ihop(
            huvud, [exempel.kvitto_i(huvud).synpunkt], av=personal.registrator
        )
        assert "På väg till rätt person" in foljsida(client, annan)
        huvud = akter.tilldela(huvud, enhet=huvud.enhet, av=personal.registrator)
        akter.ta_hand_om(huvud, av=personal.handlaggare)
        sida = foljsida(client, annan)
    assert "På väg till rätt person" not in sida
    assert f"<p>14\N{NO-BREAK SPACE}oktober, {annan.enhet}</p>" in sida
    assert "Vi läser på och tar fram ett svar." in sida
    assert sida.count('aria-current="step"') == 1


def test_closing_the_master_closes_each_with_the_outcome_and_a_mail(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    huvud = i_handlaggning(kommun, personal)
    andra = [exempel.kvitto_i(huvud).synpunkt for _ in range(2)]
    lagen.sla_ihop(huvud, andra, av=personal.registrator)
    huvud = akter.besvara(huvud, meddelande=SVAR, av=personal.handlaggare)
    akter.avsluta(huvud, utfall="planerad", av=personal.handlaggare)
    assert len(brev("synpunkt_avslutad")) == 3
    for s in andra:
        s.refresh_from_db()
        assert (s.lage, s.utfall, s.huvud) == (Lage.AVSLUTAD, "planerad", huvud)
        assert s.besvarad is not None
        assert "åtgärd planerad" in foljsida(client, s)
        slag = Handelse.objects.om(s).values_list("slag", flat=True)
        assert {"synpunkt.sla_ihop", "synpunkt.avsluta_med_huvudet"} <= set(slag)


def test_a_klagomal_among_the_merged_is_not_closed_without_answer_or_reason(
    kommun: Kommun, personal: Personal
) -> None:
    huvud = i_handlaggning(kommun, personal, typ="fraga")
    lagen.sla_ihop(huvud, [exempel.synpunkt(kommun)], av=personal.registrator)
    with pytest.raises(Regelbrott) as fel:
        akter.avsluta(huvud, utfall="framfort", av=personal.handlaggare)
    assert "Svara på klagomålet först" in str(fel.value.punkter)


def test_later_replies_land_on_the_master(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    huvud = i_handlaggning(kommun, personal)
    s = exempel.kvitto_i(huvud).synpunkt
    lagen.sla_ihop(huvud, [s], av=personal.registrator)
    s.refresh_from_db()
    akter.komplettera(s, text="Det hände i går också.")
    (till,) = brev("synpunkt_avsandaren_skrev")
    assert till == personal.handlaggare.epost
    client.force_login(personal.handlaggare)
    sida = client.get(f"/arbete/synpunkter/{huvud.pk}/").content.decode()
    assert "Det hände i går också." in sida
    assert f"Avsändaren till {s.referens}" in sida
    assert "Det hände i går också." in foljsida(client, s)
    assert "Det hände i går också." not in foljsida(client, huvud)


def test_a_question_to_the_masters_sender_goes_to_nobody_else(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    huvud = i_handlaggning(kommun, personal)
    s = exempel.kvitto_i(huvud).synpunkt
    lagen.sla_ihop(huvud, [s], av=personal.registrator)
    client.force_login(personal.handlaggare)
    fraga = {"meddelande": "Gunilla, när?", "steg": "granska"}
    sida = client.post(f"/arbete/synpunkter/{huvud.pk}/begar-komplettering/", fraga)
    assert "Frågan går bara till avsändaren av" in sida.content.decode()
    akter.begar_komplettering(huvud, meddelande="Gunilla, när?", av=personal.handlaggare)
    assert list(brev("synpunkt_komplettering")) == [exempel.EPOST]
    assert "Gunilla" not in foljsida(client, s)


@pytest.mark.parametrize(
    "lage",
    [
        Lage.INKOMMEN,
        Lage.KARANTAN,
        Lage.TILLDELAD,
        Lage.UNDER_HANDLAGGNING,
        Lage.ATEROPPNAD,
    ],
)
def test_undoing_within_thirty_days_gives_back_exactly_what_was(
    kommun: Kommun, personal: Personal, lage: Lage
) -> None:
    with klocka.stalld(ONSDAG):
        s = i_lage(lage, kommun, personal)
        huvud = i_handlaggning(kommun, personal)
        fore = falt(s)
        lagen.sla_ihop(huvud, [s], av=personal.registrator)
        assert falt(s) != fore
        akter.besvara(huvud, meddelande=SVAR, av=personal.handlaggare)
    with klocka.stalld(ONSDAG + timedelta(days=30)):
        lagen.ta_ur(s, av=personal.registrator)
    assert falt(s) == fore
    assert s.meddelanden.filter(text=SVAR).exists(), "det som är skickat är skickat"


def test_undoing_on_the_thirty_first_day_is_refused(kommun: Kommun, personal: Personal) -> None:
    with klocka.stalld(ONSDAG):
        s = i_lage(Lage.SAMMANSLAGEN, kommun, personal)
    with klocka.stalld(ONSDAG + timedelta(days=31)), pytest.raises(Regelbrott) as fel:
        lagen.ta_ur(s, av=personal.registrator)
    assert "tas ur inom 30 dagar" in str(fel.value.punkter)


def test_who_reopens_after_the_master_has_closed_is_a_case_of_their_own(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    huvud = i_handlaggning(kommun, personal)
    s, tyst = (exempel.kvitto_i(huvud).synpunkt for _ in range(2))
    lagen.sla_ihop(huvud, [s, tyst], av=personal.registrator)
    huvud = akter.besvara(huvud, meddelande=SVAR, av=personal.handlaggare)
    akter.avsluta(huvud, utfall="atgardat", av=personal.handlaggare)
    s = akter.ateroppna(s, skal="Inte hos mig.")
    huvud.refresh_from_db()
    tyst.refresh_from_db()
    assert (s.lage, s.huvud, huvud.lage, tyst.lage) == (
        Lage.ATEROPPNAD,
        None,
        Lage.AVSLUTAD,
        Lage.AVSLUTAD,
    )
    assert list(brev("synpunkt_ateroppnad")) == [Kontakt.objects.get(pk=s.pk).epost]
    s = akter.ta_hand_om(s, av=personal.handlaggare)
    Utskick.objects.all().delete()
    akter.besvara(s, meddelande="Nu också hos dig.", av=personal.handlaggare)
    assert len(brev("synpunkt_svar")) == 1


def test_merging_stays_inside_one_namnd(kommun: Kommun, personal: Personal) -> None:
    huvud = i_handlaggning(kommun, personal)
    annan = exempel.synpunkt(kommun, namnd=kommun.kfn, enhet=kommun.bibliotek)
    with pytest.raises(Regelbrott) as fel:
        lagen.sla_ihop(huvud, [annan], av=personal.registrator)
    assert "Sekretess gäller mellan nämnder" in str(fel.value.punkter)


def test_one_that_is_refused_stops_all(kommun: Kommun, personal: Personal) -> None:
    huvud = i_handlaggning(kommun, personal)
    bra, besvarad = exempel.synpunkt(kommun), i_lage(Lage.BESVARAD, kommun, personal)
    with pytest.raises(Regelbrott):
        lagen.sla_ihop(huvud, [bra, besvarad], av=personal.registrator)
    bra.refresh_from_db()
    assert bra.lage == Lage.INKOMMEN
    assert not Handelse.objects.om(bra).filter(slag="synpunkt.sla_ihop").exists()


@pytest.mark.parametrize("lage", [Lage.BESVARAD, Lage.AVSLUTAD, Lage.DELAD, Lage.KARANTAN])
def test_a_master_is_open_and_unanswered(kommun: Kommun, personal: Personal, lage: Lage) -> None:
    huvud = i_lage(lage, kommun, personal)
    with pytest.raises(Regelbrott):
        lagen.sla_ihop(huvud, [exempel.kvitto_i(huvud).synpunkt], av=personal.registrator)


def test_a_master_is_not_merged_itself_and_nothing_is_its_own_master(
    kommun: Kommun, personal: Personal
) -> None:
    huvud, hogre = i_handlaggning(kommun, personal), exempel.synpunkt(kommun)
    lagen.sla_ihop(huvud, [exempel.synpunkt(kommun)], av=personal.registrator)
    for till, fran in ((hogre, huvud), (huvud, huvud)):
        with pytest.raises(Regelbrott):
            lagen.sla_ihop(till, [fran], av=personal.registrator)


def test_merging_twice_is_once(kommun: Kommun, personal: Personal) -> None:
    huvud, s = i_handlaggning(kommun, personal), exempel.synpunkt(kommun)
    for _ in range(2):
        lagen.sla_ihop(huvud, [s], av=personal.registrator)
    assert Handelse.objects.om(s).filter(slag="synpunkt.sla_ihop").count() == 1


def test_merging_both_ways_at_once_makes_one_master(riktig_databas: str) -> None:
    kommun = factories.kommun()
    registrator = factories.person("Rakel", "KV", kommun.rot)
    a, b = exempel.synpunkt(kommun), exempel.synpunkt(kommun)

    def kor(par: tuple[Synpunkt, Synpunkt]) -> bool:
        try:
            lagen.sla_ihop(par[0], [par[1]], av=registrator)
        except Regelbrott:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as trad:
        assert sorted(trad.map(kor, [(a, b), (b, a)])) == [False, True]
    assert Synpunkt.objects.filter(lage=Lage.SAMMANSLAGEN).count() == 1


@pytest.mark.langsam
def test_two_hundred_are_merged_answered_and_closed_in_as_many_questions_as_two(
    kommun: Kommun, personal: Personal
) -> None:
    """A campaign: one master, and every one of two hundred senders gets the right answer."""

    def fragor(antal: int) -> list[int]:
        huvud = i_handlaggning(kommun, personal)
        andra = [exempel.kvitto_i(huvud).synpunkt for _ in range(antal)]
        Utskick.objects.all().delete()
        tagna = []
        for akt in (
            lambda h: lagen.sla_ihop(h, andra, av=personal.registrator),
            lambda h: akter.besvara(h, meddelande=SVAR, av=personal.handlaggare),
            lambda h: akter.avsluta(h, utfall="framfort", av=personal.handlaggare),
        ):
            with CaptureQueriesContext(connection) as fangade:
                akt(huvud)
            tagna.append(len(fangade))
        svar = brev("synpunkt_svar")
        assert len(svar) == antal + 1
        for s in andra:
            text = svar[Kontakt.objects.get(pk=s.pk).epost]
            assert SVAR in text
            assert s.referens in text
        assert len(brev("synpunkt_avslutad")) == antal + 1
        assert len(set(Utskick.objects.values_list("message_id", flat=True))) == 2 * antal + 2
        return tagna

    assert fragor(2) == fragor(199)


def test_a_master_that_goes_to_another_namnd_takes_the_merged_along(
    kommun: Kommun, personal: Personal
) -> None:
    huvud = i_lage(Lage.TILLDELAD, kommun, personal)
    s, lankad = exempel.kvitto_i(huvud).synpunkt, exempel.synpunkt(kommun)
    lagen.sla_ihop(huvud, [s], av=personal.registrator)
    lagen.lanka(huvud, lankad, av=personal.registrator)
    akter.tilldela(huvud, enhet=kommun.bibliotek, **PROVAT, av=personal.registrator)
    s.refresh_from_db()
    assert (s.namnd, s.enhet) == (kommun.kfn, kommun.bibliotek)
    assert not Samband.objects.exists()
