"""Prints of texts: the words are those of the definition, and nothing alike is ever passed by."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synpunkter.avtryck import (
    LIKA,
    MEST,
    OMKRING,
    Avtryck,
    Minne,
    avtryck,
    lika_nagot,
    ordlista,
    som,
)
from synpunkter.kampanj import Post, gruppera, likhet

LATIN = bytes(range(1, 256)).decode("latin-1")
KNEPIGA = LATIN + "ΜμſKÅẞﬀıİ’–…😀ǅ\u030a\u0345"


def definition(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def som_ord(ett: bytes) -> str:
    """The word again: what is written with a \\ is read back, and the sign for a millionth is the
    Greek letter that it is compared as."""
    tecken = re.sub(
        r"\\x(..)|\\u(....)|\\U(.{8})",
        lambda m: chr(int(m[1] or m[2] or m[3], 16)),
        ett.decode("latin-1"),
    )
    return tecken.replace("µ", "μ")


@given(st.text(st.one_of(st.sampled_from(KNEPIGA), st.characters()), max_size=60))
def test_the_words_are_those_of_the_definition(text: str) -> None:
    assert [som_ord(ett) for ett in ordlista(text)] == definition(text)


def test_every_sign_of_latin_1_is_compared_as_the_definition_does() -> None:
    for ett in LATIN:
        for text in (ett, f"a{ett}b", f"{ett}–"):
            assert [som_ord(o) for o in ordlista(text)] == definition(text), ett


ORDET = st.sampled_from([f"ord{n}" for n in range(25)])
ORDEN = st.lists(ORDET, max_size=40)


@st.composite
def kopior(draw: st.DrawFn) -> list[str]:
    """Texts of their own, and copies of them where a part is taken away or written anew."""
    alla = draw(st.lists(ORDEN, min_size=1, max_size=4))
    for forlaga in draw(st.lists(st.sampled_from(alla), max_size=8)):
        fran, langd = draw(st.integers(0, 40)), draw(st.integers(0, 12))
        alla.append([*forlaga[:fran], *draw(st.lists(ORDET, max_size=8)), *forlaga[fran + langd :]])
    return [" ".join(ord_) for ord_ in draw(st.permutations(alla))]


def avtrycken(texter: list[str]) -> dict[int, Avtryck]:
    return {nr: avtryck(ordlista(text)) for nr, text in enumerate(texter)}


@given(kopior())
def test_nothing_that_is_alike_is_passed_by(texter: list[str]) -> None:
    alla = avtrycken(texter)
    mojliga = set(lika_nagot(alla))
    for en, text in enumerate(texter):
        lika = {nr for nr, annan in enumerate(texter) if likhet(text, annan) >= LIKA}
        assert lika <= set(som(alla[en], alla))
        assert en in mojliga or lika <= {en}


@given(kopior())
def test_the_groups_of_what_may_be_alike_are_the_groups_of_all(texter: list[str]) -> None:
    poster = [Post(nr, f"SP-{nr}", nr % 2, text) for nr, text in enumerate(texter)]
    mojliga = set(lika_nagot(avtrycken(texter)))
    nagra = [post for post in poster if post.pk in mojliga]
    assert [g.poster for g in gruppera(nagra)] == [g.poster for g in gruppera(poster)]


def test_what_has_little_in_common_is_passed_by() -> None:
    texter = [" ".join(f"text{nr}ord{i}" for i in range(40)) + " och så vidare" for nr in range(50)]
    alla = avtrycken(texter)
    assert lika_nagot(alla) == []
    assert som(alla[0], alla) == [0]


def test_a_text_is_read_once_and_the_oldest_print_goes_first() -> None:
    lasta: list[int] = []

    def las(nycklar: list[int]) -> Iterable[tuple[int, str]]:
        lasta.extend(nycklar)
        return [(pk, "samma") for pk in nycklar]

    minne = Minne(mest=3 * (1 + OMKRING))
    assert list(minne.av([1, 2, 3], las)) == [1, 2, 3]
    minne.av([1], las)
    assert lasta == [1, 2, 3]
    minne.av([4], las)  # the second is the one that nobody has asked for the longest
    assert len(minne) == 3
    minne.av([1, 3, 4], las)
    assert lasta == [1, 2, 3, 4]
    minne.av([2], las)
    assert lasta == [1, 2, 3, 4, 2]


@pytest.mark.parametrize("ord_", [8, 40, 800])
def test_what_is_kept_is_five_megabytes_at_most(ord_: int) -> None:
    ett = avtryck([b"%d" % n for n in range(ord_)])
    varje = sys.getsizeof(ett) + sys.getsizeof(10**6) + 100  # and its place among the others
    assert MEST // (len(ett) + OMKRING) * varje < 5_500_000
