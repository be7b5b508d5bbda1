"""Whether a session showed a second factor, and how long it is good for. All of it stands in the session."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_used
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

_PROVEN = "second_factor_of"
_SINCE = "signed_in_at"
_SEEN = "seen_at"
# Noted once a minute at most: each note is a write.
_NOTED_EVERY = 60
_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_proven(request: HttpRequest) -> bool:
    """Of somebody who is signed in. The mark names the person: a session may have held another before."""
    return request.session.get(_PROVEN) == str(request.user.pk)


def is_over(request: HttpRequest) -> bool:
    """Too long without doing anything, or since signing in."""
    now = time.time()
    since, seen = request.session.get(_SINCE, 0), request.session.get(_SEEN, 0)
    return now - seen > settings.SIGNED_IN_IDLE_SECONDS or now - since > settings.SIGNED_IN_SECONDS


def note_seen(request: HttpRequest) -> None:
    """What a page asks for by itself is not somebody who works."""
    by_script = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    if by_script and request.method in ("GET", "HEAD"):
        return
    if time.time() - request.session[_SEEN] > _NOTED_EVERY:
        request.session[_SEEN] = time.time()


def has_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=_FACTORS).exists()


def prove(session: Any, user: User) -> None:
    session[_PROVEN] = str(user.pk)


@receiver(user_logged_in)
def _begin(request: HttpRequest, **kwargs: Any) -> None:
    request.session[_SINCE] = request.session[_SEEN] = time.time()


@receiver(authenticator_used)
def _used(request: HttpRequest, user: User, **kwargs: Any) -> None:
    prove(request.session, user)


@receiver(authenticator_added)
def _added(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Set up in this session, so shown in it. Recovery codes are made beside, and show nothing."""
    if authenticator.type in _FACTORS:
        prove(request.session, user)


@receiver(authenticator_removed)
def _removed(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Without any left, one is set up before anything else."""
    if not has_factor(user):
        request.session.pop(_PROVEN, None)
