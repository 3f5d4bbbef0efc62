"""Disposal: only by rule, only by two, in batches that survive a kill, and nothing left behind."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Gallring, Handelse, Handelsetext
from synpunkter import gallringsurval, lank
from synpunkter.actions import gallring as akter
from synpunkter.actions import lagen, sekretess, signal, utlamnande
from synpunkter.actions import synpunkt as synpunktakter
from synpunkter.models import (
    Bristkoppling,
    Diarieforing,
    Kontakt,
    Signalbedomning,
    Synpunkt,
)
from synpunkter.statistik import synpunktslage
from synpunkter.tillstand import Lage
from tests import factories
from tests.cykel import kil
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.synpunkter.exempel import Personal, i_lage
from tests.synpunkter.gallringsfall import (
    EPOST,
    LANGE_SEDAN,
    ORD,
    avslutat,
    gallra,
    ordrikt,
    regel,
    traffar,
)


@pytest.fixture
def personal(kommun: Kommun) -> Personal:
    return Personal(kommun)


@pytest.fixture
def nina(nina_namndsekreterare: Anvandare) -> Anvandare:
    return nina_namndsekreterare


@pytest.fixture
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path


def prov(kommun: Kommun, dag: date | None = None) -> gallringsurval.Gallringsprov:
    return gallringsurval.prov(kommun.von, dag=dag or ONSDAG.date())


# --- The proof ------------------------------------------------------------------------------------


def test_no_word_is_left_in_any_table_file_or_mail_and_the_log_stands(
    kommun: Kommun, personal: Personal, nina: Anvandare, var: Path
) -> None:
    s = ordrikt(kommun, personal, nar=LANGE_SEDAN)
    hmac = Kontakt.objects.get(pk=s.pk).epost_hmac
    for ett in ORD:
        assert traffar(ett, var=var), f"{ett} ska finnas innan"
    assert "utskicken" in traffar(ORD[2], var=var)
    assert any(namn.endswith(".xml") for namn in traffar(ORD[0], var=var))
    handelser = set(Handelse.objects.om(s).values_list("pk", flat=True))
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        gallra(kommun, personal.registrator, nina)
    for ett in (*ORD, EPOST, "Sibylla", hmac, s.kod_hmac, s.token_hmac):
        assert traffar(ett, var=var) == set(), ett
    assert not Kontakt.objects.exists()
    assert handelser < set(Handelse.objects.om(s).values_list("pk", flat=True))


def test_the_shell_is_still_counted(
    kommun: Kommun, personal: Personal, nina: Anvandare, var: Path
) -> None:
    s = ordrikt(kommun, personal, nar=LANGE_SEDAN)
    dag = LANGE_SEDAN.date()
    fore = synpunktslage(kommun.von, fran=dag, till=dag)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        gallra(kommun, personal.registrator, nina)
    assert synpunktslage(kommun.von, fran=dag, till=dag) == fore
    s.refresh_from_db()
    assert (s.text, s.handlaggare, s.rubrik) == ("", None, "Gallrat ärende")
    assert (s.dnr, s.utfall, s.enhet, s.gallrad) == ("VON 7", "ingen", kommun.hemtjanst, ONSDAG)
    assert Diarieforing.objects.get().dnr == "VON 7"


def test_the_events_of_a_disposal_hold_keys_and_codes(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    s = avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        r = regel(kommun, nina)
        g = gallra(kommun, personal.registrator, nina)
    handelse = Handelse.objects.get(slag="synpunkt.gallrad")
    assert (handelse.objekt_id, handelse.data) == (s.pk, {"gallring": g.pk, "regel": r.pk})
    assert (g.status, g.antal["kontaktuppgifter"]) == ("klar", 1)
    assert not Handelsetext.objects.exists()


def test_the_senders_old_link_and_code_open_nothing(
    kommun: Kommun, personal: Personal, nina: Anvandare, client: Any
) -> None:
    with klocka.stalld(LANGE_SEDAN):
        kvitto = exempel.kvitto(kommun)
    s = kvitto.synpunkt
    with klocka.stalld(LANGE_SEDAN):
        for steg in exempel._VAG["avslutad"]:
            s = steg(s, personal)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        gallra(kommun, personal.registrator, nina)
        med_kod = client.post(
            "/synpunkter/folj/", {"referens": s.referens, "kod": kvitto.kod}, follow=True
        )
        med_lank = client.get(f"/synpunkter/folj/{lank.signera(s.referens, 'epost')}/")
    assert "Referensen och koden hör inte ihop" in med_kod.content.decode()
    assert med_lank.status_code == 404


def test_whom_it_was_about_and_the_words_on_a_request_go_too(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    with klocka.stalld(LANGE_SEDAN):
        s = i_lage(Lage.BESVARAD, kommun, personal)
        lagen.peka_ut(s, person=nina, av=personal.registrator)
        akt = utlamnande.begar(s, begaran="Allt.", av=personal.registrator)
        utlamnande.aterta(akt, skal="Lodjuret ångrade sig.", av=personal.registrator)
        synpunktakter.avsluta(s, utfall="atgardat", av=personal.handlaggare)
    assert traffar("Lodjuret")
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        gallra(kommun, personal.registrator, nina)
    assert traffar("Lodjuret") == set()
    s.refresh_from_db()
    assert s.galler_person is None


def test_nothing_is_written_about_what_is_gone(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    """Also by who opened the page before: it waits for the disposal and then finds it done."""
    s = avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        gallra(kommun, personal.registrator, nina)
    with pytest.raises(Regelbrott, match="gallrat"):
        utlamnande.begar(s, begaran="Allt om Gunilla.", av=personal.registrator)
    with pytest.raises(Regelbrott, match="gallrat"):
        sekretess.markera(s, grund="26:1", skal="Om Gunilla.", av=personal.registrator)


# --- The rules ------------------------------------------------------------------------------------


def test_without_a_rule_nothing_goes(kommun: Kommun, personal: Personal) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    utfall = prov(kommun)
    assert (list(utfall.gar), utfall.utan_regel) == ([], 1)
    with pytest.raises(Regelbrott, match="Inget ärende"):
        akter.foresla(kommun.von, av=personal.registrator)


@pytest.mark.parametrize(
    ("dag", "gar"), [(date(2026, 10, 13), 0), (date(2026, 10, 14), 1), (date(2026, 10, 15), 1)]
)
def test_a_case_goes_when_its_years_have_passed_and_not_the_day_before(
    kommun: Kommun, personal: Personal, nina: Anvandare, dag: date, gar: int
) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    regel(kommun, nina)
    utfall = prov(kommun, dag)
    assert (len(utfall.gar), utfall.inte_an) == (gar, 1 - gar)


@pytest.mark.parametrize(
    ("dag", "ar", "sist"),
    [
        (date(2026, 2, 28), 2, date(2024, 2, 28)),
        (date(2026, 3, 1), 2, date(2024, 3, 1)),
        (date(2028, 2, 29), 1, date(2027, 2, 28)),
        (date(2028, 2, 29), 4, date(2024, 2, 29)),
    ],
)
def test_a_leap_day_never_goes_too_soon(dag: date, ar: int, sist: date) -> None:
    assert gallringsurval.ar_fore(dag, ar) == sist


def test_of_several_rules_the_one_that_keeps_longest_decides(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    avslutat(kommun, personal, nar=LANGE_SEDAN, typ="berom")
    allmanna = regel(kommun, nina, ar=1)
    regel(kommun, nina, ar=5, typ="klagomal", handlingstyp="Klagomål")
    (rad,) = prov(kommun).gar
    assert (rad.synpunkt.typ, rad.regel) == ("berom", allmanna)


def test_a_rule_covers_its_type_and_outcome_and_its_own_namnd(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    regel(kommun, nina, utfall="framfort")
    assert prov(kommun).utan_regel == 1
    regel(kommun, nina, utfall="atgardat")
    assert len(prov(kommun).gar) == 1
    assert gallringsurval.prov(kommun.kfn, dag=ONSDAG.date()).utan_regel == 0


def test_a_rule_lets_nothing_go_before_it_is_in_force_or_after_its_end(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        r = regel(kommun, nina, galler_fran=date(2026, 11, 1))
        assert len(prov(kommun).gar) == 0
        assert len(prov(kommun, date(2026, 11, 1)).gar) == 1
        akter.avsluta_regel(r, galler_till=date(2026, 11, 30), av=nina)
    assert len(prov(kommun, date(2026, 11, 30)).gar) == 1
    assert len(prov(kommun, date(2026, 12, 1)).gar) == 0


def test_an_open_case_never_goes(kommun: Kommun, nina: Anvandare) -> None:
    with klocka.stalld(LANGE_SEDAN):
        exempel.synpunkt(kommun)
    regel(kommun, nina)
    utfall = prov(kommun)
    assert (len(utfall.gar), len(utfall.halls), utfall.inte_an) == (0, 0, 0)


def test_a_sender_who_waits_to_hear_of_an_atgard_is_kept(
    kommun: Kommun, personal: Personal, nina: Anvandare, petra_planansvarig: Anvandare
) -> None:
    s = avslutat(kommun, personal, nar=LANGE_SEDAN)
    plan = kil.plan(kommun, petra_planansvarig, kil.styrning(kommun), tillfalle=kil.tillfallen()[0])
    brist = kil.brist(plan)
    kil.atgard(brist, petra_planansvarig, status="pagar")
    Bristkoppling.objects.create(synpunkt=s, brist=brist)
    regel(kommun, nina)
    utfall = prov(kommun)
    assert (len(utfall.gar), len(utfall.halls)) == (0, 1)
    assert "om en åtgärd hjälpte" in utfall.halls[0].hinder


def test_so_is_who_waits_through_the_whole_of_a_part_and_who_is_merged_or_has_a_code(
    kommun: Kommun, personal: Personal, nina: Anvandare, petra_planansvarig: Anvandare
) -> None:
    plan = kil.plan(kommun, petra_planansvarig, kil.styrning(kommun), tillfalle=kil.tillfallen()[0])
    brist = kil.brist(plan)
    kil.atgard(brist, petra_planansvarig, status="pagar")
    bara_kod = {"svarsval": "kod", "epost": "", "namn": ""}
    huvud, del_ = (avslutat(kommun, personal, nar=LANGE_SEDAN, **bara_kod) for _ in range(2))
    med, hela = (avslutat(kommun, personal, nar=LANGE_SEDAN) for _ in range(2))
    nej = avslutat(kommun, personal, nar=LANGE_SEDAN, svarsval="nej", epost="", namn="")
    Synpunkt.objects.filter(pk=med.pk).update(huvud=huvud)
    Synpunkt.objects.filter(pk=del_.pk).update(foralder=hela)
    for s in (huvud, del_, nej):
        Bristkoppling.objects.create(synpunkt=s, brist=brist)
    regel(kommun, nina)
    utfall = prov(kommun)
    assert {rad.synpunkt.pk for rad in utfall.halls} == {huvud.pk, del_.pk, med.pk, hela.pk}
    assert [rad.synpunkt.pk for rad in utfall.gar] == [nej.pk]


def test_what_somebody_has_asked_for_or_nobody_has_judged_is_kept(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    begart = avslutat(kommun, personal, nar=LANGE_SEDAN)
    avslutat(kommun, personal, nar=LANGE_SEDAN, text="Hon fick trycksår av att ligga.")
    regel(kommun, nina)
    u = utlamnande.begar(begart, begaran="Hela ärendet.", av=personal.registrator)
    assert ["begärt" in r.hinder or "bedömt" in r.hinder for r in prov(kommun).halls] == [True] * 2
    utlamnande.aterta(u, skal="Ville inte ha det.", av=personal.registrator)
    bedomning = Signalbedomning.objects.get()
    signal.bedom(bedomning, beslut="nej", skal="Det är inte hos oss.", av=personal.chef)
    assert len(prov(kommun).gar) == 2


def test_a_case_that_waits_for_its_number_is_kept(
    kommun: Kommun, personal: Personal, nina: Anvandare, var: Path
) -> None:
    ordrikt(kommun, personal, nar=LANGE_SEDAN)
    Diarieforing.objects.update(status="lamnad", dnr="", registrerad=None)
    regel(kommun, nina)
    assert "diarienummer" in prov(kommun).halls[0].hinder


def test_a_rule_has_a_decision_that_has_been_taken(
    kommun: Kommun, personal: Personal, hanna_handlaggare: Anvandare, nina: Anvandare
) -> None:
    with klocka.stalld(ONSDAG), pytest.raises(Regelbrott, match="i framtiden"):
        regel(kommun, nina, beslut_datum=date(2026, 12, 1), galler_fran=date(2026, 12, 1))
    with pytest.raises(PermissionDenied):
        regel(kommun, hanna_handlaggare)
    with pytest.raises(PermissionDenied):
        regel(kommun, nina, namnd=kommun.kfn)


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"ar": 0}, "gallringsregel_rimlig_tid"),
        ({"ar": 101}, "gallringsregel_rimlig_tid"),
        ({"beslut_dnr": ""}, "gallringsregel_har_beslut"),
        ({"beslut_paragraf": ""}, "gallringsregel_har_beslut"),
        ({"galler_fran": date(2025, 3, 11)}, "gallringsregel_efter_beslutet"),
        ({"galler_till": date(2025, 3, 31)}, "gallringsregel_slutar_efter_start"),
    ],
)
def test_a_rule_that_contradicts_itself(
    kommun: Kommun, nina: Anvandare, andrat: dict[str, Any], villkor: str
) -> None:
    with pytest.raises(IntegrityError, match=villkor), transaction.atomic():
        regel(kommun, nina, **andrat)


# --- Two people -----------------------------------------------------------------------------------


def test_who_proposed_does_not_approve(
    kommun: Kommun, personal: Personal, nina: Anvandare, hanna_handlaggare: Anvandare
) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        g = akter.foresla(kommun.von, av=nina)
        with pytest.raises(Regelbrott, match="Du föreslog"):
            akter.godkann(g, av=nina)
        with pytest.raises(PermissionDenied):
            akter.godkann(g, av=hanna_handlaggare)
        assert akter.utfor_godkanda() == 0
        akter.godkann(g, av=personal.registrator)
        with pytest.raises(Regelbrott, match="redan avgjord"):
            akter.godkann(g, av=personal.registrator)


def test_another_namnds_list_is_not_ones_to_approve(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    kim = factories.person("Kim Kultur", "NS", kommun.rot, namnd=kommun.kfn)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        g = akter.foresla(kommun.von, av=nina)
        with pytest.raises(PermissionDenied):
            akter.godkann(g, av=kim)
        with pytest.raises(PermissionDenied):
            akter.foresla(kommun.von, av=kim)


def test_a_list_that_is_turned_down_lets_its_cases_stand_in_the_next(
    kommun: Kommun, personal: Personal, nina: Anvandare
) -> None:
    avslutat(kommun, personal, nar=LANGE_SEDAN)
    with klocka.stalld(ONSDAG):
        regel(kommun, nina)
        g = akter.foresla(kommun.von, av=nina)
        with pytest.raises(Regelbrott, match="inte är klar"):
            akter.foresla(kommun.von, av=personal.registrator)
        with pytest.raises(Regelbrott, match="Skriv varför"):
            akter.avsla(g, skal=" ", av=nina)
        akter.avsla(g, skal="Vi väntar på arkivet.", av=nina)
        assert akter.utfor_godkanda() == 0
        assert akter.foresla(kommun.von, av=nina).poster.count() == 1


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({"status": "godkand"}, "gallring_avgjord_av_nagon|gallring_fyra_ogon"),
        ({"status": "godkand", "avgjord": ONSDAG, "samma": True}, "gallring_fyra_ogon"),
        ({"klar": ONSDAG}, "gallring_klar_har_tid"),
        ({"avgjord": ONSDAG}, "gallring_avgjord_av_nagon"),
    ],
)
def test_the_database_wants_two_people_and_a_time(
    kommun: Kommun, nina: Anvandare, andrat: dict[str, Any], villkor: str
) -> None:
    g = Gallring.objects.create(namnd=kommun.von, foreslagen=ONSDAG, foreslagen_av=nina)
    if andrat.pop("samma", False):
        andrat["avgjord_av"] = nina
    with pytest.raises(IntegrityError, match=villkor), transaction.atomic():
        Gallring.objects.filter(pk=g.pk).update(**andrat)


@pytest.mark.parametrize("status", ["godkand", "klar", "avslagen"])
def test_the_database_lets_no_disposal_be_born_approved(
    kommun: Kommun, personal: Personal, nina: Anvandare, status: str
) -> None:
    with pytest.raises(Exception, match="Cannot insert"), transaction.atomic():
        Gallring.objects.create(
            namnd=kommun.von,
            status=status,
            foreslagen=ONSDAG,
            foreslagen_av=nina,
            avgjord=ONSDAG,
            avgjord_av=personal.chef,
            klar=ONSDAG if status == "klar" else None,
        )


def test_the_database_lets_no_disposal_skip_its_approval(kommun: Kommun, nina: Anvandare) -> None:
    g = Gallring.objects.create(namnd=kommun.von, foreslagen=ONSDAG, foreslagen_av=nina)
    with pytest.raises(Exception, match="transition"), transaction.atomic():
        Gallring.objects.filter(pk=g.pk).update(status="klar", klar=ONSDAG)
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        Gallring.objects.all().delete()
    with pytest.raises(IntegrityError, match="gallring_en_i_taget"), transaction.atomic():
        Gallring.objects.create(namnd=kommun.von, foreslagen=ONSDAG, foreslagen_av=nina)
