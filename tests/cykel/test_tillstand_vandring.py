"""The walk over every state × act × role of a plan and its versions, from the tables themselves;
and the database, which refuses what they do not allow, also in raw SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from cykel.actions import aterskick as ater
from cykel.actions import avslut, plan, revidering, tillfalle, varv
from cykel.models import (
    Aterskick,
    PlanVersion,
    Rattelse,
    Uppfoljningstillfalle,
    Verksamhetsplan,
)
from cykel.tillstand import PLAN, PLANVERSION, Fas, Versionslage
from cykel.villkor.aterskick import delar
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from kvalitet.overgang import Maskin, Overgang, knappar
from kvalitet.roller import ROLLER, Roll
from tests import factories
from tests.cykel import kil, slutet
from tests.cykel.kil import NU
from tests.databas import nekas
from uppfoljning.actions.godkannande import godkann

pytestmark = pytest.mark.django_db
Utfor = Callable[[Any, Anvandare], Any]
BESLUT: dict[str, Any] = {"beslut_datum": NU.date(), "beslut_paragraf": "§ 1"}

PLANAKTER: dict[str, Utfor] = {
    "oppna_uppfoljning": lambda p, av: tillfalle.oppna(p, tillfalle=_tillfalle(p), av=av),
    "godkann": lambda p, av: godkann(p, luckor_skal="Bara en prövning.", av=av),
    "skicka_ater": lambda p, av: ater.skicka_ater(
        p, del_=next(iter(delar(p)), None), skal="Nej", senast=NU.date(), av=av
    ),
    "kvalitetssakra": lambda p, av: varv.kvalitetssakra(p, av=av),
    "nasta_varv": lambda p, av: varv.nasta_varv(p, av=av),
    "avsluta": lambda p, av: avslut.avsluta(p, **BESLUT, upphor=True, av=av),
    "revidera": lambda p, av: revidering.revidera(p, skal="Ny budget", **BESLUT, av=av),
    "ateroppna": lambda p, av: avslut.ateroppna(p, skal="Fel siffra", av=av),
    "avbryt": lambda p, av: avslut.avbryt(p, skal="Enheten upphör", **BESLUT, av=av),
}
VERSIONSAKTER: dict[str, Utfor] = {
    "skicka": lambda v, av: plan.skicka(v, av=av),
    "aterremittera": lambda v, av: plan.aterremittera(v, kommentar="Nej", av=av),
    "faststall": lambda v, av: plan.faststall(
        v, **BESLUT, dnr="VON 2026/1", mbl_berors_inte=True, av=av
    ),
    "forkasta": lambda v, av: revidering.forkasta(v, skal="Behövs inte", av=av),
}
UTAN_PERSON = {"avsluta_inlast", "borja", "ersatt", "fall"}


@pytest.fixture(autouse=True)
def _juni() -> Iterator[None]:
    with slutet.dagen():
        yield


def _tillfalle(_: Verksamhetsplan) -> Uppfoljningstillfalle:
    return Uppfoljningstillfalle.objects.get(slag="delar")


@pytest.fixture
def personer(kommun: factories.Kommun) -> dict[Roll, Anvandare]:
    return {roll: factories.person(f"Person {roll.name}", roll, kommun.rot) for roll in Roll}


def _chef(kommun: factories.Kommun) -> Anvandare:
    finns = Anvandare.objects.filter(namn="Cecilia").first()
    return finns or factories.person("Cecilia", "CH", kommun.hemtjanst)


def planen(kommun: factories.Kommun, fas: Fas) -> Verksamhetsplan:
    """A plan in the state, as far as possible with every guard met."""
    person = factories.person("Petra", "PA", kommun.hemtjanst)
    levande = Fas.KVALITETSSAKRA if fas in (Fas.AVSLUTAD, Fas.AVBRUTEN) else fas
    kv1, delar_ = kil.tillfallen()
    slut = levande == Fas.KVALITETSSAKRA
    ronder = {Fas.FOLJA_UPP: delar_, Fas.ATGARDA: kv1}
    rond = slutet.helar() if slut else ronder.get(levande)
    k = kil.plan(kommun, person, kil.styrning(kommun), fas=levande, tillfalle=rond)
    chef = _chef(kommun)
    if k.varv and levande in (Fas.ATGARDA, Fas.KVALITETSSAKRA):
        slutet.godkann(k.varv, chef)
    if slut and k.varv:
        varv.avgor(k.varv, ingen_rutin=True, ingen_lardom=True, av=person)
    if fas == Fas.AVSLUTAD:
        slutet.avsluta(k.plan, chef, upphor=True)
    if fas == Fas.AVBRUTEN:
        slutet.avbryt(k.plan, chef)
    return Verksamhetsplan.objects.get(pk=k.plan.pk)


def utfall(maskin: Maskin, akt: Utfor, objekt: Any, av: Anvandare) -> str:
    """Say how the act went: refused by right, by state, by a guard, or the new state."""
    try:
        akt(objekt, av)
    except PermissionDenied:
        return "får inte"
    except Regelbrott as fel:
        return "fel läge" if fel.mening.startswith("Läget är") else "återstår"
    return str(getattr(type(objekt).objects.get(pk=objekt.pk), maskin.falt))


def vantat(rad: Overgang, lage: str, roll: Roll) -> set[str]:
    if lage not in rad.fran:
        return {"fel läge"}
    return {rad.till, "återstår"} if rad.ratt in ROLLER[roll] else {"får inte"}


def test_every_row_of_the_tables_has_its_act() -> None:
    rader = {rad.namn for maskin in (PLAN, PLANVERSION) for rad in maskin.rader}
    assert {*PLANAKTER, *VERSIONSAKTER, *UTAN_PERSON} == rader


@pytest.mark.parametrize("fas", Fas)
def test_every_state_act_and_role_of_a_plan(
    kommun: factories.Kommun, personer: dict[Roll, Anvandare], fas: Fas
) -> None:
    p = planen(kommun, fas)
    for namn, akt in PLANAKTER.items():
        rad = PLAN.rad(namn)
        for roll, person in personer.items():
            punkt = transaction.savepoint()
            assert utfall(PLAN, akt, p, person) in vantat(rad, fas, roll), (namn, roll)
            transaction.savepoint_rollback(punkt)


@pytest.mark.parametrize(
    ("namn", "fas"),
    [
        ("oppna_uppfoljning", Fas.GENOMFORA),
        ("revidera", Fas.GENOMFORA),
        ("godkann", Fas.FOLJA_UPP),
        ("skicka_ater", Fas.FOLJA_UPP),
        ("kvalitetssakra", Fas.ATGARDA),
        ("ateroppna", Fas.ATGARDA),
        ("ateroppna", Fas.KVALITETSSAKRA),
        ("avsluta", Fas.KVALITETSSAKRA),
        *(("avbryt", fas) for fas in PLAN.rad("avbryt").fran),
    ],
)
def test_the_walk_meets_the_guards_so_that_the_act_is_taken(
    kommun: factories.Kommun, personer: dict[Roll, Anvandare], namn: str, fas: Fas
) -> None:
    p, rad = planen(kommun, fas), PLAN.rad(namn)
    for roll in (roll for roll in Roll if rad.ratt in ROLLER[roll]):
        punkt = transaction.savepoint()
        assert utfall(PLAN, PLANAKTER[namn], p, personer[roll]) == rad.till, roll
        transaction.savepoint_rollback(punkt)


@pytest.mark.parametrize("lage", Versionslage)
def test_every_state_act_and_role_of_a_version(
    kommun: factories.Kommun, personer: dict[Roll, Anvandare], lage: Versionslage
) -> None:
    version = versionen(kommun, lage)
    for namn, akt in VERSIONSAKTER.items():
        rad = PLANVERSION.rad(namn)
        for roll, person in personer.items():
            punkt = transaction.savepoint()
            assert utfall(PLANVERSION, akt, version, person) in vantat(rad, lage, roll), namn
            transaction.savepoint_rollback(punkt)


def versionen(kommun: factories.Kommun, lage: Versionslage) -> PlanVersion:
    """A version in the state; written ones are revisions beside the one in force."""
    p = planen(kommun, Fas.GENOMFORA)
    chef = _chef(kommun)
    if lage == Versionslage.FASTSTALLD:
        return p.versioner.get()
    revidering.revidera(p, skal="Ny budget", **BESLUT, av=chef)
    ny = p.versioner.get(nummer=2)
    if lage == Versionslage.FORKASTAD:
        return revidering.forkasta(ny, skal="Behövs inte", av=chef)
    if lage != Versionslage.UTKAST:
        plan.skicka(ny, av=p.planansvarig)
    if lage == Versionslage.ERSATT:
        VERSIONSAKTER["faststall"](ny, chef)
        return p.versioner.get(nummer=1)
    return p.versioner.get(nummer=2)


@pytest.mark.parametrize("fas", Fas)
def test_the_buttons_are_the_rows_of_the_table(
    kommun: factories.Kommun, personer: dict[Roll, Anvandare], fas: Fas
) -> None:
    p = planen(kommun, fas)
    for roll, person in personer.items():
        vantade = [rad.namn for rad in PLAN.fran(fas) if rad.ratt in ROLLER[roll]]
        assert [rad.namn for rad in knappar(PLAN, p, person)] == vantade


# --- The database -----------------------------------------------------------------------------


def ratt_sql(fraga: str, *varden: object) -> None:
    with transaction.atomic(), connection.cursor() as markor:
        markor.execute(fraga, varden)


def nekar(fraga: str, *varden: object, match: str) -> None:
    with pytest.raises(DatabaseError, match=match):
        ratt_sql(fraga, *varden)


@pytest.mark.parametrize("fas", Fas)
def test_raw_sql_takes_a_plan_only_along_the_table(kommun: factories.Kommun, fas: Fas) -> None:
    p = planen(kommun, fas)
    tillatna = {till for fran, till in PLAN.kanter() if fran == fas} | {fas}
    for till in set(Fas) - tillatna:
        nekar(
            "update cykel_verksamhetsplan set fas = %s where id = %s",
            till,
            p.pk,
            match="otillåten övergång",
        )


@pytest.mark.parametrize("lage", Versionslage)
def test_raw_sql_takes_a_version_only_along_the_table(
    kommun: factories.Kommun, lage: Versionslage
) -> None:
    version = versionen(kommun, lage)
    tillatna = {till for fran, till in PLANVERSION.kanter() if fran == lage} | {lage}
    for till in set(Versionslage) - tillatna:
        nekar(
            "update cykel_planversion set lage = %s where id = %s",
            till,
            version.pk,
            match="otillåten övergång",
        )


@pytest.mark.parametrize("fas", [Fas.AVSLUTAD, Fas.AVBRUTEN])
def test_raw_sql_does_not_end_a_plan_without_its_decision(
    kommun: factories.Kommun, fas: Fas
) -> None:
    p = planen(kommun, Fas.KVALITETSSAKRA)
    nekar(
        "update cykel_verksamhetsplan set fas = %s where id = %s",
        fas,
        p.pk,
        match=f"plan_{fas}_helt",
    )


def test_raw_sql_inserts_no_plan_or_version_beyond_its_beginning(kommun: factories.Kommun) -> None:
    p = planen(kommun, Fas.GENOMFORA)
    for tabell, falt, lagen in (
        ("cykel_verksamhetsplan", "fas", set(Fas) - set(PLAN.start)),
        ("cykel_planversion", "lage", set(Versionslage) - set(PLANVERSION.start)),
    ):
        for lage in lagen:
            nekar(_kopiera(tabell, falt), lage, match="otillåtet begynnelseläge")
    assert p.versioner.count() == 1


def _kopiera(tabell: str, falt: str) -> str:
    """Insert a copy of each row, in another state."""
    with connection.cursor() as markor:
        namn = [k.name for k in connection.introspection.get_table_description(markor, tabell)]
    andra = [n for n in namn if n not in ("id", falt)]
    return (
        f"insert into {tabell} ({falt}, {', '.join(andra)}) "  # noqa: S608 - names from the models
        f"select %s, {', '.join(andra)} from {tabell}"
    )


@pytest.mark.parametrize(
    "tabell", ["cykel_verksamhetsplan", "cykel_planversion", "cykel_varv", "cykel_aterskick"]
)
def test_raw_sql_removes_no_history(kommun: factories.Kommun, tabell: str) -> None:
    p = planen(kommun, Fas.FOLJA_UPP)
    PLANAKTER["skicka_ater"](p, _chef(kommun))
    nekar(f"delete from {tabell}", match="Cannot delete")  # noqa: S608 - names from this file


def test_raw_sql_changes_and_removes_no_event_and_no_correction(kommun: factories.Kommun) -> None:
    p = planen(kommun, Fas.AVSLUTAD)
    Rattelse.objects.create(plan=p, fel="a", ratt="b", av=p.planansvarig, tid=NU)
    assert Handelse.objects.exists()
    ratt_sql("set constraints all immediate")  # else truncate waits for them
    for tabell, falt in (("kvalitet_handelse", "slag"), ("cykel_rattelse", "fel")):
        nekar(f"delete from {tabell}", match="Cannot update or delete")  # noqa: S608
        nekar(f"update {tabell} set {falt} = 'x'", match="Cannot update or delete")  # noqa: S608
        nekar(f"truncate {tabell} cascade", match="bara till för tillägg")


# --- Constraints ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fas", "andrat", "villkor"),
    [
        (Fas.AVSLUTAD, {"arkiv": None}, "plan_avslutad_helt"),
        (Fas.AVSLUTAD, {"avslut_datum": None}, "plan_avslutad_helt"),
        (Fas.AVBRUTEN, {"avslut_skal": ""}, "plan_avbruten_helt"),
        (Fas.AVBRUTEN, {"avslutad_av": None}, "plan_avbruten_helt"),
    ],
)
def test_a_plan_that_is_over_has_its_decision(
    kommun: factories.Kommun, fas: Fas, andrat: dict[str, Any], villkor: str
) -> None:
    p = planen(kommun, fas)
    with nekas(villkor):
        Verksamhetsplan.objects.filter(pk=p.pk).update(**andrat)


def aterskick(p: Verksamhetsplan, **andrat: Any) -> Aterskick:
    falt: dict[str, Any] = {
        "plan": p,
        "varv": p.varv.get(),
        "slag": "mal",
        "mal": p.versioner.get().mal.get().mal,
        "namn": "Mål 1",
        "skal": "Nej",
        "till": p.planansvarig,
        "senast": NU.date(),
        "av": p.planansvarig,
        "tid": NU,
    }
    return Aterskick.objects.create(**(falt | andrat))


@pytest.mark.parametrize(
    ("andrat", "villkor"),
    [
        ({}, "aterskick_en_oppen_per_del"),
        ({"slag": "aktivitet"}, "aterskick_en_del"),
        ({"mal": None}, "aterskick_en_del"),
        ({"skal": ""}, "aterskick_med_skal"),
    ],
)
def test_what_is_sent_back_is_one_part_once_with_a_reason(
    kommun: factories.Kommun, andrat: dict[str, Any], villkor: str
) -> None:
    p = planen(kommun, Fas.FOLJA_UPP)
    aterskick(p)
    with pytest.raises(DatabaseError, match=villkor), transaction.atomic():
        aterskick(p, **andrat)


def test_a_correction_says_both(kommun: factories.Kommun) -> None:
    p = planen(kommun, Fas.GENOMFORA)
    with pytest.raises(DatabaseError, match="rattelse_fel_och_ratt"), transaction.atomic():
        Rattelse.objects.create(plan=p, fel="a", ratt="", av=p.planansvarig, tid=NU)


def test_a_brist_goes_on_once_in_a_plan(kommun: factories.Kommun) -> None:
    p = planen(kommun, Fas.ATGARDA)
    version = p.versioner.get()
    rad = version.mal.get()
    assert rad.mal
    k = kil.Kil(
        p,
        version,
        version.aktiviteter.get(),
        version.indikatorer.get(),
        p.varv.get(),
        rad.mal,
    )
    forst = kil.brist(k)
    andra, tredje = kil.brist(k, "Andra"), kil.brist(k, "Tredje")
    andra.ursprung = tredje.ursprung = forst
    andra.save()
    with pytest.raises(DatabaseError, match="brist_flyttad_en_gang"), transaction.atomic():
        tredje.save()
