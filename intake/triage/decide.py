"""The one function that sorts an inquiry: facts and catalogue in, decision out."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import timedelta

from .abroad import overseas
from .catalogue import Catalogue
from .circumstances import Ground
from .decision import URGENT_FLAGS, Decision, Flag, Priority, Reason
from .facts import Facts, Kind, Language
from .learned.propose import proposals
from .patient import minor
from .rules import despair, harm, insurance, plan, presence, pressure, promise, stopping
from .rules.aftermath import implied_by_harm
from .rules.confusion import kind_confusion
from .rules.judgment import judgment_of
from .rules.track import Sorted, track_of
from .story import Story, tell
from .texts import PROPOSED, text_of
from .treated import treated_mentions, treated_with
from .treatments import Asked, asked_treatment

SOON = timedelta(days=14)
JAPANESE_LETTER = re.compile(r"[\u3041-\u30ff\u3400-\u9fff\uff66-\uff9f]")


def decide(facts: Facts, catalogue: Catalogue, *, proposing: bool = True) -> Decision:
    """Sort one inquiry by the codebook, with the catalogue read as of `facts.submitted_on`.

    Without `proposing` only the rules speak: for training, and for measuring what the model adds.
    """
    story = tell(facts, catalogue)
    asked = asked_treatment(story)
    placed = track_of(story, asked)
    kind = kind_of(story, asked, placed)
    flags = flags_of(story, asked, placed, kind)
    judgment, judgment_rule, judgment_ground = judgment_of(story, asked, placed, kind, flags)
    proposed = proposals(story, placed.track, kind, beside=flags) if proposing else {}
    flags |= proposed
    priority, priority_reason = priority_of(story, flags)
    language = language_of(facts)
    said = [(placed.rule, placed.ground), (judgment_rule, judgment_ground)]
    said += [(rule_of(flag, proposed), flags[flag]) for flag in Flag if flag in flags]
    if priority_reason:
        said.append(priority_reason)
    return Decision(
        track=placed.track,
        treatment_kind=kind,
        physician_judgment=judgment,
        priority=priority,
        flags=tuple(flag for flag in Flag if flag in flags),
        reasons=tuple(Reason(rule, ground, text_of(rule, language)) for rule, ground in said),
    )


def rule_of(flag: Flag, proposed: Collection[Flag]) -> str:
    """Which rule raised it: the override rate is counted by rule, so what was only proposed says so."""
    return f"flag.{flag.value}" + (PROPOSED if flag in proposed else "")


def kind_of(story: Story, asked: Asked, placed: Sorted) -> Kind:
    """What it is: by the text, by the product behind it, and only then by the tick."""
    if asked.kind != Kind.UNKNOWN:
        return asked.kind
    if asked.rivals:
        return Kind.UNKNOWN
    if placed.product:
        return placed.product.kind
    ticked = story.facts.treatment_kind
    return ticked if ticked and ticked != Kind.OTHER else Kind.UNKNOWN


def flags_of(story: Story, asked: Asked, placed: Sorted, kind: Kind) -> dict[Flag, Ground]:
    stopped = stopping.medication_stop(story)
    treated = treated_mentions(story) or implied_by_harm(story, stopped)
    grounds: dict[Flag, Ground] = {
        Flag.CRISIS: despair.crisis(story),
        Flag.ADVERSE_EVENT: harm.adverse_event(story, treated, stopped),
        Flag.MEDICATION_STOP: stopped,
        Flag.DEPOSIT_PRESSURE: pressure.deposit_pressure(story),
        Flag.CURE_CLAIM: promise.cure_claim(story),
        Flag.INSURED_CLAIM_MISMATCH: insurance.insured_claim_mismatch(story, asked, placed),
        Flag.KIND_CONFUSION: kind_confusion(story, asked, kind),
        Flag.NO_PHYSICIAN: presence.no_physician(story, placed.track),
        Flag.PLAN_NUMBER_MISSING: plan.plan_number_missing(story, placed.track, kind, asked),
        Flag.PLAN_NUMBER_INVALID: plan.plan_number_invalid(story, kind),
        Flag.OVERSEAS: overseas(story),
        Flag.MINOR_PATIENT: minor(story),
        Flag.ALREADY_TREATED: story.message.evidence(*treated_with(story, kind, treated)[:1]),
    }
    return {flag: ground for flag, ground in grounds.items() if ground}


def priority_of(story: Story, flags: dict[Flag, Ground]) -> tuple[Priority, tuple[str, Ground] | None]:
    if URGENT_FLAGS & flags.keys():
        return Priority.URGENT, None
    day = story.facts.decision_date
    if day is not None and timedelta(0) <= day - story.facts.submitted_on <= SOON:
        return Priority.SOON, ("priority.decision_date", (story.ticked("decision_date"),))
    if Flag.DEPOSIT_PRESSURE in flags:
        return Priority.SOON, None
    return Priority.ROUTINE, None


def language_of(facts: Facts) -> Language:
    """The language said, else that of the message."""
    if facts.language:
        return facts.language
    return (
        Language.JAPANESE if not facts.message or JAPANESE_LETTER.search(facts.message) else Language.ENGLISH
    )
