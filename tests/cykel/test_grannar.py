"""Risks, internal control and egenkontroll: the acts, who may, and what the database refuses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from cykel.actions import egenkontroll as egenakter
from cykel.actions import internkontroll as kontrollakter
from cykel.actions import kallor
from cykel.actions import risk as riskakter
from cykel.models import (
    Brist,
    Checklista,
    Checklistepunkt,
    Egenkontroll,
    Internkontrollplan,
    Kontrollmoment,
    Risk,
    Riskbedomning,
)
from cykel.tillstand import Fas
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.cykel import kil
from tests.cykel.kil import NU, Kil
from tests.databas import nekas
from tests.factories import Kommun

IDAG = NU.date()
pytestmark = pytest.mark.usefixtures("juni")


def _risk(kommun: Kommun, av: Anvandare, **andrat: Any) -> Risk:
    falt: dict[str, Any] = {
        "enhet": kommun.hemtjanst,
        "namnd": kommun.von,
        "rubrik": "Larmen går inte fram",
        "sannolikhet": 3,
        "konsekvens": 4,
        "hantering": "Larmen provas varje vecka.",
        "agare": av,
        "ses_over_senast": IDAG + timedelta(days=180),
    }
    return riskakter.registrera(**(falt | andrat), av=av)


def _bedom(risk: Risk, av: Anvandare, **andrat: Any) -> Risk:
    falt: dict[str, Any] = {
        "sannolikhet": 2,
        "konsekvens": 2,
        "hantering": "Dubbla larm är inköpta.",
        "agare": av,
        "ses_over_senast": IDAG + timedelta(days=90),
    }
    return riskakter.bedom_om(risk, **(falt | andrat), av=av)


def _kontrollplan(kommun: Kommun, av: Anvandare) -> Internkontrollplan:
    return kontrollakter.skapa_plan(namnd=kommun.von, ar=2026, av=av)


def _moment(plan: Internkontrollplan, kommun: Kommun, ansvarig: Anvandare, av: Anvandare) -> Any:
    return kontrollakter.lagg_till_moment(
        plan,
        enhet=kommun.hemtjanst,
        vad="Attest av fakturor",
        metod="Stickprov på 20 fakturor.",
        senast=date(2026, 9, 30),
        ansvarig=ansvarig,
        av=av,
    )


def _beslutad(kommun: Kommun, ansvarig: Anvandare, av: Anvandare) -> Kontrollmoment:
    plan = _kontrollplan(kommun, av)
    moment: Kontrollmoment = _moment(plan, kommun, ansvarig, av)
    kontrollakter.besluta(plan, beslut_datum=date(2026, 1, 20), beslut_paragraf="§ 4", av=av)
    moment.refresh_from_db()
    return moment


def _lista(kommun: Kommun, av: Anvandare, *punkter: str) -> Checklista:
    return egenakter.skapa_checklista(
        enhet=kommun.hemtjanst,
        namn="Läkemedel",
        punkter=punkter or ("Skåpet är låst", "Listan är signerad"),
        av=av,
    )


def _utfor(lista: Checklista, kommun: Kommun, av: Anvandare, *svar: tuple[str, str]) -> Any:
    punkter = lista.punkter.order_by("ordning").values_list("pk", flat=True)
    return egenakter.utfor(
        lista,
        enhet=kommun.centrum,
        namnd=kommun.von,
        datum=IDAG,
        svar=dict(zip(punkter, svar, strict=False)),
        av=av,
    )


# --- Risks ----------------------------------------------------------------------------------


def test_a_risk_is_registered_once_with_its_value(
    kommun: Kommun, petra_planansvarig: Anvandare
) -> None:
    risk = _risk(kommun, petra_planansvarig)
    assert _risk(kommun, petra_planansvarig) == risk
    assert risk.bedomningar.get().varde == 12
    assert Risk.objects.med_lage().get().varde_nu == 12  # type: ignore[attr-defined]
    with pytest.raises(Regelbrott, match="finns redan"):
        _risk(kommun, petra_planansvarig, sannolikhet=1)


def test_a_new_assessment_keeps_the_earlier(kommun: Kommun, petra_planansvarig: Anvandare) -> None:
    risk = _risk(kommun, petra_planansvarig)
    with klocka.stalld(NU + timedelta(days=1)):
        _bedom(risk, petra_planansvarig)
        _bedom(risk, petra_planansvarig)
    assert [b.varde for b in risk.bedomningar.order_by("tid")] == [12, 4]
    assert Risk.objects.med_lage().get().varde_nu == 4  # type: ignore[attr-defined]
    forsta = risk.bedomningar.order_by("tid")[0]
    for andring in ("update", "delete"):
        rad = Riskbedomning.objects.filter(pk=forsta.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            rad.update(sannolikhet=1) if andring == "update" else rad.delete()


def test_an_ended_risk_is_not_assessed_and_needs_a_reason(
    kommun: Kommun, petra_planansvarig: Anvandare
) -> None:
    risk = _risk(kommun, petra_planansvarig)
    with pytest.raises(Regelbrott, match="varför"):
        riskakter.avsluta(risk, skal=" ", av=petra_planansvarig)
    riskakter.avsluta(risk, skal="Larmen är bytta.", av=petra_planansvarig)
    with pytest.raises(Regelbrott, match="avslutad"):
        _bedom(risk, petra_planansvarig)
    assert Handelse.objects.om(risk).first().text.text == "Larmen är bytta."  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"rubrik": " "}, "vad som kan hända"),
        ({"sannolikhet": 5}, "från 1 till 4"),
        ({"konsekvens": 0}, "från 1 till 4"),
        ({"hantering": ""}, "hur risken hanteras"),
        ({"ses_over_senast": IDAG - timedelta(days=1)}, "redan passerat"),
    ],
)
def test_a_risk_lacks_nothing(
    kommun: Kommun, petra_planansvarig: Anvandare, andrat: dict[str, Any], mening: str
) -> None:
    with pytest.raises(Regelbrott, match=mening):
        _risk(kommun, petra_planansvarig, **andrat)


def test_a_risk_owner_has_an_account(kommun: Kommun, petra_planansvarig: Anvandare) -> None:
    slutat = factories.person("Sven Slutat", "CH", kommun.hemtjanst)
    slutat.is_active = False
    slutat.save()
    with pytest.raises(Regelbrott, match="har slutat"):
        _risk(kommun, petra_planansvarig, agare=slutat)


def test_only_those_with_the_right_in_the_unit_write_risks(
    kommun: Kommun,
    bodil_biblioteksansvarig: Anvandare,
    filip_fortroendevald: Anvandare,
    erik_enhetschef: Anvandare,
) -> None:
    for person in (bodil_biblioteksansvarig, filip_fortroendevald):
        with pytest.raises(PermissionDenied):
            _risk(kommun, person)
    assert _risk(kommun, erik_enhetschef).pk


def test_a_high_risk_becomes_one_brist_with_its_sentence(
    kommun: Kommun, kilen: Kil, petra_planansvarig: Anvandare
) -> None:
    risk = _risk(kommun, petra_planansvarig)
    brist = kallor.brist_ur_risk(risk, av=petra_planansvarig)
    assert kallor.brist_ur_risk(risk, av=petra_planansvarig) == brist
    assert (brist.plan, brist.kalla) == (kilen.plan, Brist.Kalla.RISK)
    assert "till 12 av 16 (sannolikhet 3, konsekvens 4)" in brist.kalla_mening
    assert "Larmen provas varje vecka." in brist.kalla_mening


def test_a_risk_that_was_ended_while_the_page_was_open_is_no_brist(
    kommun: Kommun, kilen: Kil, petra_planansvarig: Anvandare
) -> None:
    oppen = _risk(kommun, petra_planansvarig)
    Risk.objects.filter(pk=oppen.pk).update(avslutad=kil.NU.date())
    with pytest.raises(Regelbrott, match="Risken är avslutad"):
        kallor.brist_ur_risk(oppen, av=petra_planansvarig)


def test_a_low_risk_is_no_brist(kommun: Kommun, kilen: Kil, petra_planansvarig: Anvandare) -> None:
    risk = _risk(kommun, petra_planansvarig, sannolikhet=2, konsekvens=4)
    with pytest.raises(Regelbrott, match="värdet 9"):
        kallor.brist_ur_risk(risk, av=petra_planansvarig)


def test_without_a_living_plan_a_brist_has_nowhere_to_go(
    kommun: Kommun, petra_planansvarig: Anvandare
) -> None:
    with pytest.raises(Regelbrott, match="Hemtjänst har ingen verksamhetsplan som pågår"):
        kallor.brist_ur_risk(_risk(kommun, petra_planansvarig), av=petra_planansvarig)


def test_a_plan_that_is_only_written_takes_no_brister(
    kommun: Kommun, petra_planansvarig: Anvandare, mal: Any
) -> None:
    kil.plan(kommun, petra_planansvarig, mal, fas=Fas.PLANERA)
    assert kallor.plan_som_pagar(kommun.hemtjanst, kommun.von) is None


def test_a_unit_without_a_plan_works_by_the_nearest_above(
    kommun: Kommun, kilen: Kil, mal: Any, petra_planansvarig: Anvandare
) -> None:
    assert kallor.plan_som_pagar(kommun.centrum, kommun.von) == kilen.plan
    assert kallor.plan_som_pagar(kommun.centrum, kommun.kfn) is None
    assert kallor.plan_som_pagar(kommun.vok, kommun.von) is None


# --- Internal control -----------------------------------------------------------------------


def test_one_plan_per_namnd_and_year(kommun: Kommun, karin_kvalitetssamordnare: Anvandare) -> None:
    plan = _kontrollplan(kommun, karin_kvalitetssamordnare)
    assert _kontrollplan(kommun, karin_kvalitetssamordnare) == plan
    with nekas("internkontrollplan_en_per_ar"):
        Internkontrollplan.objects.create(namnd=kommun.von, ar=2026, skapad=NU)


def test_a_namndsekreterare_writes_the_own_namnds_plan_only(
    kommun: Kommun, nina_namndsekreterare: Anvandare, petra_planansvarig: Anvandare
) -> None:
    assert _kontrollplan(kommun, nina_namndsekreterare).pk
    with pytest.raises(PermissionDenied):
        kontrollakter.skapa_plan(namnd=kommun.kfn, ar=2026, av=nina_namndsekreterare)
    with pytest.raises(PermissionDenied):
        _kontrollplan(kommun, petra_planansvarig)


def test_what_the_namnd_has_decided_stands(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare, petra_planansvarig: Anvandare
) -> None:
    karin = karin_kvalitetssamordnare
    plan = _kontrollplan(kommun, karin)
    with pytest.raises(Regelbrott, match="inga kontroller"):
        kontrollakter.besluta(plan, beslut_datum=IDAG, beslut_paragraf="§ 1", av=karin)
    moment = _beslutad(kommun, petra_planansvarig, karin)
    assert _moment(moment.plan, kommun, petra_planansvarig, karin) == moment
    with pytest.raises(Regelbrott, match="har beslutat planen, § 4"):
        kontrollakter.lagg_till_moment(
            moment.plan,
            enhet=kommun.hemtjanst,
            vad="Något annat",
            metod="Titta.",
            senast=date(2026, 10, 1),
            ansvarig=karin,
            av=karin,
        )


def test_a_control_lies_in_the_plans_year(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    plan = _kontrollplan(kommun, karin_kvalitetssamordnare)
    with pytest.raises(Regelbrott, match="Planen gäller 2026"):
        kontrollakter.lagg_till_moment(
            plan,
            enhet=kommun.hemtjanst,
            vad="Attest",
            metod="Titta.",
            senast=date(2027, 1, 1),
            ansvarig=karin_kvalitetssamordnare,
            av=karin_kvalitetssamordnare,
        )


def test_the_one_responsible_reports_when_the_plan_is_decided(
    kommun: Kommun,
    karin_kvalitetssamordnare: Anvandare,
    petra_planansvarig: Anvandare,
    arne_aktivitetsansvarig: Anvandare,
) -> None:
    karin, petra = karin_kvalitetssamordnare, petra_planansvarig
    plan = _kontrollplan(kommun, karin)
    moment = _moment(plan, kommun, petra, karin)
    with pytest.raises(Regelbrott, match="inte beslutat"):
        kontrollakter.rapportera(moment, resultat="utan", av=petra)
    kontrollakter.besluta(plan, beslut_datum=date(2026, 1, 20), beslut_paragraf="§ 4", av=karin)
    with pytest.raises(Regelbrott, match="vad kontrollen visade"):
        kontrollakter.rapportera(moment, resultat="med", av=petra)
    with pytest.raises(PermissionDenied):
        kontrollakter.rapportera(moment, resultat="utan", av=arne_aktivitetsansvarig)
    for _ in range(2):
        kontrollakter.rapportera(moment, resultat="utan", av=petra)
    moment.refresh_from_db()
    assert (moment.resultat, moment.av) == ("utan", petra)
    assert Handelse.objects.om(moment).count() == 1


def test_a_failed_control_becomes_a_brist_and_then_stands(
    kommun: Kommun,
    kilen: Kil,
    karin_kvalitetssamordnare: Anvandare,
    petra_planansvarig: Anvandare,
) -> None:
    petra = petra_planansvarig
    moment = _beslutad(kommun, petra, karin_kvalitetssamordnare)
    with pytest.raises(Regelbrott, match="Bara en kontroll med anmärkning"):
        kallor.brist_ur_moment(moment, av=petra)
    kontrollakter.rapportera(moment, resultat="med", kommentar="Två saknar attest.", av=petra)
    brist = kallor.brist_ur_moment(moment, av=petra)
    assert kallor.brist_ur_moment(moment, av=petra) == brist
    assert "med anmärkning. Två saknar attest." in brist.kalla_mening
    with pytest.raises(Regelbrott, match="ändras inte mer"):
        kontrollakter.rapportera(moment, resultat="utan", av=petra)


# --- Egenkontroll ---------------------------------------------------------------------------


def test_a_checklist_is_written_once_and_ended(
    kommun: Kommun, petra_planansvarig: Anvandare, bodil_biblioteksansvarig: Anvandare
) -> None:
    petra = petra_planansvarig
    lista = _lista(kommun, petra)
    assert _lista(kommun, petra) == lista
    with pytest.raises(Regelbrott, match="finns redan"):
        _lista(kommun, petra, "En annan punkt")
    with pytest.raises(PermissionDenied):
        egenakter.avsluta_checklista(lista, av=bodil_biblioteksansvarig)
    egenakter.avsluta_checklista(lista, av=petra)
    with pytest.raises(Regelbrott, match="används inte längre"):
        _utfor(lista, kommun, petra, ("ja", ""), ("ja", ""))
    assert _lista(kommun, petra, "En annan punkt") != lista


def test_every_point_is_answered_and_a_nej_is_explained(
    kommun: Kommun, petra_planansvarig: Anvandare
) -> None:
    petra, lista = petra_planansvarig, _lista(kommun, petra_planansvarig)
    with pytest.raises(Regelbrott, match="på varje punkt"):
        _utfor(lista, kommun, petra, ("ja", ""))
    with pytest.raises(Regelbrott, match="vid varje nej"):
        _utfor(lista, kommun, petra, ("ja", ""), ("nej", " "))
    kontroll = _utfor(lista, kommun, petra, ("ja", ""), ("nej", "Tre rader saknas"))
    assert _utfor(lista, kommun, petra, ("ja", ""), ("nej", "Tre rader saknas ")) == kontroll
    with pytest.raises(Regelbrott, match="redan gjord"):
        _utfor(lista, kommun, petra, ("ja", ""), ("ja", ""))


def test_a_checklist_is_for_its_unit_and_those_below(
    kommun: Kommun, karin_kvalitetssamordnare: Anvandare
) -> None:
    karin = karin_kvalitetssamordnare
    lista = _lista(kommun, karin, "Skåpet är låst")
    svar = {lista.punkter.get().pk: ("ja", "")}
    with pytest.raises(Regelbrott, match="Checklistan gäller Hemtjänst"):
        egenakter.utfor(
            lista, enhet=kommun.bibliotek, namnd=kommun.kfn, datum=IDAG, svar=svar, av=karin
        )
    with pytest.raises(Regelbrott, match="har inte varit än"):
        egenakter.utfor(
            lista,
            enhet=kommun.centrum,
            namnd=kommun.von,
            datum=IDAG + timedelta(days=1),
            svar=svar,
            av=karin,
        )


def test_a_nej_becomes_a_brist_and_a_ja_does_not(
    kommun: Kommun, kilen: Kil, petra_planansvarig: Anvandare
) -> None:
    petra = petra_planansvarig
    kontroll = _utfor(_lista(kommun, petra), kommun, petra, ("ja", ""), ("nej", "Tre saknas"))
    ja, nej = kontroll.svar.order_by("punkt__ordning")
    with pytest.raises(Regelbrott, match="fick nej"):
        kallor.brist_ur_egenkontroll(ja, av=petra)
    brist = kallor.brist_ur_egenkontroll(nej, av=petra)
    assert kallor.brist_ur_egenkontroll(nej, av=petra) == brist
    assert (brist.plan, brist.kalla) == (kilen.plan, Brist.Kalla.EGENKONTROLL)
    assert "Hemtjänst Centrum 10\xa0juni 2026: nej. Tre saknas" in brist.kalla_mening
    with nekas("egenkontrollsvar_brist_av_nej"):
        ja.brist = kil.brist(kilen)
        ja.save()


# --- The database refuses nonsense ----------------------------------------------------------


def test_the_database_refuses_nonsense_in_the_neighbours(
    kommun: Kommun, petra_planansvarig: Anvandare, karin_kvalitetssamordnare: Anvandare
) -> None:
    petra = petra_planansvarig
    risk = _risk(kommun, petra)
    with nekas("risk_har_rubrik"):
        Risk.objects.filter(pk=risk.pk).update(rubrik="")
    with nekas("riskbedomning_ett_till_fyra"):
        Riskbedomning.objects.create(
            risk=risk, sannolikhet=5, konsekvens=1, hantering="X", av=petra, tid=NU
        )
    moment = _beslutad(kommun, petra, karin_kvalitetssamordnare)
    planer = Internkontrollplan.objects.filter(pk=moment.plan_id)
    with nekas("internkontrollplan_beslut_helt"):
        planer.update(beslut_paragraf="")
    rader = Kontrollmoment.objects.filter(pk=moment.pk)
    with nekas("kontrollmoment_resultat_helt"):
        rader.update(resultat="utan")
    with nekas("kontrollmoment_forklarat"):
        rader.update(resultat="med", av=petra, tid=NU)
    with nekas("kontrollmoment_en_gang"):
        Kontrollmoment.objects.create(
            plan=moment.plan,
            enhet=moment.enhet,
            vad=moment.vad,
            metod="X",
            senast=IDAG,
            ansvarig=petra,
        )
    lista = _lista(kommun, petra)
    with nekas("checklista_en_gallande"):
        Checklista.objects.create(enhet=lista.enhet, namn=lista.namn, skapad=NU)
    with nekas("checklistepunkt_egen_plats"):
        Checklistepunkt.objects.create(checklista=lista, ordning=1, text="X")
    with nekas("checklistepunkt_har_text"):
        Checklistepunkt.objects.create(checklista=lista, ordning=9, text="")
    kontroll = _utfor(lista, kommun, petra, ("ja", ""), ("ja", ""))
    with nekas("egenkontroll_en_per_dag"):
        Egenkontroll.objects.create(
            checklista=lista,
            enhet=kommun.centrum,
            namnd=kommun.von,
            datum=IDAG,
            av=petra,
            tid=NU,
        )
    svar = kontroll.svar.order_by("punkt__ordning")[0]
    with nekas("egenkontrollsvar_nej_forklaras"):
        kontroll.svar.filter(pk=svar.pk).update(svar="nej")
    with nekas("egenkontrollsvar_ett_per_punkt"):
        kontroll.svar.create(punkt=svar.punkt, svar="ja")
