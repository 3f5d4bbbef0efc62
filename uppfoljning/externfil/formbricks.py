"""Formbricks: what its webhook sends, one answer in each line, laid out as a table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kvalitet.kalkyl import Cell, Kalkylfel

MAX_FRAGOR = 100
KLAR = "Finished"
TRASIG = (
    "Rad {rad} är inte ett svar från Formbricks. Skicka filen som webhooken skrev den, ett svar "
    "per rad, eller exportera som CSV."
)


def ar_json(text: str) -> bool:
    return text.lstrip().startswith(("{", "[{", "[ {", "[\n"))


def rader(text: str) -> Iterator[list[Cell]]:
    """Give a row of headings, then a row for each answer: finished or not, and each question.

    Of `meta` (address, browser, country) nothing is read.
    """
    fragor = _fragor(text)
    yield [KLAR, *fragor]
    for klar, data in _svar(text):
        yield ["true" if klar else "false", *(_cell(data.get(fraga)) for fraga in fragor)]


def _fragor(text: str) -> list[str]:
    fragor: dict[str, None] = {}
    for _, data in _svar(text):
        fragor.update(dict.fromkeys(data))
        if len(fragor) > MAX_FRAGOR:
            raise Kalkylfel(f"Filen har fler än {MAX_FRAGOR} frågor. Dela upp den i flera.")
    return list(fragor)


def _svar(text: str) -> Iterator[tuple[bool, dict[str, Any]]]:
    for rad, post in _poster(text):
        inre = post.get("data")
        if isinstance(inre, dict) and isinstance(inre.get("data"), dict):
            handelse = post.get("event")
            if handelse not in (None, "responseFinished"):
                continue  # the same answer comes again when it is finished
            post, inre = inre, inre["data"]
        if not isinstance(inre, dict):
            raise Kalkylfel(TRASIG.format(rad=rad))
        yield post.get("finished") is True, inre


def _poster(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    if text.lstrip().startswith("["):
        delar = enumerate(_las(text, 1), start=1)
    else:
        rader = enumerate(text.splitlines(), start=1)
        delar = ((nr, _las(rad, nr)) for nr, rad in rader if rad.strip())  # type: ignore[assignment]
    for nr, post in delar:
        if not isinstance(post, dict):
            raise Kalkylfel(TRASIG.format(rad=nr))
        yield nr, post


def _las(text: str, rad: int) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as fel:
        raise Kalkylfel(TRASIG.format(rad=rad)) from fel


def _cell(varde: Any) -> Cell:
    if isinstance(varde, list):
        return "; ".join(str(del_) for del_ in varde)
    if isinstance(varde, dict):
        return "; ".join(f"{k}: {v}" for k, v in varde.items())
    return varde if isinstance(varde, (str, int, float, bool)) else None
