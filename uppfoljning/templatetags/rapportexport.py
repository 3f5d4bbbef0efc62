"""The formats that a report can be had in, for the links to them."""

from __future__ import annotations

from django import template

from uppfoljning.export.format import FORMAT, Exportformat

register = template.Library()


@register.simple_tag
def exportformat() -> list[Exportformat]:
    return list(FORMAT.values())
