"""What waits for a person, of every kind, each within what that person may see and do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from textwrap import shorten
from typing import Any

from django.db.models import Count, Min, QuerySet, Value
from django.urls import reverse

from cykel.models import Atgard, Indikator, PlanVersion, Varv, Verksamhetsplan
from cykel.tillstand import Fas, Versionslage
from cykel.villkor.overlamning import narmast_att_overlamna
from cykel.villkor.uppdatera import kan_rapporteras_av, rader_for
from kvalitet.behorighet import far, har_roll, omfang, omfang_namnd, tilldelningar
from kvalitet.kvarfraga import Kvarfraga, las
from kvalitet.models import Anvandare, Gallring
from kvalitet.roller import Rattighet, Roll
from kvalitet.texter import antal, datum, rakneord
from synpunkter import inkorg, sekretess, slinga
from synpunkter.models import Signalbedomning, Synpunkt, Utlamnande
from synpunkter.tillstand_utlamnande import Lage as Utlamnandelage
from uppfoljning.fragesvarare import svarande
from uppfoljning.models import Indikatorsignal, Koladafraga, Namndfraga
from uppfoljning.paminnelse import varden_att_markera
from uppfoljning.views.indikatorsignal import synliga_signaler

FRAGANS_LANGD = 80
"""Characters of a question in its row."""
MEST = 10
"""Rows of each kind; the lists themselves hold the rest."""


@dataclass(frozen=True)
class Uppgift:
    """One thing that waits for the person."""

    text: str
    detalj: str
    url: str
    senast: date | None
    sen: bool = False
    skulle: str = "ha varit klar"
    """What it should have been by its day, in words after "skulle"."""


def uppgifter(av: Anvandare, dag: date, vantar: set[str]) -> tuple[list[Uppgift], bool]:
    """Return what waits, and whether some kind may hold more than is told here. `vantar` is what
    `kan_vanta` says."""
    slag = [list(ett) for ett in _slag(av, dag, vantar)]
    return list(chain(*slag)), any(len(ett) >= MEST for ett in slag)


def _slag(av: Anvandare, dag: date, vantar: set[str]) -> Iterator[Iterator[Uppgift]]:
    if far(av, Rattighet.SYNPUNKT_HANDLAGGA):
        yield _att_besvara(av, dag)
    if far(av, Rattighet.SYNPUNKT_FORDELA):
        yield _att_fordela(av, dag)
    if "signalbedomning" in vantar and far(av, Rattighet.SIGNAL_BEDOMA):
        yield _att_bedoma(av, dag)
    if "utlamnande" in vantar and far(av, Rattighet.UTLAMNANDE_PROVA):
        yield _att_lamna_ut(av)
    if "gallring" in vantar and far(av, Rattighet.GALLRING_GODKANNA):
        yield _att_gallra(av)
    if "slinga" in vantar:
        yield _ur_slingan(av, dag)
    if far(av, Rattighet.PLAN_SE):
        yield from _i_planerna(av, dag, vantar)
    if "namndfraga" in vantar and far(av, Rattighet.NAMNDFRAGA_BESVARA):
        yield _att_svara_namnden(av, dag)
    if "granskning" in vantar and far(av, Rattighet.PLAN_GRANSKA):
        yield _att_besluta(av)
    if far(av, Rattighet.ANSVAR_OVERLAMNA):
        yield _att_lamna_over(av)


def _i_planerna(av: Anvandare, dag: date, vantar: set[str]) -> Iterator[Iterator[Uppgift]]:
    if "varv" in vantar:
        yield _att_folja_upp(av, dag)
    if "atgard" in vantar:
        yield _att_atgarda(av, dag)
    if "aktivitet" in vantar or "indikator" in vantar:
        yield _att_uppdatera(av, dag)
    if "indikator" in vantar:
        yield _att_klarmarkera(av, dag)
    if "signal" in vantar:
        yield _att_forklara(av, dag)
    if "koladafraga" in vantar:
        yield _att_svara_kolada(av)


def kan_vanta(av: Anvandare) -> set[str]:
    """Ask once of which kinds there is anything for the person, or at all where an index says so:
    what waits for nobody costs no question of its own. Whether a living plan is theirs, too."""
    return {namn for (namn,) in _VANTAR.rader(av.pk)}


def _vantar(person: int) -> QuerySet[Any, Any]:
    forsta, *ovriga = [
        f.order_by().values_list(Value(namn))[:1] for namn, f in _kan_vanta_pa(Anvandare(pk=person))
    ]
    return forsta.union(*ovriga, all=True)


# Planned once by the server: to plan it takes longer than to answer it.
_VANTAR = Kvarfraga(_vantar, forberedd=True)


def _kan_vanta_pa(av: Anvandare) -> list[tuple[str, QuerySet[Any]]]:
    levande = Verksamhetsplan.objects.levande().filter(planansvarig=av)
    return [
        ("signalbedomning", Signalbedomning.objects.oppna()),
        ("utlamnande", Utlamnande.objects.oppna()),
        ("gallring", Gallring.objects.filter(status=Gallring.Status.FORSLAG)),
        *(("slinga", fraga) for fraga in slinga.oppet_for(av)),
        ("plan", levande),
        ("varv", levande.filter(fas=Fas.FOLJA_UPP)),
        *(("aktivitet", fraga) for fraga in kan_rapporteras_av(av)),
        ("indikator", Indikator.objects.filter(agare=av)),
        ("atgard", Atgard.objects.filter(ansvarig=av).exclude(status=Atgard.Status.KLAR)),
        ("signal", Indikatorsignal.objects.oppna().filter(ansvarig=av)),
        ("koladafraga", Koladafraga.objects.filter(indikator__agare=av, svar="")),
        ("namndfraga", Namndfraga.objects.obesvarade()),
        ("granskning", PlanVersion.objects.filter(lage=Versionslage.GRANSKNING)),
    ]


_BESVARAS = ("referens", "typ", "enhet__namn", "svar_senast", "besvarad", "avslutad")


def _att_besvara(av: Anvandare, dag: date) -> Iterator[Uppgift]:
    for synpunkt in las(("mina", av.pk, tilldelningar(av), dag), lambda: _mina(av, dag)):
        yield Uppgift(
            f"Svara på synpunkt {synpunkt.referens}",
            f"{synpunkt.get_typ_display()}, {synpunkt.enhet}",
            reverse("synpunkter:arende", args=[synpunkt.pk]),
            synpunkt.svar_senast,
            synpunkt.ar_sen(dag),
            "ha besvarats",
        )


def _mina(av: Anvandare, dag: date) -> QuerySet[Synpunkt]:
    mina = Synpunkt.objects.filter(sekretess.synlig(av), inkorg.urval(av, dag)["mina"][1])
    mina = mina.select_related("enhet").only(*_BESVARAS)
    return mina.order_by("svar_senast", "pk")[:MEST]


def _att_fordela(av: Anvandare, dag: date) -> Iterator[Uppgift]:
    """All of them in one line: the inbox lists them."""
    nyckel = ("otilldelade", av.pk, tilldelningar(av), dag)
    [(n, senast)] = las(nyckel, lambda: _otilldelade(av, dag)) or [(0, None)]
    if n:
        yield Uppgift(
            f"Tilldela {antal(n, 'synpunkt', 'synpunkter')}",
            "Ingen har hand om dem än",
            f"{reverse('synpunkter:inkorg')}?urval=otilldelade",
            senast,
            senast < dag,
            "ha tagits om hand",
        )


def _otilldelade(av: Anvandare, dag: date) -> QuerySet[Synpunkt, Any]:
    val = inkorg.urval(av, dag)["otilldelade"][1]
    rader = Synpunkt.objects.filter(sekretess.synlig(av), val).order_by().values(alla=Value(1))
    tal = rader.annotate(n=Count("*"), senast=Min("tas_om_hand_senast"))
    return tal.values_list("n", "senast")


def _att_lamna_ut(av: Anvandare) -> Iterator[Uppgift]:
    """What is asked for is tried at once (TF 2 kap. 15 §), hence and has no day of its own."""
    rader = Utlamnande.objects.oppna().filter(synpunkt__in=inkorg.synliga(av).values("pk"))
    scope = omfang(av, Rattighet.UTLAMNANDE_PROVA, enhet="synpunkt__enhet", namnd="synpunkt__namnd")
    for ett in rader.filter(scope).med_plats().order_by("pk")[:MEST]:
        begard = ett.lage == Utlamnandelage.BEGARD
        yield Uppgift(
            f"{'Pröva begäran om' if begard else 'Lämna ut'} handlingar, {ett.synpunkt.referens}",
            f"Kom in {datum(ett.inkom)}, {ett.enhet}",
            reverse("synpunkter:utlamnande", args=[ett.pk]),
            None,
        )


def _att_gallra(av: Anvandare) -> Iterator[Uppgift]:
    """What a colleague has proposed: four eyes."""
    rader = Gallring.objects.filter(
        omfang_namnd(av, Rattighet.GALLRING_GODKANNA), status=Gallring.Status.FORSLAG
    )
    for ett in rader.exclude(foreslagen_av=av).select_related("namnd").order_by("pk")[:MEST]:
        url = reverse("synpunkter:gallringen", args=[ett.pk])
        yield Uppgift(f"Ta ställning till gallring {ett.pk}", str(ett.namnd), url, None)


def _att_bedoma(av: Anvandare, dag: date) -> Iterator[Uppgift]:
    """Words in a synpunkt that the chef of its unit judges (lex Sarah, kränkning)."""
    if not har_roll(av, Roll.CHEF):
        return
    rader = Signalbedomning.objects.oppna().filter(synpunkt__in=inkorg.synliga(av).values("pk"))
    for ett in rader.select_related("synpunkt__enhet").order_by("bedoms_senast", "pk")[:MEST]:
        url = reverse("synpunkter:bedom", args=[ett.synpunkt_id, ett.pk])
        text = f"Bedöm synpunkt {ett.synpunkt.referens}"
        detalj = f"{ett}, {ett.synpunkt.enhet}"
        yield Uppgift(text, detalj, url, ett.bedoms_senast, ett.ar_sen(dag), "ha bedömts")


def _ur_slingan(av: Anvandare, dag: date) -> Iterator[Uppgift]:
    vantar = list(slinga.larm_pa(av, mest=MEST)) if far(av, Rattighet.PLAN_SE) else []
    if far(av, Rattighet.SYNPUNKT_SE):
        vantar += slinga.vantar_pa(av, mest=MEST)
    for ett in vantar:
        sen = ett.senast is not None and ett.senast < dag
        yield Uppgift(ett.text, ett.detalj, ett.url, ett.senast, sen)


def _att_folja_upp(av: Anvandare, dag: date) -> Iterator[Uppgift]:
    varv = (
        Varv.objects.filter(
            plan__planansvarig=av, plan__fas=Fas.FOLJA_UPP, avslutades=None, tillfalle__isnull=False
        )
        .select_related("plan__enhet")
        .med_dagar()
    )
    for ett in varv.order_by("tillfalle__enheter_senast", "pk")[:MEST]:
        assert ett.tillfalle is not None  # noqa: S101  (narrows the type)
        senast = ett.tillfalle.senast_for(ett.plan)
        plan = reverse("cykel:plan", args=[ett.plan_id])
        yield Uppgift(f"Följ upp {ett.plan}", str(ett.tillfalle), plan, senast, senast < dag)


def _att_atgarda(av: Anvandare, dag: date) -> Iterator[Uppgift]:
    mina = Atgard.objects.filter(ansvarig=av).exclude(status=Atgard.Status.KLAR)
    rader = mina.select_related("brist__plan__enhet").order_by("klar_senast", "pk")
    for atgard in rader[:MEST]:
        plan = atgard.brist.plan
        url = reverse("cykel:atgard", args=[plan.pk, atgard.pk])
        detalj = f"Åtgärd, {plan.enhet}"
        yield Uppgift(atgard.rubrik, detalj, url, atgard.klar_senast, atgard.sen(dag))


def _att_uppdatera(av: Anvandare, dag: date) -> Iterator[Uppgift]:
    """All the rows in one line: they are on a page of their own."""
    vantar = [rad for rad in rader_for(av, dag) if rad.vantar]
    if vantar:
        sak = "sak" if len(vantar) == 1 else "saker"
        text = f"Uppdatera {rakneord(len(vantar))} {sak} som du rapporterar om"
        forsta, url = vantar[0], reverse("cykel:uppdatera")
        yield Uppgift(text, forsta.rubrik, url, forsta.senast, forsta.sen(dag))


def _att_klarmarkera(av: Anvandare, dag: date) -> Iterator[Uppgift]:
    """Values that came by themselves, a line for each plan."""
    mina = (ett for ett in varden_att_markera(dag, av) if far(av, ett.ratt, ett.plats))
    for ett in islice(mina, MEST):
        yield Uppgift(ett.text, str(ett.plats), ett.vag, ett.senast, ett.senast < dag)


def _att_forklara(av: Anvandare, dag: date) -> Iterator[Uppgift]:
    """Values that are more than chance, in the plans that the person answers for."""
    mina = synliga_signaler(av).oppna().filter(ansvarig=av)  # type: ignore[attr-defined]
    for ett in mina.order_by("senast", "pk")[:MEST]:
        url = reverse("uppfoljning:signal", args=[ett.pk])
        detalj = f"Säg vad ni gör, {ett.enhet}"
        yield Uppgift(str(ett), detalj, url, ett.senast, ett.senast < dag)


def _att_svara_kolada(av: Anvandare) -> Iterator[Uppgift]:
    """Key figures that have changed in Kolada: nothing more is fetched until the owner answers."""
    mina = Koladafraga.objects.filter(indikator__agare=av, svar="").select_related("indikator")
    for fraga in mina.order_by("stalld", "pk")[:MEST]:
        url = reverse("uppfoljning:koladafraga", args=[fraga.pk])
        detalj = str(fraga.get_orsak_display())
        yield Uppgift(f"Säg om ”{fraga.indikator}” är samma mått", detalj, url, None)


def _att_svara_namnden(av: Anvandare, dag: date) -> Iterator[Uppgift]:
    """Questions that the person is nearest to answer; when they are late, any of them."""
    scope = omfang(av, Rattighet.NAMNDFRAGA_BESVARA)
    fragor = Namndfraga.objects.obesvarade().filter(scope).med_allt()
    rader = list(fragor.order_by("besvaras_senast", "pk"))
    vem = svarande(rader, dag) if rader else {}
    for fraga in [f for f in rader if f.sen(dag) or av in vem[f.pk]][:MEST]:
        url = reverse("uppfoljning:namndfraga", args=[fraga.pk])
        text = f"Svara på frågan ”{shorten(fraga.text, FRAGANS_LANGD, placeholder=' …')}”"
        detalj, senast = f"{fraga.namnd}, {fraga.rapport.namn}", fraga.besvaras_senast
        yield Uppgift(text, detalj, url, senast, fraga.sen(dag), "ha besvarats")


def _att_lamna_over(av: Anvandare) -> Iterator[Uppgift]:
    for ett in narmast_att_overlamna(av)[:MEST]:
        url = reverse("cykel:overlamning")
        yield Uppgift(f"Välj vem som tar över efter {ett.person}", ett.skal, url, None)


def _att_besluta(av: Anvandare) -> Iterator[Uppgift]:
    scope = omfang(av, Rattighet.PLAN_GRANSKA, enhet="plan__enhet", namnd="plan__namnd")
    rader = PlanVersion.objects.filter(scope, lage=Versionslage.GRANSKNING)
    rader = rader.exclude(inskickad_av=av).select_related("plan__enhet").order_by("pk")
    for version in rader[:MEST]:
        url = reverse("cykel:plan", args=[version.plan_id])
        yield Uppgift(f"Ta ställning till {version.plan}", "Inskickad för beslut", url, None)
