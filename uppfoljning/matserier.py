"""What is measured of a plan's indicators up to a day: read once, and asked of by `matning`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from cykel.frekvens import manader_bakat
from cykel.models import (
    Definitionsversion,
    Matvarde,
    Planindikator,
    PlanVersion,
    Seriebrott,
)
from cykel.seriebrott import brott_i, brott_mellan
from uppfoljning.definitioner import definitioner, hojningar

AR_I_SERIEN = 8


@dataclass(frozen=True)
class Varden:
    """An indicator's values up to mätdatum, oldest first: the unit's own, and the areas'."""

    egna: Sequence[Matvarde]
    omraden: Mapping[str, Sequence[Matvarde]]
    brotten: Sequence[Seriebrott] = ()
    namnen: Mapping[str, str] = field(default_factory=dict)
    """What Kolada calls the areas."""
    hojningar: Sequence[date] = ()
    """The days from which a leap has raised the unit's level."""
    definition: Definitionsversion | None = None
    """The words that held at mätdatum; None while they have never been changed."""
    totaler: Sequence[Matvarde] = ()
    """The unit's own, without sex, as far back as there are any: what the control chart is of."""

    @property
    def nya_faser(self) -> list[date]:
        """The days from which the level or the measure is another."""
        return [*self.hojningar, *(b.datum for b in self.brotten)]

    def brott(self, a: date, b: date) -> Seriebrott | None:
        """The break that parts two periods, by the days on which they end."""
        return brott_mellan(self.brotten, min(a, b), max(a, b))

    def namn(self, kod: str) -> str:
        return self.namnen.get(kod) or omradesnamn(kod)

    def av(self, kon: str) -> list[Matvarde]:
        return [rad for rad in self.egna if rad.kon == kon]


def las_varden(
    version: PlanVersion, rader: Iterable[Planindikator], matdatum: date
) -> dict[int, Varden]:
    enhet_id = version.plan.enhet_id
    forst = manader_bakat(matdatum, 12 * AR_I_SERIEN)
    # Of two periods that end on the same day the longer comes last, and so is the one used.
    alla = Matvarde.objects.filter(
        Q(enhet=enhet_id, kon=Matvarde.Kon.T)
        | Q(enhet=enhet_id, period_till__gt=forst)
        | Q(enhet__isnull=True, kon=Matvarde.Kon.T, period_till__gt=forst),
        indikator__in={rad.indikator_id for rad in rader},
        period_till__lte=matdatum,
    ).order_by("period_till", "-period_fran", "pk")
    egna: dict[int, list[Matvarde]] = defaultdict(list)
    totaler: dict[int, list[Matvarde]] = defaultdict(list)
    omraden: dict[int, dict[str, list[Matvarde]]] = defaultdict(lambda: defaultdict(list))
    for rad in alla:
        if rad.enhet_id and rad.kon == Matvarde.Kon.T:
            totaler[rad.indikator_id].append(rad)
        if rad.period_till <= forst:
            continue
        if rad.enhet_id:
            egna[rad.indikator_id].append(rad)
        else:
            omraden[rad.indikator_id][rad.omrade].append(rad)
    indikatorer = {rad.indikator_id for rad in rader}
    brotten, hojda = brott_i(indikatorer), hojningar(enhet_id, indikatorer)
    ord_ = definitioner(indikatorer, matdatum)
    return {
        pk: Varden(
            egna[pk],
            omraden[pk],
            brotten.get(pk, ()),
            hojningar=hojda[pk],
            definition=ord_.get(pk),
            totaler=totaler[pk],
        )
        for pk in indikatorer
    }


def omradesordning(varden: Varden) -> list[str]:
    """Riket first, then groups, then the rest."""
    return sorted(varden.omraden, key=lambda kod: (kod != "0000", not kod.startswith("G"), kod))


def omradesnamn(kod: str) -> str:
    """Name the kind of what a value is compared with, in a form that fits after "än"."""
    if kod == "0000":
        return "riket"
    return "liknande kommuner" if kod.startswith("G") else f"kommun {kod}"
