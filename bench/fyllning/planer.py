"""A plan for every unit and year, with its version, goals, activities, indicators and laps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from bench.fyllning.larande import Larande
from bench.fyllning.planbilder import FUNGERADE_INTE, MOTIVERING, ORSAK, Bilder
from bench.fyllning.plantabeller import Plantabeller
from bench.fyllning.styrning import Malrad, Runda, Styrning
from bench.fyllning.varlden import Enhetsrad, Storlek, Varld, klockan
from bench.fyllning.versionsrader import Frysta, frys_aktivitet, frys_indikator, frys_mal

AKTIVITETER_PER_MAL, INDIKATORER_PER_PLAN = 2, 5
STOR_AKTIVITETER, STOR_INDIKATORER = 200, 60
GRADER = ("uppfyllt",) * 5 + ("delvis",) * 3 + ("ej",) * 2
LAGEN_I_AR = (
    *(("genomfora",) * 10, ("folja_upp",) * 4, ("atgarda",) * 3),
    *(("kvalitetssakra",) * 2, ("planera",) * 1),
)
_LAGEN = [lage for grupp in LAGEN_I_AR for lage in grupp]


@dataclass
class Planrad:
    """One plan while it is written."""

    id: int
    enhet: Enhetsrad
    namnd: int
    ar: int
    fas: str
    foregangare: int | None
    stor: bool = False

    @property
    def skriven(self) -> bool:
        """Whether it has been adopted."""
        return self.fas != "planera"

    @property
    def borjar(self) -> date:
        return date(self.ar, 1, 8)


class Planer:
    """The stream of plans, unit by unit and year by year."""

    def __init__(
        self, storlek: Storlek, varld: Varld, styrning: Styrning, tabeller: Plantabeller
    ) -> None:
        self.storlek, self.varld, self.styrning, self.ut = storlek, varld, styrning, tabeller
        self.rng = storlek.slump("planer")
        self.bilder = Bilder(tabeller.ogonblick)
        self.larande = Larande(storlek, varld, tabeller)
        self.stor = 0
        """The plan with as many rows as the pages are measured with."""
        self.kontorsbilder: dict[tuple[int, Runda], int] = {}
        """What was frozen of each nämnd's kontor in each round, which its report is made from."""

    def kor(self) -> None:
        antal = 0
        for enhet in self.varld.enheter:
            forut = None
            for ar in (*self.storlek.aren, self.storlek.dag.year + 1):
                if not (fas := self._fas(enhet, ar)):
                    continue
                antal += 1
                namnd = enhet.namnd or self.varld.namnder[-1]
                plan = Planrad(antal, enhet, namnd, ar, fas, forut)
                self._en(plan)
                forut = antal

    def _fas(self, enhet: Enhetsrad, ar: int) -> str:
        """Where the plan of the year stands, or "" when there is none."""
        nu = self.storlek.dag.year
        if enhet.upphorde is not None and enhet.upphorde.year <= ar:
            return ""
        if ar > nu:  # a fifth have begun with the next year's
            tidig = self.storlek.dag.month >= 9 and self.rng.random() < 0.2
            return "planera" if tidig and enhet.slag != "kommun" else ""
        if ar < nu:
            return "avslutad"
        fas = self.rng.choice(_LAGEN)
        if not self.styrning.arets(ar, self.storlek.dag) and fas != "planera":
            return "genomfora"
        return "genomfora" if enhet.slag == "kommun" else fas

    def _en(self, plan: Planrad) -> None:
        nu = self.storlek.dag.year
        if not self.stor and plan.namnd == 1 and plan.ar == nu and plan.enhet.slag == "enhet":
            plan.stor, plan.fas, self.stor = True, "genomfora", plan.id
        folk = self.varld
        pa, chef = folk.planansvarig[plan.enhet.id], folk.chef[plan.enhet.id]
        tid, dnr = klockan(plan.borjar), f"DNR {plan.ar}/{plan.id:05d}"
        slut: tuple[object, ...] = (None, None, None, "", None)
        if plan.fas == "avslutad":
            dag = date(plan.ar + 1, 2, 20)
            arkiv = self.bilder.arkiv(plan.id, plan.enhet.namn, klockan(dag).isoformat(), chef)
            slut = (klockan(dag), chef, dag, "§ 9", arkiv)
        modell = self.styrning.modeller[plan.ar]
        self.ut.plan.rad(
            *(plan.id, plan.enhet.id, plan.namnd, modell, date(plan.ar, 1, 1)),
            *(date(plan.ar, 12, 31), pa, plan.fas, plan.foregangare, dnr, tid, *slut),
        )
        self._handelser(plan, pa, chef)
        malen = self.styrning.mal[modell, plan.namnd]
        grupper = self._rader(plan, malen, pa)
        self._version(plan, grupper, pa, chef, dnr)
        if plan.skriven:
            self.larande.svara(plan)
            self._varven(plan, malen, grupper, pa, chef, dnr)

    def _version(self, plan: Planrad, grupp: Grupp, pa: int, chef: int, dnr: str) -> None:
        tid, dag = klockan(plan.borjar + timedelta(13)), plan.borjar + timedelta(13)
        beslut: tuple[object, ...] = ("utkast", None, None, None, None, "", False, None)
        if plan.skriven:
            e, m = plan.enhet, self.styrning.modeller[plan.ar]
            data: dict[str, object] = {
                "plan": {"id": plan.id, "enhet": {"id": e.id, "namn": e.namn}, "dnr": dnr},
                "version": 1,
                "beslut": {"datum": dag, "paragraf": "§ 8", "faststalld_av": chef},
                "styrmodell": m,
            }
            bild = self.bilder.version(data, grupp.frysta, tid.isoformat(), chef)
            beslut = ("faststalld", pa, chef, tid, dag, "§ 8", True, bild)
        skapad = klockan(plan.borjar)
        self.ut.version.rad(plan.id, plan.id, 1, *beslut, skapad)

    # --- goals, activities, indicators ----------------------------------------------------------

    def _rader(self, plan: Planrad, malen: list[Malrad], pa: int) -> Grupp:
        rng, ut = self.rng, self.ut
        direkta = malen if plan.stor else malen[:4]
        grupp = Grupp([], [], [])
        alla = self.styrning.indikatorer[plan.namnd]
        antal = STOR_INDIKATORER if plan.stor else INDIKATORER_PER_PLAN
        # The same indicators year after year, so that a unit's values are a series.
        start = 0 if plan.stor else plan.enhet.id % len(alla)
        valda = [alla[(start + i) % len(alla)] for i in range(min(antal, len(alla)))]
        aktiviteter = STOR_AKTIVITETER // len(malen) + 1 if plan.stor else AKTIVITETER_PER_MAL
        kvar = STOR_AKTIVITETER
        for i, mal in enumerate(malen):
            direkt = mal in direkta
            skal = "" if direkt else "Målet gäller en annan verksamhet."
            pm, nyckel = ut.planmal.antal + 1, _uuid(rng)
            koppling = "direkt" if direkt else "beror_inte"
            ut.planmal.rad(pm, nyckel, plan.id, mal.id, koppling, skal)
            frysta = frys_mal(nyckel, mal, koppling, skal)
            grupp.frysta.append(frysta)
            if not direkt:
                continue
            for _ in range(min(aktiviteter, kvar)):
                grupp.aktiviteter.append(self._aktivitet(plan, pm, pa, frysta))
                kvar -= 1
            for indikator, _ in valda[i :: len(direkta)]:
                nr, nyckel, varde = ut.planindikator.antal + 1, _uuid(rng), 60 + indikator % 30
                ut.planindikator.rad(
                    *(nr, nyckel, plan.id, pm, mal.kriterium, indikator, "absolut", varde)
                )
                frys_indikator(frysta, nyckel, indikator, mal.kriterium, varde)
        grupp.indikatorer = valda
        return grupp

    def _aktivitet(self, plan: Planrad, planmal: int, pa: int, frysta: Frysta) -> UUID:
        nr, nyckel = self.ut.aktivitet.antal + 1, _uuid(self.rng)
        start, slut = date(plan.ar, 1 + nr % 6, 1), date(plan.ar, 7 + nr % 6, 28)
        rubrik, rapportor = self.larande.mening()[:150], self.varld.rapportor[plan.enhet.id]
        effekt = "Fler märker skillnad i vardagen."
        self.ut.aktivitet.rad(
            *(nr, nyckel, plan.id, planmal, rubrik, pa, rapportor, start, slut, effekt)
        )
        frys_aktivitet(frysta, nyckel, rubrik, (pa, rapportor), (start, slut), effekt)
        return nyckel

    # --- laps -----------------------------------------------------------------------------------

    def _varven(
        self, plan: Planrad, malen: list[Malrad], grupp: Grupp, pa: int, chef: int, dnr: str
    ) -> None:
        """A lap for each round that has opened, and the one that goes on."""
        rundor = self.styrning.arets(plan.ar, self.storlek.dag)
        borjade = klockan(plan.borjar + timedelta(13))
        oppen = plan.fas in ("folja_upp", "atgarda", "kvalitetssakra")
        for nr, runda in enumerate(rundor, start=1):
            sist = oppen and runda is rundor[-1]
            godkand = not (sist and plan.fas == "folja_upp")
            klar = None if sist else klockan(runda.oppnar + timedelta(60))
            varv = self._varv(plan, nr, runda, malen, grupp, pa, chef, dnr, borjade, godkand, klar)
            if godkand:
                self.larande.efter_varv(plan, varv, runda, malen, avgjord=klar is not None)
            borjade = klar or borjade
        if plan.fas == "genomfora":
            nr = self.ut.varv.antal + 1
            self.ut.varv.rad(nr, plan.id, len(rundor) + 1, None, borjade, *(None,) * 5)
        if plan.fas == "avslutad":
            self.larande.lardom(plan, self.ut.varv.antal)

    def _varv(
        self,
        plan: Planrad,
        nummer: int,
        runda: Runda,
        malen: list[Malrad],
        grupp: Grupp,
        pa: int,
        chef: int,
        dnr: str,
        borjade: object,
        godkand: bool,
        klar: object,
    ) -> int:
        rng, ut = self.rng, self.ut
        nr = ut.varv.antal + 1
        tid = klockan(min(runda.oppnar + timedelta(18), self.storlek.dag - timedelta(1)))
        grader = [(mal, rng.choice(GRADER)) for mal in (malen if plan.stor else malen[:4])]
        bild = None
        if godkand:
            bild = self.bilder.varv(
                *(plan.namnd, runda, grader),
                enhet=plan.enhet.namn,
                person="Planansvarig",
                dnr=dnr,
                tid=tid.isoformat(),
                av=chef,
            )
            if plan.enhet.slag == "kontor":
                self.kontorsbilder[plan.namnd, runda] = bild
        av = chef if godkand else None
        ut.varv.rad(
            *(nr, plan.id, nummer, runda.id, borjade, klockan(runda.oppnar, 6)),
            *(tid if godkand else None, av, bild, klar),
        )
        self._rapporterat(plan, nr, nummer, runda, grupp, tid)
        if godkand:
            for mal, grad in grader:
                self._bedomning(nr, mal, grad, pa, tid)
            for vad in ("synpunkter", "undersokningar"):
                rad = ut.rost.antal + 1
                ut.rost.rad(rad, nr, vad, "Flest handlar om ändrade tider.", 7, pa, tid)
        return nr

    def _rapporterat(
        self, plan: Planrad, varv: int, nummer: int, runda: Runda, grupp: Grupp, tid: object
    ) -> None:
        rng, ut = self.rng, self.ut
        rapportor = self.varld.rapportor[plan.enhet.id]
        for nyckel in grupp.aktiviteter:
            klar = rng.random() < 0.3 * nummer
            sen = not klar and rng.random() < 0.15
            status = "klar" if klar else "forsenad" if sen else "pagar"
            skal = "Mötena ställs in när någon är sjuk." if sen else ""
            rad = ut.aktivitetslage.antal + 1
            framsteg = 100 if klar else 30 * nummer
            ut.aktivitetslage.rad(
                rad, plan.id, nyckel, varv, status, skal, rapportor, tid, framsteg
            )
        for indikator, delad in grupp.indikatorer:
            for kon in "TKM" if delad else "T":
                rad = ut.matvarde.antal + 1
                varde = round(40 + rng.random() * 50, 1)
                ut.matvarde.rad(
                    *(rad, indikator, plan.enhet.id, date(plan.ar, 1, 1), runda.matdatum, kon),
                    *(varde, runda.matdatum, "Påhittat värde", rapportor),
                )

    def _bedomning(self, varv: int, mal: Malrad, grad: str, pa: int, tid: object) -> None:
        orsak = "" if grad == "uppfyllt" else ORSAK
        self.ut.bedomning.rad(
            *(self.ut.bedomning.antal + 1, varv, mal.id, grad, "vantas", "oforandrat"),
            *(MOTIVERING, FUNGERADE_INTE, orsak, grad, pa, tid, True),
        )

    def _handelser(self, plan: Planrad, pa: int, chef: int) -> None:
        steg = [("plan.skapad", pa, "PA", 0)]
        if plan.skriven:
            steg += [("plan.borja", 0, "", 13)]
        for slag, av, roll, dagar in steg:
            tid = klockan(plan.borjar + timedelta(dagar))
            self.ut.handelse(slag, plan.id, av or None, roll, plan.enhet.id, plan.namnd, tid)


@dataclass
class Grupp:
    """What is reported on in every lap of a plan."""

    aktiviteter: list[UUID]
    indikatorer: list[tuple[int, bool]]
    frysta: list[Frysta]
    """What the adopted version says, goal by goal."""


def _uuid(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
