"""Two at once in the closed loop, and a crash half-way through telling the senders."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest

from kvalitet import klocka
from kvalitet.fel import Regelbrott
from kvalitet.models import Utskick
from synpunkter import epost
from synpunkter.actions import monster as akter
from synpunkter.actions.aterkoppling import skicka_besked
from synpunkter.actions.larm import larma
from synpunkter.actions.monster import skapa_monster
from synpunkter.models import Meddelande, Monster, Tema, Trendlarm
from tests import factories
from tests.cykel.kil import NU
from tests.factories import Kommun
from tests.samtidigt import Tradar, nagon_vantar_pa_las, vanta_tills
from tests.synpunkter.slinga import ORD, slinga
from tests.synpunkter.test_larm import MANDAG, fyll


def utfall(svar: Future[Any]) -> str:
    try:
        svar.result(timeout=60)
    except Regelbrott:
        return "regelbrott"
    return "klart"


def test_two_who_approve_at_once_send_it_once(riktig_databas: str) -> None:
    s = slinga(factories.kommun())
    besked = s.besked(s.brist(s.monster()))

    def godkann() -> None:
        with klocka.stalld(NU):
            skicka_besked(besked, text=besked.text, av=s.hanna)

    with Tradar() as tradar:
        svar = [tradar.kor(godkann) for _ in range(2)]
        assert sorted(map(utfall, svar)) == ["klart", "regelbrott"]
    assert Utskick.objects.filter(mall=epost.ATERKOPPLING).count() == 3
    assert Meddelande.objects.filter(riktning="till").count() == 3


def test_two_who_see_the_same_monster_at_once_make_one(riktig_databas: str) -> None:
    s = slinga(factories.kommun())
    alla = s.synpunkter()
    with Tradar() as tradar:
        svar = [tradar.kor(lambda: skapa_monster(alla, **ORD, av=s.karin)) for _ in range(2)]
        assert [utfall(ett) for ett in svar] == ["klart", "klart"]
    assert Monster.objects.get().kopplingar.count() == 3
    assert Tema.objects.count() == 1


def test_the_same_monster_seen_again_while_it_is_filled_does_not_lock_crosswise(
    riktig_databas: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    s = slinga(factories.kommun())
    alla = s.synpunkter()
    monster = s.monster(alla)
    las = akter._las_synpunkter

    def nar_den_andra_vantar(synpunkter: Any, av: Any) -> Any:
        monkeypatch.setattr(akter, "_las_synpunkter", las)
        ser.append(tradar.kor(lambda: skapa_monster(alla, **ORD, av=s.karin)))
        vanta_tills(nagon_vantar_pa_las, "den som ser mönstret väntar")
        return las(synpunkter, av)

    ser: list[Future[Any]] = []
    monkeypatch.setattr(akter, "_las_synpunkter", nar_den_andra_vantar)
    with Tradar() as tradar:
        assert utfall(tradar.kor(lambda: akter.lagg_till(monster, alla, av=s.karin))) == "klart"
        assert utfall(ser[0]) == "klart"


def test_the_weekly_judgement_twice_at_once_gives_one_task(riktig_databas: str) -> None:
    fyll(factories.kommun(), [9])

    def dom() -> int:
        with klocka.stalld(MANDAG):
            return larma()

    with Tradar() as tradar:
        svar = [tradar.kor(dom) for _ in range(2)]
        assert sum(ett.result(timeout=60) for ett in svar) == 1
    assert Trendlarm.objects.count() == 1


def test_a_crash_half_way_tells_nobody(kommun: Kommun, monkeypatch: pytest.MonkeyPatch) -> None:
    s = slinga(kommun)
    besked = s.besked(s.brist(s.monster()))
    riktig, gangna = epost.aterkoppling, []

    def brister(*args: Any, **kw: Any) -> None:
        gangna.append(1)
        if len(gangna) == 2:
            raise RuntimeError("mitt i")
        riktig(*args, **kw)

    monkeypatch.setattr(epost, "aterkoppling", brister)
    with klocka.stalld(NU), pytest.raises(RuntimeError):
        skicka_besked(besked, text=besked.text, av=s.hanna)
    assert not Utskick.objects.filter(mall=epost.ATERKOPPLING).exists()
    assert not Meddelande.objects.filter(riktning="till").exists()
    besked.refresh_from_db()
    assert besked.lage == "utkast"
    monkeypatch.setattr(epost, "aterkoppling", riktig)
    with klocka.stalld(NU):
        skicka_besked(besked, text=besked.text, av=s.hanna)
    assert Utskick.objects.filter(mall=epost.ATERKOPPLING).count() == 3
