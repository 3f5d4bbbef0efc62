"""The synpunktsrapport of a nämnd: any period, whatever has been approved."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from uppfoljning.rapport.avsnitt import SYNPUNKTER
from uppfoljning.rapport.perioddelar import luckor
from uppfoljning.rapport.synpunkter.modell import Synpunktsrapport
from uppfoljning.samlare import perioder
from uppfoljning.samlare.omfang import Rapportomfang
from uppfoljning.samlare.synpunktstal import tal
from uppfoljning.samlare.synpunktsteman import ni_sa


def samla(omfang: Rapportomfang, *, nu: datetime) -> Synpunktsrapport:
    """Constant in queries, whatever the number of cases, units and texts."""
    p = perioder.period(omfang)
    ansvarig = perioder.planansvarig(omfang)
    texter = perioder.texterna(omfang, SYNPUNKTER, ansvarig)
    return Synpunktsrapport(
        kommun=settings.ORGANISATION.namn,
        namnd=omfang.namnd.namn,
        kontor=omfang.enhet.namn,
        status=perioder.utkast(),
        skapad=nu,
        tal=tal(omfang.namnd, p, nu=nu),
        kontakt=ansvarig,
        pahittad=settings.DEMO,
        adress=settings.ADRESS,
        ni_sa=ni_sa(omfang.namnd, p),
        texter=texter,
        saknas=luckor(texter),
    )
