"""The questions of a survey: written until it opens, then a new version."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Handelse
from tests import factories
from tests.samtidigt import Tradar
from tests.uppfoljning.actions.test_enkatsvar import NKI, alla_slag, ny_token
from tests.uppfoljning.lage import Lage, oppna, svar, undersokning
from uppfoljning import undersokning as berakning
from uppfoljning.actions import enkat
from uppfoljning.actions.enkat import Alternativ
from uppfoljning.actions.enkatsvar import Besvarad, svara
from uppfoljning.actions.undersokning import andra, skapa
from uppfoljning.enkatmallar import Mall
from uppfoljning.models import Enkatversion, Fraga, Undersokning

FORE = datetime(2026, 1, 20, 9, tzinfo=UTC)
OPPEN = datetime(2026, 2, 17, 9, tzinfo=UTC)
EFTER = datetime(2026, 4, 1, 9, tzinfo=UTC)
FRAGA: dict[str, Any] = {"slag": "skala5", "text": "Hur var maten?"}
VAL = [Alternativ("Bra", "Good", "Bra"), Alternativ("Dålig"), Alternativ("Annat")]


@pytest.fixture
def u(lage: Lage) -> Undersokning:
    return undersokning(lage)


@pytest.fixture
def v(u: Undersokning) -> Enkatversion:
    return u.versioner.get()


def nycklar(version: Enkatversion) -> list[str]:
    return list(version.fragor.order_by("ordning").values_list("nyckel", flat=True))


def spara(v: Enkatversion, av: Anvandare, nyckel: str = "", **andrat: Any) -> Fraga:
    val = andrat.pop("alternativ", ())
    with klocka.stalld(FORE):
        return enkat.spara_fraga(
            v, nyckel=nyckel, uppgifter={**FRAGA, **andrat}, alternativ=val, av=av
        )


def test_a_question_is_added_last_with_a_key_of_its_words(
    v: Enkatversion, karin_kvalitetssamordnare: Anvandare
) -> None:
    spara(v, karin_kvalitetssamordnare)
    spara(v, karin_kvalitetssamordnare)
    assert nycklar(v) == ["nki", "beratta", "hur-var-maten", "hur-var-maten-2"]
    assert Handelse.objects.om(v.undersokning).filter(slag="undersokning.fraga_sparad").count() == 2


def test_a_changed_question_keeps_its_key_place_and_kind(
    v: Enkatversion, karin_kvalitetssamordnare: Anvandare
) -> None:
    spara(v, karin_kvalitetssamordnare)
    fraga = spara(
        v, karin_kvalitetssamordnare, "hur-var-maten", text=" Hur smakade maten? ", slag="ja_nej"
    )
    assert (fraga.nyckel, fraga.text, fraga.slag) == (
        "hur-var-maten",
        "Hur smakade maten?",
        "skala5",
    )
    assert nycklar(v) == ["nki", "beratta", "hur-var-maten"]


def test_alternatives_with_the_same_words_keep_their_key(
    v: Enkatversion, karin_kvalitetssamordnare: Anvandare
) -> None:
    fraga = spara(v, karin_kvalitetssamordnare, slag="ett_val", alternativ=VAL)
    spara(
        v,
        karin_kvalitetssamordnare,
        fraga.nyckel,
        alternativ=[Alternativ("Annat"), Alternativ("Bra"), Alternativ("Bra!")],
    )
    rader = fraga.alternativ.order_by("ordning").values_list("nyckel", "text")
    assert list(rader) == [("annat", "Annat"), ("bra", "Bra"), ("bra-2", "Bra!")]


@pytest.mark.parametrize(
    ("andrat", "mening"),
    [
        ({"text": " "}, "Skriv frågan"),
        ({"text": "x" * 301}, "300"),
        ({"slag": "ett_val"}, "minst två alternativ"),
        ({"slag": "ett_val", "alternativ": [Alternativ("A")] * 2}, "lika"),
        ({"slag": "flerval", "alternativ": [Alternativ(f"{n}") for n in range(21)]}, "högst 20"),
        ({"slag": "fritext", "vet_inte": True}, "vet inte"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(
    v: Enkatversion, karin_kvalitetssamordnare: Anvandare, andrat: dict[str, Any], mening: str
) -> None:
    with pytest.raises(Regelbrott, match=mening):
        spara(v, karin_kvalitetssamordnare, **andrat)
    assert nycklar(v) == ["nki", "beratta"]


def test_a_survey_has_at_most_forty_questions(
    v: Enkatversion, karin_kvalitetssamordnare: Anvandare
) -> None:
    Fraga.objects.bulk_create(
        Fraga(version=v, nyckel=f"f{n}", ordning=n, slag="skala5", text="?") for n in range(3, 41)
    )
    with pytest.raises(Regelbrott, match="högst 40"):
        spara(v, karin_kvalitetssamordnare)


def test_questions_are_moved_and_taken_away(
    v: Enkatversion, karin_kvalitetssamordnare: Anvandare
) -> None:
    av = karin_kvalitetssamordnare
    spara(v, av)
    with klocka.stalld(FORE):
        enkat.flytta(v, nyckel="hur-var-maten", upp=True, av=av)
        assert nycklar(v) == ["nki", "hur-var-maten", "beratta"]
        enkat.flytta(v, nyckel="nki", upp=True, av=av)  # first already
        enkat.flytta(v, nyckel="nki", upp=False, av=av)
        assert nycklar(v) == ["hur-var-maten", "nki", "beratta"]
        enkat.ta_bort(v, nyckel="nki", av=av)
        enkat.ta_bort(v, nyckel="nki", av=av)  # twice is once
        enkat.ta_bort(v, nyckel="beratta", av=av)
        with pytest.raises(Regelbrott, match="minst en fråga"):
            enkat.ta_bort(v, nyckel="hur-var-maten", av=av)
        with pytest.raises(Regelbrott, match="borttagen"):
            enkat.flytta(v, nyckel="nki", upp=True, av=av)


@pytest.mark.parametrize("tid", [OPPEN, EFTER])
def test_from_the_day_it_opens_the_questions_stand(
    v: Enkatversion, karin_kvalitetssamordnare: Anvandare, tid: datetime
) -> None:
    av = karin_kvalitetssamordnare
    with klocka.stalld(tid):
        for akt in (
            lambda: enkat.spara_fraga(v, uppgifter=FRAGA, av=av),
            lambda: enkat.flytta(v, nyckel="nki", upp=False, av=av),
            lambda: enkat.ta_bort(v, nyckel="nki", av=av),
        ):
            with pytest.raises(Regelbrott, match=r"står fast|stängd"):
                akt()
    assert nycklar(v) == ["nki", "beratta"]


def test_a_change_after_opening_is_a_new_version(
    u: Undersokning, v: Enkatversion, karin_kvalitetssamordnare: Anvandare
) -> None:
    av = karin_kvalitetssamordnare
    alla_slag(u)
    with klocka.stalld(OPPEN):
        ny = enkat.ny_version(u, av=av)
        assert enkat.ny_version(u, av=av) == ny  # twice is once
        assert nycklar(ny) == nycklar(v)
        assert ny.fragor.get(slag="ett_val").alternativ.count() == 3
        enkat.ta_bort(ny, nyckel="skala5", av=av)
        assert u.versioner.i_bruk()[0] == v
        enkat.borja_anvanda(ny, av=av)
        enkat.borja_anvanda(ny, av=av)
        assert u.versioner.i_bruk()[0] == ny
        with pytest.raises(Regelbrott, match="står fast"):
            enkat.ta_bort(ny, nyckel="skala10", av=av)
    assert Handelse.objects.om(u).filter(slag="undersokning.version").count() == 1


def test_a_draft_is_thrown_away_but_never_the_first(
    u: Undersokning, karin_kvalitetssamordnare: Anvandare
) -> None:
    av = karin_kvalitetssamordnare
    with klocka.stalld(OPPEN):
        enkat.ny_version(u, av=av)
        enkat.kasta_utkast(u, av=av)
        u.versioner.update(utkast=True)
        enkat.kasta_utkast(u, av=av)
    assert [x.nummer for x in u.versioner.all()] == [1]


def test_an_empty_survey_waits_until_its_questions_are_put_to_use(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    av = karin_kvalitetssamordnare
    with klocka.stalld(FORE):
        u = skapa(
            namn="Tom",
            om="maten",
            enhet=lage.kil.plan.enhet,
            namnd=lage.kil.plan.namnd,
            oppnar=date(2026, 2, 1),
            stanger=date(2026, 3, 1),
            urval=10,
            mall=Mall.TOM,
            av=av,
        )
        v = u.versioner.get()
        with pytest.raises(Regelbrott, match="minst en fråga"):
            enkat.borja_anvanda(v, av=av)
    with klocka.stalld(OPPEN):  # the day has come, but nobody has been asked anything yet
        enkat.spara_fraga(v, uppgifter=FRAGA, av=av)
        enkat.borja_anvanda(v, av=av)
    assert nycklar(u.versioner.i_bruk()[0]) == ["hur-var-maten"]


@pytest.mark.parametrize("mall", list(Mall))
def test_every_template_can_be_begun_from(
    lage: Lage, karin_kvalitetssamordnare: Anvandare, mall: Mall
) -> None:
    u = undersokning(lage, mall=mall, slug="mall")
    for fraga in u.versioner.get().fragor.all():
        fraga.full_clean()
        if fraga.slag != Fraga.Slag.NKI:
            assert fraga.text_en
            assert fraga.text_lattlast


def test_who_lacks_the_right_writes_nothing(
    u: Undersokning, v: Enkatversion, erik_enhetschef: Anvandare
) -> None:
    for akt in (
        lambda: enkat.spara_fraga(v, uppgifter=FRAGA, av=erik_enhetschef),
        lambda: enkat.flytta(v, nyckel="nki", upp=False, av=erik_enhetschef),
        lambda: enkat.ta_bort(v, nyckel="nki", av=erik_enhetschef),
        lambda: enkat.ny_version(u, av=erik_enhetschef),
        lambda: enkat.borja_anvanda(v, av=erik_enhetschef),
        lambda: enkat.kasta_utkast(u, av=erik_enhetschef),
        lambda: andra(u, uppgifter={"namn": "X"}, av=erik_enhetschef),
    ):
        with klocka.stalld(FORE), pytest.raises(PermissionDenied):
            akt()


def test_answers_of_versions_are_joined_only_for_what_is_the_same(
    u: Undersokning, v: Enkatversion, karin_kvalitetssamordnare: Anvandare
) -> None:
    av = karin_kvalitetssamordnare
    spara(v, av)
    spara(v, av, text="Hur var servicen?")
    Fraga.objects.update(obligatorisk=False)

    def alla_svarar(tal: int) -> None:
        givet = {n: Besvarad(tal=(tal,)) for n in ("hur-var-maten", "hur-var-servicen")}
        for kon in ["K", "M"] * 5:
            svara(u, token=ny_token(u), svar={"nki": NKI, **givet}, kon=kon)

    with klocka.stalld(OPPEN):
        alla_svarar(5)
        ny = enkat.ny_version(u, av=av)
        enkat.spara_fraga(
            ny, nyckel="hur-var-maten", uppgifter={"text": "Hur god var maten?"}, av=av
        )
        enkat.spara_fraga(
            ny, nyckel="hur-var-servicen", uppgifter={"text_en": "How was the service?"}, av=av
        )
        enkat.borja_anvanda(ny, av=av)
        alla_svarar(1)
    r = berakning.resultat([u], date(2026, 4, 1))[u.pk]
    lasta = [
        (f.fraga.text, f.n, f.versioner, f.gammal, f.matt[0].totalt and f.matt[0].totalt.varde)
        for f in r.fragor
        if f.fraga.slag == "skala5"
    ]
    assert lasta == [
        ("Hur god var maten?", 10, (2,), False, 0),
        ("Hur var servicen?", 20, (1, 2), False, 50),
        ("Hur var maten?", 10, (1,), True, 100),
    ]
    assert r.n == 20
    assert r.huvud is not None
    assert r.huvud.n == 20


# --- Its particulars ---------------------------------------------------------------------------


def test_before_it_opens_all_may_change_and_then_what_was_not_promised(
    u: Undersokning, karin_kvalitetssamordnare: Anvandare
) -> None:
    av = karin_kvalitetssamordnare
    with klocka.stalld(FORE):
        andra(u, uppgifter={"troskel": 10, "visning": "steg", "oppnar": date(2026, 2, 3)}, av=av)
    with klocka.stalld(OPPEN):
        andra(u, uppgifter={"stanger": date(2026, 4, 15), "namn": " Nytt namn "}, av=av)
        for fast in ({"troskel": 5}, {"konsfraga": False}, {"oppnar": date(2026, 3, 1)}):
            with pytest.raises(Regelbrott, match="hunnit öppna"):
                andra(u, uppgifter=fast, av=av)
        with pytest.raises(Regelbrott, match="Sista dagen"):
            andra(u, uppgifter={"stanger": date(2026, 2, 16)}, av=av)
    u.refresh_from_db()
    assert (u.troskel, u.visning, u.namn, u.stanger) == (10, "steg", "Nytt namn", date(2026, 4, 15))
    with klocka.stalld(datetime(2026, 5, 1, tzinfo=UTC)):
        with pytest.raises(Regelbrott, match="hunnit öppna eller stänga"):
            andra(u, uppgifter={"stanger": date(2026, 6, 1)}, av=av)
        andra(u, uppgifter={"overtackning": 3}, av=av)
        with pytest.raises(Regelbrott, match="Urvalet"):
            andra(u, uppgifter={"overtackning": 50}, av=av)
        fore = Handelse.objects.count()
        andra(u, uppgifter={"overtackning": 3}, av=av)  # nothing new
    assert Handelse.objects.count() == fore


def test_two_who_write_at_once_get_a_question_each(riktig_databas: str) -> None:
    with klocka.stalld(FORE):
        kommun = factories.kommun()
        karin = factories.person("Karin", "KV", kommun.vok)
        u = undersokning(oppna(kommun, factories.person("Petra", "PA", kommun.hemtjanst)))
        v = u.versioner.get()

    def ny() -> None:
        with klocka.stalld(FORE):
            enkat.spara_fraga(v, uppgifter=FRAGA, av=karin)

    with Tradar() as tradar:
        for f in [tradar.kor(ny) for _ in range(4)]:
            f.result()
    assert v.fragor.count() == 6
    assert sorted(v.fragor.values_list("ordning", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_one_that_has_answers_is_never_written_in_also_when_it_is_moved(
    u: Undersokning, v: Enkatversion, karin_kvalitetssamordnare: Anvandare
) -> None:
    svar(u, ("K", 5))
    assert not v.far_andras(date(2026, 2, 17))


def test_a_draft_that_was_thrown_away_meanwhile_is_told(
    u: Undersokning, karin_kvalitetssamordnare: Anvandare
) -> None:
    av = karin_kvalitetssamordnare
    with klocka.stalld(OPPEN):
        enkat.ny_version(u, av=av)
        utkast = u.versioner.get(utkast=True)  # as the other one's page has it
        enkat.kasta_utkast(u, av=av)
        with pytest.raises(Regelbrott, match="Utkastet är borttaget"):
            enkat.borja_anvanda(utkast, av=av)
        with pytest.raises(Regelbrott, match="Utkastet är borttaget"):
            enkat.flytta(utkast, nyckel="nki", upp=True, av=av)
