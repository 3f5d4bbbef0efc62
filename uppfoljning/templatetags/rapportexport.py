"""The formats that a report can be had in, for the links to them."""

from __future__ import annotations

from django import template

from uppfoljning.export.format import FORMAT, Exportformat
from uppfoljning.models import Rapport
from uppfoljning.rapport.alla import SLAG

register = template.Library()


@register.simple_tag
def exportformat(rapport: Rapport) -> list[Exportformat]:
    """None of a kind that has no document."""
    return list(FORMAT.values()) if SLAG[rapport.slag].dokument else []
