"""Boxes of the admin in which a row is looked for by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import ForeignKey
from django.http import HttpRequest


class _KeysOnly(AutocompleteSelect):
    """Django asks the database for whatever was posted as the key of a row, and breaks down where that is no
    number while it shows the form that it refused."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, [one for one in value if _may_be_a_key(str(one))], attr)


def _may_be_a_key(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 19


class LooksUpRows(admin.ModelAdmin):
    """For a ModelAdmin with `autocomplete_fields`."""

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", _KeysOnly(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
