"""Background work of the synpunkter. A task may run twice; its effect comes once."""

from celery import shared_task

from synpunkter import diarieko
from synpunkter.actions import gallring


@shared_task
def lamna_till_diariet() -> None:
    """Hand what waits to the other register's folder."""
    diarieko.lamna_vantande()


@shared_task
def gallra() -> None:
    """Take away what approved disposals cover, and go on with what a killed worker left."""
    gallring.utfor_godkanda()
