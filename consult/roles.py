"""What a counselor and what a lead may do: one by one, so that admins can take each away."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Permission, User

COUNSELOR = ("consult.take_case",)
LEAD = (*COUNSELOR, "consult.view_every_case", "consult.take_over_case", "consult.assign_case")


def grant(user: User, permissions: Iterable[str]) -> None:
    """`permissions` by their full names, e.g. "consult.take_case". Raises Permission.DoesNotExist."""
    for name in permissions:
        app, codename = name.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
