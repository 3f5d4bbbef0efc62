"""Lists page by key, whichever order one has asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client, RequestFactory

from cykel.actions import risk as riskakter
from cykel.models import Risk
from cykel.views.blad import Ordning, bladdra, sortera
from kvalitet.models import Anvandare
from kvalitet.visning import Blad
from tests.cykel.kil import NU
from tests.factories import Kommun

pytestmark = pytest.mark.usefixtures("juni")
ORDNINGAR = {
    "varde": Ordning("Värde", ("-varde_nu", "pk")),
    "ses_over": Ordning("Ses över senast", ("ses_over_senast", "pk")),
}


@pytest.fixture
def risker(kommun: Kommun, petra_planansvarig: Anvandare) -> list[int]:
    """Seven risks, several of them with the same value and the same day."""
    return [
        riskakter.registrera(
            enhet=kommun.hemtjanst,
            namnd=kommun.von,
            rubrik=f"Risk {n}",
            sannolikhet=1 + n % 2,
            konsekvens=2,
            hantering="Den provas varje vecka.",
            agare=petra_planansvarig,
            ses_over_senast=NU.date() + timedelta(days=60 + n % 3),
            av=petra_planansvarig,
        ).pk
        for n in range(7)
    ]


def _varde(n: int) -> int:
    return 2 * (1 + n % 2)


@pytest.mark.parametrize(
    ("ordning", "nyckel"),
    [
        ("", lambda n: (-_varde(n), n)),
        ("-varde", lambda n: (_varde(n), -n)),
        ("ses_over", lambda n: (n % 3, n)),
        ("-ses_over", lambda n: (-(n % 3), -n)),
        ("finns_inte", lambda n: (-_varde(n), n)),
    ],
)
def test_every_order_is_read_through_page_by_page_and_back(
    risker: list[int], ordning: str, nyckel: Callable[[int], tuple[int, int]]
) -> None:
    vantat = [risker[n] for n in sorted(range(7), key=nyckel)]
    lasta: list[int] = []
    fraga = f"?ordning={ordning}"
    for _ in range(4):
        sida, blad = _sida(fraga)
        lasta += sida
        if not blad.nasta:
            break
        fraga = blad.nasta
    assert lasta == vantat
    sida, _ = _sida(blad.foregaende)
    assert sida == vantat[3:6]


def _sida(fraga: str) -> tuple[list[int], Blad]:
    request = RequestFactory().get(f"/{fraga}")
    nycklar, _ = sortera(request, ORDNINGAR)
    rader, blad = bladdra(request, Risk.objects.med_lage(), nycklar, antal=3)  # type: ignore[attr-defined]
    return [rad.pk for rad in rader], blad


def test_the_headings_say_the_order_and_turn_it_around() -> None:
    request = RequestFactory().get("/?namnd=3&ordning=ses_over&efter=7")
    _, rubriker = sortera(request, ORDNINGAR)
    assert rubriker["ses_over"].riktning == "ascending"
    assert rubriker["ses_over"].lank == "?namnd=3&ordning=-ses_over"
    assert rubriker["varde"].riktning == ""
    assert rubriker["varde"].lank == "?namnd=3&ordning=varde"
    _, rubriker = sortera(RequestFactory().get("/"), ORDNINGAR)
    assert rubriker["varde"].riktning == "descending"
    assert rubriker["varde"].lank == "?ordning=-varde"


def test_an_age_falls_where_its_date_rises() -> None:
    val = {"alder": Ordning("Ålder", ("skapad", "pk"), omvand=True)}
    nycklar, rubriker = sortera(RequestFactory().get("/"), val)
    assert nycklar == ["skapad", "pk"]
    assert rubriker["alder"].riktning == "descending"
    _, rubriker = sortera(RequestFactory().get("/?ordning=-alder"), val)
    assert rubriker["alder"].riktning == "ascending"


def test_the_list_says_its_order_to_a_screen_reader(
    risker: list[int], petra_planansvarig: Anvandare, client: Client
) -> None:
    client.force_login(petra_planansvarig)
    html = client.get("/arbete/risker/?visa=hoga&ordning=-ses_over").content.decode()
    assert "Inga risker att visa." in html
    html = client.get("/arbete/risker/?ordning=-ses_over").content.decode()
    assert '<th scope="col" aria-sort="descending"><a class="sortera"' in html
    assert html.count("aria-sort") == 1
    assert '<p id="traffar" role="status">7 risker.</p>' in html
    sist = (NU.date() + timedelta(days=62)).isoformat()
    forsta = Risk.objects.get(rubrik="Risk 5")
    assert forsta.ses_over_senast == date.fromisoformat(sist)
    assert html.index("Risk 5") < html.index("Risk 0")
