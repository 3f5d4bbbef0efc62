"""How the guards of a draft, an adoption and a revision are met, and left unmet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pgtrigger

from cykel.actions import lardom as lardomsakter
from cykel.actions import plan as planakter
from cykel.models import Lardom, LardomSvar, Planmal, Styrmodell, Verksamhetsplan
from cykel.tillstand import PLAN, PLANVERSION
from kvalitet.overgang import overga
from tests.cykel.forsok import Forsok, Omojligt
from tests.cykel.varlden import BASLINJE

# --- Rows 2 and 3: the draft ------------------------------------------------------------------


def koppla_malen(f: Forsok) -> None:
    version, plan, petra = f.objekt, f.plan, f.v.petra
    kopplade = set(version.mal.values_list("mal", flat=True))
    for mal in f.v.malen(plan).exclude(pk__in=kopplade - {None}):
        forst = not version.mal.exclude(koppling="beror_inte").exists()
        hur = {"koppling": "direkt"} if forst else {"koppling": "beror_inte", "skal": "Inte vårt."}
        f.v.gor(planakter.koppla, version, mal=mal, **hur, av=petra)
    for uppdrag in plan.enhet.uppdrag.filter(namnd=plan.namnd, avslutat_datum=None):
        if not version.mal.filter(uppdrag=uppdrag).exists():
            f.v.gor(planakter.koppla, version, uppdrag=uppdrag, koppling="direkt", av=petra)


def las_in_som_avslutad(f: Forsok) -> None:
    """As the import leaves a plan whose year was over, by the system's own row."""
    if f.plan.fas != "planera":
        raise Omojligt("planen är fastställd här, så den lästes inte in")
    Verksamhetsplan.objects.filter(pk=f.plan.pk).update(inlast=True)
    f.v.gor(overga, PLAN, f.plan, "avsluta_inlast", av=None)


def _ett_mal(f: Forsok) -> Planmal:
    """A goal that concerns the unit, so that there is something to hang rows on."""
    rader = f.objekt.mal.filter(mal__isnull=False).exclude(koppling="beror_inte").order_by("pk")
    if not rader.exists():
        mal = f.v.malen(f.plan)[0]
        f.v.gor(planakter.koppla, f.objekt, mal=mal, koppling="direkt", av=f.v.petra)
    return rader.all()[0]


def gor_aktiviteterna_hela(f: Forsok) -> None:
    _ett_mal(f)
    period = {"start": f.plan.period_fran, "slut": f.plan.period_till}
    for mal in f.objekt.mal.filter(koppling="direkt", mal__isnull=False, aktiviteter=None):
        f.v.gor(
            planakter.lagg_till_aktivitet, mal, rubrik=f.v.ord("Kontaktmän"), ansvarig=f.v.petra,
            rapportor=f.v.amir, **period, av=f.v.petra,
        )  # fmt: skip
    for rad in f.objekt.aktiviteter.exclude(**period).order_by("pk"):
        f.v.gor(planakter.andra_aktivitet, rad, **period, av=f.v.petra)


def forlang_aktivitet(f: Forsok) -> None:
    """An activity that ends after the plan does."""
    rad = f.objekt.aktiviteter.order_by("pk").first()
    if rad is None:
        gor_aktiviteterna_hela(f)
        rad = f.objekt.aktiviteter.order_by("pk")[0]
    slut = f.plan.period_till + timedelta(days=1)
    f.v.gor(planakter.andra_aktivitet, rad, slut=slut, av=f.v.petra)


def ta_bort_aktiviteter(f: Forsok) -> None:
    for rad in f.objekt.aktiviteter.order_by("pk"):
        f.v.gor(planakter.ta_bort_aktivitet, rad, av=f.v.petra)


def gor_indikatorerna_hela(f: Forsok) -> None:
    if not f.objekt.indikatorer.exists():
        f.v.gor(
            planakter.lagg_till_indikator, _ett_mal(f), indikator=f.v.indikator, maltyp="absolut",
            malvarde=Decimal(85), baslinje=BASLINJE, av=f.v.petra,
        )  # fmt: skip
    for rad in f.objekt.indikatorer.filter(baslinje=None).order_by("pk"):
        f.v.gor(planakter.andra_indikator, rad, baslinje=BASLINJE, av=f.v.petra)


def utan_baslinje(f: Forsok) -> None:
    gor_indikatorerna_hela(f)
    f.v.gor(planakter.andra_indikator, f.objekt.indikatorer.get(), baslinje=None, av=f.v.petra)


def hall_nivan(f: Forsok) -> None:
    hojning, rad = f.v.niva(f.plan.enhet), f.objekt.indikatorer.first()
    if hojning and rad and rad.malvarde < hojning.ny_niva and not rad.lagre_skal:
        falt = [{"malvarde": hojning.ny_niva}, {"lagre_skal": "Två grupper slås ihop."}][f.val % 2]
        f.v.gor(planakter.andra_indikator, rad, **falt, av=f.v.petra)


