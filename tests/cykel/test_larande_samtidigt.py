"""Eight at the same button: one brist, one taking up, one version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from cykel.actions import kallor
from cykel.actions import risk as riskakter
from cykel.actions.ateranvandning import ateranvand
from cykel.actions.rutin import skapa_rutin
from cykel.models import Ateranvandning, Brist, Rutin
from cykel.tillstand import Fas
from kvalitet import klocka
from tests import factories
from tests.cykel import kil
from tests.samtidigt import Tradar


def _atta(akt: Callable[[], Any]) -> set[int]:
    """Take the act from eight threads at once; return the keys of what they got."""

    def en() -> int:
        with klocka.stalld(kil.NU):
            return int(akt().pk)

    with Tradar() as tradar:
        return {svar.result(timeout=30) for svar in [tradar.kor(en) for _ in range(8)]}


def test_eight_presses_are_one_act(riktig_databas: str) -> None:
    kommun = factories.kommun()
    petra = factories.person("Petra Plan", "PA", kommun.vok)
    erik = factories.person("Erik Chef", "CH", kommun.vok)
    k = kil.plan(kommun, petra, kil.styrning(kommun), tillfalle=kil.tillfallen()[0])
    annan = kil.plan(kommun, petra, k.mal, fas=Fas.PLANERA, ar=2028)
    lardom = kil.lardom(k, kil.bedom(kil.atgard(kil.brist(k), petra), erik), lage="sakrad")
    with klocka.stalld(kil.NU):
        risk = riskakter.registrera(
            enhet=kommun.hemtjanst,
            namnd=kommun.von,
            rubrik="Larmen går inte fram",
            sannolikhet=4,
            konsekvens=4,
            hantering="Provas.",
            agare=petra,
            ses_over_senast=date(2027, 1, 1),
            av=petra,
        )
    fore = Brist.objects.count()
    assert len(_atta(lambda: kallor.brist_ur_risk(risk, av=petra))) == 1
    assert Brist.objects.count() == fore + 1
    assert len(_atta(lambda: ateranvand(lardom, plan=annan.plan, av=petra))) == 1
    assert Ateranvandning.objects.count() == 1
    rutin: dict[str, Any] = {"namn": "Ändrad tid", "version": "1", "agare": petra}
    assert (
        len(
            _atta(
                lambda: skapa_rutin(
                    enhet=kommun.hemtjanst, galler_fran=date(2026, 1, 1), av=petra, **rutin
                )
            )
        )
        == 1
    )
    assert Rutin.objects.count() == 1
