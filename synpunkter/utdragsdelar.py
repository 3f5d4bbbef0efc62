"""What a register extract holds of a person's own case beside its words: files, answers on how
content they are, and handings out. Who asked for the records is another person, and left out."""

from __future__ import annotations

from datetime import date

from django.template.defaultfilters import filesizeformat

from kvalitet.kalender import svensk_dag
from synpunkter.models import Synpunkt

Del = dict[str, list[dict[str, str]]]


def filer(synpunkt: Synpunkt) -> Del:
    return {
        "filer": [
            {
                "namn": b.namn,
                "slag": b.get_slag_display(),
                "storlek": filesizeformat(b.storlek).replace("\xa0", " "),
                "dag": _dag(svensk_dag(b.skapad)),
            }
            for b in synpunkt.bilagor.inom(synpunkt.namnd_id).i_ordning()
        ]
    }


def nojdhet(synpunkt: Synpunkt) -> Del:
    return {
        "nojdhet": [
            {"avslutades": _dag(n.avslutad), "svarade": _dag(n.dag), "svar": f"{n.poang} av 5"}
            for n in synpunkt.nojdheter.order_by("avslutad", "pk")
        ]
    }


def utlamnanden(synpunkt: Synpunkt) -> Del:
    return {
        "utlamnanden": [
            {
                "begardes": _dag(svensk_dag(u.inkom)),
                "lage": u.get_lage_display(),
                "lamnades": _dag(svensk_dag(u.utlamnad)) if u.utlamnad else "",
                "hur": u.get_satt_display() if u.satt else "",
            }
            for u in synpunkt.utlamnanden.order_by("inkom", "pk")
        ]
    }


def _dag(dag: date) -> str:
    return dag.isoformat()
