"""What is shown beside a reason is what made the rule decide, and not a word that happens to stand there."""

from __future__ import annotations

import pytest

from .tables import decided

pytestmark = pytest.mark.engine_free

SON = "むすこは東京にいます。"
DAUGHTER = "Our daughter lives in Osaka."


def judged(**inquiry: object) -> tuple[str, list[tuple[str, str]]]:
    reason = decided(**inquiry).reasons[1]
    return reason.rule, [(found.field, found.words) for found in reason.evidence]


@pytest.mark.parametrize(
    ("message", "rule", "words"),
    [
        (
            f"私はパーキンソン病です。iPS細胞の治療を受けたいです。{SON}",
            "judgment.specialist",
            ["パーキンソン病", "iPS細胞"],
        ),
        (
            f"My knee hurts and I have Parkinson's. Can I get Amchepry? {DAUGHTER}",
            "judgment.specialist",
            ["Parkinson's", "Amchepry"],
        ),
        (
            f"私は血友病です。遺伝子治療を受けたいです。{SON}",
            "judgment.gene_therapy",
            ["血友病", "遺伝子治療"],
        ),
        (f"私は変形性膝関節症です。PRPを受けたいです。{SON}", "judgment.treating", ["変形性膝関節症"]),
    ],
)
def test_the_illness_and_the_treatment_and_not_who_else_is_named(message, rule, words):
    assert judged(message=message) == (rule, [("message", word) for word in words])


def test_the_illness_as_it_was_ticked_where_the_text_names_none():
    message = f"アムシェプリを受けたいです。{SON}"
    found = judged(relationship="parent", condition="parkinsons", message=message)
    assert found == ("judgment.specialist", [("condition", "parkinsons"), ("message", "アムシェプリ")])


def test_the_illness_where_it_was_written():
    written = {"condition_detail": "パーキンソン病", "message": "iPS細胞の治療を受けたい。"}
    found = judged(relationship="parent", **written)
    assert found == ("judgment.specialist", [("condition_detail", "パーキンソン病"), ("message", "iPS細胞")])


def test_who_it_is_about_where_no_illness_is_told():
    assert judged(message="母にPRPを受けさせたいです。") == ("judgment.treating", [("message", "母")])
