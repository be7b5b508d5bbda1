"""Which LINE account is whose: connected by a code from the family's page, given up by either side."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from consult.events import record
from consult.followups.plan import follow_the_contact, plan
from consult.models import Case, CaseTask, Event, FollowUp, LineLink
from consult.models.followup_states import WAITING
from consult.refusals import NotPossible
from intake import blind
from intake.sealed import seal
from intake.tokens import new_code, plain_letters

CODE_MINUTES = 30
_KIND = "line code"


def is_configured() -> bool:
    return bool(settings.LINE_CHANNEL_ACCESS_TOKEN)


def linked_at(case: Case) -> datetime | None:
    """Since when this case has a LINE account."""
    return LineLink.objects.filter(case=case).values_list("linked_at", flat=True).first()


def show_code(*, case: Case, now: datetime) -> str:
    """A new code for this case, instead of any that it had. Only its hash is kept."""
    code = new_code()
    hashed = blind.index(_KIND, plain_letters(code))
    until = now + timedelta(minutes=CODE_MINUTES)
    LineLink.objects.update_or_create(case=case, defaults={"code_hash": hashed, "code_until": until})
    return code


def connect(*, said: str, user_id: str, at: datetime, now: datetime) -> bool:
    """Somebody sent `said` to our account at `at`: where that is the code of a case, it is connected from now
    on. A code works once, so that a message that LINE tells of twice changes nothing."""
    hashes = blind.indexes(_KIND, plain_letters(said[:100]))
    waiting = LineLink.objects.filter(code_hash__in=hashes, code_until__gt=now)
    with transaction.atomic():
        link = waiting.select_related("case__inquiry").first()
        if link is None or not Case.objects.agreed().select_for_update().filter(pk=link.case_id).first():
            return False
        known = {"code_hash": "", "code_until": None, "linked_at": at, **seal(link, user_id=user_id)}
        if not waiting.filter(pk=link.pk).update(**known):
            return False
        _note(link.case, now)
        hello = plan(case=link.case, kind=FollowUp.Kind.LINK, occurrence=str(uuid.uuid4()), now=now)
        # A new link goes by mail where there is an address; this one shows that LINE works.
        FollowUp.objects.filter(pk=hello.pk, state__in=WAITING).update(channel=FollowUp.Channel.LINE)
        return True


def stop(*, case: Case, now: datetime) -> None:
    """As the family wishes: what has not left goes the way that it chose before. Raises NotPossible where
    nothing is connected."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        link = LineLink.objects.filter(case=case).exclude(linked_at=None).select_related("case__inquiry")
        found = link.first()
        if found is None:
            raise NotPossible
        _give_up(found, now)


def blocked(*, user_id: str, at: datetime, now: datetime) -> None:
    """The family blocked our account at `at`: a counselor has to know, since nobody chose another way."""
    theirs = LineLink.objects.filter(user_id_index__in=blind.indexes("user_id", user_id), linked_at__lte=at)
    for case_id in theirs.order_by("case").values_list("case", flat=True):
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=case_id)
            link = theirs.filter(case=case_id).select_related("case__inquiry").first()
            if link is None:
                continue
            _give_up(link, now)
            CaseTask.objects.ask(case=link.case, kind=CaseTask.Kind.REACH, newest={}, now=now, due_at=None)


def _give_up(link: LineLink, now: datetime) -> None:
    nothing = {"code_hash": "", "code_until": None, "linked_at": None, **seal(link, user_id="")}
    LineLink.objects.filter(pk=link.pk).update(**nothing)
    _note(link.case, now)


def _note(case: Case, now: datetime) -> None:
    record(case=case, kind=Event.Kind.CONTACT, at=now, data={"fields": ["line"]})
    follow_the_contact(case=case, inquiry=case.inquiry)
