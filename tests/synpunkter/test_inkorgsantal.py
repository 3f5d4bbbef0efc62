"""The inbox's counts: kept as the cases come and go, and for each person those that they see."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import psycopg
import pytest
from django.db import connection, transaction
from django.test import Client

from kvalitet import klocka
from kvalitet.models import Anvandare
from kvalitet.roller import Roll
from synpunkter import inkorg, inkorgsantal
from synpunkter.actions.antal import rakna_om
from synpunkter.inkorgsantal import rakna
from synpunkter.models import Arendeantal, Synpunkt
from synpunkter.tasks import rakna_arenden
from synpunkter.tillstand import OPPNA, Lage
from synpunkter.views import inkorg as inkorgssidan
from tests import factories
from tests.factories import Kommun
from tests.synpunkter import exempel
from tests.synpunkter.antal import arenden, raknade

LAGEN = (
    Lage.INKOMMEN,
    Lage.KARANTAN,
    Lage.TILLDELAD,
    Lage.UNDER_HANDLAGGNING,
    Lage.VANTAR_KOMPLETTERING,
    Lage.BESVARAD,
    Lage.AVSLUTAD,
    Lage.VIDAREBEFORDRAD,
)


@pytest.fixture
def personal(kommun: Kommun) -> exempel.Personal:
    return exempel.Personal(kommun)


def folk(kommun: Kommun) -> list[Anvandare]:
    return [
        factories.person(f"P{n}", roll, enhet, namnd=namnd)
        for n, (roll, enhet, namnd) in enumerate(
            (roll, enhet, namnd)
            for roll in (Roll.KVALITETSSAMORDNARE, Roll.HANDLAGGARE, Roll.CHEF, Roll.REVISOR)
            for enhet in (kommun.rot, kommun.vok, kommun.centrum)
            for namnd in (None, kommun.von)
        )
    ]


def forvantat(person: Anvandare) -> dict[str, int]:
    """Each choice and state counted by itself, from the rows."""
    dag, synliga = klocka.idag(), inkorg.synliga(person)
    val = inkorg.urval(person, dag).items()
    return {f"lage_{lage}": synliga.filter(lage=lage).count() for lage in Lage} | {
        f"urval_{namn}": synliga.filter(villkor).count() for namn, (_, villkor) in val
    }


def test_each_person_is_told_what_they_see(kommun: Kommun, personal: exempel.Personal) -> None:
    personer = folk(kommun)
    tal = Random(1)
    for nummer, lage in enumerate((*LAGEN, *LAGEN[2:])):
        s = exempel.i_lage(lage, kommun, personal)
        Synpunkt.objects.filter(pk=s.pk).update(
            enhet=(kommun.hemtjanst, kommun.centrum, kommun.bibliotek)[nummer % 3],
            namnd=(kommun.von, kommun.kfn)[nummer % 2],
            sekretess=nummer % 3 > 0,
            handlaggare=tal.choice((None, *personer)),
        )
    # What is merged is read by whoever handles its master.
    huvud = Synpunkt.objects.filter(lage=Lage.UNDER_HANDLAGGNING)[0]
    Synpunkt.objects.filter(lage=Lage.INKOMMEN).update(
        lage=Lage.SAMMANSLAGEN,
        lage_fore=Lage.INKOMMEN,
        huvud=huvud,
        sammanslagen=klocka.nu(),
        sekretess=True,
    )
    Synpunkt.objects.filter(pk=huvud.pk).update(handlaggare=personer[6])
    sedda = 0
    vantat = {person: forvantat(person) for person in personer}
    for _ in range(2):
        for person in personer:
            antal = rakna(person, klocka.idag())
            assert antal == vantat[person], person
            assert antal["urval_"] == sum(antal[f"lage_{lage}"] for lage in OPPNA)
            sedda += antal["urval_"]
        rakna_om()
    assert sedda


def test_who_reads_no_cases_is_told_none(kommun: Kommun) -> None:
    exempel.synpunkt(kommun)
    assert not any(
        rakna(factories.person("Ada Administratör", "ADM", kommun.rot), klocka.idag()).values()
    )


def test_of_the_late_ones_a_button_tells_no_more_than_it_says(
    kommun: Kommun, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for modul in (inkorgsantal, inkorgssidan):
        monkeypatch.setattr(modul, "HOGST_SENA", 1)
    for _ in range(3):
        exempel.synpunkt(kommun)
    person = factories.person("Kim Strateg", Roll.KVALITETSSAMORDNARE, kommun.rot)
    with klocka.stalld(klocka.nu() + timedelta(days=100)):
        assert rakna(person, klocka.idag())["urval_sena"] == 2
        client.force_login(person)
        sida = client.get("/arbete/synpunkter/").content.decode()
    assert 'Sena <span class="siffra">(över 1)</span>' in sida
    assert 'Alla öppna <span class="siffra">(3)</span>' in sida


def test_a_role_that_is_given_counts_at_once(kommun: Kommun, personal: exempel.Personal) -> None:
    exempel.synpunkt(kommun)
    person = factories.person("Bo", Roll.HANDLAGGARE, kommun.bibliotek)
    assert rakna(person, klocka.idag())["urval_"] == 0
    person.tilldelningar.create(
        roll=Roll.HANDLAGGARE, enhet=kommun.rot, giltig=(factories.SEDAN, None)
    )
    assert rakna(Anvandare.objects.get(pk=person.pk), klocka.idag())["urval_"] == 1


def test_the_night_puts_together_what_the_day_added(
    kommun: Kommun, personal: exempel.Personal
) -> None:
    for lage in LAGEN:
        exempel.i_lage(lage, kommun, personal)
    assert Arendeantal.objects.filter(ny=True).count() > len(LAGEN)
    fore = raknade()
    assert fore == arenden()
    for _ in range(2):  # twice is once
        rakna_arenden()
        assert not Arendeantal.objects.filter(ny=True).exists()
        assert raknade() == fore
        assert raknade(namnder=True) == arenden(namnder=True)


def test_what_changes_nothing_counted_adds_no_row(kommun: Kommun) -> None:
    s = exempel.synpunkt(kommun)
    rader = Arendeantal.objects.count()
    Synpunkt.objects.filter(pk=s.pk).update(dnr="1", plats="Torget")
    assert Arendeantal.objects.count() == rader


@pytest.mark.parametrize("forst", ["skrivs", "raknas"])
def test_to_count_anew_and_to_write_wait_for_nobody(riktig_databas: str, forst: str) -> None:
    """A case that is being written is in neither the count nor its way, and counts when it is
    there; so does one that is written while they are being counted."""
    kommun = factories.kommun()
    exempel.synpunkt(kommun)
    s = exempel.synpunkt(kommun)
    with psycopg.connect(riktig_databas, options="-c lock_timeout=2s") as annan:
        if forst == "skrivs":
            annan.execute("update synpunkter_synpunkt set sekretess = true where id = %s", [s.pk])
            rakna_om()
            annan.commit()
        else:
            with transaction.atomic():
                rakna_om()
                annan.execute(
                    "update synpunkter_synpunkt set sekretess = true where id = %s", [s.pk]
                )
                annan.commit()
    assert raknade() == arenden()
    assert raknade(namnder=True) == arenden(namnder=True)
    assert sum(raknade().values()) == 2
    connection.close()
