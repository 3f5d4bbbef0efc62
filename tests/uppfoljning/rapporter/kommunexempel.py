"""The whole municipality's report in the sizes that it comes in, made of the full example."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

from tests.uppfoljning import rapportexempel
from uppfoljning.bedomning import Bedomning
from uppfoljning.rapport import modell
from uppfoljning.rapport.kommun.modell import Kommunrapport, Namndel
from uppfoljning.rapport.modell import Arbetslage, Lucka, Rapportlage, Status, Synpunkter
from uppfoljning.samlare import kommun as samlare

NAMNDER = (
    "Vård- och omsorgsnämnden",
    "Socialnämnden",
    "Utbildningsnämnden",
    "Kultur- och fritidsnämnden",
    "Samhällsplaneringsnämnden",
    "Tekniska nämnden",
    "Bygg- och miljönämnden",
    "Arbetsmarknads- och vuxenutbildningsnämnden",
    "Räddningsnämnden Östra Götaland",
    "Överförmyndarnämnden",
    "Kommunstyrelsen",
)
GRADER = (Bedomning.UPPFYLLT, Bedomning.DELVIS, Bedomning.EJ, Bedomning.OKANT)


def del_(nr: int, antal_mal: int, *, rapport: modell.Maluppfyllelserapport) -> Namndel:
    """A nämnd with so many goals, whose grades differ from nämnd to nämnd."""
    alla = (rapport.mal * 8)[:antal_mal]
    malen = tuple(
        replace(
            m,
            id=f"m{nr}-{n}",
            nummer=str(n + 1),
            bedomning=GRADER[(nr + n) % (4 if n % 3 else 2)],
            forra_bedomning=GRADER[(nr + 2 * n) % 3],
            omrade=f"Ett gott liv i hela kommunen, del {n % 4 + 1}",
        )
        for n, m in enumerate(alla)
    )
    r = replace(
        rapport, namnd=NAMNDER[nr], kontor=f"{NAMNDER[nr].split('n')[0]}kontoret", mal=malen
    )
    if r.synpunkter is not None:
        rost = replace(r.synpunkter, lovade=212 + nr, besvarade=200 + nr)
        r = replace(r, synpunkter=rost)
    if nr % 3:
        r = replace(r, sprang=())
    summa = f"{nr:x}" * 64
    plan = samlare.som_del(r, summa[:64], nr + 1)
    return replace(plan, ansvarig="Maj Nord", klar_senast=date(2026, 9, 21))


def saknad(nr: int) -> Namndel:
    return Namndel(
        namnd=NAMNDER[nr],
        kontor="Ett kontor",
        ansvarig="Ingrid Långstrandh-Bergqvist",
        klar_senast=date(2026, 9, 21),
    )


def rapport(*delar: Namndel, lage: Rapportlage = Rapportlage.UTKAST) -> Kommunrapport:
    grund = rapportexempel.full()
    namnder = sorted(delar, key=samlare.ordning)
    return Kommunrapport(
        kommun=grund.kommun,
        namnd="Kommunstyrelsen",
        kontor=grund.kommun,
        tillfalle=grund.tillfalle,
        status=Status(
            lage=lage, dnr="KS 2026/0815", paragraf="201", beslutsdatum=date(2026, 10, 26)
        )
        if lage is Rapportlage.FASTSTALLD
        else Status(lage=lage, dnr="KS 2026/0815"),
        skapad=datetime(2026, 10, 1, 8, 0, tzinfo=UTC),
        kontakt="Karin Kvalitetssamordnare",
        pahittad=True,
        adress="https://kvalitet.example",
        namnder=tuple(namnder),
        aterkommande=tuple(samlare.aterkommande_i(namnder)),
        saknas=tuple(Lucka(vad=n.namnd, ansvarig=n.ansvarig) for n in namnder if not n.finns),
    )


def med_uppdrag(n: Namndel, antal: int) -> Namndel:
    forst = modell.Uppdrag(
        rubrik="Utred hur invånarna kan boka tid för besök utan att ringa",
        giver="Kommunfullmäktige",
        datum=date(2024, 3, 25),
        alder_dagar=889,
        status=Arbetslage.FORSENAD,
        paragraf="44",
        forfaller=date(2026, 3, 31),
    )
    rader = (
        replace(forst, alder_dagar=889 - n, status=list(Arbetslage)[n % 4]) for n in range(antal)
    )
    return replace(n, uppdrag=tuple(rader))


@cache
def full() -> Kommunrapport:
    """Eleven nämnder with twelve goals each; one has approved nothing."""
    grund = rapportexempel.full()
    delar = [med_uppdrag(del_(nr, 12, rapport=grund), nr % 3 + 1) for nr in range(10)]
    return rapport(*delar, saknad(10), lage=Rapportlage.FASTSTALLD)


def tom() -> Kommunrapport:
    return rapport()


def ingen_godkand() -> Kommunrapport:
    return rapport(*(saknad(nr) for nr in range(11)))


def en() -> Kommunrapport:
    return rapport(del_(1, 1, rapport=rapportexempel.full()))


def hundratals() -> Kommunrapport:
    """Eleven nämnder with forty goals, hundreds of uppdrag and åtgärder."""
    grund = rapportexempel.full()
    grund = replace(grund, atgarder=grund.atgarder * 12)
    return rapport(*(med_uppdrag(del_(nr, 40, rapport=grund), 40) for nr in range(11)))


def dolda() -> Kommunrapport:
    """Two nämnder whose answer times may be told of one only."""
    forst = del_(0, 2, rapport=rapportexempel.full())
    assert isinstance(forst.synpunkter, Synpunkter)
    fa = replace(forst.synpunkter, andel_i_tid=None, median_dagar=None, lovade=3, besvarade=3)
    andra = replace(del_(1, 2, rapport=rapportexempel.full()), synpunkter=fa)
    return rapport(forst, andra)


ALLA = {
    "full": full,
    "tom": tom,
    "ingen_godkand": ingen_godkand,
    "en": en,
    "hundratals": hundratals,
    "dolda": dolda,
}
