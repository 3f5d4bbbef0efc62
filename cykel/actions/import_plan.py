"""Reading in plans from a spreadsheet: their goals, activities and indicators.

A plan comes in as a draft, to be reviewed and adopted as any other. One whose period is over
was decided and followed up elsewhere: it comes in closed, for the next plan to build on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from cykel.actions.import_planrader import Innehall, Planpost, skriv_rader
from cykel.models import Mal, PlanVersion, Styrmodell, Verksamhetsplan
from cykel.tillstand import Fas
from kvalitet import klocka, logg
from kvalitet.behorighet import far
from kvalitet.enhetsnamn import Enhetsregister, Namndregister, Namnfel, nyckel
from kvalitet.inlasning import Felsamling, Utfall
from kvalitet.kalkyl import Rad
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import Rattighet

Nyckel = tuple[int, int, date]


@dataclass
class _Fil:
    av: Anvandare
    enheter: Enhetsregister
    namnder: Namndregister
    folk: dict[str, Anvandare]
    styrmodeller: list[Styrmodell]
    finns: dict[Nyckel, Verksamhetsplan]
    fel: Felsamling = field(default_factory=Felsamling)
    poster: dict[Nyckel, Planpost] = field(default_factory=dict)


@transaction.atomic
def las_in_planer(rader: Sequence[Rad], *, av: Anvandare) -> list[Utfall]:
    """Add plans and rows that are not there; rows of a draft that the file tells otherwise change.

    A plan is known by unit, nämnd and first day; an activity by its words under its goal; an
    indicator by its name in the plan.
    """
    # Whoever makes a plan by hand locks the unit: so does the file, in one order for all.
    list(Enhet.objects.select_for_update(of=("self",), no_key=True).order_by("pk"))
    fil = _fil(av, rader)
    for rad in rader:
        _las_rad(fil, rad)
    _prova_overlapp(fil)
    fil.fel.avbryt()
    nya = _skapa(fil)
    innehall = Innehall(fil.fel, fil.folk, list(fil.poster.values()), _malen(fil), av)
    utfall = skriv_rader(innehall)
    fil.fel.avbryt()
    _avsluta(fil)
    return [Utfall("Planer", nya=nya, oforandrade=len(fil.poster) - nya), *utfall]


def _fil(av: Anvandare, rader: Sequence[Rad]) -> _Fil:
    adresser = {
        str(rad[falt]).lower()
        for rad in rader
        for falt in ("planansvarig", "ansvarig", "rapportor")
    }
    folk = Anvandare.objects.filter(epost__in=adresser).order_by("pk")
    planer = Verksamhetsplan.objects.exclude(fas=Fas.AVBRUTEN).med_plats().order_by("pk")
    return _Fil(
        av,
        Enhetsregister.verksamma(),
        Namndregister.alla(),
        {person.epost: person for person in folk},
        list(Styrmodell.objects.order_by("fran", "pk")),
        {(p.enhet_id, p.namnd_id, p.period_fran): p for p in planer},
    )


def _las_rad(fil: _Fil, rad: Rad) -> None:
    try:
        enhet, namnd = fil.enheter.hitta(rad["enhet"]), fil.namnder.hitta(rad["namnd"])
    except Namnfel as fel:
        fil.fel.lagg(rad, fel.mening[0].upper() + fel.mening[1:])
        return
    plats = (enhet.pk, namnd.pk, rad["period_fran"])
    post = fil.poster.get(plats)
    if post is None:
        plan = fil.finns.get(plats) or _ny(fil, rad, enhet, namnd)
        if plan is None:
            return
        post = fil.poster[plats] = Planpost(plan, ny=plan.pk is None)
        if not far(fil.av, Rattighet.PLAN_SKRIVA, plan):
            fil.fel.lagg(rad, f"Du skriver inte planer för {enhet} och {namnd}.")
    if post.plan.period_till != rad["period_till"]:
        fil.fel.lagg(rad, f"Planen slutar {post.plan.period_till}, inte {rad['period_till']}.")
    post.rader.append(rad)


def _ny(fil: _Fil, rad: Rad, enhet: Enhet, namnd: Namnd) -> Verksamhetsplan | None:
    fran, till = rad["period_fran"], rad["period_till"]
    styrmodell = _styrmodell(fil, fran)
    planansvarig = fil.folk.get(rad["planansvarig"].lower())
    if till <= fran:
        fil.fel.lagg(rad, "”Period till” ska vara efter ”Period från”.")
    elif styrmodell is None:
        fil.fel.lagg(rad, "Det finns ingen styrmodell för perioden. Lägg upp den först.")
    elif planansvarig is None:
        fil.fel.lagg(rad, f"Planansvarig: ingen har adressen ”{rad['planansvarig']}”.")
    elif not planansvarig.is_active and till >= klocka.idag():
        fil.fel.lagg(rad, f"{planansvarig} har slutat. Skriv en annan planansvarig.")
    else:
        return Verksamhetsplan(
            enhet=enhet,
            namnd=namnd,
            styrmodell=styrmodell,
            period_fran=fran,
            period_till=till,
            planansvarig=planansvarig,
            dnr=rad["dnr"],
            skapad=klocka.nu(),
        )
    return None


def _styrmodell(fil: _Fil, dag: date) -> Styrmodell | None:
    """The steering model of the day the plan begins, also one that has ended since."""
    return next((s for s in fil.styrmodeller if s.fran <= dag <= s.till), None)


def _prova_overlapp(fil: _Fil) -> None:
    """No two plans of a unit and nämnd at the same time."""
    for post in fil.poster.values():
        if not post.ny:
            continue
        alla = [*fil.finns.values(), *(p.plan for p in fil.poster.values() if p.ny)]
        for annan in alla:
            if annan is not post.plan and _samtidiga(annan, post.plan):
                fil.fel.lagg(
                    post.rader[0],
                    f"{post.plan.enhet} har redan en plan {annan.period_fran} till "
                    f"{annan.period_till}. Perioderna får inte gå i varandra.",
                )
                break


def _samtidiga(a: Verksamhetsplan, b: Verksamhetsplan) -> bool:
    samma = (a.enhet_id, a.namnd_id) == (b.enhet_id, b.namnd_id)
    return samma and a.period_fran <= b.period_till and b.period_fran <= a.period_till


def _skapa(fil: _Fil) -> int:
    nya = [post for post in fil.poster.values() if post.ny]
    planer = Verksamhetsplan.objects.bulk_create(post.plan for post in nya)
    PlanVersion.objects.bulk_create(
        PlanVersion(plan=plan, nummer=1, skapad=plan.skapad) for plan in planer
    )
    alla = [post.plan.pk for post in fil.poster.values()]
    # Locked as when a person writes: nobody adopts a draft while rows come into it. Without their
    # keys (see `avslut._las_tva`).
    las = Verksamhetsplan.objects.select_for_update(of=("self",), no_key=True)
    list(las.filter(pk__in=alla).order_by("pk"))
    versioner = PlanVersion.objects.filter(plan__in=alla).order_by("plan", "nummer")
    per_plan = {version.plan_id: version for version in versioner}  # the latest of each
    for post in fil.poster.values():
        post.version = per_plan[post.plan.pk]
        post.version.plan = post.plan
    data = {"varv": None, "version": 1}
    poster = ((plan, data) for plan in planer)
    logg.skriv_flera("plan.inlast", poster, av=fil.av, nu=klocka.nu())
    return len(nya)


def _malen(fil: _Fil) -> dict[tuple[int, str], list[Mal]]:
    """Goals by steering model and by what a row may call them: the number or the short name."""
    styrmodeller = {post.plan.styrmodell_id for post in fil.poster.values()}
    malen = Mal.objects.filter(niva__styrmodell__in=styrmodeller, bedoms=True)
    per: dict[tuple[int, str], list[Mal]] = {}
    for mal in malen.select_related("niva").prefetch_related("kriterier").order_by("pk"):
        for namn in {str(mal.nummer), nyckel(mal.kort), nyckel(str(mal))}:
            per.setdefault((mal.niva.styrmodell_id, namn), []).append(mal)
    return per


def _avsluta(fil: _Fil) -> None:
    """Close the new plans whose period is over: the table's row, taken by many at once."""
    slut = [
        post.plan
        for post in fil.poster.values()
        if post.ny and post.plan.period_till < klocka.idag()
    ]
    Verksamhetsplan.objects.filter(pk__in=[plan.pk for plan in slut]).update(
        fas=Fas.AVSLUTAD, inlast=True
    )
    data = {"fran": Fas.PLANERA, "till": Fas.AVSLUTAD, "varv": None, "version": 1}
    poster = ((plan, data) for plan in slut)
    logg.skriv_flera("plan.avsluta_inlast", poster, av=None, nu=klocka.nu())
