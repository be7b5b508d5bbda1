"""A copy of all that is held about a family, for itself (docs/adr/0010).

GIVEN and LEFT_OUT name every field of every table that leads to an inquiry; a test fails when a new one is
in neither. What is given is written from GIVEN alone, so the list can't say more than the copy holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from consult.family_words import label_of, value_in_words
from consult.models import (
    Attachment,
    AttachmentContent,
    Call,
    CallSlot,
    Case,
    CaseLink,
    CaseTask,
    Erasure,
    Escalation,
    Event,
    EventHead,
    FollowUp,
    InboundMail,
    InboundRaw,
    LegalHold,
    Letter,
    LineLink,
    Message,
    Note,
    Notice,
    Review,
    SearchTerm,
)
from consult.templatetags.reasons import reasons_for_desk
from intake.fields import national_number, yen_in_words
from intake.markup import as_words
from intake.models import (
    Consent,
    ConsentText,
    Decision,
    Draft,
    DraftAnswer,
    DraftKey,
    Explanation,
    Inquiry,
    ReplayDifference,
    StatusLink,
)
from intake.periods import periods
from intake.ruby import marked
from intake.sources import read_sources
from intake.vocabulary import is_ticked, label

GIVEN: dict[type[models.Model], tuple[str, ...]] = {
    Inquiry: (
        "reference", "language", "way_in", "submitted_at", "message", "relationship", "patient_age",
        "prefecture",
        "condition", "condition_detail", "medication_response", "treatment_kind", "treatment_name",
        "payment", "provider_kind", "provider_name", "plan_number", "quoted_fee_yen", "decision_date",
        "questions",
        "contact_name", "email", "phone", "preferred_channel", "best_time_to_call",
    ),
    Draft: (
        "created_at", "updated_at", "submitted_at", "help_shown", "self_pay_shown_at",
        "mail_asked_at", "mailed_at", "mail_language",
    ),
    Consent: ("kind", "given_at", "withdrawn_at", "recipient"),
    ConsentText: ("language", "version", "body"),
    Decision: (
        "track", "treatment_kind", "physician_judgment", "priority", "flags", "reasons", "ruleset", "made_at",
    ),
    Case: (
        "status", "outcome", "track", "treatment_kind", "priority", "flags", "language", "opened_at",
        "due_at", "answered_at", "closed_at", "followups_stopped_at", "consent_withdrawn_at",
        "link_asked_at",
    ),
    Message: ("body", "written_at"),
    InboundMail: ("received_at", "sender", "subject", "text", "refused"),
    Attachment: ("name", "kind", "pages", "size", "added_at"),
    FollowUp: (
        "kind", "channel", "language", "words", "text", "words_below", "state", "asked_for", "planned_at",
        "due_at", "sent_at", "read_at",
    ),
    Explanation: ("title", "version", "body", "sources", "approved_at"),
    Call: ("state", "phone", "booked_at", "changed_at"),
    CallSlot: ("day", "starts", "ends"),
    CaseTask: ("kind", "words", "asked_at", "due_at", "done_at"),
    Event: ("kind", "at"),
    StatusLink: ("created_at", "expires_at", "revoked_at"),
    LineLink: ("user_id", "linked_at"),
}  # fmt: skip

_NUMBER = "a number of our own, which says nothing of the family"
_STAFF = "who of the staff: personal data of somebody else"
_WHOLE = "leads to a row that is given as a whole"
_KEY = "a key: whoever has it could open the page or change what is held"
_SENDING = "how the mail worker goes about it"
_FOR_COLLEAGUES = (
    "written for colleagues; a person hands it out on request, after a look at third parties in it"
)
_FINDS = "a keyed hash that finds what is given beside it"
_CHAIN = "shows that no event was changed afterwards; it says nothing of its own"
_ORDER = "in which order a counselor works"
_HOW_WE_WORK = "who of the staff is reminded of what; what was late stands in the events"
_ABOUT_US = "about the centre's times and texts, not about the family"

LEFT_OUT: dict[type[models.Model], dict[str, str]] = {
    Inquiry: {
        "id": _NUMBER, "draft": _WHOLE, "email_index": _FINDS, "phone_index": _FINDS,
    },
    Draft: {"id": _NUMBER, "public_id": _KEY, "secret_hash": _KEY, "code_hash": _KEY},
    Consent: {"id": _NUMBER, "inquiry": _WHOLE, "text": _WHOLE, "read_out_by": _STAFF},
    ConsentText: {"id": _NUMBER, "kind": "stands in the consent"},
    Decision: {"id": _NUMBER, "inquiry": _WHOLE, "made_by": _STAFF, "override_reason": _FOR_COLLEAGUES},
    Case: {
        "id": _NUMBER, "inquiry": _WHOLE, "assignee": _STAFF, "assigned_why": "the counselors' load",
        "rank": "says the priority in a number", "snoozed_until": _ORDER, "newest_message": _NUMBER,
        "seen_message": _NUMBER, "seen_by": _STAFF, "escalated": _HOW_WE_WORK,
    },
    Message: {"id": _NUMBER, "case": _WHOLE, "token": _NUMBER},
    InboundMail: {
        "id": _NUMBER, "case": _WHOLE, "key": "finds out whether the same mail comes twice",
        "message": "stands among the messages", "state": _SENDING, "why": _SENDING, "settled_at": _SENDING,
        "settled_by": _STAFF, "reason": "of mails that stand on no case",
    },
    Attachment: {"id": _NUMBER, "case": _WHOLE, "digest": "finds out whether the same file is sent twice"},
    FollowUp: {
        "id": _NUMBER, "case": _WHOLE, "occurrence": _NUMBER, "explanation": _WHOLE, "written_by": _STAFF,
        "step": _ABOUT_US, "message_id": _NUMBER, "attempts": _SENDING, "lease_token": _SENDING,
        "lease_until": _SENDING, "last_error": _SENDING, "told_at": _SENDING, "provider_id": _SENDING,
    },
    Explanation: {
        "id": _NUMBER, "key": _NUMBER, "language": "stands in the message", "audience": _ABOUT_US,
        "summary": "stands above the text on the public page", "public": _ABOUT_US, "position": _ABOUT_US,
        "kinds": _ABOUT_US, "flags": _ABOUT_US, "cost_month": _ABOUT_US, "published_from": _ABOUT_US,
        "published_until": _ABOUT_US, "revision": _ABOUT_US, "author": _STAFF, "writers": _STAFF,
        "approved_by": _STAFF,
    },
    Call: {
        "id": _NUMBER, "case": _WHOLE, "slot": _WHOLE, "uid": _NUMBER, "sequence": _NUMBER,
        "called_by": _STAFF,
    },
    CallSlot: {"id": _NUMBER, "languages": _ABOUT_US, "places": _ABOUT_US, "taken": _ABOUT_US},
    CaseTask: {"id": _NUMBER, "case": _WHOLE, "data": "codes of what the words say", "done_by": _STAFF},
    Event: {
        "id": _NUMBER, "case": _WHOLE, "actor": _STAFF, "data": "ids and states of rows that are given",
        "number": _NUMBER, "seal": _CHAIN,
    },
    StatusLink: {"id": _NUMBER, "inquiry": _WHOLE, "secret_hash": _KEY},
    LineLink: {
        "id": _NUMBER, "case": _WHOLE, "code_hash": _KEY, "code_until": _KEY, "user_id_index": _FINDS,
    },
}  # fmt: skip

# Tables of which nothing is given, each with its reason.
TABLES_LEFT_OUT: dict[type[models.Model], str] = {
    Note: _FOR_COLLEAGUES,
    Notice: _HOW_WE_WORK,
    CaseLink: _FOR_COLLEAGUES,
    Escalation: _HOW_WE_WORK,
    Letter: "not sent yet: once it is, it is given as what we sent",
    Review: _FOR_COLLEAGUES,
    InboundRaw: "the same mail before it is taken apart; it goes once that is done",
    AttachmentContent: "the files themselves: each is to be had on the page of photos and papers",
    SearchTerm: "numbers of the words that are given: they say nothing without our key",
    DraftKey: _KEY,
    EventHead: _CHAIN,
    LegalHold: _FOR_COLLEAGUES,
    Erasure: "there is nothing left to be given then",
    DraftAnswer: "emptied when the inquiry was sent: the same words stand in the inquiry",
    ReplayDifference: "how a catalogue that never counted would have sorted it: a trial of the catalogue",
}


@dataclass(frozen=True)
class Item:
    """One field: its value as kept, and in the reader's words. Empty ones are kept, so that a copy shows
    what is not held."""

    name: str
    label: str
    value: Any
    words: str


@dataclass(frozen=True)
class Section:
    name: str
    heading: str | Promise
    records: list[list[Item]] = field(default_factory=list)


@dataclass(frozen=True)
class Copy:
    reference: str
    made_at: datetime
    sections: list[Section]
    notes_kept: int

    def as_context(self) -> dict[str, Any]:
        """What templates/consult/copy_pdf.html takes; rendered in the language that is active."""
        return {"copy": self, "language": get_language() or settings.LANGUAGE_CODE}

    def as_json(self) -> dict[str, Any]:
        """{"inquiry": [{"message": {"value": …, "label": …, "words": …}}], …}"""
        return {
            "reference": self.reference,
            "made_at": self.made_at.isoformat(),
            "notes_of_counselors": self.notes_kept,
            **{
                section.name: [
                    {one.name: {"label": one.label, "value": one.value, "words": one.words} for one in record}
                    for record in section.records
                ]
                for section in self.sections
            },
        }


def copy_of(case: Case, *, now: datetime) -> Copy:
    """Everything that GIVEN names, in the language that is active."""
    inquiry = case.inquiry
    consents = inquiry.consents.select_related("text")
    followups = case.followups.select_related("explanation").order_by("pk")
    calls = case.calls.select_related("slot")
    drafts = [inquiry.draft] if inquiry.draft else []
    asked = case.tasks.of_the_family()
    sections = [
        Section("inquiry", _("What you told us"), [_items(inquiry)]),
        Section("draft", _("When you wrote it"), _records(drafts)),
        Section("consents", _("What you agreed to"), [_items(one) + _items(one.text) for one in consents]),
        Section("decisions", _("How it was sorted, and why"), _records(inquiry.decisions.all())),
        Section("case", _("How it is being handled"), [_items(case)]),
        Section("messages", _("What you wrote later"), _records(case.messages.all())),
        Section("mails", _("E-mails that you wrote to us"), _records(case.inbound.order_by("pk"))),
        Section("files", _("Photos and papers"), _records(case.attachments.all())),
        Section("followups", _("What we sent you"), [_items(one) + _text_of(one) for one in followups]),
        Section("calls", _("Calls"), [_items(one) + _items(one.slot) for one in calls]),
        Section("requests", _("What you asked for, and what we have to do"), _records(asked)),
        Section("events", _("What happened"), _records(case.events.all())),
        Section("line", _("LINE account"), _records(LineLink.objects.filter(case=case))),
        Section("links", _("Links to your page"), _records(inquiry.status_links.order_by("pk"))),
    ]
    return Copy(inquiry.reference, now, sections, case.notes.count() + case.reviews.count())


def _records(rows: Iterable[models.Model]) -> list[list[Item]]:
    return [_items(row) for row in rows]


def _text_of(followup: FollowUp) -> list[Item]:
    return _items(followup.explanation, "explanation_") if followup.explanation else []


def _items(row: models.Model, prefix: str = "") -> list[Item]:
    """`prefix` sets two rows apart that are shown as one and have a field of the same name."""
    return [
        Item(
            name=prefix + name,
            label=label_of(type(row), name),
            value=_as_held(row, name),
            words=_in_words(row, name),
        )
        for name in GIVEN[type(row)]
    ]


def _as_held(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    if (type(row), name) in _WRITTEN_IN_MARKDOWN:
        return _in_words(row, name)
    return value.isoformat() if hasattr(value, "isoformat") else value


# Nobody who reads a copy, or whose computer does, should have to know our way of writing.
_WRITTEN_IN_MARKDOWN = {(Explanation, "body"), (FollowUp, "text")}


def _in_words(row: models.Model, name: str) -> str:
    value = getattr(row, name)
    if value in (None, "", []):
        return ""
    if words := value_in_words(row, name):
        return words
    display = getattr(row, f"get_{name}_display", None)
    if display:
        return str(display())
    if name == "reasons":
        return "\n".join(reason["text"] for reason in reasons_for_desk(row))  # type: ignore[arg-type]
    if (type(row), name) in _WRITTEN_IN_MARKDOWN:
        return as_words(value, values=periods())
    if isinstance(row, Explanation) and name == "sources":
        return "\n".join(source.title for source in read_sources(value))
    words = _value_in_words(name, value)
    # Readings stand in our own texts alone, never in what the family wrote.
    return marked(words) if isinstance(row, Explanation | ConsentText) else words


def _value_in_words(name: str, value: Any) -> str:
    if name == "refused":
        return str(_(", ")).join(one["name"] for one in value)
    if isinstance(value, list):
        vocabulary = "flag" if name == "flags" else name
        words = [str(label(vocabulary, code)) if is_ticked(vocabulary) else code for code in value]
        return str(_(", ")).join(words)
    if name.endswith("_yen"):
        return yen_in_words(value)
    if name == "phone":
        return national_number(value)
    if name == "language":
        return str(dict(settings.LANGUAGES).get(value, value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return str(value)
