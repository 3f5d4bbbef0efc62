"""Every staff address of the URLconf, with keys of what is largest, and the role that reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import NoReverseMatch, reverse

ANDRAS = {"arbete", "synpunkter:inkorg", "uppfoljning:overblick"}
"""Have commands of their own: the start page with the overviews, and the inbox."""
UTAN_SIDA = re.compile(
    r"galleri|ladda_ned|hamta|_fil$|_csv$|_pdf$|fil$|export|arkivpaket|^drift_forsok|mall_fil|qr_"
    r"|kolada$|koladanyckeltal|kolada_|brev_html|bilaga$|affisch"
)
"""Files, pictures, and pages that ask another server: not pages of our own."""
VEM = (
    (r"organisation/konton|grupper|importera|drift/|epost/|dataskydd", "adm"),
    (r"organisation/", "adm"),
    (r"granskning/", "rev"),
    (r"synpunkter/(gallring|diarium|statistik|regler|installningar|kampanj)", "kv.von"),
    (r"synpunkter/(sekretess|utlamnande|registerutdrag)", "ns.von"),
    (r"synpunkter/", "hs1.von"),
    (r"namnden/|namnd/", "fv.von"),
    (r"rapporter/|tillfallen/", "ns.von"),
    (r"undersokningar/", "pa.von"),
    (r"planer/<int:pk>/", "pa.von"),
    (r"uppfoljning/", "ch.von"),
    (r"", "pa.von"),
)
"""Which of the people of the filled database meets the page most, the first that fits."""


@dataclass(frozen=True)
class Vag:
    namn: str
    url: str
    vem: str


def vagar(stor_plan: int) -> Iterator[Vag]:
    """The addresses with keys that exist, as the person who uses each most and as root KV."""
    from tests.adresser import alla

    for adress in alla():
        if not adress.monster.startswith("arbete/") or adress.namn in ANDRAS:
            continue
        if UTAN_SIDA.search(adress.namn):
            continue
        val = _nycklar(adress.monster, tuple(adress.exempel), stor_plan)
        if val is None:
            continue
        try:
            url = reverse(adress.namn, kwargs=val)
        except NoReverseMatch:
            continue
        vem = next(person for monster, person in VEM if re.search(monster, adress.monster))
        yield from (Vag(adress.namn, url, person) for person in dict.fromkeys((vem, "kv")))


def _nycklar(monster: str, namnen: tuple[str, ...], stor_plan: int) -> dict[str, Any] | None:
    """A value for each parameter of the address; None when the database has nothing of the kind."""
    if not namnen:
        return {}
    if monster.startswith("arbete/planer/<int:pk>/"):
        return _i_planen(monster, namnen, stor_plan)
    for borjan, vald in _VALDA:
        if namnen == ("pk",) and monster.startswith(borjan):
            pk = _forsta(vald)
            return None if pk is None else {"pk": pk}
    return {"mall": "kvittens"} if namnen == ("mall",) else None


@cache
def _i_plan(stor_plan: int) -> dict[str, Any]:
    from cykel.models import Atgard, Brist, Lardom, Planmal

    rad = Planmal.objects.filter(version__plan=stor_plan).order_by("-pk").first()
    brist = Brist.objects.filter(plan=stor_plan).first()
    atgard = Atgard.objects.filter(brist__plan=stor_plan).first()
    lardom = Lardom.objects.filter(plan=stor_plan).first()
    return {
        "mal_pk": rad and rad.mal_id,
        "rad_pk": rad and rad.pk,
        "brist_pk": brist and brist.pk,
        "atgard_pk": atgard and atgard.pk,
        "lardom_pk": lardom and lardom.pk,
        "nummer": 1,
        "mot": 1,
    }


def _i_planen(monster: str, namnen: tuple[str, ...], stor_plan: int) -> dict[str, Any] | None:
    val = {namn: _i_plan(stor_plan).get(namn) for namn in namnen if namn != "pk"}
    if any(varde is None for varde in val.values()):
        return None
    return {"pk": stor_plan, **val}


def _forsta(vald: Callable[[], QuerySet[Any]]) -> int | None:
    rad: Model | None = vald().first()
    return rad.pk if rad else None


def _synpunkter(**var: Any) -> Callable[[], QuerySet[Any]]:
    def vald() -> QuerySet[Any]:
        from synpunkter.models import Synpunkt

        return Synpunkt.objects.filter(**var).order_by("-pk")

    return vald


def _av(app: str, modell: str, ordning: str = "-pk") -> Callable[[], QuerySet[Any]]:
    def vald() -> QuerySet[Any]:
        from django.apps import apps

        return apps.get_model(app, modell)._default_manager.order_by(ordning)

    return vald


_VALDA: tuple[tuple[str, Callable[[], QuerySet[Any]]], ...] = (
    ("arbete/indikatorer/", _av("cykel", "Indikator", "pk")),
    ("arbete/mal/", _av("cykel", "Mal", "pk")),
    ("arbete/uppdrag/", _av("cykel", "Uppdrag", "pk")),
    ("arbete/styrmodeller/", _av("cykel", "Styrmodell")),
    ("arbete/larande/", _av("cykel", "Lardom")),
    ("arbete/rutiner/", _av("cykel", "Rutin")),
    ("arbete/uppfoljning/tillfallen/", _av("cykel", "Uppfoljningstillfalle")),
    ("arbete/organisation/konton/", _av("kvalitet", "Anvandare")),
    ("arbete/organisation/<", _av("kvalitet", "Enhet", "pk")),
    ("arbete/dataskydd/", _av("kvalitet", "Namnd", "pk")),
    ("arbete/undersokningar/externa", _av("uppfoljning", "ExternUndersokning")),
    ("arbete/undersokningar/", _av("uppfoljning", "Undersokning", "pk")),
    ("arbete/rapporter/scheman/", _av("kvalitet", "Namnd", "pk")),
    ("arbete/rapporter/", _av("uppfoljning", "Rapport")),
    ("arbete/namnden/sammantraden/", _av("uppfoljning", "Sammantrade")),
    ("arbete/namnden/fragor/", _av("uppfoljning", "Namndfraga")),
    ("arbete/namnden/", _av("kvalitet", "Namnd", "pk")),
    ("arbete/synpunkter/gallring/namnd/", _av("kvalitet", "Namnd", "pk")),
    ("arbete/synpunkter/diarium/namnd/", _av("kvalitet", "Namnd", "pk")),
    ("arbete/synpunkter/monster/", _av("synpunkter", "Monster")),
    ("arbete/synpunkter/besked/", _av("synpunkter", "Aterkoppling")),
    ("arbete/synpunkter/ni-sa/", _av("synpunkter", "Publicering")),
    ("arbete/synpunkter/regler/", _av("synpunkter", "Fordelningsregel")),
    ("arbete/synpunkter/sparat/", _av("synpunkter", "SparatFilter")),
    ("arbete/synpunkter/<", _synpunkter(namnd=1)),
)
