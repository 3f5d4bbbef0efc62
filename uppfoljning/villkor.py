"""Guards of the approval (row 6 of the table): what remains before the snapshot is frozen.

Each point is told for what is met and for what is not, with the place where it is met. With a
reason for gaps ("godkänn med luckor") an unmet point lets through; the snapshot lists it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cykel.models import Uppfoljningstillfalle, Varv, Verksamhetsplan
from kvalitet.fel import Punkt
from kvalitet.overgang import Steg
from kvalitet.texter import GRADER
from uppfoljning import krav, rost
from uppfoljning.bedomning import Bedomning
from uppfoljning.models import Malbedomning, Rapport, Rostgenomgang
from uppfoljning.underlag import Malunderlag, malen, tillfalle_for

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
    return _med_luckor(steg, [_malpunkt(varv, varv.tillfalle, ett) for ett in malen(varv)])


def indikatorer_har_utfall(steg: Steg) -> list[Punkt]:
    """Every indicator that the round asks for has a value, or the reason why there is none."""
    varv = oppet_varv(steg.objekt)
    if varv is None or varv.tillfalle is None:
        return []
    senast = varv.tillfalle.senast_for(varv.plan.enhet)
    kravda = [i for ett in malen(varv) for i in ett.indikatorer if i.forfaller]
    saknas = [
        Punkt(
            f"Indikatorn ”{i.post.namn}” saknar värde för perioden, eller varför det saknas",
            lank=_lank_till_varde(i.rad.indikator_id),
            vem=i.post.ansvarig,
            senast=senast,
        )
        for i in kravda
        if not i.besvarad
    ]
    if kravda and not saknas:
        return [Punkt("Alla indikatorer har värde eller bortfallsorsak", klar=True)]
    return _med_luckor(steg, saknas)


def roster_genomgangna(steg: Steg) -> list[Punkt]:
    """The synpunkter and the surveys of the period are read, with what was seen in them."""
    varv = oppet_varv(steg.objekt)
    if varv is None or varv.tillfalle is None:
        return []
    lasta = set(Rostgenomgang.objects.filter(varv=varv).values_list("vad", flat=True))
    dag = timezone.localdate(steg.nu)
    antal = {
        Rostgenomgang.Del.SYNPUNKTER: rost.antal_synpunkter(varv.plan, varv.tillfalle),
        Rostgenomgang.Del.UNDERSOKNINGAR: len(rost.undersokningar(varv.plan, varv.tillfalle, dag)),
    }
    return _med_luckor(steg, [_rostpunkt(varv, d, n, d in lasta) for d, n in antal.items()])


def rapporten_inte_faststalld(steg: Steg) -> list[Punkt]:
    """Row 12: after the report is decided only a dated rättelse corrects what it rests on."""
    rapport = rapporter_om(steg.objekt).filter(lage=Rapport.Lage.FASTSTALLD).first()
    if rapport is None:
        return [Punkt("Ingen rapport om uppföljningen är fastställd", klar=True)]
    varv = oppet_varv(steg.objekt)
    lank = reverse("cykel:ratta_varv", args=[steg.objekt.pk, varv.nummer]) if varv else ""
    return [Punkt(f"{rapport} är fastställd. Gör en rättelse i stället", lank=lank)]


def rapporter_om(plan: Verksamhetsplan) -> QuerySet[Rapport]:
    """The reports that rest on the open lap: of the unit itself, or of one above it."""
    varv = oppet_varv(plan)
    ovanfor = [int(pk) for pk in plan.enhet.sokvag.split(".") if pk]
    return Rapport.objects.filter(
        namnd=plan.namnd_id,
        enhet__in=[*ovanfor, plan.enhet_id],
        tillfalle=varv.tillfalle_id if varv else None,
    ).select_related("namnd", "tillfalle")


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


def _malpunkt(varv: Varv, tillfalle: Uppfoljningstillfalle, ett: Malunderlag) -> Punkt:
    brister = brister_i_bedomningen(ett, tillfalle.slag)
    gjord = ett.bedomning
    if gjord is None:
        mening = f"{ett.mal} är inte bedömt"
    elif brister:
        mening = f"Bedömningen av mål {ett.mal.nummer} saknar {_uppraknat(brister)}"
    elif not gjord.klar:
        mening = f"Bedömningen av mål {ett.mal.nummer} är ett utkast"
    else:
        mening = f"{ett.mal}: {GRADER[Bedomning(gjord.bedomning)].lower()}"
    return Punkt(
        mening,
        klar=gjord is not None and gjord.klar and not brister,
        lank=reverse("uppfoljning:bedom", args=[varv.pk, ett.mal.pk]),
        vem=varv.plan.planansvarig.namn,
        senast=tillfalle.senast_for(varv.plan.enhet),
    )


def _rostpunkt(varv: Varv, vad: Rostgenomgang.Del, antal: int, last: bool) -> Punkt:
    namn = vad.label
    if last or not antal:
        mening = f"{namn} är genomgångna" if last else f"{namn}: inga under perioden"
        return Punkt(mening, klar=True)
    return Punkt(
        f"{namn} är inte genomgångna ({antal} under perioden)",
        lank=reverse("uppfoljning:roster", args=[varv.pk]),
        vem=varv.plan.planansvarig.namn,
        senast=tillfalle_for(varv).senast_for(varv.plan.enhet),
    )


def _lank_till_varde(indikator: int) -> str:
    return reverse("cykel:indikator", args=[indikator])


def _uppraknat(falt: Iterable[str]) -> str:
    *forsta, sista = [SAKNAR[namn] for namn in falt]
    return f"{', '.join(forsta)} och {sista}" if forsta else sista


def _med_luckor(steg: Steg, punkter: list[Punkt]) -> list[Punkt]:
    return list(_godtagna(punkter)) if steg.data.get("luckor_skal") else punkter


def _godtagna(punkter: Iterable[Punkt]) -> Iterator[Punkt]:
    for punkt in punkter:
        yield punkt if punkt.klar else replace(punkt, klar=True)
