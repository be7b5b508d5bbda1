"""Telephone numbers for people in despair: shown only if somebody entered and checked them."""

from __future__ import annotations

from django.contrib import admin

from intake.models import CrisisLine


@admin.register(CrisisLine)
class CrisisLineAdmin(admin.ModelAdmin):
    list_display = ["name", "number", "hours", "language", "checked_on"]
    list_filter = ["language"]
