"""Who of the staff did something, by the name that colleagues and families know."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.contrib.auth.models import User

from consult.models import InboundMail
from consult.notices import unseen_count

register = template.Library()


@register.filter
def staff_name(user: User) -> str:
    """A counselor's display name; of others the full name, or how they sign in."""
    counselor = getattr(user, "counselor", None)
    return counselor.display_name if counselor else user.get_full_name() or user.get_username()


@register.filter
def notices_for(user: User) -> str:
    """How many notices somebody has not seen, "99+" beyond that."""
    return unseen_count(user)


@register.simple_tag
def inbound_count() -> int:
    """How many mails that came in wait for a person; nothing is asked where no answers are taken."""
    if not settings.REPLY_DOMAIN:
        return 0
    return InboundMail.objects.for_a_person().count()
