"""Handing out a public record: request, masking, prövning, refusal, the log."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from synpunkter.actions import lagen
from synpunkter.actions import sekretess as sekretessakter
from synpunkter.actions import synpunkt as arendeakter
from synpunkter.actions import utlamnande as akter
from synpunkter.arendehandling import handling
from synpunkter.models import (
    Maskval,
    Sekretessprovning,
    Synpunkt,
    Utlamnande,
    Utlamnandefil,
)
from synpunkter.tillstand_utlamnande import UTLAMNANDE, Lage
from tests import factories
from tests.factories import Kommun
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.utlamnande.fall import DELVIS, klara, texter, url

# --- request ---------------------------------------------------------------------------------


def test_a_request_may_be_anonymous_and_pressed_twice_is_one(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare
) -> None:
    assert (begaran.sokande, begaran.lage) == ("", Lage.BEGARD)
    assert akter.begar(arende, begaran=" Klagomålet om dörren. ", av=nils) == begaran
    assert [h.slag for h in Handelse.objects.om(begaran)] == ["utlamnande.begard"]
    with pytest.raises(Regelbrott):
        akter.begar(arende, begaran=" ", av=nils)


def test_who_asks_is_kept_encrypted(arende: Synpunkt, nils: Anvandare) -> None:
    u = akter.begar(arende, begaran="Allt.", sokande="Frida Fri, frida@exempel.se", av=nils)
    assert Utlamnande.objects.get(pk=u.pk).sokande == "Frida Fri, frida@exempel.se"
    with transaction.atomic():
        from django.db import connection

        with connection.cursor() as markor:
            markor.execute("select sokande from synpunkter_utlamnande where id = %s", [u.pk])
            assert "Frida" not in markor.fetchone()[0]


def test_who_may_not_try_takes_no_request(arende: Synpunkt, rut_revisor: Anvandare) -> None:
    with pytest.raises(PermissionDenied):
        akter.begar(arende, begaran="Allt.", av=rut_revisor)


# --- masking ---------------------------------------------------------------------------------


def test_the_copy_is_masked_in_every_part(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare
) -> None:
    arendeakter.komplettera(arende, text="Ring Gunilla Ek på 011-15 00 00!")
    text = texter(begaran)
    for ord_ in ("Gunilla", "811218", "123 45 67", "@", "15 00 00", "Drottninggatan"):
        assert ord_ not in text, ord_
    assert "[namn], [e-postadress]" in text
    assert "Kurt Kula" in text  # nobody has said that it is a name


def test_the_senders_name_is_masked_in_a_part_too(
    arende: Synpunkt, kommun: Kommun, nils: Anvandare
) -> None:
    delar = [lagen.Del(f"Gunilla Ek undrar {n}.", arende.enhet, arende.namnd) for n in (1, 2)]
    del_ = lagen.dela(arende, delar=delar, av=nils).delar.all()[0]
    assert "Gunilla" not in texter(akter.begar(del_, begaran="Delen.", av=nils))


def test_a_handler_hides_more_and_shows_a_false_hit_with_a_reason(
    begaran: Utlamnande, nils: Anvandare
) -> None:
    val = akter.dolj(begaran, text="kurt  kula", av=nils)
    akter.dolj(begaran, text="kurt kula", av=nils)
    akter.visa(begaran, text="070-123 45 67", skal="Kommunens växel.", av=nils)
    text = texter(begaran)
    assert "Kurt" not in text
    assert "070-123 45 67" in text
    assert Maskval.objects.count() == 2
    akter.angra_maskval(val, av=nils)
    akter.angra_maskval(val, av=nils)
    assert "Kurt Kula" in texter(begaran)
    for fel in (
        lambda: akter.dolj(begaran, text="finns inte", av=nils),
        lambda: akter.dolj(begaran, text=" ", av=nils),
        lambda: akter.visa(begaran, text="dörren", skal="Nej.", av=nils),
        lambda: akter.visa(begaran, text="811218-9876", skal="", av=nils),
    ):
        with pytest.raises(Regelbrott):
            fel()


def test_the_masking_stands_when_the_decision_is_made(begaran: Utlamnande, nils: Anvandare) -> None:
    akter.bevilja(begaran, **DELVIS, av=nils)
    with pytest.raises(Regelbrott, match="Pröva om"):
        akter.dolj(begaran, text="dörren", av=nils)


def test_internal_notes_are_apart_and_only_of_a_closed_case_of_the_own_nämnd(
    arende: Synpunkt, begaran: Utlamnande, kommun: Kommun, nils: Anvandare, client: Client
) -> None:
    handlaggare = factories.person("Hugo", "HS", kommun.vok, namnd=kommun.von)
    with pytest.raises(Regelbrott):
        akter.bevilja(begaran, utfall="lamnas", med_anteckningar=True, av=nils)
    s = arendeakter.tilldela(arende, enhet=arende.enhet, av=nils)
    s = arendeakter.ta_hand_om(s, av=handlaggare)
    arendeakter.anteckna(s, text="Gunilla ringde.", av=handlaggare)
    assert handling(begaran, maskad=False).anteckningar == []
    arendeakter.avsluta(s, utfall="framfort", utfall_skal="Framfört.", av=handlaggare)
    assert handling(begaran, maskad=True).anteckningar == []
    akter.dolj(begaran, text="ringde", av=nils)  # a word of the note alone
    client.force_login(nils)
    assert (
        "Tas med bara om beslutet säger det" in client.get(url(begaran, "maska/")).content.decode()
    )
    u = akter.bevilja(begaran, utfall="lamnas", med_anteckningar=True, av=nils)
    (anteckning,) = handling(u, maskad=True).anteckningar
    assert anteckning.maskat.text == "[namn] [borttaget]."
    assert "Gunilla ringde." not in texter(u)
    Synpunkt.objects.filter(pk=s.pk).update(namnd=kommun.kfn)
    u = Utlamnande.objects.get(pk=u.pk)
    assert handling(u, maskad=False).anteckningar == []


def test_a_protected_senders_contact_is_in_no_version(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare
) -> None:
    sekretessakter.skydda(arende, grund="21:3", skal="Hot.", lasare=[nils], av=nils)
    u = Utlamnande.objects.get(pk=begaran.pk)
    for maskad in (True, False):
        assert handling(u, maskad=maskad).avsandare == "Skyddade personuppgifter"


# --- prövning --------------------------------------------------------------------------------


def test_a_refusal_has_paragraph_and_reason_and_is_in_the_log(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare
) -> None:
    for fel in ({"grund": ""}, {"grund": "99:1"}, {"skal": " "}):
        with pytest.raises(Regelbrott):
            akter.avsla(begaran, **{"grund": "26:1", "skal": "Skäl."} | fel, av=nils)
    u = akter.avsla(begaran, grund="26:1", skal="Skäl.", av=nils)
    provning = arende.sekretessprovningar.get()
    assert (u.provning, provning.utfall, provning.grund) == (provning, "nekas", "26:1")
    assert sorted(u.filer.values_list("slag", flat=True)) == ["beslut", "hel"]
    senaste = Handelse.objects.om(u)[0]
    assert (senaste.slag, senaste.roll) == ("utlamnande.avsla", "NS")
    assert senaste.data["provning"] == provning.pk


def test_a_yes_for_a_marked_case_says_why(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare
) -> None:
    sekretessakter.markera(arende, grund="26:1", skal="Hälsa.", av=nils)
    with pytest.raises(Regelbrott):
        akter.bevilja(begaran, utfall="lamnas", av=nils)
    assert akter.bevilja(begaran, utfall="lamnas", skal="Samtycke.", av=nils).helt


def test_who_cannot_read_the_case_decides_nothing_about_it(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    sekretessakter.markera(arende, grund="26:1", skal="Hälsa.", av=nils)
    for akt in (
        lambda: akter.bevilja(begaran, utfall="lamnas", skal="S", av=hanna_handlaggare),
        lambda: akter.aterta(begaran, skal="S", av=hanna_handlaggare),
    ):
        with pytest.raises(Regelbrott):
            akt()
    with pytest.raises(PermissionDenied):
        akter.dolj(begaran, text="dörren", av=hanna_handlaggare)


def test_nothing_is_handed_out_before_the_files_are_made_and_the_copy_read(
    begaran: Utlamnande, nils: Anvandare, monkeypatch: pytest.MonkeyPatch
) -> None:
    u = akter.bevilja(begaran, **DELVIS, av=nils)
    with pytest.raises(Regelbrott):
        akter.lamna_ut(u, satt="brev", genomlast=True, av=nils)
    klara(u)
    for fel in ({"genomlast": False}, {"satt": ""}):
        with pytest.raises(Regelbrott):
            akter.lamna_ut(u, **{"satt": "brev", "genomlast": True} | fel, av=nils)
    u = akter.lamna_ut(u, satt="brev", genomlast=True, av=nils)
    assert (u.lage, u.satt) == (Lage.UTLAMNAD, "brev")
    assert u.utlamnad is not None


def test_tried_again_the_earlier_decision_and_its_files_stay(
    begaran: Utlamnande, arende: Synpunkt, nils: Anvandare, client: Client
) -> None:
    u = akter.avsla(begaran, grund="26:1", skal="Skäl.", av=nils)
    u.filer.filter(slag="beslut").update(lage="klar", innehall=b"%PDF-", klar=ONSDAG)
    with pytest.raises(Regelbrott):
        akter.prova_om(u, skal=" ", av=nils)
    u = akter.prova_om(u, skal="Nya uppgifter.", av=nils)
    assert (u.lage, u.provning) == (Lage.BEGARD, None)
    assert list(u.filer.values_list("slag", "lage")) == [("beslut", "klar")]
    akter.bevilja(u, utfall="lamnas", av=nils)
    assert [f.slag for f in Utlamnande.objects.get().gallande_filer] == ["hel", "maskad"]
    client.force_login(nils)
    assert "Filer till tidigare beslut" in client.get(url(u)).content.decode()
    assert [p.utfall for p in arende.sekretessprovningar.all()] == ["lamnas", "nekas"]


def test_a_request_is_taken_back(begaran: Utlamnande, nils: Anvandare) -> None:
    u = akter.bevilja(begaran, utfall="lamnas", av=nils)
    u = akter.aterta(u, skal="Behövs inte.", av=nils)
    assert (u.lage, u.filer.count()) == (Lage.ATERTAGEN, 0)


def test_every_step_that_the_table_does_not_hold_is_refused(
    begaran: Utlamnande, nils: Anvandare
) -> None:
    """Each state tries each act: only the table's rows go through, in the act and in SQL."""
    akt: dict[str, Any] = {
        "bevilja": lambda u: akter.bevilja(u, utfall="lamnas", av=nils),
        "avsla": lambda u: akter.avsla(u, grund="26:1", skal="S", av=nils),
        "lamna_ut": lambda u: akter.lamna_ut(u, satt="brev", genomlast=True, av=nils),
        "prova_om": lambda u: akter.prova_om(u, skal="S", av=nils),
        "aterta": lambda u: akter.aterta(u, skal="S", av=nils),
    }
    vag = {
        Lage.BEGARD: (),
        Lage.BEVILJAD: ("bevilja",),
        Lage.UTLAMNAD: ("bevilja", "lamna_ut"),
        Lage.AVSLAGEN: ("avsla",),
        Lage.ATERTAGEN: ("aterta",),
    }
    assert set(akt) == {rad.namn for rad in UTLAMNANDE.rader}
    for lage, steg in vag.items():
        for rad in UTLAMNANDE.rader:
            with transaction.atomic():
                u = begaran
                for namn in steg:
                    klara(u)
                    u = akt[namn](u)
                klara(u)
                if lage in rad.fran:
                    assert akt[rad.namn](u).lage == rad.till
                else:
                    with pytest.raises(Regelbrott):
                        akt[rad.namn](u)
                transaction.set_rollback(True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Utlamnande.objects.filter(pk=begaran.pk).update(lage="utlamnad")


# --- the database ----------------------------------------------------------------------------


def test_the_database_refuses_half_a_request(begaran: Utlamnande, nils: Anvandare) -> None:
    rad = Utlamnande.objects.filter(pk=begaran.pk)
    provning = Sekretessprovning.objects.create(
        synpunkt=begaran.synpunkt, utfall="lamnas", av=nils, tid=ONSDAG
    )
    for fel in (
        {"begaran": ""},
        {"provning": provning},
        {"satt": "brev"},
        {"utlamnad": ONSDAG},
        {"lage": "avslagen"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rad.update(**fel)


def test_the_database_refuses_a_shown_hit_without_reason_and_half_a_file(
    begaran: Utlamnande, nils: Anvandare
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Maskval.objects.create(utlamnande=begaran, slag="visa", text="x", av=nils, tid=ONSDAG)
    provning = Sekretessprovning.objects.create(
        synpunkt=begaran.synpunkt, utfall="lamnas", av=nils, tid=ONSDAG
    )
    falt: dict[str, Any] = {
        "utlamnande": begaran,
        "provning": provning,
        "slag": "hel",
        "bestalld": ONSDAG,
    }
    Utlamnandefil.objects.create(**falt)
    for fel in ({"slag": "hel"}, {"slag": "maskad", "lage": "klar"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Utlamnandefil.objects.create(**falt | fel)
