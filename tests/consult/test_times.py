"""Times as one says them."""

from datetime import UTC, datetime

import pytest
from django.utils import translation

from consult.times import moment_in_words

pytestmark = pytest.mark.engine_free
# A quarter to midnight in Japan on Monday, 30 November.
NOW = datetime(2026, 11, 30, 14, 45, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "ja", "en"),
    [
        (datetime(2026, 12, 1, 2, tzinfo=UTC), "明日11時", "tomorrow 11:00"),
        (datetime(2026, 11, 30, 7, 5, tzinfo=UTC), "今日16時05分", "today 16:05"),
        (datetime(2026, 11, 29, 2, tzinfo=UTC), "昨日11時", "yesterday 11:00"),
        (datetime(2026, 12, 2, 0, 30, tzinfo=UTC), "12月2日（水）9時30分", "2 December (Wed) 9:30"),
        (datetime(2027, 1, 4, 1, tzinfo=UTC), "2027年1月4日10時", "4 January 2027 10:00"),
    ],
)
def test_near_ones_without_a_date(at, ja, en):
    with translation.override("ja"):
        assert moment_in_words(at, NOW) == ja
    with translation.override("en"):
        assert moment_in_words(at, NOW) == en
