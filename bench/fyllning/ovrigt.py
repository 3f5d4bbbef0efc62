"""Surveys with their answers, reports of the nämnder, meetings, and mails that have been sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from bench.fyllning import ordbok
from bench.fyllning.planer import Planer
from bench.fyllning.tabell import Tabeller
from bench.fyllning.varlden import Storlek, Varld, klockan
from kvalitet import krypto
from kvalitet.models import Utskick
from kvalitet.notiser import Brev
from uppfoljning.enkatmallar import BERATTA
from uppfoljning.models import (
    Enkatversion,
    Fraga,
    Fragesvar,
    Rapport,
    Rapportfil,
    Rapportjobb,
    Sammantrade,
    Svar,
    Undersokning,
)

SVAR_PER_ENKAT = 80


def skriv(storlek: Storlek, varld: Varld, planer: Planer, tabeller: Tabeller) -> None:
    _enkater(storlek, varld, tabeller)
    _rapporter(varld, planer, tabeller)
    dagar = ((n, ar, manad) for n in varld.namnder for ar in storlek.aren for manad in range(2, 12))
    tabeller.skriv(
        Sammantrade,
        "id namnd_id dag inlagd inlagd_av_id",
        (
            (nr, n, date(ar, manad, 15), klockan(date(ar, 1, 7)), varld.sekreterare[n])
            for nr, (n, ar, manad) in enumerate(dagar, start=1)
        ),
    )
    _utskick(storlek, tabeller)


# --- surveys ------------------------------------------------------------------------------------


def _enkater(storlek: Storlek, varld: Varld, tabeller: Tabeller) -> None:
    """Some a year, each with the NKI triple and words of one's own, all in use and closed."""
    rng = storlek.slump("enkater")
    enheter = [e for e in varld.enheter if e.slag in ("kontor", "omrade") and not e.upphorde]
    per_ar = max(2, storlek.enheter // 100)
    rader, svar = [], []
    for ar in storlek.aren:
        for _ in range(per_ar):
            enhet, nr = rng.choice(enheter), len(rader) + 1
            oppnar = date(ar, 1 + int(rng.random() * 9), 5)
            namn = f"Så tycker du om {enhet.namn.lower()}"
            rader.append((nr, namn, f"enkat-{nr}", enhet.namn, enhet.id, enhet.namnd, oppnar))
            antal = int(SVAR_PER_ENKAT * (0.5 + rng.random()))
            manad = oppnar.replace(day=1)
            svar += [(UUID(int=rng.getrandbits(128)), nr, manad) for _ in range(antal)]
    tabeller.skriv(
        Undersokning,
        "id namn slug om enhet_id namnd_id oppnar stanger urval ram",
        ((*rad, rad[-1] + timedelta(30), 300, 900) for rad in rader),
    )
    falt = "id undersokning_id nummer utkast"
    tabeller.skriv(Enkatversion, falt, ((rad[0], rad[0], 1, False) for rad in rader))
    tabeller.skriv(
        Fraga,
        "id version_id nyckel ordning slag text obligatorisk",
        (
            (rad[0] * 2 - n, rad[0], nyckel, 2 - n, slag, fraga, bool(n))
            for rad in rader
            for n, nyckel, slag, fraga in (
                (1, "nki", "nki", rad[3]),
                (0, BERATTA.nyckel, "fritext", BERATTA.text),
            )
        ),
    )
    tabeller.skriv(
        Svar,
        "nyckel undersokning_id version_id manad kon token_hmac",
        (
            (nyckel, nr, nr, manad, "KMA"[nyckel.int % 3], sha256(nyckel.bytes).hexdigest())
            for nyckel, nr, manad in svar
        ),
    )
    falt = "nyckel svar_id fraga_id del_nr tal text"
    tabeller.skriv(Fragesvar, falt, _fragesvar(storlek, svar))


def _fragesvar(
    storlek: Storlek, svar: list[tuple[UUID, int, date]]
) -> Iterator[tuple[object, ...]]:
    rng = storlek.slump("fragesvar")
    ord_ = ordbok.meningar(rng, 2000)
    for nyckel, nr, _ in svar:
        niva = 3 + rng.random() * 6
        for del_ in (1, 2, 3):
            tal = max(1, min(10, round(niva + rng.random() * 4 - 2)))
            yield UUID(int=rng.getrandbits(128)), nyckel, nr * 2 - 1, del_, tal, ""
        if rng.random() < 0.25:
            yield UUID(int=rng.getrandbits(128)), nyckel, nr * 2, 0, None, rng.choice(ord_)


# --- reports ------------------------------------------------------------------------------------


def _rapporter(varld: Varld, planer: Planer, tabeller: Tabeller) -> None:
    """One for each nämnd and approved round, decided and published, with a finished file's row.
    The bytes of the file are made by nobody: a page that asks for them says that they are gone."""
    rapporter, filer, jobb = [], [], []
    for nr, ((namnd, runda), bild) in enumerate(planer.kontorsbilder.items(), start=1):
        bestalld, beslut = klockan(runda.oppnar + timedelta(24)), runda.oppnar + timedelta(40)
        kontor, av = varld.kontor[namnd], varld.sekreterare[namnd]
        summa = sha256(f"rapport {nr}".encode()).hexdigest()
        publicerad = beslut < planer.storlek.dag
        lage = "publicerad" if publicerad else "utkast"
        slut = (beslut, "§ 58", klockan(beslut + timedelta(5))) if publicerad else (None, "", None)
        rapporter.append(
            (
                *(nr, "maluppfyllelse", namnd, kontor, runda.id, date(runda.ar, 1, 1)),
                *(runda.matdatum, lage, bild, bestalld, av, *slut),
                summa if publicerad else None,
            )
        )
        filer.append((summa, 150_000 + nr, 12, bestalld))
        jobb.append((nr, nr, bild, summa, av, "klar", 100, 1, summa, bestalld, bestalld))
    tabeller.skriv(Rapportfil, "sha256 storlek sidor skapad", filer)
    tabeller.skriv(
        Rapport,
        "id slag namnd_id enhet_id tillfalle_id period_fran period_till lage ogonblick_id "
        "bestalld bestalld_av_id beslut_datum beslut_paragraf publicerad fil_id",
        rapporter,
    )
    tabeller.skriv(
        Rapportjobb,
        "id rapport_id ogonblick_id nyckel bestalld_av_id lage andel forsok fil_id skapad klar",
        jobb,
    )


# --- the outbox ---------------------------------------------------------------------------------


def _utskick(storlek: Storlek, tabeller: Tabeller) -> None:
    """Receipts of the last months that have been sent, and the few that wait or failed."""
    tabeller.skriv(
        Utskick,
        "id nyckel mall innehall message_id status skapad nasta_forsok forsok skickad fel",
        _breven(storlek),
    )


def _breven(storlek: Storlek) -> Iterator[tuple[Any, ...]]:
    antal = max(100, storlek.synpunkter * 3 // 100)
    brev = Brev("nagon@exempel.example", "Vi har fått din synpunkt", "Tack.", "<p>Tack.</p>")
    hemligt = krypto.kryptera(json.dumps(asdict(brev), ensure_ascii=False))
    for nr in range(1, antal + 1):
        tid = klockan(storlek.dag - timedelta(int(90 * (antal - nr) / antal)), 8)
        status = "vantar" if nr > antal - 40 else "misslyckad" if nr % 3000 == 50 else "skickad"
        skickad = status == "skickad"
        yield (
            *(nr, f"fyllning.kvitto:{nr}", "synpunkt_kvitto", "" if skickad else hemligt),
            *(f"<fyllning-{nr}@kommun.example>", status, tid, tid, 1),
            *(tid if skickad else None, "smtp_550" if status == "misslyckad" else ""),
        )
