"""What never reaches a log, whatever formats it: links that open by themselves, and personal data.

The rules stand in the handler, so that they hold for every library's lines and every formatter. An
exception keeps its type, its codes and where it happened; never its words, since a database quotes
the row, a mail server the address and a parser the text.
"""

import copy
import logging
import re
import smtplib
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from types import TracebackType
from typing import TextIO

_LANK = re.compile(r"(/synpunkter/folj/|(?<!/arbete)/uppdatera/|/kalender/|[?&]kod=)[^/\s?&\"']+")
_FRAGA = re.compile(r"([?&][\w.-]+=)[^\s&\"']+")
_EPOST = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)*")
_PERSONNUMMER = re.compile(r"(?<!\d)(?:(?:18|19|20)\d{2}|\d{2})[01]\d[0-9]\d[-+ ]\d{4}(?!\d)")
_TELEFON = re.compile(
    r"(?<![\w.:-])(?:\+46|0)[ -]?(?:\(0\))?\d{1,3}[ -](?:\d{2,3}[ -]?){2,3}\b(?!:)"
)
_DETALJ = re.compile(r"\b(?:DETAIL|CONTEXT|HINT|QUERY):.*|Key \(.*", re.DOTALL)
_MISSTANKT = re.compile(r"[/?&@(]|[A-Z]:|\d{6}|\+46|(?<![\w.:-])0[ -]?\d")
"""In a text without any of these none of the rules above finds anything."""
_EGNA = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
_CELERYS = frozenset({"exc", "args", "kwargs", "traceback", "return_value", "runtime_args"})
"""What Celery tells of a task beside its name: what it was given, and what came of it."""


class Utskrift(logging.StreamHandler[TextIO]):
    """Write a copy of the line, cleaned.

    The line itself stays as it was: what else listens (Sentry) needs the fault, and the words as
    they stand in the code apart from their values. A line that cannot be cleaned or written is
    told as such, and never stops whoever wrote it.
    """

    def handle(self, record: logging.LogRecord) -> bool:
        try:
            ren = rensad(record)
        except Exception:
            ren = _stum(record)
        return ren is not None and bool(super().handle(ren))

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (logging's own name)
        with suppress(Exception):
            self.stream.write(self.format(_stum(record)) + self.terminator)


def rensad(record: logging.LogRecord) -> logging.LogRecord | None:
    """Return a copy that tells of the event and of no person; of a row of SQL none.

    Rows of SQL are written when someone debugs, with every value in them.
    """
    if hasattr(record, "sql"):
        return None
    ren = copy.copy(record)
    ren.msg, ren.args = utan_varden(_mening(ren)), ()
    if ren.exc_info and ren.exc_info[1] is not None:
        ren.exc_text = spar(ren.exc_info[1])
    elif ren.exc_text:
        ren.exc_text = utan_varden(ren.exc_text)
    ren.exc_info = None
    _rensa_tillagg(ren)
    return ren


def _stum(record: logging.LogRecord) -> logging.LogRecord:
    """Where the line came from, and none of what it carried."""
    plats = (record.name, record.levelno, record.pathname, record.lineno)
    return logging.LogRecord(*plats, "en loggrad gick inte att skriva", (), None)


def utan_varden(text: str) -> str:
    """Return the text without addresses, numbers, the values of a query and quoted rows."""
    if not _MISSTANKT.search(text):
        return text
    text = _FRAGA.sub(r"\1…", _LANK.sub(r"\1…", text))
    text = _EPOST.sub("[e-postadress]", _DETALJ.sub("…", text))
    return _TELEFON.sub("[telefonnummer]", _PERSONNUMMER.sub("[personnummer]", text))


def namn(fel: BaseException) -> str:
    """Return what kind of fault it is, with the codes that say more, and none of its words."""
    typ = type(fel)
    kort = typ.__qualname__ if typ.__module__ == "builtins" else f"{typ.__module__}.{typ.__name__}"
    koder = " ".join(str(kod) for kod in _koder(fel) if kod)
    return f"{kort} [{koder}]" if koder else kort


def spar(fel: BaseException) -> str:
    """Return the trace of the fault and of those behind it: files, lines and code, no values."""
    return "\n".join(_spar(fel, set()))


def _koder(fel: BaseException) -> Iterator[object]:
    if isinstance(fel, smtplib.SMTPResponseException):
        yield fel.smtp_code
    elif isinstance(fel, OSError):
        yield fel.strerror
    yield getattr(fel, "sqlstate", "")
    yield getattr(getattr(fel, "diag", None), "constraint_name", "")


def _spar(fel: BaseException, sedda: set[int]) -> Iterator[str]:
    sedda.add(id(fel))
    bakom = fel.__cause__ or (None if fel.__suppress_context__ else fel.__context__)
    if bakom is not None and id(bakom) not in sedda:
        yield from _spar(bakom, sedda)
        yield "\nThat led to:\n"
    yield "Traceback (most recent call last):"
    yield from _rader(fel.__traceback__)
    yield namn(fel)
    for del_ in getattr(fel, "exceptions", ()):
        if isinstance(del_, BaseException) and id(del_) not in sedda:
            yield from _spar(del_, sedda)


def _rader(tb: TracebackType | None) -> Iterator[str]:
    for ram in traceback.StackSummary.extract(traceback.walk_tb(tb), capture_locals=False):
        yield f'  File "{ram.filename}", line {ram.lineno}, in {ram.name}'
        if ram.line:
            yield f"    {ram.line}"


def _mening(record: logging.LogRecord) -> str:
    """Return the line with its arguments in it: a fault among them by its kind alone."""
    args = record.args
    if isinstance(args, Mapping):
        record.args = {k: "…" if k in _CELERYS else _ofarlig(v) for k, v in args.items()}
    elif args:
        record.args = tuple(_ofarlig(arg) for arg in args)
    elif isinstance(record.msg, BaseException):
        return namn(record.msg)
    try:
        mening = record.getMessage()
    except (TypeError, ValueError, KeyError):  # a line that is written wrong tells no values
        return str(record.msg)
    fel = record.exc_info[1] if record.exc_info else None
    return _utan_ord(mening, fel) if fel is not None else mening


def _utan_ord(mening: str, fel: BaseException) -> str:
    """Take out the words of the fault where the line itself repeats them."""
    for ord_ in (repr(fel), str(fel)):
        if ord_:
            mening = mening.replace(ord_, namn(fel))
    return mening


def _ofarlig(arg: object) -> object:
    return namn(arg) if isinstance(arg, BaseException) else arg


def _rensa_tillagg(record: logging.LogRecord) -> None:
    """What a line carries beside its words (a request, a task's arguments) stays when it is a
    number or a plain text."""
    for falt in set(vars(record)) - _EGNA:
        varde = getattr(record, falt)
        if isinstance(varde, str):
            setattr(record, falt, utan_varden(varde))
        elif varde is not None and not isinstance(varde, int | float):
            delattr(record, falt)
