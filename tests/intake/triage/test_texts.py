from __future__ import annotations

import re
from pathlib import Path

import pytest

from intake.triage import texts
from intake.triage.decision import Flag
from intake.triage.facts import Language

from .tables import cases, decided

pytestmark = pytest.mark.engine_free

SOURCE = Path(texts.__file__).parent
NEVER = (
    "承認された計画",
    "認可された計画",
    "受けられます。",
    "対象になります",
    "必ず治ります",
    "approved plan",
    "you are eligible",
    "you can have",
    "guarantee",
)


def test_every_rule_has_one_line_in_each_language():
    named = set()
    for path in SOURCE.rglob("*.py"):
        named |= set(
            re.findall(r'"((?:track|judgment|priority)\.[a-z_]+)"', path.read_text(encoding="utf-8"))
        )
    named |= {f"flag.{flag.value}{how}" for flag in Flag for how in ("", texts.PROPOSED)}
    assert named == set(texts.TEXTS)


@pytest.mark.parametrize("rule", texts.TEXTS)
def test_a_line_promises_nothing(rule):
    for language in Language:
        line = texts.text_of(rule, language)
        assert line
        assert not any(word in line for word in NEVER)


def test_a_reason_speaks_the_language_of_the_inquiry():
    japanese = decided(message="エクソソームとは何ですか")
    english = decided(message="What are exosomes?")
    chosen = decided(message="What are exosomes?", language="ja")
    assert japanese.reasons[0].text == chosen.reasons[0].text == texts.TEXTS["track.exosome"]["ja"]
    assert english.reasons[0].text == texts.TEXTS["track.exosome"]["en"]


def test_every_decision_says_why():
    for case in cases("cases_tuned.jsonl"):
        decision = decided(**case.input)
        rules = [reason.rule for reason in decision.reasons]
        assert rules[0].startswith("track.")
        assert rules[1].startswith("judgment.")
        assert [f"flag.{flag}" for flag in decision.flags] == [
            rule.removesuffix(texts.PROPOSED) for rule in rules if rule.startswith("flag.")
        ]
