"""Finding what is alike by words, with PostgreSQL's Swedish full-text search.

Words are compared by their stems ("tiden" finds "tider"). A search takes the beginnings of
words too, so that "rin" finds "ringer".
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import Func, IntegerField, Model, Q, QuerySet, Value

from cykel.models import Brist, Lardom
from cykel.models.atgard import ORDEN_I_BRIST
from cykel.models.lardom import ORDEN_I_LARDOM

FLEST = 5
MINST_GEMENSAMMA = 2
"""Two texts are alike when they share so many words."""
FLEST_ORD = 12
KORTAST = 4
"""Shorter words say too little to liken by; a search takes them all."""

M = TypeVar("M", bound=Model)


def orden(text: str) -> list[str]:
    """The words of a text, each once; letters and digits only, so that they are safe to ask by."""
    return list(dict.fromkeys(re.findall(r"[^\W_]+", text.lower())))


def sok_lardomar(lardomar: QuerySet[Lardom], text: str) -> QuerySet[Lardom]:
    """Keep those that hold every word of `text`, the best first (`tyngd`); what holds no word
    asks for nothing, and keeps them all."""
    ord_ = orden(text)[:FLEST_ORD]
    if not ord_:
        return lardomar.annotate(tyngd=Value(0.0))
    raw = " & ".join(f"{ett}:*" for ett in ord_)
    fraga = SearchQuery(raw, config="swedish", search_type="raw")
    traffar = lardomar.annotate(orden=ORDEN_I_LARDOM).filter(orden=fraga)
    return traffar.annotate(tyngd=SearchRank(ORDEN_I_LARDOM, fraga)).order_by("-tyngd", "-pk")


def liknande_lardomar(brist: Brist) -> list[Lardom]:
    """Secured learnings of the unit and the nämnd that speak of the same thing.

    Only those secured before the brist was noted: they should have hindered it.
    """
    samma = Q(plan__enhet=brist.plan.enhet_id) | Q(plan__namnd=brist.plan.namnd_id)
    tidigare = Lardom.objects.sakrade().filter(samma, sakrad__lte=brist.skapad)
    lika = _lika(tidigare, ORDEN_I_LARDOM, f"{brist.rubrik} {brist.orsak}")
    return list(lika.select_related("plan__enhet", "rutin"))


def liknande_brister(brist: Brist) -> list[Brist]:
    """Earlier brister of the unit in the nämnd that speak of the same thing."""
    tidigare = Brist.objects.filter(
        plan__enhet=brist.plan.enhet_id,
        plan__namnd=brist.plan.namnd_id,
        skapad__lt=brist.skapad,
    ).exclude(pk=brist.pk)
    lika = _lika(tidigare, ORDEN_I_BRIST, f"{brist.rubrik} {brist.orsak}")
    return list(lika.select_related("plan__enhet", "varv").prefetch_related("atgarder"))


def _lika(rader: QuerySet[M], vektor: SearchVector, text: str) -> QuerySet[M]:
    """Keep those that share enough words with `text`, most shared first."""
    ord_ = [ett for ett in orden(text) if len(ett) >= KORTAST][:FLEST_ORD]
    if not ord_:
        return rader.none()
    minst = min(MINST_GEMENSAMMA, len(ord_))
    # The index finds those with enough of the words; they are counted to be put in order.
    par = Stampar(" ".join(ord_), config="swedish")
    par.ensamt = minst == 1
    kandidater = rader.alias(orden=vektor).filter(orden=par)
    gemensamma = Gemensamma(vektor, SearchVector(Value(" ".join(ord_)), config="swedish"))
    raknade = kandidater.annotate(gemensamma=gemensamma)
    return raknade.order_by("-gemensamma", "-skapad", "-pk")[:FLEST]  # type: ignore[no-any-return]


class Stampar(SearchQuery):
    """Asks for any two of a text's stems together (`ensamt`: for its only one). Words that say
    nothing fall out first: a pair with "efter" in it would be found wherever the other is."""

    ensamt = False
    template = (
        "(with stam as (select unnest(tsvector_to_array(to_tsvector(%(expressions)s))) as s)"
        " select string_agg(quote_literal(a.s) || ' & ' || quote_literal(b.s), ' | ')::tsquery"
        " from stam a join stam b on a.s < b.s)"
    )

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, function: Any = None, template: Any = None
    ) -> Any:
        egen = self.template.replace("<", "<=") if self.ensamt else self.template
        return super().as_sql(compiler, connection, template=egen)


class Gemensamma(Func):
    """How many stems two vectors share. The vector is made once for each row: asked for
    each word by itself it was made twelve times, a second in all at 44 000 learnings."""

    template = "(select count(*) from (select unnest(tsvector_to_array(%(expressions)s))) lika)"
    arg_joiner = ")) intersect select unnest(tsvector_to_array("
    output_field = IntegerField()
