"""Answers that nothing joins to anyone: what is taken in, once, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db.models import Model

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.samtidigt import Tradar
from tests.uppfoljning.lage import Lage, fragor, oppna, undersokning
from uppfoljning.actions import enkatsvar
from uppfoljning.actions.enkatsvar import Besvarad, svara
from uppfoljning.actions.undersokning import stang
from uppfoljning.enkatmallar import Mall
from uppfoljning.models import Enkatversion, Fraga, Fragesvar, Svar, Svarsalternativ, Undersokning

OPPEN = datetime(2026, 2, 17, 14, 33, 21, tzinfo=UTC)
NKI = Besvarad(tal=(8, 7, 6))
SVAR: dict[str, Any] = {"svar": {"nki": NKI}, "kon": "K"}


def ny_token(u: Undersokning) -> str:
    return enkatsvar.ny_token(u.versioner.i_bruk()[0])


def alla_slag(u: Undersokning) -> Enkatversion:
    """Replace the survey's questions by one of each kind."""
    version = u.versioner.get()
    version.fragor.all().delete()
    for nr, slag in enumerate(Fraga.Slag, 1):
        fraga = Fraga.objects.create(
            version=version,
            ordning=nr,
            nyckel=slag.value,
            slag=slag,
            text=f"Fråga om {slag}",
            obligatorisk=False,
            vet_inte=slag != Fraga.Slag.FRITEXT,
        )
        for plats in range(1, 4) if fraga.har_alternativ else ():
            Svarsalternativ.objects.create(
                fraga=fraga, ordning=plats, nyckel=f"a{plats}", text=f"Alternativ {plats}"
            )
    return version


def test_an_answer_holds_nothing_that_joins_it_to_anyone(lage: Lage) -> None:
    u = undersokning(lage)
    fore = Handelse.objects.count()
    ord_ = Besvarad(text=" Bra personal. ")
    with klocka.stalld(OPPEN):
        svara(u, token=ny_token(u), svar={"nki": NKI, "beratta": ord_}, kon="K")
    svar = Svar.objects.get()
    assert {f.name for f in Svar._meta.get_fields()} == {
        "nyckel", "undersokning", "version", "manad", "kon", "token_hmac", "fragesvar",
    }  # fmt: skip
    assert {f.name for f in Fragesvar._meta.get_fields()} == {
        "nyckel", "svar", "fraga", "del_nr", "tal", "alternativ", "text", "vet_inte",
        "temamarkningar",
    }  # fmt: skip
    nycklar = [svar.nyckel, *Fragesvar.objects.values_list("nyckel", flat=True)]
    # Random: no counter tells in which order people answered, no clock when.
    assert {UUID(str(n)).version for n in nycklar} == {4}
    assert len(nycklar) == 5
    assert svar.manad == date(2026, 2, 1)
    assert Fragesvar.objects.get(fraga__slag="fritext").text == "Bra personal."
    assert Handelse.objects.count() == fore  # an event would tell the moment


def test_the_stored_token_is_not_the_one_on_the_page(lage: Lage) -> None:
    u = undersokning(lage)
    with klocka.stalld(OPPEN):
        token = ny_token(u)
        svara(u, token=token, **SVAR)
    assert token not in Svar.objects.get().token_hmac


def test_only_its_own_answers_and_what_staff_read_in_them_point_at_an_answer() -> None:
    def pekar(modell: type[Model]) -> list[str]:
        return [f.name for f in modell._meta.get_fields() if f.auto_created and not f.concrete]

    assert pekar(Svar) == ["fragesvar"]
    assert pekar(Fragesvar) == ["temamarkningar"]


def test_every_kind_of_question_is_taken_in(lage: Lage) -> None:
    u = undersokning(lage)
    alla_slag(u)
    svar = {
        "nki": Besvarad(tal=(8, None, 10)),
        "skala5": Besvarad(tal=(5,)),
        "skala10": Besvarad(tal=(1,)),
        "ja_nej": Besvarad(tal=(0,)),
        "ett_val": Besvarad(alternativ=("a2",)),
        "flerval": Besvarad(alternativ=("a3", "a1")),
        "fritext": Besvarad(text="Hej"),
    }
    with klocka.stalld(OPPEN):
        svara(u, token=ny_token(u), svar=svar, kon="M")
    rader = Fragesvar.objects.order_by("fraga__ordning", "del_nr", "alternativ__nyckel")
    sparat = [
        (r.fraga.slag, r.del_nr, r.tal, r.alternativ and r.alternativ.nyckel, r.text, r.vet_inte)
        for r in rader.select_related("fraga", "alternativ")
    ]
    assert sparat == [
        ("nki", 1, 8, None, "", False),
        ("nki", 2, None, None, "", True),
        ("nki", 3, 10, None, "", False),
        ("skala5", 0, 5, None, "", False),
        ("skala10", 0, 1, None, "", False),
        ("ja_nej", 0, 0, None, "", False),
        ("ett_val", 0, None, "a2", "", False),
        ("flerval", 0, None, "a1", "", False),
        ("flerval", 0, None, "a3", "", False),
        ("fritext", 0, None, None, "Hej", False),
    ]


def test_vet_inte_is_an_answer_and_nothing_is_none(lage: Lage) -> None:
    u = undersokning(lage)
    alla_slag(u)
    with klocka.stalld(OPPEN):
        svara(u, token=ny_token(u), svar={"skala5": Besvarad(vet_inte=True)}, kon="A")
    rad = Fragesvar.objects.get()
    assert (rad.vet_inte, rad.tal) == (True, None)


