"""What follows when a revision is decided: a draft with the rows of the version in force."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from cykel.models import PlanVersion, Verksamhetsplan, med_ansvar
from kvalitet.overgang import Steg

R = TypeVar("R", bound=models.Model)


def utkast_kopierat(steg: Steg) -> None:
    """Every row comes along with its `nyckel`, so that what is reported follows it. An activity
    that was handed over is written with those who answer for it now."""
    plan: Verksamhetsplan = steg.objekt
    gallande = plan.versioner.gallande().get()
    senaste = plan.versioner.order_by("-nummer").values_list("nummer", flat=True)[0]
    ny = PlanVersion.objects.create(
        plan=plan,
        nummer=senaste + 1,
        skapad=steg.nu,
        revidering_skal=steg.data["skal"],
        revidering_datum=steg.data["beslut_datum"],
        revidering_paragraf=steg.data["beslut_paragraf"],
    )
    for mal in gallande.mal.order_by("pk"):
        nytt = kopia(mal, version=ny)
        aktiviteter: list[Any] = list(med_ansvar(mal.aktiviteter.all()).order_by("pk"))
        for rad in aktiviteter:
            rad.ansvarig_id, rad.rapportor_id = rad.ansvarig_nu, rad.rapportor_nu
        for rad in [*aktiviteter, *mal.indikatorer.order_by("pk")]:
            kopia(rad, version=ny, planmal=nytt)


def kopia(rad: R, **andrat: models.Model) -> R:
    """Save a copy of the row with every field but those given."""
    falt = {
        f.attname: getattr(rad, f.attname) for f in rad._meta.concrete_fields if not f.primary_key
    }
    ny = type(rad)(**falt)
    for namn, varde in andrat.items():
        setattr(ny, namn, varde)
    ny.save()
    return ny
