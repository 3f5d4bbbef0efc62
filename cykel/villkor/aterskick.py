"""Guards of sending a part of the follow-up back (row 7), and of approving meanwhile (row 6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from cykel.models import (
    Aterskick,
    Delslag,
    Indikator,
    Mal,
    Planmal,
    Varv,
    Verksamhetsplan,
    med_ansvar,
)
from cykel.models.uppfoljningsdel import Uppfoljningsdel
from cykel.tillstand import Fas
from cykel.villkor.varv import oppet_varv
from kvalitet.behorighet import Roller, far, omfang_av, rollerna
from kvalitet.fel import Punkt
from kvalitet.kvarfraga import Kvarfraga
from kvalitet.models import Anvandare
from kvalitet.overgang import Steg
from kvalitet.roller import Rattighet
from kvalitet.texter import datum

ROSTER = (Delslag.SYNPUNKTER, Delslag.UNDERSOKNINGAR)


@dataclass(frozen=True)
class Del:
    """A part of the plan that is followed up, and who does it."""

    slag: Delslag
    nyckel: str
    """Unique within the plan: the value of the form's choice."""
    namn: str
    till: Anvandare
    falt: dict[str, Any]
    """How an `Aterskick` names it."""


def delar(plan: Verksamhetsplan) -> list[Del]:
    """Return the parts of the version in force: goals, activities, indicators, and the voices."""
    version = plan.versioner.gallande().first()
    if version is None:
        return []
    mal = version.mal.filter(mal__isnull=False).exclude(koppling=Planmal.Koppling.BEROR_INTE)
    aktiviteter: list[Any] = list(med_ansvar(version.aktiviteter.all()).order_by("pk"))
    folk = Anvandare.objects.in_bulk({a.rapportor_nu for a in aktiviteter})
    indikatorer = version.indikatorer.select_related("indikator__agare").order_by("pk")
    slag = Delslag
    return [
        *(
            _del(slag.MAL, rad.mal_id, str(rad.mal), plan.planansvarig)
            for rad in mal.select_related("mal").order_by("mal__niva__ordning", "mal__nummer", "pk")
        ),
        *(_del(slag.AKTIVITET, a.nyckel, a.rubrik, folk[a.rapportor_nu]) for a in aktiviteter),
        *(
            _del(slag.INDIKATOR, i.indikator_id, i.indikator.namn, i.indikator.agare)
            for i in indikatorer
        ),
        *(Del(rost, rost, rost.label, plan.planansvarig, {}) for rost in ROSTER),
    ]


def _del(slag: Delslag, pk: int | UUID | None, namn: str, till: Anvandare) -> Del:
    falt = slag.value if slag == Delslag.AKTIVITET else f"{slag.value}_id"
    return Del(slag, f"{slag}:{pk}", namn, till, {falt: pk})


def del_vald(steg: Steg) -> Iterator[Punkt]:
    """One part of the plan, not sent back already, with a day that can be kept."""
    plan: Verksamhetsplan = steg.objekt
    lank = reverse("cykel:skicka_ater", args=[plan.pk])
    vald: Del | None = steg.data.get("del_")
    varv = oppet_varv(plan)
    if vald is None or vald.nyckel not in {en.nyckel for en in delar(plan)}:
        yield Punkt("Välj vilken del som ska göras om", lank=f"{lank}#id_del_")
    elif varv and varv.aterskick.oppna().filter(slag=vald.slag, **vald.falt).exists():
        yield Punkt(f"”{vald.namn}” är redan skickad åter och väntar på att göras om", lank=lank)
    else:
        yield Punkt(f"Delen är vald: {vald.namn}", klar=True)
    yield from _dagen_haller(steg, varv, f"{lank}#id_senast")


def _dagen_haller(steg: Steg, varv: Varv | None, lank: str) -> Iterator[Punkt]:
    senast: date | None = steg.data.get("senast")
    sista = None
    if varv and varv.tillfalle and not _far_leda(steg):
        varv.plan = steg.objekt
        sista = varv.tillfalle.lases_efter(varv.plan)
    if senast is None:
        yield Punkt("Välj vilken dag delen ska vara klar", lank=lank)
    elif senast < timezone.localdate(steg.nu):
        yield Punkt("Dagen har redan passerat. Välj en senare dag", lank=lank)
    elif sista and senast > sista:
        yield Punkt(f"Uppföljningen stänger {datum(sista)}. Välj en dag före det", lank=lank)
    else:
        yield Punkt(f"Klar senast {datum(senast)}", klar=True)


