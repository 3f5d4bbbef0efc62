"""Published reports for the tests of the public pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kvalitet import klocka
from kvalitet.models import Anvandare
from tests.uppfoljning.rapporter.fall import NU, Fall, gor
from uppfoljning.actions import rapport as acts
from uppfoljning.models import Rapport
from uppfoljning.samlare.maluppfyllelse import omfang


def publicera(fall: Fall, av: Anvandare, *, nu: datetime = NU) -> Rapport:
    """Order, adopt and publish the nämnd's report as the case stands now."""
    with klocka.stalld(nu):
        rapport = acts.bestall(omfang(fall.namnd, fall.tillfalle), av=fall.chef)
        gor(rapport)
        rapport = acts.faststall(
            rapport, beslut_datum=nu.date(), beslut_paragraf="112", dnr="VON 2026/0412", av=av
        )
        gor(rapport)
        return acts.publicera(rapport, av=av)


def ratta(fall: Fall, av: Anvandare, *, nu: datetime = NU) -> Rapport:
    """Publish a version in which something was corrected."""
    fall.underlag = replace(fall.underlag, kontakt=f"{fall.underlag.kontakt}!")
    return publicera(fall, av, nu=nu)
