"""What htmx swaps in, asked of the answer's own text."""

from __future__ import annotations

import re

OOB = re.compile(r'<(\w+) id="(\w+)"[^>]* hx-swap-oob="innerHTML">(.*?)</\1>', re.DOTALL)


def del_och_bredvid(svar: str) -> tuple[str, dict[str, str]]:
    """Return the list that is swapped, and what goes into elements beside it, by their id."""
    return OOB.sub("", svar).strip(), {id_: inre for _, id_, inre in OOB.findall(svar)}


def ar_sidans(svar: str, sida: str) -> bool:
    """Tell whether every part of what is swapped stands in the page that a reload shows."""
    del_, bredvid = del_och_bredvid(svar)
    return del_ in sida and all(
        re.search(rf'id="{id_}"[^>]*>{re.escape(inre)}</', sida) for id_, inre in bredvid.items()
    )
