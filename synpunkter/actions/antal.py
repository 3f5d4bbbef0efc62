"""Counting the cases anew, so that the differences of the day do not pile up."""

from __future__ import annotations

from django.db import connection, transaction

_LAS = "select pg_advisory_xact_lock(hashtext('synpunkter_arendeantal'))"
# One statement, which sees the cases and their differences as of one moment: what is committed
# meanwhile is in neither, and adds its own differences afterwards.
_OM = """
    with borta as (delete from synpunkter_arendeantal)
    insert into synpunkter_arendeantal (namnd_id, enhet_id, lage, sekretess, utan, ny, antal)
    select namnd_id, enhet_id, lage, sekretess, handlaggare_id is null as utan, false, count(*)
    from synpunkter_synpunkt
    group by grouping sets (
        (namnd_id, enhet_id, lage, sekretess, utan), (namnd_id, lage, sekretess, utan)
    )
"""


@transaction.atomic
def rakna_om() -> int:
    """Count every case by unit and nämnd; return how many rows it takes.

    Nobody waits for it but another that does the same.
    """
    with connection.cursor() as markor:
        markor.execute(_LAS)
        markor.execute(_OM)
        return int(markor.rowcount)
