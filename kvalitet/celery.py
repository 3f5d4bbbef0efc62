"""The Celery application."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvalitet.settings")

TRANSPORT_ALIASES.update(redis="kvalitet.ko:Transport", rediss="kvalitet.ko:Transport")

app = Celery("kvalitet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
