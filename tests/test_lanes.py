"""What runs side by side in a whole run of the tests leaves nothing out, and nothing of it runs twice."""

from pathlib import Path

import pytest

from tests import engines

pytestmark = pytest.mark.engine_free


def runs(lane: engines.Engine, file: Path) -> bool:
    paths = [one for one in lane.arguments if not one.startswith("-")]
    left_out = [one.removeprefix("--ignore=") for one in lane.arguments if one.startswith("-")]
    return (not paths or any(file.is_relative_to(one) for one in paths)) and not any(
        file.is_relative_to(one) for one in left_out
    )


def test_each_file_is_in_one_lane_of_the_embedded_engine(tmp_path):
    lanes = engines._sqlite(tmp_path, [])
    files = [one.relative_to(engines.ROOT) for one in (engines.ROOT / "tests").rglob("test_*.py")]
    assert len(files) > 100
    assert {file: sum(runs(lane, file) for lane in lanes) for file in files} == dict.fromkeys(files, 1)
    assert all(one.startswith(("--ignore=tests/", "tests/")) for lane in lanes for one in lane.arguments)
    assert len({lane.environment["STATE_DIR"] for lane in lanes}) == len(lanes)


def test_what_was_asked_for_by_hand_runs_as_it_was_asked_for(tmp_path):
    [lane] = engines._sqlite(tmp_path, ["tests/running/test_setup.py"])
    assert lane.arguments == ()


def test_the_servers_leave_out_only_what_no_engine_can_change(tmp_path, monkeypatch):
    monkeypatch.setattr(engines, "_given", lambda variable, scheme: f"{scheme}://localhost/x")
    for name in ("_create_database", "_drop_databases", "_forget_keys"):
        monkeypatch.setattr(engines, name, lambda *args: None)
    monkeypatch.setattr(engines, "_postgres_title", lambda url: "PostgreSQL")
    monkeypatch.setattr(engines, "_redis_title", lambda url: "Redis")
    with engines._servers(tmp_path) as lane:
        assert lane.arguments == ("-m", "not engine_free")
