"""Guessing what kind of file it is, what each column is, and how answers count. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kvalitet.kalkyl import nyckelord
from uppfoljning.externfil import ord as orden
from uppfoljning.externfil.rubriker import Stat, kanda
from uppfoljning.externfil.tabell import Ark
from uppfoljning.externfil.tolkning import (
    Kolumnval,
    Roll,
    Rubriker,
    Slag,
    Svarskod,
    Tolkning,
    kod,
    utan_kod,
)


def gissa(
    ark: Ark, rubriker: Rubriker, stat: Sequence[Stat], *, nr: int = 0, slag: str = ""
) -> Tolkning:
    """Guess the kind of file and what each column is."""
    slag = slag or _slag(rubriker, stat, ark.antal)
    gissare = {Slag.LANG: _lang, Slag.BRED: _bred, Slag.SVAR: _svar}[Slag(slag)]
    kolumner = gissare(rubriker, stat)
    tolkning = Tolkning(slag=slag, ark=nr, kolumner=kolumner)
    if slag == Slag.SVAR:
        return replace(tolkning, svar=gissa_svar(svarsord(tolkning, stat)))
    varden = [stat[i] for i, val in kolumner.items() if val.roll == Roll.VARDE]
    matt = next((m for m in (orden.vilket_matt(rubriker.text(i)) for i in kolumner) if m), "andel")
    av_ett = bool(varden) and all(s.storst <= 1 for s in varden) and any(s.brak for s in varden)
    return replace(tolkning, matt=matt, av_ett=av_ett and matt == "andel")


def _slag(rubriker: Rubriker, stat: Sequence[Stat], rader: int) -> Slag:
    namn = [_roll(delar) for delar in rubriker.texter]
    nycklar = {nyckelord(delar[-1]) for delar in rubriker.texter if delar}
    if "klar" in namn or {"lastpage", "startlanguage"} & nycklar:
        return Slag.SVAR
    if "fraga" in namn and "varde" in namn:
        return Slag.LANG
    if any(_bredkolumn(delar).roll == Roll.N for delar in rubriker.texter):
        return Slag.BRED
    enhet = namn.index("enhet") if "enhet" in namn else None
    if enhet is None or stat[enhet].fler:
        return Slag.SVAR
    flest = max(stat[enhet].olika.values(), default=1)
    tal = any(s.tal for i, s in enumerate(stat) if i != enhet)
    return Slag.BRED if flest <= 3 and tal else Slag.SVAR


_VILKEN = re.compile(r"^(?:vilken|vilket) (?P<vad>\S+)", re.IGNORECASE)


def _roll(delar: Sequence[str]) -> str:
    """What a heading says that the column is, also as a question: 1. Vilken skola går du i?"""
    if len(delar) != 1:
        return ""
    text = utan_kod(delar[0])
    if traff := _VILKEN.match(text):
        text = traff["vad"]
    return orden.vilken_kolumn(text)


def _lang(rubriker: Rubriker, stat: Sequence[Stat]) -> dict[int, Kolumnval]:
    ut: dict[int, Kolumnval] = {}
    tagna: set[str] = set()
    for nr, delar in enumerate(rubriker.texter):
        roll = _roll(delar) or Roll.INGEN
        if roll == Roll.KLAR or roll in tagna:
            roll = Roll.INGEN
        tagna |= {roll} - {Roll.INGEN}
        ut[nr] = Kolumnval(roll)
    return ut


def _bred(rubriker: Rubriker, stat: Sequence[Stat]) -> dict[int, Kolumnval]:
    ut: dict[int, Kolumnval] = {}
    tagna: set[str] = set()
    for nr, delar in enumerate(rubriker.texter):
        roll = _roll(delar)
        if roll in (Roll.ENHET, Roll.KON, Roll.AR) and roll not in tagna:
            tagna.add(roll)
            ut[nr] = Kolumnval(roll)
        elif delar and stat[nr].antal and (stat[nr].tal or _bredkolumn(delar).roll == Roll.N):
            ut[nr] = _bredkolumn(delar)
        elif delar and stat[nr].antal and all(map(orden.dold, stat[nr].olika)):
            ut[nr] = _bredkolumn(delar)  # all of it is ".."
        else:
            ut[nr] = Kolumnval()
    if Roll.ENHET not in tagna:
        forsta = next((i for i, s in enumerate(stat) if s.antal and not s.tal), None)
        if forsta is not None:
            ut[forsta] = Kolumnval(Roll.ENHET)
    return ut


LANGST_RUBRIK = 500
"""Characters of a heading that are read; the expression below takes their square."""
_PARENTES = re.compile(r"^(.*?)\s*(?:[-–/:,]|\()\s*([^()/:–-]+?)\)?$")


def _bredkolumn(delar: Sequence[str]) -> Kolumnval:
    """Take the sex, and whether it is answers that are counted, out of a heading's parts."""
    kon, antal, matt = "T", False, ""
    kvar: list[str] = []
    for del_ in (bit for hel in delar for bit in _dela(hel)):
        if (funnet := orden.vilket_kon(del_)) and funnet != "A":
            kon = funnet
        elif orden.vilken_kolumn(del_) == Roll.N:
            antal = True
        elif orden.vilken_kolumn(del_) == Roll.VARDE or del_ == "%":
            matt = orden.vilket_matt(del_)
        else:
            kvar.append(del_)
    text = " / ".join(kvar)
    if antal:
        return Kolumnval(Roll.N, kod=kod(text) if text else "", text=text, kon=kon)
    text = text or " / ".join(delar)
    return Kolumnval(Roll.VARDE, kod=kod(text), text=utan_kod(text), kon=kon, matt=matt)


