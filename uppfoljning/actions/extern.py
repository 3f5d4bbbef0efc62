"""Business acts on surveys that others made: laying one up, taking in a file, feeding indicators.

A file is one act: all of it or nothing. What is taken in replaces what the same unit and question
had in the same round, so that a mended file undoes a bad one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cykel.models import Indikator, Mal
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.inlasning import Utfall
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.roller import Rattighet
from uppfoljning.actions.externindikator import skriv_varden
from uppfoljning.externfil.dolj import dolj, narmast_ovan
from uppfoljning.externfil.utdrag import Fraga, Siffra, Utdrag
from uppfoljning.externlasning import leverantorsnyckel
from uppfoljning.models import (
    Externfraga,
    Externomgang,
    Externresultat,
    Externundersokning,
    Importmappning,
)

Siffror = dict[tuple[int, int], dict[str, Siffra]]
"""By unit and question, then by sex."""


@dataclass(frozen=True)
class Omgangsdata:
    ar: int
    period_fran: date
    period_till: date
    matdatum: date
    urval: int | None = None
    overtackning: int = 0
    ram: int | None = None


@dataclass
class Inlast:
    """What came of a file. `redan`: it was read in before, and nothing was done."""

    omgang: Externomgang
    utfall: Utfall
    kvar: int = 0
    """Figures of the round that the file says nothing of, and that stand as they were."""
    dolda: int = 0
    indikatorvarden: int = 0
    redan: bool = False
    nya: list[Externresultat] = field(default_factory=list)
    """The figures of the file as they are kept."""


@transaction.atomic
def skapa(
    *,
    namn: str,
    leverantor: str,
    enhet: Enhet,
    namnd: Namnd,
    troskel: int,
    mal: Mal | None = None,
    metod: str = "",
    av: Anvandare,
) -> Externundersokning:
    """Lay up a survey to take in figures for. Sent twice it is the same."""
    ny = Externundersokning(
        namn=" ".join(namn.split()),
        leverantor=" ".join(leverantor.split()),
        enhet=enhet,
        namnd=namnd,
        mal=mal,
        troskel=troskel,
        metod=metod.strip(),
    )
    prova(av, Rattighet.UNDERSOKNING_SKRIVA, ny)
    Namnd.objects.select_for_update().get(pk=namnd.pk)  # the same form sent twice waits here
    fanns = Externundersokning.objects.filter(
        namn=ny.namn, leverantor=ny.leverantor, enhet=enhet, namnd=namnd
    ).first()
    if fanns is not None:
        return fanns
    try:
        ny.full_clean()
    except ValidationError as fel:
        raise Regelbrott(" ".join(fel.messages)) from fel
    ny.save()
    logg.skriv("externundersokning.skapad", ny, av=av, nu=klocka.nu())
    return ny


@transaction.atomic
def las_in(
    undersokning: Externundersokning,
    *,
    uppladdning: uuid.UUID,
    omgang: Omgangsdata,
    utdrag: Utdrag,
    mappning: tuple[str, Mapping[str, Any]] | None = None,
    bara_prov: bool = False,
    av: Anvandare,
) -> Inlast:
    """Take in what could be read of a file. Two at once take turns; the same file twice is once.

    `bara_prov`: the caller takes it back, so values of indicators are counted and not entered.
    """
    u = Externundersokning.objects.select_for_update(of=("self",)).get(pk=undersokning.pk)
    prova(av, Rattighet.UNDERSOKNING_SKRIVA, u)
    rad, ny_omgang = _omgang(u, omgang)
    if rad.uppladdning == uppladdning:
        return Inlast(rad, Utfall("Siffror"), redan=True)
    if not utdrag.siffror:
        raise Regelbrott("Det finns inga siffror att läsa in i filen.")
    fragor = _fragor(u, utdrag.fragor.values())
    fore = {
        (r.enhet_id, r.fraga_id, r.kon): r for r in rad.resultat.select_for_update().order_by("pk")
    }
    siffror = _samman(fore.values(), utdrag, fragor)
    doldt = _dolj(siffror, u.troskel)
    inlast = _spara(rad, fore, doldt, {(e, fragor[kod].pk) for e, kod in utdrag.siffror})
    nu = klocka.nu()
    rad.uppladdning, rad.inlast = uppladdning, nu
    rad.svarande = utdrag.svarande
    rad.save(update_fields=["uppladdning", "inlast", "svarande"])
    inlast.indikatorvarden = skriv_varden(rad, inlast.nya, bara_prov=bara_prov, av=av)
    if mappning is not None:
        slag, val = mappning
        Importmappning.objects.update_or_create(
            namnd=u.namnd,
            leverantor=leverantorsnyckel(u.leverantor),
            slag=slag,
            defaults={"val": dict(val), "andrad": nu},
        )
    data = {
        "ar": rad.ar,
        "nya": inlast.utfall.nya,
        "andrade": inlast.utfall.andrade,
        "ny_omgang": ny_omgang,
    }
    logg.skriv("externundersokning.inlast", u, av=av, nu=nu, data=data)
    return inlast


@transaction.atomic
def koppla(fraga: Externfraga, indikator: Indikator | None, *, av: Anvandare) -> int:
    """Point an indicator at a question, and enter what is already taken in. Return how many."""
    fraga = (
        Externfraga.objects.select_for_update(of=("self",))
        .select_related("undersokning__enhet")
        .get(pk=fraga.pk)
    )
    u = fraga.undersokning
    prova(av, Rattighet.UNDERSOKNING_SKRIVA, u)
    if indikator is not None:
        prova(av, Rattighet.UPPFOLJNING_SKRIVA, u)
        if indikator.kalla not in (Indikator.Kalla.FIL, Indikator.Kalla.UNDERSOKNING):
            raise Regelbrott(
                f"{indikator} hämtas inte från en undersökning. Välj en indikator vars källa är "
                "egen undersökning eller fil."
            )
        annan = Externfraga.objects.filter(indikator=indikator).exclude(pk=fraga.pk).first()
        if annan is not None:
            raise Regelbrott(f"{indikator} hämtas redan från frågan ”{annan}”. Ta bort den först.")
    fraga.indikator = indikator
    fraga.save(update_fields=["indikator"])
    data = {"fraga": fraga.pk, "indikator": indikator.pk if indikator else None}
    logg.skriv("externundersokning.kopplad", u, av=av, nu=klocka.nu(), data=data)
    if indikator is None:
        return 0
    return sum(
        skriv_varden(omgang, list(_av(omgang, fraga)), av=av)
        for omgang in u.omgangar.order_by("ar")
    )


# --- Parts ------------------------------------------------------------------------------------


def _av(omgang: Externomgang, fraga: Externfraga) -> Sequence[Externresultat]:
    rader = omgang.resultat.filter(fraga=fraga).select_related("fraga__indikator", "enhet")
    return list(rader.order_by("enhet", "kon"))


def _omgang(u: Externundersokning, data: Omgangsdata) -> tuple[Externomgang, bool]:
    rad = u.omgangar.filter(ar=data.ar).first()
    ny = rad is None
    rad = rad or Externomgang(undersokning=u, ar=data.ar)
    for falt in ("period_fran", "period_till", "matdatum", "urval", "overtackning", "ram"):
        setattr(rad, falt, getattr(data, falt))
    if data.matdatum > klocka.idag():
        raise Regelbrott("Mätdatumet ligger i framtiden. Skriv den dag då undersökningen stängde.")
    try:
        rad.full_clean(exclude=["undersokning"])
    except ValidationError as fel:
        raise Regelbrott(" ".join(fel.messages)) from fel
    rad.save()
    return rad, ny


def _fragor(u: Externundersokning, nya: Iterable[Fraga]) -> dict[str, Externfraga]:
    """The questions by code. One that was measured in another way before is not the same."""
    ut = {fraga.kod: fraga for fraga in u.fragor.order_by("pk")}
    saknas: list[Externfraga] = []
    andrade: list[Externfraga] = []
    for ny in nya:
        fanns = ut.get(ny.kod)
        if fanns is None:
            nr = len(ut) + len(saknas) + 1
            saknas.append(
                Externfraga(undersokning=u, kod=ny.kod, text=ny.text, matt=ny.matt, ordning=nr)
            )
        elif fanns.matt != ny.matt:
            raise Regelbrott(
                f"Frågan ”{fanns}” mättes förut som {fanns.get_matt_display()}. Välj samma mått, "
                "eller ge frågan en ny kod om den mäts på ett nytt sätt."
            )
        elif fanns.text != ny.text:
            fanns.text = ny.text
            andrade.append(fanns)
    Externfraga.objects.bulk_update(andrade, ["text"])
    return ut | {fraga.kod: fraga for fraga in Externfraga.objects.bulk_create(saknas)}


def _samman(
    fore: Iterable[Externresultat], utdrag: Utdrag, fragor: Mapping[str, Externfraga]
) -> dict[int, dict[int, dict[str, Siffra]]]:
    """What stands and what is new, by question and unit. A unit's question is replaced whole, so
    that women and men of one file are never shown beside the total of another."""
    ut: dict[int, dict[int, dict[str, Siffra]]] = {}
    for r in fore:
        siffra = Siffra(r.n, r.varde, r.undre, r.ovre, r.orsak)
        ut.setdefault(r.fraga_id, {}).setdefault(r.enhet_id, {})[r.kon] = siffra
    for (enhet, kod), siffror in utdrag.siffror.items():
        ut.setdefault(fragor[kod].pk, {})[enhet] = dict(siffror)
    return ut


def _dolj(siffror: Mapping[int, Mapping[int, Mapping[str, Siffra]]], troskel: int) -> Siffror:
    enheter = {enhet for per_enhet in siffror.values() for enhet in per_enhet}
    vagar = dict(Enhet.objects.filter(pk__in=enheter).values_list("pk", "sokvag").order_by("pk"))
    ut: Siffror = {}
    for fraga, per_enhet in siffror.items():
        synligt = dolj(per_enhet, narmast_ovan(per_enhet, vagar), troskel)
        ut |= {(enhet, fraga): per_kon for enhet, per_kon in synligt.items()}
    return ut


def _spara(
    omgang: Externomgang,
    fore: Mapping[tuple[int, int, str], Externresultat],
    siffror: Siffror,
    i_filen: set[tuple[int, int]],
) -> Inlast:
    ut = Inlast(omgang, Utfall("Siffror"))
    nya: list[Externresultat] = []
    andrade: list[Externresultat] = []
    for (enhet, fraga), per_kon in siffror.items():
        for kon, siffra in per_kon.items():
            gammal = fore.get((enhet, fraga, kon))
            rad = gammal or Externresultat(omgang=omgang, enhet_id=enhet, fraga_id=fraga, kon=kon)
            lika = gammal is not None and _som(gammal) == siffra
            rad.n, rad.varde, rad.undre = siffra.n, siffra.varde, siffra.undre
            rad.ovre, rad.orsak = siffra.ovre, siffra.orsak
            if gammal is None:
                nya.append(rad)
            elif not lika:
                andrade.append(rad)
            if (enhet, fraga) in i_filen:
                ut.nya.append(rad)
                ut.dolda += siffra.varde is None
                ut.utfall.nya += gammal is None
                ut.utfall.andrade += gammal is not None and not lika
                ut.utfall.oforandrade += lika
            else:
                ut.kvar += 1
                if not lika:
                    ut.nya.append(rad)
    bort = [r.pk for (e, f, k), r in fore.items() if (e, f) in siffror and k not in siffror[e, f]]
    omgang.resultat.filter(pk__in=bort).delete()
    Externresultat.objects.bulk_create(nya, batch_size=1000)
    Externresultat.objects.bulk_update(
        andrade, ["n", "varde", "undre", "ovre", "orsak"], batch_size=500
    )
    return ut


def _som(r: Externresultat) -> Siffra:
    return Siffra(r.n, r.varde, r.undre, r.ovre, r.orsak)
