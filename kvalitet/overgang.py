"""The state-machine kernel that the wheel and the synpunkter share.

A machine is data: rows of from, to, right, and named slots for guards and effects. Which
functions fill the slots stands in `settings.OVERGANGSPLATSER`; higher rooms may fill slots of
lower ones without being imported by them. There is one way through a transition, `overga()`,
so nobody can take it without its guards, effects and record.

A guard returns the points it asks for (`Punkt`): met and unmet, each a sentence with a link.
An effect changes what follows from the step, in the same transaction; it sets the object's own
fields in memory, and the kernel saves them with the new state.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

import pgtrigger
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from kvalitet import behorighet, klocka, logg
from kvalitet.fel import Punkt, Regelbrott
from kvalitet.felpunkter import felpunkt
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet


@dataclass(frozen=True)
class Overgang:
    """One row of a transition table."""

    namn: str
    """Identifier, unique in its machine; also the last part of the act's address."""
    fran: tuple[str, ...]
    till: str
    ratt: Rattighet | None
    """The right it takes; None when only another act's effect or a resident takes it."""
    etikett: str
    """The button's words."""
    nummer: str = ""
    """Row number in the handbook's table, when the row stands there."""
    villkor: tuple[str, ...] = ()
    effekter: tuple[str, ...] = ()
    kommentar_kravs: bool = False
    system: bool = False
    """The system may take it without a person (by the clock)."""
    eller_till: tuple[str, ...] = ()
    """Other states than `till` that an effect may leave the object in: a step that is undone."""

    @property
    def mal(self) -> tuple[str, ...]:
        return (self.till, *self.eller_till)


@dataclass(frozen=True)
class Maskin:
    """A state machine over one field of one model."""

    namn: str
    falt: str
    lagen: type[models.TextChoices]
    start: tuple[str, ...]
    """The states in which a new object may be born."""
    rader: tuple[Overgang, ...]
    forst_las: str = ""
    """Name of the foreign key whose row is locked before the object itself."""

    def rad(self, namn: str) -> Overgang:
        """Raise `KeyError` when the table has no such row."""
        return {rad.namn: rad for rad in self.rader}[namn]

    def fran(self, lage: str) -> list[Overgang]:
        return [rad for rad in self.rader if lage in rad.fran]

    def kanter(self) -> set[tuple[str, str]]:
        return {
            (fran, till)
            for rad in self.rader
            for fran in rad.fran
            for till in rad.mal
            if fran != till
        }

    def platser(self) -> set[str]:
        return {plats for rad in self.rader for plats in (*rad.villkor, *rad.effekter)}


@dataclass(frozen=True)
class Steg:
    """What guards and effects are given."""

    rad: Overgang
    objekt: Any
    av: Anvandare | None
    nu: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    """The cleaned data of the act's form."""
    fran: str = ""
    """The state that the object stands in before the step."""


Villkor = Callable[[Steg], Iterable[Punkt]]
Effekt = Callable[[Steg], None]
M = TypeVar("M", bound=models.Model)


def aterstar(
    maskin: Maskin,
    objekt: models.Model,
    namn: str,
    *,
    av: Anvandare | None,
    data: Mapping[str, Any] | None = None,
) -> list[Punkt]:
    """Return every point the row asks for, met and unmet, in the table's order.

    A point keeps its link only when `av` may open the page: others read what remains, and by whom.
    """
    punkter = _punkter(Steg(maskin.rad(namn), objekt, av, klocka.nu(), data or {}))
    return [_med_oppen_lank(punkt, objekt, av) for punkt in punkter]


def knappar(maskin: Maskin, objekt: models.Model, av: Anvandare) -> list[Overgang]:
    """Return the rows that `av` may take from the object's state, guards apart."""
    lage = getattr(objekt, maskin.falt)
    return [rad for rad in maskin.fran(lage) if rad.ratt and behorighet.far(av, rad.ratt, objekt)]


@transaction.atomic
def overga(
    maskin: Maskin,
    objekt: M,
    namn: str,
    *,
    av: Anvandare | None,
    nu: datetime | None = None,
    data: Mapping[str, Any] | None = None,
    kommentar: str = "",
) -> M:
    """Take the row `namn` with the object, and return it as locked and changed.

    Raises `Regelbrott` when the state, the comment or a guard stands in the way and
    `PermissionDenied` when the person may not. Nothing is changed then.
    """
    objekt = las(maskin, objekt)
    lage = getattr(objekt, maskin.falt)
    steg = Steg(maskin.rad(namn), objekt, av, nu or klocka.nu(), data or {}, lage)
    roll = _ga(maskin, steg, kommentar)
    # Saved after the effects: they fill the fields that the new state demands.
    objekt.save()
    _logga(maskin, steg, fran=lage, roll=roll, kommentar=kommentar)
    felpunkt(f"{maskin.namn}.{namn}.sparad")
    return objekt


@transaction.atomic
def overga_flera(
    maskin: Maskin,
    objekt: QuerySet[M],
    namn: str,
    *,
    av: Anvandare | None,
    falt: Collection[str],
    nu: datetime | None = None,
    data: Mapping[str, Any] | None = None,
) -> list[M]:
    """Take the row `namn` with every object of the queryset, all or none, and return them.

    For rows whose guards and effects ask the database nothing about each object: the questions
    are as many for two hundred as for one. `falt` are the fields that the effects fill. The
    objects are locked in the order of their keys; one of them refused is all refused.
    """
    nu = nu or klocka.nu()
    lasta = list(objekt.select_for_update(of=("self",)).order_by("pk"))
    tagna: dict[str, list[tuple[models.Model, dict[str, Any]]]] = {}
    for ett in lasta:
        fran = getattr(ett, maskin.falt)
        steg = Steg(maskin.rad(namn), ett, av, nu, data or {}, fran)
        roll = _ga(maskin, steg, "")
        tagna.setdefault(roll, []).append((ett, _loggdata(maskin, steg, fran)))
    objekt.model._default_manager.bulk_update(lasta, [maskin.falt, *falt])
    for roll, poster in tagna.items():
        logg.skriv_flera(f"{maskin.namn}.{namn}", poster, av=av, nu=nu, roll=roll)
    return lasta


