"""Sending: everything is written at once, once, or not at all."""

from __future__ import annotations

import re
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, connections
from django.utils import translation

from consult.models import Case, Event, FollowUp
from intake import services
from intake.models import Consent, Decision, Draft, DraftAnswer, Inquiry, StatusLink
from intake.signals import inquiry_submitted
from intake.steps import find
from intake.tokens import new_reference
from intake.triage.facts import (
    Condition,
    Facts,
    Kind,
    Language,
    MedicationResponse,
    Payment,
    ProviderKind,
    Question,
    Relationship,
)
from tests.factory import fill_draft, start_filled_draft, submit_inquiry
from tests.intake.family import Browser, go_to, location, text_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
WRITTEN = (Inquiry, Consent, Decision, Case, Event, FollowUp, StatusLink)


def submit(draft: Draft, language: str = "ja", now: datetime = NOW) -> Inquiry:
    with translation.override(language):
        return services.submit(draft=draft, language=language, now=now)


def rows_written() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in WRITTEN}


def test_everything_that_sending_makes_is_there():
    draft = fill_draft(now=NOW - timedelta(hours=1))

    inquiry = submit(draft)

    assert inquiry.submitted_at == NOW
    assert inquiry.draft == draft
    assert [consent.kind for consent in inquiry.consents.order_by("kind")] == ["on_behalf", "own"]
    decision = inquiry.decisions.get()
    assert decision.reasons
    case = Case.objects.get(inquiry=inquiry)
    assert (case.track, case.priority, case.treatment_kind) == (
        decision.track,
        decision.priority,
        decision.treatment_kind,
    )
    assert case.due_at > NOW
    kinds = list(case.events.values_list("kind", flat=True))
    assert kinds[:2] == [Event.Kind.RECEIVED, Event.Kind.SORTED]
    acknowledgement = case.followups.get()
    assert acknowledgement.kind == FollowUp.Kind.ACKNOWLEDGEMENT
    assert acknowledgement.state == FollowUp.State.DUE
    assert acknowledgement.channel == FollowUp.Channel.EMAIL
    assert acknowledgement.due_at == NOW


def test_consents_keep_version_and_time_of_the_tick():
    ticked = NOW - timedelta(hours=5)

    inquiry = submit(fill_draft(now=ticked))

    for consent in inquiry.consents.all():
        assert consent.given_at == ticked
        assert consent.text.version == "2026-11"
        assert consent.text.language == "ja"


def test_facts_reach_triage_as_they_were_said(monkeypatch):
    seen: list[Facts] = []
    decide = services.decide
    monkeypatch.setattr(services, "decide", lambda facts, book: seen.append(facts) or decide(facts, book))

    submit_inquiry(
        now=NOW,
        language="en",
        relationship="spouse",
        message="  My wife\r\nasks 🙏  ",
        condition="als",
        condition_detail="since May",
        medication_response="not_tried",
        treatment_kind="exosome",
        treatment_name="エクソソーム点滴",
        payment="self_pay",
        provider_kind="clinic",
        provider_name="駅前",
        quoted_fee_yen="１９８万円",
        decision_date=date(2026, 12, 10),
        plan_number="PC 123",
        questions=["news", "cost"],
        patient_age="６１歳",
        prefecture="JP-27",
    )

    assert seen == [
        Facts(
            submitted_on=date(2026, 12, 1),
            language=Language.ENGLISH,
            relationship=Relationship.SPOUSE,
            message="My wife\nasks 🙏",
            condition=Condition.ALS,
            condition_detail="since May",
            medication_response=MedicationResponse.NOT_TRIED,
            treatment_kind=Kind.EXOSOME,
            treatment_name="エクソソーム点滴",
            payment=Payment.SELF_PAY,
            provider_kind=ProviderKind.CLINIC,
            provider_name="駅前",
            quoted_fee_yen=1_980_000,
            decision_date=date(2026, 12, 10),
            plan_number="PC 123",
            questions=(Question.COST, Question.NEWS),
            patient_age=61,
            prefecture="JP-27",
        )
    ]


def test_the_day_of_submission_is_the_japanese_one():
    late = datetime(2026, 12, 1, 15, 30, tzinfo=UTC)  # half past midnight in Tokyo

    assert submit_inquiry(now=late).facts().submitted_on == date(2026, 12, 2)


def test_unknown_is_not_said():
    facts = submit_inquiry(condition="unknown", treatment_kind="unknown", payment="unknown").facts()

    assert (facts.condition, facts.treatment_kind, facts.payment) == (None, None, None)


def test_the_answers_leave_the_draft_for_the_inquiry():
    draft = fill_draft()

    submit(draft)

    assert not DraftAnswer.objects.exists()
    draft.refresh_from_db()
    assert draft.submitted_at == NOW


def test_pressed_twice_it_is_one_inquiry():
    draft = fill_draft()

    first = submit(draft)
    second = submit(draft, now=NOW + timedelta(minutes=1))

    assert first == second
    assert Inquiry.objects.count() == Case.objects.count() == FollowUp.objects.count() == 1


