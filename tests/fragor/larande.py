"""The pages of brister, reuse, recurrence and routines, and of the wheel's light neighbours."""

from __future__ import annotations

from datetime import date, timedelta

from cykel.models import (
    Ateranvandning,
    Checklista,
    Checklistepunkt,
    Egenkontroll,
    Egenkontrollsvar,
    Internkontrollplan,
    Kontrollmoment,
    Lardom,
    Orsaksanalys,
    Orsaksrad,
    Risk,
    Riskbedomning,
    Rutin,
)
from kvalitet import klocka, logg
from kvalitet.models import Anvandare
from synpunkter.models import Bristkoppling
from tests.cykel import kil
from tests.fragor import Scen, Varld, enheter, personer, scen
from tests.synpunkter import exempel
from tests.synpunkter.conftest import ONSDAG
from tests.uppfoljning import lage

IGAR, I_FJOL = kil.NU - timedelta(days=1), kil.NU - timedelta(days=365)


def rutiner(k: kil.Kil, folk: list[Anvandare], fore: Rutin | None) -> Rutin:
    """For each person a late routine, and one more version of one series."""
    for person in folk:
        falt = {"enhet": k.plan.enhet, "agare": person, "galler_fran": I_FJOL.date()}
        Rutin.objects.create(
            namn=f"Rutin {person.pk}", version="1", ses_over_senast=IGAR.date(), **falt
        )
        fore = Rutin.objects.create(
            namn="Serien", version=f"{person.pk}", text="Ring.", ersatter=fore, **falt
        )
    assert fore
    return fore


@scen(
    "cykel:brist",
    "cykel:orsak",
    "cykel:mal_historik",
    "cykel:atgardslista",
    "cykel:aterfall",
    "cykel:lardom_las",
    "cykel:rutiner",
    "cykel:rutin_registrera",
    "cykel:rutin",
    "cykel:rutin_version",
)
def felet_kommer_tillbaka(v: Varld) -> Scen:
    ett = kil.styrning(v.kommun)
    (petra,) = personer(v.kommun, 1, "PA")
    (erik,) = personer(v.kommun, 1, "CH")
    k = kil.plan(v.kommun, petra, ett, tillfalle=kil.tillfallen()[0])
    fore = kil.plan(v.kommun, petra, ett, ar=2025)
    brist = kil.brist(k)
    bevis = kil.bedom(kil.atgard(kil.brist(fore), petra), erik)
    lardom = kil.lardom(fore, bevis, lage="sakrad")
    analys = Orsaksanalys.objects.create(brist=brist, deltog="Alla", av=petra, tid=kil.NU)
    Orsaksrad.objects.create(analys=analys, slag="varfor", ordning=1, text="Ingen visste.")
    serie: list[Rutin] = []

    def vax(antal: int) -> None:
        folk = personer(v.kommun, antal)
        serie.append(rutiner(k, folk, serie[-1] if serie else None))
        for person in folk:
            igen = kil.brist(k, f"Ändrade tider meddelas inte {person.pk}")
            igen.upprepar = kil.lardom(fore, bevis, lage="sakrad")
            igen.save()
            kil.atgard(igen, person, status="pagar")
            kil.atgard(brist, person, status="pagar")
            s = exempel.synpunkt(v.kommun)
            Bristkoppling.objects.create(synpunkt=s, brist=brist)
            rad = kil.plan(v.kommun, person, ett, ar=2030 + person.pk % 900, fas="planera")
            Ateranvandning.objects.create(lardom=lardom, plan=rad.plan, av=person, tid=kil.NU)
            logg.skriv("brist.noterad", brist, av=person, nu=kil.NU)
        # The likeness is measured against learnings that were there first.
        Lardom.objects.filter(lage="sakrad").update(sakrad=IGAR)

    with klocka.stalld(kil.NU):
        vax(1)
    plan = f"/arbete/planer/{k.plan.pk}/"
    rutin = f"/arbete/rutiner/{serie[0].pk}/"
    sidor = {
        "cykel:brist": f"{plan}brister/{brist.pk}/",
        "cykel:orsak": f"{plan}brister/{brist.pk}/orsak/",
        "cykel:mal_historik": f"{plan}mal/{ett.pk}/",
        "cykel:atgardslista": "/arbete/atgarder/",
        "cykel:aterfall": "/arbete/larande/aterfall/",
        "cykel:lardom_las": f"/arbete/larande/{lardom.pk}/",
        "cykel:rutiner": "/arbete/rutiner/",
        "cykel:rutin_registrera": "/arbete/rutiner/ny/",
        "cykel:rutin": rutin,
        "cykel:rutin_version": f"{rutin}ny-version/",
    }
    return Scen(sidor, vax, v.alva, kil.NU)


