"""Finding the synpunkter that may be about the same thing, within the nämnd and what one reads.

PostgreSQL finds the candidates by its indexes, Swedish full text and trigrams; `likhet` ranks
them and says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery
from django.db.models import Func, Q, QuerySet, TextField

from kvalitet.models import Anvandare
from synpunkter import inkorg
from synpunkter.likhet import Likhet, Text, orden, rangordna, sokord
from synpunkter.models import Synpunkt

KANDIDATER = 400
"""The newest that match are ranked. To rank all of them in the database would stem every text."""
TRIGRAMORD = 6
KORTAST = 5
MEST_SOKORD = 80


class Stammar(Func):
    """The stems of a text, as PostgreSQL's Swedish dictionary makes them."""

    template = "tsvector_to_array(to_tsvector('swedish', %(expressions)s))"
    output_field = ArrayField(TextField())


@dataclass(frozen=True)
class Liknande:
    synpunkt: Synpunkt
    skal: str


def liknande(synpunkt: Synpunkt, anvandare: Anvandare) -> list[Liknande]:
    """Return the most alike in the case's nämnd that the person may read, each with the reason."""
    andra = inkorg.synliga(anvandare).filter(namnd=synpunkt.namnd_id).exclude(pk=synpunkt.pk)
    rader = {rad.pk: rad for rad in kandidater(andra, synpunkt.text)}
    egen = Synpunkt.objects.annotate(stammar=Stammar("text")).get(pk=synpunkt.pk)
    traffar: list[Likhet] = rangordna(_text(egen), [_text(rad) for rad in rader.values()])
    return [Liknande(rader[traff.pk], traff.skal) for traff in traffar]


def kandidater(andra: QuerySet[Synpunkt], text: str) -> QuerySet[Synpunkt]:
    """Return the newest that share a word, a concept or a near spelling."""
    ord_ = [ett for ett in orden(text) if ett.isalpha() and len(ett) > 2]
    if not ord_:
        return andra.none()
    bojda = " | ".join(ord_[:MEST_SOKORD])
    borjor = [f"{del_}:*" for del_ in sokord(text) if del_.isalpha()][:MEST_SOKORD]
    fraga = SearchQuery(" | ".join([bojda, *borjor]), config="swedish", search_type="raw")
    langa = sorted((ett for ett in ord_ if len(ett) >= KORTAST), key=len, reverse=True)
    nara = [Q(text__trigram_word_similar=ett) for ett in langa[:TRIGRAMORD]]
    funna = andra.filter(reduce(or_, nara, Q(sokvektor=fraga)))
    return funna.annotate(stammar=Stammar("text")).order_by("-inkom", "-pk")[:KANDIDATER]


def _text(rad: Synpunkt) -> Text:
    return Text(rad.pk, rad.text, tuple(rad.stammar), rad.enhet_id)  # type: ignore[attr-defined]
