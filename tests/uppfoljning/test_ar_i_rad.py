"""Not met year after year: flagged on the brist and on the goal, with what has been tried."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from cykel.irad import slagna
from cykel.models import Brist, Mal, Malmappning, Malniva, Styrmodell, Uppfoljningstillfalle, Varv
from cykel.views import kallor
from kvalitet import ogonblick
from kvalitet.models import Anvandare
from tests.cykel import kil
from tests.factories import Kommun
from tests.uppfoljning.lage import BEDOMNING, Lage
from uppfoljning.models import Malbedomning
from uppfoljning.plansida import bedomt


def _helar(
    kommun: Kommun, person: Anvandare, lage: Lage, ar: int, *, godkand: bool = True
) -> kil.Kil:
    """The unit's plan of an earlier year, its helår judged as not met."""
    tillfalle = Uppfoljningstillfalle.objects.create(
        slag="helar",
        ar=ar,
        period_fran=date(ar, 1, 1),
        matdatum=date(ar, 12, 31),
        oppnar=date(ar + 1, 1, 4),
        enheter_senast=date(ar + 1, 1, 20),
        stanger=date(ar + 1, 2, 5),
    )
    k = kil.plan(kommun, person, lage.mal, ar=ar, tillfalle=tillfalle)
    assert k.varv
    _bedom(k.varv, person, lage)
    if godkand:
        _godkann(k.varv, person)
    return k


def _bedom(varv: Varv, person: Anvandare, lage: Lage, bedomning: str = "ej") -> None:
    Malbedomning.objects.create(
        **(BEDOMNING | {"bedomning": bedomning}),
        varv=varv,
        mal=lage.mal,
        forslag="ej",
        av=person,
        tid=kil.NU,
        klar=True,
    )


def _godkann(varv: Varv, person: Anvandare) -> None:
    bild = ogonblick.frys("maluppfyllelse", {"varv": varv.pk}, schema=1, av=person, nu=kil.NU)
    Varv.objects.filter(pk=varv.pk).update(godkand=kil.NU, godkand_av=person, ogonblick=bild)


@pytest.fixture
def tredje_aret(
    lage: Lage, kommun: Kommun, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> Brist:
    """A brist of the goal, which was not met in the helår of 2024 and 2025 nor in kv1 2026."""
    _helar(kommun, petra_planansvarig, lage, 2024)
    fjol = _helar(kommun, petra_planansvarig, lage, 2025)
    _bedom(lage.varv, petra_planansvarig, lage)
    _godkann(lage.varv, petra_planansvarig)
    fore = kil.brist(fjol, "Tiderna ändras")
    Brist.objects.filter(pk=fore.pk).update(skapad=kil.NU.replace(year=2025))
    kil.bedom(kil.atgard(fore, petra_planansvarig), erik_enhetschef, "nej")
    return kil.brist(lage.kil)


def test_the_years_come_from_approved_laps(
    tredje_aret: Brist, lage: Lage, kommun: Kommun, petra_planansvarig: Anvandare
) -> None:
    _helar(kommun, petra_planansvarig, lage, 2022, godkand=False)
    ar = bedomt(lage.kil.plan, [lage.mal.pk]).per_ar
    assert ar == {lage.mal.pk: {2024: "ej", 2025: "ej", 2026: "ej"}}


def test_another_units_years_are_not_ours(tredje_aret: Brist, lage: Lage, kommun: Kommun) -> None:
    plan = lage.kil.plan
    plan.enhet = kommun.centrum
    plan.save()
    ar = bedomt(plan, [lage.mal.pk]).per_ar
    assert ar == {lage.mal.pk: {2026: "ej"}}


def test_the_brist_and_the_goal_are_flagged_with_what_was_tried(
    tredje_aret: Brist, lage: Lage, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    plan = f"/arbete/planer/{lage.kil.plan.pk}/"
    sida = client.get(f"{plan}atgarder/").content.decode()
    assert "Ej uppfyllt tredje året i rad" in sida
    assert "Dubbla ersättare för planeraren</a> (hjälpte det? nej)" in sida
    malet = f"{plan}mal/{lage.mal.pk}/"
    oversikt = client.get(plan).content.decode()
    assert "Ej uppfyllt tredje året i rad" in oversikt
    assert malet in oversikt
    historik = client.get(malet).content.decode()
    assert "Nej. Klagomålen minskade från 14 till 5" in historik
    assert historik.count("Ej uppfyllt</") == 3


def test_a_goal_met_in_between_is_not_flagged(
    lage: Lage, kommun: Kommun, petra_planansvarig: Anvandare, client: Client
) -> None:
    _helar(kommun, petra_planansvarig, lage, 2025)
    _bedom(lage.varv, petra_planansvarig, lage, "delvis")
    _godkann(lage.varv, petra_planansvarig)
    kil.brist(lage.kil)
    client.force_login(petra_planansvarig)
    for sida in ("", "atgarder/"):
        text = client.get(f"/arbete/planer/{lage.kil.plan.pk}/{sida}").content.decode()
        assert "året i rad" not in text


def blir(gammalt: Mal) -> Mal:
    """The goal that takes its place in the next mandatperiod."""
    styrmodell = Styrmodell.objects.create(
        namn="Kommunplan 2027–2030",
        fran=date(2027, 1, 1),
        till=date(2030, 12, 31),
        status="kommande",
    )
    niva = Malniva.objects.create(styrmodell=styrmodell, ordning=1, etikett="Mål")
    nytt = Mal.objects.create(
        niva=niva, nummer=7, kort="Trygg hemma", text="Alla är trygga hemma.",
        namnd=gammalt.namnd, beslut_organ="KF", beslut_datum=date(2026, 11, 23),
    )  # fmt: skip
    Malmappning.objects.create(fran=gammalt, styrmodell=styrmodell, till=nytt)
    return nytt


def test_the_years_go_on_in_the_goal_of_the_next_mandatperiod(
    tredje_aret: Brist, lage: Lage
) -> None:
    nytt = blir(lage.mal)
    historik = kallor.malhistorik(lage.kil.plan, [nytt.pk])[nytt.pk]
    assert historik.per_ar == {2024: "ej", 2025: "ej", 2026: "ej"}
    assert historik.flagga == "Ej uppfyllt tredje året i rad"
    assert [a.effekt for a in historik.atgarder] == ["nej"]


def test_of_goals_that_became_one_a_year_is_not_met_only_when_none_was() -> None:
    malen = [{2024: "ej", 2025: "ej"}, {2024: "delvis", 2025: "ej"}, {2023: "uppfyllt"}]
    assert slagna(malen) == {2023: "uppfyllt", 2024: "delvis", 2025: "ej"}
