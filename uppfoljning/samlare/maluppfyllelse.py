"""The nämnd's måluppfyllelserapport: of the lap that its kontor has approved."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Length, Replace
from django.db.models.lookups import IsNull

from cykel.models import Uppfoljningstillfalle, Varv
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.models import Namnd
from uppfoljning.models import Rapport
from uppfoljning.ogonblick import for_rapport
from uppfoljning.rapport.modell import Maluppfyllelserapport
from uppfoljning.samlare.omfang import Rapportomfang


def omfang(namnd: Namnd, tillfalle: Uppfoljningstillfalle) -> Rapportomfang:
    varv = kontorets_varv(namnd, tillfalle)
    if varv is None:
        raise Regelbrott(f"{namnd} har ingen plan som följs upp i {tillfalle}.")
    slag = Rapport.Slag.MALUPPFYLLELSE
    return Rapportomfang.i_rundan(slag, namnd, varv.plan.enhet, tillfalle)


def samla(omfang: Rapportomfang, *, nu: datetime) -> Maluppfyllelserapport:
    """Refused until the unit has approved its follow-up."""
    varv = _varv(omfang)
    if varv is None:
        raise Regelbrott(f"{omfang.enhet} har ingen plan som följs upp i {omfang.tillfalle}.")
    if varv.godkand is None:
        raise Regelbrott(
            f"{varv.plan.enhet} har inte godkänt uppföljningen för {varv.tillfalle} än. "
            "Rapporten kan skapas när den är godkänd."
        )
    return for_rapport(varv, nu=nu)


def hinder(rapport: Rapport) -> list[Punkt]:
    """A report made before its follow-up was opened again is not decided on (row 12)."""
    varv = _varv(Rapportomfang.av(rapport))
    if varv is None or varv.fore_ateroppning_id is None:
        return []
    if varv.godkand is None:
        return [Punkt("Uppföljningen är återöppnad och inte godkänd igen")]
    if varv.godkand > rapport.bestalld:
        return [Punkt("Uppföljningen har godkänts på nytt. Beställ en ny version av rapporten")]
    return []


def kontorets_varv(namnd: Namnd | int, tillfalle: Uppfoljningstillfalle | int) -> Varv | None:
    """Return the lap that the nämnd's report is made from: that of its highest unit in the
    round, an approved one first where several stand as high."""
    varv = _alla().filter(plan__namnd=namnd, tillfalle=tillfalle)
    utan_punkter = Replace("plan__enhet__sokvag", Value("."))
    djup = Length("plan__enhet__sokvag") - Length(utan_punkter)  # as `Enhet.djup`
    return varv.order_by(djup, IsNull(F("godkand"), True), "pk").first()


def _varv(omfang: Rapportomfang) -> Varv | None:
    varv = _alla().filter(
        plan__namnd=omfang.namnd, plan__enhet=omfang.enhet, tillfalle=omfang.tillfalle
    )
    rader = sorted(varv, key=lambda v: (v.godkand is None, v.pk))
    return rader[0] if rader else None


def _alla() -> QuerySet[Varv]:
    return Varv.objects.select_related(
        "plan__enhet", "plan__namnd", "plan__styrmodell", "plan__planansvarig", "tillfalle"
    ).select_related("ogonblick")
