"""What is asked before the senders are told, and before a text is published."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from kvalitet.fel import Punkt
from kvalitet.overgang import Steg
from synpunkter.maskkontroll import Traff, kontrollera
from synpunkter.models import Aterkoppling, Kontakt, Publicering, Synpunkt


def beskedet_skrivet(steg: Steg) -> Iterable[Punkt]:
    yield Punkt("Det står vad avsändarna ska få veta.", klar=bool(steg.objekt.text.strip()))


def beskedet_rojer_ingen(steg: Steg) -> Iterable[Punkt]:
    besked: Aterkoppling = steg.objekt
    yield from _punkter(traffar_i(besked, besked.text))


def texten_rojer_ingen(steg: Steg) -> Iterable[Punkt]:
    """Checked when the author is done and again when it is approved: more cases may be linked."""
    p: Publicering = steg.objekt
    yield from _punkter(traffar_i(p.aterkoppling, f"{p.ni_sa}\n{p.vi_gjorde}", personal=True))


def skriven_av_annan(steg: Steg) -> Iterable[Punkt]:
    annan = steg.av is not None and steg.av.pk != steg.objekt.forfattare_id
    yield Punkt("Någon annan än den som skrev texten godkänner den.", klar=annan)


def traffar_i(besked: Aterkoppling, text: str, *, personal: bool = False) -> list[Traff]:
    """Return what in the text points somebody out, by the cases behind the brist.

    With `personal` the names of those who handled them count as well.
    """
    bakom = _bakom(besked.brist_id)
    kontakter = Kontakt.objects.filter(synpunkt__in=bakom).order_by("pk")
    namn = [kontakt.namn for kontakt in kontakter if kontakt.namn]
    if personal:
        namn += bakom.exclude(handlaggare=None).values_list("handlaggare__namn", flat=True)
    kallor = bakom.order_by("pk").values_list("text", flat=True)
    return kontrollera(text, namn=namn, kallor=kallor)


def _bakom(brist: int) -> QuerySet[Synpunkt]:
    """Return the cases behind the brist with those merged into them, who are told too, and the
    wholes of parts, which have the sender's name and own words."""
    kopplad = Q(bristkopplingar__brist=brist) | Q(huvud__bristkopplingar__brist=brist)
    return Synpunkt.objects.filter(kopplad | Q(delar__bristkopplingar__brist=brist)).distinct()


def _punkter(traffar: list[Traff]) -> Iterable[Punkt]:
    yield Punkt("Texten pekar inte ut någon.", klar=not traffar)
    for traff in traffar:
        yield Punkt(traff.mening)
