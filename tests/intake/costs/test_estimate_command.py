"""`manage.py estimate`: lines in, lines out, and what becomes of lines that cannot be read."""

import io
import json
import sys

import pytest

from intake.management.commands.estimate import Command

pytestmark = pytest.mark.django_db

GOOD = {"id": "good", "treatment_month": "2026-08", "age": 66, "band": "C", "total_cost_yen": 55_306_737}


def line(**changes) -> bytes:
    return json.dumps({**GOOD, **changes}).encode() + b"\n"


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command on raw bytes, as manage.py would; returns exit code, answers and what stderr says."""

    def run(stdin: bytes) -> tuple[int, list[dict], str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = 0
        try:
            # The streams as they are now: Django takes them when the command is made.
            Command(stdout=sys.stdout, stderr=sys.stderr).run_from_argv(["manage.py", "estimate"])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, [json.loads(answer) for answer in out.splitlines()], err

    return run


def test_one_estimate_a_line_in_the_order_of_the_contract(run):
    code, answers, err = run(line(id="one") + line(id="two", band="E"))

    assert (code, err) == (0, "")
    assert [(answer["id"], answer["payable_yen"]) for answer in answers] == [
        ("one", 636_007),
        ("two", 36_900),
    ]
    assert list(answers[0]) == [
        "id",
        "copayment_yen",
        "ceiling_yen",
        "payable_yen",
        "annual_ceiling_yen",
        "refund_later_yen",
        "subsidy_ceiling_yen",
        "payable_with_subsidy_yen",
        "table",
        "planned",
    ]


def test_nothing_in_nothing_out(run):
    assert run(b"") == (0, [], "")


def test_a_case_error_is_an_ordinary_line(run):
    code, answers, err = run(line(id="bad", band="Z") + line())

    assert (code, err) == (0, "")
    assert answers[0] == {"id": "bad", "error": "band"}
    assert answers[1]["payable_yen"] == 636_007


def test_blank_lines_windows_line_ends_and_a_byte_order_mark_are_no_mistakes(run):
    code, answers, err = run(b"\xef\xbb\xbf" + line().replace(b"\n", b"\r\n") + b"\n  \r\n" + line().rstrip())

    assert (code, err) == (0, "")
    assert [answer["payable_yen"] for answer in answers] == [636_007, 636_007]


UNREADABLE = {
    "no JSON": (b"{", "not JSON"),
    "half a case": (b'{"id": "good", "age"', "not JSON"),
    "words": (b"estimate this", "not JSON"),
    "two objects": (b"{} {}", "not JSON"),
    "NaN": (b'{"id": "x", "age": NaN}', "not JSON"),
    "infinity": (b'{"id": "x", "age": -Infinity}', "not JSON"),
    "a list": (b"[1]", "not an object"),
    "a number": (b"5", "not an object"),
    "null": (b"null", "not an object"),
    "a text": (b'"C"', "not an object"),
    "a huge number alone": (b"9" * 10_000, "not an object"),
    "NUL": (b"\0\0\0", "not JSON"),
    "NUL inside": (b'{"id": "a\0b"}', "not JSON"),
    "no UTF-8": (b'{"id": "\xff\xfe"}', "not UTF-8"),
    "Shift_JIS": ('{"id": "費用"}'.encode("shift_jis"), "not UTF-8"),
    "half a character": (b'{"id": "\xe8\xb2"}', "not UTF-8"),
    "an encoded surrogate": (b'{"id": "\xed\xa0\x80"}', "not UTF-8"),
    "deep lists": (b"[" * 200_000, "nested too deeply"),
    "deep objects": (b'{"id":' * 200_000, "nested too deeply"),
}


@pytest.mark.parametrize(("bad", "why"), UNREADABLE.values(), ids=UNREADABLE)
def test_an_unreadable_line_is_answered_and_the_others_go_on(run, bad, why):
    code, answers, err = run(line(id="before") + bad + b"\n" + line(id="after"))

    assert code == 1
    assert answers[1] == {"id": None, "error": why}
    assert [answer["id"] for answer in answers] == ["before", None, "after"]
    assert err.startswith(f"line 2: {why}\n")


def test_the_line_number_counts_blank_lines_and_the_line_itself_is_not_repeated(run):
    code, _, err = run(b"\n\nmy secret income\n" + line() + b"[]\n")

    assert code == 1
    assert "line 3: not JSON" in err
    assert "line 5: not an object" in err
    assert "secret" not in err


ODD = {
    "digits without end": (b'{"id":"x","treatment_month":"2026-08","age":' + b"9" * 10_000 + b"}", "age"),
    "a float without end": (b'{"id":"x","treatment_month":"2026-08","age":1e999}', "age"),
    "more yen than JSON can carry": (line(id="x", total_cost_yen=10**19).rstrip(), "total_cost_yen"),
    "deep but readable": (line(id="x").replace(b'"C"', b"[" * 200 + b"]" * 200), "band"),
    "a lone surrogate as a key": (line(id="x").replace(b'"band"', b'"\\ud800"'), "\ud800"),
}


@pytest.mark.parametrize(("odd", "key"), ODD.values(), ids=ODD)
def test_odd_values_are_errors_of_their_key(run, odd, key):
    code, answers, err = run(odd.rstrip() + b"\n" + line())

    assert (code, err) == (0, "")
    assert answers[0] == {"id": "x", "error": key}
    assert answers[1]["payable_yen"] == 636_007


@pytest.mark.parametrize("identity", ["費用-1", "a\u2028b", "\ud800", "", 12345678901234567890])
def test_any_id_comes_back_as_it_was(run, identity):
    code, answers, _ = run(line(id=identity))

    assert code == 0
    assert answers[0]["id"] == identity


def test_a_reader_that_leaves_early_is_no_mistake(monkeypatch):
    """`manage.py estimate < cases.jsonl | head -1`"""
    redirected = []

    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

        def fileno(self) -> int:
            return -1

    monkeypatch.setattr("os.dup2", lambda source, target: redirected.append(target))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line())))
    monkeypatch.setattr(sys, "stdout", Gone())

    Command(stdout=sys.stdout).handle()

    assert redirected == [-1]
