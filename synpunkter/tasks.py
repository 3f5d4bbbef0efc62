"""Background work on synpunkter. A task may run twice; its effect comes once."""

from celery import shared_task

from synpunkter import diarieko, utlamnandejobb
from synpunkter.actions import antal, bilaga, forslag, franvaro, gallring, larm, paminnelse, vantan


@shared_task
def sopa_bilagor() -> None:
    """Throw away files of forms that were never sent."""
    bilaga.sopa()


@shared_task
def skanna_bilagor() -> None:
    """Ask the virus scanner again about what waits in quarantine."""
    bilaga.skanna_igen()


@shared_task
def stada_bilagelagret() -> None:
    """Remove bytes that no row names."""
    bilaga.stada_lagret()


@shared_task
def bevaka_vantan() -> None:
    vantan.bevaka_vantan()


@shared_task
def skicka_paminnelser() -> None:
    """Put the working day's reminders of promised days in the outbox."""
    paminnelse.skicka_paminnelser()


@shared_task
def lamna_over() -> None:
    """Hand over the cases of those whose absence begins, or who handle no more."""
    franvaro.lamna_over_forfallna()


@shared_task(soft_time_limit=100, time_limit=115)
def sopa_utlamnanden() -> None:
    """Make the files of requests for public records that wait."""
    utlamnandejobb.sopa()


@shared_task
def lamna_till_diariet() -> None:
    """Hand what waits to the other register's folder."""
    diarieko.lamna_vantande()


@shared_task
def gallra() -> None:
    """Take away what approved disposals cover, and go on with what a killed worker left."""
    gallring.utfor_godkanda()
    gallring.skriv_protokoll()


@shared_task
def larma() -> None:
    """Judge the week that has ended, and give the plan owners what is more than chance."""
    larm.larma()


@shared_task
def rakna_arenden() -> None:
    """Put the day's differences in how many cases there are together."""
    antal.rakna_om()


@shared_task
def mat_forslag() -> None:
    """Measure how often the suggestions are what people decide."""
    forslag.mat_forslag()
