"""What the inbox offers to choose among: nämnder, units, and the person's own filters.

One question, as dear for five thousand units as for fifty: a larger part of the organisation is
shown a level at a time, around the unit that is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from kvalitet import klocka, kvartext
from kvalitet.behorighet import tilldelningar
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.nyckel import nyckel
from kvalitet.roller import ROLLER, Rattighet
from kvalitet.trad import i_tradordning
from synpunkter.models import SparatFilter

MEST_ENHETER = 100
"""Units that are shown all at once; of more, only those around the chosen one."""


@dataclass(frozen=True)
class Utbud:
    namnder: list[Namnd]
    enheter: list[Enhet]
    """In the order of the tree."""
    filter: list[SparatFilter]
    stegvis: bool
    """Whether there are more units, found by choosing one above them first."""
    under: list[int]
    """The chosen unit and those below it, when they are few; else none."""


_FRAGA = """
with vald as (
    select sokvag, string_to_array(rtrim(sokvag, '.'), '.')::bigint[] as vag
    from kvalitet_enhet where id = %(vald)s and sokvag <> ''
), mina as not materialized (
    select id, namn, sokvag from kvalitet_enhet
    where sokvag like any(%(inom)s) and (upphorde is null or upphorde > %(dag)s)
), fler as materialized (
    select exists (select from mina offset %(mest)s limit 1) as ja
), stegvis as (
    select unnest(vag) as id from vald
    union select unnest(%(overst)s::bigint[])
    union select enhet_id from kvalitet_enhetplacering
    where foralder_id = any(%(overst)s::bigint[] || array[%(vald)s]::bigint[])
        and giltig @> %(dag)s::date
)
select 'namnd', id, namn, '', sv_nyckel(namn) collate "C" from kvalitet_namnd
where %(alla)s or id = any(%(namnder)s)
union all
select 'filter', id, namn, fraga, sv_nyckel(namn) collate "C" from synpunkter_sparatfilter
where agare_id = %(jag)s
union all
select 'enhet', id, namn, sokvag, sv_nyckel(namn) collate "C" from mina
where not (select ja from fler)
union all
select 'stegvis', id, namn, sokvag, sv_nyckel(namn) collate "C" from mina
where (select ja from fler) and id in (select id from stegvis)
union all
select * from (
    select 'under', e.id, '', '', '' from kvalitet_enhet e, vald
    -- What begins with the path, as a span that the index holds: "/" follows ".".
    where e.sokvag ~>=~ vald.sokvag and e.sokvag ~<~ (rtrim(vald.sokvag, '.') || '/')
    limit %(mest)s + 1
) under
"""


def utbud(anvandare: Anvandare, vald: str = "") -> Utbud:
    """Return what the person may choose; `vald` is the key of the chosen unit, as it was sent.

    Of many units: the topmost, the chosen one with those above it, and the level below each. The
    question is in SQL, for what puts one together took longer than all the rest of the page.
    """
    enhet = nyckel(vald) or 0
    kvar = ("utbud", anvandare.pk, tilldelningar(anvandare), klocka.idag(), enhet)
    svar = kvartext.las(kvar, lambda: (_FRAGA, _varden(anvandare, enhet)))
    rader: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for slag, *rad, _ in sorted(svar, key=itemgetter(4, 1)):
        rader[slag].append(tuple(rad))
    enheter = rader["enhet"] + rader["stegvis"]
    under = [pk for pk, _, _ in rader["under"]]
    return Utbud(
        [Namnd(pk=pk, namn=namn) for pk, namn, _ in rader["namnd"]],
        i_tradordning(Enhet(pk=pk, namn=namn, sokvag=vag) for pk, namn, vag in enheter),
        [SparatFilter(pk=pk, namn=namn, fraga=text) for pk, namn, text in rader["filter"]],
        stegvis=bool(rader["stegvis"]),
        under=under if len(under) <= MEST_ENHETER else [],
    )


def _varden(anvandare: Anvandare, vald: int) -> dict[str, Any]:
    roller = [t for t in tilldelningar(anvandare) if Rattighet.SYNPUNKT_SE in ROLLER[t.roll]]
    namnder = {t.namnd_id for t in roller}
    return {
        "vald": vald,
        "jag": anvandare.pk,
        "dag": klocka.idag(),
        "mest": MEST_ENHETER,
        "inom": ["%" if t.i_roten else f"{t.sokvag}%" for t in roller],
        "overst": [int(t.sokvag.split(".")[-2]) for t in roller],
        "alla": None in namnder,
        "namnder": [pk for pk in namnder if pk is not None],
    }
