"""What is marked and protected, when the case moves to another nämnd or is merged."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from synpunkter import inkorg, sekretess
from synpunkter.actions import lagen
from synpunkter.actions import sekretess as akter
from synpunkter.actions import synpunkt as arendeakter
from synpunkter.models import (
    Overlamnande,
    Sekretessmarkering,
    Skyddslasare,
    Synpunkt,
)
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.exempel import PROVAT, VIDARE
from tests.synpunkter.test_sekretess import SKAL, url

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
