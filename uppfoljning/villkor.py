"""Guards of the approval (row 6 of the table): what remains before the snapshot is frozen.

Each point is told for what is met and for what is not, with the place where it is met. With a
reason for gaps ("godkänn med luckor") an unmet point lets through; the snapshot lists it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from cykel.models import Uppfoljningstillfalle, Varv, Verksamhetsplan
from kvalitet.fel import Punkt
from kvalitet.overgang import Steg
from kvalitet.texter import GRADER
from kvalitet.texter import antal as antal_ord
from uppfoljning import krav, rost
from uppfoljning.bedomning import Bedomning
from uppfoljning.delar import fallen
from uppfoljning.models import Malbedomning, Rapport, Rostgenomgang
from uppfoljning.tillstand import BESLUTADE
from uppfoljning.underlag import Malunderlag, malen, tillfalle_for
from uppfoljning.varden import Vardelage, malavtryck, vardelagen

SAKNAR = {
    "bedomning": "bedömning",
    "motivering": "motivering",
    "trend": "trend",
    "prognos": "prognos",
    "orsak": "orsak",
    "fungerade_inte": "det som inte fungerade",
    "avviker_skal": "skäl till att avvika från förslaget",
}


def malen_bedomda(steg: Steg) -> list[Punkt]:
    """Every goal that concerns the unit has a finished judgement."""
    varv = oppet_varv(steg.objekt)
    if varv is None or varv.tillfalle is None:
        return [Punkt("Uppföljningen är inte öppnad än")]
    avtryck = malavtryck(vardelagen([varv])[varv.pk])
    punkter = [
        _malpunkt(varv, varv.tillfalle, ett, avtryck.get(ett.mal.pk, "")) for ett in malen(varv)
    ]
    return _med_luckor(steg, punkter)


def indikatorer_har_utfall(steg: Steg) -> list[Punkt]:
    """Every indicator that the round asks for has a value, or the reason why there is none, and
    somebody who holds it for right: who entered it, or who marked what came by itself."""
    varv = oppet_varv(steg.objekt)
    if varv is None or varv.tillfalle is None:
        return []
    kravda = [lage for lage in vardelagen([varv])[varv.pk] if lage.kravs]
    saknas = [_vardepunkt(varv, lage) for lage in kravda if not lage.klar]
    if kravda and not saknas:
        return [Punkt("Alla indikatorer har värde eller bortfallsorsak", klar=True)]
    return _med_luckor(steg, saknas)


def roster_genomgangna(steg: Steg) -> list[Punkt]:
    """The synpunkter and the surveys of the period are read, with what was seen in them."""
    varv = oppet_varv(steg.objekt)
    if varv is None or varv.tillfalle is None:
        return []
    lasta = dict(Rostgenomgang.objects.filter(varv=varv).values_list("vad", "antal"))
    dag = timezone.localdate(steg.nu)
    antal = rost.antal_per_plan([varv.plan], varv.tillfalle, dag)[varv.plan_id]
    synpunkter, undersokningar = Rostgenomgang.Del.SYNPUNKTER, Rostgenomgang.Del.UNDERSOKNINGAR
    delar = (
        (synpunkter, antal.synpunkter, antal.synpunkter),
        (undersokningar, antal.undersokningar, antal.svar),
    )
    return _med_luckor(
        steg,
        [_rostpunkt(varv, vad, finns, att_lasa, lasta.get(vad)) for vad, finns, att_lasa in delar],
    )


def rapporten_inte_faststalld(steg: Steg) -> list[Punkt]:
    """Row 12: after the report is decided only a dated rättelse corrects what it rests on."""
    rapport = rapporter_om(steg.objekt).filter(lage__in=BESLUTADE).first()
    if rapport is None:
        return [Punkt("Ingen rapport om uppföljningen är fastställd", klar=True)]
    varv = oppet_varv(steg.objekt)
    lank = reverse("cykel:ratta_varv", args=[steg.objekt.pk, varv.nummer]) if varv else ""
    return [Punkt(f"{rapport} är fastställd. Gör en rättelse i stället", lank=lank)]


def rapporter_om(plan: Verksamhetsplan) -> QuerySet[Rapport]:
    """The reports that rest on the open lap: of the unit itself, or of one above it."""
    varv = oppet_varv(plan)
    ovanfor = [int(pk) for pk in plan.enhet.sokvag.split(".") if pk]
    if varv is None or varv.tillfalle_id is None:
        return Rapport.objects.none()
    egna = Q(namnd=plan.namnd_id, enhet__in=[*ovanfor, plan.enhet_id])
    return Rapport.objects.filter(
        egna | Q(slag=Rapport.Slag.KOMMUN, enhet__in=ovanfor), tillfalle=varv.tillfalle_id
    ).select_related("namnd", "enhet", "tillfalle")


def oppet_varv(plan: Verksamhetsplan) -> Varv | None:
    """Return the lap that the plan turns now, with the plan as it was given."""
    varv = plan.varv.filter(avslutades__isnull=True).select_related("tillfalle").first()
    if varv is not None:
        varv.plan = plan
    return varv


def brister_i_bedomningen(ett: Malunderlag, slag: str) -> dict[str, str]:
    """Return what a saved judgement lacks against the suggestion as it stands now."""
    gjord = ett.bedomning
    if gjord is None:
        return {"bedomning": ""}
    return krav.fel(som_uppgifter(gjord), forslag=ett.forslag.bedomning, slag=slag)


def som_uppgifter(gjord: Malbedomning) -> krav.Uppgifter:
    return krav.Uppgifter(
        bedomning=gjord.bedomning,
        trend=gjord.trend,
        motivering=gjord.motivering,
        fungerade_inte=gjord.fungerade_inte,
        prognos=gjord.prognos,
        orsak=gjord.orsak,
        avviker_skal=gjord.avviker_skal,
    )


def _malpunkt(
    varv: Varv, tillfalle: Uppfoljningstillfalle, ett: Malunderlag, avtryck: str
) -> Punkt:
    brister = brister_i_bedomningen(ett, tillfalle.slag)
    gjord = ett.bedomning
    klar = False
    if gjord is None:
        mening = f"{ett.mal} är inte bedömt"
    elif brister:
        mening = f"Bedömningen av mål {ett.mal.nummer} saknar {_uppraknat(brister)}"
    elif not gjord.klar:
        mening = f"Bedömningen av mål {ett.mal.nummer} är ett utkast"
    elif fallen(gjord, avtryck):
        mening = (
            f"Värden har ändrats sedan mål {ett.mal.nummer} bedömdes. "
            "Läs igenom bedömningen och lämna den igen"
        )
    else:
        mening, klar = f"{ett.mal}: {GRADER[Bedomning(gjord.bedomning)].lower()}", True
    return Punkt(
        mening,
        klar=klar,
        lank=reverse("uppfoljning:bedom", args=[varv.pk, ett.mal.pk]),
        vem=varv.plan.planansvarig.namn,
        senast=tillfalle.senast_for(varv.plan),
    )


def _vardepunkt(varv: Varv, lage: Vardelage) -> Punkt:
    namn, lank = lage.indikator.namn, reverse("uppfoljning:delar", args=[varv.pk])
    if not lage.varden:
        mening = f"Indikatorn ”{namn}” saknar värde för perioden, eller varför det saknas"
        lank = reverse("cykel:indikator", args=[lage.indikator.pk])
    elif lage.fallen:
        mening = f"Värdet för ”{namn}” har ändrats sedan det klarmarkerades"
    else:
        mening = f"Värdet för ”{namn}” kom in av sig självt och är inte klarmarkerat"
    return Punkt(
        mening,
        lank=lank,
        vem=lage.indikator.agare.namn,
        senast=tillfalle_for(varv).senast_for(varv.plan),
    )


def _rostpunkt(
    varv: Varv, vad: Rostgenomgang.Del, antal: int, att_lasa: int, lasta: int | None
) -> Punkt:
    """`antal` of the period; `att_lasa` synpunkter or answers, of which `lasta` were read."""
    namn = vad.label
    if lasta is None and not antal:
        return Punkt(f"{namn}: inga under perioden", klar=True)
    if lasta is not None and lasta >= att_lasa:
        return Punkt(f"{namn} är genomgångna", klar=True)
    mening = f"{namn} är inte genomgångna ({antal} under perioden)"
    if lasta is not None:
        nya = antal_ord(att_lasa - lasta, "nytt svar", "nya svar")
        if vad == Rostgenomgang.Del.SYNPUNKTER:
            nya = antal_ord(att_lasa - lasta, "ny", "nya")
        mening = f"{namn}: {nya} sedan ni gick igenom dem"
    return Punkt(
        mening,
        lank=reverse("uppfoljning:roster", args=[varv.pk]),
        vem=varv.plan.planansvarig.namn,
        senast=tillfalle_for(varv).senast_for(varv.plan),
    )


def _uppraknat(falt: Iterable[str]) -> str:
    *forsta, sista = [SAKNAR[namn] for namn in falt]
    return f"{', '.join(forsta)} och {sista}" if forsta else sista


def _med_luckor(steg: Steg, punkter: list[Punkt]) -> list[Punkt]:
    return list(_godtagna(punkter)) if steg.data.get("luckor_skal") else punkter


def _godtagna(punkter: Iterable[Punkt]) -> Iterator[Punkt]:
    for punkt in punkter:
        yield punkt if punkt.klar else replace(punkt, klar=True)
