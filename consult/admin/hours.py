"""When the centre is open, by when it answers, and whether its processes are alive."""

from __future__ import annotations

from django.contrib import admin

from consult.models import (
    Closure,
    EscalationLevel,
    Heartbeat,
    OpeningHours,
    ResponseTarget,
)
from intake.admin.history import HistoryAdmin


@admin.register(Heartbeat)
class HeartbeatAdmin(HistoryAdmin):
    list_display = ["name", "seen_at"]
    search_fields = ["name"]
    ordering = ["name"]


@admin.register(OpeningHours)
class OpeningHoursAdmin(admin.ModelAdmin):
    list_display = ["weekday", "opens", "closes"]
    list_filter = ["weekday"]
    ordering = ["weekday"]


@admin.register(Closure)
class ClosureAdmin(admin.ModelAdmin):
    list_display = ["day", "reason"]
    search_fields = ["reason"]
    date_hierarchy = "day"
    ordering = ["-day"]


@admin.register(ResponseTarget)
class ResponseTargetAdmin(admin.ModelAdmin):
    list_display = ["priority", "track", "business_hours"]
    list_filter = ["priority", "track"]
    ordering = ["business_hours"]


@admin.register(EscalationLevel)
class EscalationLevelAdmin(admin.ModelAdmin):
    list_display = ["level", "business_hours", "to_leads"]
    list_filter = ["to_leads"]
    ordering = ["level"]
