"""What follows when a plan is sent in, adopted and followed up (rows 2, 4, 5)."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from cykel.effekter.planinnehall import SCHEMA, planinnehall
from cykel.models import PlanVersion, Uppfoljningstillfalle, Varv, Verksamhetsplan, med_ansvar
from cykel.tillstand import PLAN, PLANVERSION, Fas
from kvalitet import ogonblick
from kvalitet.models import Anvandare
from kvalitet.notiser import notifiera
from kvalitet.overgang import Steg, overga
from kvalitet.texter import veckodatum_ar


def inskickad(steg: Steg) -> None:
    steg.objekt.inskickad_av = steg.av


def version_frusen(steg: Steg) -> None:
    """Freeze the text with its hash, note the decision, and retire the version in force."""
    version: PlanVersion = steg.objekt
    version.faststalld, version.faststalld_av = steg.nu, steg.av
    version.beslut_datum = steg.data["beslut_datum"]
    version.beslut_paragraf = steg.data.get("beslut_paragraf", "")
    version.mbl_datum = steg.data.get("mbl_datum")
    version.mbl_berors_inte = bool(steg.data.get("mbl_berors_inte"))
    version.plan.dnr = steg.data["dnr"]
    version.plan.save(update_fields=["dnr"])
    tidigare = version.plan.versioner.gallande().first()
    if tidigare is not None:
        overga(PLANVERSION, tidigare, "ersatt", av=None, nu=steg.nu)
    version.ogonblick = ogonblick.frys(
        "planversion",
        planinnehall(version),
        schema=SCHEMA,
        av=steg.av,
        nu=steg.nu,
        ersatter=tidigare.ogonblick if tidigare else None,
    )


def planen_borjar(steg: Steg) -> None:
    """The first adopted version sets the wheel rolling; a revision does not move the plan."""
    plan: Verksamhetsplan = steg.objekt.plan
    if plan.fas == Fas.PLANERA:
        Varv.objects.create(plan=plan, nummer=1, borjade=steg.nu)
        overga(PLAN, plan, "borja", av=None, nu=steg.nu)


def uppfoljning_oppnad(steg: Steg) -> None:
    """Tie the lap to its round, and ask each responsible person once."""
    plan: Verksamhetsplan = steg.objekt
    varv = plan.varv.get(avslutades__isnull=True)
    varv.tillfalle, varv.oppnades = steg.data["tillfalle"], steg.nu
    varv.save(update_fields=["tillfalle", "oppnades"])
    for person, antal in _ansvariga(plan).items():
        _be_om_uppfoljning(person, antal, plan=plan, varv=varv, steg=steg)


def _ansvariga(plan: Verksamhetsplan) -> dict[Anvandare, int]:
    """Return who is asked, and how many activities each reports on."""
    version = plan.versioner.gallande().first()
    rader = med_ansvar(version.aktiviteter.all()).order_by("pk") if version else ()
    rapportorer = [rad.rapportor_nu for rad in rader]  # type: ignore[attr-defined]
    folk = Anvandare.objects.in_bulk(set(rapportorer))
    antal = {plan.planansvarig: 0}
    for pk in rapportorer:
        antal[folk[pk]] = antal.get(folk[pk], 0) + 1
    return {person: n for person, n in antal.items() if person.is_active}


def _be_om_uppfoljning(
    person: Anvandare, antal: int, *, plan: Verksamhetsplan, varv: Varv, steg: Steg
) -> None:
    tillfalle: Uppfoljningstillfalle = steg.data["tillfalle"]
    notifiera(
        "uppfoljning_oppen",
        mottagare=person.epost,
        nyckel=f"uppfoljning-oppen:{varv.pk}:{person.pk}",
        sammanhang={
            "plan": plan,
            "tillfalle": tillfalle,
            "senast": veckodatum_ar(tillfalle.senast_for(plan)),
            "antal_aktiviteter": antal,
            "ar_planansvarig": person.pk == plan.planansvarig_id,
            "lank": f"{settings.ADRESS}{reverse('cykel:plan', args=[plan.pk])}",
        },
        nu=steg.nu,
    )
