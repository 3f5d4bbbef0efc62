"""A question's result as an indicator's value: entered once, when the survey has closed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from cykel.models import Indikator, Matvarde
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests.uppfoljning.actions.test_enkatsvar import alla_slag
from tests.uppfoljning.lage import Lage, fragor, svar, undersokning
from uppfoljning import frageindikator
from uppfoljning.actions import frageindikator as akter
from uppfoljning.actions.undersokning import stang
from uppfoljning.enkatmallar import Mall
from uppfoljning.models import Frageindikator, Fragesvar, Undersokning
from uppfoljning.tasks import for_in_enkatvarden

OPPEN = datetime(2026, 2, 17, 9, tzinfo=UTC)
EFTER = datetime(2026, 4, 1, 9, tzinfo=UTC)


@pytest.fixture
def u(lage: Lage) -> Undersokning:
    return undersokning(lage)


@pytest.fixture
def indikator(petra_planansvarig: Anvandare) -> Indikator:
    return ny_indikator(petra_planansvarig)


def ny_indikator(agare: Anvandare, **andrat: Any) -> Indikator:
    falt = {
        "namn": "Nöjda",
        "definition": "NKI ur egen undersökning",
        "matt": "NKI",
        "riktning": "hogre",
        "kalla": "undersokning",
        "frekvens": "helar",
        "agare": agare,
        "konsuppdelad": True,
    }
    return Indikator.objects.create(**{**falt, **andrat})


def koppla(u: Undersokning, i: Indikator, av: Anvandare, fraga: str = "nki") -> Frageindikator:
    return akter.koppla(u, indikator=i, fraga=fraga, av=av)


def varden(i: Indikator) -> dict[str, tuple[Decimal | None, str]]:
    return {v.kon: (v.varde, v.bortfallsorsak) for v in Matvarde.objects.filter(indikator=i)}


def test_closed_by_hand_the_values_are_entered_with_their_uncertainty(
    u: Undersokning, indikator: Indikator, karin_kvalitetssamordnare: Anvandare
) -> None:
    with klocka.stalld(OPPEN):
        koppla(u, indikator, karin_kvalitetssamordnare)
        svar(u, *[("K", 10), ("M", 4)] * 6)
        assert not Matvarde.objects.filter(indikator=indikator).exists()
        stang(u, av=karin_kvalitetssamordnare)
    assert varden(indikator) == {
        "T": (Decimal("66.6667"), ""),
        "K": (Decimal("100.0000"), ""),
        "M": (Decimal("33.3333"), ""),
    }
    t = Matvarde.objects.get(indikator=indikator, kon="T")
    # NKI 100 and 33,33, six each: s = 34,816; 1,96·s/√12 = 19,70
    assert t.osakerhet == pytest.approx(Decimal("19.6986"), abs=Decimal("0.001"))
    assert (t.enhet, t.period_fran, t.period_till, t.matdatum) == (
        u.enhet, date(2025, 2, 18), date(2026, 2, 17), date(2026, 2, 17),
    )  # fmt: skip
    assert t.kalla == "Undersökning: Så fungerar hemtjänsten"
    assert Frageindikator.objects.get().infort == OPPEN


def test_closed_by_its_date_the_nightly_run_enters_them_once(
    u: Undersokning, indikator: Indikator, karin_kvalitetssamordnare: Anvandare
) -> None:
    with klocka.stalld(OPPEN):
        koppla(u, indikator, karin_kvalitetssamordnare)
        svar(u, *[("K", 10), ("M", 4)] * 6)
        for_in_enkatvarden()
        assert varden(indikator) == {}
    with klocka.stalld(EFTER):
        for_in_enkatvarden()
        for_in_enkatvarden()
    assert len(varden(indikator)) == 3
    assert Handelse.objects.om(u).filter(slag="undersokning.varden_inforda").count() == 1
    assert Matvarde.objects.get(indikator=indikator, kon="T").period_till == date(2026, 3, 31)


def test_too_few_is_a_reason_and_never_zero(
    u: Undersokning, indikator: Indikator, karin_kvalitetssamordnare: Anvandare
) -> None:
    with klocka.stalld(OPPEN):
        koppla(u, indikator, karin_kvalitetssamordnare)
        svar(u, *[("K", 10)] * 6, ("M", 4))
        stang(u, av=karin_kvalitetssamordnare)
    assert varden(indikator)["K"] == varden(indikator)["M"] == (None, "för få svar")
    assert varden(indikator)["T"][0] is not None


def test_an_indicator_that_is_not_split_gets_the_total_alone(
    u: Undersokning, petra_planansvarig: Anvandare, karin_kvalitetssamordnare: Anvandare
) -> None:
    i = ny_indikator(petra_planansvarig, konsuppdelad=False, skal_ej_kon="Få svar")
    with klocka.stalld(OPPEN):
        koppla(u, i, karin_kvalitetssamordnare)
        stang(u, av=karin_kvalitetssamordnare)
    assert varden(i) == {"T": (None, "för få svar")}


def test_one_coupled_after_the_close_is_entered_at_once(
    u: Undersokning, indikator: Indikator, karin_kvalitetssamordnare: Anvandare
) -> None:
    svar(u, *[("K", 10), ("M", 4)] * 6)
    with klocka.stalld(EFTER):
        koppla(u, indikator, karin_kvalitetssamordnare)
        koppla(u, indikator, karin_kvalitetssamordnare)  # twice is once
    assert len(varden(indikator)) == 3


def test_what_an_indicator_does_not_take_holds_up_nothing_and_tells_nothing(
    u: Undersokning, indikator: Indikator, karin_kvalitetssamordnare: Anvandare
) -> None:
    """The refusal names the value: were the closing refused, an open survey's result was told."""
    svar(u, *[("K", 10), ("M", 4)] * 6)
    trang = ny_indikator(indikator.agare, namn="Trång", hogst=Decimal(10))
    with klocka.stalld(OPPEN):
        koppla(u, trang, karin_kvalitetssamordnare)
        koppla(u, indikator, karin_kvalitetssamordnare)
        assert stang(u, av=karin_kvalitetssamordnare).stangd
    assert varden(trang) == {}
    assert len(varden(indikator)) == 3
    assert Frageindikator.objects.get(infort=None).indikator == trang
    with klocka.stalld(EFTER):
        for_in_enkatvarden()
        annan = ny_indikator(indikator.agare, namn="Trång två", hogst=Decimal(10))
        with pytest.raises(Regelbrott, match="Värdet ska vara högst 10"):
            koppla(u, annan, karin_kvalitetssamordnare)
        Indikator.objects.filter(pk=trang.pk).update(hogst=None)
        for_in_enkatvarden()
    assert len(varden(trang)) == 3


