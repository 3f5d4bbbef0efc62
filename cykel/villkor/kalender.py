"""What stands in a person's calendar: rounds, activities, åtgärder and uppdrag of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from cykel.models import (
    Aktivitet,
    Atgard,
    Kontrollmoment,
    Uppdrag,
    Uppfoljningstillfalle,
    Verksamhetsplan,
    med_ansvar,
)
from cykel.models.plan import LEVANDE
from cykel.tillstand import Versionslage
from cykel.villkor.aterskick import att_gora_om, lank_till
from cykel.villkor.overlamning import pagaende
from kvalitet.behorighet import omfang
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet


@dataclass(frozen=True)
class Kalenderpost:
    """A whole day. `uid` is the same for the same thing as long as it lives."""

    uid: str
    dag: date
    text: str
    vag: str


def poster(person: Anvandare, dag: date) -> list[Kalenderpost]:
    """Return the person's own days, by date; rounds from the year that is."""
    aktiviteter = _aktiviteter(person)
    planer = _planer(person, {rad.version.plan_id for rad in aktiviteter})
    alla = [
        *_rundor(planer, dag),
        *(_aktivitet(rad) for rad in aktiviteter),
        *_atgarder(person),
        *_aterskick(person),
        *_kontroller(person),
        *_uppdrag(person, planer),
    ]
    return sorted(alla, key=lambda post: (post.dag, post.uid))


def _ser(person: Anvandare, vag: str) -> Q:
    return omfang(person, Rattighet.PLAN_SE, enhet=f"{vag}enhet", namnd=f"{vag}namnd")


def _aktiviteter(person: Anvandare) -> list[Any]:
    mina = Q(rapportor_nu=person.pk) | Q(ansvarig_nu=person.pk)
    i_kraft = Aktivitet.objects.filter(
        _ser(person, "version__plan__"),
        version__lage=Versionslage.FASTSTALLD,
        version__plan__fas__in=LEVANDE,
    )
    rader = med_ansvar(pagaende(i_kraft)).filter(mina)
    return list(rader.select_related("version__plan__enhet").order_by("slut", "pk"))


def _planer(person: Anvandare, med: set[int]) -> list[Verksamhetsplan]:
    """The plans that they answer for, or have activities in."""
    deltar = Q(planansvarig=person) | Q(pk__in=med)
    planer = Verksamhetsplan.objects.levande().filter(deltar, _ser(person, ""))
    return list(planer.med_plats().order_by("pk"))


def _rundor(planer: list[Verksamhetsplan], dag: date) -> Iterator[Kalenderpost]:
    vag = reverse("cykel:uppdatera")
    rundor = Uppfoljningstillfalle.objects.filter(ar__gte=dag.year - 1)
    for t in rundor.prefetch_related("namndtider").order_by("oppnar", "pk"):
        berors = [p for p in planer if p.period_fran <= t.matdatum <= p.period_till]
        if berors:
            yield Kalenderpost(f"tillfalle-{t.pk}-oppnar", t.oppnar, f"{t} öppnar", vag)
        for plan in berors:
            uid, text = f"tillfalle-{t.pk}-plan-{plan.pk}", f"{t}: {plan.enhet} klar"
            yield Kalenderpost(uid, t.senast_for(plan), text, vag)


def _aktivitet(rad: Aktivitet) -> Kalenderpost:
    plan = rad.version.plan
    vag = f"{reverse('cykel:aktiviteter', args=[plan.pk])}#a-{rad.nyckel}"
    text = f"Aktivitet klar: {rad.rubrik}, {plan.enhet}"
    return Kalenderpost(f"aktivitet-{plan.pk}-{rad.nyckel}", rad.slut, text, vag)


def _atgarder(person: Anvandare) -> Iterator[Kalenderpost]:
    mina = Atgard.objects.filter(
        _ser(person, "brist__plan__"), ansvarig=person, brist__plan__fas__in=LEVANDE
    ).exclude(status=Atgard.Status.KLAR)
    for atgard in mina.select_related("brist__plan__enhet").order_by("klar_senast", "pk"):
        plan = atgard.brist.plan
        vag = reverse("cykel:atgard", args=[plan.pk, atgard.pk])
        text = f"Åtgärd klar: {atgard}, {plan.enhet}"
        yield Kalenderpost(f"atgard-{atgard.pk}", atgard.klar_senast, text, vag)


def _aterskick(person: Anvandare) -> Iterator[Kalenderpost]:
    for ett in att_gora_om(_ser(person, "plan__") & Q(till=person)):
        text = f"Görs om: {ett.namn}, {ett.plan.enhet}"
        yield Kalenderpost(f"aterskick-{ett.pk}", ett.senast, text, lank_till(ett))


def _kontroller(person: Anvandare) -> Iterator[Kalenderpost]:
    i_omfang = omfang(person, Rattighet.PLAN_SE, enhet="enhet", namnd="plan__namnd")
    mina = Kontrollmoment.objects.filter(
        i_omfang, ansvarig=person, resultat="", plan__beslut_datum__isnull=False
    )
    for ett in mina.select_related("enhet").order_by("senast", "pk"):
        vag = f"{reverse('cykel:internkontroll', args=[ett.plan_id])}#m-{ett.pk}"
        yield Kalenderpost(f"kontroll-{ett.pk}", ett.senast, f"Kontroll: {ett}, {ett.enhet}", vag)


def _uppdrag(person: Anvandare, planer: list[Verksamhetsplan]) -> Iterator[Kalenderpost]:
    egna = {(p.enhet_id, p.namnd_id) for p in planer if p.planansvarig_id == person.pk}
    mina = Uppdrag.objects.oppna().filter(
        forfaller__isnull=False, enhet__in={enhet for enhet, _ in egna}
    )
    vag = reverse("cykel:uppdrag")
    for ett in mina.order_by("forfaller", "pk"):
        if ett.forfaller and (ett.enhet_id, ett.namnd_id) in egna:
            text = f"Återrapportera uppdraget: {ett}"
            yield Kalenderpost(f"uppdrag-{ett.pk}", ett.forfaller, text, vag)
