"""The business act on whom to ask about personal data."""

from __future__ import annotations

from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.models import Anvandare, Namnd, Personuppgiftsansvar
from kvalitet.roller import Rattighet


@transaction.atomic
def satt_kontakt(
    namnd: Namnd, *, epost: str, ombud: str, ombud_epost: str, av: Anvandare
) -> Personuppgiftsansvar:
    """Say how the nämnd and its data protection officer are reached. The log keeps no address."""
    nu = klocka.nu()
    Namnd.objects.select_for_update(of=("self",), no_key=True).get(pk=namnd.pk)
    ansvar = Personuppgiftsansvar.objects.filter(pk=namnd.pk).first()
    ansvar = ansvar or Personuppgiftsansvar(namnd=namnd)
    prova(av, Rattighet.ARKIV_SKOTA, ansvar)
    ansvar.epost, ansvar.ombud, ansvar.ombud_epost = epost, ombud, ombud_epost
    ansvar.andrad, ansvar.andrad_av = nu, av
    ansvar.save()
    logg.skriv("dataskydd.kontakt", ansvar, av=av, nu=nu)
    return ansvar
