"""Reports to draw: the full one from a file, and the odd shapes made from it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeVar

from kvalitet.statistik import Forandring
from uppfoljning.rapport.modell import (
    Indikator,
    Internkontroll,
    Konsvarde,
    Kontroll,
    Kontrollresultat,
    Kriterium,
    Mal,
    Maluppfyllelserapport,
    Metodandring,
    Nyckeltal,
    Nyckeltalsomrade,
    Rapportlage,
    Slag,
    Status,
    Tillfalle,
    fran_json,
)

T = TypeVar("T")
FIL = Path(__file__).parent / "data" / "rapport_von.json"

NYCKELTAL = (
    Nyckeltal(
        namn="Budgetavvikelse, helårsprognos",
        enhet="miljoner kronor",
        omrade=Nyckeltalsomrade.EKONOMI,
        nu=Konsvarde(t=Decimal("-6.4"), ej_uppdelad="Gäller inte personer"),
        forra=Decimal("-2.1"),
        period="aug 2026",
        trend=Forandring.FORSAMRING,
        kalla="Ekonomisystemet",
        ansvarig="Ekonomichef",
    ),
    Nyckeltal(
        namn="Sjukfrånvaro",
        enhet="procent",
        omrade=Nyckeltalsomrade.PERSONAL,
        nu=Konsvarde(t=Decimal("8.2"), k=Decimal("8.7"), m=Decimal("6.4")),
        forra=Decimal("8.7"),
        period="aug 2026",
        trend=Forandring.FORBATTRING,
        malvarde_text="högst 8,5",
        mal="5",
        kalla="Personalsystemet",
        ansvarig="HR-chef",
    ),
    Nyckeltal(
        namn="Andel timavlönade timmar",
        enhet="procent",
        omrade=Nyckeltalsomrade.PERSONAL,
        bortfallsorsak="Kommer efter löneavstämningen",
        ansvarig="HR-chef",
    ),
)
INTERNKONTROLL = Internkontroll(
    ar=2026,
    beslutad=date(2025, 12, 11),
    paragraf="141",
    kontroller=(
        Kontroll(
            vad="Läkemedelsskåp är låsta och räknade",
            enhet="Särskilt boende",
            senast=date(2026, 5, 31),
            ansvarig="Medicinskt ansvarig sjuksköterska",
            resultat=Kontrollresultat.MED,
            kommentar="Två av nio skåp saknade räkning i juni.",
            brist="Läkemedel räknas inte",
            har_atgard=True,
        ),
        Kontroll(
            vad="Delegeringar är giltiga",
            enhet="Hemtjänst",
            senast=date(2026, 6, 30),
            ansvarig="Verksamhetschef hemtjänst",
            resultat=Kontrollresultat.MED,
            kommentar="Fyra av 212 hade gått ut.",
            brist="Delegeringar löper ut utan påminnelse",
        ),
        Kontroll(
            vad="Direktupphandlingar är dokumenterade",
            enhet="Kontoret",
            senast=date(2026, 6, 30),
            ansvarig="Inköpschef",
            resultat=Kontrollresultat.UTAN,
        ),
        Kontroll(
            vad="Behörigheter är avslutade när någon slutat",
            enhet="Kontoret",
            senast=date(2026, 8, 15),
            ansvarig="Systemförvaltare",
            sen=True,
        ),
        Kontroll(
            vad="Kontanter hos brukare är redovisade",
            enhet="Daglig verksamhet",
            senast=date(2026, 11, 30),
            ansvarig="Verksamhetschef LSS",
        ),
    ),
)


@cache
def full() -> Maluppfyllelserapport:
    """The stored example, of schema 1, with what later schemas hold."""
    return replace(
        fran_json(FIL.read_text("utf-8")),
        adress="https://kvalitet.norrkoping.se",
        nyckeltal=NYCKELTAL,
        internkontroll=INTERNKONTROLL,
        metodandringar=(
            Metodandring(
                galler="6.1 Matsvinn per portion",
                datum=date(2026, 3, 1),
                text="Vägs med ny metod. Tidigare värden visas inte i samma serie",
            ),
        ),
    )


def utkast() -> Maluppfyllelserapport:
    return replace(full(), status=Status(lage=Rapportlage.UTKAST, dnr="VON 2026/0412"))


def ett_mal() -> Maluppfyllelserapport:
    return replace(full(), mal=full().mal[:1], uppdrag=(), sprang=(), saknas=(), beslut=())


def fjorton_mal() -> Maluppfyllelserapport:
    """Every goal twice and two a third time, with numbers of their own."""
    alla = (full().mal * 3)[:14]
    mal = tuple(replace(m, id=f"m{n}", nummer=str(n)) for n, m in enumerate(alla, 1))
    return replace(full(), mal=mal)


LANGT = "Förskoleverksamhetsutvecklingsplaneringssamordningsgruppen"
"""A word that no column has room for."""


def med_mal(antal: int) -> Maluppfyllelserapport:
    """Goals of every grade, with numbers of their own."""
    alla = (full().mal * (antal // len(full().mal) + 1))[:antal]
    mal = tuple(replace(_omnumrerat(m, n), id=f"m{n}") for n, m in enumerate(alla, 1))
    return replace(full(), mal=mal)


def fyrtio_mal() -> Maluppfyllelserapport:
    """As large as a nämnd's report gets."""
    return med_mal(40)


