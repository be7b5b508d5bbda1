"""Thirty strings, each written where people write, stand nowhere that a thief of our disks would look."""

from __future__ import annotations

import uuid
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
import redis
from django.core.cache import cache
from django.db import connection

from consult.models import Case
from intake.models import Explanation, Inquiry
from tests.consult.environment import settings_with
from tests.consult.family import open_status_page
from tests.factory import make_counselor, make_explanation, make_slot
from tests.intake.family import Browser, go_to
from tests.photos import photo

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PLANTED: list[str] = []


def plant(what: str) -> str:
    """Something that stands nowhere else, part of it in the letters that texts are in."""
    marked = f"{what}植込{len(PLANTED):02}zqx"
    PLANTED.append(marked)
    return marked


def plain(what: str) -> str:
    marked = f"{what}{len(PLANTED):02}zqx"
    PLANTED.append(marked)
    return marked


def a_family(browser: Browser) -> Case:
    """Every box of the way, through its pages, up to the confirmation."""
    page = browser.get("/inquiry/new/")
    for typed in (
        {"relationship": "parent"},
        {"own": "on", "on_behalf": "on"},
        {"message": f"{plant('父の手の震え')}、{plant('妻は心配')}。{plant('Tremor of the hand')}"},
        {"condition": "other", "condition_detail": plant("詳しい病状")},
        {"treatment_kind": "stem_cell", "treatment_name": plant("治療の名前")},
        {"payment": "self_pay"},
        {"provider_kind": "clinic", "provider_name": plant("駅前のクリニック")},
        {"quoted_fee_yen": "198万円", "plan_number": plain("PX3210")},
        {"questions": ["cost", "safety"]},
        {"patient_age": "78", "prefecture": "JP-12"},
        {
            "contact_name": plant("山田花子"),
            "preferred_channel": "email",
            "email": f"{plain('hanako')}@example.jp",
            "phone": "03-1234-5678",
        },
    ):
        page = browser.go_on(page, **typed)
    PLANTED.append("312345678")
    browser.fill_in(page)
    return Case.objects.select_related("inquiry", "assignee__user").get()


def what_a_family_writes_later(client, case: Case) -> None:
    open_status_page(client, case.inquiry)
    base = f"/status/{case.reference}/"
    client.post(f"{base}message/", {"body": plant("あとから思い出した"), "token": str(uuid.uuid4())})
    client.post(f"{base}look-again/", {"words": plant("もう一度見てほしい")})
    sent = BytesIO(photo())
    sent.name = f"{plant('チラシ')}.jpg"
    client.post(f"{base}files/", {"photos": sent})
    client.post(f"{base}call/", {"slot": make_slot().pk, "phone": "090-8765-4321"})
    PLANTED.append("9087654321")
    contact = {"contact_name": plant("山田はなこ"), "preferred_channel": "email"}
    client.post(
        f"{base}contact/", {**contact, "email": f"{plain('new')}@example.jp", "phone": "03-8765-0000"}
    )
    PLANTED.append("387650000")


def what_counselors_write(client, case: Case, text: Explanation) -> None:
    client.force_login(case.assignee.user)
    base = f"/desk/cases/{case.reference}/"
    client.post(f"{base}note/", {"body": plant("奥さまは疲れている")})
    client.post(
        f"{base}message/", {"reply": plant("お返事します"), "reply_to": str(uuid.uuid4()), "seen": ""}
    )
    sheet = {"revision": 0, "whose": "yes", "whose_note": plant("医師の名前を聞いた")}
    client.post(f"{base}review/five-lenses/", sheet)
    given = {"occurrence": str(uuid.uuid4()), "explanation": text.pk, "words": plant("ひとこと添えて")}
    client.post(f"{base}explanation/", given)
    letter = {"occurrence": str(uuid.uuid4()), "revision": 0, "save": "1"}
    client.post(f"{base}letter/", {**letter, "above": plant("書きかけの手紙")})
    client.post(f"{base}override/", {"track": "unsorted", "reason": plant("電話で聞いた事情")})
    client.post(f"{base}hand-over/", {"seen": case.assignee_id, "told": plant("引き継ぎの事情")})
    client.post("/desk/search/", {"words": plant("探した言葉")})
    client.post("/new-link/", {"reference": case.reference, "email": f"{plain('wrong')}@example.jp"})


def a_draft_that_is_never_sent(browser: Browser) -> None:
    changes = {
        "message": {"message": plant("まだ送らない相談")},
        "condition": {"condition_detail": plant("途中")},
    }
    page = go_to(browser, "contact", **changes)
    browser.fill_in(page, contact_name=plant("名前だけ"), email=plant("壊れた宛先"))
    browser.fill_in(browser.get("/inquiry/new/"), relationship=plant("知らない続柄"))
    browser.get("/learn/", {"q": plant("見出し")})
    browser.post_form("/resume/", {"reference": plain("REF"), "code": plain("CODE")})


def looked_like(text: str) -> list[bytes]:
    """As it might stand there: in two encodings, escaped for JSON or an address."""
    escaped = text.encode("unicode_escape")
    return [text.encode(), text.encode("utf-16-le"), escaped, escaped.lower(), quote(text).encode()]


def in_the_database() -> bytes:
    """Every column of every row, and the file itself where there is one."""
    dumped = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                dumped += [bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for v in row]
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["NAME"])
        dumped += [path.read_bytes() for path in file.parent.glob(f"{file.name}*")]
    return b"\n".join(dumped)


def in_redis(settings) -> bytes:
    if not settings.REDIS_URL:
        return b""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        keys = list(client.scan_iter(match=f"*{settings.REDIS_PREFIX}*"))
        return b"\n".join(key + (client.dump(key) or b"") for key in keys)


def in_the_state_folder(settings) -> bytes:
    files = [path for path in Path(settings.STATE_DIR).rglob("*") if path.is_file()]
    return b"\n".join(str(path).encode() + path.read_bytes() for path in files)


def test_none_of_them_stands_anywhere(client, settings):
    settings.CACHES = settings_with(REDIS_URL=settings.REDIS_URL, REDIS_PREFIX=settings.REDIS_PREFIX)[
        "CACHES"
    ]
    PLANTED.clear()
    make_counselor()
    make_counselor()
    text = make_explanation()
    case = a_family(Browser())
    what_a_family_writes_later(client, case)
    what_counselors_write(client, case, text)
    a_draft_that_is_never_sent(Browser())

    assert len(PLANTED) >= 30
    # They really came in: else nothing would be shown by not finding them.
    inquiry = Inquiry.objects.get()
    assert PLANTED[0] in inquiry.message
    assert (case.messages.count(), case.attachments.count(), case.reviews.count()) == (1, 1, 1)
    assert (case.calls.count(), case.notes.count()) == (1, 2)
    assert (inquiry.decisions.count(), case.letters.count()) == (2, 1)
    assert case.followups.exclude(words=b"").count() == 2
    places = {
        "database": in_the_database(),
        "redis": in_redis(settings),
        "files": in_the_state_folder(settings),
    }
    found = [
        (place, planted)
        for place, held in places.items()
        for planted in PLANTED
        if any(way in held for way in looked_like(planted))
    ]
    assert found == []
    assert case.reference.encode() in places["database"], "the dump is none"
    cache.clear()
