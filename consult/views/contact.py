"""How we reach a family: shown as we have it, and put right, by the family or by its counselor."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult.contact import FIELDS, put_right
from consult.models import Case
from consult.views.family import family_context, family_only
from intake.fields import national_number
from intake.forms import ContactForm
from intake.models import Inquiry
from intake.views.status_cookie import COOKIE


def as_it_is(inquiry: Inquiry) -> ContactForm:
    """The form with what stands there now; the number as people write it."""
    values = {name: getattr(inquiry, name) for name in FIELDS}
    values["phone"] = national_number(inquiry.phone) if inquiry.phone else ""
    return ContactForm(MultiValueDict({name: [value] for name, value in values.items()}))


@require_http_methods(["GET", "HEAD", "POST"])
@family_only
def contact(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    if request.method != "POST":
        return _page(request, inquiry, as_it_is(inquiry))
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, inquiry, form, status=422)
    case = Case.objects.select_related("inquiry").get(inquiry=inquiry)
    put_right(case=case, contact=form.cleaned_data, keep=request.COOKIES[COOKIE], now=timezone.now())
    messages.success(request, _("We reach you like this from now on."))
    return redirect("status", reference=inquiry.reference)


def _page(request: HttpRequest, inquiry: Inquiry, form: ContactForm, *, status: int = 200) -> HttpResponse:
    context = {**family_context(request, inquiry), "contact_form": form}
    context["form"] = form if status != 200 else None
    return render(request, "consult/contact.html", context, status=status)
