"""Nobody is somebody without a second factor: allauth's guard of the admin looks at the password alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from consult.language import STAFF
from consult.sign_in.proof import has_factor, is_over, is_proven, note_seen
from intake.views.problems import typed_on_our_page

# What somebody who has no second factor yet may open with a password alone: what sets one up.
SETTING_UP = {
    "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout",
    "set_language",
}  # fmt: skip
_WHERE_STAFF_WRITE = ("/desk/", "/admin/")


class SecondFactorMiddleware:
    """Behind allauth's middleware, before any view: a new page is closed without doing anything for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Asked only of who brings a session: asking makes an answer differ by cookie, and public pages don't.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            return self._answer_somebody(request)
        return self._answer_nobody(request)

    def _answer_somebody(self, request: HttpRequest) -> HttpResponse:
        if is_over(request):
            logout(request)
            messages.info(request, _("You were signed out, since nothing happened for a while."))
            return self._answer_nobody(request)
        if is_proven(request):
            note_seen(request)
            return self.get_response(request)
        if has_factor(cast(User, request.user)):
            # By whatever way this session was opened, it was opened with less than there is.
            logout(request)
            return self._answer_nobody(request)
        if _name(request) in SETTING_UP:
            return self.get_response(request)
        if request.path_info.startswith(STAFF):
            return redirect("mfa_index")
        request.user = AnonymousUser()
        return self.get_response(request)

    def _answer_nobody(self, request: HttpRequest) -> HttpResponse:
        """What somebody sent who was signed out meanwhile comes back with the page, and is not lost."""
        if request.method == "POST" and request.path_info.startswith(_WHERE_STAFF_WRITE):
            typed = typed_on_our_page(request)
            if typed:
                context = {"typed": typed}
                return render(request, "account/signed_out_meanwhile.html", context, status=401)
        return self.get_response(request)


def _name(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None
