"""The text of a plan's version in words, and what one version changes against another.

Works on what `effekter.planinnehall` gives: the frozen text of an adopted version, or the text
of a draft as it is now. A field that comes later is told by the name its model gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models

from cykel.maltext import jamforelsenamn, med_matt, omradesnamn
from cykel.models import Aktivitet, Indikator, Malkriterium, Planindikator, Planmal
from kvalitet.texter import datum

TILLAGT, BORTTAGET, ANDRAT, LIKA = "tillagt", "borttaget", "ändrat", "oförändrat"
MATT = ("malvarde", "malvarde_ovre", "baslinje")
RADER = (("aktiviteter", Aktivitet, "Aktivitet"), ("indikatorer", Planindikator, "Indikator"))
INTE_FALT = ("nyckel", "mal", "uppdrag", "indikator", "aktiviteter", "indikatorer")

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Falt:
    """A field in words: what it was (of a removed or changed row) and what it is."""

    namn: str
    fore: str
    efter: str


@dataclass(frozen=True)
class Radvy:
    slag: str
    vad: str
    """Aktivitet or Indikator."""
    rubrik: str
    falt: tuple[Falt, ...]


@dataclass(frozen=True)
class Malvy:
    slag: str
    rubrik: str
    falt: tuple[Falt, ...]
    rader: tuple[Radvy, ...] = field(default=())

    @property
    def andrat(self) -> bool:
        return self.slag != LIKA


def lasbar(innehall: Data) -> list[Malvy]:
    """Return the goals of one version, each with all its fields and rows."""
    ord_ = _Ord([innehall])
    return [_mal(LIKA, None, mal, ord_) for mal in innehall.get("mal", ())]


def jamfor(fore: Data, efter: Data) -> list[Malvy]:
    """Return what is added, removed or changed, goal by goal; what is alike is left out."""
    ord_ = _Ord([fore, efter])
    par = _par(fore.get("mal", ()), efter.get("mal", ()), _malnyckel)
    return [vy for gammal, ny in par if (vy := _mal("", gammal, ny, ord_)).andrat]


def _mal(slag: str, gammal: Data | None, ny: Data | None, ord_: _Ord) -> Malvy:
    rader: list[Radvy] = []
    for namn, modell, vad in RADER:
        par = _par((gammal or {}).get(namn, ()), (ny or {}).get(namn, ()), _radnyckel)
        rader += [_rad(slag, g, n, modell, vad, ord_) for g, n in par]
    falt = ord_.falt(Planmal, gammal, ny, alla=bool(slag))
    if not slag:
        rader = [rad for rad in rader if rad.slag != LIKA]
        slag = _slag(gammal, ny, bool(falt or rader))
    return Malvy(slag, _malrubrik(ny or gammal or {}), falt, tuple(rader))


def _rad(
    slag: str,
    gammal: Data | None,
    ny: Data | None,
    modell: type[models.Model],
    vad: str,
    ord_: _Ord,
) -> Radvy:
    falt = ord_.falt(modell, gammal, ny, alla=bool(slag))
    visas: Data = ny or gammal or {}
    rubrik = visas["indikator"]["namn"] if "indikator" in visas else visas["rubrik"]
    return Radvy(slag or _slag(gammal, ny, bool(falt)), vad, rubrik, falt)


def _slag(gammal: Data | None, ny: Data | None, skiljer: bool) -> str:
    if gammal is None:
        return TILLAGT
    if ny is None:
        return BORTTAGET
    return ANDRAT if skiljer else LIKA


def _par(
    fore: Iterable[Data], efter: Iterable[Data], nyckel: Any
) -> list[tuple[Data | None, Data | None]]:
    """Pair the rows of two versions, those of the later in its order and the removed last."""
    gamla = {nyckel(rad): rad for rad in fore}
    par: list[tuple[Data | None, Data | None]] = [
        (gamla.pop(nyckel(rad), None), rad) for rad in efter
    ]
    return [*par, *((rad, None) for rad in gamla.values())]


def _malnyckel(rad: Data) -> tuple[str, int]:
    return ("mal", rad["mal"]["id"]) if rad["mal"] else ("uppdrag", rad["uppdrag"]["id"])


def _radnyckel(rad: Data) -> str:
    """An indicator that was taken out and put back is the same."""
    return str(rad["indikator"]["id"]) if "indikator" in rad else str(rad["nyckel"])


def _malrubrik(rad: Data) -> str:
    if rad["mal"]:
        return f"Mål {rad['mal']['nummer']}. {rad['mal']['text']}"
    return f"Uppdrag: {rad['uppdrag']['rubrik']}"


class _Ord:
    """Writes fields in words; looks up once how the indicators are measured."""

    def __init__(self, innehall: Iterable[Data]) -> None:
        rader = [i for en in innehall for m in en.get("mal", ()) for i in m["indikatorer"]]
        self._indikatorer = Indikator.objects.in_bulk({i["indikator"]["id"] for i in rader})
        self._kriterier = Malkriterium.objects.in_bulk(
            {i["kriterium"] for i in rader if i["kriterium"]}
        )
        self._omraden = omradesnamn(i.get("jamforelse", "") for i in rader)

    def falt(
        self, modell: type[models.Model], gammal: Data | None, ny: Data | None, *, alla: bool
    ) -> tuple[Falt, ...]:
        """The fields that differ, or all that say something."""
        hel = alla or gammal is None or ny is None
        ut = []
        for namn in _i_ordning(modell, ny or gammal or {}, hel=hel):
            fore, efter = self._text(modell, namn, gammal), self._text(modell, namn, ny)
            skiljer = fore != efter
            if namn not in INTE_FALT and (efter if alla else skiljer):
                ut.append(Falt(_etikett(modell, namn), fore or "saknas", efter or "saknas"))
        return tuple(ut)

    def _text(self, modell: type[models.Model], namn: str, rad: Data | None) -> str:
        varde = rad.get(namn) if rad else None
        if varde is None or varde == "" or namn in INTE_FALT:
            return ""
        if namn in MATT and rad:
            indikator = self._indikatorer.get(rad["indikator"]["id"])
            return med_matt(Decimal(varde), indikator) if indikator else str(varde)
        if namn == "kriterium":
            return str(self._kriterier.get(varde, varde))
        if namn == "jamforelse":
            return jamforelsenamn(varde, self._omraden)
        return _enkelt(modell, namn, varde)


def _i_ordning(modell: type[models.Model], rad: Data, *, hel: bool) -> list[str]:
    """The row's fields in the model's order; the heading of a whole row stands above it."""
    ordning = _ordning(modell)
    namn = [namn for namn in rad if not (hel and namn == "rubrik")]
    return sorted(namn, key=lambda n: ordning.get(n, len(ordning)))


@cache
def _ordning(modell: type[models.Model]) -> dict[str, int]:
    return {falt.name: plats for plats, falt in enumerate(modell._meta.fields)}


def _enkelt(modell: type[models.Model], namn: str, varde: Any) -> str:
    if isinstance(varde, Mapping):
        return str(varde.get("namn", varde))
    if isinstance(varde, bool):
        return "ja" if varde else "nej"
    falt = _modellfalt(modell, namn)
    if isinstance(falt, models.DateField):
        return datum(date.fromisoformat(varde))
    if falt is not None and falt.choices:
        return str(dict(falt.flatchoices).get(varde, varde))
    return str(varde)


@lru_cache(256)  # the names are the frozen text's own
def _etikett(modell: type[models.Model], namn: str) -> str:
    falt = _modellfalt(modell, namn)
    text = str(falt.verbose_name) if falt is not None else namn
    return f"{text[:1].upper()}{text[1:]}"


@lru_cache(256)
def _modellfalt(modell: type[models.Model], namn: str) -> models.Field[Any, Any] | None:
    try:
        falt = modell._meta.get_field(namn)
    except FieldDoesNotExist:
        return None
    return falt if isinstance(falt, models.Field) else None
