"""The business act of seeing a pattern of synpunkter, or a single grave one, as a brist."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from cykel.actions.atgard import notera_brist
from cykel.actions.kallor import MENING, RUBRIK, kort, las_plan
from cykel.models import Brist, Mal
from kvalitet.behorighet import prova
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare
from kvalitet.roller import Rattighet
from kvalitet.texter import datum
from synpunkter import sekretess
from synpunkter.actions.synpunkt import koppla_brist
from synpunkter.maskkontroll import kontrollera
from synpunkter.models import Kontakt, Synpunkt


@transaction.atomic
def brist_ur_synpunkter(
    synpunkter: Sequence[Synpunkt],
    *,
    rubrik: str,
    mening: str,
    mal: Mal | None = None,
    av: Anvandare,
) -> Brist:
    """Note what the synpunkter have in common as a brist of the unit's plan, and link them all.

    `mening` is in our own words, never a quotation: a brist is read by more people than a
    synpunkt is. The frozen sentence begins with how many they are and from when.
    """
    if not synpunkter:
        raise Regelbrott("Välj minst en synpunkt.")
    forsta = synpunkter[0]
    if any((s.enhet_id, s.namnd_id) != (forsta.enhet_id, forsta.namnd_id) for s in synpunkter):
        raise Regelbrott("Synpunkterna ska gälla samma enhet och nämnd.")
    for synpunkt in synpunkter:
        prova(av, Rattighet.SYNPUNKT_SE, synpunkt)
        if not sekretess.far_lasa(av, synpunkt):
            raise PermissionDenied("ärendet är sekretessmarkerat")
    if not rubrik.strip() or not mening.strip():
        raise Regelbrott("Skriv vad som brister och vad synpunkterna handlar om, med egna ord.")
    prova_orden(synpunkter, f"{rubrik}\n{mening}")
    plan = las_plan(forsta.enhet, forsta.namnd, av)
    brist = notera_brist(
        plan,
        rubrik=kort(rubrik.strip(), RUBRIK),
        kalla=Brist.Kalla.SYNPUNKTER,
        kalla_mening=kort(f"{antal_och_dagar(synpunkter)}: {mening.strip()}", MENING),
        mal=mal,
        av=av,
    )
    for synpunkt in sorted(synpunkter, key=lambda s: s.pk):  # locked in the order of all acts
        koppla_brist(synpunkt, brist, av=av)
    return brist


def prova_orden(synpunkter: Sequence[Synpunkt], text: str) -> None:
    """Refuse words that point out a sender, also of a whole or a merged case, or quote a case."""
    samma = Q(synpunkt__in=synpunkter) | Q(synpunkt__delar__in=synpunkter)
    kontakter = Kontakt.objects.filter(samma | Q(synpunkt__huvud__in=synpunkter))
    namn = [kontakt.namn for kontakt in kontakter.order_by("pk") if kontakt.namn]
    if traffar := kontrollera(text, namn=namn, kallor=[s.text for s in synpunkter]):
        raise Regelbrott(" ".join(["Bristen läses av fler.", *(t.mening for t in traffar)]))


def antal_och_dagar(synpunkter: Sequence[Synpunkt]) -> str:
    dagar = sorted(s.inkom for s in synpunkter)
    if len(dagar) == 1:
        return f"En synpunkt {datum(dagar[0])}"
    return f"{len(dagar)} synpunkter {datum(dagar[0])} till {datum(dagar[-1])}"
