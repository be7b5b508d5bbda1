"""What the copy for a family calls each thing that is held: the desk's own labels are written for the desk.

Where a family was asked for it, its question is the label.
"""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consult.models import (
    Attachment,
    Call,
    CallSlot,
    Case,
    CaseTask,
    Event,
    FollowUp,
    InboundMail,
    LineLink,
    Message,
)
from intake.models import Consent, ConsentText, Decision, Draft, Explanation, Inquiry, StatusLink

Words = dict[str, str | Promise]

_LANGUAGE, _SENT, _VERSION = _("Language"), _("Sent on"), _("Version of this text")
_SORTED: Words = {
    "track": _("Under which system?"),
    "treatment_kind": _("What kind of treatment?"),
    "priority": _("How soon we read it"),
    "flags": _("What we look at with care"),
}

LABELS: dict[type[models.Model], Words] = {
    Inquiry: {
        "reference": _("Your reference"),
        "language": _LANGUAGE,
        "way_in": _("How it came to us"),
        "submitted_at": _SENT,
        "message": _("What you wrote"),
        "relationship": _("Who would have the treatment?"),
        "patient_age": _("The patient's age"),
        "prefecture": _("Where the patient lives"),
        "condition": _("Illness or condition"),
        "condition_detail": _("Anything more about it"),
        "medication_response": _("How well do the current medicines work?"),
        "treatment_kind": _("Kind of treatment"),
        "treatment_name": _("Name of the treatment, as you saw or heard it"),
        "payment": _("What were you told about paying for it?"),
        "provider_kind": _("Kind of place that offers it"),
        "provider_name": _("Name of the place"),
        "plan_number": _("Number of the treatment plan"),
        "quoted_fee_yen": _("Price of the treatment in yen"),
        "decision_date": _("Date by which you have to answer, pay or come"),
        "questions": _("What would you most like to know?"),
        "contact_name": _("Name, or what we may call you"),
        "email": _("E-mail address"),
        "phone": _("Telephone number"),
        "preferred_channel": _("How should we answer?"),
        "best_time_to_call": _("Best time to call you (Japanese time)"),
    },
    Draft: {
        "created_at": _("Begun on"),
        "updated_at": _("Last answer on"),
        "submitted_at": _SENT,
        "help_shown": _("Why we showed you urgent help"),
        "self_pay_shown_at": _("You read about self-pay on"),
        "mail_asked_at": _("You asked for the code by mail on"),
        "mailed_at": _("We mailed the code on"),
        "mail_language": _("Language of that mail"),
    },
    Consent: {
        "kind": _("What it is for"),
        "given_at": _("You agreed on"),
        "withdrawn_at": _("You took it back on"),
        "recipient": _("To which hospital"),
    },
    ConsentText: {"language": _LANGUAGE, "version": _VERSION, "body": _("What you agreed to")},
    Decision: {
        **_SORTED,
        "physician_judgment": _("Who has to judge?"),
        "reasons": _("Why"),
        "ruleset": _("Number of the rules that sorted it"),
        "made_at": _("Sorted on"),
    },
    Case: {
        **_SORTED,
        "status": _("Where it stands"),
        "outcome": _("How it ended"),
        "language": _LANGUAGE,
        "opened_at": _("Begun on"),
        "due_at": _("We answer first by"),
        "answered_at": _("We answered first on"),
        "closed_at": _("Ended on"),
        "followups_stopped_at": _("You stopped our mails on"),
        "consent_withdrawn_at": _("You took back your consent on"),
        "link_asked_at": _("You asked for a new link on"),
    },
    Message: {"body": _("Your message"), "written_at": _("Written on")},
    InboundMail: {
        "received_at": _("Came on"),
        "sender": _("From whom"),
        "subject": _("Subject line"),
        "text": _("The whole mail"),
        "refused": _("Files that we could not take"),
    },
    Attachment: {
        "name": _("Name of the file"),
        "kind": _("Photo or paper"),
        "pages": _("Number of pages"),
        "size": _("Size (bytes)"),
        "added_at": _SENT,
    },
    FollowUp: {
        "kind": _("What it was"),
        "channel": _("How we told you"),
        "language": _LANGUAGE,
        "words": _("What the counselor wrote"),
        "text": _("What it says"),
        "words_below": _("What the counselor wrote below it"),
        "state": _("Whether it was sent"),
        "asked_for": _("Whether you asked for it"),
        "planned_at": _("Prepared on"),
        "due_at": _("To be sent on"),
        "sent_at": _SENT,
        "read_at": _("You read it on"),
    },
    Explanation: {
        "title": _("Heading"),
        "version": _VERSION,
        "body": _("What it says"),
        "sources": _("Where it comes from"),
        "approved_at": _("A physician checked it on"),
    },
    Call: {
        "state": _("What became of the call"),
        "phone": _("Telephone number"),
        "booked_at": _("You chose the time on"),
        "changed_at": _("Changed on"),
    },
    CallSlot: {"day": _("Day of the call"), "starts": _("From what time"), "ends": _("Until what time")},
    CaseTask: {
        "kind": _("What has to be done"),
        "words": _("What you wrote"),
        "asked_at": _("Asked on"),
        "due_at": _("To be done by"),
        "done_at": _("Done on"),
    },
    Event: {"kind": _("What happened"), "at": _("When")},
    StatusLink: {
        "created_at": _("Made on"),
        "expires_at": _("Opens your page until"),
        "revoked_at": _("Opens nothing since"),
    },
    LineLink: {"user_id": _("LINE's number of your account"), "linked_at": _("Connected since")},
}

