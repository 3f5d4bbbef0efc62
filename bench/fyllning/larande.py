"""Brister of goals that are not met, their åtgärder, and what the unit learns from them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bench.fyllning import ordbok
from bench.fyllning.plantabeller import Plantabeller
from bench.fyllning.styrning import Malrad, Runda
from bench.fyllning.varlden import Storlek, Varld, klockan

if TYPE_CHECKING:
    from bench.fyllning.planer import Planrad

_EFFEKTER = ("ja",) * 5 + ("delvis",) * 3 + ("nej",) * 2


class Larande:
    def __init__(self, storlek: Storlek, varld: Varld, tabeller: Plantabeller) -> None:
        self.varld, self.ut, self.dag = varld, tabeller, storlek.dag
        self.rng = storlek.slump("larande")
        self._meningar = ordbok.meningar(self.rng, 5000)
        self._avgjord: dict[int, int] = {}
        """The last åtgärd of each unit whose effect is decided, of this year's plan."""
        self._arvd: dict[int, int] = {}
        """The last secured learning of each unit, until the next plan has answered it."""

    def mening(self) -> str:
        return self._meningar[int(self.rng.random() * len(self._meningar))]

    def efter_varv(
        self, plan: Planrad, varv: int, runda: Runda, malen: list[Malrad], *, avgjord: bool
    ) -> None:
        """One or two brister of a lap, an åtgärd for each; decided when the lap is over."""
        pa, chef = self.varld.planansvarig[plan.enhet.id], self.varld.chef[plan.enhet.id]
        tid = klockan(min(runda.oppnar + timedelta(20), self.dag - timedelta(1)))
        for _ in range(1 + (self.rng.random() < 0.4)):
            mal = malen[int(self.rng.random() * min(4, len(malen)))]
            nr = self.ut.brist.antal + 1
            self.ut.brist.rad(
                *(nr, plan.id, varv, mal.id, self.mening()[:150], "bedomning"),
                *("Målet är inte uppfyllt.", self.mening(), tid),
            )
            slut: tuple[object, ...] = ("pagar", "", "", None, None)
            if avgjord:
                effekt = self.rng.choice(_EFFEKTER)
                klar = klockan(runda.oppnar + timedelta(55))
                slut = ("klar", effekt, "Mätningen efteråt visar det.", chef, klar)
                self._avgjord[plan.enhet.id] = nr
            self.ut.atgard.rad(
                *(nr, nr, self.mening()[:150], pa, runda.oppnar + timedelta(75)),
                *("Målvärdet nås vid nästa uppföljning.", *slut, tid),
            )

    def lardom(self, plan: Planrad, varv: int) -> None:
        """What a closed plan has secured, with its proof; the next plan answers it."""
        atgard = self._avgjord.pop(plan.enhet.id, None)
        if atgard is None:
            return
        enhet, chef = plan.enhet.id, self.varld.chef[plan.enhet.id]
        pa, nr = self.varld.planansvarig[enhet], self.ut.lardom.antal + 1
        dag = date(plan.ar + 1, 2, 12)
        rutin = None
        if self.rng.random() < 0.3:
            rutin = self.ut.rutin.antal + 1
            namn = f"Rutin {plan.ar}"
            self.ut.rutin.rad(rutin, enhet, namn, "1.0", pa, dag, self.mening())
        self.ut.lardom.rad(
            *(nr, plan.id, varv, atgard, self.mening()[:150], self.mening(), self.mening()),
            *(self.mening(), rutin, "sakrad", klockan(dag), chef, klockan(dag)),
        )
        self._arvd[enhet] = nr

    def svara(self, plan: Planrad) -> None:
        """The new plan's answer to what the unit learnt the year before."""
        lardom = self._arvd.pop(plan.enhet.id, None)
        if lardom is None:
            return
        pa = self.varld.planansvarig[plan.enhet.id]
        nr = self.ut.lardomssvar.antal + 1
        skal = "Arbetssättet är redan infört."
        self.ut.lardomssvar.rad(nr, lardom, plan.id, "avvisad", skal, pa, klockan(plan.borjar))
