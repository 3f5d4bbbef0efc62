"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvalitet.settings")
os.environ.setdefault("KVALITET_PROCESS", "webb")  # a page waits for the database for seconds only
application = get_wsgi_application()

from kvalitet import kontroller  # noqa: E402  (needs the apps loaded)

kontroller.prova()
