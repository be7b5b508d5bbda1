"""The states of a follow-up and the only ways from one to another: this table is the rule.

The database holds it too: consult/followups/guard.py makes a trigger of it on either engine, so that no code,
shell or forgotten worker of an older version can send again what is out (docs/adr/0019).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FollowUpState(models.TextChoices):
    PLANNED = "planned", _("planned")
    DUE = "due", _("waits for the mail worker")
    CLAIMED = "claimed", _("being prepared")
    HANDING = "handing", _("being handed to the mail server")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("delivered")
    BOUNCED = "bounced", _("came back")
    FAILED = "failed", _("could not be sent")
    UNSURE = "unsure", _("not known whether it arrived")
    CANCELLED = "cancelled", _("cancelled")


_S = FollowUpState

MOVES: dict[FollowUpState, frozenset[FollowUpState]] = {
    _S.PLANNED: frozenset({_S.DUE, _S.CANCELLED}),
    # Back to planned: it does not fit just now (quiet hours, one mail a day).
    _S.DUE: frozenset({_S.PLANNED, _S.CLAIMED, _S.CANCELLED}),
    # Planned: surely not sent, tried again later. Due: its worker died, or it is to be made anew.
    _S.CLAIMED: frozenset({_S.PLANNED, _S.DUE, _S.HANDING, _S.FAILED, _S.CANCELLED}),
    # Planned: the server said "not now". Due: only where the provider drops what it has already. A provider's
    # report may come before the worker has noted that it was handed over.
    _S.HANDING: frozenset({_S.PLANNED, _S.DUE, _S.SENT, _S.FAILED, _S.UNSURE, _S.DELIVERED, _S.BOUNCED}),
    _S.SENT: frozenset({_S.DELIVERED, _S.BOUNCED}),
    # Some servers take a mail and send it back later. Never the other way: a late "delivered" is old news.
    _S.DELIVERED: frozenset({_S.BOUNCED}),
    _S.BOUNCED: frozenset(),
    # Only a person tries again what was given up.
    _S.FAILED: frozenset({_S.DUE, _S.CANCELLED}),
    # Found out by the provider or by a person, or sent once more by a person's decision.
    _S.UNSURE: frozenset({_S.DUE, _S.SENT, _S.DELIVERED, _S.BOUNCED, _S.FAILED}),
    _S.CANCELLED: frozenset(),
}
# Who claims has a lease; everybody else has none.
LEASED = (_S.CLAIMED, _S.HANDING)
# Nobody has begun with these: they may still be cancelled or changed.
WAITING = (_S.PLANNED, _S.DUE)
# The family may have it.
LEFT = (_S.SENT, _S.DELIVERED, _S.BOUNCED, _S.UNSURE, _S.FAILED)
