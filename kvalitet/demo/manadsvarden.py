"""An indicator of every month: one unit gets better, one varies, one gets worse."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal

from cykel.actions.indikator import infor_varde, skapa_indikator
from kvalitet.models import Anvandare, Enhet

# By unit: percent a month from January 2025, twenty-one of them.
VARDEN = {
    "Hemtjänst": "9.1 9.6 9.3 8.8 9.0 9.4 9.2 9.5 9.1 8.9 9.3 "
    "9.6 9.2 9.0 8.1 7.9 8.0 7.7 7.8 7.6 7.4",
    "Särskilt boende": "7.9 8.3 8.0 7.7 8.2 7.8 8.1 8.4 7.9 8.0 8.3 "
    "8.1 7.8 8.2 8.0 7.7 8.1 8.3 7.9 8.2 8.0",
    "Hemsjukvård": "6.2 6.0 6.4 6.1 5.9 6.3 6.2 6.0 6.4 6.1 6.3 "
    "6.0 6.2 6.1 6.3 6.2 6.0 6.3 6.1 6.2 8.4",
}


def ladda() -> None:
    indikator = skapa_indikator(
        namn="Sjukfrånvaro i personalen",
        definition="Sjuktimmar av alla avtalade timmar under månaden. Påhittad för visning.",
        matt="procent",
        riktning="lagre",
        kalla="manuell",
        frekvens="manad",
        agare=Anvandare.objects.get(epost="leila.nordin@kommun.example"),
        decimaler=1,
        konsuppdelad=False,
        skal_ej_kon="Måttet gäller verksamheten, inte enskilda personer.",
        av=None,
    )
    for enhet in Enhet.objects.filter(namn__in=VARDEN).order_by("pk"):
        for nr, varde in enumerate(VARDEN[enhet.namn].split()):
            fran = date(2025 + nr // 12, nr % 12 + 1, 1)
            till = fran.replace(day=monthrange(fran.year, fran.month)[1])
            infor_varde(
                indikator, enhet=enhet, period_fran=fran, period_till=till, kon="T",
                varde=Decimal(varde), matdatum=till, kalla="Påhittat värde", av=None,
            )  # fmt: skip
