"""What triage makes of a draft while it is written: only to decide which page to put in the way, once.

Nothing of it is kept or told as a finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from intake.catalogue import current_catalogue
from intake.models.inquiries import FACT_FIELDS
from intake.steps import SELLERS
from intake.triage.decide import decide
from intake.triage.decision import URGENT_FLAGS, Decision, Flag, Track
from intake.triage.facts import parse_facts

Values = Mapping[str, Any]


def urgent_flags(values: Values, *, now: datetime) -> frozenset[str]:
    """Harm, stopped medicine and despair in what was written: those of URGENT_FLAGS, by their codes."""
    if not values.get("message"):
        return frozenset()
    written = {"message": values["message"], "relationship": values.get("relationship")}
    return frozenset(flag.value for flag in URGENT_FLAGS.intersection(_sort(written, now).flags))


def is_self_pay(values: Values, *, now: datetime) -> bool:
    """Whether to say, before more is asked, what it means that insurance does not pay.

    Only where that is sure: the family ticked that it would pay for all, or the words and ticks so far are
    an offer outside insurance. Not where they were told of insurance or a trial, nor where what they ask
    about is insured: there a person has to look. And not to somebody in despair; who had harm or stopped a
    medicine is pressed to pay like others, or more.
    """
    if values.get("payment") in ("insured", "trial"):
        return False
    decision = _sort(values, now)
    if Flag.CRISIS in decision.flags or decision.track == Track.INSURED_SPECIALIST:
        return False
    return values.get("payment") == "self_pay" or _is_offered(decision, values)


def _is_offered(decision: Decision, values: Values) -> bool:
    rule = decision.reasons[0].rule
    sold = values.get("provider_kind") in SELLERS or values.get("quoted_fee_yen") is not None
    return rule == "track.offered" or (rule == "track.exosome" and sold)


def _sort(values: Values, now: datetime) -> Decision:
    day = timezone.localdate(now)
    said = {name: values[name] for name in FACT_FIELDS if values.get(name) not in (None, "", [])}
    if "decision_date" in said:
        said["decision_date"] = said["decision_date"].isoformat()
    return decide(parse_facts({**said, "submitted_on": day.isoformat()}, today=day), current_catalogue())
