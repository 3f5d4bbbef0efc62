"""Searching others' learnings, and taking one up so that the plan must answer it."""

from __future__ import annotations

import pytest
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from cykel.actions.ateranvandning import ateranvand
from cykel.actions.lardom import svara
from cykel.likhet import sok_lardomar
from cykel.models import Ateranvandning, Brist, Lardom, Mal, PlanVersion
from cykel.models.atgard import ORDEN_I_BRIST
from cykel.tillstand import PLAN, PLANVERSION, Fas
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.overgang import aterstar
from tests import factories
from tests.cykel import kil
from tests.cykel.kil import NU, Kil
from tests.databas import nekas
from tests.factories import Kommun


@pytest.fixture
def sakrad(kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare) -> Lardom:
    """Hemtjänst's: ring när tiden flyttas."""
    bevis = kil.bedom(kil.atgard(kil.brist(kilen), petra_planansvarig), erik_enhetschef)
    return kil.lardom(kilen, bevis, lage="sakrad")


@pytest.fixture
def annan(kommun: Kommun, bodil_biblioteksansvarig: Anvandare, mal: Mal) -> Kil:
    """The plan of kultur- och fritidskontoret, being written; Bodil is planansvarig."""
    k = kil.plan(kommun, bodil_biblioteksansvarig, mal, fas=Fas.PLANERA, ar=2027)
    type(k.plan).objects.filter(pk=k.plan.pk).update(enhet=kommun.kfk, namnd=kommun.kfn)
    k.plan.refresh_from_db()
    return k


def _vantar(version: PlanVersion) -> list[str]:
    punkter = aterstar(PLANVERSION, version, "faststall", av=None)
    return [p.mening for p in punkter if not p.klar and "ärdom" in p.mening]


def test_a_plan_that_takes_up_a_learning_must_answer_it(
    sakrad: Lardom, annan: Kil, bodil_biblioteksansvarig: Anvandare
) -> None:
    assert not _vantar(annan.version)
    rad = ateranvand(sakrad, plan=annan.plan, av=bodil_biblioteksansvarig)
    assert ateranvand(sakrad, plan=annan.plan, av=bodil_biblioteksansvarig) == rad
    assert len(_vantar(annan.version)) == 1
    svara(
        sakrad,
        plan=annan.plan,
        svar="inarbetad",
        aktivitet=annan.aktivitet.nyckel,
        av=bodil_biblioteksansvarig,
    )
    assert not _vantar(annan.version)


def test_one_taken_up_by_a_turning_plan_is_answered_before_the_next_lap(
    sakrad: Lardom, kommun: Kommun, mal: Mal, karin_kvalitetssamordnare: Anvandare
) -> None:
    karin = karin_kvalitetssamordnare
    pagar = kil.plan(kommun, karin, mal, ar=2025)
    ateranvand(sakrad, plan=pagar.plan, av=karin)
    meningar = [p.mening for p in aterstar(PLAN, pagar.plan, "nasta_varv", av=karin) if not p.klar]
    assert any("togs upp efter att planen fastställdes" in mening for mening in meningar)


def test_what_a_plan_inherits_or_taught_itself_is_not_taken_up(
    kilen: Kil, sakrad: Lardom, kommun: Kommun, mal: Mal, petra_planansvarig: Anvandare
) -> None:
    petra = petra_planansvarig
    with pytest.raises(Regelbrott, match="Nästa plan ärver den"):
        ateranvand(sakrad, plan=kilen.plan, av=petra)
    nasta = kil.plan(kommun, petra, mal, fas=Fas.PLANERA, ar=2027, foregangare=kilen.plan)
    with pytest.raises(Regelbrott, match="ärver redan"):
        ateranvand(sakrad, plan=nasta.plan, av=petra)


def test_only_secured_learnings_are_taken_up(
    kilen: Kil, annan: Kil, bodil_biblioteksansvarig: Anvandare
) -> None:
    with pytest.raises(Regelbrott, match="inte säkrad än"):
        ateranvand(kil.lardom(kilen), plan=annan.plan, av=bodil_biblioteksansvarig)


