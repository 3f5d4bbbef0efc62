"""The formats know no kind: whatever a kind's document holds, each of them takes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.uppfoljning.export import lasare
from tests.uppfoljning.rapporter import kommunexempel, manadexempel
from uppfoljning.export.underlag import exportunderlag
from uppfoljning.rapport.alla import SLAG

EXEMPEL: dict[str, tuple[str, Callable[[], Any]]] = {
    f"{slag} {namn}": (slag, gor)
    for slag, alla in (("kommun", kommunexempel.ALLA), ("manad", manadexempel.ALLA))
    for namn, gor in alla.items()
}


@pytest.mark.parametrize("exempel", EXEMPEL)
def test_varje_slag_blir_lika_manga_rader_i_varje_format(exempel: str) -> None:
    slag, gor = EXEMPEL[exempel]
    u = gor()
    dokument = SLAG[slag].dokument
    assert dokument is not None
    underlag = exportunderlag(dokument(u), u, "ab" * 32)
    tabeller = underlag.dokument.datatabeller
    excel = lasare.ur_excel(lasare.fil(underlag, "excel").data)
    csv = lasare.ur_csv(lasare.fil(underlag, "csv").data)
    word = lasare.ur_word(lasare.fil(underlag, "word").data)
    antal = [len(t.rader) + 1 for t in tabeller]
    assert [len(rader) for rader in excel.values()] == antal
    assert [len(rader) for rader in csv.values()] == antal
    i_word = [len(t) for a in word for t in a.tabeller]
    assert i_word == [len(t.rader) + 1 for t in underlag.dokument.tabeller]
