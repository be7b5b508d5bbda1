"""Times, and the number of a call, as they are said."""

from __future__ import annotations

from django import template

from consult import times
from intake.fields import national_number

register = template.Library()
register.filter("time_of_call", times.time_of_call)
register.filter("in_words", times.moment_in_words)
register.filter("as_dialled", national_number)
