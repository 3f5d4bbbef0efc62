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
    try:
        return namnd.tidsfrist
    except Tidsfrist.DoesNotExist:
        return Tidsfrist(namnd=namnd)


def lofte(frist: Tidsfrist, dag: date) -> Lofte:
    """A last day that falls on a weekend or a holiday moves to the next working day."""
    if frist.svara_i_vardagar:
        svar = plus_arbetsdagar(dag, frist.svara_dagar, aftnar=frist.aftnar_lediga)
    else:
        sist = dag + timedelta(days=frist.svara_dagar)
        svar = plus_arbetsdagar(sist, 0, aftnar=frist.aftnar_lediga)
    tas_om_hand = plus_arbetsdagar(dag, frist.ta_hand_om_vardagar, aftnar=frist.aftnar_lediga)
    return Lofte(tas_om_hand, svar)


def efter_paus(frist: Tidsfrist, svar_senast: date, *, stannad: date, igang: date) -> date:
    """Return the promised day moved by as long as the clock stood still."""
    aftnar = frist.aftnar_lediga
    if frist.svara_i_vardagar:
        stod = max(0, arbetsdagar_mellan(stannad, igang, aftnar=aftnar))
        return plus_arbetsdagar(svar_senast, stod, aftnar=aftnar)
    sist = svar_senast + max(timedelta(), igang - stannad)
    return plus_arbetsdagar(sist, 0, aftnar=aftnar)


def vardagar_kvar(frist: Tidsfrist, dag: date, svar_senast: date) -> int:
    """Return the nämnd's working days from the day to the promised one; negative when late."""
    return arbetsdagar_mellan(dag, svar_senast, aftnar=frist.aftnar_lediga)


def vantan_slut(frist: Tidsfrist, stannad: date) -> date:
    """Return the last day that the case waits for what the sender was asked; then it goes on."""
    return plus_arbetsdagar(stannad, frist.vanta_vardagar, aftnar=frist.aftnar_lediga)
