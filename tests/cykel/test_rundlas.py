"""The lock of a round in a nämnd, and the parts that are opened after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client

from cykel import tasks
from cykel.actions.aktivitet import rapportera
from cykel.actions.aterskick import skicka_ater
from cykel.actions.indikator import infor_varde
from cykel.actions.matvarden import Inforing, Post, Rutnatsfel, Rutnatsrad, infor_rutnat
from cykel.actions.runda import las_runda, las_upp_runda, oppna_del, satt_tider
from cykel.models import Aktivitetslage, Delopning, Matvarde, Rundlas, Verksamhetsplan
from cykel.rutnat import Celler
from cykel.villkor.aterskick import Del, delar
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Handelse, Utskick
from tests import factories
from tests.cykel import fabrik, slutet
from tests.databas import nekas, vagras
from tests.samtidigt import Tradar, nagon_vantar_pa_las, vanta_tills
from uppfoljning.actions import koladavarden
from uppfoljning.actions.bedomning import bedom, granska_roster
from uppfoljning.actions.godkannande import godkann
from uppfoljning.models import Malbedomning, Rostgenomgang

LAST = "Delår 2026 är låst för Vård- och omsorgsnämnden sedan 3\xa0september 2026"
EFTER = date(2026, 10, 24)


@pytest.fixture
def september() -> Iterator[None]:
    with klocka.stalld(fabrik.UNDER_DELARET):
        yield


@pytest.fixture
def p(september: None, kommun: factories.Kommun) -> fabrik.Plan:
    return fabrik.i_folja_upp(kommun)


@pytest.fixture
def last(p: fabrik.Plan) -> fabrik.Plan:
    las(p)
    return p


def las(p: fabrik.Plan) -> None:
    assert p.varv.tillfalle
    las_runda(p.varv.tillfalle, namnd=p.kommun.von, av=p.folk.karin)


def del_(p: fabrik.Plan, slag: str) -> Del:
    return next(en for en in delar(p.plan) if en.slag == slag)


def oppna(p: fabrik.Plan, slag: str, **andrat: Any) -> Delopning:
    falt: dict[str, Any] = {"skal": "Siffran kom sent.", "till_och_med": date(2026, 9, 8)}
    return oppna_del(p.plan, del_=del_(p, slag), **(falt | {"av": p.folk.karin} | andrat))


def gor(p: fabrik.Plan, slag: str) -> None:
    """Do the part, as the one who does it."""
    if slag == "mal":
        slutet.bedom_igen(p)
    elif slag == "aktivitet":
        slutet.rapportera_igen(p)
    elif slag == "indikator":
        slutet.infor(p, 86)
    else:
        granska_roster(p.varv, vad=slag, slutsats="Inget nytt.", av=p.folk.petra)


ALLA = ("mal", "aktivitet", "indikator", "synpunkter", "undersokningar")


@pytest.mark.django_db
@pytest.mark.parametrize("slag", ALLA)
def test_nothing_of_a_locked_round_is_changed_but_what_is_opened(
    last: fabrik.Plan, slag: str
) -> None:
    with pytest.raises(Regelbrott, match=LAST) as fel:
        gor(last, slag)
    assert "Be kvalitetssamordnaren öppna just den här delen" in fel.value.mening
    oppna(last, slag)
    gor(last, slag)
    for annan in ALLA:
        if annan != slag:
            with pytest.raises(Regelbrott, match=LAST):
                gor(last, annan)


@pytest.mark.django_db
def test_an_opening_ends_on_its_day(last: fabrik.Plan) -> None:
    oppna(last, "aktivitet")
    with klocka.stalld(fabrik.tid(9, 8)):
        slutet.rapportera_igen(last)
    with klocka.stalld(fabrik.tid(9, 9)), pytest.raises(Regelbrott, match="är låst"):
        rapportera(
            last.plan,
            aktivitet=last.version.aktiviteter.get().nyckel,
            status="pagar",
            av=last.folk.amir,
        )
    assert Aktivitetslage.objects.get().status == "klar"


@pytest.mark.django_db
def test_a_part_sent_back_by_who_leads_the_round_is_open_until_its_day(last: fabrik.Plan) -> None:
    falt: dict[str, Any] = {"skal": "Fel period.", "senast": date(2026, 9, 8)}
    skicka_ater(last.plan, del_=del_(last, "indikator"), **falt, av=last.folk.karin)
    slutet.infor(last, 84)
    with pytest.raises(Regelbrott, match=LAST):
        slutet.infor(last, 85)  # done again, so locked again


@pytest.mark.django_db
def test_after_the_namnds_day_a_chef_asks_for_nothing_but_who_leads_may(
    p: fabrik.Plan, kommun: factories.Kommun
) -> None:
    assert p.varv.tillfalle
    dagar = (date(2026, 9, 4), date(2026, 9, 7), date(2026, 9, 8))
    falt = dict(zip(("enheter_senast", "kontor_senast", "namnd_senast"), dagar, strict=True))
    satt_tider(p.varv.tillfalle, namnd=kommun.von, **falt, av=None)
    ater: dict[str, Any] = {"del_": del_(p, "mal"), "skal": "Nej", "senast": date(2026, 9, 9)}
    with pytest.raises(Regelbrott) as fel:
        skicka_ater(p.plan, **ater, av=p.folk.erik)
    assert [q.mening for q in fel.value.punkter if not q.klar] == [
        "Uppföljningen stänger 8\xa0september 2026. Välj en dag före det"
    ]
    skicka_ater(p.plan, **ater, av=p.folk.karin)


@pytest.mark.django_db
def test_what_comes_by_itself_is_not_stopped(last: fabrik.Plan, kommun: factories.Kommun) -> None:
    infor_varde(
        last.version.indikatorer.get().indikator,
        enhet=kommun.hemtjanst,
        period_fran=date(2026, 1, 1),
        period_till=date(2026, 8, 31),
        varde=Decimal(81),
        matdatum=date(2026, 8, 31),
        kalla="Kolada",
        av=None,
    )
    assert Matvarde.objects.get().varde == 81


@pytest.mark.django_db
def test_a_value_of_another_period_is_no_part_of_the_round(last: fabrik.Plan) -> None:
    slutet.infor(last, 80, period_fran=date(2025, 1, 1), period_till=date(2025, 12, 31))
    assert Matvarde.objects.exists()


@pytest.mark.django_db
def test_the_lock_stops_no_approval_and_late_parts_are_gaps(last: fabrik.Plan) -> None:
    godkann(last.plan, luckor_skal="Enheten blev sen.", av=last.folk.erik)
    assert last.varv.luckor_skal == "Enheten blev sen."
    slutet.infor(last, 86)  # the next report belongs to no locked round


@pytest.mark.django_db
def test_lifted_by_a_person_all_is_open_again(last: fabrik.Plan) -> None:
    assert last.varv.tillfalle
    las_upp_runda(last.varv.tillfalle, namnd=last.kommun.von, av=last.folk.karin)
    slutet.rapportera_igen(last)
    assert [h.slag for h in Handelse.objects.om(last.varv.tillfalle)][:2] == [
        "tillfalle.upplast",
        "tillfalle.last",
    ]


@pytest.mark.django_db
def test_only_who_leads_the_round_locks_lifts_and_opens(p: fabrik.Plan) -> None:
    assert p.varv.tillfalle
    for person in (p.folk.erik, p.folk.petra):
        with pytest.raises(PermissionDenied):
            las_runda(p.varv.tillfalle, namnd=p.kommun.von, av=person)
    las(p)
    for person in (p.folk.erik, p.folk.petra):
        with pytest.raises(PermissionDenied):
            las_upp_runda(p.varv.tillfalle, namnd=p.kommun.von, av=person)
        with pytest.raises(PermissionDenied):
            oppna(p, "mal", av=person)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"skal": " "}, "Skriv varför delen öppnas"),
        ({"till_och_med": date(2026, 9, 2)}, "Dagen har redan passerat"),
    ],
)
def test_an_opening_says_why_and_until_when(
    last: fabrik.Plan, andrat: dict[str, Any], mening: str
) -> None:
    with pytest.raises(Regelbrott, match=mening):
        oppna(last, "mal", **andrat)
    assert not Delopning.objects.exists()


@pytest.mark.django_db
def test_what_is_not_locked_is_not_opened(p: fabrik.Plan) -> None:
    with pytest.raises(Regelbrott, match="Uppföljningen är inte låst"):
        oppna(p, "mal")


@pytest.mark.django_db
def test_the_one_who_does_it_is_told_once(last: fabrik.Plan) -> None:
    Utskick.objects.all().delete()
    oppna(last, "aktivitet")
    oppna(last, "aktivitet")
    brev = Utskick.objects.get()
    assert brev.mall == "del_oppnad"
    assert "Siffran kom sent." in brev.innehall
    assert last.folk.amir.epost in brev.innehall


# --- By the clock ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_clock_locks_after_the_last_day_once_and_never_over_a_person(p: fabrik.Plan) -> None:
    with klocka.stalld(fabrik.tid(10, 23)):
        tasks.las_rundor()
        assert not Rundlas.objects.exists()
    with klocka.stalld(fabrik.tid(10, 24)):
        tasks.las_rundor()
        tasks.las_rundor()
        ett = Rundlas.objects.get()
        assert (ett.namnd, ett.av) == (p.kommun.von, None)
        las_upp_runda(ett.tillfalle, namnd=ett.namnd, av=p.folk.karin)
        tasks.las_rundor()
    assert not Rundlas.objects.galler().exists()


@pytest.mark.django_db
def test_the_namnds_own_day_locks_and_a_later_one_opens(
    p: fabrik.Plan, kommun: factories.Kommun
) -> None:
    assert p.varv.tillfalle
    dagar: dict[str, Any] = {
        "enheter_senast": date(2026, 9, 4),
        "kontor_senast": date(2026, 9, 7),
        "namnd_senast": date(2026, 9, 8),
    }
    satt_tider(p.varv.tillfalle, namnd=kommun.von, **dagar, av=p.folk.karin)
    with klocka.stalld(fabrik.tid(9, 9)):
        tasks.las_rundor()
        with pytest.raises(Regelbrott, match="är låst"):
            slutet.rapportera_igen(p)
        senare = dagar | {"namnd_senast": date(2026, 9, 20)}
        satt_tider(p.varv.tillfalle, namnd=kommun.von, **senare, av=p.folk.karin)
        slutet.rapportera_igen(p)


@pytest.mark.django_db
def test_a_round_with_nothing_open_is_not_locked(kommun: factories.Kommun) -> None:
    fabrik.i_genomfora(kommun)
    fabrik.delar()
    with klocka.stalld(fabrik.tid(10, 24)):
        tasks.las_rundor()
    assert not Rundlas.objects.exists()


# --- In the database ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_database_refuses_what_is_locked(last: fabrik.Plan) -> None:
    rad: dict[str, Any] = {"varv": last.varv, "av": last.folk.petra, "tid": klocka.nu()}
    with vagras("uppföljningen är låst för nämnden"):
        Aktivitetslage.objects.create(
            plan=last.plan,
            aktivitet=last.version.aktiviteter.get().nyckel,
            status="pagar",
            **rad,
        )
    with vagras("uppföljningen är låst för nämnden"):
        Rostgenomgang.objects.create(vad="synpunkter", slutsats="Inget.", antal=0, **rad)
    with vagras("uppföljningen är låst för nämnden"):
        _bedomning(last, **rad)
    oppna(last, "synpunkter")
    oppna(last, "mal")
    Rostgenomgang.objects.create(vad="synpunkter", slutsats="Inget.", antal=0, **rad)
    _bedomning(last, **rad)
    with vagras("uppföljningen är låst för nämnden"):
        Rostgenomgang.objects.create(vad="undersokningar", slutsats="Inget.", antal=0, **rad)


def _bedomning(p: fabrik.Plan, **rad: Any) -> Malbedomning:
    return Malbedomning.objects.create(
        mal=p.styrning.trygghet,
        bedomning="uppfyllt",
        trend="forbattring",
        motivering="Fler känner sig trygga.",
        fungerade_inte="Inget.",
        forslag="uppfyllt",
        **rad,
    )


@pytest.mark.django_db
def test_the_database_refuses_a_changed_judgement_but_lets_it_be_sent_back(
    p: fabrik.Plan,
) -> None:
    slutet.infor(p, 86)
    slutet.bedom_igen(p)
    las(p)
    with vagras("uppföljningen är låst för nämnden"):
        Malbedomning.objects.update(motivering="Något annat.")
    falt: dict[str, Any] = {"skal": "Nej", "senast": date(2026, 9, 8)}
    skicka_ater(p.plan, del_=del_(p, "mal"), **falt, av=p.folk.karin)
    assert not Malbedomning.objects.get().klar


@pytest.mark.django_db
def test_the_database_keeps_one_lock_and_who_lifted_it(last: fabrik.Plan) -> None:
    ett = Rundlas.objects.get()
    with nekas("rundlas_ett_i_taget"):
        Rundlas.objects.create(tillfalle=ett.tillfalle, namnd=ett.namnd, tid=klocka.nu())
    with nekas("rundlas_havs_av_nagon"):
        Rundlas.objects.update(havd=klocka.nu())
    with pytest.raises(Exception, match="Cannot delete"), transaction.atomic():
        ett.delete()


@pytest.mark.django_db
def test_the_database_refuses_an_opening_of_two_parts_or_without_reason(
    last: fabrik.Plan,
) -> None:
    ett = oppna(last, "mal")
    rad = Delopning.objects.filter(pk=ett.pk)
    with nekas("delopning_en_del"):
        rad.update(slag="aktivitet")
    with nekas("delopning_en_del"):
        rad.update(slag="synpunkter")
    with nekas("delopning_med_skal"):
        rad.update(skal="")


# --- At once, and on the pages --------------------------------------------------------------------


def test_who_saves_first_is_waited_for_and_who_comes_after_is_refused(
    riktig_databas: str,
) -> None:
    p = fabrik.i_folja_upp(factories.kommun())

    def las_nu() -> None:
        with klocka.stalld(fabrik.UNDER_DELARET):
            las(p)

    with Tradar() as tradar, klocka.stalld(fabrik.UNDER_DELARET):
        with transaction.atomic():
            slutet.rapportera_igen(p)
            vantar = tradar.kor(las_nu)
            vanta_tills(nagon_vantar_pa_las, "låset väntar på den som sparar")
            assert not Rundlas.objects.exists()
        vantar.result()
        assert (Aktivitetslage.objects.count(), Rundlas.objects.count()) == (1, 1)
        with pytest.raises(Regelbrott, match="är låst"):
            slutet.infor(p, 86)


def test_what_comes_by_itself_takes_turns_with_the_approval(riktig_databas: str) -> None:
    """Else the snapshot could hold another value than its guards have tried."""
    p = fabrik.i_folja_upp(factories.kommun())
    en = p.version.indikatorer.get().indikator

    def beraknat() -> None:
        slag: dict[str, Any] = {"matdatum": date(2026, 8, 31), "kalla": "Beräknat", "av": None}
        period = {"period_fran": date(2026, 1, 1), "period_till": date(2026, 8, 31)}
        with klocka.stalld(fabrik.UNDER_DELARET):
            infor_varde(en, enhet=p.plan.enhet, varde=Decimal(70), **period, **slag)

    def kolada() -> None:
        with transaction.atomic():
            koladavarden.skriv(en, (), nyckeltal=None, idag=date(2026, 9, 3))

    for skriv in (beraknat, kolada):
        with Tradar() as tradar:
            with transaction.atomic():
                Verksamhetsplan.objects.select_for_update().get(pk=p.plan.pk)  # as `overga`
                vantar = tradar.kor(skriv)
                vanta_tills(nagon_vantar_pa_las, "den som skriver väntar på godkännandet")
            vantar.result()


@pytest.mark.django_db
def test_who_wrote_gets_the_words_back(last: fabrik.Plan, client: Client) -> None:
    client.force_login(last.folk.petra)
    sidan = f"/arbete/uppfoljning/{last.varv.pk}/mal/{last.styrning.trygghet.pk}/"
    assert "Delen är låst" in client.get(sidan).text
    svar = client.post(
        sidan,
        {
            "bedomning": "uppfyllt",
            "trend": "forbattring",
            "prognos": "vantas",
            "motivering": "Det jag hann skriva innan låset.",
            "fungerade_inte": "Telefonerna.",
            "avviker_skal": "Det saknas siffror.",
        },
    )
    assert "är låst för Vård- och omsorgsnämnden" in svar.text
    assert "Det jag hann skriva innan låset." in svar.text
    assert not Malbedomning.objects.exists()


@pytest.mark.django_db
def test_a_part_is_opened_on_its_page(last: fabrik.Plan, client: Client) -> None:
    client.force_login(last.folk.karin)
    sidan = f"/arbete/planer/{last.plan.pk}/oppna-del/"
    assert "är låst för Vård- och omsorgsnämnden" in client.get(sidan).text
    falt = {"del_": del_(last, "mal").nyckel, "skal": "", "till_och_med": "2026-09-08"}
    assert "Skriv varför" in client.post(sidan, falt).text
    svar = client.post(sidan, falt | {"skal": "Siffran kom sent."}, follow=True)
    assert "är öppen" in svar.text
    client.force_login(last.folk.petra)
    assert client.get(sidan).status_code == 403
    mal = f"/arbete/uppfoljning/{last.varv.pk}/mal/{last.styrning.trygghet.pk}/"
    assert "Lämna bedömningen" in client.get(mal).text


@pytest.mark.django_db
def test_a_draft_is_refused_as_all_else(last: fabrik.Plan) -> None:
    with pytest.raises(Regelbrott, match=LAST):
        bedom(
            last.varv,
            mal=last.styrning.trygghet,
            bedomning="uppfyllt",
            trend="forbattring",
            motivering="Jag tänker vidare.",
            fungerade_inte="",
            klar=False,
            av=last.folk.petra,
        )


@pytest.mark.django_db
def test_a_row_of_the_grid_is_refused_alone_and_nothing_is_saved(last: fabrik.Plan) -> None:
    indikator = last.version.indikatorer.get().indikator
    rader = [
        Rutnatsrad(enhet, (Post(enhet, varde=Decimal(80)),), Celler())
        for enhet in (last.kommun.hemtjanst, last.kommun.centrum)
    ]
    inforing = Inforing(date(2026, 1, 1), date(2026, 8, 31), date(2026, 8, 31), "Enkät")
    with pytest.raises(Rutnatsfel) as fel:
        infor_rutnat(indikator, rader, inforing=inforing, av=last.folk.karin)
    assert list(fel.value.per_enhet) == [last.kommun.hemtjanst.pk]
    assert "är låst för Vård- och omsorgsnämnden" in fel.value.per_enhet[last.kommun.hemtjanst.pk]
    assert not Matvarde.objects.exists()
