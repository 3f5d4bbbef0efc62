"""What the plan page shows, made of what `planlasning` read and a question for each list."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from cykel.irad import ar_i_rad, flagga
from cykel.maltext import malniva, maltext, med_matt, omradesnamn, periodnamn
from cykel.models import (
    Aktivitet,
    Aktivitetslage,
    Aterskick,
    Matvarde,
    Nivahojning,
    Planindikator,
    Planmal,
    PlanVersion,
    Seriebrott,
    Varv,
    Verksamhetsplan,
    med_namn,
)
from cykel.niva import hojningsmening, nivalage
from cykel.seriebrott import brott_i
from cykel.tillstand import PLAN, PLANVERSION, Fas, Versionslage
from cykel.views.kallor import bedomningar
from cykel.views.nivaserie import brottsteg, nivasteg
from cykel.views.planens_delar import SALLAN
from cykel.views.planlasning import Planlasning
from cykel.views.planrader import Indikatorrad, Malrad, aktivitetsrader
from cykel.villkor.aterskick import lank_till
from cykel.villkor.avslut import eftertradare, leder_vidare
from cykel.villkor.malpar import tidigare_mal
from cykel.villkor.plan import tillfallen_att_oppna
from cykel.villkor.varv import skriver_i
from cykel.visning import Maldel
from kvalitet import diagram, klocka
from kvalitet.behorighet import far
from kvalitet.databas import bland
from kvalitet.fel import Punkt
from kvalitet.handelser import Rad, beratta
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.models import Anvandare, Handelse
from kvalitet.overgang import Overgang, aterstar
from kvalitet.roller import Rattighet
from kvalitet.texter import datum, datum_kort, veckodatum

SENASTE_VARDEN = 6
SLUTRADER = {
    "skicka": "När allt är klart kan den planansvarige skicka planen till granskning.",
    "faststall": "När allt är klart kan planen fastställas. Då låses texten och arbetet börjar.",
    "oppna_uppfoljning": "När uppföljningen öppnar får alla som rapporterar ett mejl.",
    "godkann": "När allt är klart kan chefen godkänna uppföljningen. Då låses siffrorna.",
    "kvalitetssakra": "När allt är klart går planen vidare till kvalitetssäkring.",
    "nasta_varv": "När allt är klart säkras lärdomarna och nästa varv börjar.",
    "avsluta": "När allt är klart avslutas planen och arkivpaketet fryses.",
}
"""What happens when all is met, in words, for each row that leads on."""


@dataclass(frozen=True)
class Framat:
    """The row that leads on from here, and what it asks for."""

    rad: Overgang
    punkter: list[Punkt]
    fas: str
    till: str

    @property
    def slutrad(self) -> str:
        return SLUTRADER.get(self.rad.namn, "")

    @property
    def klart(self) -> bool:
        return all(punkt.klar for punkt in self.punkter)


@dataclass(frozen=True)
class Varvrad:
    varv: Varv
    bedomda: str
    kan_rattas: bool = False
    skrivs: bool = False
    """The follow-up is being written, and the reader is one of those who do."""


@dataclass(frozen=True)
class Versionsrad:
    version: PlanVersion
    mot: int | None
    """The version in force before it, to compare with."""


@dataclass(frozen=True)
class Aterskickad:
    """A part that waits to be done again, and where."""

    ett: Aterskick
    lank: str


# --- What leads on ----------------------------------------------------------------


def framat(plan: Verksamhetsplan, version: PlanVersion, av: Anvandare) -> Framat | None:
    """Return the row that leads the plan on; in planera it is the version's."""
    if plan.fas == Fas.PLANERA:
        namn = {Versionslage.UTKAST: "skicka", Versionslage.GRANSKNING: "faststall"}
        rad = PLANVERSION.rad(namn[Versionslage(version.lage)])
        punkter = aterstar(PLANVERSION, version, rad.namn, av=av)
        return Framat(rad, punkter, Fas.PLANERA, Fas.GENOMFORA)
    rader = [rad for rad in PLAN.fran(plan.fas) if rad.villkor and rad.namn not in SALLAN]
    if not rader:
        return None
    rad = rader[0] if plan.fas != Fas.KVALITETSSAKRA else PLAN.rad(leder_vidare(plan))
    punkter = aterstar(PLAN, plan, rad.namn, av=av)
    return Framat(rad, punkter, plan.fas, rad.till)


