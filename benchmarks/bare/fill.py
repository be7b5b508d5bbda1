"""`python -m benchmarks.bare.fill ROWS`: rows, and a session, printed."""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare.settings"
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.bare.models import Letter  # noqa: E402
from benchmarks.signed_in import session_of  # noqa: E402


def main(rows: int) -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    for first in range(0, rows, 10_000):
        Letter.objects.bulk_create(
            Letter(
                name="Hanako",
                email="hanako@example.jp",
                subject=f"Letter {number}",
                message="A few words. " * 10,
                is_open=number % 100 < 55,
            )
            for number in range(first, min(first + 10_000, rows))
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    user = User.objects.create(username="somebody")
    print(json.dumps({"session": session_of(user), "one": Letter.objects.earliest("pk").pk}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
