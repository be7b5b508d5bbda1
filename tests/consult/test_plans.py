"""A plan sends by itself what fits: once, in its time, and never what no longer fits."""

import sys

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from consult import conversation, plans, services, wishes
from consult.followups import sweep, tell_cases
from consult.models import Case, CaseTask, FollowUp, Plan, PlanStep
from consult.refusals import NotPossible
from tests.consult.plans import CHECK_IN, CLOSING, EXPLANATION, QUESTIONS, japan, publish, publish_plan
from tests.factory import bring_to, make_explanation, submit_case, write_message
from tests.twilio import twilio as twilio

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    """Sets the service's clock; Monday 2026-11-30, eleven o'clock, to begin with."""

    def set_clock(day: str, hour: str = "11:00"):
        moment = japan(day, hour)
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return moment

    set_clock("2026-11-30")
    return set_clock


@pytest.fixture
def text(at):
    return make_explanation(key="two-ways")


def of(case, kind) -> FollowUp:
    return case.followups.get(kind=kind)


def answer(case, aoki) -> FollowUp:
    """A counselor writes, and the mail leaves."""
    followup = conversation.write_to_family(
        case=case, words="主治医に聞いてみてください。", seen=None, occurrence=str(timezone.now()),
        author=aoki.user, now=timezone.now(),
    )  # fmt: skip
    sweep()
    tell_cases(now=timezone.now())
    return followup


def sort_anew(case, author, track="self_pay_review") -> None:
    services.override_track(case=case, track=track, reason="確かめました", author=author, now=timezone.now())


# -- What is planned -------------------------------------------------------------------------------


def test_on_the_next_working_day_the_explanation_leaves_once(aoki, smtp, text, at):
    plan = publish_plan(EXPLANATION)
    case = submit_case()
    planned = of(case, "plan_text")
    assert (planned.state, planned.due_at, planned.explanation) == ("planned", japan("2026-12-01"), None)
    assert sweep() == 1  # the acknowledgement
    at("2026-12-01", "10:00")
    assert (sweep(), sweep()) == (1, 0)
    planned.refresh_from_db()
    assert (planned.state, planned.explanation, planned.step.plan) == ("sent", text, plan)
    assert len(smtp.received) == 2
    assert text.title not in smtp.received[1].as_string()
    assert case.followups.filter(kind="acknowledgement").count() == 1


def test_what_leaves_by_itself_is_no_answer_of_a_person(aoki, smtp, text, at):
    publish_plan(EXPLANATION)
    case = submit_case()
    at("2026-12-01")
    sweep()
    tell_cases(now=timezone.now())
    case.refresh_from_db()
    assert case.answered_at is None


def test_the_sheet_of_questions_comes_before_the_day_on_which_the_family_decides(aoki, smtp, at):
    publish_plan(QUESTIONS, track="self_pay_review")
    offer = {
        "payment": "self_pay", "provider_kind": "clinic", "treatment_kind": "stem_cell",
        "treatment_name": "幹細胞の点滴",
    }  # fmt: skip
    deciding = submit_case(**offer, decision_date=japan("2026-12-14").date())
    open_ended = submit_case(**offer)
    assert of(deciding, "plan_text").due_at == japan("2026-12-09")
    assert not open_ended.followups.filter(kind="plan_text").exists()


def test_a_week_after_an_answer_the_family_is_asked_once(aoki, smtp, at):
    publish_plan(CHECK_IN)
    case = submit_case()
    answer(case, aoki)
    assert of(case, "check_in").due_at == japan("2026-12-07")
    at("2026-12-07")
    assert sweep() == 1
    answer(case, aoki)
    assert case.followups.filter(kind="check_in").count() == 1


def test_a_later_answer_moves_the_question(aoki, smtp, at):
    publish_plan(CHECK_IN)
    case = submit_case()
    answer(case, aoki)
    at("2026-12-02")
    answer(case, aoki)
    waiting = case.followups.get(kind="check_in", state="planned")
    assert waiting.due_at == japan("2026-12-09")
    assert case.followups.filter(kind="check_in", state="cancelled").count() == 1


def test_at_closing_a_note_leaves(aoki, smtp, at):
    publish_plan(CLOSING)
    case = submit_case()
    services.close(case=case, outcome="explained", author=aoki.user, now=timezone.now())
    sweep()
    assert of(case, "closing").state == "sent"


def test_without_a_published_plan_nothing_comes_by_itself(aoki, at):
    assert Plan.objects.exists()  # as shipped: drafts
    case = submit_case()
    assert [one.kind for one in case.followups.all()] == ["acknowledgement"]


# -- What is given up ------------------------------------------------------------------------------


