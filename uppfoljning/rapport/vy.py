"""What the two templates, print and web, need beyond the report itself. Pure.

Print and web differ in markup only; whatever is counted, chosen or worded is here, so
that they say the same.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from kvalitet.diagram import TRYCK, WEBB, Diagram, kolumnbredd, sprangdiagram
from kvalitet.kalender import SVENSK_TID
from kvalitet.texter import FASER
from uppfoljning.rapport import fem_svar, skrift
from uppfoljning.rapport.hjulet import hjul
from uppfoljning.rapport.malvy import Malvy, kompakt, malvy
from uppfoljning.rapport.mening import varst_forst
from uppfoljning.rapport.modell import (
    Mal,
    Maluppfyllelserapport,
    Rapportlage,
    Sprang,
)
from uppfoljning.rapport.tabeller import Tabeller, tabeller

SKEDEN = (
    ("planera", "Nämnden beslutar om mål och uppdrag. Kontoret skriver planen."),
    ("genomfora", "Enheterna gör aktiviteterna i planen."),
    ("folja_upp", "Resultat, enkäter och synpunkter samlas och bedöms."),
    ("atgarda", "Brister får en åtgärd, en ansvarig och ett datum."),
    ("kvalitetssakra", "Kilen: effekten kontrolleras och rutinen ändras."),
)
ORDLISTA = (
    (
        "Bedömning",
        "Hur väl målet är uppfyllt på mätdatum. En namngiven person bedömer. "
        "Indikatorerna ger ett förslag.",
    ),
    ("Prognos", "Hur målet väntas stå vid årets slut. Inte samma sak som bedömningen."),
    ("Utveckling", "Riktningen sedan förra tillfället, med hänsyn till felmarginalen."),
    ("Kriterium A, B, C", "Hur man vet att målet är nått, enligt beslutet om målet."),
    ("Felmarginal (±)", "95-procentigt konfidensintervall med korrektion för ändlig population."),
    (
        "NKI",
        "Nöjd kund-index, 0–100. Medelvärdet av tre frågor med svar 1–10, omräknat: "
        "(medel − 1) · 100/9. Inte procent.",
    ),
    ("Svarsfrekvens", "Antal svar delat med urvalet minus övertäckningen."),
    ("Två punkter (..)", "Värdet visas inte, för få svar. Döljs ett kön döljs även det andra."),
    ("Tankstreck (–)", "Uppgift finns inte eller är inte tillämplig. Det är aldrig noll."),
    ("Saknas", "Uppgiften borde finnas. Den ansvariga står bredvid."),
    (
        "Förbättringssprång",
        "En nyhet som höjt nivån varaktigt. Ett seriebrott är något annat: då ändrades mätningen.",
    ),
)


SPRANGMATT = replace(TRYCK, vanster=24.0, kolumn=12.0)
"""Narrower columns: a leap has more points than a goal."""


@dataclass(frozen=True, slots=True)
class Sprangvy:
    sprang: Sprang
    ankare: str
    bild: Diagram
    bredd: str
    tabellbredd: str
    nivaer: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class Innehallsrad:
    """`bedomning` is shown instead of `om` on the lines of goals."""

    ankare: str
    rubrik: str
    om: str = ""
    mal: Mal | None = None


@dataclass(frozen=True, slots=True)
class Rapportvy:
    """All that a template gets. `statusrader` stand under the title."""

    u: Maluppfyllelserapport
    utkast: bool
    titel: str
    period: str
    fot: str
    statusrader: tuple[str, ...]
    forst: fem_svar.ForstaSidan
    mal: tuple[Malvy, ...]
    mal_samst: tuple[Malvy, ...]
    kompakt: bool
    """Whether the goals share pages."""
    sprang: tuple[Sprangvy, ...]
    innehall: tuple[Innehallsrad, ...]
    skeden: tuple[tuple[str, str, str, bool], ...]
    ordlista: tuple[tuple[str, str], ...]
    tabell: Tabeller
    skapad: str
    hjul: Diagram | None
    kil: Diagram | None
    fingeravtryck: str

    @property
    def kontroll(self) -> str:
        """Where the report can be checked; "" of what is not frozen, or does not say."""
        if not (self.u.adress and self.fingeravtryck):
            return ""
        return f"{self.u.adress}/r/{self.fingeravtryck[:12]}/"

    @property
    def avtryck_grupper(self) -> str:
        """In groups of eight, so that it can be read, compared and broken over lines."""
        return " ".join(self.fingeravtryck[n : n + 8] for n in range(0, len(self.fingeravtryck), 8))


def rapportvy(
    u: Maluppfyllelserapport, *, utkast: bool, fingeravtryck: str, webb: bool = False
) -> Rapportvy:
    kort = not webb and kompakt(len(u.mal))
    mal = tuple(malvy(m, webb, kort) for m in u.mal)
    sprang = tuple(_sprangvy(s, n, webb) for n, s in enumerate(u.sprang, 1))
    ordning = [m.id for m in varst_forst(u.mal)]
    return Rapportvy(
        u=u,
        utkast=utkast,
        titel=titel(u, utkast),
        period=skrift.period(u.tillfalle.period_fran, u.tillfalle.period_till),
        fot=_fot(u, utkast),
        statusrader=_statusrader(u, utkast),
        forst=fem_svar.forsta_sidan(u),
        mal=mal,
        mal_samst=tuple(sorted(mal, key=lambda m: ordning.index(m.mal.id))),
        kompakt=kort,
        sprang=sprang,
        innehall=tuple(_innehall(mal, sprang, kort)),
        skeden=tuple((nyckel, FASER[nyckel], text, nyckel == u.fas) for nyckel, text in SKEDEN),
        ordlista=ORDLISTA,
        tabell=tabeller(u, webb),
        skapad=_skapad(u.skapad),
        hjul=None if webb else hjul(u.fas, 72.0, 51.0),
        kil=None if webb else hjul("kvalitetssakra"),
        fingeravtryck=fingeravtryck,
    )


def titel(u: Maluppfyllelserapport, utkast: bool) -> str:
    return f"Måluppfyllelserapport {u.tillfalle.namn}, {u.namnd}{' – UTKAST' if utkast else ''}"


def _skapad(tid: datetime) -> str:
    lokal = tid.astimezone(SVENSK_TID)
    return f"{skrift.datum(lokal.date())} klockan {lokal.hour:02}.{lokal.minute:02}"


def _fot(u: Maluppfyllelserapport, utkast: bool) -> str:
    delar = [u.status.dnr, "UTKAST" if utkast else f"version {u.status.version}"]
    text = ", ".join(d for d in delar if d)
    return f"{text}. Påhittade exempelvärden" if u.pahittad else text


def _statusrader(u: Maluppfyllelserapport, utkast: bool) -> tuple[str, ...]:
    s = u.status
    rader = []
    if s.godkand_datum:
        av = f" av {s.godkand_av}" if s.godkand_av else ""
        rader.append(f"Godkänd{av} {skrift.datum(s.godkand_datum)}")
    if s.lage is Rapportlage.FASTSTALLD:
        paragraf = f", §{skrift.NB}{s.paragraf}" if s.paragraf else ""
        rader.append(f"Fastställd {skrift.datum(s.beslutsdatum)}{paragraf}")
    elif utkast:
        rader.append("Utkast. Inte fastställd, kan ändras.")
    return tuple(rader)


def _innehall(
    mal: tuple[Malvy, ...], sprang: tuple[Sprangvy, ...], kort: bool
) -> list[Innehallsrad]:
    malen = [Innehallsrad(m.ankare, f"Mål {m.mal.nummer}. {m.mal.kort}", mal=m.mal) for m in mal]
    if kort:
        malen = [Innehallsrad("malen", "Mål för mål", "Varje måls sida står i målöversikten")]
    return [
        Innehallsrad("forst", "Läs detta först", "Det viktigaste på en sida"),
        Innehallsrad("oversikt", "Målöversikt", "Alla mål och hur de går"),
        Innehallsrad("uppdrag", "Uppdrag och indikatorer", "Hur gamla de är, och vad som nås"),
        Innehallsrad(
            "ekonomi", "Ekonomi, personal och intern kontroll", "Nyckeltal och kontroller"
        ),
        *malen,
        Innehallsrad("rost", "Invånarnas röst", "Synpunkter och undersökningar"),
        Innehallsrad("larande", "Åtgärder och lärdomar", "Vad som hjälpte och vad vi tar med oss"),
        *(Innehallsrad(s.ankare, "Förbättringssprång", s.sprang.titel) for s in sprang),
        Innehallsrad("om", "Om rapporten", "Ord, källor, rättelser och tillgänglighet"),
    ]


def _sprangvy(s: Sprang, nummer: int, webb: bool) -> Sprangvy:
    bild = sprangdiagram(
        [(p.etikett, p.varde) for p in s.punkter],
        titel=f"Stegdiagram: {s.matt}. {skrift.mening(s.slutsats)} "
        "Värdena finns i tabellen under diagrammet.",
        start=s.start,
        ny_fran=s.ny_fran,
        gammal=s.gammal_niva,
        ny=s.ny_niva,
        start_text=s.start_text,
        decimaler=s.decimaler,
        matt=WEBB if webb else SPRANGMATT,
    )
    nivaer = tuple(
        s.gammal_niva if n < s.start else s.ny_niva if n >= s.ny_fran else None
        for n in range(len(s.punkter))
    )
    bredd, vanster = kolumnbredd(len(s.punkter), SPRANGMATT), SPRANGMATT.vanster
    return Sprangvy(
        s,
        f"sprang-{nummer}",
        bild,
        f"{bredd:.2f}",
        f"{vanster + bredd * len(s.punkter):.2f}",
        nivaer,
    )
