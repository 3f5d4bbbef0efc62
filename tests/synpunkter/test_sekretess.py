"""Secrecy: marks, who reads, the read log, protected senders, handing over."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse, Utskick
from kvalitet.roller import Roll
from synpunkter import inkorg, sekretess
from synpunkter.actions import lagen
from synpunkter.actions import sekretess as akter
from synpunkter.actions import synpunkt as arendeakter
from synpunkter.actions.brist import brist_ur_synpunkter
from synpunkter.models import (
    Bristkoppling,
    Kontakt,
    Overlamnande,
    Sekretessmarkering,
    Sekretessprovning,
    Skyddslasare,
    Synpunkt,
)
from synpunkter.plansida import bristkallor
from tests import factories
from tests.cykel import kil
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.exempel import PROVAT, VIDARE

SKAL = "Det står om hälsan."


@pytest.fixture
def nils_namnden(kommun: Kommun) -> Anvandare:
    """Registrator of the case's nämnd."""
    return factories.person("Nils Nämnden", "NS", kommun.rot, namnd=kommun.von)


@pytest.fixture
def hemlig(synpunkt: Synpunkt, nils_namnden: Anvandare) -> Synpunkt:
    return akter.markera(synpunkt, grund="26:1", skal=SKAL, av=nils_namnden)


def url(s: Synpunkt, del_: str = "") -> str:
    return f"/arbete/synpunkter/{s.pk}/{del_}"


# --- who reads -------------------------------------------------------------------------------


def test_list_and_page_agree_for_every_role_place_and_nämnd(kommun: Kommun) -> None:
    """`far_lasa` says of one case what `synlig` says of the list, for every role there is."""
    arenden = [
        exempel.synpunkt(kommun, enhet=enhet, namnd=namnd)
        for enhet in (kommun.hemtjanst, kommun.centrum, kommun.bibliotek)
        for namnd in (kommun.von, kommun.kfn)
    ]
    folk = [
        factories.person(f"P{n}", roll, enhet, namnd=namnd)
        for n, (roll, enhet, namnd) in enumerate(
            (roll, enhet, namnd)
            for roll in Roll.values
            for enhet in (kommun.rot, kommun.vok, kommun.centrum)
            for namnd in (None, kommun.von, kommun.kfn)
        )
    ]
    for nummer, s in enumerate(arenden):
        Synpunkt.objects.filter(pk=s.pk).update(
            sekretess=bool(nummer % 3), handlaggare=folk[nummer * 11]
        )
    alla = list(Synpunkt.objects.select_related("enhet"))
    oppna = 0
    for person in folk:
        sedda = set(inkorg.synliga(person).values_list("pk", flat=True))
        assert sedda == {s.pk for s in alla if sekretess.far_lasa(person, s)}, person
        oppna += len(sedda)
    assert oppna


