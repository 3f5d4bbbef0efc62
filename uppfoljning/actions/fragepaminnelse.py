"""Reminders of a nämnd's questions: three working days before the last day, on it, and after it.

The people nearest the kontor are reminded, and after the day everyone who may answer. One mail for
each person and day, without what is asked.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from kvalitet import klocka, logg
from kvalitet.kalender import ar_arbetsdag, arbetsdagar_mellan, svensk_dag
from kvalitet.models import Anvandare
from kvalitet.notiser import notifiera
from kvalitet.texter import veckodatum
from uppfoljning.fragesvarare import svarande
from uppfoljning.models import Fragepaminnelse, Namndfraga

Steg = Fragepaminnelse.Steg
VID_DAGAR_KVAR = ((-1, Steg.EFTER), (0, Steg.SAMMA), (3, Steg.FORE))
"""The step that is reached when so many working days are left, the last step first."""
PAMINNELSELAS = 581_061


@transaction.atomic
def paminn() -> int:
    """Put the day's reminders in the outbox; return how many people get a mail.

    Each step once for each question and last day: run again, nothing more is sent. A question
    that came when the step was reached already has told the kontor itself.
    """
    nu, dag = klocka.nu(), klocka.idag()
    with connection.cursor() as markor:  # of two runs at once, the second finds nothing to do
        markor.execute("select pg_advisory_xact_lock(%s)", [PAMINNELSELAS])
    rader = _att_paminna(dag)
    if not rader:
        return 0
    per_person = _per_person(rader, dag)
    for person, fragor in per_person.items():
        _skriv(person, fragor, dag)
    Fragepaminnelse.objects.bulk_create(
        Fragepaminnelse(fraga=f, steg=steg, besvaras_senast=f.besvaras_senast, tid=nu)
        for f, steg in rader
    )
    poster = [(f, {**f.loggdata(), "steg": str(steg)}) for f, steg in rader]
    logg.skriv_flera("namndfraga.paminnelse", poster, av=None, nu=nu)
    return len(per_person)


def steg_for(dag: date, senast: date) -> Steg | None:
    """Return the step that is reached on the day."""
    kvar = arbetsdagar_mellan(dag, senast)
    if dag > senast:
        kvar = min(kvar, -1)  # over a weekend no working day has passed, but the day has
    return next((steg for grans, steg in VID_DAGAR_KVAR if kvar <= grans), None)


def _att_paminna(dag: date) -> list[tuple[Namndfraga, Steg]]:
    if not ar_arbetsdag(dag):
        return []
    vantar = (
        Namndfraga.objects.obesvarade()
        .select_related("namnd", "enhet", "rapport__tillfalle", "rapport__namnd")
        .order_by("besvaras_senast", "pk")
    )
    redan = set(
        Fragepaminnelse.objects.filter(fraga__in=vantar)
        .order_by("pk")
        .values_list("fraga", "steg", "besvaras_senast")
    )
    ut = []
    for fraga in vantar:
        steg = steg_for(dag, fraga.besvaras_senast)
        fran_borjan = steg == steg_for(svensk_dag(fraga.stalld), fraga.besvaras_senast)
        if steg and not fran_borjan and (fraga.pk, steg, fraga.besvaras_senast) not in redan:
            ut.append((fraga, steg))
    return ut


def _per_person(
    rader: list[tuple[Namndfraga, Steg]], dag: date
) -> dict[Anvandare, list[Namndfraga]]:
    sena = [f for f, steg in rader if steg == Steg.EFTER]
    snart = [f for f, steg in rader if steg != Steg.EFTER]
    vem = svarande(snart, dag) | svarande(sena, dag, alla=True)
    ut: defaultdict[Anvandare, list[Namndfraga]] = defaultdict(list)
    for fraga, _ in rader:
        for person in vem[fraga.pk]:
            ut[person].append(fraga)
    return ut


def _skriv(person: Anvandare, fragor: list[Namndfraga], dag: date) -> None:
    """The key holds what the mail tells, so that a second run of the day adds only news."""
    avtryck = sha256(repr([(f.pk, f.besvaras_senast) for f in fragor]).encode()).hexdigest()
    notifiera(
        "namndfraga_paminnelse",
        mottagare=person.epost,
        nyckel=f"fragepaminnelse-{person.pk}-{dag}-{avtryck[:16]}",
        sammanhang={
            "person": person,
            "antal": len(fragor),
            "rader": [
                {
                    "text": f"{f.namnd}: {f.rapport.namn}",
                    "nar": _nar(f, dag),
                    "url": f"{settings.ADRESS}{reverse('uppfoljning:namndfraga', args=[f.pk])}",
                }
                for f in fragor
            ],
        },
    )


def _nar(fraga: Namndfraga, dag: date) -> str:
    if fraga.sen(dag):
        return f"Svaret skulle ha kommit {veckodatum(fraga.besvaras_senast)}."
    return f"Svara senast {veckodatum(fraga.besvaras_senast)}."
