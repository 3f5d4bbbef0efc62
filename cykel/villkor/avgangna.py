"""What may be without somebody who answers for it, asked of everything alive in one statement.

Each row by itself, in the words of the ORM, cost 170 ms and eight statements for who coordinates
5 000 units. Never less is found here than what `overlamning` finds, which is asked of these alone.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connections

from cykel.models import Atgard
from cykel.models.plan import LEVANDE
from cykel.models.sprang import PAGAENDE
from cykel.tillstand import Versionslage
from kvalitet import klocka
from kvalitet.behorighet import rackvidd, tilldelningar
from kvalitet.models import Anvandare
from kvalitet.postgresql.base import DatabaseWrapper
from kvalitet.roller import ROLLER, Rattighet

LASER = [roll for roll, ratter in ROLLER.items() if Rattighet.PLAN_SE in ratter]
Kandidater = dict[str, dict[int, set[int]]]
"""By kind: the key of the object (of an activity: its plan's), and the people who may have left."""


MEST_ENHETER = 300
"""Units whose leavers the start page tells of. Of more, those nearest: the role's own unit and the
ones right under it, for further down somebody stands nearer; the queue's own page has them all."""


def kandidater(av: Anvandare, ratt: Rattighet) -> Kandidater:
    """Return what lies where `av` holds the right, of people who perhaps do not reach it."""
    platser = [plats for plats, _ in rackvidd(av, ratt)]
    fraga = _ALLAS.format(inom=_OVERALLT if "" in platser else _I_TRADET, laser=_LASER)
    return _kandidater(av, ratt, fraga, _koppling().cursor(), platser=platser)


def kandidater_nara(av: Anvandare, ratt: Rattighet) -> Kandidater:
    """As `kandidater`, bounded: when there are more units than `MEST_ENHETER`, in the nearest."""
    fraga = _DE_NARMASTES.format(inom=_NARMAST, laser=_LASER)
    # Few units, found by their keys: to plan the question takes longer than to answer it.
    forberedd = _koppling().forberedd()
    return _kandidater(av, ratt, fraga, forberedd, enheter=_narmaste(av, ratt))


def _koppling() -> DatabaseWrapper:
    return cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])


