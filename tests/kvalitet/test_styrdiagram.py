"""The drawing of a control chart: what is usual, the limit, and the points beyond it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kvalitet.diagram import styrdiagram


def test_the_points_beyond_the_limit_are_marked_and_the_others_are_not() -> None:
    d = styrdiagram([("a", 3), ("b", 9), ("c", 8)], mitt=3, grans=8.5)
    assert [p.varde for p in d.over] == ["9"]
    assert float(d.over[0].y) < float(d.grans_y) < float(d.mitt_y)  # upwards is smaller


def test_few_headings_are_written_and_always_the_last() -> None:
    d = styrdiagram([(f"v{n}", n) for n in range(60)], mitt=30, grans=70)
    skrivna = [rubrik for _, rubrik in d.linje.rubriker if rubrik]
    assert skrivna == ["v19", "v39", "v59"]
    assert d.over == ()


@given(st.lists(st.integers(0, 500), min_size=1, max_size=60), st.floats(0.5, 600))
def test_every_point_beyond_the_limit_lies_above_its_line(varden: list[int], grans: float) -> None:
    d = styrdiagram([(str(n), v) for n, v in enumerate(varden)], mitt=grans / 2, grans=grans)
    assert len(d.over) == sum(v > grans for v in varden)
    assert all(float(p.y) <= float(d.grans_y) for p in d.over)