def test_the_familys_answer_cancels_the_question_in_the_same_transaction(aoki, smtp, at):
    publish_plan(CHECK_IN)
    case = submit_case()
    answer(case, aoki)
    at("2026-12-01")
    with transaction.atomic():
        write_message(case)
        assert of(case, "check_in").state == "cancelled"
        transaction.set_rollback(True)
    assert of(case, "check_in").state == "planned"
    write_message(case)
    assert of(case, "check_in").state == "cancelled"


def test_a_new_track_gives_up_the_steps_of_the_old_one_and_plans_its_own(aoki, text, at):
    publish_plan(EXPLANATION)
    publish_plan({**EXPLANATION, "text_key": "red-flags"}, track="self_pay_review")
    case = submit_case()
    sort_anew(case, aoki.user)
    states = {one.step.plan.track: one.state for one in case.followups.filter(kind="plan_text")}
    assert states == {"insured_specialist": "cancelled", "self_pay_review": "planned"}
    sort_anew(case, aoki.user, "insured_specialist")
    assert case.followups.filter(kind="plan_text", state="planned").count() == 1


@pytest.mark.parametrize("way", ["stopped", "withdrawn", "closed"])
def test_who_stopped_or_is_closed_gets_none(way, aoki, smtp, text, at):
    publish_plan(EXPLANATION)
    case = submit_case()
    sweep()
    if way == "stopped":
        wishes.stop_followups(case=case, now=timezone.now())
    elif way == "withdrawn":
        services.withdraw(case=case, now=timezone.now())
    else:
        services.close(case=case, outcome="explained", author=aoki.user, now=timezone.now())
    assert of(case, "plan_text").state == "cancelled"
    at("2026-12-01")
    assert (sweep(), len(smtp.received)) == (0, 1)


def test_opened_again_before_it_left_the_closing_note_is_given_up(aoki, smtp, at):
    publish_plan(CLOSING)
    case = submit_case()
    at("2026-11-30", "21:00")
    services.close(case=case, outcome="explained", author=aoki.user, now=timezone.now())
    services.reopen(case=case, author=aoki.user, now=timezone.now())
    assert of(case, "closing").state == "cancelled"


# -- Looked at once more ---------------------------------------------------------------------------


def test_claimed_it_is_looked_at_against_the_case(aoki, smtp, text, at):
    publish_plan({**EXPLANATION, "without_flags": ["crisis"]})
    case = submit_case()
    sweep()
    Case.objects.filter(pk=case.pk).update(flags=["crisis"])
    at("2026-12-01")
    assert sweep() == 0
    assert of(case, "plan_text").state == "cancelled"
    assert case.events.filter(kind="cancelled").count() == 1


def test_without_an_approved_text_in_the_familys_language_it_waits_and_a_counselor_is_told(aoki, smtp, at):
    publish_plan(EXPLANATION)
    make_explanation(key="two-ways", language="en")
    case = submit_case()
    sweep()
    for day in ("2026-12-01", "2026-12-02"):
        at(day)
        assert sweep() == 0
    waiting = of(case, "plan_text")
    assert (waiting.state, waiting.attempts) == ("planned", 0)
    assert CaseTask.objects.get(case=case).kind == "text_missing"
    make_explanation(key="two-ways")
    at("2026-12-03", "12:00")
    assert sweep() == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"approved": False},
        {"audience": "self_pay_review"},
        {"published_until": "2026-12-01"},
        {"body": "{{ clinic }}のこと"},
    ],
)
def test_a_text_that_is_not_for_this_family_today_does_not_leave(fault, aoki, smtp, at):
    publish_plan(EXPLANATION)
    make_explanation(key="two-ways", **fault)
    case = submit_case()
    sweep()
    at("2026-12-01")
    assert sweep() == 0
    assert of(case, "plan_text").state == "planned"


def test_what_a_counselor_sent_already_is_not_sent_again(aoki, smtp, text, at):
    publish_plan(EXPLANATION)
    case = submit_case()
    services.send_explanation(
        case=case, explanation=text, words="", occurrence="1", author=aoki.user, now=timezone.now()
    )
    sweep()
    at("2026-12-01")
    assert sweep() == 0
    assert of(case, "plan_text").state == "cancelled"


def test_one_mail_a_day_the_second_leaves_tomorrow(aoki, smtp, text, at):
    publish_plan(EXPLANATION)
    case = submit_case()
    sweep()
    at("2026-12-01", "09:30")
    answer(case, aoki)
    at("2026-12-01", "10:00")
    assert sweep() == 0
    assert of(case, "plan_text").due_at == japan("2026-12-02")
    at("2026-12-02", "10:00")
    assert sweep() == 1


