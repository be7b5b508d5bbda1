"""`python -m benchmarks.post_followups NUMBER`: so many follow-ups that are due, each with its hint.

Prints what such a mail says, for the bare task."""

from __future__ import annotations

import itertools
import json
import os
import sys
import uuid

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from consult.emails import compose  # noqa: E402
from consult.followups.plan import wake_mail_worker  # noqa: E402
from consult.models import Case, FollowUp  # noqa: E402

_CASES = 200


def main(number: int) -> None:
    now = timezone.now()
    reached = Case.objects.open().filter(consent_withdrawn_at=None, followups_stopped_at=None)
    reached = reached.exclude(inquiry__email_index="").select_related("inquiry").order_by("pk")
    cases = itertools.islice(itertools.cycle(reached[:_CASES]), number)
    rows = FollowUp.objects.bulk_create(
        FollowUp(
            case=case,
            kind=FollowUp.Kind.ACKNOWLEDGEMENT,
            occurrence=uuid.uuid4().hex,
            channel=FollowUp.Channel.EMAIL,
            language="ja",
            asked_for=True,
            state=FollowUp.State.DUE,
            planned_at=now,
            due_at=now,
        )
        for case in cases
    )
    for _row in rows:
        wake_mail_worker()
    mail = compose(rows[0])
    said = {"subject": mail.subject, "text": mail.body, "html": mail.alternatives[0][0]}
    print(json.dumps({"mail": said}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
