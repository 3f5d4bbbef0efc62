"""The surveys of before, with a column per question, are carried over to the general form."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests import factories
from tests.uppfoljning.lage import oppna, undersokning
from uppfoljning.models import Enkatversion, Fraga, Fragesvar, Svar, Undersokning


def _migrera(mal: list[tuple[str, str]]) -> Any:
    kor = MigrationExecutor(connection)
    kor.migrate(mal)
    return MigrationExecutor(connection).loader.project_state(mal).apps


def test_earlier_surveys_keep_their_answers(riktig_databas: str) -> None:
    graf = MigrationExecutor(connection).loader.graph
    sist = list(graf.leaf_nodes())
    enkat = ("uppfoljning", "0002_uppfoljning_pa_djupet")
    fore = [n.key for n in graf.node_map[enkat].parents if n.key[0] == "uppfoljning"]
    kommun = factories.kommun()
    lage = oppna(kommun, factories.person("Petra", "PA", kommun.hemtjanst))
    med, utan = undersokning(lage), undersokning(lage, slug="utan-svar", om="maten")
    Enkatversion.objects.all().delete()
    gamla = _migrera(fore)
    for nr, (varden, kon, ord_) in enumerate(
        [((8, 7, 6), "K", "Bra."), ((1, 10, 5), "M", ""), ((3, 3, 3), "A", "Nja")]
    ):
        gamla.get_model("uppfoljning", "Svar").objects.create(
            undersokning_id=med.pk,
            manad="2026-02-01",
            nojd=varden[0],
            forvantan=varden[1],
            ideal=varden[2],
            kon=kon,
            fritext=ord_,
            token_hmac=str(nr),
        )

    _migrera(sist)

    fragor = Fraga.objects.filter(version__undersokning=med).order_by("ordning")
    assert [(f.nyckel, f.slag, f.text) for f in fragor] == [
        ("nki", "nki", "hemtjänsten"),
        ("beratta", "fritext", "Vill du berätta mer?"),
    ]
    sparat = {}
    for svar in Svar.objects.filter(undersokning=med):
        tal = svar.fragesvar.filter(fraga__slag="nki").order_by("del_nr")
        ord_svar = svar.fragesvar.filter(fraga__slag="fritext")
        sparat[svar.kon] = (
            list(tal.values_list("tal", flat=True)),
            list(ord_svar.values_list("text", flat=True)),
        )
    assert sparat == {
        "K": ([8, 7, 6], ["Bra."]),
        "M": ([1, 10, 5], []),
        "A": ([3, 3, 3], ["Nja"]),
    }
    assert Fragesvar.objects.count() == 3 * 3 + 2
    assert Undersokning.objects.get(pk=utan.pk).versioner.get().fragor.count() == 2
