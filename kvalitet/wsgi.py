"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvalitet.settings")
application = get_wsgi_application()

from kvalitet import kontroller  # noqa: E402  (needs the apps loaded)

kontroller.prova()
