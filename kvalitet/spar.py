"""What a line of the log belongs to: a request, a task, a kind of process. Pure.

The id of a request follows it to the tasks that it asks for, so that all that came of a click
can be found by one word.
"""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

GILTIG: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
"""What a proxy may name a request; anything else (a line break, a link) gets a name of ours."""

begaran: ContextVar[str] = ContextVar("begaran", default="")
"""The id of the request that is answered, or that asked for the task that runs."""
uppgift: ContextVar[str] = ContextVar("uppgift", default="")
"""The name and id of the task that runs."""


@dataclass
class Process:
    slag: str = "kommando"
    """webb, arbetare, tidtagare or kommando."""


process: Final = Process()


def namnge(fran_proxyn: str) -> str:
    """Return the id of a request: the proxy's own where it is one, else a new."""
    return fran_proxyn if GILTIG.fullmatch(fran_proxyn) else secrets.token_hex(8)
