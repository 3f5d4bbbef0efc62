"""The raised level: charts step, falling back warns, the next plan may not aim lower unsaid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cykel import niva
from cykel.actions import plan as planakter
from cykel.actions import sprang as akter
from cykel.models import (
    Forbattringssprang,
    Indikator,
    Nivahojning,
    Planindikator,
    PlanVersion,
    Seriebrott,
    Styrmodell,
)
from cykel.tillstand import PLANVERSION
from cykel.views.nivaserie import trappa
from cykel.villkor.sprang import matningar
from kvalitet import diagram, klocka
from kvalitet.fel import Regelbrott
from kvalitet.overgang import aterstar
from tests import factories
from tests.cykel import sprang as fall
from tests.cykel.fabrik import tid
from tests.cykel.test_import import MATT, planer, planrad
from tests.kvalitet.diagram.svg import med_roll, ord_i
from tests.samtidigt import Tradar

# --- The next plan may not aim lower --------------------------------------------------------

TAL = st.decimals(min_value=0, max_value=200, places=1)


@given(
    riktning=st.sampled_from(Indikator.Riktning.values),
    maltyp=st.sampled_from(Planindikator.Maltyp.values),
    malvarde=st.none() | TAL,
    ovre=st.none() | TAL,
    baslinje=st.none() | TAL,
    golv=TAL,
    prov=TAL,
)
def test_a_target_that_holds_the_level_is_never_reached_by_a_worse_value(
    riktning: str, maltyp: str, malvarde: Any, ovre: Any, baslinje: Any, golv: Any, prov: Any
) -> None:
    """Whatever the target: when it holds the level, no value below the level fulfils it."""
    rad = Planindikator(
        indikator=Indikator(riktning=riktning),
        maltyp=maltyp,
        malvarde=malvarde,
        malvarde_ovre=ovre,
        baslinje=baslinje,
    )
    samre = prov < golv if riktning == "hogre" else prov > golv
    if niva.nar_nivan(rad, golv) and samre:
        assert not _uppfyller(rad, prov)


def _uppfyller(rad: Planindikator, varde: Decimal) -> bool:
    """Read the target as it is printed: minst, högst, mellan, bättre än."""
    hogre = rad.indikator.riktning == "hogre"
    if rad.maltyp == "absolut":
        assert rad.malvarde is not None
        return varde >= rad.malvarde if hogre else varde <= rad.malvarde
    if rad.maltyp == "intervall":
        undre = rad.malvarde if rad.malvarde is not None else Decimal("-Infinity")
        ovre = rad.malvarde_ovre if rad.malvarde_ovre is not None else Decimal("Infinity")
        return undre <= varde <= ovre
    if rad.maltyp == "riktning_mot_basar":
        assert rad.baslinje is not None
        return varde > rad.baslinje if hogre else varde < rad.baslinje
    return True


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("falt", "gar"),
    [
        ({"malvarde": Decimal(85)}, True),
        ({"malvarde": Decimal(80)}, True),
        ({"malvarde": Decimal("79.9")}, False),
        ({"malvarde": Decimal("79.9"), "lagre_skal": "Två grupper slås ihop."}, True),
        ({"maltyp": "riktning_mot_basar", "basar": 2025, "baslinje": Decimal(78)}, False),
        ({"maltyp": "intervall", "malvarde": Decimal(70), "malvarde_ovre": Decimal(95)}, False),
        ({"maltyp": "kvalitativ", "malvarde": None, "beskrivning": "Lugnt."}, False),
        ({"malvarde": None, "satts_senast": date(2026, 12, 1)}, False),
        ({"maltyp": "gap_mot_jamforelse", "malvarde": None, "jamforelse": "0000"}, False),
        ({"maltyp": "gap_mot_jamforelse", "malvarde": None, "jamforelse": "eget"}, False),
        (
            {
                "maltyp": "gap_mot_jamforelse",
                "malvarde": None,
                "jamforelse": "0000",
                "lagre_skal": "Riket har sjunkit.",
            },
            True,
        ),
    ],
)
def test_the_next_plan_is_not_sent_in_with_a_lower_target_without_reason(
    falt: dict[str, Any], gar: bool, kommun: factories.Kommun
) -> None:
    s = fall.infort(kommun)
    version = _nasta_version(s, **falt)
    punkter = aterstar(PLANVERSION, version, "skicka", av=s.p.folk.petra)
    kvar = [p.mening for p in punkter if not p.klar]
    assert kvar == ([] if gar else [kvar[0]])
    with klocka.stalld(tid(11, 2)):
        if gar:
            planakter.skicka(version, av=s.p.folk.petra)
            return
        with pytest.raises(Regelbrott) as fel:
            planakter.skicka(version, av=s.p.folk.petra)
    assert "är lägre satt än nivån 80" in str([p.mening for p in fel.value.punkter])


@pytest.mark.django_db
def test_a_plan_that_is_read_in_from_a_file_holds_the_level_too(
    kommun: factories.Kommun,
) -> None:
    s = fall.infort(kommun)
    Styrmodell.objects.update(till=date(2027, 12, 31))
    ar = {"period_fran": date(2027, 1, 1), "period_till": date(2027, 12, 31), "slut": "2027-06-30"}
    with klocka.stalld(tid(11, 1)):
        planer(s.p.folk.karin, planrad(**ar) | MATT | {"malvarde": "79"})
    version = PlanVersion.objects.get(plan__period_fran=date(2027, 1, 1))
    with klocka.stalld(tid(11, 2)), pytest.raises(Regelbrott) as fel:
        planakter.skicka(version, av=s.p.folk.petra)
    assert "är lägre satt än nivån 80" in str([p.mening for p in fel.value.punkter])


@pytest.mark.django_db
def test_a_level_raised_in_another_unit_binds_no_plan(kommun: factories.Kommun) -> None:
    s = fall.ide(kommun)
    version = _nasta_version(s, malvarde=Decimal(10))
    punkter = aterstar(PLANVERSION, version, "skicka", av=s.p.folk.petra)
    assert all(p.klar for p in punkter)


def _nasta_version(s: fall.Sprang, **falt: Any) -> Any:
    with klocka.stalld(tid(11, 1)):
        plan = planakter.skapa_plan(
            enhet=s.p.kommun.hemtjanst,
            namnd=s.p.kommun.von,
            styrmodell=s.p.styrning.styrmodell,
            period_fran=date(2027, 1, 1),
            period_till=date(2027, 12, 31),
            planansvarig=s.p.folk.petra,
            av=s.p.folk.petra,
        )
        version, petra = plan.versioner.get(), s.p.folk.petra
        rad = planakter.koppla(version, mal=s.p.styrning.trygghet, koppling="direkt", av=petra)
        planakter.koppla(
            version, mal=s.p.styrning.inflytande, koppling="beror_inte", skal="Nej.", av=petra
        )
        planakter.lagg_till_aktivitet(
            rad,
            rubrik="Alla ser sin tid",
            ansvarig=petra,
            rapportor=petra,
            start=plan.period_fran,
            slut=plan.period_till,
            av=petra,
        )
        bas = {"maltyp": "absolut", "baslinje": Decimal(78), "basar": 2025}
        planakter.lagg_till_indikator(rad, indikator=s.indikator, **(bas | falt), av=petra)
    return version


@pytest.mark.django_db
def test_the_form_asks_for_the_reason_where_the_level_is_raised(
    kommun: factories.Kommun, client: Client
) -> None:
    s = fall.infort(kommun)
    version = _nasta_version(s, malvarde=Decimal(70))
    client.force_login(s.p.folk.petra)
    adress = f"/arbete/planer/{version.plan_id}/redigera/indikator/{version.indikatorer.get().pk}/"
    assert "lägre satt än 80" in client.get(adress).content.decode().replace("\xa0", " ")
    svar = client.post(
        adress,
        {
            "maltyp": "absolut",
            "malvarde": "70",
            "baslinje": "78",
            "basar": "2025",
            "lagre_skal": "Två grupper slås ihop.",
        },
    )
    assert svar.status_code == 302
    assert version.indikatorer.get().lagre_skal == "Två grupper slås ihop."


# --- Falling back warns ---------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("varde", "text", "varning"),
    [
        (63, "Tillbaka under nivån", True),
        (64, "Når inte den nya nivån", False),
        (79, "Når inte den nya nivån", False),
        (80, "Håller nivån", False),
    ],
)
def test_a_value_tells_how_it_stands_to_the_level(
    varde: int, text: str, varning: bool, kommun: factories.Kommun, client: Client
) -> None:
    s = fall.infort(kommun)
    fall.matning(s, date(2026, 5, 1), 66, enhet=kommun.hemtjanst)
    rad = fall.matning(s, date(2026, 8, 1), varde, enhet=kommun.hemtjanst)
    lage = niva.nivalage(rad, list(Nivahojning.objects.select_related("indikator")))
    assert lage is not None
    assert (lage.text.startswith(text), lage.varning) == (True, varning)
    client.force_login(s.p.folk.petra)
    for adress in (f"/arbete/planer/{s.p.plan.pk}/", f"/arbete/indikatorer/{s.indikator.pk}/"):
        with klocka.stalld(tid(9, 5)):
            sida = client.get(adress).content.decode()
        assert text in sida
        assert ("Tillbaka under nivån" in sida) is varning
        assert "Nivåhöjning 9" in sida  # the step in words, in the row


@pytest.mark.django_db
def test_lower_is_better_warns_upwards(kommun: factories.Kommun) -> None:
    s = fall.infort(kommun)
    Indikator.objects.filter(pk=s.indikator.pk).update(riktning="lagre")
    rad = fall.matning(s, date(2026, 8, 1), 81, enhet=kommun.hemtjanst)
    hojningar = list(Nivahojning.objects.select_related("indikator"))
    lage = niva.nivalage(rad, hojningar)
    assert lage is not None
    assert lage.varning
    before = fall.matning(s, date(2026, 5, 1), 99, enhet=kommun.hemtjanst)
    assert niva.nivalage(before, hojningar) is None


# --- Drawing --------------------------------------------------------------------------------


def test_no_line_is_drawn_across_the_step() -> None:
    serie = [("2024", 60), ("2025", 61), ("2026", 70)]
    ritad = diagram.linje(serie, steg=[diagram.Nivasteg(2, "Ny nivå 70 %")])
    (vag,) = med_roll(ritad, "dl-egen")
    assert vag.count("M") == 2
    assert "Ny nivå 70 %" in ord_i(ritad)
    assert "2025: 61, Ny nivå 70 %, 2026: 70" in ritad.beskrivning
    for utanfor in (0, 3):
        ritad = diagram.linje(serie, steg=[diagram.Nivasteg(utanfor, "Ny nivå")])
        (vag,) = med_roll(ritad, "dl-egen")
        assert (med_roll(ritad, "dl-niva"), vag.count("M")) == ([], 1)


@pytest.mark.django_db
def test_the_stairs_rise_in_the_lap_of_the_leap(kommun: factories.Kommun) -> None:
    s = fall.infort(kommun)
    ritad = trappa(s.p.farsk())
    assert ritad is not None
    assert [ett.text for ett in ritad.lyft] == ["Digital planering"]
    assert ritad.rader == ("Förbättringssprång: Digital planering.", "Varv 1, 2026, nivå 2.")
    assert trappa(s.p.farsk()) == ritad


@pytest.mark.django_db
def test_the_stairs_of_the_next_plan_begin_with_its_predecessors(
    kommun: factories.Kommun,
) -> None:
    s = fall.infort(kommun)
    ritad = trappa(_nasta_version(s).plan)
    assert ritad is not None
    assert [ett.text for ett in ritad.grupper] == ["2026"]


# --- The database refuses -------------------------------------------------------------------


def _nekas(sql: str, *varden: Any) -> None:
    with (
        pytest.raises(DatabaseError, match=r"otillåten övergång|Cannot update or delete|pgtrigger"),
        transaction.atomic(),
        connection.cursor() as markor,
    ):
        markor.execute(sql, varden)


@pytest.mark.django_db
@pytest.mark.parametrize("till", ["utvardering", "inford", "nonsens"])
def test_raw_sql_takes_no_forbidden_step(till: str, kommun: factories.Kommun) -> None:
    s = fall.ide(kommun)
    _nekas("update cykel_forbattringssprang set lage = %s where id = %s", till, s.sprang.pk)
    assert s.farskt().lage == "ide"


@pytest.mark.django_db
def test_raw_sql_takes_nothing_back_and_no_leap_is_born_adopted(
    kommun: factories.Kommun,
) -> None:
    s = fall.infort(kommun)
    _nekas("update cykel_forbattringssprang set lage = 'prov' where id = %s", s.sprang.pk)
    nytt = s.farskt()
    nytt.pk, nytt._state.adding = None, True
    with pytest.raises(IntegrityError, match="begynnelseläge"), transaction.atomic():
        nytt.save()


@pytest.mark.django_db
def test_a_raised_level_is_never_changed_or_removed(kommun: factories.Kommun) -> None:
    fall.infort(kommun)
    _nekas("update cykel_nivahojning set ny_niva = 1")
    _nekas("delete from cykel_nivahojning")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("villkor", "falt"),
    [
        ("sprang_prov_framat", {"pilot_till": date(2026, 3, 1)}),
        ("sprang_prov_helt", {"hypotes": ""}),
        ("sprang_prov_helt", {"agare": None}),
        ("sprang_prov_helt", {"baslinje_datum": None}),
        ("sprang_infort_helt", {"rutin": None}),
        ("sprang_infort_helt", {"dnr": ""}),
    ],
)
def test_constraints_of_an_adopted_leap(
    villkor: str, falt: dict[str, Any], kommun: factories.Kommun
) -> None:
    s = fall.infort(kommun)
    with pytest.raises(IntegrityError, match=villkor), transaction.atomic():
        Forbattringssprang.objects.filter(pk=s.sprang.pk).update(**falt)


@pytest.mark.django_db
def test_constraints_of_four_eyes_and_reason(kommun: factories.Kommun) -> None:
    s = fall.infort(kommun)
    rader = Forbattringssprang.objects.filter(pk=s.sprang.pk)
    with pytest.raises(IntegrityError, match="sprang_fyra_ogon"), transaction.atomic():
        rader.update(agare=s.p.folk.erik)
    annat = _annat(s)
    with pytest.raises(IntegrityError, match="sprang_avslutat_med_skal"), transaction.atomic():
        Forbattringssprang.objects.filter(pk=annat.pk).update(lage="avslutad")


@pytest.mark.django_db
def test_constraints_of_a_raised_level(kommun: factories.Kommun) -> None:
    s = fall.infort(kommun)
    hojning = Nivahojning.objects.get()
    hojning.pk, hojning._state.adding = None, True
    hojning.fran_datum = date(2026, 8, 1)
    with pytest.raises(IntegrityError, match="sprang_id"), transaction.atomic():
        hojning.save()
    hojning.sprang = _annat(s)
    hojning.ny_niva = hojning.gammal_niva
    with pytest.raises(IntegrityError, match="nivahojning_andrar"), transaction.atomic():
        hojning.save()
    hojning.ny_niva, hojning.fran_datum = Decimal(90), date(2026, 7, 9)
    with pytest.raises(IntegrityError, match="nivahojning_en_per_dag"), transaction.atomic():
        hojning.save()


def _annat(s: fall.Sprang) -> Forbattringssprang:
    return akter.skapa(
        enhet=s.p.kommun.hemtjanst,
        namnd=s.p.kommun.von,
        rubrik="Annat",
        problem="Annat problem.",
        ursprung="omvarld",
        ursprung_mening="Hört.",
        av=s.p.folk.amir,
    )


# --- At once --------------------------------------------------------------------------------


def test_eight_adopt_at_once_and_the_level_rises_once(riktig_databas: str) -> None:
    s = fall.i_utvardering(factories.kommun())

    def infor() -> str:
        try:
            with klocka.stalld(fall.BESLUTAS):
                akter.infor(s.sprang, **fall.BESLUT, av=s.lars)
        except Regelbrott as fel:
            return fel.mening
        return "infört"

    with Tradar() as tradar:
        svar = [tradar.kor(infor) for _ in range(8)]
        utfall = [ett.result(timeout=30) for ett in svar]
    assert utfall.count("infört") == 1
    assert sum(mening.startswith("Läget är ”Infört”") for mening in utfall) == 7
    assert Nivahojning.objects.count() == 1
    assert s.p.farsk().niva == 2


@pytest.mark.django_db
def test_a_value_measured_in_another_way_is_not_held_against_the_level(
    kommun: factories.Kommun, client: Client
) -> None:
    s = fall.infort(kommun)
    fall.matning(s, date(2026, 7, 31), 66, enhet=kommun.hemtjanst)
    rad = fall.matning(s, date(2026, 8, 31), 63, enhet=kommun.hemtjanst)
    Seriebrott.objects.create(
        indikator=s.indikator, datum=date(2026, 8, 1), orsak="Ny fråga", tid=tid(8, 1)
    )
    hojningar = list(Nivahojning.objects.select_related("indikator"))
    brotten = list(Seriebrott.objects.all())
    assert niva.nivalage(rad, hojningar) is not None
    assert niva.nivalage(rad, hojningar, brotten) is None
    client.force_login(s.p.folk.petra)
    plan, sprang = f"/arbete/planer/{s.p.plan.pk}/", f"/arbete/sprang/{s.sprang.pk}/"
    for adress in (plan, sprang):
        with klocka.stalld(tid(9, 5)):
            sida = client.get(adress).content.decode()
        assert "Tillbaka under nivån" not in sida
    assert "Seriebrott" in sida


@pytest.mark.django_db
def test_an_effect_is_not_measured_across_a_break(kommun: factories.Kommun) -> None:
    s = fall.infort(kommun)
    sprang = s.farskt()
    fore = matningar(sprang)
    assert len(fore) >= 2
    Seriebrott.objects.create(
        indikator=s.indikator, datum=fore[-1].till, orsak="Ny fråga", tid=tid(8, 1)
    )
    assert matningar(sprang) == fore[:-1]
