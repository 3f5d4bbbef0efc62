"""The filling itself, in a process with the environment of the site whose database it fills.

    python3 -m bench.fyllning.fyllare '{"synpunkter": 500, …}'

The last line is JSON: rows by table, seconds by part, and the memory that was needed at most.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date


def main(val: str) -> int:
    import django

    django.setup()
    from bench.fyllning.delar import fyll_allt
    from bench.fyllning.varlden import Storlek

    givet = json.loads(val)
    storlek = Storlek(**{**givet, "dag": date.fromisoformat(givet["dag"])})
    klocka = Klocka()
    utfall = fyll_allt(storlek, os.environ["DATABASE_URL"], klocka)
    minne = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**utfall, "sekunder": klocka.tider, "minne_mb": round(minne)}))
    return 0


class Klocka:
    """How long each part took."""

    def __init__(self) -> None:
        self.tider: dict[str, float] = {}

    @contextmanager
    def del_(self, namn: str) -> Iterator[None]:
        borjan = time.monotonic()
        yield
        self.tider[namn] = round(time.monotonic() - borjan, 1)
        print(f"  {namn}: {self.tider[namn]} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
