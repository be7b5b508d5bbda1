"""Families and what they write, the same for the same seed. Everybody here is invented.

The texts stand in inquiries.jsonl, one a line, by the codebook's names; `decide_in_days` becomes a date.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

_TEXTS = Path(__file__).parent / "inquiries.jsonl"
# As intake.tokens writes references.
_LETTERS = "23456789BCDFGHJKMNPQRSTWXZ"
_SURNAMES_JA = [
    "鈴木",
    "高橋",
    "伊藤",
    "渡辺",
    "小林",
    "加藤",
    "吉田",
    "佐々木",
    "山口",
    "松本",
    "井上",
    "木村",
]
_SURNAMES_EN = ["Miller", "Garcia", "Nguyen", "Wilson", "Tan", "Clark", "Rossi", "Schmidt"]
_PREFECTURES = ["JP-13"] * 6 + ["JP-14", "JP-27", "JP-23", "JP-11", "JP-12"] * 3 + [
    f"JP-{number:02}" for number in range(1, 48)
]  # fmt: skip
_CHANNELS = ["email"] * 7 + ["phone", "phone", "page"]
_CALL_TIMES = ["any", "morning", "afternoon", "late_afternoon"]


@dataclass(frozen=True)
class Family:
    number: int
    reference: str
    text: int
    language: str
    # By the codebook's names, only what was said; without the date to decide by.
    facts: dict[str, Any]
    decide_in_days: int | None
    contact: dict[str, str]

    def facts_on(self, day: date) -> dict[str, Any]:
        if self.decide_in_days is None:
            return self.facts
        return {**self.facts, "decision_date": day + timedelta(days=self.decide_in_days)}


@cache
def texts() -> list[dict[str, Any]]:
    return [json.loads(line) for line in _TEXTS.read_text(encoding="utf-8").splitlines()]


def family(*, seed: int, number: int) -> Family:
    chance = random.Random(f"{seed}:{number}")  # noqa: S311 (to be repeatable)
    reference = "".join(chance.choices(_LETTERS, k=9))
    # The first ones take the texts in order, so that a small demo shows as many as it can.
    text = number if number < len(texts()) else chance.randrange(len(texts()))
    facts = {"prefecture": chance.choice(_PREFECTURES), **texts()[text]}
    language, decide_in_days = facts.pop("language"), facts.pop("decide_in_days", None)
    return Family(
        number=number,
        reference=f"{reference[:3]}-{reference[3:6]}-{reference[6:]}",
        text=text,
        language=language,
        facts=facts,
        decide_in_days=decide_in_days,
        contact=_contact(chance, number, language),
    )


def _contact(chance: random.Random, number: int, language: str) -> dict[str, str]:
    channel = chance.choice(_CHANNELS)
    contact = {
        "contact_name": chance.choice(_SURNAMES_JA if language == "ja" else _SURNAMES_EN),
        "preferred_channel": channel,
    }
    if channel == "email" or chance.random() < 0.3:
        contact["email"] = f"family{number}@example.jp"
    if channel == "phone" or chance.random() < 0.2:
        # No exchange of Tokyo begins with 0.
        contact["phone"] = f"+8130000{number % 10000:04}"
        contact["best_time_to_call"] = chance.choice(_CALL_TIMES)
    return contact
