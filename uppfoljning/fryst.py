"""Reading what was frozen: a lap's own snapshot, and what was judged before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cykel.models import Varv
from cykel.villkor.malpar import tidigare_mal
from kvalitet.models import Ogonblick
from uppfoljning import underlag
from uppfoljning.bedomning import Bedomning
from uppfoljning.rapport import modell
from uppfoljning.rapport.modell import Maluppfyllelserapport


@dataclass(frozen=True)
class Tidigare:
    """The last approved lap, and the last one of the year before."""

    forra: Maluppfyllelserapport | None = None
    fjolaret: Maluppfyllelserapport | None = None
    gamla: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The goals that a goal carries on from earlier mandatperioder."""
    varv: str = ""
    sha256: str = ""
    """The lap that `forra` was frozen in, and the fingerprint of that snapshot."""

    def bedomning(self, mal: str) -> Bedomning | None:
        """The grade last time; of several goals that became one only when they agree."""
        forra = {ett.bedomning for ett in self._malen(self.forra, mal)}
        return forra.pop() if len(forra) == 1 else None

    def i_rad_fore(self, mal: str) -> int:
        """How many years in a row before this one the goal was ej uppfyllt."""
        fjol = self._malen(self.fjolaret, mal)
        ej = fjol and all(ett.bedomning is Bedomning.EJ for ett in fjol)
        return min(ett.i_rad for ett in fjol) if ej else 0

    def i_rad(self, mal: str, nu: Bedomning | None) -> int:
        """How many years in a row the goal has been ej uppfyllt, this one included."""
        return 1 + self.i_rad_fore(mal) if nu is Bedomning.EJ else 0

    def om(self, mal: str) -> modell.Forra | None:
        """What was said last time; of several goals that became one, the first one's words."""
        malen = self._malen(self.forra, mal)
        if not malen or self.forra is None:
            return None
        ett = malen[0]
        return modell.Forra(
            tillfalle=self.forra.tillfalle.namn,
            bedomning=ett.bedomning,
            bedomd_av=ett.bedomd_av,
            prognos=ett.prognos,
            trend=ett.trend,
            avviker_skal=ett.avviker_skal,
            motivering=ett.motivering,
            fungerade_inte=ett.fungerade_inte,
            orsak=ett.orsak,
            sha256=self.sha256,
            varv=self.varv,
            mal=ett.id,
        )

    def _malen(self, rapport: Maluppfyllelserapport | None, mal: str) -> list[modell.Mal]:
        """The goal as it was reported, or those that it carries on."""
        eget = _mal_i(rapport, mal)
        gamla = (_mal_i(rapport, ett) for ett in self.gamla.get(mal, ()))
        return [eget] if eget else [ett for ett in gamla if ett]


def tidigare(varv: Varv) -> Tidigare:
    """Find the approved laps before this one, in the plan and in its predecessor."""
    plan = varv.plan
    rader = (
        Varv.objects.filter(
            plan__in=[pk for pk in (plan.pk, plan.foregangare_id) if pk is not None],
            ogonblick__isnull=False,
            borjade__lt=varv.borjade,
        )
        .exclude(pk=varv.pk)
        .order_by("-godkand", "-pk")
        .values_list("ogonblick", "tillfalle__ar", "pk")
    )
    alla = list(rader)
    if not alla:
        return Tidigare(gamla=_gamla(varv))
    ar = varv.tillfalle.ar if varv.tillfalle else 0
    sist, _, sista_varvet = alla[0]
    fjol = next((pk for pk, year, _ in alla if year == ar - 1), None)
    valda = {pk for pk in (sist, fjol) if pk is not None}
    lasta = {rad.pk: rad for rad in Ogonblick.objects.filter(pk__in=valda)}
    bilden = lasta[sist or 0]
    return Tidigare(
        forra=las(bilden),
        fjolaret=las(lasta[fjol]) if fjol is not None else None,
        gamla=_gamla(varv),
        varv=str(sista_varvet),
        sha256=bilden.sha256,
    )


def godkant(varv: Varv) -> Maluppfyllelserapport | None:
    """Read the approved snapshot of a lap."""
    return las(varv.ogonblick) if varv.ogonblick else None


def las(ogonblick: Ogonblick) -> Maluppfyllelserapport:
    return modell.fran_json(ogonblick.innehall)


def mal_id(pk: int) -> str:
    """Name a goal in snapshots, so that laps can be compared."""
    return f"m{pk}"


def mal_pk(ident: str) -> int:
    return int(ident.removeprefix("m"))


def _gamla(varv: Varv) -> dict[str, list[str]]:
    malen = [rad.mal_id for rad in underlag.planmal(underlag.gallande_version(varv)) if rad.mal_id]
    return {mal_id(pk): [mal_id(ett) for ett in fore] for pk, fore in tidigare_mal(malen).items()}


def _mal_i(rapport: Maluppfyllelserapport | None, ident: str) -> modell.Mal | None:
    return next((m for m in rapport.mal if m.id == ident), None) if rapport else None
