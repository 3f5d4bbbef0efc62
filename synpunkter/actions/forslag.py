"""The business acts around the suggestion: measuring it, and turning it on or off."""

from __future__ import annotations

from django.db import transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.models import Anvandare, Namnd
from kvalitet.roller import Rattighet
from synpunkter.bayes import mat
from synpunkter.forslag import Slag, exempel
from synpunkter.models import Forslagsmatning, Forslagsval


def mat_forslag() -> int:
    """Measure both suggestions in every nämnd that has cases enough; return how many there are."""
    nu, antal = klocka.nu(), 0
    for namnd in Namnd.objects.order_by("pk"):
        for slag in Slag:
            matt = mat(exempel(slag, namnd.pk))
            if matt is None:
                continue
            Forslagsmatning.objects.update_or_create(
                namnd=namnd,
                slag=slag,
                defaults={
                    "matt": nu,
                    "antal": matt.antal,
                    "ratt": matt.ratt,
                    "vanligast_ratt": matt.vanligast_ratt,
                },
            )
            antal += 1
    return antal


@transaction.atomic
def valj_forslag(namnd: Namnd, *, pa: bool, av: Anvandare) -> Forslagsval:
    """Turn the suggestions on or off in a nämnd. Only who assigns its synpunkter everywhere."""
    prova(av, Rattighet.SYNPUNKT_FORDELA, Forslagsval(namnd=namnd))
    nu = klocka.nu()
    val, _ = Forslagsval.objects.update_or_create(
        namnd=namnd, defaults={"pa": pa, "andrad": nu, "andrad_av": av}
    )
    logg.skriv("forslag.pa" if pa else "forslag.av", namnd, av=av, nu=nu)
    return val
