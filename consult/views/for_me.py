"""What a counselor is to hear of, what they have to do by a day, and whose cases they look after."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from consult import notices
from consult.absences import looked_after_by
from consult.access import counselor_required
from consult.models import Case, Counselor, Notice

_MOST_SHOWN = 50


@require_GET
@counselor_required
def for_me(request: HttpRequest, counselor: Counselor) -> HttpResponse:
    now = timezone.now()
    mine = Notice.objects.filter(to=counselor.user).select_related("case__inquiry")
    away = looked_after_by(counselor, now=now)
    looked_after = Case.objects.open().for_the_queue().filter(assignee__in=away).most_urgent_first()
    context = {
        "unseen": mine.unseen()[:_MOST_SHOWN],
        "seen": mine.exclude(seen_at=None)[:_MOST_SHOWN],
        "looked_after": looked_after[:_MOST_SHOWN],
        "now": now,
    }
    return render(request, "consult/for_me.html", context)


@require_POST
@counselor_required
def open_notice(request: HttpRequest, counselor: Counselor, pk: int) -> HttpResponse:
    """Seen from now on; leads to its case, or back to the list."""
    notice = notices.mark_seen(to=counselor.user, pk=pk, now=timezone.now())
    if notice is None:
        raise Http404
    return redirect("case", reference=notice.case.reference) if "open" in request.POST else redirect("for_me")