def fyrtio_mal_utkast() -> Maluppfyllelserapport:
    """Forty goals on the way: some are not judged, others lack a remedy, and all names are long."""
    u = fyrtio_mal()
    mal = tuple(
        replace(
            m,
            kort=f"{m.kort} i hela kommunen under hela året",
            bedomning=None if n % 9 == 8 else m.bedomning,
            atgarder=() if n % 4 == 0 else m.atgarder,
        )
        for n, m in enumerate(u.mal)
    )
    return replace(u, mal=mal, status=utkast().status)


def _omnumrerat(m: Mal, n: int) -> Mal:
    def nytt(i: Indikator) -> Indikator:
        return replace(i, nummer=f"{n}.{i.nummer.partition('.')[2]}")

    kriterier = (replace(k, indikatorer=tuple(map(nytt, k.indikatorer))) for k in m.kriterier)
    return replace(m, nummer=str(n), kriterier=tuple(kriterier))


def langa_ord() -> Maluppfyllelserapport:
    """Every text that somebody writes holds a word longer than its column."""
    u = full()

    def langt(text: str) -> str:
        return f"{LANGT} {text}" if text else LANGT

    mal = tuple(
        replace(
            m,
            kort=LANGT,
            text=langt(m.text),
            ansvarig=LANGT,
            motivering=langt(m.motivering),
            fungerade_inte=(LANGT,),
            aktiviteter=tuple(replace(a, rubrik=LANGT) for a in m.aktiviteter[:2]),
            atgarder=tuple(replace(a, rubrik=LANGT, ansvarig=LANGT) for a in m.atgarder[:1]),
            belagg=tuple(replace(b, rubrik=LANGT, utfall=LANGT) for b in m.belagg[:1]),
            kriterier=tuple(
                replace(
                    k,
                    text=LANGT,
                    indikatorer=tuple(
                        replace(i, namn=LANGT, kalla=LANGT, malvarde_text=i.malvarde_text)
                        for i in k.indikatorer
                    ),
                )
                for k in m.kriterier[:2]
            ),
        )
        for m in u.mal[:3]
    )
    return replace(
        u,
        namnd=f"{LANGT}s nämnd för barn, unga och vuxenutbildning",
        kontakt=LANGT,
        mal=mal,
        uppdrag=tuple(replace(x, rubrik=LANGT, giver=LANGT, forslag=LANGT) for x in u.uppdrag[:2]),
        brister=tuple(replace(b, rubrik=LANGT, kalla=LANGT) for b in u.brister),
        atgarder=tuple(
            replace(a, rubrik=LANGT, ansvarig=LANGT, verifierad_av=LANGT) for a in u.atgarder[:3]
        ),
        lardomar=tuple(
            replace(x, rubrik=LANGT, hande=LANGT, gor_annorlunda=LANGT, bevis=LANGT, rutin=LANGT)
            for x in u.lardomar
        ),
        nyckeltal=tuple(replace(n, namn=LANGT, kalla=LANGT) for n in u.nyckeltal),
        internkontroll=replace(
            INTERNKONTROLL,
            kontroller=tuple(
                replace(k, vad=LANGT, enhet=LANGT, ansvarig=LANGT, kommentar=LANGT, brist=LANGT)
                for k in INTERNKONTROLL.kontroller
            ),
        ),
        undersokningar=tuple(
            replace(x, namn=LANGT, fragor=tuple(replace(f, text=LANGT) for f in x.fragor))
            for x in u.undersokningar
        ),
        saknas=tuple(replace(x, vad=LANGT, ansvarig=LANGT) for x in u.saknas),
        delunderlag=tuple(replace(d, enhet=LANGT, ansvarig=LANGT) for d in u.delunderlag),
        beslut=tuple(replace(b, text=LANGT) for b in u.beslut),
    )


