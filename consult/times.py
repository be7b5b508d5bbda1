"""How times are said: in Japanese time, with the weekday, and near ones as one says them."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consult.due import JAPAN
from consult.models import CallSlot
from intake.dates import day_of_the_year


def day_in_words(day: date) -> str:
    return _("%(day)s (%(weekday)s)") % {
        "day": date_format(day, "MONTH_DAY_FORMAT"),
        "weekday": date_format(day, "D"),
    }


def time_of_call(slot: CallSlot) -> str:
    return _("%(day)s, %(starts)s–%(ends)s") % {
        "day": day_of_the_year(slot.day),
        "starts": f"{slot.starts:%H:%M}",
        "ends": f"{slot.ends:%H:%M}",
    }


def moment_in_words(at: datetime, now: datetime) -> str:
    """As "tomorrow 11:00", with the day where it is further off. Both aware; said in Japanese time."""
    local, today = at.astimezone(JAPAN), now.astimezone(JAPAN).date()
    told = {"time": _hour_in_words(local), "day": day_in_words(local.date())}
    days = (local.date() - today).days
    if days == 0:
        return _("today %(time)s") % told
    if days == 1:
        return _("tomorrow %(time)s") % told
    if days == -1:
        return _("yesterday %(time)s") % told
    if local.year != today.year:
        told["day"] = date_format(local, "DATE_FORMAT")
    return _("%(day)s %(time)s") % told


def _hour_in_words(local: datetime) -> str:
    if local.minute == 0:
        return _("%(hour)s:00") % {"hour": local.hour}
    return _("%(hour)s:%(minute)s") % {"hour": local.hour, "minute": f"{local.minute:02}"}
