"""The admin of the desk. What is history, or is changed by services alone, can only be looked at."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from consult.admin import calls, cases, counselors, hours, keeping, of_a_case, plans, staff

admin.site.site_header = _("Shirube: administration")
admin.site.site_title = _("Shirube")
admin.site.index_title = _("What the centre owns, and what happened")


__all__ = ["calls", "cases", "counselors", "hours", "keeping", "of_a_case", "plans", "staff"]
