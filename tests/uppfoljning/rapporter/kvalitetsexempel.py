"""Kvalitetsberättelser of every size and law, as they lie in the snapshot. Invented values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.uppfoljning.rapporter import synpunktsexempel
from tests.uppfoljning.rapporter.synpunktsexempel import tal
from uppfoljning.bedomning import Bedomning
from uppfoljning.rapport.kvalitet.lagar import LAGAR
from uppfoljning.rapport.kvalitet.modell import (
    Atgardsbild,
    Bristkalla,
    Checklisterad,
    Egenkontroller,
    Enhetsutfall,
    Internkontroll,
    Kil,
    Kontrollrad,
    Kvalitetsberattelse,
    Lardomsrad,
    Malrad,
    Oppen,
    Provad,
    Risker,
    Riskrad,
    Signalrad,
    Sprangrad,
)
from uppfoljning.rapport.modell import Antal, Delunderlag, Effekt, Rapportlage, Status
from uppfoljning.rapport.perioddelar import Period, Text, luckor

NU = datetime(2027, 2, 3, 9, 0, tzinfo=UTC)
AR = Period(fran=date(2026, 1, 1), till=date(2026, 12, 31))
FJOL = Period(fran=date(2025, 1, 1), till=date(2025, 12, 31))
VEM = "Viveka Verksamhetschef"
ORD = (
    "Enheterna har gått igenom sina checklistor varje månad och redovisat på arbetsplatsträffen. "
    "Två enheter kom i gång först i maj.\nRiskanalyser gjordes inför sommaren och inför bytet av "
    "schemasystem. Brukarrådet deltog i båda."
)
ORSAK = "Två områden bytte schema samtidigt. Det gav fler olika personer per brukare."


def texter(lag: str, *, skrivna: bool) -> tuple[Text, ...]:
    return tuple(
        Text(
            nyckel=a.nyckel,
            rubrik=a.rubrik,
            text=ORD if skrivna else "",
            ansvarig="" if skrivna else VEM,
        )
        for a in LAGAR[lag].avsnitt
    )


def tom(lag: str = "vard") -> Kvalitetsberattelse:
    """Nothing was done, approved or written in the year."""
    utan = texter(lag, skrivna=False)
    t = replace(synpunktsexempel.tom().tal, nu=AR, forra=FJOL, fjol=None)
    return Kvalitetsberattelse(
        kommun="Norrköpings kommun",
        namnd="Vård- och omsorgsnämnden",
        kontor="Vård- och omsorgskontoret",
        status=Status(lage=Rapportlage.UTKAST),
        skapad=NU,
        period=AR,
        lag=lag,
        klagomal=t,
        kontakt=VEM,
        pahittad=True,
        adress="https://kvalitet.example",
        texter=utan,
        saknas=luckor(utan),
    )


def en() -> Kvalitetsberattelse:
    """One goal, one unit, one text: a small nämnd of its own law."""
    return replace(
        tom("ovrig"),
        mal=(Malrad(nummer="1", kort="Biblioteken är öppna för alla", bedomning=Bedomning.EJ),),
        delunderlag=(Delunderlag(enhet="Kulturkontoret", ogonblick="7", sha256="a" * 64),),
        egenkontroll=Egenkontroller(gjorda=1, enheter=1),
        texter=texter("ovrig", skrivna=True),
        saknas=(),
    )


def full(lag: str = "vard", enheter: int = 9, rader: int = 5) -> Kvalitetsberattelse:
    t = replace(synpunktsexempel.full().tal, nu=AR, forra=FJOL, fjol=None)
    return replace(
        tom(lag),
        klagomal=t,
        mal=malen(),
        enheter=tuple(
            Enhetsutfall(enhet=f"Hemtjänsten område {i + 1}", uppfyllt=3, delvis=i % 3, ej=i % 2)
            for i in range(enheter)
        ),
        delunderlag=(
            *(
                Delunderlag(enhet=f"Hemtjänsten område {i + 1}", ogonblick="1", sha256="c" * 64)
                for i in range(enheter)
            ),
            Delunderlag(enhet="Särskilt boende Kvarnen", ansvarig="Elsa Enhetschef"),
        ),
        egenkontroll=Egenkontroller(
            gjorda=84,
            forra=61,
            enheter=11,
            brister=6,
            listor=(
                Checklisterad(namn="Basal hygien", gjorda=48, enheter=11, ja=430, nej=21),
                Checklisterad(namn="Dokumentation", gjorda=36, enheter=10, ja=310, nej=44),
            ),
            svaga_punkter=(
                Antal(namn="Genomförandeplanen är uppdaterad det senaste halvåret", antal=19),
                Antal(namn="Handsprit finns vid varje dörr", antal=8),
            ),
        ),
        risker=Risker(alla=14, hoga=2, bedomda=23, sena=1, rader=riskerna(rader)),
        internkontroll=Internkontroll(
            planerade=12,
            utan=8,
            med=2,
            ej=1,
            kvar=1,
            rader=(
                Kontrollrad(
                    vad="Delegeringar är skriftliga",
                    enhet="Hemtjänsten område 3",
                    resultat="Med anmärkning",
                    brist=True,
                ),
                Kontrollrad(
                    vad="Avtal följs upp", enhet="Kontoret", resultat="Ej utförd", brist=False
                ),
            ),
        ),
        brister=(
            Bristkalla(namn="Synpunkter", nya=4, med_atgard=3, utan_beslut=1),
            Bristkalla(namn="Egenkontroll", nya=6, med_atgard=6),
            Bristkalla(namn="Indikator under målvärdet", nya=3, med_atgard=2, utan_beslut=1),
        ),
        orsaksanalyser=9,
        atgarder=atgarderna(rader),
        kil=Kil(sakrade=5, sakrade_forra=3, inarbetade=3, avvisade=1, obesvarade=1, upprepade=1),
        lardomar=lardomarna(rader),
        sprang=(
            Sprangrad(
                titel="Digital tillsyn på natten",
                enhet="Hemtjänsten",
                matt="Trygg på natten",
                gammal="71 %",
                ny="82 %",
            ),
        ),
        signaler=(
            Signalrad(
                namn="Kan vara ett missförhållande (lex Sarah)", bedomda=tal(14), vidare=tal(6)
            ),
            Signalrad(namn="Kan vara oro för ett barn", bedomda=tal(None), vidare=tal(None)),
        ),
        texter=texter(lag, skrivna=True),
        saknas=(),
    )


def malen() -> tuple[Malrad, ...]:
    b = Bedomning
    rader = (
        ("Trygga i hemmet", b.UPPFYLLT, b.DELVIS),
        ("Få olika personer", b.EJ, b.DELVIS),
        ("Gott bemötande", b.UPPFYLLT, b.UPPFYLLT),
        ("Mat som smakar", b.DELVIS, b.DELVIS),
        ("Delaktighet i planen", b.OKANT, None),
    )
    return tuple(
        Malrad(nummer=str(i), kort=kort, bedomning=nu, i_fjol=fore, orsak=ORSAK)
        for i, (kort, nu, fore) in enumerate(rader, 1)
    )


def riskerna(antal: int) -> tuple[Riskrad, ...]:
    return tuple(
        Riskrad(
            rubrik="Vikarier utan introduktion under sommaren",
            enhet=f"Hemtjänsten område {i + 1}",
            varde=12 if i else 16,
            forra=9 if i % 2 else None,
        )
        for i in range(antal)
    )


def atgarderna(antal: int) -> Atgardsbild:
    effekter = (Effekt.JA, Effekt.DELVIS, Effekt.NEJ)
    return Atgardsbild(
        beslutade=16,
        ja=6,
        delvis=3,
        nej=2,
        for_tidigt=1,
        hjalpte_forra=7,
        oppna=8,
        sena=2,
        provade=tuple(
            Provad(
                rubrik="Planera schemat fyra veckor framåt",
                enhet=f"Hemtjänsten område {i + 1}",
                effekt=effekter[i % 3],
                effekt_text="Antalet olika personer gick från 16 till 12 på tre månader",
            )
            for i in range(antal)
        ),
        nasta=(
            Oppen(rubrik="Fasta team i två områden", klar_senast=date(2027, 3, 1), ansvarig=VEM),
            Oppen(rubrik="Ny rutin för nycklar", klar_senast=date(2027, 4, 15), ansvarig=VEM),
        ),
    )


def lardomarna(antal: int) -> tuple[Lardomsrad, ...]:
    svar = ("Inarbetad i planen för 2027", "Avvisad i planen för 2027: gäller inte oss", "")
    return tuple(
        Lardomsrad(
            rubrik="Ändrade tider ska sägas i förväg",
            enhet=f"Hemtjänsten område {i + 1}",
            gor_annorlunda="Planeraren ringer varje gång en tid ändras",
            rutin="Ändrad tid, version 2",
            svar=svar[i % 3],
            upprepad=i == 1,
        )
        for i in range(antal)
    )


def skola() -> Kvalitetsberattelse:
    return replace(full("skola"), namnd="Utbildningsnämnden", kontor="Utbildningskontoret")


def manga() -> Kvalitetsberattelse:
    """Hundreds of units, and as many rows in every table."""
    return full(enheter=300, rader=300)


ALLA = {"tom": tom, "en": en, "full": full, "skola": skola, "manga": manga}
