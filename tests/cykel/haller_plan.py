"""What always holds of events, plans and versions (`invarianter`)."""

from __future__ import annotations

from hashlib import sha256

from django.db.models import Count, F, Q

from cykel.effekter.planinnehall import planinnehall
from cykel.models import (
    LardomSvar,
    Nivahojning,
    Planindikator,
    PlanVersion,
    Verksamhetsplan,
)
from cykel.tillstand import PLANVERSION
from kvalitet.roller import ROLLER
from tests.cykel.minne import (
    ALLA_RADER,
    KONTOR,
    SLUT,
    Steg,
    arvda,
    beslutat,
)
from tests.cykel.varlden import LEVANDE, MASKINER

# --- Events -----------------------------------------------------------------------------------


def varje_andring_har_en_handelse(s: Steg) -> None:
    """The events of the step lead from the state before to the state now, one per change, each
    along a row of the table and by someone who holds the right in the role it names."""
    lagen = dict(s.fore.lagen)
    for maskin, modell in MASKINER.items():
        typ = modell._meta.label_lower
        for h in (h for h in s.handelser if h.objekttyp == typ):
            if (maskin.namn, h.slag.partition(".")[2]) not in ALLA_RADER:
                continue
            rad, nyckel = maskin.rad(h.slag.partition(".")[2]), (maskin.namn, h.objekt_id)
            assert h.data["fran"] == lagen.get(nyckel, maskin.start[0]), h
            assert h.data["fran"] in rad.fran, h
            assert h.data["till"] == rad.till, h
            if h.av is None:
                assert rad.system or rad.ratt is None, h
            else:
                assert rad.ratt in ROLLER[h.roll], h  # type: ignore[index]
            lagen[nyckel] = rad.till
    for nyckel, lage in s.nu.lagen.items():
        start = next(m.start[0] for m in MASKINER if m.namn == nyckel[0])
        assert lagen.get(nyckel, start) == lage, nyckel


def sjalvslingor_har_en_handelse(s: Steg) -> None:
    """A revision and a part sent back move no state; each is one row and one event."""
    nya_planer = len(s.tagna("plan.skapad"))
    assert s.nu.versioner - s.fore.versioner == nya_planer + len(s.tagna("plan.revidera"))
    assert s.nu.aterskick - s.fore.aterskick == len(s.tagna("plan.skicka_ater"))


# --- Plans and versions --------------------------------------------------------------------------


def en_levande_plan_per_enhet_namnd_och_period(_: Steg) -> None:
    planer = list(Verksamhetsplan.objects.exclude(fas="avbruten").order_by("pk"))
    for n, en in enumerate(planer):
        for annan in planer[n + 1 :]:
            skilda = (en.enhet_id, en.namnd_id) != (annan.enhet_id, annan.namnd_id)
            assert (
                skilda
                or en.period_till < annan.period_fran
                or annan.period_till < en.period_fran
            ), (en, annan)  # fmt: skip


def en_version_galler_i_en_plan_som_rullar(_: Steg) -> None:
    """In planera one is written and none holds; after that one holds, beside at most one draft."""
    planer = Verksamhetsplan.objects.filter(fas__in=LEVANDE).annotate(
        galler=Count("versioner", filter=Q(versioner__lage="faststalld")),
        skrivs=Count("versioner", filter=Q(versioner__lage__in=("utkast", "granskning"))),
    )
    for plan in planer.order_by("pk"):
        vantat = (0, 1) if plan.fas == "planera" else (1, plan.skrivs)
        assert (plan.galler, plan.skrivs) == vantat, plan
        assert plan.skrivs <= 1, plan


def en_avslutad_plan_har_inget_utkast(_: Steg) -> None:
    """One that was read in when its year was over keeps the file's version, never sent in."""
    slutade = PlanVersion.objects.filter(plan__fas__in=SLUT)
    assert not slutade.filter(lage="granskning").exists()
    assert not slutade.filter(lage="utkast", plan__inlast=False).exists()


def inskickat_svarar_pa_alla_mal_och_uppdrag(s: Steg) -> None:
    for version in s.nya(PLANVERSION, "granskning"):
        mal = set(version.mal.values_list("mal", flat=True))
        uppdrag = set(version.mal.values_list("uppdrag", flat=True))
        assert {m.pk for m in s.v.malen(version.plan)} <= mal, version
        oppna = version.plan.enhet.uppdrag.filter(avslutat_datum=None)
        assert set(oppna.values_list("pk", flat=True)) <= uppdrag, version
        assert version.mal.exclude(koppling="beror_inte").exists(), version


