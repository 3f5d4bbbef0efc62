"""Reporting how an activity goes."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from cykel.actions.varv import las_pagaende
from cykel.effekter.aterskick import gjord_om
from cykel.models import Aktivitet, Aktivitetslage, Verksamhetsplan
from cykel.tillstand import Fas
from cykel.villkor.aterskick import aterskick_av
from kvalitet import klocka, logg
from kvalitet.behorighet import far, prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet

RAPPORTERAS_I = (Fas.GENOMFORA, Fas.FOLJA_UPP)
"""After the follow-up is approved its snapshot is frozen; the next report is the next lap's."""


@transaction.atomic
def rapportera(
    plan: Verksamhetsplan, *, aktivitet: UUID, status: str, kommentar: str = "", av: Anvandare
) -> Aktivitetslage:
    """Report on the activity whose `nyckel` is given. The same report again adds nothing."""
    plan, varv = las_pagaende(plan)
    rad = _i_gallande(plan, aktivitet)
    if not far_rapportera(av, rad, plan):
        prova(av, Rattighet.UPPFOLJNING_SKRIVA, plan)
    kommentar = kommentar.strip()
    _prova_rapport(plan, status, kommentar)
    senaste = plan.aktivitetslagen.filter(aktivitet=aktivitet).order_by("-tid", "-pk").first()
    nytt = (varv.pk, status, kommentar)
    ater = aterskick_av(varv, aktivitet)
    if senaste and (senaste.varv_id, senaste.status, senaste.kommentar) == nytt and not ater:
        return senaste
    nu = klocka.nu()
    lage = Aktivitetslage.objects.create(
        plan=plan,
        aktivitet=aktivitet,
        varv=varv,
        status=status,
        kommentar=kommentar,
        av=av,
        tid=nu,
    )
    data = {"aktivitet": str(aktivitet), "status": status, "varv": varv.nummer}
    logg.skriv("plan.aktivitet_rapporterad", plan, av=av, nu=nu, data=data)
    gjord_om(aktivitet, varv=varv, av=av, nu=nu)
    return lage


def far_rapportera(anvandare: Anvandare, rad: Aktivitet, plan: Verksamhetsplan) -> bool:
    """The right, or being the one whom the plan names to report while one may read it."""
    if far(anvandare, Rattighet.UPPFOLJNING_SKRIVA, plan):
        return True
    return rad.rapportor_id == anvandare.pk and far(anvandare, Rattighet.PLAN_SE, plan)


def _i_gallande(plan: Verksamhetsplan, nyckel: UUID) -> Aktivitet:
    version = plan.versioner.gallande().first()
    rad = version.aktiviteter.filter(nyckel=nyckel).first() if version else None
    if rad is None:
        raise Regelbrott("Aktiviteten finns inte i den version av planen som gäller nu.")
    return rad


def _prova_rapport(plan: Verksamhetsplan, status: str, kommentar: str) -> None:
    if plan.fas not in RAPPORTERAS_I:
        raise Regelbrott(
            f"Planen är i skedet ”{plan.get_fas_display()}”. Uppföljningen är godkänd och fryst, "
            "så nästa rapport om aktiviteten hör till nästa varv."
        )
    if status not in Aktivitetslage.Status.values:
        raise Regelbrott("Välj hur det går med aktiviteten.")
    if status in (Aktivitetslage.Status.FORSENAD, Aktivitetslage.Status.STRUKEN) and not kommentar:
        raise Regelbrott("Skriv varför aktiviteten är försenad eller struken.")