def lagesmening(plan: Verksamhetsplan, version: PlanVersion, varv: Varv | None) -> str:
    """Say in a sentence or two where the plan stands."""
    if plan.fas == Fas.PLANERA:
        return _mening_planera(version)
    return f"{_mening_i_varvet(plan, varv)}{_mening_revidering(plan, version)}"


def _mening_revidering(plan: Verksamhetsplan, version: PlanVersion) -> str:
    if version.lage not in (Versionslage.UTKAST, Versionslage.GRANSKNING):
        return ""
    lage = "skrivs" if version.lage == Versionslage.UTKAST else "granskas"
    return f" Version {version.nummer} {lage}. Den nuvarande gäller tills den nya är fastställd."


def _mening_i_varvet(plan: Verksamhetsplan, varv: Varv | None) -> str:
    nummer = varv.nummer if varv else 1
    tillfalle = varv.tillfalle if varv else None
    if plan.fas == Fas.GENOMFORA:
        nasta = next(iter(tillfallen_att_oppna(plan, klocka.idag())), None)
        sedan = f" {nasta} öppnar {datum(nasta.oppnar)}." if nasta else ""
        return f"Planen genomförs, varv {nummer}.{sedan}"
    if plan.fas == Fas.FOLJA_UPP and tillfalle:
        sista = tillfalle.lases_efter(plan)
        stanger = "stänger" if sista >= klocka.idag() else "skulle ha varit klar"
        return (
            f"Planen är i uppföljning, varv {nummer}. {tillfalle} mäter läget "
            f"{datum_kort(tillfalle.matdatum)} och {stanger} {veckodatum(sista)}."
        )
    return {
        Fas.ATGARDA: f"Uppföljningen är godkänd, varv {nummer}. Nu bestäms vad som görs åt det "
        "som brast.",
        Fas.KVALITETSSAKRA: f"Åtgärderna är bestämda, varv {nummer}. Nu säkras att de hjälper "
        "och vad ni har lärt er.",
        Fas.AVSLUTAD: f"Planen avslutades{_beslut(plan)}.",
        Fas.AVBRUTEN: f"Planen avbröts{_beslut(plan)}. {plan.avslut_skal}",
    }.get(Fas(plan.fas), "")


def _beslut(plan: Verksamhetsplan) -> str:
    if plan.avslut_datum is None:
        return ""
    paragraf = f", {plan.avslut_paragraf}" if plan.avslut_paragraf else ""
    return f" {datum(plan.avslut_datum)}{paragraf}"


def _mening_planera(version: PlanVersion) -> str:
    if version.lage == Versionslage.GRANSKNING and version.inskickad_av:
        return f"Planen är inskickad av {version.inskickad_av} och väntar på beslut."
    return "Planen skrivs. Koppla målen, lägg till aktiviteter och skicka den till granskning."


# --- Goals, indicators, activities --------------------------------------------------------------


def _planmalen(version: int) -> QuerySet[Planmal]:
    alla = Planmal.objects.filter(version=version).exclude(koppling=Planmal.Koppling.BEROR_INTE)
    rader = alla.select_related("mal", "uppdrag")
    return rader.order_by("mal__niva__ordning", "mal__nummer", "pk")


def _indikatorerna(version: int) -> QuerySet[Any]:
    rader = Planindikator.objects.filter(version=version).select_related("indikator", "kriterium")
    brott = Exists(Seriebrott.objects.filter(indikator=OuterRef("indikator")))
    return rader.annotate(har_brott=brott).order_by("kriterium__kod", "pk")


def _vardena(enhet: int, version: int) -> QuerySet[Matvarde, Any]:
    """The unit's own totals, the oldest first."""
    i_planen = Planindikator.objects.filter(version=version).values("indikator")
    rader = Matvarde.objects.filter(enhet=enhet, kon=Matvarde.Kon.T, indikator__in=i_planen)
    ordnade = rader.order_by("period_till", "period_fran", "pk")
    falt = ("indikator_id", "period_fran", "period_till", "varde")
    return ordnade.values_list(*falt, named=True)


