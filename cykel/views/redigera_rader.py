"""The rows of the editor, each written in one go: of a large plan they are most of its page. As the
page writes a row, so does what htmx fetches of it (`redigera_kort.Bit`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from cykel.models import Aktivitet, Planindikator
from kvalitet.ritning import skriv, skriv_alla
from kvalitet.texter import datum

_RAD = '<li id="{}-{}" data-bit><p class="stark">{}</p>\n<p class="liten dov">{}</p>\n{}{}</li>'
_LANKAR = (
    '<p class="rader__slut liten"><a href="{}" data-fokus>Ändra<span class="ds-sr-only"> {}</span>'
    '</a> · <a href="{}">Ta bort<span class="ds-sr-only"> {}</span></a></p>'
)


@dataclass(frozen=True)
class Aktivitetskort:
    plan_pk: int
    rad: Aktivitet
    fel: tuple[str, ...]
    varningar: tuple[str, ...]

    @property
    def last(self) -> SafeString:
        """The row as it is read."""
        return self._rad(SafeString())

    @property
    def skriven(self) -> SafeString:
        """The row with its ways to change it."""
        adresser = ("cykel:aktivitet_andra", "cykel:aktivitet_ta_bort")
        return self._rad(_lankar(adresser, self.plan_pk, self.rad.pk, self.rad.rubrik))

    def _rad(self, lankar: SafeString) -> SafeString:
        rad = self.rad
        annan = rad.rapportor_id != rad.ansvarig_id
        rapporterar = f", {rad.rapportor} rapporterar" if annan else ""
        mer = [
            *([("", f"Väntad effekt: {rad.vantad_effekt}")] if rad.vantad_effekt else []),
            *([("", f"Resurser: {rad.resurser}")] if rad.resurser else []),
            *((" sen", mening) for mening in self.fel),
            *((" snart", mening) for mening in self.varningar),
        ]
        vem = f"{rad.ansvarig}{rapporterar}, {datum(rad.start)} till {datum(rad.slut)}"
        return skriv(_RAD, "aktivitet", rad.pk, rad.rubrik, vem, _meningar(mer), lankar)


@dataclass(frozen=True)
class Indikatorkort:
    plan_pk: int
    rad: Planindikator
    mal: str
    saknas: tuple[str, ...]

    @property
    def last(self) -> SafeString:
        """The row as it is read."""
        return self._rad(SafeString())

    @property
    def skriven(self) -> SafeString:
        """The row with its ways to change it."""
        adresser = ("cykel:planindikator_andra", "cykel:planindikator_ta_bort")
        return self._rad(_lankar(adresser, self.plan_pk, self.rad.pk, str(self.rad.indikator)))

    def _rad(self, lankar: SafeString) -> SafeString:
        rad = self.rad
        kriterium = skriv("{}<br>", rad.kriterium) if rad.kriterium else ""
        mal = skriv("{}Mål: {}", kriterium, self.mal)
        mer = [(" sen", f"Saknas: {', '.join(self.saknas)}")] if self.saknas else []
        return skriv(_RAD, "indikator", rad.pk, rad.indikator, mal, _meningar(mer), lankar)


def _meningar(rader: Iterable[tuple[str, str]]) -> SafeString:
    return skriv_alla("", '<p class="liten{}">{}</p>\n', rader)


def _lankar(adresser: tuple[str, str], plan: int, rad: int, namn: str) -> SafeString:
    andra, ta_bort = (reverse(adress, args=[plan, rad]) for adress in adresser)
    return skriv(_LANKAR, andra, namn, ta_bort, namn)
