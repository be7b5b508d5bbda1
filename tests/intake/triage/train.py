"""`make triage-train`: fits the model that proposes flags, and writes intake/triage/learned/model.json.

Weights are learned from all tables but the one set apart. Thresholds are set on `cases_learned.jsonl` alone,
where no rule was ever tuned: there, and by cross-validation, it is seen what a proposal is worth beside the
rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from intake.triage import Decision, decide, parse_facts
from intake.triage.decision import URGENT_FLAGS, Flag
from intake.triage.learned.model import ALONE, FILE, SCALE
from intake.triage.learned.propose import may_stand
from intake.triage.learned.traces import READ_UP_TO, concepts, pieces
from intake.triage.story import Story, tell

from .tables import TODAY, Case, cases, shipped_catalogue

TUNED = (
    *("sample.jsonl", "cases_tuned.jsonl", "cases_second.jsonl", "cases_untouched.jsonl"),
    *("cases_urgent.jsonl", "cases_offers.jsonl", "cases_third.jsonl", "cases_kept.jsonl"),
    "cases_half_read.jsonl",
)
UNTUNED = "cases_learned.jsonl"
PROPOSED = (
    Flag.CRISIS, Flag.ADVERSE_EVENT, Flag.MEDICATION_STOP, Flag.DEPOSIT_PRESSURE, Flag.CURE_CLAIM,
    Flag.INSURED_CLAIM_MISMATCH, Flag.KIND_CONFUSION, Flag.NO_PHYSICIAN, Flag.PLAN_NUMBER_MISSING,
    Flag.OVERSEAS, Flag.ALREADY_TREATED,
)  # fmt: skip
# Rarer traces say more of their writer than of what was said.
SEEN_AT_LEAST = {"pieces": 3, "concepts": 3}
# Concepts are few and already mean something; words are many.
LOUDNESS = {"pieces": 1.0, "concepts": 0.7}
KEPT_A_FLAG = {"words": 3_000, "concepts": 1_000}
# False alarms are counted where inquiries are as they come in; what the rules do not hear, where no rule was
# tuned. On sets that were new to them the rules alone heard about three of four.
AS_THEY_COME_IN = ("sample.jsonl", "cases_second.jsonl", "cases_untouched.jsonl", "cases_third.jsonl")
UNHEARD = 0.25
# How many times more a miss weighs than a false alarm, squared: the F-score's beta. Recall first where
# missing one does harm.
BETA = {flag: 2 if flag in URGENT_FLAGS else 1 for flag in PROPOSED}
SEED = 1


@dataclass(frozen=True)
class Ruled:
    """An inquiry with what the rules alone make of it."""

    case: Case
    story: Story
    decision: Decision


@dataclass
class Traces:
    """Which traces stand in which inquiry: one row an inquiry, one column a trace."""

    names: list[tuple[str, str]]
    there: sparse.csr_matrix

    def only(self, columns: Iterable[int]) -> Traces:
        chosen = sorted(columns)
        return Traces([self.names[column] for column in chosen], self.there[:, chosen])

    def weighed(self) -> sparse.csr_matrix:
        """As the model weighs them: words and concepts each by the root of how many there are."""
        groups = np.array([group == "concepts" for group, _name in self.names])
        parts = []
        for is_concept in (False, True):
            part = self.there[:, np.flatnonzero(groups == is_concept)]
            count = np.sqrt(np.asarray(part.sum(axis=1)).ravel())
            count[count == 0] = 1
            parts.append(sparse.diags((LOUDNESS["concepts"] if is_concept else 1) / count) @ part)
        return sparse.hstack(parts).tocsr()


def main() -> None:
    tuned = [case for name in TUNED for case in cases(name)]
    rows = tuned + list(cases(UNTUNED))
    facts = [parse_facts(case.input, today=TODAY) for case in rows]
    stories = [tell(one, shipped_catalogue()) for one in facts]
    ruled = [
        Ruled(case, story, decide(one, shipped_catalogue(), proposing=False))
        for case, story, one in zip(rows, stories, facts, strict=True)
    ]
    untuned = ruled[len(tuned) :]
    as_usual = {case.id for name in AS_THEY_COME_IN for case in cases(name)}
    usual = [one for one in ruled if one.case.id in as_usual]
    traces = worth_keeping(traces_of(stories), rows)
    fitted = traces.weighed()
    bias, weights, threshold = [], [], []
    for flag in PROPOSED:
        raised = labels(rows, flag)
        by_others = cross_val_predict(
            classifier(), fitted, raised, cv=StratifiedKFold(5, shuffle=True, random_state=SEED),
            method="decision_function",
        )  # fmt: skip
        scores = {case.id: float(score) for case, score in zip(rows, by_others, strict=True)}
        threshold.append(worth_proposing(flag, usual, untuned, scores))
        final = classifier().fit(fitted, raised)
        bias.append(float(final.intercept_[0]))
        weights.append(final.coef_[0])
        print(f"{flag.value}: {int(raised.sum())} rows, threshold {threshold[-1]:.2f}", flush=True)
    write(traces, np.array(weights), bias, threshold)


def classifier() -> LogisticRegression:
    return LogisticRegression(C=30, class_weight="balanced", max_iter=400)


def labels(rows: list[Case], flag: Flag) -> np.ndarray:
    return np.array([flag.value in case.expected["flags"] for case in rows])


def traces_of(stories: list[Story]) -> Traces:
    found = {
        "pieces": [pieces(story.message.text[:READ_UP_TO]) for story in stories],
        "concepts": [
            {f"{concept}>{other}" for concept, others in concepts(story) for other in (ALONE, *others)}
            for story in stories
        ],
    }
    names: list[tuple[str, str]] = []
    parts = []
    for group, sets in found.items():
        counter = CountVectorizer(analyzer=sorted, min_df=SEEN_AT_LEAST[group], binary=True, dtype=np.float64)
        parts.append(counter.fit_transform(sets))
        names += [(group, str(name)) for name in counter.get_feature_names_out()]
    return Traces(names, sparse.hstack(parts).tocsr())


def worth_keeping(traces: Traces, rows: list[Case]) -> Traces:
    """The traces that weigh most for some flag, by weight and by how often they stand somewhere."""
    often = np.sqrt(np.asarray(traces.there.sum(axis=0)).ravel())
    is_concept = np.array([group == "concepts" for group, _name in traces.names])
    kept: set[int] = set()
    for flag in PROPOSED:
        weight = np.abs(classifier().fit(traces.weighed(), labels(rows, flag)).coef_[0]) * often
        for chosen, most in ((is_concept, KEPT_A_FLAG["concepts"]), (~is_concept, KEPT_A_FLAG["words"])):
            columns = np.flatnonzero(chosen)
            kept.update(columns[np.argsort(-weight[columns], kind="stable")[:most]].tolist())
    return traces.only(kept)


def worth_proposing(flag: Flag, usual: list[Ruled], untuned: list[Ruled], scores: dict[str, float]) -> float:
    """The score above which proposing helps the rules most, by what others' weights make of each row."""
    raising = [one for one in usual if flag.value in one.case.expected["flags"]]
    at_rest = [one for one in usual if flag.value not in one.case.expected["flags"] and allowed(flag, one)]
    unheard = [
        one for one in untuned if flag.value in one.case.expected["flags"] and flag not in one.decision.flags
    ]

    def worth(least: float) -> float:
        caught = sum(allowed(flag, one) and scores[one.case.id] > least for one in unheard)
        missed = UNHEARD * (1 - caught / max(1, len(unheard))) * len(raising)
        false = sum(scores[one.case.id] > least for one in at_rest)
        weight = BETA[flag] ** 2
        hit = (1 + weight) * (len(raising) - missed)
        return float(hit / (hit + weight * missed + false))

    return max(np.round(np.arange(-3, 3, 0.1), 1).tolist(), key=worth)


