"""Two who write in the same row at once: the second is told, and nothing is written over."""

from __future__ import annotations

from cykel.models import Aktivitet, Planindikator, Planmal
from kvalitet.fel import Regelbrott


class Krock(Regelbrott):
    """The row has been saved by someone since the form was opened. `rad` is as it stands now."""

    def __init__(self, rad: Planmal | Aktivitet | Planindikator) -> None:
        super().__init__(
            "Någon annan har sparat raden medan du skrev. Inget är överskrivet. "
            "Jämför och välj vad som ska gälla."
        )
        self.rad = rad


def prova_utgava(rad: Planmal | Aktivitet | Planindikator, utgava: int | None) -> None:
    """Refuse when `utgava`, which the person saw, is not the row's. Ask under the lock.

    None asks nothing: acts that no form stands behind.
    """
    if utgava is not None and utgava != rad.utgava:
        raise Krock(rad)
