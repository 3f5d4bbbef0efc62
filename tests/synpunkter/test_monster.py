"""A mönster: cases of one nämnd about the same thing, and the brist that it becomes."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client

from cykel.models import Brist
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from synpunkter.actions import lagen
from synpunkter.actions import synpunkt as synpunktsakter
from synpunkter.actions.monster import (
    andra_monster,
    brist_ur_monster,
    lagg_till,
    skapa_monster,
    ta_bort,
)
from synpunkter.effekter_slinga import folj_monstret
from synpunkter.models import Bristkoppling, Monster, Monsterkoppling, Tema
from synpunkter.tillstand import Lage
from tests import factories
from tests.cykel import kil
from tests.cykel.kil import NU
from tests.databas import nekas
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.exempel import Personal, i_lage
from tests.synpunkter.slinga import ORD, Slinga, slinga


@pytest.fixture
def s(kommun: Kommun) -> Slinga:
    return slinga(kommun)


def test_a_monster_holds_the_cases_once_and_knows_where_they_meet(s: Slinga) -> None:
    med_centrum = exempel.synpunkt(s.kommun, enhet=s.kommun.centrum)
    alla = [*s.synpunkter(2), med_centrum]
    monster = s.monster(alla)
    assert s.monster(alla) == monster
    assert monster.kopplingar.count() == 3
    assert monster.enhet == s.kommun.hemtjanst  # the nearest unit that holds Centrum too
    assert monster.tema.namn == "Tider"
    assert Handelse.objects.filter(slag="synpunkt.i_monster").count() == 3


def test_a_theme_is_data_and_is_one_in_whatever_case_it_is_written(s: Slinga) -> None:
    s.monster()
    annat = skapa_monster(s.synpunkter(1), **ORD | {"namn": "Annat", "tema": " tider "}, av=s.karin)
    assert annat.tema.namn == "Tider"
    assert Tema.objects.count() == 1
    with pytest.raises(Regelbrott, match="vilket tema"):
        skapa_monster(s.synpunkter(1), **ORD | {"tema": " "}, av=s.karin)


def test_a_monster_keeps_within_its_namnd(s: Slinga, karin_kvalitetssamordnare: Anvandare) -> None:
    annan = exempel.synpunkt(s.kommun, enhet=s.kommun.bibliotek, namnd=s.kommun.kfn)
    with pytest.raises(Regelbrott, match="samma nämnd"):
        skapa_monster([*s.synpunkter(1), annan], **ORD, av=karin_kvalitetssamordnare)
    with pytest.raises(Regelbrott, match="en annan nämnd"):
        lagg_till(s.monster(), [annan], av=karin_kvalitetssamordnare)


def test_who_may_not_link_a_case_puts_it_in_no_monster(
    s: Slinga, bo_biblioteksman: Anvandare, erik_enhetschef: Anvandare
) -> None:
    alla = s.synpunkter(1)
    for person in (bo_biblioteksman, erik_enhetschef):  # reads none of them; reads but handles none
        with pytest.raises(PermissionDenied):
            skapa_monster(alla, **ORD, av=person)


def test_a_monster_without_words_or_cases_is_refused(s: Slinga) -> None:
    with pytest.raises(Regelbrott, match="med egna ord"):
        skapa_monster(s.synpunkter(1), **ORD | {"beskrivning": " "}, av=s.karin)
    with pytest.raises(Regelbrott, match="minst en synpunkt"):
        skapa_monster([], **ORD, av=s.karin)
    monster = s.monster()
    with nekas("monster_har_ord"):
        Monster.objects.filter(pk=monster.pk).update(beskrivning="")
    with nekas("tema_har_namn"):
        Tema.objects.create(namn="")
    with nekas("tema_en_gang"):
        Tema.objects.create(namn="TIDER")


def test_a_case_is_in_a_monster_once_also_by_the_database(s: Slinga) -> None:
    koppling = s.monster().kopplingar.order_by("pk")[0]
    koppling.pk = None
    with nekas("monsterkoppling_en_gang"):
        koppling.save(force_insert=True)


def test_a_name_and_theme_is_one_monster_of_the_nämnd(s: Slinga) -> None:
    monster = s.monster()
    annat = skapa_monster(s.synpunkter(1), **ORD | {"namn": "Annat"}, av=s.karin)
    with pytest.raises(Regelbrott, match="redan ett mönster"):
        andra_monster(annat, **ORD, av=s.karin)
    monster.pk = None
    with nekas("monster_en_gang"):
        monster.save(force_insert=True)


def test_what_is_merged_into_a_case_that_moves_leaves_monster_and_brist_too(s: Slinga) -> None:
    personal = Personal(s.kommun)
    huvud, egen, kvar = s.synpunkter()
    s.brist(s.monster([egen, kvar]))
    lagen.sla_ihop(huvud, [egen], av=personal.registrator)
    huvud.refresh_from_db()
    synpunktsakter.tilldela(
        huvud, enhet=s.kommun.bibliotek, **exempel.PROVAT, av=personal.registrator
    )
    egen.refresh_from_db()
    assert egen.namnd == s.kommun.kfn
    assert not egen.monsterkopplingar.exists()
    assert not egen.bristkopplingar.exists()
    assert kvar.monsterkopplingar.exists()
    assert kvar.bristkopplingar.exists()


def test_a_case_that_moves_to_another_namnd_leaves_the_monster(s: Slinga) -> None:
    personal = Personal(s.kommun)
    flyttar, kvar = exempel.synpunkt(s.kommun), exempel.synpunkt(s.kommun)
    monster = s.monster([flyttar, kvar])
    synpunktsakter.tilldela(
        flyttar, enhet=s.kommun.bibliotek, **exempel.PROVAT, av=personal.registrator
    )
    synpunktsakter.tilldela(kvar, enhet=s.kommun.centrum, av=personal.registrator)
    assert [k.synpunkt for k in monster.kopplingar.select_related("synpunkt")] == [kvar]
    assert Handelse.objects.om(flyttar).filter(slag="synpunkt.ur_monster").exists()


def test_a_monster_becomes_one_brist_with_every_case_behind_it(s: Slinga) -> None:
    monster = s.brist(s.monster())
    assert s.brist(monster).brist == monster.brist
    assert monster.brist
    assert monster.brist.plan == s.plan.plan
    assert monster.brist.kalla == Brist.Kalla.SYNPUNKTER
    assert monster.brist.kalla_mening.startswith("3 synpunkter 10\xa0juni 2026 till")
    assert Bristkoppling.objects.filter(brist=monster.brist).count() == 3


def test_a_case_added_later_stands_behind_the_brist_until_its_outcome_is_known(s: Slinga) -> None:
    monster = s.brist(s.monster())
    with klocka.stalld(NU):
        assert lagg_till(monster, s.synpunkter(1), av=s.karin) == 1
    assert Bristkoppling.objects.filter(brist=monster.brist).count() == 4
    s.besked(monster)
    with klocka.stalld(NU):
        assert lagg_till(monster, s.synpunkter(1), av=s.karin) == 1
    assert monster.kopplingar.count() == 5
    assert Bristkoppling.objects.filter(brist=monster.brist).count() == 4


def test_a_brist_may_not_quote_or_name(s: Slinga) -> None:
    monster = s.monster()
    for mening, ord_ in (
        ("Tiden på morgonen ändras utan att någon hör av sig.", "ordagrant"),
        ("Gunilla har skrivit flera gånger.", "”Gunilla” är ett namn"),
        ("Ring 011-15 00 00.", "telefonnummer"),
    ):
        with klocka.stalld(NU), pytest.raises(Regelbrott, match=ord_):
            brist_ur_monster(monster, rubrik="Tider", mening=mening, av=s.karin)
    assert not Brist.objects.exists()


def test_without_a_plan_that_turns_there_is_nowhere_to_note_it(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    alla = [exempel.synpunkt(kommun, enhet=kommun.bibliotek, namnd=kommun.kfn)]
    monster = skapa_monster(alla, **ORD, av=karin_kvalitetssamordnare)
    with pytest.raises(Regelbrott, match="ingen verksamhetsplan som pågår"):
        brist_ur_monster(monster, rubrik="X", mening="Y", av=karin_kvalitetssamordnare)


def test_a_handler_who_may_not_write_in_the_plan_makes_no_brist(s: Slinga) -> None:
    monster = s.monster()
    with klocka.stalld(NU), pytest.raises(PermissionDenied):
        brist_ur_monster(monster, rubrik="X", mening="Y", av=s.hanna)


def test_the_monster_follows_its_brist_to_another_plan(s: Slinga) -> None:
    monster = s.brist(s.monster())
    assert monster.brist
    ny = kil.brist(s.plan, "I nästa plan")
    folj_monstret(monster.brist, ny, av=None, nu=NU)
    monster.refresh_from_db()
    assert monster.brist == ny


def test_words_are_changed_and_a_case_taken_out(s: Slinga, bo_biblioteksman: Anvandare) -> None:
    monster = s.monster()
    ut = monster.kopplingar.select_related("synpunkt").order_by("pk")[0].synpunkt
    andra_monster(monster, **ORD | {"namn": "Nytt namn"}, av=s.hanna)
    ta_bort(monster, ut, av=s.hanna)
    ta_bort(monster, ut, av=s.hanna)
    monster.refresh_from_db()
    assert monster.namn == "Nytt namn"
    assert monster.kopplingar.count() == 2
    assert Handelse.objects.om(ut).filter(slag="synpunkt.ur_monster").count() == 1
    with pytest.raises(PermissionDenied):
        andra_monster(monster, **ORD, av=bo_biblioteksman)


# --- Pages ----------------------------------------------------------------------------------


def test_outside_its_namnd_a_monster_is_a_number(
    s: Slinga, client: Client, bo_biblioteksman: Anvandare
) -> None:
    monster = s.monster(s.synpunkter(6))
    client.force_login(bo_biblioteksman)
    sida = client.get("/arbete/synpunkter/monster/").content.decode()
    for ord_ in (monster.namn, monster.beskrivning, "Tider", s.kommun.hemtjanst.namn):
        assert ord_ not in sida
    assert "Vård- och omsorgsnämnden" in sida
    assert "färre än 5" in sida  # one mönster
    assert '<td class="siffra" data-rubrik="Synpunkter i dem">6</td>' in sida
    for akt in ("", "andra/", "brist/"):
        assert client.get(f"/arbete/synpunkter/monster/{monster.pk}/{akt}").status_code == 404
    koppling = monster.kopplingar.order_by("pk")[0]
    ta_ut = f"/arbete/synpunkter/monster/{monster.pk}/ta-bort/{koppling.synpunkt_id}/"
    assert client.post(ta_ut).status_code == 404


def test_marked_rows_of_the_inbox_become_a_monster(s: Slinga, client: Client) -> None:
    alla = s.synpunkter(2)
    client.force_login(s.hanna)
    inkorg = client.get("/arbete/synpunkter/").content.decode()
    for en in alla:
        assert f'value="{en.pk}" form="till-monster"' in inkorg
    adress = f"/arbete/synpunkter/monster/valj/?s={alla[0].pk}&s={alla[1].pk}&s=x&s=999999"
    assert "2 valda synpunkter" in client.get(adress).content.decode()
    fel = client.post(adress, {"namn": ""}).content.decode()
    assert "Skriv vad mönstret ska heta." in fel
    svar = client.post(adress, ORD, follow=True)
    assert "Tider ändras utan besked" in svar.content.decode()
    monster = Monster.objects.get()
    assert monster.kopplingar.count() == 2
    tredje = s.synpunkter(1)[0]
    client.post(f"/arbete/synpunkter/monster/valj/?s={tredje.pk}", {"monster": monster.pk})
    assert monster.kopplingar.count() == 3
    arende = client.get(f"/arbete/synpunkter/{tredje.pk}/").content.decode()
    assert f'href="/arbete/synpunkter/monster/{monster.pk}/"' in arende


def test_nothing_chosen_says_how_to_choose(s: Slinga, client: Client) -> None:
    client.force_login(s.hanna)
    sida = client.get("/arbete/synpunkter/monster/valj/").content.decode()
    assert "Du har inte valt någon synpunkt" in sida


def test_another_namnds_case_cannot_be_chosen_by_its_number(
    s: Slinga, client: Client, bo_biblioteksman: Anvandare
) -> None:
    dold = s.synpunkter(1)[0]
    client.force_login(bo_biblioteksman)
    adress = f"/arbete/synpunkter/monster/valj/?s={dold.pk}"
    assert dold.rubrik not in client.get(adress).content.decode()
    client.post(adress, ORD)
    assert not Monsterkoppling.objects.exists()


def test_the_page_makes_the_brist_and_a_chef_only_reads(
    s: Slinga, client: Client, erik_enhetschef: Anvandare
) -> None:
    monster = s.monster()
    adress = f"/arbete/synpunkter/monster/{monster.pk}/"
    client.force_login(erik_enhetschef)
    sida = client.get(adress).content.decode()
    assert "Gör till en brist" not in sida
    assert "Ta bort" not in sida
    assert client.post(f"{adress}brist/", {}).status_code == 403
    client.force_login(s.karin)
    assert "Gör till en brist i planen" in client.get(adress).content.decode()
    ord_ = {"rubrik": "Ändrade tider", "mening": "Ingen säger till."}
    with klocka.stalld(NU):
        client.post(f"{adress}brist/", ord_)
    monster.refresh_from_db()
    assert monster.brist
    assert monster.brist.rubrik == "Ändrade tider"
    efter = client.get(adress).content.decode()
    assert "Gör till en brist i planen" not in efter
    assert f'href="/arbete/planer/{monster.brist.plan_id}/brister/{monster.brist_id}/"' in efter


def test_a_handler_of_one_unit_knows_the_name_but_opens_no_wider_monster(
    s: Slinga, client: Client
) -> None:
    hilda = factories.person("Hilda Handläggare", "HS", s.kommun.centrum, namnd=s.kommun.von)
    egen = exempel.synpunkt(s.kommun, enhet=s.kommun.centrum)
    monster = s.monster([egen, *s.synpunkter(1)])
    client.force_login(hilda)
    sida = client.get(f"/arbete/synpunkter/{egen.pk}/").content.decode()
    assert monster.namn in sida
    assert f"/monster/{monster.pk}/" not in sida
    assert client.get(f"/arbete/synpunkter/monster/{monster.pk}/").status_code == 404


def test_a_revisor_reads_and_it_is_on_record(
    s: Slinga, client: Client, rut_revisor: Anvandare
) -> None:
    monster = s.monster()
    client.force_login(rut_revisor)
    adress = f"/arbete/synpunkter/monster/{monster.pk}/"
    assert monster.beskrivning in client.get(adress).content.decode()
    last = Handelse.objects.om(monster).get(slag="synpunkt.lista_last")
    assert (last.av, last.data["antal"]) == (rut_revisor, 3)
    en = monster.kopplingar.order_by("pk")[0].synpunkt
    client.get(f"/arbete/synpunkter/{en.pk}/liknande/")
    last = Handelse.objects.om(en).get(slag="synpunkt.lista_last")
    assert last.data["antal"] == 2
    client.force_login(s.hanna)
    client.get(adress)
    assert Handelse.objects.om(monster).filter(slag="synpunkt.lista_last").count() == 1


def test_a_half_done_act_leaves_nothing(s: Slinga, monkeypatch: pytest.MonkeyPatch) -> None:
    def brister(*_: object, **__: object) -> None:
        raise RuntimeError("mitt i")

    monkeypatch.setattr("synpunkter.actions.monster.lagg_till", brister)
    with pytest.raises(RuntimeError), transaction.atomic():
        s.monster()
    assert not Monster.objects.exists()
    assert not Tema.objects.exists()


def test_a_closed_case_may_be_part_of_a_monster(s: Slinga) -> None:
    stangd = i_lage(Lage.AVSLUTAD, s.kommun, Personal(s.kommun))
    assert s.monster([stangd]).kopplingar.get().synpunkt == stangd