# What only moves work about within the centre: that it happened is told, the desk's word for it helps nobody.
_WITHIN = _("The centre worked on your inquiry.")
_READY, _OUT, _NOT_SURE = _("We prepared a message."), _("We sent a message."), _("not known")
_STOPPED = _("A message was not sent after all.")

VALUES: dict[tuple[type[models.Model], str], Words] = {
    (Inquiry, "way_in"): {
        "web": _("on our pages"),
        "telephone": _("by telephone"),
        "letter": _("by letter"),
    },
    (Consent, "kind"): {
        "own": _("that we take in what you write"),
        "on_behalf": _("that you write about the patient"),
        "hospital": _("that your inquiry is given to a hospital"),
    },
    (Case, "status"): {"open": _("A counselor works on it."), "closed": _("It has ended.")},
    (Case, "outcome"): {
        "explained": _("We explained, and you can decide."),
        "to_physician": _("You go on to your own doctor."),
        "no_answer": _("We heard no more from you."),
        "withdrawn": _("You stopped it."),
        "duplicate": _("It is the same as another inquiry."),
        "other": _("for another reason"),
    },
    (FollowUp, "kind"): {
        "acknowledgement": _("that we have your inquiry"),
        "explanation": _("an explanation to read"),
        "message": _("an answer of a counselor"),
        "call_missed": _("that we called, and nobody answered"),
        "link": _("a new link to your page"),
        "plan_text": _("an explanation to read"),
        "check_in": _("whether something is still open"),
        "closing": _("that your inquiry ends"),
    },
    (FollowUp, "channel"): {
        "email": _("by e-mail"),
        "page": _("on your page"),
        "call": _("on your page, and by telephone"),
        "sms": _("by short message (SMS)"),
        "line": _("by LINE"),
    },
    (FollowUp, "state"): {
        "planned": _("not yet"),
        "due": _("not yet"),
        "claimed": _("it is being sent"),
        "handing": _("it is being sent"),
        "sent": _("yes"),
        "delivered": _("yes, and it arrived"),
        "bounced": _("it came back to us"),
        "failed": _("it could not be sent"),
        "unsure": _NOT_SURE,
        "cancelled": _("no, it was called off"),
    },
    (Call, "state"): {
        "booked": _("You chose a time."),
        "cancelled": _("It was called off."),
        "made": _("We spoke with each other."),
        "not_reached": _("We called, and nobody answered."),
    },
    (CaseTask, "kind"): {
        "look_again": _("You asked us to look again at how it was sorted."),
        "wrote": _("You wrote to us: we read it and answer."),
        "files": _("You sent photos or papers: we look at them."),
        "call": _("We call you."),
        "reach": _("Our mail does not reach you: we try another way."),
        "erasure": _("You asked us to erase what we hold about you."),
        "second_reader": _("A second person reads an explanation before it is sent."),
        "text_missing": _("We prepare an explanation for you."),
        "would_change": _("We look again at how it was sorted."),
    },
    (Event, "kind"): {
        "received": _("We received your inquiry."),
        "sorted": _("It was sorted by rules."),
        "overridden": _("A person sorted it anew."),
        "assigned": _("A counselor was found for you."),
        "waiting": _("It waited for a counselor."),
        "asked": _("You asked us to look again at how it was sorted."),
        "wrote": _("You wrote to us."),
        "mail_put": _("A person put your mail to your inquiry."),
        "file_sent": _("You sent a photo or paper."),
        "file_removed": _("You took back a photo or paper."),
        "call_booked": _("You chose a time for a call."),
        "call_moved": _("You chose another time for the call."),
        "call_cancelled": _("The call was called off."),
        "called": _("We spoke with each other by telephone."),
        "not_reached": _("We called, and nobody answered."),
        "stopped": _("You stopped our mails."),
        "resumed": _("You wished for our mails again."),
        "erasure_asked": _("You asked us to erase what we hold about you."),
        "link_asked": _("You asked for a new link."),
        "would_change": _WITHIN,
        "done": _WITHIN,
        "contact": _("Your e-mail address or telephone number was changed."),
        "reviewed": _WITHIN,
        "noted": _("A counselor wrote a note."),
        "planned": _READY,
        "sent": _OUT,
        "cancelled": _STOPPED,
        "failed": _("A message could not be sent."),
        "unsure": _("We don't know whether a message arrived."),
        "delivered": _("A message arrived."),
        "bounced": _("A message came back to us."),
        "resolved": _WITHIN,
        "read": _("You read what we sent."),
        "read_before": _("A second person read an explanation before it was sent."),
        "snoozed": _WITHIN,
        "woken": _WITHIN,
        "exported": _("The time and state of your inquiry were put into a table of the centre."),
        "linked": _("It was linked with another inquiry."),
        "task": _WITHIN,
        "escalated": _WITHIN,
        "reopened": _("Your inquiry was opened again."),
        "closed": _("Your inquiry ended."),
        "warned": _("We told you that what we hold will be erased."),
        "erased": _("What we held about you was erased."),
        "consent_withdrawn": _("You took back your consent."),
        "sharing_agreed": _("You agreed that a hospital gets your inquiry."),
        "sharing_ended": _("You took back that a hospital gets your inquiry."),
        "shared": _("A summary for the hospital was made."),
        "opened": _("Somebody of the centre who does not have your inquiry opened it."),
    },
}


def label_of(model: type[models.Model], name: str) -> str:
    return str(LABELS[model][name])


def value_in_words(row: models.Model, name: str) -> str | None:
    """A code in words for the family; None where the words of the vocabulary are meant for everybody."""
    words = VALUES.get((type(row), name), {}).get(str(getattr(row, name)))
    return None if words is None else str(words)
