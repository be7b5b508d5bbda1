"""The family's own page: what happens next and by when, why it was sorted so, what there is to read."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from consult import services
from consult.followups import sweep
from intake.dates import moment_in_full
from intake.models import StatusLink
from intake.services import issue_status_link
from tests.consult.family import open_status_page
from tests.factory import SON, make_explanation, submit_case, submit_inquiry

pytestmark = pytest.mark.django_db
WORDS = "お父さまのこと、ご心配ですね。"


@pytest.fixture
def planned(case, aoki):
    """An explanation with a few words of Aoki's own, not yet sent."""
    text = make_explanation(title="五つの質問", body="材料を確かめてください。\n\n費用を確かめてください。")
    return services.send_explanation(
        case=case, explanation=text, words=WORDS, occurrence="1", author=aoki.user, now=timezone.now()
    )


def page(client, case) -> str:
    return open_status_page(client, case.inquiry).content.decode()


class TestWhatItSays:
    def test_by_when_a_person_answers(self, case, client):
        shown = page(client, case)
        assert case.reference in shown
        assert moment_in_full(case.due_at) in shown

    def test_how_it_was_sorted_and_why(self, case, client):
        shown = page(client, case)
        decision = case.inquiry.decision
        assert str(decision.get_track_display()) in shown
        assert str(decision.get_physician_judgment_display()) in shown
        assert decision.reasons
        for reason in decision.reasons:
            assert reason["text"] in shown

    def test_what_the_family_wrote(self, case, client):
        assert SON["message"] in page(client, case)

    def test_who_is_in_danger_is_told_not_to_wait(self, aoki, client):
        case = submit_case()
        urgent = "119"
        before = page(client, case).count(urgent)
        case.inquiry.decisions.update(priority="urgent", flags=["crisis"])
        assert page(client, case).count(urgent) > before

    def test_sorted_by_a_person_it_shows_the_new_track_but_not_the_desks_reason(self, case, aoki, client):
        services.override_track(
            case=case, track="self_pay_review", reason="家族には見せない理由", author=aoki.user,
            now=timezone.now(),
        )  # fmt: skip
        shown = page(client, case)
        assert str(case.inquiry.decision.get_track_display()) in shown
        assert "家族には見せない理由" not in shown

    def test_straight_after_sending_it_names_the_reference_and_the_link(self, case, client):
        page(client, case)
        shown = client.get(f"/status/{case.reference}/received/").content.decode()
        secret = client.cookies["status"].value
        assert case.reference in shown
        assert f"/s/{secret}/" in shown

    def test_who_wants_a_call_reads_which_number_is_called(self, aoki, client):
        case = submit_case(preferred_channel="phone", phone="03-1234-5678", email="")
        assert "03-1234-5678 へのお電話で" in page(client, case)
        received = client.get(f"/status/{case.reference}/received/").content.decode()
        assert "<strong>03-1234-5678</strong> にお電話します" in received
        assert f"/status/{case.reference}/contact/" in received

    def test_in_english_for_who_reads_english(self, case, client):
        client.cookies["django_language"] = "en"
        assert "Your inquiry" in page(client, case)

    def test_it_is_kept_by_no_browser_or_proxy(self, case, client):
        answer = open_status_page(client, case.inquiry)
        assert answer.headers["Cache-Control"] == "no-store"


class TestExplanation:
    def test_once_sent_it_can_be_read_with_the_counselors_words_and_name(
        self, case, planned, aoki, smtp, client
    ):
        sweep()
        shown = page(client, case)
        for words in ("五つの質問", "<p>費用を確かめてください。</p>", WORDS, aoki.display_name):
            assert words in shown

    def test_help_then_the_answer_then_what_one_can_do_stand_first(self, case, planned, smtp, client):
        sweep()
        case.inquiry.decisions.update(priority="urgent", flags=["crisis"])
        shown = page(client, case)
        in_order = (
            "notice-urgent", "<h1>", f'href="#sent-{planned.pk}"', 'href="#write"', f"{case.reference}/call/",
            f'id="sent-{planned.pk}"', 'id="write"', str(case.inquiry.decision.get_track_display()),
            f"{case.reference}/erasure/",
        )  # fmt: skip
        places = [shown.index(one) for one in in_order]
        assert places == sorted(places)

    def test_before_that_it_cannot(self, case, planned, client):
        shown = page(client, case)
        assert "五つの質問" not in shown
        assert WORDS not in shown

    def test_it_can_be_read_when_nobody_knows_whether_the_mail_arrived(self, case, planned, smtp, client):
        smtp.hang_up("DATA")
        sweep()
        assert "五つの質問" in page(client, case)

    def test_opening_the_page_counts_as_read_once(self, case, planned, smtp, client):
        sweep()
        page(client, case)
        planned.refresh_from_db()
        first = planned.read_at
        assert first is not None
        client.get(f"/status/{case.reference}/")
        planned.refresh_from_db()
        assert planned.read_at == first
        assert case.events.filter(kind="read", data__followup=planned.pk).count() == 1

    def test_what_was_not_there_to_read_was_not_read(self, case, planned, client):
        page(client, case)
        planned.refresh_from_db()
        assert planned.read_at is None

    def test_a_scanner_that_follows_the_link_reads_nothing(self, case, planned, smtp, client):
        sweep()
        secret = issue_status_link(inquiry=case.inquiry, now=timezone.now())
        client.get(f"/s/{secret}/")
        client.head(f"/s/{secret}/")
        planned.refresh_from_db()
        assert planned.read_at is None

    def test_after_closing_it_stays_there_to_read(self, case, planned, smtp, client):
        sweep()
        services.close(case=case, outcome="explained", author=None, now=timezone.now())
        assert "五つの質問" in page(client, case)

    def test_the_counselors_words_are_text_and_never_markup(self, case, planned, smtp, client):
        planned.words = "<script>alert(1)</script>"
        planned.save(update_fields=["words"])
        sweep()
        shown = page(client, case)
        assert "<script>alert(1)" not in shown
        assert "&lt;script&gt;alert(1)" in shown


