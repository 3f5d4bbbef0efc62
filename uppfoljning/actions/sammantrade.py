"""The days on which a nämnd meets, kept by its secretary."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Namnd
from kvalitet.roller import Rattighet
from uppfoljning.actions.namndfraga import nasta_sammantrade, sista_dag
from uppfoljning.models import Namndfraga, Sammantrade


@transaction.atomic
def lagg_in(namnd: Namnd, *, dagar: Iterable[date], av: Anvandare) -> int:
    """Add the days that are not there already, all or none; return how many were new.

    Questions that waited for a meeting get the next one.
    """
    nu = klocka.nu()
    namnd = _las(namnd)
    prova(av, Rattighet.SAMMANTRADE_SKOTA, Sammantrade(namnd=namnd))
    alla = sorted(set(dagar))
    if any(dag < klocka.idag() for dag in alla):
        raise Regelbrott("Dagen har redan varit. Skriv en dag från och med i dag.")
    finns = set(namnd.sammantraden.values_list("dag", flat=True))
    nya = [dag for dag in alla if dag not in finns]
    for dag in nya:
        rad = Sammantrade.objects.create(namnd=namnd, dag=dag, inlagd=nu, inlagd_av=av)
        logg.skriv("sammantrade.inlagt", rad, av=av, nu=nu, data={"dag": dag.isoformat()})
    _ge_nasta(namnd, Namndfraga.objects.obesvarade().filter(sammantrade=None), av=av, nu=nu)
    return len(nya)


@transaction.atomic
def ta_bort(sammantrade: Sammantrade, *, av: Anvandare) -> None:
    """Take a day away. Questions before a coming one go on to the next; a day that has been, and
    that questions were answered for, stays."""
    nu = klocka.nu()
    namnd = _las(sammantrade.namnd)
    sammantrade = Sammantrade.objects.select_for_update(of=("self",)).get(pk=sammantrade.pk)
    prova(av, Rattighet.SAMMANTRADE_SKOTA, sammantrade)
    fragor = Namndfraga.objects.filter(sammantrade=sammantrade)
    if sammantrade.dag <= klocka.idag() and fragor.exists():
        raise Regelbrott(
            "Sammanträdet har varit och har frågor som hör till det. Därför står det kvar."
        )
    berorda = list(fragor.order_by("pk").values_list("pk", flat=True))
    fragor.update(sammantrade=None)
    data = {"dag": sammantrade.dag.isoformat()}
    logg.skriv("sammantrade.borttaget", sammantrade, av=av, nu=nu, data=data)
    sammantrade.delete()
    _ge_nasta(namnd, Namndfraga.objects.filter(pk__in=berorda), av=av, nu=nu)


def _las(namnd: Namnd) -> Namnd:
    """One at a time changes a nämnd's days."""
    return Namnd.objects.select_for_update(no_key=True, of=("self",)).get(pk=namnd.pk)


def _ge_nasta(namnd: Namnd, fragor: QuerySet[Namndfraga], *, av: Anvandare, nu: datetime) -> None:
    dag = klocka.idag()
    nasta = nasta_sammantrade(namnd.pk, dag)
    if nasta is None:
        return
    rader = fragor.filter(namnd=namnd).select_for_update(of=("self",)).order_by("pk")
    for fraga in rader:
        fraga.sammantrade, fraga.besvaras_senast = nasta, sista_dag(nasta, dag)
        fraga.save(update_fields=["sammantrade", "besvaras_senast"])
        logg.skriv("namndfraga.annat_sammantrade", fraga, av=av, nu=nu, data=fraga.loggdata())
