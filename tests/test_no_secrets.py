"""No file of this repository holds a key: by the shapes that keys have.

Passwords in code are ruff's (S105 to S107) and bandit's to find. The scanners made for this look for whatever
seems random: here that is hundreds of hashes in the locks, and the weights of a model.
"""

from __future__ import annotations

import re
import subprocess

import pytest

from tests.engines import ROOT

pytestmark = pytest.mark.engine_free

SHAPES = {
    "a private key": rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]",
    "a cloud's access key": rb"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of a code host": rb"\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40}|glpat-[\w-]{20})",
    "a token of a chat": rb"\bxox[abprs]-[\w-]{10}",
    "a key of a payment or mail provider": rb"\b(sk_live_\w{16}|SG\.[\w-]{16}\.[\w-]{16}|key-[0-9a-f]{32})\b",
    "a key of a search engine's cloud": rb"\bAIza[\w-]{35}",
    "a token that says who one is": rb"\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{15,}",
    "a password in an address": rb"\b(postgres(ql)?|redis|amqp|smtp(\+\w+)?|https?)://\w+:(?!password\b|%s|secret\b)[\w-]{8,}@",
}  # fmt: skip


def tracked() -> list[str]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no clone: there is no list of files")
    return [name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def found_in(content: bytes) -> list[str]:
    return [what for what, shape in SHAPES.items() if re.search(shape, content)]


def test_no_file_holds_one():
    found = {name: found_in((ROOT / name).read_bytes()) for name in tracked()}
    assert {name: what for name, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "planted",
    ["-----BEGIN RSA PRIVATE " + "KEY-----\nMIIE", "AKIA" + "ABCDEFGHIJKLMNOP", "ghp_" + "a1" * 18,
     "postgres://shirube:" + "hunter2hunter2@db/x", "smtp+tls://u:" + "longenough1@mail"],
)  # fmt: skip
def test_one_that_is_planted_is_found(planted):
    assert found_in(planted.encode())


@pytest.mark.parametrize("name", ["secrets/secret_key", "var/secret_key", ".env"])
def test_what_holds_secrets_is_never_added(name):
    ignored = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT, check=False)
    assert ignored.returncode in (0, 128)
