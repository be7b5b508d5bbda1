"""consult/settings.py read anew, as a process with these variables would read it."""

from __future__ import annotations

import os
import runpy
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings

_FILE = Path(settings.BASE_DIR) / "consult" / "settings.py"


def settings_with(**variables: str) -> dict[str, Any]:
    """The settings of a process whose environment holds these variables, a state folder, and nothing else."""
    environment = {"STATE_DIR": str(settings.STATE_DIR), "PATH": os.environ["PATH"], **variables}
    with mock.patch.dict(os.environ, environment, clear=True):
        return runpy.run_path(str(_FILE))
