"""Who may do what. Each role holds what its work needs and no more: somebody with two jobs has two roles.

Roles are groups, made once after `migrate`; what a centre changes in them stays changed. What counselors and
leads may do is also granted to each of them one by one, so that admins can take each away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission, User

COUNSELOR = ("consult.take_case",)
LEAD = (*COUNSELOR, "consult.view_every_case", "consult.take_over_case", "consult.assign_case")


def _on(app: str, models: str, may: str) -> tuple[str, ...]:
    return tuple(f"{app}.{verb}_{model}" for model in models.split() for verb in may.split())


# Reads and approves what families are told; reads no case.
PHYSICIAN = (
    *_on("intake", "explanation", "view add change approve"),
    *_on("intake", "editortask", "view"),
)
# Writes what families are told, and keeps the catalogue and the tables; reads no case, approves nothing.
EDITOR = (
    *_on("intake", "explanation crisisline treatment", "view add change"),
    *_on("intake", "consenttext", "view add"),
    *_on("intake", "ceilingtable subsidytable copayrate", "view add change"),
    *_on("intake", "ceilingband subsidyceiling treatmentname coverage source", "view add change"),
    *_on("intake", "cataloguedraft replay editortask", "view"),
)
# Keeps people, hours and times, and publishes what an editor tried; reads no case.
ADMINISTRATOR = (
    *_on("auth", "user", "view add change"),
    *_on("auth", "group", "view"),
    *_on("consult", "counselor", "view add change"),
    *_on("consult", "workinghours absence callslot openinghours closure", "view add change delete"),
    *_on("consult", "responsetarget", "view change"),
    *_on("consult", "plan planstep", "view add change delete"),
    "consult.publish_plan",
    *_on("consult", "heartbeat", "view"),
    *_on("intake", "treatment", "view change"),
    *_on("intake", "cataloguedraft replay", "view"),
    "intake.publish_catalogue",
)
# Reads what happened, in ids and states; no text of anybody.
AUDITOR = _on("consult", "event eventhead", "view")

ROLES = {
    "Counselor": COUNSELOR,
    "Lead": LEAD,
    "Physician reviewer": PHYSICIAN,
    "Editor": EDITOR,
    "Administrator": ADMINISTRATOR,
    "Auditor": AUDITOR,
}


def make_roles_after_migrate(**kwargs: Any) -> None:
    """Those that are missing. Permissions exist only once every app's tables do."""
    missing = ROLES.keys() - set(Group.objects.values_list("name", flat=True))
    for name in sorted(missing):
        group = Group.objects.create(name=name)
        group.permissions.set(_found(ROLES[name]))


def grant(user: User, permissions: Iterable[str]) -> None:
    """`permissions` by their full names, e.g. "consult.take_case". Raises Permission.DoesNotExist."""
    user.user_permissions.add(*_found(permissions))


def _found(names: Iterable[str]) -> list[Permission]:
    return [
        Permission.objects.get(content_type__app_label=app, codename=codename)
        for app, codename in (name.split(".") for name in names)
    ]
