"""The business act of reminding those who have something left in a round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from cykel.models import Uppfoljningstillfalle, Varv
from kvalitet import klocka, logg
from kvalitet.behorighet import far, forladda, prova
from kvalitet.models import Anvandare, Utskick
from kvalitet.notiser import Notis, notifiera_flera
from kvalitet.roller import Rattighet
from kvalitet.texter import veckodatum
from uppfoljning.rundan import Kvar, Rundrad, tavla


@dataclass(frozen=True)
class Paminda:
    """How many were reminded now, and how many had been today already."""

    nu: int
    redan: int


@transaction.atomic
def paminn(tillfalle: Uppfoljningstillfalle, *, varven: Sequence[Varv], av: Anvandare) -> Paminda:
    """Mail each person who has something left in the follow-ups, at most once a day.

    What is locked is left out, since nobody can do it before it is opened.
    """
    for varv in varven:
        prova(av, Rattighet.UPPFOLJNING_PAMINNA, varv.plan)
    dag, nu = klocka.idag(), klocka.nu()
    per_person = _per_person(tavla(varven, tillfalle, dag))
    nycklar = {person: f"runda-paminn:{person.pk}:{dag.isoformat()}" for person in per_person}
    skickade = set(
        Utskick.objects.filter(nyckel__in=nycklar.values()).values_list("nyckel", flat=True)
    )
    nya = [person for person, nyckel in nycklar.items() if nyckel not in skickade]
    notiser = [
        Notis(
            person.epost, nycklar[person], _sammanhang(person, per_person[person], tillfalle, dag)
        )
        for person in nya
    ]
    if notiser:
        notifiera_flera("rundpaminnelse", notiser, nu=nu)
        data = {"antal": len(notiser)}
        logg.skriv("tillfalle.paminnelse", tillfalle, av=av, nu=nu, data=data)
    return Paminda(len(nya), len(nycklar) - len(nya))


Vantar = list[tuple[Rundrad, Kvar]]


def _per_person(grupper: Sequence[Any]) -> dict[Anvandare, Vantar]:
    """Everyone still at work who may read the plan, with what waits for them."""
    per: defaultdict[Anvandare, Vantar] = defaultdict(list)
    for grupp in grupper:
        for rad in grupp.rader:
            for kvar in rad.kvar:
                if kvar.person.is_active and not rad.last:
                    per[kvar.person].append((rad, kvar))
    forladda(list(per))
    sedda = {
        person: [par for par in vantar if far(person, Rattighet.PLAN_SE, par[0].varv.plan)]
        for person, vantar in per.items()
    }
    return {person: vantar for person, vantar in sedda.items() if vantar}


def _sammanhang(
    person: Anvandare, vantar: Vantar, tillfalle: Uppfoljningstillfalle, dag: date
) -> dict[str, Any]:
    return {
        "person": person,
        "tillfalle": tillfalle,
        "planer": list(_planer(vantar, dag)),
        "arbete": f"{settings.ADRESS}{reverse('arbete')}",
    }


def _planer(vantar: Vantar, dag: date) -> Iterator[dict[str, Any]]:
    for rad, kvar in vantar:
        skulle = f"skulle vara klart {veckodatum(rad.senast)}"
        yield {
            "enhet": rad.varv.plan.enhet.namn,
            "nar": skulle if rad.senast < dag else f"senast {veckodatum(rad.senast)}",
            "delar": [
                {"namn": ett.namn, "kvar": ett.kvar, "url": f"{settings.ADRESS}{ett.lank}"}
                for ett in kvar.delar
            ],
        }