@pytest.mark.parametrize("state", ["handing", "unsure"])
def test_what_may_have_left_today_counts_and_what_another_family_got_does_not(state, aoki, smtp, text, at):
    publish_plan(EXPLANATION)
    case = submit_case()
    other, third = (submit_case(email=f"{name}@example.jp") for name in ("other", "third"))
    sweep()
    at("2026-12-01", "09:30")
    answer(other, aoki)
    at("2026-12-01", "10:00")
    words = conversation.write_to_family(
        case=case, words="お返事", seen=None, occurrence="1", author=aoki.user, now=timezone.now()
    )
    bring_to(state, FollowUp.objects.filter(pk=words.pk), due_at=timezone.now(), sent_at=None)
    assert sweep() == 1
    assert of(case, "plan_text").due_at == japan("2026-12-02")
    assert of(other, "plan_text").due_at == japan("2026-12-02")
    assert of(third, "plan_text").state == "sent"


@pytest.mark.parametrize(
    "contact", [{}, {"preferred_channel": "sms", "email": "", "phone": "090-1234-5678"}], ids=["mail", "sms"]
)
def test_a_family_with_two_cases_gets_one_a_day(contact, aoki, smtp, twilio, text, at):
    publish_plan(EXPLANATION)
    cases = [submit_case(**contact), submit_case(**contact)]
    sweep()
    at("2026-12-01", "10:00")
    assert (sweep(), sweep()) == (1, 0)
    assert {of(case, "plan_text").state for case in cases} == {"sent", "planned"}
    at("2026-12-02", "10:00")
    assert sweep() == 1


def test_what_changes_while_it_is_composed_is_seen_as_it_is_handed_over(aoki, smtp, text, at, monkeypatch):
    publish_plan({**EXPLANATION, "without_flags": ["crisis"]})
    case = submit_case()
    sweep()
    sending = sys.modules["consult.followups.send"]
    channel_of = sending.channel_of

    def meanwhile(followup):
        Case.objects.filter(pk=case.pk).update(flags=["crisis"])
        return channel_of(followup)

    monkeypatch.setattr(sending, "channel_of", meanwhile)
    at("2026-12-01")
    assert sweep() == 0
    assert of(case, "plan_text").state == "cancelled"


def test_a_worker_that_comes_late_keeps_the_quiet_hours(aoki, smtp, text, at):
    publish_plan(EXPLANATION)
    case = submit_case()
    sweep()
    at("2026-12-01", "22:00")
    assert sweep() == 0
    assert of(case, "plan_text").due_at == japan("2026-12-02")


# -- Versions --------------------------------------------------------------------------------------


def test_a_new_version_is_for_what_is_not_planned_yet(aoki, smtp, text, at):
    old = publish_plan(EXPLANATION)
    case = submit_case()
    new = publish_plan({**EXPLANATION, "days": 5}, CLOSING)
    assert plans.touched_by(new) == plans.Touched(open_cases=1, keep_planned=1)
    services.close(case=case, outcome="explained", author=aoki.user, now=timezone.now())
    assert {one.kind: one.step.plan for one in case.followups.exclude(step=None)} == {
        "plan_text": old,
        "closing": new,
    }


def test_a_published_plan_is_not_changed_and_a_copy_is_the_next(at):
    plan = publish_plan(EXPLANATION, CLOSING)
    copy = plans.copy(plan)
    plan.refresh_from_db()
    out = {"published_at": plan.published_at, "published_by": plan.published_by}
    bare = Plan.objects.create(track="unsorted", number=9, **out)
    assert (copy.number, copy.steps.count(), copy.published_at) == (plan.number + 1, 2, None)
    for change in (
        lambda: Plan.objects.filter(pk=plan.pk).update(quiet_until="06:00"),
        lambda: Plan.objects.filter(pk=plan.pk).update(published_at=None, published_by=None),
        lambda: PlanStep.objects.filter(plan=plan).update(days=0),
        lambda: PlanStep.objects.filter(plan=copy, key="closing").update(plan=plan, key="another"),
        lambda: PlanStep.objects.create(plan=plan, **CHECK_IN),
        lambda: PlanStep.objects.filter(plan=plan).delete(),
        lambda: Plan.objects.filter(pk=bare.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    copy.delete()
    assert not PlanStep.objects.filter(plan=copy.pk).exists()


def test_published_once_and_never_without_steps(at):
    plan = publish_plan(EXPLANATION)
    empty = Plan.objects.create(track="unsorted", number=9)
    for one in (plan, empty, Plan.objects.get(track="insured_specialist", number=1)):
        with pytest.raises(NotPossible):
            publish(one)


# -- What the family sees --------------------------------------------------------------------------


def test_the_shipped_plans_can_be_published_and_plan(aoki, smtp, at):
    for plan in Plan.objects.all():
        publish(plan)
    case = submit_case()
    assert of(case, "plan_text").step.text_key == "insured-or-self-pay"
