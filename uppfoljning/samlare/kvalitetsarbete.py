"""How the work with quality was done in a year: egenkontroll, risks and internal control."""

from __future__ import annotations

from collections import Counter, defaultdict

from django.db.models import Count, F, OuterRef, Q, Subquery

from cykel.models import (
    Egenkontroll,
    Egenkontrollsvar,
    Kontrollmoment,
    Risk,
    Riskbedomning,
)
from kvalitet.kalender import midnatt
from kvalitet.models import Namnd
from uppfoljning.rapport.kvalitet.modell import (
    Checklisterad,
    Egenkontroller,
    Internkontroll,
    Kontrollrad,
    Risker,
    Riskrad,
)
from uppfoljning.rapport.modell import Antal
from uppfoljning.rapport.perioddelar import Period
from uppfoljning.samlare.perioder import fore, slut

FLEST_PUNKTER = 5


def egenkontroll(namnd: Namnd, p: Period) -> Egenkontroller:
    """Four queries: the checks by list, the year before, the answers, and the weakest points."""
    i_ar = Q(datum__gte=p.fran, datum__lte=p.till)
    f = fore(p)
    gjorda = Egenkontroll.objects.filter(namnd=namnd)
    summa = gjorda.aggregate(
        nu=Count("pk", filter=i_ar),
        forra=Count("pk", filter=Q(datum__gte=f.fran, datum__lte=f.till)),
        enheter=Count("enhet", distinct=True, filter=i_ar),
    )
    listor = (
        gjorda.filter(i_ar)
        .values("checklista__namn")
        .annotate(n=Count("pk"), enheter=Count("enhet", distinct=True))
        .order_by("-n", "checklista__namn")
    )
    svar = Egenkontrollsvar.objects.filter(egenkontroll__in=gjorda.filter(i_ar))
    per_lista: defaultdict[str, Counter[str]] = defaultdict(Counter)
    brister = 0
    for rad in (
        svar.values("egenkontroll__checklista__namn", "svar")
        .annotate(n=Count("pk"), brister=Count("brist"))
        .order_by("egenkontroll__checklista__namn", "svar")
    ):
        per_lista[rad["egenkontroll__checklista__namn"]][rad["svar"]] += rad["n"]
        brister += rad["brister"]
    svaga = (
        svar.filter(svar=Egenkontrollsvar.Svar.NEJ)
        .values_list("punkt__text")
        .annotate(n=Count("pk"))
        .order_by("-n", "punkt__text")[:FLEST_PUNKTER]
    )
    return Egenkontroller(
        gjorda=summa["nu"],
        forra=summa["forra"] or None,
        enheter=summa["enheter"],
        brister=brister,
        listor=tuple(
            Checklisterad(
                namn=r["checklista__namn"],
                gjorda=r["n"],
                enheter=r["enheter"],
                ja=per_lista[r["checklista__namn"]]["ja"],
                nej=per_lista[r["checklista__namn"]]["nej"],
            )
            for r in listor
        ),
        svaga_punkter=tuple(Antal(namn=text, antal=n) for text, n in svaga),
    )


def risker(namnd: Namnd, p: Period) -> Risker:
    """The risks that stood at the period's end, each as it was judged then and the time before."""
    efter = slut(p)
    bedomda = Riskbedomning.objects.filter(risk=OuterRef("pk"), tid__lt=efter)
    senast = bedomda.order_by("-tid", "-pk")
    rader = (
        Risk.objects.filter(Q(avslutad=None) | Q(avslutad__gt=p.till), namnd=namnd)
        .filter(skapad__lt=efter)
        .annotate(
            s=Subquery(senast.values("sannolikhet")[:1]),
            k=Subquery(senast.values("konsekvens")[:1]),
            s_fore=Subquery(senast.values("sannolikhet")[1:2]),
            k_fore=Subquery(senast.values("konsekvens")[1:2]),
        )
        .annotate(nu=F("s") * F("k"), forra=F("s_fore") * F("k_fore"))
        .values_list("rubrik", "enhet__namn", "nu", "forra", "ses_over_senast")
        .order_by("pk")
    )
    alla = list(rader)
    hoga = sorted((r for r in alla if (r[2] or 0) >= Risk.HOG), key=lambda r: -r[2])
    i_ar = Riskbedomning.objects.filter(risk__namnd=namnd, tid__gte=midnatt(p.fran), tid__lt=efter)
    return Risker(
        alla=len(alla),
        hoga=len(hoga),
        bedomda=i_ar.count(),
        sena=sum(r[4] < p.till for r in alla),
        rader=tuple(
            Riskrad(rubrik=rubrik, enhet=enhet, varde=nu, forra=forra)
            for rubrik, enhet, nu, forra, _ in hoga
        ),
    )


def internkontroll(namnd: Namnd, p: Period) -> Internkontroll:
    """The controls of the plans of the years that the period touches, as they stand now."""
    rader = list(
        Kontrollmoment.objects.filter(
            plan__namnd=namnd, plan__ar__gte=p.fran.year, plan__ar__lte=p.till.year
        )
        .select_related("enhet")
        .order_by("senast", "pk")
    )
    antal = Counter(r.resultat for r in rader)
    fallda = [r for r in rader if r.fallde]
    return Internkontroll(
        planerade=len(rader),
        utan=antal[Kontrollmoment.Resultat.UTAN],
        med=antal[Kontrollmoment.Resultat.MED],
        ej=antal[Kontrollmoment.Resultat.EJ],
        kvar=antal[""],
        rader=tuple(
            Kontrollrad(
                vad=r.vad,
                enhet=r.enhet.namn,
                resultat=r.get_resultat_display(),
                brist=r.brist_id is not None,
            )
            for r in fallda
        ),
    )
