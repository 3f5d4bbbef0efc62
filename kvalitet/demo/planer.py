"""Plans of the demo: one at each stage of the wheel, and one finished lap with its lärdom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cykel.actions import aktivitet as aktiviteter
from cykel.actions import atgard as atgarder
from cykel.actions import lardom as lardomar
from cykel.actions import plan as planakter
from cykel.actions import tillfalle as tillfallen
from cykel.actions import varv as varvakter
from cykel.models import (
    Aktivitet,
    Brist,
    Indikator,
    Lardom,
    Mal,
    Planmal,
    Styrmodell,
    Uppdrag,
    Uppfoljningstillfalle,
    Varv,
    Verksamhetsplan,
)
from kvalitet.demo.namnden import bestall_rapport
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare, Enhet, Namnd
from uppfoljning.actions.bedomning import bedom, granska_roster
from uppfoljning.actions.godkannande import godkann
from uppfoljning.actions.klarmarkering import klarmarkera
from uppfoljning.varden import vardelagen

AR = 2026
# activity, by goal number: (words, ends, status in the delår)
AKTIVITETER: dict[int, tuple[tuple[str, date, str], ...]] = {
    1: (
        ("Alla har en namngiven kontaktman", date(AR, 6, 30), "klar"),
        ("Planeraren ringer när tiden ändras mer än 30 minuter", date(AR, 11, 1), "pagar"),
    ),
    2: (("Samma svarsrutin i alla grupper", date(AR, 3, 31), "klar"),),
    3: (("Digital planering på alla områden", date(AR, 10, 31), "pagar"),),
    4: (("Förbättringsmöte varje månad", date(AR, 12, 31), "forsenad"),),
}
# indicator, by goal number and criterion: (name, type of target, value, base year, baseline)
MATT: dict[int, tuple[tuple[str, str, str, Any], ...]] = {
    1: (
        ("A", "Trygga i hemmet", "riktning_mot_basar", 80),
        ("B", "Medarbetare per person under 14 dagar", "absolut", 13),
    ),
    2: (("A", "Synpunkter besvarade i tid", "absolut", 90),),
    3: (("A", "Kan påverka tiderna", "absolut", 70),),
    4: (("A", "Grupper med förbättringsmöte varje månad", "absolut", 100),),
}
# judgement, by goal number: (bedömning, prognos, trend, motivering, fungerade inte, orsak)
BEDOMNINGAR: dict[int, tuple[str, str, str, str, str, str]] = {
    1: (
        "delvis",
        "vantas",
        "forbattring",
        "Fler känner sig trygga än 2022, men det är för många som kommer hem till varje person.",
        "Kontaktmannen byts ut för ofta på kvällar och helger.",
        "Kvällsgrupperna har haft två vakanser sedan i våras.",
    ),
    2: (
        "uppfyllt",
        "vantas",
        "forbattring",
        "Nio av tio får svar i tid och rutinen används i alla grupper.",
        "Under semestern dröjde svaren en vecka.",
        "",
    ),
    3: (
        "ej",
        "osakert",
        "forbattring",
        "Andelen som kan påverka tiderna ökar, men når inte sju av tio.",
        "Den digitala planeringen kom igång först efter sommaren.",
        "Upphandlingen överklagades, så starten blev fem månader sen.",
    ),
    4: (
        "ej",
        "vantas_inte",
        "oforandrat",
        "Knappt hälften av grupperna har möte varje månad.",
        "Mötena ställs in när någon är sjuk.",
        "Mötena ligger i slutet av passet, när de som slutar redan har gått.",
    ),
}

# what was judged otherwise in the first round, by goal number: (bedömning, prognos, trend, skäl)
I_FORSTA: dict[int, tuple[str, str, str, str]] = {
    1: ("delvis", "vantas", "oforandrat", ""),
    3: (
        "delvis",
        "vantas",
        "oforandrat",
        "Mätningen är från i höstas, och den nya planeringen har börjat på två områden.",
    ),
    4: ("ej", "osakert", "forbattring", ""),
}


@dataclass(frozen=True)
class Folk:
    """Who writes the plan, who decides, and who looks at the effect."""

    pa: Anvandare
    chef: Anvandare
    kv: Anvandare
    aa: Anvandare


def ladda() -> None:
    kontoret = _faststalld("Vård- och omsorgskontoret", "eva.grahn")
    _forsta_varvet(kontoret)
    _till_atgarda(kontoret)
    hemtjanst = _faststalld("Hemtjänst", "karin.oberg")
    _forsta_varvet(hemtjanst)
    _oppna(hemtjanst, "delar", date(AR, 9, 1))
    _faststalld("Särskilt boende", "sara.lind")
    hemsjukvard = _faststalld("Hemsjukvård", "mikael.strom")
    _till_kvalitetssakra(hemsjukvard)
    _nasta_plan(hemtjanst)


# --- stages -------------------------------------------------------------------------------------


def _faststalld(enhet: str, planansvarig: str) -> Verksamhetsplan:
    """A plan for the year, written in January and adopted on the 21st: genomföra."""
    folk = _folk(planansvarig)
    with den(date(AR, 1, 7)):
        plan = planakter.skapa_plan(
            enhet=Enhet.objects.exclude(slag="enhet").get(namn=enhet),
            namnd=Namnd.objects.get(kod="VON"),
            styrmodell=Styrmodell.objects.get(status="gallande"),
            period_fran=date(AR, 1, 1),
            period_till=date(AR, 12, 31),
            planansvarig=folk.pa,
            av=folk.pa,
        )
        _skriv(plan, folk)
    version = plan.versioner.get()
    with den(date(AR, 1, 14)):
        planakter.skicka(version, av=folk.pa)
    with den(date(AR, 1, 21)):
        planakter.faststall(
            version,
            beslut_datum=date(AR, 1, 21),
            beslut_paragraf="§ 8",
            dnr=f"VON {AR}/{100 + plan.pk:04}",
            mbl_datum=date(AR, 1, 19),
            av=folk.chef,
        )
    return plan


def _skriv(plan: Verksamhetsplan, folk: Folk) -> None:
    version = plan.versioner.get()
    malen = Mal.objects.for_namnd(plan.namnd).filter(niva__styrmodell=plan.styrmodell)
    for mal in malen.i_ordning():
        planmal = planakter.koppla(version, mal=mal, koppling="direkt", av=folk.pa)
        for rubrik, slut, _ in AKTIVITETER[mal.nummer]:
            planakter.lagg_till_aktivitet(
                planmal,
                rubrik=rubrik,
                ansvarig=folk.pa,
                rapportor=folk.aa,
                start=plan.period_fran,
                slut=slut,
                vantad_effekt="Fler märker skillnad i vardagen.",
                av=folk.pa,
            )
        _mat(planmal, mal, folk)
    for uppdrag in Uppdrag.objects.oppna().filter(namnd=plan.namnd, enhet=plan.enhet):
        planakter.koppla(version, uppdrag=uppdrag, koppling="direkt", av=folk.pa)


def _mat(planmal: Planmal, mal: Mal, folk: Folk) -> None:
    for kod, namn, maltyp, varde in MATT[mal.nummer]:
        indikator = Indikator.objects.get(namn=namn)
        planakter.lagg_till_indikator(
            planmal,
            indikator=indikator,
            kriterium=mal.kriterier.get(kod=kod),
            maltyp=maltyp,
            malvarde=None if maltyp == "riktning_mot_basar" else Decimal(varde),
            basar=2022,
            baslinje=_basvarde(indikator, planmal),
            av=folk.pa,
        )


def _basvarde(indikator: Indikator, planmal: Planmal) -> Decimal:
    varde = indikator.varden.get(
        enhet=planmal.version.plan.enhet, period_till=date(2022, 12, 31), kon="T"
    ).varde
    assert varde is not None
    return varde


def _oppna(plan: Verksamhetsplan, slag: str, dag: date) -> None:
    with den(dag, 6):
        tillfalle = Uppfoljningstillfalle.objects.get(ar=AR, slag=slag)
        tillfallen.oppna(plan, tillfalle=tillfalle, av=None)


def _folj_upp(plan: Verksamhetsplan, slag: str, oppnar: date, klar: date) -> Varv:
    """Open the round, report, judge, review and approve: åtgärda."""
    folk = _folk_for(plan)
    _oppna(plan, slag, oppnar)
    varv = plan.varv.get(avslutades__isnull=True)
    with den(klar):
        for aktivitet in _aktiviteter(plan):
            _rapportera(plan, aktivitet, folk)
        klarmarkera_alla(varv, av=folk.pa)
        for planmal in plan.versioner.gallande().get().mal.filter(mal__isnull=False):
            assert planmal.mal is not None
            _bedom(varv, planmal.mal, folk)
        granska_roster(
            varv, vad="synpunkter", slutsats="Flest handlar om ändrade tider.", av=folk.pa
        )
        granska_roster(
            varv, vad="undersokningar", slutsats="Nöjdheten är god men ojämn.", av=folk.pa
        )
    with den(klar, 14):
        godkann(plan, av=folk.chef)
    return varv


def klarmarkera_alla(varv: Varv, *, av: Anvandare) -> None:
    """The demo's values came from a file, so somebody holds them for right."""
    lagen = vardelagen([varv])[varv.pk]
    klarmarkera(varv, indikatorer={lage.indikator.pk for lage in lagen if lage.varden}, av=av)


