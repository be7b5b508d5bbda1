"""What each role may open in the admin, and nothing else: every address, from the URL configuration.

The tables say it all: a model or an address that stands in none of them fails.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse

from consult import roles
from consult.models import Case
from tests.factory import make_explanation, make_user
from tests.staff import sign_in, with_app
from tests.test_urls import address, patterns

# Who may do what hangs on rows of permissions; the admin's own tests ask for each page on each engine.
pytestmark = [pytest.mark.django_db, pytest.mark.engine_free]

ALL = "view add change delete"
# Role → model → what it may do there. What is not named, it may not: not even see that there is something.
MAY: dict[str, dict[str, str]] = {
    "nobody yet": {},
    "Counselor": {},
    "Lead": {},
    "Physician reviewer": {"intake.explanation": "view add change", "intake.editortask": "view"},
    "Editor": {
        "intake.explanation": "view add change",
        "intake.crisisline": "view add change",
        "intake.consenttext": "view add",
        "intake.treatment": "view add change",
        "intake.treatmentname": "view",
        "intake.coverage": "view",
        "intake.source": "view",
        "intake.ceilingtable": "view add change",
        "intake.subsidytable": "view add change",
        "intake.copayrate": "view add change",
        "intake.ceilingband": "view",
        "intake.subsidyceiling": "view",
        "intake.cataloguedraft": "view",
        "intake.replay": "view",
        "intake.editortask": "view",
    },
    "Administrator": {
        "auth.user": "view add change",
        "auth.group": "view",
        "consult.counselor": "view add change",
        "consult.workinghours": ALL,
        "consult.absence": ALL,
        "consult.callslot": ALL,
        "consult.openinghours": ALL,
        "consult.closure": ALL,
        "consult.responsetarget": "view change",
        "consult.heartbeat": "view",
        "consult.plan": ALL,
        # Steps are drawn up on their plan's page.
        "consult.planstep": "view",
        "intake.treatment": "view change",
        "intake.cataloguedraft": "view",
        "intake.replay": "view",
    },
    "Auditor": {"consult.event": "view", "consult.eventhead": "view"},
}
# What a family or a colleague wrote: for whoever works on the case, at the desk.
TEXTS = {
    "intake.inquiry", "intake.draft", "intake.draftanswer", "consult.note", "consult.message",
    "consult.review", "consult.followup", "consult.attachment", "consult.attachmentcontent",
    "consult.casetask", "consult.case",
}  # fmt: skip
# Addresses beside the usual ones of a model: (method, who gets further than a refusal).
BESIDE: dict[str, tuple[str, set[str]]] = {
    "admin/intake/cataloguedraft/<int:pk>/replay/": ("post", {"Editor", "Administrator"}),
    "admin/intake/cataloguedraft/<int:pk>/publish/": ("post", {"Administrator"}),
    "admin/intake/explanation/<int:pk>/read/": ("get", {"Physician reviewer", "Editor"}),
    "admin/intake/explanation/<int:pk>/languages/": ("get", {"Physician reviewer", "Editor"}),
    "admin/intake/explanation/<int:pk>/approve/": ("post", {"Physician reviewer"}),
    "admin/intake/decision/overrides/": ("get", set()),
    "admin/consult/plan/<int:pk>/preview/": ("get", {"Administrator"}),
    "admin/consult/plan/<int:pk>/publish/": ("post", {"Administrator"}),
    "admin/consult/callslot/week/": ("get", {"Administrator"}),
    "admin/auth/user/<id>/password/": ("post", {"Administrator"}),
}
# Of the admin as a whole: for everybody who may enter it, of which only the last knows models.
OF_ALL = {
    "admin/", "admin/login/", "admin/logout/", "admin/password_change/", "admin/password_change/done/",
    "admin/jsi18n/", "admin/autocomplete/", "admin/(?P<url>.*)$",
    "admin/r/<path:content_type_id>/<path:object_id>/",
}  # fmt: skip
_OF_AN_APP = re.compile(r"admin/\^\(\?P<app_label>")
_OF_A_MODEL = re.compile(r"admin/(\w+)/(\w+)/(add/|<path:object_id>/(history/|delete/|change/)?)?$")


@pytest.fixture(autouse=True)
def _nothing_is_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who gets in is decided before that, and thousands of pages take minutes."""
    monkeypatch.setattr(Template, "render", lambda template, context=None, request=None: "")


