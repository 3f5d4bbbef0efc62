"""Two who write at once, in values and in what an indicator is: the second is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import connection

from cykel.actions import definition as akter
from cykel.actions.matvarden import KROCK, Inforing, Post, Rutnatsfel, Rutnatsrad, infor_rutnat
from cykel.models import Indikator, Matvarde
from cykel.rutnat import Celler
from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Handelse
from tests import factories
from tests.cykel import fabrik
from tests.samtidigt import Tradar, nagon_vantar_pa_las, vanta_tills

FRAN, TILL = date(2026, 1, 1), date(2026, 8, 31)


def test_two_who_save_at_once_take_turns(riktig_databas: str) -> None:
    """The second waits at the indicator, sees what the first wrote, and writes nothing over."""
    kommun = factories.kommun()
    with klocka.stalld(fabrik.UNDER_DELARET):
        p = fabrik.i_genomfora(kommun)
    en = p.version.indikatorer.get().indikator
    enhet = kommun.hemtjanst

    def spara(tal: int) -> str:
        rad = Rutnatsrad(enhet, (Post(enhet, varde=Decimal(tal)),), Celler())
        with klocka.stalld(fabrik.UNDER_DELARET):
            try:
                infor_rutnat(
                    en, [rad], inforing=Inforing(FRAN, TILL, TILL, "Enkät"), av=p.folk.petra
                )
            except Rutnatsfel as fel:
                return fel.per_enhet[enhet.pk]
        return "sparat"

    with Tradar() as tradar:
        with connection.cursor() as markor:
            markor.execute("begin")
            markor.execute("select 1 from cykel_indikator where id = %s for update", [en.pk])
            svar = [tradar.kor(lambda tal=tal: spara(tal)) for tal in (81, 82)]  # type: ignore[misc]
            vanta_tills(lambda: nagon_vantar_pa_las(2), "båda väntar på indikatorn")
            markor.execute("commit")
        utfall = sorted(ett.result(timeout=30) for ett in svar)
    assert utfall == sorted(["sparat", KROCK])
    assert Matvarde.objects.count() == 1
    assert Handelse.objects.filter(slag="matvarde.infort").count() == 1


def test_two_who_change_at_once_one_is_told(riktig_databas: str) -> None:
    kommun = factories.kommun()
    petra = factories.person("Petra Plan", "PA", kommun.vok)
    en = fabrik.trygghetsindikator(petra)

    def andra(namn: str) -> str:
        with klocka.stalld(fabrik.UNDER_DELARET):
            try:
                akter.andra_indikator(en, utgava=1, namn=namn, av=petra)
            except Regelbrott as fel:
                return fel.mening[:12]
        return "ändrat"

    with Tradar() as tradar:
        svar = [tradar.kor(lambda n=namn: andra(n)) for namn in ("Ena", "Andra")]  # type: ignore[misc]
        assert sorted(ett.result(timeout=30) for ett in svar) == ["Någon annan ", "ändrat"]
    assert Indikator.objects.get().utgava == 2
