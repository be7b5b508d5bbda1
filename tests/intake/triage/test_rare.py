"""Patterns that are searched for only where one of their words stands find what they would find anyhow."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import intake.triage
from intake.triage.normalise import normalise
from intake.triage.rare import Rare, branches_of, words_needed

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


def every_text() -> list[str]:
    return [
        normalise(case.input.get("message", "")).text
        for name in ("sample.jsonl", "cases_tuned.jsonl", "cases_third.jsonl", "cases_learned.jsonl")
        for case in cases(name)
    ]


def test_each_finds_in_every_row_what_its_whole_pattern_finds():
    patterns = rare_patterns()
    assert len(patterns) > 20
    for text in every_text():
        for pattern in patterns:
            whole, branch = pattern.pattern.search(text), pattern.search(text)
            assert (whole and whole.span()) == (branch and branch.span())


def test_of_branches_the_first_in_the_text_is_found_and_then_the_next():
    rare = Rare(r"点滴(?:ノ後)?|幹細胞|細胞ノ点滴")
    text = "細胞ノ点滴ト幹細胞ノ点滴ノ後"

    assert rare.search(text).span() == (0, 5)
    assert [found.group() for found in rare.finditer(text)] == ["細胞ノ点滴", "幹細胞", "点滴ノ後"]
    assert [found.span() for found in rare.finditer(text)] == [f.span() for f in rare.pattern.finditer(text)]
    assert rare.search(text, 7).group() == "細胞ノ点滴"
    assert rare.search("何モナイ") is None


@pytest.mark.parametrize(
    ("pattern", "branches"),
    [
        (r"a|b", ["a", "b"]),
        (r"a(?:b|c)|[|(]d|\|e", ["a(?:b|c)", "[|(]d", r"\|e"]),
    ],
)
def test_a_pattern_falls_into_its_outer_branches(pattern, branches):
    assert branches_of(pattern) == branches
