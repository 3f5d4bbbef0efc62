"""An uploaded file as figures: what was guessed, what is known of the supplier, and the units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kvalitet import klocka
from kvalitet.enhetsnamn import Enhetsregister, Namnfel
from kvalitet.enhetsnamn import nyckel as namnnyckel
from kvalitet.kalkyl import nyckelord
from kvalitet.models import Enhet, NamndAnsvar
from uppfoljning.externfil import aggregerat, svarsrader
from uppfoljning.externfil.gissning import gissa, gissa_svar, svarsord
from uppfoljning.externfil.ord import BORTFALL, NEGATIVA, POSITIVA, som_svarstal, vilket_kon
from uppfoljning.externfil.rubriker import Stat, hitta_rubriker, statistik
from uppfoljning.externfil.tabell import Ark, Fil
from uppfoljning.externfil.tolkning import Kolumnval, Roll, Rubriker, Slag, Svarskod, Tolkning
from uppfoljning.externfil.utdrag import Hitta, Utdrag
from uppfoljning.models import Externundersokning, Importmappning


@dataclass(frozen=True)
class Last:
    """A file as it is understood now."""

    ark: Ark
    rubriker: Rubriker
    stat: list[Stat]
    tolkning: Tolkning
    kand: bool = False
    """Whether the supplier's saved mapping was used."""


def forsta(
    fil: Fil, undersokning: Externundersokning, *, nr: int = 0, rad: int = 0, slag: str = ""
) -> Last:
    """Guess what a file holds, by its own words and by how the supplier's last file was read."""
    ark = fil.ark[nr]
    rubriker = hitta_rubriker(ark, rad)
    stat = statistik(ark, rubriker)
    tolkning = replace(gissa(ark, rubriker, stat, nr=nr, slag=slag), rubrikrad=rad)
    sparad = Importmappning.objects.filter(
        namnd=undersokning.namnd_id,
        leverantor=leverantorsnyckel(undersokning.leverantor),
        slag=tolkning.slag,
    ).first()
    if sparad is None:
        return Last(ark, rubriker, stat, tolkning)
    tolkning = _med_sparat(tolkning, rubriker, stat, sparad.val)
    return Last(ark, rubriker, stat, tolkning, kand=True)


def enligt(fil: Fil, tolkning: Tolkning) -> Last:
    """The file as a person has said that it shall be read."""
    ark = fil.ark[tolkning.ark]
    rubriker = hitta_rubriker(ark, tolkning.rubrikrad)
    return Last(ark, rubriker, statistik(ark, rubriker), tolkning)


def utdrag(last: Last, undersokning: Externundersokning, *, ar: int, ram: int | None) -> Utdrag:
    """Read the figures. Nothing of a single row is left but what is wrong with it."""
    hitta = enhetssokare(undersokning, last.tolkning.enheter)
    rot = undersokning.enhet_id
    if last.tolkning.slag == Slag.SVAR:
        return svarsrader.Lasare(last.rubriker, last.tolkning, hitta, rot, ram).las(last.ark)
    return aggregerat.Lasare(last.rubriker, last.tolkning, hitta, rot, ar).las(last.ark)


def saknas(last: Last) -> list[str]:
    """What must be pointed out before anything can be read."""
    t = last.tolkning
    ut = [last.ark.hinder] if last.ark.hinder else []
    if t.slag == Slag.LANG:
        if t.plats(Roll.FRAGA) is None and t.plats(Roll.FRAGETEXT) is None:
            ut.append("Välj vilken kolumn som är Fråga.")
        if t.plats(Roll.VARDE) is None:
            ut.append("Välj vilken kolumn som är Värde.")
    elif t.slag == Slag.BRED and not t.med(Roll.VARDE):
        ut.append("Välj minst en kolumn som är Värde.")
    elif t.slag == Slag.SVAR and not t.med(Roll.SVAR):
        ut.append("Välj minst en kolumn som är en Fråga med svar.")
    if t.slag != Slag.SVAR and t.plats(Roll.N) is None:
        ut.append(
            "Välj vilken kolumn som är Antal svar. Finns den inte i filen, lägg till en med antalet"
            " för varje rad och ladda upp igen. Utan antalet vet vi inte vad som får visas."
        )
    return ut


# --- Units ----------------------------------------------------------------------------------


def enheter_i(undersokning: Externundersokning) -> list[Enhet]:
    """The units that the survey may have figures for: its own and those below."""
    under = Enhet.objects.verksamma().under(undersokning.enhet)
    return list(under.order_by("sokvag", "pk"))


