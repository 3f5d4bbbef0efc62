"""What a judgement sees, what is frozen of it, and that the two pages show the same."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import get_args, get_type_hints

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cykel.models import Atgard, Brist, Seriebrott, Varv
from kvalitet.actions.organisation import bygg_sokvagar
from kvalitet.models import Anvandare
from kvalitet.ogonblick import frys
from kvalitet.statistik import Skattning
from synpunkter.models import Monster
from tests import factories
from tests.cykel import kil
from tests.uppfoljning import rikt
from tests.uppfoljning.lage import MATDATUM, Lage, bedomt, last, mal_till, synpunkt, varde
from uppfoljning import malbild, underlag
from uppfoljning.actions.godkannande import godkann
from uppfoljning.enkatresultat import Frageresultat, Matt
from uppfoljning.fryst import godkant, mal_id
from uppfoljning.indikatorserie import serie_for
from uppfoljning.malbild import Bild
from uppfoljning.models import Fraga, Undersokning
from uppfoljning.rapport import modell
from uppfoljning.rapport.modell import Arbetslage, Effekt
from uppfoljning.undersokning import Resultat
from uppfoljning.visning_indikator import indikatorvy

D = Decimal
UTAN_FALL = {
    "Aktivitet.skal",
    "Antal.dold",
    "Antal.forra",
    "Antal.forra_dold",
    "Forra.avviker_skal",
    "Forra.prognos",
    "Indikator.basar",
    "Indikator.bortfallsorsak",
    "Indikator.definitionsversion",
    "Indikator.osakerhet",
    "Indikator.svar",
    "Konsvarde.dolda",
    "Konsvarde.ej_uppdelad",
    "Kriterium.beteckning",
    "Kriterium.text",
    "Mal.avviker_skal",
    "Mal.omrade",
    "Mal.utkast",
    "Malbrist.beslut",
    "Malprov.tidigare",
    "Punkt.brott",
    "Punkt.dold",
}
"""What the goal of these tests has no case of."""


@pytest.fixture
def rik(lage: Lage, petra_planansvarig: Anvandare) -> Lage:
    return rikt.fyll(lage, petra_planansvarig)


def bild(lage: Lage) -> Bild:
    varv = Varv.objects.get(pk=lage.varv.pk)
    return malbild.bild(varv, underlag.malen(varv), nu=kil.NU)


def ett(lage: Lage) -> modell.Mal:
    return bild(lage).ett(mal_id(lage.mal.pk))


def godkand(lage: Lage, petra: Anvandare, chef: Anvandare, **andrat: str) -> modell.Mal:
    bedomt(lage, petra, **andrat)
    last(lage, petra)
    godkann(lage.kil.plan, av=chef)
    fryst = godkant(Varv.objects.get(pk=lage.varv.pk))
    assert fryst
    return next(m for m in fryst.mal if m.id == mal_id(lage.mal.pk))


def test_the_indicator_with_all_that_it_is_laid_beside(rik: Lage) -> None:
    (i,) = ett(rik).indikatorer
    assert (i.nu.t, i.nu.k, i.nu.m) == (D("65.5"), D(63), D(68))
    assert (i.period, i.forra, i.forra_period) == ("mar 2026", D(64), "dec 2025")
    assert [(j.namn, j.omrade, j.varde, j.period) for j in i.jamforelser] == [
        ("Riket", "0000", D("71.2"), "mar 2026"),
        ("Liknande kommuner", "G37480", D(66), "mar 2026"),
    ]
    assert i.definition == "Andel som svarar ja."
    assert len(i.kon) == len(i.serie)
    assert i.kon[-1].k == D(63)
    assert i.andel == D("93.6")


def test_a_difference_of_two_shares_is_in_percentage_points(rik: Lage) -> None:
    (i,) = ett(rik).indikatorer
    skillnad = "Skillnad mellan kvinnor och män: −5,0 procentenheter."
    assert indikatorvy(i).konsskillnad.replace("\xa0", " ") == skillnad


def test_the_control_chart_speaks_when_the_series_is_long_enough(rik: Lage) -> None:
    (i,) = ett(rik).indikatorer
    assert i.variation is not None
    assert i.variation.kort == "stabilt, når inte målet"
    assert i.variation.antal == rikt.MANADER + 1
    rik.kil.indikator.indikator.varden.filter(period_till__lt=date(2025, 6, 1)).delete()
    assert ett(rik).indikatorer[0].variation is None


def test_a_break_in_the_series_begins_the_control_chart_anew(rik: Lage) -> None:
    indikator = rik.kil.indikator.indikator
    brott = {"indikator": indikator, "orsak": "Ny fråga", "tid": kil.NU}
    Seriebrott.objects.create(datum=date(2024, 12, 1), **brott)
    i, serie = ett(rik).indikatorer[0], serie_for(indikator, rik.kil.plan, MATDATUM).serie
    assert i.variation is not None
    assert i.variation.antal == serie.i_sista_fasen == 14
    Seriebrott.objects.create(datum=date(2025, 8, 1), **brott)
    assert ett(rik).indikatorer[0].variation is None


def test_the_control_chart_goes_as_far_back_as_that_of_the_indicator(lage: Lage) -> None:
    indikator, plan = lage.kil.indikator.indikator, lage.kil.plan
    type(indikator).objects.filter(pk=indikator.pk).update(frekvens="helar")
    indikator.varden.all().delete()
    for n in range(14):
        ar = {"period_fran": date(2025 - n, 1, 1), "period_till": date(2025 - n, 12, 31)}
        varde(lage.kil, str(60 + n % 3), **ar)
    i = ett(lage).indikatorer[0]
    indikator.refresh_from_db()
    assert i.variation is not None
    assert i.variation.antal == serie_for(indikator, plan, MATDATUM).serie.i_sista_fasen == 14
    assert len(i.serie) == 6


def test_synpunkter_of_the_goal_are_counted_once_and_of_the_period_alone(rik: Lage) -> None:
    rost = ett(rik).rost
    assert rost.antal == 3
    assert [(t.namn, t.antal) for t in rost.per_typ] == [("Klagomål", 3)]
    assert [(t.namn, t.antal) for t in rost.teman] == [("Tider", 3)]
    assert [(m.namn, m.antal) for m in rost.monster] == [(rikt.MONSTER, 3)]
    s = bild(rik).synpunkter
    assert s.antal == 12
    assert [(t.namn, t.antal) for t in s.teman] == [("Tider", 3)]
    assert (s.lovade, s.besvarade) == (12, 7)


def test_a_part_of_a_split_case_counts_as_what_its_sender_wrote(rik: Lage) -> None:
    plan = rik.kil.plan
    hel = synpunkt(plan.enhet, plan.namnd)
    delar = [synpunkt(plan.enhet, plan.namnd, foralder=hel) for _ in range(2)]
    brist = Brist.objects.get(plan=plan)
    for en in delar:
        brist.synpunktskopplingar.create(synpunkt=en)
    assert ett(rik).rost.antal == 4


def test_another_namnds_monster_is_not_read(rik: Lage, kommun: factories.Kommun) -> None:
    Monster.objects.update(namnd=kommun.kfn)
    assert ett(rik).rost.monster == ()
    assert bild(rik).synpunkter.teman == ()


def test_activities_brister_and_what_was_tried(rik: Lage) -> None:
    mal = ett(rik)
    (aktivitet,) = mal.aktiviteter
    assert (aktivitet.status, aktivitet.framsteg) == (Arbetslage.PAGAR, 60)
    assert aktivitet.hinder == "Två av fem tjänster är tomma."
    assert aktivitet.rapporterad == rikt.FORE.date()
    (brist,) = mal.brister
    assert brist.rubrik == "Ändrade tider meddelas inte"
    (prov,) = mal.prov
    assert (prov.effekt, prov.effekt_text) == (
        Effekt.DELVIS,
        "Klagomålen minskade från 14 till 5",
    )
    assert not prov.tidigare


def test_what_did_not_help_in_an_earlier_year_is_told_too(
    rik: Lage, petra_planansvarig: Anvandare
) -> None:
    fjol = rik.kil.plan.foregangare
    assert fjol
    brist = Brist.objects.create(
        plan=fjol,
        varv=fjol.varv.get(),
        mal=rik.mal,
        rubrik="Sent besked",
        kalla="person",
        kalla_mening="–",
        skapad=kil.NU,
    )
    vera = factories.person("Vilma", "CH", fjol.enhet)
    kil.bedom(kil.atgard(brist, petra_planansvarig), vera, Atgard.Effekt.NEJ)
    prov = {p.brist: p for p in ett(rik).prov}
    assert prov["Sent besked"].tidigare
    assert prov["Sent besked"].effekt is Effekt.NEJ


def test_last_time_is_told_with_its_words(rik: Lage) -> None:
    mal = ett(rik)
    assert mal.forra is not None
    assert (mal.forra.tillfalle, mal.forra.bedomning) == ("helår 2025", "ej")
    assert mal.forra.motivering == "Förra året blev ingen uppringd."
    assert mal.forra.fungerade_inte == ("Listorna var gamla.",)
    assert len(mal.forra.sha256) == 64
    assert mal.i_rad_fore == 1


def test_the_snapshot_holds_what_the_judgement_saw(
    rik: Lage, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    """The approval adds the judgement and nothing to its evidence: the brister that it notes by
    itself come after."""
    sett = ett(rik)
    fryst = godkand(rik, petra_planansvarig, erik_enhetschef)
    assert Brist.objects.filter(plan=rik.kil.plan).count() == 2
    assert fryst.kriterier == sett.kriterier
    for falt in ("rost", "brister", "prov", "forra", "aktiviteter", "belagg", "i_rad_fore"):
        assert getattr(fryst, falt) == getattr(sett, falt), falt
    assert (fryst.bedomd_av, fryst.bedomd) == ("Petra Planansvarig", kil.NU.date())
    assert fryst.i_rad == 2


def test_a_goal_with_every_kind_of_evidence_leaves_few_fields_of_the_snapshot_empty(
    rik: Lage, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    """A field that nothing fills would be one that the page shows and the snapshot loses."""
    fryst = godkand(rik, petra_planansvarig, erik_enhetschef)
    assert _tomma(fryst) == UTAN_FALL


def _tomma(objekt: object) -> set[str]:
    """The fields that are empty everywhere below, as Mal.forra."""
    fyllda: set[str] = set()
    alla: set[str] = set()

    def ga(varde: object) -> None:
        if isinstance(varde, tuple):
            for ett in varde:
                ga(ett)
        elif is_dataclass(varde):
            for falt in fields(varde):
                innehall = getattr(varde, falt.name)
                namn = f"{type(varde).__name__}.{falt.name}"
                alla.add(namn)
                if innehall not in (None, "", (), False, 0):
                    fyllda.add(namn)
                ga(innehall)

    ga(objekt)
    return alla - fyllda


# --- the page, live and frozen ----------------------------------------------------------------


def underlaget(client: Client, lage: Lage) -> str:
    """The evidence as it stands on the page, without the form and the judgement."""
    sida = client.get(f"/arbete/uppfoljning/{lage.varv.pk}/mal/{lage.mal.pk}/").content.decode()
    traff = re.search(r'<div [^>]*id="underlag">(.*?)<div class="flode klistrad">', sida, re.DOTALL)
    assert traff, sida
    return traff.group(1)


@pytest.mark.parametrize("roll", ["PA", "CH", "KV", "FV"])
def test_the_frozen_page_shows_what_the_live_page_showed(
    rik: Lage,
    client: Client,
    petra_planansvarig: Anvandare,
    erik_enhetschef: Anvandare,
    roll: str,
) -> None:
    """Letter by letter, whoever reads, whatever happens to the rows afterwards."""
    client.force_login(factories.person(f"Lova {roll}", roll, rik.kil.plan.enhet))
    levande = underlaget(client, rik)
    godkand(rik, petra_planansvarig, erik_enhetschef)
    rik.kil.indikator.indikator.varden.filter(enhet__isnull=False).update(varde=99)
    rik.kil.indikator.indikator.varden.filter(omrade="0000").update(varde=11)
    synpunkt(rik.kil.plan.enhet, rik.kil.plan.namnd)
    rik.kil.plan.aktivitetslagen.update(framsteg=100)
    Brist.objects.update(rubrik="Omskriven")
    Monster.objects.update(namn="Omskrivet")
    assert underlaget(client, rik) == levande
    for ord_ in (
        "65,5",
        "71,2",
        "Ändrade tider meddelas inte",
        "60\xa0%",
        "Så fungerar hemtjänsten",
    ):
        assert ord_ in levande


def test_disagreement_and_its_reason_are_in_the_snapshot_and_on_the_frozen_page(
    rik: Lage, client: Client, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    skal = "Mätningen gjordes innan de nya listorna."
    fryst = godkand(
        rik, petra_planansvarig, erik_enhetschef, bedomning="uppfyllt", avviker_skal=skal
    )
    assert (fryst.avviker, fryst.avviker_skal) == (True, skal)
    rik.varv.bedomningar.update(avviker_skal="Ett annat skäl.", motivering="Omskriven.")
    client.force_login(petra_planansvarig)
    sida = client.get(f"/arbete/uppfoljning/{rik.varv.pk}/mal/{rik.mal.pk}/").content.decode()
    assert "Bedömningen avviker från förslaget" in sida
    assert skal in sida
    assert "Omskriven." not in sida


def test_patterns_are_numbers_to_who_may_not_read_cases(
    rik: Lage, client: Client, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    Brist.objects.update(rubrik="Besked")
    client.force_login(petra_planansvarig)
    sida = underlaget(client, rik)
    assert rikt.MONSTER not in sida
    assert "Vad de handlar om läser de som handlägger synpunkter." in sida
    client.force_login(erik_enhetschef)
    assert rikt.MONSTER in underlaget(client, rik)


def test_an_older_snapshot_is_shown_and_says_that_it_holds_less(
    rik: Lage, client: Client, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    godkand(rik, petra_planansvarig, erik_enhetschef)
    i_ettan = som_schema_1(rik)
    client.force_login(petra_planansvarig)
    sida = client.get(f"/arbete/uppfoljning/{rik.varv.pk}/mal/{rik.mal.pk}/").content.decode()
    assert "Det frystes i en äldre form" in sida
    assert "65,5" in sida
    assert "NKI" in sida
    assert i_ettan.mal[0].prov == ()


def som_schema_1(lage: Lage) -> modell.Maluppfyllelserapport:
    """Freeze the lap anew as schema 1 would have, and return what is read of it."""
    varv = Varv.objects.select_related("ogonblick").get(pk=lage.varv.pk)
    assert varv.ogonblick
    data = json.loads(varv.ogonblick.innehall) | {"schema": 1}
    utan = _utan_nytt(modell.Maluppfyllelserapport, data)
    bilden = frys("maluppfyllelse", utan, schema=1, av=None, nu=kil.NU)
    Varv.objects.filter(pk=varv.pk).update(ogonblick=bilden)
    return modell.fran_json(bilden.innehall)


def _utan_nytt(typ: type, data: dict[str, object]) -> dict[str, object]:
    ut: dict[str, object] = {}
    for namn, falttyp in get_type_hints(typ).items():
        if f"{typ.__name__}.{namn}" in modell.NYTT_I_2 | modell.NYTT_I_3:
            continue
        varde, inre = data[namn], _dataklass(falttyp)
        if inre and isinstance(varde, list):
            ut[namn] = [_utan_nytt(inre, ett) for ett in varde]
        elif inre and isinstance(varde, dict):
            ut[namn] = _utan_nytt(inre, varde)
        else:
            ut[namn] = varde
    return ut


def _dataklass(typ: object) -> type | None:
    kandidater = [typ, *get_args(typ)]
    return next((t for t in kandidater if isinstance(t, type) and is_dataclass(t)), None)


def test_a_goal_more_asks_nothing_more(rik: Lage, django_assert_max_num_queries: object) -> None:
    with CaptureQueriesContext(connection) as ett_mal:
        bild(rik)
    for n in range(2, 6):
        mal_till(rik, n)
    with CaptureQueriesContext(connection) as fem:
        bild(rik)
    assert len(fem) == len(ett_mal)


def test_the_definition_that_held_at_the_round_is_kept_with_its_version(rik: Lage) -> None:
    indikator = rik.kil.indikator.indikator
    gemensamt = {"indikator": indikator, "matt": "procent", "tid": kil.NU}
    for nummer, fran, ord_ in (
        (1, None, "Som det var."),
        (2, date(2026, 1, 1), "Som det är."),
        (3, date(2026, 9, 1), "Som det blir."),
    ):
        skal = "" if nummer == 1 else "Frågan är omskriven."
        indikator.definitioner.create(
            nummer=nummer, galler_fran=fran, definition=ord_, skal=skal, **gemensamt
        )
    (i,) = ett(rik).indikatorer
    assert (i.definitionsversion, i.definition) == (2, "Som det är.")


def test_a_series_break_begins_the_control_chart_anew(rik: Lage) -> None:
    rik.kil.indikator.indikator.seriebrott.create(
        datum=date(2025, 10, 1), orsak="Ny fråga", tid=kil.NU
    )
    assert ett(rik).indikatorer[0].variation is None


@pytest.mark.parametrize(
    ("slag", "mening"),
    [("nki", "NKI 80,8, 43 svar"), ("skala_5", "Hur blev du bemött? Index 80,8, 43 svar")],
)
def test_a_question_that_speaks_for_a_survey_is_named_and_has_its_own_number(
    slag: str, mening: str
) -> None:
    """51 answered the survey, 8 of them "vet inte" to this question."""
    totalt = Skattning(80.8, 75.2, 86.4, 43, "")
    fraga = Fraga(slag=Fraga.Slag[slag.upper()], text="Hur blev du bemött?")
    fragor = (Frageresultat(fraga, 43, (Matt(totalt=totalt),)),)
    r = Resultat(Undersokning(namn="Kontakten", troskel=5), 51, fragor)
    assert malbild._utfall(r) == mening


def test_few_synpunkter_of_a_unit_are_not_told_nor_reckoned(
    lage: Lage,
) -> None:
    plan = lage.kil.plan
    synpunkter = [(f"Enhet {n}", n) for n in (9, 7, 2, 1)]
    enheter = [(factories.enhet(namn, "enhet", plan.enhet), n) for namn, n in synpunkter]
    bygg_sokvagar()
    for enhet, antal in enheter:
        enhet.refresh_from_db()
        for _ in range(antal):
            synpunkt(enhet, plan.namnd)
    # 3 are left of the 19 when both 9 and 7 are told, so 7 is not.
    assert [(a.namn, a.antal) for a in bild(lage).synpunkter.vanligaste] == [("Enhet 9", 9)]


def test_of_few_synpunkter_no_unit_is_told(lage: Lage) -> None:
    for _ in range(3):
        synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
    assert bild(lage).synpunkter.vanligaste == ()
