"""A nämnd's synpunkter in figures, for a period beside two others. Counted in SQL: as many
queries for a hundred thousand cases as for one, whatever the number of units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from kvalitet.kalender import midnatt, svensk_dag
from kvalitet.models import Handelse, Namnd
from kvalitet.statistik import dolj_tabell, som_decimal
from synpunkter.models import Nojdhet, Synpunkt
from synpunkter.statistik import (
    MINST,
    Nojdhetslage,
    mediandagar,
    periodens,
    som_vill_ha_svar,
    svarsvillkor,
)
from synpunkter.tillstand import OPPNA, Utfall
from uppfoljning.rapport.perioddelar import INGET, Period, Tal
from uppfoljning.rapport.synpunkter.modell import (
    Enhetsrad,
    Nojd,
    Rad,
    Svarstid,
    Synpunktstal,
    Utansvar,
)
from uppfoljning.rost import frist
from uppfoljning.samlare import perioder, synpunktsteman

ALLA = "alla"
OPPEN = "oppen"
OVRIGA = "ovriga"
KLAGOMAL = Synpunkt.Typ.KLAGOMAL.value
UTFALL = {
    str(Utfall.ATGARDAT): "Åtgärdat",
    str(Utfall.DELVIS): "Delvis åtgärdat",
    str(Utfall.PLANERAD): "Åtgärd planerad",
    str(Utfall.INGEN): "Ingen åtgärd, med skäl till den som skrev",
    str(Utfall.FRAGA_BESVARAD): "Frågan är besvarad",
    str(Utfall.FRAMFORT): "Framfört till verksamheten",
    str(Utfall.FEL_MOTTAGARE): "Fel mottagare",
    str(Utfall.ANNAN_PROCESS): "Hanteras på annat sätt",
    OPPEN: "Inte avslutat än",
}
"""In the order that they are told. Lex Sarah is one of the other ways: which is never told."""
SOM = {str(Utfall.LEX_SARAH): str(Utfall.ANNAN_PROCESS), "": OPPEN}
KLASSER = (
    ("alder_10", "Högst 10 dagar", 0, 10),
    ("alder_30", "11–30 dagar", 11, 30),
    ("alder_90", "31–90 dagar", 31, 90),
    ("alder_over", "Mer än 90 dagar", 91, 36500),
)
"""Key, name, and the lowest and highest age in days."""

Cell = tuple[str, str]
Summa = tuple[Cell, list[Cell]]


@dataclass
class Antal:
    """What came in during one period, by every cell that is counted."""

    celler: Counter[Cell] = field(default_factory=Counter)
    dolda: frozenset[Cell] = frozenset()

    def tal(self, *cell: str) -> Tal:
        """The count as it may be told; nobody at all is told as 0."""
        nyckel = (cell[0], cell[1])
        return Tal(dold=True) if nyckel in self.dolda else Tal(antal=self.celler[nyckel])


def tal(namnd: Namnd, p: Period, *, nu: datetime) -> Synpunktstal:
    """Return the figures as they may be told to anyone."""
    dag = timezone.localdate(nu)
    forra, fjol = perioder.fore(p), perioder.i_fjol(p)
    olika = fjol != forra
    tre = (p, forra, fjol) if olika else (p, forra)
    antal = _antal(namnd, tre)
    tider = _tider(namnd, tre, dag)
    nojd = _nojda(namnd, tre[:2])
    i_perioden = periodens(namnd, fran=p.fran, till=p.till)
    return Synpunktstal(
        nu=p,
        forra=forra,
        fjol=fjol if olika and antal[2].celler[ALLA, ""] else None,
        troskel=MINST,
        frist=frist(namnd),
        alla=_rad("Alla", antal, ALLA, ""),
        per_typ=tuple(_rad(t.label, antal, ALLA, t.value) for t in Synpunkt.Typ),
        per_utfall=tuple(
            _rad(namn, antal, "utfall", nyckel)
            for nyckel, namn in UTFALL.items()
            if any(a.celler["utfall", nyckel] for a in antal)
        ),
        enheter=_enheter(antal, tider),
        svar=tider[0].svar,
        svar_forra=tider[1].svar,
        svar_fjol=tider[2].svar if olika else Svarstid(),
        nojd=nojd[0],
        nojd_forra=nojd[1],
        ateroppnade=_minst(_ateroppnade(i_perioden)),
        utan_svar=_utan_svar(namnd, p.till, dag),
        teman=synpunktsteman.teman(namnd, p, forra),
        kedja=synpunktsteman.kedja(i_perioden),
    )


def _minst(n: int) -> Tal:
    return Tal(dold=True) if 0 < n < MINST else Tal(antal=n)


def _rad(namn: str, antal: list[Antal], *cell: str) -> Rad:
    nu, forra, *fjol = (a.tal(*cell) if _har(a, i) else INGET for i, a in enumerate(antal))
    return Rad(
        namn=namn, nyckel=cell[1] or cell[0], nu=nu, forra=forra, fjol=fjol[0] if fjol else INGET
    )


def _har(antal: Antal, nummer: int) -> bool:
    """With nothing at all in an earlier period there is nothing to compare with."""
    return nummer == 0 or antal.celler[ALLA, ""] > 0


# --- how many ------------------------------------------------------------------------------


def _antal(namnd: Namnd, tre: tuple[Period, ...]) -> list[Antal]:
    rader = (
        _i_nagon(namnd, tre)
        .annotate(slut=Case(_STANGT, default=Value(""), output_field=CharField()))
        .values("enhet", "enhet__namn", "typ", "slut")
        .annotate(**{f"n{i}": Count("pk", filter=_inom(p)) for i, p in enumerate(tre)})
        .order_by("enhet__namn", "enhet", "typ", "slut")
    )
    ut = [Antal() for _ in tre]
    alla: Iterable[Mapping[str, Any]] = rader
    for rad in alla:
        for i, ett in enumerate(ut):
            if n := rad[f"n{i}"]:
                _lagg_till(ett.celler, rad, n)
    for ett in ut:
        ett.dolda = dolda(ett.celler)
    return ut


_STANGT = When(avslutad__isnull=False, then=F("utfall"))


def _lagg_till(celler: Counter[Cell], rad: Mapping[str, Any], n: int) -> None:
    enhet = enhetsnyckel(rad["enhet"], rad["enhet__namn"])
    grupp = KLAGOMAL if rad["typ"] == KLAGOMAL else OVRIGA
    celler[ALLA, ""] += n
    celler[ALLA, rad["typ"]] += n
    if grupp == OVRIGA:
        celler[ALLA, OVRIGA] += n
    celler["utfall", SOM.get(rad["slut"], rad["slut"])] += n
    celler[enhet, ""] += n
    celler[enhet, grupp] += n


def enhetsnyckel(pk: int, namn: str) -> str:
    return f"enhet {pk} {namn}"


def dolda(celler: Mapping[Cell, int]) -> frozenset[Cell]:
    """Which counts of one period must be hidden, so that nobody can reckon a small one.

    Every sum that a reader can do is one of these: types, outcomes and units are all the same
    cases, and a unit's are its complaints and the others.
    """
    finns = {cell: n for cell, n in celler.items() if n}
    alla = (ALLA, "")
    typer = [c for c in finns if c[0] == ALLA and c[1] not in ("", OVRIGA)]
    andra = [c for c in typer if c[1] != KLAGOMAL]
    enheter = [c for c in finns if c[0].startswith("enhet ") and c[1] == ""]
    summor: list[Summa] = [
        (alla, typer),
        (alla, [c for c in finns if c[0] == "utfall"]),
        (alla, enheter),
        (alla, [c for c in ((ALLA, KLAGOMAL), (ALLA, OVRIGA)) if c in finns]),
        ((ALLA, OVRIGA), andra),
        *(
            ((ALLA, g), [c for c in finns if c[0] != ALLA and c[1] == g])
            for g in (KLAGOMAL, OVRIGA)
        ),
        *((e, [c for c in ((e[0], KLAGOMAL), (e[0], OVRIGA)) if c in finns]) for e in enheter),
    ]
    return dolj_tabell(finns, [s for s in summor if s[0] in finns], MINST)


def _enheter(antal: list[Antal], tider: list[_Tider]) -> tuple[Enhetsrad, ...]:
    """The units with most synpunkter first; those whose number is hidden last, by name."""
    nycklar = {c[0] for a in antal for c in a.celler if c[0].startswith("enhet ")}
    ut = []
    for nyckel in nycklar:
        _, pk, namn = nyckel.split(" ", 2)
        rad = _rad(namn, antal, nyckel, "")
        andel = tider[0].per_enhet.get(int(pk)) if rad.nu.antal else None
        klagomal = antal[0].tal(nyckel, KLAGOMAL)
        ut.append(
            Enhetsrad(
                namn=namn,
                klagomal=klagomal,
                nu=rad.nu,
                forra=rad.forra,
                fjol=rad.fjol,
                andel_i_tid=andel,
            )
        )
    return tuple(sorted(ut, key=lambda r: (r.nu.dold, -(r.nu.antal or 0), r.namn)))


def _i_nagon(namnd: Namnd, tre: Iterable[Period]) -> QuerySet[Synpunkt]:
    villkor = Q()
    for p in tre:
        villkor |= _inom(p)
    rader = Synpunkt.objects.filter(villkor, namnd=namnd, foralder=None)
    return rader.exclude(utfall=Utfall.SKRAPPOST)


def _inom(p: Period, falt: str = "inkom") -> Q:
    fran, efter = midnatt(p.fran), midnatt(p.till + timedelta(days=1))
    return Q(**{f"{falt}__gte": fran, f"{falt}__lt": efter})


# --- how long it took, and how content they are ------------------------------------------------


@dataclass(frozen=True)
class _Tider:
    svar: Svarstid
    per_enhet: Mapping[int, Decimal]


def _tider(namnd: Namnd, tre: tuple[Period, ...], dag: date) -> list[_Tider]:
    """Two queries: the medians of the whole nämnd, and what was kept in each unit."""
    rader, villkor = som_vill_ha_svar(_i_nagon(namnd, tre)), svarsvillkor(dag)
    matt = {
        f"{namn}{i}": Count("pk", filter=_inom(p) & villkor[namn])
        for i, p in enumerate(tre)
        for namn in ("lovade", "besvarade", "i_tid")
    }
    per_enhet: Sequence[Mapping[str, Any]] = list(
        rader.values("enhet").annotate(**matt).order_by("enhet")
    )
    medianer = rader.aggregate(
        **{f"median{i}": mediandagar(_inom(p) & villkor["besvarade"]) for i, p in enumerate(tre)}
    )
    return [_tid(per_enhet, medianer[f"median{i}"], i) for i in range(len(tre))]


def _tid(per_enhet: Sequence[Mapping[str, Any]], median: float | None, i: int) -> _Tider:
    def summa(namn: str) -> int:
        return sum(rad[f"{namn}{i}"] for rad in per_enhet)

    lovade, besvarade, i_tid = summa("lovade"), summa("besvarade"), summa("i_tid")
    svar = Svarstid(
        lovade=_minst(lovade),
        andel_i_tid=_andel(i_tid, lovade),
        median_dagar=som_decimal(median) if besvarade >= MINST else None,
    )
    enheter = {
        rad["enhet"]: andel
        for rad in per_enhet
        if (andel := _andel(rad[f"i_tid{i}"], rad[f"lovade{i}"])) is not None
    }
    return _Tider(svar, enheter)


def _andel(del_: int, hela: int) -> Decimal | None:
    return som_decimal(100 * del_ / hela) if hela >= MINST else None


def _nojda(namnd: Namnd, tva: tuple[Period, ...]) -> list[Nojd]:
    """Return how content they are, each sender by their latest answer; one query."""
    senare = Nojdhet.objects.filter(
        synpunkt=OuterRef("synpunkt"), avslutad__gt=OuterRef("avslutad")
    )
    rader = (
        Nojdhet.objects.filter(~Exists(senare), synpunkt__in=_i_nagon(namnd, tva).values("pk"))
        .values("poang")
        .annotate(
            **{f"n{i}": Count("pk", filter=_inom(p, "synpunkt__inkom")) for i, p in enumerate(tva)}
        )
        .order_by("poang")
    )
    per: Sequence[Mapping[str, Any]] = list(rader)
    lagen = [Nojdhetslage({r["poang"]: r[f"n{i}"] for r in per}, 0) for i in range(len(tva))]
    return [Nojd(svar=_minst(x.antal), index=som_decimal(x.visat_index)) for x in lagen]


def _ateroppnade(i_perioden: QuerySet[Synpunkt]) -> int:
    rader = Handelse.objects.filter(
        slag="synpunkt.ateroppna",
        objekttyp=Synpunkt._meta.label_lower,
        objekt_id__in=i_perioden.values("pk"),
    )
    antal: int = rader.aggregate(n=Count("objekt_id", distinct=True))["n"]
    return antal


# --- who waits -------------------------------------------------------------------------------


def _utan_svar(namnd: Namnd, till: date, dag: date) -> Utansvar:
    """Complaints that came in by the period's last day and still wait, whenever they came."""
    rader = Synpunkt.objects.filter(
        namnd=namnd,
        typ=KLAGOMAL,
        foralder=None,
        besvarad=None,
        lage__in=OPPNA,
        inkom__lt=midnatt(till + timedelta(days=1)),
    ).exclude(Q(svarsval=Synpunkt.Svarsval.NEJ) | Q(utfall=Utfall.SKRAPPOST))
    antal = rader.aggregate(
        alla=Count("pk"),
        sena=Count("pk", filter=Q(svar_senast__lt=dag, stannad=None)),
        aldst=Min("inkom"),
        **{
            nyckel: Count(
                "pk",
                filter=Q(
                    inkom__gte=midnatt(dag - timedelta(days=hogst)),
                    inkom__lt=midnatt(dag - timedelta(days=lagst - 1)),
                ),
            )
            for nyckel, _, lagst, hogst in KLASSER
        },
    )
    aldst = antal.pop("aldst")
    inte_sena = antal["alla"] - antal["sena"]
    celler = {("v", k): n for k, n in {**antal, "inte_sena": inte_sena}.items() if n}
    alla = ("v", "alla")
    delar = [("v", k) for k, *_ in KLASSER if ("v", k) in celler]
    tider = [c for c in (("v", "sena"), ("v", "inte_sena")) if c in celler]
    borta = dolj_tabell(celler, [(alla, delar), (alla, tider)] if celler else [], MINST)

    def visat(nyckel: str) -> Tal:
        return Tal(dold=True) if ("v", nyckel) in borta else Tal(antal=antal[nyckel])

    aldern = (dag - svensk_dag(aldst)).days if aldst else None
    return Utansvar(
        alla=visat("alla"),
        sena=visat("sena"),
        alder=tuple(Rad(namn=namn, nyckel=k, nu=visat(k)) for k, namn, *_ in KLASSER),
        aldst_dagar=None if alla in borta else aldern,
    )
