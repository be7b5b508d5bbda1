"""The embedded cache counts for both web processes as one."""

import multiprocessing

import pytest

from consult.cache import LockedFileCache
from tests.consult.environment import settings_with

pytestmark = pytest.mark.engine_free

ROUNDS, PROCESSES = 60, 4


def _count(folder, start) -> None:
    start.wait(30)
    cache = LockedFileCache(str(folder), {})
    for _ in range(ROUNDS):
        cache.add("key", 0, timeout=600)
        cache.incr("key")


def test_no_count_is_lost_between_processes(tmp_path):
    context = multiprocessing.get_context("fork")
    start = context.Event()
    processes = [context.Process(target=_count, args=(tmp_path, start)) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    start.set()
    for process in processes:
        process.join(30)

    assert LockedFileCache(str(tmp_path), {}).get("key") == ROUNDS * PROCESSES


def test_without_redis_it_stands_below_the_state_folder(tmp_path):
    cache = settings_with(STATE_DIR=str(tmp_path))["CACHES"]["default"]
    assert cache["BACKEND"] == "consult.cache.LockedFileCache"
    assert cache["LOCATION"] == str(tmp_path / "cache")
