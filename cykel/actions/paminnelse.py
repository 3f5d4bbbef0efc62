"""The working day's reminders: one mail for each person who has something near or late."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.module_loading import import_string

from cykel import uppdateringslank
from cykel.villkor.paminnelse import Forfall
from kvalitet import klocka
from kvalitet.behorighet import far, forladda
from kvalitet.kalender import ar_arbetsdag, arbetsdagar_mellan
from kvalitet.models import Anvandare
from kvalitet.notiser import notifiera
from kvalitet.texter import rakneord, veckodatum

logger = logging.getLogger(__name__)

PAMINNER = (7, 1, -1, -3)
"""Working days left on which a reminder goes out: −7, −1, +1 and +3 around the day."""
NARA = max(PAMINNER)


def skicka_paminnelser() -> int:
    """Put one mail in the outbox for each person to remind today; return for how many.

    On days that are no working days, nothing. Run again the same day, nothing more is sent.
    """
    dag = klocka.idag()
    if not ar_arbetsdag(dag):
        return 0
    antal = 0
    for person, forfall in _att_paminna(dag):
        try:
            with transaction.atomic():
                _skriv(person, forfall, dag)
        except Exception:
            logger.exception("person %s was not reminded", person.pk)
        else:
            antal += 1
    return antal


def _att_paminna(dag: date) -> Iterator[tuple[Anvandare, list[Forfall]]]:
    """Give each person to remind with all that is near or late for them, by date."""
    per_person: defaultdict[int, list[Forfall]] = defaultdict(list)
    for stig in settings.PAMINNELSER:
        for ett in import_string(stig)(dag):
            if arbetsdagar_mellan(dag, ett.senast) <= NARA:
                per_person[ett.person].append(ett)
    personer = list(Anvandare.objects.filter(pk__in=per_person, is_active=True).order_by("pk"))
    forladda(personer)
    for person in personer:
        sedda = [f for f in per_person[person.pk] if far(person, f.ratt, f.plats)]
        if any(arbetsdagar_mellan(dag, f.senast) in PAMINNER for f in sedda):
            yield person, sorted(sedda, key=lambda f: (f.senast, f.text))


def _skriv(person: Anvandare, forfall: list[Forfall], dag: date) -> None:
    rader = [f.rad for f in forfall if f.rad is not None]
    lank = uppdateringslank.adress(person.pk, rader) if rader else ""
    notifiera(
        "paminnelse",
        mottagare=person.epost,
        nyckel=f"paminnelse:{person.pk}:{dag.isoformat()}",
        sammanhang={
            "person": person,
            "rubrik": _rubrik(forfall, dag),
            "forfall": list(_i_ord(forfall, dag)),
            "lank": lank,
            "lank_slutar": uppdateringslank.slutar(lank) if lank else None,
            "arbete": f"{settings.ADRESS}{reverse('arbete')}",
        },
    )


def _rubrik(forfall: list[Forfall], dag: date) -> str:
    antal, sena = len(forfall), sum(f.senast < dag for f in forfall)
    sak = "sak" if antal == 1 else "saker"
    if not sena:
        return f"{rakneord(antal).capitalize()} {sak} att göra snart"
    if sena == antal:
        return f"{rakneord(antal).capitalize()} {sak} är {'sen' if antal == 1 else 'sena'}"
    return f"{rakneord(antal).capitalize()} {sak} att göra, {rakneord(sena)} sen{'a' * (sena > 1)}"


def _i_ord(forfall: Iterable[Forfall], dag: date) -> Iterator[dict[str, str]]:
    for f in forfall:
        nar = f"senast {veckodatum(f.senast)}"
        yield {
            "text": f.text,
            "nar": f"sen, skulle vara klart {veckodatum(f.senast)}" if f.senast < dag else nar,
            "url": f"{settings.ADRESS}{f.vag}",
        }
