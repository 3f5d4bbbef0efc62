"""Guards of the way from a draft to an adopted plan and an opened follow-up (rows 2, 4, 5).

Each returns the points it asks for, met and unmet, as sentences with the place where they are
met. What concerns many rows is told once when all is well, and row by row when it is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cykel.models import (
    Aktivitet,
    Lardom,
    Mal,
    Planindikator,
    Planmal,
    PlanVersion,
    Styrmodell,
    Uppdrag,
    Uppfoljningstillfalle,
    Varv,
    Verksamhetsplan,
)
from cykel.models.plan import LEVANDE
from cykel.villkor.varv import obesvarade, oppet_varv
from kvalitet.behorighet import far
from kvalitet.fel import Punkt
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.models import Enhet
from kvalitet.overgang import Steg
from kvalitet.roller import Rattighet
from kvalitet.texter import datum


def planens_mal(plan: Verksamhetsplan) -> list[Mal]:
    """Return the goals that a plan must answer to, in order."""
    return _MALEN.rader(plan.namnd_id, plan.styrmodell_id)


def _malen(namnd: int, styrmodell: int) -> QuerySet[Mal]:
    return Mal.objects.for_namnd(namnd).filter(niva__styrmodell=styrmodell).i_ordning()


def planens_uppdrag(plan: Verksamhetsplan) -> list[Uppdrag]:
    """Return the open assignments of the plan's own unit, the oldest first."""
    return _UPPDRAGEN.rader(plan.namnd_id, plan.enhet_id)


def _uppdragen(namnd: int, enhet: int) -> QuerySet[Uppdrag]:
    oppna = Uppdrag.objects.oppna().filter(namnd=namnd, enhet=enhet)
    return oppna.order_by("beslut_datum", "pk")


_MALEN, _UPPDRAGEN = Kvarfraga(_malen), Kvarfraga(_uppdragen)


def beslutas_av_namnden(plan: Verksamhetsplan) -> bool:
    """The plan of a kontor (or bolag) is the nämnd's own, hence adopted with a paragraph."""
    return plan.enhet.slag in (Enhet.Slag.KOMMUN, Enhet.Slag.KONTOR, Enhet.Slag.BOLAG)


# --- Row 2: from draft to review ------------------------------------------------------------


def planen_lever(steg: Steg) -> Iterator[Punkt]:
    """What was read in closed is not sent in: its year was decided somewhere else."""
    plan: Verksamhetsplan = steg.objekt.plan
    if plan.fas not in LEVANDE:
        yield Punkt(f"Planen är {plan.get_fas_display().lower()} och skickas inte till granskning")


def mal_och_uppdrag_kopplade(steg: Steg) -> Iterator[Punkt]:
    """Every goal and open assignment is linked, or declined with a reason."""
    version: PlanVersion = steg.objekt
    mal, uppdrag = planens_mal(version.plan), planens_uppdrag(version.plan)
    rader = list(version.mal.all())
    kopplade = {rad.mal_id or 0: rad for rad in rader}
    svarade = {rad.uppdrag_id for rad in rader}
    lank = reverse("cykel:redigera", args=[version.plan_id])
    saknas = [
        Punkt(
            f"{ett} är inte kopplat: välj direkt, indirekt eller berör oss inte",
            lank=f"{lank}#mal-{ett.pk}",
        )
        for ett in mal
        if ett.pk not in kopplade
    ]
    saknas += [
        Punkt(f"Uppdraget ”{ett}” är inte besvarat i planen", lank=f"{lank}#uppdrag-{ett.pk}")
        for ett in uppdrag
        if ett.pk not in svarade
    ]
    yield from saknas
    if not saknas and (mal or uppdrag):
        yield Punkt("Alla mål och uppdrag är kopplade eller avböjda med skäl", klar=True)
    yield from _berors(rader, lank)


def _berors(rader: Iterable[Planmal], lank: str) -> Iterator[Punkt]:
    """At least one goal concerns the unit: a plan that declines all plans nothing."""
    if not any(rad.koppling != Planmal.Koppling.BEROR_INTE for rad in rader):
        yield Punkt("Planen behöver minst ett mål eller uppdrag som berör enheten", lank=lank)


