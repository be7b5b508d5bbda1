"""Plain helpers for the tests of the admin."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.auth.models import Permission, User
from django.db.models import CompositePrimaryKey, Model
from django.test import Client
from django.urls import reverse

from tests.factory import make_user


def models_of(app: str) -> list[Any]:
    """All but those with a key of two columns, which Django's admin can't show."""
    every = apps.get_app_config(app).get_models()
    return [model for model in every if not isinstance(model._meta.pk, CompositePrimaryKey)]


def name(model: type[Model]) -> str:
    return model.__name__


def address(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def staff(username: str, *permissions: str) -> User:
    """Somebody who may enter the admin and do what the permissions' codes say."""
    user = make_user(username, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def found(client: Client, model: Any, typed: str) -> list[Any]:
    """What the list shows for a search."""
    return list(client.get(address(model, "changelist"), {"q": typed}).context["cl"].queryset)


def every_choice(client: Client, model: Any) -> list[str]:
    """The address of the list with each choice of each filter, and of its dates."""
    changelist = client.get(address(model, "changelist")).context["cl"]
    choices = [choice for spec in changelist.filter_specs for choice in spec.choices(changelist)]
    addresses = [address(model, "changelist") + choice["query_string"] for choice in choices]
    if changelist.date_hierarchy:
        addresses.append(f"{address(model, 'changelist')}?{changelist.date_hierarchy}__year=2026")
    return addresses


def act(client: Client, action: str, *chosen: Any) -> str:
    """Runs an action on the list; the page that follows."""
    response = client.post(
        address(type(chosen[0]), "changelist"),
        {"action": action, "_selected_action": [row.pk for row in chosen]},
        follow=True,
    )
    return response.content.decode()


# -- Every model of an app, with a row in each of its tables ---------------------------------------


def refuse_other_answers(
    client: Client, app: str, *, no_adding: Collection[Any], searches: Iterable[str]
) -> None:
    """Each list, searched and not, each change page, and the page to add, where there is one."""
    answers: dict[str, int] = {}
    expected: dict[str, int] = {}
    for model in models_of(app):
        row = model.objects.first()
        assert row is not None, f"no row of {name(model)}"
        pages = [f"{address(model, 'changelist')}?{urlencode({'q': typed})}" for typed in searches]
        pages += [address(model, "change", row.pk), address(model, "add")]
        answers |= {page: client.get(page).status_code for page in pages}
        expected |= dict.fromkeys(pages, 200) | {pages[-1]: 403 if model in no_adding else 200}
    assert answers == expected


def refuse_broken_filters(client: Client, app: str) -> None:
    choices = [choice for model in models_of(app) for choice in every_choice(client, model)]
    assert choices
    assert {choice: client.get(choice).status_code for choice in choices} == dict.fromkeys(choices, 200)


def refuse_changes(client: Client, models: Iterable[Any]) -> None:
    for model in models:
        row = model.objects.first()
        assert row is not None, f"no row of {name(model)}"
        before = model.objects.values().get(pk=row.pk)
        for page, args in (("add", ()), ("change", (row.pk,)), ("delete", (row.pk,))):
            posted = client.post(address(model, page, *args), {"post": "yes"})
            assert posted.status_code == 403, (name(model), page)
        act(client, "delete_selected", row)
        assert model.objects.values().get(pk=row.pk) == before