def _aktiviteterna(version: int) -> QuerySet[Aktivitet, Any]:
    """`rubrik`, `nyckel` and `slut` of the activities, with `svarar`, the name of who answers
    today, and `status`, that of the latest report ("" before any)."""
    rapporter = Aktivitetslage.objects.filter(
        plan=OuterRef("version__plan"), aktivitet=OuterRef("nyckel")
    )
    senaste = Subquery(rapporter.order_by("-tid", "-pk").values("status")[:1])
    alla = Aktivitet.objects.filter(version=version)
    rader = med_namn(alla.annotate(status=Coalesce(senaste, Value(""))))
    falt = ("rubrik", "nyckel", "slut", "svarar", "status")
    return rader.order_by("slut", "pk").values_list(*falt, named=True)


_PLANMALEN, _INDIKATORERNA = Kvarfraga(_planmalen), Kvarfraga(_indikatorerna)
_VARDENA, _AKTIVITETERNA = Kvarfraga(_vardena), Kvarfraga(_aktiviteterna)


def malrader(last: Planlasning, av: Anvandare) -> tuple[list[Malrad], dict[int, str]]:
    """Return the goals and assignments that concern the unit, with indicators and grades; and how
    many goals each lap judged."""
    rader: list[Planmal] = _PLANMALEN.rader(last.version.pk)
    malen = [rad.mal_id for rad in rader if rad.mal_id]
    bedomt = bedomningar(last.plan, malen, tidigare_mal(malen))
    delar = _maldelar(last.plan, last.nu, av)
    indikatorer = _indikatorrader(last)
    malrader = [
        Malrad(
            rad,
            indikatorer[rad.pk],
            delar.get(rad.mal_id or 0, Maldel()),
            flagga(ar_i_rad(bedomt.per_ar.get(rad.mal_id or 0, {}))),
        )
        for rad in rader
    ]
    return malrader, bedomt.per_varv


def _maldelar(plan: Verksamhetsplan, varv: Varv | None, av: Anvandare) -> dict[int, Maldel]:
    delar: dict[int, Maldel] = {}
    for stig in settings.PLANSIDANS_MALDELAR:
        delar |= import_string(stig)(plan, varv, av)
    return delar


def _indikatorrader(last: Planlasning) -> defaultdict[int, list[Indikatorrad]]:
    rader = _INDIKATORERNA.rader(last.version.pk)
    varden = _varden(last.plan, last.version)
    hojda = last.hojda({rad.indikator_id for rad in rader})
    brotten = brott_i([rad.indikator_id for rad in rader if rad.har_brott])
    namnen = omradesnamn(rad.jamforelse for rad in rader)
    per_mal: defaultdict[int, list[Indikatorrad]] = defaultdict(list)
    for rad in rader:
        hojning = hojda.get(rad.indikator_id, [])
        brott = brotten.get(rad.indikator_id, [])
        text = maltext(rad, namnen)
        per_mal[rad.planmal_id].append(
            _indikatorrad(rad, text, varden[rad.indikator_id], hojning, brott)
        )
    return per_mal


def _varden(plan: Verksamhetsplan, version: PlanVersion) -> defaultdict[int, list[Any]]:
    """Return the unit's own totals for each indicator, the oldest first."""
    per_indikator: defaultdict[int, list[Any]] = defaultdict(list)
    for varde in _VARDENA.rader(plan.enhet_id, version.pk):
        per_indikator[varde.indikator_id].append(varde)
    return per_indikator


def _indikatorrad(
    rad: Planindikator,
    mal: str,
    varden: list[Any],
    hojda: list[Nivahojning],
    brotten: list[Seriebrott],
) -> Indikatorrad:
    visas = varden[-SENASTE_VARDEN:]
    serie = [(periodnamn(v.period_fran, v.period_till), v.varde) for v in visas]
    finns = [v.varde for v in visas if v.varde is not None]
    steg = [*nivasteg(visas, hojda), *brottsteg(visas, brotten)]
    gnista = diagram.gnista(serie, malniva(rad), steg=steg) if len(finns) > 1 else None
    nu = med_matt(visas[-1].varde, rad.indikator) if visas else "saknas"
    return Indikatorrad(
        rad,
        gnista,
        nu,
        mal,
        nivalage(visas[-1], hojda, brotten) if visas else None,
        hojningsmening(hojda[-1]) if hojda else "",
    )


