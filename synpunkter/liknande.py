"""Finding the synpunkter that may be about the same thing, within the nämnd and what one reads.

PostgreSQL finds the candidates by Swedish full text, among the newest; `likhet` ranks them and
says why.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Func, Q, QuerySet, TextField

from kvalitet.databas import bland
from kvalitet.models import Anvandare
from synpunkter import inkorg
from synpunkter.likhet import Likhet, Text, orden, rangordna, sokord
from synpunkter.models import Synpunkt
from synpunkter.vardagsord import VARDAGSORD

NAMNDENS, ENHETENS = 600, 200
"""How far back it is looked: of use is what comes now, or came to the same unit."""
KANDIDATER = 40
"""So many, those that share the most, are compared word by word."""
MEST_SOKORD = 20
"""The longest words: they are the rare ones, which tell."""
KORTAST, BORJAN, MEST_BORJOR = 6, 3, 6


class Stammar(Func):
    """The stems of a text, as PostgreSQL's Swedish dictionary makes them."""

    template = "tsvector_to_array(to_tsvector('swedish', %(expressions)s))"
    output_field = ArrayField(TextField())


@dataclass(frozen=True)
class Liknande:
    synpunkt: Synpunkt
    skal: str


def liknande(
    synpunkt: Synpunkt, anvandare: Anvandare, stammar: list[str] | None = None
) -> list[Liknande]:
    """Return the most alike in the case's nämnd that the person may read, each with the reason.
    `stammar` are the stems of its text, where they have been read."""
    andra = inkorg.synliga(anvandare).filter(namnd=synpunkt.namnd_id).exclude(pk=synpunkt.pk)
    rader = {rad.pk: rad for rad in kandidater(andra, synpunkt)}
    egna = stammarna(synpunkt) if stammar is None else stammar
    egen = Text(synpunkt.pk, synpunkt.text, egna, synpunkt.enhet_id)
    traffar: list[Likhet] = rangordna(egen, [_text(rad) for rad in rader.values()])
    return [Liknande(rader[traff.pk], traff.skal) for traff in traffar]


def stammarna(synpunkt: Synpunkt) -> list[str]:
    egen = Synpunkt.objects.filter(pk=synpunkt.pk).order_by()
    stammar: list[str] = egen.values_list(Stammar("text"), flat=True).get()
    return stammar


def kandidater(andra: QuerySet[Synpunkt], synpunkt: Synpunkt) -> list[Synpunkt]:
    """Return those among the nämnd's and the unit's newest that share most with the case: words,
    concepts, or how a long word begins, by which a misspelt one and a compound are met."""
    fraga = _fraga(synpunkt.text)
    if fraga is None:
        return []
    nyast = Synpunkt.objects.filter(namnd=synpunkt.namnd_id).order_by("-inkom", "-pk").values("pk")
    enhetens = nyast.filter(enhet=synpunkt.enhet_id)
    # Two arrays, so that the newest are what is read, and not every case that has one of the words.
    i_fonstret = [bland("pk", r) for r in (nyast[:NAMNDENS], enhetens[:ENHETENS])]
    nara = andra.filter(Q(i_fonstret[0]) | Q(i_fonstret[1]), sokvektor=fraga)
    nycklar = nara.order_by(SearchRank(F("sokvektor"), fraga).desc(), "-inkom", "-pk").values("pk")
    # Stemmed when they are chosen: it is a hundred times as dear as to rank them.
    valda = Synpunkt.objects.filter(pk__in=nycklar[:KANDIDATER]).annotate(stammar=Stammar("text"))
    return list(valda.select_related("enhet").defer("sokvektor"))


def _fraga(text: str) -> SearchQuery | None:
    """Return what is looked for; None when there is nothing but what any text holds."""
    ord_ = [ett for ett in orden(text) if ett.isalpha() and len(ett) > 2]
    ord_ = [ett for ett in ord_ if ett not in VARDAGSORD]
    langa = sorted(ord_, key=len, reverse=True)
    borjor = [ett[:BORJAN] for ett in langa[:MEST_BORJOR] if len(ett) >= KORTAST]
    delar = [
        *langa[:MEST_SOKORD],
        *(f"{del_}:*" for del_ in sokord(text)[:MEST_SOKORD] if del_.isalpha()),
        *(f"{borjan}:*" for borjan in borjor),
    ]
    if not delar:
        return None
    return SearchQuery(" | ".join(dict.fromkeys(delar)), config="swedish", search_type="raw")


def _text(rad: Synpunkt) -> Text:
    return Text(rad.pk, rad.text, tuple(rad.stammar), rad.enhet_id)  # type: ignore[attr-defined]
