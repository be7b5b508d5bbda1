"""The counselors' free places while a batch is made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from consult.assignment import Candidate, Choice, Path, Wanted, rank
from consult.models import Counselor


class Places:
    """Gives cases out as assigning.give() would, without a write for each. Everybody is at work."""

    def __init__(self, counselors: Iterable[Counselor], *, now: datetime) -> None:
        self._now = now
        self.counselors = {counselor.pk: counselor for counselor in counselors}
        self.taken: Counter[int] = Counter()
        self._free = {
            counselor.pk: Candidate(
                id=counselor.pk,
                tracks=frozenset(counselor.tracks),
                languages=frozenset(counselor.languages),
                open_cases=counselor.open_cases,
                capacity=counselor.capacity,
                at_work=now,
            )
            for counselor in self.counselors.values()
            if counselor.accepting and counselor.open_cases < counselor.capacity
        }
        self._able: dict[tuple[str, str], list[Counselor]] = {}

    def take(self, track: str, language: str) -> Choice | None:
        """The counselor who gets the case, whose place is gone then; None when all who fit are full."""
        ranked = rank(Wanted(Path.ARRIVAL, track, language, self._now), self._free.values())
        if not ranked:
            return None
        best = ranked[0].counselor_id
        self.taken[best] += 1
        had = self._free[best]
        has = replace(had, open_cases=had.open_cases + 1, given=had.given + 1)
        self._free[best] = has
        if has.open_cases >= has.capacity:
            del self._free[best]
        return ranked[0]

    def able(self, track: str, language: str) -> list[Counselor]:
        """Those who could have had a case that is closed by now, full or not."""
        key = (track, language)
        if key not in self._able:
            self._able[key] = [
                counselor
                for counselor in self.counselors.values()
                if track in counselor.tracks and language in counselor.languages
            ]
        return self._able[key]
