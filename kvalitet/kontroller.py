"""Start-up checks: the slots of the transition tables and the settings agree."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from kvalitet.overgang import Maskin


def maskiner() -> list[Maskin]:
    """Return every state machine that settings name."""
    return [import_string(stig) for stig in settings.TILLSTANDSMASKINER]


@register
def platser_fyllda(**_: Any) -> Iterable[CheckMessage]:
    """No slot of a transition table is empty, and settings fill no slot that does not exist."""
    finns = {plats for maskin in maskiner() for plats in maskin.platser()}
    fyllda = settings.OVERGANGSPLATSER
    for plats in sorted(finns - {namn for namn, funktioner in fyllda.items() if funktioner}):
        yield Error(f"Platsen {plats} i OVERGANGSPLATSER är tom.", id="kvalitet.E001")
    for plats in sorted(set(fyllda) - finns):
        yield Error(f"Platsen {plats} finns inte i någon tillståndstabell.", id="kvalitet.E002")
    for stig in (stig for funktioner in fyllda.values() for stig in funktioner):
        try:
            import_string(stig)
        except ImportError:
            yield Error(f"Funktionen {stig} i OVERGANGSPLATSER finns inte.", id="kvalitet.E003")


def prova() -> None:
    """Stop a start whose tables and settings disagree, with every fault at once.

    manage.py runs the checks by itself; the web server has to be told.
    """
    if fel := [str(varning.msg) for varning in platser_fyllda()]:
        raise ImproperlyConfigured("\n".join(["Tillståndstabellerna har fel:", *fel]))
