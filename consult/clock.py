"""When a family has heard from a person: what stops the clock of its first answer (docs/adr/0017).

On its page an answer stands at once. A mail that was handed over is an answer once the provider reports it
delivered, or the family read it on its page. Where no provider reports (SMTP), that the mail server took it
is the most that anybody can know, and counts; a mail that came back does not. A call that was made counts.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import Min, Q

from consult.models import Call, Case, FollowUp

# With these the family hears from a person.
ANSWERS = (FollowUp.Kind.EXPLANATION, FollowUp.Kind.MESSAGE)


def delivery_is_reported() -> bool:
    """Whether a provider's reports come in: they need its own API, and the secret that it has to show."""
    by_api = settings.EMAIL_BACKEND.startswith("anymail.backends.")
    return by_api and bool(getattr(settings, "ANYMAIL", {}).get("WEBHOOK_SECRET"))


def set_clock(case_id: int) -> None:
    """Reckons anew when the first answer reached the family; it runs again when the only one came back.

    In a transaction that has locked the case.
    """
    answers = FollowUp.objects.filter(_reached(), case=case_id, kind__in=ANSWERS)
    calls = Call.objects.filter(case=case_id, state=Call.State.MADE)
    times = [
        answers.aggregate(first=Min("sent_at"))["first"],
        calls.aggregate(first=Min("changed_at"))["first"],
    ]
    first = min((time for time in times if time is not None), default=None)
    Case.objects.filter(pk=case_id).update(answered_at=first)


def _reached() -> Q:
    state = FollowUp.State
    on_the_page = Q(channel__in=FollowUp.ON_THE_PAGE, state=state.SENT)
    read = Q(read_at__isnull=False, sent_at__isnull=False)
    # Of short messages their provider always reports: that it queued one says nothing yet.
    not_reported = Q() if delivery_is_reported() else Q(channel=FollowUp.Channel.EMAIL, state=state.SENT)
    # LINE reports nothing at all: that it took one is the most that anybody can know.
    not_reported |= Q(channel=FollowUp.Channel.LINE, state=state.SENT)
    return on_the_page | Q(state=state.DELIVERED) | not_reported | read
