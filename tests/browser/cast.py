"""Who works at the centre in the browser tests: run as `python -m tests.browser.cast` on an empty database.

Sato counsels in Japanese about insured care, Brown in English about self-pay care: each inquiry has one
right place. A lead gets no cases, but takes over; one mail that belongs to none waits for her. Tanaka has
more cases than anybody, three of them with a family that waits for an answer, and takes no further ones.
"""

from __future__ import annotations

import json
import time
from typing import Any

PASSWORD = "browser-tests-2026"
# A session of each of them, kept below the service's state. Really signing in takes a second and a code: that
# is for test_sign_in.py, everybody else comes in with one of these.
SESSIONS = "sessions.json"
COUNSELORS = {
    "sato": {"display_name": "佐藤", "languages": ["ja"], "tracks": ["insured_specialist", "unsorted"]},
    "brown": {"display_name": "Brown", "languages": ["en"], "tracks": ["self_pay_review", "unsorted"]},
}
# Of Tanaka's; three of them can't be closed.
MANY = 200


def make_cast() -> None:
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.utils import timezone

    from consult import seeding
    from consult.inbound.taking import take_in
    from consult.models import Counselor
    from consult.roles import COUNSELOR, LEAD, grant
    from consult.sign_in import demo_codes
    from intake.models import Explanation
    from tests.mails import answer

    call_command("migrate", interactive=False, verbosity=0)
    for username, fields in COUNSELORS.items():
        user = User.objects.create_user(username=username, password=PASSWORD)
        demo_codes.set_up(user)
        grant(user, COUNSELOR)
        Counselor.objects.create(user=user, **fields)
    newcomer = User.objects.create_user(username="newcomer", password=PASSWORD)
    Counselor.objects.create(user=newcomer, display_name="新人", accepting=False)
    lead = User.objects.create_user(username="lead", password=PASSWORD)
    grant(lead, LEAD)
    Counselor.objects.create(user=lead, display_name="森", tracks=[], languages=[])
    tanaka = User.objects.create_user(username="tanaka", password=PASSWORD)
    _give_many(Counselor.objects.create(user=tanaka, display_name="田中", accepting=False, open_cases=MANY))
    take_in(answer("info@example.jp"), now=timezone.now())
    User.objects.create_superuser(username="admin", password=PASSWORD)
    seeding.offer_calls(now=timezone.now())
    physician = User.objects.create_user(username="physician", password=PASSWORD)
    Explanation.objects.update(approved_by=physician, approved_at=timezone.now())
    _open_sessions()


def _give_many(counselor: Any) -> None:
    from tests.consult.many_cases import many_cases
    from tests.factory import write_message

    for case in many_cases(MANY, assignee=counselor)[:3]:
        write_message(case)


def _open_sessions() -> None:
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    from consult.sign_in.proof import prove

    sessions = {}
    for user in User.objects.all():
        client = Client()
        client.force_login(user)
        session = client.session
        prove(session, user)
        # However long the run takes, it never idles.
        session["seen_at"] = session["signed_in_at"] = time.time() + 24 * 3600
        session.save()
        sessions[user.get_username()] = session.session_key
    (settings.STATE_DIR / SESSIONS).write_text(json.dumps(sessions))


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")
    django.setup()
    make_cast()
