"""The public form as a whole: the answers, the files, and what keeps programs away."""

from __future__ import annotations

from collections.abc import Iterable

from synpunkter.forms.bilaga import BilagorForm
from synpunkter.forms.publik import SkrivForm, SynpunktForm
from synpunkter.forms.skydd import SkyddForm


class LamnaForm(SynpunktForm, BilagorForm, SkyddForm):
    field_order = ("typ", "text", "verksamhet", "plats", "filer", "svarsval", "epost", "namn")

    def bifoga(self) -> Iterable[tuple[str, str]]:
        """As the answers, without the file field: a file travels as its key."""
        return [(namn, varde) for namn, varde in super().bifoga() if namn != "filer"]


class SkrivMedFilerForm(SkrivForm, BilagorForm):
    field_order = ("text", "filer")
