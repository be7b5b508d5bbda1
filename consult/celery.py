"""The Celery application. What it runs is in tasks.py; when, in settings.CELERY_BEAT_SCHEDULE."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import beat_init, celeryd_init, task_prerun
from django.db import connections

from consult import broker  # noqa: F401 (teaches kombu the address files://)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")

app = Celery("shirube")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["consult"])


@task_prerun.connect
def leave_dead_connections(**kwargs: Any) -> None:
    """A connection that failed is looked at before the next task, and left if the database is gone from it.

    Celery itself would keep it for the next thousand tasks (CELERY_DB_REUSE_MAX), which all fail.
    """
    for connection in connections.all(initialized_only=True):
        if connection.errors_occurred:
            connection.close_if_unusable_or_obsolete()


@celeryd_init.connect
@beat_init.connect
def make_broker_folders(**kwargs: Any) -> None:
    """The file-based broker expects its folders to be there; Redis has none."""
    options = app.conf.broker_transport_options
    for name in ("data_folder_in", "data_folder_out", "control_folder"):
        if name in options:
            Path(options[name]).mkdir(parents=True, exist_ok=True)
