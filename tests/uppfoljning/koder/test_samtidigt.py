"""Two at once: one answer for a code, one set of codes for a page."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from kvalitet.fel import Regelbrott
from tests import factories
from tests.samtidigt import Tradar, nagon_vantar_pa_las, vanta_tills
from tests.uppfoljning.koder.fall import bestall
from uppfoljning.actions import svarskod as akter
from uppfoljning.actions.undersokning import skapa
from uppfoljning.models import Kodomgang, Svarskod, Undersokning


def enkat(kommun: factories.Kommun) -> tuple[Undersokning, factories.Anvandare]:
    karin = factories.person("Karin", "KV", kommun.rot)
    u = skapa(
        namn="Hemtjänsten",
        om="hemtjänsten",
        enhet=kommun.hemtjanst,
        namnd=kommun.von,
        oppnar=date(2020, 1, 1),
        stanger=date(2100, 1, 1),
        urval=50,
        kraver_kod=True,
        av=karin,
    )
    return u, karin


def test_of_two_who_use_a_code_at_once_one_wins(riktig_databas: str) -> None:
    """Without the survey's own lock: the row of the code alone decides it."""
    u, karin = enkat(factories.kommun())
    kod, annan = bestall(u, 2, karin)

    def anvand() -> str:
        try:
            with transaction.atomic():
                akter.anvand(u, kod)
        except akter.Kodfel as fel:
            return fel.mening
        return ""

    with Tradar() as tradar:
        with transaction.atomic():
            akter.anvand(u, kod)
            tva = tradar.kor(anvand)
            vanta_tills(nagon_vantar_pa_las, "den andra väntar på koden")
        assert tva.result(timeout=60) == akter.FEL_KOD
    assert akter.finns(u, annan)


def test_a_code_whose_answer_was_undone_is_the_others(riktig_databas: str) -> None:
    u, karin = enkat(factories.kommun())
    (kod,) = bestall(u, 1, karin)

    def anvand() -> bool:
        with transaction.atomic():
            akter.anvand(u, kod)
        return True

    with Tradar() as tradar:
        with transaction.atomic():
            akter.anvand(u, kod)
            tva = tradar.kor(anvand)
            vanta_tills(nagon_vantar_pa_las, "den andra väntar på koden")
            transaction.set_rollback(True)
        assert tva.result(timeout=60)
    assert not Svarskod.objects.exists()


def test_a_page_sent_twice_at_once_makes_one_set(riktig_databas: str) -> None:
    u, karin = enkat(factories.kommun())
    with Tradar() as tradar:
        svar = [tradar.kor(lambda: bestall(u, 40, karin)) for _ in range(4)]
        en, *resten = [t.result(timeout=60) for t in svar]
    assert all(andra == en for andra in resten)
    assert Kodomgang.objects.count() == 1
    assert Svarskod.objects.count() == 40


def test_replacing_and_answering_at_once_leaves_no_half(riktig_databas: str) -> None:
    """Either the answer came first, or its code had ceased; never both, never neither."""
    u, karin = enkat(factories.kommun())
    (kod,) = bestall(u, 1, karin, "gammal")

    def svara() -> bool:
        try:
            with transaction.atomic():
                Undersokning.objects.select_for_update(no_key=True).get(pk=u.pk)
                akter.anvand(u, kod)
        except Regelbrott:
            return False
        return True

    with Tradar() as tradar:
        svarade = tradar.kor(svara)
        nya = tradar.kor(lambda: akter.bestall(u, token="ny", antal=1, byt=True, av=karin))
        (ny,) = nya.result(timeout=60)
        svarade.result(timeout=60)
    assert not akter.finns(u, kod)
    assert akter.finns(u, ny)
