from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.engine_free

ROOT = Path(__file__).parents[3]


def triage(lines: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "manage.py", "triage", *arguments]
    return subprocess.run(command, input=lines, capture_output=True, cwd=ROOT, check=False, timeout=60)


@pytest.fixture(scope="module")
def mixed() -> subprocess.CompletedProcess[bytes]:
    lines = [
        json.dumps({"id": "good", "message": "アムシェプリはどこで受けられますか"}).encode(),
        b"",
        b"\xff\xfe broken",
        b"[1, 2]",
        b'{"id": "half", "message": ',
        b'{"id": "colour", "colour": "red"}',
        b'{"id": "value", "relationship": "dog"}',
        b'{"id": "nul", "message": "a\\u0000b \\ud800 \\u202e"}',
        b'{"id": "nan", "patient_age": NaN}',
        b'{"id": "deep", "message": ' + b"[" * 100_000,
        b'{"id": "long", "message": "' + "治験 ".encode() * 140_000 + b'"}',
        '{"id": "last", "message": "exosome"}'.encode("utf-8-sig"),
    ]
    return triage(b"\n".join(lines))


def test_good_lines_go_on_and_output_stays_parallel(mixed):
    answers = [json.loads(line) for line in mixed.stdout.splitlines()]

    assert [answer["id"] for answer in answers] == [
        "good",
        None,
        None,
        None,
        "colour",
        "value",
        "nul",
        None,
        None,
        "long",
        "last",
    ]
    assert answers[0]["track"] == "insured_specialist"
    assert answers[4]["error"] == "colour"
    assert answers[5]["error"] == "relationship"
    assert "error" not in answers[9]


def test_bad_lines_are_named_with_number_key_and_allowed_values(mixed):
    errors = mixed.stderr.decode()

    assert mixed.returncode == 1
    assert "line 3: not UTF-8" in errors
    assert "line 6: colour: unknown key (allowed: id, submitted_on" in errors
    assert "line 7: relationship: not an allowed value (allowed: self, spouse" in errors
    assert "Traceback" not in errors


def test_an_answer_has_the_codebooks_shape_and_all_went_well():
    done = triage(b'{"id": "a", "message": "exosome drips in Korea"}\n')
    (answer,) = [json.loads(line) for line in done.stdout.splitlines()]

    assert done.returncode == 0
    assert list(answer) == [
        "id",
        "track",
        "treatment_kind",
        "physician_judgment",
        "priority",
        "flags",
        "reasons",
        "ruleset",
    ]
    assert answer["flags"] == ["overseas"]
    assert set(answer["reasons"][0]) == {"rule", "evidence", "text"}


def test_explain_is_for_people():
    done = triage('{"id": "a", "message": "エクソソームの点滴"}\n'.encode(), "--explain")
    out = done.stdout.decode()

    assert done.returncode == 0
    assert "a: self_pay_review, exosome" in out
    assert "message[0:7] エクソソーム" not in out
    assert "message[0:6] エクソソーム" in out
