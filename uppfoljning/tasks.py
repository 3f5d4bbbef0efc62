"""Background work of follow-up. A task may run twice; its effect comes once."""

from celery import shared_task

from kvalitet import klocka
from uppfoljning import lager, rapportjobb
from uppfoljning.actions import (
    berakning,
    frageindikator,
    fragepaminnelse,
    indikatorsignal,
    koladahamtning,
    rapport,
)


@shared_task(soft_time_limit=120, time_limit=150)
def skapa_rapport(jobb_id: int) -> None:
    """Make a report's file. The truth about the job stands in the database."""
    rapportjobb.utfor(jobb_id)


@shared_task
def sopa_rapporter() -> None:
    """Hand out reports that wait, and those whose worker has gone silent."""
    rapportjobb.sopa()


@shared_task
def bestall_rapporter() -> None:
    """Order the reports of the kontor whose follow-up has been approved; tidy the storage."""
    rapport.bestall_forfallna()
    lager.stada()


@shared_task(soft_time_limit=780, time_limit=840)
def hamta_kolada() -> None:
    """Bring the catalogue and the values of every indicator from Kolada up to date."""
    koladahamtning.hamta_alla()


@shared_task
def for_in_enkatvarden() -> None:
    """Enter the indicators' values from surveys whose last day has passed."""
    for undersokning in frageindikator.stangda_med_varden_kvar(klocka.idag()):
        frageindikator.for_in_varden(undersokning)


@shared_task
def berakna_indikatorer() -> None:
    """Compute the indicators that are followed up now."""
    berakning.berakna_alla()


@shared_task
def leta_signaler() -> None:
    """Judge the latest value of every series; a signal becomes a task for the plan owner."""
    indikatorsignal.leta()


@shared_task
def paminn_om_fragor() -> None:
    """Put the working day's reminders of the nämnder's questions in the outbox."""
    fragepaminnelse.paminn()