def sikta_lagre(f: Forsok) -> None:
    hojning = f.v.niva(f.plan.enhet)
    if hojning is None or hojning.fran_datum > f.plan.period_till:
        raise Omojligt("ingen nivå är höjd")
    rad = f.objekt.indikatorer.get()
    lagre = {"malvarde": hojning.ny_niva - 1, "lagre_skal": ""}
    f.v.gor(planakter.andra_indikator, rad, **lagre, av=f.v.petra)


# --- Row 4: adopted -----------------------------------------------------------------------------


def svara_pa_arvet(f: Forsok) -> None:
    """Answer what is inherited; before an adoption also what has no answer that stands."""
    fore_faststallandet = f.maskin is PLANVERSION
    version = f.objekt if fore_faststallandet else f.gallande()
    nycklar = list(version.aktiviteter.order_by("pk").values_list("nyckel", flat=True))
    for lardom in arvda(f.plan):
        svar = LardomSvar.objects.filter(lardom=lardom, plan=f.plan).first()
        star = svar and (svar.svar == "avvisad" or svar.aktivitet in nycklar or svar.rutin_id)
        if star or (svar and not fore_faststallandet):
            continue
        hur = {"svar": "avvisad", "skal": "Gäller inte oss."}
        if f.val % 2 and nycklar:
            hur = {"svar": "inarbetad", "aktivitet": nycklar[0]}
        f.v.gor(lardomsakter.svara, lardom, plan=f.plan, **hur, av=f.v.petra)


def arvda(plan: Verksamhetsplan) -> list[Lardom]:
    """The secured learnings that the plan inherits, as the tables say."""
    avbrutna = plan.tar_over_fran.filter(fas="avbruten").values_list("pk", flat=True)
    fran = [pk for pk in (plan.foregangare_id, *avbrutna) if pk]
    return list(Lardom.objects.filter(plan__in=fran, lage="sakrad").order_by("pk"))


def gor_styrmodellen_gallande(f: Forsok) -> None:
    """No act does this yet: the set-up does."""
    Styrmodell.objects.filter(pk=f.plan.styrmodell_id).update(status="gallande")


def gor_styrmodellen_kommande(f: Forsok) -> None:
    with pgtrigger.ignore("cykel.Styrmodell:styrmodell_tillstand"):
        Styrmodell.objects.filter(pk=f.plan.styrmodell_id).update(status="kommande")


def _kontor(plan: Verksamhetsplan) -> bool:
    return plan.enhet.slag in ("kommun", "kontor", "bolag")


def ratt_person(f: Forsok) -> None:
    if f.av == f.v.nina and not _kontor(f.plan):
        f.av = f.v.erik


def namndsekreteraren(f: Forsok) -> None:
    if _kontor(f.plan):
        raise Omojligt("planen är nämndens")
    f.av = f.v.nina


def nagon_annan_an_insandaren(f: Forsok) -> None:
    if f.av and f.av.pk == f.objekt.inskickad_av_id:
        f.av = f.v.erik


def insandaren(f: Forsok) -> None:
    """Doris, who is both planansvarig and chef, sends the plan in and would adopt it."""
    if f.objekt.inskickad_av_id != f.v.doris.pk:
        f.annan(PLANVERSION, f.objekt, "aterremittera", f.v.erik)
        f.annan(PLANVERSION, f.objekt, "skicka", f.v.doris)
    f.av = f.v.doris


def beslut(f: Forsok) -> None:
    f.data |= {"beslut_datum": f.v.idag, "beslut_paragraf": "§ 14", "dnr": "VON 2026/7"}
    if f.maskin is PLANVERSION:
        f.data["mbl_berors_inte"] = True


def beslut_utan(**utan: Any) -> Callable[[Forsok], None]:
    def bryt(f: Forsok) -> None:
        beslut(f)
        f.data |= utan
        if "beslut_paragraf" in utan and not _kontor(f.plan):
            raise Omojligt("bara nämndens beslut har paragraf")

    return bryt


def beslut_i_framtiden(f: Forsok) -> None:
    beslut(f)
    f.data["beslut_datum"] = f.v.idag + timedelta(days=1)


# --- Row 11: revised ------------------------------------------------------------------------------


def inga_utkast(f: Forsok) -> None:
    for version in f.plan.versioner.filter(lage__in=("utkast", "granskning")):
        if version.lage == "granskning":
            f.annan(PLANVERSION, version, "aterremittera", f.v.erik)
        f.annan(PLANVERSION, version, "forkasta", f.v.erik)


def ett_utkast(f: Forsok) -> None:
    if f.plan.fas == "genomfora" and not f.plan.versioner.i_arbete().exists():
        f.annan(PLAN, f.plan, "revidera", f.v.erik, skal="Ny budget", beslut_datum=f.v.idag,
                beslut_paragraf="§ 3")  # fmt: skip


def bara_revidering(f: Forsok) -> None:
    if f.objekt.nummer == 1:
        raise Omojligt("planens första version")
