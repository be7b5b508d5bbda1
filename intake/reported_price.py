"""The one price of a product that the catalogue holds, and who asks about that product.

Put before somebody who asks about another treatment, it would be taken for that one's price.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from intake.catalogue import current_catalogue
from intake.models import Coverage, Inquiry
from intake.models.inquiries import FACT_FIELDS
from intake.triage.rules.track import track_of
from intake.triage.story import tell
from intake.triage.treatments import asked_treatment

PRODUCT = "amchepry"


def reported_price() -> Coverage | None:
    rows = Coverage.objects.filter(treatment__key=PRODUCT, price_yen__isnull=False)
    return rows.select_related("treatment").order_by("-covered_from", "-pk").first()


def asks_for_the_product(inquiry: Inquiry) -> bool:
    """Whether what was told is about that product, by the rules that sort an inquiry."""
    story = tell(inquiry.facts(), current_catalogue())
    asked = asked_treatment(story)
    product = asked.product or track_of(story, asked).product
    return product is not None and product.key == PRODUCT


def as_inquiry(answers: dict[str, Any], language: str) -> Inquiry:
    """The answers of a draft as they would be sent now; not saved."""
    told = {name: answers[name] for name in FACT_FIELDS if answers.get(name) not in (None, "", [])}
    return Inquiry(**{**told, "language": language, "submitted_at": timezone.now()})
