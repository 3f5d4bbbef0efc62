"""Mails about reports: the link to a published one, and what went wrong with a scheduled one.

A mail holds the link, never the file. The outbox key makes each one come once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kvalitet import klocka
from kvalitet.behorighet import far, forladda
from kvalitet.krypto import uppslag
from kvalitet.models import Anvandare, Enhet, Namnd, Rolltilldelning
from kvalitet.notiser import Notis, notifiera_flera
from kvalitet.roller import Rattighet, Roll
from uppfoljning.models import Rapport, Rapportmottagare
from uppfoljning.rapportversioner import nya_rattelser, publicerad_fore


@dataclass(frozen=True)
class Mottagare:
    """`post`: the row of the list; None for one of the nämnd's förtroendevalda."""

    namn: str
    epost: str
    post: Rapportmottagare | None = None


def adressnyckel(epost: str) -> str:
    """The same for the same address, however it is written; says nothing of it."""
    return uppslag(epost.strip().lower(), rum="rapportmottagare")


def mottagare(namnd: Namnd) -> list[Mottagare]:
    """Everyone who is told of the nämnd's reports: its förtroendevalda and its list, each once."""
    valda = _med_roll(Roll.FORTROENDEVALD, namnd)
    per_adress = {adressnyckel(p.epost): Mottagare(p.namn, p.epost) for p in valda}
    for rad in Rapportmottagare.objects.filter(namnd=namnd).order_by("namn", "pk"):
        per_adress.setdefault(rad.epost_hmac, Mottagare(rad.namn, rad.epost, rad))
    return sorted(per_adress.values(), key=lambda en: en.namn.casefold())


def sekreterare(namnd: Namnd, enhet: Enhet) -> list[Anvandare]:
    """Those who see to that the nämnd's reports come: they keep its list too."""
    folk = list(_med_roll(Roll.NAMNDSEKRETERARE))
    forladda(folk)
    prov = Rapport(namnd=namnd, enhet=enhet)
    return [person for person in folk if far(person, Rattighet.RAPPORT_FASTSTALLA, prov)]


def skicka_lankar(rapport: Rapport, *, nu: datetime) -> None:
    """Tell everyone on the list that the report is published, or that it is corrected."""
    rattad = publicerad_fore(rapport) is not None
    sammanhang = {
        "rapport": rapport,
        "rattelser": nya_rattelser(rapport) if rattad else [],
        "skoter": next(iter(sekreterare(rapport.namnd, rapport.enhet)), None),
    }
    mall = "rapport_rattad" if rattad else "rapport_publicerad"
    notifiera_flera(
        mall,
        (
            Notis(
                en.epost,
                f"rapport_ut:{rapport.pk}:{adressnyckel(en.epost)}",
                {**sammanhang, "namn": en.namn},
            )
            for en in mottagare(rapport.namnd)
        ),
        nu=nu,
    )


def beratta_for(
    folk: Iterable[Anvandare], mall: str, *, nyckel: str, sammanhang: dict[str, Any]
) -> None:
    """One mail to each, once for `nyckel`."""
    notiser = (Notis(en.epost, f"{nyckel}:{en.pk}", {**sammanhang, "namn": en.namn}) for en in folk)
    notifiera_flera(mall, notiser)


def _med_roll(roll: Roll, namnd: Namnd | None = None) -> Iterable[Anvandare]:
    rader = Rolltilldelning.objects.filter(roll=roll).giltiga(klocka.idag())
    if namnd is not None:
        rader = rader.filter(namnd=namnd)
    folk = Anvandare.objects.filter(is_active=True, pk__in=rader.values("anvandare"))
    return folk.order_by("namn", "pk")
