"""Background work on synpunkter. A task may run twice; its effect comes once."""

from celery import shared_task

from synpunkter.actions import bilaga, vantan


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
