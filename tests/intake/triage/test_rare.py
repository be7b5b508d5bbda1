"""Patterns that are searched for only where one of their words stands find what they would find anyhow."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import intake.triage
from intake.triage.normalise import normalise
from intake.triage.rare import Rare, words_needed

from .tables import cases

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\b(?:shot|jab) of genes?\b", {" of gene"}),
        (r"幹細胞|\bcells? (?:in|on) ice\b", {"幹細胞", "cell"}),
        (r"(?:もう|まだ)?三回[目分]", {"三回"}),
        (r"(?<!ノ)点滴(?!ハ)", {"点滴"}),
        (r"[ヲガ]\d{1,2}回", {"回"}),
    ],
)
def test_every_branch_gives_a_word(pattern, words):
    assert words_needed(pattern) == words


@pytest.mark.parametrize("pattern", [r"\d+", r"(?:点滴)?", r"点滴|\w+", r"[^。]{3}"])
def test_a_pattern_that_needs_no_word_is_refused(pattern):
    assert not words_needed(pattern)
    with pytest.raises(ValueError, match="needs a word"):
        Rare(pattern)


def rare_patterns() -> list[Rare]:
    modules = pkgutil.walk_packages(intake.triage.__path__, "intake.triage.")
    found = {
        id(value): value
        for module in modules
        for value in vars(importlib.import_module(module.name)).values()
        if isinstance(value, Rare)
    }
    return list(found.values())


def test_no_match_is_lost_in_any_row():
    texts = [
        normalise(case.input.get("message", "")).text
        for name in ("sample.jsonl", "cases_tuned.jsonl", "cases_third.jsonl", "cases_learned.jsonl")
        for case in cases(name)
    ]
    patterns = rare_patterns()
    assert len(patterns) > 20
    for pattern in patterns:
        lost = [text for text in texts if pattern.pattern.search(text) and not pattern.search(text)]
        assert not lost
