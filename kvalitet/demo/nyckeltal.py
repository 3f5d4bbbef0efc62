"""Economy and personnel of a kontor: what its report shows beside the goals. Invented values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cykel.actions.indikator import infor_varde, skapa_indikator
from cykel.models import Indikator
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare, Enhet

KONTORET = "Vård- och omsorgskontoret"
# By day on which the period ends: total, women, men.
AVVIKELSE = {date(2025, 8, 31): "-2.1", date(2026, 3, 31): "-3.8", date(2026, 8, 31): "-6.4"}
FRANVARO = {
    date(2025, 8, 31): ("8.7", "9.2", "6.8"),
    date(2026, 3, 31): ("8.4", "8.9", "6.5"),
    date(2026, 8, 31): ("8.2", "8.7", "6.4"),
}
KALLA = "Påhittat värde"


def ladda() -> None:
    agare = Anvandare.objects.get(epost="leila.nordin@kommun.example")
    kontoret = Enhet.objects.get(namn=KONTORET, slag=Enhet.Slag.KONTOR)
    with den(date(2025, 1, 20)):
        avvikelse = skapa_indikator(
            namn="Budgetavvikelse, prognos för helåret",
            definition="Prognosen för årets resultat minus budgeten. Påhittad för visning.",
            matt="miljoner kronor",
            riktning="hogre",
            kalla="manuell",
            frekvens="tillfalle",
            agare=agare,
            konsuppdelad=False,
            skal_ej_kon="Måttet gäller pengar, inte personer.",
            redovisas=Indikator.Redovisas.EKONOMI,
            av=None,
        )
        franvaro = skapa_indikator(
            namn="Sjukfrånvaro, hela kontoret",
            definition="Sjuktimmar av alla avtalade timmar sedan årets början. Påhittad.",
            matt="procent",
            riktning="lagre",
            kalla="manuell",
            frekvens="tillfalle",
            agare=agare,
            konsuppdelad=True,
            redovisas=Indikator.Redovisas.PERSONAL,
            av=None,
        )
    for till, tal in AVVIKELSE.items():
        _varde(avvikelse, kontoret, till, "T", tal)
    for till, tre in FRANVARO.items():
        for kon, tal in zip("TKM", tre, strict=True):
            _varde(franvaro, kontoret, till, kon, tal)


def _varde(indikator: Indikator, enhet: Enhet, till: date, kon: str, tal: str) -> None:
    infor_varde(
        indikator, enhet=enhet, period_fran=date(till.year, 1, 1), period_till=till, kon=kon,
        varde=Decimal(tal), matdatum=till, kalla=KALLA, av=None,
    )  # fmt: skip
