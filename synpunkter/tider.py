"""Coarse time: of what an anonymous sender does, only the hour is kept. Pure.

A web server's or a proxy's own log, kept by someone else, could otherwise be laid beside ours.
"""

from __future__ import annotations

from datetime import datetime


def grov(tid: datetime, *, tidigast: datetime | None = None) -> datetime:
    """Return the beginning of the hour, but nothing before `tidigast`: a reply never comes
    before what it answers."""
    timme = tid.replace(minute=0, second=0, microsecond=0)
    return timme if tidigast is None else max(timme, tidigast)
