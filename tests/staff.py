"""People of the centre who sign in the real way: a password, then a code."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.contrib.auth.models import User
from django.test import Client

PASSWORD = "a long enough password"


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def with_app(user: User) -> User:
    """Somebody with a password, an authenticator app and recovery codes."""
    with_password(user)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user


def code_of(user: User, *, steps: int = 0) -> str:
    """What the app shows; `steps` half minutes from now."""
    app = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return code_from(decrypt(app.data["secret"]), steps=steps)


def code_from(secret: str, *, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def recovery_codes_of(user: User) -> list[str]:
    codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return list(codes.wrap().get_unused_codes())


def type_password(client: Client, username: str, password: str = PASSWORD, **sent: Any) -> Any:
    """`sent` are further fields and, as `at`, the address; from address `ip`."""
    at, ip = sent.pop("at", "/sign-in/"), sent.pop("ip", "198.51.100.7")
    return client.post(at, {"login": username, "password": password, **sent}, REMOTE_ADDR=ip)


def sign_in(client: Client, user: User, **sent: Any) -> Any:
    """The answer to the code, after the password of somebody with an app."""
    ip = sent.get("ip", "198.51.100.7")
    answer = type_password(client, user.get_username(), **sent)
    assert answer.status_code == 302, "the password was not taken"
    code = recovery_codes_of(user)[0]
    return client.post(answer.url, {"code": code}, REMOTE_ADDR=ip)


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200
