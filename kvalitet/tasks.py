"""Background work of the core. A task may run twice; its effect comes once."""

from celery import shared_task

from kvalitet import klocka, utskick
from kvalitet.actions import importfil, omorganisation, organisation, sigill, stangning
from kvalitet.databas import Klockslag
from kvalitet.models import Puls


@shared_task
def puls() -> None:
    """Note that beat and a worker are alive; `/halsa/redo/` reads it."""
    tider = {"tid": klocka.nu(), "databastid": Klockslag()}
    Puls.objects.update_or_create(namn="arbetare", defaults=tider)


@shared_task
def skicka_utskick() -> None:
    utskick.skicka_vantande()


@shared_task
def bygg_sokvagar() -> None:
    """Let placements that begin today take effect in the path cache."""
    organisation.bygg_sokvagar()


@shared_task
def genomfor_omorganisationer() -> None:
    """Let what is open in units that end today follow to those that take over."""
    omorganisation.genomfor_forfallna()


@shared_task
def sopa_importfiler() -> None:
    """Throw away uploaded files that nobody read in."""
    importfil.sopa()


@shared_task
def forsegla_loggen() -> None:
    """Seal the log, once a day."""
    sigill.forsegla_dagen(nu=klocka.nu())


@shared_task
def stang_konton() -> None:
    """Close the accounts of those who are gone, and throw away sign-ins that have ended."""
    stangning.stang_osedda()
    stangning.stada_inloggningar()
