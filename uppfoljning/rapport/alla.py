"""Every kind of report, by its name in the database."""

from collections.abc import Mapping

from uppfoljning.rapport.enhet import ENHET
from uppfoljning.rapport.kommun.slag import KOMMUN
from uppfoljning.rapport.maluppfyllelse import MALUPPFYLLELSE
from uppfoljning.rapport.manad.slag import MANAD
from uppfoljning.rapport.slag import Rapportslag

SLAG: Mapping[str, Rapportslag] = {
    slag.nyckel: slag for slag in (MALUPPFYLLELSE, ENHET, KOMMUN, MANAD)
}
