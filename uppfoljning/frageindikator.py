"""Which indicators take their values from a survey's questions, and what can be chosen."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from cykel.models import Indikator
from uppfoljning.enkatresultat import JA, Frageresultat, Matt
from uppfoljning.models import Fraga, Frageindikator, Undersokning
from uppfoljning.undersokning import Resultat


@dataclass(frozen=True)
class Indikatorrad:
    koppling: Frageindikator
    fraga: str


def indikatorrader(u: Undersokning) -> list[Indikatorrad]:
    namn = dict(valbara(u))
    rader = u.frageindikatorer.select_related("indikator").order_by("indikator__namn", "pk")
    return [Indikatorrad(rad, namn.get(varde(rad), rad.fraga_nyckel)) for rad in rader]


def varde(rad: Frageindikator) -> str:
    """The question, and of a choice the alternative, as a form sends it."""
    return f"{rad.fraga_nyckel}:{rad.alternativ_nyckel}".rstrip(":")


def valbara(u: Undersokning) -> list[tuple[str, str]]:
    """Return what of the survey can be an indicator, as (value, words)."""
    version = u.versioner.order_by("utkast", "-nummer").first()
    if version is None:
        return []
    ut: list[tuple[str, str]] = []
    for f in version.fragor.prefetch_related("alternativ").order_by("ordning"):
        if f.slag == Fraga.Slag.NKI:
            ut.append((f.nyckel, f"NKI: {f.text}"))
        elif f.skala:
            ut.append((f.nyckel, f.text + (", andel ja" if f.slag == Fraga.Slag.JA_NEJ else "")))
        elif f.har_alternativ:
            alternativ = sorted(f.alternativ.all(), key=lambda a: a.ordning)
            ut += [(f"{f.nyckel}:{a.nyckel}", f"{f.text} {a.text}") for a in alternativ]
    return ut


def indikatorer(u: Undersokning) -> QuerySet[Indikator]:
    """The indicators of surveys that are not yet taken from this one."""
    kalla = Indikator.Kalla.UNDERSOKNING
    rader = Indikator.objects.filter(kalla=kalla).exclude(frageindikatorer__undersokning=u.pk)
    return rader.order_by("namn", "pk")


def matt(r: Resultat, rad: Frageindikator) -> tuple[Frageresultat, Matt] | None:
    """Return the number that the indicator is of; the question as it is asked last."""
    nycklar = {rad.alternativ_nyckel} if rad.alternativ_nyckel else {"", JA}
    fragor = (f for f in r.fragor if f.fraga.nyckel == rad.fraga_nyckel)
    return next(((f, m) for f in fragor for m in f.matt if m.nyckel in nycklar), None)
