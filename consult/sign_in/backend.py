"""Who somebody is and what they may do, read at once: every page of the desk asks for both."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission, User


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """With the counselor that this user is, if any."""
        user = User.objects.select_related("counselor").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """As Django's, which asks for a user's own and for those of their groups one after the other."""
        if not user_obj.is_active or user_obj.is_superuser or obj is not None:
            return set(super().get_all_permissions(user_obj, obj))
        if not hasattr(user_obj, "_perm_cache"):
            names = ("content_type__app_label", "codename")
            own = Permission.objects.filter(user=user_obj).order_by().values_list(*names)
            by_group = Permission.objects.filter(group__user=user_obj).order_by().values_list(*names)
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in own.union(by_group)}
        return set(user_obj._perm_cache)
