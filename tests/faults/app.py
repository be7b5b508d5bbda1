"""The service's Celery application, with workers that die where they are told to."""

from typing import Any

from celery.signals import worker_process_init

from consult.celery import app as app
from tests.faults import points


@worker_process_init.connect
def wrap_what_it_does(**kwargs: Any) -> None:
    """In each process of a pool, once it is forked."""
    points.install()
