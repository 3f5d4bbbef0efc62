"""What follows when an error has returned: the chef is told."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from cykel.effekter.varv import narmaste_chefer
from cykel.models import Brist
from kvalitet.notiser import notifiera


def beratta_for_chefen(brist: Brist, nu: datetime) -> None:
    """Raise the brist to the nearest chef, once for each learning that it repeats."""
    lank = reverse("cykel:brist", args=[brist.plan_id, brist.pk])
    for chef in narmaste_chefer(brist.plan, nu):
        notifiera(
            "brist_upprepad",
            mottagare=chef.epost,
            nyckel=f"brist-upprepad:{brist.pk}:{brist.upprepar_id}:{chef.pk}",
            sammanhang={"brist": brist, "lank": f"{settings.ADRESS}{lank}"},
            nu=nu,
        )
