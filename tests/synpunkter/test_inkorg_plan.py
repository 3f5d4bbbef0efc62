"""The hot questions of the inbox go by an index: the plans that the database itself chooses.

On more than 10 000 generated cases, with the statistics that autovacuum would gather and no
setting of the planner changed, so that a table read through shows that an index is missing.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection

from bench.fyllning.delar import fyll_allt
from bench.fyllning.fyllare import Klocka
from bench.fyllning.varlden import FORVAL
from bench.inkorgen import katalog
from kvalitet import klocka
from kvalitet.models import Anvandare
from synpunkter import inkorg
from synpunkter.inkorgsantal import rakna
from synpunkter.models import Synpunkt
from synpunkter.tillstand import OPPNA

ARENDEN = 12_000
ENHETER = 200
"""As many as a municipality of our size has: so many people that their index is worth going by."""
MEST_UTAN_INDEX = 10_000


@pytest.mark.langsam
def test_no_hot_question_reads_through_a_large_table(riktig_databas: str) -> None:
    fyll_allt(
        replace(FORVAL["liten"], synpunkter=ARENDEN, enheter=ENHETER), riktig_databas, Klocka()
    )
    with connection.cursor() as markor:
        markor.execute("vacuum (analyze)")
    fragor = {f.namn: katalog.sql(f)[0] for f in [*katalog.filter_(), *katalog.sokningar()]}
    fragor["antal"] = katalog.antal_sql()
    lasta = {namn: katalog.plan(fraga).genomlasta for namn, fraga in fragor.items()}
    for_mycket = {
        (namn, tabell): rader
        for namn, tabeller in lasta.items()
        for tabell, rader in tabeller.items()
        if rader > MEST_UTAN_INDEX
    }
    assert for_mycket == {}
    _prickar_den_som_saknar_index()
    _raknar_som_tabellen()


def _prickar_den_som_saknar_index() -> None:
    """The measure sees what it looks for."""
    plan = katalog.plan("select count(*) from synpunkter_synpunkt where plats like '%gata%'")
    assert plan.genomlasta == {"synpunkter_synpunkt": ARENDEN}


def _raknar_som_tabellen() -> None:
    """The counts in one question are those of each choice by itself."""
    for vem in ("kv", "hs1.von", "rev", "ch.von"):
        av = Anvandare.objects.get(epost=f"{vem}@kommun.example")
        val = inkorg.urval(av, klocka.idag())
        antal = rakna(av, klocka.idag())
        for namn, (_, villkor) in val.items():
            assert antal[f"urval_{namn}"] == inkorg.synliga(av).filter(villkor).count(), (vem, namn)
        for lage in Synpunkt.objects.order_by().values_list("lage", flat=True).distinct():
            assert antal[f"lage_{lage}"] == inkorg.synliga(av).filter(lage=lage).count()
        assert antal["urval_"] == sum(antal[f"lage_{lage}"] for lage in OPPNA)
