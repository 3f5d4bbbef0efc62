"""An address as a QR code, drawn by segno. Pure."""

from __future__ import annotations

import io

import segno

KANT = 4
"""White squares around the code, as the standard asks for."""
PNG_SKALA = 24
"""Pixels a square: sharp on a poster."""


def svg(adress: str) -> bytes:
    """Return black on white whatever the page's colours, without any style of its own."""
    return _rita(adress, "svg", scale=8, svgclass=None, lineclass=None, light="#fff")


def png(adress: str) -> bytes:
    return _rita(adress, "png", scale=PNG_SKALA)


def _rita(adress: str, slag: str, **val: object) -> bytes:
    ut = io.BytesIO()
    segno.make(adress, error="m", micro=False).save(ut, kind=slag, border=KANT, **val)
    return ut.getvalue()