@scen(
    "cykel:risker",
    "cykel:risk_ny",
    "cykel:risk",
    "cykel:risk_bedom",
    "cykel:risk_avsluta",
    "cykel:internkontrollplaner",
    "cykel:internkontroll_ny",
    "cykel:internkontroll",
    "cykel:moment_nytt",
    "cykel:internkontroll_beslut",
    "cykel:moment_resultat",
    "cykel:egenkontroller",
    "cykel:checklista_ny",
    "cykel:checklista",
    "cykel:egenkontroll_ny",
    "cykel:egenkontroll",
)
def grannarna(v: Varld) -> Scen:
    (petra,) = personer(v.kommun, 1, "PA")
    k = kil.plan(v.kommun, petra, kil.styrning(v.kommun), tillfalle=kil.tillfallen()[0])
    plats = {"enhet": v.kommun.hemtjanst, "namnd": v.kommun.von}
    risk = Risk.objects.create(
        rubrik="Larmen går inte fram",
        agare=petra,
        ses_over_senast=IGAR.date(),
        skapad=kil.NU,
        **plats,
    )
    plan = Internkontrollplan.objects.create(
        namnd=v.kommun.von,
        ar=2026,
        skapad=kil.NU,
        beslut_datum=date(2026, 1, 20),
        beslut_paragraf="§ 4",
    )
    lista = Checklista.objects.create(enhet=v.kommun.vok, namn="Läkemedel", skapad=kil.NU)
    kontroll = Egenkontroll.objects.create(
        checklista=lista, datum=IGAR.date(), av=petra, tid=kil.NU, **plats
    )

    def vax(antal: int) -> None:
        for nummer, person in enumerate(personer(v.kommun, antal)):
            for ett in (risk, _risk(risk, person)):
                Riskbedomning.objects.create(
                    risk=ett,
                    sannolikhet=4,
                    konsekvens=4,
                    hantering="Prov varje vecka.",
                    av=person,
                    tid=kil.NU,
                    brist=kil.brist(k, f"Hög risk {ett.pk} {person.pk}"),
                )
                logg.skriv("risk.sedd_over", ett, av=person, nu=kil.NU)
            Kontrollmoment.objects.create(
                plan=plan,
                enhet=v.kommun.hemtjanst,
                vad=f"Attest {person.pk}",
                metod="Stickprov",
                senast=IGAR.date(),
                ansvarig=person,
                resultat="med",
                kommentar="Två saknas",
                av=person,
                tid=kil.NU,
                brist=kil.brist(k, f"Attest {person.pk}") if nummer % 2 else None,
            )
            punkt = Checklistepunkt.objects.create(
                checklista=lista, ordning=person.pk, text=f"Punkt {person.pk}"
            )
            Egenkontrollsvar.objects.create(
                egenkontroll=kontroll,
                punkt=punkt,
                svar="nej",
                kommentar="Skåpet var öppet",
                brist=kil.brist(k, f"Egenkontroll {person.pk}"),
            )
            Checklista.objects.create(
                enhet=v.kommun.hemtjanst, namn=f"Lista {person.pk}", skapad=kil.NU
            )
            Egenkontroll.objects.create(
                checklista=lista,
                datum=IGAR.date() - timedelta(days=person.pk % 900),
                av=person,
                tid=kil.NU,
                **plats,
            )
        enheter(v.kommun, antal)

    vax(2)
    moment = plan.moment.order_by("pk")[0]
    ik, r, cl = f"internkontroll/{plan.pk}/", f"risker/{risk.pk}/", "egenkontroll/checklista/"
    sidor = {
        "cykel:risker": "risker/",
        "cykel:risk_ny": "risker/ny/",
        "cykel:risk": r,
        "cykel:risk_bedom": f"{r}bedom/",
        "cykel:risk_avsluta": f"{r}avsluta/",
        "cykel:internkontrollplaner": "internkontroll/",
        "cykel:internkontroll_ny": "internkontroll/ny/",
        "cykel:internkontroll": ik,
        "cykel:moment_nytt": f"{ik}moment/",
        "cykel:internkontroll_beslut": f"{ik}beslut/",
        "cykel:moment_resultat": f"{ik}moment/{moment.pk}/resultat/",
        "cykel:egenkontroller": "egenkontroll/",
        "cykel:checklista_ny": f"{cl}ny/",
        "cykel:checklista": f"{cl}{lista.pk}/",
        "cykel:egenkontroll_ny": f"{cl}{lista.pk}/gor/",
        "cykel:egenkontroll": f"egenkontroll/{kontroll.pk}/",
    }
    sidor = {namn: f"/arbete/{adress}" for namn, adress in sidor.items()}
    return Scen(sidor, vax, v.alva, kil.NU)


def _risk(forlaga: Risk, person: Anvandare) -> Risk:
    return Risk.objects.create(
        enhet=forlaga.enhet,
        namnd=forlaga.namnd,
        rubrik=f"Risk {person.pk}",
        agare=person,
        ses_over_senast=IGAR.date(),
        skapad=kil.NU,
    )


@scen("synpunkter:brist")
def synpunkterna_liknar_varandra(v: Varld) -> Scen:
    with klocka.stalld(ONSDAG):
        s = exempel.synpunkt(v.kommun)

    def vax(antal: int) -> None:
        for _ in range(antal):
            lage.synpunkt(v.kommun.hemtjanst, v.kommun.von, inkom=ONSDAG)

    vax(1)
    return Scen({"synpunkter:brist": f"/arbete/synpunkter/{s.pk}/brist/"}, vax, v.alva, ONSDAG)
