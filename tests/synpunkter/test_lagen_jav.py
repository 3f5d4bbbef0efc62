"""Nobody handles a case about themselves, and only those who triage read whom it is about."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cykel.models import Brist
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from kvalitet.overgang import overga
from synpunkter.actions import franvaro, lagen, sekretess, signal, utlamnande
from synpunkter.actions import synpunkt as akter
from synpunkter.models import Synpunkt
from synpunkter.tillstand import SYNPUNKT, Lage
from synpunkter.villkor_lagen import JAVIG, Del
from tests import factories
from tests.databas import nekas
from tests.factories import SEDAN, Kommun
from tests.synpunkter import exempel
from tests.synpunkter.exempel import PROVAT, Personal, i_lage


@pytest.fixture
def personal(kommun: Kommun) -> Personal:
    return Personal(kommun)


@pytest.fixture
def maja(kommun: Kommun) -> Anvandare:
    """Holds every role, and is the one that the case is about."""
    person = factories.person("Maja Mångsysslare", "HS", kommun.rot)
    for roll in ("KV", "CH"):
        person.tilldelningar.create(roll=roll, enhet=kommun.rot, giltig=(SEDAN, None))
    return person


RADER = [(rad.namn, lage) for rad in SYNPUNKT.rader if rad.ratt is not None for lage in rad.fran]


@pytest.mark.parametrize(("namn", "lage"), RADER)
def test_no_row_is_taken_by_whom_the_case_is_about(
    kommun: Kommun, personal: Personal, maja: Anvandare, namn: str, lage: Lage
) -> None:
    """Every row of the table that a person takes has the guard, whatever else it asks for."""
    s = i_lage(lage, kommun, personal)
    for ett in (s.huvud or s, s):
        lagen.peka_ut(ett, person=maja, av=personal.registrator)
    with pytest.raises(Regelbrott) as fel:
        overga(SYNPUNKT, s, namn, av=maja, data={"enhet": s.enhet}, kommentar="Jag vill.")
    assert JAVIG in [p.mening for p in fel.value.punkter]


def test_no_other_act_is_either(kommun: Kommun, personal: Personal, maja: Anvandare) -> None:
    s, annan = exempel.synpunkt(kommun), exempel.synpunkt(kommun)
    lagen.peka_ut(s, person=maja, av=personal.registrator)
    for akt in (
        lambda: akter.anteckna(s, text="Jag minns det så här.", av=maja),
        lambda: lagen.lanka(s, annan, av=maja),
        lambda: lagen.lanka_loss(annan, s, av=maja),
        lambda: lagen.sla_ihop(s, [annan], av=maja),
        lambda: lagen.peka_ut(s, person=None, av=maja),
    ):
        with pytest.raises(Regelbrott, match="gäller dig"):
            akt()


def test_nor_is_it_passed_on_marked_judged_or_handed_out_by_them(
    kommun: Kommun, personal: Personal, maja: Anvandare
) -> None:
    s = i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal, text="Hon fick trycksår.")
    begaran = utlamnande.begar(s, begaran="Allt.", av=personal.registrator)
    lagen.peka_ut(s, person=maja, av=personal.registrator)
    for akt in (
        lambda: franvaro.byt_handlaggare(s, till=None, av=maja),
        lambda: signal.bedom(s.signalbedomningar.get(), beslut="nej", skal="Nej.", av=maja),
        lambda: sekretess.markera(s, grund="39:2", skal="Om mig.", av=maja),
        lambda: utlamnande.aterta(begaran, skal="Behövs inte.", av=maja),
    ):
        with pytest.raises(Regelbrott) as fel:
            akt()
        assert JAVIG in [fel.value.mening, *(p.mening for p in fel.value.punkter)]


def test_a_brist_is_not_linked_by_whom_the_case_is_about(
    kommun: Kommun, personal: Personal, maja: Anvandare, petra_planansvarig: Anvandare
) -> None:
    from tests.cykel import kil

    plan = kil.plan(kommun, petra_planansvarig, kil.styrning(kommun), tillfalle=kil.tillfallen()[0])
    brist: Brist = kil.brist(plan)
    s = exempel.synpunkt(kommun)
    lagen.peka_ut(s, person=maja, av=personal.registrator)
    with pytest.raises(Regelbrott, match="gäller dig"):
        akter.koppla_brist(s, brist, av=maja)


def test_who_wrote_it_in_may_handle_it(kommun: Kommun, hanna_handlaggare: Anvandare) -> None:
    s = exempel.synpunkt(kommun, kanal="telefon", av=hanna_handlaggare)
    personal = Personal(kommun)
    s = akter.tilldela(s, enhet=s.enhet, av=personal.registrator)
    assert akter.ta_hand_om(s, av=hanna_handlaggare).handlaggare == hanna_handlaggare


def test_the_handler_lets_go_at_once_and_is_not_chosen_again(
    kommun: Kommun, personal: Personal
) -> None:
    s = i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal)
    s = lagen.peka_ut(s, person=personal.handlaggare, av=personal.registrator)
    assert (s.handlaggare, s.lage, s.enhet) == (None, Lage.TILLDELAD, kommun.hemtjanst)
    with pytest.raises(Regelbrott) as fel:
        akter.tilldela(s, enhet=s.enhet, handlaggare=personal.handlaggare, av=personal.registrator)
    assert "Välj en annan handläggare" in str(fel.value.punkter)
    annan = factories.person("Hilda", "HS", kommun.rot)
    s = akter.tilldela(s, enhet=s.enhet, handlaggare=annan, av=personal.registrator)
    assert akter.ta_hand_om(s, av=annan).handlaggare == annan


def test_only_triage_says_whom_it_is_about_and_never_themselves(
    kommun: Kommun, personal: Personal
) -> None:
    s = exempel.synpunkt(kommun)
    with pytest.raises(PermissionDenied):
        lagen.peka_ut(s, person=personal.chef, av=personal.handlaggare)
    with pytest.raises(Regelbrott, match="någon annan fördela"):
        lagen.peka_ut(s, person=personal.registrator, av=personal.registrator)


def test_the_log_and_the_pages_of_others_do_not_say_who(
    kommun: Kommun, client: Client, personal: Personal, rut_revisor: Anvandare
) -> None:
    s = exempel.synpunkt(kommun)
    utpekad = factories.person("Urban Utpekad", "AA", kommun.hemtjanst)
    lagen.peka_ut(s, person=utpekad, av=personal.registrator)
    for handelse in Handelse.objects.om(s):
        assert str(utpekad.pk) not in str(handelse.data.values())
    for person, ser in (
        (personal.registrator, True),
        (personal.handlaggare, False),
        (personal.chef, False),
        (rut_revisor, False),
    ):
        client.force_login(person)
        sida = client.get(f"/arbete/synpunkter/{s.pk}/").content.decode()
        assert ("Urban Utpekad" in sida) == ser, person


def test_whom_it_is_about_meets_no_buttons_but_the_reason(
    kommun: Kommun, client: Client, personal: Personal, maja: Anvandare
) -> None:
    s = i_lage(Lage.TILLDELAD, kommun, personal)
    lagen.peka_ut(s, person=maja, av=personal.registrator)
    client.force_login(maja)
    adress = f"/arbete/synpunkter/{s.pk}/"
    sida = client.get(adress).content.decode()
    assert "Ärendet gäller dig" in sida
    for knapp in ("Ta hand om", "Dela mellan", "Slå ihop", "Spara intern anteckning"):
        assert knapp not in sida
    svar = client.post(f"{adress}ta-hand-om/", follow=True).content.decode()
    assert JAVIG in svar
    for akt in ("sla-ihop/", "dela/", "vidarebefordra/", "galler/"):
        assert client.get(adress + akt).status_code == 403


@pytest.mark.parametrize("inom", [True, False])
def test_a_part_is_not_handled_by_whom_the_whole_is_about(
    kommun: Kommun, personal: Personal, maja: Anvandare, inom: bool
) -> None:
    """Also in another nämnd, which is not told who it is."""
    s = i_lage(Lage.TILLDELAD, kommun, personal)
    lagen.peka_ut(s, person=maja, av=personal.registrator)
    till: dict[str, Any] = {"enhet": kommun.bibliotek, "namnd": kommun.kfn, **PROVAT}
    if inom:
        till = {"enhet": kommun.hemtjanst, "namnd": kommun.von}
    delar = [Del("Vad?", **till)] * 2
    hela = lagen.dela(s, delar=delar, av=personal.registrator)
    del_ = hela.delar.first()
    assert del_ is not None
    assert (del_.galler_person == maja) == inom
    del_ = akter.tilldela(del_, enhet=del_.enhet, av=personal.registrator)
    with pytest.raises(Regelbrott) as fel:
        akter.ta_hand_om(del_, av=maja)
    assert JAVIG in [p.mening for p in fel.value.punkter]


def test_nor_is_a_case_by_whom_it_is_about_through_its_master(
    kommun: Kommun, personal: Personal, maja: Anvandare
) -> None:
    huvud, s = exempel.synpunkt(kommun), exempel.synpunkt(kommun)
    r = personal.registrator
    lagen.peka_ut(s, person=maja, av=r)
    with pytest.raises(Regelbrott) as fel:
        lagen.sla_ihop(huvud, [s], av=r)
    assert "gäller ingen medarbetare" in str(fel.value.punkter)
    huvud = lagen.peka_ut(huvud, person=maja, av=r)
    lagen.sla_ihop(huvud, [s], av=r)
    with pytest.raises(Regelbrott, match="Ta ur det först"):
        lagen.peka_ut(huvud, person=None, av=r)


def test_of_a_merged_case_it_is_said_of_the_master_first(
    kommun: Kommun, personal: Personal, maja: Anvandare
) -> None:
    s = i_lage(Lage.SAMMANSLAGEN, kommun, personal)
    with pytest.raises(Regelbrott, match="huvudärendet"):
        lagen.peka_ut(s, person=maja, av=personal.registrator)
    assert s.huvud
    lagen.peka_ut(s.huvud, person=maja, av=personal.registrator)
    assert lagen.peka_ut(s, person=maja, av=personal.registrator).galler_person == maja


def test_the_database_refuses_that_handler(kommun: Kommun, personal: Personal) -> None:
    s = i_lage(Lage.UNDER_HANDLAGGNING, kommun, personal)
    with nekas("synpunkt_ojavig_handlaggare"):
        Synpunkt.objects.filter(pk=s.pk).update(galler_person=personal.handlaggare)


def test_naming_the_same_person_twice_is_once(kommun: Kommun, personal: Personal) -> None:
    s = exempel.synpunkt(kommun)
    for _ in range(2):
        lagen.peka_ut(s, person=personal.chef, av=personal.registrator)
    assert Handelse.objects.om(s).filter(slag="synpunkt.galler_person").count() == 1
    lagen.peka_ut(s, person=None, av=personal.registrator)
    s.refresh_from_db()
    assert s.galler_person is None
