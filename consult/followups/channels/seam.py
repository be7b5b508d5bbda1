"""What send.py asks of a channel: all that tells one from another is behind these two."""

from __future__ import annotations

from typing import Protocol

from consult.followups.answers import Outcome
from consult.followups.channels.connection import Connection
from consult.models import FollowUp


class Line(Protocol):
    """One message, made, and whoever takes it listening."""

    def hand_over(self) -> Outcome:
        """What the answer means. Whatever this raises leaves it unsure, but what answers.py knows better."""
        ...

    def hang_up(self) -> None:
        """The outcome is settled; never raises for a line that is gone."""
        ...


class Channel(Protocol):
    # Handing over is a write of our own: it is one transaction with the state before and after.
    is_ours: bool
    # The sealed field, from the case on, that says where to, with an index beside it; empty for none.
    goes_to: str

    def prepare(self, followup: FollowUp, server: Connection) -> Line:
        """Whatever fails here is surely "not sent", and nobody heard of the message yet. `server` is the
        round's, for a channel that needs one."""
        ...

    def drops_repeated(self) -> bool:
        """Whether what may be out already can be handed over once more without harm."""
        ...
