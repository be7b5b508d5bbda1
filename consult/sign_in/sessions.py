"""What an administrator does to somebody's way in."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse


def end_sessions(user: User) -> int:
    """Signed out everywhere, at once. How many sessions there were."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def forget_second_factor(user: User) -> None:
    """Lost with the phone: the next sign-in sets up another. Whoever is signed in shows it again."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)


def password_link(user: User) -> str:
    """A link to choose a password: it works once, for PASSWORD_RESET_TIMEOUT. The second factor stays."""
    key = default_token_generator.make_token(user)
    address = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key}
    )
    return f"{settings.SITE_URL}{address}"