def test_the_page_sent_twice_leads_to_the_same_reference():
    browser = Browser()
    page = go_to(browser, "check")

    first, second = browser.fill_in(page), browser.fill_in(page)

    assert location(first) == location(second) == f"/status/{Inquiry.objects.get().reference}/received/"
    assert browser.get(location(second)).status_code == 200


def test_references_are_readable_and_random():
    references = {new_reference() for _ in range(2000)}

    assert len(references) == 2000
    assert all(
        re.fullmatch(r"([2-9BCDFGHJKMNPQRSTWXZ]{3}-){2}[2-9BCDFGHJKMNPQRSTWXZ]{3}", r) for r in references
    )
    # Each place takes every letter: nothing counts up.
    assert all(len({reference[place] for reference in references}) == 26 for place in (0, 4, 10))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_racing_presses_make_one_inquiry(monkeypatch):
    monkeypatch.setattr("consult.followups.plan.wake_mail_worker", lambda: None)
    draft, _secret = start_filled_draft(now=NOW)
    presses = 6
    together = threading.Barrier(presses)
    references: list[str] = []

    def press() -> None:
        try:
            mine = Draft.objects.get(pk=draft.pk)
            together.wait(timeout=20)
            references.append(submit(mine).reference)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert len(references) == presses
    assert len(set(references)) == 1
    assert rows_written() | {"StatusLink": 0, "Event": 0} == {
        "Inquiry": 1, "Consent": 2, "Decision": 1, "Case": 1, "Event": 0, "FollowUp": 1, "StatusLink": 0,
    }  # fmt: skip


# -- Refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["consent", "contact"])
def test_an_incomplete_draft_is_refused_and_nothing_is_written(missing):
    draft = fill_draft()
    draft.answers.filter(step=missing).delete()

    with pytest.raises(services.Incomplete) as refused:
        submit(draft)

    assert refused.value.step == find(missing)
    assert set(rows_written().values()) == {0}
    draft.refresh_from_db()
    assert draft.submitted_at is None
    assert draft.answers.exists()


def test_an_invalid_answer_is_refused_and_nothing_is_written():
    draft = fill_draft()
    answer = draft.answers.get(step="patient")
    answer.data = {"patient_age": ["まちがい"]}
    answer.save()

    with pytest.raises(services.Incomplete) as refused:
        submit(draft)

    assert refused.value.step == find("patient")
    assert set(rows_written().values()) == {0}


def test_the_page_leads_back_to_what_is_missing():
    browser = Browser()
    page = go_to(browser, "check")
    DraftAnswer.objects.filter(step="contact").delete()

    sent, looked_at = browser.fill_in(page), browser.get(page.request["PATH_INFO"])

    assert location(sent) == location(looked_at) == page.request["PATH_INFO"].replace("check", "contact")
    assert "<h1" in text_of(browser.get(location(sent)))


def test_a_desk_that_fails_undoes_the_submission():
    def fails(**kwargs):
        raise RuntimeError("the desk is down")

    draft = fill_draft()
    inquiry_submitted.connect(fails)
    try:
        with pytest.raises(RuntimeError):
            submit(draft)
    finally:
        inquiry_submitted.disconnect(fails)

    assert set(rows_written().values()) == {0}
    draft.refresh_from_db()
    assert draft.submitted_at is None
    assert draft.answers.exists()
    assert submit(draft).reference


def test_an_answer_that_comes_after_sending_is_not_kept():
    draft = fill_draft()
    submit(draft)

    with pytest.raises(services.Sent):
        services.save_answer(
            draft=draft, step=find("message"), posted={"message": ["遅れて"]}, seen_revision=1, now=NOW
        )

    assert not DraftAnswer.objects.exists()


def test_a_tab_left_open_after_sending_gives_back_what_was_typed_and_leads_to_the_page():
    browser = Browser()
    page = go_to(browser, "check")
    left_open = browser.get(page.request["PATH_INFO"].replace("check", "message"))
    browser.fill_in(page)

    after = browser.fill_in(left_open, message="遅れて")

    assert after.status_code == 409
    assert "遅れて" in text_of(after)
    assert not DraftAnswer.objects.exists()
    here = browser.get(after.request["PATH_INFO"].replace("message/", ""))
    assert location(here) == f"/status/{Inquiry.objects.get().reference}/received/"


def test_a_broker_that_is_down_does_not_stop_a_family(monkeypatch, django_capture_on_commit_callbacks):
    def down(*args, **kwargs):
        raise OSError("no broker")

    monkeypatch.setattr("consult.tasks.sweep_followups.delay", down)
    draft = fill_draft()

    with django_capture_on_commit_callbacks(execute=True) as called:
        submit(draft)

    assert called
    assert FollowUp.objects.get().state == FollowUp.State.DUE
    assert connection.is_usable()
