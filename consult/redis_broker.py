"""kombu's Redis, made to go on after Redis hung."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.transport import redis, virtual
from redis.exceptions import RedisError


class RedisQoS(redis.QoS):
    """A message that Redis did not take back in time gives its place free all the same.

    kombu would keep the place: a worker that has as many of them as it may prefetch asks for nothing any
    more, for good, after Redis hung for a second at the wrong moment. The message comes back later, which
    does no harm: it says "look", and what is to be done stands in the database.
    """

    def ack(self, delivery_tag: Any) -> None:
        with self._place_given_free(delivery_tag):
            super().ack(delivery_tag)

    def reject(self, delivery_tag: Any, requeue: bool = False) -> None:
        with self._place_given_free(delivery_tag):
            super().reject(delivery_tag, requeue=requeue)

    @contextmanager
    def _place_given_free(self, delivery_tag: Any) -> Iterator[None]:
        try:
            yield
        except (RedisError, OSError):  # all that redis-py raises: its own, and of the socket below
            virtual.QoS.ack(self, delivery_tag)
            raise


class RedisChannel(redis.Channel):
    QoS = RedisQoS


class RedisTransport(redis.Transport):
    Channel = RedisChannel
