"""The brokers: kombu's file transport, made safe for several processes, and its Redis, made to go on.

kombu writes a message where readers already look for it. A worker that looks in between reads half of one and
ends (11 of 4,000 messages under load). A message that a kill or a full disk cut short did the same for ever.
"""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem, redis, virtual
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


class RedisQoS(redis.QoS):
    """A message that Redis did not take back in time gives its place free all the same.

    kombu would keep the place: a worker that has as many of them as it may prefetch asks for nothing any
    more, for good, after Redis hung for a second at the wrong moment. The message comes back later, which
    does no harm: it says "look", and what is to be done stands in the database.
    """

    def ack(self, delivery_tag: Any) -> None:
        try:
            super().ack(delivery_tag)
        except Exception:
            virtual.QoS.ack(self, delivery_tag)
            raise

    def reject(self, delivery_tag: Any, requeue: bool = False) -> None:
        try:
            super().reject(delivery_tag, requeue=requeue)
        except Exception:
            virtual.QoS.ack(self, delivery_tag)
            raise


class RedisChannel(redis.Channel):
    QoS = RedisQoS


class RedisTransport(redis.Transport):
    Channel = RedisChannel


for _scheme in ("redis", "rediss"):
    TRANSPORT_ALIASES[_scheme] = f"{__name__}:RedisTransport"
