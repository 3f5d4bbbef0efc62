"""The lines of the log: JSON for a machine that gathers them, or plain for whoever reads them.

Only the fields that stand here are written: what else hangs on a line (Django hangs the whole
request on it) may be someone's.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from pythonjsonlogger.json import JsonFormatter

from kvalitet import spar
from kvalitet.miljo import Miljo
from kvalitet.version import VERSION

EGNA: Final = ("vy", "metod", "status", "ms")
"""What the line of a request tells besides its message (kvalitet/begaran.py)."""


def format_i(miljo: Miljo) -> str:
    """json or rad: as the setting says, else json in production."""
    lage = miljo.text("KVALITET_LAGE", "produktion")
    forval = "json" if lage == "produktion" else "rad"
    return miljo.val("KVALITET_LOGGFORMAT", ("json", "rad"), forval)


def vald() -> logging.Formatter:
    """Return the chosen format to a program that reads no Django settings (granian)."""
    return Json() if format_i(Miljo()) == "json" else Rad()


class Json(JsonFormatter):
    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False)

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        log_data.update(
            time=datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            level=record.levelname,
            logger=record.name,
            message=record.message,
            process=spar.process.slag,
            version=VERSION,
        )
        log_data.update(_sammanhang(record))
        if record.exc_text or record.exc_info:  # what the handler made of it goes first
            log_data["trace"] = record.exc_text or self.formatException(record.exc_info)


class Rad(logging.Formatter):
    """Time, level, name, message; then the request and the task, where there is one."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  (logging's own name)
        efter = [f"{n}={v}" for n, v in _sammanhang(record) if n in ("begaran", "uppgift")]
        return " ".join((super().formatMessage(record), *efter))


def _sammanhang(record: logging.LogRecord) -> Iterator[tuple[str, Any]]:
    for namn, varde in (("begaran", spar.begaran.get()), ("uppgift", spar.uppgift.get())):
        if varde:
            yield namn, varde
    for namn in EGNA:
        if (eget := record.__dict__.get(namn)) is not None:
            yield namn, eget


def loggning(form: str, *, tyst: bool) -> dict[str, Any]:
    """Return LOGGING: one way out, in one format. `tyst` leaves out the line of each request."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "kvalitet.loggformat.Json"},
            "rad": {"()": "kvalitet.loggformat.Rad"},
        },
        "handlers": {"ut": {"class": "kvalitet.loggfilter.Utskrift", "formatter": form}},
        "root": {"handlers": ["ut"], "level": "INFO"},
        "loggers": {
            # Thirty lines a report, and nothing wrong in any of them.
            "weasyprint.progress": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
            # A line for each question to Kolada.
            "httpx": {"level": "WARNING"},
            "kvalitet.begaran": {"level": "WARNING" if tyst else "INFO"},
        },
    }
