"""The admin of the desk. What is history, or is changed by services alone, can only be looked at."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consult import calls_admin as calls_admin
from consult import plans_admin as plans_admin
from consult import services
from consult import staff_admin as staff_admin
from consult.absences import leads_back
from consult.assignment import Path
from consult.autocomplete import LooksUpRows
from consult.erasure import Held, erase
from consult.hints import wake_assignment
from consult.models import (
    Absence,
    Attachment,
    AttachmentContent,
    Case,
    CaseLink,
    CaseTask,
    Closure,
    Counselor,
    Erasure,
    Escalation,
    EscalationLevel,
    Event,
    EventHead,
    FollowUp,
    GivenCases,
    Heartbeat,
    InboundMail,
    InboundRaw,
    LegalHold,
    Letter,
    Message,
    Note,
    Notice,
    OpeningHours,
    ResponseTarget,
    RetentionPeriod,
    Review,
    WorkingHours,
)
from consult.roles import COUNSELOR, grant
from intake.admin.history import HistoryAdmin, HistoryInline, SearchByReference, in_words, readable
from intake.models.languages import spoken_languages
from intake.vocabulary import SHORT_TRACKS

admin.site.site_header = _("Shirube: administration")
admin.site.site_title = _("Shirube")
admin.site.index_title = _("What the centre owns, and what happened")

# An action answers within one request; the beat assigns what is left a minute later.
_MOST_ASSIGNED_AT_ONCE = 200


class CounselorForm(forms.ModelForm):
    tracks = forms.MultipleChoiceField(
        label=capfirst(_("tracks")), choices=SHORT_TRACKS, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=capfirst(_("languages")), choices=spoken_languages, widget=forms.CheckboxSelectMultiple
    )


class WorkingHoursInline(admin.TabularInline):
    model = WorkingHours
    extra = 0


class AbsenceForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not {"counselor", "first_day", "last_day"} <= cleaned.keys():
            return cleaned
        counselor, cover = cleaned["counselor"], cleaned.get("cover")
        days = cleaned["first_day"], cleaned["last_day"]
        others = Absence.objects.between(*days).filter(counselor=counselor).exclude(pk=self.instance.pk)
        if others.exists():
            self.add_error("first_day", _("They are away on some of these days already."))
        if cover and leads_back(counselor.pk, cover.pk, *days):
            self.add_error("cover", _("They are away then themselves, and nobody would be there in the end."))
        return cleaned


@admin.register(Absence)
class AbsenceAdmin(LooksUpRows):
    form = AbsenceForm
    list_display = ["counselor", "first_day", "last_day", "cover", "entered_by"]
    list_select_related = ["counselor", "cover", "entered_by"]
    search_fields = ["counselor__display_name"]
    autocomplete_fields = ["counselor", "cover"]
    date_hierarchy = "first_day"
    ordering = ["-first_day"]
    fields = ["counselor", "first_day", "last_day", "cover"]

    def save_model(self, request: HttpRequest, obj: Absence, form: Any, change: bool) -> None:
        if not change:
            obj.entered_by, obj.entered_at = cast(User, request.user), timezone.now()
        obj.save()
        transaction.on_commit(wake_assignment)


@admin.register(WorkingHours)
class WorkingHoursAdmin(LooksUpRows):
    list_display = ["counselor", "weekday", "begins", "ends"]
    list_select_related = ["counselor"]
    list_filter = ["weekday"]
    search_fields = ["counselor__display_name"]
    autocomplete_fields = ["counselor"]


@admin.register(GivenCases)
class GivenCasesAdmin(HistoryAdmin):
    list_display = ["counselor", "day", "cases"]
    list_select_related = ["counselor"]
    search_fields = ["counselor__display_name"]
    date_hierarchy = "day"


@admin.register(Counselor)
class CounselorAdmin(LooksUpRows):
    form = CounselorForm
    list_display = [
        "display_name",
        "user",
        "tracks_in_words",
        "languages_in_words",
        "accepting",
        "open_cases",
        "capacity",
    ]
    list_select_related = ["user"]
    list_filter = ["accepting"]
    search_fields = ["display_name", "user__username"]
    autocomplete_fields = ["user"]
    ordering = ["display_name"]
    fields = ["user", "display_name", "tracks", "languages", "accepting", "capacity", "open_cases"]
    inlines = [WorkingHoursInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Counselor | None = None) -> list[str]:
        # Cases and notes name both: a counselor does not become another person.
        return ["open_cases"] if obj is None else ["user", "open_cases"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A counselor reads cases: nobody makes themselves one."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and db_field.name == "user" and not request.user.is_superuser:
            field.queryset = field.queryset.exclude(pk=request.user.pk)
            field.error_messages["invalid_choice"] = _("Nobody makes themselves a counselor: choose another.")
        return field

    @admin.display(description=_("tracks"))
    def tracks_in_words(self, counselor: Counselor) -> str:
        return in_words("short_track", counselor.tracks)

    @admin.display(description=_("languages"))
    def languages_in_words(self, counselor: Counselor) -> str:
        names = dict(spoken_languages())
        return ", ".join(str(names.get(code, code)) for code in counselor.languages)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Whoever leaves stops taking new cases; what they did stays theirs.
        return False

    def save_model(self, request: HttpRequest, obj: Counselor, form: Any, change: bool) -> None:
        # Room may have been made for a case that waits.
        transaction.on_commit(wake_assignment)
        if not change:
            obj.save()
            grant(obj.user, COUNSELOR)
            return
        # Never open_cases: it may have moved since this page was shown.
        obj.save(update_fields=["display_name", "tracks", "languages", "accepting", "capacity"])


class _ByActor(HistoryInline):
    """A person is named in every row."""

    person = "actor"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(self.person)


class EventInline(_ByActor):
    model = Event
    fields = ["at", "kind", "actor"]


class NoteInline(_ByActor):
    model = Note
    person = "author"
    fields = ["written_at", "author", "body"]


class TaskInline(_ByActor):
    model = CaseTask
    person = "done_by"
    fields = ["kind", "words", "asked_at", "due_at", "done_at", "done_by"]


class MessageInline(HistoryInline):
    model = Message
    fields = ["written_at", "body"]


class FollowUpInline(_ByActor):
    model = FollowUp
    person = "written_by"
    fields = ["kind", "channel", "state", "written_by", "due_at", "sent_at", "read_at"]


@admin.register(Case)
class CaseAdmin(SearchByReference, HistoryAdmin):
    list_display = [
        "inquiry", "status", "track", "priority", "language", "assignee", "opened_at", "due_at",
        "answered_at", "outcome",
    ]  # fmt: skip
    list_select_related = ["inquiry", "assignee"]
    list_filter = [
        "status", ("assignee", admin.EmptyFieldListFilter), "track", "priority", "language", "outcome",
        "treatment_kind",
    ]  # fmt: skip
    search_fields = ["inquiry__reference__startswith", "assignee__display_name__icontains"]
    date_hierarchy = "opened_at"
    inlines = [TaskInline, MessageInline, FollowUpInline, NoteInline, EventInline]
    readonly_fields = ["flags_in_words", "why"]
    fields = [
        "inquiry", "status", "outcome", "track", "treatment_kind", "priority", "flags_in_words", "language",
        "assignee", "why", "opened_at", "due_at", "answered_at", "closed_at", "followups_stopped_at",
        "consent_withdrawn_at", "escalated",
        "link_asked_at",
    ]  # fmt: skip
    actions = ["assign_now", "erase_now"]

    def has_assign_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consult.change_case")

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consult.add_erasure")

    @admin.action(description=_("Erase for good those whose family asked for it"), permissions=["erase"])
    def erase_now(self, request: HttpRequest, queryset: QuerySet[Case]) -> None:
        """Nobody else: a case is not erased by a slip of the mouse."""
        asked = CaseTask.objects.open().filter(kind=CaseTask.Kind.ERASURE).values("case")
        erased = held = 0
        for case in queryset.filter(pk__in=asked):
            try:
                erase(case=case, why=Erasure.Why.ASKED, actor=cast(User, request.user), now=timezone.now())
                erased += 1
            except Held:
                held += 1
        told = ngettext("%(count)d family was erased.", "%(count)d families were erased.", erased)
        self.message_user(request, told % {"count": erased})
        if held:
            told = ngettext("%(count)d is kept by a legal hold.", "%(count)d are kept by legal holds.", held)
            self.message_user(request, told % {"count": held}, messages.WARNING)

    @admin.display(description=_("flags"))
    def flags_in_words(self, case: Case) -> str:
        return in_words("flag", case.flags)

    @admin.display(description=_("why this counselor"))
    def why(self, case: Case) -> str:
        return readable(case.assigned_why)

    @admin.action(description=_("Assign waiting cases now"), permissions=["assign"])
    def assign_now(self, request: HttpRequest, queryset: QuerySet[Case]) -> None:
        """Of the selected ones, those that nobody has, the most urgent first."""
        waiting = Case.objects.next_to_give().filter(pk__in=queryset.values("pk"))
        chosen = list(waiting[:_MOST_ASSIGNED_AT_ONCE])
        assigned = sum(
            services.assign(case=case, path=Path.ADMIN, actor=cast(User, request.user), now=timezone.now())
            for case in chosen
        )
        told = ngettext("%(count)d case was assigned.", "%(count)d cases were assigned.", assigned)
        self.message_user(request, told % {"count": assigned})
        left = len(chosen) - assigned
        if left:
            told = ngettext(
                "%(count)d case still waits: nobody who fits is free.",
                "%(count)d cases still wait: nobody who fits is free.",
                left,
            )
            self.message_user(request, told % {"count": left}, messages.WARNING)


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


@admin.register(RetentionPeriod)
class RetentionPeriodAdmin(admin.ModelAdmin):
    list_display = ["kind", "days", "warn_days"]
    ordering = ["kind"]


@admin.register(LegalHold)
class LegalHoldAdmin(admin.ModelAdmin):
    """Placed here and ended here; neither is changed afterwards."""

    list_display = ["case", "placed_at", "placed_by", "ended_at"]
    list_select_related = ["case", "placed_by"]
    raw_id_fields = ["case"]
    fields = ["case", "reason"]
    actions = ["end"]

    def save_model(self, request: HttpRequest, obj: LegalHold, form: Any, change: bool) -> None:
        obj.placed_at, obj.placed_by = timezone.now(), cast(User, request.user)
        obj.save()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_end_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consult.add_legalhold")

    @admin.action(description=_("End these holds"), permissions=["end"])
    def end(self, request: HttpRequest, queryset: QuerySet[LegalHold]) -> None:
        queryset.filter(ended_at=None).update(ended_at=timezone.now())


@admin.register(Erasure)
class ErasureAdmin(OfACase):
    list_display = ["reference", "why", "erased_at"]
    list_select_related = ["case__inquiry"]
    list_filter = ["why"]


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


@admin.register(Heartbeat)
class HeartbeatAdmin(HistoryAdmin):
    list_display = ["name", "seen_at"]
    search_fields = ["name"]
    ordering = ["name"]


@admin.register(OpeningHours)
class OpeningHoursAdmin(admin.ModelAdmin):
    list_display = ["weekday", "opens", "closes"]
    list_filter = ["weekday"]
    ordering = ["weekday"]


@admin.register(Closure)
class ClosureAdmin(admin.ModelAdmin):
    list_display = ["day", "reason"]
    search_fields = ["reason"]
    date_hierarchy = "day"
    ordering = ["-day"]


@admin.register(ResponseTarget)
class ResponseTargetAdmin(admin.ModelAdmin):
    list_display = ["priority", "track", "business_hours"]
    list_filter = ["priority", "track"]
    ordering = ["business_hours"]


@admin.register(EscalationLevel)
class EscalationLevelAdmin(admin.ModelAdmin):
    list_display = ["level", "business_hours", "to_leads"]
    list_filter = ["to_leads"]
    ordering = ["level"]
