"""Raising and deciding the task to judge whether a synpunkt must be reported by another law."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.kalender import plus_arbetsdagar, svensk_dag
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from synpunkter import sekretess
from synpunkter.models import Signalbedomning, Synpunkt
from synpunkter.signaler import omrade, signaler
from synpunkter.villkor_lagen import JAVIG, berorda_av


def resa(synpunkt: Synpunkt, text: str, *, nu: datetime) -> None:
    """Raise a task for each area whose phrases the text holds, in the act that took it in.

    While one waits no second is raised, and after a decision only by phrases that were not
    judged then.
    """
    for kod, fraser in signaler(text).items():
        tidigare = list(synpunkt.signalbedomningar.filter(omrade=kod))
        bedomda = {fras for b in tidigare for fras in b.fraser}
        if any(not b.beslut for b in tidigare) or not set(fraser) - bedomda:
            continue
        dag = plus_arbetsdagar(svensk_dag(nu), omrade(kod).inom_vardagar)
        Signalbedomning.objects.create(
            synpunkt=synpunkt, omrade=kod, fraser=fraser, skapad=nu, bedoms_senast=dag
        )
        data = {"omrade": kod, "senast": dag.isoformat()}
        logg.skriv("synpunkt.signal_rest", synpunkt, av=None, nu=nu, data=data)


@transaction.atomic
def bedom(bedomning: Signalbedomning, *, beslut: str, skal: str, av: Anvandare) -> Signalbedomning:
    """Decide, with a reason. The case itself is handled on as before."""
    nu = klocka.nu()
    bedomning = Signalbedomning.objects.select_for_update(of=("self",)).get(pk=bedomning.pk)
    synpunkt = bedomning.synpunkt
    prova(av, Rattighet.SIGNAL_BEDOMA, synpunkt)
    if not sekretess.far_lasa(av, synpunkt):
        raise PermissionDenied("ärendet är sekretessmarkerat")
    if av.pk in berorda_av(synpunkt):
        raise Regelbrott(JAVIG)
    if bedomning.beslut:
        raise Regelbrott("Någon annan har redan bedömt det här. Ladda om sidan.")
    if beslut not in Signalbedomning.Beslut.values or not skal.strip():
        raise Regelbrott("Välj ett svar och skriv varför.")
    bedomning.beslut, bedomning.skal = beslut, skal.strip()
    bedomning.beslutad, bedomning.beslutad_av = nu, av
    bedomning.save(update_fields=["beslut", "skal", "beslutad", "beslutad_av"])
    svar = bedomning.get_beslut_display().lower()
    data = {"omrade": bedomning.omrade, "beslut": beslut, "svar": svar}
    logg.skriv("synpunkt.signal_avgjord", synpunkt, av=av, nu=nu, data=data)
    return bedomning
