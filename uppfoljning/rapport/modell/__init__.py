"""A Måluppfyllelserapport as it lies in the snapshot. Schema version 3.

The one shape between the collector, which reads the database once and builds it, and
the pages, which are drawn from nothing else. Whatever a reader sees can be computed
from this; whatever is missing is missing here, as None, an empty tuple or a `Lucka`
with its owner. Shares and indices are 0–100, times are days, ages count to mätdatum.

An `id` or `nyckel` names the live row that a part was made from, so that a page can lead there;
it is "" in snapshots from before schema 2.
"""

from uppfoljning.rapport.modell.huvud import (
    Beslutspunkt,
    Delunderlag,
    Lucka,
    Rattelse,
    Regelrad,
    Status,
    Tillfalle,
)
from uppfoljning.rapport.modell.lagen import (
    Arbetslage,
    Effekt,
    Lardomslage,
    Rapportlage,
    Slag,
)
from uppfoljning.rapport.modell.larande import (
    Atgard,
    Brist,
    ForeEfter,
    Krav,
    Lardom,
    Sprang,
    Uppdrag,
)
from uppfoljning.rapport.modell.las import (
    NYTT_I_2,
    NYTT_I_3,
    OkantSchema,
    fingeravtryck,
    fran_data,
    fran_json,
    till_data,
    till_json,
)
from uppfoljning.rapport.modell.mal import (
    INGEN_ROST,
    Aktivitet,
    Belagg,
    Forra,
    Mal,
    Malatgard,
    Malbrist,
    Malprov,
    Malrost,
)
from uppfoljning.rapport.modell.matt import (
    Indikator,
    Jamforelse,
    Konsvarde,
    Kriterium,
    Punkt,
    Styrutsaga,
)
from uppfoljning.rapport.modell.rapport import (
    SCHEMA,
    Maluppfyllelserapport,
)
from uppfoljning.rapport.modell.rost import (
    Antal,
    Fraga,
    NiSa,
    Synpunkter,
    Tema,
    Undersokning,
)
from uppfoljning.rapport.modell.styrning import (
    Internkontroll,
    Kontroll,
    Kontrollresultat,
    Metodandring,
    Nyckeltal,
    Nyckeltalsomrade,
)

__all__ = [
    "INGEN_ROST",
    "NYTT_I_2",
    "NYTT_I_3",
    "SCHEMA",
    "Aktivitet",
    "Antal",
    "Arbetslage",
    "Atgard",
    "Belagg",
    "Beslutspunkt",
    "Brist",
    "Delunderlag",
    "Effekt",
    "ForeEfter",
    "Forra",
    "Fraga",
    "Indikator",
    "Internkontroll",
    "Jamforelse",
    "Konsvarde",
    "Kontroll",
    "Kontrollresultat",
    "Krav",
    "Kriterium",
    "Lardom",
    "Lardomslage",
    "Lucka",
    "Mal",
    "Malatgard",
    "Malbrist",
    "Malprov",
    "Malrost",
    "Maluppfyllelserapport",
    "Metodandring",
    "NiSa",
    "Nyckeltal",
    "Nyckeltalsomrade",
    "OkantSchema",
    "Punkt",
    "Rapportlage",
    "Rattelse",
    "Regelrad",
    "Slag",
    "Sprang",
    "Status",
    "Styrutsaga",
    "Synpunkter",
    "Tema",
    "Tillfalle",
    "Undersokning",
    "Uppdrag",
    "fingeravtryck",
    "fran_data",
    "fran_json",
    "till_data",
    "till_json",
]
