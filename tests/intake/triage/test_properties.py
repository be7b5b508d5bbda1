"""What holds for every inquiry, whatever is in it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.triage import Decision, FactsError, Flag, decide, parse_facts
from intake.triage.facts import KEYS, Condition, Kind, Language, Payment, ProviderKind, Relationship

from .tables import TODAY, cases, decided, shipped_catalogue

pytestmark = pytest.mark.engine_free

any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(alphabet=st.characters(), max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
words = st.sampled_from(
    """
    iPS エクソソーム 幹細胞 PRP アムシェプリ クリニック 保険 自費 100万円 受けました 熱が出て
    薬をやめ 死にたい 韓国 治験 ない たら か？ 。 、 not if Amchepry exosome clinic trial stop levodopa
    fever Korea cure \x00 \ud800 \u202e 😢
    """.split()  # noqa: SIM905
)
messages = st.lists(words, max_size=25).map(" ".join) | st.text(alphabet=st.characters(), max_size=120)


@given(any_json)
def test_any_json_gives_a_decision_or_a_named_error(value):
    answer(value)


@given(st.dictionaries(st.sampled_from(KEYS), any_json, max_size=6))
def test_any_value_gives_a_decision_or_a_named_error(value):
    answer(value)


def answer(value: object) -> Decision | None:
    try:
        facts = parse_facts(value, today=TODAY)
    except FactsError:
        return None
    return decide(facts, shipped_catalogue())


@given(
    message=messages,
    treatment_name=messages,
    relationship=st.none() | st.sampled_from(Relationship),
    condition=st.none() | st.sampled_from(Condition),
    treatment_kind=st.none() | st.sampled_from(Kind),
    payment=st.none() | st.sampled_from(Payment),
    provider_kind=st.none() | st.sampled_from(ProviderKind),
    language=st.none() | st.sampled_from(Language),
)
def test_any_inquiry_is_decided_with_reasons_that_point_into_it(**inquiry):
    decision = decided(**{key: str(value) if value else None for key, value in inquiry.items()})

    assert decision.treatment_kind != "other"
    assert json.dumps(decision.as_json())
    for reason in decision.reasons:
        assert reason.text
        for found in reason.evidence:
            if found.field in ("message", "treatment_name"):
                assert inquiry[found.field][found.start : found.end] == found.words


@given(st.data(), st.sampled_from(cases("cases_tuned.jsonl")))
def test_the_order_of_fields_never_matters(data, case):
    keys = data.draw(st.permutations(list(case.input)))
    assert decided(**{key: case.input[key] for key in keys}) == decided(**case.input)


def test_flags_stand_in_one_order():
    order = list(Flag)
    for case in cases("cases_tuned.jsonl"):
        flags = list(decided(**case.input).flags)
        assert flags == sorted(flags, key=order.index)


POLITE = (
    "お忙しいところ恐れ入ります。どうぞよろしくお願いいたします。",
    "長文になり申し訳ございません。お返事をお待ちしております。",
    "Thank you very much for your kind help. Sorry for the long message.",
)


def politely(message: str, number: int) -> str:
    """The message with a polite sentence before or behind it: each row takes its turn, all six come up."""
    sentence = POLITE[number % len(POLITE)]
    return f"{sentence}\n{message}" if number % 2 else f"{message}\n{sentence}"


@pytest.mark.parametrize("name", ["sample.jsonl", "cases_tuned.jsonl", "cases_second.jsonl"])
def test_a_polite_sentence_never_changes_the_track(name):
    changed = {}
    for number, case in enumerate(cases(name)):
        message = case.input.get("message", "")
        plain = decided(**case.input)
        after = decided(**{**case.input, "message": politely(message, number)})
        if message and (after.track, after.treatment_kind) != (plain.track, plain.treatment_kind):
            changed[case.id] = (plain.track, after.track)
    assert changed == {}


@pytest.mark.parametrize(
    "text",
    [
        "薬をやめたら熱が出て死にたい。" * 33_000,
        "a" * 500_000,
        "ﾞ" * 500_000,
        "1 " * 250_000,
        "\u202eiPS" * 125_000,
        "\ud800" * 500_000,
        "先生は" * 166_000,
        "iPSから" * 100_000,
        "100万円 クリニック 幹細胞 " * 30_000,
        "PRP2回" * 80_000,
        "a friend had a fever and stopped levodopa two weeks after exosomes " * 6_000,
    ],
    ids=range(11),
)
def test_half_a_megabyte_takes_no_longer_than_two_thousand_inquiries(text, ordinary):
    """Which is a second at the rate that triage has to keep, on a machine of any speed."""
    assert seconds_of(lambda: decided(message=text)) < 2_000 * ordinary


@pytest.fixture(scope="module")
def ordinary() -> float:
    """Seconds for one inquiry of the sample, on this machine and now."""
    rows = cases("sample.jsonl")
    for case in rows:  # once beforehand: the word tables are read and compiled
        decided(**case.input)
    return seconds_of(lambda: [decided(**case.input) for case in rows]) / len(rows)


def seconds_of(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
