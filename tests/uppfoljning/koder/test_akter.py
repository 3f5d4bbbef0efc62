"""Ordering codes, using one, finding who may be reminded; what the database refuses."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.databas import nekas
from tests.uppfoljning.koder.fall import bestall, med_koder
from tests.uppfoljning.lage import Lage, svar, undersokning
from uppfoljning.actions import svarskod as akter
from uppfoljning.models import Kodomgang, Svarskod
from uppfoljning.svarskod import koduppslag


def test_codes_are_made_and_only_their_sums_are_kept(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = med_koder(lage)
    nya = bestall(u, 25, karin_kvalitetssamordnare)
    assert len(nya) == 25
    assert set(Svarskod.objects.values_list("pk", flat=True)) == {koduppslag(k) for k in nya}
    handelse = Handelse.objects.get(slag="undersokning.koder_skapade")
    assert handelse.data == {"antal": 25, "ersatta": 0}


def test_the_same_page_sent_twice_gives_the_same_codes_and_no_more(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = med_koder(lage)
    nya = bestall(u, 3, karin_kvalitetssamordnare)
    with transaction.atomic():
        akter.anvand(u, nya[0])
    assert bestall(u, 3, karin_kvalitetssamordnare) == nya
    assert not akter.finns(u, nya[0])  # a used one does not come back
    assert Svarskod.objects.count() == 2
    assert Kodomgang.objects.count() == 1


def test_the_same_page_does_not_make_another_order(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u, annan = med_koder(lage), med_koder(lage, slug="annan")
    bestall(u, 3, karin_kvalitetssamordnare)
    for enkat, antal in ((u, 4), (annan, 3)):
        with pytest.raises(Regelbrott, match="redan använts"):
            bestall(enkat, antal, karin_kvalitetssamordnare)


def test_new_codes_can_take_the_place_of_those_unused(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u, annan = med_koder(lage), med_koder(lage, slug="annan")
    (andras,) = bestall(annan, 1, karin_kvalitetssamordnare, "andras")
    gamla = bestall(u, 3, karin_kvalitetssamordnare, "gamla")
    with transaction.atomic():
        akter.anvand(u, gamla[0])
    nya = akter.bestall(u, token="nya", antal=2, byt=True, av=karin_kvalitetssamordnare)
    assert not any(akter.finns(u, kod) for kod in gamla)
    assert all(akter.finns(u, kod) for kod in nya)
    assert akter.finns(annan, andras)
    assert Kodomgang.objects.get(undersokning=u, antal=3).ersatt is not None
    data = Handelse.objects.filter(slag="undersokning.koder_skapade").order_by("pk").last()
    assert data is not None
    assert data.data == {"antal": 2, "ersatta": 2}
    with pytest.raises(Regelbrott, match="redan använts"):
        bestall(u, 3, karin_kvalitetssamordnare, "gamla")


def test_without_replacing_the_earlier_codes_hold(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = med_koder(lage)
    gamla = bestall(u, 2, karin_kvalitetssamordnare, "gamla")
    bestall(u, 2, karin_kvalitetssamordnare, "nya")
    assert all(akter.finns(u, kod) for kod in gamla)


@pytest.mark.parametrize("antal", [0, -1, akter.MEST + 1])
def test_the_number_has_its_bounds(
    lage: Lage, karin_kvalitetssamordnare: Anvandare, antal: int
) -> None:
    with pytest.raises(Regelbrott, match="mellan 1 och 4\N{NO-BREAK SPACE}999"):
        bestall(med_koder(lage), antal, karin_kvalitetssamordnare)


def test_an_open_link_takes_no_codes(lage: Lage, karin_kvalitetssamordnare: Anvandare) -> None:
    u = undersokning(lage, oppnar=date(2026, 6, 1), stanger=date(2026, 6, 30))
    with pytest.raises(Regelbrott, match="öppen länk"):
        bestall(u, 3, karin_kvalitetssamordnare)
    with pytest.raises(Regelbrott, match="öppen länk"):
        akter.paminn(u, koder=["a"], av=karin_kvalitetssamordnare)


def test_a_closed_survey_takes_no_codes(lage: Lage, karin_kvalitetssamordnare: Anvandare) -> None:
    u = med_koder(lage)
    with (
        klocka.stalld(datetime(2026, 7, 1, 9, tzinfo=UTC)),
        pytest.raises(Regelbrott, match="stängd"),
    ):
        bestall(u, 3, karin_kvalitetssamordnare)


def test_only_who_writes_surveys_there(
    lage: Lage, erik_enhetschef: Anvandare, kommun: factories.Kommun
) -> None:
    u = med_koder(lage)
    annanstans = factories.person("Karl", "KV", kommun.kfk)
    for person in (erik_enhetschef, annanstans):
        for akt in (
            lambda av: bestall(u, 3, av),
            lambda av: akter.paminn(u, koder=["a"], av=av),
            lambda av: akter.krav_kod(u, kraver_kod=False, av=av),
        ):
            with pytest.raises(PermissionDenied):
                akt(person)
    assert not Svarskod.objects.exists()


def test_a_code_is_used_once_in_its_own_survey(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u, annan = med_koder(lage), med_koder(lage, slug="annan")
    (kod,) = bestall(u, 1, karin_kvalitetssamordnare)
    with pytest.raises(akter.Kodfel):
        akter.anvand(annan, kod)
    akter.anvand(u, kod.lower().replace("-", " "))
    for prov in (kod, "finns inte", ""):
        with pytest.raises(akter.Kodfel) as fel:
            akter.anvand(u, prov)
        assert fel.value.mening == akter.FEL_KOD  # used and unknown cannot be told apart


# --- Who can answer --------------------------------------------------------------------------


def test_who_can_answer_is_chosen_until_someone_has(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = akter.krav_kod(
        undersokning(lage, oppnar=date(2026, 6, 1), stanger=date(2026, 6, 30)),
        kraver_kod=True,
        av=karin_kvalitetssamordnare,
    )
    assert u.kraver_kod
    (kod,) = bestall(u, 1, karin_kvalitetssamordnare)
    u = akter.krav_kod(u, kraver_kod=False, av=karin_kvalitetssamordnare)
    assert not u.kraver_kod
    assert not akter.finns(u, kod)
    svar(u, ("K", 7))
    akter.krav_kod(u, kraver_kod=False, av=karin_kvalitetssamordnare)  # as it is already
    with pytest.raises(Regelbrott, match="redan svarat"):
        akter.krav_kod(u, kraver_kod=True, av=karin_kvalitetssamordnare)


# --- Reminding -------------------------------------------------------------------------------


def test_those_are_reminded_whose_code_is_unused(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = med_koder(lage)
    a, b, c = bestall(u, 3, karin_kvalitetssamordnare)
    akter.anvand(u, b)
    kvar = akter.paminn(u, koder=[a, b, "", c.lower(), "strunt"], av=karin_kvalitetssamordnare)
    assert kvar == [True, False, False, True, False]
    handelse = Handelse.objects.get(slag="undersokning.paminnelse")
    assert handelse.data == {"antal": 2}


def test_another_surveys_file_is_told(lage: Lage, karin_kvalitetssamordnare: Anvandare) -> None:
    u, annan = med_koder(lage), med_koder(lage, slug="annan")
    bestall(u, 3, karin_kvalitetssamordnare, "egna")
    andras = bestall(annan, 3, karin_kvalitetssamordnare, "andras")
    with pytest.raises(Regelbrott, match="annan undersökning"):
        akter.paminn(u, koder=andras, av=karin_kvalitetssamordnare)
    with pytest.raises(Regelbrott, match="Ingen kod i filen"):
        akter.paminn(u, koder=["strunt"], av=karin_kvalitetssamordnare)
    assert not Handelse.objects.filter(slag="undersokning.paminnelse").exists()


@pytest.mark.parametrize("dag", [date(2026, 5, 19), date(2026, 7, 1)])
def test_nobody_is_reminded_when_nobody_can_answer(
    lage: Lage, karin_kvalitetssamordnare: Anvandare, dag: date
) -> None:
    u = med_koder(lage)
    nya = bestall(u, 3, karin_kvalitetssamordnare)
    with (
        klocka.stalld(datetime(dag.year, dag.month, dag.day, 9, tzinfo=UTC)),
        pytest.raises(Regelbrott, match="inte öppen"),
    ):
        akter.paminn(u, koder=nya, av=karin_kvalitetssamordnare)


# --- The database ----------------------------------------------------------------------------


def test_a_batch_has_codes(lage: Lage, karin_kvalitetssamordnare: Anvandare) -> None:
    bestall(med_koder(lage), 3, karin_kvalitetssamordnare)
    with nekas("kodomgang_har_koder"):
        Kodomgang.objects.update(antal=0)


def test_a_page_orders_once_and_a_code_is_one(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = med_koder(lage)
    bestall(u, 3, karin_kvalitetssamordnare)
    en = Kodomgang.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Kodomgang.objects.create(
            undersokning=u, antal=1, skapad=en.skapad, token_hmac=en.token_hmac
        )
    kod = Svarskod.objects.all()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Svarskod.objects.create(kod_hmac=kod.pk, omgang=en)
