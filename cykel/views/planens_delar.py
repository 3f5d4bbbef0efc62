"""The ways from the plan page: the buttons of its stage, and the links, in four groups.

A person who comes twice a year finds a link in the same group whatever the stage is, and what
is seldom wanted stands last.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from cykel.actions.kopiera import hinder_att_angra
from cykel.models import Lardom, PlanVersion, Verksamhetsplan
from cykel.models.plan import LEVANDE
from cykel.tillstand import PLAN, PLANVERSION, Fas, Versionslage
from cykel.views.vagar import Vag, har_enheter_under
from cykel.villkor.avslut import leder_vidare
from kvalitet.behorighet import far
from kvalitet.models import Anvandare
from kvalitet.overgang import Overgang, knappar
from kvalitet.roller import Rattighet
from kvalitet.visning import Knapp

SALLAN = ("skicka_ater", "revidera", "ateroppna", "forkasta", "avbryt")
"""Acts that are seldom wanted: links in the last group, in this order, never buttons."""


@dataclass(frozen=True)
class Delgrupp:
    """A group of links (words, address)."""

    rubrik: str
    lankar: list[Vag]


def aktknappar(
    plan: Verksamhetsplan, version: PlanVersion, av: Anvandare, *, skrivet: bool
) -> list[Knapp]:
    """Return the acts that the tables give this person now, each with its page.

    The first leads on, and is the page's only primary button. While the draft lacks something
    (`skrivet` is false) writing leads on.
    """
    rader = [rad for rad in _rader(plan, version, av) if rad.namn not in SALLAN]
    rader = [rad for rad in rader if not _den_andra_vagen(rad, plan)]
    rader.sort(key=lambda rad: rad.namn == "aterremittera")
    vagar = [(rad.etikett, url) for rad in rader if (url := aktsida(rad.namn, plan))]
    skrivs = plan.fas in LEVANDE and version.lage == Versionslage.UTKAST
    if skrivs and far(av, Rattighet.PLAN_SKRIVA, plan):
        skriv = ("Skriv i planen", reverse("cykel:redigera", args=[plan.pk]))
        vagar.insert(1 if skrivet else 0, skriv)
    return [
        Knapp(namn, url, slag="lank", variant="secondary" if i else "primary")
        for i, (namn, url) in enumerate(vagar)
    ]


def delar(plan: Verksamhetsplan, version: PlanVersion, av: Anvandare) -> list[Delgrupp]:
    """Return the plan's other pages and its rare acts; a group without links is left out."""
    grupper = [
        Delgrupp("Skriva", _skriva(plan, version, av)),
        Delgrupp("Följa upp", _folja_upp(plan, version)),
        Delgrupp("Lärande", _larande(plan, version)),
        Delgrupp("Mer", _mer(plan, version, av)),
    ]
    return [grupp for grupp in grupper if grupp.lankar]


def aktsida(namn: str, plan: Verksamhetsplan) -> str:
    """Return the address of the page of an act, which a higher room may own."""
    for rum in ("cykel", "uppfoljning"):
        try:
            return reverse(f"{rum}:{namn}", args=[plan.pk])
        except NoReverseMatch:
            continue
    return ""


def _borjat(plan: Verksamhetsplan, version: PlanVersion) -> bool:
    """A plan that was never adopted has no laps, nor anything to prepare the next from."""
    return plan.fas != Fas.PLANERA and version.lage != Versionslage.FORKASTAD


def _skriva(plan: Verksamhetsplan, version: PlanVersion, av: Anvandare) -> list[Vag]:
    if not _borjat(plan, version) or not far(av, Rattighet.PLAN_SKRIVA, plan):
        return []
    return [_sida("Förbered nästa år", "nasta_ar", plan)]


def _folja_upp(plan: Verksamhetsplan, version: PlanVersion) -> list[Vag]:
    i_varvet = [
        _sida("Aktiviteternas läge", "aktiviteter", plan),
        _sida("Brister och åtgärder", "atgarder", plan),
    ]
    under = [_sida("Enheternas planer", "enheternas_planer", plan)]
    return [
        *(i_varvet if _borjat(plan, version) else []),
        *(under if har_enheter_under(plan) else []),
    ]


def _larande(plan: Verksamhetsplan, version: PlanVersion) -> list[Vag]:
    sprang = ("Förbättringssprång", f"{reverse('cykel:sprangen')}?enhet={plan.enhet_id}")
    i_varvet = [_sida("Lärdomar i varvet", "lardom_varv", plan)]
    arvda = [_sida("Lärdomar från förra planen", "lardomar", plan)]
    har_arv = plan.foregangare_id or Lardom.objects.arvda_av(plan).exists()
    return [
        *(i_varvet if _borjat(plan, version) else []),
        *(arvda if har_arv else []),
        sprang,
    ]


def _mer(plan: Verksamhetsplan, version: PlanVersion, av: Anvandare) -> list[Vag]:
    skriver = far(av, Rattighet.PLAN_SKRIVA, plan)
    akter = {rad.namn: rad for rad in _rader(plan, version, av) if rad.namn in SALLAN}
    vagar = []
    if skriver:
        vagar.append(_sida("Spara som mall", "mall_ny", plan))
    if skriver and plan.foregangare_id and not hinder_att_angra(plan, version):
        vagar.append(_sida("Ångra planen", "angra_plan", plan))
    return vagar + [(akter[namn].etikett, aktsida(namn, plan)) for namn in SALLAN if namn in akter]


def _rader(plan: Verksamhetsplan, version: PlanVersion, av: Anvandare) -> list[Overgang]:
    i_versionen = knappar(PLANVERSION, version, av) if plan.fas in LEVANDE else []
    rader = [*i_versionen, *knappar(PLAN, plan, av)]
    if plan.fas == Fas.PLANERA:  # a first version is not dropped: the plan is ended instead
        rader = [rad for rad in rader if rad.namn != "forkasta"]
    return rader


def _den_andra_vagen(rad: Overgang, plan: Verksamhetsplan) -> bool:
    """From the wedge there are two ways on, and one of them is not for this plan now."""
    return rad.namn in ("nasta_varv", "avsluta") and rad.namn != leder_vidare(plan)


def _sida(namn: str, vad: str, plan: Verksamhetsplan) -> Vag:
    return namn, reverse(f"cykel:{vad}", args=[plan.pk])
