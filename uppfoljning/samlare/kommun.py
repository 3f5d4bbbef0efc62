"""The whole municipality's report of a round: the nämnder's frozen snapshots, side by side.

As many queries for eleven nämnder as for one. No live row of a goal, a value or a synpunkt is
read: what a nämnd has not approved is missing, with its owner.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from cykel.models import Uppfoljningstillfalle, Varv, Verksamhetsplan
from cykel.tillstand import Fas
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.models import Enhet
from uppfoljning.bedomning import Bedomning, Lage
from uppfoljning.fryst import las
from uppfoljning.kommunen import namndplaner
from uppfoljning.models import Rapport
from uppfoljning.ogonblick import NAMNDERNAS, tillfallesnamn
from uppfoljning.rapport import fem_svar, modell, skrift
from uppfoljning.rapport.kommun.modell import (
    Aterkommande,
    Kommunrapport,
    Namndel,
    Namndenkat,
    Namndmal,
    Namndsprang,
)
from uppfoljning.rapport.modell import Maluppfyllelserapport, Rapportlage, Slag, Status
from uppfoljning.rostdoljning import dolj_rost
from uppfoljning.samlare.aterkommande import aterkommer
from uppfoljning.samlare.omfang import Rapportomfang

FULLMAKTIGE = "kommunfullmäktige"
Fryst = tuple[modell.Maluppfyllelserapport, str, int]
"""A nämnd's report, the fingerprint of the snapshot that holds it, and the snapshot's key."""


def samla(omfang: Rapportomfang, *, nu: datetime) -> Kommunrapport:
    tillfalle = omfang.tillfalle
    if tillfalle is None:
        raise Regelbrott("Välj vilken uppföljning rapporten gäller.")
    planer = list(namndplaner(tillfalle).select_related("enhet", "namnd", "planansvarig"))
    frysta = _frysta(planer, tillfalle)
    namnder = sorted((_namnd(p, frysta.get(p.pk), tillfalle) for p in planer), key=ordning)
    egen = _egen_plan(omfang, tillfalle)
    return Kommunrapport(
        kommun=settings.ORGANISATION.namn,
        namnd=omfang.namnd.namn,
        kontor=omfang.enhet.namn,
        tillfalle=modell.Tillfalle(
            slag=Slag(tillfalle.slag),
            namn=tillfallesnamn(tillfalle),
            period_fran=tillfalle.period_fran,
            period_till=tillfalle.matdatum,
            matdatum=tillfalle.matdatum,
            forra_namn=_forra_namn([rapport for rapport, _, _ in frysta.values()]),
        ),
        status=Status(lage=Rapportlage.UTKAST, dnr=egen.dnr if egen else ""),
        skapad=nu,
        kontakt=egen.planansvarig.namn if egen else "",
        pahittad=settings.DEMO,
        adress=settings.ADRESS,
        namnder=tuple(namnder),
        aterkommande=tuple(aterkommande_i(namnder)),
        saknas=tuple(
            modell.Lucka(vad=n.namnd, ansvarig=n.ansvarig) for n in namnder if not n.finns
        ),
    )


def _egen_plan(omfang: Rapportomfang, tillfalle: Uppfoljningstillfalle) -> Verksamhetsplan | None:
    """The kommun's own plan: its planansvarig answers for the report."""
    rader = Verksamhetsplan.objects.filter(
        enhet=omfang.enhet,
        enhet__slag=Enhet.Slag.KOMMUN,
        period_fran__lte=tillfalle.matdatum,
        period_till__gte=tillfalle.matdatum,
    ).exclude(fas=Fas.AVBRUTEN)
    return rader.select_related("planansvarig").order_by("pk").first()


def hinder(rapport: Rapport) -> list[Punkt]:
    """A report that no longer holds what the nämnder have approved is not decided on."""
    andrade = Varv.objects.filter(tillfalle=rapport.tillfalle_id, plan__enhet__slag__in=NAMNDERNAS)
    andrade = andrade.filter(
        Q(godkand__gt=rapport.bestalld) | Q(godkand=None, fore_ateroppning__isnull=False)
    )
    return [
        Punkt(f"{namn} har ändrat sitt godkännande. Beställ en ny version av rapporten")
        for namn in andrade.order_by("plan__namnd__namn").values_list(
            "plan__namnd__namn", flat=True
        )
    ]


# --- what is frozen --------------------------------------------------------------------------


def _frysta(
    planer: Sequence[Verksamhetsplan], tillfalle: Uppfoljningstillfalle
) -> dict[int, Fryst]:
    """What each plan's nämnd has approved, by `Verksamhetsplan.pk`.

    Its latest report made since then, which is of the same judgements and knows the åtgärder that
    were decided after them; else what the approval froze.
    """
    godkanda = Varv.objects.filter(
        tillfalle=tillfalle, plan__in=planer, ogonblick__isnull=False, godkand__isnull=False
    )
    gjorda = {
        (r.namnd_id, r.enhet_id): r
        for r in Rapport.objects.filter(slag=Rapport.Slag.MALUPPFYLLELSE, tillfalle=tillfalle)
        .select_related("ogonblick")
        .order_by("namnd", "enhet", "-version")
        .distinct("namnd", "enhet")
    }
    plats = {p.pk: (p.namnd_id, p.enhet_id) for p in planer}
    ut: dict[int, Fryst] = {}
    for varv in godkanda.select_related("ogonblick").order_by("pk"):
        bild, rapport = varv.ogonblick, gjorda.get(plats[varv.plan_id])
        if rapport is not None and varv.godkand and rapport.bestalld >= varv.godkand:
            bild = rapport.ogonblick
        if bild is not None:
            ut[varv.plan_id] = (dolj_rost(las(bild)), bild.sha256, bild.pk)
    return ut


