"""The days that a nämnd promises, counted as the law counts them (lagen 1930:173, 2 §)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kvalitet.kalender import arbetsdagar_mellan, plus_arbetsdagar
from kvalitet.models import Namnd
from synpunkter.models import Tidsfrist


@dataclass(frozen=True)
class Lofte:
    """The dates that a case is promised when it arrives on a day."""

    tas_om_hand: date
    svar: date


def frist_for(namnd: Namnd) -> Tidsfrist:
    """Return the nämnd's own promise, or the standard one when it has decided none."""
    return Tidsfrist.objects.filter(pk=namnd.pk).first() or Tidsfrist(namnd=namnd)


def lofte(frist: Tidsfrist, dag: date) -> Lofte:
    """A last day that falls on a weekend or a holiday moves to the next working day."""
    if frist.svara_i_vardagar:
        svar = plus_arbetsdagar(dag, frist.svara_dagar)
    else:
        svar = plus_arbetsdagar(dag + timedelta(days=frist.svara_dagar), 0)
    return Lofte(plus_arbetsdagar(dag, frist.ta_hand_om_vardagar), svar)


def efter_paus(frist: Tidsfrist, svar_senast: date, *, stannad: date, igang: date) -> date:
    """Return the promised day moved by as long as the clock stood still."""
    if frist.svara_i_vardagar:
        return plus_arbetsdagar(svar_senast, max(0, arbetsdagar_mellan(stannad, igang)))
    return plus_arbetsdagar(svar_senast + max(timedelta(), igang - stannad), 0)


def vantan_slut(frist: Tidsfrist, stannad: date) -> date:
    """Return the last day that the case waits for what the sender was asked; then it goes on."""
    return plus_arbetsdagar(stannad, frist.vanta_vardagar)
