"""The rows behind an indicator's figure at a round: who entered what, and from where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q

from cykel.frekvens import manader_bakat
from cykel.models import Indikator, Matvarde, Varv
from cykel.periodvarden import Period, periodvarde
from kvalitet.handelser import Rad, beratta
from kvalitet.models import Handelse
from kvalitet.texter import tal
from uppfoljning.koladaomraden import omradesnamn as omradesnamn_i_kolada
from uppfoljning.matning import period_namn
from uppfoljning.matserier import AR_I_SERIEN, omradesnamn
from uppfoljning.rapport.skrift import DOLT
from uppfoljning.underlag import tillfalle_for

FLEST_HANDELSER = 50


@dataclass(frozen=True)
class Matrad:
    """One period of the unit."""

    period: str
    dagar: Period
    alla: str
    kvinnor: str
    man: str
    osakerhet: str
    matdatum: date
    kalla: str
    infort_av: str
    raknas: bool
    """Whether it is the value that the judgement rests on."""


@dataclass(frozen=True)
class Omradesrad:
    namn: str
    period: str
    varde: str
    matdatum: date
    kalla: str


@dataclass(frozen=True)
class Matrader:
    egna: tuple[Matrad, ...]
    omraden: tuple[Omradesrad, ...]
    handelser: list[Rad]

    @property
    def dagar(self) -> Period | None:
        """The first and last day of the value that the judgement rests on."""
        return next((rad.dagar for rad in self.egna if rad.raknas), None)


def matrader(indikator: Indikator, varv: Varv, period: str) -> Matrader:
    """Return the rows that the indicator's series at the round was read from, the latest first.

    `period` names the one that counts. History is told of totals that may be shown, and of no
    other: a hidden value must not be read from what it was.
    """
    matdatum = tillfalle_for(varv).matdatum
    rader = list(
        Matvarde.objects.filter(
            Q(enhet=varv.plan.enhet_id) | Q(enhet__isnull=True, kon=Matvarde.Kon.T),
            indikator=indikator,
            period_till__lte=matdatum,
            period_till__gt=manader_bakat(matdatum, 12 * AR_I_SERIEN),
        )
        .select_related("infort_av")
        .order_by("-period_till", "period_fran", "omrade", "kon")
    )
    egna = [rad for rad in rader if rad.enhet_id]
    namnen = omradesnamn_i_kolada({rad.omrade for rad in rader if not rad.enhet_id})
    return Matrader(
        egna=tuple(_egna(egna, indikator, period)),
        omraden=tuple(
            Omradesrad(
                namn=_stor(namnen.get(rad.omrade) or omradesnamn(rad.omrade)),
                period=period_namn(rad.period_fran, rad.period_till),
                varde=_varde(rad, indikator),
                matdatum=rad.matdatum,
                kalla=rad.kalla,
            )
            for rad in rader
            if not rad.enhet_id
        ),
        handelser=_handelser(egna),
    )


def _egna(rader: list[Matvarde], indikator: Indikator, period: str) -> Iterable[Matrad]:
    """A month has the name of the longer period that ends with it: the longer one counts, and is
    the first of the two."""
    soker = bool(period)
    for (till, fran), grupp in groupby(rader, lambda rad: (rad.period_till, rad.period_fran)):
        namn, per_kon = period_namn(fran, till), {rad.kon: rad for rad in grupp}
        raknas = soker and namn == period and Matvarde.Kon.T in per_kon
        soker = soker and not raknas
        yield _rad(namn, per_kon, indikator, raknas=raknas)


def _rad(namn: str, per_kon: dict[str, Matvarde], indikator: Indikator, *, raknas: bool) -> Matrad:
    dolda = periodvarde(per_kon.values()).dolda
    total = per_kon.get(Matvarde.Kon.T) or next(iter(per_kon.values()))
    alla, kvinnor, man = (
        DOLT if kon in dolda else _varde(per_kon.get(kon), indikator) for kon in "TKM"
    )
    osakerhet = None if "T" in dolda else total.osakerhet
    return Matrad(
        period=namn,
        dagar=(total.period_fran, total.period_till),
        alla=alla,
        kvinnor=kvinnor,
        man=man,
        osakerhet="" if osakerhet is None else f"± {tal(osakerhet, indikator.decimaler)}",
        matdatum=total.matdatum,
        kalla=total.kalla,
        infort_av=total.infort_av.namn if total.infort_av else "Inläst eller beräknat",
        raknas=raknas,
    )


def _varde(rad: Matvarde | None, indikator: Indikator) -> str:
    if rad is None:
        return "–"
    return rad.bortfallsorsak if rad.varde is None else tal(rad.varde, indikator.decimaler)


def _stor(text: str) -> str:
    return text[0].upper() + text[1:]


def _handelser(egna: list[Matvarde]) -> list[Rad]:
    varden = [r.pk for r in egna if r.kon == Matvarde.Kon.T and r.varde is not None]
    om_varden = Q(objekttyp=Matvarde._meta.label_lower, objekt_id__in=varden)
    rader = Handelse.objects.filter(om_varden).select_related("av", "text")
    return beratta(rader.order_by("-tid", "-pk")[:FLEST_HANDELSER])
