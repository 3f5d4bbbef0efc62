"""The Celery application."""

import os

from celery import Celery
from celery.signals import worker_init, worker_process_shutdown
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvalitet.settings")

TRANSPORT_ALIASES.update(redis="kvalitet.ko:Transport", rediss="kvalitet.ko:Transport")

app = Celery("kvalitet", loader="kvalitet.uppstart:Laddare", task_cls="kvalitet.jobb:Uppgift")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def ladda(**_: object) -> None:
    """Import what draws before the pool's processes are made, which then share it: the first report
    of each is as quick as the next."""
    import weasyprint  # noqa: F401


@worker_process_shutdown.connect
def stada(**_: object) -> None:
    """A pool's process ends without its exit handlers; the copies of fonts would stay behind."""
    from kvalitet import pdf_typsnitt

    pdf_typsnitt.slapp()


from kvalitet import sparuppgift  # noqa: E402, F401  (listens to Celery)
