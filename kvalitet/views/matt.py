"""The figures of the site for Prometheus: a page for a machine that holds the key."""

from __future__ import annotations

import hmac
import shutil
import time
from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest, multiprocess
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    InfoMetricFamily,
    Metric,
)
from redis.exceptions import RedisError

from kvalitet import drift, klocka, laskopia, matt
from kvalitet.models import Loggsigill, Puls, Utskick
from kvalitet.version import VERSION
from synpunkter.models import Synpunkt
from uppfoljning.models import Rapportjobb

SLAG = "text/plain; version=0.0.4; charset=utf-8"
KORT = 5.0
"""Seconds that what was read is good for, however often someone asks."""


@login_not_required
@never_cache
@require_safe
def halsa_matt(request: HttpRequest) -> HttpResponse:
    """Answer 404 to whoever has no key: nobody else need know that there is something here."""
    if not har_nyckeln(request):
        raise Http404
    return HttpResponse(generate_latest(_register()), content_type=SLAG)


def har_nyckeln(request: HttpRequest) -> bool:
    vantad = settings.MATT_NYCKEL
    given = request.headers.get("Authorization", "")
    return bool(vantad) and hmac.compare_digest(given.encode(), f"Bearer {vantad}".encode())


def _register() -> CollectorRegistry:
    """The counters of all processes of this server, and how things stand now."""
    register = CollectorRegistry()
    if matt.raknas():
        multiprocess.MultiProcessCollector(register)  # type: ignore[no-untyped-call]
    register.register(LAGET)
    return register


class Laget:
    """How things stand, read when someone asks and kept a few seconds."""

    def __init__(self) -> None:
        self._last = 0.0
        self._matt: list[Metric] = []

    def collect(self) -> Iterable[Metric]:
        nu = time.monotonic()
        if not self._matt or nu - self._last >= KORT:
            self._matt, self._last = list(_las()), nu
        return self._matt

    def describe(self) -> Iterable[Metric]:
        return ()  # registering reads nothing


LAGET = Laget()


def _las() -> Iterator[Metric]:
    uppe = _mattal("kvalitet_uppe", "Whether it answers (1) or not (0).", ["del"])
    for del_, las, fel in (
        ("databas", _ur_databasen, (DatabaseError, InterfaceError)),
        ("ko", _ur_kon, (RedisError, OSError)),
        ("disk", _fran_disken, (OSError,)),
        *([("laskopia", _ur_kopian, (DatabaseError, InterfaceError))] if laskopia.finns() else []),
    ):
        matten = _eller_inget(las, fel)
        uppe.add_metric([del_], 0 if matten is None else 1)
        yield from matten or ()
    yield uppe
    yield InfoMetricFamily("kvalitet_version", "What runs.", value={"version": VERSION})


def _eller_inget(
    las: Callable[[], Iterator[Metric]], fel: tuple[type[Exception], ...]
) -> list[Metric] | None:
    try:
        return list(las())
    except fel:
        return None


def _mattal(namn: str, text: str, etiketter: list[str]) -> GaugeMetricFamily:
    return GaugeMetricFamily(namn, text, labels=etiketter)


def _ur_databasen() -> Iterator[Metric]:
    nu = klocka.nu()
    yield from _utskick()
    puls = Puls.objects.filter(namn="arbetare").values_list("tid", flat=True).first()
    if puls:
        alder = (nu - puls).total_seconds()
        yield GaugeMetricFamily("kvalitet_puls_sekunder", "Since a worker was heard.", alder)
    yield _per_lage(
        "kvalitet_arenden",
        "Cases by state.",
        Synpunkt.objects.order_by().values_list("lage").annotate(Count("pk")),
    )
    yield _per_lage(
        "kvalitet_rapportjobb",
        "Reports to make, by state.",
        Rapportjobb.objects.order_by().values_list("lage").annotate(Count("pk")),
    )
    inne = Session.objects.filter(expire_date__gt=nu).count()
    yield GaugeMetricFamily("kvalitet_sessioner", "Sessions that are still good.", inne)
    sista = Loggsigill.objects.order_by("-nummer").first()
    yield GaugeMetricFamily(
        "kvalitet_oforseglat_sekunder",
        "How long the oldest event has waited for its seal.",
        drift.oforseglat(sista).total_seconds(),
    )
    yield from _serverns()


