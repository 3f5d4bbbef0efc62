"""The values on an indicator's page: by period and unit, with breaks, raises and where from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from cykel.maltext import med_matt, periodnamn
from cykel.models import Indikator, Matvarde, Nivahojning, Seriebrott
from cykel.niva import Nivalage, hojningsmening, nivalage
from cykel.periodvarden import periodvarde
from cykel.seriebrott import brottsmening
from cykel.views.nivaserie import serie
from cykel.views.planrader import nivan
from kvalitet.behorighet import Roller, enheter_av
from kvalitet.databas import bland
from kvalitet.diagram import Linjediagram
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.models import Enhet, Handelse
from kvalitet.ritning import skriv, skriv_alla
from kvalitet.texter import HART, MINUS, tal

FLEST_KURVOR = 3
"""Of raised levels that are drawn; all of them stand in the table."""
VARDEN = 100

Hojda = dict[int, list[Nivahojning]]
"""The raised levels by unit, the oldest first."""

_RAD = (
    '<tr><th scope="row">{}</th><td data-rubrik="Period">{}</td><td data-rubrik="Totalt">'
    '<strong class="siffra">{}</strong>{}</td>{}<td data-rubrik="Källa">{}{}</td></tr>\n'
)
_KON = (
    '<td data-rubrik="Kvinnor"><span class="siffra">{}</span></td><td data-rubrik="Män">'
    '<span class="siffra">{}</span></td><td data-rubrik="Skillnad">'
    '<span class="siffra">{}</span></td>'
)
_BROTT = (
    '<tr><td class="liten" colspan="{}"><strong>Seriebrott {}.</strong> Värden nedanför jämförs '
    "inte med dem ovanför.</td></tr>\n"
)
_HOJNING = '<tr><td class="liten dov" colspan="{}">{}, {}</td></tr>\n'


@dataclass(frozen=True)
class Varderad:
    """A unit's period: total, women, men and the difference, or why there is none."""

    enhet: Enhet
    period: str
    till: date
    total: str
    kvinnor: str
    man: str
    skillnad: str
    kalla: str
    infort: str = ""
    """Who entered it and when."""
    niva: Nivalage | None = None
    hojning: str = ""
    """The raised level from which this value is the first."""
    brott: tuple[str, ...] = ()
    """The breaks between this row and the later one above it."""

    def i_tabellen(self, *, kon: bool) -> SafeString:
        bred = 7 if kon else 4
        return skriv(
            "{}{}{}",
            skriv_alla("", _BROTT, ((bred, ett) for ett in self.brott)),
            skriv(
                _RAD,
                self.enhet,
                self.period,
                self.total,
                nivan(self.niva) if self.niva else "",
                skriv(_KON, self.kvinnor, self.man, self.skillnad) if kon else "",
                self.kalla,
                skriv('<br><span class="liten dov">{}</span>', self.infort) if self.infort else "",
            ),
            skriv(_HOJNING, bred, self.hojning, self.enhet) if self.hojning else "",
        )


@dataclass(frozen=True)
class Nivakurva:
    """A unit whose level a leap has raised: the step in words and drawn."""

    enhet: Enhet
    sprang_pk: int
    mening: str
    diagram: Linjediagram | None

    @property
    def id(self) -> str:
        return f"niva-{self.enhet.pk}"


def hojda(roller: Roller, en: Indikator) -> Hojda:
    """`roller`: those by which the person sees values."""
    per: Hojda = {}
    for rad in _HOJDA.rader(en.pk, under=roller):
        per.setdefault(rad.enhet_id, []).append(rad)
    return per


def _hojda(indikator: int, roller: Roller) -> QuerySet[Nivahojning]:
    rader = Nivahojning.objects.filter(indikator=indikator, enhet__in=enheter_av(roller))
    return rader.select_related("indikator", "enhet", "sprang").order_by("fran_datum", "pk")


def nivakurvor(en: Indikator, hojda: Hojda, brotten: Sequence[Seriebrott]) -> list[Nivakurva]:
    """The units whose level was raised last, with their series."""
    senast = sorted(hojda.values(), key=lambda rader: rader[-1].fran_datum)[-FLEST_KURVOR:]
    varden: dict[int, list[Matvarde]] = {}
    fraga = Matvarde.objects.filter(
        indikator=en, kon="T", enhet__in=[rader[-1].enhet_id for rader in senast]
    )
    for v in fraga.order_by("period_till", "period_fran", "pk"):
        varden.setdefault(v.enhet_id or 0, []).append(v)
    return [
        Nivakurva(
            rader[-1].enhet,
            rader[-1].sprang_id,
            hojningsmening(rader[-1]),
            serie(en, varden.get(rader[-1].enhet_id, []), rader, brotten).diagram,
        )
        for rader in reversed(senast)
    ]


def vardetabell(rader: Sequence[Varderad], *, kon: bool) -> SafeString:
    """The rows of the table, written in one go; nothing when there are none."""
    return skriv_alla("", "{}", ((rad.i_tabellen(kon=kon),) for rad in rader))


def synliga_varden(indikator: int, roller: Roller) -> QuerySet[Matvarde]:
    return Matvarde.objects.filter(indikator=indikator, enhet__in=enheter_av(roller))


