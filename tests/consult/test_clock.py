"""What stops the clock of the first answer: that it reached the family, not that it left."""

import pytest
from django.utils import timezone

from consult import clock, services
from consult.models import FollowUp
from tests.factory import make_explanation

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(case, aoki) -> FollowUp:
    return services.send_explanation(
        case=case, explanation=make_explanation(), words="", occurrence="1", author=aoki.user,
        now=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def reporting(settings):
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "a:b"}


def stopped(case, answer: FollowUp, *way: str, channel: str = "email") -> bool:
    """Whether the clock stands once the answer went this way from state to state."""
    FollowUp.objects.filter(pk=answer.pk).update(channel=channel, sent_at=timezone.now())
    for state in ("due", "claimed", "handing", *way):
        lease = {"lease_token": answer.message_id, "lease_until": timezone.now()}
        leased = lease if state in ("claimed", "handing") else dict.fromkeys(lease)
        FollowUp.objects.filter(pk=answer.pk).exclude(state=state).update(state=state, **leased)
    clock.set_clock(case.pk)
    case.refresh_from_db()
    return case.answered_at is not None


@pytest.mark.parametrize(
    ("way", "stops"),
    [(["sent"], False), (["sent", "delivered"], True), (["sent", "delivered", "bounced"], False)],
)
def test_where_a_provider_reports_only_what_was_delivered_counts(case, answer, reporting, way, stops):
    assert stopped(case, answer, *way) == stops


@pytest.mark.parametrize(
    ("way", "stops"), [(["sent"], True), (["sent", "bounced"], False), (["unsure"], False)]
)
def test_where_nobody_reports_what_the_server_took_counts(case, answer, way, stops):
    assert stopped(case, answer, *way) == stops


def test_on_the_page_it_stands_at_once(case, answer, reporting):
    assert stopped(case, answer, "sent", channel="page")


def test_what_the_family_read_reached_it(case, answer, reporting):
    assert not stopped(case, answer, "sent")
    services.note_read(case=case, now=timezone.now())
    case.refresh_from_db()
    assert case.answered_at


def test_an_acknowledgement_is_no_answer(case):
    acknowledgement = case.followups.get(kind="acknowledgement")
    assert not stopped(case, acknowledgement, "sent")
