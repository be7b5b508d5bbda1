"""How we reach a family: shown as we have it, and put right, by the family or by its counselor."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.contact import put_right
from consult.views.family import family_context, family_only, while_agreed
from intake.fields import national_number
from intake.forms import ContactForm
from intake.models import Inquiry
from intake.models.inquiries import CONTACT_FIELDS
from intake.views.status_cookie import COOKIE


def as_it_is(inquiry: Inquiry) -> ContactForm:
    """The form with what stands there now; the number as people write it."""
    form = ContactForm()
    form.initial = {name: getattr(inquiry, name) for name in CONTACT_FIELDS}
    form.initial["phone"] = national_number(inquiry.phone) if inquiry.phone else ""
    return form


@require_http_methods(["GET", "HEAD", "POST"])
@family_only
@while_agreed
def contact(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    form = ContactForm(request.POST) if request.method == "POST" else as_it_is(inquiry)
    context = {**family_context(request, inquiry), "contact_form": form, "form": form}
    if not form.is_valid():
        return render(request, "consult/contact.html", context, status=422 if form.is_bound else 200)
    secret = request.COOKIES[COOKIE]
    put_right(case=context["case"], contact=form.cleaned_data, keep=secret, now=timezone.now())
    messages.success(request, _("We reach you like this from now on."))
    return redirect("status", reference=inquiry.reference)
