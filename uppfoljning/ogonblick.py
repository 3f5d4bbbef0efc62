"""The one builder of snapshots. Reports, previews and approvals are all made from what it gives.

`bygg` reads the live rows of a lap in follow-up; approval freezes it. `for_rapport` takes the
approved snapshot and gives it the parts that are decided after approval, as of now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from cykel.models import (
    Uppfoljningstillfalle,
    Varv,
    Verksamhetsplan,
)
from cykel.tillstand import PLAN, Fas
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.models import Anvandare, Enhet
from kvalitet.overgang import aterstar
from uppfoljning import larande, sprang, styrunderlag, underlag
from uppfoljning.bedomning import Lage
from uppfoljning.fryst import Tidigare, godkant, mal_pk
from uppfoljning.malbild import bild, malatgarder
from uppfoljning.rapport import modell
from uppfoljning.rapport.modell import Maluppfyllelserapport, Rapportlage, Slag
from uppfoljning.rostdoljning import dolj_rost
from uppfoljning.underlag import Malunderlag

SLAG = "maluppfyllelse"
NAMNDERNAS = (Enhet.Slag.KONTOR, Enhet.Slag.BOLAG)
"""The units whose plans judge a nämnd's goals."""


def bygg(
    varv: Varv, *, nu: datetime, godkand_av: Anvandare | None = None, luckor_skal: str = ""
) -> Maluppfyllelserapport:
    """Build the report of a lap from the live rows; an utkast unless someone approves it.

    What the approval asks for and does not get is listed in `saknas`, whoever answers for it;
    `luckor_skal` is why it is approved all the same.
    """
    tillfalle = underlag.tillfalle_for(varv)
    version = underlag.gallande_version(varv)
    dag = timezone.localdate(nu)
    malen = underlag.malen(varv)
    sedd = bild(varv, malen, nu=nu)
    plan = varv.plan
    utan = luckor(plan)
    regel = _regel(plan)
    return Maluppfyllelserapport(
        kommun=settings.ORGANISATION.namn,
        namnd=plan.namnd.namn,
        kontor=plan.enhet.namn,
        tillfalle=_tillfalle(varv, tillfalle, sedd.fore),
        status=replace(_status(plan, godkand_av, dag), luckor_skal=luckor_skal if utan else ""),
        skapad=nu,
        kontakt=plan.planansvarig.namn,
        styrmodell=plan.styrmodell.namn,
        fas=(Fas.FOLJA_UPP if godkand_av is None else Fas.ATGARDA).value,
        nasta_plan=larande.nasta_plan(plan),
        pahittad=settings.DEMO,
        adress=settings.ADRESS,
        mal=sedd.mal,
        uppdrag=larande.uppdrag(version, tillfalle.matdatum),
        synpunkter=sedd.synpunkter,
        undersokningar=sedd.undersokningar,
        brister=larande.brister(varv, tillfalle.matdatum),
        atgarder=_alla(sedd.atgarder),
        lardomar=larande.lardomar(varv),
        saknas=(*utan, *_utan_varde(malen)),
        sprang=sprang.i_rapporten(plan, tillfalle.matdatum),
        delunderlag=_delunderlag(plan, tillfalle),
        nyckeltal=styrunderlag.nyckeltal(version, malen, tillfalle),
        internkontroll=styrunderlag.internkontroll(plan, tillfalle.matdatum),
        metodandringar=styrunderlag.metodandringar(malen, tillfalle, regel, sedd.fore.forra),
        regel=regel,
    )


def for_rapport(varv: Varv, *, nu: datetime) -> Maluppfyllelserapport:
    """Return the approved snapshot with åtgärder, lärdomar and uppdrag as they stand now.

    They are decided after the approval; what was judged is left as it was frozen.
    """
    fryst = godkant(varv)
    if fryst is None:
        raise Regelbrott("Uppföljningen är inte godkänd än.")
    dold = dolj_rost(fryst)
    tillfalle, dag = underlag.tillfalle_for(varv), timezone.localdate(nu)
    per_mal = larande.atgarder(varv, tillfalle.matdatum, dag)
    return replace(
        dold,
        skapad=nu,
        adress=settings.ADRESS,
        fas=_fas(varv),
        nasta_plan=larande.nasta_plan(varv.plan),
        mal=tuple(
            replace(ett, atgarder=malatgarder(per_mal.get(mal_pk(ett.id), ()))) for ett in dold.mal
        ),
        uppdrag=larande.uppdrag(underlag.gallande_version(varv), tillfalle.matdatum),
        brister=larande.brister(varv, tillfalle.matdatum),
        atgarder=_alla(per_mal),
        lardomar=larande.lardomar(varv),
        rattelser=larande.rattelser(varv),
    )


