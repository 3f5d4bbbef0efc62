"""The editor of the demo: a template, and a kontor's next year with rows passed to a unit."""

from __future__ import annotations

from datetime import date

from cykel.actions import kopiera, planmall, raderbjudande
from cykel.models import Styrmodell, Verksamhetsplan
from cykel.villkor.kopiering import kopior
from kvalitet.demo.tid import den
from kvalitet.models import Anvandare


def ladda() -> None:
    with den(date(2026, 10, 21)):
        boende = Verksamhetsplan.objects.get(enhet__namn="Särskilt boende", period_fran__year=2026)
        planmall.spara_mall(
            boende.versioner.gallande().get(),
            namn="Äldreomsorg i egen regi",
            enhetsslag="omrade",
            av=boende.planansvarig,
        )
    with den(date(2026, 10, 26)):
        kontoret = _nasta_ar("Vård- och omsorgskontoret")
    with den(date(2026, 10, 27)):
        _skicka_ner(kontoret)


def _nasta_ar(enhet: str) -> Verksamhetsplan:
    plan = Verksamhetsplan.objects.get(enhet__namn=enhet, period_fran__year=2026)
    kalla = plan.versioner.gallande().get()
    kalla.plan = plan
    styrmodell = Styrmodell.objects.get(status="kommande")
    rader = kopior(kalla, kopiera.nasta_plan(plan, styrmodell), None, bara_pagaende=True)
    return kopiera.forbered_nasta_ar(
        plan,
        styrmodell=styrmodell,
        planansvarig=plan.planansvarig,
        val=[rad.id for rad in rader if not rad.hinder],
        ersattare={},
        av=plan.planansvarig,
    )


def _skicka_ner(kontoret: Verksamhetsplan) -> None:
    """Three rows to Hemtjänst's draft: one declined, two that wait."""
    version = kontoret.versioner.get()
    hemtjanst = Verksamhetsplan.objects.get(enhet__namn="Hemtjänst", period_fran__year=2027)
    aktiviteter = version.aktiviteter.select_related("planmal__mal").order_by("pk")[:2]
    indikatorer = version.indikatorer.select_related("planmal__mal", "indikator").order_by("pk")
    raderbjudande.skicka_rader(
        version,
        rader=[*aktiviteter, *indikatorer[:1]],
        planer=[hemtjanst],
        av=kontoret.planansvarig,
    )
    raderbjudande.avboj(
        hemtjanst.raderbjudanden.order_by("pk")[0],
        skal="Vi ringer redan vid alla ändringar.",
        av=Anvandare.objects.get(epost="karin.oberg@kommun.example"),
    )
