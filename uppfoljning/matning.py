"""The indicators of a plan against their targets, as they stood at a round.

As many queries for ten indicators as for one; the rest is pure. A value counts for the round
when its period is fresh enough for how often the indicator is measured: an older one is shown
as the last value and never stands in for the one that is missing. What was measured before a
Seriebrott is shown and never compared with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from cykel.frekvens import forfaller, giltig_fran
from cykel.malregler import EGET
from cykel.models import (
    Indikator,
    Matvarde,
    Planindikator,
    PlanVersion,
    Uppfoljningstillfalle,
)
from cykel.periodvarden import Period, Periodvarde, for_fa, periodvarden
from cykel.seriebrott import brottsmening
from kvalitet.texter import MANADER, datum
from uppfoljning import bedomning, koladaomraden
from uppfoljning.bedomning import Lage, Maltyp, Malvarde, Riktning, Utfall
from uppfoljning.forslag import andel_av_malet
from uppfoljning.matserier import Varden, las_varden, omradesordning
from uppfoljning.rapport import modell
from uppfoljning.utveckling import trend, variation

PUNKTER_I_SERIEN = 6


@dataclass(frozen=True)
class Matunderlag:
    """One indicator at a round. `post` is what a snapshot keeps. `besvarad`: a value, or why
    there is none."""

    rad: Planindikator
    post: modell.Indikator
    forfaller: bool
    besvarad: bool


def hamta(version: PlanVersion, tillfalle: Uppfoljningstillfalle) -> dict[int, list[Matunderlag]]:
    """Return the indicators per `Planmal.pk`, in the order of the criteria."""
    rader = list(
        version.indikatorer.select_related(
            "indikator__agare", "kriterium", "planmal__mal"
        ).order_by("planmal_id", "kriterium__kod", "pk")
    )
    varden = las_varden(version, rader, tillfalle.matdatum)
    koder = {kod for v in varden.values() for kod in v.omraden} | {r.jamforelse for r in rader}
    namnen = koladaomraden.omradesnamn(koder - {""})
    varden = {pk: replace(v, namnen=namnen) for pk, v in varden.items()}
    tomt = Varden((), {}, namnen=namnen)
    per_mal: dict[int, list[Matunderlag]] = defaultdict(list)
    for rad in rader:
        syskon = per_mal[rad.planmal_id]
        nummer = f"{rad.planmal.mal.nummer}." if rad.planmal.mal else ""
        matt = _ett(
            rad, varden.get(rad.indikator_id, tomt), tillfalle, f"{nummer}{len(syskon) + 1}"
        )
        syskon.append(matt)
    return dict(per_mal)


def utanfor_malen(
    version: PlanVersion, indikatorer: Iterable[Indikator], tillfalle: Uppfoljningstillfalle
) -> list[modell.Indikator]:
    """Indicators of no goal of the plan, as its unit has measured them: without a target."""
    rader = [Planindikator(indikator=i, maltyp=Maltyp.ABSOLUT) for i in indikatorer]
    varden = las_varden(version, rader, tillfalle.matdatum)
    tomt = Varden((), {})
    return [_ett(r, varden.get(r.indikator_id, tomt), tillfalle, "").post for r in rader]


def period_namn(fran: date, till: date) -> str:
    """2025 for a whole year, else the month in which the period ends: aug 2026."""
    helt_ar = (fran.month, fran.day, till.month, till.day) == (1, 1, 12, 31)
    if helt_ar and fran.year == till.year:
        return str(till.year)
    return f"{MANADER[till.month - 1][:3]} {till.year}"


def _ett(
    rad: Planindikator, varden: Varden, tillfalle: Uppfoljningstillfalle, nummer: str
) -> Matunderlag:
    indikator = rad.indikator
    grans = giltig_fran(indikator.frekvens, tillfalle)
    totalt = varden.av(Matvarde.Kon.T)
    nu = next((v for v in reversed(totalt) if v.period_till >= grans), None)
    fore = nu.period_till if nu else grans
    forra = next(
        (v for v in reversed(totalt) if v.period_till < fore and v.varde is not None), None
    )
    dag = nu.period_till if nu else tillfalle.matdatum
    if forra is not None and varden.brott(forra.period_till, dag):
        forra = None
    mal = _mal(rad, varden, dag)
    utfall = _prova(mal, nu.varde if nu else None, rad)
    serie = totalt[-PUNKTER_I_SERIEN:]
    perioder = periodvarden(varden.egna)
    post = modell.Indikator(
        nummer=nummer,
        namn=indikator.namn,
        enhet=indikator.matt,
        maltyp=Maltyp(rad.maltyp),
        malvarde_text=_maltext(mal, rad),
        lage=utfall.lage,
        regel=utfall.regel,
        hogre_ar_battre=indikator.riktning == Indikator.Riktning.HOGRE,
        decimaler=indikator.decimaler,
        malvarde=_mallinje(mal),
        basar=rad.basar,
        bas=rad.baslinje,
        forra=forra.varde if forra else None,
        nu=_konsvarde(indikator, perioder, nu),
        svar=_svar(rad, nu),
        trend=trend(mal, forra, nu, indikator),
        osakerhet=nu.osakerhet if nu and nu.varde is not None else None,
        bortfallsorsak=nu.bortfallsorsak if nu else "",
        ansvarig=indikator.agare.namn,
        kalla=nu.kalla if nu else indikator.get_kalla_display(),
        matdatum=nu.matdatum if nu else None,
        jamforelser=_jamforelser(varden),
        serie=tuple(_serie(serie, varden)),
        id=str(indikator.pk),
        definition=varden.definition.definition if varden.definition else indikator.definition,
        definitionsversion=varden.definition.nummer if varden.definition else None,
        period=period_namn(nu.period_fran, nu.period_till) if nu else "",
        forra_period=period_namn(forra.period_fran, forra.period_till) if forra else "",
        kon=tuple(_konsvarde(indikator, perioder, v) for v in serie),
        variation=variation(indikator, varden.totaler, mal, varden.nya_faser),
        andel=andel_av_malet(mal, nu.varde if nu else None, utfall.lage),
    )
    return Matunderlag(
        rad=rad,
        post=post,
        forfaller=forfaller(indikator.frekvens, tillfalle.slag),
        besvarad=nu is not None,
    )


# --- the target ------------------------------------------------------------------------------


def _mal(rad: Planindikator, varden: Varden, dag: date) -> Malvarde | None:
    """Return the target as a rule, or None when it is not set yet. `dag` ends the period that
    is judged."""
    riktning = Riktning(rad.indikator.riktning)
    typ = Maltyp(rad.maltyp)
    if typ is Maltyp.KVALITATIV:
        return bedomning.Kvalitativ(rad.beskrivning or rad.indikator.namn)
    if typ is Maltyp.GAP_MOT_JAMFORELSE:
        return (
            _eget_tidigare(rad, varden, dag) if rad.jamforelse == EGET else _gap(rad, varden, dag)
        )
    if typ is Maltyp.RIKTNING_MOT_BASAR:
        if not rad.basar:
            return None
        brott = _basarsbrott(rad.basar, varden, dag)
        return bedomning.RiktningMotBasar(rad.baslinje, rad.basar, riktning, brott)
    if rad.malvarde is None:
        return None
    if typ is Maltyp.INTERVALL:
        ovre = rad.malvarde_ovre
        return None if ovre is None else bedomning.Intervall(rad.malvarde, ovre)
    return bedomning.Absolut(rad.malvarde, riktning)


def _gap(rad: Planindikator, varden: Varden, dag: date) -> bedomning.GapMotJamforelse:
    """Against an area; with a base year the lag of that year is what is to shrink."""
    jamforelse, brott = _jamforelsevarde(varden, rad.jamforelse, dag)
    if not brott and rad.basar:
        brott = _basarsbrott(rad.basar, varden, dag)
    return bedomning.GapMotJamforelse(
        jamforelse,
        varden.namn(rad.jamforelse),
        Riktning(rad.indikator.riktning),
        gap_basar=_basvarde(varden, rad),
        basar=rad.basar,
        brott=brott,
    )


def _eget_tidigare(
    rad: Planindikator, varden: Varden, dag: date
) -> bedomning.GapMotJamforelse | None:
    """Against the unit's own value of a year: the one entered, else the plan's baseline."""
    if not rad.basar:
        return None
    arets = [v for v in varden.av(Matvarde.Kon.T) if v.period_till.year == rad.basar]
    infort = next((v.varde for v in reversed(arets) if v.varde is not None), rad.baslinje)
    return bedomning.GapMotJamforelse(
        infort,
        f"eget värde {rad.basar}",
        Riktning(rad.indikator.riktning),
        brott=_basarsbrott(rad.basar, varden, dag),
    )


def _basarsbrott(basar: int, varden: Varden, dag: date) -> str:
    """The break between the end of the base year and the period judged, in words."""
    brott = varden.brott(min(date(basar, 12, 31), dag), dag)
    return brottsmening(brott) if brott else ""


def _prova(mal: Malvarde | None, varde: Decimal | None, rad: Planindikator) -> Utfall:
    decimaler = rad.indikator.decimaler
    if mal is None:
        return Utfall(Lage.SAKNAS, f"Målvärdet är inte satt. {_satts(rad)}".strip())
    if isinstance(mal, bedomning.Kvalitativ):
        return mal.prova(None if varde is None else varde >= 1, decimaler)
    return mal.prova(varde, decimaler)


def _maltext(mal: Malvarde | None, rad: Planindikator) -> str:
    if mal is None:
        return _satts(rad).lower().rstrip(".") or "inte satt"
    return mal.text(rad.indikator.decimaler)


def _satts(rad: Planindikator) -> str:
    return f"Sätts senast {datum(rad.satts_senast)}." if rad.satts_senast else ""


def _mallinje(mal: Malvarde | None) -> Decimal | None:
    """The height of the target in a chart; an interval and words have none."""
    if isinstance(mal, bedomning.Absolut):
        return mal.malvarde
    if isinstance(mal, bedomning.RiktningMotBasar):
        return mal.bas
    if isinstance(mal, bedomning.GapMotJamforelse) and mal.basar is None:
        return mal.jamforelse
    return None


def _jamforelsevarde(varden: Varden, kod: str, dag: date) -> tuple[Decimal | None, str]:
    """The area's value of the same period, else its latest one before mätdatum. When all of
    them are measured in another way, none, and the break in words."""
    rader = [v for v in varden.omraden.get(kod, ()) if v.varde is not None]
    jamforbara = [v for v in rader if not varden.brott(v.period_till, dag)]
    samma = [v for v in jamforbara if v.period_till == dag]
    if valda := samma or jamforbara:
        return valda[-1].varde, ""
    brott = varden.brott(rader[-1].period_till, dag) if rader else None
    return None, brottsmening(brott) if brott else ""


def _basvarde(varden: Varden, rad: Planindikator) -> Decimal | None:
    """How far behind the comparison the unit was in the base year; None when not known."""
    if rad.basar is None or rad.baslinje is None:
        return None
    basarets = [
        v for v in varden.omraden.get(rad.jamforelse, ()) if v.period_till.year == rad.basar
    ]
    if not basarets or basarets[-1].varde is None:
        return None
    skillnad = basarets[-1].varde - rad.baslinje
    return skillnad if rad.indikator.riktning == Indikator.Riktning.HOGRE else -skillnad


# --- values ----------------------------------------------------------------------------------


def _konsvarde(
    indikator: Indikator, perioder: Mapping[Period, Periodvarde], rad: Matvarde | None
) -> modell.Konsvarde:
    ej = "" if indikator.konsuppdelad else indikator.skal_ej_kon
    if rad is None:
        return modell.Konsvarde(ej_uppdelad=ej)
    p = perioder[rad.period_fran, rad.period_till]
    return modell.Konsvarde(t=p.t, k=p.k, m=p.m, dolda=tuple(sorted(p.dolda)), ej_uppdelad=ej)


def _svar(rad: Planindikator, nu: Matvarde | None) -> str:
    if rad.maltyp != Maltyp.KVALITATIV or nu is None or nu.varde is None:
        return ""
    return "Ja" if nu.varde >= 1 else "Nej"


def _jamforelser(varden: Varden) -> tuple[modell.Jamforelse, ...]:
    """The latest value of each area."""
    ut = []
    for kod in omradesordning(varden):
        sist = varden.omraden[kod][-1]
        namn = varden.namn(kod)
        ut.append(
            modell.Jamforelse(
                namn=namn[0].upper() + namn[1:],
                varde=sist.varde,
                period=period_namn(sist.period_fran, sist.period_till),
                omrade=kod,
            )
        )
    return tuple(ut)


def _serie(serie: Sequence[Matvarde], varden: Varden) -> Iterable[modell.Punkt]:
    forsta = next(iter(omradesordning(varden)), "")  # as `jamforelser`, which names the line
    jamfor = {v.period_till: v.varde for v in varden.omraden.get(forsta, ())}
    fore: Matvarde | None = None
    for v in serie:
        brott = varden.brott(fore.period_till, v.period_till) if fore else None
        fore = v
        yield modell.Punkt(
            etikett=period_namn(v.period_fran, v.period_till),
            varde=v.varde,
            dold=for_fa(v),
            jamforelse=jamfor.get(v.period_till),
            brott=brott.orsak if brott else "",
        )
