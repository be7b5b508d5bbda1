"""What stands on a case, for a list of its own. All of it is history."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from consult.models import (
    Attachment,
    AttachmentContent,
    CaseLink,
    CaseTask,
    Escalation,
    Event,
    EventHead,
    FollowUp,
    InboundMail,
    InboundRaw,
    Letter,
    LineLink,
    Message,
    Note,
    Notice,
    Review,
)
from intake.admin.history import HistoryAdmin, SearchByReference, readable


class OfACase(SearchByReference, HistoryAdmin):
    """A row of a case's history, found by the case's reference."""

    search_fields = ["case__inquiry__reference__startswith"]

    @admin.display(description=_("reference"), ordering="case__inquiry__reference")
    def reference(self, row: Any) -> str:
        return str(row.case.reference)


@admin.register(Event)
class EventAdmin(OfACase):
    list_display = ["reference", "kind", "at", "actor"]
    list_select_related = ["case__inquiry", "actor"]
    # Not a date hierarchy: over a million rows it took nine seconds, this takes one.
    list_filter = ["kind", "at", ("actor", admin.EmptyFieldListFilter)]
    fields = ["case", "number", "kind", "at", "actor", "ids_and_states"]
    readonly_fields = ["ids_and_states"]

    @admin.display(description=_("ids and states"))
    def ids_and_states(self, event: Event) -> str:
        return readable(event.data)


@admin.register(EventHead)
class EventHeadAdmin(OfACase):
    list_display = ["reference", "number"]
    list_select_related = ["case__inquiry"]


@admin.register(FollowUp)
class FollowUpAdmin(OfACase):
    list_display = [
        "reference", "kind", "explanation", "channel", "state", "due_at", "attempts", "last_error", "sent_at",
        "read_at",
    ]  # fmt: skip
    list_select_related = ["case__inquiry", "explanation"]
    # By its explanation too: who was sent which version of it.
    list_filter = [
        "state", "kind", "channel", "language", "due_at", ("explanation", admin.RelatedOnlyFieldListFilter),
    ]  # fmt: skip
    # With the token a stale worker could be taken for the one that holds the lease.
    exclude = ["lease_token"]


@admin.register(LineLink)
class LineLinkAdmin(OfACase):
    list_display = ["reference", "linked_at"]
    list_select_related = ["case__inquiry"]
    # With the code's hash a code could be tried out.
    exclude = ["code_hash"]


@admin.register(Message)
class MessageAdmin(OfACase):
    list_display = ["reference", "written_at"]
    list_select_related = ["case__inquiry"]
    date_hierarchy = "written_at"


@admin.register(InboundMail)
class InboundMailAdmin(OfACase):
    list_display = ["state", "why", "received_at", "case", "settled_by"]
    list_select_related = ["case__inquiry", "settled_by"]
    list_filter = ["state", "why"]
    date_hierarchy = "received_at"


@admin.register(InboundRaw)
class InboundRawAdmin(HistoryAdmin):
    list_display = ["mail"]
    list_select_related = ["mail"]


@admin.register(Attachment)
class AttachmentAdmin(OfACase):
    """What there is; the file itself is for the counselor of the case, at the desk."""

    list_display = ["reference", "kind", "pages", "size", "added_at"]
    list_select_related = ["case__inquiry"]
    list_filter = ["kind"]
    date_hierarchy = "added_at"


@admin.register(AttachmentContent)
class AttachmentContentAdmin(HistoryAdmin):
    list_display = ["attachment"]
    list_select_related = ["attachment"]


@admin.register(Review)
class ReviewAdmin(OfACase):
    list_display = ["reference", "sheet", "revision", "saved_at", "saved_by"]
    list_select_related = ["case__inquiry", "saved_by"]
    list_filter = ["sheet"]
    exclude = ["answers", "red_flags"]
    readonly_fields = ["answers_in_words", "red_flags_in_words"]

    @admin.display(description=_("answers"))
    def answers_in_words(self, review: Review) -> str:
        return readable(review.answers)

    @admin.display(description=_("red flags"))
    def red_flags_in_words(self, review: Review) -> str:
        return readable(review.red_flags)


@admin.register(CaseLink)
class CaseLinkAdmin(HistoryAdmin):
    list_display = ["first", "second", "reason", "linked_by", "linked_at"]
    list_select_related = ["first__inquiry", "second__inquiry", "linked_by"]
    list_filter = ["reason"]
    search_fields = ["first__inquiry__reference__startswith", "second__inquiry__reference__startswith"]


@admin.register(Escalation)
class EscalationAdmin(OfACase):
    list_display = ["reference", "level", "at"]
    list_select_related = ["case__inquiry"]
    list_filter = ["level"]
    date_hierarchy = "at"


@admin.register(Notice)
class NoticeAdmin(OfACase):
    list_display = ["reference", "kind", "to", "at", "seen_at", "mailed_at"]
    list_select_related = ["case__inquiry", "to"]
    list_filter = ["kind", ("seen_at", admin.EmptyFieldListFilter)]


@admin.register(Note)
class NoteAdmin(OfACase):
    list_display = ["reference", "author", "written_at"]
    list_select_related = ["case__inquiry", "author"]
    date_hierarchy = "written_at"


@admin.register(Letter)
class LetterAdmin(OfACase):
    list_display = ["reference", "author", "saved_at", "asked_at"]
    list_select_related = ["case__inquiry", "author"]
    date_hierarchy = "saved_at"


@admin.register(CaseTask)
class CaseTaskAdmin(OfACase):
    list_display = ["reference", "kind", "asked_at", "due_at", "done_at", "done_by"]
    list_select_related = ["case__inquiry", "done_by"]
    list_filter = ["kind", ("done_at", admin.EmptyFieldListFilter)]
    date_hierarchy = "asked_at"
