"""A split case as its sender sees it: one case, every answer, and who answers what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kvalitet.texter import datum_kort
from synpunkter.models import Bilaga, Meddelande, Synpunkt
from synpunkter.tillstand import SLUTNA, Lage


@dataclass(frozen=True)
class Delrad:
    """A part in a line: who answers, and how far it has come."""

    enhet: str
    namnd: str
    text: str


def hela(synpunkt: Synpunkt) -> Sequence[Delrad]:
    """Return the parts of the case; none when it was never split."""
    delar = synpunkt.delar.select_related("enhet", "namnd").order_by("pk")
    return [Delrad(str(d.enhet), str(d.namnd), _i_ord(d)) for d in delar]


def oppna_delar(synpunkt: Synpunkt) -> list[Synpunkt]:
    """Return the parts that the sender can write to, what waits for the sender first."""
    if synpunkt.lage != Lage.DELAD:
        return []
    delar = synpunkt.delar.exclude(lage__in=SLUTNA).select_related("enhet", "namnd")
    return sorted(delar, key=lambda d: (d.lage != Lage.VANTAR_KOMPLETTERING, d.pk))


def meddelanden(synpunkt: Synpunkt) -> QuerySet[Meddelande]:
    """Return what the sender has written and been told, in the case and in its parts."""
    return (
        Meddelande.objects.filter(Q(synpunkt=synpunkt) | Q(synpunkt__foralder=synpunkt))
        .exclude(riktning=Meddelande.Riktning.INTERN)
        .select_related("av", "synpunkt__enhet")
    )


def bilagor(synpunkt: Synpunkt) -> QuerySet[Bilaga]:
    """Return the files from the sender and to them, in the case and in its parts."""
    delar = Q(synpunkt=synpunkt) | Q(synpunkt__foralder=synpunkt)
    return Bilaga.objects.filter(delar).avsandarens().i_ordning()


def _i_ord(d: Synpunkt) -> str:
    if d.lage in SLUTNA:
        svar = f"{_svarade(d.besvarad)} " if d.besvarad else ""
        skal = f" {d.utfall_skal}" if d.utfall_skal else ""
        return f"{svar}{_(d.get_utfall_display())}.{skal}"
    if d.lage == Lage.VANTAR_KOMPLETTERING:
        return _("Har en fråga till dig.")
    if d.besvarad is not None:
        return _svarade(d.besvarad)
    if d.togs_om_hand is not None:
        return _("Tar fram ett svar.")
    return _("Har fått din synpunkt.")


def _svarade(dag: datetime) -> str:
    return _("Svarade %(dag)s.") % {"dag": datum_kort(dag)}
