"""The pages of plans ask as many questions of the database at one row as at many."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cykel.actions import mal as malakter
from cykel.models import Indikator, Planmal
from kvalitet import klocka
from kvalitet.models import Anvandare
from tests import factories
from tests.cykel import fabrik

pytestmark = pytest.mark.django_db


def fragor(client: Client, adress: str) -> int:
    with CaptureQueriesContext(connection) as tagna:
        assert client.get(f"/arbete/{adress}").status_code == 200
    return len(tagna)


def fyll(p: fabrik.Plan, antal: int) -> None:
    """Add `antal` of everything that the pages list, each with a person of its own."""
    planmal = p.version.mal.get(mal=p.styrning.trygghet)
    forlaga = p.version.indikatorer.get().indikator
    for nummer in range(antal):
        person = factories.person(f"Person {nummer}", "AA", p.kommun.hemtjanst)
        fabrik.lagg_aktivitet(p, planmal, rubrik=f"Aktivitet {nummer}", ansvarig=person)
        _indikator(p, planmal, forlaga, person, nummer)
        fabrik.uppdrag(p, rubrik=f"Uppdrag {nummer}")
        fabrik.delar(ar=2027 + nummer)
        malakter.registrera_mal(
            niva=p.styrning.niva,
            nummer=10 + nummer,
            kort=f"Mål {nummer}",
            text="Ännu ett mål",
            namnd=p.kommun.von,
            foralder=p.styrning.trygghet.foralder,
            beslut_organ="Kommunfullmäktige",
            beslut_datum=date(2022, 11, 28),
            kriterier=[("A", "Ett kriterium")],
            av=None,
        )


def _indikator(
    p: fabrik.Plan, planmal: Planmal, forlaga: Indikator, agare: Anvandare, nummer: int
) -> None:
    ny = fabrik.trygghetsindikator(agare)
    fabrik.varden(ny, p.kommun, 78, 80)
    kriterium = p.styrning.trygghet.kriterier.all()[0]
    fabrik.lagg_indikator(p, planmal, ny, kriterium=kriterium)
    fabrik.varden(forlaga, p.kommun, *range(3, 3 + nummer))


@pytest.mark.parametrize(
    "adress",
    [
        "planer/",
        "planer/ny/",
        "planer/{plan}/",
        "planer/{plan}/redigera/",
        "planer/{plan}/skicka/",
        "planer/{plan}/redigera/mal/{mal}/",
        "planer/{plan}/redigera/rad/{rad}/aktivitet/",
        "planer/{plan}/redigera/rad/{rad}/indikator/",
        "planer/{plan}/redigera/aktivitet/{aktivitet}/",
        "planer/{plan}/redigera/indikator/{indikator}/",
        "mal/",
        "mal/nytt/",
        "uppdrag/",
        "uppdrag/nytt/",
        "indikatorer/",
        "indikatorer/{matt}/",
        "uppfoljning/tillfallen/",
    ],
)
def test_as_many_questions_at_many_rows(
    client: Client, kommun: factories.Kommun, adress: str
) -> None:
    p = fabrik.utkast(kommun)
    fabrik.uppdrag(p)
    fabrik.delar()
    indikator = p.version.indikatorer.get()
    fabrik.varden(indikator.indikator, kommun, 78, 80)
    sida = adress.format(
        plan=p.plan.pk,
        mal=p.styrning.trygghet.pk,
        rad=p.version.mal.get(mal=p.styrning.trygghet).pk,
        aktivitet=p.version.aktiviteter.get().pk,
        indikator=indikator.pk,
        matt=indikator.indikator_id,
    )
    client.force_login(p.folk.karin)
    with klocka.stalld(fabrik.UNDER_DELARET):
        fragor(client, sida)
        en = fragor(client, sida)
        fyll(p, 12)
        assert fragor(client, sida) == en