def _rapportera(plan: Verksamhetsplan, aktivitet: Aktivitet, folk: Folk) -> None:
    status = next(
        status
        for rader in AKTIVITETER.values()
        for rubrik, _, status in rader
        if rubrik == aktivitet.rubrik
    )
    skal = "Mötena ställs in när någon är sjuk." if status == "forsenad" else ""
    aktiviteter.rapportera(
        plan, aktivitet=aktivitet.nyckel, status=status, kommentar=skal, av=folk.aa
    )


def _aktiviteter(plan: Verksamhetsplan) -> list[Aktivitet]:
    return list(plan.versioner.gallande().get().aktiviteter.order_by("pk"))


def _bedom(varv: Varv, mal: Mal, folk: Folk) -> None:
    bedomning, prognos, trend, motivering, fungerade_inte, orsak = BEDOMNINGAR[mal.nummer]
    avviker_skal = ""
    if mal.nummer in I_FORSTA and varv.tillfalle and varv.tillfalle.slag == "kv1":
        bedomning, prognos, trend, avviker_skal = I_FORSTA[mal.nummer]
    bedom(
        varv,
        mal=mal,
        bedomning=bedomning,
        prognos=prognos,
        trend=trend,
        motivering=motivering,
        fungerade_inte=fungerade_inte,
        orsak=orsak,
        avviker_skal=avviker_skal,
        av=folk.pa,
    )


