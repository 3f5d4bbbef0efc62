"""Routing rules: which one a new synpunkt meets first, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kvalitet.models import Anvandare, Enhet, Handelse
from synpunkter import inkorg
from synpunkter.fordelning import Mottagare, namnd_for
from synpunkter.fordelning import mottagare as svarar
from synpunkter.models import Fordelningsregel, Synpunkt

PROVAS_PA = 100
"""How many of the latest cases a rule is tried on before it may be saved."""
_KOM_IN = ("synpunkt.inkom", "synpunkt.registrerad", "synpunkt.regel")


@dataclass(frozen=True)
class Fall:
    """What the rules look at in a new synpunkt."""

    typ: str
    text: str
    kanal: str
    sokvag: str
    """Path of the unit that the sender chose."""


@dataclass(frozen=True)
class Fordelad:
    """Where a new synpunkt goes, and the rule that said so."""

    till: Mottagare
    regel: Fordelningsregel | None = None


@dataclass(frozen=True)
class Provrad:
    """A case of a dry run that the rule would have taken."""

    synpunkt: Synpunkt
    skal: str
    ligger_dar: bool
    """Whether the case is where the rule would have sent it already."""


@dataclass(frozen=True)
class Provkorning:
    """What a rule would have done with the latest cases that the person may read."""

    provade: int
    rader: list[Provrad]

    @property
    def ligger_dar(self) -> int:
        return sum(rad.ligger_dar for rad in self.rader)


def aktiva(dag: date) -> list[Fordelningsregel]:
    """Return the rules in force, in order. One whose unit has ended sends nothing there."""
    rader = Fordelningsregel.objects.filter(aktiv=True).order_by("ordning")
    # Not joined: most have few rules or none, and every synpunkt that comes in asks.
    alla = rader.prefetch_related("till_enhet", "till_namnd", "vid_enhet")
    return [r for r in alla if r.till_enhet.upphorde is None or r.till_enhet.upphorde > dag]


def fordela(till: Mottagare, *, typ: str, text: str, kanal: str, dag: date) -> Fordelad:
    """Return where the first rule that holds sends the synpunkt, else `till`."""
    regel = forsta(aktiva(dag), Fall(typ, text, kanal, till.enhet.sokvag))
    if regel is None:
        return Fordelad(till)
    enhet = regel.till_enhet
    helst = regel.till_namnd or svarar(enhet, dag=dag).namnd
    return Fordelad(Mottagare(enhet, namnd_for(enhet, helst=helst, dag=dag)), regel)


def forsta(regler: Iterable[Fordelningsregel], fall: Fall) -> Fordelningsregel | None:
    return next((regel for regel in regler if skal(regel, fall)), None)


def skal(regel: Fordelningsregel, fall: Fall) -> list[str]:
    """Return in words why the rule holds for the synpunkt; nothing when it does not."""
    skalen: list[str] = []
    if regel.typ:
        if regel.typ != fall.typ:
            return []
        skalen.append(f"typen är {regel.get_typ_display().lower()}")
    if regel.kanal:
        if regel.kanal != fall.kanal:
            return []
        skalen.append(f"den kom genom {regel.get_kanal_display().lower()}")
    if regel.vid_enhet:
        if not regel.vid_enhet.sokvag or not fall.sokvag.startswith(regel.vid_enhet.sokvag):
            return []
        skalen.append(f"den gäller {regel.vid_enhet}")
    if regel.ord:
        funnet = _forsta_ordet(regel.ord, fall.text)
        if funnet is None:
            return []
        skalen.append(f"ordet ”{funnet}” finns i texten")
    return skalen


def villkor_i_ord(regel: Fordelningsregel) -> str:
    """Return the rule's conditions as words, for the list of rules."""
    delar = []
    if regel.typ:
        delar.append(regel.get_typ_display())
    if regel.kanal:
        delar.append(f"genom {regel.get_kanal_display().lower()}")
    if regel.vid_enhet:
        delar.append(f"om {regel.vid_enhet}")
    if regel.ord:
        delar.append(f"med {' eller '.join(f'”{ett}”' for ett in regel.ord)}")
    return ", ".join(delar)


def provkor(regel: Fordelningsregel, *, av: Anvandare, dag: date) -> Provkorning:
    """Try the rule, at its place among those in force, on the latest cases the person reads.

    Not on the marked ones: their words are read on their own pages alone, and found by no search.
    """
    omarkerade = inkorg.synliga(av).filter(sekretess=False, skyddad=False)
    senaste = list(omarkerade.order_by("-inkom", "-pk")[:PROVAS_PA])
    regler = [r for r in aktiva(dag) if r.pk != regel.pk]
    regler = sorted([*regler, regel], key=lambda r: r.ordning)
    sokvagar = _sokvagar(senaste)
    rader = []
    for s in senaste:
        fall = Fall(s.typ, s.text, s.kanal, sokvagar.get(s.pk, s.enhet.sokvag))
        if forsta(regler, fall) is regel:
            ligger_dar = s.enhet_id == regel.till_enhet_id
            rader.append(Provrad(s, ", ".join(skal(regel, fall)), ligger_dar))
    return Provkorning(len(senaste), rader)


def _forsta_ordet(ord_: Sequence[str], text: str) -> str | None:
    """Return the first of the words that a word of the text begins with, as it was written."""
    monster = "|".join(re.escape(ett) for ett in ord_)
    traff = re.search(rf"(?<!\w)(?:{monster})", text.lower())
    return traff[0] if traff else None


def _sokvagar(synpunkter: Sequence[Synpunkt]) -> dict[int, str]:
    """Return the path of the unit that each case's sender chose, as the log remembers it."""
    valda: dict[int, int] = {}
    handelser = Handelse.objects.filter(
        slag__in=_KOM_IN,
        objekttyp=Synpunkt._meta.label_lower,
        objekt_id__in=[s.pk for s in synpunkter],
    )
    for pk, enhet_id, data in handelser.order_by("pk").values_list("objekt_id", "enhet_id", "data"):
        vald = data.get("fran_enhet", enhet_id)
        if vald is not None:
            valda[pk] = vald
    enheter = Enhet.objects.in_bulk(set(valda.values()))
    return {pk: enheter[vald].sokvag for pk, vald in valda.items() if vald in enheter}