def enhetssokare(undersokning: Externundersokning, val: Mapping[str, int | None]) -> Hitta:
    """Return a function from a name in the file to a unit; each name is looked up once."""
    egna = enheter_i(undersokning)
    register = Enhetsregister.av(egna)
    tillatna = {enhet.pk for enhet in egna} - _andra_namnders(undersokning, egna)
    alla = set(Enhet.objects.verksamma().values_list("namn", flat=True).order_by("pk"))
    andras = {namnnyckel(namn) for namn in alla}
    sedda: dict[str, int | str | None] = {}

    def sok(namn: str) -> int | str | None:
        nyckel = namnnyckel(namn)
        if nyckel in val and (val[nyckel] is None or val[nyckel] in tillatna):
            return val[nyckel]
        if vilket_kon(namn) == "T":
            return undersokning.enhet_id
        try:
            enhet = register.hitta(namn)
        except Namnfel as fel:
            if nyckel in andras and "ingen enhet" in fel.mening:
                return (
                    f"{namn} hör inte till {undersokning.enhet}. Ta bort raden, eller välj att "
                    "inte ta med enheten."
                )
            return f"{fel.mening} Para ihop namnet med en enhet, eller ta inte med det."
        if enhet.pk not in tillatna:
            return f"en annan nämnd än {undersokning.namnd} ansvarar för {namn}. Ta bort raden."
        return enhet.pk

    def hitta(namn: str) -> int | str | None:
        if namn not in sedda:
            sedda[namn] = sok(namn)
        return sedda[namn]

    return hitta


def _andra_namnders(undersokning: Externundersokning, egna: list[Enhet]) -> set[int]:
    """Units that another nämnd answers for: the nearest answer at or above them is not ours."""
    ansvar: dict[int, set[int]] = {}
    rader = NamndAnsvar.objects.filter(giltig__contains=klocka.idag()).order_by("pk")
    for enhet, namnd in rader.values_list("enhet", "namnd"):
        ansvar.setdefault(enhet, set()).add(namnd)
    ut: set[int] = set()
    for ett in egna:
        vagen = reversed([int(pk) for pk in ett.sokvag.split(".") if pk])
        narmast = next((ansvar[pk] for pk in vagen if pk in ansvar), None)
        if narmast is not None and undersokning.namnd_id not in narmast:
            ut.add(ett.pk)
    return ut


# --- The supplier's saved mapping -------------------------------------------------------------


def leverantorsnyckel(leverantor: str) -> str:
    return namnnyckel(leverantor)[:80]


def att_spara(last: Last, troskel: int) -> dict[str, Any]:
    """What is worth remembering of how a file was read. Of the answers only those that are known,
    or that at least as many gave as the threshold: a rare one may be somebody's own words."""
    vanliga = {
        nyckel
        for nr in last.tolkning.med(Roll.SVAR)
        for nyckel, antal in last.stat[nr].olika.items()
        if antal >= troskel
    }
    kanda = {*BORTFALL, *POSITIVA, *NEGATIVA}
    svar = {
        nyckel: vars(kod)
        for nyckel, kod in last.tolkning.svar.items()
        if nyckel in vanliga or nyckel in kanda or som_svarstal(nyckel) is not None
    }
    kolumner = {
        nyckelord(last.rubriker.text(nr))[:200]: vars(val)
        for nr, val in last.tolkning.kolumner.items()
        if nr < len(last.rubriker.texter)
    }
    return {
        "kolumner": kolumner,
        "svar": svar,
        "enheter": dict(last.tolkning.enheter),
        "matt": last.tolkning.matt,
    }


def _med_sparat(
    tolkning: Tolkning, rubriker: Rubriker, stat: list[Stat], val: Mapping[str, Any]
) -> Tolkning:
    kolumner: dict[int, Kolumnval] = {}
    for nr, gissat in tolkning.kolumner.items():
        sparat = val["kolumner"].get(nyckelord(rubriker.text(nr))[:200])
        kolumner[nr] = Kolumnval(**sparat) if sparat else gissat
    ny = replace(tolkning, kolumner=kolumner, enheter=dict(val["enheter"]), matt=val["matt"])
    if tolkning.slag != Slag.SVAR:
        return ny
    svar = gissa_svar(svarsord(ny, stat))
    svar |= {nyckel: Svarskod(**kod) for nyckel, kod in val["svar"].items() if nyckel in svar}
    return replace(ny, svar=svar)
