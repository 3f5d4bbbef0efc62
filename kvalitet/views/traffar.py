"""What the search finds: each kind within what the person may see, a few of each in one query."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Model, Q, QuerySet
from django.urls import resolve, reverse
from django.utils.http import urlencode

from cykel.models import Indikator, Mal, Verksamhetsplan
from kvalitet.behorighet import far, har_roll, omfang, synliga_enheter
from kvalitet.databas import SvNyckel
from kvalitet.meny import ARBETSMENY, FLER_SIDOR
from kvalitet.models import Anvandare, Enhet
from kvalitet.roller import Rattighet, Roll
from synpunkter import inkorg
from synpunkter.actions.mottagning import SKRIVA_IN
from synpunkter.models import Synpunkt
from synpunkter.sokvektor import ordlista

FORST = 5
"""Hits of each kind; the rest stand on a page of their own."""


@dataclass(frozen=True)
class Traff:
    text: str
    detalj: str
    url: str


@dataclass(frozen=True)
class Grupp:
    """The first hits of one kind. `alla` leads to the rest, empty when these are all."""

    nyckel: str
    rubrik: str
    traffar: list[Traff]
    alla: str = ""


@dataclass(frozen=True)
class Slag:
    """A kind that is searched by the words of its fields."""

    rubrik: str
    ratt: Rattighet
    sok: Callable[[Anvandare, list[str]], QuerySet[Any]]
    ordning: tuple[str, ...]
    visa: Callable[[Any], Traff]


def grupper(av: Anvandare, skrivet: str) -> list[Grupp]:
    """Return the kinds that hold every word, in the order of the menu; pages first."""
    orden = ordlista(skrivet)
    if not orden:
        return []
    alla = [Grupp("sidor", "Sidor", list(_sidor(av, orden))[:FORST])]
    for nyckel, slag in SLAG.items():
        if far(av, slag.ratt):
            rader = list(slag.sok(av, orden).order_by(*slag.ordning)[: FORST + 1])
            fler = f"{reverse('sok')}?{urlencode({'q': skrivet, 'slag': nyckel})}"
            alla.append(_grupp(nyckel, slag.rubrik, [slag.visa(r) for r in rader], fler))
    if far(av, Rattighet.SYNPUNKT_SE) and not har_roll(av, Roll.REVISOR):
        alla.append(_synpunkter(av, skrivet))
    return [grupp for grupp in alla if grupp.traffar]


def _grupp(nyckel: str, rubrik: str, traffar: list[Traff], alla: str) -> Grupp:
    return Grupp(nyckel, rubrik, traffar[:FORST], alla if len(traffar) > FORST else "")


NAGON_AV = {"synpunkter:registrera": SKRIVA_IN}
"""Pages that ask for one of several rights, inside the view."""

# --- Pages ---------------------------------------------------------------------------------------


def _sidor(av: Anvandare, orden: list[str]) -> Iterator[Traff]:
    sidor = [*((namn, vy) for namn, vy, _ in ARBETSMENY), *FLER_SIDOR]
    for namn, vy in sidor:
        if all(ett in namn.lower() for ett in orden):
            url = reverse(vy)
            ratt: Rattighet | None = getattr(resolve(url).func, "ratt", None)
            ratter = NAGON_AV.get(vy) or ((ratt,) if ratt else ())
            if not ratter or any(far(av, en) for en in ratter):
                yield Traff(namn, "", url)


# --- Cases: the inbox's own search, with its secrecy ----------------------------------------------


def _synpunkter(av: Anvandare, skrivet: str) -> Grupp:
    rader = inkorg.filtrera(inkorg.synliga(av), {"lage": "alla"}, Q())
    sida = inkorg.sida(rader, nyast=True, antal=FORST, sok=skrivet)
    alla = _inkorgen(skrivet) if sida.efter else ""
    return Grupp("synpunkter", "Synpunkter", [_synpunkt(s) for s in sida.rader], alla)


def i_inkorgen(av: Anvandare, skrivet: str) -> str:
    """Return where a revisor searches the cases. That reading is on record (the inbox writes it),
    so it begins there and not with every letter that is typed here."""
    far_dit = far(av, Rattighet.SYNPUNKT_SE) and har_roll(av, Roll.REVISOR)
    return _inkorgen(skrivet) if far_dit and ordlista(skrivet) else ""


def _inkorgen(skrivet: str) -> str:
    return f"{reverse('synpunkter:inkorg')}?{urlencode({'q': skrivet, 'lage': 'alla'})}"


def _synpunkt(s: Synpunkt) -> Traff:
    detalj = f"{s.referens}, {s.get_lage_display().lower()}, {s.enhet}"
    return Traff(s.listrubrik, detalj, reverse("synpunkter:arende", args=[s.pk]))


# --- What is searched by the words of its fields --------------------------------------------------

PLANORD = {"plan", "planer", "planen", "verksamhetsplan", "verksamhetsplaner"}
MALORD = {"mål", "målet"}


def _ordet_i(ett: str, *falt: str) -> Q:
    villkor = Q(**{f"{falt[0]}__icontains": ett})
    for namn in falt[1:]:
        villkor |= Q(**{f"{namn}__icontains": ett})
    return villkor


def _tal(ett: str) -> int | None:
    """Return a word of one to four figures as a number: a goal's, or a year."""
    return int(ett) if ett.isascii() and ett.isdecimal() and len(ett) <= 4 else None


