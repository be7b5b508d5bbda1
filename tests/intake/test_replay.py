"""A change to the catalogue is tried on past inquiries before it counts, and re-sorts no case by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from consult.models import Case, CaseTask
from intake import replay
from intake.catalogue import read_row, write_row
from intake.models import CatalogueDraft, Coverage, Inquiry, Replay, Treatment
from tests.factory import make_user, submit_inquiry

HEART: dict[str, Any] = {
    "message": "母（80）は虚血性心筋症です。リハートという治療のことを大学病院で聞きたいのですが。",
    "condition": "heart_failure",
    "treatment_kind": "unknown",
    "treatment_name": "",
    "payment": "unknown",
}


@pytest.fixture
def heart(db: None) -> Inquiry:
    return submit_inquiry(**HEART)


@pytest.fixture
def editor(db: None) -> User:
    return make_user("editor")


def draft_of(key: str, editor: User, **changes: Any) -> CatalogueDraft:
    row = {**read_row(Treatment.objects.get(key=key)), **changes}
    return CatalogueDraft.objects.create(key=key, row=row, written_by=editor, written_at=timezone.now())


def forgotten(editor: User) -> CatalogueDraft:
    """A draft in which nobody would know ReHeart by its names any more, nor what it is for."""
    return draft_of("reheart", editor, name_ja="なし", name_en="none", spellings=[], clues=[], conditions=[])


def run(draft: CatalogueDraft) -> Replay:
    asked = replay.ask(draft=draft, wanted=1000, now=timezone.now())
    assert replay.run_next()
    asked.refresh_from_db()
    return asked


def test_a_row_is_written_back_as_it_was_read(db: None) -> None:
    for treatment in Treatment.objects.all():
        row = read_row(treatment)
        write_row(row)
        assert read_row(Treatment.objects.get(key=row["key"])) == row


def test_a_replay_shows_what_would_be_sorted_differently(heart: Inquiry, editor: User) -> None:
    submit_inquiry()
    done = run(forgotten(editor))
    assert (done.state, done.looked_at, done.wanted) == (Replay.State.DONE, 2, 2)
    difference = done.differences.get()
    assert difference.inquiry == heart
    assert difference.before["reasons"] != difference.after["reasons"]
    assert heart.decisions.count() == 1


def test_a_draft_that_changes_nothing_shows_nothing(heart: Inquiry, editor: User) -> None:
    assert not run(draft_of("reheart", editor)).differences.exists()


def test_publishing_counts_for_new_inquiries_and_lists_open_cases(heart: Inquiry, editor: User) -> None:
    draft = forgotten(editor)
    run(draft)
    before = Case.objects.get(inquiry=heart).track
    replay.publish(draft=draft, by=editor, now=timezone.now())
    case = Case.objects.get(inquiry=heart)
    assert case.track == before
    task = case.tasks.get()
    assert task.kind == CaseTask.Kind.WOULD_CHANGE
    newer = submit_inquiry(**HEART)
    assert newer.decision.track == task.data["track"] != before


def test_nothing_is_published_untried_or_twice(heart: Inquiry, editor: User) -> None:
    draft = forgotten(editor)
    with pytest.raises(replay.NotTried):
        replay.publish(draft=draft, by=editor, now=timezone.now())
    run(draft)
    replay.publish(draft=draft, by=editor, now=timezone.now())
    with pytest.raises(replay.NotTried):
        replay.publish(draft=draft, by=editor, now=timezone.now())


def test_a_run_that_a_dead_worker_left_is_carried_out(heart: Inquiry, editor: User) -> None:
    asked = replay.ask(draft=forgotten(editor), wanted=10, now=timezone.now())
    past = timezone.now() - timedelta(minutes=5)
    Replay.objects.filter(pk=asked.pk).update(state=Replay.State.RUNNING, lease_until=past)
    assert replay.run_next()
    asked.refresh_from_db()
    assert asked.state == Replay.State.DONE
    assert not replay.run_next()


def test_the_admin_keeps_a_change_as_a_draft(admin_client: Client, heart: Inquiry) -> None:
    treatment = Treatment.objects.get(key="reheart")
    posted = {**form_of(admin_client, treatment), "name_en": "ReHeart 2"}
    response = admin_client.post(f"/admin/intake/treatment/{treatment.pk}/change/", posted)
    draft = CatalogueDraft.objects.get()
    assert response.status_code == 302
    assert str(draft.pk) in response["Location"]
    treatment.refresh_from_db()
    assert treatment.name_en == "ReHeart"
    assert draft.row["name_en"] == "ReHeart 2"
    assert draft.row == {**read_row(treatment), "name_en": "ReHeart 2"}

    page = response["Location"]
    assert "ReHeart 2" in admin_client.get(page).content.decode()
    admin_client.post(f"/admin/intake/cataloguedraft/{draft.pk}/replay/", {"wanted": 10})
    assert replay.run_next()
    admin_client.post(f"/admin/intake/cataloguedraft/{draft.pk}/publish/")
    treatment.refresh_from_db()
    assert treatment.name_en == "ReHeart 2"
    assert Coverage.objects.filter(treatment=treatment).exists()


def test_without_the_permission_nobody_publishes(client: Client, heart: Inquiry, editor: User) -> None:
    draft = forgotten(editor)
    run(draft)
    editor.is_staff = True
    editor.save()
    client.force_login(editor)
    assert client.post(f"/admin/intake/cataloguedraft/{draft.pk}/publish/").status_code == 403
    draft.refresh_from_db()
    assert draft.published_at is None


def form_of(client: Client, treatment: Treatment) -> dict[str, Any]:
    """What a browser would post when the treatment's form is sent as it stands."""
    page = client.get(f"/admin/intake/treatment/{treatment.pk}/change/")
    posted: dict[str, Any] = {}
    forms = [page.context["adminform"].form]
    for formset in page.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if isinstance(value, list) and bound.field.__class__.__name__ != "MultipleChoiceField":
                value = "\n".join(value)
            if value not in (None, "", False):
                posted[bound.html_name] = value
    return posted
