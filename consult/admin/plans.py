"""Plans of messages in the admin: drawn up, published by a person, then never changed (docs/adr/0025)."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from consult import plans
from consult.models import Plan, PlanStep
from consult.plan_preview import preview
from consult.refusals import NotPossible
from intake.models import Explanation
from intake.vocabulary import choices_of

_LISTS = {"with_flags": "flag", "without_flags": "flag", "priorities": "priority"}


class StepForm(forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, vocabulary in _LISTS.items():
            if name in self.fields:
                self.fields[name] = forms.MultipleChoiceField(
                    label=capfirst(PlanStep._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
                    choices=choices_of(vocabulary),
                    required=False,
                    widget=forms.SelectMultiple(attrs={"size": 4}),
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        key = cleaned.get("text_key")
        if key and not Explanation.objects.filter(key=key).exists():
            self.add_error("text_key", gettext("There is no explanation of this name."))
        return cleaned


class PlanForm(forms.ModelForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = plans.as_it_stands(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        stands = plans.as_it_stands(self.instance)
        if not self.instance._state.adding and cleaned.get("seen") != stands:
            self.data = {**self.data.dict(), "seen": stands}  # type: ignore[attr-defined]
            told = gettext(
                "Somebody changed this plan after you opened it. Save once more to keep yours."
                " Now stands: %(text)s"
            )
            raise forms.ValidationError(told % {"text": in_words(self.instance)})
        return cleaned


def in_words(plan: Plan) -> str:
    """A draft as it is kept, for who filled in another one."""
    steps = [", ".join(str(value) for value in row[2:]) for row in plan.steps.order_by("pk").values_list()]
    return " · ".join([f"{plan.quiet_from:%H:%M}–{plan.quiet_until:%H:%M}", *steps])


class StepInline(admin.StackedInline):
    model = PlanStep
    form = StepForm
    extra = 0


@admin.register(Plan)
class PlanAdmin(admin.ModelAdmin):
    form = PlanForm
    list_display = ["__str__", "state", "published_at", "published_by"]
    list_select_related = ["published_by"]
    list_filter = ["track", ("published_at", admin.EmptyFieldListFilter)]
    search_fields = ["steps__key", "steps__text_key"]
    fields = [
        "track",
        "number",
        "preview_it",
        "what_next",
        "quiet_from",
        "quiet_until",
        "published_at",
        "published_by",
    ]
    inlines = [StepInline]
    actions = ["copy_as_new_version"]
    change_form_template = "admin/consult/plan/change_form.html"

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", wrap(require_safe(self.preview)), name="preview_plan"),
            path("<int:pk>/publish/", wrap(require_POST(self.publish)), name="publish_plan"),
            *super().get_urls(),
        ]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Plan | None:
        plan = super().get_object(request, object_id, from_field)
        if plan is not None and request.method == "POST":
            # One who saves waits for another, and is then told what that one saved.
            return Plan.objects.select_for_update().get(pk=plan.pk)
        return plan

    def get_fields(self, request: HttpRequest, obj: Plan | None = None) -> Any:
        may_change = obj is not None and self.has_change_permission(request, obj)
        return [*self.fields, "seen"] if may_change else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Plan | None = None) -> list[str]:
        fixed = ["number", "preview_it", "what_next", "published_at", "published_by"]
        return fixed if obj is None else ["track", *fixed]

    @admin.display(description=_("state"))
    def state(self, plan: Plan) -> str:
        if plan.published_at is None:
            return gettext("draft")
        in_use = Plan.objects.in_use(plan.track)
        return gettext("in use") if in_use == plan else gettext("replaced")

    @admin.display(description=_("preview"))
    def preview_it(self, plan: Plan) -> str:
        if plan._state.adding:
            return gettext("once it is kept")
        address = reverse("admin:preview_plan", args=[plan.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Every message in every language"))

    @admin.display(description=_("open cases"))
    def what_next(self, plan: Plan) -> str:
        if plan._state.adding:
            return gettext("once it is kept")
        touched = plans.touched_by(plan)
        said = ngettext(
            "%(count)d open case of this track: its next steps follow the version in use.",
            "%(count)d open cases of this track: their next steps follow the version in use.",
            touched.open_cases,
        ) % {"count": touched.open_cases}
        kept = ngettext(
            "What is planned already stays as it is (%(count)d case).",
            "What is planned already stays as it is (%(count)d cases).",
            touched.keep_planned,
        ) % {"count": touched.keep_planned}
        return format_html("{} {}", said, kept)

    def has_change_permission(self, request: HttpRequest, obj: Plan | None = None) -> bool:
        if obj is not None and obj.published_at:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Plan | None = None) -> bool:
        if obj is not None and obj.published_at:
            return False
        return super().has_delete_permission(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One by one: a list may hold published ones."""
        return {name: one for name, one in super().get_actions(request).items() if name != "delete_selected"}

    def save_model(self, request: HttpRequest, obj: Plan, form: Any, change: bool) -> None:
        if not change:
            plans.keep_new(obj)
        else:
            obj.save()

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        plan = kwargs.get("obj")
        if plan is not None and plan.published_at is None and request.user.has_perm("consult.publish_plan"):
            context |= {"may_publish": True, "seen": plans.as_it_stands(plan)}
        return super().render_change_form(request, context, *args, **kwargs)

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What families would get, before anybody publishes it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        plan = get_object_or_404(Plan, pk=pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Messages of %(plan)s") % {"plan": plan},
            "plan": plan,
            "state": self.state(plan),
            "messages_of_plan": preview(plan, now=timezone.now()),
        }
        return render(request, "admin/consult/plan/preview.html", context)

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm("consult.publish_plan"):
            raise PermissionDenied
        plan = get_object_or_404(Plan, pk=pk)
        try:
            seen = request.POST.get("seen", "")
            plans.publish(plan=plan, seen=seen, author=cast(User, request.user), now=timezone.now())
        except NotPossible:
            refusal = gettext(
                "Not published: it is out already, has no steps, was changed since you opened it, or a newer"
                " version is in use."
            )
            messages.error(request, refusal)
        else:
            self.log_change(request, plan, "Published.")
            messages.success(request, gettext("Published: %(plan)s") % {"plan": plan})
        return redirect(reverse("admin:consult_plan_change", args=[pk]))

    @admin.action(description=_("Copy as a new version"), permissions=["add"])
    def copy_as_new_version(self, request: HttpRequest, queryset: QuerySet[Plan]) -> None:
        for plan in queryset:
            new = plans.copy(plan)
            self.log_addition(request, new, f"Copied from version {plan.number}.")
            self.message_user(request, gettext("Copied: %(text)s") % {"text": new})


@admin.register(PlanStep)
class PlanStepAdmin(admin.ModelAdmin):
    """To be found; a step is changed on its plan's page."""

    list_display = ["__str__", "what", "text_key", "moment", "days"]
    list_select_related = ["plan"]
    list_filter = ["what", "plan__track"]
    search_fields = ["key", "text_key"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: PlanStep | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PlanStep | None = None) -> bool:
        return False
