"""The plans below a plan: those of the units in its unit's subtree, same nämnd and period."""

from __future__ import annotations

from cykel.models import Verksamhetsplan
from cykel.models.plan import VerksamhetsplanQuerySet


def planer_under(plan: Verksamhetsplan) -> VerksamhetsplanQuerySet:
    return (
        Verksamhetsplan.objects.levande()
        .filter(
            namnd=plan.namnd_id,
            enhet__sokvag__startswith=plan.enhet.sokvag or "-",
            period_fran__lte=plan.period_till,
            period_till__gte=plan.period_fran,
        )
        .exclude(enhet=plan.enhet_id)
    )


def utkast_under(plan: Verksamhetsplan) -> VerksamhetsplanQuerySet:
    """Those whose text can still take a row."""
    return planer_under(plan).filter(versioner__lage="utkast")
