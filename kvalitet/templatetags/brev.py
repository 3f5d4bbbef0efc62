"""The tags that a letter is written with: each adds a block to it and writes nothing in place."""

from __future__ import annotations

import re

from django import template
from django.conf import settings
from django.template import Context
from django.utils.translation import gettext

from kvalitet.brev import STARK, Block, Rad

register = template.Library()


def _flata(text: str) -> str:
    """Write the lines of the source as one; no-break spaces stay."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def _hel(url: str) -> str:
    """Give an address of ours its beginning: a mail has no page that it lies on."""
    return f"{settings.ADRESS}{url}" if url.startswith("/") else url


@register.simple_block_tag(takes_context=True)
def amne(context: Context, content: str) -> str:
    context["brev"].amne = content
    return ""


@register.simple_block_tag(takes_context=True)
def rubrik(context: Context, content: str) -> str:
    """The heading, where it is not the subject."""
    context["brev"].rubrik = _flata(content)
    return ""


@register.simple_block_tag(takes_context=True)
def ingang(context: Context, content: str) -> str:
    """What the inbox shows after the subject, where it is not the first paragraph."""
    context["brev"].ingang = _flata(content)
    return ""


@register.simple_tag(takes_context=True)
def halsning(context: Context, namn: str) -> str:
    """Greet by name, or without one. What follows goes on with a small letter."""
    hej = gettext("Hej %(fornamn)s,") % {"fornamn": namn} if namn else gettext("Hej,")
    context["brev"].block.append(Block("hej", hej))
    return ""


@register.simple_block_tag(takes_context=True)
def stycke(context: Context, content: str) -> str:
    context["brev"].block.append(Block("stycke", _flata(content)))
    return ""


@register.simple_tag(takes_context=True)
def skrivet(context: Context, text: str) -> str:
    """What somebody of ours has written, in Swedish and with the lines it has."""
    context["brev"].block.append(Block("skrivet", text))
    return ""


@register.simple_tag(takes_context=True)
def ruta(context: Context, namn: str, varde: object) -> str:
    """A fact to find at a glance; those that follow each other share a box."""
    context["brev"].rad("ruta", Rad(str(namn), str(varde)))
    return ""


@register.simple_tag(takes_context=True)
def knapp(context: Context, text: str, url: str) -> str:
    context["brev"].block.append(Block("knapp", str(text), _hel(url)))
    return ""


@register.simple_tag(takes_context=True)
def lank(context: Context, text: str, url: str) -> str:
    """A way that is not the letter's main one."""
    context["brev"].block.append(Block("lank", str(text), _hel(url)))
    return ""


@register.simple_block_tag(takes_context=True)
def punkt(context: Context, content: str, text: str = "", url: str = "") -> str:
    """A point of a list: `text` is its link, and what the tag holds follows at once."""
    context["brev"].rad("lista", Rad(text, _flata(content), _hel(url)))
    return ""


@register.filter
def stark(varde: object) -> str:
    return STARK.format(varde)
