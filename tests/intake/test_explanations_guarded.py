"""What the database itself refuses of explanations, whoever asks and by whatever way."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from intake.models import Explanation
from tests.factory import make_explanation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return make_user("writer")


@pytest.fixture
def draft(author: User) -> Explanation:
    text = make_explanation(approved=False, author=author)
    text.writers.add(author)
    return text


def refused(text: Explanation, **changes: object) -> bool:
    try:
        with transaction.atomic():
            Explanation.objects.filter(pk=text.pk).update(**changes)
    except IntegrityError:
        return True
    return False


def approval(person: User) -> dict[str, object]:
    return {"approved_by": person, "approved_at": timezone.now()}


def test_another_one_approves(draft):
    assert not refused(draft, **approval(make_user("physician")))


def test_an_author_can_not_approve_their_own_text(draft, author):
    assert refused(draft, **approval(author))


def test_not_as_somebody_who_wrote_before_the_last_author(draft, author):
    assert not refused(draft, author=make_user("second"))
    assert refused(draft, **approval(author))


def test_not_by_giving_up_the_authorship_in_the_same_breath(draft, author):
    draft.writers.clear()
    assert refused(draft, author=None, **approval(author))
    assert refused(draft, author=make_user("second"), **approval(author))


def test_not_with_other_words_than_those_that_were_read(draft):
    assert refused(draft, body="Something else", **approval(make_user("physician")))


def test_not_in_plain_sql_either(draft, author):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE intake_explanation SET approved_by_id = %s, approved_at = %s WHERE id = %s",
            [author.pk, timezone.now(), draft.pk],
        )


FIXED = {
    "key": "other", "language": "en", "version": 9, "audience": "visitors", "kinds": ["gene"],
    "flags": ["crisis"], "title": "x", "summary": "x", "body": "x", "sources": "x", "cost_month": "2026-08",
    "public": True, "position": 1, "published_from": "2026-01-01", "revision": 9, "approved_by": None,
    "approved_at": "2026-01-01T00:00Z",
}  # fmt: skip


@pytest.mark.parametrize("name", FIXED)
def test_once_approved_nothing_of_it_changes(name):
    text = make_explanation(author=make_user("writer"))
    changes = {name: FIXED[name]} | ({"approved_at": None} if name == "approved_by" else {})
    assert refused(text, **changes)
    assert refused(text, author=None)


def test_every_field_is_either_fixed_or_named_here():
    """A new field has to be fixed by a migration too, or to be meant to change."""
    meant_to_change = {"id", "published_until"}
    others = {field.name for field in Explanation._meta.concrete_fields} - set(FIXED) - {"author"}
    assert others == meant_to_change


def test_but_the_day_from_which_it_is_shown_no_more():
    assert not refused(make_explanation(), published_until="2099-01-01")
