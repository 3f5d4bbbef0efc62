"""A small municipality to turn the wheel in: people of every role, goals, the rounds of three
years, and a clock that only goes forward. Every act in it takes a minute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from cykel.actions import lardom as lardomsakter
from cykel.actions import plan as planakter
from cykel.actions import sprang as sprangakter
from cykel.actions import tillfalle as tillfallesakter
from cykel.models import (
    Atgard,
    Forbattringssprang,
    Indikator,
    Lardom,
    Mal,
    Nivahojning,
    PlanVersion,
    Rutin,
    Uppfoljningstillfalle,
    Varv,
    Verksamhetsplan,
)
from cykel.tillstand import LARDOM, PLAN, PLANVERSION, SPRANG
from kvalitet import klocka
from kvalitet.models import Anvandare, Enhet
from kvalitet.overgang import Maskin, Overgang
from kvalitet.roller import ROLLER, Rattighet, Roll
from tests import factories
from tests.cykel import fabrik
from uppfoljning.actions import undersokning as undersokningsakter

T = TypeVar("T")
MASKINER: dict[Maskin, Any] = {
    PLANVERSION: PlanVersion,
    PLAN: Verksamhetsplan,
    LARDOM: Lardom,
    SPRANG: Forbattringssprang,
}
LEVANDE = ("planera", "genomfora", "folja_upp", "atgarda", "kvalitetssakra")
AR = (2026, 2027, 2028)
BASLINJE = Decimal(60)


@dataclass(frozen=True)
class Person:
    roller: tuple[Roll, ...]
    konto: Anvandare

    def far(self, ratt: Rattighet) -> bool:
        return any(ratt in ROLLER[roll] for roll in self.roller)


@dataclass
class Varld:
    """What does not change, and the clock. What changes is asked of the database."""

    kommun: factories.Kommun
    styrning: fabrik.Styrning
    folk: dict[str, Person]
    indikator: Indikator
    rutin: Rutin
    kommande_rutin: Rutin
    """In force only after all that can happen here."""
    nu: datetime
    nummer: int = 0
    """Counts what is named, so that no two things have the same words."""
    antal: dict[tuple[str, str], int] = field(default_factory=dict)
    """How many times each row was accepted, by machine and row."""
    minne: Any = None
    """What the tables said after the last step (`invarianter.Minne`)."""

    def __getattr__(self, namn: str) -> Anvandare:
        """`varld.erik` is Erik's account."""
        if namn.startswith("_") or namn not in self.__dict__.get("folk", {}):
            raise AttributeError(namn)
        konto: Anvandare = self.folk[namn].konto
        return konto

    def ny_gang(self) -> Varld:
        """The same world from its first day."""
        return replace(self, antal={})

    # --- Time ---------------------------------------------------------------------------

    @property
    def idag(self) -> date:
        return timezone.localdate(self.nu)

    def framat(self, dagar: int) -> None:
        self.nu += timedelta(days=dagar)

    def gor(self, akt: Callable[..., T], *args: Any, **falt: Any) -> T:
        """Do the act, a minute later."""
        self.nu += timedelta(minutes=1)
        with klocka.stalld(self.nu):
            return akt(*args, **falt)

    def ord(self, vad: str) -> str:
        self.nummer += 1
        return f"{vad} {self.nummer}"

    # --- Who ----------------------------------------------------------------------------

    def med_ratt(self, rad: Overgang) -> list[Anvandare]:
        """Those who may take the row; the table of roles says it, no code."""
        assert rad.ratt
        return [
            p.konto
            for namn, p in self.folk.items()
            if p.far(rad.ratt) and not namn.startswith("bodil")
        ]

    def utan_ratt(self, rad: Overgang) -> list[Anvandare]:
        """Those who may not: by their roles, or because they work in another kontor."""
        return [
            p.konto
            for namn, p in self.folk.items()
            if rad.ratt is None or not p.far(rad.ratt) or namn.startswith("bodil")
        ]

    # --- What there is, as the tables say -------------------------------------------------

    def enheter(self) -> tuple[Enhet, ...]:
        return (self.kommun.hemtjanst, self.kommun.centrum, self.kommun.vok)

    def varv(self, plan: Verksamhetsplan) -> Varv | None:
        return plan.varv.filter(avslutades=None).select_related("tillfalle").first()

    def gallande(self, plan: Verksamhetsplan) -> PlanVersion | None:
        return plan.versioner.filter(lage="faststalld").first()

    def malen(self, plan: Verksamhetsplan) -> QuerySet[Mal]:
        mal = Mal.objects.filter(bedoms=True, niva__styrmodell=plan.styrmodell_id)
        return mal.filter(Q(namnd=None) | Q(namnd=plan.namnd_id)).order_by("pk")

    def tillfallen(self, plan: Verksamhetsplan) -> list[Uppfoljningstillfalle]:
        """The rounds that the plan can still be followed up in."""
        rader = Uppfoljningstillfalle.objects.filter(
            matdatum__range=(plan.period_fran, plan.period_till), stanger__gte=self.idag
        )
        return list(rader.exclude(varv__plan=plan).order_by("matdatum"))

    def oppna_atgarder(self, plan: Verksamhetsplan) -> list[Atgard]:
        rader = Atgard.objects.filter(brist__plan=plan).exclude(effekt__in=("ja", "delvis", "nej"))
        return list(rader.order_by("pk"))

    def niva(self, enhet: Enhet) -> Nivahojning | None:
        rader = Nivahojning.objects.filter(enhet=enhet, indikator=self.indikator)
        return rader.order_by("-fran_datum").first()

    def alla(self, maskin: Maskin) -> list[Any]:
        """Every object of the machine, with where it belongs."""
        rader = MASKINER[maskin].objects.order_by("pk")
        if maskin is SPRANG:
            rader = rader.med_plats()
        return list(rader.select_related("enhet" if maskin in (PLAN, SPRANG) else "plan__enhet"))

    def farsk(self, objekt: T) -> T:
        return type(objekt).objects.get(pk=objekt.pk)  # type: ignore[attr-defined,no-any-return]

    # --- Births -----------------------------------------------------------------------------

    def ny_plan(self, enhet: Enhet, ar: int) -> Verksamhetsplan:
        return self.gor(
            planakter.skapa_plan,
            enhet=enhet,
            namnd=self.kommun.von,
            styrmodell=self.styrning.styrmodell,
            period_fran=date(ar, 1, 1),
            period_till=date(ar, 12, 31),
            planansvarig=self.petra,
            av=self.petra,
        )

    def lediga(self) -> list[tuple[Enhet, int]]:
        """Unit and year in which there can be a new plan."""
        tagna = set(
            Verksamhetsplan.objects.exclude(fas="avbruten").values_list(
                "enhet", "period_fran__year"
            )
        )
        alla = [(enhet, ar) for ar in AR for enhet in self.enheter() if ar >= self.idag.year]
        return [(enhet, ar) for enhet, ar in alla if (enhet.pk, ar) not in tagna]

    def nytt_sprang(self, enhet: Enhet) -> Forbattringssprang:
        return self.gor(
            sprangakter.skapa,
            enhet=enhet,
            namnd=self.kommun.von,
            rubrik=self.ord("Digital planering"),
            problem="Tiderna flyttas utan att någon får veta det.",
            ursprung="medarbetare",
            ursprung_mening="Flera medarbetare har sagt det.",
            av=self.amir,
        )

    def ny_lardom(self, plan: Verksamhetsplan, atgard: Atgard | None = None) -> Lardom:
        return self.gor(
            lardomsakter.skriv,
            plan,
            atgard=atgard,
            rubrik=self.ord("Ring när tiden flyttas"),
            hande="Tiderna ändrades utan besked.",
            orsak="Planeraren saknade ersättare.",
            gor_annorlunda="Planeraren ringer.",
            av=self.petra,
        )


