"""What follows when a förbättringssprång is tried, adopted or ended."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from cykel.models import Forbattringssprang, Lardom, Nivahojning, Verksamhetsplan
from cykel.models.plan import LEVANDE
from cykel.villkor.sprang import gammal_niva, levande_plan
from cykel.villkor.varv import oppet_varv
from kvalitet import logg
from kvalitet.overgang import Steg


def kopplat(steg: Steg) -> None:
    """Tie the leap to the plan that turns now, and lock it: what follows is written there."""
    s: Forbattringssprang = steg.objekt
    plan = levande_plan(s)
    if plan is not None:
        s.plan = Verksamhetsplan.objects.select_for_update(of=("self",)).get(pk=plan.pk)


def stoppat(steg: Steg) -> None:
    """Note why the trial was stopped before its time, when it was."""
    steg.objekt.stopp_natt = steg.data.get("stopp_natt", "")


def infort(steg: Steg) -> None:
    """Note the decision."""
    s: Forbattringssprang = steg.objekt
    s.beslut_av, s.beslut_datum = steg.av, steg.data["beslut_datum"]
    s.beslut_paragraf = steg.data.get("beslut_paragraf", "")
    s.dnr = steg.data["dnr"]
    s.effekt_motivering = steg.data.get("effekt_motivering", "")


def niva_hojd(steg: Steg) -> None:
    """Raise what the unit accepts from the day of the decision, and the wheel with it."""
    s: Forbattringssprang = steg.objekt
    gammal = gammal_niva(s)
    assert s.indikator is not None and gammal is not None  # noqa: S101, PT018 - guarded
    Nivahojning.objects.create(
        indikator=s.indikator,
        enhet=s.enhet,
        fran_datum=steg.data["beslut_datum"],
        gammal_niva=gammal,
        ny_niva=steg.data["ny_niva"],
        sprang=s,
        skapad=steg.nu,
    )
    plan = s.plan
    while plan is not None and plan.fas in LEVANDE:
        _hoj(plan, steg)
        plan = Verksamhetsplan.objects.filter(foregangare=plan).first()


def _hoj(plan: Verksamhetsplan, steg: Steg) -> None:
    """The plan rolls one level up; so does a next plan that is already written."""
    Verksamhetsplan.objects.filter(pk=plan.pk).update(niva=F("niva") + 1)
    plan.refresh_from_db(fields=["niva"])
    data = {"sprang": steg.objekt.pk, "niva": plan.niva, **plan.loggdata()}
    logg.skriv("plan.niva_hojd", plan, av=steg.av, nu=steg.nu, data=data)


def avslutat(steg: Steg) -> None:
    """Note the reason, and leave what was learnt as a draft in the plan that turns."""
    s: Forbattringssprang = steg.objekt
    s.avslutad_skal = steg.data["skal"]
    s.beslut_av, s.beslut_datum = steg.av, timezone.localdate(steg.nu)
    varv = oppet_varv(s.plan) if s.plan else None
    if s.plan is None or varv is None:
        return
    lardom = Lardom.objects.create(
        plan=s.plan,
        varv=varv,
        rubrik=f"Infördes inte: {s.rubrik}"[:160],
        hande=f"{s.problem}\n\n{s.hypotes}".strip(),
        orsak=s.avslutad_skal,
        gor_annorlunda=steg.data["lardom"],
        skapad=steg.nu,
    )
    s.lardom = lardom
    data = {"plan": s.plan.pk, "varv": varv.nummer, "sprang": s.pk}
    logg.skriv("lardom.skriven", lardom, av=steg.av, nu=steg.nu, data=data)