def _kandidater(
    av: Anvandare, ratt: Rattighet, fraga: str, markoren: Any, **enheterna: Any
) -> Kandidater:
    namnder = [namnd for _, namnd in rackvidd(av, ratt)]
    varden: dict[str, Any] = {
        "dag": klocka.idag(),
        "laser": [str(roll) for roll in LASER],
        "namnder": None if None in namnder else namnder,
        "levande": [str(fas) for fas in LEVANDE],
        "antagen": str(Versionslage.FASTSTALLD),
        "avgjord": [str(effekt) for effekt in Atgard.AVGJORD],
        "pagaende": [str(lage) for lage in PAGAENDE],
        **enheterna,
    }
    ut: defaultdict[str, defaultdict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    with markoren as markor:
        markor.execute(fraga, varden)
        for slag, pk, person in markor.fetchall():
            ut[slag][pk].add(person)
    return {slag: dict(rader) for slag, rader in ut.items()}


def _narmaste(av: Anvandare, ratt: Rattighet) -> list[int]:
    platser = [t.sokvag for t in tilldelningar(av) if ratt in ROLLER[t.roll]]
    varden: dict[str, Any] = {
        "inom": [plats for plats, _ in rackvidd(av, ratt)],
        "overst": [int(sokvag.split(".")[-2]) for sokvag in platser],
        "mest": MEST_ENHETER,
        "dag": klocka.idag(),
    }
    with _koppling().forberedd() as markor:
        markor.execute(_NARMASTE, varden)
        return [pk for (pk,) in markor.fetchall()]


_NARMASTE = """
with alla as materialized (
    select id from kvalitet_enhet where sokvag ^@ any(%(inom)s) limit %(mest)s + 1
), manga as materialized (
    select count(*) > %(mest)s as ja from alla
)
select id from alla where not (select ja from manga)
union all
select unnest(%(overst)s::bigint[]) where (select ja from manga)
union all
select enhet_id from kvalitet_enhetplacering
where foralder_id = any(%(overst)s) and giltig @> %(dag)s::date and (select ja from manga)
"""
_OVERALLT = "is not null"
_I_TRADET = "in (select id from kvalitet_enhet where sokvag ^@ any(%(platser)s))"
_NARMAST = "in (select id from kvalitet_enhet where id = any(%(enheter)s))"
_INNEHAV = """
with plan as (
    select p.id, p.planansvarig_id, p.enhet_id, p.namnd_id
    from cykel_verksamhetsplan p
    where p.fas = any(%(levande)s) and p.enhet_id {inom}
    and (%(namnder)s::bigint[] is null or p.namnd_id = any(%(namnder)s))
), antagen as materialized (
    select v.id, v.plan_id from cykel_planversion v
    where v.lage = %(antagen)s and v.plan_id = any(array(select id from plan))
), folk as (
    select a.version_id, a.ansvarig_id, a.rapportor_id from cykel_aktivitet a
    where a.version_id = any(array(select id from antagen))
    group by 1, 2, 3
), innehav(slag, pk, person, enhet_id, namnd_id) as (
    select 'plan', p.id, p.planansvarig_id, p.enhet_id, p.namnd_id from plan p
    union all
    select 'aktivitet', p.id, vem.person, p.enhet_id, p.namnd_id
    from folk f join antagen v on v.id = f.version_id join plan p on p.id = v.plan_id
    cross join lateral (values (f.ansvarig_id), (f.rapportor_id)) as vem(person)
    union all
    select 'aktivitet', p.id, b.till_id, p.enhet_id, p.namnd_id
    from cykel_ansvarsbyte b join plan p on p.id = b.plan_id
    union all
    select 'atgard', t.id, t.ansvarig_id, p.enhet_id, p.namnd_id
    from cykel_atgard t join cykel_brist b on b.id = t.brist_id join plan p on p.id = b.plan_id
    where not (t.effekt = any(%(avgjord)s))
    union all
    -- Who reads the whole municipality reaches some plan that uses the indicator.
    select 'indikator', i.id, i.agare_id, null, null from cykel_indikator i
    union all
    select 'rutin', r.id, r.agare_id, r.enhet_id, 0
    from cykel_rutin r where r.enhet_id {inom}
    and not exists (select from cykel_rutin senare where senare.ersatter_id = r.id)
    union all
    select 'risk', r.id, r.agare_id, r.enhet_id, r.namnd_id
    from cykel_risk r where r.enhet_id {inom} and r.avslutad is null
    union all
    select 'moment', m.id, m.ansvarig_id, m.enhet_id, k.namnd_id
    from cykel_kontrollmoment m join cykel_internkontrollplan k on k.id = m.plan_id
    where m.enhet_id {inom} and m.resultat = ''
    union all
    select 'sprang', s.id, s.agare_id, s.enhet_id, s.namnd_id
    from cykel_forbattringssprang s
    where s.enhet_id {inom} and s.lage = any(%(pagaende)s) and s.agare_id is not null
)
"""
_LASER = "r.roll = any(%(laser)s) and r.giltig @> %(dag)s::date"
"""The roles by which somebody reads plans, as `far` counts them."""
_I_ENHETEN = """, roller as materialized (
    select r.anvandare_id, r.enhet_id, r.namnd_id from kvalitet_rolltilldelning r where {laser}
    and r.anvandare_id not in (select id from kvalitet_anvandare where not is_active)
    and r.enhet_id not in (select id from kvalitet_enhet where sokvag = '')
), kvar as materialized (
    select * from innehav i where not exists (
        select from roller r
        where r.anvandare_id = i.person and r.enhet_id = i.enhet_id
        and (r.namnd_id is null or r.namnd_id = i.namnd_id or i.slag = 'rutin')
    )
), deras as (
    select * from roller r where r.anvandare_id in (select person from kvar)
)
"""
"""Nearly everybody has a role in the very unit: that is known without reading where it lies."""
_AV_FA = """, kvar as (
    select * from innehav
), deras as (
    select r.anvandare_id, r.enhet_id, r.namnd_id from kvalitet_rolltilldelning r where {laser}
    and r.anvandare_id = any(array(
        select a.id from kvalitet_anvandare a
        where a.is_active and a.id in (select person from innehav)
    ))
)
"""
_NAR_INTE = """, laser as materialized (
    -- `rot` reaches everything.
    select d.anvandare_id, d.namnd_id, e.sokvag, strpos(e.sokvag, '.') = length(e.sokvag) as rot
    from deras d join kvalitet_enhet e on e.id = d.enhet_id where e.sokvag <> ''
)
select i.slag, i.pk, i.person from kvar i left join kvalitet_enhet e on e.id = i.enhet_id
where not exists (
    select from laser l
    where l.anvandare_id = i.person
    and (l.namnd_id is null or l.namnd_id = i.namnd_id or i.slag = 'rutin')
    and (l.rot or starts_with(e.sokvag, l.sokvag))
)
"""
_ALLAS, _DE_NARMASTES = _INNEHAV + _I_ENHETEN + _NAR_INTE, _INNEHAV + _AV_FA + _NAR_INTE