def allowed(flag: Flag, one: Ruled) -> bool:
    return may_stand(flag, one.story, one.decision.track, one.decision.treatment_kind)


def write(traces: Traces, weights: np.ndarray, bias: list[float], threshold: list[float]) -> None:
    # `weighed` puts words before concepts, and the names stand in that order already.
    groups: dict[str, dict[str, list[int]]] = {"pieces": {}, "concepts": {}}
    for column, (group, name) in enumerate(traces.names):
        scaled = np.round(weights[:, column] * LOUDNESS[group] * SCALE).astype(int).tolist()
        if any(scaled):
            groups[group][name] = scaled
    model = {
        "flags": [flag.value for flag in PROPOSED],
        "bias": [round(one, 3) for one in bias],
        "threshold": threshold,
        **groups,
    }
    lines = ",\n".join(
        f'"{key}": ' + (lines_of(value) if isinstance(value, dict) else json.dumps(value))
        for key, value in model.items()
    )
    FILE.write_text("{\n" + lines + "\n}\n", encoding="utf-8")


def lines_of(weights: dict[str, list[int]]) -> str:
    """One trace a line, so that a new training reads as a change of lines."""
    lines = (
        json.dumps(name, ensure_ascii=False) + ":" + json.dumps(scaled, separators=(",", ":"))
        for name, scaled in sorted(weights.items())
    )
    return "{\n" + ",\n".join(lines) + "\n}"


if __name__ == "__main__":
    main()
