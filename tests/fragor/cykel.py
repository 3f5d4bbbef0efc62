"""The pages of the wheel, in the state of the plan in which each of them can be opened."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from cykel.models import (
    Aktivitet,
    Aktivitetslage,
    Definitionsversion,
    LardomSvar,
    Mal,
    Malkriterium,
    Matvarde,
    Planmal,
    PlanVersion,
    Rutin,
    Seriebrott,
    Uppdrag,
    Uppfoljningstillfalle,
    Verksamhetsplan,
)
from cykel.tillstand import Fas
from kvalitet import klocka, logg
from kvalitet.models import Anvandare
from tests.cykel import fabrik, kil
from tests.fragor import Scen, Varld, enheter, personer, scen

_nummer = count(100)


def mal(forlaga: Mal, antal: int) -> list[Mal]:
    nya = Mal.objects.bulk_create(
        Mal(
            niva=forlaga.niva,
            foralder=forlaga.foralder,
            nummer=next(_nummer),
            kort="Ännu ett",
            text="Ännu ett mål",
            namnd=forlaga.namnd,
            beslut_organ="Kommunfullmäktige",
            beslut_datum=date(2022, 11, 28),
        )
        for _ in range(antal)
    )
    Malkriterium.objects.bulk_create(Malkriterium(mal=m, kod="A", text="Ökar") for m in nya)
    return nya


def rader(version: PlanVersion, forlaga: Mal, folk: list[Anvandare]) -> list[Planmal]:
    """A linked goal with an activity and an indicator that has values, for each person."""
    nya = []
    for person, ett in zip(folk, mal(forlaga, len(folk)), strict=True):
        rad = Planmal.objects.create(version=version, mal=ett, koppling="direkt")
        kil.aktivitet(rad, person, f"Aktivitet {ett.nummer}")
        indikator = kil.indikator(rad, person)
        varden(indikator.indikator_id, version.plan, 2)
        nya.append(rad)
    return nya


def varden(indikator_id: int, plan: Verksamhetsplan, antal: int) -> None:
    """As many values more, one a year backwards in time."""
    finns = Matvarde.objects.filter(indikator_id=indikator_id).count()
    Matvarde.objects.bulk_create(
        Matvarde(
            indikator_id=indikator_id,
            enhet=plan.enhet,
            period_fran=date(2025 - n, 1, 1),
            period_till=date(2025 - n, 12, 31),
            kon="T",
            varde=Decimal(60 + n % 9),
            matdatum=date(2025 - n, 12, 31),
            kalla="Påhittat",
        )
        for n in range(finns, finns + antal)
    )


def definitioner(indikator_id: int, antal: int) -> None:
    """As many versions of the definition more, each with a break of its own."""
    finns = Definitionsversion.objects.filter(indikator_id=indikator_id).count()
    for n in range(finns + 1, finns + antal + 1):
        dag = date(1950 + n, 1, 1) if n > 1 else None
        version = Definitionsversion.objects.create(
            indikator_id=indikator_id,
            nummer=n,
            definition="Andel trygga.",
            matt="procent",
            galler_fran=dag,
            skal="Ny fråga" if dag else "",
            tid=fabrik.SKRIVS,
        )
        Seriebrott.objects.create(
            indikator_id=indikator_id,
            datum=date(1950 + n, 1, 1),
            orsak="Ny fråga",
            definition=version,
            tid=fabrik.SKRIVS,
        )


def uppdrag(plan: Verksamhetsplan, antal: int) -> None:
    Uppdrag.objects.bulk_create(
        Uppdrag(
            givare="Nämnden",
            namnd=plan.namnd,
            enhet=plan.enhet,
            rubrik=f"Uppdrag {n}",
            beslut_datum=date(2026, 1, 2),
        )
        for n in range(antal)
    )


def tillfallen(antal: int) -> None:
    forsta = 2030 + Uppfoljningstillfalle.objects.count()
    Uppfoljningstillfalle.objects.bulk_create(
        Uppfoljningstillfalle(
            slag="helar",
            ar=ar,
            period_fran=date(ar, 1, 1),
            matdatum=date(ar, 12, 31),
            oppnar=date(ar + 1, 1, 4),
            enheter_senast=date(ar + 1, 1, 20),
            stanger=date(ar + 1, 2, 5),
        )
        for ar in range(forsta, forsta + antal)
    )


def planer(v: Varld, forlaga: Verksamhetsplan, antal: int) -> None:
    """As many plans more, each in a unit and with a planansvarig of its own."""
    folk = personer(v.kommun, antal, "PA")
    nya = Verksamhetsplan.objects.bulk_create(
        Verksamhetsplan(
            enhet=enhet,
            namnd=forlaga.namnd,
            styrmodell=forlaga.styrmodell,
            period_fran=forlaga.period_fran,
            period_till=forlaga.period_till,
            planansvarig=person,
            skapad=forlaga.skapad,
        )
        for enhet, person in zip(enheter(v.kommun, antal), folk, strict=True)
    )
    PlanVersion.objects.bulk_create(
        PlanVersion(plan=plan, nummer=1, skapad=plan.skapad) for plan in nya
    )


def handelser(plan: Verksamhetsplan, folk: list[Anvandare]) -> None:
    for person in folk:
        logg.skriv("plan.skapad", plan, av=person, nu=klocka.nu(), kommentar="Ord.")


# --- Writing and adopting ------------------------------------------------------------------


@scen(
    "sok",
    "cykel:tavla",
    "cykel:planer",
    "cykel:plan_ny",
    "cykel:plan",
    "cykel:redigera",
    "cykel:koppla_mal",
    "cykel:koppla_uppdrag",
    "cykel:aktivitet_ny",
    "cykel:aktivitet_andra",
    "cykel:aktivitet_ta_bort",
    "cykel:planindikator_ny",
    "cykel:planindikator_andra",
    "cykel:planindikator_ta_bort",
    "cykel:skicka",
    "cykel:mal",
    "cykel:mal_nytt",
    "cykel:uppdrag",
    "cykel:uppdrag_nytt",
    "cykel:uppdrag_avsluta",
    "cykel:indikatorer",
    "cykel:indikator",
    "cykel:indikator_ny",
    "cykel:indikator_andra",
    "cykel:seriebrott_nytt",
    "cykel:seriebrott_ta_bort",
    "cykel:tillfallen",
    "cykel:tillfalle_nytt",
)
def planen_skrivs(v: Varld) -> Scen:
    p = fabrik.utkast(v.kommun)
    rad = p.version.mal.get(mal=p.styrning.trygghet)
    aktivitet, indikator = p.version.aktiviteter.get(), p.version.indikatorer.get()
    ett = fabrik.uppdrag(p)
    plan = f"/arbete/planer/{p.plan.pk}/"
    brott = Seriebrott.objects.create(
        indikator=indikator.indikator, datum=date(1900, 1, 1), orsak="Ny metod", tid=fabrik.SKRIVS
    )

    def vax(antal: int) -> None:
        folk = personer(v.kommun, antal)
        definitioner(indikator.indikator_id, antal)
        rader(p.version, p.styrning.trygghet, folk)
        mal(p.styrning.trygghet, antal)
        uppdrag(p.plan, antal)
        tillfallen(antal)
        varden(indikator.indikator_id, p.plan, antal)
        planer(v, p.plan, antal)
        handelser(p.plan, folk)

    varden(indikator.indikator_id, p.plan, 1)  # with that of `vax`, as many as a chart takes
    vax(1)
    sidor = {
        "sok": "/arbete/sok/?q=e",
        "cykel:tavla": "/arbete/planer/tavla/",
        "cykel:planer": "/arbete/planer/",
        "cykel:plan_ny": "/arbete/planer/ny/",
        "cykel:plan": plan,
        "cykel:redigera": f"{plan}redigera/",
        "cykel:koppla_mal": f"{plan}redigera/mal/{p.styrning.trygghet.pk}/",
        "cykel:koppla_uppdrag": f"{plan}redigera/uppdrag/{ett.pk}/",
        "cykel:aktivitet_ny": f"{plan}redigera/rad/{rad.pk}/aktivitet/",
        "cykel:aktivitet_andra": f"{plan}redigera/aktivitet/{aktivitet.pk}/",
        "cykel:aktivitet_ta_bort": f"{plan}redigera/aktivitet/{aktivitet.pk}/ta-bort/",
        "cykel:planindikator_ny": f"{plan}redigera/rad/{rad.pk}/indikator/",
        "cykel:planindikator_andra": f"{plan}redigera/indikator/{indikator.pk}/",
        "cykel:planindikator_ta_bort": f"{plan}redigera/indikator/{indikator.pk}/ta-bort/",
        "cykel:skicka": f"{plan}skicka/",
        "cykel:mal": "/arbete/mal/",
        "cykel:mal_nytt": "/arbete/mal/nytt/",
        "cykel:uppdrag": "/arbete/uppdrag/",
        "cykel:uppdrag_nytt": "/arbete/uppdrag/nytt/",
        "cykel:uppdrag_avsluta": f"/arbete/uppdrag/{ett.pk}/avsluta/",
        "cykel:indikatorer": "/arbete/indikatorer/",
        "cykel:indikator": f"/arbete/indikatorer/{indikator.indikator_id}/",
        "cykel:indikator_ny": "/arbete/indikatorer/ny/",
        "cykel:indikator_andra": f"/arbete/indikatorer/{indikator.indikator_id}/andra/",
        "cykel:seriebrott_nytt": f"/arbete/indikatorer/{indikator.indikator_id}/seriebrott/",
        "cykel:seriebrott_ta_bort": (
            f"/arbete/indikatorer/{indikator.indikator_id}/seriebrott/{brott.pk}/ta-bort/"
        ),
        "cykel:tillfallen": "/arbete/uppfoljning/tillfallen/",
        "cykel:tillfalle_nytt": "/arbete/uppfoljning/tillfallen/nytt/",
    }
    return Scen(sidor, vax, v.alva, fabrik.SKRIVS)


@scen("cykel:for_in")
def varden_fors_in(v: Varld) -> Scen:
    p = fabrik.i_genomfora(v.kommun)
    indikator = p.version.indikatorer.get().indikator

    def vax(antal: int) -> None:
        fabrik.planer_med(p, enheter(v.kommun, antal))
        tillfallen(antal)

    vax(1)
    sidor = {
        "cykel:for_in": f"/arbete/indikatorer/{indikator.pk}/for-in/"
        "?period_fran=2026-01-01&period_till=2026-08-31"
    }
    return Scen(sidor, vax, v.alva, fabrik.UNDER_DELARET)


@scen("cykel:aterremittera", "cykel:faststall")
def planen_granskas(v: Varld) -> Scen:
    p = fabrik.i_granskning(v.kommun)

    def vax(antal: int) -> None:
        rader(p.version, p.styrning.trygghet, personer(v.kommun, antal))
        uppdrag(p.plan, antal)

    plan = f"/arbete/planer/{p.plan.pk}/"
    sidor = {
        "cykel:aterremittera": f"{plan}aterremittera/",
        "cykel:faststall": f"{plan}faststall/",
    }
    return Scen(sidor, vax, v.alva, fabrik.FASTSTALLS)


@scen("cykel:oppna_uppfoljning")
def planen_genomfors(v: Varld) -> Scen:
    p = fabrik.i_genomfora(v.kommun)
    fabrik.delar()

    def vax(antal: int) -> None:
        rader(p.version, p.styrning.trygghet, personer(v.kommun, antal))
        tillfallen(antal)

    sidor = {"cykel:oppna_uppfoljning": f"/arbete/planer/{p.plan.pk}/oppna-uppfoljning/"}
    return Scen(sidor, vax, v.alva, fabrik.UNDER_DELARET)


# --- Learning ------------------------------------------------------------------------------


def lardomar(k: kil.Kil, nasta: kil.Kil, folk: list[Anvandare], verifierare: Anvandare) -> None:
    """For each person a brist, two åtgärder, and lärdomar of every kind, answered and not."""
    for person in folk:
        brist = kil.brist(k, f"Brist {person.pk}")
        kil.atgard(brist, person, status="pagar")
        bevis = kil.bedom(kil.atgard(brist, person), verifierare)
        kil.lardom(k, bevis, rubrik="Föreslagen")
        besvarad = kil.lardom(k, bevis, lage="sakrad")
        kil.lardom(k, bevis, lage="sakrad", rubrik="Obesvarad")
        LardomSvar.objects.create(
            lardom=besvarad, plan=nasta.plan, svar="avvisad", skal="Nej", av=person, tid=kil.NU
        )
        ny = kil.aktivitet(k.aktivitet.planmal, person, f"Aktivitet {person.pk}")
        _lage(k, ny, person)
        Rutin.objects.create(
            enhet=k.plan.enhet,
            namn=f"Rutin {person.pk}",
            version="1",
            agare=person,
            galler_fran=kil.NU.date() - timedelta(days=1),
        )


def _lage(k: kil.Kil, aktivitet: Aktivitet, person: Anvandare) -> None:
    Aktivitetslage.objects.create(
        plan=k.plan,
        aktivitet=aktivitet.nyckel,
        varv=k.varv,
        status="pagar",
        av=person,
        tid=kil.NU,
    )


@scen(
    "cykel:aktiviteter",
    "cykel:atgarder",
    "cykel:atgard",
    "cykel:brist_ny",
    "cykel:atgard_ny",
    "cykel:ingen_atgard",
    "cykel:lardom_varv",
    "cykel:lardom_ny",
    "cykel:rutin_ny",
    "cykel:lardom",
    "cykel:lardomar",
    "cykel:larande",
    "cykel:nasta_varv",
)
def kilen_laggs(v: Varld) -> Scen:
    ett = kil.styrning(v.kommun)
    kv1, _ = kil.tillfallen()
    (petra,) = personer(v.kommun, 1, "PA")
    k = kil.plan(v.kommun, petra, ett, tillfalle=kv1)
    nasta = kil.plan(v.kommun, petra, ett, fas=Fas.PLANERA, ar=2027, foregangare=k.plan)
    (erik,) = personer(v.kommun, 1, "CH")

    def vax(antal: int) -> None:
        lardomar(k, nasta, personer(v.kommun, antal), erik)
        tillfallen(antal)

    vax(1)
    lardom = k.plan.lardomar.filter(lage="sakrad").order_by("pk")[0]
    brist = k.plan.brister.order_by("pk")[0]
    plan = f"/arbete/planer/{k.plan.pk}/"
    sidor = {
        "cykel:aktiviteter": f"{plan}aktiviteter/",
        "cykel:atgarder": f"{plan}atgarder/",
        "cykel:atgard": f"{plan}atgarder/{lardom.atgard_id}/",
        "cykel:brist_ny": f"{plan}brister/ny/",
        "cykel:atgard_ny": f"{plan}brister/{brist.pk}/atgard/",
        "cykel:ingen_atgard": f"{plan}brister/{brist.pk}/ingen-atgard/",
        "cykel:lardom_varv": f"{plan}lardom/",
        "cykel:lardom_ny": f"{plan}lardom/ny/",
        "cykel:rutin_ny": f"{plan}lardom/rutin/",
        "cykel:lardom": f"{plan}lardom/{lardom.pk}/",
        "cykel:lardomar": f"/arbete/planer/{nasta.plan.pk}/lardomar/",
        "cykel:larande": "/arbete/larande/",
        "cykel:nasta_varv": f"{plan}nasta-varv/",
    }
    return Scen(sidor, vax, v.alva, kil.NU)


@scen("cykel:kvalitetssakra")
def bristerna_atgardas(v: Varld) -> Scen:
    ett = kil.styrning(v.kommun)
    kv1, _ = kil.tillfallen()
    (petra,) = personer(v.kommun, 1, "PA")
    k = kil.plan(v.kommun, petra, ett, fas=Fas.ATGARDA, tillfalle=kv1)

    def vax(antal: int) -> None:
        for person in personer(v.kommun, antal):
            kil.atgard(kil.brist(k, f"Brist {person.pk}"), person)
            kil.brist(k, f"Utan åtgärd {person.pk}")

    vax(1)
    sidor = {"cykel:kvalitetssakra": f"/arbete/planer/{k.plan.pk}/kvalitetssakra/"}
    return Scen(sidor, vax, v.alva, kil.NU)
