"""The rows below the plans of a file: goals linked, activities and indicators, many at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from cykel.models import (
    Aktivitet,
    Indikator,
    Mal,
    Malkriterium,
    Planindikator,
    Planmal,
    PlanVersion,
    Verksamhetsplan,
)
from cykel.tillstand import Versionslage
from cykel.vardekontroll import utanfor
from kvalitet import klocka, logg
from kvalitet.enhetsnamn import nyckel
from kvalitet.inlasning import Felsamling, Utfall
from kvalitet.kalkyl import Rad
from kvalitet.models import Anvandare

SKAL_EJ_KON = "Inte uppdelat i den plan som lästes in."
MALFALT = ("maltyp", "malvarde", "malvarde_ovre", "basar", "baslinje")
AKTIVITETSFALT = ("ansvarig_id", "rapportor_id", "start", "slut", "vantad_effekt")
INDIKATORFALT = (*MALFALT, "kriterium_id")


@dataclass
class Planpost:
    """A plan of the file, new or already there, with its rows."""

    plan: Verksamhetsplan
    ny: bool
    rader: list[Rad] = field(default_factory=list)
    version: PlanVersion | None = None

    @property
    def skrivs(self) -> bool:
        return self.version is not None and self.version.lage == Versionslage.UTKAST and self.oppen

    @property
    def oppen(self) -> bool:
        return self.plan.fas not in ("avslutad", "avbruten")


@dataclass
class Innehall:
    fel: Felsamling
    folk: dict[str, Anvandare]
    planer: list[Planpost]
    malen: dict[tuple[int, str], list[Mal]]
    av: Anvandare
    andrade_planer: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Rad:
    """A row of the file with the plan and the goal it is about."""

    rad: Rad
    post: Planpost
    mal: Mal

    @property
    def version(self) -> PlanVersion:
        assert self.post.version is not None  # noqa: S101  (set before the rows are read)
        return self.post.version


def skriv_rader(i: Innehall) -> list[Utfall]:
    """Link the goals, and add or change activities and indicators."""
    rader = [
        _Rad(rad, post, mal)
        for post in i.planer
        for rad in post.rader
        for mal in _mal(i, post, rad)
    ]
    planmal, kopplingar = _koppla(i, rader)
    aktiviteter = list(_aktiviteter(i, rader, planmal))
    indikatorer = list(_indikatorer(i, rader, planmal))
    utfall = [
        kopplingar,
        _skriv(i, "Aktiviteter", Aktivitet, AKTIVITETSFALT, aktiviteter),
        _skriv(i, "Indikatorer", Planindikator, INDIKATORFALT, indikatorer),
    ]
    gamla = [post.plan for post in i.planer if not post.ny and post.plan.pk in i.andrade_planer]
    tomt: dict[str, Any] = {}
    poster = ((plan, tomt) for plan in gamla)
    logg.skriv_flera("plan.kompletterad", poster, av=i.av, nu=klocka.nu())
    return utfall


# --- Goals ----------------------------------------------------------------------------------------


def _mal(i: Innehall, post: Planpost, rad: Rad) -> Iterator[Mal]:
    """The goal that the row names, among those that a plan of the nämnd answers to."""
    plan = post.plan
    alla = i.malen.get((plan.styrmodell_id, nyckel(rad["mal"])), [])
    traffar = [m for m in alla if m.namnd_id == plan.namnd_id]
    traffar = traffar or [m for m in alla if m.namnd_id is None]
    if len(traffar) == 1:
        yield traffar[0]
    elif traffar:
        i.fel.lagg(rad, f"Flera mål kallas ”{rad['mal']}”. Skriv målets korta namn.")
    else:
        i.fel.lagg(
            rad,
            f"{plan.namnd} har inget mål ”{rad['mal']}” i {plan.styrmodell}. Läs in målen först.",
        )


def _koppla(i: Innehall, rader: list[_Rad]) -> tuple[dict[tuple[int, int], Planmal], Utfall]:
    """Return the plans' goals by version and goal, those made here among them."""
    versioner = {rad.version.pk for rad in rader}
    finns = {
        (rad.version_id, rad.mal_id or 0): rad
        for rad in Planmal.objects.filter(version__in=versioner, mal__isnull=False).order_by("pk")
    }
    nya: dict[tuple[int, int], Planmal] = {}
    for rad in rader:
        plats, koppling, skal = (rad.version.pk, rad.mal.pk), rad.rad["koppling"], rad.rad["skal"]
        planmal = finns.get(plats) or nya.get(plats)
        if planmal is None:
            koppling = koppling or Planmal.Koppling.DIREKT
            nya[plats] = Planmal(version=rad.version, mal=rad.mal, koppling=koppling, skal=skal)
            _prova_ny(i, rad)
        elif koppling and koppling != planmal.koppling:
            i.fel.lagg(rad.rad, f"{rad.mal} har en annan koppling på en annan rad eller i planen.")
        _prova_koppling(i, rad, nya.get(plats) or finns[plats])
    i.fel.avbryt()
    Planmal.objects.bulk_create(nya.values())
    return finns | nya, Utfall("Mål i planerna", nya=len(nya), oforandrade=len(finns))


