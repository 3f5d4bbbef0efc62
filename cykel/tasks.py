"""Background work of the wheel. A task may run twice; its effect comes once."""

from celery import shared_task

from cykel.actions import tillfalle


@shared_task
def oppna_uppfoljningar() -> None:
    """Open the follow-up of every plan whose round has begun."""
    tillfalle.oppna_forfallna()
