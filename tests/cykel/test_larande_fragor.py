"""The pages of the wedge ask as many questions of the database at one row as at many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cykel.models import Lardom, LardomSvar, Mal
from cykel.tillstand import Fas
from kvalitet.models import Anvandare
from tests import factories
from tests.cykel import kil
from tests.cykel.kil import NU, Kil
from tests.factories import Kommun


@pytest.fixture
def nasta(kilen: Kil, kommun: Kommun, petra_planansvarig: Anvandare, mal: Mal) -> Kil:
    return kil.plan(
        kommun, petra_planansvarig, mal, fas=Fas.PLANERA, ar=2027, foregangare=kilen.plan
    )


def _fyll(kilen: Kil, nasta: Kil, erik: Anvandare, kommun: Kommun, antal: int) -> None:
    """Add `antal` of everything, each with a person of its own."""
    for nummer in range(antal):
        ansvarig = factories.person(f"Person {antal} {nummer}", "AA", kommun.hemtjanst)
        brist = kil.brist(kilen, f"Brist {antal} {nummer}")
        kil.atgard(brist, ansvarig, status="pagar")
        bevis = kil.bedom(kil.atgard(brist, ansvarig), erik)
        kil.lardom(kilen, bevis, rubrik="Föreslagen")
        besvarad = kil.lardom(kilen, bevis, lage="sakrad")
        kil.lardom(kilen, bevis, lage="sakrad", rubrik="Obesvarad")
        LardomSvar.objects.create(
            lardom=besvarad, plan=nasta.plan, svar="avvisad", skal="Nej", av=ansvarig, tid=NU
        )
        kil.aktivitet(kilen.aktivitet.planmal, ansvarig, f"Aktivitet {antal} {nummer}")


@pytest.mark.parametrize(
    "adress",
    [
        "planer/{nu}/aktiviteter/",
        "planer/{nu}/atgarder/",
        "planer/{nu}/atgarder/{atgard}/",
        "planer/{nu}/lardom/",
        "planer/{nu}/lardom/ny/",
        "planer/{nu}/lardom/{lardom}/",
        "planer/{nasta}/lardomar/",
        "larande/",
    ],
)
def test_as_many_queries_at_one_row_as_at_many(
    kilen: Kil,
    nasta: Kil,
    kommun: Kommun,
    petra_planansvarig: Anvandare,
    erik_enhetschef: Anvandare,
    client: Client,
    adress: str,
) -> None:
    client.force_login(petra_planansvarig)
    _fyll(kilen, nasta, erik_enhetschef, kommun, 1)
    lardom = Lardom.objects.sakrade().order_by("pk")[0]
    ifylld = f"/arbete/{adress}".format(
        nu=kilen.plan.pk, nasta=nasta.plan.pk, atgard=lardom.atgard_id, lardom=lardom.pk
    )
    antal = []
    for fler in (0, 8):
        _fyll(kilen, nasta, erik_enhetschef, kommun, fler)
        with CaptureQueriesContext(connection) as fragor:
            assert client.get(ifylld).status_code == 200
        antal.append(len(fragor))
    assert antal[0] == antal[1]