def _prova_koppling(i: Innehall, rad: _Rad, planmal: Planmal) -> None:
    if planmal.koppling != Planmal.Koppling.BEROR_INTE:
        return
    if not planmal.skal:
        i.fel.lagg(rad.rad, f"Skriv i ”Skäl” varför {rad.mal} inte berör enheten.")
    if rad.rad["aktivitet"] or rad.rad["indikator"]:
        i.fel.lagg(
            rad.rad, f"{rad.mal} berör inte enheten och kan inte ha aktivitet eller indikator."
        )


def _prova_ny(i: Innehall, rad: _Rad) -> None:
    """Only a draft takes new rows."""
    i.andrade_planer.add(rad.post.plan.pk)
    if not rad.post.skrivs:
        i.fel.lagg(
            rad.rad,
            f"{rad.post.plan} är inte längre ett utkast, så raden kan inte läsas in. Revidera "
            "planen i stället.",
        )


# --- Activities -----------------------------------------------------------------------------------


def _aktiviteter(
    i: Innehall, rader: list[_Rad], planmal: dict[tuple[int, int], Planmal]
) -> Iterator[tuple[_Rad, tuple[Any, ...], Aktivitet]]:
    for rad in rader:
        if not rad.rad["aktivitet"]:
            continue
        plan, under = rad.post.plan, planmal[rad.version.pk, rad.mal.pk]
        ansvarig = _person(i, rad, "ansvarig", plan.planansvarig)
        ny = Aktivitet(
            version=rad.version,
            planmal=under,
            rubrik=rad.rad["aktivitet"],
            ansvarig=ansvarig,
            rapportor=_person(i, rad, "rapportor", ansvarig),
            start=rad.rad["start"] or plan.period_fran,
            slut=rad.rad["slut"] or plan.period_till,
            vantad_effekt=rad.rad["vantad_effekt"],
        )
        if ny.slut < ny.start:
            i.fel.lagg(rad.rad, "”Klart senast” ska vara samma dag som ”Börjar” eller senare.")
        elif ny.start < plan.period_fran or ny.slut > plan.period_till:
            period = f"{plan.period_fran} till {plan.period_till}"
            i.fel.lagg(rad.rad, f"Aktivitetens datum ska ligga i planens period, {period}.")
        yield rad, (rad.version.pk, under.pk, nyckel(ny.rubrik)), ny


def _person(i: Innehall, rad: _Rad, falt: str, annars: Anvandare) -> Anvandare:
    adress = rad.rad[falt]
    if not adress:
        return annars
    person = i.folk.get(adress.lower())
    if person is None:
        i.fel.lagg(rad.rad, f"Ingen har adressen ”{adress}”. Läs in användarna först.")
    elif not person.is_active and rad.post.plan.period_till >= klocka.idag():
        i.fel.lagg(rad.rad, f"{person} har slutat. Skriv en annan ansvarig.")
    return person or annars


# --- Indicators -----------------------------------------------------------------------------------


def _indikatorer(
    i: Innehall, rader: list[_Rad], planmal: dict[tuple[int, int], Planmal]
) -> Iterator[tuple[_Rad, tuple[Any, ...], Planindikator]]:
    med = [rad for rad in rader if rad.rad["indikator"]]
    indikatorer = _register(i, med)
    for rad in med:
        falt = {namn: rad.rad[namn] for namn in MALFALT}
        falt["maltyp"] = falt["maltyp"] or Planindikator.Maltyp.ABSOLUT
        ny = Planindikator(
            version=rad.version,
            planmal=planmal[rad.version.pk, rad.mal.pk],
            indikator=indikatorer[nyckel(rad.rad["indikator"])],
            kriterium=_kriterium(i, rad),
            **falt,
        )
        ovre = ny.malvarde_ovre
        if ovre is not None and (ny.malvarde is None or ovre < ny.malvarde):
            i.fel.lagg(rad.rad, "”Övre gräns” ska vara minst lika hög som ”Målvärde”.")
        for varde in (ny.malvarde, ovre, ny.baslinje):
            if mening := utanfor(ny.indikator, varde):
                i.fel.lagg(rad.rad, mening)
        yield rad, (rad.version.pk, ny.indikator_id), ny


