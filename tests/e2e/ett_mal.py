"""A plan of one goal in an open round, made in the site's own database for a walk through it.

`bered` is called by name from `manage.py shell`, and prints what the test asks about.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import cast

from cykel.actions.tillfalle import oppna
from cykel.models import Mal, Malniva, Matvarde, Uppfoljningstillfalle
from kvalitet import klocka
from kvalitet.models import Anvandare, Enhet, Namnd
from synpunkter.actions import mottagning
from synpunkter.actions import synpunkt as akter
from tests import factories
from tests.cykel import kil
from uppfoljning.actions.bedomning import granska_roster
from uppfoljning.actions.klarmarkering import klarmarkera

AR = 2078


def _person(namn: str) -> Anvandare:
    return Anvandare.objects.get(epost=f"{namn}@kommun.example")


def bered() -> None:
    """All is done but the report on the activity, the judgement and the approval."""
    astrid, namnd = _person("astrid.holm"), Namnd.objects.get(kod="SN")
    kontor = Enhet.objects.get(namn="Socialkontoret", slag="kontor")
    enhet = Enhet.objects.under(kontor).filter(slag="enhet").order_by("pk")[0]
    plats = cast(factories.Kommun, SimpleNamespace(hemtjanst=enhet, von=namnd))
    ett = kil.plan(plats, astrid, _mal(namnd), fas="genomfora", ar=klocka.idag().year)
    tillfalle = _tillfalle()
    oppna(ett.plan, tillfalle=tillfalle, av=None)
    indikator = ett.indikator.indikator
    Matvarde.objects.create(
        indikator=indikator,
        enhet=enhet,
        period_fran=tillfalle.period_fran,
        period_till=tillfalle.matdatum,
        varde=Decimal("65.5"),
        matdatum=tillfalle.matdatum,
        kalla="Räknat i dörren",
    )
    varv = ett.plan.varv.get()
    klarmarkera(varv, indikatorer={indikator.pk}, av=astrid)
    for vad in ("synpunkter", "undersokningar"):
        granska_roster(varv, vad=vad, slutsats="Inget nytt.", av=astrid)
    svar = {"plan": ett.plan.pk, "synpunkt": _synpunkt()}
    print(f"SVAR {json.dumps(svar)}")  # noqa: T201  (read by the test)


def _mal(namnd: Namnd) -> Mal:
    niva = Malniva.objects.filter(styrmodell__status="gallande").order_by("-ordning")[0]
    return Mal.objects.create(
        niva=niva,
        nummer=78,
        kort="Stöd i tid",
        text="Den som behöver stöd får det i tid.",
        namnd=namnd,
        beslut_organ="Socialnämnden",
        beslut_datum=date(2022, 11, 28),
    )


def _tillfalle() -> Uppfoljningstillfalle:
    idag = klocka.idag()
    return Uppfoljningstillfalle.objects.create(
        slag="kv1",
        ar=AR,
        period_fran=idag - timedelta(days=60),
        matdatum=idag,
        oppnar=idag,
        enheter_senast=idag + timedelta(days=7),
        stanger=idag + timedelta(days=14),
    )


def _synpunkt() -> int:
    """A case that Hanna has, with a sender who wants an answer."""
    hanna, leila = _person("hanna.berg"), _person("leila.nordin")
    enhet = Enhet.objects.get(namn="Hemtjänst Centrum")
    kvitto = mottagning.ta_emot(
        token="med-tangenter",
        typ="fraga",
        text="Varför kom ingen i tisdags?",
        namnd=Namnd.objects.get(kod="VON"),
        enhet=enhet,
        svarsval="kod",
        epost="",
        namn="",
    )
    akter.tilldela(kvitto.synpunkt, enhet=enhet, handlaggare=hanna, av=leila)
    return int(kvitto.synpunkt.pk)
