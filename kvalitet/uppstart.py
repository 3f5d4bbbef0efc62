"""How a process begins: with settings that hold, or with a sentence for each that does not."""

import gc
import os
import sys
from typing import Any

from celery.loaders.app import AppLoader
from django.core.exceptions import ImproperlyConfigured


def installningar() -> None:
    """Read the settings, or end the process with what is wrong with them and no traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvalitet.settings")
    from django.conf import settings

    try:
        settings.INSTALLED_APPS  # noqa: B018  (the first one asked for reads them all)
    except ImproperlyConfigured as fel:
        sys.exit(str(fel))


SOPAS_EFTER = 10_000
"""Objects made before the young are searched for garbage; a long page makes some thousands."""


def lagg_undan() -> None:
    """Leave what the process has loaded out of every search for garbage, with the addresses of
    every language: to go through it takes a quarter of a second, in the middle of a page."""
    from django.conf import settings
    from django.urls import get_resolver
    from django.utils import translation

    for sprak, _ in settings.LANGUAGES:
        with translation.override(sprak):
            get_resolver().reverse_dict  # noqa: B018  (reads them)
    gc.collect()
    gc.freeze()
    gc.set_threshold(SOPAS_EFTER, 10, 10)


class Laddare(AppLoader):
    """Celery's own, which reads the settings when the first of them is asked for."""

    def config_from_object(self, obj: Any, silent: bool = False) -> Any:
        installningar()
        return super().config_from_object(obj, silent=silent)