def las(maskin: Maskin, objekt: M) -> M:
    """Lock the object's row (after its owner's) and return it fresh."""
    if maskin.forst_las:
        agare = type(objekt)._meta.get_field(maskin.forst_las).related_model
        agare._default_manager.select_for_update(of=("self",)).get(  # type: ignore[union-attr]
            pk=getattr(objekt, f"{maskin.forst_las}_id")
        )
    return type(objekt)._default_manager.select_for_update(of=("self",)).get(pk=objekt.pk)


def fyllning(plats: str) -> list[Callable[..., Any]]:
    """Return the functions that settings put in the slot."""
    return [import_string(stig) for stig in settings.OVERGANGSPLATSER[plats]]


def vakt(maskin: Maskin) -> pgtrigger.Trigger:
    """Return the trigger by which the database refuses a state that the table does not allow."""
    kanter = ", ".join(f"('{fran}', '{till}')" for fran, till in sorted(maskin.kanter()))
    starter = ", ".join(f"'{lage}'" for lage in sorted(maskin.start))
    falt = maskin.falt
    return pgtrigger.Trigger(
        name=f"{maskin.namn}_tillstand",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(falt),  # type: ignore[no-untyped-call]
        func=f"""
            if tg_op = 'INSERT' then
                if new.{falt} not in ({starter}) then
                    raise exception 'otillåtet begynnelseläge: %', new.{falt}
                        using errcode = 'check_violation';
                end if;
            elsif new.{falt} is distinct from old.{falt}
                and (old.{falt}, new.{falt}) not in ({kanter}) then
                raise exception 'otillåten övergång: % till %', old.{falt}, new.{falt}
                    using errcode = 'check_violation';
            end if;
            return new;
        """,
    )


def _ga(maskin: Maskin, steg: Steg, kommentar: str) -> str:
    """Try the step and take it in memory; return the role that gave the right."""
    lage = getattr(steg.objekt, maskin.falt)
    if lage not in steg.rad.fran:
        raise Regelbrott(_fel_lage(maskin, steg.rad, lage))
    roll = _prova_ratt(steg)
    if steg.rad.kommentar_kravs and not kommentar.strip():
        raise Regelbrott("Skriv en motivering. Den behövs för det här steget.")
    punkter = _punkter(steg)
    if not all(punkt.klar for punkt in punkter):
        raise Regelbrott("Något återstår innan det går att gå vidare.", punkter)
    setattr(steg.objekt, maskin.falt, steg.rad.till)
    for plats in steg.rad.effekter:
        for effekt in fyllning(plats):
            effekt(steg)
    if getattr(steg.objekt, maskin.falt) not in steg.rad.mal:
        raise RuntimeError(f"{steg.rad.namn} left the object in a state outside its row")
    return roll


def _punkter(steg: Steg) -> list[Punkt]:
    return [
        punkt
        for plats in steg.rad.villkor
        for villkor in fyllning(plats)
        for punkt in villkor(steg)
    ]


def _med_oppen_lank(punkt: Punkt, objekt: models.Model, av: Anvandare | None) -> Punkt:
    if av is None or not punkt.lank or behorighet.far_oppna(av, punkt.lank, objekt):
        return punkt
    return replace(punkt, lank="")


def _prova_ratt(steg: Steg) -> str:
    """Return the role that gives the right; empty for the system and for residents."""
    if steg.av is None:
        if steg.rad.system or steg.rad.ratt is None:
            return ""
        raise PermissionDenied(f"{steg.rad.namn} tas av en person")
    if steg.rad.ratt is None:
        raise PermissionDenied(f"{steg.rad.namn} tas inte för hand")
    roll = behorighet.roll_for(steg.av, steg.rad.ratt, steg.objekt)
    if roll is None:
        raise PermissionDenied(f"{steg.rad.ratt} saknas")
    return roll


def _fel_lage(maskin: Maskin, rad: Overgang, lage: str) -> str:
    nu = maskin.lagen(lage).label
    kravda = " eller ".join(f"”{maskin.lagen(fran).label}”" for fran in rad.fran)
    return (
        f"Läget är ”{nu}”, men ”{rad.etikett}” går bara från {kravda}. "
        "Någon annan kan ha hunnit före. Ladda om sidan och se vad som gäller nu."
    )


def _logga(maskin: Maskin, steg: Steg, *, fran: str, roll: str, kommentar: str) -> None:
    logg.skriv(
        f"{maskin.namn}.{steg.rad.namn}",
        steg.objekt,
        av=steg.av,
        nu=steg.nu,
        roll=roll,
        data=_loggdata(maskin, steg, fran),
        kommentar=kommentar,
    )


def _loggdata(maskin: Maskin, steg: Steg, fran: str) -> dict[str, Any]:
    egna: dict[str, Any] = getattr(steg.objekt, "loggdata", dict)()
    return {"fran": fran, "till": getattr(steg.objekt, maskin.falt), **egna}
