"""What is wrong with the addresses of the settings, a sentence each. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email.utils import parseaddr
from urllib.parse import urlsplit


def adressfel(adress: str, vardar: Sequence[str], *, drift: bool) -> Iterator[str]:
    """Tell what is wrong with the site's own address and with the names it answers to."""
    fel = list(_webbplatsens(adress, drift)) if adress else []
    yield from fel
    for vard in vardar:
        if vard == "*" and drift:
            yield "KVALITET_VARDAR är *, så att vilket namn som helst duger. Ange domännamnen."
        elif "/" in vard:
            yield f"KVALITET_VARDAR: ”{vard}” är ingen domän. Skriv som kvalitet.kommunen.se."
    vard = (_delar(adress) or ("", ""))[0]
    if drift and not fel and vard and vardar and not any(_passar(vard, namn) for namn in vardar):
        yield f"KVALITET_ADRESS går till {vard}, som inte finns i KVALITET_VARDAR. Lägg till den."


def _webbplatsens(adress: str, drift: bool) -> Iterator[str]:
    skydd = ("https://",) if drift else ("https://", "http://")
    delar = _delar(adress)
    if not adress.startswith(skydd):
        yield f"KVALITET_ADRESS ska börja med {' eller '.join(skydd)}."
    elif delar is None or not delar[0]:
        yield "KVALITET_ADRESS går inte att tolka. Skriv den som https://kvalitet.kommunen.se."
    elif delar[1]:
        yield f"KVALITET_ADRESS slutar med ”{delar[1]}”. Ange bara https:// och domännamnet."


def _delar(adress: str) -> tuple[str, str] | None:
    """Return the host and what stands after it; None for what is no address."""
    try:
        delar = urlsplit(adress)
        _ = delar.port
    except ValueError:
        return None
    return delar.hostname or "", "".join((delar.path, delar.query, delar.fragment)).strip("/")


def _passar(vard: str, namn: str) -> bool:
    namn = namn.lower()
    if namn.startswith("."):
        return vard == namn[1:] or vard.endswith(namn)
    return namn in ("*", vard)


def avsandarfel(avsandare: str) -> Iterator[str]:
    if avsandare and not all(parseaddr(avsandare)[1].partition("@")[::2]):
        yield (
            f"KVALITET_AVSANDARE är ”{avsandare}” men ska vara en e-postadress, "
            "gärna som Namn <adress>."
        )


def virusskyddsfel(adress: str) -> Iterator[str]:
    if adress and not adress.startswith(("tcp://", "unix:///")):
        yield "KVALITET_CLAMD ska vara ingen eller börja med tcp:// eller unix:///."
    elif adress.startswith("tcp://"):
        try:
            delar = urlsplit(adress)
            hel = bool(delar.hostname and delar.port)
        except ValueError:
            hel = False
        if not hel:
            yield "KVALITET_CLAMD går inte att tolka. Skriv den som tcp://värd:3310."
