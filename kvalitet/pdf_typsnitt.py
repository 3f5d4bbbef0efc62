"""The fonts of a folder: made ready once in a process, and tried after every PDF.

Pango's own caches live in the font configuration, so one that is kept makes the layout some
percent faster and changes no byte. Only `kvalitet.pdf` comes here, under its lock.
"""

from __future__ import annotations

import atexit
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from kvalitet.fel import Regelbrott

OLASLIGT = "Font-face"
"""How WeasyPrint 70 begins its complaint of a font that is missing or broken."""

Avtryck = tuple[tuple[Path, int, int], ...]


class Typsnittsfel(Regelbrott):
    """A font is missing or broken. No other font takes its place, whatever the machine has."""

    def __init__(self) -> None:
        super().__init__(
            "Rapporten stoppades, eftersom ett typsnitt saknas eller är trasigt på servern. "
            "Be driften lägga tillbaka filerna i mappen uppfoljning/rapport/typsnitt, och försök "
            "sedan igen."
        )


_klara: dict[Avtryck, Any] = {}


def typsnittsfiler(mapp: Path) -> list[Path]:
    return sorted(mapp.rglob("*.ttf"))


@contextmanager
def typsnitt(mapp: Path) -> Iterator[Any]:
    """The font configuration of the folder as it is now; forgotten when the work fails."""
    from weasyprint.text.fonts import FontConfiguration

    nu = _avtryck(mapp)
    if nu not in _klara:
        slapp()
        _klara[nu] = FontConfiguration()
    try:
        yield _klara[nu]
    except BaseException:
        slapp()
        raise


def slapp() -> None:
    """Forget what is kept; WeasyPrint then removes its copies from the temporary folder."""
    _klara.clear()


atexit.register(slapp)


def prova(mapp: Path, dokument: Any) -> None:
    """Raise `Typsnittsfel` when a glyph came from a font outside the folder."""
    from weasyprint.text.fonts import get_hb_object_data

    egna = {fil.read_bytes() for fil in typsnittsfiler(mapp)}
    if egna and any(get_hb_object_data(ett.hb_face) not in egna for ett in dokument.fonts.values()):
        raise Typsnittsfel


@contextmanager
def klagomal() -> Iterator[list[str]]:
    """Collects what WeasyPrint complains of. Its log is where a refused address ends up.

    A font that it could not read raises `Typsnittsfel` when the block ends.
    """
    rader: list[str] = []

    class Samlare(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            rader.append(record.getMessage())

    logg, samlare = logging.getLogger("weasyprint"), Samlare(logging.WARNING)
    logg.addHandler(samlare)
    try:
        yield rader
    finally:
        logg.removeHandler(samlare)
    if any(rad.startswith(OLASLIGT) for rad in rader):
        raise Typsnittsfel


def tecken(mapp: Path) -> frozenset[int]:
    """Code points that every font in the folder has; empty when there is no font."""
    alla = [_karta(*fil) for fil in _avtryck(mapp)]
    return frozenset.intersection(*alla) if alla else frozenset()


@cache
def _karta(fil: Path, storlek: int, andrad: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped]

    try:
        with TTFont(fil, lazy=True) as oppnat:
            return frozenset(oppnat.getBestCmap())
    except (TTLibError, OSError) as fel:
        raise Typsnittsfel from fel


def _avtryck(mapp: Path) -> Avtryck:
    return tuple((fil, (s := fil.stat()).st_size, s.st_mtime_ns) for fil in typsnittsfiler(mapp))
