"""As intake/dates.py writes them: the day first, and the clock of Japan, which has no a.m. and p.m."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
TIME_FORMAT = "H:i"
MONTH_DAY_FORMAT = "j F"
