"""How the guards of the lap and of the end are met, and left unmet (rows 5 to 10, 12, 13)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pgtrigger

from cykel.actions import aktivitet as aktivitetsakter
from cykel.actions import atgard as atgardsakter
from cykel.actions import avslut
from cykel.actions import indikator as indikatorakter
from cykel.actions import lardom as lardomsakter
from cykel.actions.varv import avgor
from cykel.models import Atgard, Brist, Lardom, Planmal, Verksamhetsplan
from cykel.tillstand import LARDOM, PLAN
from cykel.villkor.aterskick import Del, delar
from kvalitet.ogonblick import frys
from tests.cykel.forsok import Forsok, Omojligt
from tests.cykel.varlden import LEVANDE
from uppfoljning.actions import bedomning
from uppfoljning.models import Rapport

# --- Rows 5 to 7: followed up ---------------------------------------------------------------------


def valj_tillfalle(f: Forsok) -> None:
    ronder = f.v.tillfallen(f.plan)
    if not ronder:
        raise Omojligt("inget tillfälle är kvar i perioden")
    f.data.setdefault("tillfalle", ronder[f.val % len(ronder)])


def fel_ars_tillfalle(f: Forsok) -> None:
    ar = f.plan.period_fran.year
    andra = type(f.v.tillfallen(f.plan)[0]).objects.exclude(ar=ar).filter(stanger__gt=f.v.idag)
    f.data["tillfalle"] = andra.order_by("-matdatum")[0]


def stangt_tillfalle(f: Forsok) -> None:
    """The first round of the year, when it has closed."""
    rond = f.v.tillfallen(f.plan)[0]
    f.v.framat((rond.stanger - f.v.idag).days + 1)
    f.data["tillfalle"] = rond


def bedom_malen(f: Forsok) -> None:
    rader = f.gallande().mal.filter(mal__isnull=False).exclude(koppling="beror_inte")
    for rad in rader.select_related("mal").order_by("pk"):
        _bedom(f, rad)


def _bedom(f: Forsok, rad: Planmal, **andrat: Any) -> None:
    falt = {
        "bedomning": "uppfyllt" if f.val % 3 else "delvis",
        "prognos": "vantas",
        "trend": "forbattring",
        "motivering": "Fler känner sig trygga.",
        "fungerade_inte": "Svaren dröjde.",
        "orsak": "Ersättare saknades.",
        "avviker_skal": "Vi har fler underlag.",
    }
    f.v.gor(bedomning.bedom, f.varv(), mal=rad.mal, **(falt | andrat), av=f.v.petra)


def bedomning_som_utkast(f: Forsok) -> None:
    rader = f.gallande().mal.filter(mal__isnull=False).exclude(koppling="beror_inte")
    _bedom(f, rader.select_related("mal").order_by("pk")[0], klar=False)


def for_in_varden(f: Forsok) -> None:
    rond = f.varv().tillfalle
    assert rond
    hur: dict[str, Any] = {"varde": Decimal(60 + f.val % 30)}
    if f.val % 5 == 0:
        hur = {"bortfallsorsak": "Ingen svarade."}
    for rad in f.gallande().indikatorer.select_related("indikator").order_by("pk"):
        f.v.gor(
            indikatorakter.infor_varde, rad.indikator, enhet=f.plan.enhet, matdatum=f.v.idag,
            period_fran=rond.period_fran, period_till=rond.matdatum, kalla="Enkät", **hur,
            skal="Fler svarade.", av=f.v.amir,
        )  # fmt: skip
    if f.varv().bedomningar.filter(klar=True).exists():
        bedom_malen(f)  # they fall with the values that they rested on


def rapportera_aktiviteter(f: Forsok) -> None:
    status = ("pagar", "klar", "forsenad")[f.val % 3]
    for rad in f.gallande().aktiviteter.order_by("pk"):
        f.v.gor(
            aktivitetsakter.rapportera, f.plan, aktivitet=rad.nyckel, status=status,
            kommentar="Det tog tid.", av=f.v.amir,
        )  # fmt: skip


def ga_igenom_rosterna(f: Forsok) -> None:
    for vad in ("synpunkter", "undersokningar"):
        f.v.gor(
            bedomning.granska_roster, f.varv(), vad=vad, slutsats="Inget nytt.", av=f.v.petra
        )  # fmt: skip


def gor_om_det_som_skickats_ater(f: Forsok) -> None:
    if f.varv().aterskick.filter(gjord=None).exists():
        for_in_varden(f)
        bedom_malen(f)
        rapportera_aktiviteter(f)
        ga_igenom_rosterna(f)


def valj_del(f: Forsok) -> None:
    ater = f.varv().aterskick.filter(gjord=None)
    lediga = [d for d in delar(f.plan) if not ater.filter(slag=d.slag, **d.falt).exists()]
    rond = f.varv().tillfalle
    assert rond
    if not lediga or rond.stanger < f.v.idag:
        raise Omojligt("allt är skickat åter, eller uppföljningen har stängt")
    senast = min(rond.stanger, f.v.idag + timedelta(days=7))
    f.data |= {"del_": lediga[f.val % len(lediga)], "senast": senast}


def redan_skickad_del(f: Forsok) -> None:
    skickad: Del = delar(f.plan)[0]
    if not f.varv().aterskick.filter(gjord=None, slag=skickad.slag, **skickad.falt).exists():
        _skicka_ater(f, skickad)
    f.data |= {"del_": skickad, "senast": f.v.idag}


def _skicka_ater(f: Forsok, vad: Del) -> None:
    f.annan(
        PLAN, f.plan, "skicka_ater", f.v.karin, del_=vad, senast=f.v.idag, skal="Gör om"
    )  # fmt: skip


def redan_passerad_dag(f: Forsok) -> None:
    valj_del(f)
    f.data["senast"] = f.v.idag - timedelta(days=1)


def nagot_skickat_ater(f: Forsok) -> None:
    """Sent back after all is judged, and not done again."""
    valj_del(f)
    # An activity, so that no other guard of the approval sees it.
    _skicka_ater(f, next(d for d in delar(f.plan) if d.slag == "aktivitet"))


# --- Rows 8 and 9: remedied and secured ---------------------------------------------------------


def ny_brist(f: Forsok, plan: Verksamhetsplan | None = None) -> Brist:
    f.varv()
    return f.v.gor(
        atgardsakter.notera_brist, plan or f.plan, rubrik=f.v.ord("Ändrade tider meddelas inte"),
        kalla="person", kalla_mening="Flera har sagt det.", av=f.v.petra,
    )  # fmt: skip


def ny_atgard(f: Forsok, brist: Brist | None = None) -> Atgard:
    return f.v.gor(
        atgardsakter.besluta_atgard, brist or ny_brist(f), rubrik=f.v.ord("Ersättare"),
        ansvarig=f.v.petra, klar_senast=f.v.idag + timedelta(days=30),
        vantad_effekt="Färre klagomål", av=f.v.amir,
    )  # fmt: skip


def bli_klar(f: Forsok, atgard: Atgard) -> None:
    f.v.gor(atgardsakter.rapportera_atgard, atgard, status="klar", av=f.v.amir)


def verifiera(f: Forsok, atgard: Atgard, effekt: str) -> None:
    nagon_annan = f.v.karin if atgard.ansvarig_id == f.v.erik.pk else f.v.erik
    f.v.gor(
        atgardsakter.verifiera_effekt, atgard, effekt=effekt, effekt_text=f.v.ord("Vi räknade"),
        av=nagon_annan,
    )  # fmt: skip


def en_ny_brist(f: Forsok) -> None:
    ny_brist(f)


def en_oppen_atgard(f: Forsok) -> None:
    ny_atgard(f)


def en_okontrollerad_atgard(f: Forsok) -> None:
    bli_klar(f, ny_atgard(f))


def _obeslutade(plan: Verksamhetsplan) -> list[Brist]:
    rader = plan.brister.filter(ingen_atgard_av=None, flyttade=None, atgarder=None)
    return list(rader.order_by("pk"))


def besluta_om_bristerna(f: Forsok) -> None:
    for brist in _obeslutade(f.plan):
        if f.val % 2:
            ny_atgard(f, brist)
        else:
            f.v.gor(atgardsakter.ingen_atgard, brist, skal="För litet.", av=f.v.erik)


def kontrollera_atgarderna(f: Forsok) -> None:
    for atgard in f.v.oppna_atgarder(f.plan):
        if atgard.status == "klar":
            verifiera(f, atgard, ("ja", "delvis", "nej", "for_tidigt")[f.val % 4])
        elif atgard.klar_senast < f.v.idag:
            verifiera(f, atgard, "for_tidigt")


def avgor_rutinen(f: Forsok) -> None:
    varv = f.varv()
    if not varv.lardomar.filter(lage="foreslagen", rutin__isnull=False).exists():
        f.v.gor(avgor, varv, ingen_rutin=True, av=f.v.petra)


def rutinen_oavgjord(f: Forsok) -> None:
    f.v.gor(avgor, f.varv(), ingen_rutin=False, av=f.v.petra)


def avgor_lardomen(f: Forsok) -> None:
    """Propose one when an åtgärd proves it; else say that nothing new was learnt."""
    varv = f.varv()
    if varv.lardomar.filter(lage="foreslagen").exists():
        return
    avgjorda = Atgard.objects.filter(brist__plan=f.plan, effekt__in=("ja", "delvis", "nej"))
    bevis = avgjorda.order_by("-pk").first()
    if bevis:
        f.annan(LARDOM, f.v.ny_lardom(f.plan, bevis), "foresla", f.v.petra)
    else:
        f.v.gor(avgor, varv, ingen_lardom=True, av=f.v.petra)


def lardomen_oavgjord(f: Forsok) -> None:
    varv = f.varv()
    for lardom in varv.lardomar.filter(lage="foreslagen").order_by("pk"):
        f.annan(LARDOM, lardom, "ta_tillbaka", f.v.petra)
    f.v.gor(avgor, varv, ingen_lardom=False, av=f.v.petra)


def nasta_rond(f: Forsok) -> None:
    rond = f.varv().tillfalle
    assert rond
    if not any(r.matdatum > rond.matdatum for r in f.v.tillfallen(f.plan)):
        raise Omojligt("ingen senare uppföljning")


# --- Rows 10, 12 and 13: the end ------------------------------------------------------------------


def helaret(f: Forsok) -> None:
    rond = f.varv().tillfalle
    if rond is None or rond.slag != "helar":
        raise Omojligt("inte helårets varv")


def avgor_lardomarna(f: Forsok) -> None:
    for lardom in f.plan.lardomar.filter(lage__in=("utkast", "foreslagen")).order_by("pk"):
        mogen = lardom.atgard and lardom.atgard.effekt in ("ja", "delvis", "nej")
        if lardom.lage == "utkast" or not mogen:
            f.annan(LARDOM, lardom, "lagg_ned", f.v.petra)
    # What is given up may have been what the lap learnt.
    if "cykel.lardom_avgjord" not in f.utom:
        avgor_lardomen(f)
    if "cykel.rutin_avgjord" not in f.utom:
        avgor_rutinen(f)


def ett_lardomsutkast(f: Forsok) -> None:
    f.v.ny_lardom(f.plan)


def andra_planer(f: Forsok) -> list[Verksamhetsplan]:
    rader = Verksamhetsplan.objects.filter(fas__in=LEVANDE).exclude(pk=f.plan.pk)
    return list(rader.order_by("pk"))


def flytta_eller_avgor(f: Forsok) -> None:
    for brist in _obeslutade(f.plan):
        f.v.gor(atgardsakter.ingen_atgard, brist, skal="För litet.", av=f.v.erik)
    oppna, andra = f.v.oppna_atgarder(f.plan), andra_planer(f)
    if oppna and andra and f.val % 2:
        f.v.gor(avslut.flytta_atgarder, f.plan, till=andra[f.val % len(andra)], av=f.v.erik)
        return
    for atgard in oppna:
        bli_klar(f, atgard)
        verifiera(f, atgard, "ja")


def nasta_eller_upphor(f: Forsok) -> None:
    if not Verksamhetsplan.objects.filter(foregangare=f.plan).exclude(fas="avbruten").exists():
        f.data["upphor"] = True


def inget_efter(f: Forsok) -> None:
    f.data["upphor"] = False


def valj_mottagare(f: Forsok) -> None:
    if f.v.oppna_atgarder(f.plan) or _obeslutade(f.plan) or f.val % 2:
        andra = andra_planer(f)
        f.data["mottagare"] = andra[f.val % len(andra)] if andra else None
        if not andra and (f.v.oppna_atgarder(f.plan) or _obeslutade(f.plan)):
            raise Omojligt("ingen plan kan ta över")


def rapporten_faststalld(f: Forsok) -> None:
    """Straight into the table: a pdf and its job are beside the point."""
    varv, nu = f.varv(), f.v.nu
    bild = frys("rapport", {"varv": varv.pk}, schema=1, av=None, nu=nu)
    with pgtrigger.ignore("uppfoljning.Rapport:rapport_tillstand"):
        Rapport.objects.create(
            namnd=f.plan.namnd, enhet=f.v.kommun.vok, tillfalle=varv.tillfalle, lage="faststalld",
            period_fran=f.plan.period_fran, period_till=f.plan.period_till,
            ogonblick=bild, dnr="VON 1", beslut_datum=f.v.idag, beslut_paragraf="§ 1", bestalld=nu,
        )  # fmt: skip


def ingen_faststalld_rapport(f: Forsok) -> None:
    varv = f.varv()
    if Rapport.objects.filter(tillfalle=varv.tillfalle, lage="faststalld").exists():
        raise Omojligt("rapporten är fastställd")


# --- The learning ---------------------------------------------------------------------------------


def med_bevis(f: Forsok) -> None:
    if f.objekt.atgard_id is None:
        _skriv_om(f, ny_atgard(f))


def utan_bevis(f: Forsok) -> None:
    _skriv_om(f, None)


def _skriv_om(f: Forsok, bevis: Atgard | None) -> None:
    rad: Lardom = f.objekt
    f.varv()
    falt = ("rubrik", "hande", "orsak", "gor_annorlunda", "rutin", "upprepar")
    samma = {namn: getattr(rad, namn) for namn in falt}
    if bevis and f.val % 2:
        samma["rutin"] = f.v.rutin
    f.objekt = f.v.gor(lardomsakter.andra, rad, atgard=bevis, **samma, av=f.v.petra)


def avgor_effekten(f: Forsok) -> None:
    bli_klar(f, f.objekt.atgard)
    verifiera(f, f.objekt.atgard, "ja")
