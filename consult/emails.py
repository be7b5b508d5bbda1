"""The mails to families: a subject, a text and an HTML template each, in the reader's language.

A mail says that something waits on the status page and links to it. What it is about stands only there:
mail is read on shared phones and kept on other people's servers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from consult import one_click, request_id
from consult.inbound.address import reply_address
from consult.models import FollowUp
from intake.models.languages import spoken
from intake.ruby import to_html, to_plain, to_text
from intake.services import issue_status_link


@dataclass(frozen=True)
class Said:
    subject: str
    text: str
    html: str


def say(
    template: str, *, reference: str, link: str, due_at: datetime, language: str, can_answer: bool = False
) -> Said:
    """A mail's words in the language that is active, which `language` names."""
    context = {
        "reference": reference,
        "link": link,
        "due_at": due_at,
        "language": spoken(language),
        "can_answer": can_answer,
    }
    return Said(
        subject=to_plain(render_to_string(f"{template}/subject.txt", context).strip()),
        text=to_text(render_to_string(f"{template}/text.txt", context)),
        html=to_html(render_to_string(f"{template}/html.html", context)),
    )


def compose(followup: FollowUp) -> EmailMultiAlternatives:
    """The mail of one follow-up, with a status link of its own."""
    with translation.override(followup.language):
        return _compose(f"emails/{followup.kind}", followup)


def _compose(template: str, followup: FollowUp) -> EmailMultiAlternatives:
    inquiry = followup.case.inquiry
    secret = issue_status_link(inquiry=inquiry, now=timezone.now())
    answer_to = reply_address(followup)
    said = say(
        template,
        reference=inquiry.reference,
        link=settings.SITE_URL + reverse("status_link", args=[secret]),
        due_at=followup.case.due_at,
        language=followup.language,
        can_answer=bool(answer_to),
    )
    message = EmailMultiAlternatives(
        subject=said.subject,
        body=said.text,
        to=[inquiry.email],
        reply_to=[answer_to] if answer_to else [],
        headers={
            # The same at every attempt, so that a provider's log can be asked about it.
            "Message-ID": f"<{followup.message_id}@{_mail_domain()}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": spoken(followup.language),
            "List-Unsubscribe": f"<{one_click.address(followup.case)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            **({request_id.HEADER: request_id.current()} if request_id.current() else {}),
        },
    )
    message.attach_alternative(said.html, "text/html")
    return message


def _mail_domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[-1].rstrip(">")
