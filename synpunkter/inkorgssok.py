"""Finding cases by words: in what was written, and in what has been said in the case."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
)

from kvalitet import klocka
from kvalitet.databas import bland
from kvalitet.kvartext import Skriven
from synpunkter import kod, sokvektor
from synpunkter.models import Meddelande, Synpunkt

FORSTA_ARET = 2020
"""No reference is older."""


def sokt(skriven: str) -> Q:
    """Return what holds the words, in the synpunkt or in what has been said in its case."""
    # Each is asked by its own index; an "or" over the two tables would read every row.
    forst, *resten = (Synpunkt.objects.filter(q).values("pk") for q in sokvagar(skriven))
    return Q(pk__in=forst.union(*resten, all=True) if resten else forst)


def sokvagar(skriven: str) -> list[Q]:
    """Return the ways in which a case is found: by its reference, its text, or what was said in it.

    A note is found in the nämnd that wrote it alone, which is where it can be read. A reference is
    found whole, or by its last four characters.
    """
    namngivna = Q(referens__in=_mojliga_referenser(skriven))
    fraga = sokvektor.fraga(skriven)
    if fraga is None:
        return [namngivna]
    return [
        namngivna,
        _OSKYDDADE & Q(sokvektor=fraga),
        _OSKYDDADE & Q(pk__in=_sagda().filter(sokvektor=fraga)),
    ]


_OSKYDDADE = Q(skyddad=False)
"""The words of a protected sender are found by no search; the reference is."""


def _sagda() -> QuerySet[Any, Any]:
    """The cases of what was said, where it can be read."""
    i_namnden = Q(namnd=None) | Q(namnd=F("synpunkt__namnd"))
    return Meddelande.objects.filter(i_namnden).order_by().values("synpunkt")


def vagar_i_ordning(skriven: str) -> dict[str, Q]:
    """As `sokvagar`, for who reads the first of a list in order, and therefore does better without
    every hit when they are many; each way by the name that `skriv_sokning` gives it.

    What is common is met where the list is read in order, what is rare is looked up: the one or
    the other is never begun, for what they ask first depends on no row. The hits are an array,
    for the planner believes a rare word to be more common than it is, and would go by the list.
    """
    namngivna = Q(referens__in=_mojliga_referenser(skriven))
    fraga = sokvektor.fraga(skriven)
    if fraga is None:
        return {"namngivna": namngivna}
    i_arendet = Meddelande.objects.filter(
        Q(namnd=None) | Q(namnd=OuterRef("namnd")), synpunkt=OuterRef("pk"), sokvektor=fraga
    )
    skrivet, sagt = (Q(Vanligt(tabell=m._meta.db_table)) for m in (Synpunkt, Meddelande))
    nara = Q(_NARA)
    mellan = Q(synpunkt__gte=_LAGST, synpunkt__lte=_HOGST)
    i_raden = Slagna(skrivet & Q(sokvektor=fraga) | sagt & Q(Exists(i_arendet)))
    uppslagna = (
        _i_index(Synpunkt.objects.order_by().values("pk"), fraga).filter(~skrivet),
        _i_index(_sagda(), fraga).filter(~sagt, ~nara),
        _sagda().filter(~sagt, nara, mellan, Q(Slagna(Q(sokvektor=fraga)))),
    )
    return {
        "namngivna": namngivna,
        "gangna": _OSKYDDADE & (skrivet | sagt) & Q(i_raden),
        "uppslagna": _OSKYDDADE & Q(bland("pk", uppslagna[0].union(*uppslagna[1:], all=True))),
    }


def _i_index(rader: QuerySet[Any, Any], fraga: SearchQuery) -> QuerySet[Any, Any]:
    """The rows that hold the words, of which the index is asked for the rare ones alone: for each
    word it takes up all that have it."""
    rara = _Rara(rader.model._meta.db_table)
    return rader.filter(Q(Slagna(Q(sokvektor=fraga))), sokvektor=rara)


def skriv_sokning(
    forst: Callable[[Q], QuerySet[Any, Any]], skriven: str, antal: int, fran: datetime | str | None
) -> Skriven:
    """Return the question for the keys of the first `antal` of each way to be found.

    `forst` makes one of a condition, of keys and when the cases came. `fran`: where the page
    begins, when the list is in that order. What was said is then looked for among the cases that
    were passed by, if the text of so many hold the words that a page was full before long.
    """
    fragor: dict[str, Skriven] = {}
    for namn, q in vagar_i_ordning(skriven).items():
        with suppress(EmptyResultSet):
            fragor[namn] = forst(q).query.sql_with_params()
    if not fragor:
        raise EmptyResultSet
    if "gangna" not in fragor:
        return fragor["namngivna"]
    fore, varden = _fraga_vanligt(skriven)
    gangna, egna = fragor.pop("gangna")
    resten = "".join(f" union all (select pk from ({sql}) {n})" for n, (sql, _) in fragor.items())  # noqa: S608 - our own
    return (
        _SOKNING.format(fore=fore, gangna=gangna, resten=resten),
        (*varden, *egna, *([fran] * 3), antal, *(v for _, ett in fragor.values() for v in ett)),
    )


_SOKNING = """{fore}, gangna as materialized ({gangna}),
passerade as materialized (
    select least(min(inkom), %s) as fran, greatest(max(inkom), %s) as till from gangna
    having %s::timestamptz is not null and count(*) = %s
),
nara as materialized (
    select min(id) as lagst, max(id) as hogst from (
        select id from synpunkter_synpunkt
        where inkom between (select fran from passerade) and (select till from passerade)
        order by inkom desc limit 30000
    ) forbi having count(*) < 30000
)
select pk from gangna{resten}"""


class Slagna(Func):
    """A condition that is tried on each row as it is met. One that stands alone the planner may
    turn into a join, which reads every row first."""

    template = "(%(expressions)s) is true"
    output_field = BooleanField()


class Vanligt(Func):
    """What `_fraga_vanligt` answered of the table, for each of the ways that turn on it."""

    template = "(select %(tabell)s from vanligt)"
    output_field = BooleanField()


_NARA = Func(
    template="exists(select from nara where lagst is not null)", output_field=BooleanField()
)
"""Whether the keys are known between which the cases lie that were passed by."""
_LAGST, _HOGST = (
    Func(template=sql, output_field=BigIntegerField())
    for sql in ("(select lagst from nara)", "(select hogst from nara)")
)


class _Rara(SearchQuery):
    """The words that are rare in the table, as `_fraga_vanligt` found."""

    def __init__(self, tabell: str) -> None:
        super().__init__(tabell)

    def as_sql(self, *_: Any, **__: Any) -> Any:
        (tabell,) = (u.value for u in self.get_source_expressions()[-1:])
        return f"(select {tabell}_rara from vanligt)", []  # noqa: S608 - our own table


_VANLIGT = """
with {tabeller}, vanligt as materialized (select {svar} from {fran})
"""
_RAKNAD = """
{tabell}_ord as materialized (
    select coalesce(max(id), 0) as antal, count(*) filter (where sokvektor @@ ({alla})) as alla,
        array[{antal}] as n
    from (select id, sokvektor from {tabell} order by id desc limit 2000) nyast
)"""
_DYRT = """
(select
    case when tva then q[1] && q[2] else q[1] end as rara,
    antal::float * alla * case when tva then 5 * alla + 0.45 * (n[1] + n[2]) else 5.45 * n[1] end
        > {gar_hellre} as vanligt
from (
    select antal, alla, ordnade.*,
        0.09 * ordnade.n[2] < ordnade.n[1] * (1 - ordnade.n[2] / 2000.0) as tva
    from {tabell}_ord, lateral (
        select array_agg(n order by n) as n, array_agg(q order by n) as q
        from unnest({tabell}_ord.n, array[{ord}]) as ett(n, q)
    ) ordnade
) raknade) {tabell}_dyrt"""
_SVAR = "{tabell}_dyrt.vanligt as {tabell}, {tabell}_dyrt.rara as {tabell}_rara"
GAR_HELLRE = {Synpunkt: 1.3e8, Meddelande: 2.6e8}
"""Where the looking up grows dearer than the walk. To read fifty hits in order, `alla` of 2 000
being hits, takes some 66 ms / `alla`, and twice that where what was said is asked for each case. To
look them up, five microseconds for each of all the hits there are, and half a microsecond for each
of all places where the index has a word: `antal` / 2 000 times what the newest 2 000 have."""


def _fraga_vanligt(skriven: str) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL that asks of each table, before the question that goes by it: whether a page
    is sooner full when the rows are read in order than when the words are looked up, as the newest
    rows tell, and which words are looked up: the rarest, and the next where its places take less
    time than the rows that it saves."""
    alla = sokvektor.fraga(skriven)
    if alla is None:
        return "", ()
    kompilator = Synpunkt.objects.all().query.get_compiler(DEFAULT_DB_ALIAS)
    fragor = [kompilator.compile(ett) for ett in (alla, *sokvektor.fragor(skriven))]
    (helt, _), *ord_ = fragor
    delar = {
        "alla": helt,
        "antal": ", ".join(f"count(*) filter (where sokvektor @@ {sql})" for sql, _ in ord_),
        "ord": ", ".join(sql for sql, _ in ord_),
    }
    tabeller = {modell._meta.db_table: varde for modell, varde in GAR_HELLRE.items()}
    sql = _VANLIGT.format(
        tabeller=",".join(_RAKNAD.format(tabell=tabell, **delar) for tabell in tabeller),
        svar=",".join(_SVAR.format(tabell=tabell) for tabell in tabeller),
        fran=",".join(
            _DYRT.format(tabell=tabell, gar_hellre=varde, **delar)
            for tabell, varde in tabeller.items()
        ),
    )
    varden = tuple(varde for _, egna in fragor for varde in egna)
    i_ord = tuple(varde for _, egna in ord_ for varde in egna)
    return sql, (*varden, *varden, *i_ord, *i_ord)


def _mojliga_referenser(skriven: str) -> list[str]:
    hel = kod.tolka_referens(skriven)
    if hel:
        return [hel]
    slut = kod.tolka_slut(skriven)
    ar = klocka.idag().year
    return [f"SP-{ett}-{slut}" for ett in range(FORSTA_ARET, ar + 1)] if slut else []
