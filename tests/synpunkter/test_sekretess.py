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

SKAL = "Det står om hälsan."


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
