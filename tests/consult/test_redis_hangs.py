"""A Redis that hangs just when a worker is done with a task: the worker goes on asking for more."""

from types import SimpleNamespace

import pytest
from kombu.connection import Connection

from consult import broker

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize("how", ["ack", "reject"])
def test_a_message_that_can_not_be_taken_back_gives_its_place_free(how, monkeypatch):
    qos = broker.RedisQoS(SimpleNamespace(connection=None, do_restore=False), prefetch_count=1)
    monkeypatch.setattr(broker.RedisQoS, "append", broker.virtual.QoS.append)
    monkeypatch.setattr(broker.RedisQoS, "restore_at_shutdown", False)

    def hangs(*args, **kwargs):
        raise TimeoutError

    monkeypatch.setattr(broker.RedisQoS, "_remove_from_indices", hangs)
    qos.append(SimpleNamespace(delivery_tag="1"), "1")
    assert not qos.can_consume()
    with pytest.raises(TimeoutError):
        getattr(qos, how)("1")
    assert qos.can_consume()


def test_this_is_what_a_redis_address_is_opened_with():
    assert Connection("redis://127.0.0.1:1/0").get_transport_cls() is broker.RedisTransport
