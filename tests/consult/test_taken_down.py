"""An inquiry entered for a family that calls or writes a letter: sorted alike, marked, consent read out."""

import pytest
from django.utils import translation

from consult.models import Case
from intake import steps
from intake.models import Consent, Inquiry
from tests.factory import SON, posted_for

pytestmark = pytest.mark.django_db
PAGE = "/desk/inquiries/new/"


@pytest.fixture
def desk(client, aoki):
    client.force_login(aoki.user)
    return client


def filled_in(page, **answers):
    """What the shown page posts with SON's answers."""
    posted = {"token": str(page.context["way_form"]["token"].value()), "way_in": "telephone"}
    for form in page.context["forms"].values():
        posted |= posted_for(form, {**SON, **answers})
    return posted


def test_it_becomes_the_same_case_marked_by_its_way_in(desk, aoki):
    answer = desk.post(PAGE, filled_in(desk.get(PAGE)), follow=True)
    case = Case.objects.select_related("inquiry").get()
    inquiry = case.inquiry
    assert (inquiry.way_in, inquiry.message, inquiry.email) == ("telephone", SON["message"], SON["email"])
    assert (case.track, case.assignee) == ("insured_specialist", aoki)
    shown = answer.content.decode()
    assert inquiry.reference in shown
    assert "電話で受付" in shown


def test_consent_says_who_read_out_which_version(desk, aoki):
    page = desk.get(f"{PAGE}?language=en")
    posted = filled_in(page)
    assert posted["own_version"][0].endswith(" en"), "in the family's language"
    desk.post(f"{PAGE}?language=en", posted)
    assert Inquiry.objects.get().language == "en"
    for consent in Consent.objects.all():
        assert (consent.read_out_by, consent.text.wording) == (aoki.user, posted["own_version"][0])
    assert Consent.objects.count() == 2


def test_sent_twice_it_is_one(desk):
    posted = filled_in(desk.get(PAGE))
    for _ in range(2):
        assert desk.post(PAGE, posted).status_code == 302
    assert Inquiry.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"own": ""},
        {"preferred_channel": ""},
        {"email": "no address"},
        {"condition": "knee", "medication_response": "wearing_off"},
    ],
)
def test_what_is_missing_or_does_not_fit_is_said_and_nothing_is_lost(desk, wrong):
    posted = filled_in(desk.get(PAGE)) | wrong
    answer = desk.post(PAGE, posted)
    assert answer.status_code == 422
    assert SON["message"] in answer.content.decode()
    assert not Inquiry.objects.exists()


def test_every_question_of_the_family_stands_on_the_page(desk):
    with translation.override("ja"):
        shown = desk.get(PAGE).context["forms"]
    assert list(shown) == [step.name for step in steps.STEPS]