def varlden() -> Varld:
    kommun = factories.kommun()
    styrning = fabrik.styrning(kommun.von)
    folk = _folk(kommun)
    petra = folk["petra"].konto
    for ar in AR:
        _ronder(ar)
    rutiner = [
        lardomsakter.skapa_rutin(
            enhet=kommun.vok, namn="Planering", version=version, agare=petra, galler_fran=dag,
            av=petra,
        )
        for version, dag in (("1", date(2025, 1, 1)), ("2", date(2040, 1, 1)))
    ]  # fmt: skip
    undersokningsakter.skapa(
        namn="Hur har du det?",
        om="hemtjänsten",
        enhet=kommun.centrum,
        namnd=kommun.von,
        oppnar=date(2025, 1, 1),
        stanger=date(2030, 12, 31),
        urval=100,
        av=folk["karin"].konto,
    )
    indikator = fabrik.trygghetsindikator(folk["amir"].konto)
    varld = Varld(kommun, styrning, folk, indikator, *rutiner, nu=fabrik.SKRIVS)
    fabrik.malakter.registrera_uppdrag(
        givare="Nämnden", namnd=kommun.von, enhet=kommun.centrum, rubrik="Se över kontaktmännen",
        beslut_datum=date(2026, 1, 2), av=varld.karin,
    )  # fmt: skip
    return varld


def _folk(kommun: factories.Kommun) -> dict[str, Person]:
    """One person per role, a second chef, one who is both chef and planansvarig, and both from
    another kontor."""
    pa, ch = Roll.PLANANSVARIG, Roll.CHEF
    vilka = {
        "petra": (pa,), "erik": (ch,), "lars": (ch,), "doris": (pa, ch),
        "karin": (Roll.KVALITETSSAMORDNARE,), "amir": (Roll.AKTIVITETSANSVARIG,),
        "nina": (Roll.NAMNDSEKRETERARE,), "hanna": (Roll.HANDLAGGARE,),
        "filip": (Roll.FORTROENDEVALD,), "rut": (Roll.REVISOR,), "anna": (Roll.ADMINISTRATOR,),
        "bodil_plan": (pa,), "bodil_chef": (ch,),
    }  # fmt: skip
    folk = {}
    for namn, roller in vilka.items():
        linje = bool({pa, ch, Roll.AKTIVITETSANSVARIG} & set(roller))
        hemma = kommun.kfk if namn.startswith("bodil") else kommun.vok if linje else kommun.rot
        konto = factories.person(namn.title().replace("_", " "), roller[0], hemma)
        for roll in roller[1:]:
            konto.tilldelningar.create(roll=roll, enhet=hemma, giltig=(factories.SEDAN, None))
        folk[namn] = Person(roller, konto)
    return folk


def _ronder(ar: int) -> None:
    dagar = {
        "kv1": (date(ar, 3, 31), date(ar, 4, 1), date(ar, 6, 30)),
        "delar": (date(ar, 8, 31), date(ar, 9, 1), date(ar, 11, 30)),
        "helar": (date(ar, 12, 31), date(ar + 1, 1, 2), date(ar + 1, 3, 31)),
    }
    for slag, (matdatum, oppnar, stanger) in dagar.items():
        tillfallesakter.skapa_tillfalle(
            slag=slag, ar=ar, period_fran=date(ar, 1, 1), matdatum=matdatum, oppnar=oppnar,
            enheter_senast=oppnar + timedelta(days=20), stanger=stanger, av=None,
        )  # fmt: skip
