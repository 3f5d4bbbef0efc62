"""Kolada's values in our words: why one is missing, what its source is called. Pure."""

from __future__ import annotations

from uppfoljning.kolada.svar import Vardepost

KALLA = "Kolada"
"""The source of a value as delivered. A figure of our own counting never bears it."""
BORTTAGET = "Värdet har tagits bort i Kolada."
SAKNAS = "Värdet saknas i Kolada."
# The symbols of Kolada's own site, and words seen for them in the API. A secret value begins with
# "..", which is what hides it, and what it could be counted from, on every page.
_ORSAKER = {
    "-": "Bortfall i Kolada",
    "missing": "Bortfall i Kolada",
    ".": "Inte tillämpligt enligt Kolada",
    "..": ".. sekretess enligt Kolada",
    "private": ".. sekretess enligt Kolada",
}


def bortfallsorsak(post: Vardepost) -> str:
    """Return why there is no value, the raw status with it; empty when there is one."""
    if post.borttagen:
        return BORTTAGET
    if post.varde is not None:
        return ""
    if not post.status:
        return SAKNAS
    orsak = _ORSAKER.get(post.status.lower(), SAKNAS.rstrip("."))
    return f"{orsak} (status ”{post.status}”)"


def kalla(post: Vardepost, *, grupp: bool) -> str:
    """Return the source as it is printed, with the members behind a group's value and the status
    that a value came with."""
    delar = [KALLA]
    if grupp and post.antal:
        delar.append(f"medel av {post.antal} kommuner")
    if post.status and post.varde is not None:
        delar.append(f"status {post.status}")
    return ", ".join(delar)
