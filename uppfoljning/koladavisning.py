"""What the pages show of an indicator from Kolada: how its fetching stands, its values by area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from cykel.maltext import med_matt
from cykel.models import Indikator, Matvarde
from cykel.periodvarden import periodvarden
from cykel.visning import Indikatordel, Kallank
from kvalitet.behorighet import far
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from kvalitet.texter import datum
from uppfoljning.actions.koladavarden import kommunens_enhet
from uppfoljning.kolada.varden import KALLA
from uppfoljning.koladaomraden import omradesnamn
from uppfoljning.models import Koladafraga, Koladahamtning
from uppfoljning.models.kolada import RIKET

AR_I_TABELLEN = 6


def kallor(anvandare: Anvandare) -> list[Kallank]:
    """The way to Kolada's catalogue from the list of indicators (settings.INDIKATORKALLOR)."""
    if not far(anvandare, Rattighet.PLAN_SKRIVA):
        return []
    return [Kallank("Sök bland Koladas nyckeltal", reverse("uppfoljning:kolada"))]


def indikatordelar(indikator: Indikator, anvandare: Anvandare) -> list[Indikatordel]:
    """How the fetching stands, for the indicator's page (settings.INDIKATORSIDANS_DELAR)."""
    if indikator.kalla != Indikator.Kalla.KOLADA:
        return []
    lage = hamtningslage(indikator)
    sidan = reverse("uppfoljning:koladaindikator", args=[indikator.pk])
    ut = [Indikatordel(m, viktig=True) for m in lage.viktigt]
    ut.append(Indikatordel(lage.mening, sidan, "Jämförelser och hämtning från Kolada"))
    if lage.fraga:
        fraga = reverse("uppfoljning:koladafraga", args=[lage.fraga.pk])
        ut[0] = Indikatordel(lage.viktigt[0], fraga, "Läs och svara", viktig=True)
    return ut


@dataclass(frozen=True)
class Hamtningslage:
    """`mening`: when it was fetched. `viktigt`: what stops it or went wrong."""

    mening: str
    viktigt: Sequence[str] = ()
    fraga: Koladafraga | None = None
    avslutad: bool = False

    @property
    def pausad(self) -> bool:
        return self.fraga is not None


def hamtningslage(indikator: Indikator) -> Hamtningslage:
    hamtning = Koladahamtning.objects.filter(pk=indikator.pk).first()
    if hamtning is None:
        return Hamtningslage("Värdena hämtas i natt.")
    fraga = Koladafraga.objects.filter(indikator=indikator, svar="").first()
    mening = "Inget är hämtat än. Värdena hämtas i natt."
    if hamtning.senast_lyckad:
        mening = f"Hämtades senast {datum(hamtning.senast_lyckad)}."
    if hamtning.avslutad:
        slut = f"Hämtningen avslutades {datum(hamtning.avslutad)}."
        return Hamtningslage(f"{mening} {slut}" if hamtning.senast_lyckad else slut, avslutad=True)
    if fraga:
        text = f"Pausad: {_liten(fraga.get_orsak_display())}. Säg om det är samma mått."
        return Hamtningslage(mening, (text,), fraga)
    if hamtning.fel and hamtning.senast_forsok:
        dag = datum(hamtning.senast_forsok)
        text = f"Senaste försöket, {dag}, misslyckades därför att: {hamtning.fel}"
        if not hamtning.senast_lyckad:
            mening = "Inget är hämtat än."
        return Hamtningslage(mening, (text,))
    return Hamtningslage(mening)


def _liten(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


# --- values by area ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Omradesrad:
    """An area, or the women or men of our own, and a value a year."""

    namn: str
    celler: Sequence[tuple[str, str]]
    """(year, value in words)"""
    under: bool = False


@dataclass(frozen=True)
class Omradestabell:
    ar: Sequence[str]
    rader: Sequence[Omradesrad]
    kalla: str


def omradestabell(indikator: Indikator) -> Omradestabell:
    """Our own values and those of the areas, as delivered, the latest year first."""
    hemma = kommunens_enhet()
    fraga = Matvarde.objects.filter(indikator=indikator)
    egna = list(fraga.filter(enhet=hemma).order_by("period_till", "pk")) if hemma else []
    andras = list(fraga.filter(enhet=None).order_by("period_till", "pk"))
    alla = [*egna, *andras]
    ar = sorted({v.period_till.year for v in alla}, reverse=True)[:AR_I_TABELLEN]
    per_omrade: dict[str, list[Matvarde]] = defaultdict(list)
    for v in andras:
        per_omrade[v.omrade].append(v)
    namn = omradesnamn(per_omrade)
    rader = []
    if egna and hemma:
        rader += _rader(indikator, hemma.namn, egna, ar, kon=indikator.konsuppdelad)
    for kod in sorted(per_omrade, key=lambda kod: (kod != RIKET, not kod.startswith("G"), kod)):
        rader += _rader(indikator, stor(namn.get(kod, kod)), per_omrade[kod], ar, kon=False)
    return Omradestabell([str(ett) for ett in ar], rader, _kalla(alla))


def _rader(
    indikator: Indikator, namn: str, varden: Sequence[Matvarde], ar: Sequence[int], *, kon: bool
) -> list[Omradesrad]:
    """The rows of one area. What is to be hidden is hidden here as everywhere."""
    dolda = {till.year: p.dolda for (_, till), p in periodvarden(varden).items()}
    per = {(v.period_till.year, v.kon): v for v in varden}

    def text(ett: int, vilka: str) -> str:
        if vilka in dolda.get(ett, ()):
            return ".. för få svar"
        v = per.get((ett, vilka))
        return "" if v is None else v.bortfallsorsak or med_matt(v.varde, indikator)

    vilka = [("T", namn), *([("K", "Kvinnor"), ("M", "Män")] if kon else [])]
    return [
        Omradesrad(rubrik, [(str(ett), text(ett, k)) for ett in ar], under=k != "T")
        for k, rubrik in vilka
    ]


def _kalla(varden: Iterable[Matvarde]) -> str:
    """Name Kolada where the values are as it delivered them, and any other source as itself."""
    delar = {KALLA if v.kalla.split(",")[0] == KALLA else v.kalla for v in varden}
    return ", ".join(sorted(delar))


def stor(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
