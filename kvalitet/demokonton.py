"""The invented people of the demo municipality: one sign-in for each role.

Names are invented. They exist only where `manage.py demo` has been run.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from kvalitet.roller import Roll


@dataclass(frozen=True)
class Demokonto:
    namn: str
    epost: str
    roller: tuple[tuple[Roll, str, str], ...]
    """(role, name of the unit, code of the nämnd or "")."""

    @property
    def rollnamn(self) -> str:
        return ", ".join(dict.fromkeys(Roll(roll).label for roll, _, _ in self.roller))


KOMMUN = settings.ORGANISATION.namn
VOK = "Vård- och omsorgskontoret"
LOSENORD = "hjulet-rullar-2026"

DEMOKONTON = (
    Demokonto("Karin Öberg", "karin.oberg@kommun.example", ((Roll.PLANANSVARIG, "Hemtjänst", ""),)),
    Demokonto("Jonas Wallén", "jonas.wallen@kommun.example", ((Roll.CHEF, VOK, "VON"),)),
    Demokonto(
        "Leila Nordin", "leila.nordin@kommun.example", ((Roll.KVALITETSSAMORDNARE, KOMMUN, ""),)
    ),
    Demokonto(
        "Amir Hosseini",
        "amir.hosseini@kommun.example",
        ((Roll.AKTIVITETSANSVARIG, "Hemtjänst", ""),),
    ),
    Demokonto("Nina Sand", "nina.sand@kommun.example", ((Roll.NAMNDSEKRETERARE, KOMMUN, "VON"),)),
    Demokonto("Hanna Berg", "hanna.berg@kommun.example", ((Roll.HANDLAGGARE, VOK, "VON"),)),
    Demokonto("Per Åkerman", "per.akerman@kommun.example", ((Roll.FORTROENDEVALD, KOMMUN, "VON"),)),
    Demokonto("Ruth Lindgren", "ruth.lindgren@kommun.example", ((Roll.REVISOR, KOMMUN, ""),)),
    Demokonto("Anders Dahl", "anders.dahl@kommun.example", ((Roll.ADMINISTRATOR, KOMMUN, ""),)),
)

OVRIGA = (
    Demokonto("Ingrid Falk", "ingrid.falk@kommun.example", ((Roll.CHEF, KOMMUN, ""),)),
    Demokonto("Eva Grahn", "eva.grahn@kommun.example", ((Roll.PLANANSVARIG, VOK, "VON"),)),
    Demokonto(
        "Sara Lind", "sara.lind@kommun.example", ((Roll.PLANANSVARIG, "Särskilt boende", ""),)
    ),
    Demokonto(
        "Mikael Ström", "mikael.strom@kommun.example", ((Roll.PLANANSVARIG, "Hemsjukvård", ""),)
    ),
    Demokonto(
        "Astrid Holm",
        "astrid.holm@kommun.example",
        (
            (Roll.PLANANSVARIG, "Valkansliet", ""),
            (Roll.PLANANSVARIG, "Överförmyndarkontoret", ""),
            (Roll.PLANANSVARIG, "Arbetsmarknadskontoret", ""),
            (Roll.PLANANSVARIG, "Socialkontoret", ""),
            (Roll.PLANANSVARIG, "Kultur- och fritidskontoret", ""),
            (Roll.PLANANSVARIG, "Utbildningskontoret", ""),
            (Roll.PLANANSVARIG, "Samhällsbyggnadskontoret", ""),
            (Roll.PLANANSVARIG, "Bygg- och miljökontoret", ""),
        ),
    ),
    Demokonto("Maria Lund", "maria.lund@kommun.example", ((Roll.FORTROENDEVALD, KOMMUN, "VON"),)),
    Demokonto("Omar Lindqvist", "omar.lindqvist@kommun.example", ((Roll.HANDLAGGARE, KOMMUN, ""),)),
)
"""People whom the demo's plans and cases need beside one for each role."""
