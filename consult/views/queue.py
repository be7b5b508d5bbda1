"""The queue: its lists, filters and saved views, and what is done with many of its cases at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consult import bulk, queue, saved_views
from consult.access import cases_for, counselor_required
from consult.exports import export
from consult.models import Counselor
from consult.queue_forms import ACTIONS, BulkForm, SavedViewForm
from consult.refusals import NotPossible
from consult.views.queue_address import asked, remember


@require_GET
@counselor_required
def show_queue(request: HttpRequest, counselor: Counselor) -> HttpResponse:
    return _queue_page(request, counselor)


def _queue_page(
    request: HttpRequest, counselor: Counselor, *, form: SavedViewForm | None = None, status: int = 200
) -> HttpResponse:
    wanted = asked(request.GET, counselor)
    shown = wanted.shown
    overview = queue.overview([*wanted.lists, shown] if wanted.is_narrowed else wanted.lists)
    wanted.filters.offer_counselors(overview.colleagues)
    page = queue.page(shown, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    if not wanted.filters.is_valid():
        messages.warning(request, _("A filter in this address is not known. It was left out."))
    context = {
        "lists": [(one, overview.counts[one.name]) for one in wanted.lists],
        "shown": shown,
        "list_name": wanted.query.partition("&")[0].removeprefix("list="),
        "count": overview.counts[shown.name],
        "narrowed": wanted.is_narrowed,
        "filters": wanted.filters,
        "query": wanted.query,
        "page": page,
        "cases": page.rows,
        "newest_event": overview.newest_event,
        "saved_views": counselor.saved_views,
        "view_form": form or SavedViewForm(),
        "form": form,
        "may_export": counselor.user.has_perm("consult.view_every_case"),
        "now": wanted.now,
    }
    response = render(request, "consult/queue.html", context, status=status)
    remember(response, wanted.query)
    return response


@require_GET
@counselor_required
def whats_new(request: HttpRequest, counselor: Counselor) -> HttpResponse:
    """How many cases of a list others changed since a page was shown: what the page's script asks for."""
    wanted = asked(request.GET, counselor)
    since = request.GET.get("since", "")
    if not (since.isascii() and since.isdigit() and len(since) < 19):
        return JsonResponse({"new": 0}, status=400)
    return JsonResponse({"new": queue.changed_since(wanted.shown, event=int(since), but_by=counselor.user)})


# -- Saved views -----------------------------------------------------------------------------------


@require_POST
@counselor_required
def save_view(request: HttpRequest, counselor: Counselor) -> HttpResponse:
    """Keeps the list and the filters of the address that is posted to under a name."""
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        return _queue_page(request, counselor, form=form, status=422)
    query = asked(request.GET, counselor).query
    try:
        saved_views.keep(counselor=counselor, name=form.cleaned_data["name"], query=query)
    except NotPossible:
        form.add_error("name", _("You have as many views as can be kept. Remove one first."))
        return _queue_page(request, counselor, form=form, status=422)
    messages.success(request, _("The view is kept."))
    return redirect(f"{reverse('desk')}?{query}")


@require_POST
@counselor_required
def forget_view(request: HttpRequest, counselor: Counselor) -> HttpResponse:
    saved_views.forget(counselor=counselor, name=request.POST.get("name", ""))
    messages.success(request, _("The view is removed."))
    return redirect("desk")


# -- Many at once ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def many(request: HttpRequest, counselor: Counselor) -> HttpResponseBase:
    """First what was ticked, to choose what to do with it; then what became of each."""
    if request.method != "POST":
        return redirect("desk")
    references = _ticked(request, counselor)
    if not references:
        messages.error(request, _("Tick the cases first."))
        return redirect(f"{reverse('desk')}?{asked(request.GET, counselor).query}")
    if "action" not in request.POST and "choose" in request.POST:
        return _choose_what_to_do(request, counselor, references, BulkForm(counselor=counselor))
    form = BulkForm(request.POST, counselor=counselor)
    too_many = len(references) > bulk.AT_ONCE
    if too_many:
        form.add_error(None, _("That is too many at once: take %(most)d at most.") % {"most": bulk.AT_ONCE})
    if not form.is_valid():
        return _choose_what_to_do(request, counselor, references, form, status=422)
    results = bulk.each(
        references,
        action=form.cleaned_data["action"],
        given=form.cleaned_data,
        counselor=counselor,
        now=timezone.now(),
    )
    return _told_as_it_is_done(request, form, results, len(references))


def _ticked(request: HttpRequest, counselor: Counselor) -> list[str]:
    """What is ticked; or, where that was asked for, the first of the whole list."""
    if request.POST.get("choose") == "all":
        cases = asked(request.GET, counselor).shown
        found = cases.cases.order_by(*cases.order).values_list("inquiry__reference", flat=True)
        return list(found[: bulk.AT_ONCE])
    # No reference of ours has anything else; NUL would be more than PostgreSQL takes.
    typed = (one for one in request.POST.getlist("case") if one.isascii() and one.replace("-", "").isalnum())
    return list(dict.fromkeys(typed))


def _choose_what_to_do(
    request: HttpRequest, counselor: Counselor, references: list[str], form: BulkForm, *, status: int = 200
) -> HttpResponse:
    found = cases_for(counselor.user).filter(inquiry__reference__in=references[: bulk.AT_ONCE])
    cases = sorted(queue.with_what_is_to_do(found), key=lambda case: references.index(case.reference))
    context = {
        "cases": cases,
        "bulk_form": form,
        "form": form if form.errors else None,
        "most": bulk.AT_ONCE,
        "now": timezone.now(),
    }
    return render(request, "consult/bulk.html", context, status=status)


def _told_as_it_is_done(
    request: HttpRequest, form: BulkForm, results: Iterator[bulk.Result], number: int
) -> StreamingHttpResponse:
    """The page of results, sent row by row: who waits sees how far it is, without any script."""
    what = dict(ACTIONS)[form.cleaned_data["action"]]
    shell = render_to_string("consult/bulk_results.html", {"what": what, "number": number}, request)
    head, between, foot = shell.split("<!--here-->")
    in_this_language: Callable[[], Any] = partial(override, get_language())

    def parts() -> Iterator[str]:
        yield head
        done = 0
        while True:
            with in_this_language():
                result = next(results, None)
                if result is None:
                    break
                done += not result.why_not
                yield render_to_string("consult/_desk_bulk_row.html", {"result": result})
        yield between
        with in_this_language():
            yield render_to_string("consult/_desk_bulk_sum.html", {"done": done, "not_done": number - done})
        yield foot

    response = StreamingHttpResponse(parts())
    # A proxy that gathers the whole answer first would hide how far it is.
    response["X-Accel-Buffering"] = "no"
    return response


# -- A table to take along -------------------------------------------------------------------------


@require_POST
@counselor_required
def export_cases(request: HttpRequest, counselor: Counselor) -> HttpResponseBase:
    """The list as it is narrowed, as CSV, for leads; each case remembers it."""
    if not counselor.user.has_perm("consult.view_every_case"):
        raise PermissionDenied
    wanted = asked(request.GET, counselor)
    lines = export(wanted.shown, by=counselor.user, now=wanted.now)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    day = timezone.localdate(wanted.now).isoformat()
    response["Content-Disposition"] = f'attachment; filename="cases-{day}.csv"'
    return response
