"""What follows for the secrecy of a case when it moves."""

from __future__ import annotations

from kvalitet.models import Namnd
from kvalitet.overgang import Steg
from synpunkter.effekter_lagen import gar_med
from synpunkter.models import Skyddslasare, Synpunkt


def skyddslasare_lamnar(steg: Steg) -> None:
    """The few who saw a protected sender's contact are those of the nämnd that the case leaves.

    Stands before `effekter.tilldelad`, which changes the nämnd.
    """
    synpunkt: Synpunkt = steg.objekt
    namnd: Namnd | None = steg.data.get("namnd")
    if namnd is not None and namnd.pk != synpunkt.namnd_id:
        Skyddslasare.objects.filter(gar_med(synpunkt)).delete()
