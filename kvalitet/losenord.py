"""What a password costs to guess: how it is kept, and which words it cannot consist of."""

from __future__ import annotations

import re
from unicodedata import combining, normalize

from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core.exceptions import ValidationError

MINST_EGET = 10
"""Characters that a password has beside the words below."""
_TEXT = """forbattringshjulet forbattring kvalitet kommun namnd region synpunkt verksamhetsplan
administrator admin chef handlaggare samordnare revisor sekreterare losenord password passord
valkommen welcome inloggning hemlig qwerty asdfgh abc123 123456 sommar vinter host januari februari
mars april maj juni juli augusti september oktober november december mandag tisdag onsdag torsdag
fredag lordag sondag sverige sweden"""
VANTADE = frozenset(_TEXT.split())
"""Of the system, its people and the calendar, without marks. The municipality's own words come
from its name (`_ord`)."""


class Scryptlosenord(ScryptPasswordHasher):
    """Scrypt at the cost that OWASP ASVS 5.0 (appendix C) asks for: 32 MiB and three rounds. What
    was kept at Django's own cost is kept anew when its owner signs in."""

    work_factor = 2**15
    parallelism = 3
    maxmem = 64 * 1024 * 1024


class VantadeOrd:
    """Refuse what would be guessed by whoever knows where it is used: Linköpingskommun2026."""

    def validate(self, password: str, user: object = None) -> None:
        utan = helt = naken(password)
        for ett in sorted(_ord(), key=len, reverse=True):
            utan = utan.replace(ett, "")
        if utan != helt and len(utan) < MINST_EGET:
            raise ValidationError(
                "Lösenordet är lätt att gissa: det består mest av ord som hör till kommunen, "
                "systemet eller kalendern. Lägg till ord som inte hör dit.",
                code="vantade_ord",
            )

    def get_help_text(self) -> str:
        return "Använd inte bara ord som hör till kommunen, systemet eller kalendern."


def naken(text: str) -> str:
    """Return the text in small letters, without blanks and the marks of its letters."""
    return "".join(t for t in normalize("NFKD", text.casefold()) if not combining(t) and t != " ")


def _ord() -> frozenset[str]:
    kommunens = re.findall(r"\w{4,}", settings.ORGANISATION.namn)
    return VANTADE | {naken(ett) for ett in kommunens}
