"""Reading in from Excel: the review asks as much of the database for sixty rows as for one."""

from __future__ import annotations

from kvalitet import klocka
from kvalitet.actions import importfil
from kvalitet.actions.import_organisation import KOLUMNER
from tests.fragor import Scen, Varld, enheter, scen
from tests.kalkylark import ark


@scen("importera", "import_fil", "import_mall", "import_granska")
def inlasningen(v: Varld) -> Scen:
    rader: list[dict[str, object]] = []
    fil = importfil.ta_emot(
        slag="organisation", namn="org.xlsx", innehall=ark(KOLUMNER, {"enhet": "X"}), av=v.alva
    )

    def vax(antal: int) -> None:
        enheter(v.kommun, antal)
        for n in range(len(rader), len(rader) + antal):
            rad = {"enhet": f"Kontor {n}", "slag": "Kontor", "namnd": f"Nämnd {n}"}
            rader.append(rad | {"namndkod": f"N{n}"})
        fil.innehall = ark(KOLUMNER, *rader)
        fil.save()

    vax(1)
    sidor = {
        "importera": "/arbete/importera/",
        "import_fil": "/arbete/importera/organisation/",
        "import_mall": "/arbete/importera/organisation/mall/",
        "import_granska": f"/arbete/importera/fil/{fil.pk}/",
    }
    return Scen(sidor, vax, v.alva, klocka.nu())
