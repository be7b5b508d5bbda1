"""One case on the desk: all that a counselor needs to answer, and what was typed is not lost."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult import consents, families, letters, services
from consult.models import Case
from intake.models import ConsentText
from tests.factory import SON, make_counselor, make_explanation, submit_case, write_message

pytestmark = pytest.mark.django_db


def page(client, counselor, case) -> str:
    client.force_login(counselor.user)
    answer = client.get(f"/desk/cases/{case.reference}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_what_was_said(case, aoki, client):
    shown = page(client, aoki, case)
    for words in (
        case.reference,
        SON["message"],
        SON["treatment_name"],
        SON["contact_name"],
        SON["email"],
        "68",
    ):
        assert words in shown


def test_it_says_every_answer_in_words_not_in_codes(aoki, client):
    case = submit_case(
        payment="self_pay", provider_kind="clinic", provider_name="青空クリニック", plan_number="PB3210001",
        quoted_fee_yen=1_980_000, decision_date=date(2027, 1, 15), condition_detail="2018年から",
    )  # fmt: skip
    aoki.tracks = ["insured_specialist", "self_pay_review", "unsorted"]
    aoki.save()
    shown = page(client, aoki, case)
    for words in ("青空クリニック", "PB3210001", "1,980,000", "2027", "2018年から"):
        assert words in shown
    for code in ("wearing_off", "university_hospital", "second_opinion", "JP-13"):
        assert code not in shown


def test_it_says_why_it_was_sorted_so_with_the_words_that_counted(case, aoki, client):
    shown = page(client, aoki, case)
    reasons = case.inquiry.decision.reasons
    assert reasons
    for reason in reasons:
        assert reason["rule"] in shown
    assert "<mark>アムシェプリ</mark>" in shown


def test_it_says_who_has_it_and_how_the_family_wants_to_hear(case, aoki, client):
    shown = page(client, aoki, case)
    assert aoki.display_name in shown
    assert case.inquiry.get_preferred_channel_display() in shown


def test_the_messages_stand_there_with_their_state(case, aoki, client):
    text = make_explanation(title="保険の対象になった治療について")
    services.send_explanation(
        case=case, explanation=text, words="どうぞお読みください", occurrence="1", author=aoki.user,
        now=timezone.now(),
    )  # fmt: skip
    shown = page(client, aoki, case)
    assert text.title in shown
    assert "どうぞお読みください" in shown
    for followup in case.followups.all():
        assert followup.get_state_display() in shown


def test_what_the_family_typed_is_text_and_never_markup(aoki, client):
    planted = "<img src=x onerror=alert(1)>"
    case = submit_case(message=planted, contact_name=planted, treatment_name=planted)
    Case.objects.update(assignee=aoki)
    shown = page(client, aoki, case)
    assert planted not in shown
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown


def test_a_waiting_case_can_be_taken_from_its_page(aoki, client):
    aoki.accepting = False
    aoki.save()
    case = submit_case()
    assert f"/desk/cases/{case.reference}/claim/" in page(client, aoki, case)
    aoki.accepting = True
    aoki.save()
    answer = client.post(f"/desk/cases/{case.reference}/claim/", follow=True)
    case.refresh_from_db()
    assert (answer.status_code, case.assignee) == (200, aoki)
    assert f"/desk/cases/{case.reference}/claim/" not in answer.content.decode()


def test_a_case_cannot_be_taken_beyond_ones_capacity(aoki, client):
    aoki.capacity = 0
    aoki.save()
    case = submit_case()
    client.force_login(aoki.user)
    answer = client.post(f"/desk/cases/{case.reference}/claim/")
    case.refresh_from_db()
    assert (answer.status_code, case.assignee) == (409, None)


def test_a_closed_case_offers_nothing_that_would_reach_the_family(case, aoki, client):
    services.close(case=case, outcome="explained", author=None, now=timezone.now())
    shown = page(client, aoki, case)
    assert "/note/" in shown
    for action in ("/explanation/", "/override/", "/close/"):
        assert action not in shown


@pytest.mark.parametrize(
    ("action", "typed"),
    [
        ("explanation", {"words": "書きかけの文面", "explanation": "", "occurrence": "not a form of ours"}),
        ("override", {"track": "", "reason": "書きかけの理由"}),
    ],
)
def test_a_form_that_cannot_be_taken_comes_back_with_what_was_typed(case, aoki, client, action, typed):
    client.force_login(aoki.user)
    answer = client.post(f"/desk/cases/{case.reference}/{action}/", typed)
    assert answer.status_code == 422
    assert (typed.get("words") or typed.get("reason")) in answer.content.decode()


def test_a_reason_typed_on_a_case_that_was_closed_meanwhile_is_kept(case, aoki, client):
    client.force_login(aoki.user)
    services.close(case=case, outcome="explained", author=None, now=timezone.now())
    typed = {"track": "unsorted", "reason": "長い理由を書いていました"}
    answer = client.post(f"/desk/cases/{case.reference}/override/", typed)
    assert answer.status_code == 409
    assert typed["reason"] in answer.content.decode()


def test_a_long_history_costs_no_more_queries(case, aoki, client):
    text = make_explanation()

    def happens(occurrence: int) -> None:
        now = timezone.now()
        services.write_note(case=case, author=aoki.user, body="…", now=now)
        services.send_explanation(
            case=case, explanation=text, words="", occurrence=str(occurrence), author=aoki.user, now=now
        )

    happens(0)
    page(client, aoki, case)
    with CaptureQueriesContext(connection) as short:
        client.get(f"/desk/cases/{case.reference}/")
    for occurrence in range(1, 10):
        happens(occurrence)
    with CaptureQueriesContext(connection) as long:
        client.get(f"/desk/cases/{case.reference}/")
    assert len(long) == len(short)


def test_a_page_with_much_that_seldom_stands_there_takes_fourteen_queries_at_most(case, aoki, client):
    """Who asks (3), the case, what there is with colleagues, what belongs to it (6), texts, family (2)."""
    now = timezone.now()
    for name in ("doi", "endo"):
        make_counselor(username=name, tracks=[case.track], languages=[case.language])
    again, linked = submit_case(), submit_case(email="other@example.jp")
    families.link(case=case, other=linked, reason="same_family", author=aoki.user, now=now)
    write_message(case)
    services.write_note(case=case, author=aoki.user, body="…", now=now)
    services.send_explanation(
        case=case, explanation=make_explanation(), words="", occurrence="1", author=aoki.user, now=now
    )
    shown = page(client, aoki, case)
    assert again.reference in shown
    assert linked.reference in shown
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/desk/cases/{case.reference}/")
    assert len(queries) <= 14


def test_the_timeline_says_what_was_written_sent_and_noted(case, aoki, client):
    now = timezone.now()
    write_message(case, "電話でもよいですか。")
    services.write_note(case=case, author=aoki.user, body="折り返し電話する", now=now)
    services.override_track(case=case, track="unsorted", reason="まだ決められない", author=aoki.user, now=now)
    text = make_explanation(title="まず聞いてみること")
    services.send_explanation(
        case=case, explanation=text, words="", occurrence="1", author=aoki.user, now=now
    )  # fmt: skip
    client.force_login(aoki.user)
    lines = client.get(f"/desk/cases/{case.reference}/").context["timeline"]
    said = {line.event.kind: line.words for line in lines}
    assert said["wrote"] == "電話でもよいですか。"
    assert said["noted"] == "折り返し電話する"
    assert said["overridden"] == "まだ決められない"
    assert said["planned"] == "まず聞いてみること"


def test_it_names_the_hospital_that_the_family_agreed_to(case, aoki, client):
    text = ConsentText.objects.filter(kind="hospital", language="ja").latest("pk")
    assert "中央病院" not in page(client, aoki, case)
    consents.agree_to_share(case=case, recipient="中央病院", text=text, now=timezone.now())
    assert "中央病院" in page(client, aoki, case)


def test_it_says_that_a_letter_was_begun_to_whoever_began_it_alone(case, aoki, client):
    begun = "Go on with your letter"
    client.cookies["django_language"] = "en"
    assert begun not in page(client, aoki, case)
    content = letters.Content(None, "はじめ", "", "")
    letters.save(case=case, author=make_counselor().user, content=content, seen=0, now=timezone.now())
    assert begun not in page(client, aoki, case)
    letters.save(case=case, author=aoki.user, content=content, seen=0, now=timezone.now())
    assert begun in page(client, aoki, case)
