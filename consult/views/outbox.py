"""Mail that a person has to look at: unsure, given up, come back; and how the outbox is doing."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.access import cases_for, counselor_required
from consult.followups import resolve, watch
from consult.forms import ResolveForm
from consult.models import Counselor, FollowUp
from consult.models.followup_states import FollowUpState
from consult.models.followups import FollowUpQuerySet
from consult.refusals import NotPossible

_MOST_SHOWN = 50


def _for_a_person(counselor: Counselor) -> FollowUpQuerySet:
    """Of the cases that this counselor may open; the doubtful ones first, the oldest of each first."""
    states = (FollowUpState.UNSURE, FollowUpState.FAILED, FollowUpState.BOUNCED)
    rows = FollowUp.objects.filter(state__in=states, case__in=cases_for(counselor.user).open())
    return rows.select_related("case__inquiry").order_by("-state", "due_at", "pk")


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def outbox(request: HttpRequest, counselor: Counselor) -> HttpResponse:
    posted = ResolveForm(request.POST) if request.method == "POST" else None
    if posted is not None and posted.is_valid():
        return _resolve(request, counselor, posted)
    rows = list(_for_a_person(counselor)[:_MOST_SHOWN])
    chosen = posted.data.get("followup") if posted is not None else None
    lines = [(row, posted if str(row.pk) == chosen else ResolveForm(row=row)) for row in rows]
    context = {"lines": lines, "outbox": watch.look(now=timezone.now()), "form": posted}
    return render(request, "consult/outbox.html", context, status=422 if posted is not None else 200)


def _resolve(request: HttpRequest, counselor: Counselor, form: ResolveForm) -> HttpResponse:
    followup = _for_a_person(counselor).filter(pk=form.cleaned_data["followup"]).first()
    if followup is None:
        raise Http404
    try:
        resolve.resolve(
            followup=followup,
            way=form.cleaned_data["way"],
            reason=form.cleaned_data["why"],
            author=counselor.user,
            now=timezone.now(),
        )
        messages.success(request, _("It is noted, and done."))
    except NotPossible:
        messages.error(request, _("Not done: what became of this mail was found out meanwhile."))
    return redirect("outbox")
