# Imported here so that `.delay()` in a web process finds the configured application.
from consult.celery import app as celery_app

__all__ = ["celery_app"]
