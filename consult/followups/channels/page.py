"""The family's own page. What is handed over stands there from the commit on."""

from __future__ import annotations

from consult.followups.answers import Outcome
from consult.followups.channels.connection import Connection
from consult.models import FollowUp


class Page:
    """Also of families who are to be called: what a counselor says by telephone is a `Call` of its own."""

    is_ours = True
    goes_to = ""

    def prepare(self, followup: FollowUp, server: Connection) -> Shown:
        return Shown()

    def drops_repeated(self) -> bool:
        # Nothing is ever left half-way.
        return False


class Shown:
    def hand_over(self) -> Outcome:
        return Outcome(FollowUp.State.SENT)

    def hang_up(self) -> None:
        pass
