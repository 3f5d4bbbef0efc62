"""A plan at each stage of the wheel, and what hangs on it, for the tests of the wedge.

Built straight in the database, along the edges that the triggers allow, so that each test of
an act or a guard depends on nothing but that act.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from uuid import uuid4

from cykel.models import (
    Aktivitet,
    Atgard,
    Brist,
    Indikator,
    Lardom,
    Mal,
    Malniva,
    Planindikator,
    Planmal,
    PlanVersion,
    Styrmodell,
    Uppfoljningstillfalle,
    Varv,
    Verksamhetsplan,
)
from cykel.tillstand import Fas
from kvalitet.models import Anvandare, Ogonblick
from tests import factories

NU = datetime(2026, 6, 10, 9, tzinfo=UTC)
"""The day on which everything happens: the lap follows up kvartal 1, delår is still to come."""

VAG = (Fas.PLANERA, Fas.GENOMFORA, Fas.FOLJA_UPP, Fas.ATGARDA, Fas.KVALITETSSAKRA)


@dataclass(frozen=True)
class Kil:
    """A plan with one goal, one activity and one indicator, and its open lap."""

    plan: Verksamhetsplan
    version: PlanVersion
    aktivitet: Aktivitet
    indikator: Planindikator
    varv: Varv | None
    mal: Mal


def styrning(kommun: factories.Kommun) -> Mal:
    """A steering model with one goal; made once."""
    styrmodell = Styrmodell.objects.create(
        namn="Kommunplan 2023–2026",
        fran=date(2023, 1, 1),
        till=date(2026, 12, 31),
        status=Styrmodell.Status.GALLANDE,
        beslut_organ="Kommunfullmäktige",
    )
    niva = Malniva.objects.create(styrmodell=styrmodell, ordning=1, etikett="Övergripande mål")
    return Mal.objects.create(
        niva=niva,
        nummer=1,
        kort="Trygg vård",
        text="Den som behöver stöd får det i tid.",
        namnd=kommun.von,
        beslut_organ="Kommunfullmäktige",
        beslut_datum=date(2022, 11, 28),
    )


def tillfallen() -> tuple[Uppfoljningstillfalle, Uppfoljningstillfalle]:
    """Kvartal 1 and delår 2026."""
    kv1 = Uppfoljningstillfalle.objects.create(
        slag="kv1",
        ar=2026,
        period_fran=date(2026, 1, 1),
        matdatum=date(2026, 3, 31),
        oppnar=date(2026, 4, 1),
        enheter_senast=date(2026, 4, 20),
        stanger=date(2026, 5, 10),
    )
    delar = Uppfoljningstillfalle.objects.create(
        slag="delar",
        ar=2026,
        period_fran=date(2026, 1, 1),
        matdatum=date(2026, 8, 31),
        oppnar=date(2026, 9, 1),
        enheter_senast=date(2026, 9, 20),
        stanger=date(2026, 10, 10),
    )
    return kv1, delar


def plan(
    kommun: factories.Kommun,
    person: Anvandare,
    mal: Mal,
    *,
    fas: str = Fas.KVALITETSSAKRA,
    ar: int = 2026,
    foregangare: Verksamhetsplan | None = None,
    tillfalle: Uppfoljningstillfalle | None = None,
) -> Kil:
    """Create a plan of Hemtjänst that stands in `fas`; `person` is in every role in it."""
    planen = Verksamhetsplan.objects.create(
        enhet=kommun.hemtjanst,
        namnd=kommun.von,
        styrmodell=mal.niva.styrmodell,
        period_fran=date(ar, 1, 1),
        period_till=date(ar, 12, 31),
        planansvarig=person,
        foregangare=foregangare,
        skapad=NU,
    )
    version = PlanVersion.objects.create(plan=planen, nummer=1, skapad=NU)
    rad = Planmal.objects.create(version=version, mal=mal, koppling=Planmal.Koppling.DIREKT)
    aktivitet_ = aktivitet(rad, person)
    indikator_ = indikator(rad, person)
    if fas != Fas.PLANERA:
        _faststall(version, person)
    for steg in VAG[1 : VAG.index(Fas(fas)) + 1]:
        Verksamhetsplan.objects.filter(pk=planen.pk).update(fas=steg)
    planen.refresh_from_db()
    varv = None
    if fas != Fas.PLANERA:
        varv = Varv.objects.create(plan=planen, nummer=1, borjade=NU, tillfalle=tillfalle)
    version.refresh_from_db()
    return Kil(planen, version, aktivitet_, indikator_, varv, mal)


def aktivitet(rad: Planmal, person: Anvandare, rubrik: str = "Ring när tiden ändras") -> Aktivitet:
    return Aktivitet.objects.create(
        version=rad.version,
        planmal=rad,
        rubrik=rubrik,
        ansvarig=person,
        rapportor=person,
        start=rad.version.plan.period_fran,
        slut=rad.version.plan.period_till,
    )


def indikator(rad: Planmal, person: Anvandare) -> Planindikator:
    matt = Indikator.objects.create(
        namn=f"Kan påverka tiderna {uuid4().hex[:8]}",
        definition="Andel som svarar ja.",
        matt="procent",
        riktning="hogre",
        kalla="manuell",
        frekvens="tillfalle",
        agare=person,
        konsuppdelad=True,
    )
    return Planindikator.objects.create(
        version=rad.version,
        planmal=rad,
        indikator=matt,
        maltyp="absolut",
        malvarde=70,
        baslinje=60,
    )


def _faststall(version: PlanVersion, person: Anvandare) -> None:
    innehall = json.dumps({"version": version.pk})
    bild = Ogonblick.objects.create(
        slag="planversion",
        schema=1,
        innehall=innehall,
        sha256=sha256(innehall.encode()).hexdigest(),
        skapad=NU,
    )
    rader = PlanVersion.objects.filter(pk=version.pk)
    rader.update(lage="granskning")
    rader.update(
        lage="faststalld",
        faststalld=NU,
        faststalld_av=person,
        beslut_datum=date(2025, 12, 10),
        ogonblick=bild,
    )


def brist(kil: Kil, rubrik: str = "Ändrade tider meddelas inte") -> Brist:
    assert kil.varv
    return Brist.objects.create(
        plan=kil.plan,
        varv=kil.varv,
        mal=kil.mal,
        rubrik=rubrik,
        kalla=Brist.Kalla.SYNPUNKTER,
        kalla_mening="14 synpunkter under kvartal 1",
        orsak="Planeraren saknar ersättare.",
        skapad=NU,
    )


def atgard(
    brist_: Brist,
    ansvarig: Anvandare,
    *,
    status: str = Atgard.Status.KLAR,
    klar_senast: date = date(2026, 6, 1),
) -> Atgard:
    return Atgard.objects.create(
        brist=brist_,
        rubrik="Dubbla ersättare för planeraren",
        ansvarig=ansvarig,
        klar_senast=klar_senast,
        vantad_effekt="Färre klagomål på ändrade tider",
        status=status,
        skapad=NU,
    )


def bedom(atgard_: Atgard, av: Anvandare, effekt: str = Atgard.Effekt.JA) -> Atgard:
    atgard_.effekt, atgard_.effekt_text = effekt, "Klagomålen minskade från 14 till 5"
    atgard_.verifierad_av, atgard_.verifierad = av, NU
    atgard_.save()
    return atgard_


def lardom(
    kil: Kil, atgard_: Atgard | None = None, *, lage: str = "foreslagen", rubrik: str = ""
) -> Lardom:
    """Create a learning along the way to `lage`; sakrad takes an åtgärd with decided effect."""
    assert kil.varv
    rad = Lardom.objects.create(
        plan=kil.plan,
        varv=kil.varv,
        atgard=atgard_,
        rubrik=rubrik or "Ring när tiden flyttas",
        hande="Tiderna ändrades utan besked.",
        orsak="Planeraren saknade ersättare.",
        gor_annorlunda="Planeraren ringer vid mer än 30 minuters ändring.",
        skapad=NU,
    )
    if lage != "utkast":
        Lardom.objects.filter(pk=rad.pk).update(lage="foreslagen")
    if lage == "sakrad":
        sakra = {"lage": "sakrad", "sakrad": NU, "sakrad_av": kil.plan.planansvarig}
        Lardom.objects.filter(pk=rad.pk).update(**sakra)
    rad.refresh_from_db()
    return rad
