"""The wheel on the report's first page."""

from __future__ import annotations

import pytest

from tests.kvalitet.diagram.svg import skriv, utanfor
from uppfoljning.rapport.hjulet import hjul


@pytest.mark.parametrize("fas", ["planera", "folja_upp", "kvalitetssakra", "avslutad"])
def test_the_wheel_says_where_it_stands(fas: str) -> None:
    ritat = hjul(fas)
    assert ("Nu: " in ritat.titel) == (fas != "avslutad")
    assert skriv(ritat).startswith("<svg xmlns=")
    assert utanfor(ritat, luft=0.1) == []
