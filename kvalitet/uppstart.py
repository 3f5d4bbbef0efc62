"""How a process begins: with settings that hold, or with a sentence for each that does not."""

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


class Laddare(AppLoader):
    """Celery's own, which reads the settings when the first of them is asked for."""

    def config_from_object(self, obj: Any, silent: bool = False) -> Any:
        installningar()
        return super().config_from_object(obj, silent=silent)
