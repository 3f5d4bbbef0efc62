"""The parts of the municipality, in the order in which they need each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.fyllning import lattat, organisation, ovrigt
from bench.fyllning import styrning as styrningen
from bench.fyllning.arenden import Arenden
from bench.fyllning.arendetabeller import Arendetabeller
from bench.fyllning.planer import Planer
from bench.fyllning.plantabeller import Plantabeller
from bench.fyllning.tabell import Tabeller
from bench.fyllning.varlden import Storlek, klockan

if TYPE_CHECKING:
    from bench.fyllning.fyllare import Klocka


def fyll_allt(storlek: Storlek, adress: str, klocka: Klocka) -> dict[str, Any]:
    """Fill every table; return how many rows each got, and the key of the large plan."""
    antal: dict[str, int] = {}
    with lattat.lattat(adress, _tabeller(), klocka.del_):
        with klocka.del_("organisation"), Tabeller(adress) as tabeller:
            varld = organisation.skriv(storlek, tabeller)
        antal |= tabeller.antal
        with klocka.del_("synpunkter"), Tabeller(adress) as tabeller:
            Arenden(storlek, varld, Arendetabeller(tabeller)).kor()
        antal |= tabeller.antal
        handelser = antal["kvalitet_handelse"]
        with klocka.del_("planer"), Tabeller(adress) as tabeller:
            styrning = styrningen.skriv(storlek, varld, tabeller)
            rng = storlek.slump("planhandelser")
            plantabeller = Plantabeller(tabeller, rng, handelser=handelser)
            planer = Planer(storlek, varld, styrning, plantabeller)
            planer.kor()
        plantabeller.lardom.skriv(tabeller)
        handelser += tabeller.antal["kvalitet_handelse"]
        antal |= {**tabeller.antal, "kvalitet_handelse": handelser}
        with klocka.del_("övrigt"), Tabeller(adress) as tabeller:
            ovrigt.skriv(storlek, varld, planer, tabeller)
        antal |= tabeller.antal
    lattat.satt_sekvenser(adress)
    with klocka.del_("antal"):
        _rakna()
    with klocka.del_("sigill"):
        _forsegla(storlek)
    with klocka.del_("statistik"):
        lattat.stada(adress)
    return {"rader": antal, "stor_plan": planer.stor}


def _rakna() -> None:
    from django.db import connection

    from cykel.models.lardomsrad import SKRIV_OM
    from synpunkter.actions.antal import rakna_om

    rakna_om()
    with connection.cursor() as markor:
        markor.execute(SKRIV_OM)


def _forsegla(storlek: Storlek) -> None:
    from kvalitet.actions.sigill import forsegla

    forsegla(av=None, nu=klockan(storlek.dag, 6))


def _tabeller() -> list[str]:
    """Every table of ours: indexes of an empty one cost nothing to make anew."""
    from django.apps import apps

    egna = ("kvalitet", "cykel", "synpunkter", "uppfoljning")
    return [m._meta.db_table for m in apps.get_models() if m._meta.app_label in egna]