def inskickade_aktiviteter_ar_hela(s: Steg) -> None:
    for version in s.nya(PLANVERSION, "granskning"):
        plan, aktiviteter = version.plan, list(version.aktiviteter.select_related("ansvarig"))
        assert aktiviteter, version
        for rad in aktiviteter:
            assert plan.period_fran <= rad.start <= rad.slut <= plan.period_till, rad
            assert rad.ansvarig.is_active, rad
        tomma = version.mal.filter(koppling="direkt", mal__isnull=False, aktiviteter=None)
        assert not tomma.exists(), version


def inskickade_indikatorer_har_mal_och_baslinje(s: Steg) -> None:
    for version in s.nya(PLANVERSION, "granskning"):
        halva = version.indikatorer.filter(satts_senast=None).filter(
            Q(baslinje=None) | Q(malvarde=None)
        )
        assert not halva.exists(), version


def inskickade_mal_haller_hojd_niva(s: Steg) -> None:
    for version in s.nya(PLANVERSION, "granskning"):
        for rad in version.indikatorer.filter(lagre_skal=""):
            hojning = _niva(rad, version.plan)
            # Higher is better for the one indicator of this world.
            assert hojning is None or rad.malvarde >= hojning.ny_niva, rad


def _niva(rad: Planindikator, plan: Verksamhetsplan) -> Nivahojning | None:
    rader = Nivahojning.objects.filter(
        enhet=plan.enhet, indikator=rad.indikator, fran_datum__lte=plan.period_till
    )
    return rader.order_by("-fran_datum").first()


def faststallt_har_svarat_pa_arvda_lardomar(s: Steg) -> None:
    for version in s.nya(PLANVERSION, "faststalld"):
        nycklar = {
            *version.aktiviteter.values_list("nyckel", flat=True),
            *version.indikatorer.values_list("nyckel", flat=True),
        }
        for lardom in arvda(version.plan):
            svar = LardomSvar.objects.filter(lardom=lardom, plan=version.plan).first()
            assert svar, (version, lardom)
            star = {svar.aktivitet, svar.indikator} & nycklar
            assert svar.skal if svar.svar == "avvisad" else star or svar.rutin_id, svar


def faststallt_i_gallande_styrmodell(s: Steg) -> None:
    for version in s.nya(PLANVERSION, "faststalld"):
        assert version.plan.styrmodell.status == "gallande", version


def enhetens_plan_faststalls_av_chef(s: Steg) -> None:
    for h in s.tagna("planversion.faststall"):
        version = PlanVersion.objects.select_related("plan__enhet").get(pk=h.objekt_id)
        assert h.roll == "CH" or version.plan.enhet.slag in KONTOR, version


def faststallt_har_beslut(s: Steg) -> None:
    for version in s.nya(PLANVERSION, "faststalld"):
        assert version.plan.dnr, version
        assert version.mbl_datum or version.mbl_berors_inte, version
        beslutat(version.beslut_datum, version.beslut_paragraf, version.plan, version.faststalld)


def den_som_faststaller_skickade_inte_in(_: Steg) -> None:
    assert not PlanVersion.objects.filter(faststalld_av=F("inskickad_av")).exists()


def fryst_innehall_stammer(s: Steg) -> None:
    """What was adopted is what was frozen, and no row of it changes afterwards."""
    for version in s.nya(PLANVERSION, "faststalld"):
        bild = version.ogonblick
        assert sha256(bild.innehall.encode()).hexdigest() == bild.sha256
        assert bild.data["mal"] == planinnehall(version)["mal"], version
    for pk, summa in s.fore.frysta.items():
        assert s.nu.frysta.get(pk) == summa, pk


def revidering_ar_beslutad(s: Steg) -> None:
    for version in s.nya(PLANVERSION, "utkast"):
        if version.nummer > 1 and version.revidering_skal:
            beslutat(
                version.revidering_datum, version.revidering_paragraf, version.plan, version.skapad
            )
    assert not PlanVersion.objects.filter(nummer__gt=1, revidering_skal="").exists()
