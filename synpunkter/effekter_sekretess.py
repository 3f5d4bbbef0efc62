"""What follows for the secrecy of a case when it moves, and of those that it is merged with."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from kvalitet import logg
from kvalitet.models import Anvandare, Namnd
from kvalitet.overgang import Steg
from synpunkter import sekretess
from synpunkter.effekter_lagen import gar_med
from synpunkter.models import Sekretessmarkering, Skyddslasare, Synpunkt

Slag = Sekretessmarkering.Slag


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
        for markering in sekretess.galler(hela)
        for del_ in nya
    )


def eget_skydd(steg: Steg) -> None:
    """Out of the merge the case has its own marks alone, and those it leaves are without them.

    Stands before what takes its master from it.
    """
    synpunkt: Synpunkt = steg.objekt
    if synpunkt.huvud_id is None or not synpunkt.markt:
        return
    kvar = sekretess.grupp(synpunkt).exclude(pk=synpunkt.pk)
    egna = {m.slag for m in sekretess.i_kraft([synpunkt.pk])}
    synpunkt.sekretess, synpunkt.skyddad = Slag.SEKRETESS in egna, Slag.SKYDD in egna
    jamka(kvar, av=steg.av, nu=steg.nu)


def jamka(
    grupp: QuerySet[Synpunkt], *, av: Anvandare | None, nu: datetime, utom: int | None = None
) -> None:
    """Guard every case of the group as the most guarded of them; `utom` tells of it itself."""
    alla = list(grupp.select_for_update(of=("self",)).order_by("pk"))
    slag = {m.slag for m in sekretess.i_kraft([s.pk for s in alla])}
    skydd = (Slag.SEKRETESS in slag, Slag.SKYDD in slag)
    andra = [s for s in alla if (s.sekretess, s.skyddad) != skydd]
    Synpunkt.objects.filter(pk__in=[s.pk for s in andra]).update(
        sekretess=skydd[0], skyddad=skydd[1]
    )
    poster = [(s, {"sekretess": skydd[0], "skydd": skydd[1]}) for s in andra if s.pk != utom]
    logg.skriv_flera("synpunkt.gruppskydd", poster, av=av, nu=nu)
