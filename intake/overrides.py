"""How often people decide otherwise than a rule: where the rules are worth a second look."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from intake.models import Decision

# The newest decisions say how the rules do today; more would only make the page slow.
NEWEST = 20_000


@dataclass(frozen=True)
class RuleRate:
    """`spoke` counts the decisions that name the rule, `overridden` those of them that a person changed."""

    rule: str
    spoke: int
    overridden: int

    @property
    def percent(self) -> float:
        return round(100 * self.overridden / self.spoke, 1)


def override_rates(newest: int = NEWEST) -> list[RuleRate]:
    """Every rule of the newest decisions made by the rules, the most often overridden first."""
    by_people = set(Decision.objects.exclude(made_by=None).values_list("inquiry", flat=True))
    decisions = Decision.objects.filter(made_by=None).order_by("-pk").only("inquiry", "made_at", "reasons")
    spoke: Counter[str] = Counter()
    overridden: Counter[str] = Counter()
    for decision in decisions[:newest].iterator(chunk_size=2000):
        rules = {reason["rule"] for reason in decision.reasons}
        spoke.update(rules)
        if decision.inquiry_id in by_people:
            overridden.update(rules)
    rates = [RuleRate(rule, count, overridden[rule]) for rule, count in spoke.items()]
    return sorted(rates, key=lambda rate: (-rate.percent, -rate.spoke, rate.rule))
