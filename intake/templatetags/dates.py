"""Days and times as a family keeps them."""

from __future__ import annotations

from django import template

from intake import dates

register = template.Library()
register.filter("day_in_full", dates.day_in_full)
register.filter("day_of_the_year", dates.day_of_the_year)
register.filter("moment_in_full", dates.moment_in_full)
