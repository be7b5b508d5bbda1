"""Keys are read strictly, and what can't be read is never repeated."""

from __future__ import annotations

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from intake import keyring
from tests.consult.environment import settings_with

pytestmark = pytest.mark.engine_free

SHORT = base64.urlsafe_b64encode(b"geheim" * 3).decode()


def test_the_first_one_writes_and_each_is_found_by_its_name():
    ring = keyring.parse(f"{keyring.new_key('k2')}, {keyring.new_key('k1')}\n")
    assert keyring.newest(ring).name == "k2"
    assert keyring.named(ring, "k1") is ring[1]


@pytest.mark.parametrize("text", [f"k1:{SHORT}", SHORT, "k1", "K 1:" + keyring.new_key("k1")[3:], "k1:ä"])
def test_what_is_no_key_is_refused_and_not_repeated(text):
    with pytest.raises(keyring.NotAKey) as refused:
        keyring.parse(text)
    assert SHORT not in str(refused.value)


def test_two_of_one_name_would_make_reading_a_guess():
    with pytest.raises(keyring.NotAKey):
        keyring.parse(f"{keyring.new_key('k1')},{keyring.new_key('k1')}")


def test_a_key_that_is_gone_is_said_and_never_shown():
    with pytest.raises(keyring.NoKey):
        keyring.named(keyring.parse(keyring.new_key("k1")), "k0")
    with pytest.raises(keyring.NoKey):
        keyring.newest(())
    assert "secret" not in repr(keyring.parse(keyring.new_key("k1")))


def test_a_ring_that_cannot_be_read_stops_the_start(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="AUDIT_KEYS"):
        settings_with(AUDIT_KEYS="secret")


def test_without_any_one_is_made_and_kept(tmp_path):
    first = settings_with(STATE_DIR=str(tmp_path))
    assert settings_with(STATE_DIR=str(tmp_path))["AUDIT_KEYS"] == first["AUDIT_KEYS"]
    assert (tmp_path / "audit_keys").stat().st_mode & 0o777 == 0o600
    assert "AUDIT_KEYS" in first["KEYS_NOT_GIVEN"]
    given = settings_with(STATE_DIR=str(tmp_path), AUDIT_KEYS=keyring.new_key("k7"))
    assert given["AUDIT_KEYS"][0].name == "k7"
    assert "AUDIT_KEYS" not in given["KEYS_NOT_GIVEN"]


def test_where_none_can_be_kept_there_is_none(tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    assert settings_with(STATE_DIR=str(file / "below a file"), SECRET_KEY="s" * 60)["AUDIT_KEYS"] == ()
