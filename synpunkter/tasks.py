"""Background work of the synpunkter. A task may run twice; its effect comes once."""

from celery import shared_task

from synpunkter.actions import franvaro, paminnelse


@shared_task
def skicka_paminnelser() -> None:
    """Put the working day's reminders of promised days in the outbox."""
    paminnelse.skicka_paminnelser()


@shared_task
def lamna_over() -> None:
    """Hand over the cases of those whose absence begins, or who handle no more."""
    franvaro.lamna_over_forfallna()
