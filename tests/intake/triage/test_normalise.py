from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.triage.normalise import normal_word, normalise

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ｱﾑｼｪﾌﾟﾘ", "アムシェプリ"),
        ("アムシェプリー", "アムシェプリ"),
        ("ｉＰＳ細胞", "iPS細胞"),
        ("えくそそーむ", "エクソソーム"),
        ("ア・イ・ピー・エス", "アイピーエス"),
        ("脂肪 幹細胞", "脂肪幹細胞"),
        ("stem-cell", "stem cell"),
        ("Parkinson’s", "parkinson's"),
        ("カ\u3099", "ガ"),
    ],
)
def test_spellings_of_one_word_become_one(one, other):
    assert normal_word(one) == normal_word(other)


def test_spaces_between_japanese_words_are_remembered_as_pauses():
    normal = normalise("患者です　足も")
    assert normal.text == "患者デス足モ"
    assert normal.pauses == (4,)


def test_offsets_lead_back_to_what_was_written():
    written = "母に ｴｸｿｿｰﾑ をすすめられ"
    normal = normalise(written)
    start = normal.text.index("エクソソム")
    begin, end = normal.original_span(start, start + len("エクソソム"))
    assert written[begin:end] == "ｴｸｿｿｰﾑ"


@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_keeps_its_offsets_in_order(written):
    normal = normalise(written)
    places = [normal.original(offset) for offset in range(len(normal.text) + 1)]
    assert places == sorted(places)
    assert all(0 <= place <= len(written) for place in places)
    assert len(normal.surface) == len(normal.text)
