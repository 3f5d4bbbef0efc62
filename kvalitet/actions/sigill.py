"""Sealing the event log, once a day and on demand."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from kvalitet import logg, loggkedja
from kvalitet.fel import Regelbrott
from kvalitet.models import Anvandare, Loggsigill

HOGST = 100_000
"""Events in one seal; a log that is older than its first seal becomes several."""
SIGILLAS = 581_008
"""Advisory lock: one seals at a time."""
_FORSOK = 5
logger = logging.getLogger(__name__)


def forsegla_dagen(*, nu: datetime) -> list[Loggsigill]:
    """Seal what has been logged, unless that has been done today."""
    if Loggsigill.objects.filter(dag=timezone.localdate(nu)).exists():
        return []
    return forsegla(av=None, nu=nu)


def forsegla(*, av: Anvandare | None, nu: datetime) -> list[Loggsigill]:
    """Seal every event that is not sealed yet; return the new seals.

    Each is logged as an event, which the next one seals: a seal that is cut off is missed.
    """
    till = _hogsta()
    nya = []
    with transaction.atomic():
        with connection.cursor() as markor:
            markor.execute("select pg_advisory_xact_lock(%s)", [SIGILLAS])
        sista = Loggsigill.objects.order_by("nummer").last()
        while sigill := _nasta(sista, till, nu):
            logg.skriv(
                "logg.forseglad",
                sigill,
                av=av,
                nu=nu,
                data={"nummer": sigill.nummer, "summa": sigill.summa},
            )
            nya.append(sigill)
            sista = sigill
        transaction.on_commit(lambda: vittna(nya))
    return nya


def _hogsta() -> int:
    """Return the newest event's id, when no other transaction can come in below it any more.

    The lock waits for those who are writing and lets go at once; while it waits the others do
    too, so it gives up after two seconds and begins again behind them.
    """
    for _ in range(_FORSOK):
        try:
            with transaction.atomic(), connection.cursor() as markor:
                markor.execute("set local lock_timeout = '2s'")
                markor.execute("lock table kvalitet_handelse in share mode")
                markor.execute("set local lock_timeout to default")
                markor.execute("select coalesce(max(id), 0) from kvalitet_handelse")
                return int(markor.fetchone()[0])
        except OperationalError as fel:
            if getattr(fel.__cause__, "sqlstate", "") != "55P03":  # lock_not_available
                raise
    raise Regelbrott("Loggen skrivs utan avbrott just nu. Försök igen om en stund.")


def _nasta(sista: Loggsigill | None, till: int, nu: datetime) -> Loggsigill | None:
    efter = sista.till_id if sista else loggkedja.FORE_ALLA
    poster = [(rad.id, rad.sha256) for rad in loggkedja.rader(efter, till, hogst=HOGST)]
    if not poster:
        return None
    sigill = Loggsigill(
        nummer=sista.nummer + 1 if sista else 1,
        foregaende=sista,
        schema=loggkedja.SCHEMA,
        dag=timezone.localdate(nu),
        skapad=nu,
        fran_id=efter + 1 if sista else poster[0][0],
        till_id=poster[-1][0],
        antal=len(poster),
        avtryck=b"".join(loggkedja.avtryck(*post) for post in poster),
        nyckel=next(iter(loggkedja.nycklar()), ""),
    )
    forut = sista.summa if sista else ""
    sigill.summa = loggkedja.summera(sigill, forut, [summa for _, summa in poster])
    sigill.save(force_insert=True)
    return sigill


def vittna(sigillen: list[Loggsigill]) -> None:
    """Tell the sums where who can write in the database cannot: the process's log and a file."""
    for sigill in sigillen:
        logger.info("logg.forseglad nummer=%d summa=%s", sigill.nummer, sigill.summa)
    try:
        with vittnesfil().open("a", encoding="utf-8") as fil:
            for sigill in sigillen:
                fil.write(json.dumps({"nummer": sigill.nummer, "summa": sigill.summa}) + "\n")
    except OSError as fel:
        logger.warning("%s: %s", vittnesfil(), fel.strerror)


def lagg_undan_vittnet(*, nu: datetime) -> Path | None:
    """Keep the witness under a name with the time, when the log is no longer what it tells of."""
    fil = vittnesfil()
    if not fil.is_file():
        return None
    return fil.rename(fil.with_name(f"sigill-{nu:%Y%m%dT%H%M%SZ}.jsonl"))


def nytt_vittne(*, av: Anvandare | None, nu: datetime) -> Path | None:
    """Begin a witness of the seals that there are, after a restore to an earlier moment.

    Return where the former one lies.
    """
    sigillen = list(Loggsigill.objects.order_by("nummer"))
    if not sigillen:
        raise Regelbrott("Loggen har inget sigill. Då behövs inget vittne.")
    anteckna_nytt_vittne(av=av, nu=nu)  # committed before the files change
    undanlagt = lagg_undan_vittnet(nu=nu)
    vittna(sigillen)
    return undanlagt


@transaction.atomic
def anteckna_nytt_vittne(*, av: Anvandare | None, nu: datetime) -> None:
    sista = Loggsigill.objects.latest("nummer")
    logg.skriv("logg.nytt_vittne", sista, av=av, nu=nu, data={"nummer": sista.nummer})


def vittnesfil() -> Path:
    return Path(settings.VAR) / "sigill.jsonl"
