"""Mail from families that could not be matched: a lead reads it and decides. Nothing of it goes by itself."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.access import case_for, counselor_required
from consult.forms import InboundForm
from consult.inbound import taking
from consult.models import Counselor, InboundMail
from consult.refusals import NotPossible

_MOST_SHOWN = 50
_MOST_OF_PROGRAMS = 20


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def inbound(request: HttpRequest, counselor: Counselor) -> HttpResponse:
    """Anybody's words may stand there, so only those see it who may open every case."""
    if not counselor.user.has_perm("consult.view_every_case"):
        raise PermissionDenied
    posted = InboundForm(request.POST) if request.method == "POST" else None
    if posted is not None and posted.is_valid() and _decide(request, counselor, posted):
        return redirect("inbound")
    waiting = list(InboundMail.objects.for_a_person()[:_MOST_SHOWN])
    automatic = InboundMail.objects.filter(state=InboundMail.State.AUTOMATIC).order_by("-pk")
    rows = [*waiting, *automatic[:_MOST_OF_PROGRAMS]]
    chosen = posted.data.get("mail") if posted is not None else None
    lines = [(row, posted if posted and str(row.pk) == chosen else InboundForm(row=row)) for row in rows]
    context = {"lines": lines, "form": posted}
    return render(request, "consult/inbound.html", context, status=422 if posted is not None else 200)


def _decide(request: HttpRequest, counselor: Counselor, form: InboundForm) -> bool:
    """False where there is no such case; the form says so."""
    cleaned, author, now = form.cleaned_data, counselor.user, timezone.now()
    row = InboundMail.objects.filter(pk=cleaned["mail"]).first()
    if row is None:
        raise Http404
    try:
        if cleaned["way"] == "dismiss":
            taking.dismiss(row=row, reason=cleaned["why"], author=author, now=now)
        else:
            taking.put_on_case(row=row, case=case_for(author, cleaned["case"]), author=author, now=now)
        messages.success(request, _("It is noted, and done."))
    except Http404:
        form.add_error("case", _("There is no case with this reference."))
        return False
    except NotPossible:
        messages.error(request, _("Not done: somebody decided about this mail meanwhile."))
    return True
