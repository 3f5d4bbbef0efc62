"""What residents said to all nämnder together: sums of what each nämnd has told, and only that.

A figure that a nämnd withholds, since too few lie behind it, is in no sum here. Where only some
have told, the sum says of how many it is. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from uppfoljning.rapport.kommun.modell import Kommunrapport
from uppfoljning.rapport.modell import Antal, Synpunkter

INGA = Antal(namn="Alla", antal=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summa:
    """`andel` is of the nämnder that tell their share (`antal_andel` of them); a median of medians
    would be none, so there is no sum of the days."""

    namnder: int
    per_typ: tuple[Antal, ...] = ()
    andel: Decimal | None = None
    antal_andel: int = 0

    alla: Antal = INGA

    @property
    def antal(self) -> int:
        return self.alla.antal or 0


def summera(u: Kommunrapport) -> Summa:
    delar = [n.synpunkter for n in u.med if n.synpunkter is not None]
    # Old snapshots do not hold how many were owed an answer.
    visade = [s for s in delar if s.andel_i_tid is not None and s.lovade]
    lovade = sum(s.lovade for s in visade)
    i_tid = sum((s.andel_i_tid or 0) * s.lovade for s in visade)
    return Summa(
        namnder=len(delar),
        per_typ=_per_namn(delar, lambda s: s.per_typ),
        alla=next(iter(_per_namn(delar, lambda s: (s.summa,))), INGA),
        andel=Decimal(i_tid) / lovade if lovade else None,
        antal_andel=len(visade),
    )


def _per_namn(
    delar: Sequence[Synpunkter], rader: Callable[[Synpunkter], Sequence[Antal]]
) -> tuple[Antal, ...]:
    """Summed by name, in the order that they first come; of the nämnder that tell the count, and
    that of the year before where there is one, so that the two are of the same. The year before is
    a sum only where every nämnd could be compared."""
    samlade: defaultdict[str, list[Antal]] = defaultdict(list)
    for del_ in delar:
        for rad in rader(del_):
            samlade[rad.namn].append(rad)
    ut = []
    for namn, samtliga in samlade.items():
        alla = [rad for rad in samtliga if not (rad.dold or rad.forra_dold)]
        fore = [rad.forra for rad in alla if rad.forra is not None]
        hel = bool(alla) and len(fore) == len(alla) and len(samtliga) == len(delar)
        ut.append(
            Antal(
                namn=namn,
                antal=sum(rad.antal or 0 for rad in alla) if alla else None,
                dold=not alla,
                forra=sum(fore) if hel else None,
                nyckel=samtliga[0].nyckel,
            )
        )
    return tuple(ut)
