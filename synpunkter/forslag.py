"""Suggesting unit and theme from the nämnd's own closed cases. A person decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Expression, F, Func, OuterRef, QuerySet, Subquery, TextField

from kvalitet.kvartext import Skriven, las
from kvalitet.models import Enhet
from synpunkter.bayes import MINST_PER_KLASS, Exempel, Gissning, lar_klasser
from synpunkter.likhet import orden
from synpunkter.liknande import Stammar, stammarna
from synpunkter.models import Forslagsmatning, Forslagsval, Monsterkoppling, Synpunkt, Tema
from synpunkter.tillstand import Utfall

FLEST = 1000
"""The closed ones that came last are what is learnt from."""
MINST_SANNOLIKT = 0.5
"""A guess less probable than this is not shown."""
SAKER = 0.9

Slag = Forslagsmatning.Slag


class Sokord(Func):
    """The words of a search vector."""

    function = "tsvector_to_array"
    output_field = ArrayField(TextField())


@dataclass(frozen=True)
class Forslag:
    vad: str
    klass: str
    sakerhet: str
    ord: tuple[str, ...]
    """The words of the case that spoke for it."""


def ar_pa(namnd: int) -> bool:
    return not Forslagsval.objects.filter(namnd=namnd, pa=False).exists()


def forslag_for(synpunkt: Synpunkt, stammar: list[str] | None = None) -> list[Forslag]:
    """Return what is suggested for the case; nothing where the nämnd has turned it off. `stammar`
    are the stems of its text, where they have been read."""
    if not ar_pa(synpunkt.namnd_id):
        return []
    egna = stammarna(synpunkt) if stammar is None else stammar
    gissade = {slag: _gissa(slag, synpunkt, egna) for slag in Slag}
    namn = _namn(gissade)
    return [
        Forslag(
            vad=slag.label,
            klass=namn[slag],
            sakerhet="troligt" if g.sannolikhet >= SAKER else "möjligt",
            ord=_som_de_skrevs(synpunkt.text, g.stammar),
        )
        for slag, g in gissade.items()
        if g is not None and slag in namn
    ]


def exempel(slag: str, namnd: int) -> list[Exempel[int]]:
    """Return what people decided in closed cases, oldest first: of those that have words left and
    were no spam, which nobody gave a unit."""
    nyast = _nyast(slag, namnd, Stammar("text"))
    ut: list[Exempel[int]] = [(klassen, stammar) for klassen, stammar in nyast]
    return ut[::-1]


def _nyast(slag: str, namnd: int, ord_: Expression) -> QuerySet[Synpunkt, Any]:
    avslutade = Synpunkt.objects.filter(namnd=namnd, avslutad__isnull=False, gallrad=None)
    rader = avslutade.exclude(utfall=Utfall.SKRAPPOST).annotate(stammar=ord_)
    if slag == Slag.ENHET:
        rader = rader.annotate(klass=F("enhet"))
    else:
        forsta = Monsterkoppling.objects.filter(synpunkt=OuterRef("pk")).order_by("pk")
        rader = rader.filter(pk__in=Monsterkoppling.objects.order_by().values("synpunkt"))
        rader = rader.annotate(klass=Subquery(forsta.values("monster__tema")[:1]))
    # By when they came, as an index has them.
    return rader.order_by("-inkom", "-pk").values_list("klass", "stammar")[:FLEST]


_PER_KLASS = """
select klass, count(*), string_agg(array_to_string(stammar, ' '), ' ') from ({}) as nyast
group by klass having count(*) >= %s order by klass
"""


def _larda(slag: str, namnd: int) -> list[tuple[int, int, list[str]]]:
    """What people decided, by class, where there is enough to learn from; a stem has no space. Of
    a thousand texts the words are handed over in few pieces."""
    # What is kept for the search holds the stems and the words as they are written: read in a
    # tenth of the time it takes to stem the texts, and only the case's own stems are looked up.

    def skriv() -> Skriven:
        sql, varden = _nyast(slag, namnd, Sokord("sokvektor")).query.sql_with_params()
        return _PER_KLASS.format(sql), (*varden, MINST_PER_KLASS)

    rader = las(("exempel", slag, namnd), skriv)
    return [(klass, antal, ord_.split()) for klass, antal, ord_ in rader]


def _gissa(slag: str, synpunkt: Synpunkt, stammar: list[str]) -> Gissning[int] | None:
    modell = lar_klasser(_larda(slag, synpunkt.namnd_id))
    gissning = modell.gissa(stammar) if modell else None
    return gissning if gissning and gissning.sannolikhet >= MINST_SANNOLIKT else None


def _namn(gissade: dict[Slag, Gissning[int] | None]) -> dict[Slag, str]:
    namn: dict[Slag, str] = {}
    enhet, tema = gissade[Slag.ENHET], gissade[Slag.TEMA]
    verksam = Enhet.objects.verksamma().filter(pk=enhet.klass).first() if enhet else None
    if verksam is not None:
        namn[Slag.ENHET] = str(verksam)
    if tema and (rad := Tema.objects.filter(pk=tema.klass).first()):
        namn[Slag.TEMA] = str(rad)
    return namn


def _som_de_skrevs(text: str, stammar: tuple[str, ...]) -> tuple[str, ...]:
    """The stems as the words that they are in the text."""
    ord_ = orden(text)
    return tuple(next((o for o in ord_ if o.startswith(s)), s) for s in stammar)
