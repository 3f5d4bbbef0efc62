"""The pages of rows 7 and 10 to 13, each in the stage in which it can be opened."""

from __future__ import annotations

from cykel.actions.avslut import flytta_atgarder
from cykel.actions.rattelse import ratta
from cykel.models import Aterskick
from kvalitet import klocka
from tests.cykel import fabrik, kil, slutet
from tests.fragor import Scen, Varld, enheter, personer, scen
from tests.fragor.cykel import rader


@scen("cykel:version", "cykel:andringar", "cykel:forkasta")
def planen_revideras(v: Varld) -> Scen:
    p = slutet.revidera(fabrik.i_genomfora(v.kommun), v.alva)

    def vax(antal: int) -> None:
        rader(p.version, p.styrning.trygghet, personer(v.kommun, antal))

    vax(1)
    plan = f"/arbete/planer/{p.plan.pk}/"
    sidor = {
        "cykel:version": f"{plan}versioner/2/",
        "cykel:andringar": f"{plan}versioner/2/mot/1/",
        "cykel:forkasta": f"{plan}forkasta/",
    }
    return Scen(sidor, vax, v.alva, fabrik.FORE_DELARET)


@scen("cykel:revidera")
def planen_kan_revideras(v: Varld) -> Scen:
    p = fabrik.i_genomfora(v.kommun)

    def vax(antal: int) -> None:
        rader(p.version, p.styrning.trygghet, personer(v.kommun, antal))

    sidor = {"cykel:revidera": f"/arbete/planer/{p.plan.pk}/revidera/"}
    return Scen(sidor, vax, v.alva, fabrik.FORE_DELARET)


@scen("cykel:skicka_ater")
def delar_skickas_ater(v: Varld) -> Scen:
    p = slutet.rapporterad(v.kommun)

    def vax(antal: int) -> None:
        folk = personer(v.kommun, antal)
        rader(p.version, p.styrning.trygghet, folk)
        for person, rad in zip(folk, p.version.aktiviteter.order_by("-pk"), strict=False):
            Aterskick.objects.create(
                plan=p.plan,
                varv=p.varv,
                slag="aktivitet",
                aktivitet=rad.nyckel,
                namn=rad.rubrik,
                skal="Skriv vad som hände.",
                till=person,
                senast=fabrik.UNDER_DELARET.date(),
                av=person,
                tid=fabrik.UNDER_DELARET,
            )

    vax(1)
    sidor = {"cykel:skicka_ater": f"/arbete/planer/{p.plan.pk}/skicka-ater/"}
    return Scen(sidor, vax, v.alva, fabrik.UNDER_DELARET)


@scen(
    "cykel:ateroppna",
    "cykel:ratta_varv",
    "cykel:avsluta",
    "cykel:flytta_atgarder",
    "cykel:avbryt",
    "cykel:lagg_ned_lardom",
)
def planen_ska_avslutas(v: Varld) -> Scen:
    (petra,) = personer(v.kommun, 1, "PA")
    (erik,) = personer(v.kommun, 1, "CH")
    with klocka.stalld(kil.NU):
        k = slutet.sista_varvet(v.kommun, petra, erik)

    def vax(antal: int) -> None:
        for person, enhet in zip(personer(v.kommun, antal), enheter(v.kommun, antal), strict=True):
            brist = kil.brist(k, f"Brist {person.pk}")
            kil.lardom(k, kil.atgard(brist, person, status="pagar"), lage="utkast")
            kil.brist(k, f"Utan åtgärd {person.pk}")
            ny = kil.plan(v.kommun, person, k.mal, ar=2030 + person.pk % 900).plan
            type(ny).objects.filter(pk=ny.pk).update(enhet=enhet)

    vax(1)
    lardom = k.plan.lardomar.filter(lage="utkast").order_by("pk")[0]
    plan = f"/arbete/planer/{k.plan.pk}/"
    sidor = {
        "cykel:ateroppna": f"{plan}ateroppna/",
        "cykel:ratta_varv": f"{plan}varv/1/rattelse/",
        "cykel:avsluta": f"{plan}avsluta/",
        "cykel:flytta_atgarder": f"{plan}flytta-atgarder/",
        "cykel:avbryt": f"{plan}avbryt/",
        "cykel:lagg_ned_lardom": f"{plan}lardom/{lardom.pk}/lagg-ned/",
    }
    return Scen(sidor, vax, v.alva, kil.NU)


@scen("cykel:arkiv", "cykel:ratta_aret")
def aret_ar_stangt(v: Varld) -> Scen:
    (petra,) = personer(v.kommun, 1, "PA")
    (erik,) = personer(v.kommun, 1, "CH")
    with klocka.stalld(kil.NU):
        k = slutet.sista_varvet(v.kommun, petra, erik)
        flytta_atgarder(k.plan, till=slutet.nasta(k.plan), av=erik)
        slutet.avsluta(k.plan, erik)

    def vax(antal: int) -> None:
        for n in range(antal):
            with klocka.stalld(kil.NU):
                ratta(k.plan, fel=f"Fel {n}", ratt="Rätt", av=erik)

    vax(1)
    plan = f"/arbete/planer/{k.plan.pk}/"
    sidor = {"cykel:arkiv": f"{plan}arkiv/", "cykel:ratta_aret": f"{plan}rattelse/"}
    return Scen(sidor, vax, v.alva, kil.NU)
