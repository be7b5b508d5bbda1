"""How the times of calls are said to a family: in Japanese time, with the weekday."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consult.models import CallSlot


def day_in_words(day: date) -> str:
    return _("%(day)s (%(weekday)s)") % {
        "day": date_format(day, "MONTH_DAY_FORMAT"),
        "weekday": date_format(day, "D"),
    }


def time_of_call(slot: CallSlot) -> str:
    return _("%(day)s, %(starts)s–%(ends)s") % {
        "day": day_in_words(slot.day),
        "starts": f"{slot.starts:%H:%M}",
        "ends": f"{slot.ends:%H:%M}",
    }
