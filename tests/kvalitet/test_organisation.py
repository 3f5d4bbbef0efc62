"""Moving units: the tree, its history and its limits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import Func, TextField
from django.test import Client

from kvalitet import klocka
from kvalitet.actions.organisation import bygg_sokvagar, flytta, skapa_enhet
from kvalitet.databas import SvNyckel, sv_nyckel
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, EnhetPlacering, Handelse
from kvalitet.texter import datum
from kvalitet.trad import i_tradordning
from tests import factories
from tests.factories import SEDAN, Kommun
from tests.kvalitet.dagen import IDAG
from tests.samtidigt import Tradar, nagon_vantar_pa_las, vanta_tills

pytestmark = pytest.mark.usefixtures("samma_dag")
I_MORGON = IDAG + timedelta(days=1)


# --- Moving --------------------------------------------------------------------------------


def test_moving_a_unit_moves_everything_below_it(
    kommun: Kommun, anna_administrator: Anvandare
) -> None:
    flytta(kommun.hemtjanst, under=kommun.kfk, fran=IDAG, av=anna_administrator)
    kommun.centrum.refresh_from_db()
    assert kommun.centrum.sokvag.startswith(kommun.kfk.sokvag)


def test_a_coming_move_leaves_the_unit_until_the_day(
    kommun: Kommun, anna_administrator: Anvandare
) -> None:
    flytta(kommun.hemtjanst, under=kommun.kfk, fran=I_MORGON, av=anna_administrator)
    kommun.hemtjanst.refresh_from_db()
    assert kommun.hemtjanst.sokvag.startswith(kommun.vok.sokvag)


def test_a_coming_move_takes_effect_when_the_paths_are_rebuilt_on_the_day(
    kommun: Kommun, anna_administrator: Anvandare
) -> None:
    flytta(kommun.hemtjanst, under=kommun.kfk, fran=I_MORGON, av=anna_administrator)
    with klocka.stalld(klocka.nu() + timedelta(days=1)):
        assert bygg_sokvagar() == 2  # the unit and the one below it
        assert bygg_sokvagar() == 0
    kommun.centrum.refresh_from_db()
    assert kommun.centrum.sokvag.startswith(kommun.kfk.sokvag)


def test_the_tree_of_an_earlier_date_is_kept(kommun: Kommun, anna_administrator: Anvandare) -> None:
    flytta(kommun.hemtjanst, under=kommun.kfk, fran=IDAG, av=anna_administrator)
    igar = IDAG - timedelta(days=1)
    platser = {
        dag: kommun.hemtjanst.placeringar.get(giltig__contains=dag).foralder
        for dag in (SEDAN, igar, IDAG)
    }
    assert platser == {SEDAN: kommun.vok, igar: kommun.vok, IDAG: kommun.kfk}


def test_the_move_is_told_on_the_timeline(
    kommun: Kommun, anna_administrator: Anvandare, client: Client
) -> None:
    client.force_login(anna_administrator)
    svar = client.post(
        f"/arbete/organisation/{kommun.hemtjanst.pk}/flytta/",
        {"under": kommun.kfk.pk, "fran": IDAG.isoformat()},
        follow=True,
    )
    assert "Flyttades från Vård- och omsorgskontoret till Kultur- och fritidskontoret" in (
        svar.content.decode()
    )
    handelse = Handelse.objects.om(kommun.hemtjanst).get()
    assert (handelse.av, handelse.enhet) == (anna_administrator, kommun.hemtjanst)


def test_the_page_says_why_a_move_cannot_be_made_and_keeps_what_was_written(
    kommun: Kommun, anna_administrator: Anvandare, client: Client
) -> None:
    client.force_login(anna_administrator)
    svar = client.post(
        f"/arbete/organisation/{kommun.hemtjanst.pk}/flytta/",
        {"under": kommun.kfk.pk, "fran": "2019-06-01"},
    )
    sida = svar.content.decode()
    assert svar.status_code == 200
    assert f"Enheten har redan en plats från {datum(date(2020, 1, 1))}." in sida
    assert 'value="2019-06-01"' in sida
    assert not Handelse.objects.exists()


def test_another_units_manager_gets_404(
    kommun: Kommun, erik_enhetschef: Anvandare, client: Client
) -> None:
    client.force_login(erik_enhetschef)
    assert client.get(f"/arbete/organisation/{kommun.hemtjanst.pk}/").status_code == 200
    assert client.get(f"/arbete/organisation/{kommun.bibliotek.pk}/").status_code == 404


def test_a_manager_may_not_move_his_own_unit(
    kommun: Kommun, erik_enhetschef: Anvandare, client: Client
) -> None:
    client.force_login(erik_enhetschef)
    adress = f"/arbete/organisation/{kommun.centrum.pk}/flytta/"
    assert client.get(adress).status_code == 403
    assert client.post(adress, {"under": kommun.vok.pk, "fran": "2030-01-01"}).status_code == 403


def test_an_administrator_moves_only_within_his_own_subtree(kommun: Kommun) -> None:
    adam = factories.person("Adam Administratör", "ADM", kommun.vok)
    with pytest.raises(PermissionDenied):
        flytta(kommun.hemtjanst, under=kommun.kfk, fran=IDAG, av=adam)
    with pytest.raises(PermissionDenied):
        flytta(kommun.bibliotek, under=kommun.vok, fran=IDAG, av=adam)


# --- What a move may not be ----------------------------------------------------------------


def test_a_unit_cannot_be_moved_below_itself(kommun: Kommun, anna_administrator: Anvandare) -> None:
    with pytest.raises(Regelbrott, match="bita sig själv"):
        flytta(kommun.hemtjanst, under=kommun.centrum, fran=IDAG, av=anna_administrator)


def test_two_future_moves_cannot_make_a_circle_between_them(
    kommun: Kommun, anna_administrator: Anvandare
) -> None:
    """Kultur goes below hemtjänst in ten days; hemtjänst below kultur in five would close it."""
    flytta(
        kommun.kfk, under=kommun.hemtjanst, fran=IDAG + timedelta(days=10), av=anna_administrator
    )
    with pytest.raises(Regelbrott, match="bita sig själv"):
        flytta(
            kommun.hemtjanst, under=kommun.kfk, fran=IDAG + timedelta(days=5), av=anna_administrator
        )


def test_a_move_before_the_present_place_began_is_refused(
    kommun: Kommun, anna_administrator: Anvandare
) -> None:
    for dag in (SEDAN - timedelta(days=1), SEDAN):
        with pytest.raises(Regelbrott, match=f"redan en plats från {datum(date(2020, 1, 1))}"):
            flytta(kommun.hemtjanst, under=kommun.kfk, fran=dag, av=anna_administrator)


def test_a_move_before_an_already_planned_one_is_refused(
    kommun: Kommun, anna_administrator: Anvandare
) -> None:
    flytta(kommun.hemtjanst, under=kommun.kfk, fran=date(2030, 1, 1), av=anna_administrator)
    with pytest.raises(Regelbrott, match=f"redan en plats från {datum(date(2030, 1, 1))}"):
        flytta(kommun.hemtjanst, under=kommun.rot, fran=IDAG, av=anna_administrator)


def test_a_unit_cannot_be_moved_into_one_that_has_ended(
    kommun: Kommun, anna_administrator: Anvandare
) -> None:
    Enhet.objects.filter(pk=kommun.kfk.pk).update(upphorde=IDAG)
    with pytest.raises(Regelbrott, match="Kultur- och fritidskontoret har upphört"):
        # kommun.kfk was read before it ended: the act reads it again, under the lock
        flytta(kommun.hemtjanst, under=kommun.kfk, fran=IDAG, av=anna_administrator)


def test_a_unit_that_has_ended_cannot_be_moved(
    kommun: Kommun, anna_administrator: Anvandare
) -> None:
    Enhet.objects.filter(pk=kommun.hemtjanst.pk).update(upphorde=IDAG)
    with pytest.raises(Regelbrott, match="Hemtjänst har upphört"):
        flytta(kommun.hemtjanst, under=kommun.kfk, fran=IDAG, av=anna_administrator)


def test_a_unit_cannot_be_moved_into_one_that_has_not_begun(
    kommun: Kommun, anna_administrator: Anvandare
) -> None:
    ny = skapa_enhet(
        namn="Nytt kontor",
        slag="kontor",
        under=kommun.rot,
        fran=date(2030, 1, 1),
        av=anna_administrator,
    )
    with pytest.raises(Regelbrott, match="finns inte den dagen"):
        flytta(kommun.hemtjanst, under=ny, fran=IDAG, av=anna_administrator)
    flytta(kommun.hemtjanst, under=ny, fran=date(2030, 1, 1), av=anna_administrator)


def test_the_kommun_itself_cannot_be_moved(kommun: Kommun, anna_administrator: Anvandare) -> None:
    with pytest.raises(Regelbrott, match="ligger överst"):
        flytta(kommun.rot, under=kommun.kfk, fran=IDAG, av=anna_administrator)


def test_a_move_to_where_the_unit_stands_is_refused(
    kommun: Kommun, anna_administrator: Anvandare
) -> None:
    with pytest.raises(Regelbrott, match="ligger redan under"):
        flytta(kommun.hemtjanst, under=kommun.vok, fran=IDAG, av=anna_administrator)


@pytest.mark.parametrize("fran", [SEDAN, date(2025, 5, 5)])
def test_the_database_refuses_overlapping_places(kommun: Kommun, fran: date) -> None:
    with pytest.raises(IntegrityError, match="placering_en_i_taget"):
        EnhetPlacering.objects.create(
            enhet=kommun.hemtjanst, foralder=kommun.kfk, giltig=(fran, date(2030, 1, 1))
        )


# --- Two at once ---------------------------------------------------------------------------


def _flytta_och_drojer(
    enhet: Enhet, under: Enhet, av: Anvandare, klar: threading.Event
) -> Callable[[], None]:
    def uppgift() -> None:
        with transaction.atomic():
            flytta(enhet, under=under, fran=IDAG, av=av)
            assert klar.wait(20)

    return uppgift


def test_of_two_crossing_moves_at_once_one_is_refused(riktig_databas: str) -> None:
    kommun = factories.kommun()
    anna = factories.person("Anna Administratör", "ADM", kommun.rot)
    klar = threading.Event()
    with Tradar() as tradar:
        forst = tradar.kor(_flytta_och_drojer(kommun.vok, kommun.bibliotek, anna, klar))
        vanta_tills(_tradet_ar_last, "den första flytten håller trädets lås")
        sedan = tradar.kor(lambda: flytta(kommun.kfk, under=kommun.hemtjanst, fran=IDAG, av=anna))
        vanta_tills(nagon_vantar_pa_las, "den andra flytten väntar på trädets lås")
        klar.set()
        forst.result(20)
        with pytest.raises(Regelbrott, match="bita sig själv"):
            sedan.result(20)
    _prova_att_tradet_ar_helt()
    assert Handelse.objects.filter(slag="enhet.flyttad").count() == 1


def test_many_moves_at_once_leave_one_whole_tree(riktig_databas: str) -> None:
    kommun = factories.kommun()
    anna = factories.person("Anna Administratör", "ADM", kommun.rot)
    flyttar = [
        (kommun.vok, kommun.bibliotek),
        (kommun.kfk, kommun.centrum),
        (kommun.hemtjanst, kommun.kfk),
        (kommun.bibliotek, kommun.hemtjanst),
    ]
    with Tradar() as tradar:
        loften = [
            tradar.kor(
                lambda enhet=enhet, under=under: flytta(enhet, under=under, fran=IDAG, av=anna)
            )
            for enhet, under in flyttar
        ]
        fel = [lofte.exception(20) for lofte in loften]
    assert {type(f) for f in fel} <= {type(None), Regelbrott}
    assert None in fel
    _prova_att_tradet_ar_helt()


def _tradet_ar_last() -> bool:
    with connection.cursor() as markor:
        markor.execute(
            "select exists(select from pg_locks l join pg_database d on d.oid = l.database"
            " where l.locktype = 'advisory' and d.datname = current_database())"
        )
        return bool(markor.fetchone()[0])


def _prova_att_tradet_ar_helt() -> None:
    """Every unit is reached from the root, and each has one place today (the root none)."""
    rot = Enhet.objects.get(slag="kommun")
    enheter = list(Enhet.objects.order_by("sokvag"))
    assert all(enhet.sokvag.startswith(rot.sokvag) for enhet in enheter)
    for enhet in enheter:
        platser = enhet.placeringar.filter(giltig__contains=IDAG)
        if enhet == rot:
            assert not platser
        else:
            assert platser.get().foralder_id == enhet.foralder_id


# --- New units -----------------------------------------------------------------------------


def test_a_unit_to_come_stands_where_it_will_stand(
    kommun: Kommun, anna_administrator: Anvandare
) -> None:
    """So that those who will have it can prepare its plan and roles, and nobody else."""
    ny = skapa_enhet(
        namn="Hemtjänst Norr",
        slag="enhet",
        under=kommun.hemtjanst,
        fran=date(2030, 1, 1),
        av=anna_administrator,
    )
    assert ny.sokvag == f"{kommun.hemtjanst.sokvag}{ny.pk}."
    assert Handelse.objects.om(ny).get().slag == "enhet.skapad"


def test_a_unit_whose_place_has_ended_stays_with_those_who_had_it(kommun: Kommun) -> None:
    kommun.centrum.placeringar.update(giltig=(SEDAN, date(2024, 1, 1)))
    bygg_sokvagar()
    kommun.centrum.refresh_from_db()
    assert kommun.centrum.sokvag.startswith(kommun.hemtjanst.sokvag)


def test_a_unit_without_any_place_has_no_path_and_is_nobodys_root(kommun: Kommun) -> None:
    hemlos = Enhet.objects.create(namn="Hemlös", slag="enhet")
    bygg_sokvagar()
    hemlos.refresh_from_db()
    assert hemlos.sokvag == ""
    assert not Enhet.objects.under(hemlos).exists()


def test_only_the_set_up_makes_a_kommun_and_only_one(
    kommun: Kommun, anna_administrator: Anvandare
) -> None:
    with pytest.raises(PermissionDenied):
        skapa_enhet(namn="Rike", slag="kommun", under=None, fran=IDAG, av=anna_administrator)
    with pytest.raises(Regelbrott, match="ligger överst"):
        skapa_enhet(namn="Kontor", slag="kontor", under=None, fran=IDAG, av=None)
    with pytest.raises(Regelbrott, match="ligger överst"):
        skapa_enhet(namn="Rike", slag="kommun", under=kommun.kfk, fran=IDAG, av=None)


def test_a_unit_may_only_be_added_by_who_has_the_right_there(
    kommun: Kommun, erik_enhetschef: Anvandare
) -> None:
    with pytest.raises(PermissionDenied):
        skapa_enhet(namn="Ny", slag="enhet", under=kommun.hemtjanst, fran=IDAG, av=erik_enhetschef)


# --- Reading the tree ----------------------------------------------------------------------


def test_a_subtree_is_the_unit_and_all_below_it(kommun: Kommun) -> None:
    assert set(Enhet.objects.under(kommun.vok)) == {kommun.vok, kommun.hemtjanst, kommun.centrum}
    assert set(Enhet.objects.under(kommun.centrum)) == {kommun.centrum}
    assert Enhet.objects.under(kommun.rot).count() == 6


def test_a_subtree_does_not_take_a_neighbour_whose_number_begins_alike(kommun: Kommun) -> None:
    """Unit 1 and unit 12: the point after each number keeps them apart."""
    rotens = kommun.rot.sokvag
    ett = Enhet.objects.create(pk=900_001, namn="Ett", slag="enhet", sokvag=f"{rotens}900001.")
    Enhet.objects.create(pk=9_000_012, namn="Tolv", slag="enhet", sokvag=f"{rotens}9000012.")
    assert list(Enhet.objects.under(ett)) == [ett]


def test_a_unit_knows_its_depth_and_parent(kommun: Kommun) -> None:
    assert [e.djup for e in (kommun.rot, kommun.vok, kommun.hemtjanst, kommun.centrum)] == [
        0,
        1,
        2,
        3,
    ]
    assert (kommun.rot.foralder_id, kommun.centrum.foralder_id) == (None, kommun.hemtjanst.pk)


def test_a_unit_that_ends_later_is_still_at_work(kommun: Kommun) -> None:
    Enhet.objects.filter(pk=kommun.kfk.pk).update(upphorde=I_MORGON)
    Enhet.objects.filter(pk=kommun.bibliotek.pk).update(upphorde=IDAG)
    assert kommun.kfk in Enhet.objects.verksamma()
    assert kommun.bibliotek not in Enhet.objects.verksamma()


def test_the_tree_is_told_depth_first_with_siblings_in_swedish_order(kommun: Kommun) -> None:
    for namn in ("Ängen", "Åsen", "Zinken"):
        factories.enhet(namn, "enhet", kommun.hemtjanst)
    bygg_sokvagar()
    assert [e.namn for e in i_tradordning(Enhet.objects.i_ordning())] == [
        "Provkommun",
        "Kultur- och fritidskontoret",
        "Stadsbiblioteket",
        "Vård- och omsorgskontoret",
        "Hemtjänst",
        "Hemtjänst Centrum",
        "Zinken",
        "Åsen",
        "Ängen",
    ]


def test_a_subtree_in_which_the_top_is_missing_is_still_told(kommun: Kommun) -> None:
    utan_topp = [kommun.centrum, kommun.hemtjanst]
    assert i_tradordning(utan_topp) == [kommun.hemtjanst, kommun.centrum]


# --- Swedish order -------------------------------------------------------------------------


def test_names_stand_in_swedish_order(db: None) -> None:
    namn = ["adam", "Eb", "Éa", "Über", "Wik", "Yx", "Zätra", "Ål", "Ärla", "Öbo", "öra"]
    ordnade = ["adam", "Éa", "Eb", "Wik", "Über", "Yx", "Zätra", "Ål", "Ärla", "Öbo", "öra"]
    Enhet.objects.bulk_create(Enhet(namn=n, slag="enhet") for n in namn)
    assert list(Enhet.objects.i_ordning().values_list("namn", flat=True)) == ordnade


def test_the_order_of_names_that_a_page_has_read_is_the_databases(db: None) -> None:
    namn = ["Éa", "ÅÄÖ éèëü æøáàíóú ÉÈËÜ ÆØÁÀÍÓÚ", "Über", "Öbo 3", "adam", "Ñandú", "Mål–Ø"]
    Enhet.objects.bulk_create(Enhet(namn=n, slag="enhet") for n in namn)
    nycklar = Enhet.objects.values_list("namn", SvNyckel("namn"))
    assert {n: sv_nyckel(n) for n in namn} == dict(nycklar)


def test_the_order_is_by_bytes_whatever_collation_the_names_have(kommun: Kommun) -> None:
    """The C collation inside the function does not reach out of it, so it stands outside."""
    med = Func(
        SvNyckel("namn"), template="collation for (%(expressions)s)", output_field=TextField()
    )
    assert Enhet.objects.annotate(med=med).values_list("med", flat=True).first() == '"C"'


@pytest.fixture
def tusentals_enheter(kommun: Kommun) -> None:
    """5 000 units in a tree of 50 kontor with 99 units each, written in one statement."""
    with connection.cursor() as markor:
        markor.execute(
            """
            insert into kvalitet_enhet (id, namn, slag, sokvag)
            select i, 'Enhet ' || md5(i::text), 'enhet',
                   %s || (100000 + (i - 100000) / 100 * 100) || '.'
                   || case when i %% 100 = 0 then '' else i || '.' end
            from generate_series(100000, 104999) i
            """,
            [kommun.rot.sokvag],
        )
        markor.execute("analyze kvalitet_enhet")


def test_a_subtree_is_found_by_the_index_on_the_path(tusentals_enheter: None) -> None:
    kontor = Enhet.objects.get(pk=102_500)
    under = Enhet.objects.under(kontor)
    assert under.count() == 100
    assert "enhet_sokvag" in under.order_by().explain()


def test_the_first_in_swedish_order_are_found_by_its_index(tusentals_enheter: None) -> None:
    assert "enhet_sv_namn" in Enhet.objects.i_ordning()[:20].explain()
