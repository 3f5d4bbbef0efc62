"""The same error again: suggested, linked, told to the chef, and counted by a printed rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cykel.actions.upprepning import upprepas
from cykel.likhet import liknande_brister, liknande_lardomar
from cykel.models import Brist, Lardom
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Utskick
from tests.cykel import kil
from tests.cykel.aterfallsregeln import (
    Sakrad,
    aterfall,
    kom_tillbaka,
    manader_efter,
    per,
    sakrade,
)
from tests.cykel.kil import NU, Kil
from tests.factories import Kommun


@pytest.fixture
def sakrad(kilen: Kil, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare) -> Lardom:
    """Secured a month ago."""
    bevis = kil.bedom(kil.atgard(kil.brist(kilen), petra_planansvarig), erik_enhetschef)
    lardom = kil.lardom(kilen, bevis, lage="sakrad")
    Lardom.objects.filter(pk=lardom.pk).update(sakrad=NU - timedelta(days=30))
    lardom.refresh_from_db()
    return lardom


@pytest.fixture
def igen(kilen: Kil) -> Brist:
    return kil.brist(kilen, "Tiderna ändrades utan att planeraren ringde")


# --- Suggested ------------------------------------------------------------------------------


def test_a_brist_is_shown_the_learnings_and_brister_like_it(sakrad: Lardom, igen: Brist) -> None:
    assert liknande_lardomar(igen) == [sakrad]
    Brist.objects.filter(pk=igen.pk).update(skapad=NU + timedelta(days=1))
    igen.refresh_from_db()
    assert [b.rubrik for b in liknande_brister(igen)] == ["Ändrade tider meddelas inte"]


def test_one_word_in_common_is_not_enough(kilen: Kil, sakrad: Lardom) -> None:
    annat = kil.brist(kilen, "Planeraren har slutat")
    Brist.objects.filter(pk=annat.pk).update(orsak="")
    annat.refresh_from_db()
    assert liknande_lardomar(annat) == []


def test_a_learning_secured_afterwards_hindered_nothing(sakrad: Lardom, igen: Brist) -> None:
    Lardom.objects.filter(pk=sakrad.pk).update(sakrad=NU + timedelta(days=1))
    assert liknande_lardomar(igen) == []


# --- Linked ---------------------------------------------------------------------------------


def test_the_repetition_is_linked_once_and_the_chef_is_told(
    sakrad: Lardom, igen: Brist, petra_planansvarig: Anvandare, erik_enhetschef: Anvandare
) -> None:
    for _ in range(2):
        upprepas(igen, lardom=sakrad, av=petra_planansvarig)
    igen.refresh_from_db()
    assert igen.upprepar == sakrad
    brev = Utskick.objects.get(mall="brist_upprepad")
    assert erik_enhetschef.epost in brev.innehall
    assert "Tiderna ändrades utan att planeraren ringde" in brev.innehall
    upprepas(igen, lardom=None, av=petra_planansvarig)
    igen.refresh_from_db()
    assert igen.upprepar is None


def test_what_cannot_be_a_repetition_is_refused(
    kilen: Kil, sakrad: Lardom, igen: Brist, kommun: Kommun, petra_planansvarig: Anvandare
) -> None:
    with pytest.raises(Regelbrott, match="säkrad lärdom"):
        upprepas(igen, lardom=kil.lardom(kilen), av=petra_planansvarig)
    Lardom.objects.filter(pk=sakrad.pk).update(sakrad=NU + timedelta(days=1))
    sakrad.refresh_from_db()
    with pytest.raises(Regelbrott, match="kunde inte hindra"):
        upprepas(igen, lardom=sakrad, av=petra_planansvarig)
    sakrad.plan.namnd = kommun.kfn
    with pytest.raises(Regelbrott, match="annan nämnd"):
        upprepas(igen, lardom=sakrad, av=petra_planansvarig)


def test_a_chef_who_may_not_write_links_none(
    sakrad: Lardom, igen: Brist, erik_enhetschef: Anvandare
) -> None:
    with pytest.raises(PermissionDenied):
        upprepas(igen, lardom=sakrad, av=erik_enhetschef)


def test_one_press_on_the_brist_and_the_figure_follows(
    kilen: Kil, sakrad: Lardom, igen: Brist, petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    sida = f"/arbete/planer/{kilen.plan.pk}/brister/{igen.pk}/"
    assert "Samma fel igen" in client.get(sida).content.decode()
    fore = client.get("/arbete/larande/aterfall/").content.decode()
    assert "Inget fel har kommit tillbaka. En lärdom är säkrad." in fore
    client.post(f"{sida}upprepar/", {"lardom": sakrad.pk})
    assert "skulle ha hindrat det" in client.get(sida).content.decode()
    text = client.get("/arbete/larande/aterfall/").content.decode()
    assert "Felet har kommit tillbaka för en av en säkrad lärdom." in text
    assert "inom 24 månader" in text
    assert "Hemtjänst" in text
    assert "1 av 1 har fått läras om" in client.get("/arbete/larande/").content.decode()
    assert "Samma sak har hänt igen 1 gång" in (
        client.get(f"/arbete/larande/{sakrad.pk}/").content.decode()
    )
    client.post(f"{sida}upprepar/", {"lardom": ""})
    assert "Samma fel igen" in client.get(sida).content.decode()


# --- Counted --------------------------------------------------------------------------------


def _rad(sakrad: date, aterkom: date | None = None, enhet: str = "Hemtjänst") -> Sakrad:
    return Sakrad(enhet, "Nämnden", sakrad, aterkom)


def test_the_earliest_link_counts_and_a_draft_does_not(
    kilen: Kil, sakrad: Lardom, igen: Brist
) -> None:
    utkast = kil.lardom(kilen, lage="utkast")
    Lardom.objects.filter(pk=utkast.pk).update(upprepar=sakrad)
    assert sakrade(Lardom.objects.all())[0].aterkom is None
    Brist.objects.filter(pk=igen.pk).update(upprepar=sakrad)
    Lardom.objects.filter(pk=utkast.pk).update(lage="foreslagen", skapad=NU + timedelta(days=5))
    rader = sakrade(Lardom.objects.all())
    assert rader == [Sakrad("Hemtjänst", "Vård- och omsorgsnämnden", date(2026, 5, 11), NU.date())]


def test_it_comes_back_within_24_months_to_the_day() -> None:
    dag = date(2024, 2, 29)
    assert manader_efter(dag, 24) == date(2026, 2, 28)
    assert kom_tillbaka(_rad(dag, date(2026, 2, 28)))
    assert not kom_tillbaka(_rad(dag, date(2026, 3, 1)))
    assert not kom_tillbaka(_rad(dag))


def test_nothing_is_hidden_and_small_counts_have_no_per_cent() -> None:
    dag = date(2026, 6, 10)
    fa = [_rad(date(2025, 1, 1)), _rad(date(2023, 1, 1)), _rad(date(2025, 1, 1), date(2025, 9, 1))]
    rate = aterfall(fa, dag=dag)
    assert (rate.taljare, rate.namnare, rate.foljs) == (1, 3, 1)
    assert rate.procent is None
    assert rate.i_ord == "en av tre"
    manga = aterfall(fa * 4, dag=dag)
    assert manga.i_ord == "33\xa0%, 4 av 12"
    assert aterfall([], dag=dag).i_ord == "ingen säkrad lärdom"
    assert aterfall(fa[:2], dag=dag).i_ord == "ingen av två"


@given(
    st.lists(
        st.builds(
            _rad,
            st.dates(date(2020, 1, 1), date(2026, 1, 1)),
            st.none() | st.dates(date(2020, 1, 1), date(2026, 6, 10)),
            st.sampled_from(["A", "B", "C"]),
        )
    )
)
def test_the_groups_add_up_to_the_whole(rader: list[Sakrad]) -> None:
    dag = date(2026, 6, 10)
    alla = aterfall(rader, dag=dag)
    grupper = per(rader, lambda rad: rad.enhet, dag=dag).values()
    for falt in ("taljare", "namnare", "foljs"):
        assert sum(getattr(grupp, falt) for grupp in grupper) == getattr(alla, falt)
    assert alla.taljare + alla.foljs <= alla.namnare == len(rader)
