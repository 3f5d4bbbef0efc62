"""What a survey says: NKI with its interval, response rate, women and men, suppressed.

Hidden values never leave this module: what is below the threshold is None here, so that no
page, snapshot, chart or export can show it by mistake. So is the whole result as long as the
survey is open, since each new answer could be read as the difference from a moment before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q

from kvalitet.statistik import (
    Forandring,
    Skattning,
    Svarsfrekvens,
    dolj,
    forandring,
    nki,
    som_decimal,
    svarsfrekvens,
)
from uppfoljning.models import Svar, Undersokning
from uppfoljning.rapport import modell

Tre = tuple[int, int, int]


@dataclass(frozen=True)
class Resultat:
    """`n` answers; `dolda` says which of T, K, M are "..". A hidden estimate is None.

    `pagar`: more answers can come, so only their number and the response rate are told.
    """

    undersokning: Undersokning
    n: int
    dolda: frozenset[str]
    totalt: Skattning | None
    kvinnor: Skattning | None
    man: Skattning | None
    frekvens: Svarsfrekvens | None
    forandring: Forandring = Forandring.SAKNAS
    forra: Undersokning | None = None
    pagar: bool = False

    @property
    def visas(self) -> bool:
        return self.totalt is not None

    @property
    def kon_visas(self) -> bool:
        return self.kvinnor is not None and self.man is not None


def rakna(
    undersokning: Undersokning, svar: Sequence[tuple[str, Tre]], *, pagar: bool = False
) -> Resultat:
    """Compute a result from (sex, the three answers) per person."""
    per_kon = {kon: [tre for k, tre in svar if k == kon] for kon in ("K", "M")}
    alla = [tre for _, tre in svar]
    antal = {"T": len(alla), "K": len(per_kon["K"]), "M": len(per_kon["M"])}
    dolda = frozenset(antal) if pagar else dolj(antal, undersokning.troskel)
    return Resultat(
        undersokning=undersokning,
        n=len(alla),
        dolda=dolda,
        totalt=None if "T" in dolda else nki(alla, _population(undersokning, len(alla))),
        kvinnor=None if "K" in dolda else nki(per_kon["K"]),
        man=None if "M" in dolda else nki(per_kon["M"]),
        frekvens=_frekvens(undersokning, len(alla)),
        pagar=pagar,
    )


def resultat(undersokningar: Iterable[Undersokning], dag: date) -> dict[int, Resultat]:
    """Return the result of each survey as it may be shown that day, with its change since the
    one before; two queries."""
    nu = list(undersokningar)
    forra = _foregangare(nu)
    svar = _svar({u.pk for u in (*nu, *forra.values())})
    ut = {}
    for u in nu:
        eget = rakna(u, svar[u.pk], pagar=not u.har_stangt(dag))
        fore = forra.get(u.pk)
        if fore and not eget.pagar:
            tidigare = rakna(fore, svar[fore.pk], pagar=not fore.har_stangt(dag))
            skillnad = forandring(tidigare.totalt, eget.totalt)
            eget = replace(eget, forandring=skillnad, forra=fore)
        ut[u.pk] = eget
    return ut


def som_post(r: Resultat) -> modell.Undersokning:
    """Return the survey as a snapshot keeps it."""
    u, t = r.undersokning, r.totalt
    varde = modell.Konsvarde(
        t=som_decimal(t.varde) if t else None,
        k=som_decimal(r.kvinnor.varde) if r.kvinnor else None,
        m=som_decimal(r.man.varde) if r.man else None,
        dolda=tuple(sorted(r.dolda)),
    )
    fraga = modell.Fraga(
        text=f"Hur nöjd är du med {u.om}?",
        matt="NKI",
        n=r.n if t else None,
        varde=varde,
        undre=som_decimal(t.undre) if t else None,
        ovre=som_decimal(t.ovre) if t else None,
        forandring=r.forandring,
    )
    return modell.Undersokning(
        namn=u.namn,
        troskel=u.troskel,
        urval=u.urval,
        overtackning=u.overtackning,
        svar=r.n,
        svarsfrekvens=som_decimal(r.frekvens.procent) if r.frekvens else None,
        jamfor_med=r.forra.namn if r.forra else "",
        fragor=() if r.pagar else (fraga,),
        pagar_till=u.stanger if r.pagar else None,
        id=str(u.pk),
        ram=_population(u, r.n),
        mal=f"m{u.mal_id}" if u.mal_id else "",
    )


def _population(u: Undersokning, n: int) -> int | None:
    """The frame, for the finite-population correction. An open link can reach beyond it; then
    nothing is known of the population and the interval is left uncorrected."""
    return u.ram if u.ram is not None and u.ram >= n else None


def _frekvens(u: Undersokning, n: int) -> Svarsfrekvens | None:
    """None when more have answered than were asked: no rate can be told then."""
    if n > u.urval - u.overtackning:
        return None
    return svarsfrekvens(n, u.urval, u.overtackning)


def _foregangare(nu: Sequence[Undersokning]) -> dict[int, Undersokning]:
    """The latest earlier survey about the same thing, of the same unit and nämnd."""
    villkor = Q(pk__in=[])
    for u in nu:
        villkor |= Q(enhet=u.enhet_id, namnd=u.namnd_id, om=u.om, stanger__lt=u.oppnar)
    kandidater = Undersokning.objects.filter(villkor).order_by("stanger", "pk")
    ut: dict[int, Undersokning] = {}
    for k in kandidater:
        for u in nu:
            samma = (k.enhet_id, k.namnd_id, k.om) == (u.enhet_id, u.namnd_id, u.om)
            if samma and k.stanger < u.oppnar:
                ut[u.pk] = k
    return ut


def _svar(nycklar: set[int]) -> dict[int, list[tuple[str, Tre]]]:
    """Answers per survey. Counted by the database: at most 3 000 different ones exist."""
    rader = (
        Svar.objects.filter(undersokning__in=nycklar)
        .values_list("undersokning", "kon", "nojd", "forvantan", "ideal")
        .annotate(antal=Count("pk"))
        .order_by("undersokning", "kon", "nojd", "forvantan", "ideal")
    )
    ut: dict[int, list[tuple[str, Tre]]] = defaultdict(list)
    for undersokning, kon, nojd, forvantan, ideal, antal in rader:
        ut[undersokning] += [(kon, (nojd, forvantan, ideal))] * antal
    return ut
