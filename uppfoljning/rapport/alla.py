"""Every kind of report, by its name in the database."""

from collections.abc import Mapping

from uppfoljning.rapport.kvalitet.slag import SLAG_KVALITET
from uppfoljning.rapport.maluppfyllelse import MALUPPFYLLELSE
from uppfoljning.rapport.slag import Rapportslag
from uppfoljning.rapport.synpunkter.slag import SLAG_SYNPUNKTER

SLAG: Mapping[str, Rapportslag] = {
    slag.nyckel: slag for slag in (MALUPPFYLLELSE, SLAG_KVALITET, SLAG_SYNPUNKTER)
}
