"""References and codes: what a person reads aloud comes back the same."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from synpunkter import kod

tokens = st.text(min_size=1, max_size=40)


@given(tokens)
def test_the_shapes(token: str) -> None:
    tecken = f"[{kod.ALFABET}]"
    assert re.fullmatch(rf"SP-2026-{tecken}{{4}}", kod.referens(token, ar=2026))
    assert re.fullmatch(rf"({tecken}{{4}}-){{2}}{tecken}{{4}}", kod.kod(token))


@given(tokens, tokens)
def test_other_token_other_code(en: str, annan: str) -> None:
    assert (kod.kod(en) == kod.kod(annan)) == (en == annan)


@given(tokens, st.sampled_from(["", " ", "-", "--"]), st.booleans())
def test_however_it_is_typed_it_is_understood(token: str, mellan: str, gemener: bool) -> None:
    skriven_kod = kod.kod(token).replace("-", mellan)
    skriven_ref = kod.referens(token, ar=2026).replace("-", mellan)
    if gemener:
        skriven_kod, skriven_ref = skriven_kod.lower(), skriven_ref.lower()
    skriven_kod = skriven_kod.replace("0", "o").replace("1", "l")
    assert kod.koduppslag(skriven_kod) == kod.koduppslag(kod.kod(token))
    assert kod.tolka_referens(skriven_ref) == kod.referens(token, ar=2026)


@given(st.text(max_size=80))
def test_anything_typed_is_a_reference_or_nothing(skrivet: str) -> None:
    assert re.fullmatch(r"|SP-\d{4}-\w{4}", kod.tolka_referens(skrivet), re.ASCII)


def test_the_code_is_spread_over_sixty_bits() -> None:
    koder = {kod.kod(str(i)) for i in range(20_000)}
    assert len(koder) == 20_000
    for plats in (0, 1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13):
        assert {k[plats] for k in koder} == set(kod.ALFABET)


def test_another_reference_when_one_is_taken() -> None:
    forsok = {kod.referens("a", ar=2026, forsok=i) for i in range(8)}
    assert len(forsok) == 8
