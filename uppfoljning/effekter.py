"""What follows when a follow-up is approved (row 6): brister are noted, the snapshot is frozen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from cykel.models import Atgard, Brist, Mal, Varv, Verksamhetsplan
from kvalitet import logg, ogonblick
from kvalitet.fel import Regelbrott
from kvalitet.overgang import Steg
from kvalitet.texter import GRADER, tal
from uppfoljning import villkor
from uppfoljning.bedomning import Bedomning, Lage
from uppfoljning.matning import Matunderlag
from uppfoljning.models import Malbedomning
from uppfoljning.ogonblick import SLAG, bygg
from uppfoljning.rapport import modell
from uppfoljning.underlag import Malunderlag, malen


def ogonblick_fryst(steg: Steg) -> None:
    """Note what fell short, freeze what is known and judged, and bind it to the lap."""
    plan: Verksamhetsplan = steg.objekt
    oppna = plan.varv.select_for_update(of=("self",)).select_related("tillfalle")
    varv = oppna.get(avslutades__isnull=True)
    varv.plan = plan
    notera_brister(varv, nu=steg.nu)
    skal = steg.data.get("luckor_skal", "")
    rapport = bygg(varv, nu=steg.nu, godkand_av=steg.av, luckor_skal=skal)
    varv.ogonblick = ogonblick.frys(
        SLAG,
        modell.till_data(rapport),
        schema=modell.SCHEMA,
        av=steg.av,
        nu=steg.nu,
        ersatter=varv.fore_ateroppning,
    )
    varv.godkand, varv.godkand_av = steg.nu, steg.av
    varv.luckor_skal = rapport.status.luckor_skal
    varv.save(update_fields=["ogonblick", "godkand", "godkand_av", "luckor_skal"])


def bedomning_oppnad(steg: Steg) -> None:
    """A goal that is sent back is no longer handed in; its words stay as a draft (row 7)."""
    mal = steg.data["del_"].falt.get("mal_id")
    if mal is not None:
        Malbedomning.objects.filter(
            varv__plan=steg.objekt.pk, varv__avslutades__isnull=True, mal=mal
        ).update(klar=False)


def rapporten_last(steg: Steg) -> None:
    """Hold the reports of the round, so that none is fastställd while it is opened again."""
    list(villkor.rapporter_om(steg.objekt).select_for_update(of=("self",)).order_by("pk"))
    if any(not punkt.klar for punkt in villkor.rapporten_inte_faststalld(steg)):
        raise Regelbrott("Rapporten blev fastställd medan du skrev. Gör en rättelse i stället.")


def notera_brister(varv: Varv, *, nu: datetime) -> None:
    """Give åtgärda something to start from; what is open since before is not noted again."""
    oppna = _oppna(varv)
    for ett in malen(varv):
        for ny in _brister(ett):
            if (ett.mal.pk, ny.rubrik, ny.kalla) not in oppna:
                _notera(ny, varv, nu)


@dataclass(frozen=True)
class _Ny:
    mal: Mal
    rubrik: str
    kalla: str
    mening: str
    orsak: str


def _notera(ny: _Ny, varv: Varv, nu: datetime) -> None:
    # Not by the act of cykel: that one asks for the right of the person who writes åtgärder,
    # and here the system notes what the approval found.
    brist = Brist.objects.create(
        plan=varv.plan,
        varv=varv,
        mal=ny.mal,
        rubrik=ny.rubrik,
        kalla=ny.kalla,
        kalla_mening=ny.mening,
        orsak=ny.orsak,
        skapad=nu,
    )
    data = {"plan": varv.plan_id, "varv": varv.nummer, "kalla": ny.kalla}
    logg.skriv("brist.noterad", brist, av=None, nu=nu, data=data)


def _brister(ett: Malunderlag) -> Iterator[_Ny]:
    """One per indicator below its target; one for the goal itself when none of them tells why."""
    gjord = ett.bedomning
    orsak = gjord.orsak if gjord else ""
    under = [i for i in ett.indikatorer if i.post.lage is Lage.EJ_NATT]
    for i in under:
        rubrik = f"{i.post.namn} når inte målet"
        mening = f"{i.post.namn}: {_utfall(i)}, målet är {i.post.malvarde_text}"
        yield _Ny(ett.mal, _kort(rubrik, 160), Brist.Kalla.INDIKATOR, _kort(mening, 400), orsak)
    if gjord is not None and gjord.bedomning != Bedomning.UPPFYLLT and not under:
        rubrik = f"Mål {ett.mal.nummer} är inte uppfyllt: {ett.mal.kort}"
        mening = f"Målet bedömdes som {GRADER[gjord.bedomning].lower()}"
        yield _Ny(ett.mal, _kort(rubrik, 160), Brist.Kalla.BEDOMNING, mening, orsak)


def _utfall(matt: Matunderlag) -> str:
    post = matt.post
    if post.svar or post.nu.t is None:
        return f"svaret är {post.svar.lower() or 'okänt'}"
    return f"{tal(post.nu.t, post.decimaler)} {post.enhet} ({post.period})"


def _kort(text: str, grans: int) -> str:
    return text if len(text) <= grans else f"{text[: grans - 1]}…"


def _oppna(varv: Varv) -> set[tuple[int | None, str, str]]:
    """The brister that are noted in this lap, or still wait for their remedy's effect."""
    vantar = Q(ingen_atgard_av__isnull=True) & (
        Q(atgarder__isnull=True) | Q(atgarder__effekt__in=("", Atgard.Effekt.FOR_TIDIGT))
    )
    rader = Brist.objects.filter(vantar | Q(varv=varv.pk), plan=varv.plan_id)
    return set(rader.values_list("mal", "rubrik", "kalla"))
