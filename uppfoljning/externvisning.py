"""The figures of an external survey as they are read: by unit, by question, over the years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kvalitet.statistik import Forandring, Skattning, forandring, skillnad_med_intervall
from kvalitet.texter import tal
from uppfoljning.models import Externfraga, Externomgang, Externresultat

FORANDRINGAR = {
    Forandring.FORBATTRING: "Förbättring",
    Forandring.FORSAMRING: "Försämring",
    Forandring.OFORANDRAT: "Oförändrat",
    Forandring.SAKNAS: "",
}
PRICKAR = ".."


@dataclass
class Rad:
    """One unit and question in one round."""

    fraga: Externfraga
    enhet: str
    enhet_pk: int
    per_kon: dict[str, Externresultat] = field(default_factory=dict)
    fore: Externresultat | None = None

    @property
    def n(self) -> str:
        t = self.per_kon.get("T")
        return tal(t.n) if t and t.n is not None else ""

    @property
    def intervall(self) -> str:
        t = self.per_kon.get("T")
        if t is None or t.undre is None or t.ovre is None:
            return ""
        return f"{tal(t.undre, self.decimaler)}–{tal(t.ovre, self.decimaler)}"

    @property
    def decimaler(self) -> int:
        return 2 if self.fraga.matt == Externfraga.Matt.MEDEL else 1

    def _text(self, kon: str) -> str:
        r = self.per_kon.get(kon)
        if r is None:
            return ""
        return PRICKAR if r.varde is None else tal(r.varde, self.decimaler)

    @property
    def totalt(self) -> str:
        return self._text("T")

    @property
    def kvinnor(self) -> str:
        return self._text("K")

    @property
    def man(self) -> str:
        return self._text("M")

    @property
    def orsak(self) -> str:
        """Why there are dots, in words."""
        orsaker = [
            r.get_orsak_display() for r in map(self.per_kon.get, "TKM") if r and r.varde is None
        ]
        return ", ".join(dict.fromkeys(orsaker))

    @property
    def skillnad(self) -> str:
        """Women less men, and whether the difference is more than chance."""
        k, m = (skattning(self.per_kon.get(kon)) for kon in "KM")
        if k is None or m is None:
            return ""
        text = tal(k.varde - m.varde, self.decimaler)
        grans = skillnad_med_intervall(m, k)
        if grans is None:
            return text
        return f"{text} (ryms i osäkerheten)" if grans[0] <= 0 <= grans[1] else text

    @property
    def forandring(self) -> str:
        return FORANDRINGAR[forandring(skattning(self.fore), skattning(self.per_kon.get("T")))]


def skattning(r: Externresultat | None) -> Skattning | None:
    if r is None or r.varde is None:
        return None
    undre = None if r.undre is None else float(r.undre)
    ovre = None if r.ovre is None else float(r.ovre)
    return Skattning(float(r.varde), undre, ovre, r.n or 0, "")


def rader(resultat: Iterable[Externresultat], fore: Iterable[Externresultat] = ()) -> list[Rad]:
    """Put the figures of each unit and question together, in the order they come."""
    tidigare = {(r.enhet_id, r.fraga_id): r for r in fore if r.kon == "T"}
    ut: dict[tuple[int, int], Rad] = {}
    for r in resultat:
        nyckel = (r.enhet_id, r.fraga_id)
        rad = ut.setdefault(nyckel, Rad(r.fraga, r.enhet.namn, r.enhet_id))
        rad.per_kon[r.kon] = r
        rad.fore = tidigare.get(nyckel)
    return list(ut.values())


def svarsfrekvens(omgang: Externomgang, resultat: Sequence[Externresultat], rot: int) -> str:
    """The response rate in words, where the sample is known; of the whole survey."""
    if omgang.urval is None:
        return ""
    pa_fragan = max((r.n or 0 for r in resultat if r.enhet_id == rot and r.kon == "T"), default=0)
    andel = svarsandel(omgang, pa_fragan)
    if andel is None:
        return ""
    antal, mojliga = omgang.svarande or pa_fragan, omgang.urval - omgang.overtackning
    return f"{tal(antal)} av {tal(mojliga)} tillfrågade svarade, {tal(andel, 0)} procent."


def svarsandel(omgang: Externomgang, pa_fragan: int) -> float | None:
    """The response rate of the whole survey in percent. `pa_fragan`: the most answers that a
    question had, which stand in where the file did not tell of each person."""
    antal = omgang.svarande or pa_fragan
    mojliga = (omgang.urval or 0) - omgang.overtackning
    if not 0 < antal <= mojliga or antal < omgang.undersokning.troskel:
        return None
    return 100 * antal / mojliga


def per_ar(resultat: Iterable[Externresultat]) -> dict[int, list[Externresultat]]:
    ut: dict[int, list[Externresultat]] = defaultdict(list)
    for r in resultat:
        ut[r.omgang.ar].append(r)
    return ut