def tre_hundra_rader() -> Maluppfyllelserapport:
    """Every list as long as the database lets it be."""
    u = full()
    (forsta, *andra), s = u.mal, u.synpunkter
    assert s is not None

    def tal(rader: tuple[T, ...]) -> tuple[T, ...]:
        return (rader * 300)[:300]

    indikatorer = tuple(
        replace(i, nummer=f"1.{n}", namn=f"Mått nummer {n}")
        for n, i in enumerate(tal(forsta.indikatorer), 1)
    )
    mal = replace(
        forsta,
        kriterier=(Kriterium(beteckning="A", text="Allt som mäts", indikatorer=indikatorer),),
        aktiviteter=tal(forsta.aktiviteter),
        atgarder=tal(forsta.atgarder),
        belagg=tal(forsta.belagg),
        fungerade_inte=tal(forsta.fungerade_inte),
    )
    return replace(
        u,
        mal=(mal, *andra),
        uppdrag=tal(u.uppdrag),
        brister=tal(u.brister),
        atgarder=tal(u.atgarder),
        lardomar=tal(u.lardomar),
        saknas=tal(u.saknas),
        delunderlag=tal(u.delunderlag),
        nyckeltal=tal(u.nyckeltal),
        internkontroll=replace(INTERNKONTROLL, kontroller=tal(INTERNKONTROLL.kontroller)),
        metodandringar=tal(u.metodandringar),
        synpunkter=replace(
            s, per_typ=tal(s.per_typ), vanligaste=tal(s.vanligaste), ni_sa=tal(s.ni_sa)
        ),
        undersokningar=tuple(replace(x, fragor=tal(x.fragor)) for x in u.undersokningar),
    )


def utan_synpunkter() -> Maluppfyllelserapport:
    mal = tuple(replace(m, belagg=()) for m in full().mal)
    return replace(full(), mal=mal, synpunkter=None, undersokningar=())


def allt_saknas() -> Maluppfyllelserapport:
    """A round that was opened and never filled in: two goals, nothing else."""
    return Maluppfyllelserapport(
        kommun="Norrköpings kommun",
        namnd="Tekniska nämnden",
        kontor="Samhällsbyggnadskontoret",
        kontakt="Kvalitetssamordnaren",
        tillfalle=Tillfalle(
            slag=Slag.HELAR,
            namn="helår 2026",
            period_fran=date(2026, 1, 1),
            period_till=date(2026, 12, 31),
            matdatum=date(2026, 12, 31),
        ),
        status=Status(lage=Rapportlage.UTKAST),
        skapad=datetime(2027, 1, 15, 8, 0, tzinfo=UTC),
        mal=(
            Mal(id="a", nummer="1", kort="Hela gator", text="Gatorna ska vara hela"),
            Mal(
                id="b",
                nummer="2",
                kort="Rent vatten",
                text="Vattnet ska vara rent",
                ansvarig="VA-chef",
                kriterier=(Kriterium(beteckning="A", text="Inga kokpåbud"),),
            ),
        ),
    )


def utan_mal() -> Maluppfyllelserapport:
    return replace(allt_saknas(), mal=())


ALLA = {
    "full": full,
    "utkast": utkast,
    "ett_mal": ett_mal,
    "fjorton_mal": fjorton_mal,
    "fyrtio_mal": fyrtio_mal,
    "langa_ord": langa_ord,
    "tre_hundra_rader": tre_hundra_rader,
    "utan_synpunkter": utan_synpunkter,
    "allt_saknas": allt_saknas,
    "utan_mal": utan_mal,
}
