"""Learning in the demo: an error that came back, a learning taken up, routines, risks, controls."""

from __future__ import annotations

from datetime import date

from cykel.actions import ateranvandning, egenkontroll, internkontroll, kallor, orsak, upprepning
from cykel.actions import atgard as atgarder
from cykel.actions import risk as risker
from cykel.actions import rutin as rutiner
from cykel.models import Brist, Lardom, Risk, Verksamhetsplan
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare, Enhet, Namnd

AR = 2026


def ladda() -> None:
    sara, karin, leila = _person("sara.lind"), _person("karin.oberg"), _person("leila.nordin")
    hemtjanst, boende = _plan("Hemtjänst"), _plan("Särskilt boende")
    lardom = Lardom.objects.sakrade().get(plan=hemtjanst)
    with den(date(AR, 9, 14)):
        ateranvandning.ateranvand(lardom, plan=boende, av=sara)
    _felet_kom_tillbaka(boende, lardom, sara)
    _sen_aktivitet(boende, sara)
    _rutiner(hemtjanst.enhet, karin)
    _risker(boende, sara, karin)
    _internkontroll(leila, karin, sara)
    _egenkontroll(leila, karin)


def _felet_kom_tillbaka(boende: Verksamhetsplan, lardom: Lardom, sara: Anvandare) -> None:
    """A brist that a secured learning should have kept from happening, with its analysis."""
    with den(date(AR, 9, 21)):
        brist = atgarder.notera_brist(
            boende,
            rubrik="Ändrade tider för läkarbesök meddelas inte anhöriga",
            kalla=Brist.Kalla.PERSON,
            kalla_mening="Tre anhöriga kom till fel tid i augusti, enligt enhetschefen.",
            av=sara,
        )
        upprepning.upprepas(brist, lardom=lardom, av=sara)
    with den(date(AR, 9, 23)):
        orsak.analysera(
            brist,
            varfor=(
                "Anhöriga kom till fel tid.",
                "Ingen hade ringt när tiden flyttades.",
                "Den som bokade om trodde att avdelningen ringde.",
                "Rutinen säger inte vem som ringer när läkaren bokar om.",
            ),
            fiskben={
                "metod": ("Rutinen gäller bara besök i hemmet.",),
                "information": ("Ombokningen syns inte på avdelningens lista.",),
            },
            orsak="Rutinen från hemtjänsten täcker inte läkarbesök, så ingen har ansvar att ringa.",
            deltog="Enhetschefen, två sjuksköterskor, kontaktmannen och en anhörig",
            av=sara,
        )
        atgarder.besluta_atgard(
            brist,
            rubrik="Låt rutinen för ändrade tider gälla läkarbesök",
            ansvarig=sara,
            klar_senast=date(AR, 10, 30),
            vantad_effekt="Ingen anhörig kommer till fel tid.",
            kostnad=15_000,
            av=sara,
        )


def _sen_aktivitet(boende: Verksamhetsplan, sara: Anvandare) -> None:
    rader = boende.versioner.gallande().get().aktiviteter.filter(slut__lt=date(AR, 9, 1))
    with den(date(AR, 9, 28)):
        kallor.brist_ur_aktivitet(boende, aktivitet=rader.order_by("slut")[0].nyckel, av=sara)


def _rutiner(enhet: Enhet, karin: Anvandare) -> None:
    with den(date(AR, 2, 2)):
        rutiner.skapa_rutin(
            enhet=enhet,
            namn="Larm från trygghetslarm",
            version="1.0",
            agare=karin,
            galler_fran=date(AR, 2, 2),
            text="Svara inom två minuter. Åk ut om den som larmar inte svarar.",
            ses_over_senast=date(AR, 9, 1),
            av=karin,
        )
    with den(date(AR, 9, 7)):
        rutiner.skapa_rutin(
            enhet=enhet,
            namn="Ändrad tid för besök",
            version="3.0",
            agare=karin,
            galler_fran=date(AR, 9, 7),
            text="Den som flyttar ett besök mer än 30 minuter ringer den som väntar.\n\n"
            "Svarar ingen ringer du kontaktpersonen och skriver det i journalen.",
            ses_over_senast=date(AR + 1, 9, 7),
            av=karin,
        )


