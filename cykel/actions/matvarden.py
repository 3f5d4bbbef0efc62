"""Entering values: one at a time, or a grid of many units. All of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cykel.effekter.aterskick import gjord_om
from cykel.models import Aterskick, Indikator, Matvarde
from cykel.rutnat import Celler, visade
from cykel.vardekontroll import periodfel, utanfor
from cykel.villkor.las import hall_planer, lasta_varden
from kvalitet import klocka, logg
from kvalitet.behorighet import far
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet
from kvalitet.roller import Rattighet

Plats = tuple[int, str]
"""A unit and a sex."""


@dataclass(frozen=True)
class Post:
    """One value, or why there is none. `osakerhet` is half the 95 % interval; not given, the
    one that stands is kept while the value is the same, unless it is taken away."""

    enhet: Enhet
    kon: str = Matvarde.Kon.T
    varde: Decimal | None = None
    bortfallsorsak: str = ""
    osakerhet: Decimal | None = None
    utan_osakerhet: bool = False

    @property
    def plats(self) -> Plats:
        return self.enhet.pk, self.kon


@dataclass(frozen=True)
class Inforing:
    """What values that are entered together have in common. `skal`: why what was there before
    is changed."""

    period_fran: date
    period_till: date
    matdatum: date
    kalla: str
    skal: str = ""
    via_lank: bool = False


@dataclass(frozen=True)
class Rutnatsrad:
    """What is changed for a unit, and the cells as they stood when the page was opened."""

    enhet: Enhet
    poster: tuple[Post, ...]
    sedda: Celler


KROCK = (
    "Någon annan har ändrat raden sedan du öppnade sidan. Den är inte överskriven. "
    "Jämför, och spara igen om ditt ska gälla."
)


class Rutnatsfel(Regelbrott):
    """Nothing was saved. `per_enhet` says what to mend in which row, `krockar` which rows
    somebody else has changed meanwhile."""

    def __init__(self, per_enhet: Mapping[int, str], krockar: Iterable[int]) -> None:
        super().__init__("Inget är sparat än. Rätta raderna som är markerade och spara igen.")
        self.per_enhet = dict(per_enhet)
        self.krockar = frozenset(krockar)


@transaction.atomic
def infor_rutnat(
    indikator: Indikator,
    rader: Sequence[Rutnatsrad],
    *,
    inforing: Inforing,
    av: Anvandare,
) -> list[Matvarde]:
    """Enter the changed rows of the grid. Two who save at once take turns at the indicator, and
    the second is told of each row that is no longer as it was."""
    indikator = las(indikator)
    for rad in rader:
        prova_infora(av, indikator, rad.enhet)
    prova_gemensamt(indikator, inforing)
    finns = _finns(indikator, [rad.enhet for rad in rader], inforing)
    nu = visade(finns.values())
    krockar = [r.enhet.pk for r in rader if nu.get(r.enhet.pk, Celler()) != r.sedda]
    fel = {
        rad.enhet.pk: mening
        for rad in rader
        if (mening := _forsta_fel(indikator, rad.poster, finns, inforing, av))
    }
    fel |= lasta_varden(indikator, [rad.enhet for rad in rader], inforing.period_till)
    fel |= dict.fromkeys(krockar, KROCK)
    if fel:
        raise Rutnatsfel(fel, krockar)
    poster = [post for rad in rader for post in rad.poster]
    return skriv(indikator, poster, finns, inforing, av=av)


def infor_en(
    indikator: Indikator, post: Post, inforing: Inforing, *, av: Anvandare | None
) -> Matvarde:
    """Enter one value, in a transaction; entered again it is replaced."""
    indikator = las(indikator)
    if av is not None:
        prova_infora(av, indikator, post.enhet)
    prova_gemensamt(indikator, inforing)
    if av is None:  # what comes by itself is stopped by no lock
        hall_planer(indikator, [post.enhet.pk])
    else:
        for mening in lasta_varden(indikator, [post.enhet], inforing.period_till).values():
            raise Regelbrott(mening)
    finns = _finns(indikator, [post.enhet], inforing)
    if mening := _forsta_fel(indikator, [post], finns, inforing, av):
        raise Regelbrott(mening)
    return skriv(indikator, [post], finns, inforing, av=av)[0]


# --- Who, and what is asked -----------------------------------------------------------------


def far_infora(anvandare: Anvandare, indikator: Indikator, enhet: Enhet) -> bool:
    """The right, or owning the indicator while one may read the unit's plans."""
    if far(anvandare, Rattighet.UPPFOLJNING_SKRIVA, enhet):
        return True
    return indikator.agare_id == anvandare.pk and far(anvandare, Rattighet.PLAN_SE, enhet)


