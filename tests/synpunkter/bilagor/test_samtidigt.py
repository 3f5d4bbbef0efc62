"""The same form sent by several at once, in a real database."""

from __future__ import annotations

from pathlib import Path

import pytest

from kvalitet.models import Handelse
from synpunkter.models import Bilaga
from tests import factories
from tests.samtidigt import Tradar
from tests.synpunkter.bilagor.test_bilaga import lamna, sparad


@pytest.mark.langsam
def test_two_submits_at_once_claim_the_files_once(riktig_databas: str, lager: Path) -> None:
    kommun = factories.kommun()
    ny = sparad()
    with Tradar() as tradar:
        svar = [tradar.kor(lambda: lamna(kommun, nycklar=[ny.nyckel])) for _ in range(4)]
        arenden = {ett.result(20).pk for ett in svar}
    assert len(arenden) == 1
    assert Bilaga.objects.get().synpunkt_id in arenden
    assert Handelse.objects.filter(slag="synpunkt.bilagor").count() == 1