def _risker(boende: Verksamhetsplan, sara: Anvandare, karin: Anvandare) -> None:
    larm = _risk(boende.enhet, "Larmen går inte fram vid strömavbrott", 2, 4, sara)
    with den(date(AR, 8, 24)):
        risker.bedom_om(
            larm,
            sannolikhet=3,
            konsekvens=4,
            hantering="Reservbatterier är beställda. Tills de kommer går personalen rundor.",
            agare=sara,
            ses_over_senast=date(AR + 1, 2, 1),
            av=sara,
        )
        kallor.brist_ur_risk(larm, av=sara)
    hemtjanst = Enhet.objects.get(namn="Hemtjänst", slag=Enhet.Slag.OMRADE)
    _risk(hemtjanst, "För få vikarier i sommar", 3, 2, karin)


def _risk(enhet: Enhet, rubrik: str, s: int, k: int, agare: Anvandare) -> Risk:
    with den(date(AR, 3, 2)):
        return risker.registrera(
            enhet=enhet,
            namnd=Namnd.objects.get(kod="VON"),
            rubrik=rubrik,
            sannolikhet=s,
            konsekvens=k,
            hantering="Följs upp varje månad av enhetschefen.",
            agare=agare,
            ses_over_senast=date(AR, 9, 30),
            av=agare,
        )


def _internkontroll(leila: Anvandare, karin: Anvandare, sara: Anvandare) -> None:
    with den(date(AR, 1, 12)):
        plan = internkontroll.skapa_plan(namnd=Namnd.objects.get(kod="VON"), ar=AR, av=leila)
        moment = [
            internkontroll.lagg_till_moment(
                plan,
                enhet=Enhet.objects.get(namn=enhet, slag=Enhet.Slag.OMRADE),
                vad=vad,
                metod=metod,
                senast=senast,
                ansvarig=ansvarig,
                av=leila,
            )
            for enhet, vad, metod, senast, ansvarig in (
                (
                    "Hemtjänst",
                    "Fakturor är attesterade av två",
                    "Stickprov på 20 fakturor.",
                    date(AR, 5, 29),
                    karin,
                ),
                (
                    "Särskilt boende",
                    "Nycklar till läkemedelsskåp är kvitterade",
                    "Genomgång av listorna på tre enheter.",
                    date(AR, 6, 12),
                    sara,
                ),
                (
                    "Hemtjänst",
                    "Behörigheter i journalen tas bort när någon slutar",
                    "Jämför listan över dem som har slutat med journalens konton.",
                    date(AR, 10, 16),
                    karin,
                ),
            )
        ]
    with den(date(AR, 2, 3)):
        internkontroll.besluta(plan, beslut_datum=date(AR, 1, 29), beslut_paragraf="§ 6", av=leila)
    with den(date(AR, 5, 25)):
        internkontroll.rapportera(
            moment[0], resultat="utan", kommentar="Alla 20 hade två attester.", av=karin
        )
    with den(date(AR, 6, 10)):
        internkontroll.rapportera(
            moment[1], resultat="med", kommentar="På en enhet saknades fyra kvittenser.", av=sara
        )


def _egenkontroll(leila: Anvandare, karin: Anvandare) -> None:
    kontoret = Enhet.objects.get(namn="Vård- och omsorgskontoret", slag=Enhet.Slag.KONTOR)
    with den(date(AR, 1, 19)):
        lista = egenkontroll.skapa_checklista(
            enhet=kontoret,
            namn="Genomförandeplaner och kontaktman",
            punkter=(
                "Alla har en genomförandeplan som är yngre än ett år",
                "Alla vet vem som är deras kontaktman",
                "Planen är gjord tillsammans med den enskilde",
            ),
            av=leila,
        )
    svar = (("nej", "Sju planer är äldre än ett år."), ("ja", ""), ("ja", ""))
    punkter = lista.punkter.order_by("ordning").values_list("pk", flat=True)
    with den(date(AR, 9, 16)):
        egenkontroll.utfor(
            lista,
            enhet=Enhet.objects.get(namn="Hemtjänst", slag=Enhet.Slag.OMRADE),
            namnd=Namnd.objects.get(kod="VON"),
            datum=date(AR, 9, 16),
            svar=dict(zip(punkter, svar, strict=True)),
            av=karin,
        )


def _plan(enhet: str) -> Verksamhetsplan:
    planer = Verksamhetsplan.objects.levande().med_plats()
    plan: Verksamhetsplan = planer.get(enhet__namn=enhet, period_fran=date(AR, 1, 1))
    return plan


def _person(namn: str) -> Anvandare:
    return Anvandare.objects.get(epost=f"{namn}@kommun.example")
