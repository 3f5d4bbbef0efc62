"""A letter is a list of blocks; its HTML and its text are two ways to write the same blocks.

The source of a letter is templates/epost/<mall>.txt. Its tags (kvalitet/templatetags/brev.py) put
the blocks here, one after the other. What they hold is never read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.conf import settings
from django.template import Context, engines
from django.template.backends.django import DjangoTemplates
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

Slag = Literal["hej", "stycke", "skrivet", "ruta", "knapp", "lank", "lista"]
STARK = "\x02{}\x03"
"""What the filter `stark` puts around a word; HTML writes it bold, text as it is."""
_STARKT = re.compile("\x02([^\x02\x03]*)\x03")
_UTAN = dict.fromkeys(map(ord, STARK.format("")))


@dataclass(frozen=True)
class Rad:
    """A line of a box (name and value) or of a list (link and what is said after it)."""

    text: str
    mer: str = ""
    url: str = ""


@dataclass(frozen=True)
class Block:
    slag: Slag
    text: str = ""
    url: str = ""
    rader: list[Rad] = field(default_factory=list)

    @property
    def html(self) -> SafeString:
        """The words, escaped, with what is strong in bold."""
        starkt = _STARKT.sub(r"<strong>\1</strong>", escape(self.text))
        return mark_safe(starkt.translate(_UTAN))  # noqa: S308 - escaped above


@dataclass
class Innehall:
    """`ingang`: what the inbox shows after the subject."""

    amne: str = ""
    rubrik: str = ""
    ingang: str = ""
    block: list[Block] = field(default_factory=list)

    def rad(self, slag: Literal["ruta", "lista"], rad: Rad) -> None:
        """Add a line to the box or the list that the letter has come to, or begin one."""
        if not self.block or self.block[-1].slag != slag:
            self.block.append(Block(slag))
        self.block[-1].rader.append(rad)


def las_mall(mall: str, sammanhang: Mapping[str, Any]) -> Innehall:
    """Return what templates/epost/<mall>.txt says of `sammanhang`, in the active language."""
    motor = engines["django"]
    assert isinstance(motor, DjangoTemplates)  # noqa: S101 - narrows the type
    brev = Innehall()
    allt = {**sammanhang, "brev": brev, "organisation": settings.ORGANISATION}
    motor.engine.get_template(f"epost/{mall}.txt").render(Context(allt, autoescape=False))
    brev.amne = " ".join(brev.amne.split())  # a line break here would begin another header
    brev.rubrik = brev.rubrik or brev.amne
    forsta = next((block.text for block in brev.block if block.slag == "stycke"), "")
    brev.ingang = (brev.ingang or forsta).translate(_UTAN)
    return brev


def som_html(brev: Innehall) -> str:
    sammanhang = {"brev": brev, "organisation": settings.ORGANISATION, "fot": _fot()}
    return render_to_string("epost/bas.html", sammanhang)


def som_text(brev: Innehall) -> str:
    slut = gettext("Vänliga hälsningar") + f"\n{settings.ORGANISATION.namn}"
    return "\n\n".join([*map(_text, brev.block), _fot(), slut]).strip()


def _text(block: Block) -> str:
    match block.slag:
        case "ruta":
            return "\n".join(f"{rad.text}: {rad.mer}" for rad in block.rader)
        case "lista":
            return "\n".join(map(_punkt, block.rader))
        case "knapp" | "lank":
            return f"{block.text}{'' if block.text.endswith('?') else ':'}\n{block.url}"
        case "skrivet":
            return block.text
        case _:
            return block.text.translate(_UTAN)


def _punkt(rad: Rad) -> str:
    return f"- {rad.text}{rad.mer}" + (f"\n  {rad.url}" if rad.url else "")


def _fot() -> str:
    organisation = settings.ORGANISATION
    fot = gettext("Svara inte på det här mejlet.")
    if organisation.telefon:
        ring = gettext("Du kan ringa %(telefon)s") % {"telefon": organisation.telefon}
        nar = f", {organisation.oppettider}" if organisation.oppettider else ""
        fot += f" {ring}{nar}."
    return fot
