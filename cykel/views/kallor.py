"""Where brister come from and what is known of a goal's years: this room's links and the slots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from cykel.irad import ar_i_rad, flagga
from cykel.models import (
    Atgard,
    Brist,
    Egenkontrollsvar,
    Kontrollmoment,
    Riskbedomning,
    Verksamhetsplan,
)
from cykel.visning import Kallank
from kvalitet.models import Anvandare


def kallor(brister: Collection[Brist], anvandare: Anvandare) -> dict[int, list[Kallank]]:
    """Return the way to what each brist comes from, by `Brist.pk`; a query per kind."""
    nycklar = [brist.pk for brist in brister]
    ut: defaultdict[int, list[Kallank]] = defaultdict(list)
    for brist in brister:
        if brist.aktivitet:
            sida = reverse("cykel:aktiviteter", args=[brist.plan_id])
            ut[brist.pk].append(Kallank("Aktiviteten", f"{sida}#a-{brist.aktivitet}"))
    for pk, lank in _grannar(nycklar):
        ut[pk].append(lank)
    for stig in settings.BRISTERNAS_KALLOR:
        for pk, lankar in import_string(stig)(nycklar, anvandare).items():
            ut[pk].extend(lankar)
    return ut


def _grannar(brister: list[int]) -> list[tuple[int, Kallank]]:
    risker = Riskbedomning.objects.filter(brist__in=brister).values_list("brist", "risk")
    moment = Kontrollmoment.objects.filter(brist__in=brister).values_list("brist", "plan", "pk")
    svar = Egenkontrollsvar.objects.filter(brist__in=brister).values_list("brist", "egenkontroll")
    return [
        *((pk, Kallank("Risken", reverse("cykel:risk", args=[r]))) for pk, r in risker),
        *(
            (pk, Kallank("Kontrollen", f"{reverse('cykel:internkontroll', args=[p])}#m-{m}"))
            for pk, p, m in moment
        ),
        *(
            (pk, Kallank("Egenkontrollen", reverse("cykel:egenkontroll", args=[e])))
            for pk, e in svar
        ),
    ]


@dataclass(frozen=True)
class Malhistorik:
    """A goal in a unit through the years: its grades, and what has been tried."""

    per_ar: dict[int, str]
    atgarder: tuple[Atgard, ...]

    @property
    def i_rad(self) -> int:
        return ar_i_rad(self.per_ar)

    @property
    def flagga(self) -> str:
        return flagga(self.i_rad)

    def fore(self, brist: Brist) -> list[Atgard]:
        """The åtgärder of earlier brister than this."""
        return [a for a in self.atgarder if a.brist.skapad < brist.skapad]


def malhistorik(plan: Verksamhetsplan, mal: Collection[int]) -> dict[int, Malhistorik]:
    """Return the history of each goal in the plan's unit and nämnd, by `Mal.pk`; two queries."""
    mal = sorted(set(mal))
    ar = arsbedomningar(plan, mal)
    gjorda: defaultdict[int, list[Atgard]] = defaultdict(list)
    rader = Atgard.objects.filter(
        brist__mal__in=mal, brist__plan__enhet=plan.enhet_id, brist__plan__namnd=plan.namnd_id
    )
    for atgard in rader.select_related("brist", "ansvarig").order_by("-skapad", "-pk"):
        gjorda[atgard.brist.mal_id or 0].append(atgard)
    return {pk: Malhistorik(ar.get(pk, {}), tuple(gjorda[pk])) for pk in mal}


def arsbedomningar(plan: Verksamhetsplan, mal: Collection[int]) -> dict[int, dict[int, str]]:
    """Return how each goal was judged, by `Mal.pk` and year."""
    ut: dict[int, dict[int, str]] = {}
    for stig in settings.MALENS_ARSBEDOMNINGAR:
        ut |= import_string(stig)(plan, mal)
    return ut