def test_the_share_of_an_alternative_and_of_yes(
    u: Undersokning, petra_planansvarig: Anvandare, karin_kvalitetssamordnare: Anvandare
) -> None:
    version = alla_slag(u)
    valbara = [varde for varde, _ in frageindikator.valbara(u)]
    assert valbara == [
        "nki", "skala5", "skala10", "ja_nej",
        "ett_val:a1", "ett_val:a2", "ett_val:a3", "flerval:a1", "flerval:a2", "flerval:a3",
    ]  # fmt: skip
    svar(u, *[("K", 5), ("M", 5)] * 10)
    ja, val = version.fragor.get(slag="ja_nej"), version.fragor.get(slag="ett_val")
    per_nyckel = {a.nyckel: a for a in val.alternativ.all()}
    for nr, s in enumerate(u.svar.order_by("kon")):
        Fragesvar.objects.create(svar=s, fraga=ja, tal=nr % 2)
        Fragesvar.objects.create(svar=s, fraga=val, alternativ=per_nyckel[f"a{1 + nr % 2}"])
    andel_ja = ny_indikator(petra_planansvarig, namn="Ja")
    andel_a1 = ny_indikator(petra_planansvarig, namn="A1")
    with klocka.stalld(EFTER):
        koppla(u, andel_ja, karin_kvalitetssamordnare, "ja_nej")
        koppla(u, andel_a1, karin_kvalitetssamordnare, "ett_val:a1")
    assert varden(andel_ja)["T"] == (Decimal("50.0000"), "")
    assert varden(andel_a1)["K"] == (Decimal("50.0000"), "")


def test_a_question_that_was_not_put_is_told_as_that(
    u: Undersokning, indikator: Indikator, karin_kvalitetssamordnare: Anvandare
) -> None:
    with klocka.stalld(OPPEN):
        rad = koppla(u, indikator, karin_kvalitetssamordnare)
        rad.fraga_nyckel = "borta"
        rad.save()
        fragor(u, mall=Mall.SERVICE, nummer=2)
        stang(u, av=karin_kvalitetssamordnare)
    assert varden(indikator)["T"] == (None, "frågan ställdes inte")


def test_what_cannot_be_coupled(
    u: Undersokning,
    indikator: Indikator,
    petra_planansvarig: Anvandare,
    erik_enhetschef: Anvandare,
    karin_kvalitetssamordnare: Anvandare,
) -> None:
    annan = ny_indikator(petra_planansvarig, namn="Manuell", kalla="manuell")
    with klocka.stalld(OPPEN):
        with pytest.raises(Regelbrott, match="hämtas inte från undersökningar"):
            koppla(u, annan, karin_kvalitetssamordnare)
        for fraga in ("", "finns-inte", "beratta", "nki:a1"):
            with pytest.raises(Regelbrott, match="Välj en av"):
                koppla(u, indikator, karin_kvalitetssamordnare, fraga)
        with pytest.raises(PermissionDenied):
            koppla(u, indikator, erik_enhetschef)


def test_it_is_let_go_until_its_value_is_entered(
    u: Undersokning, indikator: Indikator, karin_kvalitetssamordnare: Anvandare
) -> None:
    av = karin_kvalitetssamordnare
    with klocka.stalld(OPPEN):
        rad = koppla(u, indikator, av)
        akter.koppla_bort(u, koppling=rad.pk, av=av)
        akter.koppla_bort(u, koppling=rad.pk, av=av)  # twice is once
        assert not Frageindikator.objects.exists()
        rad = koppla(u, indikator, av)
        stang(u, av=av)
        with pytest.raises(Regelbrott, match="redan infört"):
            akter.koppla_bort(u, koppling=rad.pk, av=av)
