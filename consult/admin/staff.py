"""Who works here: an administrator adds people, hands over links to choose a password, and ends sessions.

What allauth registers by itself is taken out: its pages show secrets, and let them be changed.
"""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consult.sign_in.sessions import end_sessions, forget_second_factor, password_link

for model in (EmailAddress, Authenticator, UserSession, User):
    admin.site.unregister(model)

_RIGHTS = ("is_superuser", "user_permissions")


class NewStaffForm(forms.ModelForm):
    """Nobody else chooses somebody's password: there is none until the link is used."""

    class Meta:
        model = User
        fields = ["username", "last_name", "first_name"]

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit)


@admin.register(User)
class StaffAdmin(UserAdmin):
    add_form = NewStaffForm
    list_display = [
        "username",
        "last_name",
        "first_name",
        "is_active",
        "is_staff",
        "second_factor",
        "last_login",
    ]
    list_filter = ["is_active", "is_staff", "groups"]
    add_fieldsets = [(None, {"fields": ["username", "last_name", "first_name"]})]
    fieldsets = [
        (None, {"fields": ["username", "last_name", "first_name", "to_choose_a_password"]}),
        (_("What they may do"), {"fields": ["is_active", "is_staff", "groups", *_RIGHTS]}),
        (_("When"), {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["to_choose_a_password", "last_login", "date_joined"]
    actions = ["end_all_sessions", "forget_the_second_factor"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.filter(user=OuterRef("pk")).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        return super().get_queryset(request).annotate(has_factor=Exists(factors))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Whoever may change people gives them roles, but none to themselves: an administrator who reads
        cases, or approves what families are told, was made that by another. What is outside of roles is for
        a superuser to give."""
        fields = list(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return fields
        return [*fields, *_RIGHTS, *(["groups"] if obj == request.user else [])]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Cases and notes name who did what. Whoever leaves is made inactive.
        return False

    @admin.display(boolean=True, description=_("second factor"))
    def second_factor(self, user: User) -> bool:
        return bool(user.has_factor)  # type: ignore[attr-defined]

    @admin.display(description=_("password"))
    def to_choose_a_password(self, user: User) -> SafeString:
        address = reverse("admin:auth_user_password_change", args=[user.pk])
        return format_html('<a href="{}">{}</a>', address, _("Make a link to choose a password"))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """In place of Django's page, where an administrator would learn somebody's password."""
        user = self.get_object(request, unquote(id))
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Link to choose a password"),
            "opts": self.opts,
            "person": user,
        }
        if request.method == "POST":
            context["link"] = password_link(user)
            self.log_change(request, user, "link to choose a password")
        return TemplateResponse(request, "admin/auth/user/password_link.html", context)

    @admin.action(description=_("Sign them out everywhere"), permissions=["change"])
    def end_all_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        ended = sum(end_sessions(user) for user in self._within_reach(request, queryset))
        told = ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", ended)
        self.message_user(request, told % {"count": ended})

    @admin.action(description=_("Forget their second factor (lost phone)"), permissions=["change"])
    def forget_the_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        people = self._within_reach(request, queryset)
        for user in people:
            forget_second_factor(user)
            self.log_change(request, user, "second factor forgotten")
        told = _("At their next sign-in they set up another one. Be sure that it was them who asked.")
        self.message_user(request, told, messages.WARNING)

    def _within_reach(self, request: HttpRequest, queryset: QuerySet[User]) -> list[User]:
        return [user for user in queryset if self.has_change_permission(request, user)]
