"""Guards of a förbättringssprång, and of the level that it leaves behind (row 2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from cykel import niva
from cykel.maltext import med_matt
from cykel.models import Forbattringssprang, Matvarde, PlanVersion, Varv, Verksamhetsplan
from cykel.seriebrott import brott_i, brott_mellan
from cykel.tillstand import Spranglage
from kvalitet.behorighet import tilldelningar
from kvalitet.fel import Punkt
from kvalitet.models import Anvandare, Enhet
from kvalitet.overgang import Steg
from kvalitet.roller import Roll
from kvalitet.texter import datum

I_LINJEN = (Roll.CHEF, Roll.PLANANSVARIG, Roll.AKTIVITETSANSVARIG)
MINST_MATNINGAR = 2


def levande_plan(sprang: Forbattringssprang) -> Verksamhetsplan | None:
    """Return the plan of the unit and nämnd that turns now, else the one that is written."""
    oppet = Varv.objects.filter(plan=OuterRef("pk"), avslutades__isnull=True)
    planer = Verksamhetsplan.objects.levande().filter(enhet=sprang.enhet_id, namnd=sprang.namnd_id)
    return planer.annotate(rullar=Exists(oppet)).order_by("-rullar", "-period_fran", "-pk").first()


def beslutas_av_namnden(sprang: Forbattringssprang) -> bool:
    """A leap of a kontor (or bolag) is the nämnd's own, hence decided with a paragraph."""
    return sprang.enhet.slag in (Enhet.Slag.KOMMUN, Enhet.Slag.KONTOR, Enhet.Slag.BOLAG)


# --- From idea to trial ---------------------------------------------------------------------


def prov_helt(steg: Steg) -> Iterator[Punkt]:
    """What a trial is measured by is written before it begins."""
    s: Forbattringssprang = steg.objekt
    lank = _andra(s)
    yield Punkt("Hypotesen: vad ni tror ska hända", bool(s.hypotes), f"{lank}#id_hypotes")
    yield Punkt(
        "Indikatorn som ska visa om det hjälpte", s.indikator is not None, f"{lank}#id_indikator"
    )
    baslinje = s.baslinje is not None and s.baslinje_datum is not None
    yield Punkt("Baslinjen, med dagen den mättes", baslinje, f"{lank}#id_baslinje")
    yield _vantad_niva(s, f"{lank}#id_vantad_niva")
    yield Punkt(
        "Stoppkriteriet: när ni avbryter provet",
        bool(s.stoppkriterium),
        f"{lank}#id_stoppkriterium",
    )
    yield Punkt("Enheterna som provar", s.pilotenheter.exists(), f"{lank}#id_pilotenheter_0")
    yield _provtid(s, timezone.localdate(steg.nu), lank)


def _vantad_niva(s: Forbattringssprang, lank: str) -> Punkt:
    gammal = gammal_niva(s)
    if s.vantad_niva is None or s.indikator is None or gammal is None:
        return Punkt("Den väntade nya nivån", s.vantad_niva is not None, lank)
    if niva.samre(s.indikator, gammal, s.vantad_niva):
        return Punkt("Den väntade nya nivån", klar=True)
    vantad, nu = med_matt(s.vantad_niva, s.indikator), med_matt(gammal, s.indikator)
    return Punkt(f"Den väntade nivån, {vantad}, är inte bättre än dagens, {nu}", lank=lank)


def _provtid(s: Forbattringssprang, dag: date, lank: str) -> Punkt:
    if s.pilot_fran is None or s.pilot_till is None:
        return Punkt("Provets första och sista dag", lank=f"{lank}#id_pilot_fran")
    if s.pilot_till <= dag:
        return Punkt("Provets sista dag har passerat. Välj en ny", lank=f"{lank}#id_pilot_till")
    return Punkt("Provets första och sista dag", klar=True)


def gammal_niva(s: Forbattringssprang) -> Decimal | None:
    """Return the level that the leap starts from: the one raised before it, else its baseline."""
    if s.indikator_id is None:
        return s.baslinje
    tidigare = niva.hojningar(s.enhet_id, [s.indikator_id]).get(s.indikator_id)
    return tidigare[-1].ny_niva if tidigare else s.baslinje


def agare_i_linjen(steg: Steg) -> Iterator[Punkt]:
    """The owner has an account that is open and a role of the line where the leap is made."""
    s: Forbattringssprang = steg.objekt
    lank = f"{_andra(s)}#id_agare"
    if s.agare is None:
        yield Punkt("Ägaren i linjen", lank=lank)
    elif not s.agare.is_active:
        yield Punkt(f"{s.agare} har slutat. Välj en ny ägare", lank=lank)
    elif not _har_linjeroll(s.agare, s):
        yield Punkt(f"{s.agare} har ingen roll i {s.enhet}. Välj en ägare i linjen", lank=lank)
    else:
        yield Punkt(f"{s.agare} äger språnget i linjen", klar=True)