def _atgarda(plan: Verksamhetsplan, dag: date, klar_senast: date) -> None:
    """Decide an åtgärd for each brist."""
    folk = _folk_for(plan)
    with den(dag):
        for brist in plan.brister.filter(atgarder=None, ingen_atgard_skal="").order_by("pk"):
            atgarder.besluta_atgard(
                brist,
                rubrik=f"Rätta till: {brist.rubrik}"[:160],
                ansvarig=folk.pa,
                klar_senast=klar_senast,
                vantad_effekt="Målvärdet nås vid nästa uppföljning.",
                av=folk.pa,
            )


def _forsta_varvet(plan: Verksamhetsplan) -> None:
    """A whole lap on kvartal 1, its learning secured: genomföra, lap 2."""
    folk = _folk_for(plan)
    varv = _folj_upp(plan, "kv1", date(AR, 4, 1), date(AR, 4, 17))
    _atgarda(plan, date(AR, 4, 22), date(AR, 6, 12))
    if plan.enhet.slag == Enhet.Slag.KONTOR:
        bestall_rapport(plan.namnd, "kv1", date(AR, 4, 24))
    with den(date(AR, 4, 27)):
        varvakter.kvalitetssakra(plan, av=folk.pa)
    _verifiera(plan, folk)
    _sakra(plan, varv, folk)


