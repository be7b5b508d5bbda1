"""A PostgreSQL and a Redis of one's own, which may be killed, paused and started again."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import engines


@dataclass
class Server:
    name: str
    command: list[str]
    folder: Path
    answers: Callable[[], bool]
    user: pwd.struct_passwd | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = engines.start_server(self.name, self.command, self.folder, self.answers, self.user)

    def kill(self, sign: int = signal.SIGKILL) -> None:
        assert self.process is not None
        # PostgreSQL's own processes go with it, as when a machine loses power.
        (os.kill if sign != signal.SIGKILL else os.killpg)(self.process.pid, sign)
        self.process.wait()

    def pause(self, sign: int = signal.SIGSTOP) -> None:
        assert self.process is not None
        os.kill(self.process.pid, sign)

    def go_on(self) -> None:
        self.pause(signal.SIGCONT)


@contextmanager
def own_servers(folder: Path) -> Iterator[tuple[Server, Server]]:
    """PostgreSQL and Redis, with their addresses in the environment."""
    command, url, user = engines.prepare_postgres(folder)
    # With fsync off a kill could leave torn files: that would test PostgreSQL, not us.
    command = [*command, "-c", "fsync=on", "-c", "synchronous_commit=on"]
    postgres = Server("PostgreSQL", command, folder / "postgres", lambda: engines.postgres_answers(url), user)
    command, redis_url = engines.prepare_redis(folder)
    redis = Server("Redis", command, folder / "redis", lambda: engines.redis_answers(redis_url))
    try:
        postgres.start()
        redis.start()
        os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = url, redis_url
        yield postgres, redis
    finally:
        for server in (postgres, redis):
            if server.process is not None:
                server.pause(signal.SIGCONT) if server.process.poll() is None else None
                engines.end(server.process, signal.SIGINT)
