"""Full text in Swedish: the indexed vectors and the query that meets them. Pure.

Every text is kept both stemmed ("bibliotekets" is found by "bibliotek") and as it is written, so
that the beginning of a word is found too while it is typed. The letters å, ä and ö are letters
of their own. The database itself keeps the vector of a row with its text: what is erased from the
text leaves the index with it.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models

STAMMAT, SOM_SKRIVET = "swedish", "simple"
MEST_ORD = 8


def vektor(*falt: str) -> models.GeneratedField:
    """Return a column that holds the words of the fields. Left out of what the lists read.

    Kept, and not only indexed as an expression: a word that most texts hold is otherwise dear,
    since every text is taken apart anew.
    """
    return models.GeneratedField(
        expression=SearchVector(*falt, config=STAMMAT) + SearchVector(*falt, config=SOM_SKRIVET),
        output_field=SearchVectorField(),
        db_persist=True,
    )


def fraga(skriven: str) -> SearchQuery | None:
    """Return a query for texts that hold every word, or a word that begins so; None for no word.

    Nothing that is typed is read as an operator.
    """
    ut: SearchQuery | None = None
    for ett in fragor(skriven):
        ut = ett if ut is None else ut & ett
    return ut


def fragor(skriven: str) -> list[SearchQuery]:
    """Return a query for each of the words."""
    return [_Borjan(f"{ord_}:*") for ord_ in ordlista(skriven)]


class _Borjan(SearchQuery):
    """What begins as the word's stem does, which is how the word begins; a stop word has no stem
    and is looked for as it is written. To ask for both reads the index twice."""

    def as_sql(self, *_: Any, **__: Any) -> Any:
        (uttryck,) = self.get_source_expressions()[-1:]
        ord_ = str(uttryck.value)
        stam, skrivet = (f"to_tsquery('{c}', %s)" for c in (STAMMAT, SOM_SKRIVET))
        sql = f"case when numnode({stam}) > 0 then {stam} else {skrivet} end"
        return sql, [ord_, ord_, ord_]


def ordlista(skriven: str) -> list[str]:
    # \w without the underscore, which the database's parser does not take for part of a word.
    return re.findall(r"[^\W_]+", skriven.lower())[:MEST_ORD]