def _kriterium(i: Innehall, rad: _Rad) -> Malkriterium | None:
    kod = rad.rad["kriterium"].upper()
    kriterium = next((k for k in rad.mal.kriterier.all() if k.kod == kod), None)
    if kod and kriterium is None:
        i.fel.lagg(rad.rad, f"{rad.mal} har inget kriterium {kod}.")
    return kriterium


def _register(i: Innehall, rader: list[_Rad]) -> dict[str, Indikator]:
    """The shared indicators by name; one that is new is defined by its first row."""
    finns = {nyckel(ett.namn): ett for ett in Indikator.objects.order_by("-pk")}
    nya: dict[str, Indikator] = {}
    for rad in rader:
        namn = nyckel(rad.rad["indikator"])
        if namn in finns or namn in nya:
            continue
        if not (rad.rad["matt"] and rad.rad["riktning"]):
            i.fel.lagg(
                rad.rad,
                f"Indikatorn ”{rad.rad['indikator']}” finns inte. Fyll i ”Mått” och ”Riktning” så "
                "läggs den till.",
            )
        nya[namn] = _indikator(rad)
    i.fel.avbryt()
    skapade = Indikator.objects.bulk_create(nya.values())
    poster = ((ett, {"kalla": ett.kalla}) for ett in skapade)
    logg.skriv_flera("indikator.skapad", poster, av=i.av, nu=klocka.nu())
    return finns | nya


def _indikator(rad: _Rad) -> Indikator:
    konsuppdelad = bool(rad.rad["konsuppdelad"])
    return Indikator(
        namn=rad.rad["indikator"],
        definition=rad.rad["definition"] or rad.rad["indikator"],
        matt=rad.rad["matt"],
        riktning=rad.rad["riktning"],
        kalla=Indikator.Kalla.MANUELL,
        frekvens=rad.rad["frekvens"] or Indikator.Frekvens.TILLFALLE,
        agare=rad.post.plan.planansvarig,
        konsuppdelad=konsuppdelad,
        skal_ej_kon="" if konsuppdelad else SKAL_EJ_KON,
    )


# --- Rows of either kind --------------------------------------------------------------------------


def _skriv(
    i: Innehall,
    vad: str,
    modell: type[models.Model],
    falt: tuple[str, ...],
    poster: list[tuple[_Rad, tuple[Any, ...], Any]],
) -> Utfall:
    """Add rows that are not there, and change those of a draft that the file tells otherwise."""
    finns = _finns(modell, {rad.version.pk for rad, _, _ in poster})
    nya: dict[tuple[Any, ...], Any] = {}
    andrade: list[Any] = []
    sedda: dict[tuple[Any, ...], int] = {}
    for rad, plats, ny in poster:
        forst = sedda.setdefault(plats, rad.rad.nummer)
        if forst != rad.rad.nummer:
            i.fel.lagg(rad.rad, f"”{ny}” står redan på rad {forst}.")
        elif (gammal := finns.get(plats)) is None:
            _prova_ny(i, rad)
            nya[plats] = ny
        elif any(getattr(gammal, namn) != getattr(ny, namn) for namn in falt):
            _prova_ny(i, rad)
            for namn in falt:
                setattr(gammal, namn, getattr(ny, namn))
            andrade.append(gammal)
    i.fel.avbryt()
    modell._default_manager.bulk_create(nya.values())
    modell._default_manager.bulk_update(andrade, [namn.removesuffix("_id") for namn in falt])
    return Utfall(vad, len(nya), len(andrade), len(poster) - len(nya) - len(andrade))


def _finns(modell: type[models.Model], versioner: set[int]) -> dict[tuple[Any, ...], Any]:
    rader: Any = modell._default_manager.filter(version__in=versioner).order_by("-pk")
    if modell is Aktivitet:
        return {(r.version_id, r.planmal_id, nyckel(r.rubrik)): r for r in rader}
    return {(r.version_id, r.indikator_id): r for r in rader}
