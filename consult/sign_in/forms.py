"""allauth's forms in our words, laid out as our own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, ResetPasswordKeyForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_REQUIRED = {
    "login": _("Write your user name."),
    "password": _("Write your password."),
    "oldpassword": _("Write your password."),
    "password1": _("Write the new password."),
    "password2": _("Write the new password a second time."),
    "code": _("Write the code."),
}
_LABELS = {
    "login": _("User name"),
    "password": _("Password"),
    "oldpassword": _("Your password until now"),
    "password1": _("New password"),
    "password2": _("New password, a second time"),
    "code": _("Code"),
    "name": _("What you call it"),
}


class _OurWords:
    """A label above each box and no example inside it, which would vanish with the first letter."""

    mark_optional = False
    heading_field = ""
    use_required_attribute = False
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = _LABELS.get(name, field.label)
            if name in _REQUIRED:
                field.error_messages["required"] = _REQUIRED[name]


class SignInForm(_OurWords, LoginForm):
    pass


class AgainForm(_OurWords, ReauthenticateForm):
    pass


class NewPasswordForm(_OurWords, ChangePasswordForm):
    pass


class FirstPasswordForm(_OurWords, ResetPasswordKeyForm):
    pass


class CodeForm(_OurWords, AuthenticateForm):
    pass


class FirstCodeForm(_OurWords, ActivateTOTPForm):
    pass


class AddPasskeyForm(_OurWords, AddWebAuthnForm):
    def clean(self) -> dict[str, Any]:
        with _refusing_what_is_none():
            return super().clean()


class PasskeyForm(AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        with _refusing_what_is_none():
            return super().clean_credential()


@contextmanager
def _refusing_what_is_none() -> Iterator[None]:
    """What is posted as a passkey is taken apart by libraries that raise whatever they run into."""
    try:
        yield
    except ValidationError:
        raise
    except Exception as error:
        raise get_adapter().validation_error("incorrect_code") from error
