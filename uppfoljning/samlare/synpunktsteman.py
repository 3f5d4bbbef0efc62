"""What a nämnd's synpunkter are about, and what they led to. A mönster is read within its nämnd
only (OSL 8 kap.), so here it is a number."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from cykel.models import Atgard, Brist, Lardom
from kvalitet.kalender import midnatt
from kvalitet.models import Namnd
from synpunkter.models import Monsterkoppling, Synpunkt
from synpunkter.models.synpunkt import Bristkoppling
from synpunkter.publikt import publicerade
from synpunkter.statistik import MINST, periodens
from uppfoljning.rapport.modell import Effekt
from uppfoljning.rapport.perioddelar import Period, Tal
from uppfoljning.rapport.synpunkter.modell import Foljd, Kedja, NiSaText, Temarad

FALL = Coalesce("synpunkt__foralder", "synpunkt")
HJALPTE = (Atgard.Effekt.JA, Atgard.Effekt.DELVIS)


def _minst(n: int) -> Tal:
    return Tal(dold=True) if 0 < n < MINST else Tal(antal=n)


def teman(namnd: Namnd, nu: Period, forra: Period) -> tuple[Temarad, ...]:
    """Each theme that either period's cases have been gathered under, the commonest first; those
    too few to count come last, by name."""
    fall: dict[str, Counter[str]] = {"nu": Counter(), "forra": Counter()}
    extra: dict[str, tuple[int, int]] = {}
    for nyckel, p in (("nu", nu), ("forra", forra)):
        for namn, antal, monster, brister in _per_tema(namnd, p):
            fall[nyckel][namn] = antal
            if nyckel == "nu":
                extra[namn] = (monster, brister)
    rader = [
        Temarad(
            namn=namn,
            nu=_minst(fall["nu"][namn]),
            forra=_minst(fall["forra"][namn]),
            monster=extra.get(namn, (0, 0))[0],
            brister=extra.get(namn, (0, 0))[1],
        )
        for namn in fall["nu"] | fall["forra"]
    ]
    return tuple(sorted(rader, key=lambda r: (r.nu.dold, -(r.nu.antal or 0), r.namn)))


def _per_tema(namnd: Namnd, p: Period) -> list[tuple[str, int, int, int]]:
    """Name, cases, mönster and brister of each theme."""
    fallen = periodens(namnd, fran=p.fran, till=p.till).values("pk")
    egna = Q(synpunkt__in=fallen) | Q(synpunkt__foralder__in=fallen)
    rader = (
        Monsterkoppling.objects.filter(egna, monster__namnd=namnd)
        .values_list("monster__tema__namn")
        .annotate(
            fall=Count(FALL, distinct=True),
            antal_monster=Count("monster", distinct=True),
            antal_brister=Count("monster__brist", distinct=True),
        )
        .order_by("monster__tema__namn")
    )
    return list(rader)


def kedja(i_perioden: QuerySet[Synpunkt]) -> Kedja:
    """From the period's cases to brister, åtgärder and lärdomar. Those are named only where at
    least `MINST` cases lie behind the brist, since one alone could be made out."""
    fallen = i_perioden.values("pk")
    kopplingar = Bristkoppling.objects.filter(
        Q(synpunkt__in=fallen) | Q(synpunkt__foralder__in=fallen)
    )
    summa = kopplingar.aggregate(
        fall=Count(FALL, distinct=True), brister=Count("brist", distinct=True)
    )
    atgarder = Atgard.objects.filter(brist__in=kopplingar.values("brist"))
    antal = atgarder.aggregate(alla=Count("pk"), hjalpte=Count("pk", filter=Q(effekt__in=HJALPTE)))
    lardomar = Lardom.objects.sakrade().filter(atgard__in=atgarder.values("pk")).count()
    return Kedja(
        synpunkter=_minst(summa["fall"]),
        brister=summa["brister"],
        atgarder=antal["alla"],
        hjalpte=antal["hjalpte"],
        lardomar=lardomar,
        foljder=_foljder(kopplingar),
    )


def _foljder(kopplingar: QuerySet[Bristkoppling]) -> tuple[Foljd, ...]:
    stora = (
        Brist.objects.filter(pk__in=kopplingar.values("brist"))
        .annotate(
            fall=Count(
                Coalesce(
                    "synpunktskopplingar__synpunkt__foralder", "synpunktskopplingar__synpunkt"
                ),
                distinct=True,
            )
        )
        .filter(fall__gte=MINST)
        .order_by("-fall", "pk")
    )
    brister = list(stora)
    per_brist: defaultdict[int, list[Atgard]] = defaultdict(list)
    for a in Atgard.objects.filter(brist__in=brister).order_by("klar_senast", "pk"):
        per_brist[a.brist_id].append(a)
    return tuple(
        foljd
        for brist in brister
        for foljd in (
            [_foljd(brist, a) for a in per_brist[brist.pk]] or [Foljd(brist=brist.rubrik)]
        )
    )


def _foljd(brist: Brist, a: Atgard) -> Foljd:
    return Foljd(
        brist=brist.rubrik,
        atgard=a.rubrik,
        klar_senast=a.klar_senast,
        klar=a.status == Atgard.Status.KLAR,
        effekt=Effekt(a.effekt) if a.effekt else Effekt.EJ_PROVAD,
    )


def ni_sa(namnd: Namnd, p: Period) -> tuple[NiSaText, ...]:
    """The texts that were approved and published in the period, the latest first."""
    rader = publicerade().filter(
        namnd=namnd,
        publicerad__gte=midnatt(p.fran),
        publicerad__lt=midnatt(p.till + timedelta(days=1)),
    )
    return tuple(
        NiSaText(
            tema=str(rad.tema),
            enhet=rad.enhet.namn,
            ni_sa=rad.ni_sa,
            vi_gjorde=rad.vi_gjorde,
            gjordes=rad.slag == "gjorde",
            antal=_minst(rad.antal),
        )
        for rad in rader.order_by(F("publicerad").desc(), "-pk")
    )
