"""Background work with the synpunkter. A task may run twice; its effect comes once."""

from celery import shared_task

from synpunkter.actions import vantan


@shared_task
def bevaka_vantan() -> None:
    vantan.bevaka_vantan()
