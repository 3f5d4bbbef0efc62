"""The pages that fill a draft: last year's rows, next year, templates, and rows passed down."""

from __future__ import annotations

from cykel.actions.planmall import spara_mall
from cykel.models import (
    Aktivitet,
    Mallaktivitet,
    Mallindikator,
    Planindikator,
    Planmall,
    PlanVersion,
    Raderbjudande,
    Verksamhetsplan,
)
from cykel.tillstand import Fas
from kvalitet import klocka
from kvalitet.models import Anvandare
from tests.cykel import fabrik, kil
from tests.fragor import Scen, Varld, personer, scen
from tests.fragor.cykel import lardomar, planer, rader


@scen("cykel:kopiera", "cykel:nasta_ar", "cykel:angra_plan")
def nasta_ar_forbereds(v: Varld) -> Scen:
    ett = kil.styrning(v.kommun)
    kv1, _ = kil.tillfallen()
    (petra,) = personer(v.kommun, 1, "PA")
    (erik,) = personer(v.kommun, 1, "CH")
    fore = kil.plan(v.kommun, petra, ett, fas=Fas.GENOMFORA, ar=2025)
    efter = kil.plan(v.kommun, petra, ett, fas=Fas.PLANERA, foregangare=fore.plan)
    sist = kil.plan(v.kommun, petra, ett, ar=2027, tillfalle=kv1)

    def vax(antal: int) -> None:
        for k in (fore, sist):
            folk = personer(v.kommun, antal)
            rader(k.version, ett, folk)
            borta = [person.pk for person in folk]
            Anvandare.objects.filter(pk__in=borta).update(is_active=False)
        rader(efter.version, ett, personer(v.kommun, antal))
        lardomar(sist, efter, personer(v.kommun, antal), erik)

    vax(1)
    plan = f"/arbete/planer/{efter.plan.pk}/"
    sidor = {
        "cykel:kopiera": f"{plan}kopiera/",
        "cykel:nasta_ar": f"/arbete/planer/{sist.plan.pk}/nasta-ar/",
        "cykel:angra_plan": f"{plan}angra/",
    }
    return Scen(sidor, vax, v.alva, kil.NU)


def erbjudanden(fran: PlanVersion, till: Verksamhetsplan, av: Anvandare) -> None:
    """Offer every row that has not been offered: by turns waiting, taken and declined."""
    aktiviteter = list(fran.aktiviteter.select_related("planmal").order_by("pk"))
    indikatorer = list(fran.indikatorer.select_related("planmal").order_by("pk"))
    finns = set(till.raderbjudanden.values_list("nyckel", flat=True))
    nya: list[Aktivitet | Planindikator] = [*aktiviteter, *indikatorer]
    for n, rad in enumerate(rad for rad in nya if rad.nyckel not in finns):
        svar = ("vantar", "antaget", "avbojt")[n % 3]
        Raderbjudande.objects.create(
            fran=fran.plan,
            plan=till,
            mal_id=rad.planmal.mal_id or 0,
            nyckel=rad.nyckel,
            aktivitet=rad if isinstance(rad, Aktivitet) else None,
            planindikator=rad if isinstance(rad, Planindikator) else None,
            rubrik="Erbjuden rad",
            lage=svar,
            skal="Nej." if svar == "avbojt" else "",
            skickat_av=av,
            skickat=klocka.nu(),
            besvarat_av=None if svar == "vantar" else av,
            besvarat=None if svar == "vantar" else klocka.nu(),
        )


@scen(
    "cykel:skicka_rader",
    "cykel:erbjudna_rader",
    "cykel:enheternas_planer",
    "cykel:mall_ny",
    "cykel:mallar",
    "cykel:mall",
)
def raderna_delas(v: Varld) -> Scen:
    p = fabrik.utkast(v.kommun)
    with klocka.stalld(fabrik.SKRIVS):
        mallen = spara_mall(p.version, namn="Mall", enhetsslag="enhet", av=p.folk.petra)
    planer(v, p.plan, 1)
    under = Verksamhetsplan.objects.exclude(pk=p.plan.pk).get()
    version = under.versioner.get()

    def vax(antal: int) -> None:
        folk = personer(v.kommun, antal)
        nya = rader(p.version, p.styrning.trygghet, folk)
        rader(version, p.styrning.trygghet, personer(v.kommun, antal))
        planer(v, p.plan, antal)
        erbjudanden(p.version, under, p.folk.petra)
        for rad in nya:
            _mallrader(mallen, rad.indikatorer.get())
        Planmall.objects.bulk_create(
            Planmall(
                namn=f"Mall {rad.pk}", enhetsslag="omrade", skapad=klocka.nu(), skapad_av=person
            )
            for rad, person in zip(nya, folk, strict=True)
        )

    vax(2)
    plan = f"/arbete/planer/{p.plan.pk}/"
    sidor = {
        "cykel:skicka_rader": f"{plan}skicka-rader/",
        "cykel:erbjudna_rader": f"/arbete/planer/{under.pk}/erbjudna-rader/",
        "cykel:enheternas_planer": f"{plan}enheter/",
        "cykel:mall_ny": f"{plan}mall/",
        "cykel:mallar": f"{plan}mallar/",
        "cykel:mall": f"{plan}mallar/{mallen.pk}/",
    }
    return Scen(sidor, vax, v.alva, fabrik.SKRIVS)


def _mallrader(mallen: Planmall, matt: Planindikator) -> None:
    Mallaktivitet.objects.create(mall=mallen, rubrik="En till", start_dag=0, slut_dag=30)
    Mallindikator.objects.create(mall=mallen, indikator=matt.indikator, maltyp="absolut")
