"""The page of an indicator's values: what is hidden in one period is hidden by itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from cykel.models import Indikator, Matvarde
from cykel.views.indikator import VARDEN
from kvalitet.models import Anvandare, Enhet
from tests.cykel import fabrik
from tests.factories import Kommun

pytestmark = pytest.mark.django_db


@pytest.fixture
def indikator(kommun: Kommun) -> Indikator:
    return fabrik.trygghetsindikator(fabrik.folk(kommun).amir)


def varden(indikator: Indikator, enhet: Enhet, ar: int, **tal: str) -> None:
    """The year's values per sex; two points for one that is too small to be shown."""
    Matvarde.objects.bulk_create(
        Matvarde(
            indikator=indikator,
            enhet=enhet,
            period_fran=date(ar, 1, 1),
            period_till=date(ar, 12, 31),
            kon=kon,
            varde=None if varde == ".." else Decimal(varde),
            bortfallsorsak=".. för få svar" if varde == ".." else "",
            matdatum=date(ar, 12, 31),
            kalla="Egen undersökning",
        )
        for kon, varde in tal.items()
    )


@pytest.mark.parametrize(
    ("tal", "synliga", "dolda"),
    [
        ({"T": "71", "K": "72", "M": "73"}, ["71", "72", "73"], 0),
        ({"T": "71", "K": "72", "M": ".."}, ["71"], 2),
        ({"T": "71", "K": "..", "M": "73"}, ["71"], 2),
        ({"T": "..", "K": "72", "M": "73"}, [], 3),
    ],
)
def test_a_hidden_group_hides_what_it_could_be_read_from(
    client: Client,
    kommun: Kommun,
    indikator: Indikator,
    petra_planansvarig: Anvandare,
    tal: dict[str, str],
    synliga: list[str],
    dolda: int,
) -> None:
    varden(indikator, kommun.hemtjanst, 2025, **tal)
    client.force_login(petra_planansvarig)
    sida = client.get(f"/arbete/indikatorer/{indikator.pk}/").content.decode()
    assert [n for n in ("71", "72", "73") if f'siffra">{n}' in sida] == synliga
    assert sida.count(".. för få svar") == dolda


def test_a_period_that_the_end_of_the_list_cuts_is_left_out(
    client: Client, kommun: Kommun, indikator: Indikator, petra_planansvarig: Anvandare
) -> None:
    """Its row for men, which says that women are hidden too, is beyond the hundredth."""
    forsta = 2025 - VARDEN // 3
    for ar in range(2025, forsta, -1):
        varden(indikator, kommun.hemtjanst, ar, T="61", K="62", M="63")
    varden(indikator, kommun.hemtjanst, forsta, T="71", K="72", M="..")
    client.force_login(petra_planansvarig)
    sida = client.get(f"/arbete/indikatorer/{indikator.pk}/").content.decode()
    assert str(forsta + 1) in sida
    assert 'siffra">72' not in sida
