"""The least that sends a mail from a worker: a task, and one mail."""

import os
from typing import Any
from urllib.parse import urlsplit

from celery import Celery
from django.core.mail import EmailMultiAlternatives

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.bare.settings")

app = Celery("bare", broker=os.environ["REDIS_URL"])
app.conf.update(
    broker_transport_options={"global_keyprefix": f"{urlsplit(os.environ['DATABASE_URL']).path[1:]}:"},
    broker_connection_retry_on_startup=True,
    task_default_queue="mail",
    task_ignore_result=True,
    worker_hijack_root_logger=False,
)


@app.task
def send(mail: dict[str, Any]) -> None:
    message = EmailMultiAlternatives(subject=mail["subject"], body=mail["text"], to=["hanako@example.jp"])
    message.attach_alternative(mail["html"], "text/html")
    message.send()
