"""The kind enhet: a unit's own måluppfyllelserapport, on the nämnd's pages. Pure.

The dataclass and the templates are those of the nämnd's; only the plan that it is made of, and
whose name stands at its head, is another.
"""

from dataclasses import replace

from uppfoljning.rapport.maluppfyllelse import MALUPPFYLLELSE

ENHET = replace(MALUPPFYLLELSE, nyckel="enhet", namn="Enhetens måluppfyllelserapport")