@pytest.mark.parametrize(
    "svar",
    [
        {"skala5": Besvarad(tal=(6,))},
        {"skala5": Besvarad(tal=(0,))},
        {"skala5": Besvarad(tal=(1, 2))},
        {"skala5": Besvarad(tal=(None,))},
        {"skala10": Besvarad(tal=(11,))},
        {"ja_nej": Besvarad(tal=(2,))},
        {"nki": Besvarad(tal=(8, 7))},
        {"nki": Besvarad(tal=(8, 7, 11))},
        {"ett_val": Besvarad(alternativ=("a1", "a2"))},
        {"ett_val": Besvarad(alternativ=("a9",))},
        {"flerval": Besvarad(alternativ=("a1", "hittepå"))},
        {"flerval": Besvarad(alternativ=("a1",), vet_inte=True)},
        {"fritext": Besvarad(vet_inte=True)},
        {"fritext": Besvarad(text="x" * 2001)},
        {"fritext": Besvarad(tal=(1,))},
        {"skala5": Besvarad(text="fem")},
    ],
)
def test_what_the_question_does_not_take_is_refused(lage: Lage, svar: dict[str, Besvarad]) -> None:
    u = undersokning(lage)
    alla_slag(u)
    with klocka.stalld(OPPEN), pytest.raises(Regelbrott, match="går inte att ta emot"):
        svara(u, token=ny_token(u), svar=svar, kon="K")
    assert not Svar.objects.exists()


def test_an_obligatory_question_is_answered(lage: Lage) -> None:
    u = undersokning(lage)
    with klocka.stalld(OPPEN), pytest.raises(Regelbrott, match="Svara på frågan"):
        svara(u, token=ny_token(u), svar={}, kon="K")


@pytest.mark.parametrize(("fragar", "kon"), [(True, ""), (True, "X"), (False, "K")])
def test_the_sex_is_told_where_it_is_asked_for(lage: Lage, kon: str, *, fragar: bool) -> None:
    u = undersokning(lage, konsfraga=fragar)
    with klocka.stalld(OPPEN), pytest.raises(Regelbrott, match="kön"):
        svara(u, token=ny_token(u), svar={"nki": NKI}, kon=kon)
    u.konsfraga = not fragar
    u.save()
    with klocka.stalld(OPPEN):
        svara(u, token=ny_token(u), svar={"nki": NKI}, kon="" if fragar else "K")
    assert Svar.objects.count() == 1


def test_a_double_submit_counts_once(lage: Lage) -> None:
    u = undersokning(lage)
    with klocka.stalld(OPPEN):
        token = ny_token(u)
        svara(u, token=token, **SVAR)
        svara(u, token=token, svar={"nki": Besvarad(tal=(1, 1, 1))}, kon="M")
    assert Svar.objects.get().kon == "K"
    assert list(Fragesvar.objects.order_by("del_nr").values_list("tal", flat=True)) == [8, 7, 6]


def test_an_answer_belongs_to_the_version_that_was_shown(lage: Lage) -> None:
    u = undersokning(lage)
    forsta = u.versioner.get()
    with klocka.stalld(OPPEN):
        token = ny_token(u)
        fragor(u, mall=Mall.SERVICE, nummer=2)
        svara(u, token=token, **SVAR)
    assert Svar.objects.get().version == forsta


@pytest.mark.parametrize(
    "tid", [datetime(2026, 1, 31, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)]
)
def test_outside_its_days_nothing_is_counted(lage: Lage, tid: datetime) -> None:
    u = undersokning(lage)
    with klocka.stalld(tid), pytest.raises(Regelbrott, match="inte öppen"):
        svara(u, token=ny_token(u), **SVAR)
    assert not Svar.objects.exists()


def test_a_page_that_was_open_when_it_closed_is_refused(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    u = undersokning(lage)
    with klocka.stalld(OPPEN):
        token = ny_token(u)
        stang(u, av=karin_kvalitetssamordnare)
        with pytest.raises(Regelbrott, match="inte öppen"):
            svara(u, token=token, **SVAR)


def test_a_forged_token_and_another_surveys_token_are_refused(lage: Lage) -> None:
    u = undersokning(lage)
    annan = undersokning(lage, slug="annan")
    with klocka.stalld(OPPEN):
        for token in ("", "hittepå", ny_token(u)[:-1] + "x", ny_token(annan)):
            with pytest.raises(Regelbrott):
                svara(u, token=token, **SVAR)
    assert not Svar.objects.exists()


def test_a_page_is_good_for_a_day(lage: Lage, monkeypatch: pytest.MonkeyPatch) -> None:
    u = undersokning(lage)
    monkeypatch.setattr(enkatsvar, "TOKEN_GALLER", -1)
    with klocka.stalld(OPPEN), pytest.raises(Regelbrott, match="öppen för länge"):
        svara(u, token=ny_token(u), **SVAR)


def test_two_submits_at_once_count_once(riktig_databas: str) -> None:
    with klocka.stalld(OPPEN):
        kommun = factories.kommun()
        u = undersokning(oppna(kommun, factories.person("Petra", "PA", kommun.hemtjanst)))
        token = ny_token(u)

    def ett() -> None:
        with klocka.stalld(OPPEN):
            svara(Undersokning.objects.get(pk=u.pk), token=token, **SVAR)

    with Tradar() as tradar:
        for f in [tradar.kor(ett) for _ in range(4)]:
            f.result()
    assert Svar.objects.count() == 1
    assert Fragesvar.objects.count() == 3