def _planer(av: Anvandare, orden: list[str]) -> QuerySet[Verksamhetsplan]:
    rader = Verksamhetsplan.objects.filter(omfang(av, Rattighet.PLAN_SE)).med_plats()
    for ett in orden:
        if ett in PLANORD:
            continue
        villkor = _ordet_i(ett, "enhet__namn", "namnd__namn", "planansvarig__namn", "dnr")
        if (ar := _tal(ett)) is not None and ar > 0:
            villkor |= Q(period_fran__year__lte=ar, period_till__year__gte=ar)
        rader = rader.filter(villkor)
    return rader.annotate(namnnyckel=SvNyckel("enhet__namn"))


def _plan(plan: Verksamhetsplan) -> Traff:
    detalj = f"{plan.get_fas_display()}, {plan.namnd}"
    return Traff(str(plan), detalj, reverse("cykel:plan", args=[plan.pk]))


def _mal(av: Anvandare, orden: list[str]) -> QuerySet[Mal]:
    """Goals are decided in public, so everyone who sees plans sees them all."""
    rader = Mal.objects.select_related("niva__styrmodell", "namnd")
    for ett in orden:
        if ett in MALORD:
            continue
        villkor = _ordet_i(ett, "kort", "text", "namnd__namn")
        if (nummer := _tal(ett)) is not None:
            villkor |= Q(nummer=nummer)
        rader = rader.filter(villkor)
    return rader


def _ett_mal(mal: Mal) -> Traff:
    detalj = f"{mal.niva}, {mal.namnd or 'hela kommunen'}, {mal.niva.styrmodell}"
    return Traff(str(mal), detalj, reverse("cykel:ett_mal", args=[mal.pk]))


def _indikatorer(av: Anvandare, orden: list[str]) -> QuerySet[Indikator]:
    rader = Indikator.objects.select_related("agare")
    for ett in orden:
        rader = rader.filter(_ordet_i(ett, "namn", "definition", "matt", "kolada_id"))
    return rader.annotate(namnnyckel=SvNyckel("namn"))


def _indikator(en: Indikator) -> Traff:
    return Traff(en.namn, en.get_kalla_display(), reverse("cykel:indikator", args=[en.pk]))


def _enheter(av: Anvandare, orden: list[str]) -> QuerySet[Enhet]:
    """The units whose page the person may open."""
    synliga = synliga_enheter(av, Rattighet.ORGANISATION_SE)
    rader = cast("QuerySet[Enhet]", synliga.verksamma())  # type: ignore[attr-defined]
    for ett in orden:
        rader = rader.filter(namn__icontains=ett)
    return rader.annotate(namnnyckel=SvNyckel("namn"))


def _enhet(enhet: Enhet) -> Traff:
    return Traff(enhet.namn, enhet.get_slag_display(), reverse("enhet", args=[enhet.pk]))


SLAG: dict[str, Slag] = {
    "planer": Slag(
        "Planer",
        Rattighet.PLAN_SE,
        _planer,
        ("-period_fran", "namnnyckel", "pk"),
        _plan,
    ),
    "mal": Slag(
        "Mål",
        Rattighet.PLAN_SE,
        _mal,
        ("-niva__styrmodell__fran", "niva__ordning", "nummer", "pk"),
        _ett_mal,
    ),
    "indikatorer": Slag(
        "Indikatorer", Rattighet.PLAN_SE, _indikatorer, ("namnnyckel", "pk"), _indikator
    ),
    "enheter": Slag("Enheter", Rattighet.ORGANISATION_SE, _enheter, ("namnnyckel", "pk"), _enhet),
}


def traffar_av(slag: Slag, av: Anvandare, skrivet: str) -> QuerySet[Any]:
    """Return every hit of one kind; none without a word."""
    orden = ordlista(skrivet)
    rader: QuerySet[Model] = slag.sok(av, orden)
    return rader if orden else rader.none()
