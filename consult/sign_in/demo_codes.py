"""The second factor of the demo's people, whose codes a command prints. Nobody else's is ever shown."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.contrib.auth.models import User

_PERIOD = 30


def set_up(user: User) -> None:
    """Marked as the demo's, so that no code of a person's own app can be asked for."""
    app = TOTP.activate(user, generate_totp_secret()).instance
    Authenticator.objects.filter(pk=app.pk).update(data={**app.data, "demo": True})


def code_of(username: str) -> str | None:
    """What the app would show now; None where the demo set up none."""
    app = Authenticator.objects.filter(
        user__username=username, type=Authenticator.Type.TOTP, data__demo=True
    ).first()
    if app is None:
        return None
    counter = int(time.time()) // _PERIOD
    return format_hotp_value(hotp_value(decrypt(app.data["secret"]), counter))
