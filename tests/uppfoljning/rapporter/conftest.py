from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from kvalitet import klocka
from kvalitet.pdf import Pdf
from tests.factories import Kommun
from tests.uppfoljning.rapporter import fall as rapportfall
from tests.uppfoljning.rapporter import manadexempel
from tests.uppfoljning.rapporter.fall import Fall
from uppfoljning import lager as lagret
from uppfoljning import rapportjobb
from uppfoljning.rapport.slag import Rapportslag, Underlag
from uppfoljning.samlare import maluppfyllelse
from uppfoljning.samlare.alla import SAMLARE, Samlare
from uppfoljning.samlare.omfang import Rapportomfang


@pytest.fixture
def lager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A storage of its own."""
    monkeypatch.setattr(lagret, "rapportlager", FileSystemStorage(location=tmp_path))
    return tmp_path


@pytest.fixture
def utskickade(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids that were sent to the broker, which is not asked."""
    ids: list[int] = []
    monkeypatch.setattr(rapportjobb, "lagg_i_ko", ids.append)
    return ids


@pytest.fixture
def snabb_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """No rendering, and no heart: a beat's own connection cannot see a test's transaction."""

    def pdf(underlag: Underlag, *, utkast: bool, fingeravtryck: str, slag: Rapportslag) -> Pdf:
        return Pdf(f"%PDF {fingeravtryck} {utkast}".encode(), sidor=7)

    monkeypatch.setattr(rapportjobb, "rapport_pdf", pdf)
    monkeypatch.setattr(rapportjobb, "Hjartslag", nullcontext)


@pytest.fixture
def fall(
    kommun: Kommun,
    lager: Path,
    utskickade: list[int],
    snabb_pdf: None,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Fall]:
    """Vård- och omsorgskontoret has an approved lap; the clock stands two days later."""
    ett = rapportfall.fall(kommun)
    monkeypatch.setattr(maluppfyllelse, "for_rapport", ett.for_rapport)
    with klocka.stalld(rapportfall.NU):
        yield ett


@pytest.fixture
def trasig(monkeypatch: pytest.MonkeyPatch) -> dict[str, Exception]:
    """A month can be made of every nämnd but those that are put here, by their code."""
    fel: dict[str, Exception] = {}

    def samla(omfang: Rapportomfang, *, nu: datetime) -> Underlag:
        if omfang.namnd.kod in fel:
            raise fel[omfang.namnd.kod]
        return replace(manadexempel.full(), namnd=omfang.namnd.namn, skapad=nu)

    monkeypatch.setitem(SAMLARE, "manad", Samlare(samla))  # type: ignore[call-overload]
    return fel
