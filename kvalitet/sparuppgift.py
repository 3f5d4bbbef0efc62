"""Celery's side of the log and of the figures: a task carries the request that asked for it."""

from __future__ import annotations

import logging.config
from time import perf_counter
from typing import Any

from celery import Task, signals, states
from django.conf import settings

from kvalitet import matt, spaning, spar

_BORJAN = "_kvalitet_borjan"


@signals.setup_logging.connect
def ordna_loggen(loglevel: int | str | None = None, **_: Any) -> None:
    """The site's own format, in place of Celery's."""
    logging.config.dictConfig(settings.LOGGING)
    if loglevel:
        logging.getLogger("celery").setLevel(loglevel)


@signals.celeryd_init.connect
def en_arbetare(**_: Any) -> None:
    spar.process.slag = "arbetare"


@signals.beat_init.connect
def en_tidtagare(**_: Any) -> None:
    spar.process.slag = "tidtagare"


@signals.worker_process_init.connect
def en_av_arbetarens(**_: Any) -> None:
    spaning.starta(settings.SPANING, lage=settings.LAGE)


@signals.before_task_publish.connect
def skicka_med(headers: dict[str, Any] | None = None, **_: Any) -> None:
    if headers is not None and (namn := spar.begaran.get()):
        headers["begaran"] = namn


@signals.task_prerun.connect
def borja(task_id: str, task: Task[Any, Any], **_: Any) -> None:
    namn = getattr(task.request, "begaran", "") or ""
    if namn:
        spar.begaran.set(spar.namnge(str(namn)))
    spar.uppgift.set(f"{task.name}[{task_id}]")
    setattr(task.request, _BORJAN, perf_counter())


@signals.task_postrun.connect
def sluta(task: Task[Any, Any], state: str | None = None, **_: Any) -> None:
    borjan = getattr(task.request, _BORJAN, None)
    if borjan is not None and spar.process.slag == "arbetare":
        utfall = "undanlagd" if state == states.REJECTED else (state or "okänt").lower()
        matt.uppgift(str(task.name), utfall, perf_counter() - borjan)
    spar.uppgift.set("")
    if not task.request.called_directly and not task.request.is_eager:
        spar.begaran.set("")
