"""The counselors' free places while a batch is made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from consult.assignment import Candidate, Choice, rank
from consult.models import Counselor


class Places:
    """Gives cases out as services.assign() would, without a write for each."""

    def __init__(self, counselors: Iterable[Counselor]) -> None:
        self.counselors = {counselor.pk: counselor for counselor in counselors}
        self.taken: Counter[int] = Counter()
        self._free = {
            counselor.pk: Candidate(
                id=counselor.pk,
                tracks=frozenset(counselor.tracks),
                languages=frozenset(counselor.languages),
                open_cases=counselor.open_cases,
                capacity=counselor.capacity,
            )
            for counselor in self.counselors.values()
            if counselor.accepting and counselor.open_cases < counselor.capacity
        }
        self._able: dict[tuple[str, str], list[Counselor]] = {}

    def take(self, track: str, language: str) -> Choice | None:
        """The counselor who gets the case, whose place is gone then; None when all who fit are full."""
        ranked = rank(track=track, language=language, candidates=self._free.values())
        if not ranked:
            return None
        best = ranked[0].counselor_id
        self.taken[best] += 1
        now = replace(self._free[best], open_cases=self._free[best].open_cases + 1)
        self._free[best] = now
        if now.open_cases >= now.capacity:
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
