"""Which kinds of rows a case has around it, so that its page asks only for what is there.

Most cases have few of them, and to put a question together takes longer than to answer it.
"""

from __future__ import annotations

from django.db import connection

from synpunkter.models import (
    Bilaga,
    Bristkoppling,
    Diarieforing,
    Kontakt,
    Monsterkoppling,
    Samband,
    Signalbedomning,
    Synpunkt,
    Utlamnande,
)

_VAR = {
    "delar": (Synpunkt, "foralder"),
    "sammanslagna": (Synpunkt, "huvud"),
    "samband": (Samband, "en"),
    "samband_fran": (Samband, "annan"),
    "kontakt": (Kontakt, "synpunkt"),
    "bilagor": (Bilaga, "synpunkt"),
    "bedomningar": (Signalbedomning, "synpunkt"),
    "utlamnanden": (Utlamnande, "synpunkt"),
    "foringar": (Diarieforing, "synpunkt"),
    "monster": (Monsterkoppling, "synpunkt"),
    "brister": (Bristkoppling, "synpunkt"),
}
_FINNS = ", ".join(
    f"exists(select from {modell._meta.db_table} where {falt}_id = %(pk)s)"
    for modell, falt in _VAR.values()
)


def kring(synpunkt: Synpunkt) -> frozenset[str]:
    """Return the names of what there is at least one row of, in one statement."""
    with connection.cursor() as markor:
        markor.execute(f"select {_FINNS}", {"pk": synpunkt.pk})
        finns = markor.fetchone() or ()
    return frozenset(namn for namn, ja in zip(_VAR, finns, strict=True) if ja)
