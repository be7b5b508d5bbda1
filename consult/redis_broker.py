"""kombu's Redis, made to go on after Redis hung."""

from __future__ import annotations

from typing import Any

from kombu.transport import redis, virtual


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
