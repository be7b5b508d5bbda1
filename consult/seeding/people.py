"""The demo's people. Whoever is there already is left as they are: a password may have been changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import transaction

from consult.demo import DEMO_SIGN_INS, SignIn
from consult.models import Counselor
from consult.roles import AUDITOR, COUNSELOR, EDITOR, LEAD, PHYSICIAN, grant
from consult.sign_in import demo_codes
from intake.models import Explanation

# Most families write in Japanese; few counselors take everything.
_KINDS_OF_COUNSELOR: tuple[tuple[list[str], list[str]], ...] = (
    (["insured_specialist"], ["ja"]),
    (["self_pay_review"], ["ja"]),
    (["insured_specialist", "self_pay_review"], ["ja", "en"]),
    (["self_pay_review", "unsorted"], ["ja"]),
    (["insured_specialist", "self_pay_review", "unsorted"], ["en", "ja"]),
)


_WHO_RUNS_IT = "who-runs-this"
# What the shipped text leaves for the centre to fill in.
_GAP = re.compile(r"(?:(?<=\*\*)|(?<=\*\*：))\s?[（(][^（()）]*[）)]")
_NOBODY = {
    "ja": "なし（これは見本で、運営者はいません）",
    "ja-easy": "{決|き}まっていません（これは{見本|みほん}です）",
    "en": " nobody (this is a demonstration)",
}


@dataclass(frozen=True)
class Person:
    """What makes one of DEMO_SIGN_INS what they are. With tracks it is a counselor."""

    name: str
    tracks: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = 20
    permissions: tuple[str, ...] = ()
    staff: bool = False
    superuser: bool = False


_ALL_TRACKS = ("insured_specialist", "self_pay_review", "unsorted")
PEOPLE = {
    "sato": Person("佐藤（デモ）", tracks=("insured_specialist",), languages=("ja",)),
    "brown": Person("Brown (demo)", tracks=("self_pay_review",), languages=("en", "ja")),
    "tanaka": Person("田中（デモ）", tracks=_ALL_TRACKS, languages=("ja", "en")),
    "lead": Person(
        "山本（デモ）",
        tracks=_ALL_TRACKS,
        languages=("ja", "en"),
        capacity=5,
        permissions=LEAD,
    ),
    "physician": Person("医師 中村（デモ）", permissions=PHYSICIAN, staff=True),
    "editor": Person("編集 小林（デモ）", permissions=EDITOR, staff=True),
    "auditor": Person("監査 加藤（デモ）", permissions=AUDITOR, staff=True),
    "admin": Person("管理者（デモ）", staff=True, superuser=True),
}


def ensure_sign_ins() -> None:
    """Makes those of DEMO_SIGN_INS that are missing."""
    for sign_in in DEMO_SIGN_INS:
        if not User.objects.filter(username=sign_in.username).exists():
            _make(sign_in, PEOPLE[sign_in.username])


@transaction.atomic
def _make(sign_in: SignIn, person: Person) -> None:
    user = User.objects.create(
        username=sign_in.username,
        password=_hashed(sign_in.password),
        first_name=person.name,
        is_staff=person.staff,
        is_superuser=person.superuser,
    )
    grant(user, person.permissions)
    demo_codes.set_up(user)
    if person.tracks:
        grant(user, COUNSELOR)
        Counselor.objects.create(
            user=user,
            display_name=person.name,
            tracks=list(person.tracks),
            languages=list(person.languages),
            capacity=person.capacity,
        )


@cache
def _hashed(password: str) -> str:
    """Once for all of them: it takes a second, and here the password is known to everybody anyway."""
    return make_password(password)


@transaction.atomic
def ensure_counselors(count: int) -> None:
    """So many counselors, those who sign in among them. The others can't sign in."""
    signing_in = sum(bool(person.tracks) for person in PEOPLE.values())
    numbers = {f"counselor-{number:04}": number for number in range(signing_in + 1, count + 1)}
    there = set(User.objects.filter(username__startswith="counselor-").values_list("username", flat=True))
    missing = [username for username in numbers if username not in there]
    users = User.objects.bulk_create(
        [User(username=username, password=make_password(None)) for username in missing], batch_size=500
    )
    Counselor.objects.bulk_create(
        [_counselor(user, numbers[user.username]) for user in users], batch_size=500
    )


def _counselor(user: User, number: int) -> Counselor:
    tracks, languages = _KINDS_OF_COUNSELOR[number % len(_KINDS_OF_COUNSELOR)]
    name = f"Counselor {number:04} (demo)" if languages[0] == "en" else f"相談員 {number:04}（デモ）"
    return Counselor(user=user, display_name=name, tracks=tracks, languages=languages)


def approve_shipped_explanations(*, now: datetime) -> None:
    """In the demo alone: elsewhere a physician of the centre reads each text first.

    Approved by "demo", who is nobody and can't sign in, so that no text says that a physician read it.
    """
    for text in Explanation.objects.filter(key=_WHO_RUNS_IT, version=1, approved_at=None):
        _say_that_it_is_a_demo(text)
    demo, _made = User.objects.get_or_create(
        username="demo", defaults={"is_active": False, "password": make_password(None)}
    )
    shipped = Explanation.objects.filter(author=None, approved_at=None)
    shipped.update(approved_by=demo, approved_at=now)


def _say_that_it_is_a_demo(text: Explanation) -> None:
    """What a real centre writes about itself has no place in the demo, and no gap may be shown."""
    body = _GAP.sub(_NOBODY[text.language], text.body)
    Explanation.objects.filter(pk=text.pk, approved_at=None).update(body=body)