def _forra_namn(rapporter: Sequence[Maluppfyllelserapport]) -> str:
    """What most nämnder compare with."""
    antal = Counter(r.tillfalle.forra_namn for r in rapporter if r.tillfalle.forra_namn)
    return min(antal, key=lambda namn: (-antal[namn], namn)) if antal else ""


# --- a nämnd's part --------------------------------------------------------------------------


def _namnd(plan: Verksamhetsplan, fryst: Fryst | None, tillfalle: Uppfoljningstillfalle) -> Namndel:
    senast = tillfalle.senast_for(plan)
    if fryst is None:
        return Namndel(
            namnd=plan.namnd.namn,
            kontor=plan.enhet.namn,
            ansvarig=plan.planansvarig.namn,
            klar_senast=senast,
        )
    return replace(som_del(*fryst), klar_senast=senast)


def som_del(rapport: Maluppfyllelserapport, summa: str, pk: int) -> Namndel:
    """What a nämnd's report says, cut down to its half page and the sums. `summa` and `pk` are of
    the snapshot that holds it."""
    return Namndel(
        namnd=rapport.namnd,
        kontor=rapport.kontor,
        ansvarig=rapport.kontakt,
        ogonblick=str(pk),
        sha256=summa,
        godkand=rapport.status.godkand_datum or timezone.localdate(rapport.skapad),
        mal=tuple(_mal(m) for m in rapport.mal),
        indikatorer=len(rapport.indikatorer),
        utan_varde=sum(i.lage is Lage.SAKNAS for i in rapport.indikatorer),
        uppdrag=tuple(x for x in rapport.uppdrag if x.giver.casefold().startswith(FULLMAKTIGE)),
        synpunkter=rapport.synpunkter,
        enkater=tuple(_enkat(x) for x in rapport.undersokningar),
        atgarder=rapport.atgarder,
        lardomar=rapport.lardomar,
        sprang=tuple(_sprang(s) for s in rapport.sprang),
        saknas=rapport.saknas,
    )


def _mal(m: modell.Mal) -> Namndmal:
    skal = "" if m.bedomning is Bedomning.UPPFYLLT else fem_svar.skal(m)
    return Namndmal(
        id=m.id,
        nummer=m.nummer,
        kort=m.kort,
        niva=m.niva,
        omrade=m.omrade,
        bedomning=m.bedomning,
        forra_bedomning=m.forra_bedomning,
        prognos=m.prognos,
        trend=m.trend,
        i_rad=m.i_rad,
        utkast=m.utkast,
        avviker=m.avviker,
        skal=skrift.upp(skal.lstrip("., ")),
        atgarder=len(m.atgarder),
    )


def _enkat(x: modell.Undersokning) -> Namndenkat:
    """By its first question; an open survey has none yet."""
    grund = Namndenkat(
        namn=x.namn, svar=x.svar, svarsfrekvens=x.svarsfrekvens, pagar_till=x.pagar_till
    )
    if not x.fragor:
        return grund
    forst = x.fragor[0]
    return replace(
        grund,
        fraga=forst.text,
        matt=forst.matt,
        varde=forst.varde.t,
        dold="T" in forst.varde.dolda,
        forandring=forst.forandring,
    )


def _sprang(s: modell.Sprang) -> Namndsprang:
    return Namndsprang(
        titel=s.titel,
        slutsats=s.slutsats,
        matt=s.matt,
        gammal_niva=s.gammal_niva,
        ny_niva=s.ny_niva,
        decimaler=s.decimaler,
        ansvarig=s.ansvarig,
    )


def ordning(n: Namndel) -> tuple[bool, int, int, int, str]:
    """The worst first, the missing last."""
    antal = Counter(m.bedomning for m in n.mal)
    return (
        not n.finns,
        -antal[Bedomning.EJ],
        -antal[Bedomning.DELVIS],
        -antal[Bedomning.OKANT],
        n.namnd,
    )


def aterkommande_i(namnder: Sequence[Namndel]) -> Iterator[Aterkommande]:
    delar = (
        ("Åtgärd", [(a.rubrik, n.namnd) for n in namnder for a in n.atgarder]),
        ("Lärdom", [(x.rubrik, n.namnd) for n in namnder for x in n.lardomar]),
        (
            "Tema",
            [(t.namn, n.namnd) for n in namnder if n.synpunkter for t in n.synpunkter.teman],
        ),
    )
    for vad, texter in delar:
        for rubrik, vilka in aterkommer(texter):
            yield Aterkommande(vad=vad, rubrik=rubrik, namnder=vilka)
