"""What is planned and does not fit its case any more does not leave: only approved texts, for its track."""

import pytest
from django.utils import timezone

from consult import services
from consult.followups import claim, send, sweep
from consult.models import Case
from intake.models import Explanation
from tests.factory import make_explanation

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(case, aoki, smtp):
    """An explanation for the case's own track, not begun with; the first mail is out."""
    sweep()
    text = make_explanation(audience="insured_specialist")
    return services.send_explanation(
        case=case, explanation=text, words="", occurrence="1", author=aoki.user, now=timezone.now()
    )


def state_of(followup) -> str:
    followup.refresh_from_db()
    return followup.state


def sort_anew(case, author) -> None:
    services.override_track(
        case=case, track="self_pay_review", reason="自由診療です", author=author, now=timezone.now()
    )


def test_sorted_anew_what_was_for_the_other_track_is_cancelled_at_once(planned, case, aoki, smtp):
    sort_anew(case, aoki.user)
    assert state_of(planned) == "cancelled"
    assert case.events.filter(kind="cancelled", data__followup=planned.pk).exists()
    assert sweep() == 0
    assert len(smtp.received) == 1


def test_what_is_for_everyone_leaves_all_the_same(case, aoki, smtp):
    planned = services.send_explanation(
        case=case, explanation=make_explanation(), words="", occurrence="1", author=aoki.user,
        now=timezone.now(),
    )  # fmt: skip
    sort_anew(case, aoki.user)
    sweep()
    assert state_of(planned) == "sent"


def test_sorted_anew_while_a_worker_prepares_it_it_does_not_leave(planned, case, smtp):
    followup = claim(now=timezone.now())
    Case.objects.update(track="self_pay_review")
    assert send(followup) is False
    assert (state_of(planned), len(smtp.received)) == ("cancelled", 1)
    assert case.events.filter(kind="cancelled").count() == 1


def test_a_text_whose_time_is_over_does_not_leave(planned, smtp):
    Explanation.objects.filter(pk=planned.explanation_id).update(published_until=timezone.localdate())
    assert sweep() == 0
    assert (state_of(planned), len(smtp.received)) == ("cancelled", 1)