def _har_linjeroll(person: Anvandare, s: Forbattringssprang) -> bool:
    return any(t.roll in I_LINJEN and t.omfattar(s) for t in tilldelningar(person))


# --- From trial to evaluation ---------------------------------------------------------------


def provet_over(steg: Steg) -> Iterator[Punkt]:
    """The trial has run its time, or what was to stop it has happened."""
    s: Forbattringssprang = steg.objekt
    lank = f"{reverse('cykel:sprang_utvardera', args=[s.pk])}#id_stopp_natt"
    if s.pilot_till and s.pilot_till < timezone.localdate(steg.nu):
        yield Punkt(f"Provet slutade {datum(s.pilot_till)}", klar=True)
    elif steg.data.get("stopp_natt"):
        yield Punkt("Stoppkriteriet är nått", klar=True)
    else:
        till = f" till {datum(s.pilot_till)}" if s.pilot_till else ""
        yield Punkt(f"Provet pågår{till}, om inte stoppkriteriet nås före det", lank=lank)


# --- From evaluation to adopted -------------------------------------------------------------


@dataclass(frozen=True)
class Matning:
    """All the values of one period in the units that try."""

    till: date
    varden: tuple[Decimal, ...]


def matningar(s: Forbattringssprang) -> list[Matning]:
    """Return the measurements made since the trial began, the oldest first.

    The total in the units that try, and in the leap's own unit; a period with several of them
    is one measurement. What is measured in another way than before the trial shows no effect.
    """
    if s.indikator_id is None or s.pilot_fran is None:
        return []
    enheter = {s.enhet_id, *s.pilotenheter.order_by("pk").values_list("pk", flat=True)}
    rader = Matvarde.objects.filter(
        indikator=s.indikator_id,
        enhet__in=enheter,
        kon=Matvarde.Kon.T,
        varde__isnull=False,
        period_till__gt=s.pilot_fran,
        matdatum__gt=s.pilot_fran,
    ).order_by("period_till", "pk")
    brotten = brott_i([s.indikator_id]).get(s.indikator_id, [])
    per: dict[date, list[Decimal]] = {}
    for rad in rader:
        brott = brott_mellan(brotten, s.pilot_fran, rad.period_till)
        if rad.varde is not None and brott is None:
            per.setdefault(rad.period_till, []).append(rad.varde)
    return [Matning(till, tuple(varden)) for till, varden in per.items()]


def natt(s: Forbattringssprang, gjorda: Sequence[Matning]) -> bool:
    """Say whether every value of the two latest measurements reaches the expected level."""
    if s.indikator is None or s.vantad_niva is None or len(gjorda) < MINST_MATNINGAR:
        return False
    return not any(
        niva.samre(s.indikator, varde, s.vantad_niva)
        for matning in gjorda[-MINST_MATNINGAR:]
        for varde in matning.varden
    )


def effekt_matt(steg: Steg) -> Iterator[Punkt]:
    """Measured at least twice since the trial began, and the level reached, or said why not."""
    s: Forbattringssprang = steg.objekt
    gjorda = matningar(s)
    sida = reverse("cykel:indikator", args=[s.indikator_id]) if s.indikator_id else ""
    yield Punkt(
        f"Minst två mätningar sedan provet började, nu {len(gjorda)}",
        len(gjorda) >= MINST_MATNINGAR,
        lank=sida,
    )
    if len(gjorda) < MINST_MATNINGAR or s.indikator is None:
        return
    vantad = med_matt(s.vantad_niva, s.indikator)
    if natt(s, gjorda):
        yield Punkt(f"De två senaste mätningarna når den väntade nivån, {vantad}", klar=True)
    else:
        lank = f"{reverse('cykel:sprang_infor', args=[s.pk])}#id_effekt_motivering"
        yield Punkt(
            f"De två senaste mätningarna når inte {vantad}. Skriv varför ni inför ändå",
            bool(steg.data.get("effekt_motivering")),
            lank=lank,
        )


def niva_hojs(steg: Steg) -> Iterator[Punkt]:
    """The new level is better than the old: a leap never lowers what is accepted."""
    s: Forbattringssprang = steg.objekt
    lank = f"{reverse('cykel:sprang_infor', args=[s.pk])}#id_ny_niva"
    ny: Decimal | None = steg.data.get("ny_niva")
    gammal = gammal_niva(s)
    if ny is None or gammal is None or s.indikator is None:
        yield Punkt("Den nya nivån", lank=lank)
    elif niva.samre(s.indikator, gammal, ny):
        yield Punkt("Den nya nivån är bättre än den gamla", klar=True)
    else:
        nu = med_matt(gammal, s.indikator)
        yield Punkt(f"Den nya nivån ska vara bättre än den gamla, {nu}", lank=lank)


