"""The goal-fulfilment report as plain parts, in the order of its pages. Pure.

Sentences, words and order are those of the pages: `rapportvy`, `fem_svar`, `malvy` and the
templates' filters. What a page has no room for (the whole of a series) is here.
"""

from __future__ import annotations

from uppfoljning.rapport.dokument import Dokument
from uppfoljning.rapport.maldokument.larande import larande, sprang
from uppfoljning.rapport.maldokument.mal import malavsnitt
from uppfoljning.rapport.maldokument.om import om
from uppfoljning.rapport.maldokument.oversikt import forst, innehall, oversikt
from uppfoljning.rapport.maldokument.rost import rost
from uppfoljning.rapport.modell import Maluppfyllelserapport, Rapportlage
from uppfoljning.rapport.skrift import datum
from uppfoljning.rapport.vy import rapportvy


def dokument(u: Maluppfyllelserapport) -> Dokument:
    utkast = u.status.lage is not Rapportlage.FASTSTALLD
    r = rapportvy(u, utkast=utkast, fingeravtryck="", webb=True)
    avser = f"Avser {r.period}, mätdatum {datum(u.tillfalle.matdatum)}"
    return Dokument(
        titel=r.titel,
        huvud=(u.namnd, avser, r.fot, *r.statusrader),
        avsnitt=(
            *forst(r),
            *innehall(r),
            *oversikt(r),
            *(del_ for m in r.mal for del_ in malavsnitt(m)),
            *rost(u),
            *larande(r),
            *(del_ for s in r.sprang for del_ in sprang(s)),
            *om(r),
        ),
    )