def prova_infora(anvandare: Anvandare, indikator: Indikator, enhet: Enhet) -> None:
    if not far_infora(anvandare, indikator, enhet):
        raise PermissionDenied(f"{Rattighet.UPPFOLJNING_SKRIVA} saknas")


def las(indikator: Indikator) -> Indikator:
    """Take the lock under which an indicator's values are written."""
    return Indikator.objects.select_for_update(of=("self",), no_key=True).get(pk=indikator.pk)


def prova_gemensamt(indikator: Indikator, inforing: Inforing) -> None:
    fel = periodfel(indikator.frekvens, inforing.period_fran, inforing.period_till)
    if fel:
        raise Regelbrott(fel)
    if inforing.matdatum > klocka.idag():
        raise Regelbrott("Mätdatumet ligger i framtiden. Skriv den dag då värdet mättes.")


def _forsta_fel(
    indikator: Indikator,
    poster: Iterable[Post],
    finns: Mapping[Plats, Matvarde],
    inforing: Inforing,
    av: Anvandare | None,
) -> str:
    for post in poster:
        gammal = finns.get(post.plats)
        rattas = gammal is not None and _ar_rattelse(gammal, post)
        if mening := _fel_i(indikator, post):
            return mening
        if rattas and av is not None and not inforing.skal.strip():
            return "Värdet är redan infört. Skriv varför det ändras."
    return ""


def _fel_i(indikator: Indikator, post: Post) -> str:
    if (post.varde is None) == (not post.bortfallsorsak.strip()):
        return "Ange ett värde, eller varför det saknas."
    if post.kon != Matvarde.Kon.T and not indikator.konsuppdelad:
        return "Indikatorn delas inte upp på kön. Skriv bara totalen."
    if post.osakerhet is not None and post.osakerhet < 0:
        return "Osäkerheten är ett tal som läggs till och dras ifrån. Skriv det utan minus."
    return utanfor(indikator, post.varde)


def _ar_rattelse(gammal: Matvarde, post: Post) -> bool:
    """Whether a value that was entered becomes another. To fill in what was missing is not."""
    return gammal.varde is not None and (gammal.varde, gammal.osakerhet) != (
        post.varde,
        _osakerhet(gammal, post),
    )


def _osakerhet(gammal: Matvarde, post: Post) -> Decimal | None:
    if post.varde is None:
        return None
    behalls = gammal.varde == post.varde and not post.utan_osakerhet
    return gammal.osakerhet if post.osakerhet is None and behalls else post.osakerhet


# --- Writing --------------------------------------------------------------------------------


def _finns(
    indikator: Indikator, enheter: Iterable[Enhet], inforing: Inforing
) -> dict[Plats, Matvarde]:
    rader = Matvarde.objects.filter(
        indikator=indikator,
        enhet__in=[enhet.pk for enhet in enheter],
        period_fran=inforing.period_fran,
        period_till=inforing.period_till,
    )
    return {(rad.enhet_id or 0, rad.kon): rad for rad in rader}


