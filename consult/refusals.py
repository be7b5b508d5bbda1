"""Why a change to a case was not made."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from intake.models import Decision, Inquiry


class NotPossible(Exception):
    """The case is no longer in a state in which this can be done; somebody else was first."""


class Taken(NotPossible):
    """A colleague has the case; `by` is the name that colleagues know."""

    def __init__(self, by: str) -> None:
        super().__init__()
        self.by = by


class NoPlaceLeft(NotPossible):
    """The counselor takes no new cases now, or has as many open ones as they can take."""


class FamilyWaits(NotPossible):
    """The family asked a person for something, was told that it will be done, and nobody has yet."""


class NewerCame(NotPossible):
    """The family sent something more than what stood on the page."""


class DoneMeanwhile(NotPossible):
    """Somebody, `by`, did the task since the page was shown."""

    def __init__(self, by: User) -> None:
        super().__init__()
        self.by = by


class SlotTaken(NotPossible):
    """Somebody else has this time's last place, it has begun, or the centre is closed then."""


class NobodyFree(NotPossible):
    """No colleague who fits has a place left, or the one who was chosen has none."""


class SortedMeanwhile(NotPossible):
    """Somebody sorted the case since the page was shown; `newer` is their decision."""

    def __init__(self, newer: Decision) -> None:
        super().__init__()
        self.newer = newer


class ContactChanged(NotPossible):
    """Somebody put the contact details right since the page was shown; `newer` is what stands there."""

    def __init__(self, newer: Inquiry) -> None:
        super().__init__()
        self.newer = newer
