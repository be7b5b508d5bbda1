"""How hard a text is to read, measured in each language."""

from __future__ import annotations

import pytest

from intake.reading_level import Level, double_negatives, kanji_without_reading, measure, too_long

pytestmark = pytest.mark.engine_free

HARD_JA = "再生医療等製品の条件及期限付承認制度における製造販売後承認条件評価計画書の提出義務"
HARD_EN = "Conditional authorisation presupposes comprehensive pharmacovigilance obligations"


def test_japanese_by_characters_a_sentence_and_kanji():
    found = measure("先生に聞く。\n\nそれから、きめる。", "ja")
    assert (found.sentences, found.length, found.longest) == (2, 6.0, 7)
    assert found.share == pytest.approx(100 * 3 / 12)
    assert found.level == Level.EASY
    assert measure(HARD_JA, "ja").level == Level.HARD


def test_english_by_words_a_sentence_and_long_words():
    found = measure("Ask the doctor. Then decide carefully.", "en")
    assert (found.sentences, found.length, found.longest) == (2, 3.0, 3)
    assert found.share == pytest.approx(100 * 1 / 6)
    assert measure(HARD_EN, "en").level == Level.HARD


def test_signs_of_markdown_and_readings_are_no_words():
    written = "## {薬|くすり}\n\n- [ ] **{聞|き}く**\n- [ここ](/learn/)を{見|み}る\n1. {{ draft_days }}"
    found = measure(written, "ja-easy")
    assert found.longest == len("draftdays")
    assert (found.sentences, found.share) == (4, pytest.approx(100 * 3 / 17))


@pytest.mark.parametrize("text", ["", "\n", "。。。", "## "])
def test_nothing_is_easy(text):
    assert measure(text, "ja").sentences == 0


def test_what_easy_japanese_does_not_have():
    assert kanji_without_reading("{薬|くすり}を飲む") == ["飲"]
    assert too_long("あ" * 61 + "。い。") == ["あ" * 61]
    assert too_long("あ" * 60 + "（" + "い" * 40 + "）") == []
    assert double_negatives("しないことはありません。") == ["しないことはありません"]
    assert double_negatives("「あぶない」という意味ではありません。") == []