_SKRIVS = ("varde", "bortfallsorsak", "osakerhet", "matdatum", "kalla", "infort_av")


def skriv(
    indikator: Indikator,
    poster: Sequence[Post],
    finns: Mapping[Plats, Matvarde],
    inforing: Inforing,
    *,
    av: Anvandare | None,
) -> list[Matvarde]:
    """Write and log the values, under the lock. As many queries for a hundred as for one."""
    nya, andrade, rattade = [], [], set()
    rader = []
    for post in poster:
        gammal = finns.get(post.plats)
        rad = gammal or _ny(indikator, post, inforing)
        if gammal is None:
            nya.append(rad)
        elif _skiljer(gammal, post, inforing):
            andrade.append(rad)
            if _ar_rattelse(gammal, post):
                rattade.add(post.plats)
        _fyll(rad, post, inforing, av)
        rader.append(rad)
    Matvarde.objects.bulk_create(nya)
    Matvarde.objects.bulk_update(andrade, _SKRIVS)
    nu = klocka.nu()
    _logga([*nya, *andrade], set(map(id, nya)), rattade, inforing, av=av, nu=nu)
    _gjorda_om(indikator, poster, inforing, av=av, nu=nu)
    return rader


def _ny(indikator: Indikator, post: Post, inforing: Inforing) -> Matvarde:
    return Matvarde(
        indikator=indikator,
        enhet=post.enhet,
        period_fran=inforing.period_fran,
        period_till=inforing.period_till,
        kon=post.kon,
    )


def _skiljer(gammal: Matvarde, post: Post, inforing: Inforing) -> bool:
    return (
        gammal.varde,
        gammal.bortfallsorsak,
        gammal.osakerhet,
        gammal.matdatum,
        gammal.kalla,
    ) != (
        post.varde,
        post.bortfallsorsak.strip(),
        _osakerhet(gammal, post),
        inforing.matdatum,
        inforing.kalla,
    )


def _fyll(rad: Matvarde, post: Post, inforing: Inforing, av: Anvandare | None) -> None:
    rad.osakerhet = _osakerhet(rad, post)
    rad.varde, rad.bortfallsorsak = post.varde, post.bortfallsorsak.strip()
    rad.matdatum, rad.kalla, rad.infort_av = inforing.matdatum, inforing.kalla, av


def _logga(
    rader: Iterable[Matvarde],
    nya: set[int],
    rattade: set[Plats],
    inforing: Inforing,
    *,
    av: Anvandare | None,
    nu: datetime,
) -> None:
    inforda: list[tuple[Matvarde, dict[str, Any]]] = []
    andrade: list[tuple[Matvarde, dict[str, Any]]] = []
    for rad in rader:
        data: dict[str, Any] = {
            "enhet": rad.enhet_id,
            "till": inforing.period_till.isoformat(),
            "kon": rad.kon,
            "nytt": id(rad) in nya,
        }
        if inforing.via_lank:
            data["via"] = "lank"
        rattad = (rad.enhet_id or 0, rad.kon) in rattade
        (andrade if rattad else inforda).append((rad, data))
    logg.skriv_flera("matvarde.infort", inforda, av=av, nu=nu)
    logg.skriv_flera("matvarde.rattat", andrade, av=av, nu=nu, kommentar=inforing.skal.strip())


def _gjorda_om(
    indikator: Indikator,
    poster: Iterable[Post],
    inforing: Inforing,
    *,
    av: Anvandare | None,
    nu: datetime,
) -> None:
    """What was sent back to be done again is done, in the units that it was sent back to."""
    enheter = {post.enhet.pk: post.enhet for post in poster}
    oppna = Aterskick.objects.oppna().filter(indikator=indikator, plan__enhet__in=enheter)
    for pk in sorted(set(oppna.values_list("plan__enhet", flat=True))):
        gjord_om(indikator, enhet=enheter[pk], period_till=inforing.period_till, av=av, nu=nu)
