"""A month in the sizes that it comes in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from kvalitet.statistik import Forandring, Traff, Variation
from tests.uppfoljning import rapportexempel
from uppfoljning.bedomning import Lage, Maltyp
from uppfoljning.rapport import modell
from uppfoljning.rapport.manad.modell import (
    INGET,
    Enhetsaktivitet,
    Enhetsatgard,
    Manadsindikator,
    Manadsrapport,
    Synpunktsmanad,
    Tal,
)
from uppfoljning.rapport.modell import Arbetslage, Lucka, Rapportlage, Status

FRAN, TILL = date(2027, 3, 1), date(2027, 3, 31)
TYPER = ("Klagomål", "Förslag", "Beröm", "Fråga")


def tal(v: int | None) -> Tal:
    return Tal(dold=True) if v is None else Tal(varde=Decimal(v))


def synpunkter() -> tuple[Synpunktsmanad, ...]:
    """March, February with few, and last March."""
    return (
        Synpunktsmanad(
            namn="mars 2027",
            antal=tal(47),
            per_typ=tuple(map(tal, (27, 11, 9, 0))),
            andel=tal(88),
            median=Tal(varde=Decimal("7.5")),
        ),
        Synpunktsmanad(
            namn="februari 2027",
            antal=tal(12),
            per_typ=tuple(map(tal, (None, None, 0, 0))),
            andel=tal(None),
            median=tal(None),
        ),
        Synpunktsmanad(
            namn="mars 2026",
            antal=tal(39),
            per_typ=tuple(map(tal, (19, 12, 8, 0))),
            andel=tal(93),
            median=Tal(varde=Decimal(6)),
        ),
    )


def indikator(nr: int, **andrat: object) -> modell.Indikator:
    serie = tuple(
        modell.Punkt(etikett=f"{m} 2026", varde=Decimal(70 + nr + n % 4))
        for n, m in enumerate(("okt", "nov", "dec", "jan", "feb", "mar"))
    )
    falt: dict[str, object] = {
        "nummer": f"1.{nr}",
        "namn": f"Personer som får samma hemtjänstpersonal, område {nr}",
        "enhet": "procent",
        "maltyp": Maltyp.ABSOLUT,
        "malvarde_text": "minst 75,0",
        "malvarde": Decimal(75),
        "lage": Lage.EJ_NATT if nr % 3 == 0 else Lage.NATT,
        "nu": modell.Konsvarde(t=serie[-1].varde, k=Decimal(72), m=Decimal(70)),
        "forra": serie[-2].varde,
        "trend": Forandring.OFORANDRAT,
        "period": "mar 2027",
        "ansvarig": "Leila Nordin",
        "matdatum": TILL,
        "serie": serie,
    }
    return modell.Indikator(**(falt | andrat))  # type: ignore[arg-type]


def sjukfranvaro() -> modell.Indikator:
    return indikator(
        9,
        namn="Sjukfrånvaro i personalen",
        malvarde_text="högst 7,0",
        malvarde=Decimal(7),
        hogre_ar_battre=False,
        lage=Lage.EJ_NATT,
        nu=modell.Konsvarde(t=Decimal("8.4"), k=Decimal("8.9"), m=Decimal("6.1")),
        forra=Decimal("6.2"),
        serie=tuple(
            modell.Punkt(etikett=f"{m} 27", varde=Decimal(v))
            for m, v in (("dec", "6.2"), ("jan", "6.1"), ("feb", "6.2"), ("mar", "8.4"))
        ),
        variation=modell.Styrutsaga(
            kort="försämras, når inte målet",
            mening="Det senaste värdet ligger utanför det som slumpen brukar ge. "
            "Något har ändrats till det sämre.",
            antal=21,
            variation=Variation.FORSAMRING,
            traff=Traff.NAR_INTE,
        ),
    )


def budget() -> modell.Indikator:
    return indikator(
        8,
        namn="Budgetavvikelse",
        enhet="mnkr",
        lage=Lage.SAKNAS,
        nu=modell.Konsvarde(),
        forra=None,
        period="",
        serie=(),
        ansvarig="Egon Ekonom",
        malvarde_text="minst 0,0",
    )


def _rapport(**delar: object) -> Manadsrapport:
    grund: dict[str, object] = {
        "kommun": "Norrköpings kommun",
        "namnd": "Vård- och omsorgsnämnden",
        "kontor": "Vård- och omsorgskontoret",
        "period_fran": FRAN,
        "period_till": TILL,
        "status": Status(lage=Rapportlage.UTKAST, dnr="VON 2027/0103"),
        "skapad": datetime(2027, 4, 12, 8, 0, tzinfo=UTC),
        "kontakt": "Petra Planansvarig",
        "adress": "https://kvalitet.example",
        "pahittad": True,
    }
    return Manadsrapport(**(grund | delar))  # type: ignore[arg-type]


@cache
def full() -> Manadsrapport:
    return av_storlek(8, 5)


def av_storlek(indikatorer: int, rader: int) -> Manadsrapport:
    aktivitet = modell.Aktivitet(
        rubrik="Inför fasta kontaktpersoner i alla hemtjänstgrupper",
        status=Arbetslage.FORSENAD,
        ansvarig="Erik Enhetschef",
        skal="Två av fem tjänster är tomma.",
        slut=date(2027, 2, 28),
    )
    uppdrag = rapportexempel.full().uppdrag
    atgard = rapportexempel.full().atgarder[0]
    sen = replace(atgard, klar_senast=date(2027, 2, 28), status=Arbetslage.FORSENAD)
    kommande = replace(atgard, klar_senast=date(2027, 6, 30), status=Arbetslage.PAGAR)
    return _rapport(
        indikatorer=(
            *(
                Manadsindikator(indikator=indikator(n), kom=True, varje_manad=True)
                for n in range(indikatorer)
            ),
            Manadsindikator(indikator=sjukfranvaro(), kom=True, varje_manad=True, ekonomi=True),
            Manadsindikator(indikator=budget(), varje_manad=True, ekonomi=True),
        ),
        aktiviteter=tuple(
            Enhetsaktivitet(
                aktivitet=replace(aktivitet, skal="" if n == 1 else aktivitet.skal),
                enhet="Hemtjänst Centrum",
            )
            for n in range(rader)
        ),
        uppdrag=(uppdrag * rader)[:rader],
        atgarder=tuple(
            Enhetsatgard(atgard=a, enhet="Hemtjänst Väster")
            for a in (*[sen] * rader, *[kommande] * rader)
        ),
        typer=TYPER,
        synpunkter=synpunkter(),
        frist="inom 10 arbetsdagar",
        saknas=(Lucka(vad="Jämförbart värde för Budgetavvikelse", ansvarig="Egon Ekonom"),),
        status=Status(
            lage=Rapportlage.FASTSTALLD,
            dnr="VON 2027/0103",
            paragraf="41",
            beslutsdatum=date(2027, 4, 21),
        ),
    )


def tom() -> Manadsrapport:
    """A nämnd that has neither a plan nor a synpunkt."""
    noll = tuple(tal(0) for _ in TYPER)
    return _rapport(
        typer=TYPER,
        synpunkter=(
            Synpunktsmanad(namn="mars 2027", antal=tal(0), per_typ=noll),
            *(
                Synpunktsmanad(namn=namn, per_typ=tuple(INGET for _ in TYPER))
                for namn in ("februari 2027", "mars 2026")
            ),
        ),
        saknas=(Lucka(vad="Fastställd verksamhetsplan", ansvarig="inte utsedd"),),
        kontakt="",
    )


def en() -> Manadsrapport:
    return _rapport(
        indikatorer=(Manadsindikator(indikator=indikator(1), kom=True, varje_manad=True),),
        typer=TYPER,
        synpunkter=synpunkter(),
    )


def hundratals() -> Manadsrapport:
    stor = av_storlek(120, 300)
    return replace(stor, saknas=stor.saknas * 60)


ALLA = {"full": full, "tom": tom, "en": en, "hundratals": hundratals}
