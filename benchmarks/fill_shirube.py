"""`python -m benchmarks.fill_shirube CASES DRAFTS`: the demo's data with 55 of 100 cases open.

Prints what the load driver acts with: a session, what a family types, drafts that are ready to be sent, and a
case with 30 events."""

from __future__ import annotations

import base64
import json
import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")
django.setup()

from altcha.v1 import ChallengeOptions, create_challenge  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.signed_in import session_of  # noqa: E402
from consult.models import Case, Event  # noqa: E402
from consult.notes import write_note  # noqa: E402
from intake import proof  # noqa: E402
from intake.models import Draft, DraftAnswer  # noqa: E402
from intake.tokens import hash_secret, new_secret  # noqa: E402
from tests.factory import start_filled_draft  # noqa: E402
from tests.intake.family import WAY  # noqa: E402

EVENTS = 30
_OPEN_OF_HUNDRED = 55


def main(cases: int, drafts: int) -> None:
    call_command("migrate", verbosity=0)
    if Case.objects.count() < cases:
        call_command("seed_demo", inquiries=cases, counselors=100, verbosity=0)
    if Case.objects.open().count() < Case.objects.count() // 2:
        _open_as_many_as_the_peer()
    lead = User.objects.get(username="lead")
    now = time.time()
    session = session_of(lead, second_factor_of=str(lead.pk), signed_in_at=now, seen_at=now)
    given = {"session": session, "way": WAY, "case": _full_case(lead), "drafts": _ready_drafts(drafts)}
    print(json.dumps(given))


def _open_as_many_as_the_peer() -> None:
    """A real desk has a thirtieth of its cases open; here nobody is to win by having less to show."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE consult_case SET status = 'open', outcome = '', closed_at = NULL "
            "WHERE status = 'closed' AND id %% 100 < %s",
            [_OPEN_OF_HUNDRED - 2],
        )
        cursor.execute("VACUUM ANALYZE")


def _full_case(reader: User) -> str:
    """The reference of an open case in which 30 things happened."""
    case = Case.objects.open().select_related("inquiry").exclude(assignee=None).order_by("pk")[0]
    while Event.objects.filter(case=case).count() < EVENTS:
        write_note(case=case, author=reader, body="電話で話した。", now=timezone.now())
    return case.reference


def _ready_drafts(count: int) -> list[list[str]]:
    """(name, secret, proof of work) of drafts that are filled in; copies of one that went the real way."""
    now = timezone.now()
    first, _secret = start_filled_draft(now=now)
    answers = list(first.answers.all())
    secrets = [new_secret() for _ in range(count)]
    drafts = Draft.objects.bulk_create(
        Draft(secret_hash=hash_secret(secret), created_at=now, updated_at=now) for secret in secrets
    )
    DraftAnswer.objects.bulk_create(
        DraftAnswer(draft=draft, step=one.step, data=one.data, saved_at=now)
        for draft in drafts
        for one in answers
    )
    return [[draft.public_id, secret, _proof(draft)] for draft, secret in zip(drafts, secrets, strict=True)]


def _proof(draft: Draft) -> str:
    """What a family's browser finds by trying; here the number is known, so that no core is spent on it."""
    options = ChallengeOptions(
        algorithm="SHA-256",
        max_number=proof.HARDEST,
        number=1,
        hmac_key=proof._key(settings.SECRET_KEY),
        expires=timezone.now() + proof.KEPT,
        params={"draft": draft.public_id},
    )
    challenge = create_challenge(options)
    payload = {
        "algorithm": challenge.algorithm,
        "challenge": challenge.challenge,
        "number": 1,
        "salt": challenge.salt,
        "signature": challenge.signature,
    }
    return base64.b64encode(json.dumps(payload).encode()).decode()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
