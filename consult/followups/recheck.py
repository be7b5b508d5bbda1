"""A step of a plan is looked at once more when it is claimed, and again when it is handed over.

Days lie between planning and leaving: what it was planned for may be over, the family may have had mail
today, or the physician may have taken the text back.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from consult.events import record
from consult.followups.steps import cases_of_the_family, chosen, verdict
from consult.models import Case, Event, FollowUp

_NO_LEASE = {"lease_token": None, "lease_until": None}


def hold(followup: FollowUp) -> None:
    """Locks its case until the caller's commit; for a step of a plan, every case of the family.

    One planned mail a day is promised to an address, not to a case: whoever is handing one over for another
    case of this family waits here, and then finds that it has left.
    """
    held = [followup.case_id] if followup.step_id is None else cases_of_the_family(followup.case)
    # By their keys, so that two who hold the same cases never wait for each other.
    list(Case.objects.select_for_update().filter(pk__in=held).order_by("pk").values_list("pk"))


def may_leave(followup: FollowUp) -> bool:
    """Whether a claimed follow-up may go on; if not, it is cancelled or waits, and nobody's any more.

    What no plan planned always may.
    """
    if followup.step_id is None:
        return True
    now = timezone.now()
    with transaction.atomic():
        # In turn with whatever else writes on the case: what is found here holds until the commit.
        Case.objects.select_for_update().get(pk=followup.case_id)
        mine = FollowUp.objects.filter(
            pk=followup.pk, state=FollowUp.State.CLAIMED, lease_token=followup.lease_token
        )
        row = mine.select_related("case__inquiry", "step__plan").first()
        if row is None:
            return False
        found = verdict(row, now=now)
        if found.cancelled:
            mine.update(state=FollowUp.State.CANCELLED, **_NO_LEASE)
            record(case=row.case, kind=Event.Kind.CANCELLED, at=now, data={"followup": row.pk})
            return False
        if found.not_before:
            _put_off(followup, found.not_before)
            return False
        if found.text:
            mine.update(**chosen(row, found.text))
        return True


def _put_off(followup: FollowUp, until: datetime) -> None:
    # It was no attempt to send it.
    FollowUp.objects.filter(pk=followup.pk, lease_token=followup.lease_token).update(
        state=FollowUp.State.PLANNED, due_at=until, attempts=F("attempts") - 1, **_NO_LEASE
    )
