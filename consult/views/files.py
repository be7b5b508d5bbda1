"""Photos and papers: the family sends them and takes them back; its counselors fetch them."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from consult import attachments
from consult.access import case_for, counselor_required
from consult.events import record_opened
from consult.family_forms import FilesForm
from consult.models import Case, Counselor
from consult.views.case_page import case_gone
from consult.views.family import family_context, family_only, while_agreed
from intake import limits, uploads
from intake.models import Inquiry
from intake.views.problems import too_many


@require_http_methods(["GET", "HEAD", "POST"])
@family_only
@while_agreed
def files(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    context = family_context(request, inquiry)
    form = FilesForm(request.POST, request.FILES) if request.method == "POST" else FilesForm()
    if form.is_valid():
        wait = limits.spend("files", limits.address_block(request))
        if wait:
            return too_many(request, wait)
        taken = _take(context["case"], form)
        if not form.errors:
            messages.success(request, _said_of(taken))
            return redirect("files", reference=inquiry.reference)
        context["taken"] = taken
    context |= {"form": form, "files_form": form, "attachments": context["case"].attachments.all()}
    context["room"] = attachments.MOST_OF_A_CASE - len(context["attachments"])
    return render(request, "consult/files.html", context, status=422 if form.errors else 200)


def _take(case: Case, form: FilesForm) -> int:
    """Takes what can be taken, and leaves on the form why the rest was not."""
    taken = 0
    for sent in form.cleaned_data["photos"]:
        try:
            attachments.add(case=case, name=sent.name or "", data=_read(sent), now=timezone.now())
        except uploads.NotTaken as refusal:
            form.refuse(sent.name or "", refusal.why)
        except attachments.NoRoom:
            form.refuse_for_room(attachments.MOST_OF_A_CASE)
            break
        else:
            taken += 1
    return taken


def _read(sent: UploadedFile) -> bytes:
    """Not more of it than is needed to see that it is too large."""
    data: bytes = sent.read(uploads.MOST_BYTES + 1)
    return data


def _said_of(taken: int) -> str:
    return ngettext("%(number)d file is with us.", "%(number)d files are with us.", taken) % {"number": taken}


@require_http_methods(["GET", "HEAD", "POST"])
@family_only
def take_back_file(request: HttpRequest, inquiry: Inquiry, pk: int) -> HttpResponse:
    case = Case.objects.get(inquiry=inquiry)
    if request.method == "POST" and attachments.take_back(case=case, pk=pk, now=timezone.now()):
        messages.success(request, _("The file is deleted."))
    return redirect("files", reference=inquiry.reference)


@require_GET
@family_only
def own_file(request: HttpRequest, inquiry: Inquiry, pk: int) -> HttpResponse:
    found = attachments.download(case=Case.objects.get(inquiry=inquiry), pk=pk)
    if found is None:
        return render(request, "intake/link_not_found.html", status=404)
    return _as_attachment(found)


@require_GET
@counselor_required
def case_file(request: HttpRequest, counselor: Counselor, reference: str, pk: int) -> HttpResponse:
    try:
        case = case_for(counselor.user, reference)
    except Http404:
        return case_gone(request, counselor, reference)
    found = attachments.download(case=case, pk=pk)
    if found is None:
        return case_gone(request, counselor, reference)
    record_opened(case=case, reader=counselor.user, what="file", at=timezone.now())
    return _as_attachment(found)


def _as_attachment(found: attachments.Download) -> HttpResponse:
    """To be saved, never shown as a page of this site."""
    headers = {"Content-Disposition": f'attachment; filename="{found.name}"'}
    return HttpResponse(found.data, content_type=found.content_type, headers=headers)