def aktiviteter_hela(steg: Steg) -> Iterator[Punkt]:
    """Direct goals have activities; each activity has active people and dates in the period."""
    version: PlanVersion = steg.objekt
    lank = reverse("cykel:redigera", args=[version.plan_id])
    aktiviteter = list(version.aktiviteter.select_related("ansvarig", "rapportor").order_by("pk"))
    har_aktivitet = {aktivitet.planmal_id for aktivitet in aktiviteter}
    direkta = version.mal.filter(koppling=Planmal.Koppling.DIREKT, mal__isnull=False)
    saknas = [
        Punkt(
            f"{rad.mal} är direkt kopplat men har ingen aktivitet", lank=f"{lank}#mal-{rad.mal_id}"
        )
        for rad in direkta.select_related("mal").order_by("mal__nummer", "pk")
        if rad.pk not in har_aktivitet
    ]
    if not aktiviteter and not saknas:
        saknas.append(Punkt("Planen behöver minst en aktivitet", lank=lank))
    saknas += [
        Punkt(mening, lank=reverse("cykel:aktivitet_andra", args=[version.plan_id, aktivitet.pk]))
        for aktivitet in aktiviteter
        for mening in _brister_i_aktivitet(aktivitet, version.plan)
    ]
    yield from saknas or [Punkt("Alla aktiviteter har ansvariga och datum i perioden", klar=True)]


def _brister_i_aktivitet(aktivitet: Aktivitet, plan: Verksamhetsplan) -> Iterator[str]:
    if not aktivitet.ansvarig.is_active:
        yield f"”{aktivitet}”: {aktivitet.ansvarig} har slutat, välj en ny ansvarig"
    if not aktivitet.rapportor.is_active and aktivitet.rapportor_id != aktivitet.ansvarig_id:
        yield f"”{aktivitet}”: {aktivitet.rapportor} har slutat, välj en ny som rapporterar"
    if aktivitet.start < plan.period_fran or aktivitet.slut > plan.period_till:
        period = f"{datum(plan.period_fran)} till {datum(plan.period_till)}"
        yield f"”{aktivitet}”: datumen ska ligga i planens period, {period}"


def indikatorer_hela(steg: Steg) -> Iterator[Punkt]:
    """Every indicator has baseline, target (or a day when it is set), source and frequency."""
    version: PlanVersion = steg.objekt
    rader = list(version.indikatorer.select_related("indikator").order_by("pk"))
    saknas = [
        Punkt(
            f"Indikatorn ”{rad}” saknar {_uppraknat(delar)}",
            lank=reverse("cykel:planindikator_andra", args=[version.plan_id, rad.pk]),
        )
        for rad in rader
        if (delar := saknas_i_indikator(rad))
    ]
    if not saknas and rader:
        saknas.append(Punkt("Alla indikatorer har mål, utgångsvärde och källa", klar=True))
    yield from saknas


def saknas_i_indikator(rad: Planindikator) -> list[str]:
    """Name what the plan's indicator lacks; "sätts senast" stands in for baseline and target."""
    saknas = [] if rad.satts_senast else [*_saknat_mal(rad)]
    saknas += [] if rad.indikator.kalla else ["källa"]
    saknas += [] if rad.indikator.frekvens else ["hur ofta den mäts"]
    if not (rad.indikator.konsuppdelad or rad.indikator.skal_ej_kon):
        saknas.append("uppdelning på kön eller skäl till att det inte går")
    return saknas


def _saknat_mal(rad: Planindikator) -> Iterator[str]:
    typ = Planindikator.Maltyp
    if rad.maltyp == typ.KVALITATIV:
        if not rad.beskrivning:
            yield "beskrivning av vad som ska vara uppnått"
        return
    if rad.baslinje is None:
        yield "utgångsvärde"
    if rad.maltyp in (typ.ABSOLUT, typ.INTERVALL) and rad.malvarde is None:
        yield "målvärde"
    if rad.maltyp == typ.INTERVALL and rad.malvarde_ovre is None:
        yield "övre gräns"
    if rad.maltyp == typ.RIKTNING and rad.basar is None:
        yield "basår"
    if rad.maltyp == typ.GAP and not rad.jamforelse:
        yield "vad den jämförs med"


