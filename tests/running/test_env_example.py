from __future__ import annotations

import pytest

from tests.engines import ROOT
from tests.running.variables import example, read_by_settings, read_elsewhere

pytestmark = pytest.mark.engine_free


def test_the_example_names_every_variable_and_no_other():
    assert set(example()) == read_by_settings() | read_elsewhere()


def test_the_settings_are_really_read():
    assert {"SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "STATE_DIR"} <= read_by_settings()
    assert {"PORT", "BIND"} <= read_elsewhere()


def test_every_variable_has_a_comment_above_it():
    block = [""]
    for line in (ROOT / ".env.example").read_text().splitlines():
        if line and not line.startswith("#"):
            assert any(above.startswith("#") for above in block), line
        block = [*block, line] if line else [""]


def test_operations_lists_each_place_that_is_connected_to():
    listed = (
        (ROOT / "docs" / "operations.md")
        .read_text()
        .partition("## Where it connects to")[2]
        .partition("\n## ")[0]
    )
    elsewhere = {
        name
        for name, value in example().items()
        if "://" in value and not value.startswith("https://consult")
    }
    assert {name for name in elsewhere | {"ANYMAIL_PROVIDER"} if f"`{name}`" not in listed} == set()
