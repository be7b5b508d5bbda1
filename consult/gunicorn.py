"""How gunicorn runs: `gunicorn -c python:consult.gunicorn consult.wsgi`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from consult.supervisor import die_with_parent

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
# Threads, so that a browser which opens a connection in advance and sends nothing holds up nobody.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
preload_app = True
timeout = 30
graceful_timeout = 8
keepalive = 5
# Heartbeat files in memory: a slow disk must not look like a hanging worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # nosec B108
# No file that a second start, or another user's service, could stumble over.
control_socket_disable = True
# No access log, and no address in the error log: a family's link carries its secret in the path.
accesslog = None
errorlog = "-"
loglevel = "warning"


class NoAddresses(Logger):
    """gunicorn quotes the request that it could not read or handle; here it says only that there was one."""

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        quotes = str(msg).startswith("Invalid request")
        super().warning(*(("a request was not valid HTTP",) if quotes else (msg, *args)), **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        if str(msg).startswith("Error handling"):
            kind = sys.exc_info()[0]
            super().error("a request could not be handled (%s)", kind.__name__ if kind else "unknown")
        else:
            super().exception(msg, *args, **kwargs)


logger_class = NoAddresses


def when_ready(server: Any) -> None:
    """Its address is taken, and no worker is there yet."""
    # Read with the application and not with these settings, which are read before it can be.
    from consult.wsgi import load_ahead

    load_ahead()


def post_fork(server: Any, worker: Any) -> None:
    die_with_parent(worker.ppid)
