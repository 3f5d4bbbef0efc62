"""Business acts on a verksamhetsplan and its versions: write, send in, send back, adopt."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import models, transaction

from cykel.actions.krock import prova_utgava
from cykel.malregler import MALFALT, motsagelser
from cykel.models import (
    Aktivitet,
    Indikator,
    Mal,
    Malkriterium,
    Planindikator,
    Planmal,
    PlanVersion,
    Styrmodell,
    Uppdrag,
    Verksamhetsplan,
)
from cykel.models.plan import LEVANDE
from cykel.tillstand import PLANVERSION, Versionslage
from cykel.vardekontroll import utanfor
from kvalitet import klocka, logg
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Enhet, Namnd
from kvalitet.overgang import las, overga
from kvalitet.roller import Rattighet

R = TypeVar("R", Planmal, Aktivitet, Planindikator)


@transaction.atomic
def skapa_plan(
    *,
    enhet: Enhet,
    namnd: Namnd,
    styrmodell: Styrmodell,
    period_fran: date,
    period_till: date,
    planansvarig: Anvandare,
    foregangare: Verksamhetsplan | None = None,
    av: Anvandare,
) -> Verksamhetsplan:
    """Create a plan with an empty first version (row 1).

    Without `foregangare`, the plan of the same unit and nämnd that ended last is found by
    itself, so that its secured learnings are inherited.
    """
    Enhet.objects.select_for_update(of=("self",), no_key=True).get(pk=enhet.pk)
    plan = Verksamhetsplan(
        enhet=enhet,
        namnd=namnd,
        styrmodell=styrmodell,
        period_fran=period_fran,
        period_till=period_till,
        planansvarig=planansvarig,
        skapad=klocka.nu(),
    )
    prova(av, Rattighet.PLAN_SKRIVA, plan)
    _prova_ny(plan)
    plan.foregangare = foregangare or _foregangare(plan)
    if plan.foregangare is not None:
        plan.niva = plan.foregangare.niva
    plan.save()
    PlanVersion.objects.create(plan=plan, nummer=1, skapad=plan.skapad)
    data = {"foregangare": plan.foregangare_id, **plan.loggdata()}
    logg.skriv("plan.skapad", plan, av=av, nu=plan.skapad, data=data)
    return plan


def _prova_ny(plan: Verksamhetsplan) -> None:
    if plan.styrmodell.status == Styrmodell.Status.AVSLUTAD:
        raise Regelbrott(f"{plan.styrmodell} är avslutad. Välj den styrmodell som gäller.")
    if plan.period_till <= plan.period_fran:
        raise Regelbrott("Periodens slut ska vara efter dess början.")
    if plan.period_till < klocka.idag():
        raise Regelbrott("Perioden har redan gått ut. Välj en period som pågår eller kommer.")
    if not plan.planansvarig.is_active:
        raise Regelbrott(f"{plan.planansvarig} har slutat. Välj en annan planansvarig.")
    if _samtidiga(plan).exists():
        raise Regelbrott(
            f"{plan.enhet} har redan en plan för {plan.namnd} under den perioden. "
            "Fortsätt i den planen."
        )


def _samtidiga(plan: Verksamhetsplan) -> models.QuerySet[Verksamhetsplan]:
    return Verksamhetsplan.objects.levande().filter(
        enhet=plan.enhet,
        namnd=plan.namnd,
        period_fran__lte=plan.period_till,
        period_till__gte=plan.period_fran,
    )


def _foregangare(plan: Verksamhetsplan) -> Verksamhetsplan | None:
    """Return the last plan of the unit and nämnd before this, unless it has a successor."""
    tidigare = Verksamhetsplan.objects.filter(
        enhet=plan.enhet, namnd=plan.namnd, period_till__lt=plan.period_fran, eftertradare=None
    )
    return tidigare.exclude(fas="avbruten").order_by("-period_till", "-pk").first()


# --- Writing: the rows of a draft -------------------------------------------------------------


@transaction.atomic
def koppla(
    version: PlanVersion,
    *,
    mal: Mal | None = None,
    uppdrag: Uppdrag | None = None,
    koppling: str,
    skal: str = "",
    utgava: int | None = None,
    av: Anvandare,
) -> Planmal:
    """Say how a goal or an assignment concerns the unit; said again, the answer is replaced.

    `utgava` is that of the answer which the person saw (0: none); raises `Krock` when another
    answer has been given since.
    """
    version = las_utkast(version, av)
    if (mal is None) == (uppdrag is None):
        raise Regelbrott("Raden gäller ett mål eller ett uppdrag, inte båda.")
    _prova_hor_hit(version.plan, mal, uppdrag)
    rad = version.mal.filter(mal=mal, uppdrag=uppdrag).first()
    rad = rad or Planmal(version=version, mal=mal, uppdrag=uppdrag, utgava=0)
    if rad.pk and (rad.koppling, rad.skal) == (koppling, skal.strip()):
        return rad
    prova_utgava(rad, utgava)
    beror_inte = koppling == Planmal.Koppling.BEROR_INTE
    if beror_inte and not skal.strip():
        raise Regelbrott("Skriv varför målet inte berör er.")
    if beror_inte and rad.pk and (rad.aktiviteter.exists() or rad.indikatorer.exists()):
        raise Regelbrott(
            "Målet har aktiviteter eller indikatorer. Ta bort dem innan ni svarar att målet "
            "inte berör er."
        )
    rad.koppling, rad.skal, rad.utgava = koppling, skal.strip(), rad.utgava + 1
    rad.save()
    _logga_rad("kopplad", version, rad, av, koppling=rad.koppling)
    return rad


def _prova_hor_hit(plan: Verksamhetsplan, mal: Mal | None, uppdrag: Uppdrag | None) -> None:
    if mal is not None:
        hor_hit = mal.bedoms and mal.namnd_id in (None, plan.namnd_id)
        if not hor_hit or mal.niva.styrmodell_id != plan.styrmodell_id:
            raise Regelbrott(f"{mal} hör inte till planens nämnd och styrmodell.")
    if uppdrag is not None and uppdrag.namnd_id != plan.namnd_id:
        raise Regelbrott("Uppdraget hör till en annan nämnd.")


@transaction.atomic
def lagg_till_aktivitet(
    planmal: Planmal,
    *,
    rubrik: str,
    ansvarig: Anvandare,
    rapportor: Anvandare,
    start: date,
    slut: date,
    vantad_effekt: str = "",
    resurser: str = "",
    nyckel: UUID | None = None,
    kopia_av: UUID | None = None,
    av: Anvandare,
) -> Aktivitet:
    """Add an activity; `nyckel`, when given, makes the same form sent twice one row."""
    version, planmal = _las_mal(planmal, av)
    if nyckel and (redan := version.aktiviteter.filter(nyckel=nyckel).first()):
        return redan
    rad = Aktivitet(
        nyckel=nyckel or uuid4(),
        version=version,
        planmal=planmal,
        rubrik=rubrik,
        ansvarig=ansvarig,
        rapportor=rapportor,
        start=start,
        slut=slut,
        vantad_effekt=vantad_effekt,
        resurser=resurser,
        kopia_av=kopia_av,
    )
    return _spara_rad("aktivitet_tillagd", rad, av)


@transaction.atomic
def andra_aktivitet(
    aktivitet: Aktivitet, *, utgava: int | None = None, av: Anvandare, **falt: Any
) -> Aktivitet:
    """Change the fields given; what is reported on the activity follows its `nyckel`.

    Raises `Krock` when the row has been saved since the edition `utgava`.
    """
    rad = _las_rad(aktivitet, av)
    namn = ("rubrik", "ansvarig", "rapportor", "start", "slut", "vantad_effekt", "resurser")
    return _andra_rad("aktivitet_andrad", rad, falt, namn, utgava, av)


@transaction.atomic
def lagg_till_indikator(
    planmal: Planmal,
    *,
    indikator: Indikator,
    maltyp: str,
    kriterium: Malkriterium | None = None,
    malvarde: Decimal | None = None,
    malvarde_ovre: Decimal | None = None,
    basar: int | None = None,
    baslinje: Decimal | None = None,
    jamforelse: str = "",
    beskrivning: str = "",
    satts_senast: date | None = None,
    lagre_skal: str = "",
    nyckel: UUID | None = None,
    kopia_av: UUID | None = None,
    av: Anvandare,
) -> Planindikator:
    """Add an indicator; `nyckel`, when given, makes the same form sent twice one row."""
    version, planmal = _las_mal(planmal, av)
    if redan := version.indikatorer.filter(indikator=indikator).first():
        if redan.nyckel == nyckel:
            return redan
        raise Regelbrott(f"Indikatorn {indikator} finns redan i planen.")
    rad = Planindikator(
        nyckel=nyckel or uuid4(),
        kopia_av=kopia_av,
        version=version,
        planmal=planmal,
        indikator=indikator,
        kriterium=kriterium,
        maltyp=maltyp,
        malvarde=malvarde,
        malvarde_ovre=malvarde_ovre,
        basar=basar,
        baslinje=baslinje,
        jamforelse=jamforelse,
        beskrivning=beskrivning,
        satts_senast=satts_senast,
        lagre_skal=lagre_skal.strip(),
    )
    return _spara_rad("indikator_tillagd", rad, av)


@transaction.atomic
def andra_indikator(
    rad: Planindikator, *, utgava: int | None = None, av: Anvandare, **falt: Any
) -> Planindikator:
    """Change the fields given. Which indicator it is stays: that would be another row."""
    rad = _las_rad(rad, av)
    namn = ("kriterium", "maltyp", *MALFALT, "satts_senast", "lagre_skal")
    return _andra_rad("indikator_andrad", rad, falt, namn, utgava, av)


@transaction.atomic
def ta_bort_aktivitet(aktivitet: Aktivitet, *, utgava: int | None = None, av: Anvandare) -> None:
    """Take an activity out of the draft; taken out already, nothing happens."""
    _ta_bort("aktivitet_borttagen", aktivitet, utgava, av)


@transaction.atomic
def ta_bort_indikator(rad: Planindikator, *, utgava: int | None = None, av: Anvandare) -> None:
    _ta_bort("indikator_borttagen", rad, utgava, av)


def _ta_bort(slag: str, rad: Aktivitet | Planindikator, utgava: int | None, av: Anvandare) -> None:
    version = las_utkast(rad.version, av)
    farsk = type(rad)._default_manager.filter(pk=rad.pk).first()
    if farsk is not None:
        prova_utgava(farsk, utgava)
        farsk.delete()
        _logga_rad(slag, version, farsk, av)


def _andra_rad(
    slag: str,
    rad: R,
    falt: dict[str, Any],
    far_andras: tuple[str, ...],
    utgava: int | None,
    av: Anvandare,
) -> R:
    if okanda := falt.keys() - set(far_andras):
        raise TypeError(f"{okanda} are not fields that change")
    if all(getattr(rad, namn) == varde for namn, varde in falt.items()):
        return rad  # sent twice, or by two who agree
    prova_utgava(rad, utgava)
    for namn, varde in falt.items():
        setattr(rad, namn, varde)
    rad.utgava += 1
    return _spara_rad(slag, rad, av)


def _spara_rad(slag: str, rad: R, av: Anvandare) -> R:
    _prova_rad(rad)
    rad.save()
    _logga_rad(slag, rad.version, rad, av)
    return rad


def _prova_rad(rad: models.Model) -> None:
    """Say in words what the database would refuse."""
    if isinstance(rad, Aktivitet):
        if rad.slut < rad.start:
            raise Regelbrott("Slutdatum ska vara samma dag som start eller senare.")
        for person in (rad.ansvarig, rad.rapportor):
            if not person.is_active:
                raise Regelbrott(f"{person} har slutat. Välj en annan ansvarig.")
    if isinstance(rad, Planindikator):
        if rad.kriterium is not None and rad.kriterium.mal_id != rad.planmal.mal_id:
            raise Regelbrott("Kriteriet hör till ett annat mål.")
        plan = rad.version.plan
        fel = motsagelser(vars(rad), fran=plan.period_fran, till=plan.period_till)
        if fel:
            raise Regelbrott(" ".join(fel.values()))
        for varde in (rad.malvarde, rad.malvarde_ovre, rad.baslinje):
            if mening := utanfor(rad.indikator, varde):
                raise Regelbrott(mening)


def _las_mal(planmal: Planmal, av: Anvandare) -> tuple[PlanVersion, Planmal]:
    version = las_utkast(planmal.version, av)
    planmal = version.mal.select_related("mal").get(pk=planmal.pk)
    if planmal.koppling == Planmal.Koppling.BEROR_INTE:
        raise Regelbrott("Målet berör inte er. Ändra kopplingen innan ni lägger till något.")
    return version, planmal


def _las_rad(rad: R, av: Anvandare) -> R:
    """Lock the draft and return the row fresh."""
    version = las_utkast(rad.version, av)
    farsk = type(rad)._default_manager.filter(pk=rad.pk, version=version).first()
    if farsk is None:
        raise Regelbrott("Raden är borttagen. Ladda om sidan och se vad som gäller nu.")
    return farsk


def las_utkast(version: PlanVersion, av: Anvandare) -> PlanVersion:
    """Lock the plan and its version; only a draft is written in, by those who may.

    A plan that was read in closed has a draft too: its text as the file had it.
    """
    version = las(PLANVERSION, version)
    prova(av, Rattighet.PLAN_SKRIVA, version)
    if version.lage != Versionslage.UTKAST:
        lage = version.get_lage_display().lower()
        raise Regelbrott(f"Versionen är {lage} och kan inte ändras nu.")
    if version.plan.fas not in LEVANDE:
        raise Regelbrott(f"Planen är {version.plan.get_fas_display().lower()} och ändras inte mer.")
    return version


def _logga_rad(
    slag: str, version: PlanVersion, rad: models.Model, av: Anvandare, **data: Any
) -> None:
    """Rows are logged on the plan, whose timeline tells them."""
    logg.skriv(
        f"plan.{slag}",
        version.plan,
        av=av,
        nu=klocka.nu(),
        data={"version": version.nummer, "nyckel": str(rad.nyckel), **data},  # type: ignore[attr-defined]
    )


# --- Review: send in, send back, adopt --------------------------------------------------------


def skicka(version: PlanVersion, *, av: Anvandare) -> PlanVersion:
    """Send the draft to review (row 2)."""
    return overga(PLANVERSION, version, "skicka", av=av)


def aterremittera(version: PlanVersion, *, kommentar: str, av: Anvandare) -> PlanVersion:
    """Send the version back to be rewritten, with a reason (row 3)."""
    return overga(PLANVERSION, version, "aterremittera", av=av, kommentar=kommentar)


def faststall(
    version: PlanVersion,
    *,
    beslut_datum: date,
    beslut_paragraf: str = "",
    dnr: str,
    mbl_datum: date | None = None,
    mbl_berors_inte: bool = False,
    av: Anvandare,
) -> PlanVersion:
    """Adopt the version (row 4); the first one sets the plan in motion."""
    data = {
        "beslut_datum": beslut_datum,
        "beslut_paragraf": beslut_paragraf.strip(),
        "dnr": dnr.strip(),
        "mbl_datum": mbl_datum,
        "mbl_berors_inte": mbl_berors_inte,
    }
    return overga(PLANVERSION, version, "faststall", av=av, data=data)
