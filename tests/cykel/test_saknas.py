"""What may be missing, in one statement, against the rule asked of every row by itself."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product
from typing import Any

from django.db.models import Q

from cykel.models import Indikator, Matvarde, Planindikator, Uppfoljningstillfalle, Varv
from cykel.tillstand import Fas
from cykel.villkor import uppdatera
from cykel.villkor.saknas import kan_saknas
from kvalitet.models import Enhet
from tests import factories
from tests.cykel import fabrik

IDAG = fabrik.UNDER_DELARET.date()
AUGUSTI, ARET = date(2026, 8, 31), date(2025, 12, 31)
VARDEN: dict[str, list[tuple[date, str, bool]]] = {
    "inget": [],
    "i rundan": [(date(2026, 5, 31), "T", True)],
    "förra månaden": [(AUGUSTI, "T", True)],
    "bara kvinnor": [(AUGUSTI, "K", True)],
    "bara ett område": [(AUGUSTI, "T", False)],
    "förra året": [(ARET, "T", True)],
    "för sent": [(date(2026, 9, 30), "T", True)],
}
"""The ends of periods that have a value, of which sex, and whether it is the unit's own."""


def _indikatorer(kommun: factories.Kommun, agare: Any) -> dict[Indikator, str]:
    return {
        Indikator.objects.create(
            namn=f"{vilka}, {frekvens}",
            definition="Andel som svarar ja.",
            matt="procent",
            riktning="hogre",
            kalla="manuell",
            frekvens=frekvens,
            agare=agare,
            konsuppdelad=True,
        ): vilka
        for frekvens, vilka in product(Indikator.Frekvens.values, VARDEN)
    }


def _for_in(indikatorer: dict[Indikator, str], enhet: Enhet) -> None:
    for indikator, vilka in indikatorer.items():
        for till, kon, egen in VARDEN[vilka]:
            Matvarde.objects.get_or_create(
                indikator=indikator,
                enhet=enhet if egen else None,
                omrade="" if egen else "0000",
                period_fran=till.replace(day=1),
                period_till=till,
                kon=kon,
                defaults={"varde": 7, "matdatum": till, "kalla": "Påhittat värde"},
            )


def _i_rundan(enhet: Enhet, tillfalle: Uppfoljningstillfalle | None, fas: Fas) -> None:
    plan = enhet.planer.get()
    type(plan).objects.filter(pk=plan.pk).update(fas=Fas.GENOMFORA)
    if fas != Fas.GENOMFORA:
        type(plan).objects.filter(pk=plan.pk).update(fas=fas)
    Varv.objects.create(plan=plan, nummer=1, borjade=fabrik.SKRIVS, tillfalle=tillfalle)


def test_no_fewer_and_here_no_more_than_the_rule_finds(kommun: factories.Kommun) -> None:
    p = fabrik.i_genomfora(kommun)
    indikatorer = _indikatorer(kommun, p.folk.amir)
    enheter = [factories.enhet(f"Enhet {n}", "enhet", kommun.vok) for n in range(3)]
    fabrik.planer_med(p, enheter, indikatorer)
    delar = fabrik.delar()
    helar = fabrik.delar(slag="helar", matdatum=AUGUSTI.replace(month=7), ar=2026)
    for enhet, tillfalle, fas in zip(
        enheter,
        (delar, helar, None),
        (Fas.FOLJA_UPP, Fas.FOLJA_UPP, Fas.GENOMFORA),
        strict=True,
    ):
        _for_in(indikatorer, enhet)
        _i_rundan(enhet, tillfalle, fas)

    rader = list(Planindikator.objects.select_related("version__plan__enhet", "indikator"))
    varv = uppdatera._oppna_varv(rad.version.plan_id for rad in rader)
    finns = uppdatera._infort(rader)
    saknas = {
        rad.pk
        for rad in rader
        if (plan := rad.version.plan).pk in varv
        and uppdatera._saknat(
            rad,
            plan,
            varv[plan.pk],
            finns.get((rad.indikator_id, plan.enhet_id), []),
            IDAG,
        )
    }
    funna = kan_saknas(Q(), IDAG, uppdatera.inforda(), nyckel="prov")
    assert sorted(funna) == sorted(saknas)
    per_enhet = Counter(rad.version.plan.enhet for rad in rader if rad.pk in saknas)
    assert all(0 < per_enhet[enhet] < len(indikatorer) for enhet in enheter)
