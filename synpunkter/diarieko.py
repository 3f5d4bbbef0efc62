"""Handing what waits to the other register's folder.

Each case is handed over inside a transaction that holds its row locked. A process that dies lets
the row wait again; the file that may lie there already has the same name and the same key.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction

from kvalitet import klocka
from kvalitet.felpunkter import felpunkt
from synpunkter.actions.diarium import installning_for
from synpunkter.diarielager import lagg_filen
from synpunkter.models import Diarieforing

logg = logging.getLogger(__name__)

OMGANG = 200
LANGST_PAUS = 3600


def lamna_vantande() -> int:
    """Hand over what is due and return how many cases were."""
    lamnade = 0
    for _ in range(OMGANG):
        utfall = _ta_nasta()
        if utfall is None:
            break
        lamnade += utfall
    return lamnade


@transaction.atomic
def _ta_nasta() -> bool | None:
    """Hand over the next case, or put it off; None when nothing is due."""
    nu = klocka.nu()
    ko = Diarieforing.objects.att_lamna(nu).select_related("namnd", "synpunkt__enhet")
    foring = ko.select_for_update(skip_locked=True, of=("self",)).first()
    if foring is None:
        return None
    foring.forsok += 1
    try:
        with transaction.atomic():
            lagg_filen(foring, installning_for(foring.namnd).filformat)
    except Exception as fel:  # a full folder, or whatever is wrong with one: the others go on
        logg.warning("diariets mapp tog inte emot: %s", type(fel).__name__)
        paus = min(60 * 2 ** min(foring.forsok - 1, 10), LANGST_PAUS)
        foring.nasta_forsok = nu + timedelta(seconds=paus)
        foring.save(update_fields=["forsok", "nasta_forsok"])
        return False
    felpunkt("diarium.lagd")
    foring.status, foring.lamnad = Diarieforing.Status.LAMNAD, nu
    foring.save(update_fields=["forsok", "status", "lamnad"])
    return True
