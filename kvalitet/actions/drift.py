"""What whoever looks after the site may do about what went wrong."""

from __future__ import annotations

from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.models import Anvandare, Jobbfel, Utskick
from kvalitet.roller import Rattighet


@transaction.atomic
def forsok_utskick(*, av: Anvandare) -> int:
    """Let every mail that was given up wait for the sweep anew; return how many there were."""
    prova(av, Rattighet.DRIFT_SKOTA)
    nu = klocka.nu()
    rader = Utskick.objects.select_for_update(of=("self",)).order_by("pk")
    misslyckade = list(rader.filter(status=Utskick.Status.MISSLYCKAD).defer("innehall"))
    for rad in misslyckade:
        rad.status, rad.forsok, rad.nasta_forsok = Utskick.Status.VANTAR, 0, nu
        rad.save(update_fields=["status", "forsok", "nasta_forsok"])
    logg.skriv_flera("utskick.forsok_igen", ((rad, {}) for rad in misslyckade), av=av, nu=nu)
    return len(misslyckade)


@transaction.atomic
def avklara(fel: Jobbfel, *, av: Anvandare) -> None:
    """Take a failure that is dealt with off the list; twice is once. The same fault again is a
    new row."""
    prova(av, Rattighet.DRIFT_SKOTA)
    for rad in Jobbfel.objects.select_for_update(of=("self",)).filter(pk=fel.pk):
        data = {"uppgift": rad.uppgift, "undantag": rad.undantag, "antal": rad.antal}
        logg.skriv("jobbfel.avklarat", rad, av=av, nu=klocka.nu(), data=data)
        rad.delete()
