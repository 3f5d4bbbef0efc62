"""What a case has to do with others, as its page tells it; and what left the nämnd, in numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from kvalitet import klocka
from kvalitet.behorighet import far, omfang_namnd
from kvalitet.models import Anvandare, Handelse
from kvalitet.overgang import knappar
from kvalitet.roller import Rattighet
from kvalitet.texter import antal
from kvalitet.visning import Knapp
from synpunkter import inkorg
from synpunkter.actions.synpunkt import KOPPLA, far_nagon
from synpunkter.models import Meddelande, Overlamnande, Samband, Synpunkt
from synpunkter.models.synpunkt import MeddelandeQuerySet
from synpunkter.tidsfrist import frist_for, vantan_slut
from synpunkter.tillstand import SLUTNA, SYNPUNKT, Lage
from synpunkter.villkor_lagen import berorda_av, sista_dag_att_ta_ur

EGNA = ("sla_ihop", "ta_ur", "dela", "vidarebefordra")
"""Rows of the table that stand under "Mer", apart from the buttons of the handling."""


@dataclass(frozen=True)
class Utanfor:
    """Parts in other nämnder: how many, never what they say."""

    delar: int
    oppna: int


@dataclass(frozen=True)
class Samman:
    """The part of a case's page that tells what it has to do with others."""

    huvud: Synpunkt | None
    """The master that it is merged into, or was closed with, when the person may read that."""
    tas_ur_senast: date | None
    far_ta_ur: bool
    sammanslagna: int
    hela: Synpunkt | None
    """The whole that it is a part of, when the person may read that."""
    delar: Sequence[Synpunkt]
    utanfor: Utanfor
    lankade: Sequence[Synpunkt]
    far_lanka: bool
    galler: Anvandare | None
    javig: bool
    """The case is about the one who reads it."""
    vantar_till: date | None
    mer: Sequence[Knapp]


def samman(synpunkt: Synpunkt, anvandare: Anvandare, kring: Collection[str]) -> Samman:
    """Return it; `kring` is what there is around the case (`kring.kring`)."""
    synliga = inkorg.synliga(anvandare)
    fordelar = far(anvandare, Rattighet.SYNPUNKT_FORDELA, synpunkt)
    handlagger = far_nagon(anvandare, synpunkt, *KOPPLA)
    javig = anvandare.pk in berorda_av(synpunkt)
    delar, utanfor = _delar(synpunkt, synliga) if "delar" in kring else ([], Utanfor(0, 0))
    return Samman(
        huvud=synliga.filter(pk=synpunkt.huvud_id).first() if synpunkt.huvud_id else None,
        tas_ur_senast=sista_dag_att_ta_ur(synpunkt),
        far_ta_ur=fordelar and not javig and _kan_tas_ur(synpunkt),
        sammanslagna=synpunkt.sammanslagna.count() if "sammanslagna" in kring else 0,
        hela=synliga.filter(pk=synpunkt.foralder_id).first() if synpunkt.foralder_id else None,
        delar=delar,
        utanfor=utanfor,
        lankade=_lankade(synpunkt, synliga) if {"samband", "samband_fran"} & {*kring} else [],
        far_lanka=handlagger and not javig,
        galler=synpunkt.galler_person if fordelar else None,
        javig=javig,
        vantar_till=vantan_slut(frist_for(synpunkt.namnd), synpunkt.stannad)
        if synpunkt.stannad
        else None,
        mer=[] if javig else _mer(synpunkt, anvandare, fordelar=fordelar, handlagger=handlagger),
    )


def _kan_tas_ur(synpunkt: Synpunkt) -> bool:
    sist = sista_dag_att_ta_ur(synpunkt)
    return sist is not None and klocka.idag() <= sist


def _delar(synpunkt: Synpunkt, synliga: QuerySet[Synpunkt]) -> tuple[list[Synpunkt], Utanfor]:
    """Return the parts of the same nämnd; what another nämnd has is counted only."""
    alla = list(synpunkt.delar.order_by("pk").values_list("pk", "namnd", "lage"))
    egna = [pk for pk, namnd, _ in alla if namnd == synpunkt.namnd_id]
    # Few cases have parts: to put the question of them together is dearer than to see that.
    delar = list(synliga.filter(pk__in=egna).order_by("pk")) if egna else []
    visas = {d.pk for d in delar}
    andra = [lage for pk, _, lage in alla if pk not in visas]
    return delar, Utanfor(len(andra), sum(lage not in SLUTNA for lage in andra))


def _lankade(synpunkt: Synpunkt, synliga: QuerySet[Synpunkt]) -> list[Synpunkt]:
    egna = Samband.objects.filter(Q(en=synpunkt) | Q(annan=synpunkt))
    par = egna.values_list("en", "annan")
    andra = {pk for rad in par for pk in rad} - {synpunkt.pk}
    return list(synliga.filter(pk__in=andra).order_by("pk")) if andra else []


