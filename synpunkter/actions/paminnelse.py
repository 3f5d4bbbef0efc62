"""Reminders of promised days: three working days before, on the day, and three after.

The handler is reminded, and three days after the day their chef too. A case that no present
person has reminds the people of its function. One mail for each person and day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from kvalitet import klocka, logg
from kvalitet.kalender import ar_arbetsdag
from kvalitet.models import Anvandare, Namnd
from kvalitet.notiser import notifiera
from kvalitet.roller import Rattighet
from kvalitet.texter import antal, veckodatum
from synpunkter.bemanning import Bemanning, bemanning
from synpunkter.models import Svarspaminnelse, Synpunkt, Tidsfrist
from synpunkter.tidsfrist import vardagar_kvar

Steg = Svarspaminnelse.Steg
VID_VARDAGAR_KVAR = ((-3, Steg.EFTER), (0, Steg.SAMMA), (3, Steg.FORE))
"""The step that is reached when so many working days are left, the last step first."""
PAMINNELSELAS = 581_032
FRAMAT = timedelta(days=14)
"""No three working days are further away than this, over any Christmas."""


@dataclass(frozen=True)
class Paminnelse:
    synpunkt: Synpunkt
    steg: Steg


@transaction.atomic
def skicka_paminnelser() -> int:
    """Put the day's reminders in the outbox; return how many people get a mail.

    Each step is taken once for each promise: run again, nothing more is sent. A step that was
    missed, on a day when the server stood still, is taken on the next working day.
    """
    nu = klocka.nu()
    dag = klocka.idag()
    with connection.cursor() as markor:  # of two runs at once, the second finds nothing to do
        markor.execute("select pg_advisory_xact_lock(%s)", [PAMINNELSELAS])
    att_paminna = list(_att_paminna(dag))
    personer: dict[int, Anvandare] = {}
    per_person: defaultdict[int, list[Paminnelse]] = defaultdict(list)
    folk = bemanning(dag)
    for ett in att_paminna:
        for person in _mottagare(ett, folk):
            personer[person.pk] = person
            per_person[person.pk].append(ett)
    for pk, rader in sorted(per_person.items()):
        _skriv(personer[pk], rader, dag)
    Svarspaminnelse.objects.bulk_create(
        Svarspaminnelse(
            synpunkt=e.synpunkt, steg=e.steg, svar_senast=e.synpunkt.svar_senast, tid=nu
        )
        for e in att_paminna
    )
    poster = [(e.synpunkt, {"steg": str(e.steg)}) for e in att_paminna]
    logg.skriv_flera("synpunkt.paminnelse", poster, av=None, nu=nu)
    return len(per_person)


def _att_paminna(dag: date) -> Iterator[Paminnelse]:
    frister = {frist.namnd_id: frist for frist in Tidsfrist.objects.order_by("pk")}
    vantar = (
        Synpunkt.objects.oppna()
        .filter(besvarad=None, stannad=None, svar_senast__lte=dag + FRAMAT)
        .select_related("enhet", "namnd", "handlaggare")
        .order_by("svar_senast", "pk")
    )
    redan = set(
        Svarspaminnelse.objects.filter(synpunkt__in=vantar)
        .order_by("pk")
        .values_list("synpunkt", "steg", "svar_senast")
    )
    # Most are left alone, and none needs its words: they are never all in memory at once.
    for synpunkt in vantar.defer("text", "sokvektor").iterator(chunk_size=500):
        steg = _steg(_frist(frister, synpunkt.namnd), dag, synpunkt.svar_senast)
        if steg and (synpunkt.pk, steg, synpunkt.svar_senast) not in redan:
            yield Paminnelse(synpunkt, steg)


def _frist(frister: dict[int, Tidsfrist], namnd: Namnd) -> Tidsfrist:
    return frister.get(namnd.pk) or Tidsfrist(namnd=namnd)


def _steg(frist: Tidsfrist, dag: date, svar_senast: date) -> Steg | None:
    """Return the step that the case has reached; none on the nämnd's days off."""
    if not ar_arbetsdag(dag, aftnar=frist.aftnar_lediga):
        return None
    kvar = vardagar_kvar(frist, dag, svar_senast)
    return next((steg for grans, steg in VID_VARDAGAR_KVAR if kvar <= grans), None)


def _mottagare(ett: Paminnelse, folk: Bemanning) -> Iterable[Anvandare]:
    """The handler when there is one at work, else the function; late, the chef too."""
    handlaggare = ett.synpunkt.handlaggare
    narvarande = (
        handlaggare is not None
        and handlaggare.pk not in folk.borta
        and any(
            p.pk == handlaggare.pk for p in folk.alla(Rattighet.SYNPUNKT_HANDLAGGA, ett.synpunkt)
        )
    )
    mottagare = [handlaggare] if handlaggare and narvarande else folk.funktionen(ett.synpunkt)
    if ett.steg == Steg.EFTER:
        mottagare += folk.narmast(Rattighet.SYNPUNKT_ATEROPPNA, ett.synpunkt)
    return {p.pk: p for p in mottagare}.values()


def _skriv(person: Anvandare, rader: list[Paminnelse], dag: date) -> None:
    """The key holds what the mail tells, so that a second run of the day adds only news."""
    fingeravtryck = sha256(repr([(e.synpunkt.pk, str(e.steg)) for e in rader]).encode())
    notifiera(
        "svarspaminnelse",
        mottagare=person.epost,
        nyckel=f"svarspaminnelse-{person.pk}-{dag}-{fingeravtryck.hexdigest()[:16]}",
        sammanhang={
            "person": person,
            "rubrik": _rubrik(rader, dag),
            "rader": [_i_ord(ett, person, dag) for ett in rader],
            "inkorg": f"{settings.ADRESS}{reverse('synpunkter:inkorg')}",
        },
    )


def _rubrik(rader: list[Paminnelse], dag: date) -> str:
    sena = sum(ett.synpunkt.svar_senast < dag for ett in rader)
    snart = len(rader) - sena
    delar = [f"{antal(sena, 'sen', 'sena')}"] if sena else []
    if snart:
        delar.append(f"{snart} att svara på snart")
    return f"Synpunkter: {' och '.join(delar)}"


def _i_ord(ett: Paminnelse, person: Anvandare, dag: date) -> dict[str, str]:
    s = ett.synpunkt
    sen = s.svar_senast < dag
    vem = f" Handläggare: {s.handlaggare}." if s.handlaggare and s.handlaggare != person else ""
    nar = f"Svaret skulle ha kommit {veckodatum(s.svar_senast)}."
    return {
        "text": f"{s.referens}, {s.enhet}",
        "nar": (nar if sen else f"Svara senast {veckodatum(s.svar_senast)}.") + vem,
        "url": f"{settings.ADRESS}{reverse('synpunkter:arende', args=[s.pk])}",
    }
