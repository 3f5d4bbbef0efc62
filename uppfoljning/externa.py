"""The external surveys that belong to a plan's round, as a snapshot keeps them.

Three queries per plan, whatever the number of surveys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from cykel.frekvens import manader_bakat
from cykel.models import Mal, Varv
from kvalitet.fel import Regelbrott
from kvalitet.statistik import Forandring, forandring, som_decimal
from uppfoljning.externvisning import skattning, svarsandel
from uppfoljning.models import Externfraga, Externomgang, Externresultat
from uppfoljning.rapport import modell

FLEST = 5
"""Questions of a survey that a report has room for: those that feed indicators come first."""
MATT = {"andel": "andel positiva, %", "index": "index", "nki": "NKI", "medel": "medelvärde"}
EXTERN = "x"
"""What the id of an external survey begins with, beside the numbers of our own."""
Siffror = dict[int, dict[str, Externresultat]]
"""By question and sex."""


@dataclass(frozen=True)
class Externpost:
    """A survey's latest figures for the plan's own unit."""

    undersokning_pk: int
    ar: int
    mal_id: int | None
    post: modell.Undersokning


def hamta(varv: Varv) -> tuple[Externpost, ...]:
    """Return the surveys measured in the year up to the round's mätdatum, of the plan's nämnd, that
    have figures for its unit."""
    if varv.tillfalle is None:
        raise Regelbrott("Uppföljningen är inte öppnad än.")
    plan, till = varv.plan, varv.tillfalle.matdatum
    egna = (
        Externresultat.objects.filter(enhet=plan.enhet_id)
        .select_related("fraga")
        .order_by("fraga__ordning", "fraga", "kon")
    )
    omgangar = (
        Externomgang.objects.filter(undersokning__namnd=plan.namnd_id, matdatum__lte=till)
        .filter(resultat__enhet=plan.enhet_id, matdatum__gt=manader_bakat(till, 24))
        .distinct()
        .select_related("undersokning")
        .prefetch_related(Prefetch("resultat", queryset=egna))
        .order_by("undersokning", "-ar")
    )
    per_undersokning: dict[int, list[Externomgang]] = defaultdict(list)
    for omgang in omgangar:
        per_undersokning[omgang.undersokning_id].append(omgang)
    i_tid = manader_bakat(till, 12)
    return tuple(
        _post(alla[0], alla[1] if len(alla) > 1 else None, plan.enhet_id)
        for alla in per_undersokning.values()
        if alla[0].matdatum > i_tid
    )


def poster(varv: Varv) -> tuple[modell.Undersokning, ...]:
    return tuple(ett.post for ett in hamta(varv))


def om(poster_: Sequence[Externpost], mal: Mal) -> tuple[Externpost, ...]:
    """Those that belong to the goal."""
    return tuple(ett for ett in poster_ if ett.mal_id == mal.pk)


def _post(omgang: Externomgang, fore: Externomgang | None, enhet: int) -> Externpost:
    u = omgang.undersokning
    nu, da = _siffror(omgang), _siffror(fore) if fore else {}
    fragor = [_fraga(per_kon, da.get(pk, {})) for pk, per_kon in nu.items()]
    svar = max((f.n or 0 for f in fragor), default=0)
    # The sample is that of the whole survey: it says nothing of a unit's share of the answers.
    hela = u.enhet_id == enhet
    andel = svarsandel(omgang, svar) if hela else None
    post = modell.Undersokning(
        namn=f"{u.namn} {omgang.ar}",
        troskel=u.troskel,
        urval=omgang.urval or 0 if andel is not None else 0,
        overtackning=omgang.overtackning if andel is not None else 0,
        svar=(omgang.svarande or svar) if andel is not None else svar,
        svarsfrekvens=som_decimal(andel),
        jamfor_med=f"{u.namn} {fore.ar}" if fore else "",
        fragor=tuple(fragor[:FLEST]),
        id=f"{EXTERN}{u.pk}",
        mal=f"m{u.mal_id}" if u.mal_id else "",
    )
    return Externpost(u.pk, omgang.ar, u.mal_id, post)


def _siffror(omgang: Externomgang) -> Siffror:
    ut: Siffror = {}
    for r in omgang.resultat.all():
        ut.setdefault(r.fraga_id, {})[r.kon] = r
    ordnade = sorted(ut.items(), key=lambda par: _ordning(par[1]))
    return dict(ordnade)


def _ordning(per_kon: dict[str, Externresultat]) -> tuple[bool, int, int]:
    fraga: Externfraga = next(iter(per_kon.values())).fraga
    return fraga.indikator_id is None, fraga.ordning, fraga.pk


def _fraga(nu: dict[str, Externresultat], da: dict[str, Externresultat]) -> modell.Fraga:
    fraga, t = next(iter(nu.values())).fraga, nu.get("T")
    uppdelad = "K" in nu or "M" in nu
    fore, efter = skattning(da.get("T")), skattning(t)
    return modell.Fraga(
        text=fraga.text,
        matt=MATT[fraga.matt],
        n=t.n if t else None,
        varde=modell.Konsvarde(
            t=t.varde if t else None,
            k=nu["K"].varde if "K" in nu else None,
            m=nu["M"].varde if "M" in nu else None,
            dolda=tuple(sorted(kon for kon, r in nu.items() if r.varde is None)),
            ej_uppdelad="" if uppdelad else "Leverantören delar inte upp svaren på kön",
        ),
        undre=som_decimal(efter.undre) if efter else None,
        ovre=som_decimal(efter.ovre) if efter else None,
        forandring=forandring(fore, efter) if fore and efter else Forandring.SAKNAS,
    )
