"""Who takes a case. Pure: the conditional write that makes it so is services.assign()."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Candidate:
    """A counselor as the choice sees them."""

    id: int
    tracks: frozenset[str]
    languages: frozenset[str]
    open_cases: int
    capacity: int

    @property
    def load(self) -> float:
        return self.open_cases / self.capacity if self.capacity else 1.0


@dataclass(frozen=True)
class Choice:
    """A counselor and why: kept on the case, so that anyone can see it."""

    counselor_id: int
    why: dict[str, Any]


@dataclass(frozen=True)
class Why:
    track: str
    language: str
    open_cases: int
    capacity: int
    chosen_among: int


def rank(*, track: str, language: str, candidates: Iterable[Candidate]) -> list[Choice]:
    """Those who can take the case, the least loaded (as a share of their capacity) first.

    Whoever comes first may be full by the time of the write; then the next one is asked.
    """
    able = [
        candidate
        for candidate in candidates
        if track in candidate.tracks
        and language in candidate.languages
        and candidate.open_cases < candidate.capacity
    ]
    able.sort(key=lambda candidate: (candidate.load, candidate.open_cases, candidate.id))
    return [
        Choice(
            candidate.id,
            asdict(Why(track, language, candidate.open_cases, candidate.capacity, len(able))),
        )
        for candidate in able
    ]