def _dela(text: str) -> list[str]:
    """Split "Trygghet (flickor)", "Trygghet - K" and "Antal svar män" in their parts."""
    if (
        (traff := _PARENTES.match(text[:LANGST_RUBRIK]))
        and kanda([traff[2]])
        and len(traff[2]) < 20
    ):
        return [*_dela(traff[1]), traff[2]] if traff[1] else [traff[2]]
    *fore, sista = text.rsplit(" ", 1)
    if fore and (orden.vilket_kon(sista) in ("K", "M") or nyckelord(sista) == "totalt"):
        return [*_dela(fore[0]), sista]
    return [text]


def _svar(rubriker: Rubriker, stat: Sequence[Stat]) -> dict[int, Kolumnval]:
    ut: dict[int, Kolumnval] = {}
    tagna: set[str] = set()
    for nr, delar in enumerate(rubriker.texter):
        roll = _roll(delar) or _konfraga(stat[nr])
        if nyckelord(delar[-1] if delar else "") in TEKNISKA:
            ut[nr] = Kolumnval()
        elif roll in (Roll.ENHET, Roll.KON, Roll.KLAR) and roll not in tagna:
            tagna.add(roll)
            ut[nr] = Kolumnval(roll)
        elif stat[nr].fler or not delar or not stat[nr].antal:
            ut[nr] = Kolumnval()
        else:
            ut[nr] = _fraga(delar[-1], stat[nr])
    return ut


TEKNISKA = frozenset(
    [
        "id",
        "no",
        "responseid",
        "svarsid",
        "svarsidresponseid",
        "timestamp",
        "surveyid",
        "userid",
        "notes",
        "tags",
        "lastpage",
        "sistasidan",
        "startlanguage",
        "startspråk",
        "seed",
        "startdate",
        "datestamp",
        "ipaddr",
        "refurl",
        "token",
        "lastpagesida",
        "url",
        "source",
        "country",
        "browser",
        "os",
        "device",
        "useragent",
        "respondentid",
        "respondent",
        "löpnummer",
        "lopnr",
        "datum",
        "starttid",
        "sluttid",
        "namn",
        "epost",
        "email",
        "telefon",
        "personnummer",
        "ålder",
        "klass",
    ]
)
"""Columns that are no questions, and some that must never be counted."""


