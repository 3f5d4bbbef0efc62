"""What falls due, and for whom: what the morning's reminder gathers.

Each function in `settings.PAMINNELSER` tells of one kind, for everybody at once. Whether the
person may still see it, and whether its day is near, the act asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db.models import Model, Q
from django.urls import reverse

from cykel.models import Atgard, Kontrollmoment, Risk, Uppdrag, Varv, Verksamhetsplan
from cykel.models.plan import LEVANDE
from cykel.tillstand import RAPPORTERAS_I, Fas
from cykel.villkor.aterskick import att_gora_om, lank_till
from cykel.villkor.uppdatera import (
    Aktivitetsrad,
    Rad,
    Varderad,
    aktivitetsrader,
    inforda,
    varderader,
)
from kvalitet.databas import bland
from kvalitet.roller import Rattighet

PA_EN_GANG = 500
"""Plans whose activities are held at once."""


@dataclass(frozen=True)
class Forfall:
    """Something that a person is to have done on a day."""

    person: int
    plats: Model
    """Whoever may not read it (`ratt`) is not reminded of what is in it."""
    text: str
    senast: date
    vag: str
    """Path of the page where it is done."""
    rad: Rad | None = None
    """The row, when the link in the mail opens it without sign-in."""
    ratt: Rattighet = Rattighet.PLAN_SE


def rader(dag: date) -> Iterator[Forfall]:
    """Activities to report on and values to enter."""
    vag = reverse("cykel:uppdatera")
    varden = varderader(Q(), dag, inforda(), nyckel="alla")
    alla: Iterator[Rad] = chain(_aktiviteterna(dag), varden)
    for rad in alla:
        if rad.vantar and rad.senast is not None:
            vad = "För in värdet för" if isinstance(rad, Varderad) else "Rapportera"
            text = f"{vad} ”{rad.rubrik}”, {rad.plan.enhet}"
            yield Forfall(rad.person_id, rad.plan, text, rad.senast, vag, rad)


def _aktiviteterna(dag: date) -> Iterator[Aktivitetsrad]:
    """Some plans at a time: a large municipality has tens of thousands of activities,
    and few of them wait."""
    arbetas_med = Verksamhetsplan.objects.filter(fas__in=RAPPORTERAS_I).order_by("pk")
    planer = list(arbetas_med.values_list("pk", flat=True))
    for borjan in range(0, len(planer), PA_EN_GANG):
        delen = planer[borjan : borjan + PA_EN_GANG]
        yield from aktivitetsrader(Q(bland("version__plan", delen)), dag)


def uppfoljningar(dag: date) -> Iterator[Forfall]:
    """Plans that their planansvarig follows up."""
    varv = Varv.objects.filter(
        avslutades=None, godkand=None, tillfalle__isnull=False, plan__fas=Fas.FOLJA_UPP
    )
    for ett in varv.select_related("plan__enhet", "plan__namnd").med_dagar().order_by("pk"):
        if senast := ett.klart_senast:
            vag = reverse("cykel:plan", args=[ett.plan_id])
            text = f"Följ upp {ett.plan}"
            yield Forfall(ett.plan.planansvarig_id, ett.plan, text, senast, vag)


def aterskick(dag: date) -> Iterator[Forfall]:
    """Parts of a follow-up that were sent back to be done again."""
    for ett in att_gora_om(Q()):
        text = f"Gör om ”{ett.namn}”, {ett.plan.enhet}. Delen är skickad åter"
        yield Forfall(ett.till_id, ett.plan, text, ett.senast, lank_till(ett))


def atgarder(dag: date) -> Iterator[Forfall]:
    """Remedies that are not done."""
    oppna = Atgard.objects.exclude(status=Atgard.Status.KLAR).filter(brist__plan__fas__in=LEVANDE)
    valda = oppna.select_related("brist__plan__enhet", "brist__plan__namnd").order_by("pk")
    for atgard in valda:
        plan = atgard.brist.plan
        vag = reverse("cykel:atgard", args=[plan.pk, atgard.pk])
        text = f"Gör klart åtgärden ”{atgard}”, {plan.enhet}"
        yield Forfall(atgard.ansvarig_id, plan, text, atgard.klar_senast, vag)


def uppdrag(dag: date) -> Iterator[Forfall]:
    """Assignments to report back on; the receiving unit's planansvarig is asked."""
    oppna = list(Uppdrag.objects.oppna().filter(forfaller__isnull=False).order_by("pk"))
    planer: dict[tuple[int, int], Verksamhetsplan] = {}
    mottagare = Verksamhetsplan.objects.levande().filter(enhet__in={ett.enhet_id for ett in oppna})
    for plan in mottagare.med_plats().order_by("period_fran", "pk"):
        if plan.period_fran <= dag or (plan.enhet_id, plan.namnd_id) not in planer:
            planer[plan.enhet_id, plan.namnd_id] = plan
    for ett in oppna:
        ansvarig_plan = planer.get((ett.enhet_id, ett.namnd_id))
        if ansvarig_plan and ett.forfaller:
            text = f"Återrapportera uppdraget ”{ett}”, {ansvarig_plan.enhet}"
            vag = reverse("cykel:uppdrag")
            yield Forfall(ansvarig_plan.planansvarig_id, ansvarig_plan, text, ett.forfaller, vag)


def kontroller(dag: date) -> Iterator[Forfall]:
    """Controls to make in plans that are decided, and risks to look over."""
    beslutade = Kontrollmoment.objects.filter(plan__beslut_datum__isnull=False)
    moment = beslutade.filter(resultat="").select_related("plan", "enhet")
    for ett in moment.order_by("pk"):
        vag = f"{reverse('cykel:internkontroll', args=[ett.plan_id])}#m-{ett.pk}"
        text = f"Gör kontrollen ”{ett}”, {ett.enhet}"
        yield Forfall(ett.ansvarig_id, ett, text, ett.senast, vag)
    for risk in Risk.objects.filter(avslutad=None).select_related("enhet").order_by("pk"):
        vag = reverse("cykel:risk", args=[risk.pk])
        yield Forfall(risk.agare_id, risk, f"Se över risken ”{risk}”", risk.ses_over_senast, vag)
