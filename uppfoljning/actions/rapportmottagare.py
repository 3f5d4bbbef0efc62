"""Who is told by mail of a nämnd's published reports, beside its förtroendevalda."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Namnd
from kvalitet.roller import Rattighet
from uppfoljning.actions.rapportschema import i_namnden
from uppfoljning.models import Rapportmottagare
from uppfoljning.rapportutskick import adressnyckel


@transaction.atomic
def lagg_till(namnd: Namnd, *, namn: str, epost: str, av: Anvandare | None) -> Rapportmottagare:
    """`av` is None for the set-up."""
    if av is not None:
        prova(av, Rattighet.RAPPORT_PLANERA, i_namnden(namnd))
    nu = klocka.nu()
    ny = Rapportmottagare(
        namnd=namnd,
        namn=namn,
        epost=epost.strip(),
        epost_hmac=adressnyckel(epost),
        skapad=nu,
        skapad_av=av,
    )
    try:
        with transaction.atomic():
            ny.save()
    except IntegrityError as fel:
        raise Regelbrott("Adressen finns redan i nämndens lista.") from fel
    logg.skriv("rapportmottagare.ny", ny, av=av, nu=nu)
    return ny


@transaction.atomic
def ta_bort(mottagare: Rapportmottagare, *, av: Anvandare) -> None:
    """Twice is once: who is gone already stays gone."""
    prova(av, Rattighet.RAPPORT_PLANERA, i_namnden(mottagare.namnd))
    if Rapportmottagare.objects.filter(pk=mottagare.pk).delete()[0]:
        logg.skriv("rapportmottagare.borttagen", mottagare, av=av, nu=klocka.nu())