def test_only_who_writes_the_plan_takes_up(
    sakrad: Lardom, annan: Kil, petra_planansvarig: Anvandare
) -> None:
    with pytest.raises(PermissionDenied):
        ateranvand(sakrad, plan=annan.plan, av=petra_planansvarig)
    Ateranvandning.objects.create(lardom=sakrad, plan=annan.plan, av=petra_planansvarig, tid=NU)
    with nekas("ateranvandning_en_per_plan"):
        Ateranvandning.objects.create(lardom=sakrad, plan=annan.plan, av=petra_planansvarig, tid=NU)


@pytest.mark.parametrize(
    ("text", "hittas"),
    [
        ("ringa tider", True),  # other forms of the words
        ("PLANER", True),  # the beginning of a word
        ("tiden bibliotek", False),  # every word is asked for
        ("ring' | & ! :*", True),  # signs are no language of ours
        ("…", True),  # no words ask for nothing
    ],
)
def test_the_search_is_swedish_and_takes_beginnings(
    sakrad: Lardom, text: str, hittas: bool
) -> None:
    assert list(sok_lardomar(Lardom.objects.sakrade(), text)) == ([sakrad] if hittas else [])  # type: ignore[attr-defined]


def test_the_whole_municipality_is_searched_only_when_asked(
    sakrad: Lardom, annan: Kil, bodil_biblioteksansvarig: Anvandare, client: Client
) -> None:
    client.force_login(bodil_biblioteksansvarig)
    assert sakrad.rubrik not in client.get("/arbete/larande/?q=ring").content.decode()
    sida = client.get("/arbete/larande/?q=ring&var=alla").content.decode()
    assert sakrad.rubrik in sida
    assert "Ingen lärdom hittades" in client.get("/arbete/larande/?q=x&var=alla").content.decode()
    namnd = sakrad.plan.namnd_id
    mal = sakrad.atgard.brist.mal_id if sakrad.atgard else None
    fler = f"/arbete/larande/?var=alla&namnd={namnd}&mal={mal}"
    assert sakrad.rubrik in client.get(fler).content.decode()


def test_used_with_us_by_the_page_and_shown_on_both(
    sakrad: Lardom, annan: Kil, bodil_biblioteksansvarig: Anvandare, client: Client
) -> None:
    client.force_login(bodil_biblioteksansvarig)
    sida = f"/arbete/larande/{sakrad.pk}/"
    assert "Använd hos oss" in client.get(sida).content.decode()
    svar = client.post(sida, {"plan": annan.plan.pk})
    lardomar = f"/arbete/planer/{annan.plan.pk}/lardomar/"
    assert svar["Location"] == f"{lardomar}#lardom-{sakrad.pk}"
    assert "Tagen från Hemtjänst, 2026" in client.get(lardomar).content.decode()
    assert "<strong>väntar på svar</strong>" in client.get(sida).content.decode()
    assert lardomar in client.get(f"/arbete/planer/{annan.plan.pk}/").content.decode()


def test_a_learning_that_is_not_secured_is_nobody_elses(
    kilen: Kil, bodil_biblioteksansvarig: Anvandare, client: Client, kommun: Kommun
) -> None:
    client.force_login(bodil_biblioteksansvarig)
    assert client.get(f"/arbete/larande/{kil.lardom(kilen).pk}/").status_code == 404
    client.force_login(factories.person("Hugo Handläggare", "HS", kommun.rot))
    assert client.get("/arbete/larande/1/").status_code == 403


def test_the_searches_can_use_their_indexes(db: None) -> None:
    """An index on another expression than the search's would lie there unused."""
    lardomar = sok_lardomar(Lardom.objects.all(), "ring").order_by().values("pk")
    brister = Brist.objects.annotate(orden=ORDEN_I_BRIST).filter(
        orden=SearchQuery("ring", config="swedish")
    )
    with connection.cursor() as markor:
        markor.execute("set local enable_seqscan = off")
    for fraga, index in ((lardomar, "lardom_orden"), (brister.values("pk"), "brist_orden")):
        assert index in fraga.explain()
