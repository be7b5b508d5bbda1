"""Plain helpers for the tests of the admin."""

from __future__ import annotations

from typing import Any

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
