"""What allauth asks us: whom it counts guesses by, where it may lead to, and its words in our own."""

from __future__ import annotations

import hmac
import time
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from consult.sign_in.secrets_sealed import opened_secret, sealed_secret
from intake.limits import address_block, spend, used_up

log = structlog.get_logger(__name__)

# Since the last of it a password is asked for again before the means of signing in are changed.
_ASKED_LATELY_SECONDS = 5 * 60
_KNOWN_BROWSER = "known_browser"
_KNOWN_DAYS = 90


class AccountAdapter(DefaultAccountAdapter):
    """Guesses are counted three ways, none of which shuts an owner out for long.

    An account as asked for from one address block, and the block itself: allauth's own limits. The account
    as asked for from everywhere: ours, which a browser that signed in to it before does not fall under
    (the "device cookie" of OWASP), or guessing from many places would keep the owner out.
    """

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("This user name and password don't fit together. Please check both."),
        "too_many_login_attempts": _("Too many tries. Please wait five minutes, then try again."),
        "rate_limited": _("Too many tries. Please wait five minutes, then try again."),
        "incorrect_password": _("This is not your password. Please check it."),
        "enter_current_password": _("This is not your password. Please check it."),
        "invalid_password_reset": _("This link is not valid any more."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The first address of the block: what limits count by, and all that is kept with a session."""
        network = address_block(request).partition("/")[0]
        return network if network != "unknown" else "::"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{address_block(request)}:{_typed_name(credentials)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        name = _typed_name(credentials)
        if used_up("sign_in_to", name) and not _is_known(request, name):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        # allauth tells somebody who left the centre that the password was right: we don't.
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        spend("sign_in_to", _typed_name(credentials))
        # Not what was typed: people type passwords into the wrong box.
        log.warning("a sign-in was refused")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        request = context.request
        records = get_authentication_records(request, request.user)
        lately = any(time.time() - record["at"] < _ASKED_LATELY_SECONDS for record in records)
        return not lately and super().is_reauthentication_required(app=app, **kwargs)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def is_safe_url(self, url: str) -> bool:
        """Within this site: an address of ours has no host in it."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        response.set_signed_cookie(
            _KNOWN_BROWSER,
            _mark(user.get_username().lower()),
            max_age=_KNOWN_DAYS * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        log.info("signed in", user=user.pk)
        return response


def _typed_name(credentials: dict[str, Any]) -> str:
    return str(credentials.get("username", "")).lower()


def _is_known(request: HttpRequest, name: str) -> bool:
    shown = request.get_signed_cookie(_KNOWN_BROWSER, default="", max_age=_KNOWN_DAYS * 24 * 3600)
    return hmac.compare_digest(shown or "", _mark(name))


def _mark(name: str) -> str:
    return salted_hmac("consult.sign_in.known_browser", name, algorithm="sha256").hexdigest()


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or was used already. Please wait for the next one."),
    }

    def encrypt(self, text: str) -> str:
        return sealed_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        return opened_secret(encrypted_text)

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def build_totp_svg(self, url: str) -> str:
        """To stand in a page: without the head of a file, and with a name for who can't see it."""
        picture = super().build_totp_svg(url).partition("<svg")[2]
        return f'<svg role="img" aria-label="QR" {picture}'

    def _get_site_name(self) -> str:
        return "Shirube"
