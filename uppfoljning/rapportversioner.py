"""The versions of one report: which one is published, and what has been corrected since."""

from __future__ import annotations

from django.db.models import QuerySet

from uppfoljning.models import Rapport, Rapportrattelse
from uppfoljning.rapport.alla import SLAG
from uppfoljning.rapport.modell import Rattelse
from uppfoljning.samlare.omfang import Rapportomfang


def senaste(rapport: Rapport) -> Rapport:
    """Return the last version, which may be the report itself."""
    rader = Rapportomfang.av(rapport).rapporter()
    return rader.order_by("-version")[0]


def publicerad_fore(rapport: Rapport) -> Rapport | None:
    """Return the latest published version that came before this one."""
    rader = Rapportomfang.av(rapport).rapporter()
    fore = rader.filter(lage=Rapport.Lage.PUBLICERAD, version__lt=rapport.version)
    return fore.order_by("-version").first()


def rattelser(omfang: Rapportomfang) -> QuerySet[Rapportrattelse]:
    """Everything that was written about what its published versions had wrong, the first first."""
    rader = Rapportrattelse.objects.filter(rapport__in=omfang.rapporter())
    return rader.select_related("rapport", "skriven_av").order_by("skriven", "pk")


def vantande(rapport: Rapport) -> list[Rapportrattelse]:
    """The rättelser that the report prints and no published version before it did."""
    fore = publicerad_fore(rapport)
    rader = rattelser(Rapportomfang.av(rapport)).filter(rapport__version__lte=rapport.version)
    return list(rader.filter(rapport__version__gt=fore.version) if fore else rader)


def grunden(rapport: Rapport) -> Rapport:
    """The version that another rättelse of the published one is made of when it is made of the
    same: the last, when that holds a rättelse that waits. What was made right there stays right."""
    sista = senaste(rapport)
    return sista if vantande(sista) else rapport


def nya_rattelser(rapport: Rapport) -> list[Rattelse]:
    """The rättelser in the snapshot that the published version before it does not hold."""
    fore = publicerad_fore(rapport)
    tidigare = _tryckta(fore) if fore else ()
    return [rad for rad in _tryckta(rapport) if rad not in tidigare]


def _tryckta(rapport: Rapport) -> tuple[Rattelse, ...]:
    tryckta: tuple[Rattelse, ...] = SLAG[rapport.slag].las(rapport.ogonblick.innehall).rattelser
    return tryckta