def _senaste(indikator: int, roller: Roller) -> QuerySet[Matvarde]:
    rader = synliga_varden(indikator, roller).select_related("enhet", "infort_av")
    return rader.order_by("-period_till", "-period_fran", "enhet", "kon")[: VARDEN + 1]


def varderader(
    roller: Roller, en: Indikator, hojda: Hojda, brotten: Sequence[Seriebrott]
) -> list[Varderad]:
    """The latest hundred values in the units that the person sees, by period and unit."""
    rader = _SENASTE.rader(en.pk, under=roller)
    forsta = _forsta_efter(rader, hojda)
    nar = _inforda([v.pk for v in rader])
    # A group that is cut in two may have lost the row that says that it is to be hidden.
    hela = [list(syskon) for _, syskon in groupby(rader, _grupp)]
    if len(rader) > VARDEN:
        hela.pop()
    ut = [
        replace(
            _varderad(en, syskon),
            niva=_niva(syskon, hojda, brotten),
            hojning=forsta.get(_grupp(syskon[0]), ""),
            infort=_infort(syskon, nar),
        )
        for syskon in hela
    ]
    return _med_brott(ut, brotten)


def _grupp(v: Matvarde) -> tuple[Any, ...]:
    return v.period_till, v.period_fran, v.enhet_id


def _med_brott(rader: list[Varderad], brotten: Sequence[Seriebrott]) -> list[Varderad]:
    """Put each break above the first row that is from before it; one that no row is from
    before stands nowhere."""
    kvar = list(brotten)
    ut = []
    for rad in rader:
        ovanfor = [b for b in kvar if rad.till < b.datum]
        kvar = [b for b in kvar if b not in ovanfor]
        ut.append(replace(rad, brott=tuple(brottsmening(b) for b in reversed(ovanfor))))
    return ut


def _forsta_efter(varden: list[Matvarde], hojda: Hojda) -> dict[tuple[Any, ...], str]:
    """The rows that come first after a raise, and what they say of it."""
    ut: dict[tuple[Any, ...], str] = {}
    for enhet, rader in hojda.items():
        for rad in rader:
            efter = [v for v in varden if v.enhet_id == enhet and v.period_till >= rad.fran_datum]
            if efter:
                v = efter[-1]
                ut[v.period_till, v.period_fran, enhet] = hojningsmening(rad)
    return ut


def _inforda(varden: Sequence[int]) -> dict[int, tuple[int, str, datetime]]:
    """Return by value what was done last: the event's key, its kind and its time."""
    rader = _HANDELSERNA.rader(varden) if varden else []
    return {objekt: (pk, slag, tid) for objekt, pk, slag, tid in rader}


def _handelserna(varden: Sequence[int]) -> QuerySet[Any, Any]:
    handelser = Handelse.objects.filter(
        bland("objekt_id", varden),
        objekttyp=Matvarde._meta.label_lower,
        slag__startswith="matvarde.",
    ).order_by("objekt_id", "-pk")
    return handelser.distinct("objekt_id").values_list("objekt_id", "pk", "slag", "tid")


_HOJDA, _SENASTE, _HANDELSERNA = Kvarfraga(_hojda), Kvarfraga(_senaste), Kvarfraga(_handelserna)


def _infort(rader: Sequence[Matvarde], nar: dict[int, tuple[int, str, datetime]]) -> str:
    """Rättat 2026-09-03 av Petra: the latest that was done to one of the sexes."""
    gjort = [(nar[v.pk], v) for v in rader if v.pk in nar]
    if not gjort:
        return ""
    (_, slag, tid), v = max(gjort, key=lambda ett: ett[0][0])
    ord_ = "Rättat" if slag == "matvarde.rattat" else "Infört"
    return f"{ord_} {localdate(tid)}{f' av {v.infort_av.namn}' if v.infort_av else ''}"


def _niva(
    rader: Sequence[Matvarde], hojda: Hojda, brotten: Sequence[Seriebrott]
) -> Nivalage | None:
    total = next((v for v in rader if v.kon == Matvarde.Kon.T), None)
    return nivalage(total, hojda.get(total.enhet_id or 0, []), brotten) if total else None


def _varderad(en: Indikator, rader: list[Matvarde]) -> Varderad:
    forsta = rader[0]
    assert forsta.enhet is not None  # noqa: S101 - filtered on unit
    per_kon, p = {v.kon: v for v in rader}, periodvarde(rader)

    def text(kon: str) -> str:
        if kon in p.dolda:
            return ".. för få svar"
        v = per_kon.get(kon)
        return "" if v is None else v.bortfallsorsak or f"{med_matt(v.varde, en)}{_spann(en, v)}"

    return Varderad(
        enhet=forsta.enhet,
        period=periodnamn(forsta.period_fran, forsta.period_till),
        till=forsta.period_till,
        total=text("T"),
        kvinnor=text("K"),
        man=text("M"),
        skillnad=_skillnad(en, p.k, p.m),
        kalla=forsta.kalla,
    )


def _spann(en: Indikator, v: Matvarde) -> str:
    if v.osakerhet is None or v.varde is None:
        return ""
    return f"{HART}±{HART}{tal(v.osakerhet, en.decimaler or None)}"


def _skillnad(en: Indikator, k: Decimal | None, m: Decimal | None) -> str:
    """Women minus men, with its sign."""
    if k is None or m is None:
        return ""
    text = tal(k - m, en.decimaler)
    return text if text.startswith(MINUS) or k == m else f"+{text}"
