"""Finding a unit or a nämnd by what a person writes in a spreadsheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kvalitet.models import Enhet, Namnd

SKILJE = "/"


def nyckel(namn: str) -> str:
    return " ".join(namn.casefold().split())


class Namnfel(Exception):
    """No unit or nämnd, or more than one, goes by the name."""

    def __init__(self, mening: str) -> None:
        super().__init__(mening)
        self.mening = mening


@dataclass
class Enhetsregister:
    """Units by name. One that shares its name is written with what lies above: Kontor / Enhet."""

    _per_namn: dict[str, list[Enhet]] = field(default_factory=lambda: defaultdict(list))
    _per_id: dict[int, Enhet] = field(default_factory=dict)

    @classmethod
    def av(cls, enheter: Iterable[Enhet]) -> Enhetsregister:
        register = cls()
        for enhet in enheter:
            register._per_namn[nyckel(enhet.namn)].append(enhet)
            register._per_id[enhet.pk] = enhet
        return register

    @classmethod
    def verksamma(cls) -> Enhetsregister:
        return cls.av(Enhet.objects.verksamma().order_by("pk"))

    def hitta(self, text: str) -> Enhet:
        *ovan, namn = [nyckel(del_) for del_ in text.split(SKILJE)]
        # A unit may have the sign in its own name.
        traffar = self._per_namn.get(nyckel(text)) or [
            enhet for enhet in self._per_namn.get(namn, ()) if self._ligger_under(enhet, ovan)
        ]
        if not traffar:
            raise Namnfel(f"det finns ingen enhet som heter ”{text}”.")
        if len(traffar) > 1:
            raise Namnfel(
                f"flera enheter heter ”{text}”. Skriv även vad den ligger under, till exempel "
                f"{self._per_id[traffar[0].foralder_id].namn} {SKILJE} {traffar[0].namn}."
                if traffar[0].foralder_id in self._per_id
                else f"flera enheter heter ”{text}”."
            )
        return traffar[0]

    def _ligger_under(self, enhet: Enhet, ovan: list[str]) -> bool:
        """Say whether the units above, nearest last, go by these names."""
        for namn in reversed(ovan):
            foralder = self._per_id.get(enhet.foralder_id or 0)
            if foralder is None or nyckel(foralder.namn) != namn:
                return False
            enhet = foralder
        return True


@dataclass
class Namndregister:
    """Nämnder by name or code."""

    _alla: dict[str, Namnd]

    @classmethod
    def alla(cls) -> Namndregister:
        namnder = list(Namnd.objects.order_by("pk"))
        per_kod = {nyckel(namnd.kod): namnd for namnd in namnder}
        return cls(per_kod | {nyckel(namnd.namn): namnd for namnd in namnder})

    def hitta(self, text: str) -> Namnd:
        namnd = self._alla.get(nyckel(text))
        if namnd is None:
            raise Namnfel(f"det finns ingen nämnd som heter ”{text}”.")
        return namnd

    def finns(self, text: str) -> bool:
        return nyckel(text) in self._alla

    def lagg_till(self, namnd: Namnd) -> None:
        self._alla |= {nyckel(namnd.kod): namnd, nyckel(namnd.namn): namnd}
