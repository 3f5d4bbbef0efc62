"""Reporting how an activity goes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cykel.actions.bevis import prova_fil, spara_bevis
from cykel.actions.varv import las_pagaende
from cykel.effekter.aterskick import gjord_om
from cykel.models import Aktivitet, Aktivitetslage, Verksamhetsplan, med_ansvar
from cykel.tillstand import RAPPORTERAS_I
from cykel.villkor.aterskick import aterskick_av
from cykel.villkor.las import prova_las
from kvalitet import klocka, logg
from kvalitet.behorighet import far, prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet


@transaction.atomic
def rapportera(
    plan: Verksamhetsplan,
    *,
    aktivitet: UUID,
    status: str,
    kommentar: str = "",
    framsteg: int | None = None,
    hinder: str = "",
    fil: UploadedFile[Any] | None = None,
    via_lank: bool = False,
    av: Anvandare,
) -> Aktivitetslage:
    """Report on the activity whose `nyckel` is given. The same report again adds nothing.

    `framsteg` is in percent; what is done is done to 100. `via_lank`: the person came by the
    link in a mail, not by signing in.
    """
    plan, varv = las_pagaende(plan)
    rad = _i_gallande(plan, aktivitet)
    if not far_rapportera(av, rad, plan):
        prova(av, Rattighet.UPPFOLJNING_SKRIVA, plan)
    if status == Aktivitetslage.Status.KLAR:
        framsteg = 100
    kommentar = kommentar.strip()
    _prova_rapport(plan, status, kommentar, framsteg)
    prova_las(varv, plan, aktivitet)
    nytt: dict[str, Any] = {
        "varv": varv,
        "status": status,
        "kommentar": kommentar,
        "framsteg": framsteg,
        "hinder": hinder.strip(),
    }
    slag = prova_fil(fil) if fil else ""
    senaste = plan.aktivitetslagen.filter(aktivitet=aktivitet).order_by("-tid", "-pk").first()
    samma = senaste and all(getattr(senaste, namn) == v for namn, v in nytt.items())
    if senaste and samma and not fil and not aterskick_av(varv, aktivitet):
        return senaste
    nu = klocka.nu()
    lage = Aktivitetslage.objects.create(plan=plan, aktivitet=aktivitet, av=av, tid=nu, **nytt)
    if fil:
        spara_bevis(lage, fil, slag=slag)
    data = {"aktivitet": str(aktivitet), "status": status, "varv": varv.nummer}
    if via_lank:
        data["via"] = "lank"
    logg.skriv("plan.aktivitet_rapporterad", plan, av=av, nu=nu, data=data)
    gjord_om(aktivitet, varv=varv, av=av, nu=nu)
    return lage


def far_rapportera(anvandare: Anvandare, rad: Aktivitet, plan: Verksamhetsplan) -> bool:
    """The right, or being the one who reports on it now while one may read the plan.

    `rad` comes from `med_ansvar`.
    """
    if far(anvandare, Rattighet.UPPFOLJNING_SKRIVA, plan):
        return True
    rapportor: int = rad.rapportor_nu  # type: ignore[attr-defined]
    return rapportor == anvandare.pk and far(anvandare, Rattighet.PLAN_SE, plan)


def _i_gallande(plan: Verksamhetsplan, nyckel: UUID) -> Aktivitet:
    version = plan.versioner.gallande().first()
    rad = med_ansvar(version.aktiviteter.filter(nyckel=nyckel)).first() if version else None
    if rad is None:
        raise Regelbrott("Aktiviteten finns inte i den version av planen som gäller nu.")
    return rad


def _prova_rapport(
    plan: Verksamhetsplan, status: str, kommentar: str, framsteg: int | None
) -> None:
    if plan.fas not in RAPPORTERAS_I:
        raise Regelbrott(
            f"Planen är i skedet ”{plan.get_fas_display()}”. Uppföljningen är godkänd och fryst, "
            "så nästa rapport om aktiviteten hör till nästa varv."
        )
    if status not in Aktivitetslage.Status.values:
        raise Regelbrott("Välj hur det går med aktiviteten.")
    if status in (Aktivitetslage.Status.FORSENAD, Aktivitetslage.Status.STRUKEN) and not kommentar:
        raise Regelbrott("Skriv varför aktiviteten är försenad eller struken.")
    if framsteg is not None and not 0 <= framsteg <= 100:
        raise Regelbrott("Skriv framsteget i procent, från 0 till 100.")
