"""The brokers: kombu's file transport, made safe for several processes; its Redis stands in redis_broker.py.

kombu writes a message where readers already look for it. A worker that looks in between reads half of one and
ends (11 of 4,000 messages under load). A message that a kill or a full disk cut short did the same for ever.
"""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

SCHEME = "files"


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        # Named as kombu does: sorted by age, and the queue after the first dot.
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        path = Path(self.data_folder_out) / name
        unfinished = path.with_name(f"{name}.unfinished")
        try:
            unfinished.write_text(dumps(payload), encoding="utf-8")
            unfinished.replace(path)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise ChannelError(f"can't add a message to {self.data_folder_out}") from error

    def _get(self, queue: str, timeout: Any = None) -> Any:
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                # Not JSON. It is out of the way already, and what is due stands in the database.
                continue


class Transport(filesystem.Transport):
    Channel = Channel


TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
# Named, not imported: who has no Redis needs none of it.
for _scheme in ("redis", "rediss"):
    TRANSPORT_ALIASES[_scheme] = "consult.redis_broker:RedisTransport"