def _mer(
    synpunkt: Synpunkt, anvandare: Anvandare, *, fordelar: bool, handlagger: bool
) -> list[Knapp]:
    rader = [rad.namn for rad in knappar(SYNPUNKT, synpunkt, anvandare)]
    ut = []
    if "tilldela" in rader and synpunkt.lage == Lage.UNDER_HANDLAGGNING:
        ut.append(_lank("Tilldela någon annan", "tilldela", synpunkt))
    if "sla_ihop" in rader and synpunkt.foralder_id is None and synpunkt.lage != Lage.KARANTAN:
        ut.append(_lank("Slå ihop med andra ärenden", "sla_ihop", synpunkt))
    if "dela" in rader and synpunkt.foralder_id is None:
        ut.append(_lank("Dela mellan flera enheter", "dela", synpunkt))
    if "vidarebefordra" in rader:
        ut.append(_lank("Vidarebefordra till någon annan", "vidarebefordra", synpunkt))
    if handlagger:
        ut.append(_lank("Länka till ett annat ärende", "lanka", synpunkt))
    if fordelar and synpunkt.lage not in SLUTNA:
        ut.append(_lank("Gäller en medarbetare", "galler", synpunkt))
    return ut


def _lank(namn: str, akt: str, synpunkt: Synpunkt) -> Knapp:
    return Knapp(namn, reverse(f"synpunkter:{akt}", args=[synpunkt.pk]), slag="lank")


def meddelanden(synpunkt: Synpunkt, *, sammanslagna: bool) -> MeddelandeQuerySet:
    """Return what is said in the case, with what the senders of merged ones (when it has any) have
    written since; one that was marked after the merge is read on its own page, where its reading
    is logged."""
    if not sammanslagna:
        return Meddelande.objects.filter(synpunkt=synpunkt)
    # Which cases first: each is then found by its own index, where an "or" would read them all.
    egna = Synpunkt.objects.filter(pk=synpunkt.pk)
    andra = Synpunkt.objects.omarkerade().filter(huvud=synpunkt)
    return Meddelande.objects.filter(
        Q(synpunkt=synpunkt) | Q(riktning=Meddelande.Riktning.FRAN),
        synpunkt__in=egna.values("pk").union(andra.values("pk"), all=True),
    )


def mottagare_i_ord(synpunkt: Synpunkt) -> str:
    """Say how an answer reaches the senders; empty when there is one sender only."""
    alla = Synpunkt.objects.filter(Q(pk=synpunkt.pk) | Q(huvud=synpunkt, lage=Lage.SAMMANSLAGEN))
    val = Synpunkt.Svarsval
    n = alla.aggregate(
        alla=Count("pk"),
        epost=Count("pk", filter=Q(svarsval=val.EPOST)),
        kod=Count("pk", filter=Q(svarsval=val.KOD)),
        nej=Count("pk", filter=Q(svarsval=val.NEJ)),
    )
    if n["alla"] == 1:
        return ""
    delar = [
        f"{n['epost']} får det med e-post" if n["epost"] else "",
        f"{n['kod']} läser det med sin kod" if n["kod"] else "",
        f"{n['nej']} har inte bett om svar" if n["nej"] else "",
    ]
    till = antal(n["alla"], "avsändare", "avsändare")
    return (
        f"Det här går till {till}, var och en för sig: {', '.join(d for d in delar if d)}. "
        "Ingen av dem får veta att det finns fler, så skriv inget som pekar ut någon."
    )


def fragans_mottagare_i_ord(synpunkt: Synpunkt) -> str:
    """Say that a question goes to one of several senders; empty when there is one only."""
    if not synpunkt.sammanslagna.filter(lage=Lage.SAMMANSLAGEN).exists():
        return ""
    return (
        f"Frågan går bara till avsändaren av {synpunkt.referens}, inte till dem vars ärenden är "
        "sammanslagna med det."
    )


def provningar(handelser: Iterable[Handelse]) -> dict[int, Overlamnande]:
    """Return the prövning that each event of handing over tells of, by the event's key."""
    pk = {h.pk: h.data["overlamnande"] for h in handelser if "overlamnande" in h.data}
    rader = Overlamnande.objects.select_related("fran_namnd", "till_namnd").in_bulk(pk.values())
    return {handelse: rader[rad] for handelse, rad in pk.items() if rad in rader}


@dataclass(frozen=True)
class Overlamnat:
    """What a nämnd has handed over to another, in numbers."""

    fran: str
    till: str
    antal: int
    oppna: int
    besvarade: int


def overlamnat(anvandare: Anvandare) -> list[Overlamnat]:
    """Return the numbers of what left the nämnder whose cases the person reads, in one question.

    Of a case that went whole, and of a part, only that it is open or answered is told.
    """
    rader = (
        Overlamnande.objects.filter(
            omfang_namnd(anvandare, Rattighet.SYNPUNKT_SE, namnd="fran_namnd")
            | Q(fran_namnd__in=inkorg.namnder(anvandare))
        )
        .order_by("fran_namnd__namn", "till_namnd__namn")
        .values_list("fran_namnd__namn", "till_namnd__namn")
        .annotate(
            antal=Count("pk"),
            oppna=Count("pk", filter=_gick(Q(lage__in=SLUTNA), negera=True)),
            besvarade=Count("pk", filter=_gick(Q(besvarad__isnull=False))),
        )
    )
    return [Overlamnat(fran, till or "Utanför nämnderna", *tal) for fran, till, *tal in rader]


def _gick(villkor: Q, *, negera: bool = False) -> Q:
    """Turn a condition on a case into one on what went: the part if there is one, else the case."""

    def pa(vag: str) -> Q:
        q = Q(*((f"{vag}__{namn}", varde) for namn, varde in villkor.children))  # type: ignore[misc]
        return ~q if negera else q

    return Q(delen__isnull=False) & pa("delen") | Q(delen__isnull=True) & pa("synpunkt")
