"""What decides a report's bytes beside its snapshot: our own files, and the tools."""

from __future__ import annotations

import ctypes
import json
import platform
import zlib
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

PAKET = (
    *("weasyprint", "pydyf", "tinyhtml5", "tinycss2", "cssselect2", "fonttools", "pillow"),
    *("pikepdf", "django"),
)
SAKNAS = "saknas"
"""A library that this machine does not have; the worker that makes the file has it."""

_MAPPAR = ("templates/rapport", "uppfoljning/rapport", "kvalitet/diagram")
_MALLAR = "templates/komponenter/diagram"
_KALLOR = (
    "uppfoljning/templatetags/rapport.py",
    "kvalitet/pdf.py",
    "kvalitet/pdf_markning.py",
    "kvalitet/pdf_typsnitt.py",
    "kvalitet/texter.py",
)


@cache
def mallversion() -> str:
    """Return a hash of all that decides the file's bytes beside the snapshot."""
    summa = sha256(json.dumps(dict(_versioner()), sort_keys=True).encode())
    for fil in _filer():
        summa.update(f"{fil.relative_to(settings.ROT)}\0".encode())
        summa.update(sha256(fil.read_bytes()).digest())
    return summa.hexdigest()


def verktyg() -> dict[str, str]:
    """The tools by name and version, and the version of the templates: kept with every file."""
    return {**_versioner(), "mallversion": mallversion()}


@cache
def _versioner() -> Mapping[str, str]:
    import pikepdf

    return {
        **{paket: version(paket) for paket in PAKET},
        "python": platform.python_version(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "qpdf": pikepdf.__libqpdf_version__,
        "pango": _pango(),
        "harfbuzz": _text("libharfbuzz.so.0", "hb_version_string"),
        "harfbuzz-subset": _text("libharfbuzz-subset.so.0", "hb_version_string"),
        "freetype": _freetype(),
        "fontconfig": _punkter(_heltal("libfontconfig.so.1", "FcGetVersion")),
    }


def _filer() -> list[Path]:
    filer = [
        fil
        for mapp in (*_MAPPAR, _MALLAR)
        for fil in (settings.ROT / mapp).rglob("*")
        if fil.suffix in (".py", ".html", ".css", ".svg", ".ttf")
    ]
    return sorted([*filer, *(settings.ROT / stig for stig in _KALLOR)])


# --- libraries of the machine, asked without the half second that WeasyPrint takes to import ------


def _bibliotek(namn: str) -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(namn)
    except OSError:
        return None


def _pango() -> str:
    return _text("libpango-1.0.so.0", "pango_version_string")


def _text(namn: str, funktion: str) -> str:
    bibliotek = _bibliotek(namn)
    if bibliotek is None:
        return SAKNAS
    svar = getattr(bibliotek, funktion)
    svar.restype = ctypes.c_char_p
    return bytes(svar()).decode()


def _heltal(namn: str, funktion: str) -> int | None:
    bibliotek = _bibliotek(namn)
    return None if bibliotek is None else int(getattr(bibliotek, funktion)())


def _punkter(tal: int | None) -> str:
    """21401 → "2.14.1"."""
    return SAKNAS if tal is None else f"{tal // 10_000}.{tal // 100 % 100}.{tal % 100}"


def _freetype() -> str:
    bibliotek, handtag = _bibliotek("libfreetype.so.6"), ctypes.c_void_p()
    if bibliotek is None or bibliotek.FT_Init_FreeType(ctypes.byref(handtag)):
        return SAKNAS
    delar = [ctypes.c_int() for _ in range(3)]
    bibliotek.FT_Library_Version(handtag, *map(ctypes.byref, delar))
    bibliotek.FT_Done_FreeType(handtag)
    return ".".join(str(del_.value) for del_ in delar)