def _konfraga(stat: Stat) -> str:
    """A column whose every answer is a sex is where sex was asked, whatever its heading."""
    kon = {orden.vilket_kon(nyckel) for nyckel in stat.olika}
    return Roll.KON if {"K", "M"} <= kon and None not in kon and "T" not in kon else ""


SKALOR = ((1, 4, 3), (1, 5, 4), (1, 7, 5), (0, 10, 8), (1, 10, 8))


def _fraga(rubrik: str, stat: Stat) -> Kolumnval:
    tal = {nyckel: orden.som_svarstal(nyckel) for nyckel in stat.olika}
    varden = [int(v) for nyckel, v in tal.items() if v is not None and nyckel not in orden.BORTFALL]
    text = utan_kod(rubrik)
    val = Kolumnval(Roll.SVAR, kod=kod(rubrik), text=text, matt="andel")
    if not varden or len(varden) < len(tal) / 2:
        ord_ = [nyckel for nyckel in stat.olika if nyckel]
        kanda = sum(gissa_svar([o])[o].slag != "" for o in ord_)
        return val if kanda >= len(ord_) / 2 else Kolumnval()
    if max(varden) > 10 and len(varden) > 5:
        return Kolumnval()  # an age, a year, a number of something
    lag, hog, positiv = next(
        (s for s in SKALOR if min(varden) >= s[0] and max(varden) <= s[1]), SKALOR[0]
    )
    nki = hog == 10 and re.search(r"nki|sin helhet|förväntning|ideal", rubrik, re.IGNORECASE)
    matt = "nki" if nki else "index" if hog == 5 else "medel" if hog > 5 else "andel"
    return replace(val, matt=matt, lagst=lag, hogst=hog, positiv_fran=positiv)


def som(roll: str, rubriker: Rubriker, stat: Sequence[Stat], nr: int) -> Kolumnval:
    """A column that a person says is something else than was guessed."""
    delar = rubriker.texter[nr] or (f"Kolumn {nr + 1}",)
    if roll == Roll.SVAR:
        val = _fraga(delar[-1], stat[nr])
        hel = Kolumnval(Roll.SVAR, kod=kod(delar[-1]), text=utan_kod(delar[-1]), matt="andel")
        return val if val.roll == Roll.SVAR else hel
    if roll not in (Roll.VARDE, Roll.N):
        return Kolumnval(roll)
    val = replace(_bredkolumn(delar), roll=roll)
    text = val.text or " / ".join(delar)
    return val if roll == Roll.N else replace(val, kod=val.kod or kod(text), text=text)


def svarsord(tolkning: Tolkning, stat: Sequence[Stat]) -> list[str]:
    """The answers in words, and the numbers beyond a scale, that must be told how they count."""
    ut: dict[str, None] = {}
    for nr, val in tolkning.med(Roll.SVAR).items():
        for nyckel in stat[nr].olika if nr < len(stat) else ():
            tal = orden.som_svarstal(nyckel)
            if not nyckel or (tal is not None and val.lagst <= tal <= val.hogst):
                continue
            ut[nyckel] = None
    return list(ut)


def gissa_svar(ord_: Iterable[str]) -> dict[str, Svarskod]:
    ut: dict[str, Svarskod] = {}
    for nyckel in ord_:
        rent = re.sub(r"^\d+\s*[-–=:.]\s*", "", nyckel).strip(" .")
        if rent in orden.BORTFALL:
            ut[nyckel] = Svarskod("bortfall")
        elif rent in orden.POSITIVA:
            ut[nyckel] = Svarskod("positiv", orden.POSITIVA[rent])
        elif rent in orden.NEGATIVA:
            ut[nyckel] = Svarskod("annat", orden.NEGATIVA[rent])
        else:
            ut[nyckel] = Svarskod()
    return ut
