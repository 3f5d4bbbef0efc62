"""What a report holds is frozen here, and the making of its file is ordered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from kvalitet import ogonblick
from kvalitet.models import Anvandare, Ogonblick
from uppfoljning import rapportjobb
from uppfoljning.models import Rapport, Rapportjobb
from uppfoljning.rapport import kanon
from uppfoljning.rapport.alla import SLAG
from uppfoljning.rapport.slag import Underlag

OGONBLICK = "rapport"
"""What a report's snapshot is called among the others."""


def frys(
    underlag: Underlag,
    *,
    av: Anvandare | None,
    nu: datetime,
    ersatter: Ogonblick | None = None,
) -> Ogonblick:
    data = kanon.till_data(underlag)
    return ogonblick.frys(OGONBLICK, data, schema=underlag.schema, av=av, nu=nu, ersatter=ersatter)


def frys_status(rapport: Rapport, *, av: Anvandare | None, nu: datetime, **status: Any) -> None:
    """Give the report a snapshot with another status in the place of the one it has, and order
    the file of it. The caller saves the report."""
    underlag = SLAG[rapport.slag].las(rapport.ogonblick.innehall)
    ny = replace(underlag, status=replace(underlag.status, **status))
    rapport.ogonblick = frys(ny, av=av, nu=nu, ersatter=rapport.ogonblick)
    sakra_jobb(rapport, av=av, nu=nu)


def jobb_for(rapport: Rapport) -> Rapportjobb | None:
    """Return the latest job for what the report holds now."""
    jobb = rapport.jobb.filter(ogonblick=rapport.ogonblick_id).select_related("fil")
    return jobb.order_by("-pk").first()


def sakra_jobb(rapport: Rapport, *, av: Anvandare | None, nu: datetime) -> None:
    """See to it that what the report holds is made, or is on its way."""
    # Held, so that a worker or someone who tries again meanwhile is not written over.
    jobb, ny = Rapportjobb.objects.select_for_update(of=("self",)).get_or_create(
        nyckel=rapportjobb.nyckel(rapport),
        defaults={
            "rapport": rapport,
            "ogonblick": rapport.ogonblick,
            "bestalld_av": av,
            "skapad": nu,
        },
    )
    if ny:
        _skicka(jobb)
    elif jobb.lage == Rapportjobb.Lage.MISSLYCKAD:
        kor_igen(jobb, av=av)


def kor_igen(jobb: Rapportjobb, *, av: Anvandare | None) -> None:
    jobb.lage, jobb.forsok, jobb.fel = Rapportjobb.Lage.KOAD, 0, ""
    jobb.steg, jobb.andel, jobb.bestalld_av = "", 0, av
    jobb.stannade = None
    jobb.save()
    # From now on it waits, by the clock that the workers go by.
    Rapportjobb.objects.filter(pk=jobb.pk).update(tidigast=Now())
    _skicka(jobb)


def _skicka(jobb: Rapportjobb) -> None:
    transaction.on_commit(partial(rapportjobb.lagg_i_ko, jobb.pk), robust=True)
