"""Templates: saved from a plan, and laid into another's draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from cykel.actions.plan import koppla, lagg_till_aktivitet, lagg_till_indikator, las_utkast
from cykel.models import (
    Mal,
    Mallaktivitet,
    Mallindikator,
    Planmal,
    Planmall,
    PlanVersion,
)
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet
from kvalitet.roller import Rattighet


@transaction.atomic
def spara_mall(version: PlanVersion, *, namn: str, enhetsslag: str, av: Anvandare) -> Planmall:
    """Save the version's activities and indicators as a template, without goals and people.

    The same name for the same kind of unit again is refused, unless it is the same person's own
    second press: then the template that is there is returned.
    """
    prova(av, Rattighet.PLAN_SKRIVA, version.plan)
    # The name is shared by all units of the kind, so the lock is too: on the topmost unit.
    Enhet.objects.select_for_update(of=("self",), no_key=True).get(slag=Enhet.Slag.KOMMUN)
    namn, nu = namn.strip(), klocka.nu()
    if not namn or enhetsslag not in Enhet.Slag.values:
        raise Regelbrott("Skriv vad mallen ska heta och för vilket slags enhet den är.")
    if redan := Planmall.objects.filter(namn=namn, enhetsslag=enhetsslag).first():
        if redan.skapad_av_id == av.pk and (nu - redan.skapad) < timedelta(minutes=1):
            return redan
        raise Regelbrott(f"Det finns redan en mall som heter ”{namn}”. Välj ett annat namn.")
    mall = Planmall(namn=namn, enhetsslag=enhetsslag, skapad=nu, skapad_av=av)
    if not version.aktiviteter.exists() and not version.indikatorer.exists():
        raise Regelbrott("Planen har inga aktiviteter eller indikatorer att göra en mall av.")
    mall.save()
    _spara_rader(mall, version)
    data = {"mall": mall.pk, "version": version.nummer}
    logg.skriv("plan.mall_sparad", version.plan, av=av, nu=nu, data=data)
    return mall


def _spara_rader(mall: Planmall, version: PlanVersion) -> None:
    borjar = version.plan.period_fran
    Mallaktivitet.objects.bulk_create(
        Mallaktivitet(
            mall=mall,
            rubrik=rad.rubrik,
            start_dag=max((rad.start - borjar).days, 0),
            slut_dag=max((rad.slut - borjar).days, 0),
            vantad_effekt=rad.vantad_effekt,
            resurser=rad.resurser,
        )
        for rad in version.aktiviteter.order_by("start", "pk")
    )
    Mallindikator.objects.bulk_create(
        Mallindikator(
            mall=mall,
            indikator_id=rad.indikator_id,
            maltyp=rad.maltyp,
            malvarde=rad.malvarde,
            malvarde_ovre=rad.malvarde_ovre,
            jamforelse=rad.jamforelse,
            beskrivning=rad.beskrivning,
        )
        for rad in version.indikatorer.order_by("pk")
    )


@transaction.atomic
def anvand_mall(
    mall: Planmall,
    version: PlanVersion,
    *,
    placering: Mapping[str, Mal],
    ansvarig: Anvandare,
    av: Anvandare,
) -> int:
    """Lay the template's rows into the draft, each under the goal that `placering` gives by the
    row's `nyckel`; rows without one are left out. What is there already is not added again."""
    version = las_utkast(version, av)
    antal = 0
    for rad in mall.aktiviteter.order_by("start_dag", "pk"):
        mal = placering.get(str(rad.nyckel))
        if mal and not version.aktiviteter.filter(kopia_av=rad.nyckel).exists():
            _lagg_aktivitet(rad, _under(version, mal, av), ansvarig, av)
            antal += 1
    for matt in mall.indikatorer.select_related("indikator").order_by("pk"):
        mal = placering.get(str(matt.nyckel))
        if mal and not version.indikatorer.filter(indikator=matt.indikator).exists():
            _lagg_indikator(matt, _under(version, mal, av), av)
            antal += 1
    if antal:
        data = {"mall": mall.pk, "antal": antal, "version": version.nummer}
        logg.skriv("plan.mall_anvand", version.plan, av=av, nu=klocka.nu(), data=data)
    return antal


def _under(version: PlanVersion, mal: Mal, av: Anvandare) -> Planmal:
    """The draft's answer to the goal; direct, when it has none yet."""
    finns = version.mal.filter(mal=mal).first()
    return finns or koppla(version, mal=mal, koppling=Planmal.Koppling.DIREKT, av=av)


def _lagg_aktivitet(rad: Mallaktivitet, under: Planmal, ansvarig: Anvandare, av: Anvandare) -> None:
    plan = under.version.plan
    lagg_till_aktivitet(
        under,
        rubrik=rad.rubrik,
        ansvarig=ansvarig,
        rapportor=ansvarig,
        start=min(plan.period_fran + timedelta(days=rad.start_dag), plan.period_till),
        slut=min(plan.period_fran + timedelta(days=rad.slut_dag), plan.period_till),
        vantad_effekt=rad.vantad_effekt,
        resurser=rad.resurser,
        kopia_av=rad.nyckel,
        av=av,
    )


def _lagg_indikator(rad: Mallindikator, under: Planmal, av: Anvandare) -> None:
    lagg_till_indikator(
        under,
        indikator=rad.indikator,
        maltyp=rad.maltyp,
        malvarde=rad.malvarde,
        malvarde_ovre=rad.malvarde_ovre,
        jamforelse=rad.jamforelse,
        beskrivning=rad.beskrivning,
        kopia_av=rad.nyckel,
        av=av,
    )
