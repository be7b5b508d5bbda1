"""Days and times that a family has to keep, with the weekday: who mistakes the date sees that it can't be."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

# Our own, as easy Japanese reads them out: Django's catalogue has no readings.
_WEEKDAYS = (
    pgettext_lazy("weekday", "Monday"),
    pgettext_lazy("weekday", "Tuesday"),
    pgettext_lazy("weekday", "Wednesday"),
    pgettext_lazy("weekday", "Thursday"),
    pgettext_lazy("weekday", "Friday"),
    pgettext_lazy("weekday", "Saturday"),
    pgettext_lazy("weekday", "Sunday"),
)


def day_in_full(day: date) -> str:
    """As "Tuesday 1 December 2026"; a moment by its day in Japan."""
    return _with_weekday(_local(day), pgettext("format of a day", "j F Y"))


def day_of_the_year(day: date) -> str:
    """The same, for a day so near that its year needs no saying."""
    return _with_weekday(_local(day), pgettext("format of a day", "j F"))


def moment_in_full(at: datetime) -> str:
    return _("%(day)s, %(time)s") % {"day": day_in_full(at), "time": f"{timezone.localtime(at):%H:%M}"}


def _with_weekday(day: date, form: str) -> str:
    return _("%(weekday)s %(day)s") % {"weekday": _WEEKDAYS[day.weekday()], "day": date_format(day, form)}


def _local(day: date) -> date:
    return timezone.localtime(day) if isinstance(day, datetime) else day
