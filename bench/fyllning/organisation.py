"""Nämnder, the tree of units with its dated places, and the people with their roles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from bench.fyllning import ordbok
from bench.fyllning.tabell import Tabeller
from bench.fyllning.varlden import Enhetsrad, Storlek, Varld
from kvalitet.demokonton import LOSENORD
from kvalitet.models import (
    Anvandare,
    Enhet,
    EnhetPlacering,
    Namnd,
    NamndAnsvar,
    Rolltilldelning,
)

NAMNDER = (  # code, name, its kontor, its part of units and cases
    ("VON", "Vård- och omsorgsnämnden", "Vård- och omsorgskontoret", 26),
    ("UN", "Utbildningsnämnden", "Utbildningskontoret", 30),
    ("TN", "Tekniska nämnden", "Tekniska kontoret", 12),
    ("SN", "Socialnämnden", "Socialkontoret", 9),
    ("KFN", "Kultur- och fritidsnämnden", "Kultur- och fritidskontoret", 8),
    ("KS", "Kommunstyrelsen", "Kommunstyrelsens kontor", 6),
    ("AN", "Arbetsmarknadsnämnden", "Arbetsmarknadskontoret", 3),
    ("SPN", "Samhällsplaneringsnämnden", "Samhällsbyggnadskontoret", 3),
    ("BMN", "Bygg- och miljönämnden", "Bygg- och miljökontoret", 2),
    ("ÖFN", "Överförmyndarnämnden", "Överförmyndarkontoret", 1),
    ("VN", "Valnämnden", "Valkansliet", 1),
)
VARD = "kommun.example"


def skriv(storlek: Storlek, tabeller: Tabeller) -> Varld:
    rng = storlek.slump("organisation")
    varld = Varld()
    antal = max(2, min(len(NAMNDER), storlek.enheter // 8))
    varld.namnder = list(range(1, antal + 1))
    tabeller.skriv(Namnd, "id kod namn", ((nr, *NAMNDER[nr - 1][:2]) for nr in varld.namnder))
    sedan = date(storlek.forsta.year - 1, 1, 1)
    _enheter(storlek, varld, rng)
    falt = "id namn slag sokvag upphorde"
    rader = ((e.id, e.namn, e.slag, e.sokvag, e.upphorde) for e in varld.enheter)
    tabeller.skriv(Enhet, falt, rader)
    tabeller.skriv(
        EnhetPlacering,
        "id enhet_id foralder_id giltig",
        ((nr, *rad) for nr, rad in enumerate(_platser(storlek, varld, rng, sedan), start=1)),
    )
    tabeller.skriv(
        NamndAnsvar,
        "id enhet_id namnd_id giltig",
        ((nr, varld.kontor[nr], nr, (sedan, None)) for nr in varld.namnder),
    )
    _folket(varld, rng, sedan, tabeller)
    return varld


def _enheter(storlek: Storlek, varld: Varld, rng: Random) -> None:
    """The kommun, a kontor for each nämnd, areas in one or two levels, and the units."""
    varld.enheter.append(Enhetsrad(1, "Norrköpings kommun", "kommun", 0, "1.", 0, None))
    for nr in varld.namnder:
        varld.kontor[nr] = _ny(varld, varld.enheter[0], NAMNDER[nr - 1][2], "kontor", nr).id
    kontor = varld.enheter[1:]
    vikter = [NAMNDER[nr - 1][3] for nr in varld.namnder]
    omraden = [_omrade(varld, ett, rng) for ett in kontor]
    omraden += [
        _omrade(varld, rng.choices(kontor, vikter)[0], rng)
        for _ in range(max(0, storlek.enheter // 50 - len(kontor)))
    ]
    under = list(omraden)
    if storlek.enheter >= 200:
        under = [_omrade(varld, rng.choice(omraden), rng) for _ in range(storlek.enheter // 10)]
    per_namnd = {nr: [e for e in under if e.namnd == nr] for nr in varld.namnder}
    orter = ordbok.listor()["orter"]
    while len(varld.enheter) < storlek.enheter:
        nr = rng.choices(varld.namnder, vikter)[0]
        over = rng.choice(per_namnd[nr] or [e for e in omraden if e.namnd == nr])
        slut = None
        if rng.random() < 0.03:
            slut = storlek.dag - timedelta(1 + int(rng.random() * 365 * (storlek.ar - 0.5)))
        namn = f"{over.namn.split()[0]} {rng.choice(orter)} {len(varld.enheter)}"
        _ny(varld, over, namn, "enhet", nr, slut)


def _omrade(varld: Varld, over: Enhetsrad, rng: Random) -> Enhetsrad:
    listan = ordbok.listor()
    namn = f"{rng.choice(listan['forled'])}{rng.choice(listan['efterled'])}".capitalize()
    return _ny(varld, over, f"{namn} {len(varld.enheter)}", "omrade", over.namnd)


def _ny(
    varld: Varld, over: Enhetsrad, namn: str, slag: str, namnd: int, slut: date | None = None
) -> Enhetsrad:
    nr = len(varld.enheter) + 1
    varld.enheter.append(
        ny := Enhetsrad(nr, namn, slag, over.id, f"{over.sokvag}{nr}.", namnd, slut)
    )
    return ny


def _platser(
    storlek: Storlek, varld: Varld, rng: Random, sedan: date
) -> Iterator[tuple[int, int, tuple[date, date | None]]]:
    """Where each unit stands; every twentieth stood somewhere else in its nämnd before."""
    omraden: dict[int, list[int]] = {}
    for enhet in varld.enheter:
        if enhet.slag == "omrade":
            omraden.setdefault(enhet.namnd, []).append(enhet.id)
    for enhet in varld.enheter[1:]:
        forut = rng.choice(omraden[enhet.namnd])
        flyttad = storlek.forsta + timedelta(200)
        flyttas = enhet.slag == "enhet" and forut != enhet.foralder and rng.random() < 0.05
        if flyttas and (enhet.upphorde is None or enhet.upphorde > flyttad):
            yield enhet.id, forut, (sedan, flyttad)
            yield enhet.id, enhet.foralder, (flyttad, enhet.upphorde)
        else:
            yield enhet.id, enhet.foralder, (sedan, enhet.upphorde)


@dataclass
class _Folk:
    """The people as they are named, one after another."""

    rng: Random
    personer: list[tuple[int, str, str]] = field(default_factory=list)
    roller: list[tuple[int, str, int, int | None]] = field(default_factory=list)

    def ny(self, epost: str, roll: str, enhet: int, namnd: int | None = None) -> int:
        nr = len(self.personer) + 1
        namn = ordbok.namn(self.rng)
        self.personer.append(
            (nr, (epost and f"{epost}@{VARD}") or ordbok.epost(namn, nr, VARD), namn)
        )
        self.roller.append((nr, roll, enhet, namnd))
        return nr


def _folket(varld: Varld, rng: Random, sedan: date, tabeller: Tabeller) -> None:
    folk = _Folk(rng)
    varld.samordnare = folk.ny("kv", "KV", 1)
    folk.ny("adm", "ADM", 1)
    folk.ny("rev", "REV", 1)
    varld.chef[1] = folk.ny("chef", "CH", 1)
    varld.planansvarig[1] = varld.rapportor[1] = folk.ny("pa", "PA", 1)
    for nr in varld.namnder:
        _namndens(varld, folk, nr)
    for enhet in varld.enheter[1:]:
        _enhetens(varld, folk, enhet)
    losen = make_password(LOSENORD, salt="saltet-for-alla")  # slow on purpose, so once is enough
    falt = "id epost namn password"
    tabeller.skriv(Anvandare, falt, ((*person, losen) for person in folk.personer))
    tabeller.skriv(
        Rolltilldelning,
        "id anvandare_id roll enhet_id namnd_id giltig",
        ((nr, *rad, (sedan, None)) for nr, rad in enumerate(folk.roller, start=1)),
    )


def _namndens(varld: Varld, folk: _Folk, nr: int) -> None:
    kod = NAMNDER[nr - 1][0].lower().replace("ö", "o")
    kontor = varld.kontor[nr]
    varld.sekreterare[nr] = folk.ny(f"ns.{kod}", "NS", 1, nr)
    folk.ny(f"fv.{kod}", "FV", 1, nr)
    folk.ny(f"kv.{kod}", "KV", 1, nr)
    antal = max(2, sum(1 for e in varld.enheter if e.namnd == nr) // 25)
    varld.handlaggare[nr] = [folk.ny(f"hs{i}.{kod}", "HS", kontor, nr) for i in range(1, antal + 1)]
    varld.chef[kontor] = folk.ny(f"ch.{kod}", "CH", kontor, nr)
    varld.planansvarig[kontor] = folk.ny(f"pa.{kod}", "PA", kontor)
    varld.rapportor[kontor] = folk.ny(f"aa.{kod}", "AA", kontor)


def _enhetens(varld: Varld, folk: _Folk, enhet: Enhetsrad) -> None:
    if enhet.slag == "kontor":
        return
    varld.chef[enhet.id] = varld.chef[enhet.foralder]
    if enhet.slag == "omrade":
        varld.chef[enhet.id] = folk.ny("", "CH", enhet.id)
    varld.planansvarig[enhet.id] = folk.ny(f"pa.{enhet.id}", "PA", enhet.id)
    varld.rapportor[enhet.id] = folk.ny(f"aa.{enhet.id}", "AA", enhet.id)
