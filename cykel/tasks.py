"""Background work of the wheel. A task may run twice; its effect comes once."""

from celery import shared_task

from cykel.actions import paminnelse, runda, tillfalle


@shared_task
def oppna_uppfoljningar() -> None:
    """Open the follow-up of every plan whose round has begun."""
    tillfalle.oppna_forfallna()


@shared_task
def las_rundor() -> None:
    """Lock every round whose last day in a nämnd has passed."""
    runda.las_forfallna()


@shared_task
def skicka_paminnelser() -> None:
    """Put the working day's reminders in the outbox."""
    paminnelse.skicka_paminnelser()
