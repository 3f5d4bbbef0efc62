"""WSGI entry point."""

import os

from kvalitet.uppstart import installningar, lagg_undan

os.environ.setdefault("KVALITET_PROCESS", "webb")  # a page waits for the database for seconds only
installningar()

from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402  (reads the settings)

from kvalitet import matt, spaning, spar  # noqa: E402

spar.process.slag = "webb"
matt.starta_webb()
spaning.starta(settings.SPANING, lage=settings.LAGE)
application = get_wsgi_application()

from kvalitet import kontroller  # noqa: E402  (needs the apps loaded)

kontroller.prova()
lagg_undan()
