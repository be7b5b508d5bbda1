"""`python -m benchmarks.peer.fill TICKETS`: tickets, and a session, printed."""

import json
import os
import sys
from datetime import timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.peer.settings"
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket  # noqa: E402
from helpdesk.query import query_to_base64  # noqa: E402

from benchmarks.signed_in import session_of  # noqa: E402

FOLLOW_UPS = 30


def main(tickets: int) -> None:
    call_command("migrate", verbosity=0)
    now = timezone.now()
    users = [User.objects.create(username=f"counselor{number}", is_staff=True) for number in range(20)]
    lead = User.objects.create(username="lead", email="lead@example.jp", is_staff=True, is_superuser=True)
    said = {"title": "Comment", "comment": "Some words.", "date": now, "public": True}
    queue = Queue.objects.create(title="Families", slug="families", allow_public_submission=True)
    for first in range(0, tickets, 5_000):
        made = Ticket.objects.bulk_create(
            Ticket(
                queue=queue,
                title=f"Inquiry {number}",
                description="A few words. " * 10,
                submitter_email=f"family{number}@example.jp",
                created=now - timedelta(minutes=number),
                status=Ticket.OPEN_STATUS if number % 100 < 55 else Ticket.CLOSED_STATUS,
                assigned_to=users[number % 20] if number % 3 else None,
                priority=1 + number % 5,
            )
            for number in range(first, min(first + 5_000, tickets))
        )
        FollowUp.objects.bulk_create(FollowUp(ticket=ticket, user=users[0], **said) for ticket in made)
    one = Ticket.objects.earliest("pk")
    FollowUp.objects.bulk_create(
        FollowUp(ticket=one, user=users[number % 20], **said) for number in range(FOLLOW_UPS - 1)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    # What its own list page asks for when no filter was chosen.
    query = {
        "filtering": {"status__in": [Ticket.OPEN_STATUS, Ticket.REOPENED_STATUS]},
        "sorting": "created",
        "search_string": "",
        "sortreverse": False,
    }
    print(
        json.dumps(
            {"session": session_of(lead), "one": one.pk, "queue": queue.pk, "query": query_to_base64(query)}
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
