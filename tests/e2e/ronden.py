"""What a round over twelve units needs beside the clicks: run in the site's own database.

Each function is called by name from `manage.py shell`, and prints what the test asks about.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

from cykel.actions.aktivitet import rapportera
from cykel.actions.tillfalle import oppna
from cykel.models import Mal, Malniva, Matvarde, Uppfoljningstillfalle, Varv
from kvalitet import klocka
from kvalitet.models import Anvandare, Enhet, Namnd
from tests import factories
from tests.cykel import kil
from tests.uppfoljning.lage import BEDOMNING
from uppfoljning.actions.bedomning import bedom, granska_roster
from uppfoljning.actions.godkannande import godkann
from uppfoljning.actions.klarmarkering import klarmarkera

AR = 2077
ENHETER = 12


def _person(namn: str) -> Anvandare:
    return Anvandare.objects.get(epost=f"{namn}@kommun.example")


def _tillfalle() -> Uppfoljningstillfalle:
    return Uppfoljningstillfalle.objects.get(ar=AR)


def _varven() -> list[Varv]:
    rader = Varv.objects.filter(tillfalle=_tillfalle()).select_related("plan__enhet", "tillfalle")
    return list(rader.order_by("pk"))


def planer() -> None:
    """A plan for the kontor and for twelve of its units, opened in the round."""
    namnd = Namnd.objects.get(kod="UN")
    kontor = Enhet.objects.get(namn="Utbildningskontoret", slag="kontor")
    enheter = Enhet.objects.under(kontor).filter(slag="enhet").order_by("pk")[:ENHETER]
    niva = Malniva.objects.filter(styrmodell__status="gallande").order_by("-ordning")[0]
    mal = Mal.objects.create(
        niva=niva,
        nummer=77,
        kort="Trygg skola",
        text="Varje elev är trygg i skolan.",
        namnd=namnd,
        beslut_organ="Utbildningsnämnden",
        beslut_datum=date(2022, 11, 28),
    )
    for enhet in (kontor, *enheter):
        _plan(enhet, namnd, mal)
    _svara()


def _plan(enhet: Enhet, namnd: Namnd, mal: Mal) -> None:
    plats = cast(factories.Kommun, SimpleNamespace(hemtjanst=enhet, von=namnd))
    ett = kil.plan(plats, _person("astrid.holm"), mal, fas="genomfora", ar=klocka.idag().year)
    tillfalle = _tillfalle()
    oppna(ett.plan, tillfalle=tillfalle, av=None)
    Matvarde.objects.create(
        indikator=ett.indikator.indikator,
        enhet=enhet,
        period_fran=tillfalle.period_fran,
        period_till=tillfalle.matdatum,
        varde=Decimal("65.5"),
        matdatum=tillfalle.matdatum,
        kalla="Kom av sig självt",
    )


def arbeta() -> None:
    """All but the marks of the first unit: it is marked by hand in the test."""
    astrid = _person("astrid.holm")
    for n, varv in enumerate(_varven()):
        if n != 1:
            rader = varv.plan.versioner.gallande().get().indikatorer
            indikatorer = set(rader.values_list("indikator", flat=True))
            klarmarkera(varv, indikatorer=indikatorer, av=astrid)
        _rapportera(varv, astrid)


def _rapportera(varv: Varv, av: Anvandare) -> None:
    version = varv.plan.versioner.gallande().get()
    for rad in version.aktiviteter.order_by("pk"):
        rapportera(varv.plan, aktivitet=rad.nyckel, status="pagar", av=av)
    for vad in ("synpunkter", "undersokningar"):
        granska_roster(varv, vad=vad, slutsats="Inget nytt.", av=av)
    _bedom(varv, av)


def _bedom(varv: Varv, av: Anvandare, **andrat: Any) -> None:
    mal = Mal.objects.get(nummer=77, namnd__kod="UN")
    bedom(varv, mal=mal, **(BEDOMNING | andrat), av=av)


def bedom_om(varv: int) -> None:
    """What was sent back is done again."""
    ett = Varv.objects.select_related("plan").get(pk=varv)
    _bedom(ett, _person("astrid.holm"), motivering="Nu med elevernas egna svar.")


def godkann_enheterna() -> None:
    """Those that the chef has not approved by hand; the kontor is left."""
    for varv in _varven()[1:]:
        if varv.godkand is None:
            godkann(varv.plan, av=_person("ingrid.falk"))


def _svara() -> None:
    svar = {
        "tillfalle": _tillfalle().pk,
        "varv": [varv.pk for varv in _varven()],
        "planer": [varv.plan_id for varv in _varven()],
        "enheter": [varv.plan.enhet.namn for varv in _varven()],
    }
    print(f"SVAR {json.dumps(svar)}")  # noqa: T201  (read by the test)