def _uppraknat(delar: list[str]) -> str:
    *forsta, sista = delar
    return f"{', '.join(forsta)} och {sista}" if forsta else sista


# --- Row 4: from review to adopted ----------------------------------------------------------


def arvda_lardomar_besvarade(steg: Steg) -> Iterator[Punkt]:
    """The wedge: no plan is adopted before it has answered what the last one learnt."""
    version: PlanVersion = steg.objekt
    plan: Verksamhetsplan = version.plan
    lank = reverse("cykel:lardomar", args=[plan.pk])
    kvar = obesvarade(plan, version)
    for lardom in kvar:
        yield Punkt(f"Lärdomen ”{lardom}” är inte besvarad i planen", lank=lank)
    if not kvar:
        finns = Lardom.objects.arvda_av(plan).exists()
        yield Punkt(
            "Alla ärvda lärdomar är besvarade" if finns else "Planen ärver inga lärdomar", klar=True
        )


def styrmodellen_gallande(steg: Steg) -> Iterator[Punkt]:
    """A plan may be written in a coming styrmodell, and adopted in the one in force.

    A plan that was adopted in it once stays in it, also when it is revised after the change of
    mandatperiod.
    """
    plan = steg.objekt.plan
    styrmodell = plan.styrmodell
    if styrmodell.status == Styrmodell.Status.GALLANDE:
        yield Punkt(f"Styrmodellen {styrmodell} gäller", klar=True)
    elif plan.versioner.gallande().exists():
        yield Punkt(f"Planen följer {styrmodell}, som den fastställdes i", klar=True)
    else:
        lank = reverse("cykel:styrmodell", args=[styrmodell.pk])
        if styrmodell.status == Styrmodell.Status.AVSLUTAD:
            sedan = "är avslutad. Avbryt planen och skriv den i den styrmodell som gäller"
        else:
            sedan = "gäller inte än. Planen kan fastställas när den har gjorts gällande"
        yield Punkt(f"{styrmodell} {sedan}", lank=lank)


def ratt_beslutsfattare(steg: Steg) -> Iterator[Punkt]:
    """The nämndsekreterare adopts what the nämnd has decided, never the plan of a unit."""
    plan: Verksamhetsplan = steg.objekt.plan
    if steg.av is None or beslutas_av_namnden(plan):
        return
    granskar = far(steg.av, Rattighet.PLAN_GRANSKA, plan)
    if granskar and not far(steg.av, Rattighet.PLAN_FASTSTALLA, plan):
        yield Punkt(
            "En chef fastställer enhetens plan. Nämndsekreteraren fastställer bara "
            "planer som nämnden beslutar"
        )


def fyra_ogon(steg: Steg) -> Iterator[Punkt]:
    """The one who sent the plan in does not adopt it."""
    version: PlanVersion = steg.objekt
    if steg.av is not None and steg.av.pk == version.inskickad_av_id:
        yield Punkt("Någon annan än du ska fastställa planen, eftersom du skickade in den")
    else:
        yield Punkt("Den som fastställer är en annan än den som skickade in", klar=True)


