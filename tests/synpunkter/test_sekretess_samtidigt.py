"""Two at once in the acts of secrecy: one decision, one file, one task."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from kvalitet.fel import Regelbrott
from synpunkter import utlamnandejobb
from synpunkter.actions import signal as signalakter
from synpunkter.actions import utlamnande as akter
from synpunkter.models import Sekretessprovning, Signalbedomning, Utlamnandefil
from tests import factories
from tests.samtidigt import Tradar
from tests.synpunkter import exempel


def test_two_at_once_decide_and_make_each_thing_once(
    riktig_databas: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two decide about the same request, two workers sweep, two chefs judge: one of each."""
    kommun = factories.kommun()
    nils = factories.person("Nils", "NS", kommun.rot, namnd=kommun.von)
    nora = factories.person("Nora", "NS", kommun.rot, namnd=kommun.von)
    erik = factories.person("Erik", "CH", kommun.hemtjanst)
    lena = factories.person("Lena", "CH", kommun.hemtjanst)
    s = exempel.synpunkt(kommun, text="Hon hade blåmärken.")
    u = akter.begar(s, begaran="Allt.", av=nils)
    b = Signalbedomning.objects.get()

    def en_av_tva(*uppgifter: Any) -> None:
        def forsok(uppgift: Any) -> bool:
            try:
                uppgift()
            except Regelbrott:
                return False
            return True

        with Tradar() as tradar:
            svar = [tradar.kor(lambda u=u: forsok(u)) for u in uppgifter]
            assert sorted(t.result(timeout=60) for t in svar) == [False, True]

    en_av_tva(
        lambda: akter.bevilja(u, utfall="lamnas", av=nils),
        lambda: akter.avsla(u, grund="26:1", skal="S", av=nora),
    )
    assert Sekretessprovning.objects.count() == 1
    en_av_tva(
        lambda: signalakter.bedom(b, beslut="nej", skal="S", av=erik),
        lambda: signalakter.bedom(b, beslut="utreds", skal="S", av=lena),
    )
    bada = threading.Barrier(2)
    gjorda: list[int] = []

    def gor(fil: Utlamnandefil, **_: object) -> Any:
        gjorda.append(fil.pk)
        bada.wait(timeout=60)  # each worker has a file of its own before either is done
        return SimpleNamespace(bytes=b"%PDF-", sidor=1)

    monkeypatch.setattr(utlamnandejobb, "gor_fil", gor)
    with Tradar() as tradar:
        svar = [tradar.kor(utlamnandejobb.sopa) for _ in range(2)]
        assert [t.result(timeout=60) for t in svar] == [1, 1]
    assert len(set(gjorda)) == len(gjorda) == 2
    assert set(Utlamnandefil.objects.values_list("lage", flat=True)) == {"klar"}