def of_role(role: str) -> User:
    user = make_user(is_staff=role not in ("Counselor", "Lead"))
    if role in roles.ROLES:
        user.groups.add(Group.objects.get(name=role))
    return user


@pytest.mark.parametrize("role", MAY)
def test_a_role_may_do_in_the_admin_what_its_row_says(client: Client, case: Case, role: str) -> None:
    user = of_role(role)
    client.force_login(user)
    found = {}
    for model, model_admin in admin.site._registry.items():
        name = model._meta.label_lower
        row = model_admin.model._default_manager.order_by("pk").values_list("pk", flat=True).first()
        found[name] = what_gets_in(client, name.replace(".", "_"), row or 0)
    assert {name: may for name, may in found.items() if may} == (MAY[role] if user.is_staff else {})


def what_gets_in(client: Client, name: str, pk: Any) -> str:
    """Of a model's pages. A row that is not there leads back whoever might open it, and refuses others."""
    tried = {
        "view": client.get(reverse(f"admin:{name}_changelist")),
        "add": client.get(reverse(f"admin:{name}_add")),
        "change": client.post(reverse(f"admin:{name}_change", args=[0])),
        "delete": client.post(reverse(f"admin:{name}_delete", args=[0])),
    }
    may = [verb for verb, answer in tried.items() if not refused(answer)]
    if pk:
        shown = not refused(client.get(reverse(f"admin:{name}_change", args=[pk])))
        assert shown == ("view" in may or "change" in may), f"{name}: its list and its page disagree"
    return " ".join(may)


def refused(answer: Any) -> bool:
    to_the_sign_in = answer.status_code == 302 and answer.url.startswith(("/admin/login/", "/sign-in/"))
    return answer.status_code in (403, 404, 405) or to_the_sign_in


@pytest.mark.parametrize("role", MAY)
def test_what_stands_beside_a_model_opens_to_whom_its_row_names(client: Client, role: str) -> None:
    text = make_explanation(approved=False)
    client.force_login(of_role(role))
    for pattern, (method, who) in BESIDE.items():
        path = address(pattern).replace("/explanation/1/", f"/explanation/{text.pk}/")
        answer = getattr(client, method)(path)
        assert (answer.status_code != 403 and not refused_at_the_door(answer)) == (
            role in who or answer.status_code == 404
        ), (pattern, answer.status_code)


def refused_at_the_door(answer: Any) -> bool:
    return answer.status_code == 302 and answer.url.startswith(("/admin/login/", "/sign-in/"))


def test_no_role_of_the_admin_reads_what_somebody_wrote() -> None:
    assert not [(role, model) for role, models in MAY.items() for model in models if model in TEXTS]


def test_every_address_of_the_admin_stands_in_a_table() -> None:
    models = {model._meta.label_lower for model in admin.site._registry}
    for pattern in (pattern for pattern in patterns() if pattern.startswith("admin/")):
        of_a_model = _OF_A_MODEL.fullmatch(pattern)
        named = bool(of_a_model) and f"{of_a_model[1]}.{of_a_model[2]}" in models  # type: ignore[index]
        assert named or pattern in BESIDE or pattern in OF_ALL or _OF_AN_APP.match(pattern), pattern


def test_every_role_has_its_row() -> None:
    assert set(roles.ROLES) < set(MAY)


@pytest.mark.parametrize("role", [role for role in MAY if role not in ("Counselor", "Lead")])
def test_the_desk_is_for_counselors_alone(client: Client, case: Case, role: str) -> None:
    """Also what only reads: a page of the desk names families."""
    client.force_login(of_role(role))
    for pattern in (pattern for pattern in patterns() if pattern.startswith("desk/")):
        path = address(pattern).replace("ZZZ-ZZZ-ZZZ", case.reference)
        for answer in (client.get(path), client.post(path)):
            if answer.status_code != 405:
                assert (answer.status_code, answer["Location"]) == (302, "/admin/"), pattern


def test_an_account_is_ones_own(client: Client) -> None:
    """Whatever the role: there is no address of somebody else's account, but a passkey's."""
    other = with_app(make_user())
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "鍵"})
    sign_in(client, with_app(make_user("curious")))
    for method in ("get", "post"):
        answer = getattr(client, method)(reverse("mfa_remove_webauthn", args=[key.pk]))
        assert answer.status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_what_a_centre_changed_in_a_role_stays(db: None) -> None:
    editor = Group.objects.get(name="Editor")
    editor.permissions.clear()
    roles.make_roles_after_migrate()
    assert not editor.permissions.exists()
