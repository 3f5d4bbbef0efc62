"""What follows for the secrecy of a case when it moves."""

from __future__ import annotations

from django.db.models import Q

from kvalitet.models import Namnd
from kvalitet.overgang import Steg
from synpunkter.effekter_lagen import gar_med
from synpunkter.models import Sekretessmarkering, Skyddslasare, Synpunkt
from synpunkter.sekretess import galler


def skyddslasare_lamnar(steg: Steg) -> None:
    """The few who saw a protected sender's contact are those of the nämnd that the case leaves.

    Stands before `effekter.tilldelad`, which changes the nämnd.
    """
    synpunkt: Synpunkt = steg.objekt
    namnd: Namnd | None = steg.data.get("namnd")
    if namnd is not None and namnd.pk != synpunkt.namnd_id:
        Skyddslasare.objects.filter(gar_med(synpunkt)).delete()


def delarna_markta(steg: Steg) -> None:
    """Give the parts of a marked case its marks, by the same paragraphs; who may see a protected
    sender's contact is said of the whole alone, which has it.

    Stands after `effekter_lagen.delad`, which makes the parts.
    """
    assert steg.av is not None  # noqa: S101 - a person splits
    hela: Synpunkt = steg.objekt
    nya = list(hela.delar.filter(Q(sekretess=True) | Q(skyddad=True), sekretessmarkeringar=None))
    Sekretessmarkering.objects.bulk_create(
        Sekretessmarkering(
            synpunkt=del_,
            slag=markering.slag,
            galler=True,
            grund=markering.grund,
            skal="Delen följer markeringen av hela ärendet.",
            av=steg.av,
            tid=steg.nu,
        )
        for markering in galler(hela)
        for del_ in nya
    )
