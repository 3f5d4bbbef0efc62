"""Finding the synpunkter that may be about the same thing, within the nämnd and what one reads.

PostgreSQL finds the candidates by Swedish full text, among the newest; `likhet` ranks them and
says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Func, Q, QuerySet, TextField

from kvalitet.behorighet import tilldelningar
from kvalitet.databas import bland
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.kvartext import Skriven, las_med
from kvalitet.models import Anvandare
from synpunkter import inkorg
from synpunkter.likhet import Text, orden, rangordna, sokord
from synpunkter.models import Synpunkt
from synpunkter.vardagsord import VARDAGSORD

NAMNDENS, ENHETENS = 600, 200
"""How far back it is looked: of use is what comes now, or came to the same unit."""
KANDIDATER = 40
"""So many, those that share the most, are compared word by word."""
MEST_SOKORD = 20
"""The longest words: they are the rare ones, which tell."""
KORTAST, BORJAN, MEST_BORJOR = 6, 3, 6
_PK, _NAMND, _ENHET, _ORD = -2_000_000_001, -2_000_000_002, -2_000_000_003, "orden som söks"
"""Stand in the kept question where the case's own go: no row has them."""


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
    andra = kandidater(synpunkt, anvandare)
    egna = stammarna(synpunkt) if stammar is None else stammar
    traffar = rangordna(Text(synpunkt.pk, synpunkt.text, egna, synpunkt.enhet_id), andra)
    nycklar = [traff.pk for traff in traffar]
    rader = {rad.pk: rad for rad in _RADERNA.rader(nycklar)} if nycklar else {}
    return [Liknande(rader[traff.pk], traff.skal) for traff in traffar if traff.pk in rader]


def _raderna(nycklar: Sequence[int]) -> QuerySet[Synpunkt]:
    rader = Synpunkt.objects.filter(bland("pk", nycklar))
    return rader.select_related("enhet").defer("sokvektor")


_RADERNA = Kvarfraga(_raderna)


def stammarna(synpunkt: Synpunkt) -> list[str]:
    egen = Synpunkt.objects.filter(pk=synpunkt.pk).order_by()
    stammar: list[str] = egen.values_list(Stammar("text"), flat=True).get()
    return stammar


def kandidater(synpunkt: Synpunkt, anvandare: Anvandare) -> list[Text]:
    """Return those among the nämnd's and the unit's newest that share most with the case: words,
    concepts, or how a long word begins, by which a misspelt one and a compound are met."""
    ord_ = _soks(synpunkt.text)
    if not ord_:
        return []

    def skriv() -> Skriven:
        return _nara(anvandare).query.sql_with_params()

    satts_in = {
        _PK: synpunkt.pk,
        _NAMND: synpunkt.namnd_id,
        _ENHET: synpunkt.enhet_id,
        _ORD: ord_,
    }
    nyckel = ("liknande", anvandare.pk, tilldelningar(anvandare))
    return [Text(*rad) for rad in las_med(nyckel, skriv, satts_in)]


def _nara(anvandare: Anvandare) -> QuerySet[Synpunkt, Any]:
    """The question of a person, whatever the case: `satts_in` above stands in its places."""
    fraga = SearchQuery(_ORD, config="swedish", search_type="raw")
    nyast = Synpunkt.objects.filter(namnd=_NAMND).order_by("-inkom", "-pk").values("pk")
    enhetens = nyast.filter(enhet=_ENHET)
    # Two arrays, so that the newest are what is read, and not every case that has one of the words.
    i_fonstret = [bland("pk", r) for r in (nyast[:NAMNDENS], enhetens[:ENHETENS])]
    andra = inkorg.synliga(anvandare).filter(namnd=_NAMND).exclude(pk=_PK)
    nara = andra.filter(Q(i_fonstret[0]) | Q(i_fonstret[1]), sokvektor=fraga)
    nycklar = nara.order_by(SearchRank(F("sokvektor"), fraga).desc(), "-inkom", "-pk").values("pk")
    # Stemmed when they are chosen: it is a hundred times as dear as to rank them.
    valda = Synpunkt.objects.filter(pk__in=nycklar[:KANDIDATER])
    return valda.values_list("pk", "text", Stammar("text"), "enhet")


def _soks(text: str) -> str:
    """Return what is looked for; "" when there is nothing but what any text holds."""
    ord_ = [ett for ett in orden(text) if ett.isalpha() and len(ett) > 2]
    ord_ = [ett for ett in ord_ if ett not in VARDAGSORD]
    langa = sorted(ord_, key=len, reverse=True)
    borjor = [ett[:BORJAN] for ett in langa[:MEST_BORJOR] if len(ett) >= KORTAST]
    delar = [
        *langa[:MEST_SOKORD],
        *(f"{del_}:*" for del_ in sokord(text)[:MEST_SOKORD] if del_.isalpha()),
        *(f"{borjan}:*" for borjan in borjor),
    ]
    return " | ".join(dict.fromkeys(delar))
