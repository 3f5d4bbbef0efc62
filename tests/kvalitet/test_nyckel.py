from __future__ import annotations

import pytest

from kvalitet.nyckel import nyckel


@pytest.mark.parametrize(
    ("skrivet", "ut"),
    [("7", 7), ("9" * 18, 10**18 - 1), ("", None), ("-7", None), ("7a", None), ("²", None),
     ("9" * 19, None), ("9" * 5000, None)],
)  # fmt: skip
def test_a_key_is_a_number_that_the_database_can_hold(skrivet: str, ut: int | None) -> None:
    assert nyckel(skrivet) == ut