def rutin_publicerad(steg: Steg) -> Iterator[Punkt]:
    """The wedge under the new level: a routine that is in force."""
    s: Forbattringssprang = steg.objekt
    lank = f"{_andra(s)}#id_rutin"
    if s.rutin is None:
        yield Punkt("Rutinen som håller kvar den nya nivån", lank=lank)
    elif s.rutin.galler_fran > timezone.localdate(steg.nu):
        yield Punkt(f"{s.rutin} gäller först {datum(s.rutin.galler_fran)}", lank=lank)
    else:
        yield Punkt(f"{s.rutin} gäller", klar=True)


def fyra_ogon(steg: Steg) -> Iterator[Punkt]:
    """The one who owns the leap does not decide to adopt it."""
    s: Forbattringssprang = steg.objekt
    if steg.av is not None and steg.av.pk == s.agare_id:
        yield Punkt("Någon annan än du ska besluta, eftersom du äger språnget")
    else:
        yield Punkt("Den som beslutar är en annan än ägaren", klar=True)


def beslutat(steg: Steg) -> Iterator[Punkt]:
    """The decision: date and dnr, and a paragraph when it is the nämnd's."""
    s: Forbattringssprang = steg.objekt
    lank = reverse("cykel:sprang_infor", args=[s.pk])
    yield _beslutsdag(s, steg.data.get("beslut_datum"), timezone.localdate(steg.nu), lank)
    yield Punkt("Diarienummer", bool(steg.data.get("dnr")), lank=f"{lank}#id_dnr")
    if beslutas_av_namnden(s):
        yield Punkt(
            "Paragraf i nämndens protokoll",
            bool(steg.data.get("beslut_paragraf")),
            lank=f"{lank}#id_beslut_paragraf",
        )


def _beslutsdag(s: Forbattringssprang, dag: date | None, idag: date, lank: str) -> Punkt:
    falt = f"{lank}#id_beslut_datum"
    if dag is None:
        return Punkt("Beslutsdatum", lank=falt)
    if dag > idag:
        return Punkt("Beslutsdatumet ligger i framtiden", lank=falt)
    if s.pilot_fran and dag < s.pilot_fran:
        return Punkt("Beslutsdatumet ligger före provet", lank=falt)
    tidigare = niva.hojningar(s.enhet_id, [s.indikator_id or 0]).get(s.indikator_id or 0)
    if tidigare and dag <= tidigare[-1].fran_datum:
        senast = datum(tidigare[-1].fran_datum)
        return Punkt(f"Nivån höjdes senast {senast}. Beslutet ska vara senare", lank=falt)
    return Punkt("Beslutsdatum", klar=True)


# --- Ended without being adopted ------------------------------------------------------------


def skal_och_lardom(steg: Steg) -> Iterator[Punkt]:
    """A reason, and what was learnt; a trial needs a plan that turns to leave its learning in."""
    s: Forbattringssprang = steg.objekt
    lank = reverse("cykel:sprang_avsluta", args=[s.pk])
    yield Punkt("Skälet till att avsluta", bool(steg.data.get("skal")), f"{lank}#id_skal")
    yield Punkt("Vad ni har lärt er", bool(steg.data.get("lardom")), f"{lank}#id_lardom")
    if s.lage == Spranglage.IDE:
        return
    plan = levande_plan(s)
    if plan is not None and plan.varv.filter(avslutades__isnull=True).exists():
        yield Punkt(f"Lärdomen läggs som utkast i {plan}", klar=True)
    else:
        yield Punkt(
            f"{s.enhet} har ingen plan i ett pågående varv som kan ta emot lärdomen",
            vem="Fastställ enhetens plan först",
            lank=reverse("cykel:planer"),
        )


# --- Row 2: the next plan holds the level ---------------------------------------------------


def nivan_halls(steg: Steg) -> Iterator[Punkt]:
    """No target is below a level that a leap has raised, unless a reason is written."""
    version: PlanVersion = steg.objekt
    plan = version.plan
    rader = list(version.indikatorer.select_related("indikator").order_by("pk"))
    hojda = niva.hojningar(plan.enhet_id, [rad.indikator_id for rad in rader])
    galler = {pk: niva.gallande(rad, plan.period_till) for pk, rad in hojda.items()}
    saknas = [
        Punkt(
            f"Målet för ”{rad}” är lägre satt än nivån {med_matt(h.ny_niva, rad.indikator)}. "
            "Höj det, eller skriv varför",
            lank=f"{reverse('cykel:planindikator_andra', args=[plan.pk, rad.pk])}#id_lagre_skal",
        )
        for rad in rader
        if (h := galler.get(rad.indikator_id))
        and not rad.lagre_skal
        and not niva.nar_nivan(rad, h.ny_niva)
    ]
    yield from saknas
    if not saknas and any(galler.values()):
        yield Punkt("Inget mål ligger under en höjd nivå utan skäl", klar=True)


def _andra(s: Forbattringssprang) -> str:
    return reverse("cykel:sprang_andra", args=[s.pk])
