"""Full text in Swedish: the indexed expressions and the query that meets them. Pure.

Every text is kept both stemmed ("bibliotekets" is found by "bibliotek") and as it is written, so
that the beginning of a word is found too while it is typed. The letters å, ä and ö are letters
of their own. The indexes are expressions: what is erased from a row leaves the index with it.
"""

from __future__ import annotations

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models.expressions import CombinedExpression

STAMMAT, SOM_SKRIVET = "swedish", "simple"
MEST_ORD = 8


def vektor(*falt: str) -> CombinedExpression:
    """Return the expression that is indexed; a query must use the very same."""
    return SearchVector(*falt, config=STAMMAT) + SearchVector(*falt, config=SOM_SKRIVET)


SYNPUNKT = vektor("text", "plats")
MEDDELANDE = vektor("text")


def fraga(skriven: str) -> SearchQuery | None:
    """Return a query for texts that hold every word, or a word that begins so; None for no word.

    Nothing that is typed is read as an operator.
    """
    ut: SearchQuery | None = None
    for ord_ in ordlista(skriven):
        ett = SearchQuery(f"{ord_}:*", config=STAMMAT, search_type="raw") | SearchQuery(
            f"{ord_}:*", config=SOM_SKRIVET, search_type="raw"
        )
        ut = ett if ut is None else ut & ett
    return ut


def ordlista(skriven: str) -> list[str]:
    # \w without the underscore, which the database's parser does not take for part of a word.
    return re.findall(r"[^\W_]+", skriven.lower())[:MEST_ORD]
