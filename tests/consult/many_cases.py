"""Cases beyond what a test can submit one by one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from consult.models import Case
from intake.models import Inquiry
from intake.tokens import new_reference


def many_cases(number: int, **fields: Any) -> list[Case]:
    """Only what the queue reads of them."""
    now = timezone.now()
    inquiries = Inquiry.objects.bulk_create(
        Inquiry(reference=new_reference(), language="ja", submitted_at=now, preferred_channel="page")
        for _ in range(number)
    )
    defaults = {
        "track": "insured_specialist", "treatment_kind": "ips_cell", "priority": "routine",
        "language": "ja", "opened_at": now - timedelta(days=2), "due_at": now + timedelta(days=1),
    }  # fmt: skip
    return Case.objects.bulk_create(Case(inquiry=inquiry, **{**defaults, **fields}) for inquiry in inquiries)
