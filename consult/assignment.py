"""Who takes a case. Pure: what is known is passed in; the write that makes it so is assigning.give().

One choice for every way in which a case comes to a counselor (docs/adr/0017): it has to fit, there has to be
a place, whoever gets it has to be at work in time, and over two weeks everybody gets their fair part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Path(StrEnum):
    """How a case comes to a counselor."""

    ARRIVAL = "arrival"
    DRAIN = "drain"
    CLAIM = "claim"
    TAKE_OVER = "take_over"
    HAND_OVER = "hand_over"
    ADMIN = "admin"
    REOPENED = "reopened"


# A counselor decided: neither their hours nor what others were given counts against it.
BY_THEMSELVES = frozenset({Path.CLAIM, Path.TAKE_OVER})


@dataclass(frozen=True)
class Wanted:
    """What is to be given. `to` asks for one counselor, `but` leaves out who has it now.

    `needed_by` is when somebody has to have looked at it, as an aware moment.
    """

    path: Path
    track: str
    language: str
    needed_by: datetime
    to: int | None = None
    but: int | None = None


@dataclass(frozen=True)
class Candidate:
    """A counselor as the choice sees them.

    `at_work` is when they are at work next, None where that is not in sight; `cover` who stands in for them
    while they are away. `given` counts the cases of the last two weeks, `given_today` those of today;
    `attendance` is the part of the two weeks in which they were not away (0 to 1).
    """

    id: int
    tracks: frozenset[str]
    languages: frozenset[str]
    open_cases: int
    capacity: int
    accepting: bool = True
    away: bool = False
    cover: int | None = None
    at_work: datetime | None = None
    given: int = 0
    given_today: int = 0
    attendance: float = 1.0
    last_given_at: datetime | None = None

    @property
    def has_place(self) -> bool:
        return self.accepting and self.open_cases < self.capacity

    @property
    def load(self) -> float:
        return self.open_cases / self.capacity if self.capacity else 1.0

    @property
    def weight(self) -> float:
        """What their part is measured by: places, for the time that they were there."""
        return self.capacity * self.attendance


@dataclass(frozen=True)
class Choice:
    """A counselor and why: kept on the case, so that anyone can see it."""

    counselor_id: int
    why: dict[str, Any]


def rank(wanted: Wanted, candidates: Iterable[Candidate]) -> list[Choice]:
    """Those who can take the case, the one that fits best first; none when nobody can.

    Whoever comes first may be full by the time of the write; then the next one is asked.
    """
    team = {candidate.id: candidate for candidate in candidates}
    if wanted.to is not None:
        return _asked_for(wanted, wanted.to, team)
    able = [one for one in team.values() if why_not(wanted, one) is None and one.id != wanted.but]
    # In a fair world, this case with the others: of two weeks, and of today.
    parts = _shared(able, sum(one.given for one in able) + 1)
    today = _shared(able, sum(one.given_today for one in able) + 1)
    able.sort(key=lambda one: _order(one, part=parts[one.id], today=today[one.id]))
    return [Choice(one.id, _why(wanted, one, ideal=parts[one.id], among=len(able))) for one in able]


def _asked_for(wanted: Wanted, to: int, team: Mapping[int, Candidate]) -> list[Choice]:
    """The one who was asked for; while they are away, who stands in for them."""
    if wanted.path in BY_THEMSELVES:
        one = team.get(to)
        return [Choice(to, _why(wanted, one))] if one and one.has_place else []
    standing_in = stand_in(to, team)
    if standing_in is None or standing_in == wanted.but:
        return []
    one = team[standing_in]
    # What they had once they may go on with.
    fitting = fits(wanted, one) or wanted.path == Path.REOPENED
    if not (fitting and one.has_place):
        return []
    why = _why(wanted, one)
    return [Choice(one.id, why if one.id == to else {**why, "instead_of_absent": to})]


def stand_in(id: int, team: Mapping[int, Candidate]) -> int | None:
    """Who is there for this counselor: themselves, their cover, or the cover's cover.

    None where nobody is: also where the covers lead in a circle.
    """
    asked: set[int] = set()
    current: int | None = id
    while current is not None and current in team and current not in asked:
        if not team[current].away:
            return current
        asked.add(current)
        current = team[current].cover
    return None


def fits(wanted: Wanted, candidate: Candidate) -> bool:
    return wanted.track in candidate.tracks and wanted.language in candidate.languages


def why_not(wanted: Wanted, candidate: Candidate) -> str | None:
    """What keeps this counselor from being given the case by the service; None when nothing does."""
    if not fits(wanted, candidate):
        return "no_fit"
    if candidate.away or candidate.at_work is None or candidate.at_work > wanted.needed_by:
        return "not_there"
    return None if candidate.has_place else "no_place"


def why_nobody(wanted: Wanted, candidates: Iterable[Candidate]) -> str:
    """Why a case waits: "no_place" when only room is missing, "not_there" when those who fit are away or
    off work, "no_fit" when nobody takes this track in this language."""
    reasons = {why_not(wanted, candidate) for candidate in candidates}
    return next((reason for reason in ("no_place", "not_there") if reason in reasons), "no_fit")


def _shared(able: list[Candidate], cases: int) -> dict[int, float]:
    whole = sum(one.weight for one in able)
    return {one.id: cases * one.weight / whole if whole else cases / len(able) for one in able}


def _order(one: Candidate, *, part: float, today: float) -> tuple[Any, ...]:
    """Who had a bunch today comes last, whatever they lack; then who lacks most of their part."""
    has_a_bunch = one.given_today - today >= 1
    # To a hundredth: below that it is the load that counts.
    lacking = round(part - one.given, 2)
    last = one.last_given_at.timestamp() if one.last_given_at else 0.0
    return (has_a_bunch, -lacking, one.load, one.open_cases, last, one.id)


def _why(
    wanted: Wanted, one: Candidate, *, ideal: float | None = None, among: int | None = None
) -> dict[str, Any]:
    """Codes and numbers only: consult/templatetags/reasons.py says them in words."""
    why: dict[str, Any] = {
        "path": wanted.path.value,
        "track": wanted.track,
        "language": wanted.language,
        "open_cases": one.open_cases,
        "capacity": one.capacity,
    }
    if ideal is not None:
        why |= {"chosen_among": among, "given": one.given, "ideal": round(ideal, 1)}
    return why
