"""A hospital gets something of an inquiry only by a consent for that purpose, and each time it is noted."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from consult import consents
from consult.models import Event
from consult.refusals import NotPossible
from intake import handouts
from intake.models import Consent, ConsentText
from tests.consult.family import open_status_page
from tests.factory import submit_case

pytestmark = pytest.mark.django_db
HOSPITAL = "中央病院"


@pytest.fixture(autouse=True)
def no_press(monkeypatch):
    monkeypatch.setattr(handouts, "available", lambda: True)
    monkeypatch.setattr(handouts, "_print", lambda html: b"%PDF-1.7 " + html.encode())


@pytest.fixture
def family(client, case):
    open_status_page(client, case.inquiry)
    return client


def page(case):
    return f"/status/{case.reference}/hospital/"


def agree(family, case, **changes):
    data = {"recipient": HOSPITAL, "version": "2026-11 ja", "agree": "on", **changes}
    return family.post(page(case), {name: value for name, value in data.items() if value is not None})


def make(client, case, counselor):
    client.force_login(counselor.user)
    return client.post(reverse("hospital_summary", args=[case.reference]))


class TestAgreed:
    def test_the_desk_makes_the_summary_for_that_hospital(self, family, case, aoki, client):
        agree(family, case)
        desk = type(client)()
        answer = make(desk, case, aoki)
        assert answer["Content-Type"] == "application/pdf"
        text = answer.content.decode()
        for words in (HOSPITAL, "父は八年前から", "紹介状でもありません"):
            assert words in text
        for words in (case.inquiry.email, case.inquiry.contact_name, case.reference):
            assert words not in text
        shared = Event.objects.get(kind="shared")
        assert (shared.actor, shared.data) == (
            aoki.user,
            {"consent": Consent.objects.get(kind="hospital").pk},
        )

    def test_the_text_that_was_read_is_kept_and_the_hospital_is_sealed(self, family, case):
        agree(family, case, version="2026-11 en")
        consent = Consent.objects.get(kind="hospital")
        assert (consent.text.language, consent.recipient) == ("en", HOSPITAL)
        stored = Consent.objects.filter(pk=consent.pk).values_list("recipient", flat=True).get()
        assert HOSPITAL.encode() not in bytes(stored)
        assert HOSPITAL in family.get(page(case)).content.decode()

    def test_taken_back_the_desk_is_refused_and_both_stay_as_proof(self, family, case, aoki, client):
        agree(family, case)
        family.post(page(case), {"wish": "take_back"})
        assert make(type(client)(), case, aoki).status_code == 409
        agree(family, case)
        kept = Consent.objects.filter(kind="hospital").order_by("pk")
        assert [bool(one.withdrawn_at) for one in kept] == [True, False]
        kinds = list(case.events.filter(kind__startswith="sharing").values_list("kind", flat=True))
        assert kinds == ["sharing_agreed", "sharing_ended", "sharing_agreed"]

    def test_withdrawing_all_ends_it_too(self, family, case, aoki):
        agree(family, case)
        given = consents.for_a_hospital(case)
        consents.withdraw(case=case, now=timezone.now())
        with pytest.raises(consents.NotAgreed):
            consents.share(case=case, consent=given, author=aoki.user, now=timezone.now())
        with pytest.raises(NotPossible):
            consents.agree_to_share(case=case, recipient="x", text=given.text, now=timezone.now())


class TestRefused:
    def test_without_it_nothing_is_made_and_the_desk_says_why(self, case, aoki, client):
        answer = make(client, case, aoki)
        assert answer.status_code == 409
        assert "ご家族が同意していません" in answer.content.decode()
        assert not Event.objects.filter(kind="shared").exists()

    def test_taken_back_while_it_was_made(self, family, case, aoki, client, monkeypatch):
        agree(family, case)

        def printed(html):
            consents.end_sharing(case=case, now=timezone.now())
            return b"%PDF"

        monkeypatch.setattr(handouts, "_print", printed)
        assert make(type(client)(), case, aoki).status_code == 409
        assert not Event.objects.filter(kind="shared").exists()

    def test_a_consent_of_another_family_opens_nothing(self, family, case, aoki, client):
        agree(family, case)
        other = submit_case(email="other@example.jp")
        assert make(type(client)(), other, aoki).status_code == 409

    @pytest.mark.parametrize("left_out", ["agree", "recipient"])
    def test_a_tick_and_a_name_are_needed(self, family, case, left_out):
        assert agree(family, case, **{left_out: None}).status_code == 422
        assert not Consent.objects.filter(kind="hospital").exists()

    def test_a_name_in_ones_own_words_goes_with_them_and_the_page_says_so(self, aoki, client):
        case = submit_case(message="佐藤一郎の息子です。父のことで相談します。")
        open_status_page(client, case.inquiry)
        assert "文章の中にお名前があれば、そのまま病院に渡ります" in client.get(page(case)).content.decode()
        agree(client, case)
        assert "佐藤一郎" in make(type(client)(), case, aoki).content.decode()

    def test_it_is_never_ticked_beforehand(self, family, case):
        assert "checked" not in family.get(page(case)).content.decode()
        assert consents.for_a_hospital(case) is None, "and nobody agreed by sending an inquiry"

    def test_a_text_that_changed_meanwhile_is_read_again(self, family, case):
        for language in ("ja", "en", "ja-easy"):
            ConsentText.objects.create(kind="hospital", version="2027-01", language=language, body="新しい文")
        refused = agree(family, case)
        assert refused.status_code == 422
        assert "checked" not in refused.content.decode()
        assert agree(family, case, version="2027-01 ja").status_code == 302
        assert Consent.objects.get(kind="hospital").text.version == "2027-01"

    def test_agreed_twice_it_is_one(self, family, case):
        agree(family, case)
        agree(family, case, recipient="ほかの病院")
        assert Consent.objects.get(kind="hospital").recipient == HOSPITAL


def test_what_the_family_takes_along_itself_needs_none(family, case):
    answer = family.get(f"/status/{case.reference}/for-the-doctor.pdf")
    assert answer["Content-Type"] == "application/pdf"
