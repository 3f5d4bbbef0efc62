"""What follows when a plan ends: closed with its archive (row 10), or broken off (row 13);
and when a follow-up is opened again (row 12)."""

from __future__ import annotations

from cykel.effekter.arkiv import SCHEMA, arkivinnehall
from cykel.effekter.flytt import flytta
from cykel.models import Verksamhetsplan
from cykel.tillstand import PLANVERSION
from cykel.villkor.avslut import obeslutade_brister, oppna_atgarder
from kvalitet import ogonblick
from kvalitet.overgang import Steg, overga


def plan_avslutad(steg: Steg) -> None:
    """Note the decision, and close the last lap."""
    _beslutad(steg)
    steg.objekt.upphor = bool(steg.data.get("upphor"))
    _stang_varvet(steg)


def plan_arkiverad(steg: Steg) -> None:
    """Freeze the whole year: all that the archive package is made of."""
    plan: Verksamhetsplan = steg.objekt
    plan.arkiv = ogonblick.frys("arkiv", arkivinnehall(plan), schema=SCHEMA, av=steg.av, nu=steg.nu)


def utkast_faller(steg: Steg) -> None:
    """What was being written falls with the plan."""
    for version in steg.objekt.versioner.i_arbete().order_by("pk"):
        overga(PLANVERSION, version, "fall", av=None, nu=steg.nu)


def plan_avbruten(steg: Steg) -> None:
    """Note the decision, hand over what is open, and close the lap.

    The predecessor is let go, so that a new plan for the same period can inherit from it.
    """
    plan: Verksamhetsplan = steg.objekt
    _beslutad(steg)
    plan.avslut_skal = steg.data["skal"]
    plan.mottagare = steg.data.get("mottagare")
    if plan.mottagare is not None:
        flytta(
            plan,
            plan.mottagare,
            atgarder=oppna_atgarder(plan),
            brister=list(obeslutade_brister(plan)),
            av=steg.av,
            nu=steg.nu,
        )
    plan.foregangare = None
    _stang_varvet(steg)


def varv_ateroppnat(steg: Steg) -> None:
    """The approval no longer holds; what was frozen is kept until the next one replaces it."""
    varv = steg.objekt.varv.select_for_update(of=("self",)).get(avslutades__isnull=True)
    varv.fore_ateroppning, varv.ogonblick = varv.ogonblick, None
    varv.godkand, varv.godkand_av, varv.luckor_skal = None, None, ""
    varv.save(
        update_fields=["fore_ateroppning", "ogonblick", "godkand", "godkand_av", "luckor_skal"]
    )


def _beslutad(steg: Steg) -> None:
    plan: Verksamhetsplan = steg.objekt
    plan.avslutad, plan.avslutad_av = steg.nu, steg.av
    plan.avslut_datum = steg.data["beslut_datum"]
    plan.avslut_paragraf = steg.data.get("beslut_paragraf", "")


def _stang_varvet(steg: Steg) -> None:
    for varv in steg.objekt.varv.select_for_update(of=("self",)).filter(avslutades__isnull=True):
        varv.avslutades = steg.nu
        varv.save(update_fields=["avslutades"])
