"""Images drawn anew: only the picture is left, upright, without place, camera or tail. Pure."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

from django.utils.translation import gettext_noop as _
from PIL import Image, ImageFile, ImageOps

from synpunkter.bilagor.slag import Avvisad, Slag

MEST_PUNKTER = {"JPEG": 50_000_000, "PNG": 25_000_000, "GIF": 25_000_000, "WEBP": 25_000_000}
"""Pixels that may be drawn. A telephone takes 48 million, and a JPEG can be read smaller."""
LANGSTA_SIDA = 4000
"""Pixels of what is kept: enough to read a letter or a number plate."""
MEST_SVEP = 64
"""Scans in a JPEG. A progressive one has ten; a bomb is drawn thousands of times."""
_MARKOR = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_TRASIG = _("Bilden går inte att läsa. Öppna den, spara den på nytt som jpg och försök igen.")
_ENSAM = Lock()
_FOR_STOR = _("Bilden har för många bildpunkter. Minska den och försök igen.")


def rita_om(data: bytes, format_: str) -> tuple[Slag, bytes]:
    """Return the picture as a new file. Of a moving one, the first picture."""
    try:
        with warnings.catch_warnings(), _bara_hela():
            warnings.simplefilter("ignore")  # the size is tried here, with a limit of our own
            return _rita(data, format_)
    except Avvisad:
        raise
    except Image.DecompressionBombError as fel:
        raise Avvisad(_FOR_STOR) from fel
    except Exception as fel:
        # A broken image breaks its reader in any of a hundred ways.
        raise Avvisad(_TRASIG) from fel


@contextmanager
def _bara_hela() -> Iterator[None]:
    """Let Pillow refuse what is cut off. WeasyPrint turns that off in the whole process."""
    with _ENSAM:
        forut = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = forut


def _rita(data: bytes, format_: str) -> tuple[Slag, bytes]:
    if format_ == "JPEG" and _antal_svep(data) > MEST_SVEP:
        raise Avvisad(_TRASIG)
    with Image.open(io.BytesIO(data), formats=[format_]) as oppnad:
        if oppnad.width * oppnad.height > MEST_PUNKTER[format_]:
            raise Avvisad(_FOR_STOR)
        oppnad.draft("RGB", (LANGSTA_SIDA, LANGSTA_SIDA))  # a JPEG is read at a fraction
        oppnad.load()
        with suppress(Exception):  # a broken note of how the camera was held is no reason
            ImageOps.exif_transpose(oppnad, in_place=True)
        return _ny(oppnad, format_)


def _ny(bild: Image.Image, format_: str) -> tuple[Slag, bytes]:
    genomskinlig = bild.has_transparency_data
    ren = bild.convert("RGBA" if genomskinlig else "RGB")
    ren.thumbnail((LANGSTA_SIDA, LANGSTA_SIDA))
    ren.info.clear()  # comments and profiles would be written along
    ut = io.BytesIO()
    if genomskinlig or format_ in ("PNG", "GIF"):
        ren.save(ut, "PNG")
        return Slag.PNG, ut.getvalue()
    ren.save(ut, "JPEG", quality=88)
    return Slag.JPEG, ut.getvalue()


def _antal_svep(data: bytes) -> int:
    plats, svep = 2, 0
    while markor := _MARKOR.search(data, plats):
        if markor[0] == b"\xff\xd9":
            break
        svep += markor[0] == b"\xff\xda"
        plats = markor.end() + max(2, int.from_bytes(data[markor.end() : markor.end() + 2], "big"))
    return svep
