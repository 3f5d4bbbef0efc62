from kvalitet.celery import app as celery_app
from kvalitet.version import VERSION

__all__ = ["VERSION", "celery_app"]
