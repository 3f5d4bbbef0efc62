"""Two people at once put two coming steering models in force: one is, the other has ended."""

from __future__ import annotations

from datetime import date

from cykel.actions import styrmodell as akter
from cykel.models import Styrmodell
from tests import factories
from tests.cykel import fabrik
from tests.cykel.test_styrmodell import kommande, nytt_mal
from tests.samtidigt import Tradar


def test_two_who_press_at_once_put_one_model_in_force(riktig_databas: str) -> None:
    p = fabrik.tomt_utkast(factories.kommun())
    tva = [
        kommande(p.folk.karin, namn=f"S{n}", fran=date(ar, 1, 1), till=date(ar + 3, 12, 31))
        for n, ar in enumerate((2027, 2031))
    ]
    for ny in tva:
        nytt_mal(ny)
    with Tradar() as tradar:
        svar = [tradar.kor(lambda ny=ny: akter.gor_gallande(ny, av=p.folk.karin)) for ny in tva]
        assert {s.result(timeout=30).status for s in svar} == {"gallande"}
    assert Styrmodell.objects.filter(status="gallande").count() == 1
    assert Styrmodell.objects.filter(status="avslutad").count() == 2
