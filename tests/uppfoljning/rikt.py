"""A goal with every kind of evidence, for the tests of its page and of its snapshot."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import cast

from cykel.models import (
    Aktivitetslage,
    Matvarde,
    Uppfoljningstillfalle,
    Varv,
    Verksamhetsplan,
)
from kvalitet.models import Anvandare
from kvalitet.ogonblick import frys
from synpunkter.models import Monster, Monsterkoppling, Synpunkt, Tema
from synpunkter.models.synpunkt import Bristkoppling
from tests import factories
from tests.cykel import kil
from tests.uppfoljning.lage import Lage, svar, synpunkt, undersokning, varde
from uppfoljning.bedomning import Bedomning
from uppfoljning.ogonblick import bygg
from uppfoljning.rapport import modell

MONSTER = "Ändrade tider meddelas inte"
FORE = kil.NU - timedelta(days=40)
MANADER = 14
"""Values of the indicator before the round's: enough for a control chart."""


def fyll(lage: Lage, av: Anvandare) -> Lage:
    """Values by sex through a long series, comparisons, a survey, synpunkter in a mönster behind
    a brist, an åtgärd that was tried, an activity under way, and the year before."""
    fjolaret(lage, av)
    _varden(lage, av)
    svar(undersokning(lage), *[("K", 7), ("M", 8)] * 8)
    _synpunkter(lage, av)
    for rad in lage.kil.version.aktiviteter.all():
        Aktivitetslage.objects.create(
            plan=lage.kil.plan,
            aktivitet=rad.nyckel,
            varv=lage.varv,
            status="pagar",
            framsteg=60,
            hinder="Två av fem tjänster är tomma.",
            av=av,
            tid=FORE,
        )
    return lage


def _varden(lage: Lage, av: Anvandare) -> None:
    Matvarde.objects.filter(indikator=lage.kil.indikator.indikator).update(infort_av=av)
    varde(lage.kil, "63", kon="K")
    varde(lage.kil, "68", kon="M")
    slut = date(2025, 12, 31)
    for n in range(MANADER):
        forsta = slut.replace(day=1)
        varde(
            lage.kil,
            str(Decimal("64") + n % 3),
            period_fran=forsta,
            period_till=slut,
            matdatum=slut,
            infort_av=av,
        )
        slut = forsta - timedelta(days=1)
    for omrade, tal in (("0000", "71.2"), ("G37480", "66")):
        varde(lage.kil, tal, enhet=None, omrade=omrade, kalla="Kolada")


def _synpunkter(lage: Lage, av: Anvandare) -> None:
    """Twelve cases of the period: seven answered in time, three of all in a mönster that is a
    brist of the goal; and one from before the period, which counts in none of it."""
    enhet, namnd = lage.kil.plan.enhet, lage.kil.plan.namnd
    typer = ["klagomal"] * 7 + ["forslag"] * 3 + ["berom", "fraga"]
    fall: list[Synpunkt] = []
    for n, typ in enumerate(typer):
        inkom = datetime(2026, 2, 3, 8, tzinfo=UTC) + timedelta(days=n)
        svarat = {"besvarad": inkom + timedelta(days=4)} if n < 7 else {}
        frist = {"svar_senast": (inkom + timedelta(days=14)).date()}
        fall.append(synpunkt(enhet, namnd, typ=typ, inkom=inkom, **svarat, **frist))
    gammal = synpunkt(enhet, namnd, inkom=datetime(2025, 11, 3, 8, tzinfo=UTC))
    brist = kil.brist(lage.kil)
    type(brist).objects.filter(pk=brist.pk).update(skapad=FORE)
    monster = Monster.objects.create(
        namnd=namnd,
        enhet=enhet,
        tema=Tema.objects.create(namn="Tider"),
        namn=MONSTER,
        beskrivning="Den som väntar får inte veta att besöket flyttas.",
        brist=brist,
        skapad=FORE,
        skapad_av=av,
    )
    for ett in (*fall[:3], gammal):
        Monsterkoppling.objects.create(monster=monster, synpunkt=ett, av=av, tid=FORE)
        Bristkoppling.objects.create(synpunkt=ett, brist=brist)
    kil.bedom(kil.atgard(brist, av), factories.person("Vera", "CH", enhet), "delvis")


def fjolaret(lage: Lage, av: Anvandare, grad: str = "ej", i_rad: int = 1) -> Verksamhetsplan:
    """The predecessor of the year before, whose helår judged the goal `grad`."""
    plats = SimpleNamespace(hemtjanst=lage.kil.plan.enhet, von=lage.kil.plan.namnd)
    fjol = kil.plan(cast(factories.Kommun, plats), av, lage.mal, fas="atgarda", ar=2025)
    assert fjol.varv
    rapport = bygg(Varv.objects.get(pk=lage.varv.pk), nu=kil.NU)
    mal = replace(
        rapport.mal[0],
        bedomning=Bedomning(grad),
        i_rad=i_rad,
        bedomd_av="Rut Rapportör",
        motivering="Förra året blev ingen uppringd.",
        fungerade_inte=("Listorna var gamla.",),
        orsak="Ingen ägde listorna.",
    )
    fryst = replace(rapport, mal=(mal,), tillfalle=replace(rapport.tillfalle, namn="helår 2025"))
    bild = frys("maluppfyllelse", modell.till_data(fryst), schema=modell.SCHEMA, av=None, nu=kil.NU)
    tillfalle = Uppfoljningstillfalle.objects.create(
        slag="helar",
        ar=2025,
        period_fran=date(2025, 1, 1),
        matdatum=date(2025, 12, 31),
        oppnar=date(2026, 1, 2),
        enheter_senast=date(2026, 1, 20),
        stanger=date(2026, 2, 1),
    )
    Varv.objects.filter(pk=fjol.varv.pk).update(
        tillfalle=tillfalle,
        ogonblick=bild,
        godkand=kil.NU - timedelta(days=100),
        godkand_av=av,
        borjade=kil.NU - timedelta(days=300),
        avslutades=kil.NU - timedelta(days=90),
    )
    Verksamhetsplan.objects.filter(pk=lage.kil.plan.pk).update(foregangare=fjol.plan)
    lage.kil.plan.refresh_from_db()
    return fjol.plan
