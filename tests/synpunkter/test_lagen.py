"""Merging, splitting, forwarding and linking: who is told what, and what undoing gives back."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Utskick
from synpunkter import lank
from synpunkter.actions import lagen
from synpunkter.actions import synpunkt as akter
from synpunkter.inkorg import rakna, synliga, urval
from synpunkter.models import Kontakt, Meddelande, Overlamnande, Samband, Synpunkt
from synpunkter.statistik import synpunktslage
from synpunkter.tillstand import Lage, Utfall, samlat_utfall
from synpunkter.villkor_lagen import Del
from tests import factories
from tests.databas import nekas
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import PROVAT, VIDARE, Personal, i_lage

SVAR = "Du har rätt. Från och med i dag ringer vi alltid."


@pytest.fixture
def personal(kommun: Kommun) -> Personal:
    return Personal(kommun)


def i_handlaggning(kommun: Kommun, personal: Personal, **andrat: Any) -> Synpunkt:
    return i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal, **andrat)


def brev(mall: str) -> dict[str, str]:
    """Return the texts of the waiting mails by recipient."""
    rader = [json.loads(u.innehall) for u in Utskick.objects.filter(mall=mall).order_by("pk")]
    assert len({rad["mottagare"] for rad in rader}) == len(rader), "ett brev var"
    return {rad["mottagare"]: f"{rad['amne']}\n{rad['text']}\n{rad['html']}" for rad in rader}


def foljsida(client: Client, s: Synpunkt) -> str:
    return client.get(f"/synpunkter/folj/{lank.signera(s.referens)}/").content.decode()


def falt(s: Synpunkt) -> dict[str, Any]:
    return Synpunkt.objects.filter(pk=s.pk).values().get()


# --- Merging ------------------------------------------------------------------------------


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
    assert "Klagomålet är besvarat" in str(fel.value.punkter)


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
    assert "högst 30 dagar sedan" in str(fel.value.punkter)


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


# --- Splitting ----------------------------------------------------------------------------


def delat(kommun: Kommun, personal: Personal, **andrat: Any) -> tuple[Synpunkt, list[Synpunkt]]:
    hela = i_handlaggning(kommun, personal, **andrat)
    delar = [
        Del("Varför ändras tiden?", kommun.hemtjanst, kommun.von),
        Del("Finns boken kommer?", kommun.bibliotek, kommun.kfn, **PROVAT),
    ]
    hela = lagen.dela(hela, delar=delar, av=personal.registrator)
    return hela, list(hela.delar.order_by("pk"))


def svara_pa(del_: Synpunkt, text: str, personal: Personal) -> Synpunkt:
    del_ = akter.tilldela(del_, enhet=del_.enhet, av=personal.registrator)
    del_ = akter.ta_hand_om(del_, av=personal.handlaggare)
    return akter.besvara(del_, meddelande=text, av=personal.handlaggare)


def test_the_sender_sees_one_case_and_all_answers(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    hela, (en, annan) = delat(kommun, personal)
    assert en.svar_senast == annan.svar_senast == hela.svar_senast
    svara_pa(en, "Tiden ändras inte mer.", personal)
    svara_pa(annan, "Boken kommer på fredag.", personal)
    sida = foljsida(client, hela)
    for text in ("Tiden ändras inte mer.", "Boken kommer på fredag.", "Stadsbiblioteket"):
        assert text in sida
    assert en.referens not in sida
    svar = [json.loads(u.innehall) for u in Utskick.objects.filter(mall="synpunkt_svar")]
    assert [b["mottagare"] for b in svar] == [exempel.EPOST] * 2
    assert all(hela.referens in b["amne"] and en.referens not in b["text"] for b in svar)


def test_the_whole_is_answered_and_closed_with_its_last_part(
    kommun: Kommun, personal: Personal
) -> None:
    hela, (en, annan) = delat(kommun, personal)
    en = svara_pa(en, "Tiden ändras inte mer.", personal)
    hela.refresh_from_db()
    assert hela.besvarad is None
    annan = svara_pa(annan, "Boken kommer.", personal)
    hela.refresh_from_db()
    assert (hela.lage, hela.besvarad) == (Lage.DELAD, annan.besvarad)
    akter.avsluta(en, utfall="atgardat", av=personal.handlaggare)
    hela.refresh_from_db()
    assert hela.lage == Lage.DELAD
    akter.avsluta(annan, utfall="fraga_besvarad", av=personal.handlaggare)
    hela.refresh_from_db()
    assert (hela.lage, hela.utfall) == (Lage.AVSLUTAD, "delvis")
    assert list(brev("synpunkt_avslutad")) == [exempel.EPOST]
    with pytest.raises(Regelbrott):
        akter.ateroppna(en, skal="Bara min del.", av=personal.chef)


def test_two_last_parts_closing_at_once_close_the_whole(riktig_databas: str) -> None:
    kommun = factories.kommun()
    personal = Personal(kommun)
    hela, delar = delat(kommun, personal)
    delar = [svara_pa(d, "Svar.", personal) for d in delar]

    def stang(d: Synpunkt) -> None:
        try:
            akter.avsluta(d, utfall="framfort", av=personal.handlaggare)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as trad:
        list(trad.map(stang, delar))
    hela.refresh_from_db()
    assert hela.lage == Lage.AVSLUTAD
    assert Handelse.objects.om(hela).filter(slag="synpunkt.avsluta_delat").count() == 1


def test_the_whole_does_not_close_while_a_part_is_open(kommun: Kommun, personal: Personal) -> None:
    from kvalitet.overgang import overga
    from synpunkter.tillstand import SYNPUNKT

    hela, _ = delat(kommun, personal)
    with pytest.raises(Regelbrott):
        overga(SYNPUNKT, hela, "avsluta_delat", av=None, data={"utfall": "framfort"})


def test_a_part_in_another_namnd_is_a_recorded_provning_and_a_number(
    kommun: Kommun, client: Client, personal: Personal, hanna_handlaggare: Anvandare
) -> None:
    hela, (en, annan) = delat(kommun, personal)
    rad = Overlamnande.objects.get()
    assert (rad.synpunkt, rad.delen, rad.fran_namnd, rad.till_namnd) == (
        hela,
        annan,
        kommun.von,
        kommun.kfn,
    )
    assert (rad.lagrum, rad.av) == ("10:1", personal.registrator)
    svara_pa(annan, "Boken kommer på fredag.", personal)
    client.force_login(hanna_handlaggare)
    sida = client.get(f"/arbete/synpunkter/{hela.pk}/").content.decode()
    assert "1 hos andra nämnder" in sida
    for text in ("Boken kommer på fredag.", "Finns boken", annan.referens):
        assert text not in sida
    assert client.get(f"/arbete/synpunkter/{annan.pk}/").status_code == 404
    bo = factories.person("Bo", "HS", kommun.kfk, namnd=kommun.kfn)
    client.force_login(bo)
    sida = client.get(f"/arbete/synpunkter/{annan.pk}/").content.decode()
    assert "Finns boken" in sida
    for text in (hela.text[:30], hela.referens, en.referens, "Gunilla"):
        assert text not in sida.replace("Svar på din synpunkt", "")
    assert client.get(f"/arbete/synpunkter/{hela.pk}/").status_code == 404


def test_a_part_to_another_namnd_needs_its_provning(kommun: Kommun, personal: Personal) -> None:
    delar = [
        Del("Ett", kommun.hemtjanst, kommun.von),
        Del("Två", kommun.bibliotek, kommun.kfn, lagrum="10:1"),
    ]
    with pytest.raises(Regelbrott) as fel:
        lagen.dela(i_handlaggning(kommun, personal), delar=delar, av=personal.registrator)
    assert "varför uppgifterna får lämnas till Kultur- och fritidsnämnden" in str(fel.value.punkter)
    assert not Synpunkt.objects.exclude(foralder=None).exists()


@pytest.mark.parametrize("antal", [0, 1, 7])
def test_a_split_has_two_to_six_parts(kommun: Kommun, personal: Personal, antal: int) -> None:
    delar = [Del("Ett", kommun.hemtjanst, kommun.von)] * antal
    with pytest.raises(Regelbrott):
        lagen.dela(i_handlaggning(kommun, personal), delar=delar, av=personal.registrator)


def test_a_part_is_not_split_or_merged_and_a_master_is_not_split(
    kommun: Kommun, personal: Personal
) -> None:
    _, (en, _annan) = delat(kommun, personal)
    delar = [Del("Ett", kommun.hemtjanst, kommun.von)] * 2
    huvud = i_handlaggning(kommun, personal)
    with pytest.raises(Regelbrott):
        lagen.dela(en, delar=delar, av=personal.registrator)
    with pytest.raises(Regelbrott):
        lagen.sla_ihop(huvud, [en], av=personal.registrator)
    with pytest.raises(Regelbrott):
        lagen.sla_ihop(en, [huvud], av=personal.registrator)
    lagen.sla_ihop(huvud, [exempel.synpunkt(kommun)], av=personal.registrator)
    with pytest.raises(Regelbrott) as fel:
        lagen.dela(huvud, delar=delar, av=personal.registrator)
    assert "Ta ur dem först" in str(fel.value.punkter)


def test_the_sender_writes_to_the_part_that_asks(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    hela, (en, annan) = delat(kommun, personal)
    annan = akter.tilldela(annan, enhet=annan.enhet, av=personal.registrator)
    annan = akter.ta_hand_om(annan, av=personal.handlaggare)
    akter.begar_komplettering(annan, meddelande="Vilken bok?", av=personal.handlaggare)
    adress = f"/synpunkter/folj/{lank.signera(hela.referens)}/"
    assert "Vilken bok?" in client.get(adress).content.decode()
    assert (
        "Välj vem du skriver till"
        in client.post(f"{adress}skriv/", {"text": "Röda rummet."}).content.decode()
    )
    client.post(f"{adress}skriv/", {"text": "Röda rummet.", "till": annan.pk})
    annan.refresh_from_db()
    assert (annan.lage, en.meddelanden.count()) == (Lage.UNDER_HANDLAGGNING, 0)
    assert annan.meddelanden.filter(text="Röda rummet.", riktning="fran").exists()
    assert "Röda rummet." in client.get(adress).content.decode()


def test_the_sender_does_not_write_to_a_part_of_someone_else(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    hela, _ = delat(kommun, personal)
    _, (frammande, _) = delat(kommun, personal)
    adress = f"/synpunkter/folj/{lank.signera(hela.referens)}/skriv/"
    client.post(adress, {"text": "Hej", "till": frammande.pk})
    assert not Meddelande.objects.filter(text="Hej").exists()


def test_a_part_is_not_opened_by_a_code_and_the_whole_opens_again_alone(
    kommun: Kommun, personal: Personal
) -> None:
    hela, delar = delat(kommun, personal)
    for d in delar:
        akter.avsluta(svara_pa(d, "Svar.", personal), utfall="framfort", av=personal.handlaggare)
    hela = akter.ateroppna(hela, skal="Inte nöjd.")
    assert hela.lage == Lage.ATEROPPNAD
    assert not hela.delar.exclude(lage=Lage.AVSLUTAD).exists()


@pytest.mark.parametrize(
    ("delarnas", "samlat"),
    [
        (["atgardat", "atgardat"], "atgardat"),
        (["atgardat", "ingen"], "delvis"),
        (["ingen", "planerad"], "planerad"),
        (["fraga_besvarad", "fel_mottagare"], "fraga_besvarad"),
        (["lex_sarah", "ingen"], "annan_process"),
        (["ingen", "fel_mottagare"], "ingen"),
        (["framfort", "ingen"], "framfort"),
    ],
)
def test_what_came_of_the_parts_is_never_more_than_was_done(
    delarnas: list[str], samlat: str
) -> None:
    assert samlat_utfall(delarnas) == samlat


def test_every_pair_of_outcomes_gives_one() -> None:
    # A part is never in quarantine, and so never closed as spam.
    mojliga = [utfall for utfall in Utfall if utfall != Utfall.SKRAPPOST]
    for en in mojliga:
        for annan in mojliga:
            samlat = samlat_utfall([en, annan])
            assert (samlat == Utfall.ATGARDAT) == (en == annan == Utfall.ATGARDAT)


# --- Forwarding ---------------------------------------------------------------------------


def test_forwarding_ends_the_case_and_tells_the_sender(
    kommun: Kommun, client: Client, personal: Personal
) -> None:
    s = i_lage(Lage.TILLDELAD, kommun, personal)
    s = lagen.vidarebefordra(s, **VIDARE, av=personal.registrator)
    assert (s.lage, s.utfall) == (Lage.VIDAREBEFORDRAD, "fel_mottagare")
    rad = Overlamnande.objects.get()
    assert (rad.till, rad.till_namnd, rad.skal) == (VIDARE["till"], None, VIDARE["skal"])
    assert VIDARE["meddelande"] in brev("synpunkt_vidarebefordrad")[exempel.EPOST]
    sida = foljsida(client, s)
    assert "Ärendet hör till Region Östergötland." in sida
    assert VIDARE["skal"] not in sida
    s = akter.ateroppna(s, skal="De säger att det är ni.")
    assert s.lage == Lage.ATEROPPNAD


def test_every_sender_of_a_merged_case_is_told_where_it_went(
    kommun: Kommun, personal: Personal
) -> None:
    huvud = i_handlaggning(kommun, personal)
    s = exempel.kvitto_i(huvud).synpunkt
    lagen.sla_ihop(huvud, [s], av=personal.registrator)
    lagen.vidarebefordra(huvud, **VIDARE, av=personal.registrator)
    s.refresh_from_db()
    assert (s.lage, s.utfall) == (Lage.VIDAREBEFORDRAD, "fel_mottagare")
    assert len(brev("synpunkt_vidarebefordrad")) == 2


@pytest.mark.parametrize("falt", ["till", "skal", "lagrum", "utfall", "meddelande"])
def test_forwarding_says_where_why_by_what_and_to_the_sender(
    kommun: Kommun, personal: Personal, falt: str
) -> None:
    s = i_lage(Lage.TILLDELAD, kommun, personal)
    with pytest.raises(Regelbrott):
        lagen.vidarebefordra(s, **(VIDARE | {falt: " "}), av=personal.registrator)


def test_who_wants_no_answer_gets_none(kommun: Kommun, personal: Personal) -> None:
    s = exempel.synpunkt(kommun, svarsval="nej", epost="", namn="")
    s = lagen.vidarebefordra(s, **(VIDARE | {"meddelande": ""}), av=personal.registrator)
    assert (s.lage, s.besvarad, s.meddelanden.count()) == (Lage.VIDAREBEFORDRAD, None, 0)


def test_a_forwarded_part_closes_the_whole_with_the_others(
    kommun: Kommun, personal: Personal
) -> None:
    hela, (en, annan) = delat(kommun, personal)
    akter.avsluta(
        svara_pa(en, "Svar.", personal), utfall="ingen", utfall_skal="Nej.", av=personal.handlaggare
    )
    lagen.vidarebefordra(annan, **VIDARE, av=personal.registrator)
    hela.refresh_from_db()
    assert (hela.lage, hela.utfall) == (Lage.AVSLUTAD, "ingen")


# --- Linking ------------------------------------------------------------------------------


def test_linking_is_mutual_once_and_undone(kommun: Kommun, personal: Personal) -> None:
    a, b = exempel.synpunkt(kommun), exempel.synpunkt(kommun)
    for par in ((a, b), (b, a)):
        lagen.lanka(*par, av=personal.handlaggare)
    assert Samband.objects.count() == 1
    assert Handelse.objects.filter(slag="synpunkt.lankad").count() == 2
    for _ in range(2):
        lagen.lanka_loss(b, a, av=personal.handlaggare)
    assert not Samband.objects.exists()
    assert Handelse.objects.filter(slag="synpunkt.lankad_loss").count() == 2


def test_linking_keeps_within_the_namnd_and_to_another_case(
    kommun: Kommun, personal: Personal, hanna_handlaggare: Anvandare
) -> None:
    a = exempel.synpunkt(kommun)
    annan = exempel.synpunkt(kommun, namnd=kommun.kfn, enhet=kommun.bibliotek)
    with pytest.raises(Regelbrott, match="Sekretess"):
        lagen.lanka(a, annan, av=personal.handlaggare)
    with pytest.raises(Regelbrott, match="ett annat ärende"):
        lagen.lanka(a, a, av=personal.handlaggare)
    with pytest.raises(PermissionDenied):
        lagen.lanka(a, annan, av=hanna_handlaggare)


# --- Counting -----------------------------------------------------------------------------


def test_each_senders_synpunkt_is_counted_once(kommun: Kommun, personal: Personal) -> None:
    """Two merged into one and one split in two are four received; closed ones by outcome."""
    ar = {"fran": date(2026, 1, 1), "till": date(2026, 12, 31)}
    with klocka.stalld(ONSDAG):
        huvud = i_handlaggning(kommun, personal)
        lagen.sla_ihop(
            huvud, [exempel.kvitto_i(huvud).synpunkt for _ in range(2)], av=personal.registrator
        )
        delat(kommun, personal)
        lage = synpunktslage(kommun.von, **ar)
        assert (lage.antal, lage.oppna, lage.besvarade) == (4, 4, 0)
        assert synpunktslage(None, **ar).antal == 4
        assert synpunktslage(kommun.kfn, **ar).antal == 0
        huvud = akter.besvara(huvud, meddelande=SVAR, av=personal.handlaggare)
        akter.avsluta(huvud, utfall="atgardat", av=personal.handlaggare)
        lage = synpunktslage(kommun.von, **ar)
        assert (lage.besvarade, lage.i_tid, lage.per_utfall) == (3, 3, {"atgardat": 3})


def test_the_inbox_counts_what_is_to_be_done(kommun: Kommun, personal: Personal) -> None:
    huvud = i_handlaggning(kommun, personal)
    lagen.sla_ihop(
        huvud, [exempel.kvitto_i(huvud).synpunkt for _ in range(2)], av=personal.registrator
    )
    i_lage(Lage.VIDAREBEFORDRAD, kommun, personal)
    val = urval(personal.registrator, klocka.idag())
    antal = rakna(synliga(personal.registrator), val)
    assert (antal["urval_"], antal["urval_avslutade"], antal["lage_sammanslagen"]) == (1, 1, 2)


# --- What the database refuses -------------------------------------------------------------


@pytest.mark.parametrize(
    ("lage", "andrat", "villkor"),
    [
        (Lage.SAMMANSLAGEN, {"huvud": None}, "synpunkt_sammanslagen_har_huvud"),
        (Lage.SAMMANSLAGEN, {"lage_fore": ""}, "synpunkt_sammanslagen_har_huvud"),
        (Lage.INKOMMEN, {"lage_fore": "inkommen"}, "synpunkt_sammanslagen_har_huvud"),
        (Lage.VIDAREBEFORDRAD, {"utfall": ""}, "synpunkt_avslutad_med_utfall"),
    ],
)
def test_a_case_that_contradicts_itself(
    kommun: Kommun, personal: Personal, lage: Lage, andrat: dict[str, Any], villkor: str
) -> None:
    s = i_lage(lage, kommun, personal)
    with nekas(villkor):
        Synpunkt.objects.filter(pk=s.pk).update(**andrat)


def test_a_part_is_not_merged_and_nothing_belongs_to_itself(
    kommun: Kommun, personal: Personal
) -> None:
    s, annan = exempel.synpunkt(kommun), exempel.synpunkt(kommun)
    for andrat in (
        {"huvud": annan, "foralder": annan},
        {"huvud": s},
        {"foralder": s},
    ):
        with nekas("synpunkt_del_eller_sammanslagen"):
            Synpunkt.objects.filter(pk=s.pk).update(**andrat)


def test_a_link_stands_once_and_in_order(kommun: Kommun) -> None:
    a, b = exempel.synpunkt(kommun), exempel.synpunkt(kommun)
    Samband.objects.create(en=a, annan=b)
    with nekas("samband_en_gang"):
        Samband.objects.create(en=a, annan=b)
    with nekas("samband_i_ordning"):
        Samband.objects.create(en=b, annan=a)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"skal": ""}, "overlamnande_har_skal"),
        ({"till": "Regionen"}, "overlamnande_har_en_mottagare"),
        ({"lagrum": "hanvisning"}, "overlamnande_har_en_mottagare"),
    ],
)
def test_a_handing_over_has_one_receiver_and_a_reason(
    kommun: Kommun, personal: Personal, andrat: dict[str, Any], villkor: str
) -> None:
    delat(kommun, personal)
    with nekas(villkor):
        Overlamnande.objects.update(**andrat)


@pytest.mark.parametrize("modell", [Overlamnande, Samband])
def test_every_constraint_speaks_swedish(modell: Any) -> None:
    for villkor in modell._meta.constraints:
        assert villkor.violation_error_message.endswith("."), villkor.name
