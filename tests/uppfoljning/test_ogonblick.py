"""The one builder of snapshots: what it holds, what it compares with, what it lets change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from cykel.models import Atgard, Brist, Lardom, LardomSvar, Uppdrag, Varv, Verksamhetsplan
from kvalitet.actions.organisation import bygg_sokvagar
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.ogonblick import frys
from tests import factories
from tests.cykel import kil
from tests.uppfoljning.lage import Lage, bedomt, helt, mal_till, svar, synpunkt, undersokning, varde
from tests.uppfoljning.test_ar_i_rad import blir
from uppfoljning.actions.godkannande import godkann
from uppfoljning.bedomning import Bedomning
from uppfoljning.fryst import godkant, las, mal_id
from uppfoljning.ogonblick import bygg, for_rapport
from uppfoljning.rapport import modell
from uppfoljning.rapport.modell import Maluppfyllelserapport, Rapportlage


def bild(lage: Lage) -> Maluppfyllelserapport:
    return bygg(Varv.objects.get(pk=lage.varv.pk), nu=kil.NU)


def test_a_preview_is_a_draft_and_writes_nothing(lage: Lage) -> None:
    from kvalitet.models import Ogonblick

    fore = Ogonblick.objects.count()
    rapport = bild(lage)
    assert rapport.status.lage is Rapportlage.UTKAST
    assert rapport.namnd == "Vård- och omsorgsnämnden"
    assert rapport.kontor == "Hemtjänst"
    assert rapport.tillfalle.namn == "kvartal 1 2026"
    assert rapport.saknas[0].vad == "Mål 1. Trygg vård är inte bedömt"
    assert Ogonblick.objects.count() == fore


def test_it_says_where_it_can_be_checked(
    lage: Lage, settings: Any, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    settings.ADRESS = "https://gammal.kommunen.se"
    helt(lage, petra_planansvarig)
    godkann(lage.kil.plan, av=erik_enhetschef)
    settings.ADRESS = "https://kvalitet.kommunen.se"
    varv = Varv.objects.get(pk=lage.varv.pk)
    fryst = godkant(varv)
    assert fryst is not None
    assert fryst.adress == "https://gammal.kommunen.se"
    assert for_rapport(varv, nu=kil.NU).adress == "https://kvalitet.kommunen.se"


def test_the_same_rows_give_the_same_bytes_and_survive_json(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    helt(lage, petra_planansvarig)
    svar(undersokning(lage), *[("K", 7), ("M", 8)] * 5)
    a, b = bild(lage), bild(lage)
    assert modell.till_json(a) == modell.till_json(b)
    assert modell.fran_json(modell.till_json(a)) == a


def test_evidence_of_a_goal(lage: Lage, petra_planansvarig: Anvandare) -> None:
    varde(lage.kil, "63", kon="K")
    varde(lage.kil, "68", kon="M")
    varde(lage.kil, "60", ar=2025)
    svar(undersokning(lage), *[("K", 7), ("M", 8)] * 5)
    synpunkt(lage.kil.plan.enhet, lage.kil.plan.namnd)
    bedomt(lage, petra_planansvarig)
    (mal,) = bild(lage).mal
    (i,) = mal.indikatorer
    assert (i.nu.t, i.nu.k, i.nu.m, i.forra) == (65.5, 63, 68, 60)
    assert (i.lage, i.malvarde_text, i.trend) == ("ej_natt", "minst 70,0", "forbattring")
    assert [p.etikett for p in i.serie] == ["mar 2025", "mar 2026"]
    assert mal.bedomd_av == "Petra Planansvarig"
    assert mal.belagg[0].utfall == "NKI 72,2, 10 svar"
    assert bild(lage).synpunkter.antal == 1  # type: ignore[union-attr]
    assert mal.aktiviteter[0].rubrik == "Ring när tiden ändras"


def test_a_hidden_value_is_not_in_the_snapshot(lage: Lage) -> None:
    svar(undersokning(lage), *[("K", 10)] * 6, ("M", 1))
    varde(lage.kil, None, kon="K", bortfallsorsak="För få svar")
    varde(lage.kil, "68.25", kon="M")
    rapport = bild(lage)
    fraga = rapport.undersokningar[0].fragor[0]
    assert (fraga.varde.k, fraga.varde.m, fraga.varde.dolda) == (None, None, ("K", "M"))
    assert rapport.mal[0].indikatorer[0].nu.m is None  # it could be read off the total
    assert "68.25" not in modell.till_json(rapport)


def test_a_unit_with_few_synpunkter_is_not_told_nor_one_that_gives_it_away(lage: Lage) -> None:
    plan = lage.kil.plan
    under = [factories.enhet(f"Grupp {n}", "enhet", plan.enhet) for n in range(4)]
    bygg_sokvagar()
    for enhet, antal in zip(under, (9, 8, 6, 2), strict=True):
        for _ in range(antal):
            synpunkt(enhet, plan.namnd)
    rosten = bild(lage).synpunkter
    assert rosten is not None
    assert rosten.antal == 25
    # The two that are not told may be 7 and 1 as well as 6 and 2.
    assert [(a.namn, a.antal) for a in rosten.vanligaste] == [("Grupp 0", 9), ("Grupp 1", 8)]


def test_units_below_are_named_with_their_hash_or_as_missing(
    lage: Lage,
    kommun: factories.Kommun,
    petra_planansvarig: Anvandare,
    erik_enhetschef: Anvandare,
) -> None:
    plats = cast(factories.Kommun, SimpleNamespace(hemtjanst=kommun.vok, von=kommun.von))
    chef = factories.person("Vera Verksamhetschef", "PA", kommun.vok)
    k = kil.plan(plats, chef, lage.mal, fas="folja_upp", tillfalle=lage.varv.tillfalle)
    assert k.varv
    (saknas,) = bild(Lage(k, k.varv)).delunderlag
    assert (saknas.enhet, saknas.sha256) == ("Hemtjänst", "")
    assert saknas.ansvarig == "Petra Planansvarig"
    helt(lage, petra_planansvarig)
    godkann(lage.kil.plan, av=erik_enhetschef)
    lage.varv.refresh_from_db()
    (klar,) = bild(Lage(k, k.varv)).delunderlag
    assert lage.varv.ogonblick
    assert klar.sha256 == lage.varv.ogonblick.sha256
    assert klar.ogonblick == str(lage.varv.ogonblick.pk)


def _forra(lage: Lage, person: Anvandare, grad: str, *, i_rad: int = 0) -> Verksamhetsplan:
    """The predecessor plan of the year before, with an approved lap that gave the goal `grad`."""
    fjol = kil.plan(
        cast(
            factories.Kommun,
            SimpleNamespace(hemtjanst=lage.kil.plan.enhet, von=lage.kil.plan.namnd),
        ),
        person,
        lage.mal,
        fas="atgarda",
        ar=2025,
    )
    assert fjol.varv
    rapport = bild(lage)
    mal = replace(rapport.mal[0], bedomning=Bedomning(grad), i_rad=i_rad)
    ogonblick = frys(
        "maluppfyllelse",
        modell.till_data(replace(rapport, mal=(mal,))),
        schema=1,
        av=None,
        nu=kil.NU,
    )
    tillfalle = type(lage.varv.tillfalle).objects.create(  # type: ignore[union-attr]
        slag="helar",
        ar=2025,
        period_fran=date(2025, 1, 1),
        matdatum=date(2025, 12, 31),
        oppnar=date(2026, 1, 2),
        enheter_senast=date(2026, 1, 20),
        stanger=date(2026, 2, 1),
    )
    Varv.objects.filter(pk=fjol.varv.pk).update(
        tillfalle=tillfalle,
        ogonblick=ogonblick,
        godkand=kil.NU - timedelta(days=100),
        godkand_av=person,
        borjade=kil.NU - timedelta(days=300),
        avslutades=kil.NU - timedelta(days=90),
    )
    Verksamhetsplan.objects.filter(pk=lage.kil.plan.pk).update(foregangare=fjol.plan)
    return fjol.plan


def test_the_predecessors_last_lap_is_the_last_time(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    _forra(lage, petra_planansvarig, "ej", i_rad=1)
    bedomt(lage, petra_planansvarig)
    (mal,) = bild(lage).mal
    assert mal.forra_bedomning is Bedomning.EJ
    assert mal.i_rad == 2


def test_years_in_a_row_begin_anew_after_a_better_year(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    _forra(lage, petra_planansvarig, "delvis")
    bedomt(lage, petra_planansvarig)
    assert bild(lage).mal[0].i_rad == 1


def test_years_in_a_row_and_the_last_time_go_on_in_the_next_mandatperiod(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    _forra(lage, petra_planansvarig, "ej", i_rad=2)
    nytt = blir(lage.mal)
    lage.kil.version.mal.update(mal=nytt)
    bedomt(lage, petra_planansvarig, nytt)
    (mal,) = bild(lage).mal
    assert (mal.id, mal.forra_bedomning, mal.i_rad) == (mal_id(nytt.pk), Bedomning.EJ, 3)


def test_a_report_tells_the_heirs_answer_not_that_of_units_that_reuse_the_learning(
    lage: Lage, kommun: factories.Kommun, petra_planansvarig: Anvandare
) -> None:
    vera = factories.person("Vera", "CH", lage.kil.plan.enhet)
    bevis = kil.bedom(kil.atgard(kil.brist(lage.kil), petra_planansvarig), vera)
    lardom = kil.lardom(lage.kil, bevis, lage="sakrad")
    plats = cast(factories.Kommun, SimpleNamespace(hemtjanst=kommun.vok, von=kommun.von))
    annan = kil.plan(plats, petra_planansvarig, lage.mal, fas="planera", ar=2027)
    falt = {"lardom": lardom, "svar": "avvisad", "av": petra_planansvarig, "tid": kil.NU}
    LardomSvar.objects.create(plan=annan.plan, skal="Gäller inte oss.", **falt)
    assert bild(lage).lardomar[0].svar == "Svaras på i planen för 2027"
    nasta = kil.plan(
        kommun, petra_planansvarig, lage.mal, fas="planera", ar=2027, foregangare=lage.kil.plan
    )
    LardomSvar.objects.create(plan=nasta.plan, skal="Vi ringer redan.", **falt)
    assert bild(lage).lardomar[0].svar == "Avvisad i planen för 2027: Vi ringer redan"


def test_inherited_learnings_stand_with_their_answer(
    lage: Lage, petra_planansvarig: Anvandare
) -> None:
    fjol = _forra(lage, petra_planansvarig, "ej")
    varv = fjol.varv.get()
    brist = Brist.objects.create(
        plan=fjol, varv=varv, rubrik="Sent besked", kalla="person", kalla_mening="–", skapad=kil.NU
    )
    atgard = Atgard.objects.create(
        brist=brist,
        rubrik="Ring alltid",
        ansvarig=petra_planansvarig,
        klar_senast=date(2025, 12, 1),
        vantad_effekt="Färre klagomål",
        status="klar",
        effekt="ja",
        effekt_text="Klagomålen halverades",
        verifierad=kil.NU,
        verifierad_av=factories.person("Vera", "CH", fjol.enhet),
        skapad=kil.NU,
    )
    lardom = Lardom.objects.create(
        plan=fjol, varv=varv, atgard=atgard, rubrik="Ring först", hande="Sent besked",
        orsak="Ingen ersättare", gor_annorlunda="Ring", skapad=kil.NU,
    )  # fmt: skip
    Lardom.objects.filter(pk=lardom.pk).update(lage="foreslagen")
    Lardom.objects.filter(pk=lardom.pk).update(
        lage="sakrad", sakrad=kil.NU, sakrad_av=petra_planansvarig
    )
    assert bild(lage).lardomar[0].svar == "Inte besvarad än"
    LardomSvar.objects.create(
        lardom=lardom, plan=lage.kil.plan, svar="avvisad", skal="Gäller inte oss.",
        av=petra_planansvarig, tid=kil.NU,
    )  # fmt: skip
    (post,) = bild(lage).lardomar
    assert post.svar == "Avvisad i planen för 2026: Gäller inte oss"
    assert post.bevis == "Klagomålen halverades"


def test_assignments_have_age_and_are_late_after_their_day(lage: Lage) -> None:
    plan = lage.kil.plan
    Uppdrag.objects.create(
        givare="Kommunfullmäktige",
        namnd=plan.namnd,
        enhet=plan.enhet,
        rubrik="Utred larmen",
        beslut_datum=date(2026, 1, 1),
        forfaller=date(2026, 2, 1),
    )
    (post,) = bild(lage).uppdrag
    assert (post.alder_dagar, post.status) == (89, "forsenad")


# --- for the report --------------------------------------------------------------------------


def test_the_report_keeps_what_was_judged_and_takes_what_was_decided_after(
    lage: Lage, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    helt(lage, petra_planansvarig)
    godkann(lage.kil.plan, av=erik_enhetschef)
    brist = Brist.objects.get()
    Atgard.objects.create(
        brist=brist,
        rubrik="Anställ en ersättare",
        ansvarig=petra_planansvarig,
        klar_senast=date(2026, 9, 1),
        vantad_effekt="Besked i tid",
        skapad=kil.NU,
    )
    lage.kil.indikator.indikator.varden.update(varde=99)  # too late to count
    varv = Varv.objects.get(pk=lage.varv.pk)
    fryst, rapport = godkant(varv), for_rapport(varv, nu=kil.NU + timedelta(days=20))
    assert fryst is not None
    assert [a.rubrik for a in rapport.atgarder] == ["Anställ en ersättare"]
    assert [a.rubrik for a in rapport.mal[0].atgarder] == ["Anställ en ersättare"]
    assert rapport.brister[0].har_atgard
    assert rapport.skapad == kil.NU + timedelta(days=20)
    utan = replace(rapport.mal[0], atgarder=())
    assert utan == replace(fryst.mal[0], atgarder=())
    assert rapport.undersokningar == fryst.undersokningar
    assert rapport.synpunkter == fryst.synpunkter
    assert rapport.status == fryst.status
    assert modell.fran_json(modell.till_json(rapport)) == rapport


def test_before_the_approval_there_is_no_report(lage: Lage) -> None:
    with pytest.raises(Regelbrott, match="inte godkänd än"):
        for_rapport(Varv.objects.get(pk=lage.varv.pk), nu=kil.NU)


def test_a_snapshot_names_goals_so_that_laps_can_be_compared(
    lage: Lage, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    mal_till(lage, 2)
    helt(lage, petra_planansvarig)
    godkann(lage.kil.plan, luckor_skal="Mål 2 bedöms i delåret.", av=erik_enhetschef)
    lage.varv.refresh_from_db()
    assert lage.varv.ogonblick
    ident = [m.id for m in las(lage.varv.ogonblick).mal]
    assert ident[0] == mal_id(lage.mal.pk)
    assert len(ident) == 2
