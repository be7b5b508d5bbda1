"""Sending an explanation: only what a physician approved, once however often the button is pressed."""

import uuid
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from consult import services
from consult.forms import ExplanationForm
from consult.models import FollowUp
from intake import services as intake_services
from tests.factory import make_counselor, make_explanation, submit_case

WORDS = "お父さまのこと、ご心配ですね。まずはこちらをお読みください。"


def address(case) -> str:
    return f"/desk/cases/{case.reference}/explanation/"


def filled(explanation, /, **overrides) -> dict[str, str]:
    return {"occurrence": str(uuid.uuid4()), "explanation": str(explanation.pk), "words": WORDS, **overrides}


def send(case, explanation, author, occurrence="1") -> FollowUp:
    return services.send_explanation(
        case=case, explanation=explanation, words=WORDS, occurrence=occurrence, author=author,
        now=timezone.now(),
    )  # fmt: skip


def explanations() -> list[FollowUp]:
    return list(FollowUp.objects.filter(kind="explanation"))


@pytest.mark.django_db
class TestFromTheDesk:
    def test_it_is_planned_with_the_counselors_own_words(self, case, aoki, explanation, client):
        client.force_login(aoki.user)
        answer = client.post(address(case), filled(explanation))
        assert answer.url == f"/desk/cases/{case.reference}/"
        [followup] = explanations()
        assert (followup.explanation, followup.words, followup.written_by) == (explanation, WORDS, aoki.user)
        assert (followup.state, followup.channel) == ("due", "email")
        assert case.events.last().kind == "planned"
        assert case.events.last().actor == aoki.user

    def test_the_worker_is_woken(
        self, case, aoki, explanation, client, wakes, django_capture_on_commit_callbacks
    ):
        client.force_login(aoki.user)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address(case), filled(explanation))
        assert wakes == ["mail"]

    def test_a_double_click_is_one_message(self, case, aoki, explanation, client):
        client.force_login(aoki.user)
        form = filled(explanation)
        for _ in range(3):
            assert client.post(address(case), form).status_code == 302
        assert len(explanations()) == 1
        assert case.events.filter(kind="planned", actor=aoki.user).count() == 1

    def test_the_same_text_may_be_sent_again_on_purpose(self, case, aoki, explanation, client):
        client.force_login(aoki.user)
        for _ in range(2):
            client.post(address(case), filled(explanation))
        assert len(explanations()) == 2

    def test_each_page_shows_a_form_of_its_own(self, case, aoki, client):
        client.force_login(aoki.user)
        seen = {
            client.get(f"/desk/cases/{case.reference}/").context["explanation_form"].initial["occurrence"]
            for _ in range(2)
        }
        assert len(seen) == 2

    def test_on_a_closed_case_it_is_refused_and_what_was_typed_is_kept(self, case, aoki, explanation, client):
        client.force_login(aoki.user)
        services.close(case=case, outcome="explained", author=None, now=timezone.now())
        answer = client.post(address(case), filled(explanation))
        assert answer.status_code == 409
        assert WORDS in answer.content.decode()
        assert explanations() == []

    @pytest.mark.parametrize(
        "missing", [{"explanation": ""}, {"explanation": "0"}, {"occurrence": ""}, {"occurrence": "1"}]
    )
    def test_without_a_text_or_a_form_it_is_refused_and_what_was_typed_is_kept(
        self, case, aoki, explanation, client, missing
    ):
        client.force_login(aoki.user)
        answer = client.post(address(case), filled(explanation, **missing))
        assert answer.status_code == 422
        assert WORDS in answer.content.decode()
        assert explanations() == []


@pytest.mark.django_db
class TestOnlyWhatFits:
    def offered(self, case):
        return set(ExplanationForm(case=case).fields["explanation"].queryset)

    def test_approved_texts_of_the_track_and_for_everyone(self, case):
        everyone = make_explanation()
        insured = make_explanation(audience="insured_specialist")
        make_explanation(audience="self_pay_review")
        assert self.offered(case) == {everyone, insured}

    def test_in_the_familys_language(self, case):
        make_explanation(language="en")
        assert self.offered(case) == set()

    def test_the_newest_approved_version(self, case):
        make_explanation(key="ips", version=1)
        second = make_explanation(key="ips", version=2)
        make_explanation(key="ips", version=3, approved=False)
        assert self.offered(case) == {second}

    def test_what_nobody_approved_is_not_offered_and_not_taken(self, case, aoki, client):
        draft = make_explanation(approved=False)
        client.force_login(aoki.user)
        assert self.offered(case) == set()
        assert client.post(address(case), filled(draft)).status_code == 422
        with pytest.raises(services.NotPossible):
            send(case, draft, aoki.user)
        assert explanations() == []

    def test_one_taken_back_while_the_page_lay_open_is_not_sent(self, case, aoki, explanation, client):
        client.force_login(aoki.user)
        intake_services.take_back_explanation(explanation=explanation, on=timezone.localdate())
        assert client.post(address(case), filled(explanation)).status_code == 422
        with pytest.raises(services.NotPossible):
            send(case, explanation, aoki.user)
        assert explanations() == []

    def test_one_for_a_later_day_is_not_sent(self, case, aoki, client):
        later = make_explanation(published_from="2099-01-01")
        assert later.pk not in [pk for pk, _title in ExplanationForm(case=case).fields["explanation"].choices]
        with pytest.raises(services.NotPossible):
            send(case, later, aoki.user)

    def test_those_written_for_such_a_case_come_first(self, case, explanation):
        meant = make_explanation(kinds=[case.treatment_kind], title="この種類のために")
        make_explanation(kinds=["gene"], flags=["crisis"], title="ほかのために")
        _empty, (_for_it, first), (_others, others) = ExplanationForm(case=case).fields["explanation"].choices
        assert [pk for pk, _title in first] == [meant.pk]
        assert explanation.pk in [pk for pk, _title in others]

    def test_which_version_was_sent_stays_as_it_was(self, case, aoki, explanation):
        send(case, explanation, aoki.user)
        for other in (make_explanation(), None):
            with pytest.raises(IntegrityError), transaction.atomic():
                FollowUp.objects.filter(kind="explanation").update(explanation=other, kind="message")
        assert [sent.explanation for sent in explanations()] == [explanation]

    def test_a_text_that_was_sent_cannot_vanish(self, case, aoki, explanation):
        send(case, explanation, aoki.user)
        with pytest.raises(ProtectedError):
            explanation.delete()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestAtTheSameMoment:
    def test_a_double_click_on_two_web_processes_is_one_message(self, race):
        counselor, text, case = make_counselor(), make_explanation(), submit_case()
        answers = race(*([partial(send, case, text, counselor.user)] * 6))
        assert {answer.pk for answer in answers} == {explanations()[0].pk}
        assert len(explanations()) == 1

    def test_closed_at_that_moment_it_is_sent_or_refused_never_neither(self, race):
        counselor, text, case = make_counselor(), make_explanation(), submit_case()
        stop = partial(services.withdraw, case=case, now=timezone.now())
        sent, stopped = race(partial(send, case, text, counselor.user), stop)
        assert stopped is None
        if isinstance(sent, services.NotPossible):
            assert explanations() == []
        else:
            assert [followup.state for followup in explanations()] == ["cancelled"]
