"""The proof of work: for one draft, in its time, and never a breakdown, whatever is posted as one."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
from altcha.v1 import Challenge, solve_challenge
from django.utils import timezone

from intake import proof

pytestmark = pytest.mark.engine_free

DRAFT = "bcdfghjkmnpq"


@pytest.fixture(autouse=True)
def easy(monkeypatch):
    monkeypatch.setattr(proof, "HARDEST", 50)


def solved(draft: str = DRAFT, *, now=None, **changes) -> str:
    given = proof.new_challenge(draft, now=now or timezone.now())
    challenge = Challenge(
        given["algorithm"], given["challenge"], given["maxNumber"], given["salt"], given["signature"]
    )
    payload = {name: given[name] for name in ("algorithm", "challenge", "salt", "signature")}
    payload["number"] = solve_challenge(challenge).number
    return encoded({**payload, **changes})


def encoded(payload: object) -> str:
    return base64.b64encode(json.dumps(payload).encode()).decode()


def decoded(posted: str) -> dict:
    return json.loads(base64.b64decode(posted))


def test_a_solution_is_a_proof():
    assert proof.is_proof(solved(), draft=DRAFT)


def test_it_outlives_a_change_of_our_key(settings):
    posted = solved()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key " * 5

    assert proof.is_proof(posted, draft=DRAFT)


# -- Refusals ----------------------------------------------------------------------------------


def test_of_another_draft_it_is_none():
    assert not proof.is_proof(solved("zzzzzzzzzzzz"), draft=DRAFT)


def test_after_its_time_it_is_none():
    assert not proof.is_proof(solved(now=timezone.now() - proof.KEPT - timedelta(seconds=2)), draft=DRAFT)


@pytest.mark.parametrize("name", ["number", "salt", "challenge", "signature", "algorithm"])
def test_changed_in_any_part_it_is_none(name):
    good = decoded(solved())
    other = decoded(solved())
    changed = {**good, name: "SHA-512" if name == "algorithm" else other[name]}
    if name == "number":
        changed["number"] = good["number"] + 1

    assert not proof.is_proof(encoded(changed), draft=DRAFT)


def test_a_number_can_not_be_spliced_out_of_the_salt():
    good = decoded(solved("zzzzzzzzzzzz"))
    for salt in (good["salt"] + f"draft={DRAFT}&", good["salt"].replace("zzzzzzzzzzzz", DRAFT)):
        assert not proof.is_proof(encoded({**good, "salt": salt}), draft=DRAFT)
    later = good["salt"].replace("expires=", "expires=9")
    assert not proof.is_proof(encoded({**good, "salt": later}), draft="zzzzzzzzzzzz")


def test_signed_by_somebody_else_it_is_none(settings):
    posted = solved()
    settings.SECRET_KEY = "another key " * 5

    assert not proof.is_proof(posted, draft=DRAFT)


@pytest.mark.parametrize(
    "posted",
    ["", "x", "\0", "あ", "\ud800", "x" * 100_000, base64.b64encode(b"\xff\xfe").decode(), encoded([]),
     encoded(None), encoded({}), encoded(1e999), base64.b64encode(b"[" * 1400).decode()],
)  # fmt: skip
def test_what_is_no_payload_is_no_proof(posted):
    assert not proof.is_proof(posted, draft=DRAFT)


# 51 is beyond every number that is looked for here; a smaller one may be right by chance.
@pytest.mark.parametrize(
    "value", [None, 51, 1.5, True, [], {}, "あ", "\ud800", "", "?expires=x&draft=" + DRAFT]
)
@pytest.mark.parametrize("name", ["number", "salt", "challenge", "signature", "algorithm"])
def test_parts_of_any_kind_are_no_proof(name, value):
    assert not proof.is_proof(solved(**{name: value}), draft=DRAFT)
