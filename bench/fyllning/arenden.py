"""Synpunkter with what belongs to them: contacts, messages, events, marks and judgements.

Cases come day by day, more each year, fewer at weekends; each walks through the states to where
its age has brought it. Events are held in a heap until their time has come, so that the log's ids
are in the order of time. The loop runs a million times: rows are put together as text.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import heappop, heappush
from itertools import accumulate, repeat

from bench.fyllning import ordbok
from bench.fyllning.arendetabeller import Arendetabeller
from bench.fyllning.organisation import NAMNDER
from bench.fyllning.varlden import DYGN, Storlek, Varld, start
from kvalitet import krypto
from kvalitet.models import Namnd
from synpunkter import kod as koder
from synpunkter.models import Tidsfrist
from synpunkter.tidsfrist import lofte

TYPER = (("klagomal", 56), ("forslag", 22), ("fraga", 14), ("berom", 8))
KANALER = (("webb", 70), ("telefon", 14), ("epost", 11), ("besok", 3), ("brev", 2))
SVARSVAL = (("epost", 58), ("kod", 12), ("nej", 30))
UTFALL = (
    *(("atgardat", 30), ("delvis", 10), ("planerad", 8), ("framfort", 20)),
    *(("fraga_besvarad", 14), ("ingen", 14), ("annan_process", 4)),
)
POAL = 1 << 20
"""References that a year has: four digits in base 32."""


@dataclass(slots=True)
class Arende:
    """One case while it is made. Times are seconds of the epoch, 0 for what has not been."""

    id: int
    typ: str
    namnd: int
    enhet: int
    kanal: str
    svarsval: str
    inkom: int
    lage: str = "inkommen"
    utfall: str = ""
    handlaggare: int = 0
    togs: int = 0
    besvarad: int = 0
    avslutad: int = 0
    stannad: int = 0
    huvud: int = 0


def _val(slump: Callable[[], float], vikter: tuple[tuple[str, int], ...]) -> Callable[[], str]:
    """Return a quick weighted choice: a table of a hundred."""
    tabell = [namn for namn, vikt in vikter for _ in range(vikt)]
    antal = len(tabell)
    return lambda: tabell[int(slump() * antal)]


def per_dag(storlek: Storlek) -> list[int]:
    """Return how many cases come on each day, from the first to the last; their sum is exact."""
    dagar = (storlek.dag - storlek.forsta).days + 1
    vikter = []
    for nr in range(dagar):
        dag = storlek.forsta + timedelta(nr)
        vikt = 1.06 ** (nr / 365) * (0.35 if dag.weekday() > 4 else 1.0)
        vikter.append(vikt * (1 + 0.2 * math.sin(dag.timetuple().tm_yday / 58)))
    summor = list(accumulate(vikter))
    granser = [round(s / summor[-1] * storlek.synpunkter) for s in summor]
    return [b - a for a, b in zip([0, *granser], granser, strict=False)]


def _frister(storlek: Storlek) -> Callable[[date], tuple[str, str]]:
    sparade: dict[date, tuple[str, str]] = {}
    frist = Tidsfrist(namnd=Namnd())

    def inre(dag: date) -> tuple[str, str]:
        if dag not in sparade:
            dagar = lofte(frist, dag)
            sparade[dag] = (dagar.tas_om_hand.isoformat(), dagar.svar.isoformat())
        return sparade[dag]

    return inre


def kontakter(storlek: Storlek) -> list[str]:
    """Return the columns of `Kontakt` after its key, ready: an encryption costs too much to be
    made a million times, and people do write more than once."""
    rng = storlek.slump("kontakter")
    ut = []
    for nr in range(max(50, min(20_000, storlek.synpunkter // 20))):
        namn = ordbok.namn(rng)
        epost = ordbok.epost(namn, nr, "exempel.example")
        hemligt = krypto.kryptera(namn) if rng.random() < 0.7 else ""
        ut.append(
            f"{krypto.kryptera(epost)}\t{krypto.uppslag(epost, rum='kontakt.epost')}\t{hemligt}"
        )
    return ut


class Arenden:
    """The stream of cases."""

    def __init__(self, storlek: Storlek, varld: Varld, tabeller: Arendetabeller) -> None:
        self.storlek, self.varld, self.ut = storlek, varld, tabeller
        self.rng = storlek.slump("arenden")
        self.slump = self.rng.random
        antal = max(3000, min(200_000, storlek.synpunkter // 3))
        self.meningar = ordbok.meningar(storlek.slump("meningar"), antal)
        self.kontakter = kontakter(storlek)
        self.frist = _frister(storlek)
        self.typ, self.kanal = _val(self.slump, TYPER), _val(self.slump, KANALER)
        self.svarsval, self.utfall = _val(self.slump, SVARSVAL), _val(self.slump, UTFALL)
        self.mottagare = self._mottagare()
        self.nu = start(storlek.dag) + 6 * 3600
        self.ho: list[tuple[int, int, str]] = []
        self.oppna_huvuden: dict[int, int] = {}
        self.orter = ordbok.listor()["orter"]

    def _mottagare(self) -> list[tuple[int, int]]:
        """Nämnd and unit, as often as they are written to: a few units get most of it."""
        ut: list[tuple[int, int]] = []
        for namnd in self.varld.namnder:
            enheter = [e for e in self.varld.under(namnd) if e.upphorde is None]
            enheter = enheter or [e for e in self.varld.enheter if e.id == self.varld.kontor[namnd]]
            vikter = [1 / rang**0.6 for rang in range(1, len(enheter) + 1)]
            antal = NAMNDER[namnd - 1][3] * 500
            ut += zip(
                repeat(namnd),
                (e.id for e in self.rng.choices(enheter, vikter, k=antal)),
                strict=False,
            )
        return ut

    def kor(self) -> None:
        nr = 0
        for dygn, antal in enumerate(per_dag(self.storlek)):
            dag = self.storlek.forsta + timedelta(dygn)
            borjan = start(dag)
            tider = sorted(borjan + 25_200 + int(self.slump() * 46_000) for _ in range(antal))
            if dag == self.storlek.dag:
                tider = [min(t, self.nu - 60) for t in tider]
            for inkom in tider:
                nr += 1
                self._ett(nr, dag, inkom)
            self._tom_ho(borjan + DYGN)
        self._tom_ho(self.nu + DYGN)

    def _ett(self, nr: int, dag: date, inkom: int) -> None:
        slump = self.slump
        namnd, enhet = self.mottagare[int(slump() * len(self.mottagare))]
        kanal = self.kanal()
        svarsval = self.svarsval()
        if kanal == "webb" and svarsval != "epost":
            inkom -= inkom % 3600  # as the app does: of an anonymous sender only the hour
        arende = Arende(nr, self.typ(), namnd, enhet, kanal, svarsval, inkom)
        vag = "inkom" if kanal == "webb" else "registrerad"
        av = 0 if kanal == "webb" else self.varld.samordnare
        self.logga(arende, inkom, vag, av, "", f'{{"kanal": "{kanal}"}}')
        self._vandra(arende)
        self._skriv(arende, dag)

    def _vandra(self, a: Arende) -> None:
        """Let the case go as far as its age and chance take it."""
        slump, alder = self.slump, (self.nu - a.inkom) / DYGN
        oppet = slump() < 0.005 + math.exp(-alder / 12) or alder < 2
        steg = slump()
        if a.kanal == "webb" and steg < 0.012:
            return self._skrap(a, oppet)
        if oppet and (steg < 0.12 or alder < 0.5):
            return None
        huvud = self.oppna_huvuden.get(a.namnd, 0)
        if oppet and huvud and steg > 0.97:
            a.lage, a.huvud = "sammanslagen", huvud
            return self.stega(
                a, a.inkom + 7200, "sla_ihop", "inkommen", self.varld.samordnare, "KV"
            )
        tid = a.inkom + 1800 + int(slump() * min(alder, 2) * DYGN * 0.4)
        a.handlaggare = self._handlaggare(a.namnd)
        a.lage = "tilldelad"
        self.stega(a, tid, "tilldela", "inkommen", self.varld.samordnare, "KV")
        if oppet and (steg < 0.3 or alder < 1.5):
            return None
        if not oppet and steg < 0.03:
            return self._vidare(a, tid + 2400)
        return self._handlagg(a, tid, oppet, steg, alder)

    def _handlagg(self, a: Arende, tid: int, oppet: bool, steg: float, alder: float) -> None:
        slump = self.slump
        a.togs = tid = tid + 1200 + int(slump() * min(alder * 0.2, 1.5) * DYGN)
        a.lage = "under_handlaggning"
        self.stega(a, tid, "ta_hand_om", "tilldelad", a.handlaggare, "HS")
        if oppet and steg < 0.75:
            self.oppna_huvuden[a.namnd] = a.id
            if steg > 0.67:
                a.lage, a.stannad = "vantar_komplettering", tid + 3000
                self.stega(
                    a, tid + 3000, "begar_komplettering", "under_handlaggning", a.handlaggare, "HS"
                )
            return
        rest = self.nu - tid
        a.besvarad = tid = tid + 3600 + int(min(rest * 0.5, DYGN * slump() ** 2 * 16))
        a.lage = "besvarad"
        self.stega(a, tid, "besvara", "under_handlaggning", a.handlaggare, "HS")
        self.ut.svar(a, self._text(1), tid)
        if oppet and steg < 0.93:
            return
        self._avsluta(a, tid, oppet)

    def _avsluta(self, a: Arende, tid: int, ateroppnas: bool) -> None:
        a.utfall = self.utfall()
        a.lage = "avslutad"
        rest = self.nu - tid
        a.avslutad = tid = tid + 600 + int(min(rest * 0.5, self.slump() * 9 * DYGN))
        self.stega(a, tid, "avsluta", "besvarad", a.handlaggare, "HS")
        if self.slump() < 0.2:
            self.ut.nojdhet(a, 1 + int(self.slump() * 5), tid)
        if ateroppnas:
            a.lage, a.utfall, a.avslutad = "ateroppnad", "", 0
            self.stega(a, tid + 600, "ateroppna", "avslutad", 0, "")

    def _vidare(self, a: Arende, tid: int) -> None:
        a.lage, a.utfall, a.avslutad = "vidarebefordrad", "fel_mottagare", tid
        self.stega(a, tid, "vidarebefordra", "tilldelad", self.varld.samordnare, "KV")

    def _skrap(self, a: Arende, oppet: bool) -> None:
        a.lage = "karantan"
        if oppet:
            return
        a.avslutad, a.lage, a.utfall = a.inkom + 3000, "avslutad", "skrappost"
        self.stega(a, a.avslutad, "avsluta_skrap", "karantan", self.varld.samordnare, "KV")

    def _handlaggare(self, namnd: int) -> int:
        folk = self.varld.handlaggare[namnd]
        return folk[int(self.slump() * len(folk))]

    def _text(self, minst: int) -> str:
        slump, alla = self.slump, self.meningar
        antal, hur_manga = len(alla), minst + int(slump() * 3)
        return " ".join([alla[int(slump() * antal)] for _ in range(hur_manga)])

    # --- the rows -------------------------------------------------------------------------------

    def _skriv(self, a: Arende, dag: date) -> None:
        slump = self.slump
        sekretess, skyddad = slump() < 0.025, slump() < 0.003
        plats = ""
        if slump() < 0.4:
            plats = f"{self.orter[int(slump() * len(self.orter))]} {int(slump() * 90) + 1}"
        tas, svar = self.frist(dag)
        token = f"fyllning-{self.storlek.fro}-{a.id}"
        # Digits of an odd multiple run through all of a year's references before one comes again.
        tal = (a.id * 646_957 + 12_345) % POAL
        referens = f"SP-{dag.year}-{''.join(koder.ALFABET[tal >> s & 31] for s in (15, 10, 5, 0))}"
        if a.avslutad == 0:  # those whose sender may still come back with a code that works
            kod = koder.koduppslag(koder.kod(token))
        else:
            kod = f"{self.rng.getrandbits(256):064x}"
        self.ut.synpunkt(
            a,
            referens,
            self._text(2),
            plats,
            (tas, svar),
            (kod, koder.tokenuppslag(token)),
            sekretess=sekretess,
            skyddad=skyddad,
        )
        if a.svarsval == "epost":
            self.ut.kontakt(a.id, self.kontakter[int(slump() * len(self.kontakter))])
        if sekretess or skyddad:
            self.ut.markering(a, sekretess=sekretess, av=a.handlaggare or self.varld.samordnare)
            if sekretess:
                self.logga(
                    a,
                    a.inkom + 900,
                    "sekretess_satt",
                    self.varld.samordnare,
                    "KV",
                    '{"grund": "26:1"}',
                )

    def stega(self, a: Arende, tid: int, steg: str, fran: str, av: int, roll: str) -> None:
        utfall = f', "utfall": "{a.utfall}"' if a.utfall else ""
        data = f'{{"fran": "{fran}", "till": "{a.lage}", "enhet": {a.enhet}{utfall}}}'
        self.logga(a, tid, steg, av, roll, data)

    def logga(self, a: Arende, tid: int, slag: str, av: int, roll: str, data: str) -> None:
        heappush(
            self.ho,
            (
                tid,
                len(self.ho),
                self.ut.handelse(a, tid, slag, av, roll, data, self.rng.getrandbits(128)),
            ),
        )

    def _tom_ho(self, till: int) -> None:
        while self.ho and self.ho[0][0] < till:
            self.ut.logga(heappop(self.ho)[2])
