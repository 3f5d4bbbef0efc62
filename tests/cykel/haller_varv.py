"""What always holds of laps, remedies, the wedge and the end (`invarianter`)."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from django.db.models import Count, F, Max, Min, Q

from cykel.models import (
    Aktivitetslage,
    Aterskick,
    Atgard,
    Lardom,
    LardomSvar,
    Matvarde,
    Uppfoljningstillfalle,
    Varv,
    Verksamhetsplan,
)
from cykel.tillstand import PLAN
from tests.cykel import lardomsrader
from tests.cykel.minne import (
    AVGJORD,
    RULLAR,
    SLUT,
    Steg,
    arvda,
    beslutat,
    dag,
    obeslutade,
)
from uppfoljning.models import Malbedomning, Rapport, Rostgenomgang, Undersokning

# --- Laps -----------------------------------------------------------------------------------------


def varven_raknas_utan_lucka(_: Steg) -> None:
    """1 to n; one open in a plan that turns, none before it begins or after it ends."""
    planer = Verksamhetsplan.objects.annotate(
        antal=Count("varv"), forsta=Min("varv__nummer"), sista=Max("varv__nummer"),
        oppna=Count("varv", filter=Q(varv__avslutades=None, varv__isnull=False)),
    )  # fmt: skip
    for plan in planer.order_by("pk"):
        assert plan.oppna == (plan.fas in RULLAR), plan
        assert plan.sista in (None, plan.antal), plan
        assert plan.forsta in (None, 1), plan


def uppfoljning_har_ett_tillfalle_i_planens_period(_: Steg) -> None:
    for varv in Varv.objects.select_related("plan", "tillfalle").order_by("pk"):
        plan, rond = varv.plan, varv.tillfalle
        if varv.avslutades is None:
            assert (rond is None) == (plan.fas == "genomfora"), varv
        if rond is not None:
            assert plan.period_fran <= rond.matdatum <= plan.period_till, varv
            assert varv.oppnades, varv
            assert dag(varv.oppnades) <= rond.stanger, varv


def godkant_varv_har_bedomda_mal(s: Steg) -> None:
    for varv in s.godkanda():
        version = s.v.gallande(varv.plan)
        assert version
        rader = version.mal.filter(mal__isnull=False).exclude(koppling="beror_inte")
        for mal in rader.values_list("mal", flat=True):
            gjord = Malbedomning.objects.filter(varv=varv, mal=mal).first()
            assert gjord, (varv, mal)
            assert gjord.klar, gjord
            assert gjord.motivering.strip(), gjord


def godkant_varv_har_varden(s: Steg) -> None:
    for varv in s.godkanda():
        version, rond = s.v.gallande(varv.plan), varv.tillfalle
        assert version
        assert rond
        for indikator in version.indikatorer.values_list("indikator", flat=True):
            assert Matvarde.objects.filter(
                indikator=indikator, enhet=varv.plan.enhet_id, kon="T",
                period_till__range=(rond.period_fran, rond.matdatum),
            ).exists(), varv  # fmt: skip


def godkant_varv_har_rapporterade_aktiviteter(s: Steg) -> None:
    for varv in s.godkanda():
        version = s.v.gallande(varv.plan)
        assert version
        lagen = Aktivitetslage.objects.filter(plan=varv.plan)
        klara = lagen.filter(Q(varv=varv) | Q(status__in=("klar", "struken")))
        rapporterade = set(klara.values_list("aktivitet", flat=True))
        assert set(version.aktiviteter.values_list("nyckel", flat=True)) <= rapporterade, varv


def godkant_varv_har_genomgangna_roster(s: Steg) -> None:
    for varv in s.godkanda():
        plan, rond = varv.plan, varv.tillfalle
        assert rond
        enkater = Undersokning.objects.filter(
            enhet__sokvag__startswith=plan.enhet.sokvag, namnd=plan.namnd_id,
            oppnar__lte=min(rond.stanger, s.v.idag), stanger__gte=rond.period_fran,
        )  # fmt: skip
        lasta = Rostgenomgang.objects.filter(varv=varv, vad="undersokningar")
        assert lasta.exists() or not enkater.exists(), varv


def godkant_varv_vantar_inte_pa_nagot(s: Steg) -> None:
    """Nothing sent back waits, also when it is approved with gaps."""
    for varv in s.godkanda(utan_luckor=False):
        assert not varv.aterskick.filter(gjord=None).exists(), varv


def godkant_varv_ar_fryst(s: Steg) -> None:
    for varv in s.godkanda(utan_luckor=False):
        bild = varv.ogonblick
        assert bild, varv
        assert sha256(bild.innehall.encode()).hexdigest() == bild.sha256, varv
        assert bild.ersatter_id == varv.fore_ateroppning_id, varv
    assert not Varv.objects.filter(
        plan__fas__in=("atgarda", "kvalitetssakra"), avslutades=None, godkand=None
    ).exists()


def skickat_ater_gar_att_halla(s: Steg) -> None:
    for rad in Aterskick.objects.select_related("varv__tillfalle").order_by("-pk")[:3]:
        assert rad.varv.tillfalle
        assert dag(rad.tid) <= rad.senast <= rad.varv.tillfalle.stanger, rad


def faststalld_rapport_oppnas_inte_igen(s: Steg) -> None:
    aterstallda = s.fore.godkanda - s.nu.godkanda
    for varv in Varv.objects.filter(pk__in=aterstallda).select_related("plan__enhet"):
        rapporter = Rapport.objects.filter(
            lage="faststalld", namnd=varv.plan.namnd_id, tillfalle=varv.tillfalle_id
        )
        ovanfor = [int(pk) for pk in varv.plan.enhet.sokvag.split(".") if pk]
        assert not rapporter.filter(enhet__in=ovanfor).exists(), varv


# --- Remedies and the wedge -----------------------------------------------------------------------


def brister_ar_beslutade_nar_kilen_laggs(s: Steg) -> None:
    for plan in s.nya(PLAN, "kvalitetssakra"):
        assert not obeslutade().filter(plan=plan).exists(), plan


def den_som_verifierar_ager_inte_atgarden(_: Steg) -> None:
    assert not Atgard.objects.filter(verifierad_av=F("ansvarig")).exists()


def varvet_slutade_med_kontrollerade_atgarder(s: Steg) -> None:
    for varv in s.gick_runt():
        assert varv.avslutades
        tvungna = Atgard.objects.filter(brist__plan=varv.plan).filter(
            Q(status="klar") | Q(klar_senast__lt=dag(varv.avslutades))
        )
        okontrollerade = tvungna.exclude(effekt__in=AVGJORD).filter(
            Q(verifierad=None) | Q(verifierad__lt=varv.borjade)
        )
        assert not okontrollerade.exists(), varv


def varvet_avgjorde_rutinen(s: Steg) -> None:
    for varv in s.gick_runt():
        larda = varv.lardomar.filter(lage__in=("foreslagen", "sakrad"), rutin__isnull=False)
        assert varv.ingen_rutin or larda.exists(), varv


def varvet_avgjorde_lardomen(s: Steg) -> None:
    for varv in s.gick_runt():
        larda = varv.lardomar.filter(lage__in=("foreslagen", "sakrad"))
        assert varv.ingen_lardom or larda.exists(), varv


def varvet_svarade_pa_sena_lardomar(s: Steg) -> None:
    for varv in s.gick_runt():
        for lardom in arvda(varv.plan):
            assert LardomSvar.objects.filter(lardom=lardom, plan=varv.plan).exists(), lardom


def nasta_varv_har_ett_tillfalle(s: Steg) -> None:
    for varv in s.gick_runt():
        if varv.plan.fas in SLUT:
            continue
        assert varv.tillfalle
        assert varv.avslutades
        assert Uppfoljningstillfalle.objects.filter(
            matdatum__gt=varv.tillfalle.matdatum, matdatum__lte=varv.plan.period_till,
            stanger__gte=dag(varv.avslutades),
        ).exists(), varv  # fmt: skip


def foreslagen_lardom_ar_hel(_: Steg) -> None:
    rader = Lardom.objects.filter(lage__in=("foreslagen", "sakrad"))
    tomma = Q(rubrik="") | Q(hande="") | Q(orsak="") | Q(gor_annorlunda="")
    assert not rader.filter(tomma | Q(atgard=None)).exists()


def sakrad_lardom_ar_bevisad(_: Steg) -> None:
    for lardom in Lardom.objects.filter(lage="sakrad").select_related("atgard"):
        atgard = lardom.atgard
        assert atgard, lardom
        assert atgard.effekt in AVGJORD, lardom
        assert atgard.verifierad_av_id not in (None, atgard.ansvarig_id), lardom


# --- The end --------------------------------------------------------------------------------------


def beslutade(s: Steg, *lagen: str) -> Iterator[Verksamhetsplan]:
    """The plans that a decision here has ended, not those read in when their year was over."""
    return (plan for plan in s.nya(PLAN, *lagen) if not plan.inlast)


def avslutad_plan_har_godkant_helar(s: Steg) -> None:
    for plan in beslutade(s, "avslutad"):
        sista = plan.varv.select_related("tillfalle").order_by("-nummer")[0]
        assert sista.tillfalle, plan
        assert sista.tillfalle.slag == "helar", plan
        assert sista.godkand, plan


def avslutad_plan_har_avgjort_sina_lardomar(_: Steg) -> None:
    assert not Lardom.objects.filter(
        plan__fas="avslutad", lage__in=("utkast", "foreslagen")
    ).exists()


def en_slutad_plan_har_inget_oppet(_: Steg) -> None:
    oppna = Atgard.objects.exclude(effekt__in=AVGJORD).filter(brist__plan__fas__in=SLUT)
    assert not oppna.exists(), list(oppna)
    assert not obeslutade().filter(plan__fas__in=SLUT).exists()


def avslutad_plan_foljs_av_en_annan_eller_upphor(s: Steg) -> None:
    for plan in beslutade(s, "avslutad"):
        efter = Verksamhetsplan.objects.filter(foregangare=plan).exclude(fas="avbruten")
        assert plan.upphor or efter.exists(), plan


def slutet_ar_beslutat(s: Steg) -> None:
    for plan in beslutade(s, *SLUT):
        beslutat(plan.avslut_datum, plan.avslut_paragraf, plan, plan.avslutad)
        assert plan.avslut_skal or plan.fas == "avslutad", plan
        assert plan.arkiv_id or plan.fas == "avbruten", plan


def sakrade_lardomar_raknas_ratt(_: Steg) -> None:
    assert lardomsrader.hallna() == lardomsrader.raknade()
