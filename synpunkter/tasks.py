"""Background work on synpunkter. A task may run twice; its effect comes once."""

from celery import shared_task

from synpunkter.actions import forslag, larm


@shared_task
def larma() -> None:
    """Judge the week that has ended, and give the plan owners what is more than chance."""
    larm.larma()


@shared_task
def mat_forslag() -> None:
    """Measure how often the suggestions are what people decide."""
    forslag.mat_forslag()
