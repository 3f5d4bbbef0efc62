"""What the person at the terminal sees."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def skriv(text: str = "") -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # The reader has gone (`bin/demo | head`): what runs must still be stopped in order.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


@contextmanager
def steg(text: str) -> Iterator[None]:
    """Prints a line with the time it took, once the step is done."""
    start = time.monotonic()
    yield
    skriv(f"  {text} ({time.monotonic() - start:.1f} s)")


def sista_raderna(text: str, antal: int = 12) -> str:
    rader = [rad for rad in text.splitlines() if rad.strip()]
    return "\n".join(f"    {rad}" for rad in rader[-antal:])
