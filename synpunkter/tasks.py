"""Background work of the synpunkter. A task may run twice; its effect comes once."""

from celery import shared_task

from synpunkter import utlamnandejobb


@shared_task(soft_time_limit=100, time_limit=115)
def sopa_utlamnanden() -> None:
    """Make the files of requests for public records that wait."""
    utlamnandejobb.sopa()
