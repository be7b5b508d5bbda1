"""Going on later, and on another phone: by a link, or by a reference and a short code."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake import limits, reading_along, services
from intake.forms import ResumeForm
from intake.models import Draft
from intake.tokens import plain_letters
from intake.views.drafts import COOKIE, draft_required, remember_draft
from intake.views.problems import too_many


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def save_for_later(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What opens this draft on another phone, and until when."""
    answers = services.read_answers(draft)
    email = answers.values.get("email", "")
    if request.method == "POST":
        return _mail_code(request, draft, email)
    link = reverse("resume", args=[draft.public_id, request.COOKIES[COOKIE]])
    context = {
        "draft": draft,
        "link": settings.SITE_URL + link,
        "code": services.show_code(draft=draft),
        "resume_address": settings.SITE_URL + reverse("resume_form"),
        "email": email,
        "flags": reading_along.urgent_flags(answers.values, now=timezone.now()),
    }
    return render(request, "intake/save_for_later.html", context)


def _mail_code(request: HttpRequest, draft: Draft, email: str) -> HttpResponse:
    if email:
        wait = limits.spend("code_mail", limits.address_block(request)) or limits.spend("code_mail_to", email)
        if wait:
            return too_many(request, wait, draft=draft)
        services.show_code(draft=draft)
        language = get_language() or "ja"
        services.ask_for_code_mail(draft=draft, language=language, now=timezone.now())
    return redirect("save_for_later", public_id=draft.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def resume_form(request: HttpRequest) -> HttpResponse:
    """Wrong, expired and unknown get the same answer, also where the limit of tries is met."""
    if request.method != "POST":
        return render(request, "intake/resume.html", {"form": ResumeForm()})
    form = ResumeForm(request.POST)
    if not form.is_valid():
        return render(request, "intake/resume.html", {"form": form}, status=422)
    reference, code = form.cleaned_data["reference"], form.cleaned_data["code"]
    tries = [("code_try", limits.address_block(request)), ("code_try_of_draft", plain_letters(reference))]
    wait = max(limits.used_up(name, who) for name, who in tries)
    if wait:
        return too_many(request, wait)
    opened = services.resume_by_code(reference=reference, code=code, now=timezone.now())
    if opened is None:
        for name, who in tries:
            limits.spend(name, who)
        form.add_error(
            None,
            _(
                "We found no inquiry for this draft number and code. Please check both letter by letter, "
                "and until when it was kept."
            ),
        )
        return render(request, "intake/resume.html", {"form": form}, status=422)
    draft, secret = opened
    response = redirect("draft", public_id=draft.public_id)
    remember_draft(response, draft, secret)
    return response
