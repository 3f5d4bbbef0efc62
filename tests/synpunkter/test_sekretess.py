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
from tests.synpunkter.exempel import PROVAT

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
    _prova(hemlig, nils_namnden)
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
        {"till_namnd": None},
        {"utfall": "nekas", "grund": ""},
        {"skal": ""},
        {"slag": "utlamnande"},
        {"utfall": "delvis", "grund": "26:1"},
    ],
)
def test_the_database_refuses_half_a_prövning(
    synpunkt: Synpunkt, kommun: Kommun, nils_namnden: Anvandare, fel: dict[str, Any]
) -> None:
    falt = {
        "slag": "overlamnande",
        "utfall": "lamnas",
        "grund": "",
        "skal": SKAL,
        "till_namnd": kommun.kfn,
    } | fel
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


def _prova(s: Synpunkt, av: Anvandare, *, ja: bool = True) -> Sekretessprovning:
    kfn = factories.Namnd.objects.get(kod="KFN")
    return akter.prova_overlamnande(
        s, till_namnd=kfn, far_lamnas=ja, grund="" if ja else "26:1", skal="Samtycke.", av=av
    )


def test_a_marked_case_goes_to_another_nämnd_only_after_a_recorded_prövning(
    hemlig: Synpunkt, kommun: Kommun, karin_kvalitetssamordnare: Anvandare, nils_namnden: Anvandare
) -> None:
    factories.person("Klara Chef", "CH", kommun.kfk, namnd=kommun.kfn)
    registrator = factories.person("Rakel Registrator", "NS", kommun.rot, namnd=kommun.von)

    def flytta() -> Synpunkt:
        return arendeakter.tilldela(
            hemlig, enhet=kommun.bibliotek, namnd=kommun.kfn, av=registrator, **PROVAT
        )

    with pytest.raises(Regelbrott) as fel:
        flytta()
    assert any("prövat" in p.mening for p in fel.value.punkter if not p.klar)
    _prova(hemlig, nils_namnden, ja=False)
    with pytest.raises(Regelbrott):
        flytta()
    _prova(hemlig, nils_namnden)
    s = flytta()
    assert (s.namnd, s.sekretess) == (kommun.kfn, True)
    assert not sekretess.far_lasa(nils_namnden, s)


def test_the_parts_of_a_marked_case_are_as_marked_and_go_no_further_than_the_case(
    hemlig: Synpunkt, kommun: Kommun, nils_namnden: Anvandare, bo_biblioteksman: Anvandare
) -> None:
    hemlig = akter.skydda(hemlig, grund="21:3", skal="Hot.", lasare=[nils_namnden], av=nils_namnden)
    factories.person("Kim Kultur", "NS", kommun.rot, namnd=kommun.kfn)
    delar = [
        lagen.Del("Varför ändras tiden?", kommun.hemtjanst, kommun.von),
        lagen.Del("Finns boken kommer?", kommun.bibliotek, kommun.kfn, **PROVAT),
    ]
    with pytest.raises(Regelbrott) as fel:
        lagen.dela(hemlig, delar=delar, av=nils_namnden)
    assert f"prövat att det markerade ärendet {hemlig} får lämnas" in str(fel.value.punkter)
    akter.prova_overlamnande(
        hemlig, till_namnd=kommun.kfn, far_lamnas=True, skal="Behövs.", av=nils_namnden
    )
    hela = lagen.dela(hemlig, delar=delar, av=nils_namnden)
    for del_ in hela.delar.order_by("pk"):
        assert (del_.sekretess, del_.skyddad, bool(del_.dnr)) == (True, True, True)
        assert {m.grund for m in sekretess.galler(del_)} == {"26:1", "21:3"}
    assert not inkorg.synliga(bo_biblioteksman).exists()


def test_no_part_of_a_secret_case_lies_where_nobody_can_read_it(
    hemlig: Synpunkt, kommun: Kommun, nils_namnden: Anvandare
) -> None:
    akter.prova_overlamnande(
        hemlig, till_namnd=kommun.kfn, far_lamnas=True, skal="Behövs.", av=nils_namnden
    )
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
    _prova(hemlig, nils_namnden)
    with pytest.raises(Regelbrott) as fel:
        arendeakter.tilldela(
            hemlig, enhet=kommun.bibliotek, namnd=kommun.kfn, av=nils_namnden, **PROVAT
        )
    assert ["handläggare" in p.mening for p in fel.value.punkter if not p.klar] == [True]


def test_nor_with_one_that_was_marked_after_it_was_merged_and_it_is_registered_there(
    synpunkt: Synpunkt, kommun: Kommun, nils_namnden: Anvandare
) -> None:
    huvud = exempel.synpunkt(kommun, epost="b@exempel.se")
    factories.person("Kim Kultur", "NS", kommun.rot, namnd=kommun.kfn)
    (egen,) = lagen.sla_ihop(huvud, [synpunkt], av=nils_namnden)
    akter.markera(egen, grund="26:1", skal=SKAL, av=nils_namnden)
    till: dict[str, Any] = {"enhet": kommun.bibliotek, "namnd": kommun.kfn, **PROVAT}
    with pytest.raises(Regelbrott) as fel:
        arendeakter.tilldela(huvud, av=nils_namnden, **till)
    assert f"markerade ärendet {egen}" in str(fel.value.punkter)
    _prova(egen, nils_namnden)
    arendeakter.tilldela(huvud, av=nils_namnden, **till)
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
    _prova(skyddad, nils_namnden)
    arendeakter.tilldela(
        skyddad, enhet=kommun.bibliotek, namnd=kommun.kfn, av=nils_namnden, **PROVAT
    )
    assert not Skyddslasare.objects.exists()


def test_a_prövning_is_of_another_nämnd_and_a_no_has_a_paragraph(
    hemlig: Synpunkt, kommun: Kommun, nils_namnden: Anvandare
) -> None:
    for fel in ({"till_namnd": kommun.von}, {"far_lamnas": False}, {"skal": ""}):
        val: dict[str, Any] = {"till_namnd": kommun.kfn, "far_lamnas": True, "skal": "S"}
        with pytest.raises(Regelbrott):
            akter.prova_overlamnande(hemlig, **val | fel, av=nils_namnden)


# --- the pages -------------------------------------------------------------------------------


def test_the_pages_mark_protect_try_and_lift(
    synpunkt: Synpunkt, kommun: Kommun, client: Client, nils_namnden: Anvandare
) -> None:
    client.force_login(nils_namnden)
    steg: list[tuple[str, dict[str, Any]]] = [
        ("sekretess/markera/", {"grund": "26:1", "skal": SKAL}),
        ("skydd/", {"grund": "21:3a", "skal": "Hot.", "lasare": [nils_namnden.pk]}),
        ("sekretess/prova/", {"till_namnd": kommun.kfn.pk, "far_lamnas": "ja", "skal": "Ja."}),
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
    svar = client.post(
        url(synpunkt, "sekretess/prova/"),
        {"till_namnd": kommun.kfn.pk, "far_lamnas": "nej", "skal": "Nej."},
    )
    assert "Välj vilken paragraf som hindrar det." in svar.content.decode()


def test_who_marks_what_he_then_cannot_read_comes_to_the_inbox(
    synpunkt: Synpunkt, client: Client, hanna_handlaggare: Anvandare, nils_namnden: Anvandare
) -> None:
    client.force_login(hanna_handlaggare)
    svar = client.post(url(synpunkt, "sekretess/markera/"), {"grund": "26:1", "skal": SKAL})
    assert svar.headers["Location"] == "/arbete/synpunkter/"
