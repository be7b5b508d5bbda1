"""Commands of the Makefile that no other test runs at least start, without a Django set up around them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.engines import ROOT

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize("module", ["tests.browser.shown", "tests.intake.triage.report"])
def test_it_can_be_imported_by_itself(module):
    command = [sys.executable, "-c", f"import {module}"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
