"""The demo's register: one disposal done, the next waiting, cases with and without numbers."""

from __future__ import annotations

import pytest

from kvalitet.demo import arkiv
from kvalitet.models import Anvandare, Gallring
from synpunkter.models import Diarieforing, Synpunkt
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel


@pytest.mark.django_db
def test_the_demo_gives_the_register_life(kommun: Kommun) -> None:
    for namn, epost, roll in (
        ("Leila Nordin", "leila.nordin@kommun.example", "KV"),
        ("Nina Sand", "nina.sand@kommun.example", "NS"),
    ):
        person = factories.person(namn, roll, kommun.rot)
        Anvandare.objects.filter(pk=person.pk).update(epost=epost)
    for _ in range(arkiv.UTAN_NUMMER + 2):
        exempel.synpunkt(kommun)
        exempel.synpunkt(kommun, namnd=kommun.kfn, enhet=kommun.bibliotek)
    arkiv.ladda()
    assert [g.status for g in Gallring.objects.order_by("pk")] == ["klar", "forslag"]
    assert Synpunkt.objects.exclude(gallrad=None).count() == 3
    per_status = {
        status: Diarieforing.objects.filter(status=status).count()
        for status in ("registrerad", "koad")
    }
    assert per_status == {"registrerad": 2, "koad": arkiv.UTAN_NUMMER + 1}
