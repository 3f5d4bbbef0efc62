"""What an adopted version holds, as plain data for the snapshot.

The words are copied, not only the ids: a goal or a name that changes later must not change
what was adopted. A change of shape raises SCHEMA.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from cykel.models import Aktivitet, Atgard, Planindikator, Planmal, PlanVersion

SCHEMA = 1


def planinnehall(version: PlanVersion) -> dict[str, Any]:
    plan = version.plan
    return {
        "plan": {
            "id": plan.pk,
            "enhet": {"id": plan.enhet_id, "namn": plan.enhet.namn},
            "namnd": {"id": plan.namnd_id, "namn": plan.namnd.namn},
            "styrmodell": {"id": plan.styrmodell_id, "namn": plan.styrmodell.namn},
            "period": [plan.period_fran.isoformat(), plan.period_till.isoformat()],
            "planansvarig": {"id": plan.planansvarig_id, "namn": plan.planansvarig.namn},
            "dnr": plan.dnr,
        },
        "version": version.nummer,
        "beslut": {
            "datum": _dag(version.beslut_datum),
            "paragraf": version.beslut_paragraf,
            "faststalld_av": version.faststalld_av_id,
            "inskickad_av": version.inskickad_av_id,
            "mbl_datum": _dag(version.mbl_datum),
            "mbl_berors_inte": version.mbl_berors_inte,
            "revidering_skal": version.revidering_skal,
            "revidering_datum": _dag(version.revidering_datum),
            "revidering_paragraf": version.revidering_paragraf,
        },
        "mal": [_mal(rad) for rad in _malrader(version)],
        "lardomar": _lardomssvar(version),
        "arvda_atgarder": _arvda_atgarder(version),
    }


def _malrader(version: PlanVersion) -> list[Planmal]:
    rader = version.mal.select_related("mal", "uppdrag").prefetch_related(
        "aktiviteter__ansvarig", "aktiviteter__rapportor", "indikatorer__indikator"
    )
    return list(rader.order_by("pk"))


def _mal(rad: Planmal) -> dict[str, Any]:
    return {
        "nyckel": str(rad.nyckel),
        "mal": {"id": rad.mal.pk, "nummer": rad.mal.nummer, "text": rad.mal.text}
        if rad.mal
        else None,
        "uppdrag": {"id": rad.uppdrag.pk, "rubrik": rad.uppdrag.rubrik} if rad.uppdrag else None,
        "koppling": rad.koppling,
        "skal": rad.skal,
        "aktiviteter": [_aktivitet(a) for a in sorted(rad.aktiviteter.all(), key=_pk)],
        "indikatorer": [_indikator(i) for i in sorted(rad.indikatorer.all(), key=_pk)],
    }


def _aktivitet(rad: Aktivitet) -> dict[str, Any]:
    return {
        "nyckel": str(rad.nyckel),
        "rubrik": rad.rubrik,
        "ansvarig": {"id": rad.ansvarig_id, "namn": rad.ansvarig.namn},
        "rapportor": {"id": rad.rapportor_id, "namn": rad.rapportor.namn},
        "start": rad.start.isoformat(),
        "slut": rad.slut.isoformat(),
        "vantad_effekt": rad.vantad_effekt,
        "resurser": rad.resurser,
    }


def _indikator(rad: Planindikator) -> dict[str, Any]:
    return {
        "nyckel": str(rad.nyckel),
        "indikator": {"id": rad.indikator_id, "namn": rad.indikator.namn},
        "kriterium": rad.kriterium_id,
        "maltyp": rad.maltyp,
        "malvarde": _tal(rad.malvarde),
        "malvarde_ovre": _tal(rad.malvarde_ovre),
        "basar": rad.basar,
        "baslinje": _tal(rad.baslinje),
        "jamforelse": rad.jamforelse,
        "beskrivning": rad.beskrivning,
        "satts_senast": _dag(rad.satts_senast),
        "lagre_skal": rad.lagre_skal,
    }


def _lardomssvar(version: PlanVersion) -> list[dict[str, Any]]:
    svar = version.plan.lardomssvar.select_related("lardom").order_by("lardom", "pk")
    return [
        {
            "lardom": {"id": rad.lardom_id, "rubrik": rad.lardom.rubrik},
            "svar": rad.svar,
            "aktivitet": str(rad.aktivitet) if rad.aktivitet else None,
            "indikator": str(rad.indikator) if rad.indikator else None,
            "rutin": rad.rutin_id,
            "skal": rad.skal,
        }
        for rad in svar
    ]


def _arvda_atgarder(version: PlanVersion) -> list[dict[str, Any]]:
    """The åtgärder that the predecessor left open when this version was adopted, or moved here."""
    fran_forra = Q(brist__plan=version.plan.foregangare_id or 0)
    flyttade = Q(brist__plan=version.plan_id, brist__ursprung__isnull=False)
    oppna = Atgard.objects.oppna().filter(fran_forra | flyttade)
    return [
        {
            "id": rad.pk,
            "rubrik": rad.rubrik,
            "brist": rad.brist.rubrik,
            "ansvarig": {"id": rad.ansvarig_id, "namn": rad.ansvarig.namn},
            "klar_senast": rad.klar_senast.isoformat(),
            "status": rad.status,
        }
        for rad in oppna.select_related("brist", "ansvarig").order_by("pk")
    ]


def _pk(rad: Aktivitet | Planindikator) -> int:
    return int(rad.pk)


def _dag(dag: date | None) -> str | None:
    return dag.isoformat() if dag else None


def _tal(varde: Decimal | None) -> str | None:
    """A decimal as text, the same whether it was just entered or read from the database."""
    return None if varde is None else format(varde.normalize(), "f")
