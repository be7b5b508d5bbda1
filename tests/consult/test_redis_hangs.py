"""A Redis that hangs just when a worker is done with a task: the worker goes on asking for more."""

from types import SimpleNamespace

import pytest
from kombu.connection import Connection
from redis.exceptions import TimeoutError as RedisTimeout

from consult import redis_broker

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize("error", [RedisTimeout, TimeoutError])
@pytest.mark.parametrize("how", ["ack", "reject"])
def test_a_message_that_can_not_be_taken_back_gives_its_place_free(how, error, monkeypatch):
    qos = redis_broker.RedisQoS(SimpleNamespace(connection=None, do_restore=False), prefetch_count=1)
    monkeypatch.setattr(redis_broker.RedisQoS, "append", redis_broker.virtual.QoS.append)
    monkeypatch.setattr(redis_broker.RedisQoS, "restore_at_shutdown", False)

    def hangs(*args, **kwargs):
        raise error

    monkeypatch.setattr(redis_broker.RedisQoS, "_remove_from_indices", hangs)
    qos.append(SimpleNamespace(delivery_tag="1"), "1")
    assert not qos.can_consume()
    with pytest.raises(error):
        getattr(qos, how)("1")
    assert qos.can_consume()


def test_this_is_what_a_redis_address_is_opened_with():
    assert Connection("redis://127.0.0.1:1/0").get_transport_cls() is redis_broker.RedisTransport
