"""The public form as a whole: the answers, the files, and what keeps programs away."""

from __future__ import annotations

from synpunkter.forms.bilaga import BilagorForm
from synpunkter.forms.lamna import LamnaForm
from synpunkter.forms.skydd import SkyddForm


class InlamningForm(LamnaForm, BilagorForm, SkyddForm):
    field_order = (
        *("typ", "text", "sok", "verksamhet", "plats", "filer"),
        *("svarsval", "epost", "namn"),
    )
