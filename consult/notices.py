"""Telling colleagues: a row in their list "for me" and, where they have an address, a mail that says no more
than that there is something to read."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from consult.models import Case, Notice

log = logging.getLogger(__name__)

_AT_ONCE = 100
# What is older is read at the desk, or was.
_MAILED_WITHIN = timedelta(days=1)
_COUNT_UP_TO = 99
_COUNT_KEPT_SECONDS = 60


def tell(*, case: Case, kind: str, about: int, to: Iterable[User], now: datetime) -> None:
    """In the caller's transaction. Told once more of the same, nothing happens."""
    users = list(to)
    Notice.objects.bulk_create(
        [Notice(to=user, case=case, kind=kind, about=about, at=now) for user in users], ignore_conflicts=True
    )
    transaction.on_commit(lambda: cache.delete_many([_count_key(user.pk) for user in users]))


def leads() -> list[User]:
    """Whoever sees every case, by themselves or by a group."""
    permission = Permission.objects.filter(codename="view_every_case")
    has_it = Q(user_permissions__in=permission) | Q(groups__permissions__in=permission)
    return list(User.objects.filter(has_it, is_active=True, counselor__isnull=False).distinct())


def mark_seen(*, to: User, pk: int, now: datetime) -> Notice | None:
    """The notice, seen from now on; None when it is somebody else's."""
    notice = Notice.objects.select_related("case__inquiry").filter(pk=pk, to=to).first()
    if notice is not None:
        Notice.objects.unseen().filter(pk=pk).update(seen_at=now)
        cache.delete(_count_key(to.pk))
    return notice


def unseen_count(user: User) -> str:
    """As the desk's head shows it on every page: asked of the database once a minute at most."""
    return str(cache.get_or_set(_count_key(user.pk), lambda: _counted(user), _COUNT_KEPT_SECONDS))


def _counted(user: User) -> str:
    counted = Notice.objects.unseen().filter(to=user).order_by()[: _COUNT_UP_TO + 1].count()
    return f"{_COUNT_UP_TO}+" if counted > _COUNT_UP_TO else str(counted)


def _count_key(user_pk: int) -> str:
    return f"notices:{user_pk}"


def send_due(*, now: datetime) -> int:
    """Mails what nobody has seen or been mailed of; how many mails left, one a person."""
    unmailed = Notice.objects.unseen().filter(mailed_at=None, at__gte=now - _MAILED_WITHIN)
    people = User.objects.filter(notices__in=unmailed).exclude(email="").distinct()[:_AT_ONCE]
    return sum(_mail(user, now) for user in people)


def _mail(user: User, now: datetime) -> bool:
    mine = Notice.objects.unseen().filter(to=user, mailed_at=None, at__lte=now)
    if not mine.update(mailed_at=now):
        return False
    try:
        with translation.override(settings.LANGUAGE_CODE):
            return bool(_compose(user).send())
    except Exception as error:  # whatever the mail server's client raises: it stands at the desk anyway
        log.warning("a notice was not mailed (%s)", type(error).__name__)
        return False


def _compose(user: User) -> EmailMessage:
    """No reference, no name: whoever sees the mail on a screen learns nothing of a family."""
    context = {"link": settings.SITE_URL + reverse("for_me")}
    return EmailMessage(
        subject=render_to_string("emails/notice/subject.txt", context).strip(),
        body=render_to_string("emails/notice/text.txt", context),
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
