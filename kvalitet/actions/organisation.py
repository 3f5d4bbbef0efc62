"""Business acts on the organisation: new units and moves.

One advisory lock serialises every change of the tree, so that two crossing moves cannot make
a cycle between them, and the path cache is rebuilt under the same lock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, EnhetPlacering
from kvalitet.roller import Rattighet
from kvalitet.texter import datum

TRADLAS = 581_001
"""Key of the advisory lock on the tree (an arbitrary number, the same in every process)."""


@transaction.atomic
def skapa_enhet(
    *, namn: str, slag: str, under: Enhet | None, fran: date, av: Anvandare | None
) -> Enhet:
    """Create a unit under another from a date; the kommun, the root, only at the set-up."""
    las_tradet()
    if under is not None:
        under = Enhet.objects.get(pk=under.pk)
        prova_plats(under, fran)
    if av is not None:
        if under is None:
            raise PermissionDenied("kommunen läggs upp när systemet tas i bruk")
        prova(av, Rattighet.ORGANISATION_ANDRA, under)
    if (under is None) != (slag == Enhet.Slag.KOMMUN):
        raise Regelbrott("Kommunen, och bara den, ligger överst. Välj var enheten ska ligga.")
    enhet = Enhet.objects.create(namn=namn, slag=slag)
    if under is not None:
        EnhetPlacering.objects.create(enhet=enhet, foralder=under, giltig=(fran, None))
    bygg_sokvagar()
    enhet.refresh_from_db()
    data = {"under_enhet": under.pk, "galler_fran": fran.isoformat()} if under else {}
    logg.skriv("enhet.skapad", enhet, av=av, nu=klocka.nu(), data=data)
    return enhet


@transaction.atomic
def flytta(enhet: Enhet, *, under: Enhet, fran: date, av: Anvandare) -> EnhetPlacering:
    """Move a unit, with all below it, from a date on. Its history keeps the place it had."""
    las_tradet()
    enhet = Enhet.objects.select_for_update(of=("self",)).get(pk=enhet.pk)
    under = Enhet.objects.get(pk=under.pk)
    prova(av, Rattighet.ORGANISATION_ANDRA, enhet)
    prova(av, Rattighet.ORGANISATION_ANDRA, under)
    nuvarande = _prova_flytt(enhet, under, fran)
    giltig = (fran, nuvarande.till)
    nuvarande.giltig = (nuvarande.fran, fran)
    nuvarande.save(update_fields=["giltig"])
    ny = EnhetPlacering.objects.create(enhet=enhet, foralder=under, giltig=giltig)
    bygg_sokvagar()
    data = {
        "fran_enhet": nuvarande.foralder_id,
        "till_enhet": under.pk,
        "galler_fran": fran.isoformat(),
    }
    logg.skriv("enhet.flyttad", enhet, av=av, nu=klocka.nu(), data=data)
    return ny


def _prova_flytt(enhet: Enhet, under: Enhet, fran: date) -> EnhetPlacering:
    """Return the placement that the move ends, or say why the move cannot be made."""
    placeringar = enhet.placeringar.order_by("-giltig").select_for_update(of=("self",))
    nuvarande = placeringar.first()
    if nuvarande is None:
        raise Regelbrott("Kommunen ligger överst i organisationen och kan inte flyttas.")
    if fran <= nuvarande.fran:
        raise Regelbrott(
            f"Enheten har redan en plats från {datum(nuvarande.fran)}. "
            "Välj ett senare datum för flytten."
        )
    if _har_upphort(enhet, fran) or (nuvarande.till is not None and nuvarande.till <= fran):
        raise Regelbrott(f"{enhet} har upphört den dagen och kan inte flyttas.")
    prova_plats(under, fran)
    if nuvarande.foralder_id == under.pk:
        raise Regelbrott(f"{enhet} ligger redan under {under}.")
    if _blir_rundgang(enhet, under, fran):
        raise Regelbrott(
            f"{under} ligger under {enhet} den dagen, så flytten skulle bita sig själv i svansen. "
            "Välj en annan enhet."
        )
    return nuvarande


def prova_plats(under: Enhet, fran: date) -> None:
    """Refuse a place under a unit that does not stand in the tree on the day."""
    if _har_upphort(under, fran):
        raise Regelbrott(f"{under} har upphört. Välj en enhet som finns kvar.")
    placeringar = under.placeringar.filter(giltig__contains=fran)
    if under.slag != Enhet.Slag.KOMMUN and not placeringar.exists():
        raise Regelbrott(f"{under} finns inte den dagen. Välj ett senare datum.")


def _har_upphort(enhet: Enhet, dag: date) -> bool:
    return enhet.upphorde is not None and enhet.upphorde <= dag


def _blir_rundgang(enhet: Enhet, under: Enhet, fran: date) -> bool:
    """Say whether `under` stands below `enhet` on `fran` or on any later day of change."""
    placeringar = [
        p for p in EnhetPlacering.objects.exclude(enhet=enhet) if p.till is None or p.till > fran
    ]
    dagar = {fran, *(p.fran for p in placeringar if p.fran > fran)}
    return any(enhet.pk in _ovanfor(under.pk, placeringar, dag) for dag in dagar)


def _ovanfor(enhet_id: int, placeringar: Iterable[EnhetPlacering], dag: date) -> list[int]:
    """Return the unit and its ancestors on a day, from below."""
    foralder = {p.enhet_id: p.foralder_id for p in placeringar if _galler(p, dag)}
    kedja = [enhet_id]
    while (nasta := foralder.get(kedja[-1])) is not None:
        kedja.append(nasta)
    return kedja


def _galler(placering: EnhetPlacering, dag: date) -> bool:
    return placering.fran <= dag and (placering.till is None or dag < placering.till)


@transaction.atomic
def bygg_sokvagar() -> int:
    """Rebuild the path cache from the placements; return how many units got a new path."""
    las_tradet()
    enheter = {e.pk: e for e in Enhet.objects.only("pk", "slag", "sokvag")}
    rotter = [pk for pk, enhet in enheter.items() if enhet.slag == Enhet.Slag.KOMMUN]
    nya = _sokvagar(rotter, _barn(klocka.idag()))
    andrade = [enhet for pk, enhet in enheter.items() if enhet.sokvag != nya.get(pk, "")]
    for enhet in andrade:
        enhet.sokvag = nya.get(enhet.pk, "")
    Enhet.objects.bulk_update(andrade, ["sokvag"], batch_size=1000)
    return len(andrade)


def _barn(idag: date) -> dict[int, list[int]]:
    """Return the units under each unit: where they stand today, else where they come or stood.

    A unit that begins next year can be prepared by those who will have it, and one that has
    ended stays with those who had it last.
    """
    valda: dict[int, EnhetPlacering] = {}
    for placering in EnhetPlacering.objects.order_by("enhet", "giltig"):
        vald = valda.get(placering.enhet_id)
        if vald is None or (vald.till is not None and vald.till <= idag):
            valda[placering.enhet_id] = placering
    barn: dict[int, list[int]] = defaultdict(list)
    for placering in valda.values():
        barn[placering.foralder_id].append(placering.enhet_id)
    return barn


def _sokvagar(rotter: Iterable[int], barn: dict[int, list[int]]) -> dict[int, str]:
    sokvagar: dict[int, str] = {}
    vantar = [(pk, "") for pk in rotter]
    while vantar:
        pk, ovanfor = vantar.pop()
        sokvagar[pk] = f"{ovanfor}{pk}."
        vantar.extend((under, sokvagar[pk]) for under in barn.get(pk, ()))
    return sokvagar


def las_tradet() -> None:
    """Take the lock on the tree until the transaction ends."""
    with connection.cursor() as markor:
        markor.execute("select pg_advisory_xact_lock(%s)", [TRADLAS])
