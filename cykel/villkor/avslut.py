"""Guards of a plan's end: the year is closed (row 10), or the plan is broken off (row 13)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from cykel.models import Atgard, Brist, Lardom, Uppfoljningstillfalle, Verksamhetsplan
from cykel.models.plan import LEVANDE
from cykel.tillstand import Fas, Lardomslage
from cykel.villkor.revidering import beslutspunkter
from cykel.villkor.varv import oppet_varv
from kvalitet.fel import Punkt
from kvalitet.overgang import Steg

# --- Row 10: the year is closed ---------------------------------------------------------------


def helaret_godkant(steg: Steg) -> Iterator[Punkt]:
    """The last lap is the whole year's, and its follow-up is approved and frozen."""
    plan: Verksamhetsplan = steg.objekt
    varv = oppet_varv(plan)
    tillfalle = varv.tillfalle if varv else None
    helar = tillfalle is not None and tillfalle.slag == Uppfoljningstillfalle.Slag.HELAR
    if helar and varv is not None and varv.godkand is not None:
        yield Punkt(f"{tillfalle} är godkänt och fryst", klar=True)
    else:
        yield Punkt(
            "Planen avslutas efter helåret. Helårets uppföljning är inte godkänd än",
            lank=reverse("cykel:plan", args=[plan.pk]),
        )


def leder_vidare(plan: Verksamhetsplan) -> str:
    """Name the row that leads on from kvalitetssäkra: after the whole year the plan's end."""
    varv = oppet_varv(plan)
    slag = varv.tillfalle.slag if varv and varv.tillfalle else None
    return "avsluta" if slag == Uppfoljningstillfalle.Slag.HELAR else "nasta_varv"


def lardomar_avgjorda(steg: Steg) -> Iterator[Punkt]:
    """Every learning, whatever its lap, is secured now or given up with a reason."""
    plan: Verksamhetsplan = steg.objekt
    kvar = oavgjorda_lardomar(plan)
    for lardom in kvar:
        if lardom.lage == Lardomslage.UTKAST:
            mening = f"Lärdomen ”{lardom}” är ett utkast. Föreslå den, eller lägg ner den med skäl"
        else:
            mening = (
                f"Lärdomen ”{lardom}” väntar på att effekten bedöms. Bedöm den, "
                "eller lägg ner lärdomen med skäl"
            )
        yield Punkt(mening, lank=reverse("cykel:lardom", args=[plan.pk, lardom.pk]))
    if not kvar:
        yield Punkt("Alla lärdomar är avgjorda", klar=True)


def oavgjorda_lardomar(plan: Verksamhetsplan) -> list[Lardom]:
    oppna = plan.lardomar.filter(lage__in=(Lardomslage.UTKAST, Lardomslage.FORESLAGEN))
    mogna = oppna.filter(lage=Lardomslage.FORESLAGEN, atgard__effekt__in=Atgard.AVGJORD)
    return list(oppna.exclude(pk__in=mogna.values("pk")).order_by("pk"))


def atgarder_flyttade(steg: Steg) -> Iterator[Punkt]:
    """No orphans: what is still open goes on in another plan, or its effect is judged."""
    plan: Verksamhetsplan = steg.objekt
    lank = reverse("cykel:flytta_atgarder", args=[plan.pk])
    oppna, utan = list(oppna_atgarder(plan)), list(obeslutade_brister(plan))
    for atgard in oppna:
        yield Punkt(
            f"Åtgärden ”{atgard}” är öppen. Flytta den till nästa plan, eller bedöm effekten",
            lank=lank,
        )
    for brist in utan:
        yield Punkt(
            f"Bristen ”{brist}” har ingen åtgärd och inget beslut",
            lank=f"{reverse('cykel:atgarder', args=[plan.pk])}#brist-{brist.pk}",
        )
    if not oppna and not utan:
        yield Punkt("Inga öppna åtgärder är kvar i planen", klar=True)


def oppna_atgarder(plan: Verksamhetsplan) -> QuerySet[Atgard]:
    """The plan's åtgärder without a decided effect, the most urgent first."""
    rader = Atgard.objects.oppna().filter(brist__plan=plan)
    return rader.select_related("brist", "ansvarig").order_by("klar_senast", "pk")


def obeslutade_brister(plan: Verksamhetsplan) -> QuerySet[Brist]:
    """The brister that nobody has decided on, and that no other plan went on with."""
    med_atgard = Atgard.objects.filter(brist=OuterRef("pk"))
    return plan.brister.filter(
        ~Exists(med_atgard), ingen_atgard_av__isnull=True, flyttade__isnull=True
    ).order_by("skapad", "pk")


def eftertradare_eller_upphor(steg: Steg) -> Iterator[Punkt]:
    """Something follows, or it is said that nothing does."""
    plan: Verksamhetsplan = steg.objekt
    efter = eftertradare(plan)
    if efter is not None:
        yield Punkt(f"Nästa plan finns: {efter}", klar=True)
    elif steg.data.get("upphor"):
        yield Punkt("Verksamheten upphör, så ingen plan följer efter", klar=True)
    else:
        yield Punkt(
            "Skapa nästa plan, eller kryssa för att verksamheten upphör",
            lank=f"{reverse('cykel:avsluta', args=[plan.pk])}#id_upphor",
        )


def eftertradare(plan: Verksamhetsplan) -> Verksamhetsplan | None:
    efter = Verksamhetsplan.objects.filter(foregangare=plan.pk).exclude(fas=Fas.AVBRUTEN)
    return efter.select_related("enhet").order_by("-pk").first()


def avslut_beslutat(steg: Steg) -> Iterator[Punkt]:
    plan: Verksamhetsplan = steg.objekt
    lank = reverse("cykel:avsluta", args=[plan.pk])
    yield from beslutspunkter(steg, plan, lank, "Beslutet om att avsluta har ett datum")


# --- Row 13: the plan is broken off -----------------------------------------------------------


def mottagare_vald(steg: Steg) -> Iterator[Punkt]:
    """Another living plan takes over what is open; without anything open none is needed."""
    plan: Verksamhetsplan = steg.objekt
    mottagare: Verksamhetsplan | None = steg.data.get("mottagare")
    lank = f"{reverse('cykel:avbryt', args=[plan.pk])}#id_mottagare"
    kvar = oppna_atgarder(plan).count() + obeslutade_brister(plan).count()
    if mottagare is not None and (mottagare.pk == plan.pk or mottagare.fas not in LEVANDE):
        yield Punkt("Den plan som tar över ska vara en annan, och inte vara avslutad", lank=lank)
    elif mottagare is not None:
        yield Punkt(f"{mottagare} tar över", klar=True)
    elif kvar:
        yield Punkt("Välj vilken plan som tar över de öppna åtgärderna", lank=lank)
    else:
        yield Punkt("Inga öppna åtgärder är kvar i planen", klar=True)


def avbrott_beslutat(steg: Steg) -> Iterator[Punkt]:
    plan: Verksamhetsplan = steg.objekt
    lank = reverse("cykel:avbryt", args=[plan.pk])
    yield from beslutspunkter(steg, plan, lank, "Beslutet om att avbryta har ett datum")
