"""A kontor with an approved lap, so that reports can be ordered of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from cykel.models import Styrmodell, Uppfoljningstillfalle, Varv, Verksamhetsplan
from cykel.tillstand import Fas
from kvalitet import ogonblick
from kvalitet.models import Anvandare, Enhet, Namnd, Utskick
from tests import factories
from tests.factories import Kommun
from tests.uppfoljning import rapportexempel
from uppfoljning import rapportjobb
from uppfoljning.actions import rapport as acts
from uppfoljning.actions import rapportschema
from uppfoljning.models import Rapport, Rapportjobb, Rapportschema
from uppfoljning.rapport import modell
from uppfoljning.rapport.modell import Maluppfyllelserapport, Rapportlage
from uppfoljning.samlare.maluppfyllelse import omfang

GODKAND = datetime(2026, 9, 21, 9, 0, tzinfo=UTC)
NU = datetime(2026, 9, 23, 8, 30, tzinfo=UTC)
NIONDE_OKTOBER = datetime(2026, 10, 9, 5, 25, tzinfo=UTC)


@dataclass
class Fall:
    """`underlag` is what the builder of snapshots answers; a test may exchange it."""

    kommun: Kommun
    tillfalle: Uppfoljningstillfalle
    varv: Varv
    chef: Anvandare
    underlag: Maluppfyllelserapport

    @property
    def namnd(self) -> Namnd:
        return self.kommun.von

    def for_rapport(self, varv: Varv, *, nu: datetime) -> Maluppfyllelserapport:
        return replace(self.underlag, skapad=nu)


def fall(kommun: Kommun) -> Fall:
    chef = factories.person("Viveka Verksamhetschef", "CH", kommun.vok)
    omgang = tillfalle()
    varv = godkant_varv(kommun.vok, kommun.von, omgang, chef)
    return Fall(kommun, omgang, varv, chef, litet())


def litet() -> Maluppfyllelserapport:
    """Two goals of the full example: quick to make, and nothing that fastställ refuses."""
    full = rapportexempel.full()
    status = replace(
        full.status, lage=Rapportlage.GODKAND, paragraf="", beslutsdatum=None, version=1
    )
    return replace(full, status=status, mal=full.mal[:2], sprang=(), skapad=NU)


def tillfalle(slag: str = "delar", ar: int = 2026) -> Uppfoljningstillfalle:
    return Uppfoljningstillfalle.objects.create(
        slag=slag,
        ar=ar,
        period_fran=date(ar, 1, 1),
        matdatum=date(ar, 8, 31) if slag == "delar" else date(ar, 12, 31),
        oppnar=date(ar, 9, 1),
        enheter_senast=date(ar, 9, 15),
        stanger=date(ar, 10, 15),
    )


def plan(enhet: Enhet, namnd: Namnd, ansvarig: Anvandare) -> Verksamhetsplan:
    styrmodell, _ = Styrmodell.objects.get_or_create(
        namn="Styrmodell 2023–2026",
        defaults={
            "fran": date(2023, 1, 1),
            "till": date(2026, 12, 31),
            "status": "gallande",
            "beslut_organ": "Kommunfullmäktige",
        },
    )
    ny = Verksamhetsplan.objects.create(
        enhet=enhet,
        namnd=namnd,
        styrmodell=styrmodell,
        period_fran=date(2026, 1, 1),
        period_till=date(2026, 12, 31),
        planansvarig=ansvarig,
        dnr="VON 2026/0412",
        skapad=GODKAND,
    )
    for fas in (Fas.GENOMFORA, Fas.FOLJA_UPP):
        Verksamhetsplan.objects.filter(pk=ny.pk).update(fas=fas)
    ny.refresh_from_db()
    return ny


def oppet_varv(enhet: Enhet, namnd: Namnd, omgang: Uppfoljningstillfalle, chef: Anvandare) -> Varv:
    return Varv.objects.create(
        plan=plan(enhet, namnd, chef), nummer=1, tillfalle=omgang, borjade=GODKAND
    )


def godkant_varv(
    enhet: Enhet, namnd: Namnd, omgang: Uppfoljningstillfalle, chef: Anvandare
) -> Varv:
    varv = oppet_varv(enhet, namnd, omgang, chef)
    varv.ogonblick = ogonblick.frys(
        "maluppfyllelse", modell.till_data(litet()), schema=modell.SCHEMA, av=chef, nu=GODKAND
    )
    varv.godkand, varv.godkand_av = GODKAND, chef
    varv.save()
    return varv


def gor(rapport: Rapport) -> Rapportjobb:
    """Make the report's file here and now, as a worker would."""
    rapport.jobb.update(tidigast=None)  # the wait before another attempt is over
    for jobb in rapport.jobb.filter(lage=Rapportjobb.Lage.KOAD).order_by("pk"):
        rapportjobb.utfor(jobb.pk)
    jobb = rapport.jobb.select_related("fil", "ogonblick").order_by("-pk").first()
    assert jobb is not None
    return jobb


def brev(mall: str) -> list[dict[str, str]]:
    return [json.loads(rad.innehall) for rad in Utskick.objects.filter(mall=mall).order_by("pk")]


def publicera(fall: Fall, nina: Anvandare, rapport: Rapport | None = None) -> Rapport:
    rapport = rapport or acts.bestall(omfang(fall.namnd, fall.tillfalle), av=fall.chef)
    gor(rapport)
    rapport = acts.faststall(
        rapport, beslut_datum=date(2026, 9, 22), beslut_paragraf="112", dnr="1", av=nina
    )
    return acts.publicera(rapport, av=nina)


def manad(namnd: Namnd, av: Anvandare | None = None, **andrat: Any) -> Rapportschema:
    val = {"slag": "manad", "pa": True, "period": "manad", "dagar": 8} | andrat
    return rapportschema.satt_schema(namnd, **val, av=av)


def som(person: Anvandare) -> Client:
    ny = Client()
    ny.force_login(person)
    return ny
