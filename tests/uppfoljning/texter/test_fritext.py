"""What may be told of residents' own words: masked texts, pointers, counts that hide the few."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvalitet.models import Anvandare
from tests.uppfoljning.lage import Lage, fragor, undersokning
from tests.uppfoljning.texter.fall import STANGD, last, skrivet
from uppfoljning import fritext
from uppfoljning.actions import tema as akter
from uppfoljning.fritext import Temaantal, dolj_teman
from uppfoljning.models import Fraga, Fragesvar

IDAG = date(2026, 6, 10)


def test_a_text_is_read_masked(lage: Lage) -> None:
    u = last(
        lage,
        "Ring 070-174 06 05 eller skriv till g@ek.se, jag har 811218-9876 och bor på Storgatan 4.",
    )
    rad = fritext.texter(u).get(text__startswith="Ring")
    text = fritext.las(rad, fritext.fragor_att_visa(u))
    assert text.fraga == "Vill du berätta mer?"
    assert text.text == (
        "Ring [telefonnummer] eller skriv till [e-postadress], jag har [personnummer] och bor på "
        "[adress]."
    )
    assert text.personnummer
    assert text.uppmarksammas


@pytest.mark.parametrize(
    ("text", "meningar"),
    [
        ("Jag vill  DÖ\nnu.", ("Kan handla om fara för någons liv",)),
        ("Han pratar om självmordstankar.", ("Kan handla om fara för någons liv",)),
        ("Hon säger att hon inte vill leva längre.", ("Kan handla om fara för någons liv",)),
        ("Barnet far illa.", ("Kan vara oro för ett barn",)),
        ("Mamma hade blåmärken.", ("Kan vara ett missförhållande (lex Sarah)",)),
        ("Maten är god.", ()),
        ("Döden är naturlig, och döma andra gör vi inte.", ()),
    ],
)
def test_what_someone_must_act_on_is_pointed_out(text: str, meningar: tuple[str, ...]) -> None:
    hittat = fritext.fara(text)
    assert len(hittat) == len(meningar)
    assert all(h.startswith(m[:12]) for h, m in zip(hittat, meningar, strict=True))


antal = st.dictionaries(st.integers(1, 12), st.integers(0, 60), max_size=8)


@settings(deadline=None)
@given(antal, st.sampled_from([5, 10, 20, 30]))
def test_a_count_below_the_threshold_is_never_told(per: dict[int, int], troskel: int) -> None:
    visas = dolj_teman(per, troskel)
    assert set(visas) == set(per)
    assert all(n is None or (n >= troskel and n == per[nyckel]) for nyckel, n in visas.items())


@settings(deadline=None)
@given(antal, st.sampled_from([5, 10, 20, 30]))
def test_no_hidden_count_is_the_difference_from_the_total(
    per: dict[int, int], troskel: int
) -> None:
    """Where every text has one theme the total is the sum: one hidden alone could be reckoned."""
    dolda = [nyckel for nyckel, n in dolj_teman(per, troskel).items() if n is None]
    assert len(dolda) != 1 or len(per) == 1


def test_published_are_themes_with_counts_and_our_summary_alone(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    texter = [f"Unikt skrivet {nr}" for nr in range(20)]
    u = last(lage, *texter)
    nycklar = list(fritext.texter(u).order_by("nyckel").values_list("pk", flat=True))
    for namn, antal in (("Personal", 12), ("Tider", 7), ("Städning", 2), ("Maten", 3)):
        akter.marka(u, texter=nycklar[:antal], nytt=namn, av=karin_kvalitetssamordnare)
    akter.sammanfatta(u, text="Personalen byts för ofta.", av=karin_kvalitetssamordnare)
    ord_, teman = fritext.publikt([u], IDAG)[u.pk]
    assert ord_ == "Personalen byts för ofta."
    assert teman == (
        Temaantal("Personal", 12),
        Temaantal("Tider", 7),
        Temaantal("Maten", None),
        Temaantal("Städning", None),
    )
    assert "Unikt" not in repr(teman) + ord_


def test_who_writes_of_a_theme_twice_is_one(
    lage: Lage, karin_kvalitetssamordnare: Anvandare
) -> None:
    """Of three people with two texts each not six are told, but too few."""
    u = undersokning(lage, **STANGD)
    version = u.versioner.get()
    forsta = version.fragor.get(slag="fritext")
    andra = Fraga.objects.create(
        version=version, nyckel="mer", ordning=9, slag="fritext", text="Något mer?"
    )
    tre = [rad.svar for rad in skrivet(u, *"abcde", fraga=forsta)[:3]]
    Fragesvar.objects.bulk_create(Fragesvar(svar=s, fraga=andra, text="Mer") for s in tre)
    texter = fritext.texter(u).filter(svar__in=tre)
    tema = akter.marka(u, texter=[t.pk for t in texter], nytt="Maten", av=karin_kvalitetssamordnare)
    assert tema.markningar.count() == 6
    assert fritext.antal_per_tema(u) == [(tema, None)]
    assert fritext.publikt([u], IDAG)[u.pk][1] == (Temaantal("Maten", None),)


def test_a_question_that_few_were_asked_does_not_stand_above_its_texts(lage: Lage) -> None:
    """A version that was in use for an hour would say when its texts came."""
    u = undersokning(lage, **STANGD)
    skrivet(u, *"abcde")
    ny = fragor(u, nummer=2)
    ny.fragor.filter(slag="fritext").update(text="Vad mer vill du säga?")
    (sen,) = skrivet(u, "Sist")
    visade = fritext.fragor_att_visa(u)
    assert fritext.las(sen, visade).fraga == ""
    assert set(visade.values()) == {"Vill du berätta mer?"}
    skrivet(u, *"fghi")
    assert fritext.las(sen, fritext.fragor_att_visa(u)).fraga == "Vad mer vill du säga?"


def test_of_an_open_survey_nothing_is_published(lage: Lage) -> None:
    u = last(lage)
    assert fritext.publikt([u], date(2026, 5, 31)) == {}