def test_a_marked_case_is_read_by_its_own_nämnds_people_alone(
    hemlig: Synpunkt, kommun: Kommun, nils_namnden: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    p = factories.person
    ser = [
        nils_namnden,
        p("Eva Chef", "CH", kommun.hemtjanst),
        p("Kerstin Kvalitet", "KV", kommun.vok, namnd=kommun.von),
        p("Rut Revisor", "REV", kommun.rot),
    ]
    ser_inte = [
        hanna_handlaggare,
        p("Karin Kommun", "KV", kommun.rot),
        p("Kommundirektör", "CH", kommun.rot),
        p("Annan Chef", "CH", kommun.kfk),
        p("Annan Nämnd", "NS", kommun.rot, namnd=kommun.kfn),
        p("Förtroendevald", "FV", kommun.rot, namnd=kommun.von),
    ]
    assert [x.namn for x in ser if not sekretess.far_lasa(x, hemlig)] == []
    assert [x.namn for x in ser_inte if sekretess.far_lasa(x, hemlig)] == []


def test_its_handler_reads_it(
    hemlig: Synpunkt, nils_namnden: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    s = arendeakter.tilldela(
        hemlig, enhet=hemlig.enhet, handlaggare=hanna_handlaggare, av=nils_namnden
    )
    assert sekretess.far_lasa(hanna_handlaggare, s)


@pytest.mark.parametrize(
    "del_", ["", "sekretess/", "sekretess/markera/", "sekretess/lyft/", "skydd/", "besvara/"]
)
def test_a_marked_case_does_not_exist_for_others(
    hemlig: Synpunkt, client: Client, hanna_handlaggare: Anvandare, del_: str
) -> None:
    client.force_login(hanna_handlaggare)
    assert client.get(url(hemlig, del_)).status_code == 404
    assert client.post(url(hemlig, del_)).status_code in (404, 405)
    for fraga in ({}, {"q": "orolig"}, {"q": hemlig.referens}, {"lage": "alla"}):
        assert url(hemlig) not in client.get("/arbete/synpunkter/", fraga).content.decode()


def test_a_brist_shows_a_marked_case_as_a_number(
    hemlig: Synpunkt, kommun: Kommun, nils_namnden: Anvandare, karin_kvalitetssamordnare: Anvandare
) -> None:
    k = kil.plan(kommun, karin_kvalitetssamordnare, kil.styrning(kommun))
    brist = kil.brist(k, "Ändrade tider")
    Bristkoppling.objects.create(synpunkt=hemlig, brist=brist)
    (kalla,) = bristkallor([brist.pk], karin_kvalitetssamordnare)[brist.pk]
    assert (kalla.text, kalla.lank) == ("1 synpunkt", "")
    (kalla,) = bristkallor([brist.pk], nils_namnden)[brist.pk]
    assert hemlig.referens in kalla.text


def test_who_cannot_read_it_makes_no_brist_of_it(
    hemlig: Synpunkt, karin_kvalitetssamordnare: Anvandare
) -> None:
    with pytest.raises(PermissionDenied):
        brist_ur_synpunkter([hemlig], rubrik="R", mening="M", av=karin_kvalitetssamordnare)


def test_lists_do_not_quote_a_marked_case(
    hemlig: Synpunkt, client: Client, nils_namnden: Anvandare
) -> None:
    client.force_login(nils_namnden)
    sida = client.get("/arbete/synpunkter/").content.decode()
    assert hemlig.referens in sida
    assert "Tiden på morgonen" not in sida


# --- marks -----------------------------------------------------------------------------------


def test_the_mark_is_lifted_the_same_way_and_both_stay_in_the_history(
    hemlig: Synpunkt, nils_namnden: Anvandare
) -> None:
    s = akter.lyft(hemlig, skal="Uppgiften är allmänt känd.", av=nils_namnden)
    akter.lyft(s, skal="Uppgiften är allmänt känd.", av=nils_namnden)
    assert not Synpunkt.objects.get(pk=s.pk).sekretess
    rader = s.sekretessmarkeringar.values_list("galler", "grund", "skal", "av")
    assert list(rader) == [
        (False, "", "Uppgiften är allmänt känd.", nils_namnden.pk),
        (True, "26:1", SKAL, nils_namnden.pk),
    ]
    slag = [h.slag for h in Handelse.objects.om(s) if h.slag != "synpunkt.diarieford"][:2]
    assert slag == ["synpunkt.sekretess_lyft", "synpunkt.sekretess_satt"]


@pytest.mark.parametrize(("grund", "skal"), [("", SKAL), ("99:1", SKAL), ("26:1", "  ")])
def test_a_mark_has_a_paragraph_of_the_table_and_a_reason(
    synpunkt: Synpunkt, nils_namnden: Anvandare, grund: str, skal: str
) -> None:
    with pytest.raises(Regelbrott):
        akter.markera(synpunkt, grund=grund, skal=skal, av=nils_namnden)
    assert not Synpunkt.objects.get(pk=synpunkt.pk).sekretess


def test_nothing_is_marked_so_that_nobody_can_read_it(
    synpunkt: Synpunkt, hanna_handlaggare: Anvandare
) -> None:
    with pytest.raises(Regelbrott, match="Tilldela"):
        akter.markera(synpunkt, grund="26:1", skal=SKAL, av=hanna_handlaggare)


def test_who_may_not_mark_marks_nothing(synpunkt: Synpunkt, rut_revisor: Anvandare) -> None:
    with pytest.raises(PermissionDenied):
        akter.markera(synpunkt, grund="26:1", skal=SKAL, av=rut_revisor)


def test_the_database_refuses_change_of_the_history(
    hemlig: Synpunkt, nils_namnden: Anvandare
) -> None:
    Sekretessprovning.objects.create(
        synpunkt=hemlig, utfall="lamnas", av=nils_namnden, tid=hemlig.inkom
    )
    for rader in (Sekretessmarkering.objects.all(), Sekretessprovning.objects.all()):
        assert rader.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            rader.update(skal="Något annat.")
        with pytest.raises(DatabaseError), transaction.atomic():
            rader.delete()


@pytest.mark.parametrize("fel", [{"grund": ""}, {"grund": "99:9"}, {"skal": ""}, {"galler": False}])
def test_the_database_refuses_half_a_mark(
    synpunkt: Synpunkt, nils_namnden: Anvandare, fel: dict[str, Any]
) -> None:
    falt = {"slag": "sekretess", "galler": True, "grund": "26:1", "skal": SKAL} | fel
    with pytest.raises(IntegrityError), transaction.atomic():
        Sekretessmarkering.objects.create(
            synpunkt=synpunkt, av=nils_namnden, tid=synpunkt.inkom, **falt
        )


@pytest.mark.parametrize(
    "fel",
    [
        {"utfall": "nekas", "grund": ""},
        {"utfall": "nekas", "skal": ""},
        {"utfall": "delvis", "grund": "99:9"},
    ],
)
def test_the_database_refuses_half_a_prövning(
    synpunkt: Synpunkt, nils_namnden: Anvandare, fel: dict[str, Any]
) -> None:
    falt = {"utfall": "nekas", "grund": "26:1", "skal": SKAL} | fel
    with pytest.raises(IntegrityError), transaction.atomic():
        Sekretessprovning.objects.create(
            synpunkt=synpunkt, av=nils_namnden, tid=synpunkt.inkom, **falt
        )


# --- the read log ----------------------------------------------------------------------------


def test_each_reading_of_a_marked_case_is_on_record_and_shown(
    hemlig: Synpunkt, client: Client, nils_namnden: Anvandare, rut_revisor: Anvandare
) -> None:
    for person in (nils_namnden, rut_revisor):
        client.force_login(person)
        client.get(url(hemlig))
        client.head(url(hemlig))
    client.force_login(nils_namnden)
    client.get(url(hemlig, "tilldela/"))
    lasta = Handelse.objects.om(hemlig).filter(slag="synpunkt.hemlig_last").order_by("pk")
    assert [(h.av, h.roll) for h in lasta] == [
        (nils_namnden, "NS"),
        (rut_revisor, "REV"),
        (nils_namnden, "NS"),
    ]
    assert not Handelse.objects.om(hemlig).filter(slag="synpunkt.last").exists()
    sida = client.get(url(hemlig)).content.decode()
    assert "26 kap. 1 § OSL" in sida
    assert "4 hittills" in sida
    logg = client.get(url(hemlig, "sekretess/")).content.decode()
    assert "Rut Revisor, revisor läste" in logg


def test_an_unmarked_case_has_no_read_log(
    synpunkt: Synpunkt, client: Client, nils_namnden: Anvandare
) -> None:
    client.force_login(nils_namnden)
    client.get(url(synpunkt))
    assert not Handelse.objects.om(synpunkt).filter(slag__in=sekretess.LASNINGAR).exists()


# --- protected senders -----------------------------------------------------------------------


@pytest.fixture
def skyddad(synpunkt: Synpunkt, nils_namnden: Anvandare) -> Synpunkt:
    return akter.skydda(synpunkt, grund="21:3", skal="Hot.", lasare=[nils_namnden], av=nils_namnden)


def test_a_protected_contact_is_shown_to_the_named_few_alone_and_logged(
    skyddad: Synpunkt, client: Client, nils_namnden: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    client.force_login(hanna_handlaggare)
    sida = client.get(url(skyddad)).content.decode()
    assert "Gunilla" not in sida
    assert exempel.EPOST not in sida
    assert "skyddade personuppgifter" in sida.lower()
    assert not Handelse.objects.filter(slag="synpunkt.skyddad_last").exists()
    client.force_login(nils_namnden)
    sida = client.get(url(skyddad)).content.decode()
    assert "Gunilla Ek" in sida
    assert exempel.EPOST in sida
    assert Handelse.objects.get(slag="synpunkt.skyddad_last").av == nils_namnden


def test_the_words_of_a_protected_sender_are_found_by_no_search(
    skyddad: Synpunkt, client: Client, nils_namnden: Anvandare
) -> None:
    client.force_login(nils_namnden)
    sok = lambda q: client.get("/arbete/synpunkter/", {"q": q}).content.decode()  # noqa: E731
    assert skyddad.referens not in sok("orolig")
    assert skyddad.referens in sok(skyddad.referens)


def test_no_mail_of_a_protected_case_names_its_sender(
    skyddad: Synpunkt, nils_namnden: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    Utskick.objects.all().delete()
    s = arendeakter.tilldela(
        skyddad, enhet=skyddad.enhet, handlaggare=hanna_handlaggare, av=nils_namnden
    )
    s = arendeakter.ta_hand_om(s, av=hanna_handlaggare)
    arendeakter.besvara(s, meddelande="Hej! Nu är det rättat.", av=hanna_handlaggare)
    brev = [u.innehall for u in Utskick.objects.order_by("pk")]
    assert len(brev) == 2
    assert not any("Gunilla" in b for b in brev)
    assert not any(exempel.TEXT[:20] in b for b in brev[:1])


def test_a_few_who_can_read_the_case_are_named(
    synpunkt: Synpunkt, kommun: Kommun, nils_namnden: Anvandare, bo_biblioteksman: Anvandare
) -> None:
    for lasare in ([], [bo_biblioteksman], [nils_namnden] * 6):
        with pytest.raises(Regelbrott):
            akter.skydda(synpunkt, grund="21:3", skal="Hot.", lasare=lasare, av=nils_namnden)
    with pytest.raises(Regelbrott):
        akter.skydda(synpunkt, grund="26:1", skal="Hot.", lasare=[nils_namnden], av=nils_namnden)


def test_protection_is_lifted_and_names_nobody(skyddad: Synpunkt, nils_namnden: Anvandare) -> None:
    s = akter.lyft_skydd(skyddad, skal="Hotet är borta.", av=nils_namnden)
    akter.lyft_skydd(s, skal="Hotet är borta.", av=nils_namnden)
    assert not Skyddslasare.objects.exists()
    assert s.sekretessmarkeringar.count() == 2
    assert Kontakt.objects.filter(synpunkt=s).exists()


def test_a_reader_is_named_once(skyddad: Synpunkt, nils_namnden: Anvandare) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Skyddslasare.objects.create(synpunkt=skyddad, anvandare=nils_namnden)


# --- handing over ----------------------------------------------------------------------------


def test_a_marked_case_goes_to_another_nämnd_only_after_a_recorded_prövning(
    hemlig: Synpunkt, kommun: Kommun, nils_namnden: Anvandare
) -> None:
    """One prövning: the move's own paragraph and reason. What is marked is not "inte sekretess"."""
    factories.person("Klara Chef", "CH", kommun.kfk, namnd=kommun.kfn)
    for provat in ({}, PROVAT | {"skal": ""}, PROVAT | {"lagrum": "ingen"}):
        with pytest.raises(Regelbrott):
            flytta(hemlig, kommun, nils_namnden, **provat)
    assert not Overlamnande.objects.exists()
    s = flytta(hemlig, kommun, nils_namnden, **PROVAT)
    assert (s.namnd, s.sekretess) == (kommun.kfn, True)
    assert not sekretess.far_lasa(nils_namnden, s)
    rad = Overlamnande.objects.get()
    assert (rad.lagrum, rad.skal, rad.av) == (*PROVAT.values(), nils_namnden)


def flytta(s: Synpunkt, kommun: Kommun, av: Anvandare, **provat: str) -> Synpunkt:
    return arendeakter.tilldela(s, enhet=kommun.bibliotek, namnd=kommun.kfn, av=av, **provat)


def test_the_prövning_stands_once_in_the_history_and_its_reason_stays_in_its_nämnd(
    hemlig: Synpunkt,
    kommun: Kommun,
    client: Client,
    nils_namnden: Anvandare,
    rut_revisor: Anvandare,
) -> None:
    klara = factories.person("Klara Chef", "CH", kommun.kfk, namnd=kommun.kfn)
    flytta(hemlig, kommun, nils_namnden, **PROVAT)
    beslut = (
        "Lämnades från Vård- och omsorgsnämnden till Kultur- och fritidsnämnden efter prövning: "
        "avsändaren samtycker (OSL 10 kap. 1 §)."
    )
    for person, antal in ((klara, 0), (rut_revisor, 1)):
        client.force_login(person)
        sida = client.get(url(hemlig)).content.decode()
        assert sida.count(beslut) == 1
        assert sida.count(PROVAT["skal"]) == antal
        assert PROVAT["skal"] not in client.get(url(hemlig, "sekretess/")).content.decode()


def test_a_prövning_covers_the_cases_merged_into_the_one_that_moves(
    kommun: Kommun, client: Client, nils_namnden: Anvandare
) -> None:
    klara = factories.person("Klara Chef", "CH", kommun.kfk, namnd=kommun.kfn)
    huvud = exempel.synpunkt(kommun)
    en = exempel.kvitto_i(huvud).synpunkt
    lagen.sla_ihop(huvud, [en], av=nils_namnden)
    akter.markera(en, grund="26:1", skal=SKAL, av=nils_namnden)
    with pytest.raises(Regelbrott):  # it is marked for the sake of the other
        flytta(huvud, kommun, nils_namnden, **PROVAT | {"lagrum": "ingen"})
    flytta(huvud, kommun, nils_namnden, **PROVAT)
    assert Overlamnande.objects.get().synpunkt == huvud
    client.force_login(klara)
    for s in (huvud, en):
        assert client.get(url(s)).content.decode().count("efter prövning: avsändaren") == 1


def test_a_forwarded_marked_case_says_by_what_and_covers_the_merged(
    kommun: Kommun, client: Client, nils_namnden: Anvandare
) -> None:
    huvud = exempel.synpunkt(kommun)
    en = exempel.kvitto_i(huvud).synpunkt
    lagen.sla_ihop(huvud, [en], av=nils_namnden)
    akter.markera(huvud, grund="26:1", skal=SKAL, av=nils_namnden)
    with pytest.raises(Regelbrott):
        lagen.vidarebefordra(huvud, **VIDARE | {"lagrum": "ingen"}, av=nils_namnden)
    lagen.vidarebefordra(huvud, **VIDARE | {"lagrum": "10:1"}, av=nils_namnden)
    client.force_login(nils_namnden)
    for s in (huvud, en):
        sida = client.get(url(s)).content.decode()
        assert sida.count("till Region Östergötland efter prövning: avsändaren samtycker") == 1
        assert sida.count(VIDARE["skal"]) == 1


def test_the_parts_of_a_marked_case_are_as_marked_and_go_no_further_than_the_case(
    hemlig: Synpunkt, kommun: Kommun, nils_namnden: Anvandare, bo_biblioteksman: Anvandare
) -> None:
    hemlig = akter.skydda(hemlig, grund="21:3", skal="Hot.", lasare=[nils_namnden], av=nils_namnden)
    factories.person("Kim Kultur", "NS", kommun.rot, namnd=kommun.kfn)
    egen = lagen.Del("Varför ändras tiden?", kommun.hemtjanst, kommun.von)

    def dela(lagrum: str) -> Synpunkt:
        skal = {"lagrum": lagrum, "skal": "Behövs."}
        annan = lagen.Del("Finns boken kommer?", kommun.bibliotek, kommun.kfn, **skal)
        return lagen.dela(hemlig, delar=[egen, annan], av=nils_namnden)

    with pytest.raises(Regelbrott) as fel:
        dela("ingen")
    assert "Ärendet är markerat. Välj den bestämmelse" in str(fel.value.punkter)
    hela = dela("10:1")
    for del_ in hela.delar.order_by("pk"):
        assert (del_.sekretess, del_.skyddad, bool(del_.dnr)) == (True, True, True)
        assert {m.grund for m in sekretess.galler(del_)} == {"26:1", "21:3"}
    assert not inkorg.synliga(bo_biblioteksman).exists()


def test_no_part_of_a_secret_case_lies_where_nobody_can_read_it(
    hemlig: Synpunkt, kommun: Kommun, nils_namnden: Anvandare
) -> None:
    delar = [
        lagen.Del("Varför?", kommun.hemtjanst, kommun.von),
        lagen.Del("Finns boken kommer?", kommun.bibliotek, kommun.kfn, **PROVAT),
    ]
    with pytest.raises(Regelbrott) as fel:
        lagen.dela(hemlig, delar=delar, av=nils_namnden)
    assert "Någon i Stadsbiblioteket kan läsa" in str(fel.value.punkter)


def test_a_marked_case_is_not_moved_to_where_nobody_can_read_it(
    hemlig: Synpunkt, kommun: Kommun, nils_namnden: Anvandare
) -> None:
    with pytest.raises(Regelbrott) as fel:
        flytta(hemlig, kommun, nils_namnden, **PROVAT)
    assert ["handläggare" in p.mening for p in fel.value.punkter if not p.klar] == [True]


def test_one_that_was_marked_after_it_was_merged_goes_along_and_is_registered_there(
    synpunkt: Synpunkt, kommun: Kommun, nils_namnden: Anvandare
) -> None:
    huvud = exempel.synpunkt(kommun, epost="b@exempel.se")
    factories.person("Kim Kultur", "NS", kommun.rot, namnd=kommun.kfn)
    (egen,) = lagen.sla_ihop(huvud, [synpunkt], av=nils_namnden)
    akter.markera(egen, grund="26:1", skal=SKAL, av=nils_namnden)
    till: dict[str, Any] = {"enhet": kommun.bibliotek, "namnd": kommun.kfn}
    with pytest.raises(Regelbrott) as fel:
        arendeakter.tilldela(huvud, av=nils_namnden, **till, **PROVAT | {"lagrum": "ingen"})
    assert "Ärendet är markerat" in str(fel.value.punkter)
    arendeakter.tilldela(huvud, av=nils_namnden, **till, **PROVAT)
    egen.refresh_from_db()
    assert egen.namnd == kommun.kfn
    assert set(egen.diarieforingar.values_list("namnd", flat=True)) == {
        kommun.von.pk,
        kommun.kfn.pk,
    }
    assert egen.dnr.startswith("KFN")


def test_who_saw_a_protected_contact_does_not_follow_to_another_nämnd(
    skyddad: Synpunkt, kommun: Kommun, nils_namnden: Anvandare
) -> None:
    flytta(skyddad, kommun, nils_namnden, **PROVAT)
    assert not Skyddslasare.objects.exists()


# --- a group that is merged ------------------------------------------------------------------


@pytest.fixture
def gruppen(kommun: Kommun, nils_namnden: Anvandare) -> list[Synpunkt]:
    """A master and two that are merged into it."""
    huvud = exempel.synpunkt(kommun)
    andra = [exempel.kvitto_i(huvud).synpunkt for _ in range(2)]
    lagen.sla_ihop(huvud, andra, av=nils_namnden)
    return [huvud, *andra]


def skydd(rader: list[Synpunkt]) -> list[tuple[bool, bool]]:
    alla = Synpunkt.objects.in_bulk([s.pk for s in rader])
    return [(alla[s.pk].sekretess, alla[s.pk].skyddad) for s in rader]


@pytest.mark.parametrize("vilken", [0, 1])
def test_a_group_is_guarded_as_its_most_guarded_member(
    gruppen: list[Synpunkt],
    client: Client,
    nils_namnden: Anvandare,
    hanna_handlaggare: Anvandare,
    vilken: int,
) -> None:
    hemlig = akter.markera(gruppen[vilken], grund="26:1", skal=SKAL, av=nils_namnden)
    assert skydd(gruppen) == [(True, False)] * 3
    assert not set(inkorg.synliga(hanna_handlaggare)) & set(gruppen)
    client.force_login(nils_namnden)
    for s in gruppen:
        sida = client.get(url(s, "sekretess/")).content.decode()
        assert (SKAL in sida) == (s == hemlig)
        assert (f"sammanslaget med {hemlig.referens}" in sida) == (s != hemlig)
        assert "26 kap. 1 § OSL" in client.get(url(s)).content.decode()
        slag = Handelse.objects.om(s).values_list("slag", flat=True)
        assert ("synpunkt.gruppskydd" in slag) == (s != hemlig)
    assert Sekretessmarkering.objects.count() == 1
    akter.lyft(hemlig, skal="Fel.", av=nils_namnden)
    assert skydd(gruppen) == [(False, False)] * 3


def test_a_mark_is_lifted_where_it_was_set(
    gruppen: list[Synpunkt], nils_namnden: Anvandare
) -> None:
    huvud, en, annan = gruppen
    for s in (en, annan):
        akter.markera(s, grund="26:1", skal=SKAL, av=nils_namnden)
    with pytest.raises(Regelbrott):
        akter.lyft(huvud, skal="Fel.", av=nils_namnden)
    akter.lyft(en, skal="Fel.", av=nils_namnden)
    assert skydd(gruppen) == [(True, False)] * 3
    akter.lyft(annan, skal="Fel.", av=nils_namnden)
    assert skydd(gruppen) == [(False, False)] * 3


def test_undoing_the_merge_leaves_each_with_its_own_mark(
    gruppen: list[Synpunkt], nils_namnden: Anvandare
) -> None:
    huvud, en, annan = gruppen
    akter.markera(en, grund="26:1", skal=SKAL, av=nils_namnden)
    akter.skydda(annan, grund="21:3", skal="Hot.", lasare=[nils_namnden], av=nils_namnden)
    assert skydd(gruppen) == [(True, True)] * 3
    lagen.ta_ur(en, av=nils_namnden)
    assert skydd(gruppen) == [(False, True), (True, False), (False, True)]
    lagen.ta_ur(annan, av=nils_namnden)
    assert skydd([huvud, en, annan]) == [(False, False), (True, False), (False, True)]


def test_what_is_opened_again_has_its_own_mark(
    gruppen: list[Synpunkt], nils_namnden: Anvandare
) -> None:
    huvud, en, annan = gruppen
    akter.markera(en, grund="26:1", skal=SKAL, av=nils_namnden)
    lagen.vidarebefordra(huvud, **VIDARE, av=nils_namnden)
    arendeakter.ateroppna(annan, skal="Vi bor kvar.")
    assert skydd([huvud, en, annan]) == [(True, False), (True, False), (False, False)]


def test_who_handles_the_master_reads_the_whole_group(
    gruppen: list[Synpunkt], kommun: Kommun, nils_namnden: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    arendeakter.tilldela(
        gruppen[0], enhet=gruppen[0].enhet, handlaggare=hanna_handlaggare, av=nils_namnden
    )
    akter.markera(gruppen[1], grund="26:1", skal=SKAL, av=nils_namnden)
    assert set(gruppen) <= set(inkorg.synliga(hanna_handlaggare))
    for s in Synpunkt.objects.filter(pk__in=[s.pk for s in gruppen]):
        assert sekretess.far_lasa(hanna_handlaggare, s)


def test_the_few_who_see_a_protected_contact_see_those_it_is_merged_with(
    gruppen: list[Synpunkt],
    client: Client,
    nils_namnden: Anvandare,
    hanna_handlaggare: Anvandare,
) -> None:
    akter.skydda(gruppen[1], grund="21:3", skal="Hot.", lasare=[nils_namnden], av=nils_namnden)
    for s in Synpunkt.objects.filter(pk__in=[s.pk for s in gruppen]):
        assert sekretess.kontakt_for(nils_namnden, s) is not None
        assert sekretess.kontakt_for(hanna_handlaggare, s) is None
        client.force_login(nils_namnden)
        sida = client.get(url(s, "sekretess/")).content.decode()
        assert "Kontaktuppgifterna får ses av Nils Nämnden." in sida


# --- the pages -------------------------------------------------------------------------------


def test_the_pages_mark_protect_and_lift(
    synpunkt: Synpunkt, client: Client, nils_namnden: Anvandare
) -> None:
    client.force_login(nils_namnden)
    steg: list[tuple[str, dict[str, Any]]] = [
        ("sekretess/markera/", {"grund": "26:1", "skal": SKAL}),
        ("skydd/", {"grund": "21:3a", "skal": "Hot.", "lasare": [nils_namnden.pk]}),
        ("skydd/lyft/", {"skal": "Slut."}),
        ("sekretess/lyft/", {"skal": "Slut."}),
    ]
    for del_, data in steg:
        assert client.get(url(synpunkt, del_)).status_code == 200
        assert client.post(url(synpunkt, del_), {}).status_code == 200
        svar = client.post(url(synpunkt, del_), data)
        assert svar.headers.get("Location") == url(synpunkt, "sekretess/"), del_
    assert client.get(url(synpunkt, "sekretess/")).status_code == 200
    assert synpunkt.sekretessmarkeringar.count() == 4


def test_who_marks_what_he_then_cannot_read_comes_to_the_inbox(
    synpunkt: Synpunkt, client: Client, hanna_handlaggare: Anvandare, nils_namnden: Anvandare
) -> None:
    client.force_login(hanna_handlaggare)
    svar = client.post(url(synpunkt, "sekretess/markera/"), {"grund": "26:1", "skal": SKAL})
    assert svar.headers["Location"] == "/arbete/synpunkter/"
