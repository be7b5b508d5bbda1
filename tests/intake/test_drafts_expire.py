"""Drafts that were never sent are deleted once the time we promised to keep them has passed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from consult.tasks import delete_expired_drafts as task
from intake.models import Draft, DraftAnswer, Inquiry
from intake.services import delete_expired_drafts, save_answer
from intake.steps import find
from tests.factory import fill_draft, submit_inquiry

pytestmark = pytest.mark.django_db

START = datetime(2026, 12, 1, tzinfo=UTC)
KEPT = timedelta(days=settings.DRAFT_KEPT_DAYS)
A_MOMENT = timedelta(seconds=1)


def test_a_draft_goes_with_all_its_answers():
    fill_draft(now=START)

    assert delete_expired_drafts(now=START + KEPT + A_MOMENT) == 1
    assert not Draft.objects.exists()
    assert not DraftAnswer.objects.exists()


def test_the_time_runs_from_the_last_answer():
    draft = fill_draft(now=START)
    later = START + KEPT - A_MOMENT
    save_answer(
        draft=draft,
        step=find("message"),
        posted={"message": ["まだ書いてる"]},
        seen_revision=1,
        now=later,
    )

    assert delete_expired_drafts(now=START + KEPT + A_MOMENT) == 0
    assert delete_expired_drafts(now=later + KEPT + A_MOMENT) == 1


def test_the_same_answer_posted_again_counts_as_an_answer():
    draft = fill_draft(now=START)
    later = START + timedelta(days=10)
    answer = draft.answers.get(step="message")

    save_answer(draft=draft, step=find("message"), posted=answer.data, seen_revision=1, now=later)

    draft.refresh_from_db()
    assert draft.kept_until() == later + KEPT


def test_only_what_has_expired_goes():
    old, new = fill_draft(now=START), fill_draft(now=START + timedelta(days=5))

    assert delete_expired_drafts(now=START + KEPT + A_MOMENT) == 1
    assert not Draft.objects.filter(pk=old.pk).exists()
    assert new.answers.exists()


def test_the_task_deletes_them():
    fill_draft(now=datetime.now(UTC) - KEPT - A_MOMENT)

    task()

    assert not Draft.objects.exists()


# -- Refusals ----------------------------------------------------------------------------------


def test_to_the_last_moment_it_is_kept():
    fill_draft(now=START)

    assert delete_expired_drafts(now=START + KEPT) == 0
    assert Draft.objects.count() == 1


def test_what_was_sent_stays():
    inquiry = submit_inquiry(now=START)

    assert delete_expired_drafts(now=START + 100 * KEPT) == 0
    assert Inquiry.objects.get() == inquiry
    assert inquiry.draft is not None


def test_twice_does_no_harm():
    fill_draft(now=START)

    assert [delete_expired_drafts(now=START + 2 * KEPT) for _ in range(2)] == [1, 0]
