"""A family withdraws its consent: from that moment nobody reads what it told, and nothing of it is used."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from consult import audit, consents, conversation, erasure, services, wishes
from consult.access import cases_for
from consult.families import same_family
from consult.followups import send, sweep
from consult.models import (
    Attachment,
    Case,
    CaseTask,
    Event,
    FollowUp,
    Letter,
    Message,
    Note,
    RetentionPeriod,
)
from consult.refusals import NotPossible
from consult.search import find
from intake import replay
from intake.models import Consent, Inquiry, StatusLink
from tests.consult.family import open_status_page
from tests.factory import (
    bring_to,
    make_call,
    make_counselor,
    make_explanation,
    send_file,
    submit_case,
    write_message,
)

pytestmark = pytest.mark.django_db
SAID = "植えた言葉"
WITHDRAWN = "同意の撤回を受け付けました"


@pytest.fixture
def told(aoki):
    """A family in the middle of everything: a message, a photo, a call and an explanation on the way."""
    case = submit_case(contact_name=f"{SAID}花子", message=f"父の病気の{SAID}", email="planted@example.jp")
    services.write_note(case=case, author=aoki.user, body=SAID, now=timezone.now())
    write_message(case, body=SAID)
    send_file(case)
    make_call(case)
    services.send_explanation(
        case=case, explanation=make_explanation(), words=SAID, occurrence="1", author=aoki.user,
        now=timezone.now(),
    )  # fmt: skip
    return case


def withdraw(case):
    consents.withdraw(case=case, now=timezone.now())
    case.refresh_from_db()


class TestWithdrawn:
    def test_the_family_does_it_on_its_page(self, told, client):
        assert f"/status/{told.reference}/consent/" in open_status_page(client, told.inquiry).content.decode()
        page = client.get(f"/status/{told.reference}/consent/").content.decode()
        for consent in told.inquiry.consents.all():
            assert consent.text.body in page
        answer = client.post(f"/status/{told.reference}/consent/", {"sure": "on"}, follow=True)
        assert WITHDRAWN in answer.content.decode()
        assert "お返事はいたしません" in answer.content.decode()
        assert SAID not in answer.content.decode()
        told.refresh_from_db()
        assert (told.status, told.outcome) == ("closed", "withdrawn")
        assert told.consent_withdrawn_at is not None

    def test_a_button_pressed_by_mistake_takes_nothing_back(self, told, client):
        open_status_page(client, told.inquiry)
        answer = client.post(f"/status/{told.reference}/consent/")
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["sure"])
        told.refresh_from_db()
        assert told.consent_withdrawn_at is None

    def test_what_was_planned_is_cancelled_and_nothing_leaves(self, told, smtp):
        withdraw(told)
        assert set(told.followups.values_list("state", flat=True)) == {"cancelled"}
        assert sweep() == 0
        assert smtp.received == []
        assert not told.calls.booked().exists()
        assert not told.tasks.open().exists()

    def test_a_mail_in_a_workers_hands_is_not_handed_over(self, told, smtp):
        planned = told.followups.last()
        bring_to("claimed", told.followups.filter(pk=planned.pk))
        planned.refresh_from_db()
        withdraw(told)
        assert send(planned) is False
        planned.refresh_from_db()
        assert planned.state == "cancelled"
        assert smtp.received == []

    def test_every_consent_stays_as_proof_with_its_end(self, told):
        withdraw(told)
        kept = Consent.objects.filter(inquiry=told.inquiry)
        assert kept.count() == 2
        assert set(kept.values_list("withdrawn_at", flat=True)) == {told.consent_withdrawn_at}

    def test_it_is_one_event_in_an_unbroken_chain(self, told):
        withdraw(told)
        assert told.events.filter(kind="consent_withdrawn").count() == 1
        assert told.events.get(kind="consent_withdrawn").data == {}
        assert list(audit.faults()) == []

    def test_a_second_press_does_nothing_more(self, told, client):
        open_status_page(client, told.inquiry)
        for _press in range(2):
            assert client.post(f"/status/{told.reference}/consent/", {"sure": "on"}).status_code == 302
        assert told.events.filter(kind="consent_withdrawn").count() == 1
        with pytest.raises(NotPossible):
            withdraw(told)

    def test_it_is_all_or_nothing(self, told, monkeypatch):
        monkeypatch.setattr(consents.notices, "tell", lambda **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            withdraw(told)
        told.refresh_from_db()
        assert (told.status, told.consent_withdrawn_at) == ("open", None)
        assert not Consent.objects.exclude(withdrawn_at=None).exists()
        assert told.followups.filter(state="due").exists()

    def test_a_closed_case_can_be_withdrawn_too(self, case, aoki):
        services.close(case=case, outcome="explained", author=aoki.user, now=timezone.now())
        write_message(case)
        answer = conversation.write_to_family(
            case=case, words="x", seen=None, occurrence="1", author=aoki.user, now=timezone.now()
        )
        assert answer.state == "due"
        with transaction.atomic():
            withdraw(case)
            answer.refresh_from_db()
            assert answer.state == "cancelled"
        assert case.outcome == "explained"
        assert case.consent_withdrawn_at


class TestNobodyReads:
    @pytest.fixture
    def lead(self):
        return make_counselor(lead=True)

    def test_neither_its_counselor_nor_a_lead_opens_it_and_both_see_why(self, told, aoki, lead, client):
        withdraw(told)
        for counselor in (aoki, lead):
            client.force_login(counselor.user)
            page = client.get(reverse("case", args=[told.reference]))
            assert page.status_code == 404
            assert "ご家族が同意を撤回しました" in page.content.decode()
            assert SAID not in page.content.decode()

    def test_a_counselor_who_could_not_open_it_before_is_told_nothing(self, told, client):
        withdraw(told)
        other = make_counselor(tracks=["self_pay_review"], languages=["en"])
        client.force_login(other.user)
        assert (
            "ご家族が同意を撤回しました" not in client.get(f"/desk/cases/{told.reference}/").content.decode()
        )

    def test_its_counselor_hears_of_it(self, told, aoki, client):
        withdraw(told)
        client.force_login(aoki.user)
        page = client.get(reverse("for_me")).content.decode()
        assert told.reference in page
        assert "ご家族が同意を撤回しました" in page

    def test_it_is_in_no_list_and_not_found(self, told, aoki, lead, client):
        client.force_login(lead.user)
        file = told.attachments.get()
        withdraw(told)
        assert not cases_for(lead.user).filter(pk=told.pk).exists()
        assert find(SAID, among=cases_for(lead.user)).cases == []
        assert client.get(reverse("case_file", args=[told.reference, file.pk])).status_code == 404
        again = submit_case(email="planted@example.jp")
        assert not same_family(again.inquiry).exists()

    def test_no_text_of_it_opens_in_the_admin(self, told, root):
        inquiry, note, message = told.inquiry, Note.objects.get(), Message.objects.get()
        rows = [told, inquiry, inquiry.decision, note, message, Attachment.objects.get()]
        rows += [FollowUp.objects.last(), CaseTask.objects.filter(case=told).first()]
        before = [(row, root.get(address(row)).status_code) for row in rows if registered(row)]
        withdraw(told)
        for row, status in before:
            if type(row).objects.filter(pk=row.pk).exists():
                assert (status, root.get(address(row)).status_code) == (200, 403), row
        for row in (Event.objects.last(), Consent.objects.first()):
            assert root.get(address(row)).status_code == 200

    def test_a_trial_of_the_catalogue_leaves_it_out(self, told):
        submit_case()
        withdraw(told)
        assert list(replay._agreed()) == list(Inquiry.objects.exclude(pk=told.inquiry_id))

    def test_nobody_opens_it_again(self, case, aoki):
        services.close(case=case, outcome="explained", author=aoki.user, now=timezone.now())
        withdraw(case)
        with pytest.raises(NotPossible):
            services.reopen(case=case, author=aoki.user, now=timezone.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(status="open", closed_at=None, outcome="")


def registered(row):
    return admin.site.is_registered(type(row))


def address(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


class TestTheFamilysPage:
    def test_nothing_more_is_taken_at_any_of_its_addresses(self, told, client):
        file = told.attachments.get()
        open_status_page(client, told.inquiry)
        withdraw(told)
        counts = [Message.objects.count, Attachment.objects.count, Letter.objects.count]
        counts += [
            Event.objects.exclude(kind__in=("erasure_asked", "file_removed")).count,
            Inquiry.objects.count,
        ]
        before = [count() for count in counts]
        inquiry = Inquiry.objects.get(pk=told.inquiry_id)
        names = [
            pattern.name
            for pattern in get_resolver().url_patterns
            if str(pattern.pattern).startswith("status/") and pattern.name != "take_back_file"
        ]
        assert len(names) > 20
        posted = {
            "body": "x",
            "token": "6c0e7a0a-7a1b-4b43-9d92-1f3fb8e7a5a3",
            "words": "x",
            "sure": "on",
            "wish": "stop",
            "recipient": "x",
            "agree": "on",
            "preferred_channel": "page",
            "email": "new@example.jp",
        }
        for name in names:
            keys = [told.reference, file.pk] if name in ("own_file", *_OF_EXPLANATIONS) else [told.reference]
            for data in (posted, {**posted, "wish": "agree", "version": "2026-11 ja"}):
                assert client.post(reverse(name, args=keys), data).status_code in (302, 404, 405), name
        assert [count() for count in counts] == before
        assert Inquiry.objects.get(pk=told.inquiry_id).email == inquiry.email

    def test_a_message_that_was_on_its_way_is_not_taken(self, told):
        withdraw(told)
        with pytest.raises(NotPossible):
            write_message(told, body="x")
        assert Message.objects.count() == 1

    def test_copy_and_erasure_stay_open(self, told, client):
        open_status_page(client, told.inquiry)
        withdraw(told)
        assert SAID in client.get(f"/status/{told.reference}/copy/").content.decode()
        lead = make_counselor(lead=True)
        client.post(f"/status/{told.reference}/erasure/", {"sure": "on"})
        assert told.tasks.open().get().kind == "erasure"
        assert lead.user.notices.get().kind == "erasure", "it stands in no list: leads are told"
        erasure.erase(case=told, why="asked", now=timezone.now())
        assert not Consent.objects.filter(inquiry=told.inquiry).exists()
        assert not StatusLink.objects.filter(inquiry=told.inquiry).exists()

    def test_before_it_is_erased_by_age_it_is_told_so_on_its_page_and_not_by_mail(self, told, smtp):
        RetentionPeriod.objects.create(kind="case", days=100, warn_days=30)
        withdraw(told)
        erasure.erase_expired(now=told.closed_at + timedelta(days=71))
        warning = told.followups.exclude(state="cancelled").get()
        assert warning.channel == "page"
        assert smtp.received == []

    def test_a_new_link_still_comes_by_mail(self, told, smtp):
        withdraw(told)
        assert wishes.ask_for_link(
            reference=told.reference, email="planted@example.jp", now=timezone.now() + timedelta(minutes=1)
        )
        assert told.followups.get(kind="link").channel == "email"

    def test_stopping_alone_closes_nothing_to_reading(self, told, aoki, client):
        services.withdraw(case=told, now=timezone.now())
        client.force_login(aoki.user)
        assert SAID in client.get(reverse("case", args=[told.reference])).content.decode()
        conversation.write_to_desk(
            case=told, body="x", token="6c0e7a0a-7a1b-4b43-9d92-1f3fb8e7a5a3", now=timezone.now()
        )


_OF_EXPLANATIONS = ("sent_explanation", "sent_explanation_pdf")


def test_the_three_are_told_apart_in_english_too(told):
    client = Client()
    client.cookies["django_language"] = "en"
    open_status_page(client, told.inquiry)
    page = client.get(f"/status/{told.reference}/consent/").content.decode()
    for words in ("stays readable for your counselor", "nobody here can open", "Then it is gone"):
        assert words in page
