"""The ways by which a follow-up reaches a family, and the one place that knows them (docs/adr/0020)."""

from __future__ import annotations

from consult.followups.channels.connection import Connection as Connection
from consult.followups.channels.email import Email
from consult.followups.channels.line import LineApp
from consult.followups.channels.page import Page
from consult.followups.channels.seam import Channel as Channel
from consult.followups.channels.seam import Line as Line
from consult.followups.channels.sms import Sms
from consult.models import FollowUp

_CHANNELS: dict[str, Channel] = {
    FollowUp.Channel.EMAIL: Email(),
    FollowUp.Channel.PAGE: Page(),
    FollowUp.Channel.CALL: Page(),
    FollowUp.Channel.SMS: Sms(),
    FollowUp.Channel.LINE: LineApp(),
}


def channel_of(followup: FollowUp) -> Channel:
    return _CHANNELS[followup.channel]


def dropping_repeated() -> list[str]:
    """The channels over which a hand-over that a dead worker left may be done once more."""
    return [name for name, channel in _CHANNELS.items() if channel.drops_repeated()]