def _fran_disken() -> Iterator[Metric]:
    kopia = drift.kopians_alder()
    if kopia is not None:
        alder = kopia.total_seconds()
        yield GaugeMetricFamily("kvalitet_kopia_sekunder", "Since the last known backup.", alder)
    andel = drift.fylld(shutil.disk_usage(settings.VAR))
    yield GaugeMetricFamily("kvalitet_disk_andel", "Of the disk with the files, used.", andel)


def _ur_kopian() -> Iterator[Metric]:
    """How far behind the copy is that public pages read; nothing of one that follows nobody."""
    efter = laskopia.efterslap()
    if efter is not None:
        text = "Since the last thing that the read copy has done was done."
        yield GaugeMetricFamily("kvalitet_laskopia_sekunder", text, efter)


def _per_lage(namn: str, text: str, rader: Iterable[tuple[str, int]]) -> Metric:
    mattal = _mattal(namn, text, ["lage"])
    for lage, antal in sorted(rader):
        mattal.add_metric([lage], antal)
    return mattal


def _utskick() -> Iterator[Metric]:
    """The outbox but for what has been sent, of which there is ever more."""
    kvar = Utskick.objects.kvar().order_by()
    rader = {
        status: (antal, aldst)
        for status, antal, aldst in kvar.values_list("status").annotate(Count("pk"), Min("skapad"))
    }
    antal = {lage: rader.get(lage, (0, None))[0] for lage in ("misslyckad", "vantar")}
    yield _per_lage("kvalitet_utskick", "Mail that has not been sent, by state.", antal.items())
    aldst = rader.get(Utskick.Status.VANTAR, (0, None))[1]
    yield GaugeMetricFamily(
        "kvalitet_utskick_aldst_sekunder",
        "How long the oldest mail that waits has waited.",
        (klocka.nu() - aldst).total_seconds() if aldst else 0,
    )


def _serverns() -> Iterator[Metric]:
    """The database's own figures. The log is counted as PostgreSQL last estimated it."""
    with connection.cursor() as fraga:
        fraga.execute(
            "SELECT pg_database_size(current_database()),"
            " (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),"
            " current_setting('max_connections')::int,"
            " (SELECT greatest(reltuples, 0) FROM pg_class"
            "  WHERE oid = 'kvalitet_handelse'::regclass)"
        )
        storlek, anslutna, hogst, handelser = fraga.fetchone()
    yield GaugeMetricFamily("kvalitet_databas_byte", "The database's size.", storlek)
    yield GaugeMetricFamily("kvalitet_anslutningar", "Connections to the database.", anslutna)
    yield GaugeMetricFamily("kvalitet_anslutningar_hogst", "The server's limit of them.", hogst)
    yield GaugeMetricFamily("kvalitet_handelser", "Events in the log, as estimated.", handelser)


def _ur_kon() -> Iterator[Metric]:
    lage = matt.kolage()
    yield GaugeMetricFamily("kvalitet_ko_vantar", "Tasks that no worker has taken.", lage.vantar)
    yield GaugeMetricFamily("kvalitet_ko_under_vag", "Tasks under way.", lage.under_vag)
    antal = CounterMetricFamily("kvalitet_uppgift", "Tasks run.", labels=["uppgift", "utfall"])
    tid = CounterMetricFamily(
        "kvalitet_uppgift_sekunder", "Time that tasks took.", labels=["uppgift", "utfall"]
    )
    undan = 0
    for tal in matt.uppgifter():
        undan += tal.antal if tal.utfall == "undanlagd" else 0
        antal.add_metric([tal.namn, tal.utfall], tal.antal)
        tid.add_metric([tal.namn, tal.utfall], tal.sekunder)
    # By itself too, since a figure that is not there until the first time shows no increase then.
    text = "Tasks put aside, since they ended their process each time."
    yield from (antal, tid, CounterMetricFamily("kvalitet_undanlagda", text, undan))