def _regel(plan: Verksamhetsplan) -> tuple[modell.Regelrad, ...]:
    rader = underlag.forslagsregel(plan.styrmodell).rader
    return tuple(modell.Regelrad(bedomning=b, text=text) for b, text in rader)


def _fas(varv: Varv) -> str:
    """The stage that the report's wheel shows: the lap's own, not one of a later lap."""
    return str(varv.plan.fas) if varv.avslutades is None else Fas.KVALITETSSAKRA.value


# --- the head --------------------------------------------------------------------------------


def _tillfalle(varv: Varv, tillfalle: Uppfoljningstillfalle, fore: Tidigare) -> modell.Tillfalle:
    return modell.Tillfalle(
        slag=Slag(tillfalle.slag),
        namn=tillfallesnamn(tillfalle),
        period_fran=tillfalle.period_fran,
        period_till=tillfalle.matdatum,
        matdatum=tillfalle.matdatum,
        forra_namn=fore.forra.tillfalle.namn if fore.forra else "",
        varv=varv.nummer,
    )


def tillfallesnamn(tillfalle: Uppfoljningstillfalle) -> str:
    """As in running text: delår 2026."""
    return f"{tillfalle.get_slag_display().lower()} {tillfalle.ar}"


def _status(plan: Verksamhetsplan, av: Anvandare | None, dag: date) -> modell.Status:
    if av is None:
        return modell.Status(lage=Rapportlage.UTKAST, dnr=plan.dnr)
    return modell.Status(
        lage=Rapportlage.GODKAND, dnr=plan.dnr, godkand_av=av.namn, godkand_datum=dag
    )


def _alla(per_mal: Mapping[int, Sequence[modell.Atgard]]) -> tuple[modell.Atgard, ...]:
    return tuple(a for mal in sorted(per_mal) for a in per_mal[mal])


# --- what is missing -------------------------------------------------------------------------


def luckor(plan: Verksamhetsplan) -> list[modell.Lucka]:
    """What the approval asks for and has not got, asked without any reason for gaps."""
    punkter = aterstar(PLAN, plan, "godkann", av=None)
    return [_lucka(punkt, plan) for punkt in punkter if not punkt.klar]


def _lucka(punkt: Punkt, plan: Verksamhetsplan) -> modell.Lucka:
    return modell.Lucka(vad=punkt.mening, ansvarig=punkt.vem or plan.planansvarig.namn)


def _utan_varde(malen: Sequence[Malunderlag]) -> list[modell.Lucka]:
    """Indicators without a value although the reason is given, or that are not due yet."""
    return [
        modell.Lucka(vad=_utan(i.post), ansvarig=i.post.ansvarig)
        for ett in malen
        for i in ett.indikatorer
        if i.post.lage is Lage.SAKNAS and (i.besvarad or not i.forfaller)
    ]


def _utan(post: modell.Indikator) -> str:
    orsak = f": {post.bortfallsorsak}" if post.bortfallsorsak else ""
    return f"Jämförbart värde för {post.namn} ({post.nummer}){orsak}"


def _delunderlag(
    plan: Verksamhetsplan, tillfalle: Uppfoljningstillfalle
) -> tuple[modell.Delunderlag, ...]:
    """The snapshots that this one rests on, in the same round: the units' below a kontor, for the
    same nämnd; the nämnder's, by their kontor, below the kommun."""
    over_namnderna = plan.enhet.slag == Enhet.Slag.KOMMUN
    under = {"enhet__slag__in": NAMNDERNAS} if over_namnderna else {"namnd": plan.namnd_id}
    planer = (
        Verksamhetsplan.objects.filter(
            **under,
            enhet__sokvag__startswith=plan.enhet.sokvag,
            period_fran__lte=tillfalle.matdatum,
            period_till__gte=tillfalle.matdatum,
        )
        .exclude(enhet=plan.enhet_id)
        .exclude(fas=Fas.AVBRUTEN)
        .select_related("enhet", "namnd", "planansvarig")
        .order_by("enhet__sokvag", "pk")
    )
    frysta = {
        pk: (ogonblick, summa)
        for pk, ogonblick, summa in Varv.objects.filter(
            plan__in=planer.values("pk"), tillfalle=tillfalle, ogonblick__isnull=False
        ).values_list("plan", "ogonblick", "ogonblick__sha256")
    }
    return tuple(
        _del(rad, frysta.get(rad.pk), namn=f"{rad.namnd} ({rad.enhet})" if over_namnderna else "")
        for rad in planer
    )


def _del(plan: Verksamhetsplan, fryst: tuple[int, str] | None, *, namn: str) -> modell.Delunderlag:
    namn = namn or plan.enhet.namn
    if fryst is None:
        return modell.Delunderlag(enhet=namn, ansvarig=plan.planansvarig.namn)
    return modell.Delunderlag(enhet=namn, ogonblick=str(fryst[0]), sha256=fryst[1])