def beslut_angivet(steg: Steg) -> Iterator[Punkt]:
    """The decision: date and dnr, a paragraph when it is the nämnd's, and MBL or "berörs inte"."""
    version: PlanVersion = steg.objekt
    dag: date | None = steg.data.get("beslut_datum")
    framtid = dag is not None and dag > timezone.localdate(steg.nu)
    krav = [
        (
            "Beslutsdatumet ligger i framtiden" if framtid else "Beslutsdatum",
            dag is not None and not framtid,
            "beslut_datum",
        ),
        ("Diarienummer", bool(steg.data.get("dnr")), "dnr"),
        (
            "Datum för samverkan, eller att samverkan inte berörs",
            bool(steg.data.get("mbl_datum") or steg.data.get("mbl_berors_inte")),
            "mbl_datum",
        ),
    ]
    if beslutas_av_namnden(version.plan):
        paragraf = bool(steg.data.get("beslut_paragraf"))
        krav.insert(2, ("Paragraf i nämndens protokoll", paragraf, "beslut_paragraf"))
    # Only who may adopt comes to the form; the others are told whose it is.
    beslutar = steg.av is not None and far(steg.av, Rattighet.PLAN_GRANSKA, version.plan)
    sida = reverse("cykel:faststall", args=[version.plan_id])
    for mening, klar, falt in krav:
        if beslutar:
            yield Punkt(mening, klar=klar, lank=f"{sida}#id_{falt}")
        else:
            yield Punkt(mening, klar=klar, vem="Fylls i av den som fastställer planen")


# --- Row 5: the follow-up opens -------------------------------------------------------------


def tillfalle_valt(steg: Steg) -> Iterator[Punkt]:
    """The round exists and is not over, and the plan is in no other open round."""
    plan: Verksamhetsplan = steg.objekt
    lank = reverse("cykel:oppna_uppfoljning", args=[plan.pk])
    tillfalle: Uppfoljningstillfalle | None = steg.data.get("tillfalle")
    dag = timezone.localdate(steg.nu)
    if tillfalle is None:
        yield _finns_tillfalle(plan, dag, lank)
    elif tillfalle.stanger < dag:
        yield Punkt(f"{tillfalle} stängde {datum(tillfalle.stanger)}", lank=lank)
    elif not _galler_planen(tillfalle, plan):
        yield Punkt(f"{tillfalle} mäter ett läge utanför planens period", lank=lank)
    elif plan.varv.filter(tillfalle=tillfalle).exists():
        yield Punkt(f"Planen är redan uppföljd i {tillfalle}", lank=lank)
    else:
        yield Punkt(f"{tillfalle} är valt", klar=True)
    yield from _inget_annat_oppet(plan)


def tillfallen_att_oppna(plan: Verksamhetsplan, dag: date) -> list[Uppfoljningstillfalle]:
    """Return the rounds that the plan can still be followed up in, the next first."""
    if plan.lasta_tillfallen is not None:
        return plan.lasta_tillfallen
    redan = Varv.objects.filter(plan=plan, tillfalle__isnull=False).values("tillfalle")
    kvar = Uppfoljningstillfalle.objects.filter(
        stanger__gte=dag, matdatum__gte=plan.period_fran, matdatum__lte=plan.period_till
    )
    return list(kvar.exclude(pk__in=redan).order_by("oppnar", "pk"))


def _galler_planen(tillfalle: Uppfoljningstillfalle, plan: Verksamhetsplan) -> bool:
    return plan.period_fran <= tillfalle.matdatum <= plan.period_till


def _finns_tillfalle(plan: Verksamhetsplan, dag: date, lank: str) -> Punkt:
    """What remains before anyone has chosen: that there is a round to open."""
    nasta = next(iter(tillfallen_att_oppna(plan, dag)), None)
    if nasta is None:
        return Punkt(
            "Det finns inget kommande uppföljningstillfälle för planens period",
            vem="Kvalitetssamordnaren lägger upp tillfällen",
            lank=reverse("cykel:tillfallen"),
        )
    val = f"{lank}#id_tillfalle_0"
    if nasta.oppnar > dag:
        return Punkt(f"{nasta} öppnar av sig självt {datum(nasta.oppnar)}", lank=val)
    return Punkt(f"{nasta} kan öppnas", lank=val)


def _inget_annat_oppet(plan: Verksamhetsplan) -> Iterator[Punkt]:
    oppet = oppet_varv(plan)
    if oppet is None:
        yield Punkt("Planen har inget varv att följa upp")
    elif oppet.tillfalle is not None:
        yield Punkt(f"Planen följs redan upp i {oppet.tillfalle}")
    else:
        yield Punkt("Ingen annan uppföljning är öppen", klar=True)