def _far_leda(steg: Steg) -> bool:
    """Who leads the round may ask for a part after its last day, which opens it until then."""
    return steg.av is not None and far(steg.av, Rattighet.UPPFOLJNING_LEDA, steg.objekt)


def inget_skickat_ater(steg: Steg) -> Iterator[Punkt]:
    """No approval, with gaps or without, while a part that was sent back waits."""
    plan: Verksamhetsplan = steg.objekt
    oppna = oppna_aterskick(plan)
    for ett in oppna:
        yield Punkt(
            f"”{ett.namn}” är skickad åter och ska göras om",
            lank=lank_till(ett),
            vem=ett.till.namn,
            senast=ett.senast,
        )
    if not oppna and Aterskick.objects.filter(plan=plan.pk, varv__avslutades=None).exists():
        yield Punkt("Alla delar som skickats åter är gjorda om", klar=True)


def _oppna(plan: int) -> QuerySet[Aterskick]:
    rader = Aterskick.objects.oppna().i_planen().filter(plan=plan, varv__avslutades=None)
    return rader.select_related("till", "av", "varv").order_by("senast", "pk")


_OPPNA = Kvarfraga(_oppna)


def oppna_aterskick(plan: Verksamhetsplan) -> list[Aterskick]:
    """Return what is sent back and not done again, the most urgent first."""
    return _OPPNA.rader(plan.pk)


def att_gora_om(urval: Q) -> list[Aterskick]:
    """Return what is chosen of the parts sent back in rounds that are open, by date."""
    return list(_att_gora_om(urval))


def mina_att_gora_om(person: Anvandare) -> list[Aterskick]:
    """Return what was sent back to the person, in the plans that they see."""
    return _MINA.rader(person.pk, under=rollerna(person, Rattighet.PLAN_SE))


def _mina(person: int, roller: Roller) -> QuerySet[Aterskick]:
    ser = omfang_av(roller, enhet="plan__enhet", namnd="plan__namnd")
    return _att_gora_om(Q(till=person) & ser)


_MINA = Kvarfraga(_mina)


def _att_gora_om(urval: Q) -> QuerySet[Aterskick]:
    rader = Aterskick.objects.oppna().i_planen().filter(urval, plan__fas=Fas.FOLJA_UPP)
    rader = rader.filter(varv__avslutades=None).order_by("senast", "pk")
    return rader.select_related("plan__enhet", "plan__namnd", "av", "varv")


def lank_till(ett: Uppfoljningsdel) -> str:
    """Return the address of the page where the part is done again."""
    if ett.slag == Delslag.MAL:
        return reverse("uppfoljning:bedom", args=[ett.varv_id, ett.mal_id])
    if ett.slag in ROSTER:
        return f"{reverse('uppfoljning:roster', args=[ett.varv_id])}#{ett.slag}"
    if ett.slag == Delslag.INDIKATOR:
        return reverse("cykel:indikator", args=[ett.indikator_id])
    return f"{reverse('cykel:aktiviteter', args=[ett.varv.plan_id])}#a-{ett.aktivitet}"


def delens_falt(del_: Mal | UUID | Indikator | Delslag) -> dict[str, Any]:
    """Return how an `Uppfoljningsdel` names the goal, activity or indicator, or the voices."""
    if isinstance(del_, Delslag):
        return {"slag": del_}
    if isinstance(del_, UUID):
        return {"aktivitet": del_}
    return {"mal" if isinstance(del_, Mal) else "indikator": del_}


def aterskick_av(varv: Varv, del_: Mal | UUID | Indikator | Delslag) -> Aterskick | None:
    """Return what waits to be done again of the part in the lap."""
    falt = delens_falt(del_)
    return varv.aterskick.oppna().filter(**falt).select_related("till", "av").first()