def _verifiera(plan: Verksamhetsplan, folk: Folk) -> None:
    for brist in Brist.objects.filter(plan=plan).order_by("pk"):
        for atgard in brist.atgarder.order_by("pk"):
            with den(date(AR, 6, 10)):
                atgarder.rapportera_atgard(atgard, status="klar", av=folk.pa)
            with den(date(AR, 6, 15)):
                atgarder.verifiera_effekt(
                    atgard,
                    effekt="delvis",
                    effekt_text="Mätningen i maj var bättre än den i mars, men inte i mål.",
                    av=folk.kv,
                )


def _sakra(plan: Verksamhetsplan, varv: Varv, folk: Folk) -> None:
    with den(date(AR, 6, 16)):
        rutin = lardomar.skapa_rutin(
            enhet=plan.enhet,
            namn="Ändrad tid för besök",
            version="2.0",
            agare=folk.pa,
            galler_fran=date(AR, 6, 16),
            av=folk.pa,
        )
        lardom = _lardom(plan, rutin, folk)
        lardomar.foresla(lardom, av=folk.pa)
    with den(date(AR, 6, 22)):
        varvakter.nasta_varv(plan, av=folk.chef)


def _lardom(plan: Verksamhetsplan, rutin: Any, folk: Folk) -> Lardom:
    brist = plan.brister.filter(atgarder__isnull=False).order_by("pk").first()
    assert brist is not None
    return lardomar.skriv(
        plan,
        atgard=brist.atgarder.get(),
        rubrik="Ring innan tiden ändras, inte efteråt",
        hande="Besök flyttades utan att den som väntade fick veta det.",
        orsak="Planeraren såg ändringen, men ingen hade ansvar för att ringa.",
        gor_annorlunda="Den som flyttar ett besök mer än 30 minuter ringer själv.",
        rutin=rutin,
        av=folk.pa,
    )


def _till_atgarda(plan: Verksamhetsplan) -> None:
    _folj_upp(plan, "delar", date(AR, 9, 1), date(AR, 10, 2))


def _till_kvalitetssakra(plan: Verksamhetsplan) -> None:
    _folj_upp(plan, "delar", date(AR, 9, 1), date(AR, 9, 28))
    _atgarda(plan, date(AR, 10, 5), date(AR, 12, 18))
    with den(date(AR, 10, 12)):
        varvakter.kvalitetssakra(plan, av=_folk_for(plan).pa)


def _nasta_plan(plan: Verksamhetsplan) -> None:
    """The next year's plan, in draft in the coming styrmodell, with a learning to answer."""
    folk = _folk_for(plan)
    with den(date(AR, 10, 20)):
        planakter.skapa_plan(
            enhet=plan.enhet,
            namnd=plan.namnd,
            styrmodell=Styrmodell.objects.get(status="kommande"),
            period_fran=date(AR + 1, 1, 1),
            period_till=date(AR + 1, 12, 31),
            planansvarig=folk.pa,
            av=folk.pa,
        )


# --- people -------------------------------------------------------------------------------------


def _folk(planansvarig: str) -> Folk:
    def person(namn: str) -> Anvandare:
        return Anvandare.objects.get(epost=f"{namn}@kommun.example")

    aa = "amir.hosseini" if planansvarig == "karin.oberg" else planansvarig
    return Folk(person(planansvarig), person("jonas.wallen"), person("leila.nordin"), person(aa))


def _folk_for(plan: Verksamhetsplan) -> Folk:
    return _folk(plan.planansvarig.epost.partition("@")[0])
