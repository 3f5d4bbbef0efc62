"""Two who sort the same texts at once: one theme, each text once."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import cast

from tests import factories
from tests.samtidigt import Tradar
from tests.uppfoljning.lage import Lage
from tests.uppfoljning.texter.fall import last
from uppfoljning import fritext
from uppfoljning.actions import tema as akter
from uppfoljning.models import Temamarkning, Texttema


def test_the_same_new_theme_at_once_is_one(riktig_databas: str) -> None:
    kommun = factories.kommun()
    folk = [factories.person(namn, "KV", kommun.rot) for namn in ("Karin", "Kalle", "Kim")]
    plan = SimpleNamespace(enhet=kommun.hemtjanst, namnd=kommun.von)
    lage = cast(Lage, SimpleNamespace(kil=SimpleNamespace(plan=plan), mal=None))
    u = last(lage, oppnar=date(2020, 1, 1), stanger=date(2020, 1, 2))
    texter = list(fritext.texter(u).values_list("pk", flat=True))
    with Tradar() as tradar:
        svar = [
            tradar.kor(lambda av=av, n=n: akter.marka(u, texter=texter, nytt=n, av=av))
            for av, n in zip(folk, ("Personal", "personal", "PERSONAL"), strict=True)
        ]
        teman = {t.result(timeout=60) for t in svar}
    assert len(teman) == Texttema.objects.count() == 1
    assert Temamarkning.objects.count() == len(texter) == 5
