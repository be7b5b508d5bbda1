from __future__ import annotations

from datetime import date

import pytest

from intake.triage.facts import KEYS, Condition, FactsError, Kind, Language, Question, parse_facts

from .tables import TODAY

pytestmark = pytest.mark.engine_free


def test_every_key_is_read():
    facts = parse_facts(
        {
            "id": "a",
            "submitted_on": "2026-07-01",
            "language": "ja",
            "patient_age": 70,
            "condition": "parkinsons",
            "treatment_kind": "ips_cell",
            "quoted_fee_yen": 0,
            "decision_date": "2026-07-02",
            "questions": ["news", "cost", "news"],
            "message": "x",
        },
        today=TODAY,
    )

    assert facts.submitted_on == date(2026, 7, 1)
    assert facts.language == Language.JAPANESE
    assert facts.condition == Condition.PARKINSONS
    assert facts.treatment_kind == Kind.IPS_CELL
    assert facts.quoted_fee_yen == 0
    assert facts.questions == (Question.COST, Question.NEWS)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", ["", None, [], "unknown", "  "])
def test_not_said_is_the_same_as_left_out(key, value):
    assert parse_facts({key: value}, today=TODAY) == parse_facts({}, today=TODAY)


def test_submitted_today_where_no_day_is_said():
    assert parse_facts({}, today=TODAY).submitted_on == TODAY


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("relationship", "dog", "spouse"),
        ("relationship", 3, "spouse"),
        ("prefecture", "JP-48", "JP-47"),
        ("prefecture", ["JP-13"], "overseas"),
        ("patient_age", "70", "a whole number"),
        ("patient_age", True, "a whole number"),
        ("patient_age", 7.5, "a whole number"),
        ("patient_age", -1, "0 to 130"),
        ("patient_age", 10**30, "0 to 130"),
        ("quoted_fee_yen", -5, "0 or more"),
        ("submitted_on", "yesterday", "an ISO date such as 2026-05-20"),
        ("submitted_on", "2026-02-30", "an ISO date such as 2026-05-20"),
        ("decision_date", 20260601, "an ISO date such as 2026-05-20"),
        ("questions", "cost", "eligibility"),
        ("questions", ["price"], "eligibility"),
        ("questions", [{}], "eligibility"),
        ("message", 5, "a text"),
        ("message", {"a": 1}, "a text"),
    ],
)
def test_wrong_value_is_refused_with_its_key_and_what_is_allowed(key, value, allowed):
    with pytest.raises(FactsError) as refusal:
        parse_facts({key: value}, today=TODAY)

    assert refusal.value.key == key
    assert allowed in refusal.value.allowed


def test_unknown_key_is_refused():
    with pytest.raises(FactsError) as refusal:
        parse_facts({"colour": "red"}, today=TODAY)

    assert refusal.value.key == "colour"
    assert "message" in refusal.value.allowed


@pytest.mark.parametrize("value", [None, [], 3, "text", True])
def test_anything_but_an_object_is_refused(value):
    with pytest.raises(FactsError):
        parse_facts(value, today=TODAY)


def test_refusal_repeats_nothing_of_what_was_written():
    with pytest.raises(FactsError) as refusal:
        parse_facts({"condition": "my secret illness"}, today=TODAY)

    assert "secret" not in str(refusal.value)
