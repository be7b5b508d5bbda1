"""What the web application has loaded before its workers are made."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.engines import ROOT

_ASK = """
import json
import consult.gunicorn, consult.wsgi
consult.gunicorn.when_ready(None)
from django.db import connections
from intake.triage.learned.model import the_model
from intake.triage.names import names_of
print(json.dumps({
    "open": [one.alias for one in connections.all() if one.connection is not None],
    "models": the_model.cache_info().currsize,
    "indexes": names_of.cache_info().currsize,
    "views": "consult.views.desk" in __import__("sys").modules,
}))
"""


def test_it_loads_what_workers_share_and_keeps_no_connection(tmp_path: Path) -> None:
    """Also where the database has no tables yet."""
    environment = {"PATH": os.environ["PATH"], "STATE_DIR": str(tmp_path), "SHIRUBE_DEMO": "1"}
    said = subprocess.run(
        [sys.executable, "-c", _ASK], cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True
    )
    loaded = json.loads(said.stdout)
    assert loaded == {"open": [], "models": 1, "indexes": 1, "views": True}
