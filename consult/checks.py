"""Mistakes of deployment, found by `manage.py check --deploy`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from intake import handouts


@register(Tags.security, deploy=True)
def demo_is_off(**kwargs: Any) -> list[CheckMessage]:
    if not settings.DEMO:
        return []
    hint = "Unset SHIRUBE_DEMO. `make run` is the only place for it."
    return [Error("The demo sign-ins and the page that shows mail are on.", hint=hint, id="shirube.E001")]


@register(Tags.security, deploy=True)
def site_is_https(**kwargs: Any) -> list[CheckMessage]:
    if settings.HTTPS:
        return []
    hint = "Set SITE_URL to the https:// address that families use."
    return [Error("The links in the mails are not https.", hint=hint, id="shirube.E002")]


@register(Tags.security, deploy=True)
def hosts_are_named(**kwargs: Any) -> list[CheckMessage]:
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    hint = "Name the hosts in ALLOWED_HOSTS."
    return [Error("Any host name is answered.", hint=hint, id="shirube.E003")]


@register(Tags.security, deploy=True)
def keys_are_given(**kwargs: Any) -> list[CheckMessage]:
    """Left out, each machine would make its own beside the data, and read nothing that another one sealed."""
    if not settings.KEYS_NOT_GIVEN:
        return []
    hint = "`make secrets` makes them. Keep a copy where neither the database nor its backups are."
    missing = ", ".join(settings.KEYS_NOT_GIVEN)
    return [Error(f"Keys are not given: {missing}.", hint=hint, id="shirube.E005")]


@register(deploy=True)
def servers_are_real(**kwargs: Any) -> list[CheckMessage]:
    """The embedded parts hold no more than one machine and a handful of counselors."""
    found: list[CheckMessage] = []
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        hint = "Set DATABASE_URL to a PostgreSQL server."
        found.append(Warning("The database is the embedded SQLite.", hint=hint, id="shirube.W001"))
    if not settings.REDIS_URL:
        hint = "Set REDIS_URL to a Redis with AOF and noeviction."
        found.append(Warning("The broker is the embedded file-based one.", hint=hint, id="shirube.W002"))
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        hint = "Set EMAIL_URL, or ANYMAIL_PROVIDER and ANYMAIL."
        found.append(Error("Mail is written to files: families get none.", hint=hint, id="shirube.E004"))
    return found


@register(deploy=True)
def handouts_can_be_made(**kwargs: Any) -> list[CheckMessage]:
    if not settings.PDF_HANDOUTS or handouts.available():
        return []
    hint = (
        "Install Pango and a Japanese font (docs/running.md), or set PDF_HANDOUTS=false: "
        "pages then say how to print."
    )
    return [Warning("No PDF can be made: Pango is missing.", hint=hint, id="shirube.W003")]


@register(Tags.security, deploy=True)
def attachments_are_scanned(**kwargs: Any) -> list[CheckMessage]:
    if settings.ATTACHMENT_SCANNER:
        return []
    hint = "Set ATTACHMENT_SCANNER to a clamd (docs/running.md)."
    return [Warning("Photos and papers pass no virus scanner.", hint=hint, id="shirube.W004")]