class TestStopping:
    def test_asked_once_more_first(self, case, planned, client):
        page(client, case)
        assert client.get(f"/status/{case.reference}/stop/").status_code == 200
        case.refresh_from_db()
        assert case.status == "open"

    def test_a_button_pressed_by_mistake_stops_nothing(self, case, client):
        page(client, case)
        answer = client.post(f"/status/{case.reference}/stop/")
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["sure"])
        case.refresh_from_db()
        assert case.status == "open"

    def test_the_case_is_closed_and_what_was_planned_is_cancelled(self, case, planned, aoki, smtp, client):
        page(client, case)
        answer = client.post(f"/status/{case.reference}/stop/", {"sure": "on"}, follow=True)
        case.refresh_from_db()
        planned.refresh_from_db()
        aoki.refresh_from_db()
        assert answer.status_code == 200
        assert (case.status, case.outcome, planned.state) == ("closed", "withdrawn", "cancelled")
        assert aoki.open_cases == 0
        assert sweep() == 0
        assert smtp.received == []

    def test_what_was_sent_before_stays_there_to_read(self, case, planned, smtp, client):
        sweep()
        page(client, case)
        answer = client.post(f"/status/{case.reference}/stop/", {"sure": "on"}, follow=True)
        assert "五つの質問" in answer.content.decode()

    def test_twice_or_on_a_closed_case_it_changes_nothing(self, case, client):
        services.close(case=case, outcome="explained", author=None, now=timezone.now())
        page(client, case)
        assert client.post(f"/status/{case.reference}/stop/", {"sure": "on"}, follow=True).status_code == 200
        case.refresh_from_db()
        assert case.outcome == "explained"


class TestWhoseItIs:
    """A wrong, an expired and an unknown reference get the same answer."""

    @staticmethod
    def answers_alike(client, *addresses: str) -> bool:
        def shown(address: str) -> tuple[int, str]:
            answer = client.get(address)
            page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
            return answer.status_code, page.replace(address, "")

        return len({shown(address) for address in addresses}) == 1

    def test_a_foreign_reference_and_an_unknown_one(self, case, client):
        other = submit_inquiry()
        page(client, case)
        for view in ("", "received/", "stop/"):
            foreign, unknown = f"/status/{other.reference}/{view}", f"/status/BBB-BBB-BBB/{view}"
            assert client.get(foreign).status_code == 404
            assert self.answers_alike(client, foreign, unknown)

    def test_nobody_stops_the_inquiry_of_others(self, case, client):
        other = submit_case()
        page(client, case)
        assert client.post(f"/status/{other.reference}/stop/", {"sure": "on"}).status_code == 404
        other.refresh_from_db()
        assert other.status == "open"

    @pytest.mark.parametrize("broken", ["expired", "revoked", "no cookie", "a made-up cookie"])
    def test_ones_own_reference_without_a_link_that_holds(self, case, client, broken):
        page(client, case)
        now = timezone.now()
        if broken == "expired":
            StatusLink.objects.update(expires_at=now - timedelta(seconds=1))
        elif broken == "revoked":
            StatusLink.objects.update(revoked_at=now)
        elif broken == "no cookie":
            client.cookies.clear()
        else:
            client.cookies["status"] = "A" * 43
        assert client.get(f"/status/{case.reference}/").status_code == 404
        assert self.answers_alike(client, f"/status/{case.reference}/", "/status/BBB-BBB-BBB/")

    def test_the_link_itself(self, case, client):
        secret = issue_status_link(inquiry=case.inquiry, now=timezone.now())
        StatusLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        expired, unknown = client.post(f"/s/{secret}/"), client.post("/s/unknown/")
        assert expired.status_code == unknown.status_code == 404
        assert "status" not in client.cookies


def test_after_sending_nobody_is_told_what_their_doctor_has_to_tell_them(case, client):
    open_status_page(client, case.inquiry)
    page = client.get(f"/status/{case.reference}/received/").content.decode()
    assert "お薬は、主治医に相談せずに変えたりやめたりしないでください" in page
