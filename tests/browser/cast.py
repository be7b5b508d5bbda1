"""Who works at the centre in the browser tests: run as `python -m tests.browser.cast` on an empty database.

Sato counsels in Japanese about insured care, Brown in English about self-pay care: each inquiry has one
right place.
"""

from __future__ import annotations

PASSWORD = "browser-tests-2026"
COUNSELORS = {
    "sato": {"display_name": "佐藤", "languages": ["ja"], "tracks": ["insured_specialist", "unsorted"]},
    "brown": {"display_name": "Brown", "languages": ["en"], "tracks": ["self_pay_review", "unsorted"]},
}


def make_cast() -> None:
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.utils import timezone

    from consult import seeding
    from consult.models import Counselor
    from intake.models import Explanation

    call_command("migrate", interactive=False, verbosity=0)
    for username, fields in COUNSELORS.items():
        user = User.objects.create_user(username=username, password=PASSWORD)
        Counselor.objects.create(user=user, **fields)
    User.objects.create_superuser(username="admin", password=PASSWORD)
    seeding.offer_calls(now=timezone.now())
    physician = User.objects.create_user(username="physician", password=PASSWORD)
    Explanation.objects.update(approved_by=physician, approved_at=timezone.now())


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")
    django.setup()
    make_cast()