def aktiviteter(plan: Verksamhetsplan, version: PlanVersion) -> SafeString:
    """Return the rows of the activities: who answers today, and from genomföra on how they go."""
    rapporteras = "" if plan.fas == Fas.PLANERA else reverse("cykel:aktiviteter", args=[plan.pk])
    return aktivitetsrader(_AKTIVITETERNA.rader(version.pk), rapporteras)


# --- Laps, levels, history ----------------------------------------------------------------------


def varvrader(
    plan: Verksamhetsplan, varv: list[Varv], bedomda: dict[int, str], av: Anvandare
) -> list[Varvrad]:
    """Return the laps, the latest first; `bedomda` tells how many goals each of them judged."""
    rattar = far(av, Rattighet.UPPFOLJNING_GODKANNA, plan)
    skriver = plan.fas == Fas.FOLJA_UPP and skriver_i(av, plan)
    return [
        Varvrad(
            ett,
            bedomda.get(ett.pk, ""),
            kan_rattas=rattar and ett.godkand is not None,
            skrivs=skriver and ett.godkand is None and ett.tillfalle_id is not None,
        )
        for ett in reversed(varv)
    ]


def versionsrader(versioner: list[PlanVersion]) -> list[Versionsrad]:
    """Return the versions, the latest first, each with the one that was in force before it."""
    rader: list[Versionsrad] = []
    mot: int | None = None
    for version in versioner:
        rader.append(Versionsrad(version, mot))
        mot = version.nummer if version.ogonblick_id else mot
    return rader[::-1]


def efter_slutet(plan: Verksamhetsplan) -> list[tuple[str, str]]:
    """Return where an ended plan leads, as (words, address or nothing)."""
    rader: list[tuple[str, str]] = []
    if plan.fas == Fas.AVSLUTAD and (nasta := eftertradare(plan)):
        rader.append((f"Nästa plan: {nasta}", reverse("cykel:plan", args=[nasta.pk])))
    if plan.arkiv_id:
        paket = reverse("cykel:arkiv", args=[plan.pk])
        rader.append(("Arkivpaket (zip) med kontrollsummor", paket))
    if plan.fas == Fas.AVBRUTEN and plan.mottagare:
        # Another unit's plan, which not everyone here may see.
        rader.append((f"{plan.mottagare} tog över det som var öppet", ""))
    return rader


def aterremiss(version: PlanVersion) -> Handelse | None:
    """Why the draft was sent back, while it waits to be sent in again."""
    if version.lage != Versionslage.UTKAST:
        return None
    slag = ("planversion.skicka", "planversion.aterremittera")
    sist = Handelse.objects.om(version).filter(slag__in=slag).select_related("av", "text").first()
    return sist if sist is not None and sist.slag == "planversion.aterremittera" else None


def aterskickade(last: Planlasning) -> list[Aterskickad]:
    return [Aterskickad(ett, lank_till(ett)) for ett in last.aterskickade()]


def historik(plan: Verksamhetsplan, versioner: list[PlanVersion]) -> list[Rad]:
    """Tell what has happened to the plan and to its versions, the latest first."""
    return beratta(_HANDELSERNA.rader(plan.pk, [v.pk for v in versioner]))


def _handelserna(plan: int, versioner: list[int]) -> QuerySet[Handelse]:
    om_planen = Q(objekttyp=Verksamhetsplan._meta.label_lower, objekt_id=plan)
    om_versioner = Q(bland("objekt_id", versioner), objekttyp=PlanVersion._meta.label_lower)
    rader = Handelse.objects.filter(om_planen | om_versioner).select_related("av", "text")
    return rader.order_by("-tid", "-pk")[:30]


_HANDELSERNA = Kvarfraga(_handelserna)
