"""Errors to Sentry and traces to OpenTelemetry, where the settings name a place for them.

What leaves the site is chosen by lists of what may go, never by lists of what may not: kinds and
places of errors, names of views and tasks, times. No message of an error (a database quotes the
row), no address, header, cookie, form, argument or local variable. The id of the request goes
along, so that the rest can be found in the site's own log.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from kvalitet import spar
from kvalitet.loggfilter import utan_varden
from kvalitet.miljo import Miljo
from kvalitet.version import VERSION

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.trace.export import SpanExporter

PAKET: Final = (
    "{namn} är satt, men programpaketen för det saknas. Installera dem med "
    "pip install --require-hashes -r krav-tillval.txt."
)
SENTRY: Final = "KVALITET_SENTRY"
OTEL: Final = "OTEL_EXPORTER_OTLP_ENDPOINT"


@dataclass(frozen=True)
class Platser:
    sentry: str = ""
    otel: str = ""


def platser(miljo: Miljo) -> Platser:
    """Read where errors and traces go; each fault becomes a sentence in `miljo`."""
    sentry, otel = miljo.text(SENTRY, ""), miljo.text(OTEL, "")
    if sentry and not (_skyddad(sentry) and urlsplit(sentry).username):
        miljo.fel.append(f"{SENTRY} ska vara projektets DSN, https://nyckel@värd/nummer.")
    if otel and not _skyddad(otel):
        miljo.fel.append(f"{OTEL} ska börja med https://, eller http:// till en granne.")
    for namn, varde, modul in (
        (SENTRY, sentry, "sentry_sdk"),
        (OTEL, otel, "opentelemetry"),
    ):
        if varde and find_spec(modul) is None:
            miljo.fel.append(PAKET.format(namn=namn))
    return Platser(sentry, otel)


def _skyddad(adress: str) -> bool:
    """Encrypted, or to a neighbour in the same machine or network of containers."""
    try:
        delar = urlsplit(adress)
        vard = delar.hostname or ""
        _ = delar.port
    except ValueError:
        return False
    granne = vard == "127.0.0.1" or (vard != "" and "." not in vard)
    return bool(vard) and (delar.scheme == "https" or (delar.scheme == "http" and granne))


def starta(plats: Platser, *, lage: str) -> None:
    """Begin in this process; a pool's processes each begin after their fork."""
    if plats.sentry:
        _starta_sentry(plats.sentry, lage)
    if plats.otel:
        _starta_otel()


# --- Sentry -----------------------------------------------------------------------------------

BEHALLS: Final = ("event_id", "timestamp", "level", "logger", "platform", "release", "environment")
EGNA: Final = frozenset({"kvalitet", "cykel", "synpunkter", "uppfoljning"})
"""Whose lines have their values as arguments and never in the words."""
RAMEN: Final = ("filename", "function", "module", "lineno", "context_line", "in_app")


def _starta_sentry(dsn: str, lage: str) -> None:
    import sentry_sdk
    from sentry_sdk.integrations.celery import CeleryIntegration
    from sentry_sdk.integrations.django import DjangoIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration

    sentry_sdk.init(
        dsn=dsn,
        environment=lage,
        release=VERSION,
        server_name="",
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        auto_enabling_integrations=False,
        integrations=[DjangoIntegration(), CeleryIntegration(), LoggingIntegration()],
        before_send=lambda handelse, vid: rensad(  # type: ignore[arg-type,return-value]
            handelse, vid.get("log_record")
        ),
    )


def rensad(handelse: Mapping[str, Any], rad: logging.LogRecord | None = None) -> dict[str, Any]:
    """Return an event, made of a line of the log or of a fault, with what may leave the site."""
    ren: dict[str, Any] = {namn: handelse[namn] for namn in BEHALLS if namn in handelse}
    ren["tags"] = {
        namn: varde
        for namn, varde in (
            ("begaran", spar.begaran.get()),
            ("uppgift", spar.uppgift.get().partition("[")[0]),
            ("process", spar.process.slag),
        )
        if varde
    }
    if fel := (handelse.get("exception") or {}).get("values"):
        ren["exception"] = {"values": [_rensat_fel(ett) for ett in fel]}
    if rad is not None:
        ren["logentry"] = {"message": _som_i_koden(rad)}
    return ren


def _som_i_koden(rad: logging.LogRecord) -> str:
    """Return the line without its values, or where it was written when they stand in it already
    (a library that puts its sentence together itself, a fault in place of words)."""
    egen = rad.name.partition(".")[0] in EGNA
    if isinstance(rad.msg, str) and (rad.args or egen):
        return utan_varden(rad.msg)
    return f"{rad.name}, {rad.funcName}, {rad.lineno}"


def _rensat_fel(fel: Mapping[str, Any]) -> dict[str, Any]:
    ramar = (fel.get("stacktrace") or {}).get("frames") or ()
    return {
        "type": fel.get("type"),
        "module": fel.get("module"),
        "value": "",
        "stacktrace": {
            "frames": [{namn: r[namn] for namn in RAMEN if namn in r} for r in ramar],
        },
    }


# --- OpenTelemetry ----------------------------------------------------------------------------

ATTRIBUT: Final = frozenset(
    {
        "http.method",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "http.status_code",
        "celery.action",
        "celery.state",
        "celery.task_name",
        "db.name",
        "db.operation.name",
        "db.system",
        "db.system.name",
        "error.type",
        "exception.type",
    }
)
FRAGA: Final = ("db.statement", "db.query.text")
_VARDE: Final = re.compile(r"'(?:[^']|'')*'|\b\d+\b")


def _starta_otel() -> None:
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.instrumentation.celery import CeleryInstrumentor
    from opentelemetry.instrumentation.django import DjangoInstrumentor
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    kalla = {"service.name": "forbattringshjulet", "service.version": VERSION}
    givare = TracerProvider(resource=Resource.create(kalla))
    givare.add_span_processor(BatchSpanProcessor(_rensande(OTLPSpanExporter())))
    trace.set_tracer_provider(givare)
    DjangoInstrumentor().instrument(excluded_urls="/halsa/")
    CeleryInstrumentor().instrument()  # type: ignore[no-untyped-call]
    PsycopgInstrumentor().instrument()


def _rensande(vidare: SpanExporter) -> SpanExporter:
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

    class Rensande(SpanExporter):
        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            return vidare.export([rensat(span) for span in spans])

        def shutdown(self) -> None:
            vidare.shutdown()

    return Rensande()


def rensat(span: ReadableSpan) -> ReadableSpan:
    """Return a span with what may leave the site: of an error its kind, of a question its form."""
    from opentelemetry.sdk.trace import Event, ReadableSpan
    from opentelemetry.trace import Status

    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=_valda(span.attributes or {}),
        events=[Event(h.name, _valda(h.attributes or {}), h.timestamp) for h in span.events],
        links=span.links,
        kind=span.kind,
        instrumentation_scope=span.instrumentation_scope,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
    )


def _valda(attribut: Mapping[str, Any]) -> dict[str, Any]:
    valda = {namn: varde for namn, varde in attribut.items() if namn in ATTRIBUT}
    for namn in FRAGA:
        if namn in attribut:
            valda[namn] = _VARDE.sub("?", str(attribut[namn]))
    return valda
