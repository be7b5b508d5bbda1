"""An admin sees every message of a plan in every language before it is published, and publishes it."""

import pytest
from django.conf import settings
from django.utils import timezone

from consult import plans
from consult.models import FollowUp, Plan, PlanStep
from consult.plan_preview import preview
from intake.models import StatusLink
from tests.admin_pages import staff
from tests.consult.plans import CHECK_IN, CLOSING, EXPLANATION, publish_plan
from tests.factory import make_explanation

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(db):
    plan = Plan(track="insured_specialist")
    plans.keep_new(plan)
    PlanStep.objects.bulk_create(PlanStep(plan=plan, **step) for step in (EXPLANATION, CHECK_IN, CLOSING))
    return plan


def test_each_message_is_there_in_each_language_as_mail_and_on_the_page(draft):
    for language, _name in settings.LANGUAGES:
        make_explanation(key="two-ways", language=language, title=f"two ways {language}")
    shown = preview(draft, now=timezone.now())
    assert [one.step and one.step.key for one in shown] == [None, "explanation", "check-in", "closing"]
    for message in shown:
        assert [one.code for one in message.languages] == [code for code, _name in settings.LANGUAGES]
        for one in message.languages:
            assert one.page
            assert one.mail
            assert all((one.mail.subject, one.mail.text, one.mail.html))
    assert "two ways en" in next(one.page for one in shown[1].languages if one.code == "en")
    assert not FollowUp.objects.exists()
    assert not StatusLink.objects.exists()


def test_no_mail_names_what_the_explanation_is_about(draft):
    make_explanation(key="two-ways", title="二つの道")
    for one in preview(draft, now=timezone.now())[1].languages:
        if one.mail:
            assert "二つの道" not in one.mail.subject + one.mail.text + one.mail.html


def test_a_text_that_no_physician_approved_is_missing(draft, root):
    make_explanation(key="two-ways", approved=False)
    make_explanation(key="two-ways", language="en", audience="self_pay_review")
    assert all(one.mail is None for one in preview(draft, now=timezone.now())[1].languages)
    page = root.get(f"/admin/consult/plan/{draft.pk}/preview/", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert page.content.decode().count("No approved text in this language") == len(settings.LANGUAGES)


def test_published_in_the_admin_it_is_in_use_and_stays(root, draft):
    change = f"/admin/consult/plan/{draft.pk}/change/"
    assert "/publish/" in root.get(change).content.decode()
    seen = plans.as_it_stands(draft)
    assert f'name="seen" value="{seen}"' in root.get(change).content.decode()
    PlanStep.objects.filter(plan=draft, key="closing").delete()
    root.post(f"/admin/consult/plan/{draft.pk}/publish/", {"seen": seen})
    assert Plan.objects.in_use("insured_specialist") is None, "what was changed since is looked at again"
    root.post(f"/admin/consult/plan/{draft.pk}/publish/", {"seen": plans.as_it_stands(draft)})
    assert Plan.objects.in_use("insured_specialist") == draft
    assert "/publish/" not in root.get(change).content.decode()
    assert root.post(change, {}).status_code == 403
    assert root.post(f"/admin/consult/plan/{draft.pk}/delete/", {"post": "yes"}).status_code == 403


def test_copied_in_the_admin_it_is_the_next_draft(root):
    plan = publish_plan(EXPLANATION)
    root.post("/admin/consult/plan/", {"action": "copy_as_new_version", "_selected_action": [plan.pk]})
    copied = Plan.objects.get(track=plan.track, number=plan.number + 1)
    assert (copied.published_at, copied.steps.get().key) == (None, "explanation")


def test_who_may_not_publish_does_not(client, draft):
    client.force_login(staff("rin", "view_plan", "change_plan"))
    assert client.post(f"/admin/consult/plan/{draft.pk}/publish/").status_code == 403
    draft.refresh_from_db()
    assert draft.published_at is None


def test_nobody_writes_over_a_colleague_unseen(root, draft):
    change = f"/admin/consult/plan/{draft.pk}/change/"
    posted = {"quiet_from": "21:00", "quiet_until": "07:00", "steps-TOTAL_FORMS": 0, "steps-INITIAL_FORMS": 0}
    posted["seen"] = plans.as_it_stands(draft)
    PlanStep.objects.filter(plan=draft, key="closing").delete()
    page = root.post(change, posted)
    stands = plans.as_it_stands(draft)
    for shown in ("check_in", "21:00", f'value="{stands}"'):
        assert shown in page.content.decode()
    draft.refresh_from_db()
    assert f"{draft.quiet_from:%H:%M}" == "20:00"
    assert root.post(change, {**posted, "seen": stands}).status_code == 302
    draft.refresh_from_db()
    assert f"{draft.quiet_from:%H:%M}" == "21:00"


def test_drawn_up_in_the_admin_a_step_keeps_its_conditions(root):
    make_explanation(key="two-ways")
    step = {
        "key": "explanation", "what": "explanation", "text_key": "two-ways", "moment": "sorted", "days": 1,
        "business_days": "on", "at": "10:00", "without_flags": ["crisis"], "priorities": ["routine"],
        "answered": "",
    }  # fmt: skip
    posted = {f"steps-0-{name}": value for name, value in step.items()}
    posted |= {"steps-TOTAL_FORMS": 1, "steps-INITIAL_FORMS": 0}
    posted |= {"track": "unsorted", "quiet_from": "20:00", "quiet_until": "08:00"}
    assert root.post("/admin/consult/plan/add/", posted).status_code == 302
    kept = PlanStep.objects.get(plan__track="unsorted", plan__number=2)
    assert (kept.without_flags, kept.priorities, kept.with_flags) == (["crisis"], ["routine"], [])
    refused = root.post("/admin/consult/plan/add/", {**posted, "steps-0-text_key": "nowhere"})
    assert refused.status_code == 200
